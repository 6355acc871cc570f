// A server of two services on a SQLite file, for benchmarks of calls over loopback.
#ifndef BANSO_BENCH_BENCH_SERVER_H_
#define BANSO_BENCH_BENCH_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "bench/bench_store.h"
#include "grpcpp/grpcpp.h"
#include "server/access/principal_authenticator.h"
#include "server/base/log.h"
#include "server/seal/sealed_store.h"
#include "server/services/candidate_service.h"
#include "server/services/erasure.h"
#include "server/services/matching_service.h"
#include "server/services/showings.h"
#include "server/services/watch_hub.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/token_channel.h"

namespace banso::bench {

// Every caller is a coordinator.
class KnownCaller final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(const Credentials& /*credentials*/,
                                      const Snapshot& /*snapshot*/, absl::Time /*now*/) override {
    return Caller{.role = v1::Access::COORDINATOR, .principal = "principals/known"};
  }
};

// Keeps no audit rows.
class ForgetfulStore final : public ForwardingStore {
 public:
  explicit ForgetfulStore(Store* inner) : ForwardingStore(inner) {}
  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    if (batch.writes.empty() && batch.claims.empty()) return CommitResult{};
    return ForwardingStore::Commit(batch, deadline);
  }
};

// Whether the server finds out who calls and keeps an audit log.
enum Guard { kUnguarded, kGuarded };

// Serves CandidateService and MatchingService; its one caller is a coordinator.
class BenchServer {
 public:
  // `fill` writes what there is into the store before it is loaded; `more` registers services
  // besides.
  BenchServer(Guard guard, const std::function<void(Store*)>& fill,
              const std::function<void(grpc::ServerBuilder*)>& more = nullptr)
      : store_(
            OrDie(OpenSealedStore(OrDie(OpenSqliteStore(dir_.File("banso.db"))), &keys_, Soon()))),
        forgetful_(store_.get()) {
    SetLogLevel(LogLevel::kWarning);  // A line a call would be measured, too.
    const BearerTokens tokens = OrDie(BearerTokens::FromKeys(&keys_));
    const std::string secret = BearerTokens::NewSecret();
    AddCaller(tokens.HashOf(secret));
    fill(store_.get());
    rules_ = std::make_shared<const RuleBook>(RuleBook::Default());
    catalog_ = OrDie(Catalog::Load(store_.get(), rules_, Soon()));
    audit_ = std::make_unique<AuditLog>(guard == kGuarded ? store_.get() : &forgetful_);
    if (guard == kGuarded) {
      authenticator_ = std::make_unique<PrincipalAuthenticator>(tokens);
    } else {
      authenticator_ = std::make_unique<KnownCaller>();
    }
    const auto* candidates =
        v1::GetCandidateRequest::descriptor()->file()->FindServiceByName("CandidateService");
    const auto* matching =
        v1::ExplainMatchRequest::descriptor()->file()->FindServiceByName("MatchingService");
    policy_ = OrDie(Policy::Read({candidates, matching}));
    showings_ = std::make_unique<Showings>(store_.get());
    context_.runtime = {.pool = &pool_,
                        .catalog = catalog_.get(),
                        .clock = &clock_,
                        .waiting_reads = &waiting_,
                        .authenticator = authenticator_.get(),
                        .policy = &policy_,
                        .callers = &no_limit_,
                        .publics = &no_limit_,
                        .streams = &slots_,
                        .audit = audit_.get()};
    context_.store = store_.get();
    context_.keys = &keys_;
    context_.catalog = catalog_.get();
    context_.clock = &clock_;
    context_.audit_log = audit_.get();
    context_.showings = showings_.get();
    context_.rules = rules_;
    context_.claim_key = std::string(32, 'k');
    candidates_ = std::make_unique<CandidateService>(&context_, &eraser_);
    watches_ = std::make_unique<WatchHub>(catalog_.get());
    matching_ = std::make_unique<MatchingService>(&context_, watches_.get());
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(candidates_.get());
    builder.RegisterService(matching_.get());
    if (more) more(&builder);
    server_ = builder.BuildAndStart();
    channel_ = TokenChannel(absl::StrCat("127.0.0.1:", port), guard == kGuarded ? secret : "");
  }

  ~BenchServer() {
    server_->Shutdown();
    server_->Wait();
  }

  std::shared_ptr<grpc::Channel> channel() { return channel_; }

 private:
  static absl::Time Soon() { return absl::Now() + absl::Minutes(10); }

  void AddCaller(const std::string& secret_hash) {
    v1::Principal principal;
    principal.set_role(v1::Access::COORDINATOR);
    PutMessage(ResourceKind::kPrincipal, "principals/benchmark", principal, store_.get());
    v1::Token token;
    token.set_secret_hash(secret_hash);
    token.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Hours(24)));
    PutMessage(ResourceKind::kToken, "principals/benchmark/tokens/benchmark", token, store_.get());
  }

  const ScratchDir dir_;
  MemoryKeyStore keys_;
  SystemClock clock_;
  std::unique_ptr<Store> store_;
  ForgetfulStore forgetful_;
  std::shared_ptr<const RuleBook> rules_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Authenticator> authenticator_;
  Policy policy_;
  RateLimiter no_limit_{RateLimit{}};
  StreamSlots slots_{8};
  std::unique_ptr<Showings> showings_;
  WorkerPool pool_{4, 64};
  WaitingReads waiting_;
  ServiceContext context_;
  Eraser eraser_{&context_};
  std::unique_ptr<CandidateService> candidates_;
  std::unique_ptr<WatchHub> watches_;
  std::unique_ptr<MatchingService> matching_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace banso::bench

#endif  // BANSO_BENCH_BENCH_SERVER_H_
