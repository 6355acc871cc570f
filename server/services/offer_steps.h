// The steps of an offer, each in one commit with what follows from it.
#ifndef BANSO_SERVER_SERVICES_OFFER_STEPS_H_
#define BANSO_SERVER_SERVICES_OFFER_STEPS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "server/services/call.h"
#include "server/services/offer_states.h"
#include "server/services/person_change.h"
#include "server/services/service_context.h"

namespace banso {

// Which offer is to take which step.
struct OfferStepRequest {
  std::string name;
  std::string etag;
  std::string request_id;
  OfferVerb verb;
  OfferReason reason = {};
  // What else the step sets; may be null.
  std::function<void(v1::Offer*)> set = nullptr;
};

// The employer means to offer a job. One offer of an application goes on at a time.
absl::StatusOr<v1::Offer> MakeOffer(const ServiceContext& context,
                                    const v1::MakeOfferRequest& request, Call* call);

// Every verb. What brings the two closer needs what placement_checks.h says of named steps. How it
// went after six months can be told from that day on, that the person left at any time; without the
// consent FOLLOW_UP only by the person.
absl::StatusOr<v1::Offer> StepOffer(const ServiceContext& context, const OfferStepRequest& request,
                                    Call* call);

// ACCEPTED to JOINED, on the day that the request says.
absl::StatusOr<v1::Offer> JoinOffer(const ServiceContext& context,
                                    const v1::JoinOfferRequest& request, Call* call);

// JOINED to what came of it.
absl::StatusOr<v1::Offer> SettleOffer(const ServiceContext& context,
                                      const v1::SettleOfferRequest& request, Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OFFER_STEPS_H_
