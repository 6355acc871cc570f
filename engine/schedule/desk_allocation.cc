#include "engine/schedule/desk_allocation.h"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/features/free_time.h"
#include "engine/schedule/desk_pair.h"

namespace banso {
namespace {

bool Overlap(const TimeRange& a, const TimeRange& b) { return a.start < b.end && b.start < a.end; }

// The state of a desk day while places are given one after the other.
class DeskBook {
 public:
  DeskBook(const Desk& desk, const RuleSet& rules, absl::Time now)
      : hours_(desk.hours), slots_(DeskSlots(desk.hours)), rules_(rules), now_(now) {
    for (const DeskAdvisor& present : desk.advisors) {
      Present& entry = advisors_.emplace_back();
      entry.advisor = &present.advisor;
      entry.max_sessions = present.max_sessions;
      entry.free =
          FreeTime(present.advisor.availability, {hours_.start, hours_.end}, rules.holidays);
    }
    std::sort(advisors_.begin(), advisors_.end(),
              [](const Present& a, const Present& b) { return a.advisor->id < b.advisor->id; });
    for (const HeldSession& session : desk.held) Hold(session);
  }

  const std::vector<TimeRange>& slots() const { return slots_; }

  // The slot that begins at `start` and may still be given.
  std::optional<TimeRange> SlotAt(absl::Time start) const {
    for (const TimeRange& slot : slots_) {
      if (slot.start == start && now_ < slot.start) return slot;
    }
    return std::nullopt;
  }

  bool AnyAdvisorAt(const TimeRange& slot) const {
    return std::any_of(advisors_.begin(), advisors_.end(), [&](const Present& present) {
      return present.advisor->state == AdvisorState::kActive && HasTime(present, slot);
    });
  }

  // How somebody goes together with each advisor, in the order of advisors_.
  std::vector<DeskPair> PairsOf(const Candidate& candidate) const {
    std::vector<DeskPair> pairs;
    pairs.reserve(advisors_.size());
    for (const Present& present : advisors_) {
      pairs.push_back(JudgeDeskPair(candidate, *present.advisor, rules_, now_));
    }
    return pairs;
  }

  bool HoldsOne(const CandidateId& candidate) const {
    return std::any_of(held_.begin(), held_.end(), [&](const HeldSession& session) {
      return session.of_this_desk_day && session.candidate == candidate;
    });
  }

  // The best eligible advisor for one of PairsOf(candidate) at a slot.
  std::optional<DeskPlace> PlaceAt(const CandidateId& candidate, std::span<const DeskPair> pairs,
                                   const TimeRange& slot) const {
    const bool occupied = std::any_of(held_.begin(), held_.end(), [&](const HeldSession& session) {
      return session.candidate == candidate && Overlap(session.time, slot);
    });
    if (occupied) return std::nullopt;
    const Present* best = nullptr;
    int best_fit = 0;
    for (size_t i = 0; i < advisors_.size(); ++i) {
      const Present& present = advisors_[i];
      if (!pairs[i].eligible() || !HasTime(present, slot)) continue;
      // Rising ids: what is equal stays with the smaller one.
      if (best == nullptr || pairs[i].fit > best_fit ||
          (pairs[i].fit == best_fit && present.sessions < best->sessions)) {
        best = &present;
        best_fit = pairs[i].fit;
      }
    }
    if (best == nullptr) return std::nullopt;
    return DeskPlace{slot, best->advisor->id};
  }

  void Hold(HeldSession session) {
    for (Present& present : advisors_) {
      if (present.advisor->id != session.advisor) continue;
      present.held.push_back(session.time);
      if (JapanDate(session.time.start) == JapanDate(hours_.start)) ++present.sessions;
    }
    held_.push_back(std::move(session));
  }

 private:
  struct Present {
    const Advisor* advisor = nullptr;
    int max_sessions = 0;
    int sessions = 0;  // that day, of any kind
    TimeRanges free;
    std::vector<TimeRange> held;
  };

  bool HasTime(const Present& present, const TimeRange& slot) const {
    if (present.sessions >= present.max_sessions) return false;
    if (Covered(present.free, slot) != slot.end - slot.start) return false;
    const TimeRange with_pauses{slot.start - hours_.buffer, slot.end + hours_.buffer};
    return std::none_of(present.held.begin(), present.held.end(),
                        [&](const TimeRange& held) { return Overlap(held, with_pauses); });
  }

  const DeskHours hours_;
  const std::vector<TimeRange> slots_;
  const RuleSet& rules_;
  const absl::Time now_;
  std::vector<Present> advisors_;
  std::vector<HeldSession> held_;
};

bool NeedsInterpreter(std::span<const DeskPair> pairs) {
  bool anybody = false;
  for (const DeskPair& pair : pairs) {
    if (!pair.admitted) continue;
    if (pair.shares_language) return false;
    anybody = true;
  }
  return anybody;
}

DeskDecision Decide(const DeskRequest& request, DeskBook* book) {
  DeskDecision decision{.id = request.id};
  const std::vector<DeskPair> pairs = book->PairsOf(request.candidate);
  decision.interpreter_needed = NeedsInterpreter(pairs);
  const CandidateId& candidate = request.candidate.id;
  if (book->HoldsOne(candidate)) return decision;
  for (absl::Time start : request.preferred) {
    const std::optional<TimeRange> slot = book->SlotAt(start);
    if (!slot) continue;
    decision.place = book->PlaceAt(candidate, pairs, *slot);
    if (!decision.place) continue;
    book->Hold({candidate, decision.place->advisor, decision.place->time, true});
    break;
  }
  return decision;
}

}  // namespace

std::vector<DeskDecision> AllocateDesk(const Desk& desk, std::vector<DeskRequest> requests,
                                       const RuleSet& rules, absl::Time now) {
  std::sort(requests.begin(), requests.end(), IsServedBefore);
  DeskBook book(desk, rules, now);
  std::vector<DeskDecision> decisions;
  decisions.reserve(requests.size());
  for (const DeskRequest& request : requests) decisions.push_back(Decide(request, &book));
  return decisions;
}

DeskDecision TakeSlot(const Desk& desk, const DeskRequest& request, const RuleSet& rules,
                      absl::Time now) {
  DeskBook book(desk, rules, now);
  return Decide(request, &book);
}

std::vector<absl::Time> OpenStarts(const Desk& desk, const RuleSet& rules, absl::Time now) {
  const DeskBook book(desk, rules, now);
  std::vector<absl::Time> starts;
  for (const TimeRange& slot : book.slots()) {
    if (now < slot.start && book.AnyAdvisorAt(slot)) starts.push_back(slot.start);
  }
  return starts;
}

std::vector<DeskOffer> OfferFreeSlots(const Desk& desk, std::vector<DeskRequest> waiting,
                                      const RuleSet& rules, absl::Time now,
                                      const OfferRules& offers) {
  std::sort(waiting.begin(), waiting.end(), IsServedBefore);
  DeskBook book(desk, rules, now);
  std::vector<DeskOffer> made;
  for (const DeskRequest& request : waiting) {
    const CandidateId& candidate = request.candidate.id;
    if (book.HoldsOne(candidate)) continue;
    std::vector<DeskPair> pairs;  // judged only if a slot is left at all
    for (absl::Time start : request.preferred) {
      const absl::Time expire = std::min(now + offers.longest, start - offers.before_start);
      const auto& before = request.offered_before;
      if (expire <= now || std::find(before.begin(), before.end(), start) != before.end()) continue;
      const std::optional<TimeRange> slot = book.SlotAt(start);
      if (!slot || !book.AnyAdvisorAt(*slot)) continue;
      if (pairs.empty()) pairs = book.PairsOf(request.candidate);
      const std::optional<DeskPlace> place = book.PlaceAt(candidate, pairs, *slot);
      if (!place) continue;
      book.Hold({candidate, place->advisor, place->time, true});
      made.push_back({request.id, *place, expire});
      break;
    }
  }
  return made;
}

}  // namespace banso
