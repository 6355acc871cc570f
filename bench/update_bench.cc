// What changes cost a ranker that follows them, and the queries beside them.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "bench/clock.h"
#include "bench/world.h"
#include "engine/index/indexed_ranker.h"
#include "engine/index/plain_ranker.h"

namespace banso::bench {
namespace {

constexpr char kUsage[] =
    R"(Measures changes of a world of internships beside queries. Usage: update_bench [flags]
  --rows=1000000   rows of the world
  --seconds=10     how long each part takes
  --paced=1000     changes a second while queries are compared with those of a quiet time
  --queries=200    people who ask, in turn
  --checked=5      of which the last answers are compared with the plain ranker's
  --limit=50       rows an answer
  --regime=selective
  --clock=wall      or thread: time that the measured thread ran, on a machine with other work
  --seed=20261201
)";

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(2);
}

struct Flags {
  int rows = 1'000'000;
  int seconds = 10;
  int paced = 1000;
  int queries = 200;
  int checked = 5;
  int limit = 50;
  Regime regime = Regime::kSelective;
  Clock clock = Clock::kWall;
  uint64_t seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  const auto number = [](const std::string& text, const std::string& name) {
    int value = 0;
    if (!absl::SimpleAtoi(text, &value) || value < 1) Fail(name + " must be a positive number");
    return value;
  };
  for (int i = 1; i < argc; ++i) {
    const std::vector<std::string> parts = absl::StrSplit(argv[i], absl::MaxSplits('=', 1));
    const std::string& name = parts[0];
    const std::string value = parts.size() > 1 ? parts[1] : "";
    if (name == "--help") {
      std::printf("%s", kUsage);
      std::exit(0);
    } else if (name == "--rows") {
      flags.rows = number(value, name);
    } else if (name == "--seconds") {
      flags.seconds = number(value, name);
    } else if (name == "--paced") {
      flags.paced = number(value, name);
    } else if (name == "--queries") {
      flags.queries = number(value, name);
    } else if (name == "--checked") {
      flags.checked = number(value, name);
    } else if (name == "--limit") {
      flags.limit = number(value, name);
    } else if (name == "--regime" && (value == "selective" || value == "unselective")) {
      flags.regime = value == "selective" ? Regime::kSelective : Regime::kUnselective;
    } else if (name == "--clock" && (value == "wall" || value == "thread")) {
      flags.clock = value == "wall" ? Clock::kWall : Clock::kThread;
    } else if (name == "--seed") {
      flags.seed = static_cast<uint64_t>(number(value, name));
    } else {
      Fail("there is no " + std::string(argv[i]));
    }
  }
  return flags;
}

// The newest ranker, which threads take with a lock that is held for a copy of a pointer, and two
// threads that tidy it aside, as the server's catalog does.
class Line {
 public:
  explicit Line(std::shared_ptr<const IndexedRanker> first) : current_(std::move(first)) {
    folder_ = std::thread([this] { KeepTidy(&IndexedRanker::Fold, &folded_); });
    merger_ = std::thread([this] { KeepTidy(&IndexedRanker::Merge, &merged_); });
  }
  ~Line() {
    {
      const std::lock_guard<std::mutex> lock(mu_);
      stopping_ = true;
      changed_.notify_all();
    }
    folder_.join();
    merger_.join();
  }

  std::shared_ptr<const IndexedRanker> Current() const {
    const std::lock_guard<std::mutex> lock(mu_);
    return current_;
  }
  void Apply(const IndexChanges& changes) {
    std::shared_ptr<const IndexedRanker> last;
    const std::lock_guard<std::mutex> publishing(publish_mu_);
    last = Current();
    Publish(last->Apply(changes));
  }
  int merges() const { return merges_; }
  // Waits until nothing is due.
  void WaitUntilTidy() {
    std::unique_lock<std::mutex> lock(mu_);
    changed_.wait(lock, [this] { return folded_ && merged_; });
  }

 private:
  void Publish(std::shared_ptr<const IndexedRanker> next) {
    const std::lock_guard<std::mutex> lock(mu_);
    std::swap(current_, next);
    if (folded_ || merged_) changed_.notify_all();  // else both are at work
    folded_ = merged_ = false;
  }
  void KeepTidy(IndexedRanker::Tidied (IndexedRanker::*build)() const, bool* tidy) {
    for (;;) {
      {
        std::unique_lock<std::mutex> lock(mu_);
        changed_.wait(lock, [&] { return stopping_ || !*tidy; });
        if (stopping_) return;
      }
      std::shared_ptr<const IndexedRanker> last = Current();
      IndexedRanker::Tidied tidied = (last.get()->*build)();
      if (tidied.empty()) {
        const std::lock_guard<std::mutex> lock(mu_);
        *tidy = current_ == last;
        changed_.notify_all();
        continue;
      }
      if (tidied.internships.whole) ++merges_;
      last = Current();
      last->Take(&tidied);
      const std::lock_guard<std::mutex> publishing(publish_mu_);
      last = Current();
      Publish(last->Take(&tidied));
    }
  }

  std::mutex publish_mu_;
  mutable std::mutex mu_;
  std::condition_variable changed_;
  std::shared_ptr<const IndexedRanker> current_;
  bool folded_ = false;
  bool merged_ = false;
  bool stopping_ = false;
  std::atomic<int> merges_ = 0;
  std::thread folder_;
  std::thread merger_;
};

// The world as it is after every change so far, row by row.
class ChangingWorld {
 public:
  ChangingWorld(const Flags& flags, const WorldMaker* maker)
      : maker_(*maker), random_(flags.seed), items_(maker->Internships(flags.rows)->internships) {}

  std::shared_ptr<const World> world() const {
    auto world = std::make_shared<World>();
    world->internships = items_;
    return world;
  }
  // A row takes the values of a row that is in no world; the same id.
  IndexChanges Next() {
    // SplitMix64, as in tests/support.
    uint64_t z = (random_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    auto& item = items_[(z ^ (z >> 31)) % items_.size()];
    Internship made = maker_.MakeInternship(static_cast<int>(items_.size()) + made_++);
    made.id = item->id;
    item = std::make_shared<const Internship>(std::move(made));
    IndexChanges changes;
    changes.put_internships = {item};
    return changes;
  }

 private:
  const WorldMaker& maker_;
  uint64_t random_;
  int made_ = 0;
  std::vector<std::shared_ptr<const Internship>> items_;
};

// Asks again and again until it is stopped.
class Asker {
 public:
  Asker(const Line* line, const std::vector<Candidate>* people, const RankQuery& query, Clock clock)
      : thread_([=, this] {
          for (size_t i = 0; !stop_; ++i) {
            const double start = Micros(clock);
            const auto ranker = line->Current();
            if (!ranker->RankInternships((*people)[i % people->size()], query).ok()) std::abort();
            times_.push_back(Micros(clock) - start);
          }
        }) {}
  std::vector<double> Stop() {
    stop_ = true;
    thread_.join();
    return times_;
  }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<double> times_;
  std::thread thread_;
};

bool SameAnswers(const Ranker& ranker, const Ranker& plain, const std::vector<Candidate>& people,
                 int count, const RankQuery& query) {
  for (int q = 0; q < count; ++q) {
    const auto got = ranker.RankInternships(people[q], query);
    const auto expected = plain.RankInternships(people[q], query);
    if (!got.ok() || !expected.ok() || got->size() != expected->size()) return false;
    for (size_t i = 0; i < got->size(); ++i) {
      if ((*got)[i].item->id != (*expected)[i].item->id ||
          !((*got)[i].judgement == (*expected)[i].judgement)) {
        return false;
      }
    }
  }
  return true;
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  const WorldMaker maker(flags.seed, flags.regime);
  ChangingWorld changing(flags, &maker);
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  std::vector<Candidate> people;
  for (int q = 0; q < std::max(flags.queries, flags.checked); ++q) {
    people.push_back(maker.MakeAskingCandidate(q));
  }
  RankQuery query;
  query.as_of = WorldMaker::AsOf();
  query.limit = flags.limit;
  const double build_start = Micros(flags.clock);
  Line line(std::make_shared<const IndexedRanker>(changing.world(), rules));
  const double build_micros = Micros(flags.clock) - build_start;
  const double span = 1e6 * flags.seconds;

  // Quiet and paced times take turns, so that both meet the same machine.
  constexpr int kTurns = 5;
  std::vector<double> quiet;
  std::vector<double> paced;
  for (int turn = 0; turn < kTurns; ++turn) {
    line.WaitUntilTidy();
    Asker asker(&line, &people, query, flags.clock);
    std::this_thread::sleep_for(std::chrono::microseconds(static_cast<int64_t>(span / kTurns)));
    for (double time : asker.Stop()) quiet.push_back(time);
    Asker beside(&line, &people, query, flags.clock);
    const int changes = flags.paced * flags.seconds / kTurns;
    const double start = Micros(Clock::kWall);
    for (int i = 0; i < changes; ++i) {
      line.Apply(changing.Next());
      const double next = start + 1e6 * (i + 1) / flags.paced - Micros(Clock::kWall);
      if (next > 0) {
        std::this_thread::sleep_for(std::chrono::microseconds(static_cast<int64_t>(next)));
      }
    }
    for (double time : beside.Stop()) paced.push_back(time);
  }

  // As many as there can be. Making the rows is no part of it.
  std::vector<double> publish;
  double spent = 0;
  const int merges_before = line.merges();
  Asker asker(&line, &people, query, flags.clock);
  for (const double end = Micros(Clock::kWall) + span; Micros(Clock::kWall) < end;) {
    const IndexChanges changes = changing.Next();
    const double start = Micros(flags.clock);
    line.Apply(changes);
    publish.push_back(Micros(flags.clock) - start);
    spent += publish.back();
  }
  const std::vector<double> hurried = asker.Stop();
  const int merges = line.merges() - merges_before;
  const size_t segments = line.Current()->segments();

  const PlainRanker plain(changing.world(), rules);
  bool equal = SameAnswers(*line.Current(), plain, people, flags.checked, query);
  line.WaitUntilTidy();
  equal = equal && SameAnswers(*line.Current(), plain, people, flags.checked, query);
  std::printf("seed %llu, %d rows, %s, top %d, %s clock\n",
              static_cast<unsigned long long>(flags.seed), flags.rows,
              RegimeName(flags.regime).c_str(), flags.limit,
              flags.clock == Clock::kWall ? "wall" : "thread");
  if (!equal) {
    std::printf("answers are WRONG: no figures\n");
    return 1;
  }
  std::printf("%d of %d answers equal the plain ranker's, before and after tidying\n",
              flags.checked, flags.checked);
  const double quiet_p50 = Percentile(quiet, 50);
  std::printf(
      "query p50 %.1f us when quiet; with %d changes/s %.2fx, with as many as can be %.2fx\n",
      quiet_p50, flags.paced, Percentile(paced, 50) / quiet_p50,
      Percentile(hurried, 50) / quiet_p50);
  std::printf(
      "query p99 %.1f us when quiet; with %d changes/s %.2fx, with as many as can be %.2fx\n",
      Percentile(quiet, 99), flags.paced, Percentile(paced, 99) / Percentile(quiet, 99),
      Percentile(hurried, 99) / Percentile(quiet, 99));
  std::printf(
      "changes beside one query thread: %.0f/s, publish p50 %.1f us, p99 %.1f us, longest "
      "%.0f us\n",
      1e6 * static_cast<double>(publish.size()) / spent, Percentile(publish, 50),
      Percentile(publish, 99), Percentile(publish, 100));
  std::printf("%d merges of all rows meanwhile, %zu segments at the end\n", merges, segments);
  std::printf("an index of the whole world takes %.0f times as long as the change of one row\n",
              build_micros / Percentile(publish, 50));
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
