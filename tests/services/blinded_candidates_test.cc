#include "server/services/blinded_candidates.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/deterministic_bytes.h"
#include "server/catalog/snapshot_builder.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kEmployer[] = "employers/e1";
constexpr char kInternship[] = "employers/e1/internships/i1";

// A published opening of a verified employer, and candidates that a test adds.
class BlindedCandidatesTest : public ::testing::Test {
 protected:
  BlindedCandidatesTest() {
    employer_ = AnEmployer("state: VERIFIED");
    internship_ = AnInternship("state: PUBLISHED");
    context_.keys = &keys_;
  }

  // Adds one called `candidates/{id}` that could be listed. `more` is merged in text form.
  v1::Candidate& Add(const std::string& id, const std::string& more = "") {
    v1::Candidate& candidate =
        candidates_.emplace_back(ACandidate("case { stage: PLANNED status: ACTIVE } " + more));
    candidate.set_name("candidates/" + id);
    for (int i = 0; i < candidate.consents_size(); ++i) {
      candidate.mutable_consents(i)->set_name(absl::StrCat(candidate.name(), "/consents/c", i));
    }
    return candidate;
  }
  // Adds people whom nobody is shown, who live in a prefecture and speak a language.
  void AddHidden(int count, const std::string& prefecture, const std::string& language = "ja") {
    for (int i = 0; i < count; ++i) {
      v1::Candidate& candidate = Add(absl::StrCat("hidden", candidates_.size()));
      candidate.clear_consents();
      candidate.set_home_prefecture(prefecture);
      candidate.clear_languages();
      v1::LanguageSkill* skill = candidate.add_languages();
      skill->set_language(language);
      skill->set_self_assessed(v1::B1);
    }
  }

  std::shared_ptr<const Snapshot> Snap() {
    Snapshot::Parts parts;
    parts.rules = std::make_shared<const RuleBook>(RuleBook::Default());
    SnapshotBuilder builder(std::move(parts));
    Revision revision = 0;
    const auto put = [&](ResourceKind kind, const google::protobuf::Message& message,
                         const std::string& name) {
      EXPECT_THAT(builder.Put({kind, name, ++revision, DeterministicBytes(message)}), IsOk());
    };
    employer_.set_name(kEmployer);
    put(ResourceKind::kEmployer, employer_, kEmployer);
    internship_.set_name(kInternship);
    put(ResourceKind::kInternship, internship_, kInternship);
    for (const v1::Candidate& candidate : candidates_) {
      put(ResourceKind::kCandidate, candidate, candidate.name());
    }
    return std::move(builder).Finish(revision);
  }

  v1::BlindedCandidate Card(const std::string& id) {
    const auto snapshot = Snap();
    const auto candidate = snapshot->candidates().Find("candidates/" + id);
    const auto internship = snapshot->internships().Find(kInternship);
    const auto judgement = ShownJudgement(*snapshot, *candidate, *internship, TestNow());
    EXPECT_TRUE(judgement.has_value());
    const RuleSet& rules = snapshot->rules().At(TestNow());
    return MakeCard(*candidate, *internship, BandOf(*judgement, rules), Crowds(*snapshot), rules,
                    TestNow(), absl::StrCat(kInternship, "/blindedCandidates/x"));
  }

  // The alias of a candidate now; one that nobody has if no consent holds.
  std::string AliasOf(const std::string& id) {
    const auto aliases = Aliases::Load(&keys_);
    EXPECT_THAT(aliases, IsOk());
    for (const v1::Candidate& candidate : candidates_) {
      const v1::Consent* consent = BlindedConsent(candidate, TestNow());
      if (candidate.name() == "candidates/" + id && consent != nullptr) {
        return aliases->NameOf(candidate.name(), ConsentKey(*consent), kInternship);
      }
    }
    return absl::StrCat(kInternship, "/blindedCandidates/none");
  }
  // Who is behind a card; empty if it is not shown.
  std::string Behind(const std::string& blinded_name, absl::Time now = TestNow()) {
    const auto snapshot = Snap();
    const auto found = FindBlinded(context_, *snapshot, blinded_name, now);
    return found == nullptr ? std::string() : found->name();
  }

  MemoryKeyStore keys_;
  ServiceContext context_;
  v1::Employer employer_;
  v1::Internship internship_;
  std::vector<v1::Candidate> candidates_;
};

// ---- Aliases ----

TEST_F(BlindedCandidatesTest, AnAliasLooksLikeAnyIdAndSaysNothing) {
  const auto aliases = Aliases::Load(&keys_);
  ASSERT_THAT(aliases, IsOk());

  const std::string name =
      aliases->NameOf("candidates/c1", "candidates/c1/consents/x", kInternship);

  EXPECT_THAT(name, StartsWith(absl::StrCat(kInternship, "/blindedCandidates/")));
  const std::string id = name.substr(name.rfind('/') + 1);
  EXPECT_EQ(id.size(), RandomId().size());
  EXPECT_TRUE(IsResourceId(id));
  EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
}

TEST_F(BlindedCandidatesTest, AnAliasIsOfOnePersonOneConsentAndOneInternship) {
  const auto aliases = Aliases::Load(&keys_);
  ASSERT_THAT(aliases, IsOk());
  const auto id = [&](absl::string_view candidate, absl::string_view consent,
                      absl::string_view internship) {
    const std::string name = aliases->NameOf(candidate, consent, internship);
    return name.substr(name.rfind('/') + 1);
  };

  const std::string first = id("candidates/a", "candidates/a/consents/x", kInternship);

  EXPECT_EQ(id("candidates/a", "candidates/a/consents/x", kInternship), first);
  const std::set<std::string> all = {
      first, id("candidates/b", "candidates/a/consents/x", kInternship),
      id("candidates/a", "candidates/a/consents/y", kInternship),
      id("candidates/a", "candidates/a/consents/x", "employers/e1/internships/i2"),
      id("candidates/a", "candidates/a/consents/x", "employers/e2/internships/i1")};
  EXPECT_THAT(all, SizeIs(5));
}

TEST_F(BlindedCandidatesTest, AliasesDependOnTheKey) {
  Key one;
  one.fill(1);
  Key two;
  two.fill(2);

  EXPECT_NE(Aliases(one).NameOf("candidates/a", "x", kInternship),
            Aliases(two).NameOf("candidates/a", "x", kInternship));
}

TEST_F(BlindedCandidatesTest, TheRecordOfACardDoesNotBearItsAlias) {
  const auto aliases = Aliases::Load(&keys_);
  ASSERT_THAT(aliases, IsOk());
  const std::string alias = aliases->NameOf("candidates/a", "x", kInternship);
  const std::string record = aliases->RecordNameOf("candidates/a", "x", kInternship);

  EXPECT_THAT(record, StartsWith("provisionRecords/"));
  EXPECT_NE(record.substr(record.rfind('/')), alias.substr(alias.rfind('/')));
}

// ---- Who is shown ----

TEST_F(BlindedCandidatesTest, ACardLeadsToItsPersonAndAnyOtherNameToNobody) {
  Add("a");
  Add("b");
  const std::string alias = AliasOf("a");

  EXPECT_EQ(Behind(alias), "candidates/a");
  EXPECT_EQ(Behind(AliasOf("b")), "candidates/b");
  for (const std::string& name :
       {absl::StrCat(kInternship, "/blindedCandidates/aaaaaaaaaaaaaaaaaaaa"),
        std::string(kInternship), std::string("candidates/a"), std::string(),
        "employers/e1/internships/i2" + alias.substr(alias.find("/blindedCandidates")),
        alias + "/x"}) {
    EXPECT_EQ(Behind(name), "") << name;
  }
}

TEST_F(BlindedCandidatesTest, ACardIsGoneWithTheConsentAndComesBackUnderAnotherName) {
  v1::Candidate& candidate = Add("a");
  const std::string before = AliasOf("a");
  ASSERT_EQ(Behind(before), "candidates/a");

  v1::Consent& first = *candidate.mutable_consents(1);
  first.set_state(v1::Consent::WITHDRAWN);
  EXPECT_EQ(Behind(before), "");
  v1::Consent& again = *candidate.add_consents();
  again = first;
  again.set_state(v1::Consent::GRANTED);
  again.set_name("candidates/a/consents/again");
  const std::string after = AliasOf("a");

  EXPECT_NE(after, before);
  EXPECT_EQ(Behind(after), "candidates/a");
  EXPECT_EQ(Behind(before), "");
}

TEST_F(BlindedCandidatesTest, ConsentsThatDoNotHoldShowNobody) {
  for (const v1::Consent::State state : {v1::Consent::DRAFT, v1::Consent::WITHDRAWN,
                                         v1::Consent::EXPIRED, v1::Consent::SUPERSEDED}) {
    candidates_.clear();
    v1::Candidate& candidate = Add("a");
    const std::string alias = AliasOf("a");
    candidate.mutable_consents(1)->set_state(state);
    EXPECT_EQ(Behind(alias), "") << v1::Consent::State_Name(state);
  }
}

TEST_F(BlindedCandidatesTest, AConsentHoldsUpToItsEndAndNotAtIt) {
  v1::Candidate& candidate = Add("a");
  const absl::Time end = TestNow() + absl::Hours(1);
  *candidate.mutable_consents(1)->mutable_expire_time() = FromTime(end);
  const std::string alias = AliasOf("a");

  EXPECT_EQ(Behind(alias, end - absl::Microseconds(1)), "candidates/a");
  EXPECT_EQ(Behind(alias, end), "");
}

TEST_F(BlindedCandidatesTest, AConsentThatListsOtherItemsShowsNobody) {
  v1::Candidate& candidate = Add("a");
  const std::string alias = AliasOf("a");
  v1::ConsentTerms& terms = *candidate.mutable_consents(1)->mutable_terms();

  terms.add_data_items("CHOSEN_NAME");
  EXPECT_EQ(Behind(alias), "");
  terms.add_data_items("BLINDED_CARD");
  EXPECT_EQ(Behind(alias), "candidates/a");
}

TEST_F(BlindedCandidatesTest, OnlyWhoIsEligibleAndOfABandIsShown) {
  Add("paused").mutable_case_()->set_status(v1::Case::PAUSED);
  Add("reviewed").mutable_languages(0)->set_jlpt_level(v1::N3);
  Add("blocking").add_blocked_employers(kEmployer);
  Add("needy", "needs { kind: STEP_FREE importance: MUST }");
  Add("unseen").clear_work_authorisation();
  v1::Candidate& other = Add("outside");
  other.clear_industry_wishes();
  other.clear_occupation_wishes();
  other.add_industry_wishes("A");
  other.add_occupation_wishes("6111");
  Add("shown");

  for (const char* id : {"paused", "reviewed", "blocking", "needy", "unseen", "outside"}) {
    EXPECT_EQ(Behind(AliasOf(id)), "") << id;
  }
  EXPECT_EQ(Behind(AliasOf("shown")), "candidates/shown");
}

TEST_F(BlindedCandidatesTest, NobodyIsShownForAnOpeningThatIsNotOpenOrAnEmployerThatIsNotVerified) {
  Add("a");
  const std::string alias = AliasOf("a");
  for (const auto state : {v1::Internship::VERIFIED, v1::Internship::FILLED, v1::Internship::CLOSED,
                           v1::Internship::SUSPENDED}) {
    internship_.set_state(state);
    EXPECT_EQ(Behind(alias), "") << v1::Internship::State_Name(state);
  }
  internship_.set_state(v1::Internship::PUBLISHED);
  for (const auto state : {v1::Employer::APPLIED, v1::Employer::SUSPENDED}) {
    employer_.set_state(state);
    EXPECT_EQ(Behind(alias), "") << v1::Employer::State_Name(state);
  }
  employer_.set_state(v1::Employer::VERIFIED);
  EXPECT_EQ(Behind(alias), "candidates/a");
}

TEST_F(BlindedCandidatesTest, NobodyIsFoundWithoutTheKey) {
  Add("a");
  const std::string alias = AliasOf("a");
  ASSERT_THAT(keys_.Destroy("server/aliases"), IsOk());

  EXPECT_EQ(Behind(alias), "");
  EXPECT_THAT(Aliases::Load(&keys_), StatusIs(absl::StatusCode::kFailedPrecondition));
}

// ---- What a card tells ----

TEST_F(BlindedCandidatesTest, ACardTellsOnlyAskedForSkillsThatThePersonHas) {
  internship_ = Merge(internship_, R"pb(
    skills { skill: "it.data.sql" level: 1 weight: PREFERRED }
    skills { skill: "soft.cust.service" level: 1 weight: PREFERRED }
  )pb");
  Add("a", R"pb(
    skills { skill: "soft.cust.service" level: 4 }
    skills { skill: "food.cook.prep" level: 2 }
  )pb");

  const v1::BlindedCandidate card = Card("a");

  ASSERT_THAT(card.skills(), SizeIs(2));
  EXPECT_EQ(card.skills(0).skill(), "it.lang.python");
  EXPECT_EQ(card.skills(0).level(), 3);
  EXPECT_EQ(card.skills(1).skill(), "soft.cust.service");
  EXPECT_EQ(card.skills(1).level(), 4);
}

std::vector<std::pair<std::string, v1::CefrLevel>> Languages(const v1::BlindedCandidate& card) {
  std::vector<std::pair<std::string, v1::CefrLevel>> languages;
  for (const v1::BlindedLanguage& language : card.languages()) {
    languages.emplace_back(language.language(), language.level());
  }
  return languages;
}

TEST_F(BlindedCandidatesTest, ACardTellsOnlyAskedForLanguages) {
  Add("a", R"pb(languages { language: "my" native: true })pb");

  // N2 with 130 points stands for B2; English and Burmese were not asked for.
  EXPECT_THAT(Languages(Card("a")), ElementsAre(Pair("ja", v1::B2)));
}

TEST_F(BlindedCandidatesTest, ALevelThatOnlyBjtProvesIsToldAsTheStepItStandsFor) {
  v1::Candidate& candidate = Add("a");
  candidate.mutable_languages(0)->Clear();
  candidate.mutable_languages(0)->set_language("ja");
  candidate.mutable_languages(0)->set_bjt_score(500);

  const auto languages = Languages(Card("a"));

  ASSERT_THAT(languages, SizeIs(1));
  EXPECT_GE(languages[0].second, v1::B1);
}

TEST_F(BlindedCandidatesTest, ALikedLanguageIsToldOnlyIfFiveSpeakItWhoeverTheyAre) {
  internship_ =
      Merge(internship_, R"pb(languages { language: "my" cefr: A1 importance: PREFER })pb");
  Add("a", R"pb(languages { language: "my" native: true })pb");
  Add("b");
  AddHidden(3, "13", "my");

  EXPECT_THAT(Languages(Card("a")), ElementsAre(Pair("ja", v1::B2)));
  AddHidden(1, "13", "my");
  EXPECT_THAT(Languages(Card("a")), ElementsAre(Pair("ja", v1::B2), Pair("my", v1::C2)));
  // The same list of languages on the card of somebody who does not speak it.
  EXPECT_THAT(Languages(Card("b")),
              ElementsAre(Pair("ja", v1::B2), Pair("my", v1::CEFR_LEVEL_UNSPECIFIED)));
}

TEST_F(BlindedCandidatesTest, ALanguageThatMustBeIsTold) {
  internship_ = Merge(internship_, R"pb(languages { language: "my" cefr: A1 importance: MUST })pb");
  Add("a", R"pb(languages { language: "my" self_assessed: B1 })pb");

  EXPECT_THAT(Languages(Card("a")), ElementsAre(Pair("ja", v1::B2), Pair("my", v1::B1)));
}

TEST_F(BlindedCandidatesTest, ThePrefectureIsToldFromFiveActivePeopleOn) {
  Add("a");
  AddHidden(3, "13");
  candidates_.back().mutable_case_()->set_status(v1::Case::ACTIVE);
  EXPECT_EQ(Card("a").prefecture(), "");

  AddHidden(1, "13");
  EXPECT_EQ(Card("a").prefecture(), "13");
  EXPECT_EQ(Card("a").region(), v1::BlindedCandidate::REGION_UNSPECIFIED);

  candidates_.back().mutable_case_()->set_status(v1::Case::PAUSED);
  EXPECT_EQ(Card("a").prefecture(), "");
}

TEST_F(BlindedCandidatesTest, ElseTheRegionIsToldFromFiveOnElseNothing) {
  Add("a");
  AddHidden(2, "11");
  AddHidden(1, "14");
  EXPECT_EQ(Card("a").prefecture(), "");
  EXPECT_EQ(Card("a").region(), v1::BlindedCandidate::REGION_UNSPECIFIED);

  AddHidden(1, "08");

  EXPECT_EQ(Card("a").prefecture(), "");
  EXPECT_EQ(Card("a").region(), v1::BlindedCandidate::KANTO);
}

TEST_F(BlindedCandidatesTest, WhoseHomeIsNotKnownIsSomewhereInJapan) {
  v1::Candidate& candidate = Add("a");
  candidate.clear_home_prefecture();
  candidate.add_accepted_prefectures("13");
  AddHidden(9, "13");

  const v1::BlindedCandidate card = Card("a");

  EXPECT_EQ(card.prefecture(), "");
  EXPECT_EQ(card.region(), v1::BlindedCandidate::REGION_UNSPECIFIED);
}

TEST(RegionTest, EveryPrefectureIsInOneOfEightRegions) {
  std::map<v1::BlindedCandidate::Region, int> sizes;
  for (Prefecture prefecture = 1; prefecture <= 47; ++prefecture) ++sizes[RegionOf(prefecture)];

  EXPECT_EQ(RegionOf(0), v1::BlindedCandidate::REGION_UNSPECIFIED);
  EXPECT_THAT(
      sizes,
      ElementsAre(Pair(v1::BlindedCandidate::HOKKAIDO, 1), Pair(v1::BlindedCandidate::TOHOKU, 6),
                  Pair(v1::BlindedCandidate::KANTO, 7), Pair(v1::BlindedCandidate::CHUBU, 9),
                  Pair(v1::BlindedCandidate::KINKI, 7), Pair(v1::BlindedCandidate::CHUGOKU, 5),
                  Pair(v1::BlindedCandidate::SHIKOKU, 4),
                  Pair(v1::BlindedCandidate::KYUSHU_OKINAWA, 8)));
}

TEST_F(BlindedCandidatesTest, TheCardSaysTheBandAndThatTheHoursFit) {
  Add("a");

  const v1::BlindedCandidate card = Card("a");

  EXPECT_EQ(card.band(), v1::Match::STRONG);
  EXPECT_TRUE(card.can_work_hours());
}

// ---- Half days ----

// "MON m a e" for a day with all three halves.
std::vector<std::string> Cells(const std::string& availability, absl::Time now = TestNow()) {
  const v1::Availability message = Merge(v1::Availability(), availability);
  std::vector<std::string> days;
  for (const v1::HalfDay& cell : HalfDaysOf(ToAvailability(message), now)) {
    const std::string day = v1::DayOfWeek_Name(cell.day()).substr(0, 3);
    const std::string half = cell.half() == v1::HalfDay::MORNING     ? " m"
                             : cell.half() == v1::HalfDay::AFTERNOON ? " a"
                                                                     : " e";
    if (days.empty() || days.back().substr(0, 3) != day) days.push_back(day);
    days.back() += half;
  }
  return days;
}

std::string Window(const std::string& day, const std::string& start, const std::string& end,
                   const std::string& more = "") {
  return absl::StrCat("weekly { day: ", day, " start { ", start, " } end { ", end, " } ", more,
                      " } ");
}

TEST(HalfDaysTest, AHalfDayCountsIfThePersonIsFreeThroughout) {
  EXPECT_THAT(Cells(Window("MONDAY", "hours: 9", "hours: 13")), ElementsAre("MON m"));
  EXPECT_THAT(Cells(Window("MONDAY", "hours: 9 minutes: 30", "hours: 18")), ElementsAre("MON a"));
  EXPECT_THAT(Cells(Window("SUNDAY", "hours: 13", "hours: 22")), ElementsAre("SUN a e"));
  EXPECT_THAT(Cells(Window("MONDAY", "hours: 10", "hours: 17")), IsEmpty());
  EXPECT_THAT(Cells(""), IsEmpty());
}

TEST(HalfDaysTest, WindowsThatTouchAreOne) {
  EXPECT_THAT(Cells(Window("TUESDAY", "hours: 8", "hours: 11") +
                    Window("TUESDAY", "hours: 11", "hours: 20")),
              ElementsAre("TUE m a"));
}

TEST(HalfDaysTest, ABreakAtNoonIsNotSeen) {
  const std::string whole = Window("FRIDAY", "hours: 9", "hours: 22");
  const std::string with_break = Window("FRIDAY", "hours: 9", "hours: 12 minutes: 30") +
                                 Window("FRIDAY", "hours: 13 minutes: 30", "hours: 22");

  EXPECT_EQ(Cells(with_break), Cells(whole));
  EXPECT_THAT(Cells(with_break), ElementsAre("FRI m a e"));
}

TEST(HalfDaysTest, ALongGapIsOne) {
  EXPECT_THAT(
      Cells(Window("FRIDAY", "hours: 9", "hours: 13") + Window("FRIDAY", "hours: 17", "hours: 22")),
      ElementsAre("FRI m e"));
}

TEST(HalfDaysTest, AShortFreeTimeBesideAGapIsNotAHalfDay) {
  // Free from 9 to 10 only, of the four hours of a morning.
  EXPECT_THAT(
      Cells(Window("FRIDAY", "hours: 9", "hours: 10") + Window("FRIDAY", "hours: 13", "hours: 18")),
      ElementsAre("FRI a"));
}

TEST(HalfDaysTest, NothingIsFilledAtTheEdgesOfADay) {
  EXPECT_THAT(Cells(Window("MONDAY", "hours: 9", "hours: 21") +
                    Window("TUESDAY", "hours: 0 minutes: 30", "hours: 13")),
              ElementsAre("MON m a", "TUE m"));
}

TEST(HalfDaysTest, SingleDatesAreNotSeen) {
  const std::string usual = Window("MONDAY", "hours: 9", "hours: 18", "skip_holidays: true");
  const std::string with_dates = usual + R"pb(
    exceptions {
      kind: REMOVE
      start_date { year: 2026 month: 12 day: 7 }
    }
    exceptions {
      kind: ADD
      start_date { year: 2026 month: 12 day: 8 }
      end_date { year: 2027 month: 12 day: 8 }
    }
    one_off {
      start_time { seconds: 1796600000 }
      end_time { seconds: 1797000000 }
    }
    busy {
      start_time { seconds: 1796600000 }
      end_time { seconds: 1797000000 }
    }
  )pb";

  EXPECT_EQ(Cells(with_dates), Cells(usual));
  EXPECT_THAT(Cells(usual), ElementsAre("MON m a"));
}

TEST(HalfDaysTest, AWindowMustHoldInEveryOneOfTheNextFourWeeks) {
  // From the Monday after 2026-12-01: 12-07 to 2027-01-03.
  const auto until = [](const std::string& date) {
    return Window("SUNDAY", "hours: 9", "hours: 13", "valid_until_date { " + date + " }");
  };
  EXPECT_THAT(Cells(until("year: 2027 month: 1 day: 3")), ElementsAre("SUN m"));
  EXPECT_THAT(Cells(until("year: 2027 month: 1 day: 2")), IsEmpty());
}

TEST(HalfDaysTest, WindowsOfOtherZonesAreReadInJapan) {
  // Sunday 16:00 to 20:00 in Los Angeles, which is Monday 09:00 to 13:00 in Japan in winter.
  EXPECT_THAT(
      Cells(Window("SUNDAY", "hours: 16", "hours: 20", "time_zone: \"America/Los_Angeles\"")),
      ElementsAre("MON m"));
  // In weeks in which the clocks change it is not always.
  const absl::Time march = absl::FromCivil(absl::CivilDay(2027, 3, 1), JapanTime());
  EXPECT_THAT(
      Cells(Window("SUNDAY", "hours: 16", "hours: 20", "time_zone: \"America/Los_Angeles\""),
            march),
      IsEmpty());
}

TEST_F(BlindedCandidatesTest, ACardTellsTheHalfDays) {
  Add("a");

  EXPECT_THAT(Card("a").half_days(), SizeIs(21));
}

}  // namespace
}  // namespace banso
