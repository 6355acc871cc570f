// Servers, their database and their connections are killed at random while clients write. What was
// acknowledged must be there afterwards, once, on every server.
//
// BANSO_CRASH_SECONDS says how long (30), BANSO_CRASH_KILLS how many kills at least (0),
// BANSO_CRASH_SEED the seed.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "banso/v1/advisor_service.grpc.pb.h"
#include "banso/v1/audit_service.grpc.pb.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/employer_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "banso/v1/support_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/linearizability.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using ::testing::IsEmpty;

constexpr int kServers = 3;
constexpr int kWriters = 6;
constexpr int kRegisters = 3;
constexpr int kAdvisors = 2;
constexpr int kSeatsOfAnAdvisor = 2;
constexpr int kPeople = 6;
// Of one attempt. Shorter than some pauses of a server.
constexpr absl::Duration kAttemptTime = absl::Seconds(2);
// How long one write is repeated before nobody knows what became of it.
constexpr absl::Duration kPatience = absl::Seconds(20);
// Before somebody who was not answered asks again.
constexpr absl::Duration kPause = absl::Milliseconds(20);
// After the last kill.
constexpr absl::Duration kRecoveryTime = absl::Seconds(60);

int NumberIn(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  int number = otherwise;
  EXPECT_TRUE(text == nullptr || absl::SimpleAtoi(text, &number)) << variable;
  return number;
}

int64_t Nanoseconds() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

// Whether a status says what became of a call that was made once.
bool IsAnswer(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return false;
    default:
      return true;
  }
}

// Numbers that no other client or operation has, as UUIDs.
std::string RequestId(int number) {
  return absl::StrFormat("5b1c7d1e-0c5e-4b0e-9d6e-%012d", number);
}

// A client of all servers, on connections of its own.
// Thread safety: for one thread.
class Client {
 public:
  Client(const Cluster& cluster, unsigned seed, absl::Duration attempt_time)
      : random_(seed), attempt_time_(attempt_time) {
    for (int i = 0; i < cluster.size(); ++i) channels_.push_back(cluster.AsCoordinator(i));
  }

  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  // What became of a write.
  struct Outcome {
    grpc::Status status;
    // Whether `status` is what the only attempt, or a repetition of it, was told. If not, an
    // attempt may still come to something.
    bool known = false;
  };

  // Makes a call at any server, again at another until one answers. `request` has a request id.
  template <typename Service, typename Request, typename Response, typename StubType>
  Outcome Write(const Request& request,
                grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*),
                Response* response) {
    bool lost = false;
    for (const absl::Time end = absl::Now() + kPatience;;) {
      const grpc::Status status = Try<Service>(request, method, response);
      if (IsAnswer(status)) return {status, status.ok() || !lost};
      // Refused before anything was done, or nobody knows.
      lost = lost || status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED;
      if (absl::Now() > end) return {status, false};
      absl::SleepFor(kPause);
    }
  }
  // Reads at any server; the last status if none answers.
  template <typename Service, typename Request, typename Response, typename StubType>
  grpc::Status Read(const Request& request,
                    grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                    Response* response) {
    grpc::Status status;
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end;) {
      status = Try<Service>(request, method, response);
      if (IsAnswer(status)) break;
      absl::SleepFor(kPause);
    }
    return status;
  }

 private:
  template <typename Service, typename Request, typename Response, typename StubType>
  grpc::Status Try(const Request& request,
                   grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                   Response* response) {
    const auto stub = Service::NewStub(channels_[Below(static_cast<int>(channels_.size()))]);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + attempt_time_));
    response->Clear();
    return ((*stub).*method)(&context, request, response);
  }

  std::mt19937 random_;
  const absl::Duration attempt_time_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

// What clients were told, to be held against what is there at the end.
class Ledger {
 public:
  int NextNumber() { return ++numbers_; }

  void Acknowledge(int64_t revision) {
    ++acknowledged_;
    int64_t newest = newest_;
    while (newest < revision && !newest_.compare_exchange_weak(newest, revision)) {
    }
  }
  void Created(const std::string& name, const std::string& mark) {
    const std::lock_guard<std::mutex> lock(mu_);
    created_[mark] = name;
  }
  void Add(int which, const CompareAndSet& operation) {
    const std::lock_guard<std::mutex> lock(mu_);
    histories_[which].push_back(operation);
  }
  void Started(const std::string& engagement) {
    const std::lock_guard<std::mutex> lock(mu_);
    started_.insert(engagement);
  }
  // Whether or not it is known to have happened.
  void AskedToEnd(const std::string& engagement) {
    const std::lock_guard<std::mutex> lock(mu_);
    started_.erase(engagement);
  }
  void CountUnknown() { ++unknown_; }

  int64_t newest() const { return newest_; }
  int acknowledged() const { return acknowledged_; }
  int unknown() const { return unknown_; }
  // After all clients have ended.
  const std::map<std::string, std::string>& created() const { return created_; }
  std::vector<CompareAndSet>& history(int which) { return histories_[which]; }
  const std::set<std::string>& started() const { return started_; }

 private:
  std::atomic<int> numbers_ = 0;
  std::atomic<int64_t> newest_ = 0;
  std::atomic<int> acknowledged_ = 0;
  std::atomic<int> unknown_ = 0;
  std::mutex mu_;
  std::map<std::string, std::string> created_;  // name by mark
  std::array<std::vector<CompareAndSet>, kRegisters> histories_;
  std::set<std::string> started_;  // engagements that nobody asked to end
};

// What all clients work on.
struct Stage {
  std::vector<std::string> registers;  // employers, whose display name is the value
  std::vector<std::string> advisors;
  std::vector<std::string> people;
};

// The value of a register is in its display name.
std::string NameOfValue(int value) { return absl::StrCat("value ", value); }
int ValueOfName(const std::string& name) {
  int value = -1;
  EXPECT_TRUE(absl::SimpleAtoi(name.substr(name.rfind(' ') + 1), &value)) << name;
  return value;
}

// Writes at random until it is told to stop.
class Writer {
 public:
  Writer(const Cluster& cluster, const Stage& stage, unsigned seed, Ledger* ledger)
      : stage_(stage), client_(cluster, seed, kAttemptTime), ledger_(*ledger) {}

  void Run(const std::atomic<bool>& stop) {
    while (!stop) {
      switch (client_.Below(8)) {
        case 0:
          CreateCandidate();
          break;
        case 1:
          CreateEmployer();
          break;
        case 2:
          StartEngagement();
          break;
        case 3:
          EndEngagement();
          break;
        default:
          SetRegister();
      }
    }
  }

 private:
  void CreateEmployer() {
    const int number = ledger_.NextNumber();
    v1::CreateEmployerRequest request;
    *request.mutable_employer() = AnEmployer();
    const std::string mark = absl::StrCat("created ", number);
    request.mutable_employer()->set_display_name(mark);
    request.set_request_id(RequestId(number));
    v1::Employer employer;
    if (Write<v1::EmployerService>(request, &v1::EmployerService::Stub::CreateEmployer,
                                   &employer)) {
      ledger_.Created(employer.name(), mark);
    }
  }
  void CreateCandidate() {
    const int number = ledger_.NextNumber();
    v1::CreateCandidateRequest request;
    *request.mutable_candidate() = ACandidate();
    const std::string mark = absl::StrCat("created", number, "@example.org");
    request.mutable_candidate()->mutable_contacts(0)->set_address(mark);
    request.set_request_id(RequestId(number));
    v1::Candidate candidate;
    if (Write<v1::CandidateService>(request, &v1::CandidateService::Stub::CreateCandidate,
                                    &candidate)) {
      ledger_.Created(candidate.name(), mark);
    }
  }
  void StartEngagement() {
    v1::StartEngagementRequest request;
    request.set_advisor(stage_.advisors[client_.Below(kAdvisors)]);
    request.set_candidate(stage_.people[client_.Below(kPeople)]);
    request.set_request_id(RequestId(ledger_.NextNumber()));
    v1::Engagement engagement;
    if (Write<v1::SupportService>(request, &v1::SupportService::Stub::StartEngagement,
                                  &engagement)) {
      mine_.push_back(engagement.name());
      ledger_.Started(engagement.name());
    }
  }
  void EndEngagement() {
    if (mine_.empty()) return;
    v1::EndEngagementRequest request;
    request.set_name(mine_.back());
    request.set_request_id(RequestId(ledger_.NextNumber()));
    mine_.pop_back();
    ledger_.AskedToEnd(request.name());
    v1::Engagement engagement;
    Write<v1::SupportService>(request, &v1::SupportService::Stub::EndEngagement, &engagement);
  }
  // Reads a register, which may show its past, and sets it if it has the etag that was read.
  void SetRegister() {
    const int which = client_.Below(kRegisters);
    v1::GetEmployerRequest get;
    get.set_name(stage_.registers[which]);
    v1::Employer read;
    if (!client_.Read<v1::EmployerService>(get, &v1::EmployerService::Stub::GetEmployer, &read)
             .ok()) {
      return;
    }
    const int number = ledger_.NextNumber();
    v1::UpdateEmployerRequest request;
    request.mutable_employer()->set_name(read.name());
    request.mutable_employer()->set_etag(read.etag());
    request.mutable_employer()->set_display_name(NameOfValue(number));
    request.mutable_update_mask()->add_paths("display_name");
    request.set_request_id(RequestId(number));
    CompareAndSet operation = {
        .start = Nanoseconds(), .expected = ValueOfName(read.display_name()), .value = number};
    v1::Employer written;
    const Client::Outcome outcome = client_.Write<v1::EmployerService>(
        request, &v1::EmployerService::Stub::UpdateEmployer, &written);
    operation.end = Nanoseconds();
    if (!outcome.known) {
      operation.outcome = CompareAndSet::Outcome::kUnknown;
      ledger_.CountUnknown();
    } else if (outcome.status.ok()) {
      EXPECT_EQ(written.display_name(), NameOfValue(number)) << "the first answer comes again";
      ledger_.Acknowledge(written.revision());
    } else {
      EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::ABORTED)
          << outcome.status.error_message();
      operation.outcome = CompareAndSet::Outcome::kRefused;
    }
    ledger_.Add(which, operation);
  }

  // Whether it was acknowledged.
  template <typename Service, typename Request, typename Response, typename StubType>
  bool Write(const Request& request,
             grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*),
             Response* response) {
    const Client::Outcome outcome = client_.Write<Service>(request, method, response);
    if (!outcome.known) ledger_.CountUnknown();
    if (!outcome.status.ok()) return false;
    ledger_.Acknowledge(response->revision());
    return true;
  }

  const Stage& stage_;
  Client client_;
  Ledger& ledger_;
  std::vector<std::string> mine_;  // engagements that this client started
};

// Kills, pauses and cuts off at random. What has ended is started again at once, as a supervisor
// would.
class Chaos {
 public:
  Chaos(Cluster* cluster, unsigned seed) : cluster_(*cluster), random_(seed) {}

  void Run(absl::Time end, int kills) {
    while (absl::Now() < end || kills_ < kills) {
      Pause(50, 600);
      const int server = Below(cluster_.size());
      const int choice = Below(100);
      if (choice < 65) {
        if (cluster_.server(server).Kill()) ++server_kills_, ++kills_;
      } else if (choice < 75) {
        cluster_.postgres().Stop("immediate");
        ++database_kills_, ++kills_;
        Pause(0, 1500);
        cluster_.postgres().Start();
      } else if (choice < 88) {
        cluster_.postgres().EndSessions();
        ++drops_;
      } else {
        cluster_.server(server).Pause();
        ++pauses_;
        Pause(10, 4000);
        cluster_.server(server).Resume();
      }
      for (int i = 0; i < cluster_.size(); ++i) cluster_.server(i).StartIfEnded();
    }
  }

  std::string Summary() const {
    return absl::StrCat(kills_, " kills (", server_kills_, " of servers, ", database_kills_,
                        " of PostgreSQL), ", drops_, " times all connections dropped, ", pauses_,
                        " servers paused");
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  // This is what the test does, not how it waits.
  void Pause(int least_milliseconds, int most) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds(least_milliseconds + Below(most - least_milliseconds)));
  }

  Cluster& cluster_;
  std::mt19937 random_;
  int kills_ = 0;
  int server_kills_ = 0;
  int database_kills_ = 0;
  int drops_ = 0;
  int pauses_ = 0;
};

// Everything of a collection that one server shows, page by page.
template <typename Request, typename Response, typename StubType, typename Visit>
void ForEach(StubType& stub, int64_t revision,
             grpc::Status (StubType::*list)(grpc::ClientContext*, const Request&, Response*),
             Visit visit) {
  Request request;
  request.set_page_size(1000);
  request.set_min_revision(revision);
  do {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    Response response;
    const grpc::Status status = (stub.*list)(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    visit(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

class CrashTest : public ::testing::Test {
 protected:
  CrashTest() : cluster_(kServers) {}

  // Makes a call that must succeed before anything is killed.
  template <typename Service, typename Request, typename Response, typename StubType>
  Response Call(const Request& request,
                grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*)) {
    const auto stub = Service::NewStub(cluster_.AsCoordinator(0));
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  Stage SetStage() {
    Stage stage;
    for (int i = 0; i < kRegisters; ++i) {
      v1::CreateEmployerRequest request;
      *request.mutable_employer() = AnEmployer();
      request.mutable_employer()->set_display_name(NameOfValue(0));
      stage.registers.push_back(
          Call<v1::EmployerService>(request, &v1::EmployerService::Stub::CreateEmployer).name());
    }
    for (int i = 0; i < kAdvisors; ++i) {
      v1::CreateAdvisorRequest request;
      *request.mutable_advisor() = AnAdvisor();
      request.mutable_advisor()->set_max_active_candidates(kSeatsOfAnAdvisor);
      const std::string name =
          Call<v1::AdvisorService>(request, &v1::AdvisorService::Stub::CreateAdvisor).name();
      v1::ScreenAdvisorRequest screen;
      screen.set_name(name);
      Call<v1::AdvisorService>(screen, &v1::AdvisorService::Stub::ScreenAdvisor);
      v1::TrainAdvisorRequest train;
      train.set_name(name);
      Call<v1::AdvisorService>(train, &v1::AdvisorService::Stub::TrainAdvisor);
      v1::ActivateAdvisorRequest activate;
      activate.set_name(name);
      Call<v1::AdvisorService>(activate, &v1::AdvisorService::Stub::ActivateAdvisor);
      stage.advisors.push_back(name);
    }
    for (int i = 0; i < kPeople; ++i) {
      v1::CreateCandidateRequest request;
      *request.mutable_candidate() = ACandidate();
      stage.people.push_back(
          Call<v1::CandidateService>(request, &v1::CandidateService::Stub::CreateCandidate).name());
    }
    return stage;
  }

  // What was created is there, under its name, and nothing is there twice.
  void CheckCreated(const std::shared_ptr<grpc::Channel>& channel, const Ledger& ledger) {
    std::map<std::string, std::vector<std::string>> there;  // names by mark
    const auto employers = v1::EmployerService::NewStub(channel);
    ForEach(*employers, ledger.newest(), &v1::EmployerService::Stub::ListEmployers,
            [&](const v1::ListEmployersResponse& page) {
              for (const auto& one : page.employers()) {
                there[one.display_name()].push_back(one.name());
              }
            });
    const auto candidates = v1::CandidateService::NewStub(channel);
    ForEach(*candidates, ledger.newest(), &v1::CandidateService::Stub::ListCandidates,
            [&](const v1::ListCandidatesResponse& page) {
              for (const auto& one : page.candidates()) {
                there[one.contacts(0).address()].push_back(one.name());
              }
            });
    for (const auto& [mark, name] : ledger.created()) {
      EXPECT_THAT(there[mark], ::testing::ElementsAre(name)) << mark;
    }
    for (const auto& [mark, names] : there) {
      EXPECT_TRUE(names.size() == 1 || mark.rfind("created", 0) != 0) << mark;
    }
  }

  // Nobody accompanies more people than there is room for, and what began goes on.
  void CheckEngagements(const std::shared_ptr<grpc::Channel>& channel, const Stage& stage,
                        const Ledger& ledger) {
    std::map<std::string, int> lasting;
    std::set<std::string> names;
    const auto support = v1::SupportService::NewStub(channel);
    ForEach(*support, ledger.newest(), &v1::SupportService::Stub::ListEngagements,
            [&](const v1::ListEngagementsResponse& page) {
              for (const auto& one : page.engagements()) {
                if (one.has_end_time()) continue;
                ++lasting[one.advisor()];
                names.insert(one.name());
              }
            });
    for (const std::string& name : ledger.started()) EXPECT_TRUE(names.contains(name)) << name;
    const auto advisors = v1::AdvisorService::NewStub(channel);
    for (const std::string& name : stage.advisors) {
      EXPECT_LE(lasting[name], kSeatsOfAnAdvisor);
      v1::GetAdvisorRequest get;
      get.set_name(name);
      v1::Advisor advisor;
      grpc::ClientContext context;
      ASSERT_TRUE(advisors->GetAdvisor(&context, get, &advisor).ok());
      EXPECT_EQ(advisor.active_candidates(), lasting[name]);
    }
  }

  // The value of every register is where its history leads.
  std::vector<int> Values(const std::shared_ptr<grpc::Channel>& channel, const Stage& stage) {
    std::vector<int> values;
    const auto employers = v1::EmployerService::NewStub(channel);
    for (const std::string& name : stage.registers) {
      v1::GetEmployerRequest get;
      get.set_name(name);
      v1::Employer employer;
      grpc::ClientContext context;
      EXPECT_TRUE(employers->GetEmployer(&context, get, &employer).ok());
      values.push_back(ValueOfName(employer.display_name()));
    }
    return values;
  }

  // Memory agrees with the store, and the audit log is whole.
  void CheckVerified(int server) {
    const auto operations = v1::OperationsService::NewStub(cluster_.AsAdmin(server));
    grpc::ClientContext context;
    v1::VerifyResponse compared;
    const grpc::Status status = operations->Verify(&context, {}, &compared);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_THAT(compared.differing(), IsEmpty());
    EXPECT_GT(compared.compared_count(), 0);
    const auto audit = v1::AuditService::NewStub(cluster_.AsAdmin(server));
    grpc::ClientContext audit_context;
    v1::VerifyAuditResponse chain;
    const grpc::Status audited = audit->VerifyAudit(&audit_context, {}, &chain);
    EXPECT_TRUE(audited.ok()) << audited.error_message();
    EXPECT_TRUE(chain.intact()) << "row " << chain.first_broken();
    EXPECT_GT(chain.verified() + chain.unchained(), 0);
  }

  Cluster cluster_;
};

TEST_F(CrashTest, WhatWasAcknowledgedIsThereOnceOnEveryServerWhateverIsKilled) {
  const auto seed = static_cast<unsigned>(
      NumberIn("BANSO_CRASH_SEED", ::testing::UnitTest::GetInstance()->random_seed()));
  SCOPED_TRACE(testing::Message() << "BANSO_CRASH_SEED=" << seed);
  const Stage stage = SetStage();
  Ledger ledger;
  Chaos chaos(&cluster_, seed);
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      Writer(cluster_, stage, seed + 1 + static_cast<unsigned>(i), &ledger).Run(stop);
    });
  }

  chaos.Run(absl::Now() + absl::Seconds(NumberIn("BANSO_CRASH_SECONDS", 30)),
            NumberIn("BANSO_CRASH_KILLS", 0));

  stop = true;
  for (std::thread& writer : writers) writer.join();
  ASSERT_TRUE(cluster_.WaitUntilAllAnswer(ledger.newest(), absl::Now() + kRecoveryTime));
  std::printf("seed %u: %s; %d writes acknowledged, of %d nobody knows\n", seed,
              chaos.Summary().c_str(), ledger.acknowledged(), ledger.unknown());
  EXPECT_GT(ledger.acknowledged(), 0);
  std::vector<int> values;
  for (int i = 0; i < cluster_.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "server " << i);
    const auto channel = cluster_.AsCoordinator(i);
    CheckCreated(channel, ledger);
    CheckEngagements(channel, stage, ledger);
    CheckVerified(i);
    const std::vector<int> here = Values(channel, stage);
    if (values.empty()) values = here;
    EXPECT_EQ(here, values);
  }
  for (int i = 0; i < kRegisters; ++i) {
    // Whoever looks now sees the last value.
    const int64_t now = Nanoseconds();
    ledger.Add(i, {.start = now, .end = now, .expected = values[i], .value = values[i]});
    EXPECT_TRUE(IsLinearizable(0, ledger.history(i))) << "register " << i;
  }
}

// How many rounds the races have: BANSO_RACE_ROUNDS (10).
class RaceTest : public CrashTest {
 protected:
  static constexpr int kClients = 64;

  // Lets all clients do `attempt(client, number)` at once and returns how many said true.
  template <typename Attempt>
  int Race(Attempt attempt) {
    std::atomic<int> ready = 0;
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < kClients; ++i) {
      threads.emplace_back([&, i] {
        ++ready;
        while (ready < kClients) std::this_thread::yield();
        if (attempt(*clients_[i], i)) ++winners;
      });
    }
    for (std::thread& thread : threads) thread.join();
    return winners;
  }

  void SetUp() override {
    stage_ = SetStage();
    for (int i = 0; i < kClients; ++i) {
      clients_.push_back(std::make_unique<Client>(cluster_, static_cast<unsigned>(i), kPatience));
    }
    rounds_ = NumberIn("BANSO_RACE_ROUNDS", 10);
  }

  Stage stage_;
  std::vector<std::unique_ptr<Client>> clients_;
  int rounds_ = 0;
  std::atomic<int> numbers_ = 0;
};

TEST_F(RaceTest, OfManyWhoWriteOverOneEtagOneDoes) {
  v1::GetEmployerRequest get;
  get.set_name(stage_.registers[0]);
  for (int round = 0; round < rounds_; ++round) {
    const v1::Employer read =
        Call<v1::EmployerService>(get, &v1::EmployerService::Stub::GetEmployer);

    v1::UpdateEmployerRequest won;
    std::mutex mu;
    const int winners = Race([&](Client& client, int number) {
      v1::UpdateEmployerRequest request;
      *request.mutable_employer() = read;
      request.mutable_employer()->set_display_name(absl::StrCat("round ", round, " by ", number));
      request.mutable_update_mask()->add_paths("display_name");
      request.set_request_id(RequestId(++numbers_));
      v1::Employer written;
      const Client::Outcome outcome = client.Write<v1::EmployerService>(
          request, &v1::EmployerService::Stub::UpdateEmployer, &written);
      EXPECT_TRUE(outcome.known);
      if (outcome.status.ok()) {
        const std::lock_guard<std::mutex> lock(mu);
        won = request;
      } else {
        EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::ABORTED)
            << outcome.status.error_message();
      }
      return outcome.status.ok();
    });

    ASSERT_EQ(winners, 1) << "round " << round;
    // Whoever asks again, anywhere, gets the first answer.
    for (int server = 0; server < cluster_.size(); ++server) {
      const auto stub = v1::EmployerService::NewStub(cluster_.AsCoordinator(server));
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      v1::Employer again;
      ASSERT_TRUE(stub->UpdateEmployer(&context, won, &again).ok());
      EXPECT_EQ(again.display_name(), won.employer().display_name());
    }
  }
}

TEST_F(RaceTest, OfManyWhoWantOneSeatOneGetsIt) {
  std::vector<std::string> people = stage_.people;
  while (people.size() < kClients) {
    v1::CreateCandidateRequest request;
    *request.mutable_candidate() = ACandidate();
    people.push_back(
        Call<v1::CandidateService>(request, &v1::CandidateService::Stub::CreateCandidate).name());
  }
  v1::UpdateAdvisorRequest one_seat;
  one_seat.mutable_advisor()->set_name(stage_.advisors[0]);
  one_seat.mutable_advisor()->set_max_active_candidates(1);
  one_seat.mutable_update_mask()->add_paths("max_active_candidates");
  Call<v1::AdvisorService>(one_seat, &v1::AdvisorService::Stub::UpdateAdvisor);
  for (int round = 0; round < rounds_; ++round) {
    std::string engagement;
    std::mutex mu;

    const int winners = Race([&](Client& client, int number) {
      v1::StartEngagementRequest request;
      request.set_advisor(stage_.advisors[0]);
      request.set_candidate(people[number]);
      request.set_request_id(RequestId(++numbers_));
      v1::Engagement started;
      const Client::Outcome outcome = client.Write<v1::SupportService>(
          request, &v1::SupportService::Stub::StartEngagement, &started);
      EXPECT_TRUE(outcome.known);
      if (outcome.status.ok()) {
        const std::lock_guard<std::mutex> lock(mu);
        engagement = started.name();
      } else {
        EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION)
            << outcome.status.error_message();
      }
      return outcome.status.ok();
    });

    ASSERT_EQ(winners, 1) << "round " << round;
    v1::EndEngagementRequest end;
    end.set_name(engagement);
    Call<v1::SupportService>(end, &v1::SupportService::Stub::EndEngagement);
  }
}

}  // namespace
}  // namespace banso
