// Messages that are written in the commit of what they tell, and delivered afterwards.
#ifndef BANSO_SERVER_SERVICES_OUTBOX_H_
#define BANSO_SERVER_SERVICES_OUTBOX_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/message.pb.h"
#include "server/catalog/snapshot.h"
#include "server/outbox/rendering.h"
#include "server/outbox/templates.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

struct OutboxMessage {
  MessageTemplate id;
  // candidates/{candidate} or advisors/{advisor}, as the template asks; empty for the coordinators.
  std::string recipient;
  // The resource that it is about, such as sessions/{session}.
  std::string about;
  // The same template about the same resource to the same person is another message only with
  // another number: the sequence of a session, an instant, the number of an offer. What is told of
  // a session to its person is told once, whichever record of the person it belongs to.
  int64_t sequence = 0;
  // Exactly the fields of the template.
  MessageValues values;
  // It is not delivered before; now at the earliest.
  absl::Time not_before = absl::InfinitePast();
  // It is of no use from then on.
  absl::Time expire = absl::InfiniteFuture();
};

// Adds a message to what a planner is about to commit, unless it was written before, in the store
// or in `batch`. The recipient may be made by `batch` itself. The language is chosen now, the
// address when the message is delivered.
//
//   BANSO_RETURN_IF_ERROR(EnqueueMessage(
//       context, *snapshot,
//       {.id = MessageTemplate::kSlotOffered,
//        .recipient = session.candidate(),
//        .about = session.name(),
//        .sequence = session.past_offers_size(),
//        .values = {{MessageField::kStart, TimeValue(start)},
//                   {MessageField::kOfferExpire, TimeValue(expire)}},
//        .expire = expire},
//       &plan.batch));
//
// Errors: INTERNAL if the values or the recipient are not the template's.
absl::Status EnqueueMessage(const ServiceContext& context, const Snapshot& snapshot,
                            const OutboxMessage& message, Batch* batch);

// The values of a template about a session with a slot: as many of kStart, kEnd, kSession,
// kSequence and kCalendar as the template has.
MessageValues SessionValues(const Snapshot& snapshot, MessageTemplate id,
                            const v1::Session& session);

// In which language to write to somebody: of the languages in which the person wants to be talked
// to, the first that messages have; Japanese is やさしい日本語 below B2. English if none is one.
v1::Message::Language LanguageFor(const v1::Candidate& candidate);
// The same for an advisor: Japanese, but English for who does not know it.
v1::Message::Language LanguageFor(const v1::Advisor& advisor);
// How the words are made in it.
MessageLanguage WordsIn(v1::Message::Language language);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OUTBOX_H_
