// What changes in the affairs of one person in one commit.
#ifndef BANSO_SERVER_SERVICES_PERSON_CHANGE_H_
#define BANSO_SERVER_SERVICES_PERSON_CHANGE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// A claim that whatever creates something about a person makes in the same commit, so that nothing
// is created about somebody who is being erased: erasure gives the key to the tombstone for good,
// and the commit ends with ALREADY_EXISTS.
Claim PersonClaim(const ServiceContext& context, absl::string_view candidate);

// Collects changes of consents and applications, and what follows from them; `Finish` makes one
// batch of them, in which everything expects what the snapshot shows. For one thread.
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
  absl::Time now() const { return now_; }

  // Grants a consent, as Grant does.
  absl::StatusOr<v1::Consent*> GrantConsent(const v1::Consent& consent);

  // Withdraws a consent that is GRANTED. EMPLOYER_BLINDED: who was shown the card is asked to
  // delete it; applications stay. EMPLOYER_NAMED: open applications under it are WITHDRAWN, and who
  // was told the name is asked to delete it. SERVICE: the same for every open application, and
  // whoever accompanies the person does so no longer. Errors: those of AskToDelete.
  absl::Status WithdrawConsent(const std::string& name);

  // Withdraws an application that is open; with one whose employer was told the name, the consent
  // to that too. Errors: those of AskToDelete.
  absl::Status WithdrawApplication(const ApplicationEntry& entry);

  // Puts what has changed into `batch`, what is called `first` before everything else.
  void Finish(absl::string_view first, Batch* batch) &&;

 private:
  void Note(std::string change);
  void End(v1::Consent* consent);
  void EndEngagements();
  // Ends what an employer knows of the person by name for an internship.
  absl::Status EndNamed(const std::string& internship);
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
  Batch requests_;  // to delete; and engagements that end
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PERSON_CHANGE_H_
