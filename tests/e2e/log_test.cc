// Nothing private leaves through the log.
#include "server/base/log.h"

#include <string>

#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LogTest, CallsAreLoggedWithoutWhatPeopleWrote) {
  TestServer server;
  SetLogLevel(LogLevel::kDebug);
  ::testing::internal::CaptureStderr();
  v1::Candidate candidate = ACandidate("household: \"SECREThousehold\"");
  candidate.mutable_person_name()->set_full_name("SECRET 名前");
  candidate.mutable_contacts(0)->set_address("SECRET@example.org");
  const std::string name = server.Create(candidate).name();
  // Refused in several ways, each of which a log line could be tempted to explain.
  candidate.set_home_prefecture("SECRET");
  v1::CreateCandidateRequest create;
  *create.mutable_candidate() = candidate;
  EXPECT_FALSE(
      server.Try(create, &v1::CandidateService::Stub::CreateCandidate, server.candidates()).ok());
  v1::GetCandidateRequest get;
  get.set_name("SECRET/name");
  EXPECT_FALSE(
      server.Try(get, &v1::CandidateService::Stub::GetCandidate, server.candidates()).ok());
  v1::ListCandidatesRequest list;
  list.set_filter("SECRET = SECRET");
  EXPECT_FALSE(
      server.Try(list, &v1::CandidateService::Stub::ListCandidates, server.candidates()).ok());
  v1::SuggestTermsRequest suggest;
  suggest.set_text("SECRET");
  server.Call(suggest, &v1::TaxonomyService::Stub::SuggestTerms, server.taxonomy());
  EXPECT_FALSE(CallRaw(server, "/banso.v1.CandidateService/CreateCandidate", "SECRET\xFF").ok());
  v1::AdvanceCandidateRequest advance;
  advance.set_name(name);
  advance.set_stage(v1::Case::CLOSED);
  advance.set_reason("SECRET reason");
  server.Call(advance, &v1::CandidateService::Stub::AdvanceCandidate, server.candidates());
  server.server().Stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kError);

  EXPECT_THAT(log, HasSubstr("/banso.v1.CandidateService/CreateCandidate"));
  EXPECT_THAT(log, HasSubstr("INVALID_ARGUMENT"));
  EXPECT_THAT(log, HasSubstr(name));
  EXPECT_THAT(log, Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace banso
