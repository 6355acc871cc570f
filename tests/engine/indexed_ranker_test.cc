// The index answers as judging everything does, to the last byte. Seeds are printed with a failure.
// BANSO_INDEX_QUERIES says how many random queries are asked in all (a few hundred by default).
#include "engine/index/indexed_ranker.h"

#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/index/internship_scan.h"
#include "engine/index/plain_ranker.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

int QueriesPerTest(int by_default) {
  int queries = 0;
  const char* text = std::getenv("BANSO_INDEX_QUERIES");
  if (text == nullptr || !absl::SimpleAtoi(text, &queries)) return by_default;
  return queries;
}

// What a world is made to look like.
enum class Kind { kPlausible, kTies, kSelective, kUnselective, kOdd };

std::string KindName(Kind kind) {
  switch (kind) {
    case Kind::kPlausible:
      return "plausible";
    case Kind::kTies:
      return "ties";
    case Kind::kSelective:
      return "selective";
    case Kind::kUnselective:
      return "unselective";
    case Kind::kOdd:
      return "odd";
  }
  return "";
}

void Bend(RandomSource& random, Kind kind, Internship* one) {
  switch (kind) {
    case Kind::kPlausible:
      break;
    case Kind::kTies: {
      // Few different rows, so that deadlines and ids decide.
      one->skills.clear();
      one->languages.clear();
      one->industry = Industry(random.Chance(50) ? "39" : "76");
      one->occupation = Occupation("2512");
      one->prefecture = 13;
      if (one->deadline) one->deadline = RandomWorldTime() + absl::Hours(24 * random.Between(0, 2));
      break;
    }
    case Kind::kSelective:
      one->remote = false;
      one->prefecture = random.Between(1, 47);
      one->target_study_years = {random.Between(1, 4)};
      for (SkillRequirement& skill : one->skills) skill.hard = random.Chance(50);
      break;
    case Kind::kUnselective:
      one->remote = true;
      one->paid = one->is_labour = false;
      one->target_study_years.clear();
      one->target_programmes.clear();
      one->languages.clear();
      one->state = InternshipState::kPublished;
      one->employer_verified = true;
      one->seats_taken = 0;
      for (SkillRequirement& skill : one->skills) skill.hard = false;
      break;
    case Kind::kOdd:
      if (random.Chance(20)) one->schedule = {};
      if (random.Chance(5)) one->schedule = FixedSchedule{};
      if (auto* fixed = std::get_if<FixedSchedule>(&one->schedule)) {
        for (Shift& shift : fixed->shifts) {
          if (random.Chance(20)) shift.start_minute += random.Between(0, 29);
          if (random.Chance(20)) shift.end_minute = random.Between(1, 600);
          shift.break_minutes = 0;
        }
      }
      if (auto* flex = std::get_if<FlexSchedule>(&one->schedule)) {
        if (random.Chance(20)) flex->end_minute = random.Between(0, 8) * 60 + 1;
        if (random.Chance(10)) flex->weekdays.fill(false);
        if (random.Chance(10)) flex->dates.last = flex->dates.first + 500;
      }
      if (random.Chance(20)) one->state = static_cast<InternshipState>(random.Between(0, 7));
      if (random.Chance(20) && one->deadline)
        *one->deadline += absl::Nanoseconds(random.Between(0, 3000));
      if (random.Chance(5)) one->deadline = absl::InfiniteFuture();
      if (random.Chance(10) && !one->skills.empty()) one->skills[0].skill.groups = {"x", "y"};
      if (random.Chance(10) && !one->skills.empty()) one->skills.push_back(one->skills[0]);
      if (random.Chance(20))
        one->languages.push_back({"en", Cefr::kB1, Jlpt::kNone, Importance::kMust, false});
      break;
  }
}

void Bend(RandomSource& random, Kind kind, Candidate* one) {
  switch (kind) {
    case Kind::kPlausible:
      break;
    case Kind::kTies:
      one->availability = AlwaysFree();
      if (random.Chance(50)) one->skills.clear();
      one->first_interview.reset();
      break;
    case Kind::kSelective:
      one->accepts_remote = false;
      break;
    case Kind::kUnselective:
      one->availability = AlwaysFree();
      one->needs.clear();
      one->authorisation = {};
      one->authorisation.auth_class = AuthClass::kUnrestricted;
      one->authorisation.seen = PapersSeen::kCardFront;
      one->status = CaseStatus::kActive;
      break;
    case Kind::kOdd: {
      WorkAuthorisation& auth = one->authorisation;
      if (random.Chance(20)) {
        auth.auth_class = AuthClass::kCapped;
        auth.individual_permissions.push_back(
            {RandomInternship(random, random.Between(0, 50)).id, random.Between(10, 50) * 60, {}});
      }
      if (random.Chance(20)) auth.adult_labour_date = Date(2027, 1, random.Between(1, 28));
      if (random.Chance(20)) auth.occupations_allowed.push_back(Occupation("25"));
      if (random.Chance(20)) auth.valid_until = Date(2027, 1, random.Between(1, 28));
      if (random.Chance(20) && auth.valid_until) auth.renewal_filed_on = *auth.valid_until - 3;
      if (random.Chance(10)) {
        const absl::Time start = RandomWorldTime() + absl::Hours(random.Between(0, 999));
        one->availability.busy.push_back({start + absl::Milliseconds(1), absl::InfiniteFuture()});
      }
      for (WeeklyWindow& window : one->availability.weekly) {
        if (random.Chance(10)) absl::LoadTimeZone("America/Los_Angeles", &window.zone);
        if (random.Chance(10)) window.end_minute = window.start_minute;
      }
      if (random.Chance(20))
        one->consents[0].expires = RandomWorldTime() + absl::Hours(random.Between(-9, 99));
      if (random.Chance(10)) one->consents.clear();
      break;
    }
  }
}

World BentWorld(uint64_t seed, Kind kind, int candidates, int internships, int advisors) {
  RandomSource random(seed);
  World world;
  for (int i = 0; i < candidates; ++i) {
    Candidate one = RandomCandidate(random, i);
    Bend(random, kind, &one);
    world.candidates.push_back(std::make_shared<const Candidate>(std::move(one)));
  }
  for (int i = 0; i < internships; ++i) {
    Internship one = RandomInternship(random, i);
    Bend(random, kind, &one);
    world.internships.push_back(std::make_shared<const Internship>(std::move(one)));
  }
  for (int i = 0; i < advisors; ++i) {
    world.advisors.push_back(std::make_shared<const Advisor>(RandomAdvisor(random, i)));
  }
  // Coordinators cleared some pairs, of some codes.
  const int cleared = candidates * (internships + advisors) > 0 ? 40 + candidates : 0;
  for (int i = 0; i < cleared; ++i) {
    const std::string candidate = world.candidates[random.Between(0, candidates - 1)]->id.name();
    const bool internship = advisors == 0 || (internships > 0 && random.Chance(50));
    const std::string counterpart =
        internship ? world.internships[random.Between(0, internships - 1)]->id.name()
                   : world.advisors[random.Between(0, advisors - 1)]->id.name();
    auto& codes = world.clearances[{candidate, counterpart}];
    for (ReasonCode code :
         {ReasonCode::kLanguageOneStepShort, ReasonCode::kLanguageUnverified,
          ReasonCode::kNeedUnconfirmed, ReasonCode::kWorkAuthUnverified,
          ReasonCode::kAuthExpiresDuring, ReasonCode::kBoundaryWeek, ReasonCode::kLabourOver40h}) {
      if (random.Chance(60)) codes.push_back(code);
    }
  }
  return world;
}

RankQuery RandomQuery(RandomSource& random) {
  RankQuery query;
  query.as_of = RandomWorldTime();
  switch (random.Between(0, 4)) {
    case 0:
      break;
    case 1:  // about midnight, in Japan
      query.as_of = JapanMidnight(JapanDate(RandomWorldTime()) + random.Between(-10, 120)) +
                    absl::Microseconds(random.Between(-1, 1));
      break;
    case 2:  // at deadlines
      query.as_of = RandomWorldTime() + absl::Hours(24 * random.Between(-5, 60)) +
                    absl::Microseconds(random.Between(-1, 1));
      break;
    case 3:  // about the clock change in California, 2027-03-14 10:00 UTC
      query.as_of = absl::FromUnixSeconds(1'805'018'400) +
                    absl::Minutes(random.Between(-40 * 24 * 60, 24 * 60));
      break;
    case 4:
      query.as_of = RandomWorldTime() + absl::Seconds(random.Between(-5'000'000, 20'000'000));
      break;
  }
  switch (random.Between(0, 3)) {
    case 0:
      query.sections = {true, false, false, false};
      break;
    case 1:
      query.sections.fill(true);
      break;
    case 2:
      for (bool& section : query.sections) section = random.Chance(50);
      break;
    default:
      break;
  }
  const std::array limits = {1, 2, 7, 20, 20, 20, 100, 1'000'000};
  query.limit = limits[random.Between(0, limits.size() - 1)];
  return query;
}

template <typename T>
void ExpectEqual(const absl::StatusOr<std::vector<Ranked<T>>>& index,
                 const absl::StatusOr<std::vector<Ranked<T>>>& plain, const std::string& where) {
  ASSERT_TRUE(index.ok()) << where << " " << index.status();
  ASSERT_TRUE(plain.ok()) << where << " " << plain.status();
  for (size_t i = 0; i < std::min(index->size(), plain->size()); ++i) {
    ASSERT_EQ((*index)[i].item->id.name(), (*plain)[i].item->id.name())
        << where << " row " << i << ": " << VerdictName((*index)[i].judgement.verdict) << " "
        << (*index)[i].judgement.component_sum << " instead of "
        << VerdictName((*plain)[i].judgement.verdict) << " " << (*plain)[i].judgement.component_sum
        << " " << absl::StrJoin(CodeNames((*plain)[i].judgement), " ") << ", of " << index->size()
        << " and " << plain->size();
    ASSERT_EQ((*index)[i].item, (*plain)[i].item) << where << " row " << i;
    ASSERT_TRUE((*index)[i].judgement == (*plain)[i].judgement) << where << " row " << i;
  }
  ASSERT_EQ(index->size(), plain->size()) << where;
}

struct Case {
  Kind kind;
  int size;
  int queries;
};

class IndexedRankerTest : public ::testing::TestWithParam<Case> {
 protected:
  // Asks of both rankers, in worlds that change every few queries.
  template <typename Ask>
  void AskBoth(int candidates, int internships, int advisors, Ask ask) {
    const auto [kind, size, by_default] = GetParam();
    const int queries = QueriesPerTest(by_default);
    const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
    std::shared_ptr<const World> world;
    std::unique_ptr<PlainRanker> plain;
    std::unique_ptr<IndexedRanker> index;
    for (int i = 0; i < queries; ++i) {
      const uint64_t seed = 7'000 + i;
      if (i % 8 == 0) {
        world =
            std::make_shared<const World>(BentWorld(seed, kind, candidates, internships, advisors));
        plain = std::make_unique<PlainRanker>(world, rules);
        index = std::make_unique<IndexedRanker>(world, rules);
      }
      RandomSource random(seed);
      RankQuery query = RandomQuery(random);
      const std::string where =
          absl::StrCat(KindName(kind), ", seed ", seed, ", as of ", absl::FormatTime(query.as_of),
                       ", limit ", query.limit);
      ask(random, *world, query, *index, *plain, where);
      if (HasFatalFailure()) return;
    }
  }
};

void PrintTo(const Case& one, std::ostream* os) { *os << KindName(one.kind) << one.size; }

TEST_P(IndexedRankerTest, InternshipsOfACandidateAreThoseOfThePlainRanker) {
  AskBoth(8, GetParam().size, 0,
          [](RandomSource& random, const World& world, const RankQuery& query,
             const IndexedRanker& index, const PlainRanker& plain, const std::string& where) {
            const Candidate& candidate = *world.candidates[random.Between(0, 7)];
            ExpectEqual(index.RankInternships(candidate, query),
                        plain.RankInternships(candidate, query), where);
          });
}

// Every bound holds for every pair, and says why it does not.
TEST_P(IndexedRankerTest, BoundsOfInternshipsHold) {
  const auto [kind, size, queries] = GetParam();
  const RuleSet rules = DefaultRuleSet();
  int certain = 0;
  int pairs = 0;
  for (int i = 0; i < queries; ++i) {
    const uint64_t seed = 7'000 + i;
    RandomSource random(seed);
    const World world = BentWorld(seed, kind, 1, std::min(size, 100), 0);
    const Candidate& candidate = *world.candidates[0];
    const absl::Time as_of = RandomQuery(random).as_of;
    for (const auto& segment : InternshipSegment::Build(world.internships, 0)) {
      InternshipScan scan(candidate, rules, as_of, segment->dictionaries());
      for (uint32_t row = 0; row < segment->size(); ++row) {
        const Judgement judged = JudgeInternship(candidate, *segment->item(row), rules, as_of);
        const InternshipScan::RowBound bound = scan.Bound(*segment, row);
        const std::string where =
            absl::StrCat(KindName(kind), ", seed ", seed, ", ", segment->item(row)->id.name(), ", ",
                         VerdictName(judged.verdict), ": ", absl::StrJoin(CodeNames(judged), " "));
        ASSERT_TRUE(bound.outcome.MayBe(judged.verdict, bound.outside)) << where;
        for (int verdict = 0; verdict < kVerdictCount; ++verdict) {
          const auto other = static_cast<Verdict>(verdict);
          if (!bound.outcome.MustBe(other, bound.outside)) continue;
          ++certain;
          ASSERT_EQ(other, judged.verdict) << where;
        }
        ++pairs;
        ASSERT_LE(bound.lower, judged.component_sum) << where;
        ASSERT_GE(bound.upper, judged.component_sum) << where;
      }
    }
  }
  // Bounds that say nothing hold, too, but are of no use.
  if (kind != Kind::kOdd && pairs > 1000) EXPECT_GT(certain, pairs / 2);
}

INSTANTIATE_TEST_SUITE_P(
    Worlds, IndexedRankerTest,
    ::testing::Values(Case{Kind::kPlausible, 1500, 40}, Case{Kind::kPlausible, 1, 16},
                      Case{Kind::kTies, 1500, 32}, Case{Kind::kSelective, 1500, 32},
                      Case{Kind::kUnselective, 1500, 32}, Case{Kind::kOdd, 600, 64}),
    [](const auto& info) { return KindName(info.param.kind) + std::to_string(info.param.size); });

}  // namespace
}  // namespace banso
