// The index answers as judging everything does, to the last byte. Seeds are printed with a failure.
// BANSO_INDEX_QUERIES says how many random queries are asked in all (a few hundred by default).
#include "engine/index/indexed_ranker.h"

#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/codec/value_codec.h"
#include "engine/index/advisor_scan.h"
#include "engine/index/candidate_scan.h"
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
      if (random.Chance(20) && !one->consents.empty())
        one->consents[0].expires = RandomWorldTime() + absl::Hours(random.Between(-9, 99));
      if (random.Chance(10)) one->consents.clear();
      if (random.Chance(20)) one->household = absl::StrCat("h", random.Between(0, 3));
      for (int i = random.Between(0, 2); i > 0; --i) {
        one->open_applications.push_back(
            {EmployerId(absl::StrCat("employers/e", random.Between(0, 5))),
             random.Chance(50) ? absl::StrCat("g", random.Between(0, 3)) : ""});
      }
      if (random.Chance(10)) {
        one->consents.push_back({ConsentScope::kService, "", RandomWorldTime(),
                                 RandomWorldTime() + absl::Hours(24 * 40)});
      }
      break;
    }
  }
}

void Bend(RandomSource& random, Kind kind, Advisor* one) {
  if (kind == Kind::kTies) {
    one->industries = {Industry("39")};
    one->occupations = {Occupation("2512")};
    one->topics = {};
    one->availability = random.Chance(50) ? AlwaysFree() : one->availability;
    one->max_active = 3;
    one->active = random.Between(0, 1);
  }
  if (kind == Kind::kUnselective) {
    one->max_active = 4;
    one->state = AdvisorState::kActive;
  }
  if (kind == Kind::kOdd) {
    for (WeeklyWindow& window : one->availability.weekly) {
      if (random.Chance(20)) absl::LoadTimeZone("America/Los_Angeles", &window.zone);
      if (random.Chance(20)) window.end_minute = window.start_minute;
    }
    if (random.Chance(20)) one->household = absl::StrCat("h", random.Between(0, 3));
    if (random.Chance(50)) {
      one->employer = EmployerId(absl::StrCat("employers/e", random.Between(0, 5)));
      if (random.Chance(50)) one->corporate_group = absl::StrCat("g", random.Between(0, 3));
    }
    if (random.Chance(20)) {
      one->blocked_candidates.push_back(
          CandidateId(absl::StrFormat("candidates/c%07d", random.Between(0, 40))));
    }
    if (random.Chance(10)) one->industries.clear();
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
    Advisor one = RandomAdvisor(random, i);
    Bend(random, kind, &one);
    world.advisors.push_back(std::make_shared<const Advisor>(std::move(one)));
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
    // Not the same object if the index was read back.
    ASSERT_TRUE(*(*index)[i].item == *(*plain)[i].item) << where << " row " << i;
    ASSERT_TRUE((*index)[i].judgement == (*plain)[i].judgement) << where << " row " << i;
  }
  ASSERT_EQ(index->size(), plain->size()) << where;
}

// Values as bytes, which are read when they are asked for.
template <typename T>
class EncodedValues final : public ValueSource<T> {
 public:
  // Returns the position of the value.
  uint64_t Add(const T& value) {
    Encode(value, &bytes_.emplace_back());
    return bytes_.size() - 1;
  }
  std::shared_ptr<const T> Read(uint64_t position) const override {
    auto value = std::make_shared<T>();
    if (!Decode(bytes_.at(position), value.get())) std::abort();
    return value;
  }

 private:
  std::vector<std::string> bytes_;
};

template <typename T>
StoredValues<T> Stored(std::vector<std::shared_ptr<const T>> values) {
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a->id < b->id; });
  const auto source = std::make_shared<EncodedValues<T>>();
  StoredValues<T> stored = {source, {}};
  for (const auto& value : values) stored.positions.push_back(source->Add(*value));
  return stored;
}

std::vector<std::string> Saved(const IndexedRanker& index) {
  std::vector<std::string> pieces;
  EXPECT_TRUE(index
                  .Save([&](absl::string_view piece) {
                    pieces.emplace_back(piece);
                    return absl::OkStatus();
                  })
                  .ok());
  return pieces;
}

absl::StatusOr<std::shared_ptr<const IndexedRanker>> Loaded(
    const std::vector<std::string>& pieces, const World& world,
    const std::shared_ptr<const RuleBook>& rules) {
  size_t at = 0;
  return IndexedRanker::Load(
      [&]() -> absl::StatusOr<std::string> {
        if (at == pieces.size()) return absl::DataLossError("no further piece");
        return pieces[at++];
      },
      Stored(world.internships), Stored(world.advisors), Stored(world.candidates),
      std::make_shared<const Clearances>(world.clearances), rules);
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

TEST_P(IndexedRankerTest, CandidatesOfAnInternshipAreThoseOfThePlainRanker) {
  AskBoth(GetParam().size, 8, 0,
          [](RandomSource& random, const World& world, RankQuery query, const IndexedRanker& index,
             const PlainRanker& plain, const std::string& where) {
            const Internship& internship = *world.internships[random.Between(0, 7)];
            absl::flat_hash_map<CandidateId, int> showings;
            for (const auto& candidate : world.candidates) {
              if (random.Chance(30)) showings[candidate->id] = random.Between(0, 3);
            }
            if (random.Chance(70)) query.showings = &showings;
            ExpectEqual(index.RankCandidates(internship, query),
                        plain.RankCandidates(internship, query), where);
          });
}

TEST_P(IndexedRankerTest, AdvisorsOfACandidateAreThoseOfThePlainRanker) {
  AskBoth(8, 0, GetParam().size,
          [](RandomSource& random, const World& world, const RankQuery& query,
             const IndexedRanker& index, const PlainRanker& plain, const std::string& where) {
            const Candidate& candidate = *world.candidates[random.Between(0, 7)];
            ExpectEqual(index.RankAdvisors(candidate, query), plain.RankAdvisors(candidate, query),
                        where);
          });
}

TEST_P(IndexedRankerTest, CandidatesOfAnAdvisorAreThoseOfThePlainRanker) {
  AskBoth(GetParam().size, 0, 8,
          [](RandomSource& random, const World& world, const RankQuery& query,
             const IndexedRanker& index, const PlainRanker& plain, const std::string& where) {
            const Advisor& advisor = *world.advisors[random.Between(0, 7)];
            ExpectEqual(index.RankCandidates(advisor, query), plain.RankCandidates(advisor, query),
                        where);
          });
}

// A world that changes row by row, and the ranker that follows it.
TEST_P(IndexedRankerTest, ChangesAreAnsweredAsIfTheWorldWereNew) {
  const auto [kind, size, by_default] = GetParam();
  const int rows = std::min(size, 150);
  const int steps = QueriesPerTest(by_default);
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  RandomSource random(31);
  World world = BentWorld(31, kind, rows, rows, rows);
  std::shared_ptr<const IndexedRanker> index =
      std::make_shared<const IndexedRanker>(std::make_shared<const World>(world), rules);
  IndexedRanker::Tidied folded;  // built aside some steps ago
  IndexedRanker::Tidied merged;
  for (int step = 0; step < steps; ++step) {
    IndexChanges changes;
    // Takes the place of a row, adds one, or removes one.
    const auto change = [&](auto& items, auto& put, auto& erased, auto make) {
      for (int i = random.Between(0, 3); i > 0; --i) {
        auto one = make(random.Between(0, 2 * rows));
        Bend(random, kind, &one);
        auto item = std::make_shared<const std::decay_t<decltype(one)>>(std::move(one));
        std::erase_if(items, [&](const auto& other) { return other->id == item->id; });
        if (random.Chance(70)) {
          items.push_back(item);
          put.push_back(std::move(item));
        } else {
          std::erase_if(put, [&](const auto& other) { return other->id == item->id; });
          erased.push_back(item->id);
        }
      }
    };
    change(world.candidates, changes.put_candidates, changes.erased_candidates,
           [&](int id) { return RandomCandidate(random, id); });
    change(world.internships, changes.put_internships, changes.erased_internships,
           [&](int id) { return RandomInternship(random, id); });
    change(world.advisors, changes.put_advisors, changes.erased_advisors,
           [&](int id) { return RandomAdvisor(random, id); });
    index = index->Apply(changes);
    if (random.Chance(5)) index = index->Merged();
    if (random.Chance(5)) {  // a restart
      const auto loaded = Loaded(Saved(*index), world, rules);
      ASSERT_TRUE(loaded.ok()) << loaded.status();
      index = *loaded;
      folded = {};
      merged = {};
    }
    if (random.Chance(20)) folded = index->Fold();
    if (random.Chance(20)) merged = index->Merge();
    if (random.Chance(20)) index->Take(&merged);  // follows, and is taken later
    if (random.Chance(20)) index = index->Take(&folded);
    if (random.Chance(20)) index = index->Take(&merged);
    const PlainRanker plain(std::make_shared<const World>(world), rules);
    const RankQuery query = RandomQuery(random);
    const std::string where = absl::StrCat(KindName(kind), ", step ", step);
    const Candidate candidate = RandomCandidate(random, random.Between(0, rows));
    const Internship internship = RandomInternship(random, random.Between(0, rows));
    const Advisor advisor = RandomAdvisor(random, random.Between(0, rows));
    ExpectEqual(index->RankInternships(candidate, query), plain.RankInternships(candidate, query),
                where);
    ExpectEqual(index->RankAdvisors(candidate, query), plain.RankAdvisors(candidate, query), where);
    ExpectEqual(index->RankCandidates(internship, query), plain.RankCandidates(internship, query),
                where);
    ExpectEqual(index->RankCandidates(advisor, query), plain.RankCandidates(advisor, query), where);
    if (HasFatalFailure()) return;
  }
}

// Checks the bounds of a pair against its judgement.
// The numbers of shapes of hours are fewer than what is here.
TEST(IndexInBatchesTest, CandidatesThatCameInBatchesAreRankedAsAll) {
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  RandomSource random(32);
  const World world = BentWorld(32, Kind::kPlausible, 400, 20, 0);
  World rest = world;
  rest.candidates.clear();
  std::shared_ptr<const IndexedRanker> index =
      std::make_shared<const IndexedRanker>(std::make_shared<const World>(rest), rules);
  const StoredValues<Candidate> stored = Stored(world.candidates);
  for (size_t begin = 0; begin < stored.positions.size(); begin += 150) {
    std::vector<RowValue<Candidate>> batch;
    for (size_t i = begin; i < std::min(begin + 150, stored.positions.size()); ++i) {
      batch.emplace_back(stored.source, stored.positions[i]);
    }
    index = index->Append(std::move(batch));
  }

  EXPECT_EQ(index->changed_rows(), 0u);
  const PlainRanker plain(std::make_shared<const World>(world), rules);
  for (int i = 0; i < 20; ++i) {
    const RankQuery query = RandomQuery(random);
    const Internship& internship = *world.internships[i];
    ExpectEqual(index->RankCandidates(internship, query), plain.RankCandidates(internship, query),
                absl::StrCat("opening ", i));
  }
}

// In the other worlds nearly everybody has a week of their own, and nothing is worked out once.
TEST(SharedWeeksTest, PeopleWithTheSameWeekAreRankedAsThePlainRankerDoes) {
  constexpr size_t kWeeks = 5;
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  for (const Kind kind : {Kind::kPlausible, Kind::kUnselective, Kind::kTies}) {
    World world = BentWorld(34, kind, 300, 20, 300);
    const auto share = [](auto* people) {
      for (size_t i = kWeeks; i < people->size(); ++i) {
        auto one = *(*people)[i];
        one.availability = (*people)[i % kWeeks]->availability;
        (*people)[i] = std::make_shared<const decltype(one)>(std::move(one));
      }
    };
    share(&world.candidates);
    share(&world.advisors);
    const auto shared = std::make_shared<const World>(world);
    const IndexedRanker index(shared, rules);
    const PlainRanker plain(shared, rules);
    const auto segment =
        CandidateSegment::Build({world.candidates.begin(), world.candidates.end()}, 0).front();
    ASSERT_LE(segment->weeks().distinct(), kWeeks);
    RandomSource random(34);
    for (int i = 0; i < 20; ++i) {
      const RankQuery query = RandomQuery(random);
      const std::string where = absl::StrCat(KindName(kind), ", query ", i);
      const Candidate& candidate = *world.candidates[i];
      const Internship& internship = *world.internships[i];
      const Advisor& advisor = *world.advisors[i];
      ExpectEqual(index.RankAdvisors(candidate, query), plain.RankAdvisors(candidate, query),
                  where);
      ExpectEqual(index.RankCandidates(internship, query), plain.RankCandidates(internship, query),
                  where);
      ExpectEqual(index.RankCandidates(advisor, query), plain.RankCandidates(advisor, query),
                  where);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(SavedIndexTest, WhatIsNotAnIndexIsRefused) {
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  const World world = BentWorld(33, Kind::kPlausible, 30, 30, 30);
  const std::vector<std::string> pieces =
      Saved(IndexedRanker(std::make_shared<const World>(world), rules));
  ASSERT_TRUE(Loaded(pieces, world, rules).ok());

  for (size_t piece = 0; piece < pieces.size(); ++piece) {
    for (const size_t size : {size_t{0}, size_t{7}, pieces[piece].size() - 1}) {
      std::vector<std::string> cut = pieces;
      cut[piece].resize(size);
      EXPECT_EQ(Loaded(cut, world, rules).status().code(), absl::StatusCode::kDataLoss)
          << "piece " << piece << " cut to " << size;
    }
    std::vector<std::string> longer = pieces;
    longer[piece] += "x";
    EXPECT_EQ(Loaded(longer, world, rules).status().code(), absl::StatusCode::kDataLoss);
  }
  World larger = world;
  larger.candidates.push_back(
      std::make_shared<const Candidate>(RandomCandidate(*std::make_unique<RandomSource>(1), 99)));
  EXPECT_EQ(Loaded(pieces, larger, rules).status().code(), absl::StatusCode::kDataLoss);
}

TEST(HoursOfManyShapesTest, AreRankedAsThePlainRankerDoes) {
  auto world = std::make_shared<World>();
  for (int i = 0; i < 1'100; ++i) {
    Internship internship = AnInternship(absl::StrCat("i", 1'000 + i));
    internship.schedule = FixedSchedule{
        {{Date(2027, 2, 1) + i % 28, 6 * 60 + 15 * (i / 28), 10 * 60 + 15 * (i / 28), 0}}};
    world->internships.push_back(std::make_shared<const Internship>(std::move(internship)));
  }
  const Candidate candidate =
      ACandidate().FreeOnly({Weekly(absl::Weekday::monday, 9 * 60, 21 * 60),
                             Weekly(absl::Weekday::saturday, 8 * 60, 22 * 60)});
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  for (const int limit : {20, 2'000}) {
    RankQuery query;
    query.as_of = JapanInstant("2026-12-01 09:00");
    query.sections.fill(true);
    query.limit = limit;
    ExpectEqual(IndexedRanker(world, rules).RankInternships(candidate, query),
                PlainRanker(world, rules).RankInternships(candidate, query), absl::StrCat(limit));
  }
}

template <typename Bound>
void ExpectHolds(const Bound& bound, const Judgement& judged, const std::string& where) {
  const std::string all = absl::StrCat(where, ", ", VerdictName(judged.verdict), ": ",
                                       absl::StrJoin(CodeNames(judged), " "));
  ASSERT_TRUE(bound.outcome.MayBe(judged.verdict, bound.outside)) << all;
  for (int verdict = 0; verdict < kVerdictCount; ++verdict) {
    const auto other = static_cast<Verdict>(verdict);
    if (bound.outcome.MustBe(other, bound.outside)) {
      ASSERT_EQ(other, judged.verdict) << all;
    }
  }
  ASSERT_LE(bound.lower, judged.component_sum) << all;
  ASSERT_GE(bound.upper, judged.component_sum) << all;
}

TEST_P(IndexedRankerTest, BoundsHoldForEveryPair) {
  const auto [kind, size, queries] = GetParam();
  const RuleSet rules = DefaultRuleSet();
  for (int i = 0; i < queries; ++i) {
    const uint64_t seed = 7'000 + i;
    RandomSource random(seed);
    const int rows = std::min(size, 60);
    const World world = BentWorld(seed, kind, rows, rows, rows);
    const RankQuery query = RandomQuery(random);
    const absl::Time as_of = query.as_of;
    const std::string where =
        absl::StrCat(KindName(kind), ", seed ", seed, ", as of ", absl::FormatTime(as_of), ", ");
    const Candidate& candidate = *world.candidates[0];
    const Internship& internship = *world.internships[0];
    const Advisor& advisor = *world.advisors[0];
    FreeDays free_days(candidate.availability, rules.holidays);
    for (const auto& segment :
         InternshipSegment::Build({world.internships.begin(), world.internships.end()}, 0)) {
      InternshipScan scan(candidate, rules, as_of, segment->dictionaries(), free_days);
      for (uint32_t row = 0; row < segment->size(); ++row) {
        const ValueRef<Internship> item = segment->item(row);
        const Internship& one = *item;
        const Judgement judged = JudgeInternship(candidate, one, rules, as_of);
        ExpectHolds(scan.Bound(*segment, row), judged, where + one.id.name());
        ASSERT_EQ(JudgeInternship(candidate, one, rules, as_of, Side::kCandidate, {}, &free_days),
                  judged)
            << where << one.id.name();
        if (HasFatalFailure()) return;
      }
    }
    const TimeRanges free_time =
        FreeTime(candidate.availability,
                 MeetingTime(as_of, rules.advisors.horizon_days,
                             absl::Minutes(rules.advisors.minimum_minutes)),
                 rules.holidays);
    for (const auto& segment :
         AdvisorSegment::Build({world.advisors.begin(), world.advisors.end()}, 0)) {
      AdvisorScan scan(candidate, rules, as_of, segment->dictionaries(), free_time);
      for (uint32_t row = 0; row < segment->size(); ++row) {
        const ValueRef<Advisor> item = segment->item(row);
        const Advisor& one = *item;
        const Judgement judged = JudgeAdvisor(candidate, one, rules, as_of);
        ASSERT_EQ(JudgeAdvisor(candidate, one, rules, as_of, {}, &free_time), judged)
            << where << one.id.name();
        const AdvisorScan::RowBound bound = scan.Bound(*segment, row);
        ExpectHolds(bound, judged, where + one.id.name());
        if (judged.first_common_start && row < segment->open_rows()) {
          const int64_t first = absl::ToUnixMicros(*judged.first_common_start);
          ASSERT_LE(bound.first_start, first) << where << one.id.name();
          if (bound.start_is_exact) {
            ASSERT_EQ(bound.first_start, first) << where << one.id.name();
          }
        }
        if (HasFatalFailure()) return;
      }
    }
    for (const auto& segment :
         CandidateSegment::Build({world.candidates.begin(), world.candidates.end()}, 0)) {
      CandidateScan of_internship(internship, rules, query, segment->dictionaries());
      CandidateScan of_advisor(advisor, rules, query, segment->dictionaries());
      for (uint32_t row = 0; row < segment->size(); ++row) {
        const ValueRef<Candidate> item = segment->item(row);
        const Candidate& one = *item;
        const std::string pair = where + one.id.name();
        ExpectHolds(of_internship.Bound(*segment, row),
                    JudgeInternship(one, internship, rules, as_of, Side::kCounterpart), pair);
        ExpectHolds(of_advisor.Bound(*segment, row), JudgeAdvisor(one, advisor, rules, as_of),
                    pair);
        if (HasFatalFailure()) return;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Worlds, IndexedRankerTest,
    ::testing::Values(Case{Kind::kPlausible, 1500, 40}, Case{Kind::kPlausible, 1, 16},
                      Case{Kind::kTies, 1500, 32}, Case{Kind::kSelective, 1500, 32},
                      Case{Kind::kUnselective, 1500, 32}, Case{Kind::kOdd, 600, 64}),
    [](const auto& info) { return KindName(info.param.kind) + std::to_string(info.param.size); });

}  // namespace
}  // namespace banso
