// A server ranks by an index: its rankings are those of judging everything, for many at once.
#include "server/catalog/lazy_ranker.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/index/plain_ranker.h"
#include "gmock/gmock.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::testing::Each;

// Every ranking of a world, as lines.
std::vector<std::string> Lines(const World& world, const Ranker& ranker) {
  RankQuery query;
  query.as_of = RandomWorldTime();
  std::vector<std::string> lines;
  const auto add = [&](absl::string_view of, const auto& rows) {
    for (const auto& row : rows.value()) {
      lines.push_back(absl::StrCat(of, ": ", row.item->id.name(), " ",
                                   static_cast<int>(row.judgement.verdict), " ",
                                   row.judgement.component_sum));
    }
  };
  for (const auto& candidate : world.candidates) {
    add(candidate->id.name(), ranker.RankInternships(*candidate, query));
    add(candidate->id.name(), ranker.RankAdvisors(*candidate, query));
    for (const auto& internship : world.internships) {
      const Judgement one = ranker.Explain(*candidate, *internship, Side::kCandidate, query.as_of);
      lines.push_back(absl::StrCat("pair ", one.component_sum));
    }
    for (const auto& advisor : world.advisors) {
      lines.push_back(
          absl::StrCat("pair ", ranker.Explain(*candidate, *advisor, query.as_of).component_sum));
    }
  }
  for (const auto& internship : world.internships) {
    add(internship->id.name(), ranker.RankCandidates(*internship, query));
  }
  for (const auto& advisor : world.advisors) {
    add(advisor->id.name(), ranker.RankCandidates(*advisor, query));
  }
  return lines;
}

TEST(LazyRankerTest, AnswersAsThePlainRankerToManyAtOnce) {
  const auto world = std::make_shared<const World>(RandomWorld(20261201, 30, 30, 30));
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  const std::vector<std::string> expected = Lines(*world, PlainRanker(world, rules));
  const LazyRanker ranker(world, rules);

  std::vector<std::vector<std::string>> answers(4);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = Lines(*world, ranker); });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(answers, Each(expected));
  EXPECT_GT(expected.size(), 2000u);
}

}  // namespace
}  // namespace banso
