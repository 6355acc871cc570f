#include "server/services/desk_commit.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/desk_days.h"
#include "server/services/not_now.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {

absl::StatusOr<int> KeepEach(const ServiceContext& context, absl::string_view job,
                             const std::vector<std::string>& days, absl::Time deadline,
                             const DayPlanner& plan) {
  int changed = 0;
  absl::Status first;
  for (const std::string& day : days) {
    Call call = JobCall(context, job, deadline);
    first.Update(
        CommitTogether(
            context, "", &call,
            [&](const std::shared_ptr<const Snapshot>& newest) { return plan(newest, day, &call); },
            kDeskJobPatience)
            .status());
    if (call.written) ++changed;
  }
  if (!first.ok()) return first;
  return changed;
}

absl::StatusOr<std::shared_ptr<const DeskDayEntry>> FindDeskDay(const Snapshot& snapshot,
                                                                absl::string_view name) {
  auto entry = snapshot.desk_days().Find(name);
  if (entry == nullptr) return NoSuchResource(name);
  return entry;
}

absl::Status CheckTakesRequests(const v1::DeskDay& day, absl::Time now) {
  if (TakesRequests(day, now)) return absl::OkStatus();
  return NotNow(day.name(), "DESK_DAY_CLOSED", "takes no requests any more");
}

absl::Status CheckPreferred(const v1::DeskDay& day, const Timestamps& preferred) {
  constexpr absl::string_view kField = "preferred_start_times";
  if (preferred.empty()) {
    return InvalidField(std::string(kField), "must have the start of at least one slot");
  }
  const std::vector<TimeRange> slots = DeskSlots(HoursOf(day));
  std::set<absl::Time> seen;
  std::vector<FieldProblem> problems;
  for (int i = 0; i < preferred.size(); ++i) {
    const absl::Time start = ToTime(preferred[i]);
    const bool is_slot = std::any_of(slots.begin(), slots.end(),
                                     [&](const TimeRange& slot) { return slot.start == start; });
    const std::string path = absl::StrCat(kField, "[", i, "]");
    if (!is_slot) problems.push_back({path, "must be the start of a slot of the desk day"});
    if (!seen.insert(start).second) problems.push_back({path, "is named before"});
  }
  return InvalidFields(std::move(problems));
}

absl::Status CheckMayBeServed(const Candidate& candidate, absl::Time now) {
  if (MayBeServed(candidate, now)) return absl::OkStatus();
  const ReasonCode why = WhyNotServed(candidate);
  return NotNow(
      candidate.id.name(), ReasonCodeName(why),
      why == ReasonCode::kCaseNotActive ? "has no active case" : "does not agree to the service");
}

absl::Status NoFreeSlot(absl::string_view day) {
  return WithErrorInfo(
      absl::FailedPreconditionError(absl::StrCat("none of these slots of ", day, " is free")),
      "NO_FREE_SLOT", {{"name", std::string(day)}});
}

absl::StatusOr<v1::Session> SessionOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Session session, ReadAnswer<v1::Session>(answer));
  return ResourceMethods<SessionEntry>::Complete(std::move(session), answer->revision);
}

absl::StatusOr<v1::DeskDay> DeskDayOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::DeskDay day, ReadAnswer<v1::DeskDay>(answer));
  return ResourceMethods<DeskDayEntry>::Complete(std::move(day), answer->revision);
}

}  // namespace banso
