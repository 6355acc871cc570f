// What an operator sees of a running server: metrics, health, and the names of calls.
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/support/http_get.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Health = grpc::health::v1::HealthCheckResponse;

void MeasureOnLoopback(Options* options) { options->metrics_listen = "127.0.0.1:0"; }

class OperatingTest : public ::testing::Test {
 protected:
  OperatingTest() : server_("", MeasureOnLoopback) {}

  std::string Metrics() { return HttpGet(server_.server().metrics_port(), "/metrics"); }

  // UNKNOWN if health does not know the name.
  Health::ServingStatus HealthOf(const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    std::string bytes;
    Health response;
    const grpc::Status status =
        CallRaw(server_, "/grpc.health.v1.Health/Check", request.SerializeAsString(), &bytes);
    if (!status.ok() || !response.ParseFromString(bytes)) return Health::UNKNOWN;
    return response.status();
  }

  TestServer server_;
};

// How the lines of the text that begin with `start` go on: the rest of the word.
std::set<std::string> WordsAfter(const std::string& text, const std::string& start) {
  std::set<std::string> words;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, start)) continue;
    words.emplace(line.substr(0, line.find_first_of(" `{")));
  }
  return words;
}

TEST_F(OperatingTest, EveryMetricIsDocumentedAndEveryOneThatIsExists) {
  server_.Create(ACandidate());
  std::ifstream file(BANSO_SOURCE_DIR "/docs/operations.md");
  std::stringstream documents;
  documents << file.rdbuf();
  std::set<std::string> documented = WordsAfter(documents.str(), "| `banso_");
  // Only where there is a certificate.
  EXPECT_EQ(documented.erase("certificate_expiry_time_seconds"), 1u);

  EXPECT_EQ(WordsAfter(Metrics(), "# TYPE banso_"), documented);
}

TEST_F(OperatingTest, WhatHappensIsMeasured) {
  server_.Create(ACandidate());
  v1::GetCandidateRequest get;
  get.set_name("candidates/unknown");
  EXPECT_FALSE(
      server_.Try(get, &v1::CandidateService::Stub::GetCandidate, server_.candidates()).ok());

  const std::string metrics = Metrics();

  EXPECT_THAT(metrics,
              AllOf(HasSubstr("banso_call_seconds_count{code=\"OK\","
                              "method=\"banso.v1.CandidateService/CreateCandidate\"} 1\n"),
                    HasSubstr("banso_call_seconds_count{code=\"NOT_FOUND\","
                              "method=\"banso.v1.CandidateService/GetCandidate\"} 1\n"),
                    HasSubstr("banso_calls_in_flight 0\n"), HasSubstr("banso_ready 1\n"),
                    HasSubstr("banso_resources{collection=\"candidates\"} 1\n"),
                    HasSubstr("banso_index_rows 1\n"), HasSubstr("banso_catalog_lag_seconds 0\n"),
                    HasSubstr("banso_catalog_behind_revisions 0\n"),
                    HasSubstr("banso_queue_refused_total{why=\"full\"} 0\n"),
                    HasSubstr("banso_store_call_seconds_count{code=\"OK\",operation=\"commit\"}")));
}

TEST_F(OperatingTest, MetricsNameNobody) {
  v1::Candidate candidate = ACandidate();
  candidate.mutable_person_name()->set_full_name("SECRET 名前");
  const std::string name = server_.Create(candidate).name();
  EXPECT_FALSE(CallRaw(server_, "/banso.v1.CandidateService/NoSECRETMethod", "").ok());

  EXPECT_THAT(Metrics(), AllOf(Not(HasSubstr("SECRET")), Not(HasSubstr(name)),
                               Not(HasSubstr(name.substr(name.find('/') + 1))),
                               Not(HasSubstr("principals/"))));
}

TEST_F(OperatingTest, MetricsAreNowhereUnlessAskedFor) {
  TestServer quiet;

  EXPECT_EQ(quiet.server().metrics_port(), 0);
}

TEST_F(OperatingTest, HealthIsOfEachServiceAndOfTheProcess) {
  for (const char* name :
       {"", "banso.v1.MatchingService", "banso.v1.AccessService", "banso.live"}) {
    EXPECT_EQ(HealthOf(name), Health::SERVING) << name;
  }
  EXPECT_EQ(HealthOf("banso.v1.NoService"), Health::UNKNOWN);
}

TEST_F(OperatingTest, AServerThatDrainsSaysSoAndAnswers) {
  server_.server().Drain();

  EXPECT_EQ(HealthOf(""), Health::NOT_SERVING);
  EXPECT_EQ(HealthOf("banso.v1.MatchingService"), Health::NOT_SERVING);
  EXPECT_EQ(HealthOf("banso.live"), Health::SERVING);
  EXPECT_THAT(Metrics(), HasSubstr("banso_ready 0\n"));
  server_.Create(ACandidate());
}

// Makes a call with metadata; returns what the answer calls it.
std::string CallIdOf(TestServer& server, const std::string& key, const std::string& value) {
  grpc::ClientContext context;
  if (!key.empty()) context.AddMetadata(key, value);
  v1::GetStatusResponse unread;
  EXPECT_TRUE(server.operations().GetStatus(&context, {}, &unread).ok());
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto found = trailing.find("x-request-id");
  return found == trailing.end() ? "" : std::string(found->second.data(), found->second.size());
}

TEST_F(OperatingTest, ACallIsNamedInItsAnswerAndItsLines) {
  SetLogLevel(LogLevel::kInfo);
  ::testing::internal::CaptureStderr();
  const std::string given =
      CallIdOf(server_, "x-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
  const std::string traced =
      CallIdOf(server_, "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const std::string made = CallIdOf(server_, "", "");
  const std::string refused = CallIdOf(server_, "x-request-id", "SECRET amina@example.org");
  server_.server().Stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kError);

  EXPECT_EQ(given, "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_EQ(traced, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(made.size(), 32u);
  EXPECT_EQ(refused.size(), 32u);
  for (const std::string& id : {given, traced, made, refused}) {
    EXPECT_THAT(log, HasSubstr("\"call\":\"" + id + "\"}"));
  }
  EXPECT_THAT(log, Not(HasSubstr("SECRET")));
}

TEST_F(OperatingTest, ACallThatIsRefusedIsNamedToo) {
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "00000000deadbeef");
  v1::GetCandidateRequest get;
  get.set_name("candidates/unknown");
  v1::Candidate unread;
  EXPECT_FALSE(server_.candidates().GetCandidate(&context, get, &unread).ok());

  EXPECT_THAT(context.GetServerTrailingMetadata(),
              Contains(::testing::Pair("x-request-id", "00000000deadbeef")));
}

}  // namespace
}  // namespace banso
