#include "server/services/offer_states.h"

#include <string>

#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

using State = v1::Offer;
using Verb = OfferVerb;

struct Arrow {
  v1::Offer::State from;
  OfferVerb verb;
  v1::Offer::State to;
};
constexpr Arrow kArrows[] = {
    {State::INFORMAL, Verb::kConfirm, State::FORMAL},
    {State::FORMAL, Verb::kAccept, State::ACCEPTED},
    {State::INFORMAL, Verb::kDecline, State::DECLINED},
    {State::FORMAL, Verb::kDecline, State::DECLINED},
    {State::ACCEPTED, Verb::kDecline, State::DECLINED},
    {State::INFORMAL, Verb::kRescind, State::RESCINDED},
    {State::FORMAL, Verb::kRescind, State::RESCINDED},
    {State::ACCEPTED, Verb::kRescind, State::RESCINDED},
    {State::ACCEPTED, Verb::kJoin, State::JOINED},
    {State::JOINED, Verb::kRetain, State::RETAINED_6M},
    {State::JOINED, Verb::kLeave, State::LEFT_BEFORE_6M},
    {State::JOINED, Verb::kLoseSight, State::UNKNOWN_6M},
};

}  // namespace

std::optional<v1::Offer::State> NextState(v1::Offer::State from, OfferVerb verb) {
  for (const Arrow& arrow : kArrows) {
    if (arrow.from == from && arrow.verb == verb) return arrow.to;
  }
  return std::nullopt;
}

bool MayLeadToOffer(v1::Application::State state) {
  return state == v1::Application::ACCEPTED || state == v1::Application::IN_PROGRESS ||
         state == v1::Application::COMPLETED;
}

bool IsOpenOffer(v1::Offer::State state) {
  return state == State::INFORMAL || state == State::FORMAL || state == State::ACCEPTED;
}

bool IsFirmOffer(v1::Offer::State state) {
  return state == State::FORMAL || state == State::ACCEPTED || state == State::JOINED;
}

std::optional<v1::Case::Stage> StageAfter(v1::Offer::State from, v1::Offer::State to,
                                          bool others_firm) {
  switch (to) {
    case State::FORMAL:
      return v1::Case::OFFERED;
    case State::JOINED:
      return v1::Case::EMPLOYED;
    case State::RETAINED_6M:
      return v1::Case::FOLLOW_UP;
    case State::DECLINED:
    case State::RESCINDED:
    case State::LEFT_BEFORE_6M:
      // What was never offered moved no case.
      if (!IsFirmOffer(from) || others_firm) return std::nullopt;
      return v1::Case::ACCOMPANYING;
    default:
      return std::nullopt;
  }
}

void TakeOfferStep(v1::Offer::State state, v1::OfferStep::Reason reason, absl::string_view note,
                   absl::string_view principal, absl::Time now, v1::Offer* offer) {
  offer->set_state(state);
  v1::OfferStep* step = offer->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_state(state);
  step->set_principal(std::string(principal));
  step->set_reason(reason);
  step->set_note(std::string(note));
  *offer->mutable_update_time() = FromTime(now);
}

}  // namespace banso
