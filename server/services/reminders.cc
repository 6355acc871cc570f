#include "server/services/reminders.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/model/calendar.h"
#include "server/base/steady_time.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/consent_rules.h"
#include "server/services/commit_together.h"
#include "server/services/desk_change.h"
#include "server/services/message_states.h"

namespace banso {
namespace {

// How many messages one commit writes.
constexpr size_t kMostAtOnce = 64;
// Numbers of second messages about what SLOT_OFFERED told of: past any number of offers.
constexpr int64_t kSecondTelling = 1'000;
constexpr char kSuperseded[] = "SUPERSEDED";

int64_t DayNumber(Date date) { return date - Date(1970, 1, 1); }

// When the session was given its hour.
absl::Time ConfirmTime(const v1::Session& session) {
  absl::Time time = absl::InfinitePast();
  for (const v1::SessionStep& step : session.steps()) {
    if (step.state() == v1::Session::CONFIRMED) time = ToTime(step.step_time());
  }
  return time;
}

void AddSession(const Snapshot& snapshot, const v1::Session& session, absl::Time now,
                std::vector<OutboxMessage>* due) {
  const absl::Time start = ToTime(session.start_time());
  const absl::Time from = start - kRemindOfSession;
  if (now < from || start <= now || from < ConfirmTime(session)) return;
  for (const auto& [id, recipient] :
       {std::pair(MessageTemplate::kSessionReminder, session.candidate()),
        std::pair(MessageTemplate::kAdvisorSessionReminder, session.advisor())}) {
    due->push_back({.id = id,
                    .recipient = recipient,
                    .about = session.name(),
                    .sequence = session.sequence(),
                    .values = SessionValues(snapshot, id, session),
                    .expire = start});
  }
}

void AddOffer(const v1::Session& session, absl::Time now, std::vector<OutboxMessage>* due) {
  const absl::Time expire = ToTime(session.offer().expire_time());
  const absl::Time from = expire - kRemindOfOffer;
  if (now < from || expire <= now || from < ToTime(session.offer().offer_time()) + kOfferHeldBefore)
    return;
  due->push_back(
      {.id = MessageTemplate::kSlotOffered,
       .recipient = session.candidate(),
       .about = session.name(),
       .sequence = kSecondTelling + session.past_offers_size(),
       .values = {{MessageField::kStart, TimeValue(ToTime(session.offer().start_time()))},
                  {MessageField::kOfferExpire, TimeValue(expire)}},
       .expire = expire});
}

// What is told about a date of a person: to the person with the date, to the coordinators without.
void AddDate(MessageTemplate to_person, MessageTemplate to_team, const std::string& candidate,
             const std::string& about, Date date, int64_t sequence,
             std::vector<OutboxMessage>* due) {
  const absl::Time expire = JapanMidnight(date + 1);
  due->push_back({.id = to_person,
                  .recipient = candidate,
                  .about = about,
                  .sequence = sequence,
                  .values = {{MessageField::kDate, DateValue(date)}},
                  .expire = expire});
  due->push_back({.id = to_team,
                  .about = about,
                  .sequence = sequence,
                  .values = {{MessageField::kCase, candidate}},
                  .expire = expire});
}

void AddConsents(const v1::Candidate& candidate, absl::Time now, std::vector<OutboxMessage>* due) {
  const Date today = JapanDate(now);
  for (const v1::Consent& consent : candidate.consents()) {
    if (consent.name().empty() || !ConsentHolds(consent, now)) continue;
    const absl::Time end = ConsentEnd(consent);
    if (end == absl::InfiniteFuture()) continue;
    const Date date = JapanDate(end);
    if (date - today > kRemindOfConsentDays) continue;
    AddDate(MessageTemplate::kConsentLapsing, MessageTemplate::kCoordinatorConsentLapsing,
            candidate.name(), consent.name(), date, DayNumber(date), due);
  }
}

// A paper whose last day is `date`: told once for each of the distances that have been reached, but
// of several at once for the nearest only.
void AddPaper(const std::string& candidate, Date date, Date today,
              std::vector<OutboxMessage>* due) {
  std::optional<int> reached;
  for (const int days : kRemindOfPaperDays) {
    if (date - today <= days) reached = days;
  }
  if (!reached || date < today) return;
  AddDate(MessageTemplate::kCardExpiring, MessageTemplate::kCoordinatorCardExpiring, candidate,
          candidate, date, DayNumber(date) * kSecondTelling + *reached, due);
}

void AddPapers(const v1::Candidate& candidate, absl::Time now, std::vector<OutboxMessage>* due) {
  const Date today = JapanDate(now);
  const v1::WorkAuthorisation& papers = candidate.work_authorisation();
  // Who filed in time keeps what the paper allows until it is decided.
  const bool filed = papers.has_renewal_filed_date() && papers.has_valid_until_date() &&
                     ToDate(papers.renewal_filed_date()) <= ToDate(papers.valid_until_date());
  if (papers.has_valid_until_date() && !filed) {
    AddPaper(candidate.name(), ToDate(papers.valid_until_date()), today, due);
  }
  for (const v1::IndividualPermission& permission : papers.individual_permissions()) {
    if (!permission.has_end_date()) continue;
    AddPaper(candidate.name(), ToDate(permission.end_date()), today, due);
  }
}

void AddProfile(const v1::Candidate& candidate, absl::Time now, std::vector<OutboxMessage>* due) {
  const absl::Time last =
      std::max({ToTime(candidate.create_time()), ToTime(candidate.update_time()),
                ToTime(candidate.profile_confirm_time())});
  if (now < last + absl::Hours(24) * kStaleProfileDays) return;
  due->push_back({.id = MessageTemplate::kProfileConfirm,
                  .recipient = candidate.name(),
                  .about = candidate.name(),
                  .sequence = absl::ToUnixSeconds(last)});
}

// Whether a reminder is about what is not so any more: the session has another hour, or none.
bool IsSuperseded(const Snapshot& snapshot, const v1::Message& message) {
  const auto id = MessageTemplateOf(message.template_code());
  if (message.state() != v1::Message::QUEUED || !id ||
      (*id != MessageTemplate::kSessionReminder &&
       *id != MessageTemplate::kAdvisorSessionReminder)) {
    return false;
  }
  const auto entry = snapshot.sessions().Find(message.about());
  if (entry == nullptr || entry->message->state() != v1::Session::CONFIRMED) return true;
  for (const v1::MessageParameter& parameter : message.parameters()) {
    if (MessageFieldNamed(parameter.name()) != MessageField::kStart) continue;
    return parameter.value() != TimeValue(ToTime(entry->message->start_time()));
  }
  return true;
}

}  // namespace

std::vector<OutboxMessage> SessionReminders(const Snapshot& snapshot, absl::Time now) {
  std::vector<OutboxMessage> due;
  snapshot.sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    if (session.state() == v1::Session::CONFIRMED) AddSession(snapshot, session, now, &due);
    if (session.state() == v1::Session::OFFERED) AddOffer(session, now, &due);
  });
  return due;
}

std::vector<OutboxMessage> DateReminders(const Snapshot& snapshot, absl::Time now) {
  std::vector<OutboxMessage> due;
  snapshot.candidates().ForEach([&](const auto& entry) {
    if (!MayBeServed(*entry->value, now)) return;
    AddConsents(*entry->message, now, &due);
    AddPapers(*entry->message, now, &due);
    AddProfile(*entry->message, now, &due);
  });
  return due;
}

absl::StatusOr<int> Reminders::Write(const Due& due, absl::Time deadline) const {
  int written = 0;
  for (size_t at_once = kMostAtOnce; at_once == kMostAtOnce && SteadyNow() < deadline;) {
    Call call = JobCall(context_, "reminders", deadline);
    const auto answer = CommitTogether(
        context_, "", &call,
        [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
          Plan plan;
          for (const OutboxMessage& message : due(*snapshot, context_.clock->Now())) {
            if (plan.batch.writes.size() == kMostAtOnce) break;
            BANSO_RETURN_IF_ERROR(EnqueueMessage(context_, *snapshot, message, &plan.batch));
          }
          at_once = plan.batch.writes.size();
          return plan;
        });
    BANSO_RETURN_IF_ERROR(answer.status());
    written += static_cast<int>(at_once);
  }
  return written;
}

absl::StatusOr<int> Reminders::CallBack(absl::Time deadline) const {
  int called_back = 0;
  Call call = JobCall(context_, "reminders", deadline);
  const auto answer = CommitTogether(
      context_, "", &call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        Plan plan;
        absl::Status status;
        snapshot->messages().ForEach([&](const auto& entry) {
          if (!status.ok() || !IsSuperseded(*snapshot, *entry->message)) return;
          v1::Message message = *entry->message;
          status = TakeMessageStep(MessageVerb::kExpire, context_.clock->Now(), &message);
          message.set_last_error(kSuperseded);
          AddPut(ResourceKind::kMessage, entry->name(), message, entry->revision, &plan.batch);
        });
        BANSO_RETURN_IF_ERROR(status);
        called_back = static_cast<int>(plan.batch.writes.size());
        return plan;
      });
  BANSO_RETURN_IF_ERROR(answer.status());
  return called_back;
}

absl::StatusOr<int> Reminders::RemindOfSessions(absl::Time deadline) const {
  BANSO_ASSIGN_OR_RETURN(const int called_back, CallBack(deadline));
  BANSO_ASSIGN_OR_RETURN(const int written, Write(SessionReminders, deadline));
  return called_back + written;
}

absl::StatusOr<int> Reminders::RemindOfDates(absl::Time deadline) const {
  return Write(DateReminders, deadline);
}

}  // namespace banso
