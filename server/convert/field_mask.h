// Partial updates after AIP-134, for any resource.
#ifndef BANSO_SERVER_CONVERT_FIELD_MASK_H_
#define BANSO_SERVER_CONVERT_FIELD_MASK_H_

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace banso {

// Changes the fields of `stored` that `mask` names to what they are in `incoming`, a message of the
// same type.
// - No mask, or one without paths: the populated top-level fields of `incoming`.
// - `*`, alone: every field; what is not set in `incoming` is cleared.
// - A path names a field by its contract names, `availability.weekly`. What is named is replaced
//   whole: messages, lists and maps are not merged; not set in `incoming` means cleared. A path
//   through a message that is not set creates it, if `incoming` has it.
// OUTPUT_ONLY, IDENTIFIER and IMMUTABLE fields and `etag` never change, at any depth; naming one is
// no error. New list elements lose their OUTPUT_ONLY fields.
// Errors: INVALID_ARGUMENT naming `update_mask` for a path that does not exist, goes through a list
// or a map, or for `*` beside other paths; `stored` is then as it was.
absl::Status ApplyUpdate(const google::protobuf::FieldMask* mask,
                         const google::protobuf::Message& incoming,
                         google::protobuf::Message* stored);

// Clears every OUTPUT_ONLY field, at every depth. For resources that clients send.
void ClearOutputOnly(google::protobuf::Message* message);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_FIELD_MASK_H_
