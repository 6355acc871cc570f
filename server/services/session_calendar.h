// Sessions as entries of calendars.
#ifndef BANSO_SERVER_SERVICES_SESSION_CALENDAR_H_
#define BANSO_SERVER_SERVICES_SESSION_CALENDAR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "banso/v1/session.pb.h"
#include "server/calendar/calendar_writer.h"
#include "server/catalog/snapshot.h"
#include "server/outbox/rendering.h"

namespace banso {

// The session under whose name calendars keep the entry of `session`: of those that were moved one
// after the other, the first. So an entry moves with its session, and there are never two.
std::string CalendarNameOf(const Snapshot& snapshot, const v1::Session& session);

// The entry of a session in `language`: that it takes place, or took place, or that it was called
// off. Neutral words only, and the same as long as nothing of it changes. None if it has no hour,
// or only one that is held for the person.
std::optional<CalendarEvent> CalendarEventOf(const Snapshot& snapshot, const v1::Session& session,
                                             MessageLanguage language);

// The sessions of an advisor in calendars, one entry each: of a session that was moved and stayed
// with the advisor, the last.
std::vector<CalendarEvent> CalendarEventsOf(const Snapshot& snapshot, absl::string_view advisor,
                                            MessageLanguage language);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SESSION_CALENDAR_H_
