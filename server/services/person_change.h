// What changes in the affairs of one person in one commit.
#ifndef BANSO_SERVER_SERVICES_PERSON_CHANGE_H_
#define BANSO_SERVER_SERVICES_PERSON_CHANGE_H_

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/offer.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// A claim that whatever creates something about a person makes in the same commit, so that nothing
// is created about somebody who is being erased: erasure gives the key to the tombstone for good,
// and the commit ends with ALREADY_EXISTS.
Claim PersonClaim(const ServiceContext& context, absl::string_view candidate);

// Writes the record of a person as it was read, for what rests on the person's consent and writes
// nothing else that a withdrawal of the consent writes: so one of the two is decided on what the
// other has left.
void ExpectPerson(const CandidateEntry& person, Batch* batch);

// Why a step is taken: a code of the record's own steps, and words.
template <typename Reason>
struct StepReason {
  Reason code = Reason(0);
  std::string note;
};
using ApplicationReason = StepReason<v1::ApplicationStep::Reason>;
using OfferReason = StepReason<v1::OfferStep::Reason>;

// Collects changes of consents, applications and offers, and what follows from them: seats that are
// taken or freed, the stage of the case. `Finish` makes one batch of them, in which everything
// expects what the snapshot shows. For one thread.
class PersonChange {
 public:
  // What is passed in outlives the change. Notes the codes of what happens in `call->audit`.
  PersonChange(const ServiceContext* context, const Snapshot* snapshot,
               const CandidateEntry& candidate, Call* call);

  // The record as it will be.
  const v1::Candidate& candidate() const { return candidate_; }
  // The same, to be changed.
  v1::Candidate* mutable_candidate();
  // The application as it will be; it is one of the person's.
  v1::Application* mutable_application(const ApplicationEntry& entry);
  // The offer as it will be; likewise.
  v1::Offer* mutable_offer(const OfferEntry& entry);
  absl::Time now() const { return now_; }

  // Grants a consent, as Grant does.
  absl::StatusOr<v1::Consent*> GrantConsent(const v1::Consent& consent);

  // Withdraws a consent that is GRANTED. EMPLOYER_BLINDED: who was shown the card is asked to
  // delete it; applications stay. EMPLOYER_NAMED: open applications under it are WITHDRAWN, open
  // offers DECLINED, and who was told the name is asked to delete it. SERVICE: the same for every
  // open application and offer, whoever accompanies the person does so no longer, and every session
  // that has not begun is CANCELLED. Errors: those of AskToDelete and of DeskChange::Finish.
  absl::Status WithdrawConsent(const std::string& name);

  // Takes an application to `state`; whether that is legal, the caller has seen. Takes a seat of
  // the internship, or frees it, as HoldsSeat says. Errors: those of TakeSeat.
  absl::Status StepApplication(const ApplicationEntry& entry, v1::Application::State state,
                               const ApplicationReason& reason = {});

  // Takes an offer to `state`; likewise. The case follows where it can; where it should have and
  // cannot, the step says so.
  void StepOffer(const OfferEntry& entry, v1::Offer::State state, const OfferReason& reason = {});

  // Withdraws an application that is open; with one whose employer was told the name, the consent
  // to that too. Errors: those of AskToDelete.
  absl::Status WithdrawApplication(const ApplicationEntry& entry,
                                   const ApplicationReason& reason = {});

  // Puts what has changed into `batch`, what is called `first` before everything else, and what is
  // told of it. Errors: those of EnqueueMessage.
  absl::Status Finish(absl::string_view first, Batch* batch) &&;

 private:
  void Note(std::string change);
  void End(v1::Consent* consent);
  void EndEngagements();
  absl::Status EndSessions();
  // Ends what an employer knows of the person by name for an internship.
  absl::Status EndNamed(const std::string& internship);
  // The internship as it will be.
  v1::Internship* mutable_internship(const InternshipEntry& entry);
  // Whether the person has a firm offer, as it will be, besides the one called `name`.
  bool HasOtherFirmOffer(absl::string_view name) const;
  template <typename Wanted>
  absl::Status AskAbout(Wanted wanted);

  const ServiceContext& context_;
  const Snapshot& snapshot_;
  Call& call_;
  const absl::Time now_;
  const Revision revision_;
  v1::Candidate candidate_;
  bool candidate_changed_ = false;
  std::map<std::string, std::pair<v1::Application, Revision>> applications_;
  std::map<std::string, std::pair<v1::Offer, Revision>> offers_;
  std::map<std::string, std::pair<v1::Internship, Revision>> internships_;
  std::set<std::string> held_;    // applications that are written although they stay as they are
  ApplicationReason withdrawal_;  // why open applications are withdrawn, if that was said
  Batch requests_;                // to delete; and engagements and sessions that end
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PERSON_CHANGE_H_
