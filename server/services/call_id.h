// The name of a call: in its log lines, and in the metadata of its answer.
#ifndef BANSO_SERVER_SERVICES_CALL_ID_H_
#define BANSO_SERVER_SERVICES_CALL_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Metadata that a caller may name a call by, and that the answer's name comes back in.
inline constexpr char kCallIdKey[] = "x-request-id";
// W3C Trace Context, https://www.w3.org/TR/trace-context/: the trace names the call.
inline constexpr char kTraceParentKey[] = "traceparent";

// Returns the name that the caller gave, or a new one: 32 hexadecimal digits at random. What a
// caller sends goes into the log, so only what can hardly say anything is taken: as x-request-id 16
// to 64 hexadecimal digits and hyphens, a UUID for one, with a letter among them so that it is no
// number of a telephone or a card; else the trace id of a `traceparent` that is well formed. Both
// may be empty.
std::string CallIdFor(absl::string_view request_id, absl::string_view trace_parent);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CALL_ID_H_
