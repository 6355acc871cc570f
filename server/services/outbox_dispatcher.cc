#include "server/services/outbox_dispatcher.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/log.h"
#include "server/base/steady_time.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/message_rendering.h"
#include "server/services/message_states.h"
#include "server/services/outbox.h"
#include "server/services/record_traits.h"

namespace banso {
namespace {

constexpr absl::Duration kFirstDelay = absl::Minutes(1);
constexpr absl::Duration kLongestDelay = absl::Hours(6);

bool IsDue(const v1::Message& message, absl::Time now) {
  return message.state() == v1::Message::QUEUED && ToTime(message.not_before_time()) <= now &&
         (!message.has_lease_time() || ToTime(message.lease_time()) <= now);
}

// Whether the message tells of an hour that has changed since, or is forgotten.
bool IsOutdated(const v1::Message& message, const Snapshot& snapshot) {
  const std::optional<MessageTemplate> id = MessageTemplateOf(message.template_code());
  if (!id || SpecOf(*id).calendar != CalendarPart::kConfirmed) return false;
  const auto session = snapshot.sessions().Find(message.about());
  if (session == nullptr) return true;
  const std::string sequence = absl::StrCat(session->message->sequence());
  const absl::string_view name = SpecOf(MessageField::kSequence).name;
  return std::none_of(message.parameters().begin(), message.parameters().end(),
                      [&](const v1::MessageParameter& parameter) {
                        return parameter.name() == name && parameter.value() == sequence;
                      });
}

absl::string_view IdOf(absl::string_view name) { return name.substr(name.find('/') + 1); }

}  // namespace

absl::Duration RetryDelay(absl::string_view message, int attempts) {
  absl::Duration delay = kFirstDelay;
  for (int i = 1; i < attempts && delay < kLongestDelay; ++i) delay *= 2;
  delay = std::min(delay, kLongestDelay);
  const std::string digest = Digest({"retry", message, absl::StrCat(attempts)});
  const int part = static_cast<unsigned char>(digest[0]);  // of 256
  return delay / 2 + delay / 2 * part / 256;
}

absl::Time NextSafeTime(const v1::Contact& contact, absl::Time now) {
  if (!contact.has_start() || !contact.has_end()) return now;
  const int start = ToMinuteOfDay(contact.start());
  const int end = ToMinuteOfDay(contact.end());
  // Yesterday's hours may reach into today.
  for (Date day = JapanDate(now) - 1;; ++day) {
    const absl::Time from = JapanMidnight(day) + absl::Minutes(start);
    const absl::Time to = JapanMidnight(end <= start ? day + 1 : day) + absl::Minutes(end);
    if (now < to) return std::max(now, from);
  }
}

absl::StatusOr<int> OutboxDispatcher::RunJob(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot,
                         NewestSnapshot(context_, JobCall(context_, "outbox", deadline)));
  std::vector<std::tuple<absl::Time, absl::Time, std::string>> due;
  snapshot->messages().ForEach([&](const auto& entry) {
    if (!IsDue(*entry->message, context_.clock->Now())) return;
    due.emplace_back(ToTime(entry->message->not_before_time()),
                     ToTime(entry->message->create_time()), entry->name());
  });
  std::sort(due.begin(), due.end());
  int sent = 0;
  for (const auto& [time, written, name] : due) {
    if (stop_ || SteadyNow() >= deadline) break;
    BANSO_ASSIGN_OR_RETURN(const std::optional<Mail> mail, Take(name, deadline));
    if (!mail) continue;
    const absl::Status status = transport_.Send(*mail, stop_);
    // What was handed over is written down even where the round has no time left for more.
    BANSO_RETURN_IF_ERROR(Settle(name, status, std::max(deadline, SteadyNow() + absl::Seconds(5))));
    if (status.ok()) {
      ++sent;
    } else {
      Log(LogLevel::kWarning, "message_not_sent",
          {{"name", LogName(name)}, {"code", status.code()}});
    }
  }
  return sent;
}

absl::StatusOr<std::optional<Mail>> OutboxDispatcher::Take(const std::string& name,
                                                           absl::Time deadline) {
  std::optional<Mail> mail;
  Call call = JobCall(context_, "outbox", deadline);
  const auto answer = CommitTogether(
      context_, "", &call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        mail.reset();
        Plan plan;
        const absl::Time now = context_.clock->Now();
        const auto entry = snapshot->messages().Find(name);
        if (entry == nullptr || !IsDue(*entry->message, now)) return plan;
        v1::Message message = *entry->message;
        const auto put = [&] {
          *message.mutable_update_time() = FromTime(now);
          AddPut(ResourceKind::kMessage, name, message, entry->revision, &plan.batch);
        };
        const MessageRecipient recipient = RecipientOf(message, *snapshot);
        if (!recipient.exists) {
          AddDelete(ResourceKind::kMessage, name, entry->revision, &plan.batch);
          return plan;
        }
        const bool past = IsPast(message, now);
        if (past || IsOutdated(message, *snapshot)) {
          BANSO_RETURN_IF_ERROR(TakeMessageStep(MessageVerb::kExpire, now, &message));
          message.set_last_error(past ? "EXPIRED" : "OUTDATED");
          put();
          return plan;
        }
        if (!recipient.contact) {
          const absl::Time not_before = ToTime(message.not_before_time());
          BANSO_RETURN_IF_ERROR(TakeMessageStep(MessageVerb::kHandOver, now, &message));
          put();
          if (!message.coordinators()) {
            BANSO_RETURN_IF_ERROR(EnqueueMessage(context_, *snapshot,
                                                 {.id = MessageTemplate::kCoordinatorPersonToCall,
                                                  .about = name,
                                                  // Once for each try, by whoever asked for it.
                                                  .sequence = absl::ToUnixMicros(not_before),
                                                  .values = {{MessageField::kAbout, name}}},
                                                 &plan.batch));
          }
          return plan;
        }
        if (const absl::Time safe = NextSafeTime(*recipient.contact, now); safe > now) {
          *message.mutable_not_before_time() = FromTime(safe);
          put();
          return plan;
        }
        auto words =
            WordsOf(message, recipient.contact->programme_may_be_named(), options_.public_url);
        absl::StatusOr<Mail> written = absl::InternalError("the words cannot be made");
        if (words.ok()) {
          written = WriteMail(IdOf(name), options_.mail_from, recipient.contact->address(), *words,
                              ToTime(message.create_time()));
        }
        if (!written.ok()) {
          BANSO_RETURN_IF_ERROR(TakeMessageStep(MessageVerb::kGiveUp, now, &message));
          message.set_last_error("CANNOT_BE_WRITTEN");
          put();
          return plan;
        }
        message.set_attempts(message.attempts() + 1);
        *message.mutable_lease_time() = FromTime(now + kMessageLease);
        put();
        mail = *std::move(written);
        return plan;
      });
  // Somebody else took it, or it is gone.
  if (absl::IsAborted(answer.status()) || absl::IsNotFound(answer.status())) {
    return std::optional<Mail>();
  }
  BANSO_RETURN_IF_ERROR(answer.status());
  return mail;
}

absl::Status OutboxDispatcher::Settle(const std::string& name, const absl::Status& sent,
                                      absl::Time deadline) {
  Call call = JobCall(context_, "outbox", deadline);
  const absl::Status status =
      CommitTogether(
          context_, "", &call,
          [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
            Plan plan;
            const absl::Time now = context_.clock->Now();
            const auto entry = snapshot->messages().Find(name);
            // Discarded, or erased, while it was on its way.
            if (entry == nullptr || entry->message->state() != v1::Message::QUEUED) return plan;
            v1::Message message = *entry->message;
            message.clear_lease_time();
            *message.mutable_update_time() = FromTime(now);
            if (sent.ok()) {
              BANSO_RETURN_IF_ERROR(TakeMessageStep(MessageVerb::kDeliver, now, &message));
            } else {
              message.set_last_error(absl::StatusCodeToString(sent.code()));
              const bool stays = absl::IsUnavailable(sent) || absl::IsCancelled(sent);
              if (!stays || message.attempts() >= kMostAttempts) {
                BANSO_RETURN_IF_ERROR(TakeMessageStep(MessageVerb::kGiveUp, now, &message));
              } else {
                *message.mutable_not_before_time() =
                    FromTime(now + RetryDelay(name, message.attempts()));
              }
            }
            AddPut(ResourceKind::kMessage, name, message, entry->revision, &plan.batch);
            return plan;
          })
          .status();
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace banso
