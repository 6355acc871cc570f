// The whole road from an interest to the day six months after joining, over RPC, and what each side
// sees of it.
#include <algorithm>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "server/convert/calendar_convert.h"
#include "tests/e2e/employer_side.h"
#include "tests/e2e/introductions.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Stub = v1::PlacementService::Stub;

class PlacementRoadTest : public IntroductionsTest {
 protected:
  std::unique_ptr<Stub> As(const std::string& candidate) {
    return v1::PlacementService::NewStub(server().AsCandidate(candidate));
  }
  v1::Application Express(const std::string& candidate, const std::string& internship, Stub& stub) {
    v1::ExpressInterestRequest request;
    request.set_candidate(candidate);
    request.set_internship(internship);
    return server().Call(request, &Stub::ExpressInterest, stub);
  }
  v1::Application Submit(const std::string& application, Stub& stub) {
    v1::SubmitApplicationRequest request;
    request.set_name(application);
    request.mutable_terms()->set_method(v1::Consent::ONLINE);
    return server().Call(request, &Stub::SubmitApplication, stub);
  }
  // Interested, and applies at once.
  std::string Apply(const std::string& candidate, const std::string& internship) {
    const auto stub = As(candidate);
    return Submit(Express(candidate, internship, *stub).name(), *stub).name();
  }
  template <typename Request>
  v1::Application Step(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                    v1::Application*),
                       const std::string& application, Stub& stub) {
    Request request;
    request.set_name(application);
    if constexpr (requires { request.set_reason(v1::ApplicationStep::OTHER); }) {
      request.set_reason(v1::ApplicationStep::OTHER);
    }
    return server().Call(request, method, stub);
  }
  void TakeToInterview(const std::string& application, Stub& stub) {
    Step(&Stub::ScreenApplication, application, stub);
    Step(&Stub::InterviewApplication, application, stub);
  }
  template <typename Request>
  v1::Offer OfferStep(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                   v1::Offer*),
                      const std::string& offer, Stub& stub) {
    Request request;
    request.set_name(offer);
    return server().Call(request, method, stub);
  }
  v1::Offer Make(const std::string& application, Stub& stub) {
    v1::MakeOfferRequest request;
    request.set_application(application);
    return server().Call(request, &Stub::MakeOffer, stub);
  }
  std::vector<v1::FollowUp> FollowUps() {
    const auto response =
        server().Call(v1::ListFollowUpsRequest(), &Stub::ListFollowUps, server().placement());
    return {response.follow_ups().begin(), response.follow_ups().end()};
  }
  v1::Internship GetInternship(const std::string& name) {
    v1::GetInternshipRequest request;
    request.set_name(name);
    return server().Call(request, &v1::InternshipService::Stub::GetInternship,
                         server().internships());
  }
  std::vector<v1::Application> Seen(Stub& stub) {
    const auto response =
        server().Call(v1::ListApplicationsRequest(), &Stub::ListApplications, stub);
    return {response.applications().begin(), response.applications().end()};
  }
  v1::Match Explain(const std::string& candidate, const std::string& internship) {
    v1::ExplainMatchRequest explain;
    explain.set_candidate(candidate);
    explain.set_internship(internship);
    return server()
        .Call(explain, &v1::MatchingService::Stub::ExplainMatch, server().matching())
        .match();
  }
  static std::vector<v1::Reason::Code> CodesOf(const v1::Match& match) {
    std::vector<v1::Reason::Code> codes;
    for (const v1::Reason& reason : match.reasons()) codes.push_back(reason.code());
    return codes;
  }
  // Nothing of an application or offer that is not for employers.
  template <typename Record>
  static void ExpectBare(const Record& record) {
    EXPECT_EQ(record.candidate(), "");
    EXPECT_EQ(record.steps_size(), 0);
    EXPECT_FALSE(record.has_dimensions());
    if constexpr (requires { record.consent(); }) {
      EXPECT_EQ(record.consent(), "");
      EXPECT_EQ(record.ranking_id(), "");
    }
  }
};
BANSO_E2E_ON_BOTH_STORES(PlacementRoadTest);

TEST_P(PlacementRoadTest, FromAnInterestToTheDaySixMonthsLater) {
  const std::string person = server().Create(ACandidate()).name();
  Grant(server(), person, v1::Consent::FOLLOW_UP);
  const auto own = As(person);
  Stub& employer = *employer_placement_;

  const std::string application = Express(person, o4_, *own).name();
  EXPECT_THAT(Seen(employer), IsEmpty());
  EXPECT_EQ(Submit(application, *own).state(), v1::Application::APPLIED);
  EXPECT_TRUE(GetNamed(application).ok());
  const v1::Application screened = Step(&Stub::ScreenApplication, application, employer);
  EXPECT_EQ(screened.state(), v1::Application::SCREENING);
  ExpectBare(screened);
  EXPECT_EQ(Step(&Stub::InterviewApplication, application, employer).state(),
            v1::Application::INTERVIEW);
  const v1::Application accepted = Step(&Stub::AcceptApplication, application, employer);
  EXPECT_EQ(accepted.state(), v1::Application::ACCEPTED);
  EXPECT_TRUE(accepted.holds_seat());
  EXPECT_EQ(GetInternship(o4_).seats_taken(), 1);
  EXPECT_EQ(Step(&Stub::StartApplication, application, employer).state(),
            v1::Application::IN_PROGRESS);
  EXPECT_EQ(Step(&Stub::CompleteApplication, application, employer).state(),
            v1::Application::COMPLETED);
  // The work is done: the name is not told again until there is an offer.
  EXPECT_THAT(GetNamed(application), HasCode(grpc::NOT_FOUND));

  const v1::Offer made = Make(application, employer);
  EXPECT_EQ(made.state(), v1::Offer::INFORMAL);
  ExpectBare(made);
  EXPECT_TRUE(GetNamed(application).ok());
  EXPECT_EQ(OfferStep(&Stub::ConfirmOffer, made.name(), employer).state(), v1::Offer::FORMAL);
  EXPECT_EQ(OfferStep(&Stub::AcceptJobOffer, made.name(), *own).state(), v1::Offer::ACCEPTED);
  const v1::Offer joined = OfferStep(&Stub::JoinOffer, made.name(), employer);
  EXPECT_EQ(joined.state(), v1::Offer::JOINED);
  ExpectBare(joined);
  EXPECT_THAT(FollowUps(), IsEmpty());

  server().clock().Advance(absl::Hours(24 * 182));  // from 1 December to 1 June
  const auto due = FollowUps();
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].offer(), made.name());
  EXPECT_EQ(due[0].candidate(), person);
  EXPECT_EQ(ToDate(due[0].due_date()), Date(2027, 6, 1));
  v1::SettleOfferRequest settle;
  settle.set_name(made.name());
  settle.set_outcome(v1::Offer::RETAINED_6M);
  EXPECT_EQ(server().Call(settle, &Stub::SettleOffer, server().placement()).state(),
            v1::Offer::RETAINED_6M);
  EXPECT_THAT(FollowUps(), IsEmpty());
}

TEST_P(PlacementRoadTest, OneSeatThatManyWantIsTakenOnce) {
  constexpr int kPeople = 12;
  const std::string opening =
      server()
          .Publish(server().Create(e1_, AnInternship("seats: 1 industry: \"76\"")).name())
          .name();
  std::vector<std::string> applications;
  for (int i = 0; i < kPeople; ++i) {
    applications.push_back(Apply(server().Create(ACandidate()).name(), opening));
    TakeToInterview(applications.back(), server().placement());
  }
  std::vector<grpc::Status> answers(kPeople);
  std::vector<std::thread> threads;
  threads.reserve(kPeople);
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      v1::AcceptApplicationRequest request;
      request.set_name(applications[i]);
      answers[i] = server().Try(request, &Stub::AcceptApplication, *employer_placement_);
    });
  }
  for (std::thread& thread : threads) thread.join();

  int accepted = 0;
  for (const grpc::Status& answer : answers) {
    accepted += answer.ok();
    if (answer.ok()) continue;
    EXPECT_THAT(answer, HasCode(grpc::FAILED_PRECONDITION));
    EXPECT_EQ(ErrorReason(answer), "SEATS_FULL");
  }
  EXPECT_EQ(accepted, 1);
  int holding = 0;
  for (const v1::Application& application : Seen(server().placement())) {
    holding += application.state() == v1::Application::ACCEPTED;
  }
  EXPECT_EQ(holding, 1);
  const v1::Internship internship = GetInternship(opening);
  EXPECT_EQ(internship.seats_taken(), 1);
  EXPECT_EQ(internship.seats_held(), 1);
  EXPECT_EQ(internship.state(), v1::Internship::FILLED);
}

TEST_P(PlacementRoadTest, SeatsThatAreHeldAreNotCountedByHand) {
  const std::string person = server().Create(ACandidate()).name();
  const std::string application = Apply(person, o4_);
  TakeToInterview(application, server().placement());
  Step(&Stub::AcceptApplication, application, server().placement());
  v1::UpdateInternshipRequest change;
  change.mutable_internship()->set_name(o4_);
  change.mutable_internship()->set_seats_taken(2);
  change.mutable_update_mask()->add_paths("seats_taken");
  const auto update = [&] {
    return server().Try(change, &v1::InternshipService::Stub::UpdateInternship,
                        server().internships());
  };

  const grpc::Status held = update();
  EXPECT_THAT(held, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(held), "SEATS_HELD");
  Step(&Stub::RejectApplication, application, server().placement());
  EXPECT_TRUE(update().ok());
}

TEST_P(PlacementRoadTest, WhoIsErasedFreesTheSeatOfWorkThatGoesOn) {
  const std::string goes_on = server().Create(ACandidate()).name();
  const std::string was_done = server().Create(ACandidate()).name();
  for (const std::string& person : {goes_on, was_done}) {
    const std::string application = Apply(person, o4_);
    TakeToInterview(application, server().placement());
    Step(&Stub::AcceptApplication, application, server().placement());
    Step(&Stub::StartApplication, application, server().placement());
    if (person == was_done) Step(&Stub::CompleteApplication, application, server().placement());
  }
  ASSERT_EQ(GetInternship(o4_).state(), v1::Internship::FILLED);

  for (const std::string& person : {goes_on, was_done}) {
    v1::EraseCandidateRequest erase;
    erase.set_name(person);
    server().Call(erase, &v1::ConsentService::Stub::EraseCandidate, server().consents());
  }

  const v1::Internship internship = GetInternship(o4_);
  EXPECT_EQ(internship.seats_taken(), 1);
  EXPECT_EQ(internship.seats_held(), 0);
  EXPECT_EQ(internship.state(), v1::Internship::PUBLISHED);
}

// ---- Scenario S6: a consent is withdrawn while an employer has a shortlist ----

TEST_P(PlacementRoadTest, AConsentIsWithdrawnWhileAnEmployerHasAShortlist) {
  std::vector<std::string> people;
  for (int i = 0; i < 3; ++i) people.push_back(server().Create(ACandidate()).name());
  const std::vector<std::string> before = Cards();
  ASSERT_THAT(before, SizeIs(3));
  // Who is second on the list has applied as well, and the employer knows by which card.
  v1::RankCandidatesRequest rank;
  rank.set_internship(o4_);
  const std::string c10 =
      server()
          .Call(rank, &v1::MatchingService::Stub::RankCandidates, server().matching())
          .matches(1)
          .candidate();
  const std::string application = Apply(c10, o4_);
  server().clock().Set(
      absl::FromCivil(absl::CivilMinute(2026, 12, 10, 14, 0), absl::FixedTimeZone(9 * 3600)));

  banso::Withdraw(server(), c10, v1::Consent::EMPLOYER_BLINDED);

  EXPECT_THAT(Cards(), ElementsAre(before[0], before[2]));
  EmployerSide employer = EmployerSide::Of(server(), e1_);
  EXPECT_EQ(employer.Get(before[1]), employer.Get(MadeUpCard(o4_)));
  EXPECT_EQ(employer.RequestIntroduction(before[1]), employer.RequestIntroduction(MadeUpCard(o4_)));
  // The application goes on: that is another consent.
  ASSERT_THAT(Seen(*employer_placement_), SizeIs(1));
  EXPECT_EQ(Seen(*employer_placement_)[0].state(), v1::Application::APPLIED);
  EXPECT_TRUE(GetNamed(application).ok());
  ASSERT_THAT(DeletionRequests(), SizeIs(1));
  EXPECT_EQ(DeletionRequests()[0].recipient(), e1_);
  const auto records =
      server().Call(v1::ListProvisionRecordsRequest(),
                    &v1::ConsentService::Stub::ListProvisionRecords, server().consents());
  EXPECT_EQ(records.provision_records_size(), 4);  // three cards and one name

  banso::Withdraw(server(), c10, v1::Consent::EMPLOYER_NAMED);
  EXPECT_EQ(Seen(*employer_placement_)[0].state(), v1::Application::WITHDRAWN);
  EXPECT_THAT(GetNamed(application), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(DeletionRequests(), SizeIs(2));

  server().clock().Advance(absl::Hours(24 * 10));
  banso::Grant(server(), c10, v1::Consent::EMPLOYER_BLINDED);
  const std::vector<std::string> after = Cards();
  ASSERT_THAT(after, SizeIs(3));
  for (const std::string& card : after) {
    if (card == before[0] || card == before[2]) continue;
    EXPECT_NE(card, before[1]);
    EXPECT_THAT(employer.Get(card).substr(2), Not(::testing::HasSubstr(before[1])));
  }
}

// ---- Scenario S11: a blocked employer, and a conflict of interest ----

TEST_P(PlacementRoadTest, ABlockedGroupAndAConflictOfInterest) {
  const std::string e5 =
      server().Verify(server().Create(AnEmployer("corporate_group: \"G7\"")).name()).name();
  const std::string o6 = server().Publish(server().Create(e5, AnInternship()).name()).name();
  const std::string other = server().Create(ACandidate()).name();
  const std::string c15 = server().Create(ACandidate("blocked_groups: \"G7\"")).name();
  EmployerSide blocked = EmployerSide::Of(server(), e5);
  const auto cards_of_e5 = [&] { return blocked.Cards(o6); };

  EXPECT_EQ(Explain(c15, o6).verdict(), v1::Match::BLOCKED);
  EXPECT_THAT(CodesOf(Explain(c15, o6)), ElementsAre(v1::Reason::EMPLOYER_BLOCKED));
  const std::vector<std::string> cards = cards_of_e5();
  ASSERT_THAT(cards, SizeIs(1));
  // The same with another name.
  v1::UpdateEmployerRequest rename;
  rename.mutable_employer()->set_name(e5);
  rename.mutable_employer()->set_display_name("株式会社べつの名前");
  server().Call(rename, &v1::EmployerService::Stub::UpdateEmployer, server().employers());
  EXPECT_THAT(CodesOf(Explain(c15, o6)), ElementsAre(v1::Reason::EMPLOYER_BLOCKED));
  EXPECT_THAT(cards_of_e5(), ElementsAre(cards[0]));
  // And with a sister company that joins the group later.
  EXPECT_EQ(Explain(c15, o4_).verdict(), v1::Match::ELIGIBLE);
  v1::UpdateEmployerRequest join;
  join.mutable_employer()->set_name(e1_);
  join.mutable_employer()->set_corporate_group("G7");
  server().Call(join, &v1::EmployerService::Stub::UpdateEmployer, server().employers());
  EXPECT_THAT(CodesOf(Explain(c15, o4_)), ElementsAre(v1::Reason::EMPLOYER_BLOCKED));
  v1::ExpressInterestRequest interest;
  interest.set_candidate(c15);
  interest.set_internship(o4_);
  EXPECT_EQ(ErrorReason(server().Try(interest, &Stub::ExpressInterest, *As(c15))), "MATCH_BLOCKED");
  EXPECT_THAT(Seen(*employer_placement_), IsEmpty());

  // A6 works for E2, to which C15 applies.
  const std::string e2 = server().Verify(server().Create(AnEmployer()).name()).name();
  const std::string opening = server().Publish(server().Create(e2, AnInternship()).name()).name();
  const std::string a6 =
      server()
          .Activate(server().Create(AnAdvisor(absl::StrCat("employer: \"", e2, "\""))).name())
          .name();
  const auto conflict = [&] {
    v1::ExplainMatchRequest explain;
    explain.set_candidate(c15);
    explain.set_advisor(a6);
    return CodesOf(server()
                       .Call(explain, &v1::MatchingService::Stub::ExplainMatch, server().matching())
                       .match());
  };
  EXPECT_THAT(conflict(), Not(::testing::Contains(v1::Reason::CONFLICT_OF_INTEREST)));
  const auto own = As(c15);
  const std::string application = Express(c15, opening, *own).name();
  EXPECT_THAT(conflict(), ::testing::Contains(v1::Reason::CONFLICT_OF_INTEREST));
  Submit(application, *own);
  EXPECT_THAT(conflict(), ::testing::Contains(v1::Reason::CONFLICT_OF_INTEREST));
  Step(&Stub::RejectApplication, application, server().placement());
  EXPECT_THAT(conflict(), Not(::testing::Contains(v1::Reason::CONFLICT_OF_INTEREST)));
}

// ---- What an employer does not learn ----

TEST_P(PlacementRoadTest, AnInterestIsToAnEmployerAsNothingByteForByte) {
  const std::string person = server().Create(ACandidate()).name();
  const auto own = As(person);
  const std::string interested = Express(person, o4_, *own).name();
  const std::string ended =
      Express(server().Create(ACandidate()).name(), o4_, server().placement()).name();
  v1::RejectApplicationRequest reject;
  reject.set_name(ended);
  reject.set_reason(v1::ApplicationStep::SKILLS);
  reject.set_note("知られてはいけない");
  server().Call(reject, &Stub::RejectApplication, server().placement());
  EmployerSide employer = EmployerSide::Of(server(), e1_);
  // Every one of these requests has the name as its field 1; endings have a reason as field 4.
  constexpr char kReason[] = "\x20\x02";
  const std::pair<const char*, const char*> methods[] = {
      {"GetApplication", ""},        {"GetNamedCandidate", ""},     {"ScreenApplication", ""},
      {"InterviewApplication", ""},  {"AcceptApplication", ""},     {"StartApplication", ""},
      {"CompleteApplication", ""},   {"AbortApplication", kReason}, {"RejectApplication", kReason},
      {"CancelApplication", kReason}};
  std::string made_up = interested;
  std::fill(made_up.begin() + made_up.rfind('/') + 1, made_up.end(), 'a');
  for (const auto& [method, more] : methods) {
    const auto answer = [&, method = method, more = more](const std::string& name) {
      const std::string bytes =
          absl::StrCat("\x0A", std::string(1, static_cast<char>(name.size())), name, more);
      return absl::StrReplaceAll(
          CallOn(employer.channel(), absl::StrCat("/banso.v1.PlacementService/", method), bytes)
              .Everything(),
          {{name, "NAME"}});
    };
    const std::string nothing = answer(made_up);
    EXPECT_TRUE(absl::StartsWith(nothing, "5\n")) << method << nothing;
    EXPECT_EQ(answer(interested), nothing) << method;
    EXPECT_EQ(answer(ended), nothing) << method;
  }
  const auto make = [&](const std::string& name) {
    v1::MakeOfferRequest request;
    request.set_application(name);
    return absl::StrReplaceAll(CallOn(employer.channel(), "/banso.v1.PlacementService/MakeOffer",
                                      request.SerializeAsString())
                                   .Everything(),
                               {{name, "NAME"}});
  };
  EXPECT_EQ(make(interested), make(made_up));
  EXPECT_EQ(make(ended), make(made_up));
  EXPECT_THAT(Seen(*employer_placement_), IsEmpty());
  EXPECT_THAT(Cards(), SizeIs(2));
}

TEST_P(PlacementRoadTest, OffersOfOthersDoNotExist) {
  const std::string person = server().Create(ACandidate()).name();
  const std::string application = Apply(person, o4_);
  TakeToInterview(application, server().placement());
  Step(&Stub::AcceptApplication, application, server().placement());
  const std::string offer = Make(application, *employer_placement_).name();
  EmployerSide other(server());
  const auto stranger = As(server().Create(ACandidate()).name());
  v1::GetOfferRequest get;
  get.set_name(offer);

  EXPECT_THAT(server().Try(get, &Stub::GetOffer, other.placement()), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(server().Try(get, &Stub::GetOffer, *stranger), HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(
      server().Call(v1::ListOffersRequest(), &Stub::ListOffers, other.placement()).offers_size(),
      0);
  EXPECT_EQ(
      server().Call(v1::ListOffersRequest(), &Stub::ListOffers, *employer_placement_).offers_size(),
      1);
}

// ---- What is done with rankings ----

class MatchEventsTest : public PlacementRoadTest {
 protected:
  grpc::Status Record(Stub& stub, const std::string& ranking, const std::string& item,
                      v1::MatchEvent* event = nullptr,
                      v1::MatchEvent::Kind kind = v1::MatchEvent::OPENED,
                      v1::MatchEvent::DeclineReason reason = {}) {
    v1::RecordMatchEventRequest request;
    request.set_ranking_id(ranking);
    request.set_item(item);
    request.set_kind(kind);
    request.set_decline_reason(reason);
    return server().Try(request, &Stub::RecordMatchEvent, stub, event);
  }
  v1::RankInternshipsResponse RankFor(const std::string& candidate,
                                      v1::MatchingService::Stub& stub) {
    v1::RankInternshipsRequest rank;
    rank.set_candidate(candidate);
    *rank.mutable_as_of() = FromTime(TestNow());
    return server().Call(rank, &v1::MatchingService::Stub::RankInternships, stub);
  }
};
BANSO_E2E_ON_BOTH_STORES(MatchEventsTest);

TEST_P(MatchEventsTest, WhatAPersonWasShownIsNotedOnceAndKept) {
  const std::string person = server().Create(ACandidate()).name();
  const auto channel = server().AsCandidate(person);
  const auto matching = v1::MatchingService::NewStub(channel);
  const auto own = v1::PlacementService::NewStub(channel);
  const v1::RankInternshipsResponse before = RankFor(person, *matching);
  const std::string ranking = before.ranking_id();
  ASSERT_FALSE(ranking.empty());

  v1::MatchEvent opened, again, declined;
  ASSERT_TRUE(Record(*own, ranking, o4_, &opened).ok());
  server().clock().Advance(absl::Hours(1));
  ASSERT_TRUE(Record(*own, ranking, o4_, &again).ok());
  ASSERT_TRUE(
      Record(*own, ranking, o4_, &declined, v1::MatchEvent::DECLINED, v1::MatchEvent::PLACE).ok());

  EXPECT_EQ(again.SerializeAsString(), opened.SerializeAsString());
  EXPECT_EQ(opened.candidate(), person);
  EXPECT_EQ(opened.item(), o4_);
  EXPECT_EQ(opened.role(), v1::Access::CANDIDATE);
  EXPECT_EQ(ToTime(opened.event_time()), TestNow());
  v1::ListMatchEventsRequest list;
  list.set_filter(absl::StrCat("ranking_id = \"", ranking, "\""));
  EXPECT_EQ(server().Call(list, &Stub::ListMatchEvents, server().placement()).match_events_size(),
            2);
  // It changes no score and no order.
  const auto after = RankFor(person, *matching);
  ASSERT_EQ(after.matches_size(), before.matches_size());
  for (int i = 0; i < after.matches_size(); ++i) {
    EXPECT_EQ(after.matches(i).SerializeAsString(), before.matches(i).SerializeAsString());
  }
}

TEST_P(MatchEventsTest, AReasonIsForWhatIsTurnedDown) {
  const std::string person = server().Create(ACandidate()).name();
  const auto channel = server().AsCandidate(person);
  const auto matching = v1::MatchingService::NewStub(channel);
  const auto own = v1::PlacementService::NewStub(channel);
  const std::string ranking = RankFor(person, *matching).ranking_id();

  EXPECT_THAT(BadFields(Record(*own, ranking, o4_, nullptr, v1::MatchEvent::DECLINED)),
              ElementsAre("decline_reason"));
  EXPECT_THAT(
      BadFields(Record(*own, ranking, o4_, nullptr, v1::MatchEvent::OPENED, v1::MatchEvent::PLACE)),
      ElementsAre("decline_reason"));
}

TEST_P(MatchEventsTest, TheSameAnswerHasTheSameIdAlsoAfterARestart) {
  server().Create(ACandidate());
  v1::Principal principal;
  principal.set_role(v1::Access::EMPLOYER);
  principal.set_employer(e1_);
  const std::string secret = server().TokenFor(principal);
  v1::RankBlindedCandidatesRequest request;
  request.set_internship(o4_);
  const auto rank = [&] {
    const auto stub =
        v1::MatchingService::NewStub(TokenChannel(server().server().address(), secret));
    return server().Call(request, &v1::MatchingService::Stub::RankBlindedCandidates, *stub);
  };

  const v1::RankBlindedCandidatesResponse first = rank();
  EXPECT_FALSE(first.ranking_id().empty());
  EXPECT_EQ(rank().SerializeAsString(), first.SerializeAsString());
  server().Restart();
  EXPECT_EQ(rank().SerializeAsString(), first.SerializeAsString());
  server().Create(ACandidate());
  EXPECT_NE(rank().ranking_id(), first.ranking_id());
}

TEST_P(MatchEventsTest, WhatWasNotShownDoesNotExist) {
  const std::string person = server().Create(ACandidate()).name();
  const auto channel = server().AsCandidate(person);
  const auto matching = v1::MatchingService::NewStub(channel);
  const auto own = v1::PlacementService::NewStub(channel);
  const std::string ranking = RankFor(person, *matching).ranking_id();
  const auto stranger = As(server().Create(ACandidate()).name());
  const std::string later = server().Publish(server().Create(e1_, AnInternship()).name()).name();
  const auto is_nothing = [](const grpc::Status& status, const std::string& item) {
    return status.error_code() == grpc::NOT_FOUND &&
           status.error_message() == item + " does not exist" && ErrorReason(status).empty();
  };

  EXPECT_TRUE(is_nothing(Record(*own, ranking, later), later));
  EXPECT_TRUE(is_nothing(Record(*own, ranking, "internships/x"), "internships/x"));
  EXPECT_TRUE(is_nothing(Record(*own, "aaaaaaaaaaaaaaaaaaaa", o4_), o4_));
  EXPECT_TRUE(is_nothing(Record(*stranger, ranking, o4_), o4_));
  EXPECT_TRUE(is_nothing(Record(server().placement(), ranking, o4_), o4_));
  server().clock().Advance(absl::Hours(24 * 30) + absl::Seconds(1));
  EXPECT_TRUE(is_nothing(Record(*own, ranking, o4_), o4_));
}

TEST_P(MatchEventsTest, AnEmployerNotesCardsAndLearnsNothing) {
  const std::string person = server().Create(ACandidate()).name();
  v1::RankBlindedCandidatesRequest rank;
  rank.set_internship(o4_);
  const auto shown =
      server().Call(rank, &v1::MatchingService::Stub::RankBlindedCandidates, *employer_matching_);
  const std::string card = shown.blinded_candidates(0).name();
  Stub& employer = *employer_placement_;

  v1::MatchEvent event;
  ASSERT_TRUE(Record(employer, shown.ranking_id(), card, &event, v1::MatchEvent::SHORTLISTED).ok());
  EXPECT_EQ(event.candidate(), "");
  v1::ListMatchEventsRequest list;
  const auto kept = server().Call(list, &Stub::ListMatchEvents, server().placement());
  ASSERT_EQ(kept.match_events_size(), 1);
  EXPECT_EQ(kept.match_events(0).candidate(), person);
  EXPECT_EQ(kept.match_events(0).item(), card);
  EXPECT_EQ(kept.match_events(0).role(), v1::Access::EMPLOYER);
  // By the name of the person, which it must not guess, or another card.
  EXPECT_THAT(Record(employer, shown.ranking_id(), person), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(Record(employer, shown.ranking_id(), MadeUpCard(o4_)), HasCode(grpc::NOT_FOUND));
  // Nor anything of somebody who is not shown any more.
  banso::Withdraw(server(), person, v1::Consent::EMPLOYER_BLINDED);
  EXPECT_THAT(Record(employer, shown.ranking_id(), card), HasCode(grpc::NOT_FOUND));
}

TEST_P(MatchEventsTest, AnApplicationKeepsTheRankingThatItCameFrom) {
  const std::string person = server().Create(ACandidate()).name();
  const auto channel = server().AsCandidate(person);
  const auto matching = v1::MatchingService::NewStub(channel);
  const auto own = v1::PlacementService::NewStub(channel);
  v1::ExpressInterestRequest request;
  request.set_candidate(person);
  request.set_internship(o4_);
  request.set_ranking_id("aaaaaaaaaaaaaaaaaaaa");
  EXPECT_THAT(server().Try(request, &Stub::ExpressInterest, *own), HasCode(grpc::NOT_FOUND));
  request.set_ranking_id(RankFor(person, *matching).ranking_id());

  const v1::Application application = server().Call(request, &Stub::ExpressInterest, *own);

  EXPECT_EQ(application.ranking_id(), request.ranking_id());
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());
  EXPECT_EQ(asked.name(), application.name());
  ExpectBare(asked);
}

}  // namespace
}  // namespace banso
