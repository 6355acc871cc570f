#include "server/services/desk_change.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/rules/consent.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/services/commit_together.h"
#include "server/services/desk_days.h"
#include "server/services/desk_messages.h"

namespace banso {
namespace {

constexpr absl::string_view kTwoLapses = "two offers lapsed";

// How far from a desk day sessions can be that matter to it.
constexpr absl::Duration kNear = absl::Hours(48);

}  // namespace

bool MayBeServed(const Candidate& candidate, absl::Time now) {
  return candidate.status == CaseStatus::kActive && candidate.stage != CaseStage::kClosed &&
         HoldsConsent(candidate, ConsentScope::kService, now);
}

ReasonCode WhyNotServed(const Candidate& candidate) {
  const bool active =
      candidate.status == CaseStatus::kActive && candidate.stage != CaseStage::kClosed;
  return active ? ReasonCode::kConsentMissing : ReasonCode::kCaseNotActive;
}

void SetPlace(const DeskPlace& place, v1::Session* session) {
  session->set_advisor(place.advisor.name());
  *session->mutable_start_time() = FromTime(place.time.start);
  *session->mutable_end_time() = FromTime(place.time.end);
  session->set_sequence(session->sequence() + 1);
}

void ClearPlace(v1::Session* session) {
  session->clear_advisor();
  session->clear_start_time();
  session->clear_end_time();
  session->set_sequence(session->sequence() + 1);
}

void EndOffer(bool lapsed, v1::Session* session) {
  if (!session->has_offer()) return;
  v1::SlotOffer* past = session->add_past_offers();
  *past = session->offer();
  past->set_lapsed(lapsed);
  session->clear_offer();
  ClearPlace(session);
}

absl::Status CallOff(const SessionStepTaker& who, absl::string_view reason, absl::Time now,
                     v1::Session* session) {
  BANSO_RETURN_IF_ERROR(TakeVerb(SessionVerb::kCancel, who, reason, now, session));
  EndOffer(/*lapsed=*/false, session);
  if (session->has_start_time()) session->set_sequence(session->sequence() + 1);
  return absl::OkStatus();
}

DeskChange::DeskChange(const ServiceContext* context, const Snapshot* snapshot, Call* call)
    : context_(*context),
      snapshot_(*snapshot),
      call_(*call),
      now_(context->clock->Now()),
      rules_(snapshot->rules().At(now_)) {}

v1::DeskDay* DeskChange::Open(const DeskDayEntry& entry) {
  const auto [day, is_new] = days_.try_emplace(
      entry.name(), Day{*entry.message, entry.revision, DeterministicBytes(*entry.message)});
  if (is_new && day->second.day.state() == v1::DeskDay::ALLOCATED) {
    PassOnLapsed(day->second.day);
    OfferFree(day->second.day);
  }
  return &day->second.day;
}

v1::Session* DeskChange::Open(const SessionEntry& entry) {
  if (const auto day = snapshot_.desk_days().Find(entry.message->desk_day())) Open(*day);
  v1::Session* session = mutable_session(entry);
  if (const auto before = before_offer_.find(entry.name()); before != before_offer_.end()) {
    *session = std::move(before->second);
    before_offer_.erase(before);
  }
  return session;
}

const v1::Session& DeskChange::session(const SessionEntry& entry) const {
  const auto changed = sessions_.find(entry.name());
  return changed == sessions_.end() ? *entry.message : changed->second.session;
}

v1::Session* DeskChange::Copy(const std::string& name, const v1::Session& session,
                              Revision revision) {
  const auto [changed, is_new] = sessions_.try_emplace(name);
  if (is_new) changed->second = {session, revision, DeterministicBytes(session)};
  return &changed->second.session;
}

v1::Session* DeskChange::mutable_session(const SessionEntry& entry) {
  return Copy(entry.name(), *entry.message, entry.revision);
}

v1::Session* DeskChange::Add(v1::Session session) {
  Changed& added = sessions_[session.name()];
  added = {std::move(session), 0, ""};
  return &added.session;
}

template <typename Visitor>
void DeskChange::ForEachSession(Visitor visit) const {
  snapshot_.sessions().ForEach([&](const auto& entry) { visit(session(*entry)); });
  for (const auto& [name, changed] : sessions_) {
    if (changed.revision == 0) visit(changed.session);
  }
}

Desk DeskChange::DeskOf(const v1::DeskDay& day) const {
  Desk desk;
  desk.hours = HoursOf(day);
  for (const v1::DeskAdvisor& present : day.advisors()) {
    const auto advisor = snapshot_.advisors().Find(present.advisor());
    if (advisor != nullptr) desk.advisors.push_back({*advisor->value, present.max_sessions()});
  }
  const auto hold = [&](const v1::Session& session, const AdvisorId& advisor,
                        const TimeRange& time) {
    if (time.end < desk.hours.start - kNear || desk.hours.end + kNear < time.start) return;
    desk.held.push_back(
        {CandidateId(session.candidate()), advisor, time, session.desk_day() == day.name()});
  };
  ForEachSession([&](const v1::Session& session) {
    if (TakesTime(session.state())) {
      hold(session, AdvisorId(session.advisor()),
           {ToTime(session.start_time()), ToTime(session.end_time())});
    } else if (const auto kept = kept_.find(session.name());
               kept != kept_.end() && session.state() == v1::Session::WAITLISTED) {
      hold(session, kept->second.advisor, kept->second.time);
    }
  });
  return desk;
}

DeskRequest DeskChange::RequestOf(const v1::Session& session, const Candidate& candidate) {
  DeskRequest request;
  request.id = session.name();
  request.candidate = candidate;
  if (session.topics_size() > 0) request.candidate.topics = ToTopics(session.topics());
  for (const auto& start : session.preferred_start_times()) {
    request.preferred.push_back(ToTime(start));
  }
  for (const v1::SlotOffer& offer : session.past_offers()) {
    request.offered_before.push_back(ToTime(offer.start_time()));
  }
  request.request_time = ToTime(session.request_time());
  request.urgent = session.urgent();
  request.first_time = session.first_time();
  return request;
}

bool DeskChange::IsFirstTime(absl::string_view candidate) const {
  bool first = true;
  ForEachSession([&](const v1::Session& session) {
    if (session.candidate() == candidate && session.state() == v1::Session::COMPLETED) {
      first = false;
    }
  });
  return first;
}

bool DeskChange::TakeFreeSlot(const v1::DeskDay& day, const Candidate& candidate,
                              v1::Session* session) {
  const DeskDecision decision = TakeSlot(DeskOf(day), RequestOf(*session, candidate), rules_, now_);
  session->set_interpreter_needed(decision.interpreter_needed);
  if (decision.place) {
    SetPlace(*decision.place, session);
    TakeSessionStep(*NextState(session->state(), SessionVerb::kConfirm), taker().principal, "",
                    now_, session);
    notes_.push_back("SESSION_CONFIRMED");
    return true;
  }
  if (const auto next = NextState(session->state(), SessionVerb::kWait)) {
    TakeSessionStep(*next, taker().principal, "", now_, session);
  }
  return false;
}

std::vector<v1::Session*> DeskChange::SessionsIn(absl::string_view day, v1::Session::State state) {
  std::set<std::string> names;
  ForEachSession([&](const v1::Session& session) {
    if (session.desk_day() == day && session.state() == state) names.insert(session.name());
  });
  std::vector<v1::Session*> found;
  for (const std::string& name : names) {
    const auto entry = snapshot_.sessions().Find(name);
    found.push_back(entry == nullptr ? &sessions_.find(name)->second.session
                                     : mutable_session(*entry));
  }
  return found;
}

void DeskChange::PassOnLapsed(const v1::DeskDay& day) {
  for (v1::Session* session : SessionsIn(day.name(), v1::Session::OFFERED)) {
    if (now_ < ToTime(session->offer().expire_time())) continue;
    EndOffer(/*lapsed=*/true, session);
    TakeSessionStep(v1::Session::WAITLISTED, "", "", now_, session);
    notes_.push_back("OFFER_LAPSED");
    if (LapsesOf(*session) < kMostLapses) continue;
    TakeSessionStep(v1::Session::CANCELLED, "", kTwoLapses, now_, session);
    notes_.push_back("SESSION_CANCELLED");
  }
}

void DeskChange::Replace(std::shared_ptr<const Candidate> person) {
  const std::string name = person->id.name();
  replaced_[name] = std::move(person);
}

std::shared_ptr<const Candidate> DeskChange::PersonOf(const v1::Session& session) const {
  const auto replaced = replaced_.find(session.candidate());
  if (replaced != replaced_.end()) return replaced->second;
  const auto entry = snapshot_.candidates().Find(session.candidate());
  if (entry == nullptr) return nullptr;
  return entry->value;
}

void DeskChange::OfferFree(const v1::DeskDay& day) {
  std::map<std::string, v1::Session*> waiting;
  std::vector<DeskRequest> requests;
  for (v1::Session* session : SessionsIn(day.name(), v1::Session::WAITLISTED)) {
    const std::shared_ptr<const Candidate> person = PersonOf(*session);
    // Of somebody who is new with this commit, nothing is free that was not taken.
    if (person == nullptr || !MayBeServed(*person, now_)) continue;
    waiting[session->name()] = session;
    requests.push_back(RequestOf(*session, *person));
  }
  if (requests.empty()) return;
  for (const DeskOffer& made : OfferFreeSlots(DeskOf(day), std::move(requests), rules_, now_)) {
    const auto stored = snapshot_.sessions().Find(made.id);
    if (stored != nullptr && stored->message->state() == v1::Session::OFFERED) {
      kept_[made.id] = made.place;
    } else {
      MakeOffer(made, waiting[made.id]);
    }
  }
}

void DeskChange::MakeOffer(const DeskOffer& made, v1::Session* session) {
  before_offer_[session->name()] = *session;
  SetPlace(made.place, session);
  v1::SlotOffer* offer = session->mutable_offer();
  *offer->mutable_start_time() = FromTime(made.place.time.start);
  offer->set_advisor(made.place.advisor.name());
  *offer->mutable_offer_time() = FromTime(now_);
  *offer->mutable_expire_time() = FromTime(made.expire_time);
  TakeSessionStep(v1::Session::OFFERED, "", "", now_, session);
}

absl::Status DeskChange::Finish(Batch* batch) && {
  for (auto& [name, day] : days_) {
    if (day.day.state() == v1::DeskDay::ALLOCATED) OfferFree(day.day);
  }
  for (std::string& note : notes_) call_.audit.add_changes(std::move(note));
  for (size_t made = 0; made < before_offer_.size(); ++made) {
    call_.audit.add_changes("SLOT_OFFERED");
  }
  std::set<std::string> decided;
  std::vector<const Changed*> frees;
  std::vector<const Changed*> takes;
  for (const auto& [name, changed] : sessions_) {
    if (DeterministicBytes(changed.session) == changed.before) continue;
    decided.insert(changed.session.desk_day());
    call_.audit.add_subjects(changed.session.candidate());
    (TakesTime(changed.session.state()) ? takes : frees).push_back(&changed);
  }
  for (const auto* some : {&frees, &takes}) {
    for (const Changed* changed : *some) {
      AddPut(ResourceKind::kSession, changed->session.name(), changed->session, changed->revision,
             batch);
    }
  }
  for (auto& [name, day] : days_) {
    if (!decided.contains(name) && DeterministicBytes(day.day) == day.before) continue;
    if (decided.contains(name)) day.day.set_decisions(day.day.decisions() + 1);
    *day.day.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kDeskDay, name, day.day, day.revision, batch);
  }
  for (const auto* some : {&frees, &takes}) {
    for (const Changed* changed : *some) {
      v1::Session before;
      before.ParseFromString(changed->before);
      BANSO_RETURN_IF_ERROR(
          TellOfSession(context_, snapshot_, before, changed->session, call_.caller().role, batch));
    }
  }
  return absl::OkStatus();
}

}  // namespace banso
