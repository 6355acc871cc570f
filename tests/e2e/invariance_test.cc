// What must not count does not count: names, scripts, households, contacts and wishes about the
// workplace change no score and no order.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "server/convert/calendar_convert.h"
#include "tests/e2e/canaries.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr uint64_t kSeed = 20261201;
constexpr int kPeople = 14;

// Everything that ranks: one line a row, without what a reason says in words or notes.
std::string LinesOf(const google::protobuf::RepeatedPtrField<v1::Match>& matches) {
  std::string lines;
  for (const v1::Match& match : matches) {
    absl::StrAppend(&lines, match.candidate(), " ", match.internship(), match.advisor(), " ",
                    v1::Match::Verdict_Name(match.verdict()), " ",
                    match.has_raw() ? absl::StrCat(match.raw()) : "-", " ", match.component_sum(),
                    " ", match.cap_applied(), " ", v1::Match::Band_Name(match.band()));
    for (const v1::Component& component : match.components()) {
      absl::StrAppend(&lines, " ", component.value());
    }
    for (const v1::Reason& reason : match.reasons()) {
      if (reason.effect() != v1::Reason::NOTE) {
        absl::StrAppend(&lines, " ", v1::Reason::Code_Name(reason.code()));
      }
    }
    absl::StrAppend(&lines, "\n");
  }
  return lines;
}

template <typename Request>
Request Asked() {
  Request request;
  *request.mutable_as_of() = FromTime(TestNow());
  for (const v1::Match::Verdict verdict :
       {v1::Match::ELIGIBLE, v1::Match::REVIEW, v1::Match::OUTSIDE_WISH, v1::Match::BLOCKED}) {
    request.add_verdicts(verdict);
  }
  request.set_page_size(1000);
  return request;
}

class InvarianceTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    RandomSource random(kSeed);
    const auto pick = [&](const std::vector<std::string>& values) {
      return values[random.Between(0, static_cast<int>(values.size()) - 1)];
    };
    for (int i = 0; i < 2; ++i) {
      employers_.push_back(std::make_unique<EmployerSide>(server()));
      for (int j = 0; j < 3; ++j) {
        openings_.push_back(employers_.back()->Publish(absl::StrCat(
            pick({"", "industry: \"76\" occupation: \"5120\"", "industry: \"40\""}), " ",
            pick({"", "prefecture: \"14\" is_labour: false paid: false", "remote: true"}), " ",
            pick({"", "facilities { kind: STEP_FREE answer: YES }",
                  "facilities { kind: QUIET_ROOM answer: NO }"}))));
      }
    }
    for (int i = 0; i < 4; ++i) {
      advisors_.push_back(
          server()
              .Activate(server()
                            .Create(AnAdvisor(pick({"", "industries: \"76\"", "household: \"adv\"",
                                                    "max_active_candidates: 1"})))
                            .name())
              .name());
    }
    for (int i = 0; i < kPeople; ++i) {
      v1::Candidate person = ACandidate(absl::StrCat(
          pick({"", "industry_wishes: \"76\"", "occupation_wishes: \"5120\""}), " ",
          pick({"", "skills_assessed: false", "skills { skill: \"it.data.sql\" level: 2 }"}), " ",
          pick({"", "home_prefecture: \"14\" accepted_prefectures: \"13\"",
                "accepts_remote: false"}),
          " ", pick({"", "needs { kind: STEP_FREE importance: MUST }"}), " ",
          pick({"", "work_authorisation { auth_class: CAPPED weekly_cap_minutes: 1680 }"})));
      if (random.Chance(20)) person.mutable_languages(0)->set_jlpt_level(v1::N3);
      if (random.Chance(20)) {
        person.clear_industry_wishes();
        person.clear_occupation_wishes();
        person.add_industry_wishes("A");
        person.add_occupation_wishes("6111");
      }
      if (random.Chance(10)) person.mutable_consents()->RemoveLast();
      people_.push_back(server().Create(person).name());
    }
  }

  // Every ranking, of everybody, and what employers are shown.
  std::vector<std::string> Rankings() {
    std::vector<std::string> all;
    for (const std::string& person : people_) {
      auto internships = Asked<v1::RankInternshipsRequest>();
      internships.set_candidate(person);
      all.push_back(LinesOf(
          server()
              .Call(internships, &v1::MatchingService::Stub::RankInternships, server().matching())
              .matches()));
      auto advisors = Asked<v1::RankAdvisorsRequest>();
      advisors.set_candidate(person);
      all.push_back(
          LinesOf(server()
                      .Call(advisors, &v1::MatchingService::Stub::RankAdvisors, server().matching())
                      .matches()));
    }
    const auto candidates = [&](const v1::RankCandidatesRequest& request) {
      all.push_back(LinesOf(
          server()
              .Call(request, &v1::MatchingService::Stub::RankCandidates, server().matching())
              .matches()));
    };
    for (const std::string& opening : openings_) {
      auto request = Asked<v1::RankCandidatesRequest>();
      request.set_internship(opening);
      candidates(request);
    }
    for (const std::string& advisor : advisors_) {
      auto request = Asked<v1::RankCandidatesRequest>();
      request.set_advisor(advisor);
      candidates(request);
    }
    for (size_t i = 0; i < openings_.size(); ++i) {
      all.push_back(employers_[i / 3]->Rank(openings_[i]).SerializeAsString());
    }
    return all;
  }

  // Changes every record.
  template <typename Change>
  void ChangeEverybody(const std::string& path, Change change) {
    for (size_t i = 0; i < people_.size(); ++i) {
      v1::GetCandidateRequest get;
      get.set_name(people_[i]);
      v1::UpdateCandidateRequest update;
      *update.mutable_candidate() =
          server().Call(get, &v1::CandidateService::Stub::GetCandidate, server().candidates());
      update.mutable_candidate()->clear_etag();
      change(i, update.mutable_candidate());
      update.mutable_update_mask()->add_paths(path);
      server().Call(update, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
    }
  }

  std::vector<std::unique_ptr<EmployerSide>> employers_;
  std::vector<std::string> openings_;
  std::vector<std::string> advisors_;
  std::vector<std::string> people_;
};
BANSO_E2E_ON_SQLITE(InvarianceTest);

TEST_P(InvarianceTest, TheWorldHasEveryVerdict) {
  std::map<std::string, int> verdicts;
  for (const std::string& lines : Rankings()) {
    for (const char* verdict : {" ELIGIBLE ", " REVIEW ", " OUTSIDE_WISH ", " BLOCKED "}) {
      verdicts[verdict] += absl::StrContains(lines, verdict);
    }
  }

  EXPECT_THAT(verdicts, SizeIs(4));
  for (const auto& [verdict, count] : verdicts) EXPECT_GT(count, 0) << verdict;
}

TEST_P(InvarianceTest, NamesAndScriptsDoNotCount) {
  const std::vector<std::string> before = Rankings();

  ChangeEverybody("person_name", [](size_t i, v1::Candidate* person) {
    const Script& script = kScripts[i % std::size(kScripts)];
    v1::PersonName* name = person->mutable_person_name();
    name->Clear();
    name->set_full_name(absl::StrCat(script.given, i));
    if (i % 2 == 0) name->set_latin_name("Zz Latin");
    if (i % 3 == 0) name->set_kana_name("ア");
  });

  EXPECT_EQ(Rankings(), before);
}

TEST_P(InvarianceTest, MissedSessionsDoNotCount) {
  using Stub = v1::ConsultationService::Stub;
  const auto evening = [](int hour) {
    return absl::FromCivil(absl::CivilHour(2026, 12, 19, hour), JapanTime());
  };
  v1::CreateDeskDayRequest create;
  create.mutable_desk_day()->mutable_date()->set_year(2026);
  create.mutable_desk_day()->mutable_date()->set_month(12);
  create.mutable_desk_day()->mutable_date()->set_day(19);
  create.mutable_desk_day()->mutable_start()->set_hours(19);
  create.mutable_desk_day()->mutable_end()->set_hours(22);
  for (const std::string& advisor : advisors_) {
    v1::DeskAdvisor* present = create.mutable_desk_day()->add_advisors();
    present->set_advisor(advisor);
    present->set_max_sessions(3);
  }
  const std::string day =
      server().Call(create, &Stub::CreateDeskDay, server().consultation()).name();
  for (const std::string& person : people_) {
    v1::RequestSessionRequest ask;
    ask.set_candidate(person);
    ask.set_desk_day(day);
    for (int hour = 19; hour < 22; ++hour) {
      *ask.add_preferred_start_times() = FromTime(evening(hour));
    }
    server().Call(ask, &Stub::RequestSession, server().consultation());
  }
  v1::AllocateDeskDayRequest allocate;
  allocate.set_name(day);
  server().Call(allocate, &Stub::AllocateDeskDay, server().consultation());
  server().clock().Set(evening(23));
  const std::vector<std::string> before = Rankings();

  int missed = 0;
  const v1::ListSessionsResponse sessions =
      server().Call(v1::ListSessionsRequest(), &Stub::ListSessions, server().consultation());
  for (const v1::Session& session : sessions.sessions()) {
    if (session.state() != v1::Session::CONFIRMED) continue;
    v1::MarkNoShowRequest request;
    request.set_name(session.name());
    server().Call(request, &Stub::MarkNoShow, server().consultation());
    ++missed;
  }

  EXPECT_GE(missed, 10);
  EXPECT_EQ(Rankings(), before);
}

TEST_P(InvarianceTest, HouseholdsDoNotCount) {
  const std::vector<std::string> before = Rankings();

  // Apart from advisors of the same household, which are a conflict of interest.
  ChangeEverybody("household", [](size_t i, v1::Candidate* person) {
    person->set_household(i % 3 == 0 ? "" : i % 3 == 1 ? "everybody" : absl::StrCat("h", i));
  });

  EXPECT_EQ(Rankings(), before);
}

TEST_P(InvarianceTest, ContactsAndTheirLanguagesDoNotCount) {
  const std::vector<std::string> before = Rankings();

  ChangeEverybody("contacts", [](size_t i, v1::Candidate* person) {
    person->mutable_contacts(0)->set_address(absl::StrCat("somebody", i, "@example.net"));
    person->mutable_contacts(0)->set_channel(v1::Contact::MESSENGER);
  });
  ChangeEverybody("contact_languages", [](size_t i, v1::Candidate* person) {
    person->clear_contact_languages();
    person->add_contact_languages(i % 2 == 0 ? "ti" : "my");
  });

  EXPECT_EQ(Rankings(), before);
}

TEST_P(InvarianceTest, NeedsThatAreOnlyPreferredDoNotCount) {
  const std::vector<std::string> before = Rankings();

  ChangeEverybody("needs", [](size_t i, v1::Candidate* person) {
    for (const v1::Need::Kind kind :
         {v1::Need::QUIET_ROOM, v1::Need::MEAL_HALAL, v1::Need::REST_15_MIDDAY,
          v1::Need::SIGN_LANGUAGE, v1::Need::ADVISOR_WOMAN}) {
      v1::Need* need = person->add_needs();
      need->set_kind(kind);
      need->set_importance(v1::PREFER);
      if (kind == v1::Need::MEAL_HALAL && i % 2 == 0) person->mutable_needs()->RemoveLast();
    }
  });

  EXPECT_EQ(Rankings(), before);
}

TEST_P(InvarianceTest, EmployersAreShownTheSameBytesWhateverThePeopleAreCalled) {
  std::vector<std::string> before;
  for (size_t i = 0; i < openings_.size(); ++i) {
    before.push_back(employers_[i / 3]->Rank(openings_[i]).SerializeAsString());
  }
  EXPECT_THAT(before, Not(IsEmpty()));
  ChangeEverybody("person_name", [](size_t i, v1::Candidate* person) {
    person->mutable_person_name()->set_full_name(kScripts[i % std::size(kScripts)].given);
  });
  ChangeEverybody("household", [](size_t, v1::Candidate* person) { person->set_household("one"); });
  for (size_t i = 0; i < openings_.size(); ++i) {
    EXPECT_EQ(employers_[i / 3]->Rank(openings_[i]).SerializeAsString(), before[i]);
  }
}

}  // namespace
}  // namespace banso
