// What employers see of people who agreed, and from when on they do not.
#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/base/mutex.h"
#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kFits[] = "";
// The place is accepted, but not that of home.
constexpr char kFitsLess[] = R"pb(home_prefecture: "11" accepted_prefectures: "13")pb";

absl::Time Japan(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2026, month, day, hour), JapanTime());
}

class BlindedTest : public E2eTest {
 protected:
  std::string Add(const std::string& more = "") { return server().Create(ACandidate(more)).name(); }

  std::vector<v1::ProvisionRecord> ProvisionRecords(const std::string& candidate) {
    v1::ListProvisionRecordsRequest list;
    list.set_page_size(1000);
    list.set_filter(absl::StrCat("candidate = \"", candidate, "\""));
    const auto answer =
        server().Call(list, &v1::ConsentService::Stub::ListProvisionRecords, server().consents());
    return {answer.provision_records().begin(), answer.provision_records().end()};
  }
  std::vector<v1::DeletionRequest> DeletionRequests(EmployerSide& employer) {
    v1::ListDeletionRequestsRequest list;
    list.set_page_size(1000);
    const auto answer =
        server().Call(list, &v1::ConsentService::Stub::ListDeletionRequests, employer.consents());
    return {answer.deletion_requests().begin(), answer.deletion_requests().end()};
  }
  v1::Application::State StateOf(const std::string& application) {
    v1::GetApplicationRequest get;
    get.set_name(application);
    return server()
        .Call(get, &v1::PlacementService::Stub::GetApplication, server().placement())
        .state();
  }
  // Who is listed, for coordinators.
  std::vector<std::string> Listed(const std::string& opening) {
    v1::RankCandidatesRequest request;
    request.set_internship(opening);
    request.add_verdicts(v1::Match::ELIGIBLE);
    const auto ranking =
        server().Call(request, &v1::MatchingService::Stub::RankCandidates, server().matching());
    std::vector<std::string> names;
    for (const v1::Match& match : ranking.matches()) names.push_back(match.candidate());
    return names;
  }
};
BANSO_E2E_ON_BOTH_STORES(BlindedTest);

// ---- S6 ----

TEST_P(BlindedTest, ConsentIsWithdrawnWhileAnEmployerHasAShortlist) {
  SetPlacementLicence(server());
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  const std::string c9 = Add();
  v1::Candidate less = ACandidate();
  less.mutable_skills(0)->set_level(1);  // one below what is asked
  const std::string c10 = server().Create(less).name();
  const std::string c11 = server().Create(Merge(less, kFitsLess)).name();
  server().clock().Set(Japan(12, 10, 13));
  ASSERT_THAT(Listed(opening), ElementsAre(c9, c10, c11));
  const v1::RankBlindedCandidatesResponse before = employer.Rank(opening);
  ASSERT_THAT(before.blinded_candidates(), SizeIs(3));
  const std::string old_alias = before.blinded_candidates(1).name();

  // The employer is introduced to C10 before.
  v1::RequestIntroductionRequest ask;
  ask.set_blinded_candidate(old_alias);
  const std::string application =
      server()
          .Call(ask, &v1::PlacementService::Stub::RequestIntroduction, employer.placement())
          .name();
  v1::AgreeIntroductionRequest agree;
  agree.set_name(application);
  agree.mutable_terms()->set_method(v1::Consent::ONLINE);
  const auto person = v1::PlacementService::NewStub(server().AsCandidate(c10));
  server().Call(agree, &v1::PlacementService::Stub::AgreeIntroduction, *person);

  server().clock().Set(Japan(12, 10, 14));
  Withdraw(server(), c10, v1::Consent::EMPLOYER_BLINDED);

  // C9 and C11, unchanged and in the order they had, and nothing else.
  v1::RankBlindedCandidatesResponse expected = before;
  expected.mutable_blinded_candidates()->DeleteSubrange(1, 1);
  expected.clear_ranking_id();  // another answer has another
  v1::RankBlindedCandidatesResponse after = employer.Rank(opening);
  after.clear_ranking_id();
  EXPECT_EQ(after.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(employer.Get(old_alias), employer.Get(MadeUpCard(opening)));
  EXPECT_EQ(employer.RequestIntroduction(old_alias),
            employer.RequestIntroduction(MadeUpCard(opening)));
  // The introduction stays, and so does the record of what was told; the employer is asked to
  // delete it.
  EXPECT_EQ(StateOf(application), v1::Application::APPLIED);
  std::vector<std::string> told;
  for (const v1::ProvisionRecord& record : ProvisionRecords(c10)) {
    for (const std::string& item : record.items()) told.push_back(item);
    EXPECT_EQ(record.recipient(), employer.name());
    EXPECT_EQ(record.internship(), opening);
  }
  EXPECT_THAT(told, Contains("BLINDED_CARD"));
  std::vector<v1::DeletionRequest> requests = DeletionRequests(employer);
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].blinded_candidate(), old_alias);
  EXPECT_EQ(ToTime(requests[0].due_time()), Japan(12, 25, 0));
  EXPECT_EQ(requests[0].provision_record(), "");  // says whom it is about

  Withdraw(server(), c10, v1::Consent::EMPLOYER_NAMED);
  EXPECT_EQ(StateOf(application), v1::Application::WITHDRAWN);
  EXPECT_THAT(DeletionRequests(employer), SizeIs(2));

  server().clock().Set(Japan(12, 20, 10));
  Grant(server(), c10, v1::Consent::EMPLOYER_BLINDED);
  const v1::RankBlindedCandidatesResponse again = employer.Rank(opening);
  ASSERT_THAT(again.blinded_candidates(), SizeIs(3));
  EXPECT_EQ(again.blinded_candidates(0).name(), before.blinded_candidates(0).name());
  EXPECT_EQ(again.blinded_candidates(2).name(), before.blinded_candidates(2).name());
  const std::string new_alias = again.blinded_candidates(1).name();
  EXPECT_NE(new_alias, old_alias);
  EXPECT_THAT(employer.Get(new_alias), Not(HasSubstr(old_alias.substr(old_alias.rfind('/') + 1))));
  EXPECT_EQ(employer.Get(old_alias), employer.Get(MadeUpCard(opening)));
  for (const v1::DeletionRequest& request : DeletionRequests(employer)) {
    EXPECT_NE(request.blinded_candidate(), new_alias);
  }
}

TEST_P(BlindedTest, OnceAWithdrawalIsAcknowledgedNoAnswerShowsThePerson) {
  constexpr int kPeople = 16;
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  std::map<std::string, std::string> consents;  // by candidate
  for (int i = 0; i < kPeople; ++i) {
    const std::string name = Add();
    consents[name] = ConsentOf(server(), name, v1::Consent::EMPLOYER_BLINDED);
  }
  const std::string bystander = Add("household: \"a\"");
  Withdraw(server(), bystander, v1::Consent::EMPLOYER_BLINDED);
  // Whose card is whose, by the order in which coordinators see them.
  const std::vector<std::string> people = Listed(opening);
  const std::vector<std::string> cards = employer.Cards(opening);
  ASSERT_EQ(people.size(), cards.size());
  ASSERT_THAT(cards, SizeIs(kPeople));

  Mutex mu;
  std::set<std::string> gone;  // cards whose withdrawal was acknowledged
  std::atomic<bool> stop = false;
  std::atomic<int> answers = 0;
  const auto gone_now = [&] {
    MutexLock lock(&mu);
    return gone;
  };
  std::vector<std::thread> threads;
  for (int reader = 0; reader < 3; ++reader) {
    threads.emplace_back([&, reader] {
      const auto matching = v1::MatchingService::NewStub(employer.channel());
      for (int turn = 0; !stop; ++turn) {
        const std::set<std::string> hidden = gone_now();
        if (reader == 0) {
          v1::GetBlindedCandidateRequest get;
          get.set_name(cards[turn % cards.size()]);
          const grpc::Status status =
              server().Try(get, &v1::MatchingService::Stub::GetBlindedCandidate, *matching);
          EXPECT_FALSE(status.ok() && hidden.contains(get.name())) << get.name();
          answers += status.ok();
          continue;
        }
        v1::RankBlindedCandidatesRequest rank;
        rank.set_internship(opening);
        rank.set_page_size(1 + turn % kPeople);
        v1::RankBlindedCandidatesResponse page;
        const grpc::Status status =
            server().Try(rank, &v1::MatchingService::Stub::RankBlindedCandidates, *matching, &page);
        for (const auto& card : page.blinded_candidates()) {
          EXPECT_FALSE(hidden.contains(card.name())) << card.name();
        }
        answers += status.ok();
        // Busy is an answer, too; anything else is not.
        EXPECT_TRUE(status.ok() || status.error_code() == grpc::UNAVAILABLE)
            << status.error_message();
      }
    });
  }
  // Others change meanwhile, so that snapshots follow each other.
  threads.emplace_back([&] {
    for (int turn = 0; !stop; ++turn) {
      v1::UpdateCandidateRequest update;
      update.mutable_candidate()->set_name(bystander);
      update.mutable_candidate()->set_household(absl::StrCat("h", turn));
      server().Call(update, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
    }
  });
  for (int i = 0; i < kPeople; ++i) {
    v1::WithdrawConsentRequest withdraw;
    withdraw.set_name(consents[people[i]]);
    server().Call(withdraw, &v1::ConsentService::Stub::WithdrawConsent, server().consents());
    MutexLock lock(&mu);
    gone.insert(cards[i]);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();

  EXPECT_GT(answers, 0);
  EXPECT_THAT(employer.Cards(opening), IsEmpty());
}

TEST_P(BlindedTest, AConsentThatExpiresShowsNobodyFromThatInstantOn) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  const absl::Time end = TestNow() + absl::Hours(5);
  v1::Candidate candidate = ACandidate();
  *candidate.mutable_consents(1)->mutable_expire_time() = FromTime(end);
  server().Create(candidate);

  ASSERT_THAT(employer.Cards(opening), SizeIs(1));
  const std::string card = employer.Cards(opening)[0];
  server().clock().Set(end - absl::Microseconds(1));
  EXPECT_THAT(employer.Cards(opening), ElementsAre(card));
  server().clock().Set(end);

  EXPECT_THAT(employer.Cards(opening), IsEmpty());
  EXPECT_EQ(employer.Get(card), employer.Get(MadeUpCard(opening)));
}

// ---- Who is listed, and in which order ----

TEST_P(BlindedTest, EmployersSeeOnlyEligiblePeopleWhoAgreed) {
  EmployerSide employer(server(), "corporate_group: \"G7\"");
  const std::string opening = employer.Publish(
      "facilities { kind: STEP_FREE answer: NO } facilities { kind: QUIET_ROOM answer: YES }");
  const std::string shown = Add("needs { kind: QUIET_ROOM importance: MUST }");
  const std::string prefers = Add("needs { kind: STEP_FREE importance: PREFER }");
  Add("needs { kind: STEP_FREE importance: MUST }");   // NEED_UNMET
  Add("needs { kind: MEAL_HALAL importance: MUST }");  // NEED_UNCONFIRMED
  Add("blocked_groups: \"G7\"");                       // EMPLOYER_BLOCKED
  Add(absl::StrCat("blocked_employers: \"", employer.name(), "\""));
  v1::Candidate short_of_level = ACandidate();
  short_of_level.mutable_languages(0)->set_jlpt_level(v1::N3);
  server().Create(short_of_level);  // LANGUAGE_ONE_STEP_SHORT
  v1::Candidate unseen = ACandidate();
  unseen.clear_work_authorisation();
  server().Create(unseen);  // WORK_AUTH_UNVERIFIED
  v1::Candidate hidden = ACandidate();
  hidden.mutable_consents()->RemoveLast();
  server().Create(hidden);  // CONSENT_MISSING
  const std::string paused = Add();
  v1::PauseCandidateRequest pause;
  pause.set_name(paused);
  server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());

  EXPECT_THAT(employer.Cards(opening), SizeIs(2));
  EXPECT_THAT(Listed(opening), UnorderedElementsAre(shown, prefers));
}

TEST_P(BlindedTest, ASisterCompanyThatJoinsTheGroupIsBlockedFromThenOn) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  Add("blocked_groups: \"G7\"");
  const std::string other = Add();
  ASSERT_THAT(employer.Cards(opening), SizeIs(2));

  v1::UpdateEmployerRequest join;
  join.mutable_employer()->set_name(employer.name());
  join.mutable_employer()->set_corporate_group("G7");
  server().Call(join, &v1::EmployerService::Stub::UpdateEmployer, server().employers());

  EXPECT_THAT(employer.Cards(opening), SizeIs(1));
  EXPECT_THAT(Listed(opening), ElementsAre(other));
}

TEST_P(BlindedTest, CardsComeInTheOrderThatCoordinatorsSee) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  for (const char* more :
       {kFits, kFitsLess, "skills_assessed: false", "industry_wishes: \"76\"", kFits}) {
    Add(more);
  }
  const std::vector<std::string> people = Listed(opening);
  const v1::RankBlindedCandidatesResponse ranked = employer.Rank(opening);
  ASSERT_EQ(people.size(), static_cast<size_t>(ranked.blinded_candidates_size()));

  // What the log notes of the list are the people behind the cards, in this order.
  std::vector<std::string> noted;
  for (const v1::AuditEntry& entry : AuditLogOf(server())) {
    if (entry.method() != "/banso.v1.MatchingService/RankBlindedCandidates") continue;
    noted.clear();
    for (const v1::ShownMatch& match : entry.shown_list().matches()) noted.push_back(match.name());
    EXPECT_TRUE(entry.shown_list().blinded());
    EXPECT_EQ(entry.role(), v1::Access::EMPLOYER);
    EXPECT_EQ(entry.shown_list().subject(), opening);
    EXPECT_GT(entry.shown_list().subject_revision(), 0);
    EXPECT_EQ(ToTime(entry.shown_list().as_of()), TestNow());
    for (const v1::ShownMatch& match : entry.shown_list().matches()) {
      EXPECT_GE(match.raw(), 40'000);
      EXPECT_GT(match.item_revision(), 0);
      EXPECT_THAT(entry.subjects(), Contains(match.name()));
    }
  }
  EXPECT_THAT(noted, ElementsAreArray(people));
}

TEST_P(BlindedTest, OfEqualsWhoWasShownLessComesFirstFromTheNextDayOn) {
  EmployerSide employer(server());
  EmployerSide other(server());
  const std::string opening = employer.Publish();
  const std::string elsewhere = other.Publish();
  Add();
  Add();
  const std::vector<std::string> today = Listed(opening);
  ASSERT_THAT(today, SizeIs(2));
  // Whoever comes first today is shown to another employer, too.
  v1::UpdateCandidateRequest block;
  block.mutable_candidate()->set_name(today[1]);
  block.mutable_candidate()->add_blocked_employers(other.name());
  server().Call(block, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  const std::vector<std::string> cards = employer.Cards(opening);
  ASSERT_THAT(other.Cards(elsewhere), SizeIs(1));

  EXPECT_THAT(employer.Cards(opening), ElementsAreArray(cards));
  EXPECT_THAT(Listed(opening), ElementsAreArray(today));
  AuditLogOf(server());  // everything that was shown is noted
  server().clock().Advance(absl::Hours(24));

  EXPECT_THAT(Listed(opening), ElementsAre(today[1], today[0]));
  EXPECT_THAT(employer.Cards(opening), ElementsAre(cards[1], cards[0]));
}

TEST_P(BlindedTest, PagesAreTheWholeListInPieces) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  for (int i = 0; i < 7; ++i) Add(i % 2 == 0 ? kFits : kFitsLess);
  const std::vector<std::string> whole = employer.Cards(opening);
  ASSERT_THAT(whole, SizeIs(7));

  std::vector<std::string> pieces;
  std::string token;
  int pages = 0;
  do {
    const v1::RankBlindedCandidatesResponse page = employer.Rank(opening, 3, token);
    for (const auto& card : page.blinded_candidates()) pieces.push_back(card.name());
    token = page.next_page_token();
    ++pages;
  } while (!token.empty());

  EXPECT_THAT(pieces, ElementsAreArray(whole));
  EXPECT_EQ(pages, 3);
}

TEST_P(BlindedTest, APageGoesOnAlsoWhenTheLastCardShownIsGone) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  for (int i = 0; i < 4; ++i) Add();
  const std::vector<std::string> people = Listed(opening);
  const std::vector<std::string> whole = employer.Cards(opening);
  const std::string token = employer.Rank(opening, 2).next_page_token();

  Withdraw(server(), people[1], v1::Consent::EMPLOYER_BLINDED);

  const auto rest = employer.Rank(opening, 100, token);
  for (const auto& card : rest.blinded_candidates()) {
    EXPECT_NE(card.name(), whole[1]);
    EXPECT_THAT(whole, Contains(card.name()));
  }
}

TEST_P(BlindedTest, NobodyIsListedForAnOpeningThatIsNotPublished) {
  EmployerSide employer(server());
  Add();
  const std::string draft = server().Create(employer.name(), AnInternship()).name();
  grpc::Status status = employer.TryRank(draft);
  EXPECT_THAT(status, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(status), "NOT_PUBLISHED");

  const std::string opening = employer.Publish();
  const std::vector<std::string> cards = employer.Cards(opening);
  ASSERT_THAT(cards, SizeIs(1));
  v1::SuspendEmployerRequest suspend;
  suspend.set_name(employer.name());
  server().Call(suspend, &v1::EmployerService::Stub::SuspendEmployer, server().employers());

  status = employer.TryRank(opening);
  EXPECT_THAT(status, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(employer.Get(cards[0]), employer.Get(MadeUpCard(opening)));
}

TEST_P(BlindedTest, FullOpeningsListNobody) {
  EmployerSide employer(server());
  Add();
  const std::string opening = employer.Publish("seats: 1");
  const std::vector<std::string> cards = employer.Cards(opening);
  v1::UpdateInternshipRequest fill;
  fill.mutable_internship()->set_name(opening);
  fill.mutable_internship()->set_seats_taken(1);
  server().Call(fill, &v1::InternshipService::Stub::UpdateInternship, server().internships());

  EXPECT_THAT(employer.TryRank(opening), HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(employer.Get(cards.at(0)), employer.Get(MadeUpCard(opening)));
}

// ---- What a card says ----

TEST_P(BlindedTest, ACardSaysWhatIsAllowedAndNothingElse) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  Add(R"pb(
    languages { language: "my" native: true }
    skills { skill: "food.cook.prep" level: 4 }
    needs { kind: REST_15_MIDDAY importance: PREFER }
  )pb");

  const v1::RankBlindedCandidatesResponse ranked = employer.Rank(opening);

  ASSERT_THAT(ranked.blinded_candidates(), SizeIs(1));
  v1::BlindedCandidate card = ranked.blinded_candidates(0);
  card.clear_half_days();
  EXPECT_EQ(card.DebugString(),
            Merge(v1::BlindedCandidate(), R"pb(
                                                band: STRONG
                                                skills { skill: "it.lang.python" level: 3 }
                                                languages { language: "ja" level: B2 }
                                                can_work_hours: true
                                              )pb" +
                                              absl::StrCat("name: \"", card.name(), "\""))
                .DebugString());
  EXPECT_EQ(ranked.blinded_candidates(0).half_days_size(), 21);
  v1::GetBlindedCandidateRequest get;
  get.set_name(card.name());
  EXPECT_EQ(server()
                .Call(get, &v1::MatchingService::Stub::GetBlindedCandidate, employer.matching())
                .SerializeAsString(),
            ranked.blinded_candidates(0).SerializeAsString());
}

TEST_P(BlindedTest, NeedsThatTheWorkplaceMeetsAreNotSeen) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish(
      "facilities { kind: STEP_FREE answer: YES }"
      "facilities { kind: REST_15_MIDDAY answer: YES }"
      "facilities { kind: MEAL_HALAL answer: NO }");
  Add();
  Add(R"pb(
    needs { kind: STEP_FREE importance: MUST }
    needs { kind: REST_15_MIDDAY importance: MUST }
    needs { kind: MEAL_HALAL importance: PREFER }
  )pb");

  const v1::RankBlindedCandidatesResponse ranked = employer.Rank(opening);

  ASSERT_THAT(ranked.blinded_candidates(), SizeIs(2));
  v1::BlindedCandidate one = ranked.blinded_candidates(0);
  v1::BlindedCandidate two = ranked.blinded_candidates(1);
  one.clear_name();
  two.clear_name();
  EXPECT_EQ(one.SerializeAsString(), two.SerializeAsString());
}

TEST_P(BlindedTest, TheAreaIsThatOfAtLeastFivePeople) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  Add();
  // Live in the same prefecture, and are shown to nobody.
  v1::Candidate hidden = ACandidate();
  hidden.clear_consents();
  const auto area = [&] {
    const v1::BlindedCandidate card = employer.Rank(opening).blinded_candidates(0);
    return absl::StrCat(card.prefecture(), "/", card.region());
  };
  EXPECT_EQ(area(), "/0");
  hidden.set_home_prefecture("14");
  for (int i = 0; i < 4; ++i) server().Create(hidden);
  EXPECT_EQ(area(), absl::StrCat("/", v1::BlindedCandidate::KANTO));
  hidden.set_home_prefecture("13");
  for (int i = 0; i < 4; ++i) server().Create(hidden);
  EXPECT_EQ(area(), "13/0");
}

// ---- What is recorded ----

TEST_P(BlindedTest, WhatAnEmployerIsToldIsRecordedOnceAndItsTimeOnceADay) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  const std::string shown = Add();
  const std::string behind = Add(kFitsLess);
  employer.Rank(opening, 1);
  employer.Rank(opening, 1);

  std::vector<v1::ProvisionRecord> records = ProvisionRecords(shown);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_THAT(records[0].items(), ElementsAre("BLINDED_CARD"));
  EXPECT_EQ(records[0].recipient(), employer.name());
  EXPECT_EQ(records[0].internship(), opening);
  EXPECT_EQ(records[0].consent(), ConsentOf(server(), shown, v1::Consent::EMPLOYER_BLINDED));
  EXPECT_EQ(ToTime(records[0].provide_time()), TestNow());
  EXPECT_EQ(ToTime(records[0].keep_until_time()),
            absl::FromCivil(absl::CivilHour(2029, 12, 1, 9), JapanTime()));
  // The second card was not on the page.
  EXPECT_THAT(ProvisionRecords(behind), IsEmpty());

  const Revision written = records[0].revision();
  server().clock().Advance(absl::Hours(3));
  employer.Rank(opening, 1);
  EXPECT_EQ(ProvisionRecords(shown)[0].revision(), written);
  server().clock().Advance(absl::Hours(24));
  employer.Get(employer.Cards(opening)[0]);
  records = ProvisionRecords(shown);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_GT(records[0].revision(), written);
  EXPECT_EQ(ToTime(records[0].provide_time()), TestNow() + absl::Hours(27));
  EXPECT_THAT(ProvisionRecords(behind), SizeIs(1));
}

TEST_P(BlindedTest, ACoordinatorWhoLooksAtCardsTellsNobody) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  const std::string shown = Add();
  v1::RankBlindedCandidatesRequest request;
  request.set_internship(opening);

  const auto ranked = server().Call(request, &v1::MatchingService::Stub::RankBlindedCandidates,
                                    server().matching());

  EXPECT_THAT(ranked.blinded_candidates(), SizeIs(1));
  EXPECT_EQ(ranked.blinded_candidates(0).SerializeAsString(),
            employer.Rank(opening).blinded_candidates(0).SerializeAsString());
  EXPECT_THAT(ProvisionRecords(shown), SizeIs(1));  // of the employer's call only
}

TEST_P(BlindedTest, AnAnswerWithCardsSaysNothingOfTheStore) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  Add();
  v1::RankBlindedCandidatesRequest request;
  request.set_internship(opening);

  // The first call of a day writes, the second does not.
  const RawAnswer first =
      CallOn(employer.channel(), "/banso.v1.MatchingService/RankBlindedCandidates",
             request.SerializeAsString());
  const RawAnswer second =
      CallOn(employer.channel(), "/banso.v1.MatchingService/RankBlindedCandidates",
             request.SerializeAsString());

  EXPECT_TRUE(first.status.ok()) << first.status.error_message();
  EXPECT_EQ(first.Everything(), second.Everything());
  EXPECT_EQ(first.metadata.count("banso-revision"), 0u);
}

TEST_P(BlindedTest, EveryListIsNotedWithWhatItShowed) {
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  const std::string candidate = Add();
  const std::string advisor = server().Activate(server().Create(AnAdvisor()).name()).name();
  v1::RankInternshipsRequest internships;
  internships.set_candidate(candidate);
  server().Call(internships, &v1::MatchingService::Stub::RankInternships, server().matching());
  v1::RankAdvisorsRequest advisors;
  advisors.set_candidate(candidate);
  server().Call(advisors, &v1::MatchingService::Stub::RankAdvisors, server().matching());
  v1::RankCandidatesRequest candidates;
  candidates.set_advisor(advisor);
  server().Call(candidates, &v1::MatchingService::Stub::RankCandidates, server().matching());

  std::map<std::string, std::vector<std::string>> noted;  // by method, subject first
  for (const v1::AuditEntry& entry : AuditLogOf(server())) {
    if (!entry.has_shown_list()) continue;
    std::vector<std::string>& names = noted[entry.method()];
    names.push_back(entry.shown_list().subject());
    EXPECT_FALSE(entry.shown_list().blinded());
    EXPECT_FALSE(entry.wrote());
    EXPECT_FALSE(entry.shown_list().rule_set_version().empty());
    for (const v1::ShownMatch& match : entry.shown_list().matches()) {
      names.push_back(match.name());
      EXPECT_TRUE(match.has_raw());
      EXPECT_GT(match.item_revision(), 0);
    }
    EXPECT_THAT(entry.subjects(), Contains(candidate));
  }
  EXPECT_THAT(noted["/banso.v1.MatchingService/RankInternships"], ElementsAre(candidate, opening));
  EXPECT_THAT(noted["/banso.v1.MatchingService/RankAdvisors"], ElementsAre(candidate, advisor));
  EXPECT_THAT(noted["/banso.v1.MatchingService/RankCandidates"], ElementsAre(advisor, candidate));
}

// ---- A person's own list ----

TEST_P(BlindedTest, PeopleSeeTheirOwnListWithoutWhatIsBlocked) {
  EmployerSide blocked(server());
  EmployerSide employer(server());
  blocked.Publish();
  const std::string opening = employer.Publish();
  const std::string person =
      Add(absl::StrCat("blocked_employers: \"", blocked.name(), "\" household: \"h\""));
  for (const auto& channel : {server().AsCandidate(person), server().AsFamily(person)}) {
    const auto stub = v1::MatchingService::NewStub(channel);
    v1::RankInternshipsRequest request;
    request.set_candidate(person);
    const auto ranked = server().Call(request, &v1::MatchingService::Stub::RankInternships, *stub);
    ASSERT_THAT(ranked.matches(), SizeIs(1));
    EXPECT_EQ(ranked.matches(0).internship(), opening);
    EXPECT_TRUE(ranked.matches(0).has_raw());

    request.add_verdicts(v1::Match::ELIGIBLE);
    request.add_verdicts(v1::Match::BLOCKED);
    const grpc::Status status =
        server().Try(request, &v1::MatchingService::Stub::RankInternships, *stub);
    EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
    EXPECT_THAT(BadFields(status), ElementsAre("verdicts"));
  }
}

}  // namespace
}  // namespace banso
