// Page tokens: where the next page begins, bound to the request that asks for it.
#ifndef BANSO_SERVER_CONVERT_PAGE_TOKEN_H_
#define BANSO_SERVER_CONVERT_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace banso {

struct PageToken {
  std::string last_name;     // resource name of the last row shown
  int64_t ordinal = 0;       // how many rows were shown before
  int64_t as_of_micros = 0;  // instant that the first page was made for, since 1970; 0: none

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Returns an opaque token of letters, digits, `-` and `_` that is good for requests that differ
// from `request` in `page_token`, `page_size` and `min_revision` only. Any server understands it.
// It holds resource names and numbers, and of the request only a hash.
std::string EncodePageToken(const PageToken& token, const google::protobuf::Message& request);

// Errors: INVALID_ARGUMENT naming `page_token` if the text is not a token, was changed, or belongs
// to another request or method.
absl::StatusOr<PageToken> DecodePageToken(absl::string_view token,
                                          const google::protobuf::Message& request);

// Returns `default_size` for 0 and below, at most `max_size`. Negative sizes are refused before, by
// the validator.
int NormalizePageSize(int32_t requested, int default_size, int max_size);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_PAGE_TOKEN_H_
