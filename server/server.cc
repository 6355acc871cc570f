#include "server/server.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "banso/v1/options.pb.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/base/mutex.h"
#include "server/rules/rule_file.h"
#include "server/services/advisor_service.h"
#include "server/services/candidate_service.h"
#include "server/services/employer_service.h"
#include "server/services/internship_service.h"
#include "server/services/matching_service.h"
#include "server/services/operations_service.h"
#include "server/services/reads.h"
#include "server/services/service_context.h"
#include "server/services/taxonomy_service.h"
#include "server/store/open_store.h"

namespace banso {
namespace {

constexpr int kMaxMessageBytes = 1 << 20;
constexpr absl::Duration kStartTimeout = absl::Minutes(5);
// One look for openings whose deadline has passed; less than the usual grace at a stop.
constexpr absl::Duration kExpiryTimeout = absl::Seconds(5);

// What libraries print is not ours to vouch for: libprotobuf quotes broken input, and gRPC the
// addresses of peers. Where gRPC complained is kept for those who debug.
void QuietLibraries() {
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args* args) {
    absl::string_view file = args->file;
    file.remove_prefix(file.rfind('/') + 1);
    Log(LogLevel::kDebug, "grpc", {{"file", LogCode(file)}, {"line", args->line}});
  });
}

// The contract must say of every method who may call it, and something must answer it.
absl::Status CheckContract(const std::vector<const RpcService*>& services) {
  for (const RpcService* service : services) {
    for (int i = 0; i < service->descriptor().method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->descriptor().method(i);
      if (method.options().ExtensionSize(v1::access) == 0) {
        return absl::InternalError(
            absl::StrCat("the contract does not say who may call ", method.full_name()));
      }
    }
    if (const auto unbound = service->UnboundMethods(); !unbound.empty()) {
      return absl::InternalError(absl::StrCat("nothing answers ", unbound.front()));
    }
  }
  return absl::OkStatus();
}

// Calls a function from time to time on a thread of its own.
class Ticker {
 public:
  Ticker(absl::Duration interval, std::function<void()> tick)
      : thread_([this, interval, tick = std::move(tick)] { Run(interval, tick); }) {}
  ~Ticker() {
    {
      MutexLock lock(&mu_);
      stopping_ = true;
      changed_.NotifyAll();
    }
    thread_.join();
  }

 private:
  void Run(absl::Duration interval, const std::function<void()>& tick) {
    for (;;) {
      {
        MutexLock lock(&mu_);
        const absl::Time next = absl::Now() + interval;
        while (!stopping_ && changed_.WaitUntil(&mu_, next)) {
        }
        if (stopping_) return;
      }
      tick();
    }
  }

  Mutex mu_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace

std::string TimeZoneVersion() {
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  absl::string_view version;
  if (std::getline(file, line)) {
    version = line;
    if (absl::ConsumePrefix(&version, "# version ") && !version.empty()) {
      return std::string(version);
    }
  }
  return "unknown";
}

// In the order in which they are made; unmade in the opposite order.
struct Server::Parts {
  Options options;
  SystemClock system_clock;
  std::unique_ptr<Store> store;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<WorkerPool> pool;
  WaitingReads waiting_reads;
  ServiceContext context;
  std::unique_ptr<CandidateService> candidates;
  std::unique_ptr<EmployerService> employers;
  std::unique_ptr<InternshipService> internships;
  std::unique_ptr<AdvisorService> advisors;
  std::unique_ptr<MatchingService> matching;
  std::unique_ptr<TaxonomyService> taxonomy;
  std::unique_ptr<OperationsService> operations;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Ticker> expiry;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options) {
  QuietLibraries();
  if (!IsLoopback(options.listen)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", options.listen,
                     " is not a loopback address; without TLS only 127.0.0.1, [::1] and "
                     "localhost are listened on"));
  }
  auto parts = std::make_unique<Parts>();
  parts->options = options;
  const absl::Time deadline = absl::Now() + kStartTimeout;

  absl::StatusOr<RuleBook> book =
      options.rules.empty() ? RuleBook::Default() : ReadRuleFile(options.rules);
  BANSO_RETURN_IF_ERROR(book.status());
  const auto rules = std::make_shared<const RuleBook>(*std::move(book));
  BANSO_ASSIGN_OR_RETURN(const std::string spec, StoreOf(options));
  BANSO_ASSIGN_OR_RETURN(parts->store, OpenStore(spec));
  BANSO_ASSIGN_OR_RETURN(
      parts->catalog,
      Catalog::Load(parts->store.get(), rules, deadline, [](const absl::Status& status) {
        Log(LogLevel::kWarning, "catalog_delayed", {{"code", status.code()}});
      }));
  parts->pool = std::make_unique<WorkerPool>(options.workers, options.queue);

  ServiceContext& context = parts->context;
  context.runtime = {parts->pool.get(), parts->catalog.get()};
  context.store = parts->store.get();
  context.catalog = parts->catalog.get();
  context.clock = options.clock != nullptr ? options.clock : &parts->system_clock;
  parts->waiting_reads.limit = std::max(1, options.workers / 2);
  context.waiting_reads = &parts->waiting_reads;
  context.rules = rules;
  BANSO_ASSIGN_OR_RETURN(context.claim_key, parts->store->Secret(deadline));
  context.server_version = BANSO_VERSION;
  context.time_zone_version = TimeZoneVersion();
  context.start_time = context.clock->Now();

  parts->candidates = std::make_unique<CandidateService>(&context);
  parts->employers = std::make_unique<EmployerService>(&context);
  parts->internships = std::make_unique<InternshipService>(&context);
  parts->advisors = std::make_unique<AdvisorService>(&context);
  parts->matching = std::make_unique<MatchingService>(&context);
  parts->taxonomy = std::make_unique<TaxonomyService>(&context);
  parts->operations = std::make_unique<OperationsService>(&context);
  const std::vector<RpcService*> services = {parts->candidates.get(),  parts->employers.get(),
                                             parts->internships.get(), parts->advisors.get(),
                                             parts->matching.get(),    parts->taxonomy.get(),
                                             parts->operations.get()};
  BANSO_RETURN_IF_ERROR(CheckContract({services.begin(), services.end()}));

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // Without this a second server on the port would start and take every other call.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &parts->port);
  for (RpcService* service : services) builder.RegisterService(service);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr || parts->port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.listen, "; is the port taken?"));
  }
  const InternshipService* internships = parts->internships.get();
  const auto expire = [internships] {
    const absl::Status status = internships->ExpireOpenings(absl::Now() + kExpiryTimeout).status();
    if (!status.ok()) Log(LogLevel::kWarning, "expiry_delayed", {{"code", status.code()}});
  };
  if (options.expiry_interval < absl::InfiniteDuration()) {
    parts->expiry = std::make_unique<Ticker>(options.expiry_interval, expire);
  }
  Log(LogLevel::kInfo, "server_started",
      {{"port", parts->port}, {"revision", parts->catalog->Current()->revision()}});
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::~Server() { Stop(); }

int Server::port() const { return parts_->port; }

std::string Server::address() const {
  const std::string& listen = parts_->options.listen;
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", parts_->port);
}

void Server::Stop() {
  if (parts_->server == nullptr) return;
  Log(LogLevel::kInfo, "server_stopping", {});
  parts_->server->GetHealthCheckService()->SetServingStatus(false);
  // Who waits for a revision gives up now; what is written meanwhile is written all the same.
  parts_->catalog->Stop();
  parts_->server->Shutdown(absl::ToChronoTime(absl::Now() + parts_->options.grace));
  parts_->server->Wait();
  parts_->server.reset();
  parts_->expiry.reset();
  parts_->pool.reset();
  Log(LogLevel::kInfo, "server_stopped", {});
}

Store* Server::store() const { return parts_->store.get(); }
Catalog* Server::catalog() const { return parts_->catalog.get(); }

absl::StatusOr<int> Server::ExpireOpenings() {
  return parts_->internships->ExpireOpenings(absl::Now() + kExpiryTimeout);
}

}  // namespace banso
