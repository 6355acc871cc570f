// How many columns a text takes on a terminal, and texts made safe to print there.
#ifndef BANSO_CLIENTS_CLI_DISPLAY_WIDTH_H_
#define BANSO_CLIENTS_CLI_DISPLAY_WIDTH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Columns that `text` (UTF-8) takes on a terminal: 2 for wide and full-width characters (Unicode
// UAX #11; ambiguous ones count 1), 0 for combining marks, format characters and the vowels and
// finals that join a Hangul syllable, 1 for all else. Bytes that are not UTF-8 count 1 each.
int DisplayWidth(absl::string_view text);

// `text` shortened to at most `width` columns, the last of them an ellipsis if anything was cut.
// Cuts between grapheme clusters, so that no base character loses its marks.
std::string TruncateToWidth(absl::string_view text, int width);

// `text` in one line that cannot steer a terminal: line breaks and tabs become a space, other
// control characters and explicit bidirectional controls become U+FFFD, as do bytes that are not
// UTF-8. Text that holds right-to-left letters is wrapped in FIRST STRONG ISOLATE and POP
// DIRECTIONAL ISOLATE, so that it does not reorder its neighbours.
std::string SafeCell(absl::string_view text);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_DISPLAY_WIDTH_H_
