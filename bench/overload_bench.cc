// What a server answers at its best, and what is left of that when twice as much is asked of it: a
// read, a write and a ranking over loopback, beside a call that does nothing. `--help` lists what
// can be chosen.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/matching_service.grpc.pb.h"
#include "banso/v1/taxonomy_service.grpc.pb.h"
#include "bench/bench_server.h"
#include "bench/clock.h"
#include "bench/contract_world.h"
#include "bench/empty_service.h"
#include "bench/number_flags.h"
#include "grpcpp/grpcpp.h"
#include "server/base/mutex.h"
#include "tests/support/message_builders.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(overload_bench [--NAME=VALUE ...]
  --rows=N      openings; 100000
  --people=N    candidates, who are read and ranked for; 200
  --callers=N   calls under way at once when the best is looked for; 16
  --seconds=N   of each measurement; 5
  --deadline=N  milliseconds that a caller waits at twice the load; 500
  --rounds=N    times that everything is measured; the medians count; 3
  --seed=N      of the world; 20261201
)";

struct Flags {
  int rows = 100'000;
  int people = 200;
  int callers = 16;
  int seconds = 5;
  int deadline = 500;
  int rounds = 3;
  int seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  ReadNumberFlags(argc, argv, kHelp,
                  {{"rows", &flags.rows},
                   {"people", &flags.people},
                   {"callers", &flags.callers},
                   {"seconds", &flags.seconds},
                   {"deadline", &flags.deadline},
                   {"rounds", &flags.rounds},
                   {"seed", &flags.seed}});
  return flags;
}

using Done = std::function<void(const grpc::Status& status)>;

// Begins a call, the `number`th of its kind; `done` is told how it ended.
struct Kind {
  const char* name;
  std::function<void(int number, absl::Time deadline, Done done)> begin;
};

// A kind of a unary call of a callback stub.
template <typename Request, typename Response, typename Async>
Kind KindOf(const char* name, Async* stub,
            void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                                  std::function<void(grpc::Status)>),
            std::function<Request(int)> make) {
  return {name, [=](int number, absl::Time deadline, Done done) {
            struct State {
              grpc::ClientContext context;
              Request request;
              Response response;
            };
            auto state = std::make_shared<State>();
            state->request = make(number);
            state->context.set_deadline(absl::ToChronoTime(deadline));
            (stub->*method)(
                &state->context, &state->request, &state->response,
                [state, done = std::move(done)](const grpc::Status& status) { done(status); });
          }};
}

// What came of the calls of one measurement.
struct Outcome {
  std::vector<double> times;  // microseconds, of those that were answered
  int refused = 0;            // RESOURCE_EXHAUSTED
  int late = 0;               // DEADLINE_EXCEEDED
  int other = 0;
  double seconds = 0;

  double per_second() const { return static_cast<double>(times.size()) / seconds; }
};

// Collects outcomes of calls under way. Thread safety: any number of threads at once.
class Collector {
 public:
  void Begin() ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    ++under_way_;
  }
  void End(const grpc::Status& status, double micros) ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    switch (status.error_code()) {
      case grpc::StatusCode::OK:
        outcome_.times.push_back(micros);
        break;
      case grpc::StatusCode::RESOURCE_EXHAUSTED:
        ++outcome_.refused;
        break;
      case grpc::StatusCode::DEADLINE_EXCEEDED:
        ++outcome_.late;
        break;
      default:
        ++outcome_.other;
    }
    --under_way_;
    ended_.NotifyAll();
  }
  // Waits for the calls under way.
  Outcome Take() ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    while (under_way_ > 0) ended_.Wait(&mu_);
    return std::exchange(outcome_, {});
  }

 private:
  Mutex mu_;
  CondVar ended_;
  int under_way_ ABSL_GUARDED_BY(mu_) = 0;
  Outcome outcome_ ABSL_GUARDED_BY(mu_);
};

class Load {
 public:
  Load(const Kind& kind, const Flags& flags) : kind_(kind), flags_(flags) {}

  // So many callers, each of whom calls again once answered.
  Outcome Best() {
    const absl::Time start = absl::Now();
    end_ = start + absl::Seconds(flags_.seconds);
    for (int i = 0; i < flags_.callers; ++i) CallOnAndOn();
    return Finish(start);
  }

  // Calls that come evenly, whatever becomes of those before.
  Outcome At(double calls_a_second) {
    const absl::Time start = absl::Now();
    const absl::Time end = start + absl::Seconds(flags_.seconds);
    const absl::Duration patience = absl::Milliseconds(flags_.deadline);
    int64_t begun = 0;
    for (absl::Time now = start; now < end; now = absl::Now()) {
      const auto due = static_cast<int64_t>(absl::ToDoubleSeconds(now - start) * calls_a_second);
      for (; begun < due; ++begun) Begin(absl::Now() + patience, [] {});
      absl::SleepFor(absl::Milliseconds(1));
    }
    return Finish(start);
  }

 private:
  void CallOnAndOn() {
    Begin(absl::Now() + absl::Minutes(1), [this] {
      if (absl::Now() < end_) CallOnAndOn();
    });
  }

  void Begin(absl::Time deadline, std::function<void()> then) {
    collector_.Begin();
    const double start = Micros(Clock::kWall);
    kind_.begin(number_++, deadline,
                [this, start, then = std::move(then)](const grpc::Status& status) {
                  const double took = Micros(Clock::kWall) - start;
                  then();
                  collector_.End(status, took);
                });
  }

  Outcome Finish(absl::Time start) {
    absl::SleepFor(start + absl::Seconds(flags_.seconds) - absl::Now());
    Outcome outcome = collector_.Take();
    outcome.seconds = absl::ToDoubleSeconds(absl::Now() - start);
    return outcome;
  }

  const Kind& kind_;
  const Flags& flags_;
  absl::Time end_;
  std::atomic<int> number_ = 0;
  Collector collector_;
};

void Check(const Kind& kind, const Outcome& outcome) {
  if (outcome.other == 0 && !outcome.times.empty()) return;
  std::fprintf(stderr, "overload_bench: %d calls of %s failed\n", outcome.other, kind.name);
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
        FillCandidates(seed, flags.people, store);
      },
      [&](grpc::ServerBuilder* builder) { builder->RegisterService(&empty); });
  const auto taxonomies = v1::TaxonomyService::NewStub(server.channel());
  const auto candidates = v1::CandidateService::NewStub(server.channel());
  const auto matching = v1::MatchingService::NewStub(server.channel());
  const v1::Candidate somebody = ACandidate();
  const std::vector<Kind> kinds = {
      KindOf<v1::ListTaxonomiesRequest, v1::ListTaxonomiesResponse>(
          "empty", taxonomies->async(), &v1::TaxonomyService::Stub::async::ListTaxonomies,
          [](int) { return v1::ListTaxonomiesRequest(); }),
      KindOf<v1::GetCandidateRequest, v1::Candidate>(
          "GetCandidate", candidates->async(), &v1::CandidateService::Stub::async::GetCandidate,
          [&](int number) {
            v1::GetCandidateRequest request;
            request.set_name(CandidateName(number % flags.people));
            return request;
          }),
      KindOf<v1::CreateCandidateRequest, v1::Candidate>(
          "CreateCandidate", candidates->async(),
          &v1::CandidateService::Stub::async::CreateCandidate,
          [&](int /*number*/) {
            v1::CreateCandidateRequest request;
            *request.mutable_candidate() = somebody;
            return request;
          }),
      KindOf<v1::RankInternshipsRequest, v1::RankInternshipsResponse>(
          "RankInternships", matching->async(), &v1::MatchingService::Stub::async::RankInternships,
          [&](int number) {
            v1::RankInternshipsRequest request;
            request.set_candidate(CandidateName(number % flags.people));
            request.set_page_size(20);
            return request;
          }),
  };
  std::printf("%d openings, %d callers, %d s, deadline %d ms, %d rounds, seed %d\n", flags.rows,
              flags.callers, flags.seconds, flags.deadline, flags.rounds, flags.seed);
  std::printf("%-16s %9s %7s %9s %9s | %9s %9s %7s %9s %7s %9s\n", "call", "best/s", "empty",
              "p50 us", "p99 us", "asked/s", "good/s", "good", "refused", "late", "p99 us");
  double base = 0;
  for (const Kind& kind : kinds) {
    std::vector<double> best, good, share, p50, p99, loaded_p99, refused, late;
    for (int round = 0; round < flags.rounds; ++round) {
      Load load(kind, flags);
      const Outcome at_best = load.Best();
      Check(kind, at_best);
      const Outcome overloaded = load.At(2 * at_best.per_second());
      Check(kind, overloaded);
      best.push_back(at_best.per_second());
      good.push_back(overloaded.per_second());
      share.push_back(100 * overloaded.per_second() / at_best.per_second());
      p50.push_back(Percentile(at_best.times, 50));
      p99.push_back(Percentile(at_best.times, 99));
      loaded_p99.push_back(Percentile(overloaded.times, 99));
      refused.push_back(overloaded.refused / overloaded.seconds);
      late.push_back(overloaded.late / overloaded.seconds);
    }
    const double rate = Percentile(best, 50);
    if (base == 0) base = rate;
    std::printf("%-16s %9.0f %6.2fx %9.0f %9.0f | %9.0f %9.0f %6.0f%% %7.0f/s %5.0f/s %9.0f\n",
                kind.name, rate, rate / base, Percentile(p50, 50), Percentile(p99, 50), 2 * rate,
                Percentile(good, 50), Percentile(share, 50), Percentile(refused, 50),
                Percentile(late, 50), Percentile(loaded_p99, 50));
  }
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
