// The words of one message.
#ifndef BANSO_SERVER_OUTBOX_RENDERING_H_
#define BANSO_SERVER_OUTBOX_RENDERING_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"
#include "server/calendar/calendar_writer.h"
#include "server/outbox/templates.h"

namespace banso {

enum class MessageLanguage { kJapanese, kEasyJapanese, kEnglish };

// Values as text, as they are kept.
using MessageValues = std::map<MessageField, std::string>;
std::string TimeValue(absl::Time time);  // whole seconds
std::string DateValue(Date date);

// Whether `values` are those of the template, and each is of its kind: a time, a date, a name of
// resources, the secret of a token, a number. Errors: INTERNAL that names the field, never its
// value.
absl::Status CheckValues(MessageTemplate id, const MessageValues& values);

struct RenderingOptions {
  MessageLanguage language = MessageLanguage::kJapanese;
  bool programme_may_be_named = false;
  // The address of the pages for people, without a slash at its end. Empty: there are none; a link
  // is then its secret alone.
  std::string public_url;
  // When what the message tells last changed; of calendar files.
  absl::Time change_time;
};

struct CalendarFile {
  std::string bytes;
  std::string method;  // PUBLISH or CANCEL
};

struct RenderedMessage {
  std::string sender;   // as a name; empty where the programme may not be named
  std::string subject;  // one line
  std::string body;     // plain text, lines by "\n"
  std::optional<CalendarFile> calendar;
};

// Errors: as CheckValues.
absl::StatusOr<RenderedMessage> Render(MessageTemplate id, const MessageValues& values,
                                       const RenderingOptions& options);

// The entry of a session in calendars, the same in files and feeds. `name` is the session under
// whose name calendars keep it.
CalendarEvent CalendarEntry(absl::string_view name, int sequence, const TimeRange& time,
                            bool cancelled, absl::Time change_time, MessageLanguage language);

}  // namespace banso

#endif  // BANSO_SERVER_OUTBOX_RENDERING_H_
