// What a caller read of a resource, against what is there.
#ifndef BANSO_SERVER_SERVICES_ETAG_CHECK_H_
#define BANSO_SERVER_SERVICES_ETAG_CHECK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/convert/etag.h"
#include "server/services/writer.h"

namespace banso {

// An empty etag agrees with everything.
// Errors: INVALID_ARGUMENT if it is no etag at all.
inline absl::Status CheckEtagForm(absl::string_view etag) {
  return etag.empty() ? absl::OkStatus() : RevisionOfEtag(etag).status();
}

// Errors: EtagMismatch if the resource, at `revision`, is not what was read.
inline absl::Status CheckEtag(absl::string_view etag, absl::string_view name, Revision revision) {
  return etag.empty() || etag == EtagOf(revision) ? absl::OkStatus() : EtagMismatch(name);
}

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ETAG_CHECK_H_
