// Bookings as iCalendar (RFC 5545) text.
//
// The text depends on what is given alone, never on the clock: the same bookings give the same
// bytes, so that a client that fetched a feed before sees that nothing changed. Times are written
// in UTC, which no change of clocks moves; every client shows them in its reader's own zone. Lines
// are folded at 75 octets and never inside a character.
#ifndef BANSO_SERVER_CALENDAR_CALENDAR_WRITER_H_
#define BANSO_SERVER_CALENDAR_CALENDAR_WRITER_H_

#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace banso {

// A booking as calendars know it. Texts are UTF-8; control characters but line ends and tabs are
// left out. What a calendar shows can be seen by whoever looks at the owner's screen: keep names
// and topics out of it.
struct CalendarEvent {
  enum class State { kConfirmed, kCancelled };

  // Stays the same for the life of the booking and is nobody else's. Not empty.
  std::string uid;
  // Rises with every change of the booking; not negative.
  int sequence = 0;
  absl::Time start;  // whole seconds, as are the others; what is less is cut off
  absl::Time end;    // after the start
  State state = State::kConfirmed;
  std::string summary;
  std::string location;     // may be empty
  std::string description;  // may be empty
  absl::Time change_time;   // when the booking last changed
};

// What is the same for every booking of a calendar.
struct CalendarLabel {
  std::string name;       // of a feed; may be empty
  std::string organizer;  // an e-mail address that may be shown; may be empty
};

// Returns a file about one booking, to be opened or attached to a message: METHOD is PUBLISH, or
// CANCEL if the booking is cancelled. Attach it as `text/calendar; charset=utf-8; method=` that.
// Errors: INVALID_ARGUMENT if `event` is not as described above.
absl::StatusOr<std::string> WriteBooking(const CalendarEvent& event, const CalendarLabel& label);

// Returns all bookings of a feed, by start and then by uid, whatever their order. Cancelled ones
// belong in it: a client that sees them stops showing them.
// Errors: INVALID_ARGUMENT as above, or if two events share a uid.
absl::StatusOr<std::string> WriteFeed(std::span<const CalendarEvent> events,
                                      const CalendarLabel& label);

}  // namespace banso

#endif  // BANSO_SERVER_CALENDAR_CALENDAR_WRITER_H_
