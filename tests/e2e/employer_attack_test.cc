// An employer that wants to learn who somebody is, what somebody needs or may do, or that somebody
// exists at all.
#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// What the employer varies to learn who needs a step-free way.
constexpr char kStepFree[] = "facilities { kind: STEP_FREE answer: YES }";
constexpr char kSteps[] = "facilities { kind: STEP_FREE answer: NO }";

// The codes that a refused publication names.
std::set<std::string> ProblemsOf(const grpc::Status& status) {
  std::set<std::string> codes;
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(status);
  for (const auto& violation : failure.violations()) {
    codes.insert(violation.type());
  }
  return codes;
}

class EmployerAttackTest : public E2eTest {
 protected:
  std::string Add(const std::string& more = "") { return server().Create(ACandidate(more)).name(); }

  v1::Internship GetOpening(const std::string& name) {
    v1::GetInternshipRequest get;
    get.set_name(name);
    return server().Call(get, &v1::InternshipService::Stub::GetInternship, server().internships());
  }
  // The employer changes its opening.
  grpc::Status Edit(EmployerSide& employer, v1::Internship change, const std::string& mask) {
    v1::UpdateInternshipRequest update;
    *update.mutable_internship() = std::move(change);
    update.mutable_update_mask()->add_paths(mask);
    return server().Try(update, &v1::InternshipService::Stub::UpdateInternship,
                        employer.internships());
  }
  grpc::Status Step(EmployerSide& employer, const std::string& opening) {
    v1::CloseInternshipRequest close;
    close.set_name(opening);
    return server().Try(close, &v1::InternshipService::Stub::CloseInternship,
                        employer.internships());
  }
  void VerifyAgain(const std::string& opening) {
    v1::VerifyInternshipRequest verify;
    verify.set_name(opening);
    server().Call(verify, &v1::InternshipService::Stub::VerifyInternship, server().internships());
  }
};
BANSO_E2E_ON_BOTH_STORES(EmployerAttackTest);

// ---- Editing, and asking again ----

TEST_P(EmployerAttackTest, EditingWhatListsDependOnTakesTheOpeningBack) {
  EmployerSide employer(server());
  Add();
  const std::pair<const char*, const char*> edits[] = {
      {"facilities", kSteps},
      {"fixed",
       "fixed { days { date { year: 2027 month: 3 day: 1 } start { hours: 9 } "
       "end { hours: 12 } } }"},
      {"skills", "skills { skill: \"it.data.sql\" level: 1 weight: PREFERRED }"},
      {"languages", "languages { language: \"ja\" cefr: A1 importance: PREFER }"},
      {"prefecture", "prefecture: \"14\""},
      {"remote", "remote: true"},
      {"paid", "paid: false"},
      {"contract_kind", "contract_kind: FREELANCE"},
      {"entertainment_premises", "entertainment_premises: true"},
      {"programme_type", "programme_type: GENERAL_SKILLS"},
      {"industry", "industry: \"76\""},
      {"occupation", "occupation: \"5120\""},
      {"target_study_years", "target_study_years: 1"},
      {"target_programmes", "target_programmes: BACHELOR"}};
  for (const auto& [field, value] : edits) {
    const std::string opening = employer.Publish();
    ASSERT_THAT(employer.Cards(opening), SizeIs(1)) << field;
    v1::Internship change;
    change.set_name(opening);

    const grpc::Status status = Edit(employer, Merge(change, value), field);

    // Labour that is not paid is refused; everything else is taken, and checked anew.
    if (std::string(field) == "paid") {
      EXPECT_FALSE(status.ok());
      continue;
    }
    EXPECT_TRUE(status.ok()) << field << ": " << status.error_message();
    EXPECT_EQ(GetOpening(opening).state(), v1::Internship::SUBMITTED) << field;
    EXPECT_THAT(employer.TryRank(opening), HasCode(grpc::FAILED_PRECONDITION)) << field;
  }
}

TEST_P(EmployerAttackTest, AnEditedOpeningIsPublishedAgainByACoordinatorOnly) {
  EmployerSide employer(server());
  Add("needs { kind: STEP_FREE importance: MUST }");
  const std::string opening = employer.Publish(kStepFree);
  const std::vector<std::string> before = employer.Cards(opening);
  ASSERT_THAT(before, SizeIs(1));
  v1::Internship change;
  change.set_name(opening);
  ASSERT_TRUE(Edit(employer, Merge(change, kSteps), "facilities").ok());

  // Neither the list nor the alias says what the answer would be now.
  EXPECT_THAT(employer.TryRank(opening), HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(employer.Get(before[0]), employer.Get(MadeUpCard(opening)));
  VerifyAgain(opening);
  EXPECT_THAT(ProblemsOf(employer.TryPublish(opening)), Contains("OPENING_SIMILAR"));
  EXPECT_THAT(employer.TryRank(opening), HasCode(grpc::FAILED_PRECONDITION));
  // A coordinator who knows what it means may.
  v1::PublishInternshipRequest publish;
  publish.set_name(opening);
  server().Call(publish, &v1::InternshipService::Stub::PublishInternship, server().internships());
  EXPECT_THAT(employer.Cards(opening), IsEmpty());
}

// ---- Comparing openings ----

TEST_P(EmployerAttackTest, ASecondOpeningOfTheKindIsNotPublishedByTheEmployer) {
  EmployerSide employer(server());
  const std::string first = employer.Verified(kStepFree);
  ASSERT_TRUE(employer.TryPublish(first).ok());
  // Varied in what only a person's needs and permissions depend on, and in what hides that.
  for (const char* more :
       {kSteps, "", "paid: false is_labour: false", "contract_kind: FREELANCE",
        "entertainment_premises: true",
        "skills { skill: \"it.data.sql\" level: 1 weight: PREFERRED }", "prefecture: \"14\"",
        "remote: true", "industry: \"40\"", "industry: \"76\"", "occupation: \"5120\"",
        "languages { language: \"en\" cefr: A1 importance: PREFER }"}) {
    const std::string second = employer.Verified(more);

    const grpc::Status status = employer.TryPublish(second);

    EXPECT_THAT(status, HasCode(grpc::FAILED_PRECONDITION)) << more;
    EXPECT_THAT(ProblemsOf(status), Contains("OPENING_SIMILAR")) << more;
    EXPECT_EQ(GetOpening(second).state(), v1::Internship::VERIFIED) << more;
  }
}

TEST_P(EmployerAttackTest, AnOpeningOfAnotherKindIsPublishedByTheEmployer) {
  EmployerSide employer(server());
  ASSERT_TRUE(employer.TryPublish(employer.Verified()).ok());

  EXPECT_TRUE(employer.TryPublish(employer.Verified("industry: \"76\" occupation: \"5120\"")).ok());
}

TEST_P(EmployerAttackTest, ASisterCompanyIsTheSameSide) {
  EmployerSide employer(server(), "corporate_group: \"G7\"");
  EmployerSide sister(server(), "corporate_group: \"G7\"");
  EmployerSide stranger(server(), "corporate_group: \"G8\"");
  ASSERT_TRUE(employer.TryPublish(employer.Verified(kStepFree)).ok());

  EXPECT_THAT(ProblemsOf(sister.TryPublish(sister.Verified(kSteps))), Contains("OPENING_SIMILAR"));
  EXPECT_TRUE(stranger.TryPublish(stranger.Verified(kSteps)).ok());
}

TEST_P(EmployerAttackTest, WhatWasPublishedIsRememberedForThirtyDays) {
  EmployerSide employer(server());
  const std::string first = employer.Verified(kStepFree);
  ASSERT_TRUE(employer.TryPublish(first).ok());
  ASSERT_TRUE(Step(employer, first).ok());
  const std::string second = employer.Verified(kSteps);

  EXPECT_THAT(ProblemsOf(employer.TryPublish(second)), Contains("OPENING_SIMILAR"));
  server().clock().Advance(absl::Hours(30 * 24) - absl::Seconds(1));
  EXPECT_THAT(ProblemsOf(employer.TryPublish(second)), Contains("OPENING_SIMILAR"));
  server().clock().Advance(absl::Seconds(1));
  EXPECT_TRUE(employer.TryPublish(second).ok());
}

TEST_P(EmployerAttackTest, WhatCanBePublishedAgainIsRememberedForEver) {
  EmployerSide employer(server());
  const std::string first = employer.Publish("seats: 1");
  v1::UpdateInternshipRequest fill;
  fill.mutable_internship()->set_name(first);
  fill.mutable_internship()->set_seats_taken(1);
  server().Call(fill, &v1::InternshipService::Stub::UpdateInternship, server().internships());
  server().clock().Advance(absl::Hours(60 * 24));
  ASSERT_EQ(GetOpening(first).state(), v1::Internship::FILLED);

  EXPECT_THAT(ProblemsOf(employer.TryPublish(employer.Verified(kSteps))),
              Contains("OPENING_SIMILAR"));
}

TEST_P(EmployerAttackTest, WhatWasPublishedIsNotDeletedByTheEmployer) {
  EmployerSide employer(server());
  const std::string never = employer.Verified();
  const std::string opening = employer.Publish();
  ASSERT_TRUE(Step(employer, opening).ok());
  const auto remove = [&](const std::string& name) {
    v1::DeleteInternshipRequest request;
    request.set_name(name);
    return server().Try(request, &v1::InternshipService::Stub::DeleteInternship,
                        employer.internships());
  };

  EXPECT_TRUE(remove(never).ok());
  const grpc::Status status = remove(opening);
  EXPECT_THAT(status, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(status), "WAS_PUBLISHED");
  EXPECT_EQ(GetOpening(opening).state(), v1::Internship::CLOSED);
}

TEST_P(EmployerAttackTest, OfManyThatArePublishedAtOnceOneIs) {
  EmployerSide one(server(), "corporate_group: \"G7\"");
  EmployerSide two(server(), "corporate_group: \"G7\"");
  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<EmployerSide*, std::string>> openings;
    for (int i = 0; i < 6; ++i) {
      EmployerSide& side = i % 2 == 0 ? one : two;
      openings.emplace_back(&side, side.Verified(i % 3 == 0 ? kStepFree : kSteps));
    }
    std::atomic<int> published = 0;
    std::vector<std::thread> threads;
    for (const auto& [side, opening] : openings) {
      threads.emplace_back(
          [&, side = side, opening = opening] { published += side->TryPublish(opening).ok(); });
    }
    for (std::thread& thread : threads) thread.join();

    EXPECT_EQ(published, 1);
    for (const auto& [side, opening] : openings) {
      if (GetOpening(opening).state() == v1::Internship::PUBLISHED) {
        EXPECT_TRUE(Step(*side, opening).ok());
      }
    }
    server().clock().Advance(absl::Hours(31 * 24));
  }
}

TEST_P(EmployerAttackTest, CardsOfTwoOpeningsShareNoName) {
  EmployerSide employer(server());
  EmployerSide other(server());
  for (int i = 0; i < 4; ++i) Add();
  std::set<std::string> ids;
  for (const std::string& opening :
       {employer.Publish(), employer.Publish(kSteps), other.Publish()}) {
    EmployerSide& side = absl::StartsWith(opening, other.name()) ? other : employer;
    for (const std::string& card : side.Cards(opening)) ids.insert(card.substr(card.rfind('/')));
  }

  EXPECT_THAT(ids, SizeIs(12));
}

// ---- Guessing names ----

TEST_P(EmployerAttackTest, WhoIsHiddenIsAnsweredAsWhoWasNeverThereByteForByte) {
  SetPlacementLicence(server());
  EmployerSide employer(server());
  EmployerSide other(server());
  const std::string opening = employer.Publish();
  const std::string closed = employer.Publish("industry: \"76\"");
  const std::string elsewhere = other.Publish();
  const std::string stays = Add();
  const std::string leaves = Add();
  const std::string blocks = Add();
  const std::string needs = Add();
  const std::string pauses = Add();
  std::vector<std::string> people;
  {
    v1::RankCandidatesRequest rank;
    rank.set_internship(opening);
    const auto ranking =
        server().Call(rank, &v1::MatchingService::Stub::RankCandidates, server().matching());
    for (const v1::Match& match : ranking.matches()) {
      people.push_back(match.candidate());
    }
  }
  const std::vector<std::string> cards = employer.Cards(opening);
  ASSERT_EQ(people.size(), cards.size());
  const std::vector<std::string> closed_cards = employer.Cards(closed);
  const std::vector<std::string> others_cards = other.Cards(elsewhere);
  ASSERT_THAT(others_cards, Not(IsEmpty()));
  const auto card_of = [&](const std::string& person) {
    return cards[std::find(people.begin(), people.end(), person) - people.begin()];
  };
  Withdraw(server(), leaves, v1::Consent::EMPLOYER_BLINDED);
  v1::UpdateCandidateRequest block;
  block.mutable_candidate()->set_name(blocks);
  block.mutable_candidate()->add_blocked_employers(employer.name());
  server().Call(block, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  v1::UpdateCandidateRequest need;
  need.mutable_candidate()->set_name(needs);
  v1::Need* quiet = need.mutable_candidate()->add_needs();
  quiet->set_kind(v1::Need::QUIET_ROOM);
  quiet->set_importance(v1::MUST);
  server().Call(need, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  v1::PauseCandidateRequest pause;
  pause.set_name(pauses);
  server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());
  ASSERT_TRUE(Step(employer, closed).ok());

  const std::string nobody = employer.Get(MadeUpCard(opening));
  const std::string nobody_to_meet = employer.RequestIntroduction(MadeUpCard(opening));
  ASSERT_TRUE(absl::StartsWith(nobody, "5\n")) << nobody;
  ASSERT_TRUE(absl::StartsWith(nobody_to_meet, "5\n")) << nobody_to_meet;
  const auto below = [](const std::string& parent, const std::string& name) {
    return absl::StrCat(parent, "/blindedCandidates/", name.substr(name.rfind('/') + 1));
  };
  std::vector<std::string> guesses = {
      card_of(leaves), card_of(blocks), card_of(needs), card_of(pauses),
      // Real ids of people where aliases belong.
      below(opening, stays), below(opening, leaves),
      // Aliases of another opening, of a closed one, of another employer, in place and out of it.
      below(opening, closed_cards[0]), closed_cards[0], below(closed, card_of(stays)),
      below(opening, others_cards[0]), others_cards[0], below(elsewhere, card_of(stays)),
      MadeUpCard(elsewhere),
      MadeUpCard(absl::StrCat(employer.name(), "/internships/bbbbbbbbbbbbbbbbbbbb"))};
  for (const std::string& guess : guesses) {
    ASSERT_EQ(guess.size(), MadeUpCard(opening).size()) << guess;
    EXPECT_EQ(employer.Get(guess), nobody) << guess;
    EXPECT_EQ(employer.RequestIntroduction(guess), nobody_to_meet) << guess;
  }
  EXPECT_TRUE(absl::StartsWith(employer.Get(card_of(stays)), "0\n"));
}

TEST_P(EmployerAttackTest, OpeningsAndApplicationsOfOthersDoNotExist) {
  SetPlacementLicence(server());
  EmployerSide employer(server());
  EmployerSide other(server());
  Add();
  const std::string elsewhere = other.Publish();
  v1::RequestIntroductionRequest ask;
  ask.set_blinded_candidate(other.Cards(elsewhere).at(0));
  const std::string application =
      server()
          .Call(ask, &v1::PlacementService::Stub::RequestIntroduction, other.placement())
          .name();
  const auto answer = [&](const std::string& method, const std::string& name) {
    // Every one of these requests has the name as its field 1.
    const std::string bytes =
        absl::StrCat("\x0A", std::string(1, static_cast<char>(name.size())), name);
    return absl::StrReplaceAll(CallOn(employer.channel(), method, bytes).Everything(),
                               {{name, "NAME"}});
  };
  const auto differs_from_nothing = [&](const std::string& method, const std::string& name) {
    std::string made_up = name;
    std::fill(made_up.begin() + made_up.rfind('/') + 1, made_up.end(), 'a');
    return answer(method, name) != answer(method, made_up);
  };

  for (const char* method : {"GetInternship", "DeleteInternship", "SubmitInternship",
                             "PublishInternship", "CloseInternship", "SuspendInternship"}) {
    EXPECT_FALSE(
        differs_from_nothing(absl::StrCat("/banso.v1.InternshipService/", method), elsewhere))
        << method;
  }
  EXPECT_FALSE(differs_from_nothing("/banso.v1.MatchingService/RankBlindedCandidates", elsewhere));
  for (const char* method :
       {"GetApplication", "GetNamedCandidate", "ScreenApplication", "InterviewApplication",
        "AcceptApplication", "StartApplication", "CompleteApplication", "MakeOffer"}) {
    EXPECT_FALSE(
        differs_from_nothing(absl::StrCat("/banso.v1.PlacementService/", method), application))
        << method;
  }
}

// ---- Counting ----

TEST_P(EmployerAttackTest, PeopleWhoAreHiddenChangeNoByteOfAnyPage) {
  EmployerSide employer(server(), "corporate_group: \"G7\"");
  const std::string opening = employer.Publish();
  for (int i = 0; i < 5; ++i) Add();
  const auto pages = [&] {
    std::string all;
    std::string token;
    do {
      v1::RankBlindedCandidatesRequest request;
      request.set_internship(opening);
      request.set_page_size(2);
      request.set_page_token(token);
      const RawAnswer answer =
          CallOn(employer.channel(), "/banso.v1.MatchingService/RankBlindedCandidates",
                 request.SerializeAsString());
      v1::RankBlindedCandidatesResponse page;
      EXPECT_TRUE(page.ParseFromString(answer.messages.at(0)));
      token = page.next_page_token();
      all += answer.Everything();
    } while (!token.empty());
    return all;
  };
  pages();  // what is told is recorded
  const std::string before = pages();

  // Better ones, worse ones, and all of them far away, so that no area becomes another.
  for (const char* more : {"blocked_groups: \"G7\"", "needs { kind: QUIET_ROOM importance: MUST }",
                           "work_authorisation { auth_class: NONE }"}) {
    Add(absl::StrCat("home_prefecture: \"47\" accepted_prefectures: \"13\" ", more));
  }
  v1::Candidate hidden = ACandidate("home_prefecture: \"47\" accepted_prefectures: \"13\"");
  hidden.mutable_consents()->RemoveLast();
  for (int i = 0; i < 3; ++i) server().Create(hidden);

  EXPECT_EQ(pages(), before);
}

TEST_P(EmployerAttackTest, APageTokenNamesNobody) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  std::vector<std::string> people;
  for (int i = 0; i < 3; ++i) people.push_back(Add());

  const std::string token = employer.Rank(opening, 1).next_page_token();

  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (const std::string& person : people) {
    EXPECT_FALSE(absl::StrContains(bytes, person.substr(person.rfind('/') + 1)));
  }
}

TEST_P(EmployerAttackTest, APageTokenThatWasMadeUpFindsNobody) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  std::vector<std::string> people;
  for (int i = 0; i < 4; ++i) people.push_back(Add());
  const std::vector<std::string> cards = employer.Cards(opening);
  const std::string gone = cards[1];
  v1::RankCandidatesRequest rank;
  rank.set_internship(opening);
  Withdraw(server(),
           server()
               .Call(rank, &v1::MatchingService::Stub::RankCandidates, server().matching())
               .matches(1)
               .candidate(),
           v1::Consent::EMPLOYER_BLINDED);
  v1::RankBlindedCandidatesRequest request;
  request.set_internship(opening);
  // Whoever knows how tokens are made can make them.
  const auto behind = [&](const std::string& name) {
    return employer.Rank(opening, 20, EncodePageToken({name, 0, 0}, request)).SerializeAsString();
  };

  const std::string behind_nobody = behind(MadeUpCard(opening));
  EXPECT_EQ(behind(gone), behind_nobody);
  for (const std::string& person : people) EXPECT_EQ(behind(person), behind_nobody);
  EXPECT_EQ(behind("candidates/nobody"), behind_nobody);
}

TEST_P(EmployerAttackTest, ListsCannotBeFilteredByWhoSomebodyIs) {
  EmployerSide employer(server());
  const std::string person = Add();
  for (const std::string& filter :
       {absl::StrCat("candidate = \"", person, "\""), absl::StrCat("consent:\"", person, "\""),
        std::string("steps:*"), std::string("candidate:*")}) {
    v1::ListApplicationsRequest list;
    list.set_filter(filter);
    EXPECT_THAT(
        server().Try(list, &v1::PlacementService::Stub::ListApplications, employer.placement()),
        HasCode(grpc::INVALID_ARGUMENT))
        << filter;
    v1::ListDeletionRequestsRequest requests;
    requests.set_filter(absl::StrCat("provision_record = \"", person, "\""));
    EXPECT_THAT(server().Try(requests, &v1::ConsentService::Stub::ListDeletionRequests,
                             employer.consents()),
                HasCode(grpc::INVALID_ARGUMENT));
  }
}

// ---- Asking again, on the same day and by others ----

TEST_P(EmployerAttackTest, AskingAgainGivesTheSameBytes) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  for (int i = 0; i < 6; ++i) Add(i % 2 == 0 ? "" : "skills_assessed: false");
  const std::string first = employer.Rank(opening).SerializeAsString();
  for (int hour = 0; hour < 14; ++hour) {
    server().clock().Advance(absl::Hours(1));
    EXPECT_EQ(employer.Rank(opening).SerializeAsString(), first);
  }
  EXPECT_EQ(EmployerSide::Of(server(), employer.name()).Rank(opening).SerializeAsString(), first);
}

TEST_P(EmployerAttackTest, AnEmployersImportMeetsNoRowsOfOthers) {
  EmployerSide employer(server());
  EmployerSide other(server());
  v1::ImportInternshipsRequest row;
  row.mutable_key()->set_source("portal");
  row.mutable_key()->set_key("opening-1");
  *row.mutable_internship() = AnInternship();
  row.mutable_internship()->clear_is_labour();  // is for coordinators to say
  const auto import = [&](EmployerSide& side, bool update) {
    row.set_parent(side.name());
    row.mutable_options()->set_update_existing(update);
    const RawAnswer answer = CallOn(side.channel(), "/banso.v1.InternshipService/ImportInternships",
                                    row.SerializeAsString());
    v1::ImportInternshipsResponse response;
    EXPECT_TRUE(!answer.messages.empty() && response.ParseFromString(answer.messages[0]))
        << answer.status.error_message();
    return response.outcome();
  };
  const v1::ImportOutcome others = import(other, false);
  ASSERT_EQ(others.kind(), v1::ImportOutcome::CREATED);
  const std::string before = GetOpening(others.name()).SerializeAsString();

  const v1::ImportOutcome own = import(employer, true);

  EXPECT_EQ(own.kind(), v1::ImportOutcome::CREATED);
  EXPECT_TRUE(absl::StartsWith(own.name(), employer.name()));
  EXPECT_EQ(GetOpening(others.name()).SerializeAsString(), before);
}

TEST_P(EmployerAttackTest, AnotherEmployersImportKeyIsOneThatNobodyUsed) {
  EmployerSide employer(server());
  v1::ImportEmployersRequest imported;
  imported.mutable_key()->set_source("form");
  imported.mutable_key()->set_key("known");
  *imported.mutable_employer() = AnEmployer();
  ASSERT_TRUE(CallOn(server().channel(), "/banso.v1.EmployerService/ImportEmployers",
                     imported.SerializeAsString())
                  .status.ok());
  const auto outcome = [&](const std::string& key) {
    v1::ImportInternshipsRequest row;
    row.mutable_key()->set_source("portal");
    row.mutable_key()->set_key("1");
    row.mutable_parent_key()->set_source("form");
    row.mutable_parent_key()->set_key(key);
    *row.mutable_internship() = AnInternship();
    row.mutable_internship()->clear_is_labour();
    row.mutable_internship()->clear_is_labour();  // is for coordinators to say
    return CallOn(employer.channel(), "/banso.v1.InternshipService/ImportInternships",
                  row.SerializeAsString())
        .Everything();
  };

  EXPECT_EQ(outcome("known"), outcome("never"));
}

}  // namespace
}  // namespace banso
