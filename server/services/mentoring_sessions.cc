#include "server/services/mentoring_sessions.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/model/calendar.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/desk_change.h"
#include "server/services/desk_commit.h"
#include "server/services/person_change.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/session_states.h"
#include "server/services/writer.h"

namespace banso {
namespace {

constexpr int kUsualMinutes = 60;

}  // namespace

absl::Status CheckTimeIsFree(const Snapshot& snapshot, const v1::Session& session,
                             const TimeRange& time, absl::string_view except, absl::Time now) {
  if (time.start <= now) {
    return WithErrorInfo(absl::FailedPreconditionError("start_time has passed"), "TIME_PASSED", {});
  }
  std::string taken;
  snapshot.sessions().ForEach([&](const auto& entry) {
    const v1::Session& other = *entry->message;
    if (!TakesTime(other.state()) || other.name() == except ||
        ToTime(other.end_time()) <= time.start || time.end <= ToTime(other.start_time())) {
      return;
    }
    if (other.candidate() == session.candidate()) taken = session.candidate();
    if (taken.empty() && other.advisor() == session.advisor()) taken = session.advisor();
  });
  if (taken.empty()) return absl::OkStatus();
  return WithErrorInfo(
      absl::FailedPreconditionError(absl::StrCat(taken, " has another session at that time")),
      "TIME_TAKEN", {{"name", taken}});
}

absl::StatusOr<v1::Session> MentoringSessions::Schedule(
    const v1::ScheduleMentoringSessionRequest& request, Call* call) const {
  return SessionOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->engagements().Find(request.engagement());
        if (entry == nullptr) return NoSuchResource(request.engagement());
        const v1::Engagement& engagement = *entry->message;
        if (engagement.has_end_time()) return IllegalStep(entry->name(), "ENDED");
        const auto person = snapshot->candidates().Find(engagement.candidate());
        if (person == nullptr) return NoSuchResource(request.engagement());
        DeskChange change(&context_, snapshot.get(), call);
        BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, change.now()));
        v1::Session booked;
        booked.set_name(FormatName(kSessionPattern, {RandomId()}));
        booked.set_candidate(engagement.candidate());
        booked.set_advisor(engagement.advisor());
        booked.set_kind(v1::Session::MENTORING);
        *booked.mutable_topics() = request.topics();
        booked.set_matter(request.matter());
        booked.set_first_time(change.IsFirstTime(engagement.candidate()));
        *booked.mutable_request_time() = FromTime(change.now());
        *booked.mutable_create_time() = FromTime(change.now());
        const absl::Time start = ToTime(request.start_time());
        const int minutes = request.minutes() > 0 ? request.minutes() : kUsualMinutes;
        const TimeRange time{start, start + absl::Minutes(minutes)};
        BANSO_RETURN_IF_ERROR(CheckTimeIsFree(*snapshot, booked, time, "", change.now()));
        SetPlace({time, AdvisorId(engagement.advisor())}, &booked);
        TakeSessionStep(v1::Session::CONFIRMED, change.taker().principal, "", change.now(),
                        &booked);
        call->audit.add_changes("SESSION_CONFIRMED");
        Plan plan;
        plan.about = booked.name();
        plan.answer = DeterministicBytes(booked);
        change.Add(std::move(booked));
        plan.batch.claims.push_back(PersonClaim(context_, engagement.candidate()));
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
        ExpectPerson(*person, &plan.batch);
        return plan;
      },
      kDeskPatience));
}

absl::StatusOr<v1::GetAdvisorHoursResponse> MentoringSessions::Hours(
    const v1::GetAdvisorHoursRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  std::string wanted = request.advisor();
  if (call->caller().role == v1::Access::ADVISOR) wanted = call->caller().advisor;
  std::map<std::string, v1::AdvisorHours> hours;
  if (!wanted.empty()) {
    if (snapshot->advisors().Find(wanted) == nullptr) return NoSuchResource(wanted);
    hours[wanted];
  }
  const OpenDateRange period = ToOpenDateRange(request);
  snapshot->sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    if (session.state() != v1::Session::COMPLETED || session.advisor().empty()) return;
    if (!wanted.empty() && session.advisor() != wanted) return;
    if (!period.Contains(JapanDate(ToTime(session.start_time())))) return;
    v1::AdvisorHours& row = hours[session.advisor()];
    row.set_sessions(row.sessions() + 1);
    row.set_minutes(row.minutes() + session.minutes());
    if (session.kind() == v1::Session::DESK) row.set_desk_sessions(row.desk_sessions() + 1);
  });
  v1::GetAdvisorHoursResponse response;
  for (auto& [advisor, row] : hours) {
    row.set_advisor(advisor);
    *response.add_advisors() = std::move(row);
  }
  response.set_revision(snapshot->revision());
  return response;
}

}  // namespace banso
