#include "server/server.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/access/bootstrap.h"
#include "server/access/principal_authenticator.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_log.h"
#include "server/base/steady_time.h"
#include "server/base/ticker.h"
#include "server/catalog/snapshot_file.h"
#include "server/jobs.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/metrics.h"
#include "server/outbox/mail_transport.h"
#include "server/quiet_libraries.h"
#include "server/readiness.h"
#include "server/replicas/replica.h"
#include "server/rules/rule_file.h"
#include "server/server_figures.h"
#include "server/services/access_service.h"
#include "server/services/advisor_service.h"
#include "server/services/audit_service.h"
#include "server/services/candidate_service.h"
#include "server/services/consent_service.h"
#include "server/services/consultation_service.h"
#include "server/services/employer_service.h"
#include "server/services/erasure.h"
#include "server/services/internship_service.h"
#include "server/services/matching_service.h"
#include "server/services/message_service.h"
#include "server/services/operations_service.h"
#include "server/services/outbox_dispatcher.h"
#include "server/services/placement_service.h"
#include "server/services/reminders.h"
#include "server/services/report_service.h"
#include "server/services/retention.h"
#include "server/services/service_context.h"
#include "server/services/showings.h"
#include "server/services/support_service.h"
#include "server/services/taxonomy_service.h"
#include "server/services/watch_hub.h"
#include "server/store/open_store.h"
#include "server/stores.h"
#include "server/tls.h"

namespace banso {
namespace {

constexpr int kMaxMessageBytes = 1 << 20;
// Of a job that is asked for.
constexpr absl::Duration kJobTimeout = absl::Seconds(5);
// Of messages in a folder, which nobody answers.
constexpr char kNoSender[] = "desk@localhost.invalid";
// How long callers are told that the server stops before their connections end.
constexpr absl::Duration kFarewell = absl::Milliseconds(250);
// How often the server looks whether it is ready.
constexpr absl::Duration kReadinessInterval = absl::Seconds(1);
// Of what the audit log is chained by itself.
constexpr absl::Duration kChainInterval = absl::Seconds(1);
// The daily jobs begin soon after the start, so that they also run where a server never stays up.
constexpr absl::Duration kFirstDailyJobs = absl::Minutes(1);
// Of connections.
constexpr int kKeepaliveMilliseconds = 60'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;
constexpr int kIdleMilliseconds = 30 * 60'000;
constexpr int kHandshakeMilliseconds = 10'000;
constexpr int kStreamsOfAConnection = 128;
constexpr int kMaxMetadataBytes = 16 << 10;

// Something must answer every method of the contract.
absl::Status CheckBound(const std::vector<RpcService*>& services) {
  for (const RpcService* service : services) {
    if (const auto unbound = service->UnboundMethods(); !unbound.empty()) {
      return absl::InternalError(absl::StrCat("nothing answers ", unbound.front()));
    }
  }
  return absl::OkStatus();
}

// Logs that a job of the server will be tried again, unless it went well.
template <size_t n>
void LogDelay(const char (&event)[n], const absl::Status& status) {
  if (!status.ok()) Log(LogLevel::kWarning, event, {{"code", status.code()}});
}

absl::StatusOr<std::unique_ptr<JwtVerifier>> OpenJwtVerifier(const Options& options) {
  if (options.oidc_issuer.empty()) return nullptr;
  BANSO_ASSIGN_OR_RETURN(auto keys, OpenJwksSource(options.oidc_jwks));
  return std::make_unique<JwtVerifier>(
      JwtRules{options.oidc_issuer, options.oidc_audience, options.oidc_skew}, std::move(keys));
}

absl::StatusOr<std::unique_ptr<MailTransport>> OpenTransport(const Options& options) {
  if (!options.smtp_url.empty()) {
    BANSO_ASSIGN_OR_RETURN(SmtpOptions smtp, SmtpOf(options));
    return OpenSmtpTransport(std::move(smtp));
  }
  BANSO_ASSIGN_OR_RETURN(std::string folder, OutboxFolderOf(options));
  return OpenFolderTransport(std::move(folder));
}

// Who may send streams and calls is limited by name; connections that say nothing are limited here:
// one that is dead is found out, and one that is idle or half-open is closed.
void LimitConnections(grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              kKeepaliveMilliseconds / 2);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleMilliseconds);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMilliseconds);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfAConnection);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
}

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
  std::unique_ptr<Metrics> metrics;  // null: nothing is measured
  std::unique_ptr<CallMetrics> call_metrics;
  OpenedStores stores;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<Replica> replica;  // null: the only server of its store
  std::unique_ptr<AuditLog> audit_log;
  std::unique_ptr<AuditChainer> audit_chainer;
  std::unique_ptr<PrincipalAuthenticator> authenticator;
  Policy policy;
  std::unique_ptr<RateLimiter> callers;
  std::unique_ptr<RateLimiter> publics;
  std::unique_ptr<RateLimiter> applications;
  std::unique_ptr<StreamSlots> streams;
  std::unique_ptr<Showings> showings;
  std::unique_ptr<WorkerPool> pool;
  WaitingReads waiting_reads;
  std::unique_ptr<WatchHub> watches;
  ServiceContext context;
  std::unique_ptr<Eraser> eraser;
  std::unique_ptr<Retention> retention;
  std::unique_ptr<Reminders> reminders;
  std::unique_ptr<CandidateService> candidates;
  std::unique_ptr<EmployerService> employers;
  std::unique_ptr<InternshipService> internships;
  std::unique_ptr<AdvisorService> advisors;
  std::unique_ptr<MatchingService> matching;
  std::unique_ptr<TaxonomyService> taxonomy;
  std::unique_ptr<ConsultationService> consultation;
  std::unique_ptr<SupportService> support;
  std::unique_ptr<PlacementService> placement;
  std::unique_ptr<ConsentService> consents;
  std::unique_ptr<AccessService> access;
  std::unique_ptr<AuditService> audit;
  std::unique_ptr<OperationsService> operations;
  std::unique_ptr<MailTransport> transport;
  std::unique_ptr<OutboxDispatcher> dispatcher;
  std::unique_ptr<ReportService> reports;
  std::unique_ptr<MessageService> messages;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Readiness> readiness;
  std::atomic<bool> listening = false;  // `readiness` is there, and stays
  std::unique_ptr<Ticker> readiness_watch;
  std::unique_ptr<Ticker> frequent;
  std::unique_ptr<Ticker> daily;
  std::unique_ptr<Ticker> outbox;
  std::unique_ptr<MetricsListener> metrics_listener;

  // Everything that has a name, so that nothing is forgotten.
  std::vector<RpcService*> Services() const {
    return {candidates.get(), employers.get(), internships.get(),  advisors.get(),
            matching.get(),   taxonomy.get(),  consultation.get(), support.get(),
            placement.get(),  consents.get(),  access.get(),       audit.get(),
            operations.get(), reports.get(),   messages.get()};
  }
  absl::Status StartMetrics();
  absl::Status Open(absl::Time deadline);
  absl::Status MakeServices();
  absl::Status Listen();
  void StartJobs();
  void WaitForCalls(absl::Time end) const;
};

// Before anything that takes long, so that it can be watched.
absl::Status Server::Parts::StartMetrics() {
  if (options.metrics_listen.empty()) return absl::OkStatus();
  metrics = std::make_unique<Metrics>();
  call_metrics = std::make_unique<CallMetrics>(metrics.get());
  AddProcessFigures(
      options, BANSO_VERSION, [this] { return listening && readiness->ready(); }, metrics.get());
  BANSO_ASSIGN_OR_RETURN(metrics_listener, MetricsListener::Open(options.metrics_listen, *metrics));
  return absl::OkStatus();
}

// Opens the stores and loads what they hold.
absl::Status Server::Parts::Open(absl::Time deadline) {
  absl::StatusOr<RuleBook> book =
      options.rules.empty() ? RuleBook::Default() : ReadRuleFile(options.rules);
  BANSO_RETURN_IF_ERROR(book.status());
  context.rules = std::make_shared<const RuleBook>(*std::move(book));
  BANSO_ASSIGN_OR_RETURN(const std::string anchor, AuditAnchorOf(options));
  BANSO_ASSIGN_OR_RETURN(stores, OpenStores(options, deadline, MissingFile::kMade, metrics.get()));
  Store* const store = stores.store.get();
  BANSO_ASSIGN_OR_RETURN(const std::string folder, CatalogFolderOf(options));
  Catalog::FileOptions file;
  if (!folder.empty()) {
    file.file = std::make_unique<SnapshotFile>(folder, stores.keys.get(), store);
  }
  BANSO_ASSIGN_OR_RETURN(
      catalog, Catalog::Load(
                   store, context.rules, deadline,
                   [](const absl::Status& status) { LogDelay("catalog_delayed", status); },
                   std::move(file)));
  BANSO_ASSIGN_OR_RETURN(const std::string spec, StoreOf(options));
  BANSO_ASSIGN_OR_RETURN(std::unique_ptr<ReplicaTable> replicas, OpenReplicaTable(spec));
  if (replicas != nullptr) {
    BANSO_ASSIGN_OR_RETURN(replica, Replica::Join(std::move(replicas), store, catalog.get(),
                                                  options.replica, deadline));
  }
  BANSO_ASSIGN_OR_RETURN(const Key audit_key, stores.keys->GetOrCreate(kAuditChainKey));
  audit_log = std::make_unique<AuditLog>(store);
  audit_chainer =
      std::make_unique<AuditChainer>(stores.database, audit_key, anchor, kChainInterval,
                                     [this] { return replica == nullptr || replica->DoesJobs(); });
  showings = std::make_unique<Showings>(store);
  BANSO_ASSIGN_OR_RETURN(context.claim_key, store->Secret(deadline));
  return absl::OkStatus();
}

absl::Status Server::Parts::MakeServices() {
  BANSO_ASSIGN_OR_RETURN(const BearerTokens tokens, BearerTokens::FromKeys(stores.keys.get()));
  BANSO_ASSIGN_OR_RETURN(auto jwts, OpenJwtVerifier(options));
  authenticator = std::make_unique<PrincipalAuthenticator>(tokens, std::move(jwts));
  callers = std::make_unique<RateLimiter>(options.rate);
  publics = std::make_unique<RateLimiter>(options.public_rate);
  applications = std::make_unique<RateLimiter>(options.application_rate);
  streams = std::make_unique<StreamSlots>(options.max_streams);
  pool = std::make_unique<WorkerPool>(options.workers, options.queue);
  waiting_reads.limit = std::max(1, options.workers / 2);

  context.clock = options.clock != nullptr ? options.clock : &system_clock;
  context.runtime = {.pool = pool.get(),
                     .catalog = catalog.get(),
                     .clock = context.clock,
                     .waiting_reads = &waiting_reads,
                     .authenticator = authenticator.get(),
                     .policy = &policy,
                     .callers = callers.get(),
                     .publics = publics.get(),
                     .applications = applications.get(),
                     .streams = streams.get(),
                     .audit = audit_log.get(),
                     .metrics = call_metrics.get(),
                     .replica = replica.get()};
  context.store = stores.store.get();
  context.keys = stores.keys.get();
  context.catalog = catalog.get();
  context.audit_log = audit_log.get();
  context.audit_chainer = audit_chainer.get();
  context.showings = showings.get();
  context.server_version = BANSO_VERSION;
  context.time_zone_version = TimeZoneVersion();
  context.start_time = context.clock->Now();

  eraser = std::make_unique<Eraser>(&context);
  retention = std::make_unique<Retention>(&context, eraser.get());
  reminders = std::make_unique<Reminders>(&context);
  candidates = std::make_unique<CandidateService>(&context, eraser.get());
  employers = std::make_unique<EmployerService>(&context);
  internships = std::make_unique<InternshipService>(&context);
  advisors = std::make_unique<AdvisorService>(&context);
  watches = std::make_unique<WatchHub>(catalog.get());
  matching = std::make_unique<MatchingService>(&context, watches.get());
  taxonomy = std::make_unique<TaxonomyService>(&context);
  consultation = std::make_unique<ConsultationService>(&context, tokens);
  support = std::make_unique<SupportService>(&context);
  placement = std::make_unique<PlacementService>(&context);
  consents = std::make_unique<ConsentService>(&context, eraser.get());
  access = std::make_unique<AccessService>(&context, tokens);
  audit = std::make_unique<AuditService>(&context);
  operations = std::make_unique<OperationsService>(&context, retention.get());
  reports = std::make_unique<ReportService>(&context);
  messages = std::make_unique<MessageService>(&context, options.public_url);

  BANSO_ASSIGN_OR_RETURN(transport, OpenTransport(options));
  dispatcher = std::make_unique<OutboxDispatcher>(
      &context, transport.get(),
      DispatcherOptions{options.mail_from.empty() ? kNoSender : options.mail_from,
                        options.public_url});

  std::vector<const google::protobuf::ServiceDescriptor*> contract;
  for (const RpcService* service : Services()) contract.push_back(&service->descriptor());
  BANSO_ASSIGN_OR_RETURN(policy, Policy::Read(contract));
  return CheckBound(Services());
}

absl::Status Server::Parts::Listen() {
  BANSO_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ServerCredentials> credentials,
                         MakeServerCredentials(options));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // Without this a second server on the port would start and take every other call.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  LimitConnections(&builder);
  builder.AddListeningPort(options.listen, credentials, &port);
  for (RpcService* service : Services()) builder.RegisterService(service);
  server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.listen, "; is the port taken?"));
  }
  std::vector<std::string> names;
  for (const RpcService* service : Services()) names.push_back(service->descriptor().full_name());
  readiness = std::make_unique<Readiness>(server->GetHealthCheckService(), std::move(names),
                                          options.ready_lag);
  listening = true;
  readiness_watch = std::make_unique<Ticker>(
      kReadinessInterval, kReadinessInterval,
      std::vector<PeriodicJob>{{"readiness", kReadinessInterval, [this](absl::Time /*deadline*/) {
                                  // Without its lease it answers nothing.
                                  const bool may_answer = replica == nullptr || replica->MayBegin();
                                  readiness->Update(may_answer ? catalog->Lag(SteadyNow())
                                                               : absl::InfiniteDuration());
                                }}});
  if (metrics != nullptr) {
    AddServerFigures({.catalog = catalog.get(),
                      .pool = pool.get(),
                      .audit_log = audit_log.get(),
                      .audit_chainer = audit_chainer.get(),
                      .store = stores.store.get()},
                     metrics.get());
  }
  return absl::OkStatus();
}

void Server::Parts::StartJobs() {
  if (options.expiry_interval == absl::InfiniteDuration()) return;
  const JobDoers doers = {.context = &context,
                          .eraser = eraser.get(),
                          .consultation = consultation.get(),
                          .reminders = reminders.get(),
                          .internships = internships.get(),
                          .authenticator = authenticator.get(),
                          .consents = consents.get(),
                          .placement = placement.get(),
                          .retention = retention.get(),
                          .dispatcher = dispatcher.get(),
                          .replica = replica.get()};
  frequent = std::make_unique<Ticker>(options.expiry_interval, options.expiry_interval,
                                      FrequentJobs(doers));
  daily = std::make_unique<Ticker>(kFirstDailyJobs, options.daily_interval, DailyJobs(doers));
  outbox =
      std::make_unique<Ticker>(options.outbox_interval, options.outbox_interval, OutboxJobs(doers));
}

// Comes back once no call is under way, at the latest at `end`. Where clients are told before a
// stop, those who call on and on have a moment to hear that the server is not there any more.
void Server::Parts::WaitForCalls(absl::Time end) const {
  const absl::Time heard =
      options.drain > absl::ZeroDuration() ? SteadyNow() + kFarewell : absl::InfinitePast();
  for (;;) {
    const WorkerPool::Load load = pool->load();
    const absl::Time now = SteadyNow();
    if (now >= end || (now >= heard && load.waiting == 0 && load.running == 0)) return;
    absl::SleepFor(kFarewell / 25);
  }
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options) {
  QuietLibraries();
  BANSO_RETURN_IF_ERROR(CheckOptions(options));
  auto parts = std::make_unique<Parts>();
  parts->options = options;
  const absl::Time deadline = SteadyNow() + kStartTimeout;
  BANSO_RETURN_IF_ERROR(parts->StartMetrics());
  BANSO_RETURN_IF_ERROR(parts->Open(deadline));
  BANSO_RETURN_IF_ERROR(parts->MakeServices());
  // What was interrupted is finished before anybody can ask.
  LogDelay("erasure_delayed", parts->eraser->FinishErasures(deadline).status());
  BANSO_RETURN_IF_ERROR(parts->Listen());
  parts->StartJobs();
  Log(LogLevel::kInfo, "server_started",
      {{"port", parts->port},
       {"revision", parts->catalog->Current()->revision()},
       {"from_file", parts->catalog->started_from_file() ? 1 : 0}});
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

absl::StatusOr<std::string> Server::BootstrapStores(const Options& options) {
  QuietLibraries();
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, SteadyNow() + kStartTimeout));
  const SystemClock clock;
  return banso::Bootstrap(stores.store.get(), stores.keys.get(),
                          options.clock != nullptr ? *options.clock : clock);
}

absl::StatusOr<std::string> Server::Bootstrap() {
  BANSO_ASSIGN_OR_RETURN(std::string secret,
                         banso::Bootstrap(store(), parts_->context.keys, *parts_->context.clock));
  const absl::Time deadline = SteadyNow() + kJobTimeout;
  BANSO_ASSIGN_OR_RETURN(const Revision revision, store()->CurrentRevision(deadline));
  BANSO_RETURN_IF_ERROR(catalog()->WaitFor(revision, deadline).status());
  return secret;
}

Server::~Server() { Stop(); }

int Server::port() const { return parts_->port; }

std::string Server::address() const {
  const std::string& listen = parts_->options.listen;
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", parts_->port);
}

int Server::metrics_port() const {
  return parts_->metrics_listener == nullptr ? 0 : parts_->metrics_listener->port();
}

void Server::Drain() {
  if (parts_->server == nullptr) return;
  Log(LogLevel::kInfo, "server_draining", {});
  parts_->readiness->Drain();
}

void Server::Stop() {
  if (parts_->server == nullptr) return;
  Drain();
  Log(LogLevel::kInfo, "server_stopping", {});
  parts_->dispatcher->Stop();
  parts_->readiness_watch.reset();
  // What comes from now on is answered that the server is not there, for gRPC would just cancel it.
  parts_->pool->Close();
  // From here on no call begins, so that no other server waits for what this one learns.
  if (parts_->replica != nullptr) parts_->replica->Leave();
  // Who waits for a revision gives up now; what is written meanwhile is written all the same.
  parts_->catalog->Stop();
  const absl::Time end = SteadyNow() + parts_->options.grace;
  parts_->WaitForCalls(end);
  parts_->server->Shutdown(std::chrono::system_clock::now() +
                           absl::ToChronoMilliseconds(end - SteadyNow()));
  parts_->server->Wait();
  parts_->metrics_listener.reset();
  parts_->listening = false;
  parts_->readiness.reset();
  parts_->server.reset();
  parts_->frequent.reset();
  parts_->daily.reset();
  parts_->outbox.reset();
  parts_->pool.reset();
  Log(LogLevel::kInfo, "server_stopped", {});
}

Store* Server::store() const { return parts_->stores.store.get(); }
KeyStore* Server::keys() const { return parts_->stores.keys.get(); }
Catalog* Server::catalog() const { return parts_->catalog.get(); }

absl::StatusOr<int> Server::KeepDesk() {
  return parts_->consultation->KeepDesk(SteadyNow() + kJobTimeout);
}

absl::StatusOr<int> Server::ExpireOpenings() {
  return parts_->internships->ExpireOpenings(SteadyNow() + kJobTimeout);
}

}  // namespace banso
