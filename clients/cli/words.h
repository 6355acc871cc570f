// What the enumerations of the contract are called on screen.
#ifndef BANSO_CLIENTS_CLI_WORDS_H_
#define BANSO_CLIENTS_CLI_WORDS_H_

#include <string>

#include "clients/cli/language.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace banso {

// The word for a value in that language: Japanese words are those of the field, English ones are
// the names of the contract in lower case. The zero value is `–`.
std::string WordFor(const google::protobuf::EnumValueDescriptor& value, UiLanguage language);

// The same for a generated enumeration.
template <typename Enum>
std::string Word(Enum value, UiLanguage language) {
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  return descriptor == nullptr ? std::to_string(value) : WordFor(*descriptor, language);
}

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_WORDS_H_
