#include "engine/index/plain_ranker.h"

#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

class PlainRankerTest : public ::testing::Test {
 protected:
  void Add(const Internship& internship) {
    world_.internships.push_back(std::make_shared<const Internship>(internship));
  }
  void Add(const Candidate& candidate) {
    world_.candidates.push_back(std::make_shared<const Candidate>(candidate));
  }
  PlainRanker Ranker() const {
    return PlainRanker(std::make_shared<const World>(world_),
                       std::make_shared<const RuleBook>(RuleBook::Default()));
  }
  static std::vector<std::string> Ids(const auto& rows) {
    std::vector<std::string> ids;
    for (const auto& row : rows) {
      const std::string& name = row.item->id.name();
      ids.push_back(name.substr(name.rfind('/') + 1));
    }
    return ids;
  }

  World world_;
  RankQuery query_{.as_of = kAsOf};
};

TEST_F(PlainRankerTest, EqualScoresAreOrderedByDeadlineThenId) {
  const auto with_deadline = [](const char* id, std::optional<absl::Time> deadline) {
    AnInternship internship(id);
    internship.value().deadline = deadline;
    return internship.value();
  };
  Add(with_deadline("b", std::nullopt));
  Add(with_deadline("a", std::nullopt));
  Add(with_deadline("d", kAsOf + absl::Hours(48)));
  Add(with_deadline("c", kAsOf + absl::Hours(24)));

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankInternships(ACandidate(), query_));

  EXPECT_THAT(Ids(rows), ElementsAre("c", "d", "a", "b"));
}

TEST_F(PlainRankerTest, BlockedOnesComeOnlyWhenAskedAndById) {
  AnInternship good("z");
  AnInternship full_b("b");
  full_b.value().seats_taken = 1;
  AnInternship full_a("a");
  full_a.value().seats_taken = 1;
  for (const Internship& internship : {full_b.value(), good.value(), full_a.value()}) {
    Add(internship);
  }

  ASSERT_OK_AND_ASSIGN(const auto open, Ranker().RankInternships(ACandidate(), query_));
  query_.sections.fill(true);
  ASSERT_OK_AND_ASSIGN(const auto all, Ranker().RankInternships(ACandidate(), query_));

  EXPECT_THAT(Ids(open), ElementsAre("z"));
  EXPECT_THAT(Ids(all), ElementsAre("z", "a", "b"));
}

TEST_F(PlainRankerTest, CandidatesOfAnInternshipAreOrderedInStepsThenByShowingsAndWaiting) {
  const auto waiting = [](const char* id, int days) {
    ACandidate candidate(id);
    candidate.value().first_interview = kAsOf - absl::Hours(24 * days);
    return candidate.value();
  };
  Add(waiting("a", 1));
  Add(waiting("b", 30));
  Add(waiting("c", 30));
  Candidate shown = waiting("d", 300);
  Add(shown);
  // 100 points better, which is within the same step: it does not come first.
  Candidate slightly_better = waiting("e", 0);
  Add(slightly_better);
  const absl::flat_hash_map<CandidateId, int> showings = {{shown.id, 2}};
  query_.showings = &showings;

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankCandidates(AnInternship(), query_));

  EXPECT_THAT(Ids(rows), ElementsAre("b", "c", "a", "e", "d"));
}

TEST_F(PlainRankerTest, CandidatesOfAnInternshipNeedTheBlindedConsent) {
  ACandidate candidate;
  candidate.value().consents.pop_back();
  Add(candidate.value());
  query_.sections.fill(true);

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankCandidates(AnInternship(), query_));

  EXPECT_EQ(rows[0].judgement.verdict, Verdict::kBlocked);
  EXPECT_THAT(VerdictCodeNames(rows[0].judgement), ElementsAre("CONSENT_MISSING"));
}

TEST_F(PlainRankerTest, CandidatesOfAnAdvisorAreOrderedByWaiting) {
  const auto waiting = [](const char* id, int days) {
    ACandidate candidate(id);
    candidate.Speaks("ja", Cefr::kB2);
    candidate.value().first_interview = kAsOf - absl::Hours(24 * days);
    return candidate.value();
  };
  Add(waiting("a", 1));
  Add(waiting("b", 9));
  AnAdvisor advisor;
  advisor.NativeIn("ja");

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankCandidates(advisor, query_));

  EXPECT_THAT(Ids(rows), ElementsAre("b", "a"));
}

TEST_F(PlainRankerTest, OutsideWishRowsAreOrderedByTheirUncappedSum) {
  ACandidate candidate;
  candidate.Wishes({"76"}, {}).NotAssessed();
  Add(AnInternship("a").Asks("it.data.sql", 1));
  Add(AnInternship("b"));  // asks for nothing: more points for skills, the same capped score

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankInternships(candidate, query_));

  EXPECT_THAT(Ids(rows), ElementsAre("b", "a"));
  EXPECT_EQ(rows[0].judgement.raw, 39'999);
  EXPECT_EQ(rows[1].judgement.raw, 39'999);
}

TEST_F(PlainRankerTest, ALimitCutsTheBestOff) {
  world_ = RandomWorld(7, 1, 300, 0);
  query_.as_of = RandomWorldTime();
  query_.limit = 300;
  query_.sections.fill(true);
  ASSERT_OK_AND_ASSIGN(const auto all, Ranker().RankInternships(*world_.candidates[0], query_));
  query_.limit = 17;

  ASSERT_OK_AND_ASSIGN(const auto some, Ranker().RankInternships(*world_.candidates[0], query_));

  ASSERT_EQ(some.size(), 17);
  for (size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(some[i].item->id, all[i].item->id);
    EXPECT_EQ(some[i].judgement, all[i].judgement);
  }
}

TEST_F(PlainRankerTest, ClearancesConcernTheirPairOnly) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN3);
  Add(AnInternship("a").AsksJlpt(Jlpt::kN2));
  Add(AnInternship("b").AsksJlpt(Jlpt::kN2));
  world_.clearances[{"candidates/c1", "employers/e1/internships/b"}] = {
      ReasonCode::kLanguageOneStepShort};

  ASSERT_OK_AND_ASSIGN(const auto rows, Ranker().RankInternships(candidate, query_));

  EXPECT_THAT(Ids(rows), ElementsAre("b", "a"));
  EXPECT_EQ(rows[0].judgement.verdict, Verdict::kEligible);
  EXPECT_EQ(rows[1].judgement.verdict, Verdict::kReview);
  for (const auto& row : rows) {
    EXPECT_EQ(Ranker().Explain(candidate, *row.item, Side::kCandidate, kAsOf), row.judgement);
  }
}

TEST_F(PlainRankerTest, ALimitBelowOneIsRefusedAndACancelledRankingStops) {
  Add(AnInternship());
  query_.limit = 0;
  EXPECT_THAT(Ranker().RankInternships(ACandidate(), query_),
              StatusIs(absl::StatusCode::kInvalidArgument));
  query_.limit = 1;
  query_.cancelled = [] { return true; };
  EXPECT_THAT(Ranker().RankInternships(ACandidate(), query_),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace banso
