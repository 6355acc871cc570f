// Etags: the revision that wrote a resource, in a form that invites nobody to count with it.
#ifndef BANSO_SERVER_CONVERT_ETAG_H_
#define BANSO_SERVER_CONVERT_ETAG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// Returns 16 characters that differ for every revision. `revision` is in [1, 2^48).
std::string EtagOf(int64_t revision);

// Returns the revision of an etag that is not empty.
// Errors: INVALID_ARGUMENT naming `field` if no server made it.
absl::StatusOr<int64_t> RevisionOfEtag(absl::string_view etag, std::string field = "etag");

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_ETAG_H_
