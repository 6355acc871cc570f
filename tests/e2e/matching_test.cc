// Rankings and explanations over RPC.
#include <map>
#include <string>
#include <vector>

#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::vector<v1::Match::Verdict> kAllVerdicts = {v1::Match::ELIGIBLE, v1::Match::REVIEW,
                                                      v1::Match::OUTSIDE_WISH, v1::Match::BLOCKED};

// A small world with every verdict in it.
struct World {
  std::vector<std::string> candidates;
  std::vector<std::string> internships;
  std::vector<std::string> advisors;
};

World Fill(TestServer& server) {
  World world;
  const std::string employer = server.Create(AnEmployer()).name();
  server.Verify(employer);
  for (const char* more :
       {"", "industry: \"40\" prefecture: \"39\"", "industry: \"76\" occupation: \"5120\"",
        "occupation: \"2513\" skills { skill: \"it.data.sql\" level: 3 weight: ESSENTIAL }",
        "remote: true languages { language: \"en\" cefr: B2 importance: MUST }"}) {
    world.internships.push_back(
        server.Publish(server.Create(employer, AnInternship(more)).name()).name());
  }
  world.internships.push_back(server.Create(employer, AnInternship()).name());  // a draft
  for (const char* more :
       {"", "languages { language: \"my\" native: true }",
        "home_prefecture: \"14\" accepted_prefectures: \"39\" skills_assessed: false",
        "work_authorisation { auth_class: CAPPED weekly_cap_minutes: 1680 }",
        "needs { kind: STEP_FREE importance: MUST }"}) {
    world.candidates.push_back(server.Create(ACandidate(more)).name());
  }
  v1::Candidate unseen = ACandidate();
  unseen.clear_work_authorisation();
  world.candidates.push_back(server.Create(unseen).name());
  v1::Candidate private_one = ACandidate();
  private_one.mutable_consents()->RemoveLast();
  world.candidates.push_back(server.Create(private_one).name());
  for (const char* more : {"", "industries: \"62\" max_active_candidates: 1 active_candidates: 1",
                           "languages { language: \"en\" cefr_certificate: B2 }"}) {
    world.advisors.push_back(server.Activate(server.Create(AnAdvisor(more)).name()).name());
  }
  return world;
}

class MatchingTest : public E2eTest {
 protected:
  template <typename Request>
  Request Asked(int page_size = 1000) {
    Request request;
    *request.mutable_as_of() = FromTime(TestNow());
    for (const v1::Match::Verdict verdict : kAllVerdicts) request.add_verdicts(verdict);
    request.set_page_size(page_size);
    return request;
  }
  v1::RankInternshipsResponse RankInternships(const std::string& candidate) {
    auto request = Asked<v1::RankInternshipsRequest>();
    request.set_candidate(candidate);
    return server().Call(request, &v1::MatchingService::Stub::RankInternships, server().matching());
  }
  v1::RankAdvisorsResponse RankAdvisors(const std::string& candidate) {
    auto request = Asked<v1::RankAdvisorsRequest>();
    request.set_candidate(candidate);
    return server().Call(request, &v1::MatchingService::Stub::RankAdvisors, server().matching());
  }
  v1::RankCandidatesResponse RankCandidates(const v1::RankCandidatesRequest& request) {
    return server().Call(request, &v1::MatchingService::Stub::RankCandidates, server().matching());
  }
  v1::Match Explain(const v1::ExplainMatchRequest& request) {
    return server()
        .Call(request, &v1::MatchingService::Stub::ExplainMatch, server().matching())
        .match();
  }
  v1::ExplainMatchRequest ExplainRequest(const v1::Match& row,
                                         v1::ExplainMatchRequest::Direction direction) {
    v1::ExplainMatchRequest request;
    *request.mutable_as_of() = FromTime(TestNow());
    request.set_candidate(row.candidate());
    if (row.has_internship()) {
      request.set_internship(row.internship());
    } else {
      request.set_advisor(row.advisor());
    }
    request.set_direction(direction);
    return request;
  }
};
BANSO_E2E_ON_BOTH_STORES(MatchingTest);

TEST_P(MatchingTest, ExplainingEqualsTheRowForEveryPairInBothDirections) {
  const World world = Fill(server());
  std::map<v1::Match::Verdict, int> verdicts;
  size_t rows = 0;
  const auto compare = [&](const auto& matches, v1::ExplainMatchRequest::Direction direction) {
    for (const v1::Match& row : matches) {
      EXPECT_EQ(Explain(ExplainRequest(row, direction)).SerializeAsString(),
                row.SerializeAsString())
          << row.DebugString();
      ++verdicts[row.verdict()];
      ++rows;
    }
  };
  for (const std::string& candidate : world.candidates) {
    compare(RankInternships(candidate).matches(), v1::ExplainMatchRequest::DIRECTION_UNSPECIFIED);
    compare(RankAdvisors(candidate).matches(), v1::ExplainMatchRequest::DIRECTION_UNSPECIFIED);
  }
  for (const std::string& internship : world.internships) {
    auto request = Asked<v1::RankCandidatesRequest>();
    request.set_internship(internship);
    compare(RankCandidates(request).matches(), v1::ExplainMatchRequest::FOR_COUNTERPART);
  }
  for (const std::string& advisor : world.advisors) {
    auto request = Asked<v1::RankCandidatesRequest>();
    request.set_advisor(advisor);
    compare(RankCandidates(request).matches(), v1::ExplainMatchRequest::FOR_COUNTERPART);
  }

  EXPECT_EQ(rows, 2 * world.candidates.size() * (world.internships.size() + world.advisors.size()));
  EXPECT_THAT(verdicts, SizeIs(4));
}

TEST_P(MatchingTest, EveryRowAddsUpAndNamesItsRules) {
  const World world = Fill(server());
  for (const std::string& candidate : world.candidates) {
    const v1::RankInternshipsResponse ranked = RankInternships(candidate);
    int last_section = 0;
    for (const v1::Match& row : ranked.matches()) {
      int sum = 0;
      int weights = 0;
      for (const v1::Component& component : row.components()) {
        sum += component.weight() * component.value();
        weights += component.weight();
      }
      EXPECT_EQ(sum, row.component_sum());
      EXPECT_EQ(weights, 100);
      EXPECT_EQ(row.has_raw(), row.verdict() != v1::Match::BLOCKED);
      if (row.has_raw() && !row.cap_applied()) {
        EXPECT_EQ(row.raw(), row.component_sum());
      }
      EXPECT_GE(row.verdict(), last_section);
      last_section = row.verdict();
      EXPECT_EQ(row.rule_set_version(), ranked.basis().rule_set_version());
      EXPECT_THAT(row.plain_reasons(), Not(IsEmpty()));
      EXPECT_LE(row.plain_reasons_size(), 3);
    }
  }
}

TEST_P(MatchingTest, PagesAreTheWholeListInPieces) {
  const World world = Fill(server());
  auto request = Asked<v1::RankInternshipsRequest>();
  request.clear_as_of();  // now
  request.set_candidate(world.candidates.front());
  const auto rank = [&] {
    return server().Call(request, &v1::MatchingService::Stub::RankInternships, server().matching());
  };
  const v1::RankInternshipsResponse whole = rank();
  request.set_page_size(2);
  std::vector<std::string> rows;
  do {
    const v1::RankInternshipsResponse page = rank();
    EXPECT_EQ(page.basis().as_of().seconds(), whole.basis().as_of().seconds());
    for (const v1::Match& row : page.matches()) rows.push_back(row.SerializeAsString());
    request.set_page_token(page.next_page_token());
    // The first page's "now" holds for all of them.
    server().clock().Advance(absl::Hours(24 * 30));
  } while (!request.page_token().empty());

  ASSERT_EQ(rows.size(), static_cast<size_t>(whole.matches_size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i], whole.matches(static_cast<int>(i)).SerializeAsString());
  }
}

TEST_P(MatchingTest, TheSameRequestGivesTheSameBytesAlsoAfterARestart) {
  const World world = Fill(server());
  const auto answers = [&] {
    std::string bytes;
    for (const std::string& candidate : world.candidates) {
      bytes += RankInternships(candidate).SerializeAsString();
      bytes += RankAdvisors(candidate).SerializeAsString();
    }
    return bytes;
  };
  const std::string first = answers();
  const std::string second = answers();
  server().Restart();
  const std::string third = answers();

  EXPECT_EQ(first, second);
  EXPECT_EQ(first, third);
}

TEST_P(MatchingTest, BlockedRowsAreShownOnlyWhenAskedFor) {
  const World world = Fill(server());
  v1::RankInternshipsRequest request;
  request.set_candidate(world.candidates.front());

  const v1::RankInternshipsResponse ranked =
      server().Call(request, &v1::MatchingService::Stub::RankInternships, server().matching());

  EXPECT_THAT(ranked.matches(), Not(IsEmpty()));
  for (const v1::Match& row : ranked.matches()) EXPECT_NE(row.verdict(), v1::Match::BLOCKED);
}

TEST_P(MatchingTest, SomebodyWithoutBlindedConsentIsBlockedForTheOpeningOnly) {
  const World world = Fill(server());
  const std::string& hidden = world.candidates.back();
  v1::Match row;
  row.set_candidate(hidden);
  row.set_internship(world.internships.front());

  const v1::Match own =
      Explain(ExplainRequest(row, v1::ExplainMatchRequest::DIRECTION_UNSPECIFIED));
  const v1::Match opening = Explain(ExplainRequest(row, v1::ExplainMatchRequest::FOR_COUNTERPART));

  EXPECT_EQ(own.verdict(), v1::Match::ELIGIBLE);
  EXPECT_EQ(opening.verdict(), v1::Match::BLOCKED);
  ASSERT_THAT(opening.reasons(), Not(IsEmpty()));
  EXPECT_EQ(opening.reasons(0).code(), v1::Reason::CONSENT_MISSING);
}

TEST_P(MatchingTest, AskingAboutNobodyIsNotFoundAndAboutNothingInvalid) {
  v1::RankAdvisorsRequest nobody;
  nobody.set_candidate("candidates/nobody");
  EXPECT_THAT(server().Try(nobody, &v1::MatchingService::Stub::RankAdvisors, server().matching()),
              HasCode(grpc::NOT_FOUND));
  const grpc::Status status = server().Try(
      v1::RankCandidatesRequest(), &v1::MatchingService::Stub::RankCandidates, server().matching());
  EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(status), ElementsAre("internship"));
}

// Both stores at once, with the ids made equal by an export: what differs is only the store.
TEST(StoresTest, RankTheSameOnSqliteAndPostgres) {
  ScratchSchema schema;
  TestServer sqlite;
  TestServer postgres(absl::StrCat("postgres:", schema.connection()));
  Fill(sqlite);
  // Copied as it is stored, commit by commit.
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  Store& from = *sqlite.server().store();
  Store& to = *postgres.server().store();
  const auto changes = from.Changes(0, 100000, deadline);
  ASSERT_TRUE(changes.ok());
  for (const Change& change : *changes) {
    if (change.kind == ResourceKind::kPrincipal || change.kind == ResourceKind::kToken) continue;
    const auto resource = from.Get(change.kind, change.name, deadline);
    ASSERT_TRUE(resource.ok()) << resource.status();
    Batch batch;
    batch.writes.push_back({change.kind, change.name, resource->message, std::nullopt});
    ASSERT_TRUE(to.Commit(batch, deadline).ok());
  }
  const auto copied = to.CurrentRevision(deadline);
  ASSERT_TRUE(copied.ok());
  ASSERT_TRUE(postgres.server().catalog()->WaitFor(*copied, deadline).ok());
  const auto answers = [](TestServer& server) {
    std::string bytes;
    server.server().catalog()->Current()->candidates().ForEach([&](const auto& entry) {
      v1::RankInternshipsRequest internships;
      internships.set_candidate(entry->name());
      *internships.mutable_as_of() = FromTime(TestNow());
      internships.add_verdicts(v1::Match::ELIGIBLE);
      internships.add_verdicts(v1::Match::REVIEW);
      internships.add_verdicts(v1::Match::OUTSIDE_WISH);
      internships.add_verdicts(v1::Match::BLOCKED);
      auto ranked =
          server.Call(internships, &v1::MatchingService::Stub::RankInternships, server.matching());
      // Each server has a secret and principals of its own, whose commits count as well.
      ranked.mutable_basis()->clear_revision();
      ranked.clear_ranking_id();
      bytes += ranked.SerializeAsString();
      v1::RankAdvisorsRequest advisors;
      advisors.set_candidate(entry->name());
      *advisors.mutable_as_of() = FromTime(TestNow());
      auto advised =
          server.Call(advisors, &v1::MatchingService::Stub::RankAdvisors, server.matching());
      advised.mutable_basis()->clear_revision();
      advised.clear_ranking_id();
      bytes += advised.SerializeAsString();
    });
    return bytes;
  };

  const std::string expected = answers(sqlite);

  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(answers(postgres), expected);
}

}  // namespace
}  // namespace banso
