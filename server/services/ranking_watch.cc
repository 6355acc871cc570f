#include "server/services/ranking_watch.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/status_details.h"
#include "server/seal/sealing.h"
#include "server/services/digest.h"

namespace banso {
namespace {

// Owner of the key of tokens.
constexpr absl::string_view kTokenKey = "server/watches";

// What must stay the same for a stream to go on.
std::string BoundPart(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> bound(request.New());
  bound->CopyFrom(request);
  for (const char* name : {"resume_token", "min_revision"}) {
    bound->GetReflection()->ClearField(bound.get(), request.GetDescriptor()->FindFieldByName(name));
  }
  return Digest({request.GetDescriptor()->full_name(), DeterministicBytes(*bound)});
}

absl::Status NotOurs() {
  return InvalidField("resume_token",
                      "does not belong to this request; send that of the last answer with "
                      "everything else unchanged, or none to begin anew");
}

}  // namespace

absl::StatusOr<ResumePoint> ResumePoint::FromToken(KeyStore* keys, absl::string_view token,
                                                   const google::protobuf::Message& request) {
  BANSO_ASSIGN_OR_RETURN(const Key key, keys->GetOrCreate(kTokenKey));
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed)) return NotOurs();
  const absl::StatusOr<std::string> content = OpenSealed(key, {BoundPart(request)}, sealed);
  if (!content.ok()) return NotOurs();
  const size_t comma = content->find(',');
  ResumePoint point;
  if (comma == std::string::npos ||
      !absl::SimpleAtoi(absl::string_view(*content).substr(0, comma), &point.revision)) {
    return NotOurs();
  }
  point.told = content->substr(comma + 1);
  return point;
}

absl::StatusOr<std::string> ResumePoint::ToToken(KeyStore* keys,
                                                 const google::protobuf::Message& request) const {
  BANSO_ASSIGN_OR_RETURN(const Key key, keys->GetOrCreate(kTokenKey));
  return absl::WebSafeBase64Escape(
      Seal(key, {BoundPart(request)}, absl::StrCat(revision, ",", told)));
}

std::string DigestOf(const std::vector<ToldRow>& rows) {
  std::string bytes;
  for (const auto& [name, digest] : rows) absl::StrAppend(&bytes, name, "\n", digest);
  return Digest({bytes});
}

}  // namespace banso
