#include "clients/cli/labels.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "banso/v1/options.pb.h"
#include "banso/v1/taxonomy_service.pb.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr size_t kCodesInOneCall = 200;

}  // namespace

v1::Term::Kind Labels::KindOf(const FieldDescriptor& field) {
  switch (field.options().GetExtension(v1::limits).format()) {
    case v1::Limits::SKILL:
      return v1::Term::SKILL;
    case v1::Limits::INDUSTRY:
      return v1::Term::INDUSTRY;
    case v1::Limits::OCCUPATION:
      return v1::Term::OCCUPATION;
    case v1::Limits::PREFECTURE:
      return v1::Term::PREFECTURE;
    case v1::Limits::LANGUAGE:
      return v1::Term::LANGUAGE;
    default:
      return v1::Term::KIND_UNSPECIFIED;
  }
}

void Labels::Collect(const Message& message, Codes& codes) const {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Collect(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                     : reflection->GetMessage(message, field),
                codes);
      } else if (const v1::Term::Kind kind = KindOf(*field); kind != 0) {
        const std::string code = field->is_repeated()
                                     ? reflection->GetRepeatedString(message, field, i)
                                     : reflection->GetString(message, field);
        if (!code.empty() && !known_.contains(std::pair<int, std::string>(kind, code))) {
          codes.emplace(kind, code);
        }
      }
    }
  }
}

void Labels::Fetch(const Message& message) {
  Codes codes;
  Collect(message, codes);
  absl::flat_hash_map<int, std::vector<std::string>> by_kind;
  for (const auto& [kind, code] : codes) by_kind[kind].push_back(code);
  for (const auto& [kind, of_kind] : by_kind) {
    for (size_t start = 0; start < of_kind.size(); start += kCodesInOneCall) {
      const size_t end = std::min(of_kind.size(), start + kCodesInOneCall);
      Ask(static_cast<v1::Term::Kind>(kind), {of_kind.begin() + start, of_kind.begin() + end});
    }
  }
}

void Labels::Ask(v1::Term::Kind kind, const std::vector<std::string>& codes) {
  v1::LookupTermsRequest request;
  request.set_kind(kind);
  for (const std::string& code : codes) request.add_codes(code);
  v1::LookupTermsResponse response;
  const grpc::Status status = connection_.Call("TaxonomyService/LookupTerms", request, &response);
  if (status.error_code() == grpc::StatusCode::NOT_FOUND && codes.size() > 1) {
    // One unknown code fails the whole call: halves find it in few calls.
    const auto middle = codes.begin() + codes.size() / 2;
    Ask(kind, {codes.begin(), middle});
    Ask(kind, {middle, codes.end()});
    return;
  }
  for (int i = 0; status.ok() && i < response.terms_size(); ++i) {
    const v1::Term& term = response.terms(i);
    const bool english = language_ == UiLanguage::kEn;
    std::string label = english ? term.label_en() : term.label_ja();
    if (label.empty()) label = english ? term.label_ja() : term.label_en();
    if (!label.empty()) known_[std::pair<int, std::string>(kind, codes[i])] = label;
  }
}

std::string Labels::Of(v1::Term::Kind kind, const std::string& code) const {
  const auto found = known_.find(std::pair<int, std::string>(kind, code));
  return found == known_.end() ? code : found->second;
}

}  // namespace banso
