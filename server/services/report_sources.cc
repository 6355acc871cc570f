#include "server/services/report_sources.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/schedule/desk.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/reports/facts.h"
#include "server/reports/session_waits.h"
#include "server/services/desk_days.h"
#include "server/services/record_traits.h"

namespace banso {
namespace {

// Every advisor who is there has the same slots, and takes some of them.
int64_t SlotsOf(const v1::DeskDay& day) {
  const auto slots = static_cast<int64_t>(DeskSlots(HoursOf(day)).size());
  int64_t sum = 0;
  for (const v1::DeskAdvisor& advisor : day.advisors()) {
    sum += std::min<int64_t>(slots, advisor.max_sessions());
  }
  return sum;
}

// Whom a tombstone stands for.
std::string PersonOf(const v1::Tombstone& tombstone) {
  const auto ids = ParseName(kTombstonePattern, tombstone.name());
  return ids ? absl::StrCat("candidates/", ids->front()) : tombstone.name();
}

// Who had waited for a first session when the period ended, or at `now`.
std::set<std::string> WaitingOf(const ReportPeriod& period, const ReportSources& sources,
                                const Snapshot& snapshot, absl::Time now) {
  std::set<std::string> waiting = WaitingForSession(sources.facts, std::min(now, period.End()));
  snapshot.tombstones().ForEach([&](const auto& entry) {
    if (ToTime(entry->message->erase_time()) >= JapanMidnight(period.first)) return;
    waiting.erase(PersonOf(*entry->message));
  });
  return waiting;
}

}  // namespace

ReportSources SourcesOf(const ReportPeriod& period, const Snapshot& snapshot, absl::Time now) {
  ReportSources sources;
  const auto add = [&](const auto& entry) {
    AppendFacts(*entry->message, &sources.facts[entry->message->candidate()]);
  };
  snapshot.candidates().ForEach([&](const auto& entry) {
    AppendFacts(*entry->message, &sources.facts[entry->message->name()]);
  });
  snapshot.sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    std::optional<Date> desk_day;
    if (const auto day = snapshot.desk_days().Find(session.desk_day()); day != nullptr) {
      desk_day = ToDate(day->message->date());
    }
    AppendFacts(session, desk_day, &sources.facts[session.candidate()]);
  });
  snapshot.entry_sheets().ForEach(add);
  snapshot.applications().ForEach(add);
  snapshot.offers().ForEach(add);
  snapshot.tombstones().ForEach([&](const auto& entry) {
    AppendFacts(*entry->message, &sources.facts[PersonOf(*entry->message)]);
  });
  snapshot.desk_days().ForEach([&](const auto& entry) {
    const v1::DeskDay& day = *entry->message;
    const Date date = ToDate(day.date());
    // One that was called off when it had begun was used.
    const bool called_off =
        day.state() == v1::DeskDay::CANCELLED && ToTime(day.update_time()) <= HoursOf(day).start;
    if (called_off || date < period.first || date > period.last) return;
    sources.desk_slots[date] += SlotsOf(day);
  });
  const auto approvals_of = [&](const ReportPeriod& of) {
    std::set<std::string> headlines;
    const auto report = snapshot.reports().Find(absl::StrCat("reports/", of.Id()));
    if (report == nullptr) return headlines;
    for (const v1::HeadlineApproval& approval : report->message->approvals()) {
      headlines.insert(approval.headline_code());
    }
    return headlines;
  };
  sources.waiting = WaitingOf(period, sources, snapshot, now);
  sources.approved = approvals_of(period);
  sources.approved_before = !approvals_of(PeriodBefore(period)).empty();
  return sources;
}

}  // namespace banso
