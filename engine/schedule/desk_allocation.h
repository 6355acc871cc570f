// Who gets which hour of a desk day, and who waits. Pure: equal arguments give equal answers on
// every machine, whatever the order in which advisors, sessions and requests are given.
//
// An advisor is eligible for somebody at a slot if the pair goes together (desk_pair.h), the whole
// slot lies within the advisor's free time, no held session of the advisor is nearer to it than the
// buffer, no held session of the person overlaps it, and the advisor's sessions that day, of any
// kind, are below the limit. Of several the one with the largest fit is taken, then the one with
// the fewest sessions that day, then the smaller id. Nobody holds two sessions of one desk day. A
// slot that has begun is never given.
#ifndef BANSO_ENGINE_SCHEDULE_DESK_ALLOCATION_H_
#define BANSO_ENGINE_SCHEDULE_DESK_ALLOCATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/rules/rule_set.h"
#include "engine/schedule/desk.h"

namespace banso {

// An advisor's slot.
struct DeskPlace {
  TimeRange time;
  AdvisorId advisor;

  friend bool operator==(const DeskPlace&, const DeskPlace&) = default;
};

// What becomes of a request.
struct DeskDecision {
  std::string id;                  // of the request
  std::optional<DeskPlace> place;  // none: waits
  // No advisor of the desk day who could otherwise take the person shares a language with them.
  bool interpreter_needed = false;

  friend bool operator==(const DeskDecision&, const DeskDecision&) = default;
};

// Decides all requests at once, in the order of IsServedBefore, in which the answer is. Each gets
// the first slot in the order of their own preferences that still has an eligible advisor. Whoever
// gets none waits, in that order.
std::vector<DeskDecision> AllocateDesk(const Desk& desk, std::vector<DeskRequest> requests,
                                       const RuleSet& rules, absl::Time now);

// Decides one request after the allocation: a free slot is taken at once.
DeskDecision TakeSlot(const Desk& desk, const DeskRequest& request, const RuleSet& rules,
                      absl::Time now);

// The starts, rising, at which some present and active advisor is free and below the limit. Says
// nothing of languages: it is what somebody who is not known yet can ask for.
std::vector<absl::Time> OpenStarts(const Desk& desk, const RuleSet& rules, absl::Time now);

// How long an offer stands, and how near to its start a slot may still be offered.
struct OfferRules {
  absl::Duration longest = absl::Hours(24);
  absl::Duration before_start = absl::Hours(12);
};

// A place that is held for somebody who waits, until `expire_time`, not included.
struct DeskOffer {
  std::string id;  // of the request
  DeskPlace place;
  absl::Time expire_time;

  friend bool operator==(const DeskOffer&, const DeskOffer&) = default;
};

// Offers what is free to those who wait, in the order of IsServedBefore: to each the first of their
// preferred slots that has an eligible advisor and that was not offered to them before. An offer
// stands for `longest`, or until `before_start` ahead of the slot if that is earlier; a slot whose
// offer could not stand a moment is not offered, but stays free to be taken. Called after every
// change, so that all that is free at the call has just become so: a cancelled session's slot goes
// to the first who waits for it and is eligible.
std::vector<DeskOffer> OfferFreeSlots(const Desk& desk, std::vector<DeskRequest> waiting,
                                      const RuleSet& rules, absl::Time now,
                                      const OfferRules& offers = {});

}  // namespace banso

#endif  // BANSO_ENGINE_SCHEDULE_DESK_ALLOCATION_H_
