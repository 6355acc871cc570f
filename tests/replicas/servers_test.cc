// Two servers, each a process, over one PostgreSQL: what is acknowledged by one is so at the other.
#include <atomic>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "grpc/health/v1/health.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/server_process.h"
#include "tests/store/postgres_proxy.h"
#include "tests/support/becomes.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::Not;

// Leases that lapse, and those that do not, however busy the machine is.
constexpr absl::Duration kShortLease = absl::Seconds(2);
constexpr absl::Duration kLease = absl::Seconds(10);
constexpr absl::Duration kLongLease = absl::Minutes(2);

// Makes a unary call.
template <typename Stub, typename Request, typename Response>
grpc::Status Try(Stub& stub,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, std::type_identity_t<Response>* response = nullptr,
                 absl::Duration timeout = absl::Seconds(30)) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  Response unread;
  return (stub.*method)(&context, request, response == nullptr ? &unread : response);
}

// The same for one that must succeed.
template <typename Stub, typename Request, typename Response>
Response Do(Stub& stub,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            const Request& request) {
  Response response;
  const grpc::Status status = Try(stub, method, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
  return response;
}

grpc::Status WhoAmI(v1::AccessService::Stub& stub) {
  return Try(stub, &v1::AccessService::Stub::WhoAmI, v1::WhoAmIRequest());
}

// What a server says that may have no lease just now, as soon as it has one.
grpc::Status WhoAmIAtLast(v1::AccessService::Stub& stub) {
  grpc::Status status;
  EXPECT_TRUE(Becomes([&] {
    status = WhoAmI(stub);
    return status.error_code() != grpc::UNAVAILABLE;
  }));
  return status;
}

std::set<std::string> FilesIn(const std::string& folder) {
  std::set<std::string> files;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    files.insert(file.path().filename().string());
  }
  return files;
}

// The servers A and B; B reaches the database by a way that can be cut.
class ReplicasTest : public ::testing::Test {
 protected:
  explicit ReplicasTest(absl::Duration a_lease = kLongLease, absl::Duration b_lease = kLongLease)
      : a_lease_(a_lease), b_lease_(b_lease) {}
  void SetUp() override {
    admin_ = Bootstrap(dir_, Store());
    a_ = std::make_unique<ServerProcess>(FlagsOf("a", Store(), a_lease_));
    a_address_ = AddressIn(a_->ReadLine());
    b_ =
        std::make_unique<ServerProcess>(FlagsOf("b", Store() + " host=" + proxy_.host(), b_lease_));
    b_address_ = AddressIn(b_->ReadLine());
    coordinator_ = CoordinatorToken(a_address_, admin_);
    a_access_ = v1::AccessService::NewStub(TokenChannel(a_address_, admin_));
  }

  std::string Store() const { return absl::StrCat("postgres:", schema_.connection()); }
  std::string OutboxOf(const std::string& server) const { return dir_.File("outbox-" + server); }
  std::vector<std::string> FlagsOf(const std::string& server, const std::string& store,
                                   absl::Duration lease) const {
    std::vector<std::string> flags = Flags(dir_, store);
    for (const char* flag : {"--lease-renewal", "0.2", "--rate", "0", "--public-rate", "0",
                             "--catalog-folder", "none", "--outbox-interval", "0.2"}) {
      flags.emplace_back(flag);
    }
    flags.insert(flags.end(), {"--lease", absl::StrCat(absl::ToInt64Seconds(lease)),
                               "--outbox-folder", OutboxOf(server)});
    return flags;
  }

  std::shared_ptr<grpc::Channel> AtA() { return TokenChannel(a_address_, coordinator_); }
  std::shared_ptr<grpc::Channel> AtB() { return TokenChannel(b_address_, coordinator_); }

  // A fresh token of a fresh coordinator.
  v1::IssueTokenResponse IssueToken() {
    v1::CreatePrincipalRequest create;
    create.mutable_principal()->set_role(v1::Access::COORDINATOR);
    v1::IssueTokenRequest issue;
    issue.set_parent(Do(*a_access_, &v1::AccessService::Stub::CreatePrincipal, create).name());
    return Do(*a_access_, &v1::AccessService::Stub::IssueToken, issue);
  }
  grpc::Status Revoke(const std::string& token) {
    v1::RevokeTokenRequest revoke;
    revoke.set_name(token);
    return Try(*a_access_, &v1::AccessService::Stub::RevokeToken, revoke);
  }
  v1::Candidate CreateAtA() {
    v1::CreateCandidateRequest create;
    *create.mutable_candidate() = ACandidate();
    const auto stub = v1::CandidateService::NewStub(AtA());
    return Do(*stub, &v1::CandidateService::Stub::CreateCandidate, create);
  }

  const absl::Duration a_lease_;
  const absl::Duration b_lease_;
  const ScratchDir dir_;
  const ScratchSchema schema_;
  PostgresProxy proxy_;
  std::string admin_;
  std::string coordinator_;
  std::unique_ptr<ServerProcess> a_;
  std::unique_ptr<ServerProcess> b_;
  std::string a_address_;
  std::string b_address_;
  std::unique_ptr<v1::AccessService::Stub> a_access_;
};

class LapsingReplicasTest : public ReplicasTest {
 protected:
  LapsingReplicasTest() : ReplicasTest(kLongLease, kShortLease) {}
};

class ReplicasJobsTest : public ReplicasTest {
 protected:
  ReplicasJobsTest() : ReplicasTest(kLease, kLongLease) {}
};

TEST_F(ReplicasTest, WhatEndsAtOneServerHasEndedInTheNextAnswerOfTheOther) {
  constexpr int kRounds = 15;
  std::atomic<bool> done = false;
  std::vector<std::thread> load;
  for (const auto& channel : {AtA(), AtB()}) {
    load.emplace_back([&done, channel] {
      const auto stub = v1::CandidateService::NewStub(channel);
      v1::CreateCandidateRequest create;
      *create.mutable_candidate() = ACandidate();
      while (!done) Do(*stub, &v1::CandidateService::Stub::CreateCandidate, create);
    });
  }
  const auto a_consents = v1::ConsentService::NewStub(AtA());
  const auto b_candidates = v1::CandidateService::NewStub(AtB());
  const v1::Candidate person = CreateAtA();
  v1::GetCandidateRequest get;
  get.set_name(person.name());
  v1::GrantConsentRequest grant;
  grant.set_parent(person.name());
  grant.set_scope(v1::Consent::SERVICE);
  grant.mutable_terms()->set_method(v1::Consent::ONLINE);

  for (int round = 0; round < kRounds; ++round) {
    // A token.
    const v1::IssueTokenResponse token = IssueToken();
    const auto b_access = v1::AccessService::NewStub(TokenChannel(b_address_, token.secret()));
    EXPECT_TRUE(WhoAmI(*b_access).ok());
    EXPECT_TRUE(Revoke(token.token().name()).ok());
    EXPECT_THAT(WhoAmI(*b_access), HasCode(grpc::UNAUTHENTICATED));

    // A consent.
    v1::WithdrawConsentRequest withdraw;
    withdraw.set_name(Do(*a_consents, &v1::ConsentService::Stub::GrantConsent, grant).name());
    Do(*a_consents, &v1::ConsentService::Stub::WithdrawConsent, withdraw);
    const v1::Candidate seen = Do(*b_candidates, &v1::CandidateService::Stub::GetCandidate, get);
    for (const v1::Consent& consent : seen.consents()) {
      const bool is_it = consent.name() == withdraw.name();
      EXPECT_TRUE(!is_it || consent.state() == v1::Consent::WITHDRAWN);
    }

    // A person.
    v1::EraseCandidateRequest erase;
    erase.set_name(CreateAtA().name());
    Do(*a_consents, &v1::ConsentService::Stub::EraseCandidate, erase);
    v1::GetCandidateRequest erased;
    erased.set_name(erase.name());
    EXPECT_THAT(Try(*b_candidates, &v1::CandidateService::Stub::GetCandidate, erased),
                HasCode(grpc::NOT_FOUND));
  }
  done = true;
  for (std::thread& thread : load) thread.join();
}

TEST_F(LapsingReplicasTest, AServerThatIsStoppedIsWaitedForAndSaysNothingOldWhenItGoesOn) {
  const v1::IssueTokenResponse token = IssueToken();
  const auto b_access = v1::AccessService::NewStub(TokenChannel(b_address_, token.secret()));
  ASSERT_TRUE(WhoAmIAtLast(*b_access).ok());
  b_->Signal(SIGSTOP);
  // Lies in the socket of B until that goes on.
  grpc::Status first;
  std::thread asker([&] { first = WhoAmI(*b_access); });

  EXPECT_TRUE(Revoke(token.token().name()).ok());

  b_->Signal(SIGCONT);
  asker.join();
  EXPECT_THAT(first, AnyOf(HasCode(grpc::UNAVAILABLE), HasCode(grpc::UNAUTHENTICATED)));
  EXPECT_THAT(WhoAmIAtLast(*b_access), HasCode(grpc::UNAUTHENTICATED));
}

TEST_F(LapsingReplicasTest, AServerThatIsCutOffFallsSilentAndComesBack) {
  const v1::IssueTokenResponse token = IssueToken();
  const auto b_access = v1::AccessService::NewStub(TokenChannel(b_address_, token.secret()));
  ASSERT_TRUE(WhoAmIAtLast(*b_access).ok());
  proxy_.SetAway(true);

  ASSERT_TRUE(Revoke(token.token().name()).ok());

  const grpc::Status cut_off = WhoAmI(*b_access);
  EXPECT_THAT(cut_off, HasCode(grpc::UNAVAILABLE));
  EXPECT_EQ(ErrorReason(cut_off), "LEASE_LAPSED");
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(cut_off).retry_delay().seconds(), 0);
  const auto health = [&] {
    std::string bytes;
    EXPECT_TRUE(CallRaw(AtB(), "/grpc.health.v1.Health/Check", "", &bytes).ok());
    grpc::health::v1::HealthCheckResponse response;
    response.ParseFromString(bytes);
    return response.status();
  };
  EXPECT_TRUE(
      Becomes([&] { return health() == grpc::health::v1::HealthCheckResponse::NOT_SERVING; }));

  proxy_.SetAway(false);
  EXPECT_TRUE(Becomes([&] { return health() == grpc::health::v1::HealthCheckResponse::SERVING; }));
  EXPECT_THAT(WhoAmIAtLast(*b_access), HasCode(grpc::UNAUTHENTICATED));
}

TEST_F(LapsingReplicasTest, ACallThatWasLetInIsNotAnsweredOnceTheLeaseHasLapsed) {
  const auto desk = v1::ConsultationService::NewStub(
      grpc::CreateChannel(b_address_, grpc::InsecureChannelCredentials()));
  v1::FindOpenSlotsRequest request;
  ASSERT_TRUE(Becomes(
      [&] { return Try(*desk, &v1::ConsultationService::Stub::FindOpenSlots, request).ok(); }));
  // Whoever has no proof waits for two seconds: longer than this server believes in a lease.
  request.set_min_revision(1'000'000'000);
  proxy_.SetAway(true);
  const grpc::Status status = Try(*desk, &v1::ConsultationService::Stub::FindOpenSlots, request);

  EXPECT_THAT(status, HasCode(grpc::UNAVAILABLE));
  EXPECT_EQ(ErrorReason(status), "LEASE_LAPSED");
}

TEST_F(ReplicasTest, WhoHasLittleTimeIsToldThatItDoesNotActEverywhereYet) {
  const v1::IssueTokenResponse token = IssueToken();
  ASSERT_THAT(PostgresSql(schema_.connection(),
                          "INSERT INTO replicas (id, place, applied_revision, lease_end)"
                          " VALUES ('silent', nextval('replica_places'), 0,"
                          " clock_timestamp() + interval '1 hour')"),
              IsOk());
  v1::RevokeTokenRequest revoke;
  revoke.set_name(token.token().name());
  revoke.set_request_id("6f1e1f1c-8c7a-4a52-9a3e-6e9b2f3f8a01");
  const auto try_it = [&] {
    return Try(*a_access_, &v1::AccessService::Stub::RevokeToken, revoke, nullptr,
               absl::Seconds(1));
  };

  const auto is_told = [&] {
    const grpc::Status status = try_it();
    return status.error_code() == grpc::UNAVAILABLE && ErrorReason(status) == "NOT_YET_EVERYWHERE";
  };

  EXPECT_TRUE(Becomes(is_told));
  EXPECT_TRUE(Becomes(is_told)) << "it waits again";
  const auto b_access = v1::AccessService::NewStub(TokenChannel(b_address_, token.secret()));
  EXPECT_TRUE(Becomes([&] { return WhoAmI(*b_access).error_code() == grpc::UNAUTHENTICATED; }))
      << "it is done";

  ASSERT_THAT(PostgresSql(schema_.connection(), "DELETE FROM replicas WHERE id = 'silent'"),
              IsOk());
  EXPECT_TRUE(Becomes([&] { return try_it().ok(); }));
}

TEST_F(ReplicasJobsTest, OneServerDoesTheJobsAndAnotherTakesOverWhenItIsKilled) {
  const auto b_support = v1::SupportService::NewStub(AtB());
  const auto b_advisors = v1::AdvisorService::NewStub(AtB());
  const auto activate = [&] {
    using Stub = v1::AdvisorService::Stub;
    v1::CreateAdvisorRequest create;
    *create.mutable_advisor() =
        AnAdvisor("contacts { channel: EMAIL address: \"advisor@example.org\" }");
    const std::string name = Do(*b_advisors, &Stub::CreateAdvisor, create).name();
    v1::ScreenAdvisorRequest screen;
    screen.set_name(name);
    Do(*b_advisors, &Stub::ScreenAdvisor, screen);
    v1::TrainAdvisorRequest train;
    train.set_name(name);
    Do(*b_advisors, &Stub::TrainAdvisor, train);
    v1::ActivateAdvisorRequest activate;
    activate.set_name(name);
    return Do(*b_advisors, &Stub::ActivateAdvisor, activate).name();
  };
  const std::string advisor = activate();
  const auto b_candidates = v1::CandidateService::NewStub(AtB());
  const auto b_consents = v1::ConsentService::NewStub(AtB());
  // Tells two people, by two mails.
  const auto accompany = [&] {
    v1::CreateCandidateRequest create;
    *create.mutable_candidate() = ACandidate();
    v1::StartEngagementRequest start;
    start.set_advisor(advisor);
    start.set_candidate(
        Do(*b_candidates, &v1::CandidateService::Stub::CreateCandidate, create).name());
    v1::GrantConsentRequest grant;
    grant.set_parent(start.candidate());
    grant.set_scope(v1::Consent::SERVICE);
    grant.mutable_terms()->set_method(v1::Consent::ONLINE);
    Do(*b_consents, &v1::ConsentService::Stub::GrantConsent, grant);
    Do(*b_support, &v1::SupportService::Stub::StartEngagement, start);
  };

  accompany();
  EXPECT_TRUE(Becomes([&] { return FilesIn(OutboxOf("a")).size() == 2; }));
  EXPECT_THAT(FilesIn(OutboxOf("b")), IsEmpty());

  a_->Signal(SIGKILL);
  accompany();
  EXPECT_TRUE(Becomes([&] { return FilesIn(OutboxOf("b")).size() == 2; }));
  for (const std::string& mail : FilesIn(OutboxOf("b"))) {
    EXPECT_THAT(FilesIn(OutboxOf("a")), Not(::testing::Contains(mail)));
  }
}

TEST_F(ReplicasTest, AServerThatEndsInOrderIsNotWaitedFor) {
  const v1::IssueTokenResponse token = IssueToken();
  b_->Signal(SIGTERM);
  EXPECT_EQ(b_->ExitCode(), 0);

  // Within the time of a call, which is less than a lease.
  EXPECT_TRUE(Revoke(token.token().name()).ok());
}

}  // namespace
}  // namespace banso
