// The refusal that most steps know.
#ifndef BANSO_SERVER_SERVICES_NOT_NOW_H_
#define BANSO_SERVER_SERVICES_NOT_NOW_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace banso {

// FAILED_PRECONDITION with `reason`: not now, because `name` is what `text` says of it.
absl::Status NotNow(absl::string_view name, absl::string_view reason, absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_NOT_NOW_H_
