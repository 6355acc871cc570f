// Introductions over RPC: what each side sees before, during and after.
#include "absl/strings/str_replace.h"
#include "tests/e2e/employer_side.h"
#include "tests/e2e/introductions.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PlacementTest : public IntroductionsTest {
 protected:
  void SetUp() override {
    IntroductionsTest::SetUp();
    candidate_ = server().Create(ACandidate("person_name { chosen_form: LATIN }")).name();
    const auto channel = server().AsCandidate(candidate_);
    placement_ = v1::PlacementService::NewStub(channel);
    consents_ = v1::ConsentService::NewStub(channel);
  }

  std::vector<v1::Application> Applications(v1::PlacementService::Stub& stub) {
    const auto response = server().Call(v1::ListApplicationsRequest(),
                                        &v1::PlacementService::Stub::ListApplications, stub);
    return {response.applications().begin(), response.applications().end()};
  }
  grpc::Status GetApplication(v1::PlacementService::Stub& stub, const std::string& name) {
    v1::GetApplicationRequest request;
    request.set_name(name);
    return server().Try(request, &v1::PlacementService::Stub::GetApplication, stub);
  }

  std::string candidate_;
  std::unique_ptr<v1::PlacementService::Stub> placement_;
  std::unique_ptr<v1::ConsentService::Stub> consents_;
};
BANSO_E2E_ON_BOTH_STORES(PlacementTest);

TEST_P(PlacementTest, AnEmployerLearnsTheNameOnlyOnceThePersonAgreed) {
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());
  EXPECT_EQ(asked.state(), v1::Application::CONSENT_PENDING);
  EXPECT_EQ(asked.candidate(), "");
  EXPECT_EQ(asked.steps_size(), 0);
  EXPECT_THAT(GetNamed(asked.name()), HasCode(grpc::NOT_FOUND));

  // The person sees who asks, and everything of the own application.
  const auto own = Applications(*placement_);
  ASSERT_THAT(own, SizeIs(1));
  EXPECT_EQ(own[0].candidate(), candidate_);
  EXPECT_EQ(own[0].internship(), o4_);
  EXPECT_EQ(own[0].steps_size(), 1);
  ASSERT_TRUE(Agree(*placement_, asked.name()).ok());

  v1::NamedCandidate named;
  ASSERT_TRUE(GetNamed(asked.name(), &named).ok());
  EXPECT_EQ(named.chosen_name(), "Sodan Hanako");
  EXPECT_EQ(named.desk_contact(), "desk@example.org");
  const auto seen = Applications(*employer_placement_);
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].state(), v1::Application::APPLIED);
  EXPECT_EQ(seen[0].candidate(), "");
  EXPECT_EQ(seen[0].consent(), "");
  EXPECT_EQ(seen[0].steps_size(), 0);
}

TEST_P(PlacementTest, OtherEmployersSeeNothingOfIt) {
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());
  ASSERT_TRUE(Agree(*placement_, asked.name()).ok());
  const auto other = v1::PlacementService::NewStub(
      server().AsEmployer(server().Verify(server().Create(AnEmployer()).name()).name()));
  v1::GetNamedCandidateRequest request;
  request.set_application(asked.name());

  EXPECT_THAT(Applications(*other), IsEmpty());
  EXPECT_THAT(GetApplication(*other, asked.name()), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(server().Try(request, &v1::PlacementService::Stub::GetNamedCandidate, *other),
              HasCode(grpc::NOT_FOUND));
}

TEST_P(PlacementTest, DecliningLooksToTheEmployerAsIfNothingHadBeen) {
  const std::string card = OnlyCard();
  v1::Application asked;
  ASSERT_TRUE(Ask(card, &asked).ok());
  v1::DeclineIntroductionRequest decline;
  decline.set_name(asked.name());
  server().Call(decline, &v1::PlacementService::Stub::DeclineIntroduction, *placement_);

  const grpc::Status gone = GetApplication(*employer_placement_, asked.name());
  const grpc::Status unknown = GetApplication(*employer_placement_, "applications/unknown");

  EXPECT_THAT(gone, HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(gone.error_message(), asked.name() + " does not exist");
  EXPECT_EQ(unknown.error_message(), "applications/unknown does not exist");
  EXPECT_EQ(ErrorReason(gone), "");
  EXPECT_EQ(ErrorReason(unknown), "");
  EXPECT_THAT(Applications(*employer_placement_), IsEmpty());
  EXPECT_THAT(Ask(card), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(Cards(), IsEmpty());
  EXPECT_THAT(GetCard(card), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(DeletionRequests(), IsEmpty());
  server().clock().Advance(absl::Hours(24 * 40));
  EXPECT_THAT(Cards(), IsEmpty());
  EXPECT_THAT(Ask(card), HasCode(grpc::NOT_FOUND));
}

TEST_P(PlacementTest, WhoDeclinesAndWhoStopsMatchingLookTheSame) {
  const std::string declines = OnlyCard();
  const std::string other = server().Create(ACandidate()).name();
  std::vector<std::string> cards = Cards();
  ASSERT_THAT(cards, SizeIs(2));
  const std::string pauses = cards[0] == declines ? cards[1] : cards[0];
  v1::Application first, second;
  ASSERT_TRUE(Ask(declines, &first).ok());
  ASSERT_TRUE(Ask(pauses, &second).ok());
  ASSERT_THAT(Applications(*employer_placement_), SizeIs(2));

  v1::DeclineIntroductionRequest decline;
  decline.set_name(first.name());
  server().Call(decline, &v1::PlacementService::Stub::DeclineIntroduction, *placement_);
  v1::PauseCandidateRequest pause;
  pause.set_name(other);
  server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());

  EmployerSide employer = EmployerSide::Of(server(), e1_);
  const auto get = [&](const std::string& application) {
    v1::GetApplicationRequest request;
    request.set_name(application);
    return absl::StrReplaceAll(
        CallOn(employer.channel(), "/banso.v1.PlacementService/GetApplication",
               request.SerializeAsString())
            .Everything(),
        {{application, "NAME"}});
  };
  EXPECT_THAT(Cards(), IsEmpty());
  EXPECT_THAT(Applications(*employer_placement_), IsEmpty());
  EXPECT_THAT(DeletionRequests(), IsEmpty());
  EXPECT_EQ(employer.Get(declines), employer.Get(pauses));
  EXPECT_EQ(employer.Get(declines), employer.Get(MadeUpCard(o4_)));
  EXPECT_EQ(employer.RequestIntroduction(declines), employer.RequestIntroduction(pauses));
  EXPECT_EQ(get(first.name()), get(second.name()));
}

TEST_P(PlacementTest, TheRestOfAListIsWholeWhenSomebodyStepsBack) {
  for (int i = 0; i < 4; ++i) server().Create(ACandidate());
  const std::vector<std::string> before = Cards();
  ASSERT_THAT(before, SizeIs(5));
  // Whoever is second in the list, on the word of the person.
  v1::Application asked;
  ASSERT_TRUE(Ask(before[1], &asked).ok());
  v1::WithdrawApplicationRequest withdraw;
  withdraw.set_name(asked.name());
  server().Call(withdraw, &v1::PlacementService::Stub::WithdrawApplication, server().placement());

  EmployerSide employer = EmployerSide::Of(server(), e1_);
  std::vector<std::string> pieces;
  std::string token;
  do {
    const v1::RankBlindedCandidatesResponse page = employer.Rank(o4_, 2, token);
    EXPECT_THAT(page.blinded_candidates(), SizeIs(2));
    for (const auto& card : page.blinded_candidates()) pieces.push_back(card.name());
    token = page.next_page_token();
  } while (!token.empty());

  EXPECT_THAT(pieces, ElementsAre(before[0], before[2], before[3], before[4]));
}

TEST_P(PlacementTest, WhoDeclinedIsShownAgainUnderANewConsentOnly) {
  const std::string card = OnlyCard();
  v1::Application asked;
  ASSERT_TRUE(Ask(card, &asked).ok());
  v1::DeclineIntroductionRequest decline;
  decline.set_name(asked.name());
  server().Call(decline, &v1::PlacementService::Stub::DeclineIntroduction, *placement_);
  ASSERT_THAT(Cards(), IsEmpty());

  banso::Withdraw(server(), candidate_, v1::Consent::EMPLOYER_BLINDED);
  banso::Grant(server(), candidate_, v1::Consent::EMPLOYER_BLINDED);

  EXPECT_NE(OnlyCard(), card);
  EXPECT_TRUE(Ask(OnlyCard()).ok());
}

TEST_P(PlacementTest, WithoutALicenceNobodyIsIntroducedToPaidWork) {
  const std::string card = OnlyCard();
  SetLicence("");

  const grpc::Status refused = Ask(card);
  SetLicence("13-ム-300000");

  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "PLACEMENT_LICENCE_MISSING");
  EXPECT_TRUE(Ask(card).ok());
}

TEST_P(PlacementTest, ABlockedGroupLosesTheCardTheIntroductionAndTheName) {
  v1::Application asked;
  const std::string card = OnlyCard();
  ASSERT_TRUE(Ask(card, &asked).ok());
  ASSERT_TRUE(Agree(*placement_, asked.name()).ok());
  ASSERT_TRUE(GetNamed(asked.name()).ok());
  // The employer joins a group that the person does not want to meet.
  v1::UpdateCandidateRequest block;
  block.mutable_candidate()->set_name(candidate_);
  block.mutable_candidate()->add_blocked_groups("G7");
  server().Call(block, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  ASSERT_TRUE(GetNamed(asked.name()).ok());
  v1::UpdateEmployerRequest join;
  join.mutable_employer()->set_name(e1_);
  join.mutable_employer()->set_corporate_group("G7");
  server().Call(join, &v1::EmployerService::Stub::UpdateEmployer, server().employers());

  EXPECT_THAT(Cards(), IsEmpty());
  EXPECT_THAT(GetCard(card), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(Ask(card), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(GetNamed(asked.name()), HasCode(grpc::NOT_FOUND));
  v1::ExplainMatchRequest explain;
  explain.set_candidate(candidate_);
  explain.set_internship(o4_);
  const auto explained =
      server().Call(explain, &v1::MatchingService::Stub::ExplainMatch, server().matching());
  EXPECT_EQ(explained.match().verdict(), v1::Match::BLOCKED);
  ASSERT_EQ(explained.match().reasons_size(), 1);
  EXPECT_EQ(explained.match().reasons(0).code(), v1::Reason::EMPLOYER_BLOCKED);
}

TEST_P(PlacementTest, TheNameGoesWithTheConsentNotWithTheCard) {
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());
  ASSERT_TRUE(Agree(*placement_, asked.name()).ok());

  ASSERT_TRUE(Withdraw(*consents_, ConsentOf(candidate_, v1::Consent::EMPLOYER_BLINDED)).ok());
  EXPECT_TRUE(GetNamed(asked.name()).ok());
  EXPECT_EQ(Applications(*employer_placement_).at(0).state(), v1::Application::APPLIED);

  ASSERT_TRUE(Withdraw(*consents_, ConsentOf(candidate_, v1::Consent::EMPLOYER_NAMED)).ok());
  EXPECT_THAT(GetNamed(asked.name()), HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(Applications(*employer_placement_).at(0).state(), v1::Application::WITHDRAWN);
  EXPECT_THAT(DeletionRequests(), SizeIs(2));
}

TEST_P(PlacementTest, ACoordinatorMayNoteThatThePersonAgreed) {
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());

  v1::Application agreed;
  ASSERT_TRUE(Agree(server().placement(), asked.name(), &agreed).ok());

  EXPECT_EQ(agreed.state(), v1::Application::APPLIED);
  EXPECT_EQ(agreed.candidate(), candidate_);
  EXPECT_FALSE(ConsentOf(candidate_, v1::Consent::EMPLOYER_NAMED).empty());
}

}  // namespace
}  // namespace banso
