// People, openings, applications and offers in every state, for tests of their steps.
#ifndef BANSO_TESTS_SERVICES_PLACEMENT_WORLD_H_
#define BANSO_TESTS_SERVICES_PLACEMENT_WORLD_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/rules/work_authorisation.h"
#include "server/convert/application_rules.h"
#include "server/services/application_steps.h"
#include "server/services/follow_ups.h"
#include "server/services/offer_steps.h"
#include "tests/services/programme_test.h"

namespace banso {

// A person and an opening of the employer E1, with what goes on between them.
struct Placement {
  std::string candidate;
  std::string internship;
  std::string application;
  std::string offer;

  std::string consent() const { return candidate + "/consents/named"; }
};

// Verbs and roles by the sides that take them.
inline bool IsPersons(ApplicationVerb verb) { return MayTake(v1::Access::CANDIDATE, verb); }
inline bool IsPersons(OfferVerb verb) {
  return verb != OfferVerb::kConfirm && verb != OfferVerb::kRescind && verb != OfferVerb::kJoin;
}

// Whether the person has agreed to be named in this state, if nothing ended before.
inline bool WasNamed(v1::Application::State state) {
  return state != v1::Application::INTERESTED && state != v1::Application::CONSENT_PENDING;
}

class PlacementWorld : public ProgrammeTest {
 protected:
  static constexpr char kE1[] = "employers/e1";

  void SetUp() override {
    ProgrammeTest::SetUp();
    PutEmployer(kE1);
    PutLicence();
  }

  // A person in the stage, and an opening with seats, which nothing is between yet.
  Placement PutPair(v1::Case::Stage stage = v1::Case::IN_SELECTION, const std::string& more = "") {
    Placement placement;
    const int number = ++count_;
    placement.candidate = absl::StrCat("candidates/p", number);
    placement.internship = absl::StrCat(kE1, "/internships/i", number);
    placement.application = absl::StrCat("applications/a", number);
    placement.offer = absl::StrCat("offers/f", number);
    PutInternship(placement.internship, more);
    PutPerson(placement, stage);
    return placement;
  }

  // The person, with consents to the service, to cards, to be asked later and to be named.
  void PutPerson(const Placement& placement, v1::Case::Stage stage) {
    v1::Candidate candidate = ACandidate();
    candidate.set_name(placement.candidate);
    ResourceTraits<CandidateEntry>::Begin(clock_.Now(), &candidate);
    candidate.mutable_case_()->set_stage(stage);
    candidate.mutable_consents(0)->set_name(placement.candidate + "/consents/service");
    candidate.mutable_consents(1)->set_name(placement.candidate + "/consents/blinded");
    v1::Consent* named = candidate.add_consents();
    named->set_name(placement.consent());
    named->set_scope(v1::Consent::EMPLOYER_NAMED);
    named->set_recipient(placement.internship);
    v1::Consent* follow_up = candidate.add_consents();
    follow_up->set_name(placement.candidate + "/consents/follow_up");
    follow_up->set_scope(v1::Consent::FOLLOW_UP);
    for (v1::Consent& consent : *candidate.mutable_consents()) {
      consent.set_state(v1::Consent::GRANTED);
      *consent.mutable_grant_time() = FromTime(clock_.Now() - absl::Hours(1));
    }
    Put(ResourceKind::kCandidate, candidate);
  }

  // The application of a pair in a state, with what goes with the state: consent, card and seat.
  void PutApplication(const Placement& placement, v1::Application::State state) {
    v1::Application application;
    application.set_name(placement.application);
    application.set_candidate(placement.candidate);
    application.set_internship(placement.internship);
    application.set_state(state);
    if (WasNamed(state)) application.set_consent(placement.consent());
    if (state != v1::Application::INTERESTED) {
      application.set_blinded_candidate(CardOf(placement.candidate, placement.internship));
    }
    application.set_holds_seat(HoldsSeat(state));
    v1::ApplicationStep* step = application.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(clock_.Now());
    *application.mutable_create_time() = FromTime(clock_.Now());
    Put(ResourceKind::kApplication, application);
    if (!HoldsSeat(state)) return;
    v1::Internship internship = InternshipNow(placement.internship);
    internship.set_seats_taken(internship.seats_taken() + 1);
    internship.set_seats_held(internship.seats_held() + 1);
    Put(ResourceKind::kInternship, internship);
  }
  Placement PutPlacement(v1::Application::State state,
                         v1::Case::Stage stage = v1::Case::IN_SELECTION) {
    const Placement placement = PutPair(stage);
    PutApplication(placement, state);
    return placement;
  }

  // The stage of a case that an offer in this state has brought along.
  static v1::Case::Stage StageOf(v1::Offer::State state) {
    switch (state) {
      case v1::Offer::FORMAL:
      case v1::Offer::ACCEPTED:
        return v1::Case::OFFERED;
      case v1::Offer::JOINED:
        return v1::Case::EMPLOYED;
      default:
        return v1::Case::IN_SELECTION;
    }
  }
  void PutOffer(const Placement& placement, v1::Offer::State state) {
    v1::Offer offer;
    offer.set_name(placement.offer);
    offer.set_application(placement.application);
    offer.set_candidate(placement.candidate);
    offer.set_internship(placement.internship);
    offer.set_state(state);
    v1::OfferStep* step = offer.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(clock_.Now());
    *offer.mutable_create_time() = FromTime(clock_.Now());
    if (state >= v1::Offer::JOINED) {
      const Date joined = AddMonths(JapanDate(clock_.Now()), -6);
      *offer.mutable_join_date() = FromDate(joined);
      *offer.mutable_follow_up_date() = FromDate(FollowUpDate(joined));
    }
    Put(ResourceKind::kOffer, offer);
  }
  // An offer in a state, of an application that was completed. People who joined did so six months
  // ago.
  Placement PutPlacement(v1::Offer::State state) {
    const Placement placement = PutPlacement(v1::Application::COMPLETED, StageOf(state));
    PutOffer(placement, state);
    return placement;
  }

  absl::StatusOr<v1::Application> Take(ApplicationVerb verb, const std::string& application,
                                       Call call, v1::ApplicationStep::Reason reason = {},
                                       const std::string& note = "", const std::string& etag = "",
                                       const std::string& request_id = "") {
    const ApplicationStepRequest request = {application, etag, request_id, verb, {reason, note}};
    switch (verb) {
      case ApplicationVerb::kSeekConsent:
      case ApplicationVerb::kAgree: {
        v1::ConsentTerms terms;
        terms.set_method(v1::Consent::ONLINE);
        return AgreeToBeNamed(context_, request, terms, &call);
      }
      case ApplicationVerb::kDecline:
      case ApplicationVerb::kWithdraw:
        return StepBack(context_, request, &call);
      default:
        return StepOn(context_, request, &call);
    }
  }
  // By whose step it is.
  absl::StatusOr<v1::Application> Take(ApplicationVerb verb, const Placement& placement,
                                       v1::ApplicationStep::Reason reason = {}) {
    return Take(verb, placement.application,
                IsPersons(verb) ? CandidateCall(placement.candidate) : EmployerCall(kE1), reason);
  }

  absl::StatusOr<v1::Offer> Take(OfferVerb verb, const std::string& offer, Call call,
                                 v1::OfferStep::Reason reason = {}, const std::string& note = "",
                                 const std::string& etag = "") {
    if (verb == OfferVerb::kJoin) {
      v1::JoinOfferRequest join;
      join.set_name(offer);
      join.set_etag(etag);
      return JoinOffer(context_, join, &call);
    }
    return StepOffer(context_, {offer, etag, "", verb, {reason, note}}, &call);
  }
  absl::StatusOr<v1::Offer> Take(OfferVerb verb, const Placement& placement,
                                 v1::OfferStep::Reason reason = {}) {
    return Take(verb, placement.offer,
                IsPersons(verb) ? CandidateCall(placement.candidate) : EmployerCall(kE1), reason);
  }

  // The person withdraws a consent.
  void Withdraw(const std::string& consent) {
    Call call = CandidateCall(std::string(ParentOf(consent)));
    const auto answer = CommitTogether(
        context_, "", &call,
        [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
          const auto entry = snapshot->candidates().Find(ParentOf(consent));
          PersonChange change(&context_, snapshot.get(), *entry, &call);
          BANSO_RETURN_IF_ERROR(change.WithdrawConsent(consent));
          Plan plan;
          BANSO_RETURN_IF_ERROR(std::move(change).Finish(entry->name(), &plan.batch));
          return plan;
        });
    ASSERT_THAT(answer, IsOk());
    Newest();
  }

  v1::Internship InternshipNow(const std::string& name) {
    const auto entry = Newest()->internships().Find(name);
    return entry == nullptr ? v1::Internship() : *entry->message;
  }
  v1::Offer OfferNow(const std::string& name) {
    const auto entry = Newest()->offers().Find(name);
    return entry == nullptr ? v1::Offer() : *entry->message;
  }
  template <typename Change>
  void ChangeCandidate(const std::string& name, Change change) {
    v1::Candidate candidate = CandidateNow(name);
    change(&candidate);
    Put(ResourceKind::kCandidate, candidate);
  }
  template <typename Change>
  void ChangeInternship(const std::string& name, Change change) {
    v1::Internship internship = InternshipNow(name);
    change(&internship);
    Put(ResourceKind::kInternship, internship);
  }

  // Everything that is kept of a placement, to see that nothing changed.
  std::string Everything(const Placement& placement) {
    const auto snapshot = Newest();
    std::string all = absl::StrCat(snapshot->revision(), "\n");
    const auto add = [&](const auto& entry) {
      if (entry == nullptr) return;
      absl::StrAppend(&all, entry->revision, " ", entry->message->SerializeAsString(), "\n");
    };
    add(snapshot->candidates().Find(placement.candidate));
    add(snapshot->internships().Find(placement.internship));
    add(snapshot->applications().Find(placement.application));
    add(snapshot->offers().Find(placement.offer));
    return all;
  }

  // Codes and recipients of the messages about something, in order.
  std::vector<std::string> MessagesAbout(const std::string& about) {
    std::vector<std::string> messages;
    Newest()->messages().ForEach([&](const auto& entry) {
      if (entry->message->about() != about) return;
      messages.push_back(absl::StrCat(
          entry->message->template_code(), " to ",
          entry->message->coordinators() ? "coordinators" : entry->message->candidate()));
    });
    std::sort(messages.begin(), messages.end());
    return messages;
  }

 private:
  int count_ = 0;
};

}  // namespace banso

#endif  // BANSO_TESTS_SERVICES_PLACEMENT_WORLD_H_
