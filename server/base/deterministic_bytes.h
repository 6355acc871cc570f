// The bytes of messages where equal messages must have equal bytes.
#ifndef BANSO_SERVER_BASE_DETERMINISTIC_BYTES_H_
#define BANSO_SERVER_BASE_DETERMINISTIC_BYTES_H_

#include <string>

#include "google/protobuf/message_lite.h"

namespace banso {

// The message's bytes, the same for equal messages made by this program.
std::string DeterministicBytes(const google::protobuf::MessageLite& message);

}  // namespace banso

#endif  // BANSO_SERVER_BASE_DETERMINISTIC_BYTES_H_
