#include "server/access/write_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool MayWrite(const FieldDescriptor& field, v1::Access::Role role) {
  const auto& options = field.options();
  const int roles = options.ExtensionSize(v1::writable_by);
  if (roles == 0 || role == v1::Access::SYSTEM) return true;
  for (int i = 0; i < roles; ++i) {
    if (options.GetExtension(v1::writable_by, i) == role) return true;
  }
  return false;
}

bool Differs(const Message& before, const Message& after, const FieldDescriptor& field) {
  google::protobuf::util::MessageDifferencer differencer;
  return !differencer.CompareWithFields(before, after, {&field}, {&field});
}

}  // namespace

absl::Status CheckWritable(const Caller& caller, const Message& before, const Message& after,
                           absl::string_view path) {
  const google::protobuf::Descriptor& type = *after.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (MayWrite(field, caller.role) || !Differs(before, after, field)) continue;
    const std::string name = absl::StrCat(path, ".", field.name());
    const std::string role = v1::Access::Role_Name(caller.role);
    return WithErrorInfo(
        absl::PermissionDeniedError(
            absl::StrCat(name, " cannot be set or changed by the role ", role, "; leave it out")),
        "FIELD_DENIED", {{"field", name}, {"role", role}});
  }
  return absl::OkStatus();
}

}  // namespace banso
