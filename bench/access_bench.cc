// What it costs to find out who calls, to show only what the caller may see and to note who saw it:
// the same call over loopback, with and without. Without means a caller who is known beforehand and
// a log that is written nowhere; compare the lines of one run as ratios.
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/matching_service.grpc.pb.h"
#include "bench/bench_server.h"
#include "benchmark/benchmark.h"
#include "tests/support/message_builders.h"

namespace banso::bench {
namespace {

constexpr char kCandidate[] = "candidates/benchmark";
constexpr int kInternships = 100;

// A candidate and some openings.
void Fill(Store* store) {
  PutMessage(ResourceKind::kCandidate, kCandidate, ACandidate(), store);
  PutMessage(ResourceKind::kEmployer, "employers/e", AnEmployer("state: VERIFIED"), store);
  for (int i = 0; i < kInternships; ++i) {
    PutMessage(ResourceKind::kInternship, absl::StrCat("employers/e/internships/i", i),
               AnInternship("state: PUBLISHED"), store);
  }
}

// A read of identifying content: the answer waits for its audit row.
void BM_GetCandidate(benchmark::State& state) {
  BenchServer server(static_cast<Guard>(state.range(0)), Fill);
  const auto stub = v1::CandidateService::NewStub(server.channel());
  v1::GetCandidateRequest request;
  request.set_name(kCandidate);
  for (auto _ : state) {
    grpc::ClientContext context;
    v1::Candidate candidate;
    if (!stub->GetCandidate(&context, request, &candidate).ok()) state.SkipWithError("refused");
  }
}
BENCHMARK(BM_GetCandidate)
    ->Arg(kUnguarded)
    ->Arg(kGuarded)
    ->ArgName("guarded")
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

// A ranking: its audit row is written soon after.
void BM_RankInternships(benchmark::State& state) {
  BenchServer server(static_cast<Guard>(state.range(0)), Fill);
  const auto stub = v1::MatchingService::NewStub(server.channel());
  v1::RankInternshipsRequest request;
  request.set_candidate(kCandidate);
  for (auto _ : state) {
    grpc::ClientContext context;
    v1::RankInternshipsResponse response;
    if (!stub->RankInternships(&context, request, &response).ok()) state.SkipWithError("refused");
  }
}
BENCHMARK(BM_RankInternships)
    ->Arg(kUnguarded)
    ->Arg(kGuarded)
    ->ArgName("guarded")
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace banso::bench
