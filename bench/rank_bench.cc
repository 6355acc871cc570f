// How long the plain ranker takes, by size: the baseline that a faster ranker has to beat. Worlds
// are those of tests/support/random_world.h with a fixed seed. The time of one judgement is in the
// same run, so that the rankings can be read as ratios to it whatever the machine.
#include <memory>

#include "benchmark/benchmark.h"
#include "engine/index/plain_ranker.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

constexpr uint64_t kSeed = 20261201;
constexpr int kQueries = 16;  // different queries, in turn

enum Relation { kInternships, kAdvisors, kCandidates };

// The latest world, kept between the benchmarks of one size.
std::shared_ptr<const World> WorldOf(Relation relation, int size) {
  static std::shared_ptr<const World> world;
  static Relation last_relation;
  static int last_size = 0;
  if (world == nullptr || last_relation != relation || last_size != size) {
    world.reset();
    world = std::make_shared<const World>(RandomWorld(
        kSeed, relation == kCandidates ? size : kQueries,
        relation == kInternships ? size : kQueries, relation == kAdvisors ? size : kQueries));
    last_relation = relation;
    last_size = size;
  }
  return world;
}

void BM_JudgeInternship(benchmark::State& state) {
  const auto world = WorldOf(kInternships, 1000);
  const RuleSet rules = DefaultRuleSet();
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(JudgeInternship(
        *world->candidates[i % kQueries], *world->internships[i % 1000], rules, RandomWorldTime()));
    ++i;
  }
}
BENCHMARK(BM_JudgeInternship)->Unit(benchmark::kMicrosecond);

void BM_JudgeAdvisor(benchmark::State& state) {
  const auto world = WorldOf(kAdvisors, 1000);
  const RuleSet rules = DefaultRuleSet();
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(JudgeAdvisor(*world->candidates[i % kQueries],
                                          *world->advisors[i % 1000], rules, RandomWorldTime()));
    ++i;
  }
}
BENCHMARK(BM_JudgeAdvisor)->Unit(benchmark::kMicrosecond);

template <typename RankOne>
void Rank(benchmark::State& state, Relation relation, RankOne rank) {
  const auto world = WorldOf(relation, static_cast<int>(state.range(0)));
  const PlainRanker ranker(world, std::make_shared<const RuleBook>(RuleBook::Default()));
  RankQuery query;
  query.as_of = RandomWorldTime();
  size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(rank(ranker, *world, query, i++ % kQueries));
  state.counters["rows/s"] = benchmark::Counter(
      static_cast<double>(state.range(0)) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}

void BM_RankInternships(benchmark::State& state) {
  Rank(state, kInternships, [](const auto& ranker, const auto& world, const auto& query, size_t i) {
    return ranker.RankInternships(*world.candidates[i], query);
  });
}
void BM_RankAdvisors(benchmark::State& state) {
  Rank(state, kAdvisors, [](const auto& ranker, const auto& world, const auto& query, size_t i) {
    return ranker.RankAdvisors(*world.candidates[i], query);
  });
}
void BM_RankCandidatesForInternship(benchmark::State& state) {
  Rank(state, kCandidates, [](const auto& ranker, const auto& world, const auto& query, size_t i) {
    return ranker.RankCandidates(*world.internships[i], query);
  });
}

#define BANSO_SIZES ->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)
BENCHMARK(BM_RankInternships) BANSO_SIZES;
BENCHMARK(BM_RankAdvisors) BANSO_SIZES;
BENCHMARK(BM_RankCandidatesForInternship) BANSO_SIZES;
#undef BANSO_SIZES

}  // namespace
}  // namespace banso
