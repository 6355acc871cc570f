// What changes at the desk in one commit.
#ifndef BANSO_SERVER_SERVICES_DESK_CHANGE_H_
#define BANSO_SERVER_SERVICES_DESK_CHANGE_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/desk_day.pb.h"
#include "banso/v1/session.pb.h"
#include "engine/model/candidate.h"
#include "engine/model/judgement.h"
#include "engine/schedule/desk_allocation.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/services/session_states.h"
#include "server/store/store.h"

namespace banso {

// Whether somebody is given hours at all: the case goes on, and the person agrees to the service.
bool MayBeServed(const Candidate& candidate, absl::Time now);
// Why somebody is not: kCaseNotActive, or else kConsentMissing.
ReasonCode WhyNotServed(const Candidate& candidate);

// Gives a session a place, or takes it away. Calendars are told by its sequence.
void SetPlace(const DeskPlace& place, v1::Session* session);
void ClearPlace(v1::Session* session);

// Ends the offer of a session, if it has one: the slot is held no longer, and the offer is one of
// the past.
void EndOffer(bool lapsed, v1::Session* session);

// Takes kCancel: the offer, if there is one, ends with it, and calendars are told of an hour.
// Errors: those of TakeVerb.
absl::Status CallOff(const SessionStepTaker& who, absl::string_view reason, absl::Time now,
                     v1::Session* session);

// Collects changes of desk days and their sessions, and what follows from them; `Finish` makes one
// batch of them. Every desk day about which anything is decided is written with the revision that
// the snapshot shows, so that of two decisions on one desk day only one is committed, and the other
// is made anew on what is there by then. For one thread.
class DeskChange {
 public:
  // What is passed in outlives the change. `Finish` notes the codes of what happened in
  // `call->audit`.
  DeskChange(const ServiceContext* context, const Snapshot* snapshot, Call* call);

  absl::Time now() const { return now_; }
  // Who takes the steps of this call.
  SessionStepTaker taker() const { return {call_.caller().role, call_.caller().principal}; }

  // Begins to decide about a desk day: offers that have lapsed pass on first, so that nothing waits
  // for a job. Returns the day as it will be. Repeated, it does nothing.
  v1::DeskDay* Open(const DeskDayEntry& day);

  // Begins to decide about a session, whose desk day, if it has one, it opens. Returns the session
  // to be changed, as the snapshot shows it but for an offer that has lapsed: what became free is
  // not offered here to somebody who knows nothing of it yet. A pointer stays good.
  v1::Session* Open(const SessionEntry& session);
  // A new session, with its name. A pointer stays good.
  v1::Session* Add(v1::Session session);

  // Where slots are offered to those who wait, looks at this person as the commit will leave the
  // record.
  void Replace(std::shared_ptr<const Candidate> person);

  // The desk of an open day, with everything that is held as it will be.
  Desk DeskOf(const v1::DeskDay& day) const;

  // The request that a session is. `candidate` is whose it is; topics of the session go before
  // those of the record.
  static DeskRequest RequestOf(const v1::Session& session, const Candidate& candidate);

  // Whether the person has not had a session yet.
  bool IsFirstTime(absl::string_view candidate) const;

  // Gives a free slot to a session that is REQUESTED or WAITLISTED, as the caller; else REQUESTED
  // becomes WAITLISTED and WAITLISTED stays. Returns whether there was one.
  bool TakeFreeSlot(const v1::DeskDay& day, const Candidate& candidate, v1::Session* session);

  // Sessions of a day in a state, as they will be, by name.
  std::vector<v1::Session*> SessionsIn(absl::string_view day, v1::Session::State state);

  // Offers what is free on every open day to those who wait, and puts what has changed into
  // `batch`: what frees time before what takes it, then the messages that tell so. Whose offer ends
  // with this commit is offered another slot in a later one, for which it is kept until then: the
  // store refuses to move somebody from a time that is held to another while a third takes the
  // first. Who is new with this commit is to be in `batch` already.
  // Errors: those of EnqueueMessage.
  absl::Status Finish(Batch* batch) &&;

 private:
  struct Day {
    v1::DeskDay day;
    Revision revision = 0;
    std::string before;  // bytes
  };
  struct Changed {
    v1::Session session;
    Revision revision = 0;
    std::string before;  // bytes
  };

  // The person as the commit will leave the record; null for somebody who is new with it.
  std::shared_ptr<const Candidate> PersonOf(const v1::Session& session) const;
  // The session as it will be.
  const v1::Session& session(const SessionEntry& entry) const;
  // The same, to be changed.
  v1::Session* mutable_session(const SessionEntry& entry);
  // All sessions as they will be.
  template <typename Visitor>
  void ForEachSession(Visitor visit) const;
  v1::Session* Copy(const std::string& name, const v1::Session& session, Revision revision);
  void PassOnLapsed(const v1::DeskDay& day);
  void OfferFree(const v1::DeskDay& day);
  void MakeOffer(const DeskOffer& made, v1::Session* session);

  const ServiceContext& context_;
  const Snapshot& snapshot_;
  Call& call_;
  const absl::Time now_;
  const RuleSet& rules_;
  std::map<std::string, std::shared_ptr<const Candidate>> replaced_;  // by name
  std::map<std::string, Day, std::less<>> days_;
  std::map<std::string, Changed, std::less<>> sessions_;
  // By session, what is free and kept for somebody whose offer ends with this change.
  std::map<std::string, DeskPlace, std::less<>> kept_;
  // By session, what it was before this change offered it a slot.
  std::map<std::string, v1::Session, std::less<>> before_offer_;
  std::vector<std::string> notes_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_CHANGE_H_
