#include "server/services/desk_sessions.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/model/classification.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/desk_commit.h"
#include "server/services/desk_days.h"
#include "server/services/desk_links.h"
#include "server/services/etag_check.h"
#include "server/services/mentoring_sessions.h"
#include "server/services/not_now.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"

namespace banso {
namespace {

// A language that only stands for the interpreter who comes.
constexpr absl::string_view kInterpreted = "zxx";

bool IsPerson(v1::Access::Role role) {
  return role == v1::Access::LINK || role == v1::Access::CANDIDATE || role == v1::Access::FAMILY;
}

absl::StatusOr<std::shared_ptr<const CandidateEntry>> FindCandidate(const Snapshot& snapshot,
                                                                    absl::string_view name) {
  auto entry = snapshot.candidates().Find(name);
  if (entry == nullptr) return NoSuchResource(name);
  return entry;
}

// Nobody has two sessions, or two requests, of one desk day. `except` is one that is being moved.
absl::Status CheckNoOther(const Snapshot& snapshot, absl::string_view candidate,
                          absl::string_view day, absl::string_view except) {
  std::string other;
  snapshot.sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    if (session.candidate() == candidate && session.desk_day() == day && session.name() != except &&
        (IsOpenSession(session.state()) || TakesTime(session.state()))) {
      other = session.name();
    }
  });
  if (other.empty()) return absl::OkStatus();
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                           candidate, " has a session or a request on ", day, " already")),
                       "SESSION_EXISTS", {{"name", other}});
}

// Refuses an answer to an offer that is not the one that stands.
template <typename RequestType>
absl::Status CheckNamesOffer(const RequestType& request, const v1::Session& session) {
  if (!request.has_start_time() ||
      ToTime(request.start_time()) == ToTime(session.offer().start_time())) {
    return absl::OkStatus();
  }
  return NotNow(session.name(), "OFFER_CHANGED", "is offered another slot by now");
}

LanguageSkill NativeIn(absl::string_view language) {
  LanguageSkill skill;
  skill.language = std::string(language);
  skill.native = true;
  return skill;
}

// The division of an advisor's day job, as a letter; empty if there is none.
std::string DivisionOf(const Snapshot& snapshot, absl::string_view advisor) {
  const auto entry = snapshot.advisors().Find(advisor);
  if (entry == nullptr || entry->value->industries.empty()) return "";
  return std::string(1, DivisionLetter(entry->value->industries.front()));
}

}  // namespace

v1::Session NewDeskSession(absl::string_view candidate, const v1::DeskDay& day, absl::Time now) {
  v1::Session session;
  session.set_name(FormatName(kSessionPattern, {RandomId()}));
  session.set_candidate(std::string(candidate));
  session.set_kind(v1::Session::DESK);
  session.set_desk_day(day.name());
  *session.mutable_request_time() = FromTime(now);
  *session.mutable_create_time() = FromTime(now);
  return session;
}

absl::StatusOr<v1::Session> DeskSessions::Request(const v1::RequestSessionRequest& request,
                                                  Call* call) const {
  std::string candidate = request.candidate();
  if (candidate.empty() && IsPerson(call->caller().role)) candidate = call->caller().candidate;
  if (candidate.empty()) return InvalidField("candidate", "say who asks");
  return SessionOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto person, FindCandidate(*snapshot, candidate));
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindDeskDay(*snapshot, request.desk_day()));
        DeskChange change(&context_, snapshot.get(), call);
        BANSO_RETURN_IF_ERROR(CheckTakesRequests(*entry->message, change.now()));
        BANSO_RETURN_IF_ERROR(CheckPreferred(*entry->message, request.preferred_start_times()));
        BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, change.now()));
        BANSO_RETURN_IF_ERROR(CheckNoOther(*snapshot, candidate, entry->name(), ""));
        const v1::DeskDay& day = *change.Open(*entry);
        v1::Session* session = change.Add(NewDeskSession(candidate, day, change.now()));
        *session->mutable_preferred_start_times() = request.preferred_start_times();
        *session->mutable_topics() = request.topics();
        session->set_matter(request.matter());
        session->set_urgent(request.urgent());
        session->set_first_time(change.IsFirstTime(candidate));
        TakeSessionStep(v1::Session::REQUESTED, change.taker().principal, "", change.now(),
                        session);
        call->audit.add_changes("SESSION_REQUESTED");
        if (day.state() == v1::DeskDay::ALLOCATED) {
          change.TakeFreeSlot(day, *person->value, session);
        }
        Plan plan;
        plan.about = session->name();
        plan.batch.claims.push_back(PersonClaim(context_, candidate));
        ExpectPerson(*person, &plan.batch);
        KeepLinksUntil(*snapshot, candidate, LinkEnd(day), change.now(), &plan.batch);
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
        plan.answer = DeterministicBytes(*session);
        return plan;
      },
      kDeskPatience));
}

template <typename RequestType>
absl::StatusOr<v1::Session> DeskSessions::Take(const RequestType& request, SessionVerb verb,
                                               absl::string_view code, Call* call,
                                               StepFunction step) const {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag()));
  return SessionOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->sessions().Find(request.name());
        if (entry == nullptr) return NoSuchResource(request.name());
        // An advisor sees other people's sessions with whom they accompany, but takes only the own.
        if (call->caller().role == v1::Access::ADVISOR &&
            entry->message->advisor() != call->caller().advisor) {
          return NoSuchResource(request.name());
        }
        BANSO_RETURN_IF_ERROR(CheckEtag(request.etag(), entry->name(), entry->revision));
        // An hour that the desk gave is not the advisor's to move or call off.
        if (call->caller().role == v1::Access::ADVISOR && verb == SessionVerb::kCancel &&
            entry->message->kind() != v1::Session::MENTORING) {
          return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                                   request.name(), " is an hour at the desk: tell a coordinator")),
                               "AT_THE_DESK", {{"name", request.name()}});
        }
        DeskChange change(&context_, snapshot.get(), call);
        // On what it is: a step that is refused passes no offer on.
        v1::Session probe = *entry->message;
        BANSO_RETURN_IF_ERROR(TakeVerb(verb, change.taker(), "", change.now(), &probe));
        v1::DeskDay* day = nullptr;
        if (const auto found = snapshot->desk_days().Find(entry->message->desk_day())) {
          day = change.Open(*found);
        }
        Plan plan;
        BANSO_ASSIGN_OR_RETURN(const v1::Session* answer,
                               step({*snapshot, &change, day, change.Open(*entry), &plan.batch}));
        if (!code.empty()) call->audit.add_changes(std::string(code));
        plan.about = answer->name();
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
        plan.answer = DeterministicBytes(*answer);
        // Where nothing was left to do, the answer is what was there.
        if (plan.batch.writes.empty()) plan.revision = entry->revision;
        return plan;
      },
      kDeskPatience));
}

absl::StatusOr<v1::Session> DeskSessions::Book(const v1::BookSessionRequest& request,
                                               Call* call) const {
  const bool coordinator = call->caller().role == v1::Access::COORDINATOR;
  for (const auto& [field, set] :
       {std::pair<absl::string_view, bool>("interpreter_arranged", request.interpreter_arranged()),
        std::pair<absl::string_view, bool>("advisor", !request.advisor().empty())}) {
    if (!set || coordinator) continue;
    return WithErrorInfo(
        absl::PermissionDeniedError(absl::StrCat(field, " is said by coordinators; leave it out")),
        "FIELD_DENIED", {{"field", std::string(field)}});
  }
  return Take(
      request, SessionVerb::kConfirm, "SESSION_CONFIRMED", call,
      [&](const Step& step) -> absl::StatusOr<v1::Session*> {
        if (step.day == nullptr) {
          return IllegalStep(request.name(), v1::Session::State_Name(step.session->state()));
        }
        v1::DeskDay& day = *step.day;
        if (day.state() != v1::DeskDay::ALLOCATED) {
          return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                                   "the slots of ", day.name(), " have not been given yet")),
                               "DESK_DAY_NOT_ALLOCATED", {{"name", day.name()}});
        }
        const Timestamps& wished = request.preferred_start_times().empty()
                                       ? step.session->preferred_start_times()
                                       : request.preferred_start_times();
        BANSO_RETURN_IF_ERROR(CheckPreferred(day, wished));
        BANSO_ASSIGN_OR_RETURN(const auto person,
                               FindCandidate(step.snapshot, step.session->candidate()));
        BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, step.change->now()));
        v1::Session asked = *step.session;
        *asked.mutable_preferred_start_times() = wished;
        DeskRequest wish = DeskChange::RequestOf(asked, *person->value);
        Desk desk = step.change->DeskOf(day);
        if (!request.advisor().empty()) {
          std::erase_if(desk.advisors, [&](const DeskAdvisor& present) {
            return present.advisor.id.name() != request.advisor();
          });
        }
        if (request.interpreter_arranged()) {
          wish.candidate.languages = {NativeIn(kInterpreted)};
          for (DeskAdvisor& present : desk.advisors) {
            present.advisor.languages = {NativeIn(kInterpreted)};
          }
        }
        const absl::Time now = step.change->now();
        const DeskDecision decision = TakeSlot(desk, wish, step.snapshot.rules().At(now), now);
        if (!decision.place) return NoFreeSlot(day.name());
        BANSO_RETURN_IF_ERROR(
            TakeVerb(SessionVerb::kConfirm, step.change->taker(), "", now, step.session));
        SetPlace(*decision.place, step.session);
        return step.session;
      });
}

absl::StatusOr<v1::Session> DeskSessions::Move(const v1::MoveSessionRequest& request,
                                               Call* call) const {
  return Take(
      request, SessionVerb::kCancel, "SESSION_MOVED", call,
      [&](const Step& step) -> absl::StatusOr<v1::Session*> {
        DeskChange& change = *step.change;
        v1::Session& old = *step.session;
        if (old.kind() == v1::Session::MENTORING) return MoveMentoring(request, step);
        if (step.day == nullptr) {
          return WithErrorInfo(
              absl::FailedPreconditionError("only sessions at the desk are moved so"),
              "NOT_AT_THE_DESK", {{"name", old.name()}});
        }
        if (request.has_start_time()) {
          return InvalidField("start_time", "is for MENTORING sessions: say preferred_start_times");
        }
        const std::string& target =
            request.desk_day().empty() ? old.desk_day() : request.desk_day();
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindDeskDay(step.snapshot, target));
        BANSO_RETURN_IF_ERROR(CheckTakesRequests(*entry->message, change.now()));
        BANSO_RETURN_IF_ERROR(CheckPreferred(*entry->message, request.preferred_start_times()));
        BANSO_ASSIGN_OR_RETURN(const auto person, FindCandidate(step.snapshot, old.candidate()));
        BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, change.now()));
        BANSO_RETURN_IF_ERROR(CheckNoOther(step.snapshot, old.candidate(), target, old.name()));
        const bool had_an_hour = old.state() == v1::Session::CONFIRMED;
        BANSO_RETURN_IF_ERROR(CallOff(change.taker(), request.reason(), change.now(), &old));
        const v1::DeskDay& day = *change.Open(*entry);
        v1::Session* moved = change.Add(NewDeskSession(old.candidate(), day, change.now()));
        *moved->mutable_preferred_start_times() = request.preferred_start_times();
        *moved->mutable_topics() = old.topics();
        moved->set_matter(old.matter());
        moved->set_urgent(old.urgent());
        moved->set_first_time(change.IsFirstTime(old.candidate()));
        if (target == old.desk_day() && !had_an_hour) {
          // Who waits keeps the place, and is not offered anew what was turned down.
          *moved->mutable_request_time() = old.request_time();
          *moved->mutable_past_offers() = old.past_offers();
        }
        moved->set_rescheduled_from(old.name());
        // Calendars keep one entry for both, and believe the higher number.
        moved->set_sequence(old.sequence());
        old.set_rescheduled_to(moved->name());
        TakeSessionStep(v1::Session::REQUESTED, change.taker().principal, request.reason(),
                        change.now(), moved);
        if (day.state() == v1::DeskDay::ALLOCATED &&
            !change.TakeFreeSlot(day, *person->value, moved) && had_an_hour) {
          return NoFreeSlot(day.name());
        }
        step.batch->claims.push_back(PersonClaim(context_, old.candidate()));
        KeepLinksUntil(step.snapshot, old.candidate(), LinkEnd(day), change.now(), step.batch);
        return moved;
      });
}

absl::StatusOr<v1::Session*> DeskSessions::MoveMentoring(const v1::MoveSessionRequest& request,
                                                         const Step& step) const {
  if (!request.has_start_time()) return InvalidField("start_time", "say when it begins instead");
  if (!request.desk_day().empty() || !request.preferred_start_times().empty()) {
    return InvalidField(request.desk_day().empty() ? "preferred_start_times" : "desk_day",
                        "is for sessions at the desk: leave it out");
  }
  DeskChange& change = *step.change;
  v1::Session& old = *step.session;
  if (old.state() != v1::Session::CONFIRMED) {
    return IllegalStep(old.name(), v1::Session::State_Name(old.state()));
  }
  BANSO_ASSIGN_OR_RETURN(const auto person, FindCandidate(step.snapshot, old.candidate()));
  BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, change.now()));
  const absl::Time start = ToTime(request.start_time());
  const TimeRange time{start, start + (ToTime(old.end_time()) - ToTime(old.start_time()))};
  BANSO_RETURN_IF_ERROR(CheckTimeIsFree(step.snapshot, old, time, old.name(), change.now()));
  BANSO_RETURN_IF_ERROR(
      TakeVerb(SessionVerb::kCancel, change.taker(), request.reason(), change.now(), &old));
  old.set_sequence(old.sequence() + 1);
  v1::Session moved;
  moved.set_name(FormatName(kSessionPattern, {RandomId()}));
  moved.set_candidate(old.candidate());
  moved.set_kind(v1::Session::MENTORING);
  *moved.mutable_topics() = old.topics();
  moved.set_matter(old.matter());
  moved.set_first_time(change.IsFirstTime(old.candidate()));
  *moved.mutable_request_time() = FromTime(change.now());
  *moved.mutable_create_time() = FromTime(change.now());
  moved.set_rescheduled_from(old.name());
  // Calendars keep one entry for both, and believe the higher number.
  moved.set_sequence(old.sequence());
  old.set_rescheduled_to(moved.name());
  SetPlace({time, AdvisorId(old.advisor())}, &moved);
  TakeSessionStep(v1::Session::CONFIRMED, change.taker().principal, request.reason(), change.now(),
                  &moved);
  step.batch->claims.push_back(PersonClaim(context_, old.candidate()));
  return change.Add(std::move(moved));
}

absl::StatusOr<v1::Session> DeskSessions::Cancel(const v1::CancelSessionRequest& request,
                                                 Call* call) const {
  return Take(request, SessionVerb::kCancel, "SESSION_CANCELLED", call,
              [&](const Step& step) -> absl::StatusOr<v1::Session*> {
                BANSO_RETURN_IF_ERROR(CallOff(step.change->taker(), request.reason(),
                                              step.change->now(), step.session));
                return step.session;
              });
}

absl::StatusOr<v1::Session> DeskSessions::Decline(const v1::DeclineSessionRequest& request,
                                                  Call* call) const {
  return Take(request, SessionVerb::kDecline, "SESSION_DECLINED", call,
              [&](const Step& step) -> absl::StatusOr<v1::Session*> {
                BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kDecline, step.change->taker(),
                                               request.reason(), step.change->now(), step.session));
                EndOffer(/*lapsed=*/false, step.session);
                return step.session;
              });
}

absl::StatusOr<v1::Session> DeskSessions::Accept(const v1::AcceptOfferRequest& request,
                                                 Call* call) const {
  return Take(request, SessionVerb::kAccept, "OFFER_ACCEPTED", call,
              [&](const Step& step) -> absl::StatusOr<v1::Session*> {
                BANSO_RETURN_IF_ERROR(CheckNamesOffer(request, *step.session));
                BANSO_ASSIGN_OR_RETURN(const auto person,
                                       FindCandidate(step.snapshot, step.session->candidate()));
                BANSO_RETURN_IF_ERROR(CheckMayBeServed(*person->value, step.change->now()));
                BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kAccept, step.change->taker(), "",
                                               step.change->now(), step.session));
                step.session->clear_offer();
                step.session->set_sequence(step.session->sequence() + 1);
                return step.session;
              });
}

absl::StatusOr<v1::Session> DeskSessions::TurnDown(const v1::DeclineOfferRequest& request,
                                                   Call* call) const {
  return Take(request, SessionVerb::kTurnDown, "OFFER_DECLINED", call,
              [&](const Step& step) -> absl::StatusOr<v1::Session*> {
                BANSO_RETURN_IF_ERROR(CheckNamesOffer(request, *step.session));
                BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kTurnDown, step.change->taker(), "",
                                               step.change->now(), step.session));
                EndOffer(/*lapsed=*/false, step.session);
                return step.session;
              });
}

absl::StatusOr<v1::Session> DeskSessions::CheckIn(const v1::CheckInSessionRequest& request,
                                                  Call* call) const {
  // Who has come is about to have a session: the same times, and the same people, as for noting it.
  return Take(request, SessionVerb::kComplete, "SESSION_CHECKED_IN", call,
              [](const Step& step) -> absl::StatusOr<v1::Session*> {
                if (!step.session->has_check_in_time()) {
                  *step.session->mutable_check_in_time() = FromTime(step.change->now());
                  *step.session->mutable_update_time() = FromTime(step.change->now());
                }
                return step.session;
              });
}

absl::StatusOr<v1::Session> DeskSessions::Complete(const v1::CompleteSessionRequest& request,
                                                   Call* call) const {
  if (!request.advisor_notes().empty() && call->caller().role != v1::Access::ADVISOR) {
    return WithErrorInfo(
        absl::PermissionDeniedError("advisor_notes are the advisor's own; leave them out"),
        "FIELD_DENIED", {{"field", "advisor_notes"}});
  }
  return Take(
      request, SessionVerb::kComplete, "SESSION_COMPLETED", call,
      [&](const Step& step) -> absl::StatusOr<v1::Session*> {
        v1::Session& session = *step.session;
        BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kComplete, step.change->taker(), "",
                                       step.change->now(), &session));
        const absl::Duration slot = ToTime(session.end_time()) - ToTime(session.start_time());
        session.set_minutes(request.minutes() > 0 ? request.minutes()
                                                  : static_cast<int>(slot / absl::Minutes(1)));
        if (!request.notes().empty()) session.set_notes(request.notes());
        if (!request.topics().empty()) *session.mutable_topics() = request.topics();
        if (!request.advisor_notes().empty()) {
          session.mutable_advisor_notes()->set_advisor(session.advisor());
          session.mutable_advisor_notes()->set_text(request.advisor_notes());
        }
        session.set_advisor_industry(DivisionOf(step.snapshot, session.advisor()));
        return &session;
      });
}

absl::StatusOr<v1::Session> DeskSessions::NoShow(const v1::MarkNoShowRequest& request,
                                                 Call* call) const {
  return Take(request, SessionVerb::kNoShow, "SESSION_NO_SHOW", call,
              [&](const Step& step) -> absl::StatusOr<v1::Session*> {
                BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kNoShow, step.change->taker(),
                                               request.reason(), step.change->now(), step.session));
                return step.session;
              });
}

absl::StatusOr<int> DeskSessions::KeepWaitingLists(absl::Time deadline) const {
  Call call = JobCall(context_, "waiting-list", deadline);
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context_, call));
  std::vector<std::string> days;
  const absl::Time now = context_.clock->Now();
  snapshot->desk_days().ForEach([&](const auto& entry) {
    const v1::DeskDay& day = *entry->message;
    if (day.state() == v1::DeskDay::ALLOCATED && now < HoursOf(day).end) {
      days.push_back(day.name());
    }
  });
  return KeepEach(context_, "waiting-list", days, deadline,
                  [&](const std::shared_ptr<const Snapshot>& newest, const std::string& name,
                      Call* job) -> absl::StatusOr<Plan> {
                    Plan plan;
                    const auto entry = newest->desk_days().Find(name);
                    if (entry == nullptr) return plan;
                    DeskChange change(&context_, newest.get(), job);
                    change.Open(*entry);
                    BANSO_RETURN_IF_ERROR(std::move(change).Finish(&plan.batch));
                    return plan;
                  });
}

}  // namespace banso
