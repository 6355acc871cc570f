// What the contract says of a field, read from its options.
#ifndef BANSO_SERVER_CONVERT_OPTIONS_H_
#define BANSO_SERVER_CONVERT_OPTIONS_H_

#include "banso/v1/options.pb.h"
#include "google/protobuf/descriptor.h"

namespace banso {

// Whether the field has the behavior.
bool HasBehavior(const google::protobuf::FieldDescriptor& field, v1::Behavior::Kind behavior);

// The limits of the field; the default ones limit nothing.
const v1::Limits& LimitsOf(const google::protobuf::FieldDescriptor& field);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_OPTIONS_H_
