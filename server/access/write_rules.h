// Who may set which field.
#ifndef BANSO_SERVER_ACCESS_WRITE_RULES_H_
#define BANSO_SERVER_ACCESS_WRITE_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/access/caller.h"

namespace banso {

// Whether the caller may turn `before` into `after`, two states of one resource (for a new one,
// `before` is empty): fields with `writable_by` change by these roles only. Jobs of the server may
// change everything.
// Errors: PERMISSION_DENIED with the ErrorInfo FIELD_DENIED that names the field, as a path that
// begins with `path`.
absl::Status CheckWritable(const Caller& caller, const google::protobuf::Message& before,
                           const google::protobuf::Message& after, absl::string_view path);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_WRITE_RULES_H_
