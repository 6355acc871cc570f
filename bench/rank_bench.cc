// How much faster a ranker is than the plain one on the same profiles in the same run, by relation,
// regime and size; `--help` lists what can be chosen. A figure is printed only if the ranker gave
// the plain ranker's answer to every query that was timed: ids, order, scores, verdicts, reasons.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "bench/clock.h"
#include "bench/contenders.h"
#include "bench/memory.h"
#include "bench/world.h"
#include "engine/index/plain_ranker.h"
#include "tests/support/random_world.h"

namespace banso::bench {
namespace {

constexpr absl::string_view kHelp = R"(rank_bench [--NAME=VALUE ...]
  --relations=LIST  internships (for a candidate), advisors (for a candidate), candidates (for an
                    internship, as its employer sees them); all three
  --regimes=LIST    selective, unselective; both
  --sizes=LIST      rows of the world; 10000,100000
  --queries=N       different queries; each is asked of the plain ranker once; 24
  --rounds=N        times that each query is asked of the other ranker; 5
  --limit=N         rows of an answer; 20
  --sections=WHICH  shown (all but BLOCKED, and of candidates the ELIGIBLE ones) or all; shown
  --clock=WHICH     wall, or thread: the time that the thread ran, for a busy machine; wall
  --seed=N          of the world and the queries; 20261201
)";

struct Flags {
  std::vector<std::string> relations = {"internships", "advisors", "candidates"};
  std::vector<std::string> regimes = {"selective", "unselective"};
  std::vector<int> sizes = {10'000, 100'000};
  int queries = 24;
  int rounds = 5;
  int limit = 20;
  bool all_sections = false;
  Clock clock = Clock::kWall;
  uint64_t seed = 20261201;
};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "rank_bench: %s\n%s", what.c_str(), std::string(kHelp).c_str());
  std::exit(1);
}

int PositiveOr(const std::string& text, const std::string& flag) {
  int value = 0;
  if (!absl::SimpleAtoi(text, &value) || value < 1) Fail(flag + " wants positive numbers");
  return value;
}

std::vector<std::string> OneOf(const std::string& text, const std::vector<std::string>& known,
                               const std::string& flag) {
  std::vector<std::string> values = absl::StrSplit(text, ',');
  for (const std::string& value : values) {
    if (std::find(known.begin(), known.end(), value) == known.end()) {
      Fail(flag + " does not know " + value);
    }
  }
  return values;
}

Flags Parse(int argc, char** argv) {
  Flags flags;
  for (int i = 1; i < argc; ++i) {
    const std::pair<std::string, std::string> flag =
        absl::StrSplit(argv[i], absl::MaxSplits('=', 1));
    const auto& [name, value] = flag;
    if (name == "--help") {
      std::printf("%s", std::string(kHelp).c_str());
      std::exit(0);
    }
    if (name == "--relations") {
      flags.relations = OneOf(value, flags.relations, name);
    } else if (name == "--regimes") {
      flags.regimes = OneOf(value, flags.regimes, name);
    } else if (name == "--sizes") {
      flags.sizes.clear();
      const std::vector<std::string> sizes = absl::StrSplit(value, ',');
      for (const std::string& size : sizes) flags.sizes.push_back(PositiveOr(size, name));
    } else if (name == "--queries") {
      flags.queries = PositiveOr(value, name);
    } else if (name == "--rounds") {
      flags.rounds = PositiveOr(value, name);
    } else if (name == "--limit") {
      flags.limit = PositiveOr(value, name);
    } else if (name == "--sections") {
      flags.all_sections = OneOf(value, {"shown", "all"}, name).front() == "all";
    } else if (name == "--clock") {
      flags.clock =
          OneOf(value, {"wall", "thread"}, name).front() == "wall" ? Clock::kWall : Clock::kThread;
    } else if (name == "--seed") {
      flags.seed = static_cast<uint64_t>(PositiveOr(value, name));
    } else {
      Fail("there is no " + name);
    }
  }
  return flags;
}

// An answer in a form that does not depend on the kind of rows.
struct AnswerRow {
  std::string id;
  Judgement judgement;

  friend bool operator==(const AnswerRow&, const AnswerRow&) = default;
};
using Answer = std::vector<AnswerRow>;

template <typename Rows>
Answer ToAnswer(const Rows& rows) {
  if (!rows.ok()) Fail(std::string(rows.status().message()));
  Answer answer;
  for (const auto& row : *rows) answer.push_back({row.item->id.name(), row.judgement});
  return answer;
}

// Asks query number `q`. Only `elapsed` is timed, not the copying of the answer.
using Ask = std::function<Answer(const Ranker& ranker, int q, double* elapsed)>;

struct Relation {
  std::shared_ptr<const World> world;
  Ask ask;
};

// Times a ranking and takes its answer.
template <typename RankT>
Answer Timed(Clock clock, double* elapsed, RankT rank) {
  const double start = Micros(clock);
  const auto rows = rank();
  *elapsed = Micros(clock) - start;
  return ToAnswer(rows);
}

Relation MakeRelation(const std::string& name, const Flags& flags, const WorldMaker& maker,
                      int size) {
  RankQuery query;
  query.as_of = WorldMaker::AsOf();
  query.limit = flags.limit;
  if (flags.all_sections) query.sections.fill(true);
  const Clock clock = flags.clock;
  if (name == "candidates") {
    if (!flags.all_sections) query.sections = {true, false, false, false};
    auto showings =
        std::make_shared<const absl::flat_hash_map<CandidateId, int>>(maker.Showings(size));
    std::vector<Internship> asking;
    for (int q = 0; q < flags.queries; ++q) asking.push_back(maker.MakeAskingInternship(q));
    query.showings = showings.get();
    return {maker.Candidates(size), [=](const Ranker& ranker, int q, double* elapsed) {
              (void)showings;  // kept alive: the query points at it
              return Timed(clock, elapsed, [&] { return ranker.RankCandidates(asking[q], query); });
            }};
  }
  std::vector<Candidate> asking;
  for (int q = 0; q < flags.queries; ++q) asking.push_back(maker.MakeAskingCandidate(q));
  if (name == "advisors") {
    return {maker.Advisors(size), [=](const Ranker& ranker, int q, double* elapsed) {
              return Timed(clock, elapsed, [&] { return ranker.RankAdvisors(asking[q], query); });
            }};
  }
  return {maker.Internships(size), [=](const Ranker& ranker, int q, double* elapsed) {
            return Timed(clock, elapsed, [&] { return ranker.RankInternships(asking[q], query); });
          }};
}

// The rows of an answer on average, and how many were asked for.
std::string Found(const std::vector<Answer>& answers, int limit) {
  size_t rows = 0;
  for (const Answer& answer : answers) rows += answer.size();
  char text[32];
  std::snprintf(text, sizeof text, "%.1f/%d",
                static_cast<double>(rows) / static_cast<double>(answers.size()), limit);
  return text;
}

std::vector<int> Shuffled(int count, uint64_t seed) {
  std::vector<int> order(count);
  for (int i = 0; i < count; ++i) order[i] = i;
  RandomSource random(seed);
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Next() % i]);
  return order;
}

// One line of the table, or a complaint. Returns whether all answers were equal.
bool Measure(const Contender& contender, const std::string& relation_name, Regime regime, int size,
             const Flags& flags, const Relation& relation) {
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  const PlainRanker plain(relation.world, rules);
  const size_t before = UsedBytes();
  const double build_start = Micros(flags.clock);
  const std::unique_ptr<const Ranker> ranker = contender.make(relation.world, rules);
  const double build_ms = (Micros(flags.clock) - build_start) / 1000;
  const double row_bytes = (static_cast<double>(UsedBytes()) - static_cast<double>(before)) / size;

  std::vector<double> plain_times(flags.queries);
  std::vector<double> times;
  std::vector<Answer> expected(flags.queries);
  std::vector<Answer> got(flags.queries);
  int unequal = 0;
  const auto look = [&](int q) {
    if (got[q] == expected[q]) return;
    size_t at = 0;
    while (at < got[q].size() && at < expected[q].size() && got[q][at] == expected[q][at]) ++at;
    std::printf("  query %d differs at row %zu: %s instead of %s\n", q, at,
                at < got[q].size() ? got[q][at].id.c_str() : "the end",
                at < expected[q].size() ? expected[q][at].id.c_str() : "the end");
    ++unequal;
  };
  // The plain ranker's queries are spread over the rounds, so that both meet the same machine.
  for (int round = 0; round < flags.rounds; ++round) {
    for (int q = round; q < flags.queries; q += flags.rounds) {
      expected[q] = relation.ask(plain, q, &plain_times[q]);
    }
    for (int q : Shuffled(flags.queries, flags.seed + static_cast<uint64_t>(round))) {
      double elapsed = 0;
      Answer answer = relation.ask(*ranker, q, &elapsed);
      times.push_back(elapsed);
      if (round > 0 && answer != got[q]) {
        std::printf("  query %d is answered differently in round %d\n", q, round);
        ++unequal;
      }
      got[q] = std::move(answer);
    }
  }
  for (int q = 0; q < flags.queries; ++q) look(q);
  std::printf("%-9s %-11s %-11s %8d %6s", contender.name.c_str(), relation_name.c_str(),
              RegimeName(regime).c_str(), size, Found(expected, flags.limit).c_str());
  if (unequal > 0) {
    std::printf("  %d of %d answers are WRONG: no figures\n", unequal, flags.queries);
    return false;
  }
  const double p50 = Percentile(times, 50);
  const double p99 = Percentile(times, 99);
  const double plain_p50 = Percentile(plain_times, 50);
  const double plain_p99 = Percentile(plain_times, 99);
  std::printf(" %3d/%-3d %11.1f %11.1f %8.1fx %8.1fx %7.1f %9.0f %9.1f\n", flags.queries,
              flags.queries, plain_p50, p50, plain_p50 / p50, plain_p99 / p99, p99 / p50, build_ms,
              row_bytes);
  std::fflush(stdout);
  return true;
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  std::printf("seed %llu, top %d, %d queries asked %d times, %s clock\n",
              static_cast<unsigned long long>(flags.seed), flags.limit, flags.queries, flags.rounds,
              flags.clock == Clock::kWall ? "wall" : "thread");
  std::printf("%-9s %-11s %-11s %8s %6s %7s %11s %11s %9s %9s %7s %9s %9s\n", "ranker", "relation",
              "regime", "rows", "found", "equal", "plain us", "p50 us", "p50", "p99", "p99/p50",
              "build ms", "bytes/row");
  bool equal = true;
  for (const std::string& relation_name : flags.relations) {
    for (const std::string& regime_name : flags.regimes) {
      const Regime regime = regime_name == "selective" ? Regime::kSelective : Regime::kUnselective;
      const WorldMaker maker(flags.seed, regime);
      for (int size : flags.sizes) {
        const Relation relation = MakeRelation(relation_name, flags, maker, size);
        for (const Contender& contender : Contenders()) {
          equal &= Measure(contender, relation_name, regime, size, flags, relation);
        }
      }
    }
  }
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
