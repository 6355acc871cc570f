#include "server/services/message_states.h"

#include "absl/strings/str_cat.h"
#include "server/convert/calendar_convert.h"
#include "server/services/not_now.h"
#include "server/services/writer.h"

namespace banso {
namespace {

using State = v1::Message;

struct Arrow {
  v1::Message::State from;
  MessageVerb verb;
  v1::Message::State to;
};
constexpr Arrow kArrows[] = {
    {State::QUEUED, MessageVerb::kDeliver, State::SENT},
    {State::QUEUED, MessageVerb::kGiveUp, State::DEAD},
    {State::QUEUED, MessageVerb::kHandOver, State::BY_HAND},
    {State::QUEUED, MessageVerb::kExpire, State::DISCARDED},
    {State::QUEUED, MessageVerb::kDiscard, State::DISCARDED},
    {State::DEAD, MessageVerb::kRetry, State::QUEUED},
    {State::DEAD, MessageVerb::kDiscard, State::DISCARDED},
    {State::BY_HAND, MessageVerb::kRetry, State::QUEUED},
    {State::BY_HAND, MessageVerb::kDiscard, State::DISCARDED},
};

}  // namespace

std::optional<v1::Message::State> NextState(v1::Message::State from, MessageVerb verb) {
  for (const Arrow& arrow : kArrows) {
    if (arrow.from == from && arrow.verb == verb) return arrow.to;
  }
  return std::nullopt;
}

bool IsPast(const v1::Message& message, absl::Time now) {
  return message.has_expire_time() && ToTime(message.expire_time()) <= now;
}

absl::Status TakeMessageStep(MessageVerb verb, absl::Time now, v1::Message* message) {
  const auto next = NextState(message->state(), verb);
  if (!next) return IllegalStep(message->name(), v1::Message::State_Name(message->state()));
  if (verb == MessageVerb::kRetry && IsPast(*message, now)) {
    return NotNow(message->name(), "MESSAGE_EXPIRED", "is of no use any more; discard it");
  }
  message->set_state(*next);
  message->clear_lease_time();
  *message->mutable_update_time() = FromTime(now);
  switch (*next) {
    case State::QUEUED:
      message->set_attempts(0);
      message->clear_last_error();
      *message->mutable_not_before_time() = FromTime(now);
      break;
    case State::SENT:
      *message->mutable_sent_time() = FromTime(now);
      message->clear_last_error();
      message->clear_parameters();
      break;
    case State::DISCARDED:
      message->clear_parameters();
      break;
    default:
      break;
  }
  return absl::OkStatus();
}

}  // namespace banso
