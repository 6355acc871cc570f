// How many commits a second writers of distinct records reach together, beside plain rows inserted
// one by one by as many connections to the same PostgreSQL. Wants a PostgreSQL to itself, named by
// PGHOST and the like, that waits for its disk (fsync); `--help` lists what can be chosen.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/bench_store.h"
#include "bench/clock.h"
#include "bench/number_flags.h"
#include "bench/store/postgres/row_writer.h"
#include "server/base/deterministic_bytes.h"
#include "server/store/postgres/postgres_store.h"
#include "tests/store/resources.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(commit_bench [--NAME=VALUE ...]
  --seconds=N  that each part takes; 3
  --rounds=N   times that both are measured, by turns; 3
)";

// What each writer did in a part.
struct Part {
  double per_second = 0;
  std::vector<double> micros;  // of each write
};

// Lets `writers` threads call `write(writer, i)` for some seconds; the first call of each, which
// may have to connect, does not count.
Part Measure(int writers, int seconds, const std::function<void(int, int)>& write) {
  std::atomic<bool> end = false;
  std::vector<std::vector<double>> micros(writers);
  std::vector<std::thread> threads;
  std::latch ready(writers + 1);
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      write(writer, 0);
      ready.arrive_and_wait();
      for (int i = 1; !end; ++i) {
        const double begun = Micros(Clock::kWall);
        write(writer, i);
        micros[writer].push_back(Micros(Clock::kWall) - begun);
      }
    });
  }
  ready.arrive_and_wait();
  const double start = Micros(Clock::kWall);
  absl::SleepFor(absl::Seconds(seconds));
  end = true;
  for (std::thread& thread : threads) thread.join();
  const double took = Micros(Clock::kWall) - start;
  Part part;
  for (const std::vector<double>& times : micros) {
    part.micros.insert(part.micros.end(), times.begin(), times.end());
  }
  part.per_second = 1e6 * static_cast<double>(part.micros.size()) / took;
  return part;
}

Batch ACommit(const std::string& id) {
  Batch batch;
  batch.writes = {Put(ACandidate(id), 0)};
  batch.request = IdempotencyKey{.id = absl::StrCat("request ", id),
                                 .digest = std::string(32, 'd'),
                                 .response = *batch.writes[0].message,
                                 .time = absl::Now(),
                                 .owner = batch.writes[0].name};
  batch.audit = {{.time = absl::Now(),
                  .principal = "principals/p1",
                  .subjects = {batch.writes[0].name},
                  .entry = std::string(100, 'e')}};
  return batch;
}

int Main(int argc, char** argv) {
  int seconds = 3;
  int rounds = 3;
  ReadNumberFlags(argc, argv, kHelp, {{"seconds", &seconds}, {"rounds", &rounds}});
  if (RowWriter("").Setting("fsync") != "on") {
    std::fprintf(stderr, "commit_bench: PostgreSQL does not wait for its disk (fsync)\n");
    return 1;
  }
  const std::string bytes = DeterministicBytes(ACandidate("c"));
  std::printf(
      "Commits of one record with its request id and audit row, beside plain inserted rows\n");
  std::printf("%-8s %10s %10s %8s %12s %12s %12s\n", "writers", "rows/s", "commits/s", "ratio",
              "row p50 us", "commit p50", "commit p99");
  for (const int writers : {1, 8, 32}) {
    const std::unique_ptr<Store> store = OrDie(OpenPostgresStore({.pool_size = writers}));
    std::vector<std::unique_ptr<RowWriter>> rows;
    for (int i = 0; i < writers; ++i) rows.push_back(std::make_unique<RowWriter>(""));
    std::vector<double> per_row, per_commit, ratios, row_micros, commit_micros;
    for (int round = 0; round < rounds; ++round) {
      const auto id = [&](int writer, int i) {
        return absl::StrCat(writers, "-", round, "-", writer, "-", i);
      };
      const Part plain = Measure(
          writers, seconds, [&](int writer, int i) { rows[writer]->Write(id(writer, i), bytes); });
      const Part ours = Measure(writers, seconds, [&](int writer, int i) {
        OrDie(store->Commit(ACommit(id(writer, i)), absl::Now() + absl::Minutes(1)));
      });
      per_row.push_back(plain.per_second);
      per_commit.push_back(ours.per_second);
      ratios.push_back(ours.per_second / plain.per_second);
      row_micros.insert(row_micros.end(), plain.micros.begin(), plain.micros.end());
      commit_micros.insert(commit_micros.end(), ours.micros.begin(), ours.micros.end());
    }
    std::printf("%-8d %10.0f %10.0f %8.2f %12.0f %12.0f %12.0f\n", writers, Percentile(per_row, 50),
                Percentile(per_commit, 50), Percentile(ratios, 50), Percentile(row_micros, 50),
                Percentile(commit_micros, 50), Percentile(commit_micros, 99));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
