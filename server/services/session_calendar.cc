#include "server/services/session_calendar.h"

#include <map>
#include <set>
#include <utility>

#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

bool WasGiven(v1::Session::State state) {
  return state == v1::Session::CONFIRMED || state == v1::Session::COMPLETED ||
         state == v1::Session::NO_SHOW;
}

// When the hour was given or called off. What happens in it changes no calendar.
absl::Time ChangeTimeOf(const v1::Session& session) {
  absl::Time time = ToTime(session.create_time());
  for (const v1::SessionStep& step : session.steps()) {
    if (step.state() == v1::Session::CONFIRMED || step.state() == v1::Session::CANCELLED) {
      time = ToTime(step.step_time());
    }
  }
  return time;
}

}  // namespace

std::string CalendarNameOf(const Snapshot& snapshot, const v1::Session& session) {
  std::string name = session.name();
  std::string before = session.rescheduled_from();
  std::set<std::string> seen = {name};
  while (!before.empty() && seen.insert(before).second) {
    name = before;
    const auto entry = snapshot.sessions().Find(name);
    before = entry == nullptr ? "" : entry->message->rescheduled_from();
  }
  return name;
}

std::optional<CalendarEvent> CalendarEventOf(const Snapshot& snapshot, const v1::Session& session,
                                             MessageLanguage language) {
  const bool cancelled = session.state() == v1::Session::CANCELLED;
  if (!session.has_start_time() || (!cancelled && !WasGiven(session.state()))) return std::nullopt;
  return CalendarEntry(CalendarNameOf(snapshot, session), session.sequence(),
                       {ToTime(session.start_time()), ToTime(session.end_time())}, cancelled,
                       ChangeTimeOf(session), language);
}

std::vector<CalendarEvent> CalendarEventsOf(const Snapshot& snapshot, absl::string_view advisor,
                                            MessageLanguage language) {
  std::map<std::string, CalendarEvent> by_uid;
  snapshot.sessions().ForEach([&](const auto& entry) {
    if (entry->message->advisor() != advisor) return;
    std::optional<CalendarEvent> event = CalendarEventOf(snapshot, *entry->message, language);
    if (!event) return;
    const auto [kept, is_new] = by_uid.try_emplace(event->uid, *event);
    if (!is_new && kept->second.sequence < event->sequence) kept->second = *std::move(event);
  });
  std::vector<CalendarEvent> events;
  for (auto& [uid, event] : by_uid) events.push_back(std::move(event));
  return events;
}

}  // namespace banso
