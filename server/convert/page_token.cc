#include "server/convert/page_token.h"

#include <sodium.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

constexpr size_t kDigestBytes = 16;

// What must stay the same from page to page, as bytes.
std::string BoundPart(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> bound(request.New());
  bound->CopyFrom(request);
  for (const char* name : {"page_token", "page_size", "min_revision"}) {
    const auto* field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) bound->GetReflection()->ClearField(bound.get(), field);
  }
  std::string bytes = request.GetDescriptor()->full_name();
  bytes += '\0';
  return bytes + DeterministicBytes(*bound);
}

// One digest over content and request: a token that was changed fails as one of another request.
std::string Digest(absl::string_view content, const google::protobuf::Message& request) {
  const std::string bytes = absl::StrCat(content.size(), ",", content, BoundPart(request));
  std::string digest(kDigestBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return digest;
}

absl::Status NotOurs() {
  return InvalidField("page_token",
                      "does not belong to this request; send the token of the page before with "
                      "everything else unchanged, or no token for the first page");
}

}  // namespace

std::string EncodePageToken(const PageToken& token, const google::protobuf::Message& request) {
  const std::string content =
      absl::StrCat(token.ordinal, ",", token.as_of_micros, ",", token.last_name);
  return absl::WebSafeBase64Escape(absl::StrCat(Digest(content, request), content));
}

absl::StatusOr<PageToken> DecodePageToken(absl::string_view token,
                                          const google::protobuf::Message& request) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kDigestBytes) return NotOurs();
  const absl::string_view content = absl::string_view(bytes).substr(kDigestBytes);
  if (Digest(content, request) != absl::string_view(bytes).substr(0, kDigestBytes)) {
    return NotOurs();
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(content, absl::MaxSplits(',', 2));
  PageToken result;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &result.ordinal) ||
      !absl::SimpleAtoi(parts[1], &result.as_of_micros)) {
    return NotOurs();
  }
  result.last_name = std::string(parts[2]);
  return result;
}

int NormalizePageSize(int32_t requested, int default_size, int max_size) {
  return requested <= 0 ? std::min(default_size, max_size) : std::min<int>(requested, max_size);
}

}  // namespace banso
