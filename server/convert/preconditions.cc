#include "server/convert/preconditions.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace banso {
namespace {

// As in status_details.cc.
constexpr size_t kMaxDetailBytes = 3000;
constexpr size_t kFailedInMessage = 3;

}  // namespace

absl::Status FailedPreconditions(absl::string_view message,
                                 const std::vector<Precondition>& failed) {
  google::rpc::PreconditionFailure detail;
  std::string text(message);
  size_t bytes = 0;
  for (size_t i = 0; i < failed.size(); ++i) {
    const Precondition& each = failed[i];
    bytes += each.type.size() + each.subject.size() + each.description.size() + 8;
    if (i > 0 && bytes > kMaxDetailBytes) break;
    auto* violation = detail.add_violations();
    violation->set_type(each.type);
    violation->set_subject(each.subject);
    violation->set_description(each.description);
    if (i < kFailedInMessage) {
      absl::StrAppend(&text, i == 0 ? ": " : "; ", each.type, " ", each.subject);
    }
  }
  absl::Status status = absl::FailedPreconditionError(text);
  status.SetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
  return status;
}

}  // namespace banso
