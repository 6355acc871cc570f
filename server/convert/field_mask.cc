#include "server/convert/field_mask.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/field_mask_util.h"
#include "server/convert/options.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;
using ::google::protobuf::util::FieldMaskUtil;

bool IsSingularMessage(const FieldDescriptor& field) {
  return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool IsProtected(const FieldDescriptor& field) {
  return HasBehavior(field, v1::Behavior::OUTPUT_ONLY) ||
         HasBehavior(field, v1::Behavior::IDENTIFIER) ||
         HasBehavior(field, v1::Behavior::IMMUTABLE) || field.name() == "etag";
}

std::string Join(absl::string_view path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

// Adds the paths below and at `field` that may be taken over whole. A message that both sides have
// is opened, so that protected fields inside stay as they are stored.
void AddPaths(const FieldDescriptor& field, const std::string& path, const Message& incoming,
              const Message& stored, FieldMask* paths) {
  if (IsProtected(field)) return;
  if (IsSingularMessage(field) && incoming.GetReflection()->HasField(incoming, &field) &&
      stored.GetReflection()->HasField(stored, &field)) {
    const Message& from = incoming.GetReflection()->GetMessage(incoming, &field);
    const Message& to = stored.GetReflection()->GetMessage(stored, &field);
    for (int i = 0; i < field.message_type()->field_count(); ++i) {
      const FieldDescriptor& child = *field.message_type()->field(i);
      AddPaths(child, Join(path, child.name()), from, to, paths);
    }
    return;
  }
  paths->add_paths(path);
}

absl::Status BadPath(int index, absl::string_view problem) {
  return InvalidField("update_mask", absl::StrCat("paths[", index, "] ", problem));
}

// Adds what path number `index` stands for, or says why it cannot be followed.
absl::Status AddNamedPath(const std::string& path, int index, const Message& incoming,
                          const Message& stored, FieldMask* paths) {
  const Message* from = &incoming;
  const Message* to = &stored;
  const Descriptor* type = incoming.GetDescriptor();
  bool ignored = false;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t depth = 0; depth < names.size(); ++depth) {
    const FieldDescriptor* field = type == nullptr ? nullptr : type->FindFieldByName(names[depth]);
    if (field == nullptr) {
      return BadPath(index, absl::StrCat("does not exist; paths name fields of ",
                                         incoming.GetDescriptor()->name(),
                                         " as the contract does, such as `availability.weekly`"));
    }
    ignored = ignored || IsProtected(*field);
    if (depth + 1 == names.size()) {
      if (!ignored) AddPaths(*field, path, *from, *to, paths);
      return absl::OkStatus();
    }
    if (field->is_repeated()) {
      return BadPath(index, "goes through a list; name the list to replace it whole");
    }
    type = field->message_type();
    if (type == nullptr) continue;
    const bool present = from->GetReflection()->HasField(*from, field);
    // Clearing a field of a message that is not there must not create the message.
    if (!present && !to->GetReflection()->HasField(*to, field)) ignored = true;
    from = &from->GetReflection()->GetMessage(*from, field);
    to = &to->GetReflection()->GetMessage(*to, field);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyUpdate(const FieldMask* mask, const Message& incoming, Message* stored) {
  if (incoming.GetDescriptor() != stored->GetDescriptor()) {
    return absl::InternalError("an update and its resource differ in type");
  }
  const std::unique_ptr<Message> from(incoming.New());
  from->CopyFrom(incoming);
  ClearOutputOnly(from.get());

  const bool unset = mask == nullptr || mask->paths_size() == 0;
  const bool all = !unset && mask->paths_size() == 1 && mask->paths(0) == "*";
  FieldMask paths;
  if (unset || all) {
    const Descriptor& type = *from->GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const auto& reflection = *from->GetReflection();
      const bool populated = field.is_repeated() ? reflection.FieldSize(*from, &field) > 0
                                                 : reflection.HasField(*from, &field);
      if (all || populated) AddPaths(field, field.name(), *from, *stored, &paths);
    }
  } else {
    for (int i = 0; i < mask->paths_size(); ++i) {
      if (mask->paths(i) == "*") return BadPath(i, "is `*`, which stands alone or not at all");
      BANSO_RETURN_IF_ERROR(AddNamedPath(mask->paths(i), i, *from, *stored, &paths));
    }
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(*from, paths, options, stored);
  return absl::OkStatus();
}

void ClearOutputOnly(Message* message) {
  const auto& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (HasBehavior(*field, v1::Behavior::OUTPUT_ONLY)) {
      reflection.ClearField(message, field);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
        ClearOutputOnly(reflection.MutableRepeatedMessage(message, field, i));
      }
    } else {
      ClearOutputOnly(reflection.MutableMessage(message, field));
    }
  }
}

}  // namespace banso
