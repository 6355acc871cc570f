// What people type for instants, spans and values of enumerations.
#ifndef BANSO_CLIENTS_CLI_TYPED_VALUES_H_
#define BANSO_CLIENTS_CLI_TYPED_VALUES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {

// An instant as ParseInstant reads it, in Japan where no zone is given; nothing if it is none.
std::optional<google::protobuf::Timestamp> ParseTimestamp(absl::string_view text);

// A span of whole minutes, hours or days: `15m`, `12h`, `90d`; nothing if it is none or 0.
std::optional<absl::Duration> ParseSpan(absl::string_view text);

// The value that `text` names: as the contract spells it, in any case and with `-` or spaces, or by
// its Japanese word. Null if there is none; the zero value is never meant.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor& type, absl::string_view text);

// The same for a generated enumeration.
template <typename Enum>
std::optional<Enum> ParseEnum(absl::string_view text) {
  const auto* value = FindEnumValue(*google::protobuf::GetEnumDescriptor<Enum>(), text);
  if (value == nullptr) return std::nullopt;
  return static_cast<Enum>(value->number());
}

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_TYPED_VALUES_H_
