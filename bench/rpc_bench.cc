// What a ranking costs beside a call that does nothing: RankInternships over loopback, authorised
// and audited, on a server that knows many openings, against an empty method of the same server on
// the same channel. `--help` lists what can be chosen.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "banso/v1/matching_service.grpc.pb.h"
#include "banso/v1/taxonomy_service.grpc.pb.h"
#include "bench/bench_server.h"
#include "bench/clock.h"
#include "bench/contract_world.h"
#include "bench/empty_service.h"
#include "bench/number_flags.h"
#include "grpcpp/grpcpp.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(rpc_bench [--NAME=VALUE ...]
  --rows=N     openings; 100000
  --queries=N  different candidates; 50
  --rounds=N   times that each is ranked, an empty call before each; 20
  --limit=N    rows of an answer; 20
  --seed=N     of the world; 20261201
)";

struct Flags {
  int rows = 100'000;
  int queries = 50;
  int rounds = 20;
  int limit = 20;
  int seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  ReadNumberFlags(argc, argv, kHelp,
                  {{"rows", &flags.rows},
                   {"queries", &flags.queries},
                   {"rounds", &flags.rounds},
                   {"limit", &flags.limit},
                   {"seed", &flags.seed}});
  return flags;
}

// One way to ask, and what came of it.
struct Ranking {
  const char* name;
  v1::MatchView view;
  std::vector<double> times = {};
  size_t rows = 0;
  size_t bytes = 0;
};

void Check(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "rpc_bench: %s\n", status.error_message().c_str());
  std::exit(1);
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  EmptyService empty;
  const auto seed = static_cast<uint64_t>(flags.seed);
  BenchServer server(
      kGuarded,
      [&](Store* store) {
        FillInternships(seed, flags.rows, store);
        FillCandidates(seed, flags.queries, store);
      },
      [&](grpc::ServerBuilder* builder) { builder->RegisterService(&empty); });
  const auto taxonomies = v1::TaxonomyService::NewStub(server.channel());
  const auto matching = v1::MatchingService::NewStub(server.channel());
  std::vector<double> nothing;
  std::vector<Ranking> rankings = {{"RankInternships", v1::FULL}, {"  in codes", v1::CODES}};
  // The first round makes the connection; it is not counted.
  for (int round = 0; round <= flags.rounds; ++round) {
    for (int q = 0; q < flags.queries; ++q) {
      for (Ranking& ranking : rankings) {
        grpc::ClientContext empty_context;
        v1::ListTaxonomiesResponse empty_response;
        const double empty_start = Micros(Clock::kWall);
        Check(taxonomies->ListTaxonomies(&empty_context, {}, &empty_response));
        if (round > 0) nothing.push_back(Micros(Clock::kWall) - empty_start);

        grpc::ClientContext context;
        v1::RankInternshipsRequest request;
        request.set_candidate(CandidateName(q));
        request.set_page_size(flags.limit);
        request.set_view(ranking.view);
        v1::RankInternshipsResponse response;
        const double start = Micros(Clock::kWall);
        Check(matching->RankInternships(&context, request, &response));
        if (round == 0) continue;
        ranking.times.push_back(Micros(Clock::kWall) - start);
        ranking.rows += static_cast<size_t>(response.matches_size());
        ranking.bytes += response.ByteSizeLong();
      }
    }
  }
  const double base = Percentile(nothing, 50);
  std::printf("%d openings, %d candidates, %d calls each, seed %d\n", flags.rows, flags.queries,
              flags.queries * flags.rounds, flags.seed);
  std::printf("%-18s %10s %10s %10s %10s %10s\n", "call", "p50 us", "p99 us", "p50", "rows",
              "bytes");
  std::printf("%-18s %10.1f %10.1f %9.2fx\n", "empty", base, Percentile(nothing, 99), 1.0);
  for (const Ranking& ranking : rankings) {
    const double p50 = Percentile(ranking.times, 50);
    const auto calls = static_cast<double>(ranking.times.size());
    std::printf("%-18s %10.1f %10.1f %9.2fx %10.1f %10.0f\n", ranking.name, p50,
                Percentile(ranking.times, 99), p50 / base,
                static_cast<double>(ranking.rows) / calls,
                static_cast<double>(ranking.bytes) / calls);
  }
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
