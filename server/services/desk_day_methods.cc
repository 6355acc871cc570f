#include "server/services/desk_day_methods.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/field_mask.h"
#include "server/convert/field_validator.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/desk_commit.h"
#include "server/services/desk_days.h"
#include "server/services/digest.h"
#include "server/services/etag_check.h"
#include "server/services/not_now.h"

namespace banso {
namespace {

constexpr absl::string_view kField = "desk_day";
constexpr absl::string_view kDayIsOver = "the desk day is over";
// How many months a list tells about at least, from the present one.
constexpr int kMonthsAhead = 3;

absl::CivilMonth MonthOf(const v1::DeskDay& day) { return absl::CivilMonth(ToDate(day.date())); }

// The desk days of each month that are not cancelled.
std::map<absl::CivilMonth, int> CountMonths(const Snapshot& snapshot) {
  std::map<absl::CivilMonth, int> months;
  snapshot.desk_days().ForEach([&](const auto& entry) {
    if (entry->message->state() != v1::DeskDay::CANCELLED) ++months[MonthOf(*entry->message)];
  });
  return months;
}

// A month has so many places for desk days, each with a key of its own: two who plan at once cannot
// both take the last one.
std::string PlaceKey(const ServiceContext& context, absl::CivilMonth month, int place) {
  return Digest({"desk-month", absl::FormatCivilTime(month), absl::StrCat(place)},
                context.claim_key);
}

// Takes a free place of the day's month.
absl::Status TakePlace(const ServiceContext& context, const v1::DeskDay& day, const Call& call,
                       Batch* batch) {
  for (int place = 1; place <= kDeskDaysAMonth; ++place) {
    const std::string key = PlaceKey(context, MonthOf(day), place);
    BANSO_ASSIGN_OR_RETURN(const auto taken, context.store->FindClaim(key, call.deadline));
    if (taken) continue;
    batch->claims.push_back({key, day.name(), ""});
    return absl::OkStatus();
  }
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                           "the month has its ", kDeskDaysAMonth, " desk days; cancel one first")),
                       "DESK_MONTH_FULL", {{"month", absl::FormatCivilTime(MonthOf(day))}});
}

// Gives the place back.
absl::Status GivePlaceBack(const ServiceContext& context, const v1::DeskDay& day, const Call& call,
                           Batch* batch) {
  for (int place = 1; place <= kDeskDaysAMonth; ++place) {
    const std::string key = PlaceKey(context, MonthOf(day), place);
    BANSO_ASSIGN_OR_RETURN(const auto taken, context.store->FindClaim(key, call.deadline));
    if (taken && taken->owner == day.name()) batch->releases.push_back(key);
  }
  return absl::OkStatus();
}

absl::Status CheckAdvisors(const Snapshot& snapshot, const v1::DeskDay& day) {
  for (int i = 0; i < day.advisors_size(); ++i) {
    if (snapshot.advisors().Find(day.advisors(i).advisor()) == nullptr) {
      const std::string field = absl::StrCat(kField, ".advisors[", i, "].advisor");
      return WithErrorInfo(absl::NotFoundError(absl::StrCat(field, " does not exist")),
                           "REFERENCE_NOT_FOUND", {{"field", field}});
    }
  }
  return absl::OkStatus();
}

// Whether a session that is held still has its slot and advisor on the day.
bool StillFits(const v1::Session& session, const v1::DeskDay& day) {
  const std::vector<TimeRange> slots = DeskSlots(HoursOf(day));
  const bool has_slot = std::any_of(slots.begin(), slots.end(), [&](const TimeRange& slot) {
    return slot.start == ToTime(session.start_time()) && slot.end == ToTime(session.end_time());
  });
  const auto& advisors = day.advisors();
  return has_slot && std::any_of(advisors.begin(), advisors.end(), [&](const auto& present) {
           return present.advisor() == session.advisor();
         });
}

bool Has(const v1::DeskDay& day, v1::DeskDay::State state) { return day.state() == state; }

}  // namespace

absl::StatusOr<v1::ListDeskDaysResponse> DeskDayMethods::List(
    const v1::ListDeskDaysRequest& request, Call* call) const {
  v1::ListDeskDaysResponse response;
  BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::DeskDay row) {
    *response.add_desk_days() = std::move(row);
  }));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto counts = CountMonths(*snapshot);
  const absl::CivilMonth first(JapanDate(context_.clock->Now()));
  absl::CivilMonth last = first + (kMonthsAhead - 1);
  if (!counts.empty()) last = std::max(last, counts.rbegin()->first);
  for (absl::CivilMonth month = first; month <= last; ++month) {
    const auto count = counts.find(month);
    const int days = count == counts.end() ? 0 : count->second;
    v1::DeskMonth* shown = response.add_months();
    shown->mutable_month()->set_year(static_cast<int32_t>(month.year()));
    shown->mutable_month()->set_month(month.month());
    shown->set_desk_days(days);
    shown->set_missing(std::max(0, kDeskDaysAMonth - days));
  }
  return response;
}

absl::StatusOr<v1::DeskDay> DeskDayMethods::Create(const v1::CreateDeskDayRequest& request,
                                                   Call* call) const {
  v1::DeskDay day = request.desk_day();
  ClearOutputOnly(&day);
  day.clear_etag();
  day.set_name(FormatName(kDeskDayPattern, {RandomId()}));
  SetDeskDefaults(&day);
  day.set_state(v1::DeskDay::PLANNED);
  BANSO_RETURN_IF_ERROR(InvalidFields(CheckDeskDay(day, kField)));
  if (IsDeskClosed(ToDate(day.date()))) {
    return WithErrorInfo(
        absl::FailedPreconditionError("the desk is closed from 29 December to 3 January"),
        "DESK_CLOSED", {});
  }
  return DeskDayOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const absl::Time now = context_.clock->Now();
        if (HoursOf(day).start <= now) {
          return WithErrorInfo(absl::FailedPreconditionError("the desk day has begun already"),
                               "DESK_DAY_PAST", {});
        }
        BANSO_RETURN_IF_ERROR(CheckAdvisors(*snapshot, day));
        std::string same_date;
        snapshot->desk_days().ForEach([&](const auto& entry) {
          if (!Has(*entry->message, v1::DeskDay::CANCELLED) &&
              ToDate(entry->message->date()) == ToDate(day.date())) {
            same_date = entry->name();
          }
        });
        if (!same_date.empty()) {
          return WithErrorInfo(absl::AlreadyExistsError("there is a desk day on this date"),
                               "DESK_DAY_EXISTS", {{"name", same_date}});
        }
        Plan plan;
        BANSO_RETURN_IF_ERROR(TakePlace(context_, day, *call, &plan.batch));
        v1::DeskDay created = day;
        *created.mutable_create_time() = FromTime(now);
        *created.mutable_update_time() = FromTime(now);
        plan.answer = DeterministicBytes(created);
        if (request.validate_only()) return Plan{.batch = {}, .answer = std::move(plan.answer)};
        AddPut(ResourceKind::kDeskDay, created.name(), created, 0, &plan.batch);
        call->audit.add_changes("DESK_DAY_PLANNED");
        return plan;
      }));
}

absl::Status DeskDayMethods::Step::Finish(absl::string_view code) const {
  call->audit.add_changes(std::string(code));
  return std::move(*change).Finish(&plan->batch);
}

absl::StatusOr<WriteAnswer> DeskDayMethods::Take(const std::string& name, absl::string_view etag,
                                                 absl::string_view request_id, Call* call,
                                                 const StepFunction& step) const {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(etag));
  return CommitTogether(
      context_, request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindDeskDay(*snapshot, name));
        BANSO_RETURN_IF_ERROR(CheckEtag(etag, name, entry->revision));
        DeskChange change(&context_, snapshot.get(), call);
        Plan plan;
        plan.about = name;
        plan.revision = entry->revision;
        BANSO_RETURN_IF_ERROR(step({*snapshot, *entry, &change, call, &plan}));
        return plan;
      },
      kDeskPatience);
}

absl::StatusOr<v1::DeskDay> DeskDayMethods::Update(const v1::UpdateDeskDayRequest& request,
                                                   Call* call) const {
  const v1::DeskDay& incoming = request.desk_day();
  return DeskDayOf(Take(
      incoming.name(), incoming.etag(), request.request_id(), call,
      [&](const Step& step) -> absl::Status {
        const v1::DeskDay& before = *step.entry.message;
        if (Has(before, v1::DeskDay::CANCELLED)) {
          return IllegalStep(before.name(), v1::DeskDay::State_Name(before.state()));
        }
        v1::DeskDay updated = before;
        BANSO_RETURN_IF_ERROR(methods_.ApplyFields(
            incoming, request.has_update_mask() ? &request.update_mask() : nullptr, *call,
            &updated));
        SetDeskDefaults(&updated);
        BANSO_RETURN_IF_ERROR(InvalidFields(CheckDeskDay(updated, kField)));
        BANSO_RETURN_IF_ERROR(CheckAdvisors(step.snapshot, updated));
        step.plan->answer = DeterministicBytes(updated);
        v1::DeskDay* day = step.change->Open(step.entry);
        for (const v1::Session::State held : {v1::Session::OFFERED, v1::Session::CONFIRMED}) {
          for (const v1::Session* session : step.change->SessionsIn(day->name(), held)) {
            if (!StillFits(*session, updated)) {
              return NotNow(updated.name(), "DESK_DAY_BOOKED",
                            "has sessions that would lose their slot or their advisor; move or "
                            "cancel them first");
            }
          }
        }
        if (request.validate_only()) return absl::OkStatus();
        *day = std::move(updated);
        BANSO_RETURN_IF_ERROR(step.Finish("DESK_DAY_CHANGED"));
        step.plan->answer = DeterministicBytes(*day);
        return absl::OkStatus();
      }));
}

absl::StatusOr<v1::DeskDay> DeskDayMethods::Cancel(const v1::CancelDeskDayRequest& request,
                                                   Call* call) const {
  return DeskDayOf(Take(
      request.name(), request.etag(), request.request_id(), call,
      [&](const Step& step) -> absl::Status {
        DeskChange& change = *step.change;
        const bool cancelled = Has(*step.entry.message, v1::DeskDay::CANCELLED);
        if (cancelled || HoursOf(*step.entry.message).end <= change.now()) {
          return IllegalStep(step.entry.name(), cancelled ? "CANCELLED" : "over");
        }
        v1::DeskDay* day = change.Open(step.entry);
        // First, so that nothing that becomes free is offered.
        day->set_state(v1::DeskDay::CANCELLED);
        for (v1::Session* session : change.SessionsIn(day->name(), v1::Session::CONFIRMED)) {
          // What has begun takes place, or the person did not come: that is still to be noted.
          if (HasBegun(*session, change.now())) continue;
          BANSO_RETURN_IF_ERROR(CallOff(change.taker(), request.reason(), change.now(), session));
          // It is not the person who is late.
          session->set_late(false);
        }
        for (const v1::Session::State state :
             {v1::Session::REQUESTED, v1::Session::WAITLISTED, v1::Session::OFFERED}) {
          for (v1::Session* session : change.SessionsIn(day->name(), state)) {
            BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kDecline, change.taker(), request.reason(),
                                           change.now(), session));
            EndOffer(/*lapsed=*/false, session);
          }
        }
        BANSO_RETURN_IF_ERROR(GivePlaceBack(context_, *day, *call, &step.plan->batch));
        BANSO_RETURN_IF_ERROR(step.Finish("DESK_DAY_CANCELLED"));
        step.plan->answer = DeterministicBytes(*day);
        return absl::OkStatus();
      }));
}

void DeskDayMethods::GiveSlots(const Snapshot& snapshot, DeskChange* change, v1::DeskDay* day,
                               v1::AllocateDeskDayResponse* answer) const {
  std::map<std::string, v1::Session*> sessions;
  std::vector<DeskRequest> requests;
  for (v1::Session* session : change->SessionsIn(day->name(), v1::Session::REQUESTED)) {
    const auto person = snapshot.candidates().Find(session->candidate());
    if (person == nullptr) continue;
    session->set_first_time(change->IsFirstTime(session->candidate()));
    requests.push_back(DeskChange::RequestOf(*session, *person->value));
    // Whose case rests waits, too, in case that it goes on.
    if (!MayBeServed(*person->value, change->now())) requests.back().preferred.clear();
    sessions[session->name()] = session;
  }
  int waiting = 0;
  for (const DeskDecision& decision :
       AllocateDesk(change->DeskOf(*day), std::move(requests), snapshot.rules().At(change->now()),
                    change->now())) {
    v1::Session* session = sessions[decision.id];
    session->set_interpreter_needed(decision.interpreter_needed);
    if (decision.place) SetPlace(*decision.place, session);
    TakeSessionStep(
        *NextState(session->state(), decision.place ? SessionVerb::kConfirm : SessionVerb::kWait),
        change->taker().principal, "", change->now(), session);
    v1::SlotDecision* told = answer->add_decisions();
    told->set_session(session->name());
    told->set_candidate(session->candidate());
    told->set_interpreter_needed(decision.interpreter_needed);
    if (decision.place) {
      *told->mutable_start_time() = session->start_time();
      told->set_advisor(session->advisor());
    } else {
      told->set_waiting_place(++waiting);
    }
  }
  day->set_state(v1::DeskDay::ALLOCATED);
  *day->mutable_allocate_time() = FromTime(change->now());
}

absl::StatusOr<v1::AllocateDeskDayResponse> DeskDayMethods::Allocate(
    const v1::AllocateDeskDayRequest& request, Call* call) const {
  const auto answer =
      Take(request.name(), request.etag(), request.request_id(), call,
           [&](const Step& step) -> absl::Status {
             const v1::DeskDay& before = *step.entry.message;
             if (!Has(before, v1::DeskDay::PLANNED)) {
               return NotNow(before.name(), "DESK_DAY_NOT_PLANNED",
                             absl::StrCat("is ", v1::DeskDay::State_Name(before.state())));
             }
             v1::DeskDay* day = step.change->Open(step.entry);
             v1::AllocateDeskDayResponse response;
             GiveSlots(step.snapshot, step.change, day, &response);
             for (const v1::SlotDecision& decision : response.decisions()) {
               call->audit.add_subjects(decision.candidate());
             }
             if (!request.validate_only()) BANSO_RETURN_IF_ERROR(step.Finish("DESK_DAY_ALLOCATED"));
             *response.mutable_desk_day() = request.validate_only() ? before : *day;
             step.plan->answer = DeterministicBytes(response);
             return absl::OkStatus();
           });
  BANSO_ASSIGN_OR_RETURN(auto response, ReadAnswer<v1::AllocateDeskDayResponse>(answer));
  *response.mutable_desk_day() = ResourceMethods<DeskDayEntry>::Complete(
      std::move(*response.mutable_desk_day()), answer->revision);
  return response;
}

absl::StatusOr<int> DeskDayMethods::KeepDays(absl::Time deadline) const {
  const Call look = JobCall(context_, "desk-days", deadline);
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context_, look));
  std::set<std::string> waited_for;
  snapshot->sessions().ForEach([&](const auto& entry) {
    const v1::Session::State state = entry->message->state();
    if (state == v1::Session::REQUESTED || state == v1::Session::WAITLISTED ||
        state == v1::Session::OFFERED) {
      waited_for.insert(entry->message->desk_day());
    }
  });
  const absl::Time now = context_.clock->Now();
  const auto is_over = [now](const v1::DeskDay& day) { return HoursOf(day).end <= now; };
  const auto is_due = [now](const v1::DeskDay& day) {
    return Has(day, v1::DeskDay::PLANNED) && AllocationTime(day) <= now;
  };
  std::vector<std::string> names;
  snapshot->desk_days().ForEach([&](const auto& entry) {
    const v1::DeskDay& day = *entry->message;
    if (is_over(day) ? waited_for.contains(day.name()) : is_due(day)) names.push_back(day.name());
  });
  return KeepEach(context_, "desk-days", names, deadline,
                  [&](const std::shared_ptr<const Snapshot>& newest, const std::string& name,
                      Call* job) -> absl::StatusOr<Plan> {
                    Plan plan;
                    const auto entry = newest->desk_days().Find(name);
                    if (entry == nullptr) return plan;
                    DeskChange change(&context_, newest.get(), job);
                    v1::DeskDay* day = change.Open(*entry);
                    if (is_over(*day)) {
                      for (const auto state : {v1::Session::OFFERED, v1::Session::REQUESTED,
                                               v1::Session::WAITLISTED}) {
                        for (v1::Session* session : change.SessionsIn(name, state)) {
                          BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kDecline, change.taker(),
                                                         kDayIsOver, change.now(), session));
                          EndOffer(/*lapsed=*/true, session);
                        }
                      }
                    } else if (is_due(*day)) {
                      v1::AllocateDeskDayResponse decisions;
                      GiveSlots(*newest, &change, day, &decisions);
                      job->audit.add_changes("DESK_DAY_ALLOCATED");
                    }
                    BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
                    return plan;
                  });
}

}  // namespace banso
