// Streams that tell what changes in a ranking, at one server and from one to another.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/introductions.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Stub = v1::MatchingService::Stub;

// A stream of answers that a test reads one by one.
template <typename Request, typename Response>
class Watching {
 public:
  using Method = std::unique_ptr<grpc::ClientReader<Response>> (Stub::*)(grpc::ClientContext*,
                                                                         const Request&);

  Watching(const std::shared_ptr<grpc::Channel>& channel, Method method, const Request& request)
      : stub_(v1::MatchingService::NewStub(channel)) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    reader_ = (stub_.get()->*method)(&context_, request);
  }
  ~Watching() {
    if (!ended_) End();
  }

  // The next answer; fails the test if the stream ends instead.
  Response Next() {
    Response response;
    EXPECT_TRUE(reader_->Read(&response)) << End().error_message();
    return response;
  }
  // The next answer for which it is so, what else is said before it left out.
  template <typename Predicate>
  Response NextWhere(Predicate so) {
    for (;;) {
      Response response = Next();
      if (ended_ || so(response)) return response;
    }
  }
  // Reads to the end, which the server brings, and returns it.
  grpc::Status Ending() {
    Response unread;
    while (reader_->Read(&unread)) {
    }
    ended_ = true;
    return reader_->Finish();
  }
  // Ends the stream.
  grpc::Status End() {
    context_.TryCancel();
    return Ending();
  }

 private:
  const std::unique_ptr<v1::MatchingService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Response>> reader_;
  bool ended_ = false;
};

using WatchingMatches = Watching<v1::WatchMatchesRequest, v1::WatchMatchesResponse>;
using WatchingCards =
    Watching<v1::WatchBlindedCandidatesRequest, v1::WatchBlindedCandidatesResponse>;

class WatchTest : public IntroductionsTest {
 protected:
  void SetUp() override {
    IntroductionsTest::SetUp();
    candidate_ = server().Create(ACandidate()).name();
  }

  WatchingMatches Watch(const std::shared_ptr<grpc::Channel>& channel,
                        const std::string& resume_token = "") {
    v1::WatchMatchesRequest request;
    request.set_candidate(candidate_);
    request.set_resume_token(resume_token);
    return WatchingMatches(channel, &Stub::WatchMatches, request);
  }
  WatchingCards WatchCards() {
    v1::WatchBlindedCandidatesRequest request;
    request.set_internship(o4_);
    return WatchingCards(server().AsEmployer(e1_), &Stub::WatchBlindedCandidates, request);
  }
  std::vector<std::string> Rows(const google::protobuf::RepeatedPtrField<v1::Match>& matches) {
    std::vector<std::string> rows;
    for (const v1::Match& match : matches) rows.push_back(match.SerializeAsString());
    return rows;
  }
  std::vector<std::string> Ranking() {
    v1::RankInternshipsRequest request;
    request.set_candidate(candidate_);
    return Rows(server().Call(request, &Stub::RankInternships, server().matching()).matches());
  }
  std::string PublishAnother() {
    return server().Publish(server().Create(e1_, AnInternship()).name()).name();
  }

  std::string candidate_;
};
BANSO_E2E_ON_BOTH_STORES(WatchTest);

TEST_P(WatchTest, TheFirstAnswerIsTheRankingAndTheNextsAreWhatChanges) {
  auto watching = Watch(server().channel());
  const v1::WatchMatchesResponse first = watching.Next();
  EXPECT_EQ(first.kind(), v1::WATCH_KIND_SNAPSHOT);
  EXPECT_EQ(Rows(first.matches()), Ranking());
  EXPECT_THAT(first.order(), ElementsAre(o4_));
  EXPECT_FALSE(first.ranking_id().empty());

  const std::string other = PublishAnother();
  const auto more = watching.NextWhere([](const auto& answer) { return answer.order_size() == 2; });
  EXPECT_EQ(more.kind(), v1::WATCH_KIND_CHANGED);
  ASSERT_EQ(more.matches_size(), 1) << "what is as it was is not told again";
  EXPECT_EQ(more.matches(0).internship(), other);
  EXPECT_GT(more.basis().revision(), first.basis().revision());

  v1::SuspendInternshipRequest suspend;
  suspend.set_name(o4_);
  server().Call(suspend, &v1::InternshipService::Stub::SuspendInternship, server().internships());
  const auto fewer =
      watching.NextWhere([](const auto& answer) { return answer.order_size() == 1; });
  EXPECT_THAT(fewer.matches(), IsEmpty());
  EXPECT_THAT(fewer.order(), ElementsAre(other));
}

TEST_P(WatchTest, WhereNothingIsNewThatIsSaidNowAndThen) {
  auto watching = Watch(server().channel());
  const v1::WatchMatchesResponse first = watching.Next();

  const v1::WatchMatchesResponse beat = watching.Next();

  EXPECT_EQ(beat.kind(), v1::WATCH_KIND_UNCHANGED);
  EXPECT_THAT(beat.order(), IsEmpty());
  EXPECT_THAT(beat.matches(), IsEmpty());
  EXPECT_GE(beat.basis().revision(), first.basis().revision());
}

TEST_P(WatchTest, GoingOnTellsNothingThatIsKnownAndEverythingThatIsNot) {
  const std::string token = Watch(server().channel()).Next().resume_token();

  EXPECT_EQ(Watch(server().channel(), token).Next().kind(), v1::WATCH_KIND_UNCHANGED);

  PublishAnother();
  const v1::WatchMatchesResponse changed = Watch(server().channel(), token).Next();
  EXPECT_EQ(changed.kind(), v1::WATCH_KIND_SNAPSHOT);
  EXPECT_EQ(Rows(changed.matches()), Ranking());
}

TEST_P(WatchTest, ATokenIsForItsRequestOnly) {
  const std::string token = Watch(server().channel()).Next().resume_token();
  v1::WatchMatchesRequest request;
  request.set_candidate(candidate_);
  request.set_resume_token(token);
  request.set_page_size(3);

  WatchingMatches other(server().channel(), &Stub::WatchMatches, request);

  const grpc::Status status = other.Ending();
  EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(status), ElementsAre("resume_token"));
}

TEST_P(WatchTest, ARevokedTokenEndsTheStream) {
  v1::Principal principal;
  principal.set_role(v1::Access::CANDIDATE);
  principal.set_candidate(candidate_);
  const auto channel = TokenChannel(server().server().address(), server().TokenFor(principal));
  auto watching = Watch(channel);
  watching.Next();
  const auto access = v1::AccessService::NewStub(channel);
  v1::RevokeTokenRequest revoke;
  revoke.set_name(
      server().Call(v1::WhoAmIRequest(), &v1::AccessService::Stub::WhoAmI, *access).token());
  server().Call(revoke, &v1::AccessService::Stub::RevokeToken, *access);

  EXPECT_THAT(watching.Ending(), HasCode(grpc::UNAUTHENTICATED));
}

TEST_P(WatchTest, ErasingThePersonEndsTheStream) {
  auto watching = Watch(server().channel());
  watching.Next();
  v1::EraseCandidateRequest erase;
  erase.set_name(candidate_);
  server().Call(erase, &v1::ConsentService::Stub::EraseCandidate, server().consents());

  EXPECT_THAT(watching.Ending(), HasCode(grpc::NOT_FOUND));
}

TEST_P(WatchTest, AServerThatStopsEndsTheStreamWhichGoesOnAfterwards) {
  auto watching = Watch(server().channel());
  const std::string token = watching.Next().resume_token();

  server().Restart();

  EXPECT_THAT(watching.Ending(), HasCode(grpc::UNAVAILABLE));
  EXPECT_EQ(Watch(server().channel(), token).Next().kind(), v1::WATCH_KIND_UNCHANGED);
}

TEST_P(WatchTest, CoordinatorsWatchTheCandidatesOfAnInternship) {
  v1::WatchCandidatesRequest request;
  request.set_internship(o4_);
  Watching<v1::WatchCandidatesRequest, v1::WatchMatchesResponse> watching(
      server().channel(), &Stub::WatchCandidates, request);
  EXPECT_THAT(watching.Next().order(), ElementsAre(candidate_));

  const std::string other = server().Create(ACandidate()).name();

  const auto more = watching.NextWhere([](const auto& answer) { return answer.order_size() == 2; });
  ASSERT_EQ(more.matches_size(), 1);
  EXPECT_EQ(more.matches(0).candidate(), other);
}

TEST_P(WatchTest, ACardGoesWithTheConsent) {
  auto watching = WatchCards();
  const v1::WatchBlindedCandidatesResponse first = watching.Next();
  EXPECT_EQ(first.kind(), v1::WATCH_KIND_SNAPSHOT);
  ASSERT_THAT(first.order(), SizeIs(1));
  EXPECT_EQ(first.blinded_candidates(0).name(), first.order(0));
  EXPECT_THAT(first.SerializeAsString(), Not(::testing::HasSubstr(candidate_)));

  ASSERT_TRUE(
      Withdraw(server().consents(), ConsentOf(candidate_, v1::Consent::EMPLOYER_BLINDED)).ok());

  const auto gone = watching.NextWhere([](const auto& answer) { return answer.order().empty(); });
  EXPECT_THAT(gone.blinded_candidates(), IsEmpty());
}

TEST_P(WatchTest, WhoMayNotRankMayNotWatch) {
  v1::WatchMatchesRequest matches;
  matches.set_candidate(candidate_);
  WatchingMatches by_employer(server().AsEmployer(e1_), &Stub::WatchMatches, matches);
  EXPECT_THAT(by_employer.Ending(), HasCode(grpc::PERMISSION_DENIED));

  const std::string other = server().Create(ACandidate()).name();
  WatchingMatches by_another(server().AsCandidate(other), &Stub::WatchMatches, matches);
  EXPECT_THAT(by_another.Ending(), HasCode(grpc::NOT_FOUND));

  v1::WatchBlindedCandidatesRequest cards;
  cards.set_internship(o4_);
  const std::string rival = server().Create(AnEmployer()).name();
  WatchingCards by_rival(server().AsEmployer(rival), &Stub::WatchBlindedCandidates, cards);
  EXPECT_THAT(by_rival.Ending(), HasCode(grpc::NOT_FOUND));
}

TEST_P(WatchTest, EveryListThatIsToldIsNoted) {
  auto watching = Watch(server().channel());
  const std::string ranking = watching.Next().ranking_id();
  const auto audit = v1::AuditService::NewStub(server().AsAuditor());
  v1::ListAuditEntriesRequest request;
  request.set_subject(candidate_);
  std::vector<std::string> noted;

  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (noted.empty() && absl::Now() < end) {
    const auto entries = server().Call(request, &v1::AuditService::Stub::ListAuditEntries, *audit);
    for (const v1::AuditEntry& entry : entries.audit_entries()) {
      if (entry.method() == "/banso.v1.MatchingService/WatchMatches") {
        noted.push_back(entry.shown_list().ranking_id());
      }
    }
  }

  EXPECT_THAT(noted, ElementsAre(ranking));
}

// Where several servers share a store.
class WatchElsewhereTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    ASSERT_OK_AND_ASSIGN(other_, Server::Start(server().options()));
    v1::Principal coordinator;
    coordinator.set_role(v1::Access::COORDINATOR);
    at_other_ = TokenChannel(other_->address(), server().TokenFor(coordinator));
  }

  std::unique_ptr<Server> other_;
  std::shared_ptr<grpc::Channel> at_other_;
};
INSTANTIATE_TEST_SUITE_P(Stores, WatchElsewhereTest, ::testing::Values("Postgres"),
                         [](const auto& info) { return info.param; });

TEST_P(WatchElsewhereTest, GoingOnAtAnotherServerMissesNothing) {
  for (int round = 0; round < 10; ++round) {
    const v1::WatchMatchesResponse known = Watch(server().channel()).Next();
    EXPECT_EQ(Watch(at_other_, known.resume_token()).Next().kind(), v1::WATCH_KIND_UNCHANGED);
    const std::string published = PublishAnother();
    const v1::WatchMatchesResponse newer = Watch(server().channel()).Next();
    ASSERT_THAT(newer.order(), Contains(published));

    // From before the change: what is new. From behind it: nothing, and never what was before.
    const v1::WatchMatchesResponse from_behind = Watch(at_other_, newer.resume_token()).Next();
    EXPECT_EQ(from_behind.kind(), v1::WATCH_KIND_UNCHANGED);
    EXPECT_GE(from_behind.basis().revision(), newer.basis().revision());
    const v1::WatchMatchesResponse from_before = Watch(at_other_, known.resume_token()).Next();
    EXPECT_EQ(from_before.kind(), v1::WATCH_KIND_SNAPSHOT);
    EXPECT_EQ(Rows(from_before.matches()), Rows(newer.matches()));
  }
}

TEST_P(WatchElsewhereTest, AServerThatStopsSendsItsStreamsToAnother) {
  auto watching = Watch(at_other_);
  const std::string token = watching.Next().resume_token();

  other_->Stop();

  EXPECT_THAT(watching.Ending(), HasCode(grpc::UNAVAILABLE));
  EXPECT_EQ(Watch(server().channel(), token).Next().kind(), v1::WATCH_KIND_UNCHANGED);
}

}  // namespace
}  // namespace banso
