// The engine's values as compact bytes and back.
//
// Numbers are varints (LEB128, signed ones in zigzag), strings and lists have their length before
// them, and the fields of a value follow each other in the order of their declaration, without
// tags. A code is kept as its text, a time zone as its name. So the bytes mean something only to
// the same version of this codec; they are for files that can be made again, not for keeping or
// exchange.
#ifndef BANSO_ENGINE_CODEC_VALUE_CODEC_H_
#define BANSO_ENGINE_CODEC_VALUE_CODEC_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"

namespace banso {

// Changes whenever the bytes of some value do, so that older files are not read.
inline constexpr uint32_t kValueCodecVersion = 1;

// Appends the bytes of a value to `bytes`: every field, times to their full resolution. Equal
// values have equal bytes. Enums have to be enumerators or 0.
void Encode(const Candidate& value, std::string* bytes);
void Encode(const Internship& value, std::string* bytes);
void Encode(const Advisor& value, std::string* bytes);

// Reads what Encode appended. `value` may hold another value, whose memory is used again.
// Returns false, and leaves `value` unspecified, if these are not exactly the bytes of a value of
// this type: cut, too long, out of range, written in another way than Encode's, or of a time zone
// that this machine does not know. Whatever the bytes are, takes no more time and memory than in
// proportion to their number (some 100 bytes a byte).
// Cost: about 1 us.
bool Decode(absl::string_view bytes, Candidate* value);
bool Decode(absl::string_view bytes, Internship* value);
bool Decode(absl::string_view bytes, Advisor* value);

}  // namespace banso

#endif  // BANSO_ENGINE_CODEC_VALUE_CODEC_H_
