// Which steps an offer may take, who takes them, and where the case of the person follows to. What
// is not written here is illegal. Pure functions.
#ifndef BANSO_SERVER_SERVICES_OFFER_STATES_H_
#define BANSO_SERVER_SERVICES_OFFER_STATES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/offer.pb.h"

namespace banso {

enum class OfferVerb {
  kConfirm,    // the employer offers a contract
  kAccept,     // the person accepts it
  kDecline,    // the person does not, or thinks better of it
  kRescind,    // the employer takes it back
  kJoin,       // the person begins to work
  kRetain,     // is still there after six months
  kLeave,      // left before
  kLoseSight,  // it cannot be found out
};
inline constexpr OfferVerb kLastOfferVerb = OfferVerb::kLoseSight;

// The state after the verb, or none if it is illegal there. An offer begins as INFORMAL.
std::optional<v1::Offer::State> NextState(v1::Offer::State from, OfferVerb verb);

// Whether an employer may offer a job to somebody whose application is in this state: it took the
// person.
bool MayLeadToOffer(v1::Application::State state);

// Whether the offer may still lead to a beginning of work.
bool IsOpenOffer(v1::Offer::State state);

// Whether a contract is offered, agreed, or lived, and its six months are not over.
bool IsFirmOffer(v1::Offer::State state);

// The stage to which the case of the person follows when an offer comes from `from` to `to`; none
// if it stays where it is. `others_firm`: whether the person has another firm offer, which keeps
// the case where it is when this one ends.
std::optional<v1::Case::Stage> StageAfter(v1::Offer::State from, v1::Offer::State to,
                                          bool others_firm);

// Takes the offer to `state` and notes who did so, when and why: `principal` is a resource name, or
// empty for a job of the server.
void TakeOfferStep(v1::Offer::State state, v1::OfferStep::Reason reason, absl::string_view note,
                   absl::string_view principal, absl::Time now, v1::Offer* offer);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OFFER_STATES_H_
