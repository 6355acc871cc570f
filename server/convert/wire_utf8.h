// Why bytes do not parse: libprotobuf refuses a message with bad UTF-8, but does not say where.
#ifndef BANSO_SERVER_CONVERT_WIRE_UTF8_H_
#define BANSO_SERVER_CONVERT_WIRE_UTF8_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace banso {

// Walks the wire format of a message of type `descriptor` and returns the path of the first string
// field with invalid UTF-8, such as `candidate.contacts[1].address`; none if there is none before
// the end or before the bytes are broken otherwise.
// Cost: one pass; at most 100 messages deep.
std::optional<std::string> FindInvalidUtf8(const google::protobuf::Descriptor& descriptor,
                                           absl::string_view bytes);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_WIRE_UTF8_H_
