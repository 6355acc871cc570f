// Decoding of UTF-8, strictly.
#ifndef BANSO_SERVER_BASE_UTF8_H_
#define BANSO_SERVER_BASE_UTF8_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace banso {

// Removes the first code point of `text`, which is not empty, and returns it; none, leaving `text`
// as it is, if it does not begin with well-formed UTF-8 (overlong forms and surrogates are not).
std::optional<char32_t> NextCodePoint(absl::string_view* text);

bool IsUtf8(absl::string_view text);

// How many code points valid UTF-8 has.
int CountCodePoints(absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_BASE_UTF8_H_
