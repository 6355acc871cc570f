// Bulk imports over RPC.
#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Outcomes = std::vector<v1::ImportOutcome>;

std::vector<v1::ImportOutcome::Kind> Kinds(const Outcomes& outcomes) {
  std::vector<v1::ImportOutcome::Kind> kinds;
  for (const v1::ImportOutcome& outcome : outcomes) kinds.push_back(outcome.kind());
  return kinds;
}

v1::ImportCandidatesRequest Row(const std::string& key, const v1::Candidate& candidate) {
  v1::ImportCandidatesRequest row;
  row.mutable_key()->set_source("form");
  row.mutable_key()->set_key(key);
  *row.mutable_candidate() = candidate;
  return row;
}

v1::ImportInternshipsRequest OpeningRow(const std::string& key) {
  v1::ImportInternshipsRequest row;
  row.mutable_key()->set_source("form");
  row.mutable_key()->set_key(key);
  *row.mutable_internship() = AnInternship();
  return row;
}

class ImportTest : public E2eTest {
 protected:
  // Sends every row, then reads every outcome.
  template <typename Request, typename Response, typename StubType>
  Outcomes Import(const std::vector<Request>& rows,
                  std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> (StubType::*method)(
                      grpc::ClientContext*),
                  StubType& stub) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    auto stream = (stub.*method)(&context);
    for (const Request& row : rows) EXPECT_TRUE(stream->Write(row));
    stream->WritesDone();
    Outcomes outcomes;
    Response response;
    while (stream->Read(&response)) outcomes.push_back(response.outcome());
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return outcomes;
  }
  Outcomes Import(const std::vector<v1::ImportCandidatesRequest>& rows) {
    return Import(rows, &v1::CandidateService::Stub::ImportCandidates, server().candidates());
  }
  Outcomes Import(const std::vector<v1::ImportInternshipsRequest>& rows) {
    return Import(rows, &v1::InternshipService::Stub::ImportInternships, server().internships());
  }
  int CandidateCount() {
    v1::ListCandidatesRequest request;
    request.set_page_size(1000);
    return server()
        .Call(request, &v1::CandidateService::Stub::ListCandidates, server().candidates())
        .candidates_size();
  }
};
BANSO_E2E_ON_BOTH_STORES(ImportTest);

TEST_P(ImportTest, RunningAnImportAgainCreatesNothingTwice) {
  std::vector<v1::ImportCandidatesRequest> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(Row(absl::StrCat("row ", i), ACandidate()));

  const Outcomes first = Import(rows);
  const Revision revision = StoreRevision();
  server().Restart();
  const Outcomes second = Import(rows);

  EXPECT_THAT(Kinds(first), Each(v1::ImportOutcome::CREATED));
  EXPECT_THAT(Kinds(second), Each(v1::ImportOutcome::UNCHANGED));
  ASSERT_EQ(first.size(), 200u);
  ASSERT_EQ(second.size(), 200u);
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].row(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(first[i].name(), second[i].name());
    EXPECT_GT(first[i].revision(), 0);
  }
  EXPECT_EQ(CandidateCount(), 200);
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(ImportTest, BadRowsAreReportedAndStopNobody) {
  v1::ImportCandidatesRequest bad = Row(
      "bad", ACandidate("home_prefecture: \"48\" skills { skill: \"no.such.skill\" level: 2 }"));
  v1::ImportCandidatesRequest broken_rule =
      Row("rule", ACandidate("languages { language: \"ar\" }"));
  v1::ImportCandidatesRequest keyless = Row("x", ACandidate());
  keyless.clear_key();

  const Outcomes outcomes =
      Import({Row("a", ACandidate()), bad, broken_rule, keyless, Row("b", ACandidate())});

  EXPECT_THAT(Kinds(outcomes), ElementsAre(v1::ImportOutcome::CREATED, v1::ImportOutcome::REJECTED,
                                           v1::ImportOutcome::REJECTED, v1::ImportOutcome::REJECTED,
                                           v1::ImportOutcome::CREATED));
  ASSERT_THAT(outcomes[1].problems(), SizeIs(2));
  EXPECT_EQ(outcomes[1].problems(0).field(), "candidate.skills[1].skill");
  EXPECT_EQ(outcomes[1].problems(1).field(), "candidate.home_prefecture");
  ASSERT_THAT(outcomes[2].problems(), SizeIs(1));
  EXPECT_EQ(outcomes[2].problems(0).field(), "candidate.languages[2]");
  EXPECT_EQ(outcomes[3].problems(0).field(), "key");
  EXPECT_EQ(CandidateCount(), 2);
}

TEST_P(ImportTest, AChangedRowIsToldOrTaken) {
  Import({Row("a", ACandidate())});
  v1::ImportCandidatesRequest changed = Row("a", ACandidate("home_prefecture: \"27\""));

  const Outcomes told = Import({changed});
  changed.mutable_options()->set_update_existing(true);
  const Outcomes taken = Import({changed});
  const Outcomes again = Import({changed});

  EXPECT_THAT(Kinds(told), ElementsAre(v1::ImportOutcome::DIFFERS));
  EXPECT_THAT(Kinds(taken), ElementsAre(v1::ImportOutcome::UPDATED));
  EXPECT_THAT(Kinds(again), ElementsAre(v1::ImportOutcome::UNCHANGED));
  EXPECT_EQ(told[0].name(), taken[0].name());
  v1::GetCandidateRequest get;
  get.set_name(taken[0].name());
  EXPECT_EQ(server()
                .Call(get, &v1::CandidateService::Stub::GetCandidate, server().candidates())
                .home_prefecture(),
            "27");
}

TEST_P(ImportTest, TwoRowsOfOneKeyAreOneResource) {
  const Outcomes outcomes = Import({Row("a", ACandidate()), Row("a", ACandidate()),
                                    Row("a", ACandidate("home_prefecture: \"27\""))});

  EXPECT_THAT(Kinds(outcomes), ElementsAre(v1::ImportOutcome::CREATED, v1::ImportOutcome::UNCHANGED,
                                           v1::ImportOutcome::DIFFERS));
  EXPECT_EQ(CandidateCount(), 1);
}

TEST_P(ImportTest, ValidateOnlyForeseesTheOutcomesAndWritesNothing) {
  const Revision revision = StoreRevision();
  v1::ImportCandidatesRequest first = Row("a", ACandidate());
  first.mutable_options()->set_validate_only(true);

  const Outcomes outcomes = Import({first, Row("a", ACandidate()), Row("b", ACandidate()),
                                    Row("c", ACandidate("home_prefecture: \"48\""))});

  EXPECT_THAT(Kinds(outcomes),
              ElementsAre(v1::ImportOutcome::CREATED, v1::ImportOutcome::UNCHANGED,
                          v1::ImportOutcome::CREATED, v1::ImportOutcome::REJECTED));
  for (const v1::ImportOutcome& outcome : outcomes) EXPECT_THAT(outcome.name(), IsEmpty());
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(ImportTest, ADeletedResourceIsImportedAnew) {
  const Outcomes first = Import({Row("a", ACandidate())});
  v1::DeleteCandidateRequest request;
  request.set_name(first[0].name());
  server().Call(request, &v1::CandidateService::Stub::DeleteCandidate, server().candidates());

  const Outcomes second = Import({Row("a", ACandidate())});

  EXPECT_THAT(Kinds(second), ElementsAre(v1::ImportOutcome::CREATED));
  EXPECT_NE(second[0].name(), first[0].name());
}

TEST_P(ImportTest, OpeningsFindTheirEmployerByItsImportKey) {
  v1::ImportEmployersRequest employer;
  employer.mutable_key()->set_source("form");
  employer.mutable_key()->set_key("company 1");
  *employer.mutable_employer() = AnEmployer();
  const Outcomes employers = Import<v1::ImportEmployersRequest, v1::ImportEmployersResponse>(
      {employer}, &v1::EmployerService::Stub::ImportEmployers, server().employers());
  v1::ImportInternshipsRequest by_key = OpeningRow("1");
  by_key.mutable_parent_key()->set_source("form");
  by_key.mutable_parent_key()->set_key("company 1");
  v1::ImportInternshipsRequest by_name = OpeningRow("2");
  by_name.set_parent(employers[0].name());
  v1::ImportInternshipsRequest unknown_key = OpeningRow("3");
  unknown_key.mutable_parent_key()->set_source("form");
  unknown_key.mutable_parent_key()->set_key("company 2");
  v1::ImportInternshipsRequest unknown_name = OpeningRow("4");
  unknown_name.set_parent("employers/none");

  const Outcomes outcomes = Import({by_key, by_name, unknown_key, unknown_name, OpeningRow("5")});

  EXPECT_THAT(Kinds(outcomes), ElementsAre(v1::ImportOutcome::CREATED, v1::ImportOutcome::CREATED,
                                           v1::ImportOutcome::REJECTED, v1::ImportOutcome::REJECTED,
                                           v1::ImportOutcome::REJECTED));
  EXPECT_TRUE(outcomes[0].name().starts_with(employers[0].name() + "/internships/"));
  EXPECT_EQ(outcomes[2].problems(0).field(), "parent_key");
  EXPECT_EQ(outcomes[3].problems(0).field(), "parent");
  EXPECT_EQ(outcomes[4].problems(0).field(), "parent");
}

TEST_P(ImportTest, ARowThatTheStoreRefusesDoesNotStopItsBatch) {
  const auto row = [](const std::string& key, const std::string& more) {
    v1::ImportAdvisorsRequest row;
    row.mutable_key()->set_source("form");
    row.mutable_key()->set_key(key);
    *row.mutable_advisor() = AnAdvisor(more);
    return row;
  };

  const Outcomes outcomes = Import<v1::ImportAdvisorsRequest, v1::ImportAdvisorsResponse>(
      {row("a", ""), row("b", "employer: \"employers/none\""), row("c", "")},
      &v1::AdvisorService::Stub::ImportAdvisors, server().advisors());

  EXPECT_THAT(Kinds(outcomes), ElementsAre(v1::ImportOutcome::CREATED, v1::ImportOutcome::REJECTED,
                                           v1::ImportOutcome::CREATED));
  EXPECT_EQ(outcomes[1].problems(0).field(), "advisor.employer");
  EXPECT_THAT(outcomes[1].name(), IsEmpty());
}

TEST_P(ImportTest, EachRowIsAnsweredBeforeTheNextIsSent) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  auto stream = server().candidates().ImportCandidates(&context);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Write(Row(absl::StrCat(i), ACandidate())));
    v1::ImportCandidatesResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.outcome().row(), i + 1);
    v1::GetCandidateRequest get;
    get.set_name(response.outcome().name());
    EXPECT_TRUE(
        server().Try(get, &v1::CandidateService::Stub::GetCandidate, server().candidates()).ok());
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_P(ImportTest, AClientThatLeavesHarmsNobody) {
  {
    grpc::ClientContext context;
    auto stream = server().candidates().ImportCandidates(&context);
    for (int i = 0; i < 20; ++i) stream->Write(Row(absl::StrCat(i), ACandidate()));
    context.TryCancel();
    stream->Finish();
  }

  EXPECT_THAT(Kinds(Import({Row("a", ACandidate())})), ElementsAre(v1::ImportOutcome::CREATED));
}

}  // namespace
}  // namespace banso
