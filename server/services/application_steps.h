// The steps of an application, each in one commit with what follows from it.
#ifndef BANSO_SERVER_SERVICES_APPLICATION_STEPS_H_
#define BANSO_SERVER_SERVICES_APPLICATION_STEPS_H_

#include <string>

#include "absl/status/statusor.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "server/services/application_states.h"
#include "server/services/call.h"
#include "server/services/person_change.h"
#include "server/services/service_context.h"

namespace banso {

// Which application is to take which step.
struct ApplicationStepRequest {
  std::string name;
  std::string etag;
  std::string request_id;
  ApplicationVerb verb;
  ApplicationReason reason = {};
};

// The candidate would like to work there; the employer is told nothing.
absl::StatusOr<v1::Application> ExpressInterest(const ServiceContext& context,
                                                const v1::ExpressInterestRequest& request,
                                                Call* call);

// An employer asks to be introduced to somebody behind a card.
absl::StatusOr<v1::Application> RequestIntroduction(const ServiceContext& context,
                                                    const v1::RequestIntroductionRequest& request,
                                                    Call* call);

// The candidate agrees to be named: kAgree after an employer asked, kSeekConsent, and at once
// kAgree, when applying. Grants the consent, writes the record of provision, takes the steps.
// `terms` says how the agreement was given.
absl::StatusOr<v1::Application> AgreeToBeNamed(const ServiceContext& context,
                                               const ApplicationStepRequest& request,
                                               const v1::ConsentTerms& terms, Call* call);

// kDecline and kWithdraw: the person steps back. Acts on the next call of anybody.
absl::StatusOr<v1::Application> StepBack(const ServiceContext& context,
                                         const ApplicationStepRequest& request, Call* call);

// Every other verb: what the employer does. Up to the beginning of the work, and on the way of an
// employer to the end of it, everything must be as placement_checks.h says.
absl::StatusOr<v1::Application> StepOn(const ServiceContext& context,
                                       const ApplicationStepRequest& request, Call* call);

// A note in words is the coordinators' to write.
// Errors: PERMISSION_DENIED with the ErrorInfo FIELD_DENIED.
absl::Status CheckNote(const std::string& note, const Caller& caller);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_APPLICATION_STEPS_H_
