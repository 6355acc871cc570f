// Structured logs: one JSON object a line on standard error. What people wrote never gets in: a
// value is a number, a truth, a time, a literal of the program, a resource name or a code.
//
//   Log(LogLevel::kInfo, "server_started", {{"port", port}, {"store", "sqlite"}});
//   Log(LogLevel::kWarning, "write_refused", {{"name", LogName(name)}, {"code", status.code()}});
#ifndef BANSO_SERVER_BASE_LOG_H_
#define BANSO_SERVER_BASE_LOG_H_

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace banso {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// A resource name, `candidates/3k…`. Anything else is logged as "(not a resource name)".
struct LogName {
  explicit LogName(absl::string_view name) : name(name) {}
  absl::string_view name;
};

// A code: 1 to 80 of letters, digits and `_.:+-/`, such as `HOURS_OVER_CAP`, `it.lang.python` or
// `/banso.v1.MatchingService/RankAdvisors`. Anything else is logged as "(not a code)".
struct LogCode {
  explicit LogCode(absl::string_view code) : code(code) {}
  absl::string_view code;
};

// Text of those who run the server: a flag, a file, an address. Never from a request or the store.
struct LogOperatorText {
  explicit LogOperatorText(absl::string_view text) : text(text) {}
  absl::string_view text;
};

// A key with a value that may be logged. There is no way in for a std::string as such.
class LogField {
 public:
  // A whole number or a truth.
  template <std::integral T>
  LogField(absl::string_view key, T value) : key_(key) {
    if constexpr (std::is_same_v<T, bool>) {
      json_ = value ? "true" : "false";
    } else {
      json_ = std::to_string(value);
    }
  }
  LogField(absl::string_view key, double value);
  // RFC 3339 in UTC.
  LogField(absl::string_view key, absl::Time value);
  // Seconds.
  LogField(absl::string_view key, absl::Duration value);
  // The name of the code, such as INVALID_ARGUMENT. The message of a status is never logged.
  LogField(absl::string_view key, absl::StatusCode value);
  LogField(absl::string_view key, LogName value);
  LogField(absl::string_view key, LogCode value);
  LogField(absl::string_view key, LogOperatorText value);
  // A literal of the program.
  template <size_t n>
  LogField(absl::string_view key, const char (&value)[n])
      : LogField(key, LogOperatorText(absl::string_view(value, n - 1))) {}
  // Any other text would come from somewhere: say from where, by one of the types above.
  LogField(absl::string_view key, absl::string_view value) = delete;

  const std::string& key() const { return key_; }
  // The value as JSON.
  const std::string& json() const { return json_; }

 private:
  std::string key_;
  std::string json_;
};

// Writes a line if `level` is at least the one that is set. `event` is lower_snake_case and tells
// what happened; it stays the same over versions. Any number of threads at once.
void Log(LogLevel level, absl::string_view event, std::span<const LogField> fields);
void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

// The level from which lines are written; kInfo at the start.
void SetLogLevel(LogLevel level);

// Returns the line that Log would write, without its end.
std::string FormatLogLine(absl::Time time, LogLevel level, absl::string_view event,
                          std::span<const LogField> fields);
inline std::string FormatLogLine(absl::Time time, LogLevel level, absl::string_view event,
                                 std::initializer_list<LogField> fields) {
  return FormatLogLine(time, level, event, std::span(fields.begin(), fields.size()));
}

// Returns the message as text on one line, for debugging, with every field that is not PUBLIC shown
// by its class only: `name: "candidates/x" person_name: [IDENTIFYING]`. A field without a class is
// shown as [PRIVATE], unknown fields not at all. Fields of google.protobuf messages have the class
// of the field that holds them.
std::string RedactedString(const google::protobuf::Message& message);

}  // namespace banso

#endif  // BANSO_SERVER_BASE_LOG_H_
