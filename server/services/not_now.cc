#include "server/services/not_now.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/convert/status_details.h"

namespace banso {

absl::Status NotNow(absl::string_view name, absl::string_view reason, absl::string_view text) {
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(name, " ", text)), reason,
                       {{"name", std::string(name)}});
}

}  // namespace banso
