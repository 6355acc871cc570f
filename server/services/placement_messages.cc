#include "server/services/placement_messages.h"

#include "engine/base/status_macros.h"
#include "server/services/outbox.h"

namespace banso {
namespace {

bool IsPerson(v1::Access::Role role) {
  return role == v1::Access::CANDIDATE || role == v1::Access::FAMILY;
}

// Jobs of the server write to coordinators alone.
bool TellsPerson(v1::Access::Role by) { return !IsPerson(by) && by != v1::Access::SYSTEM; }

bool ConcernsPerson(v1::Offer::State state) {
  switch (state) {
    case v1::Offer::INFORMAL:
    case v1::Offer::FORMAL:
    case v1::Offer::ACCEPTED:
    case v1::Offer::DECLINED:
    case v1::Offer::RESCINDED:
      return true;
    default:
      return false;
  }
}

// One message of each step of an application or an offer.
template <typename Record>
absl::Status TellPerson(const ServiceContext& context, const Snapshot& snapshot, MessageTemplate id,
                        const Record& record, Batch* batch) {
  return EnqueueMessage(context, snapshot,
                        {.id = id,
                         .recipient = record.candidate(),
                         .about = record.name(),
                         .sequence = record.steps_size(),
                         .values = {}},
                        batch);
}

template <typename Record>
absl::Status TellCoordinators(const ServiceContext& context, const Snapshot& snapshot,
                              MessageTemplate id, const Record& record, Batch* batch) {
  return EnqueueMessage(context, snapshot,
                        {.id = id,
                         .recipient = "",
                         .about = record.name(),
                         .sequence = record.steps_size(),
                         .values = {{MessageField::kAbout, record.name()}}},
                        batch);
}

}  // namespace

absl::Status TellOfApplication(const ServiceContext& context, const Snapshot& snapshot,
                               const v1::Application& application, v1::Access::Role by,
                               Batch* batch) {
  if (TellsPerson(by)) {
    BANSO_RETURN_IF_ERROR(TellPerson(context, snapshot,
                                     application.state() == v1::Application::CONSENT_PENDING
                                         ? MessageTemplate::kIntroductionAsked
                                         : MessageTemplate::kApplicationStep,
                                     application, batch));
  }
  if (by == v1::Access::COORDINATOR) return absl::OkStatus();
  return TellCoordinators(context, snapshot, MessageTemplate::kCoordinatorApplicationStep,
                          application, batch);
}

absl::Status TellOfOffer(const ServiceContext& context, const Snapshot& snapshot,
                         const v1::Offer& offer, v1::Access::Role by, Batch* batch) {
  if (TellsPerson(by) && ConcernsPerson(offer.state())) {
    BANSO_RETURN_IF_ERROR(TellPerson(context, snapshot, MessageTemplate::kOfferStep, offer, batch));
  }
  if (by == v1::Access::COORDINATOR) return absl::OkStatus();
  return TellCoordinators(context, snapshot, MessageTemplate::kCoordinatorApplicationStep, offer,
                          batch);
}

absl::Status TellOfFollowUp(const ServiceContext& context, const Snapshot& snapshot,
                            const v1::Offer& offer, Batch* batch) {
  BANSO_RETURN_IF_ERROR(TellPerson(context, snapshot, MessageTemplate::kFollowUpDue, offer, batch));
  return TellCoordinators(context, snapshot, MessageTemplate::kCoordinatorFollowUpDue, offer,
                          batch);
}

}  // namespace banso
