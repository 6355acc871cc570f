#include "clients/cli/import/term_resolver.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr int kEqual = 1000;
constexpr size_t kLongestCode = 80;
constexpr int kLongestText = 200;

// A look-up by code is worth its call only for what could be one.
bool LooksLikeCode(absl::string_view text) {
  if (text.empty() || text.size() > kLongestCode) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '.' && c != ':' && c != '-' && c != '_') return false;
  }
  return true;
}

// The first 200 characters, which is what a suggestion looks at.
std::string Shortened(absl::string_view text) {
  int characters = 0;
  size_t at = 0;
  while (at < text.size() && characters < kLongestText) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    ++characters;
  }
  return std::string(text.substr(0, at));
}

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::string LabelOf(const v1::Term& term) {
  return term.label_ja().empty() || term.label_ja() == term.label_en()
             ? term.label_en()
             : absl::StrCat(term.label_ja(), term.label_en().empty() ? "" : " / ", term.label_en());
}

}  // namespace

absl::StatusOr<Resolution> ServerTermResolver::Resolve(v1::Term::Kind kind,
                                                       absl::string_view text) {
  std::pair<int, std::string> key(kind, absl::StripAsciiWhitespace(text));
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  BANSO_ASSIGN_OR_RETURN(Resolution resolution, Ask(kind, key.second));
  return known_.emplace(std::move(key), std::move(resolution)).first->second;
}

absl::StatusOr<Resolution> ServerTermResolver::Ask(v1::Term::Kind kind, const std::string& text) {
  Resolution resolution;
  if (text.empty()) return resolution;
  if (LooksLikeCode(text)) {
    v1::LookupTermsRequest request;
    request.set_kind(kind);
    request.add_codes(text);
    v1::LookupTermsResponse response;
    const grpc::Status status = connection_.Call("TaxonomyService/LookupTerms", request, &response);
    if (status.ok() && response.terms_size() == 1) {
      resolution.code = response.terms(0).code();
      return resolution;
    }
    if (!status.ok() && status.error_code() != grpc::StatusCode::NOT_FOUND &&
        status.error_code() != grpc::StatusCode::INVALID_ARGUMENT) {
      return ToAbsl(status);
    }
  }
  v1::SuggestTermsRequest request;
  request.set_text(Shortened(text));
  request.add_kinds(kind);
  request.set_page_size(3);
  v1::SuggestTermsResponse response;
  const grpc::Status status = connection_.Call("TaxonomyService/SuggestTerms", request, &response);
  if (!status.ok()) {
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) return resolution;
    return ToAbsl(status);
  }
  for (const v1::Suggestion& suggestion : response.suggestions()) {
    if (suggestion.closeness() == kEqual && request.text().size() == text.size()) {
      resolution.code = suggestion.term().code();
      return resolution;
    }
    resolution.suggestions.push_back(
        absl::StrCat(LabelOf(suggestion.term()), " (", suggestion.term().code(), ")"));
  }
  return resolution;
}

std::string NotKnown(v1::Term::Kind kind, const Resolution& resolution) {
  std::string kind_word = absl::AsciiStrToLower(v1::Term::Kind_Name(kind));
  std::string text = absl::StrCat("is not the label of a known ", kind_word);
  if (!resolution.suggestions.empty()) {
    absl::StrAppend(&text, "; nearest: ", absl::StrJoin(resolution.suggestions, ", "));
  }
  return text;
}

}  // namespace banso
