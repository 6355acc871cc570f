// How long a server needs from its database to its first ranking, beside the least that reading the
// same bytes can take: COPY ... (FORMAT binary) of the same tables over the same connection string,
// thrown away as it comes; and how long from its own sealed file. Wants a PostgreSQL to itself,
// named by PGHOST and the like; `--help` lists what can be chosen.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench_store.h"
#include "bench/clock.h"
#include "bench/contract_world.h"
#include "bench/memory.h"
#include "bench/number_flags.h"
#include "bench/store/postgres/copy_out.h"
#include "engine/index/indexed_ranker.h"
#include "server/catalog/catalog.h"
#include "server/catalog/snapshot_file.h"
#include "server/seal/sealed_store.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/postgres/postgres_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(start_bench [--NAME=VALUE ...]
  --internships=N  openings in the database; 100000
  --candidates=N   candidates; 1000
  --rounds=N       times that both are measured, by turns; 3
  --seed=N         of the world; 20261201
)";

struct Flags {
  int internships = 100'000;
  int candidates = 1'000;
  int rounds = 3;
  int seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  ReadNumberFlags(argc, argv, kHelp,
                  {{"internships", &flags.internships},
                   {"candidates", &flags.candidates},
                   {"rounds", &flags.rounds},
                   {"seed", &flags.seed}});
  return flags;
}

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "start_bench: %s\n", what.c_str());
  std::exit(1);
}

std::unique_ptr<Store> Open(KeyStore* keys) {
  return OrDie(OpenSealedStore(OrDie(OpenPostgresStore({})), keys, absl::InfiniteFuture()));
}

// The first ranking of a server that has just started.
void RankFirst(const Snapshot& snapshot) {
  const auto candidate = snapshot.candidates().Find(CandidateName(0));
  RankQuery query;
  query.as_of = TestNow();
  if (OrDie(snapshot.ranker().RankInternships(*candidate->value, query)).empty()) {
    Fail("nothing was ranked");
  }
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  const auto seed = static_cast<uint64_t>(flags.seed);
  const ScratchDir dir;
  const std::unique_ptr<KeyStore> keys = OrDie(OpenSqliteKeyStore(dir.File("keys.db"), Key{7}));
  {
    const std::unique_ptr<Store> store = Open(keys.get());
    FillInternships(seed, flags.internships, store.get());
    FillCandidates(seed, flags.candidates, store.get());
  }
  PostgresTables tables;
  tables.Vacuum();
  std::vector<double> copies;
  std::vector<double> starts;
  std::vector<double> restarts;
  double written_ms = 0;
  size_t file_bytes = 0;
  size_t restarted_memory = 0;
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  size_t bytes = 0;
  double loaded_ms = 0;
  size_t memory = 0;
  size_t index_bytes = 0;
  size_t message_bytes = 0;
  for (int round = 0; round < flags.rounds; ++round) {
    double start = Micros(Clock::kWall);
    bytes =
        tables.CopyOut("internships") + tables.CopyOut("candidates") + tables.CopyOut("employers");
    copies.push_back(Micros(Clock::kWall) - start);

    const size_t before = UsedBytes();
    start = Micros(Clock::kWall);
    const std::unique_ptr<Store> store = Open(keys.get());
    auto catalog = OrDie(Catalog::Load(store.get(), rules, absl::InfiniteFuture()));
    auto snapshot = catalog->Current();
    loaded_ms = (Micros(Clock::kWall) - start) / 1000;
    RankFirst(*snapshot);
    starts.push_back(Micros(Clock::kWall) - start);
    memory = UsedBytes() - before;
    message_bytes = 0;
    auto world = std::make_shared<World>();
    snapshot->internships().ForEach([&](const auto& entry) {
      message_bytes += entry->message->SpaceUsedLong();
      world->internships.push_back(entry->value);
    });
    snapshot->candidates().ForEach([&](const auto& entry) {
      message_bytes += entry->message->SpaceUsedLong();
      world->candidates.push_back(entry->value);
    });
    const size_t without = UsedBytes();
    {
      const IndexedRanker another(std::move(world), rules);
      index_bytes = UsedBytes() - without;
    }

    start = Micros(Clock::kWall);
    if (!SnapshotFile(dir.File("catalog"), keys.get(), store.get())
             .Write(*snapshot, absl::InfiniteFuture())
             .ok()) {
      Fail("the file cannot be written");
    }
    written_ms = (Micros(Clock::kWall) - start) / 1000;
    file_bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(dir.File("catalog"))) {
      file_bytes += file.file_size();
    }
    snapshot.reset();
    catalog.reset();
    const size_t empty = UsedBytes();
    start = Micros(Clock::kWall);
    const std::unique_ptr<Store> store_again = Open(keys.get());
    Catalog::FileOptions file;
    file.file = std::make_unique<SnapshotFile>(dir.File("catalog"), keys.get(), store_again.get());
    const auto restarted = OrDie(
        Catalog::Load(store_again.get(), rules, absl::InfiniteFuture(), nullptr, std::move(file)));
    RankFirst(*restarted->Current());
    restarts.push_back(Micros(Clock::kWall) - start);
    restarted_memory = UsedBytes() - empty;
    if (!restarted->started_from_file()) Fail("the file was not used");
  }
  const double copy = Percentile(copies, 50);
  const double first = Percentile(starts, 50);
  const double all = flags.internships + flags.candidates;
  std::printf("%d internships, %d candidates, %.0f MB, medians of %d, seed %d\n", flags.internships,
              flags.candidates, static_cast<double>(bytes) / 1e6, flags.rounds, flags.seed);
  std::printf("%-22s %10.0f ms\n", "COPY binary", copy / 1000);
  std::printf("%-22s %10.0f ms %8.1fx (%.0f ms of the last until loaded)\n", "to the first answer",
              first / 1000, first / copy, loaded_ms);
  const double again = Percentile(restarts, 50);
  std::printf(
      "%-22s %10.0f ms %8.1fx as fast; %.0f bytes a row in memory, %.0f in the file, "
      "which took %.0f ms to write\n",
      "from its own file", again / 1000, first / again, static_cast<double>(restarted_memory) / all,
      static_cast<double>(file_bytes) / all, written_ms);
  std::printf(
      "a row: %.1f us; %.0f bytes in memory, of them the message %.0f and the index %.0f "
      "(%.2fx)\n",
      first / all, static_cast<double>(memory) / all, static_cast<double>(message_bytes) / all,
      static_cast<double>(index_bytes) / all,
      static_cast<double>(index_bytes) / static_cast<double>(message_bytes));
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
