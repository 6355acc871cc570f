#include "clients/cli/contract_json.h"

#include <cmath>
#include <limits>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/options.pb.h"
#include "clients/cli/import/forbidden_fields.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;
using ::google::protobuf::util::TimeUtil;

// A whole number given as a number or as its digits.
std::optional<int64_t> AsWholeNumber(const Json& value) {
  if (value.is_number_integer()) {
    if (value.is_number_unsigned() &&
        value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return std::nullopt;
    }
    return value.get<int64_t>();
  }
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::floor(number) != number || std::fabs(number) > 1e15) return std::nullopt;
    return static_cast<int64_t>(number);
  }
  int64_t number;
  if (value.is_string() && absl::SimpleAtoi(value.get_ref<const std::string&>(), &number)) {
    return number;
  }
  return std::nullopt;
}

const EnumValueDescriptor* AsEnumValue(const Json& value, const FieldDescriptor& field) {
  if (value.is_string()) {
    return field.enum_type()->FindValueByName(
        absl::AsciiStrToUpper(value.get_ref<const std::string&>()));
  }
  const auto number = AsWholeNumber(value);
  if (!number.has_value() || *number < 0 || *number > std::numeric_limits<int32_t>::max()) {
    return nullptr;
  }
  return field.enum_type()->FindValueByNumber(static_cast<int32_t>(*number));
}

class Builder {
 public:
  explicit Builder(BuildReport& report) : report_(report) {}

  void Build(const Json& value, Message& message, const std::string& path) {
    if (message.GetDescriptor() == Timestamp::descriptor()) {
      Timestamp timestamp;
      if (value.is_string() &&
          TimeUtil::FromString(value.get_ref<const std::string&>(), &timestamp)) {
        message.CopyFrom(timestamp);
      } else {
        Problem(path, "must be a time such as 2026-04-01T09:00:00+09:00");
      }
      return;
    }
    if (!value.is_object()) {
      Problem(path, "must be an object");
      return;
    }
    for (const auto& [key, element] : value.items()) {
      const std::string field_path = path.empty() ? key : absl::StrCat(path, ".", key);
      const FieldDescriptor* field = FindContractField(*message.GetDescriptor(), key);
      if (field == nullptr) {
        if (MustNotBeHeld(key)) {
          report_.dropped.push_back(field_path);
        } else {
          Problem(field_path, "is not a field of the contract");
        }
        continue;
      }
      if (element.is_null()) continue;
      const auto* oneof = field->real_containing_oneof();
      if (oneof != nullptr && message.GetReflection()->HasOneof(message, oneof)) {
        Problem(field_path,
                absl::StrCat("only one of the fields of `", oneof->name(), "` can be set"));
        continue;
      }
      SetField(element, message, *field, field_path);
    }
  }

 private:
  void Problem(const std::string& path, absl::string_view description) {
    report_.problems.push_back({path, std::string(description)});
  }

  void SetField(const Json& value, Message& message, const FieldDescriptor& field,
                const std::string& path) {
    if (!field.is_repeated()) {
      SetOne(value, message, field, path);
      return;
    }
    if (!value.is_array()) {
      Problem(path, "must be a list");
      return;
    }
    for (size_t i = 0; i < value.size(); ++i) {
      SetOne(value[i], message, field, absl::StrCat(path, "[", i, "]"));
    }
  }

  void SetOne(const Json& value, Message& message, const FieldDescriptor& field,
              const std::string& path) {
    const auto* reflection = message.GetReflection();
    const bool repeated = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Build(value,
              repeated ? *reflection->AddMessage(&message, &field)
                       : *reflection->MutableMessage(&message, &field),
              path);
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        if (!value.is_string()) return Problem(path, "must be text");
        if (repeated) {
          reflection->AddString(&message, &field, value.get<std::string>());
        } else {
          reflection->SetString(&message, &field, value.get<std::string>());
        }
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!value.is_boolean()) return Problem(path, "must be true or false");
        reflection->SetBool(&message, &field, value.get<bool>());
        return;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const EnumValueDescriptor* chosen = AsEnumValue(value, field);
        if (chosen == nullptr) {
          return Problem(path, absl::StrCat("must be a value of ", field.enum_type()->name()));
        }
        if (repeated) {
          reflection->AddEnum(&message, &field, chosen);
        } else {
          reflection->SetEnum(&message, &field, chosen);
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto number = AsWholeNumber(value);
        if (!number.has_value() || *number < std::numeric_limits<int32_t>::min() ||
            *number > std::numeric_limits<int32_t>::max()) {
          return Problem(path, "must be a whole number");
        }
        if (repeated) {
          reflection->AddInt32(&message, &field, static_cast<int32_t>(*number));
        } else {
          reflection->SetInt32(&message, &field, static_cast<int32_t>(*number));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        const auto number = AsWholeNumber(value);
        if (!number.has_value()) return Problem(path, "must be a whole number");
        reflection->SetInt64(&message, &field, *number);
        return;
      }
      default:
        Problem(path, "cannot be given here");
    }
  }

  BuildReport& report_;
};

// The member of `row` for a field, under either of its names; null if there is none.
const Json* FindMember(const Json& row, const FieldDescriptor& field) {
  for (const std::string& name : {field.name(), field.json_name()}) {
    if (const auto found = row.find(name); found != row.end() && !found->is_null()) {
      return &*found;
    }
  }
  return nullptr;
}

}  // namespace

std::string ToJsonLine(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  // Every message of the contract can be printed; an error would have no better answer than "{}".
  if (!google::protobuf::util::MessageToJsonString(message, &line, options).ok()) return "{}";
  return line;
}

void BuildMessage(const Json& value, Message& message, BuildReport& report) {
  Builder(report).Build(value, message, "");
}

void FillDefaults(Json& row, const Json& defaults, const Descriptor& descriptor) {
  if (!row.is_object() || !defaults.is_object()) return;
  for (const auto& [key, value] : defaults.items()) {
    const FieldDescriptor* field = FindContractField(descriptor, key);
    if (field == nullptr) {
      // Kept, so that building the message reports it.
      if (!row.contains(key)) row[key] = value;
      continue;
    }
    if (const Json* present = FindMember(row, *field)) {
      if (!field->is_repeated() && field->message_type() != nullptr &&
          field->message_type() != Timestamp::descriptor()) {
        FillDefaults(const_cast<Json&>(*present), value, *field->message_type());
      }
      continue;
    }
    bool other_member = false;
    if (const auto* oneof = field->real_containing_oneof()) {
      for (int i = 0; i < oneof->field_count(); ++i) {
        other_member = other_member || FindMember(row, *oneof->field(i)) != nullptr;
      }
    }
    if (!other_member) row[field->name()] = value;
  }
}

void ClearServerFields(Message& message) {
  const auto* reflection = message.GetReflection();
  const Descriptor* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    bool cleared = field->name() == "etag";
    const auto& options = field->options();
    for (int k = 0; k < options.ExtensionSize(v1::behavior); ++k) {
      const v1::Behavior::Kind kind = options.GetExtension(v1::behavior, k);
      cleared = cleared || kind == v1::Behavior::OUTPUT_ONLY || kind == v1::Behavior::IDENTIFIER;
    }
    if (cleared) reflection->ClearField(&message, field);
  }
}

const FieldDescriptor* FindContractField(const Descriptor& descriptor, const std::string& name) {
  if (const FieldDescriptor* field = descriptor.FindFieldByName(name)) return field;
  return descriptor.FindFieldByCamelcaseName(name);
}

absl::StatusOr<Json> ParseJson(absl::string_view text) {
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    // The library's own text repeats what it read; the position is enough.
    return absl::InvalidArgumentError(absl::StrCat("not JSON from byte ", error.byte, " on"));
  }
}

std::string DumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}
std::string IndentJson(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace banso
