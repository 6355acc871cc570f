#include "server/convert/status_details.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace banso {
namespace {

// A gRPC client accepts 8 KiB of metadata. The details travel as base64 (4/3), the message beside
// them and once more inside.
constexpr size_t kMaxDetailBytes = 3000;
constexpr size_t kProblemsInMessage = 3;
constexpr size_t kMaxMessageBytes = 600;

std::string TypeUrl(const google::protobuf::Message& message) {
  return absl::StrCat("type.googleapis.com/", message.GetDescriptor()->full_name());
}

void SetDetail(const google::protobuf::Message& detail, absl::Status* status) {
  status->SetPayload(TypeUrl(detail), absl::Cord(detail.SerializeAsString()));
}

template <class Detail>
bool GetDetail(const absl::Status& status, Detail* detail) {
  const absl::optional<absl::Cord> payload = status.GetPayload(TypeUrl(*detail));
  return payload && detail->ParseFromString(std::string(*payload));
}

std::string Describe(const FieldProblem& problem) {
  return problem.field.empty() ? problem.description
                               : absl::StrCat(problem.field, ": ", problem.description);
}

std::string Plural(size_t count) {
  return count == 1 ? "1 more problem" : absl::StrCat(count, " more problems");
}

}  // namespace

absl::Status InvalidFields(std::vector<FieldProblem> problems) {
  if (problems.empty()) return absl::OkStatus();
  google::rpc::BadRequest detail;
  std::string message;
  size_t bytes = 0;
  for (size_t i = 0; i < problems.size(); ++i) {
    bytes += problems[i].field.size() + problems[i].description.size() + 8;
    if (i > 0 && bytes > kMaxDetailBytes) {
      detail.add_field_violations()->set_description(
          absl::StrCat("and ", Plural(problems.size() - i)));
      break;
    }
    auto* violation = detail.add_field_violations();
    violation->set_field(problems[i].field);
    violation->set_description(problems[i].description);
  }
  for (size_t i = 0; i < problems.size(); ++i) {
    const std::string text = Describe(problems[i]);
    if (i > 0 && (i == kProblemsInMessage || message.size() + text.size() > kMaxMessageBytes)) {
      absl::StrAppend(&message, "; and ", Plural(problems.size() - i));
      break;
    }
    absl::StrAppend(&message, i > 0 ? "; " : "", text);
  }
  absl::Status status = absl::InvalidArgumentError(message);
  SetDetail(detail, &status);
  return status;
}

absl::Status InvalidField(std::string field, std::string description) {
  return InvalidFields({{std::move(field), std::move(description)}});
}

std::vector<FieldProblem> FieldProblems(const absl::Status& status) {
  std::vector<FieldProblem> problems;
  google::rpc::BadRequest detail;
  if (!GetDetail(status, &detail)) return problems;
  for (const auto& violation : detail.field_violations()) {
    problems.push_back({violation.field(), violation.description()});
  }
  return problems;
}

absl::Status WithErrorInfo(absl::Status status, absl::string_view reason,
                           const std::map<std::string, std::string>& metadata) {
  if (status.ok()) return status;
  google::rpc::ErrorInfo detail;
  detail.set_reason(std::string(reason));
  detail.set_domain("banso");
  for (const auto& [key, value] : metadata) (*detail.mutable_metadata())[key] = value;
  SetDetail(detail, &status);
  return status;
}

absl::Status WithRetryInfo(absl::Status status, absl::Duration delay) {
  if (status.ok()) return status;
  google::rpc::RetryInfo detail;
  const absl::Duration bounded = std::clamp(delay, absl::ZeroDuration(), absl::Hours(24));
  const int64_t seconds = absl::ToInt64Seconds(bounded);
  detail.mutable_retry_delay()->set_seconds(seconds);
  detail.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(bounded - absl::Seconds(seconds))));
  SetDetail(detail, &status);
  return status;
}

absl::Status NoSuchResource(absl::string_view name) {
  return absl::NotFoundError(absl::StrCat(name, " does not exist"));
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  result.set_code(static_cast<int>(status.code()));
  result.set_message(std::string(status.message()));
  // Abseil visits payloads in no promised order; equal errors give equal bytes.
  std::map<std::string, std::string> details;
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& value) {
    details.emplace(std::string(type_url), std::string(value));
  });
  for (auto& [type_url, value] : details) {
    auto* any = result.add_details();
    any->set_type_url(type_url);
    any->set_value(std::move(value));
  }
  return result;
}

}  // namespace banso
