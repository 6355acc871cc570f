// What several servers over one PostgreSQL answer together, and how soon one shows what was written
// through another: server processes over loopback, beside a call that does nothing. Wants a
// PostgreSQL to itself, named by PGHOST and the like, that waits for its disk (fsync); `--help`
// lists what can be chosen.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/matching_service.grpc.pb.h"
#include "bench/bench_store.h"
#include "bench/clock.h"
#include "bench/contract_world.h"
#include "bench/number_flags.h"
#include "google/protobuf/empty.pb.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "server/stores.h"
#include "tests/e2e/server_process.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/token_channel.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(replicas_bench [--NAME=VALUE ...]
  --rows=N     openings; 10000
  --people=N   candidates, who are read and ranked for; 200
  --callers=N  calls under way at once; 16
  --seconds=N  of each measurement; 5
  --rounds=N   times that everything is measured; the medians count; 3
  --writes=N   through one server that are looked for at another; 500
  --seed=N     of the world; 20261201
)";

struct Flags {
  int rows = 10'000;
  int people = 200;
  int callers = 16;
  int seconds = 5;
  int rounds = 3;
  int writes = 500;
  int seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  ReadNumberFlags(argc, argv, kHelp,
                  {{"rows", &flags.rows},
                   {"people", &flags.people},
                   {"callers", &flags.callers},
                   {"seconds", &flags.seconds},
                   {"rounds", &flags.rounds},
                   {"writes", &flags.writes},
                   {"seed", &flags.seed}});
  return flags;
}

void OrDie(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "replicas_bench: %s\n", status.error_message().c_str());
  std::exit(1);
}

constexpr char kStore[] = "postgres:";

// Servers of one store, with the same world each time they are started.
class Servers {
 public:
  explicit Servers(const Flags& flags) {
    Options options;
    options.store = kStore;
    options.data_dir = dir_.path();
    const OpenedStores stores = bench::OrDie(OpenStores(options, absl::Now() + absl::Minutes(1)));
    const auto seed = static_cast<uint64_t>(flags.seed);
    FillInternships(seed, flags.rows, stores.store.get());
    FillCandidates(seed, flags.people, stores.store.get());
  }

  // Ends those that run, and starts so many.
  void Start(int count) {
    servers_.clear();
    addresses_.clear();
    if (admin_.empty()) admin_ = Bootstrap(dir_, kStore);
    for (int i = 0; i < count; ++i) {
      std::vector<std::string> flags = banso::Flags(dir_, kStore);
      flags.insert(flags.end(), {"--rate", "0", "--public-rate", "0"});
      servers_.push_back(std::make_unique<ServerProcess>(std::move(flags)));
      addresses_.push_back(AddressIn(servers_.back()->ReadLine()));
    }
    if (coordinator_.empty()) coordinator_ = CoordinatorToken(addresses_[0], admin_);
  }

  int size() const { return static_cast<int>(servers_.size()); }
  std::shared_ptr<grpc::Channel> At(int server) const {
    return TokenChannel(addresses_[server], coordinator_);
  }

 private:
  const ScratchDir dir_;
  std::vector<std::unique_ptr<ServerProcess>> servers_;
  std::vector<std::string> addresses_;
  std::string admin_;
  std::string coordinator_;
};

// Stubs of one caller.
struct Caller {
  explicit Caller(std::shared_ptr<grpc::Channel> to)
      : channel(std::move(to)),
        candidates(v1::CandidateService::NewStub(channel)),
        matching(v1::MatchingService::NewStub(channel)) {}

  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::CandidateService::Stub> candidates;
  std::unique_ptr<v1::MatchingService::Stub> matching;
};

struct Kind {
  const char* name;
  std::function<void(const Caller& caller, int number)> call;
};

std::vector<Kind> Kinds(const Flags& flags) {
  return {{"empty",
           [](const Caller& caller, int /*number*/) {
             grpc::ClientContext context;
             const grpc::internal::RpcMethod check("/grpc.health.v1.Health/Check",
                                                   grpc::internal::RpcMethod::NORMAL_RPC);
             // Both messages of the default service are as good as empty.
             const google::protobuf::Empty request;
             google::protobuf::Empty response;
             OrDie(grpc::internal::BlockingUnaryCall(caller.channel.get(), check, &context, request,
                                                     &response));
           }},
          {"GetCandidate",
           [people = flags.people](const Caller& caller, int number) {
             grpc::ClientContext context;
             v1::GetCandidateRequest request;
             request.set_name(CandidateName(number % people));
             v1::Candidate response;
             OrDie(caller.candidates->GetCandidate(&context, request, &response));
           }},
          {"CreateCandidate",
           [](const Caller& caller, int /*number*/) {
             grpc::ClientContext context;
             v1::CreateCandidateRequest request;
             *request.mutable_candidate() = ACandidate();
             v1::Candidate response;
             OrDie(caller.candidates->CreateCandidate(&context, request, &response));
           }},
          {"RankInternships", [people = flags.people](const Caller& caller, int number) {
             grpc::ClientContext context;
             v1::RankInternshipsRequest request;
             request.set_candidate(CandidateName(number % people));
             request.set_page_size(20);
             v1::RankInternshipsResponse response;
             OrDie(caller.matching->RankInternships(&context, request, &response));
           }}};
}

struct Outcome {
  double per_second = 0;
  std::vector<double> micros;
};

// Callers that call on and on, as many at each server.
Outcome Measure(const Servers& servers, const Kind& kind, const Flags& flags) {
  std::atomic<bool> end = false;
  std::vector<std::vector<double>> micros(flags.callers);
  std::vector<std::thread> threads;
  std::latch ready(flags.callers + 1);
  for (int i = 0; i < flags.callers; ++i) {
    threads.emplace_back([&, i] {
      const Caller caller(servers.At(i % servers.size()));
      int number = i;
      kind.call(caller, number);
      ready.arrive_and_wait();
      while (!end) {
        const double start = Micros(Clock::kWall);
        kind.call(caller, number += flags.callers);
        micros[i].push_back(Micros(Clock::kWall) - start);
      }
    });
  }
  ready.arrive_and_wait();
  const double start = Micros(Clock::kWall);
  absl::SleepFor(absl::Seconds(flags.seconds));
  end = true;
  const double took = Micros(Clock::kWall) - start;
  for (std::thread& thread : threads) thread.join();
  Outcome outcome;
  for (const std::vector<double>& times : micros) {
    outcome.micros.insert(outcome.micros.end(), times.begin(), times.end());
  }
  outcome.per_second = 1e6 * static_cast<double>(outcome.micros.size()) / took;
  return outcome;
}

void MeasureCalls(const Flags& flags, Servers* servers) {
  std::printf("%-8s %-16s %9s %8s %9s %9s\n", "servers", "call", "calls/s", "empty", "p50 us",
              "p99 us");
  for (const int count : {1, 3}) {
    servers->Start(count);
    double base = 0;
    for (const Kind& kind : Kinds(flags)) {
      std::vector<double> rates, p50, p99;
      for (int round = 0; round < flags.rounds; ++round) {
        const Outcome outcome = Measure(*servers, kind, flags);
        rates.push_back(outcome.per_second);
        p50.push_back(Percentile(outcome.micros, 50));
        p99.push_back(Percentile(outcome.micros, 99));
      }
      const double rate = Percentile(rates, 50);
      if (base == 0) base = rate;
      std::printf("%-8d %-16s %9.0f %7.3fx %9.0f %9.0f\n", count, kind.name, rate, rate / base,
                  Percentile(p50, 50), Percentile(p99, 50));
      std::fflush(stdout);
    }
  }
}

// Writes through the first server, and asks another, as soon as the answer is there, for what was
// written, with its revision.
void MeasureFollowing(const Flags& flags, const Servers& servers) {
  const Caller writer(servers.At(0));
  std::vector<Caller> others;
  for (int i = 1; i < servers.size(); ++i) others.emplace_back(servers.At(i));
  std::vector<double> commits, shown, answered;
  for (int i = 0; i < flags.writes; ++i) {
    grpc::ClientContext context;
    v1::CreateCandidateRequest create;
    *create.mutable_candidate() = ACandidate();
    v1::Candidate created;
    const double start = Micros(Clock::kWall);
    OrDie(writer.candidates->CreateCandidate(&context, create, &created));
    const double committed = Micros(Clock::kWall);
    int64_t revision = 0;
    for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
      if (key != "banso-revision") continue;
      const absl::string_view digits(value.data(), value.size());
      if (!absl::SimpleAtoi(digits, &revision)) OrDie(grpc::Status(grpc::INTERNAL, "no revision"));
    }
    v1::GetCandidateRequest get;
    get.set_name(created.name());
    get.set_min_revision(revision);
    const auto ask = [&] {
      grpc::ClientContext get_context;
      v1::Candidate found;
      OrDie(others[i % others.size()].candidates->GetCandidate(&get_context, get, &found));
    };
    ask();
    const double visible = Micros(Clock::kWall);
    // The same again, which waits for nothing: what the call itself takes.
    ask();
    const double again = Micros(Clock::kWall);
    commits.push_back(committed - start);
    shown.push_back(visible - start);
    answered.push_back(again - visible);
  }
  const double commit = Percentile(commits, 50);
  std::printf("\nWritten through one server, read through another with the revision\n");
  std::printf("%-34s %9s %9s %12s %12s\n", "microseconds from the start", "p50", "p99",
              "p50/commit", "p99/commit");
  const auto print = [&](const char* name, const std::vector<double>& micros) {
    const double p50 = Percentile(micros, 50), p99 = Percentile(micros, 99);
    std::printf("%-34s %9.0f %9.0f %11.2fx %11.2fx\n", name, p50, p99, p50 / commit, p99 / commit);
  };
  print("acknowledged by the first", commits);
  print("answered by the other", shown);
  print("(a read that waits for nothing)", answered);
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  std::printf("%d openings, %d callers, %d s, %d rounds, seed %d\n", flags.rows, flags.callers,
              flags.seconds, flags.rounds, flags.seed);
  Servers servers(flags);
  MeasureCalls(flags, &servers);
  MeasureFollowing(flags, servers);
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
