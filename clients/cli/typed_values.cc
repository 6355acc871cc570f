#include "clients/cli/typed_values.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/import/form_values.h"
#include "clients/cli/words.h"

namespace banso {

using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::Timestamp;

std::optional<Timestamp> ParseTimestamp(absl::string_view text) {
  const auto time = ParseInstant(text, absl::FixedTimeZone(9 * 3600), DateOrder::kUnknown);
  if (!time.ok()) return std::nullopt;
  Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(*time));
  const absl::Duration rest = *time - absl::FromUnixSeconds(timestamp.seconds());
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return timestamp;
}

std::optional<absl::Duration> ParseSpan(absl::string_view text) {
  if (text.empty()) return std::nullopt;
  absl::Duration unit;
  switch (text.back()) {
    case 'm':
      unit = absl::Minutes(1);
      break;
    case 'h':
      unit = absl::Hours(1);
      break;
    case 'd':
      unit = absl::Hours(24);
      break;
    default:
      return std::nullopt;
  }
  text.remove_suffix(1);
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 1) return std::nullopt;
  return number * unit;
}

const EnumValueDescriptor* FindEnumValue(const EnumDescriptor& type, absl::string_view text) {
  const std::string name =
      absl::AsciiStrToUpper(absl::StrReplaceAll(text, {{"-", "_"}, {" ", "_"}}));
  const EnumValueDescriptor* found = type.FindValueByName(name);
  if (found != nullptr && found->number() != 0) return found;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor* value = type.value(i);
    if (value->number() != 0 && WordFor(*value, UiLanguage::kJa) == text) return value;
  }
  return nullptr;
}

}  // namespace banso
