#include "server/convert/options.h"

namespace banso {

bool HasBehavior(const google::protobuf::FieldDescriptor& field, v1::Behavior::Kind behavior) {
  const google::protobuf::FieldOptions& options = field.options();
  for (int i = 0; i < options.ExtensionSize(v1::behavior); ++i) {
    if (options.GetExtension(v1::behavior, i) == behavior) return true;
  }
  return false;
}

const v1::Limits& LimitsOf(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::limits);
}

}  // namespace banso
