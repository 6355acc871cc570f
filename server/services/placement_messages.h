// What is told about applications and offers, in the commit of what it tells.
#ifndef BANSO_SERVER_SERVICES_PLACEMENT_MESSAGES_H_
#define BANSO_SERVER_SERVICES_PLACEMENT_MESSAGES_H_

#include "absl/status/status.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/options.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// That the application took its last step, in the role `by`: nobody is told what they did
// themselves. The person is asked by an employer, or told that something happened; coordinators are
// told what others did. Employers are told nothing.
// Errors: those of EnqueueMessage.
absl::Status TellOfApplication(const ServiceContext& context, const Snapshot& snapshot,
                               const v1::Application& application, v1::Access::Role by,
                               Batch* batch);

// The same of an offer. Of what happens from the beginning of the work on the person knows.
absl::Status TellOfOffer(const ServiceContext& context, const Snapshot& snapshot,
                         const v1::Offer& offer, v1::Access::Role by, Batch* batch);

// That six months are over: to the person, who agreed to be asked, and to the coordinators, once.
absl::Status TellOfFollowUp(const ServiceContext& context, const Snapshot& snapshot,
                            const v1::Offer& offer, Batch* batch);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PLACEMENT_MESSAGES_H_
