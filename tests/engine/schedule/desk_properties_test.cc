// Allocation and offers on random worlds against a slow and obvious reference, which keeps a plain
// list of bookings and looks at every minute.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_format.h"
#include "engine/features/free_time.h"
#include "engine/rules/language.h"
#include "engine/rules/work_authorisation.h"
#include "engine/schedule/desk_allocation.h"
#include "engine/score/components.h"
#include "tests/engine/schedule/desk_builders.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

constexpr int kWorlds = 400;

struct DeskWorld {
  Desk desk;
  std::vector<DeskRequest> requests;
  absl::Time now;
};

DeskWorld RandomDesk(uint64_t seed) {
  RandomSource random(seed);
  DeskWorld world;
  Desk& desk = world.desk;
  desk.hours.start = DeskClock(random.Between(9, 13), random.Chance(80) ? 0 : 10);
  desk.hours.end = desk.hours.start + absl::Minutes(30 * random.Between(2, 10));
  desk.hours.slot = absl::Minutes(random.Chance(70) ? 60 : random.Between(2, 9) * 10);
  desk.hours.buffer = absl::Minutes(random.Chance(70) ? 0 : random.Between(0, 6) * 5);
  world.now = random.Chance(70) ? desk.hours.start - absl::Hours(24 * 7)
                                : desk.hours.start + absl::Minutes(random.Between(-2000, 200));
  for (int i = random.Between(0, 6); i > 0; --i) {
    Advisor advisor = RandomAdvisor(random, i);
    if (random.Chance(60)) advisor.availability = AlwaysFree();
    if (random.Chance(50)) advisor.availability.one_off.push_back({DeskClock(9), DeskClock(15)});
    if (random.Chance(20)) advisor.availability.busy.push_back({DeskClock(14), DeskClock(15)});
    if (random.Chance(10)) advisor.household = "h" + std::to_string(random.Between(1, 3));
    if (random.Chance(20)) advisor.employer = EmployerId("employers/1");
    if (random.Chance(20)) advisor.blocked_candidates = {RandomCandidate(random, 1).id};
    desk.advisors.push_back({std::move(advisor), random.Between(0, 4)});
  }
  const std::vector<TimeRange> slots = DeskSlots(desk.hours);
  for (int i = random.Between(0, 14); i > 0; --i) {
    DeskRequest request;
    request.id = absl::StrFormat("sessions/%03d", random.Between(0, 999));
    request.candidate = RandomCandidate(random, random.Between(1, 12));
    if (random.Chance(10)) request.candidate.household = "h" + std::to_string(i % 3 + 1);
    if (random.Chance(10)) {
      request.candidate.open_applications.push_back({EmployerId("employers/1"), ""});
    }
    std::vector<absl::Time> starts;
    for (const TimeRange& slot : slots) starts.push_back(slot.start);
    starts.push_back(DeskClock(23));  // none of them
    while (!starts.empty() && random.Chance(75)) {
      const size_t pick = random.Next() % starts.size();
      (random.Chance(85) ? request.preferred : request.offered_before).push_back(starts[pick]);
      if (random.Chance(20)) request.offered_before.push_back(starts[pick]);
      starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(pick));
    }
    request.request_time = JapanInstant("2026-11-20 10:00") + absl::Hours(random.Between(0, 3));
    request.urgent = random.Chance(20);
    request.first_time = random.Chance(50);
    const bool known =
        std::any_of(world.requests.begin(), world.requests.end(),
                    [&](const DeskRequest& other) { return other.id == request.id; });
    if (!known) world.requests.push_back(std::move(request));
  }
  for (int i = random.Between(0, 3); i > 0 && !desk.advisors.empty() && !slots.empty(); --i) {
    const TimeRange slot = slots[random.Next() % slots.size()];
    const absl::Duration shift = absl::Minutes(random.Chance(50) ? 0 : random.Between(-90, 90));
    desk.held.push_back({RandomCandidate(random, random.Between(1, 12)).id,
                         desk.advisors[random.Next() % desk.advisors.size()].advisor.id,
                         {slot.start + shift, slot.end + shift},
                         random.Chance(50)});
  }
  return world;
}

// The reference. Nothing is shared with the implementation but the components of the score and the
// rules of language.
class Reference {
 public:
  Reference(const DeskWorld& world, const RuleSet& rules)
      : desk_(world.desk), now_(world.now), rules_(rules), bookings_(world.desk.held) {}

  bool EligibleAt(const DeskRequest& request, const DeskAdvisor& present, absl::Time start) const {
    const Candidate& candidate = request.candidate;
    const Advisor& advisor = present.advisor;
    if (start <= now_ || !IsSlot(start)) return false;
    if (advisor.state != AdvisorState::kActive) return false;
    if (BestSharedLanguage(candidate.languages, advisor.languages, rules_.languages).step < 2) {
      return false;
    }
    if (std::count(candidate.blocked_advisors.begin(), candidate.blocked_advisors.end(),
                   advisor.id) +
            std::count(advisor.blocked_candidates.begin(), advisor.blocked_candidates.end(),
                       candidate.id) >
        0) {
      return false;
    }
    if (!candidate.household.empty() && candidate.household == advisor.household) return false;
    for (const OpenApplication& application : candidate.open_applications) {
      if (!advisor.employer.empty() && application.employer == advisor.employer) return false;
    }
    if (IsMinor(candidate.authorisation, JapanDate(now_)) && !advisor.safeguarding_trained) {
      return false;
    }
    for (const Need& need : candidate.needs) {
      if (need.importance != Importance::kMust) continue;
      if (need.kind == NeedKind::kAdvisorWoman &&
          (advisor.declared_gender == DeclaredGender::kMan ||
           advisor.declared_gender == DeclaredGender::kOther)) {
        return false;
      }
      if (need.kind == NeedKind::kAdvisorMan &&
          (advisor.declared_gender == DeclaredGender::kWoman ||
           advisor.declared_gender == DeclaredGender::kOther)) {
        return false;
      }
      if (need.kind == NeedKind::kSignLanguage && advisor.sign_language == Answer::kNo)
        return false;
    }
    if (SessionsOf(advisor.id) >= present.max_sessions) return false;
    const TimeRanges free =
        FreeTime(advisor.availability, {DeskClock(-48), DeskClock(72)}, rules_.holidays);
    const absl::Time end = start + desk_.hours.slot;
    for (absl::Time t = start; t < end; t += absl::Minutes(1)) {
      if (std::none_of(free.begin(), free.end(),
                       [&](const TimeRange& range) { return range.start <= t && t < range.end; })) {
        return false;
      }
    }
    for (const HeldSession& booking : bookings_) {
      if (booking.candidate == candidate.id &&
          (booking.of_this_desk_day || (booking.time.start < end && start < booking.time.end))) {
        return false;
      }
      if (booking.advisor == advisor.id && booking.time.start - desk_.hours.buffer < end &&
          start < booking.time.end + desk_.hours.buffer) {
        return false;
      }
    }
    return true;
  }

  std::optional<AdvisorId> BestAt(const DeskRequest& request, absl::Time start) const {
    std::vector<std::tuple<int, int, AdvisorId>> ranked;
    for (const DeskAdvisor& present : desk_.advisors) {
      if (!EligibleAt(request, present, start)) continue;
      ranked.emplace_back(-Fit(request.candidate, present.advisor), SessionsOf(present.advisor.id),
                          present.advisor.id);
    }
    if (ranked.empty()) return std::nullopt;
    return std::get<2>(*std::min_element(ranked.begin(), ranked.end()));
  }

  void Book(const DeskRequest& request, absl::Time start, const AdvisorId& advisor) {
    bookings_.push_back({request.candidate.id, advisor, {start, start + desk_.hours.slot}, true});
  }

  bool AnybodySharesALanguage(const Candidate& candidate) const {
    return std::any_of(desk_.advisors.begin(), desk_.advisors.end(),
                       [&](const DeskAdvisor& present) {
                         return BestSharedLanguage(candidate.languages, present.advisor.languages,
                                                   rules_.languages)
                                    .step >= 2;
                       });
  }

  const std::vector<HeldSession>& bookings() const { return bookings_; }

 private:
  bool IsSlot(absl::Time start) const {
    // Slot by slot from the day's start, minute by minute.
    absl::Time t = desk_.hours.start;
    while (true) {
      while (absl::ToUnixSeconds(t) % 1800 != 0) t += absl::Minutes(1);
      if (t + desk_.hours.slot > desk_.hours.end) return false;
      if (t == start) return true;
      t += desk_.hours.slot + desk_.hours.buffer;
    }
  }

  int SessionsOf(const AdvisorId& advisor) const {
    return static_cast<int>(
        std::count_if(bookings_.begin(), bookings_.end(), [&](const HeldSession& booking) {
          return booking.advisor == advisor && JapanDate(booking.time.start) == Date(2026, 12, 5);
        }));
  }

  int Fit(const Candidate& candidate, const Advisor& advisor) const {
    constexpr int kByStep[] = {0, 0, 400, 700, 900, 1000, 1000};
    const int step =
        BestSharedLanguage(candidate.languages, advisor.languages, rules_.languages).step;
    return 30 * IndustryComponent(candidate.industry_wishes, advisor.industries, rules_) +
           15 * OccupationComponent(candidate.occupation_wishes, advisor.occupations, rules_) +
           20 * TopicsComponent(candidate.topics, advisor.topics) + 10 * kByStep[step];
  }

  const Desk& desk_;
  const absl::Time now_;
  const RuleSet& rules_;
  std::vector<HeldSession> bookings_;
};

std::vector<DeskRequest> InOrder(std::vector<DeskRequest> requests) {
  const auto group = [&](bool urgent, bool first_time) {
    std::vector<DeskRequest> some;
    for (const DeskRequest& request : requests) {
      if (request.urgent == urgent && request.first_time == first_time) some.push_back(request);
    }
    std::sort(some.begin(), some.end(), [](const DeskRequest& a, const DeskRequest& b) {
      return a.request_time != b.request_time ? a.request_time < b.request_time : a.id < b.id;
    });
    return some;
  };
  std::vector<DeskRequest> all;
  for (bool urgent : {true, false}) {
    for (bool first_time : {true, false}) {
      for (DeskRequest& request : group(urgent, first_time)) all.push_back(std::move(request));
    }
  }
  return all;
}

TEST(DeskPropertyTest, AllocationEqualsBruteForce) {
  const RuleSet rules = DefaultRuleSet();
  int placed = 0, waiting = 0;
  for (uint64_t seed = 1; seed <= kWorlds; ++seed) {
    const DeskWorld world = RandomDesk(seed);
    Reference reference(world, rules);
    const std::vector<DeskRequest> ordered = InOrder(world.requests);
    std::vector<DeskDecision> expected;
    for (const DeskRequest& request : ordered) {
      DeskDecision decision{.id = request.id};
      for (absl::Time start : request.preferred) {
        const std::optional<AdvisorId> advisor = reference.BestAt(request, start);
        if (!advisor) continue;
        decision.place = DeskPlace{{start, start + world.desk.hours.slot}, *advisor};
        reference.Book(request, start, *advisor);
        break;
      }
      ++(decision.place ? placed : waiting);
      expected.push_back(std::move(decision));
    }

    std::vector<DeskDecision> decisions =
        AllocateDesk(world.desk, world.requests, rules, world.now);

    for (size_t i = 0; i < decisions.size(); ++i) {
      if (decisions[i].interpreter_needed) {
        EXPECT_FALSE(decisions[i].place.has_value());
        const DeskRequest& request = ordered[i];
        EXPECT_FALSE(std::any_of(
            request.preferred.begin(), request.preferred.end(),
            [&](absl::Time start) { return reference.BestAt(request, start).has_value(); }));
      } else if (decisions[i].place) {
        EXPECT_TRUE(reference.AnybodySharesALanguage(ordered[i].candidate));
      }
      decisions[i].interpreter_needed = false;
    }
    ASSERT_EQ(Lines(decisions), Lines(expected)) << "seed " << seed;
    ASSERT_EQ(decisions, expected) << "seed " << seed;
  }
  EXPECT_GT(placed, kWorlds / 2);
  EXPECT_GT(waiting, kWorlds / 2);
}

TEST(DeskPropertyTest, OffersEqualBruteForce) {
  const RuleSet rules = DefaultRuleSet();
  int offered = 0, too_late = 0, again = 0;
  for (uint64_t seed = 1; seed <= kWorlds; ++seed) {
    const DeskWorld world = RandomDesk(seed);
    Reference reference(world, rules);
    std::vector<DeskOffer> expected;
    for (const DeskRequest& request : InOrder(world.requests)) {
      for (absl::Time start : request.preferred) {
        const std::optional<AdvisorId> advisor = reference.BestAt(request, start);
        if (!advisor) continue;
        if (std::count(request.offered_before.begin(), request.offered_before.end(), start) > 0) {
          ++again;
          continue;
        }
        const absl::Time day = world.now + absl::Hours(24);
        const absl::Time twelve = start - absl::Hours(12);
        const absl::Time expire = day < twelve ? day : twelve;
        if (expire <= world.now) {
          ++too_late;
          continue;
        }
        expected.push_back(
            {request.id, {{start, start + world.desk.hours.slot}, *advisor}, expire});
        reference.Book(request, start, *advisor);
        ++offered;
        break;
      }
    }

    ASSERT_EQ(Lines(OfferFreeSlots(world.desk, world.requests, rules, world.now)), Lines(expected))
        << "seed " << seed;
  }
  EXPECT_GT(offered, kWorlds / 2);
  EXPECT_GT(too_late, 20);
  EXPECT_GT(again, 20);
}

TEST(DeskPropertyTest, OrderOfTheInputChangesNothing) {
  const RuleSet rules = DefaultRuleSet();
  for (uint64_t seed = 1; seed <= kWorlds; ++seed) {
    DeskWorld world = RandomDesk(seed);
    const auto decisions = AllocateDesk(world.desk, world.requests, rules, world.now);
    const auto offers = OfferFreeSlots(world.desk, world.requests, rules, world.now);
    std::reverse(world.desk.advisors.begin(), world.desk.advisors.end());
    std::reverse(world.desk.held.begin(), world.desk.held.end());
    std::reverse(world.requests.begin(), world.requests.end());

    ASSERT_EQ(AllocateDesk(world.desk, world.requests, rules, world.now), decisions)
        << "seed " << seed;
    ASSERT_EQ(OfferFreeSlots(world.desk, world.requests, rules, world.now), offers)
        << "seed " << seed;
  }
}

TEST(DeskPropertyTest, TakingOneByOneInOrderIsTheAllocation) {
  const RuleSet rules = DefaultRuleSet();
  for (uint64_t seed = 1; seed <= kWorlds; ++seed) {
    DeskWorld world = RandomDesk(seed);
    const auto decisions = AllocateDesk(world.desk, world.requests, rules, world.now);
    std::vector<DeskDecision> taken;
    for (const DeskRequest& request : InOrder(world.requests)) {
      taken.push_back(TakeSlot(world.desk, request, rules, world.now));
      if (const auto& place = taken.back().place) {
        world.desk.held.push_back({request.candidate.id, place->advisor, place->time, true});
      }
    }

    ASSERT_EQ(taken, decisions) << "seed " << seed;
  }
}

// The waiting list as it is lived: after an allocation and the offers that follow from it, whoever
// frees a slot passes it to the first who waits for it and may have it, and to nobody else.
TEST(DeskPropertyTest, AFreedSlotGoesToTheFirstWhoWaitsForIt) {
  const RuleSet rules = DefaultRuleSet();
  int passed_on = 0;
  for (uint64_t seed = 1; seed <= kWorlds; ++seed) {
    DeskWorld world = RandomDesk(seed);
    world.now = world.desk.hours.start - absl::Hours(24 * 7);
    world.desk.held.clear();
    for (DeskRequest& request : world.requests) request.offered_before.clear();
    for (DeskAdvisor& present : world.desk.advisors) present.max_sessions = 9;
    std::map<std::string, DeskRequest> by_id;
    for (const DeskRequest& request : world.requests) by_id[request.id] = request;
    std::vector<DeskRequest> waiting;
    std::vector<HeldSession> held;
    for (const DeskDecision& decision :
         AllocateDesk(world.desk, world.requests, rules, world.now)) {
      const DeskRequest& request = by_id[decision.id];
      if (decision.place) {
        held.push_back({request.candidate.id, decision.place->advisor, decision.place->time, true});
      } else {
        waiting.push_back(request);
      }
    }
    for (size_t freed = 0; freed < held.size(); ++freed) {
      world.desk.held = held;
      world.desk.held.erase(world.desk.held.begin() + static_cast<std::ptrdiff_t>(freed));
      const Reference reference(world, rules);
      std::string first;
      for (const DeskRequest& request : InOrder(waiting)) {
        const auto& wished = request.preferred;
        if (std::count(wished.begin(), wished.end(), held[freed].time.start) == 0) continue;
        const DeskAdvisor& advisor = *std::find_if(
            world.desk.advisors.begin(), world.desk.advisors.end(),
            [&](const DeskAdvisor& a) { return a.advisor.id == held[freed].advisor; });
        // The person who cancelled may be waiting with a second request; they stay away.
        if (request.candidate.id == held[freed].candidate) continue;
        if (!reference.EligibleAt(request, advisor, held[freed].time.start)) continue;
        first = request.id;
        break;
      }
      std::vector<DeskRequest> others;
      for (const DeskRequest& request : waiting) {
        if (request.candidate.id != held[freed].candidate) others.push_back(request);
      }

      const auto offers = OfferFreeSlots(world.desk, others, rules, world.now);

      ASSERT_EQ(offers.size(), first.empty() ? 0u : 1u) << "seed " << seed;
      if (first.empty()) continue;
      EXPECT_EQ(offers[0].id, first) << "seed " << seed;
      EXPECT_EQ(offers[0].place.time, held[freed].time);
      EXPECT_EQ(offers[0].place.advisor, held[freed].advisor);
      ++passed_on;
    }
  }
  EXPECT_GT(passed_on, 50);
}

}  // namespace
}  // namespace banso
