// Bad input of every kind: a typed error names the field, nothing is written, and the connection
// lives on.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class BadInputTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    employer_ = server().Create(AnEmployer()).name();
    revision_ = StoreRevision();
  }
  // After every test nothing was written, and a call on the same connection is answered.
  void TearDown() override {
    EXPECT_EQ(StoreRevision(), revision_);
    v1::GetEmployerRequest request;
    request.set_name(employer_);
    EXPECT_TRUE(
        server().Try(request, &v1::EmployerService::Stub::GetEmployer, server().employers()).ok());
  }

  grpc::Status Create(const v1::Candidate& candidate) {
    v1::CreateCandidateRequest request;
    *request.mutable_candidate() = candidate;
    return server().Try(request, &v1::CandidateService::Stub::CreateCandidate,
                        server().candidates());
  }
  grpc::Status Create(const v1::Internship& internship) {
    v1::CreateInternshipRequest request;
    request.set_parent(employer_);
    *request.mutable_internship() = internship;
    return server().Try(request, &v1::InternshipService::Stub::CreateInternship,
                        server().internships());
  }
  void ExpectRefused(const grpc::Status& status, const std::string& field) {
    EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
    EXPECT_THAT(BadFields(status), ElementsAre(field));
  }

  std::string employer_;
  Revision revision_ = 0;
};
BANSO_E2E_ON_SQLITE(BadInputTest);

TEST_P(BadInputTest, BadUtf8IsAnsweredWithItsPath) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  request.mutable_candidate()->mutable_contacts(0)->set_address("@@@@");
  std::string bytes = request.SerializeAsString();
  const size_t at = bytes.find("@@@@");
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, 4, "\xC3\x28\xA0\xFF");

  const grpc::Status status =
      CallRaw(server(), "/banso.v1.CandidateService/CreateCandidate", bytes);

  ExpectRefused(status, "candidate.contacts[0].address");
}

TEST_P(BadInputTest, BytesThatAreNoMessageAreInvalid) {
  for (const std::string& bytes : {std::string("\xFF\xFF\xFF\xFF"), std::string("\x0A\x7F")}) {
    const grpc::Status status =
        CallRaw(server(), "/banso.v1.CandidateService/CreateCandidate", bytes);
    EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
    EXPECT_THAT(status.error_message(), HasSubstr("banso.v1.CreateCandidateRequest"));
  }
}

TEST_P(BadInputTest, AnUnknownMethodIsUnimplemented) {
  EXPECT_THAT(CallRaw(server(), "/banso.v1.CandidateService/Nothing", ""),
              HasCode(grpc::UNIMPLEMENTED));
}

TEST_P(BadInputTest, OverlongValuesAreRefused) {
  ExpectRefused(Create(ACandidate(absl::StrCat("household: \"", std::string(65, 'a'), "\""))),
                "candidate.household");
  v1::Candidate candidate = ACandidate();
  candidate.mutable_person_name()->set_full_name(std::string(201, 'x'));
  ExpectRefused(Create(candidate), "candidate.person_name.full_name");
  v1::Candidate many = ACandidate();
  for (int i = 0; i < 4; ++i) many.add_industry_wishes(absl::StrCat(40 + i));
  ExpectRefused(Create(many), "candidate.industry_wishes");
}

TEST_P(BadInputTest, ARequestBeyondTheSizeLimitIsTurnedAway) {
  v1::Candidate candidate = ACandidate();
  candidate.mutable_person_name()->set_full_name(std::string(2 << 20, 'x'));
  EXPECT_THAT(Create(candidate), HasCode(grpc::RESOURCE_EXHAUSTED));
}

TEST_P(BadInputTest, UnknownCodesAreRefused) {
  ExpectRefused(Create(ACandidate("home_prefecture: \"48\"")), "candidate.home_prefecture");
  ExpectRefused(Create(ACandidate("accepted_prefectures: \"00\"")),
                "candidate.accepted_prefectures[0]");
  ExpectRefused(Create(ACandidate("industry_wishes: \"Z\"")), "candidate.industry_wishes[1]");
  ExpectRefused(Create(ACandidate("occupation_wishes: \"cook\"")),
                "candidate.occupation_wishes[1]");
  ExpectRefused(Create(ACandidate("skills { skill: \"it.lang.cobolish\" level: 2 }")),
                "candidate.skills[1].skill");
  ExpectRefused(Create(ACandidate("contact_languages: \"not a language\"")),
                "candidate.contact_languages[1]");
  v1::Candidate zone = ACandidate();
  zone.mutable_availability()->mutable_weekly(0)->set_time_zone("Mars/Olympus");
  ExpectRefused(Create(zone), "candidate.availability.weekly[0].time_zone");
  v1::Candidate topic = ACandidate();
  topic.add_topics(static_cast<v1::Topic>(99));
  ExpectRefused(Create(topic), "candidate.topics[1]");
}

TEST_P(BadInputTest, ImpossibleDatesAndTimesAreRefused) {
  ExpectRefused(Create(ACandidate("work_authorisation { valid_until_date { year: 2027 month: 2 "
                                  "day: 30 } }")),
                "candidate.work_authorisation.valid_until_date");
  v1::Candidate time = ACandidate();
  time.mutable_availability()->mutable_weekly(0)->mutable_end()->set_hours(25);
  ExpectRefused(Create(time), "candidate.availability.weekly[0].end.hours");
  v1::Internship opening = AnInternship();
  opening.mutable_fixed()->mutable_days(0)->mutable_date()->set_month(13);
  ExpectRefused(Create(opening), "internship.fixed.days[0].date.month");
}

TEST_P(BadInputTest, ReversedRangesAreRefused) {
  ExpectRefused(Create(ACandidate("availability { one_off { start_time { seconds: 1800000000 } "
                                  "end_time { seconds: 1799990000 } } }")),
                "candidate.availability.one_off[0].end_time");
  ExpectRefused(Create(ACandidate("work_authorisation { vacation_ranges { start_date { year: 2027 "
                                  "month: 3 day: 2 } end_date { year: 2027 month: 3 day: 1 } } }")),
                "candidate.work_authorisation.vacation_ranges[0].end_date");
  v1::Internship flex = AnInternship();
  *flex.mutable_flex() = Merge(v1::FlexSchedule(), R"pb(
    start_date { year: 2027 month: 4 day: 1 }
    end_date { year: 2027 month: 3 day: 1 }
    days_per_week: 2
    minutes_per_day: 240
    start { hours: 9 }
    end { hours: 17 }
  )pb");
  ExpectRefused(Create(flex), "internship.flex.end_date");
}

TEST_P(BadInputTest, RulesAcrossFieldsNameTheField) {
  ExpectRefused(Create(ACandidate("skills { skill: \"it.lang.python\" level: 1 }")),
                "candidate.skills[1].skill");
  ExpectRefused(Create(ACandidate("languages { language: \"jpn\" native: true }")),
                "candidate.languages[2].language");
  ExpectRefused(Create(ACandidate("languages { language: \"ar\" self_assessed: B1 "
                                  "bjt_score: 100 }")),
                "candidate.languages[2].bjt_score");
  ExpectRefused(Create(ACandidate("needs { kind: END_BY_TIME importance: MUST }")),
                "candidate.needs[0].end_by");
  ExpectRefused(Create(ACandidate("work_authorisation { weekly_cap_minutes: 60 }")),
                "candidate.work_authorisation.weekly_cap_minutes");
  ExpectRefused(Create(ACandidate("consents { scope: EMPLOYER_NAMED recipient: \"E1\" "
                                  "grant_time { seconds: 1 } }")),
                "candidate.consents[2].recipient");
  ExpectRefused(Create(AnInternship("seats_taken: 3")), "internship.seats_taken");
  ExpectRefused(Create(AnInternship("paid: false")), "internship.paid");
  ExpectRefused(Create(AnInternship("skills { skill: \"it.data.sql\" level: 1 weight: PREFERRED "
                                    "hard: true }")),
                "internship.skills[1].hard");
  ExpectRefused(Create(AnInternship("facilities { kind: ADVISOR_WOMAN answer: YES }")),
                "internship.facilities[0].kind");
  v1::Internship twice = AnInternship();
  *twice.mutable_fixed()->mutable_days(1)->mutable_date() = twice.fixed().days(0).date();
  ExpectRefused(Create(twice), "internship.fixed.days[1].date");
  v1::Internship rest = AnInternship();
  rest.mutable_fixed()->mutable_days(0)->set_break_minutes(480);
  ExpectRefused(Create(rest), "internship.fixed.days[0].break_minutes");
}

TEST_P(BadInputTest, NegativeSizesAndBadListsAreRefused) {
  v1::ListCandidatesRequest request;
  const auto list = [&] {
    return server().Try(request, &v1::CandidateService::Stub::ListCandidates,
                        server().candidates());
  };
  request.set_page_size(-1);
  ExpectRefused(list(), "page_size");
  request.set_page_size(0);
  request.set_page_token("made up");
  ExpectRefused(list(), "page_token");
  request.clear_page_token();
  request.set_filter("salary > 3");
  ExpectRefused(list(), "filter");
  request.clear_filter();
  request.set_order_by("salary");
  ExpectRefused(list(), "order_by");
  request.clear_order_by();
  request.set_min_revision(-5);
  ExpectRefused(list(), "min_revision");
}

TEST_P(BadInputTest, NamesAndIdsOfTheWrongShapeAreRefused) {
  v1::GetCandidateRequest get;
  for (const char* name : {"", "candidates/", "employers/x", "candidates/../x", "candidates/-",
                           "candidates/x/y", "candidates/\t"}) {
    get.set_name(name);
    ExpectRefused(
        server().Try(get, &v1::CandidateService::Stub::GetCandidate, server().candidates()),
        "name");
  }
  v1::CreateCandidateRequest create;
  *create.mutable_candidate() = ACandidate();
  create.set_request_id("not-a-uuid");
  ExpectRefused(
      server().Try(create, &v1::CandidateService::Stub::CreateCandidate, server().candidates()),
      "request_id");
  v1::DeleteEmployerRequest remove;
  remove.set_name(employer_);
  remove.set_etag("'; drop table employers; --");
  ExpectRefused(
      server().Try(remove, &v1::EmployerService::Stub::DeleteEmployer, server().employers()),
      "etag");
  v1::UpdateEmployerRequest update;
  update.mutable_employer()->set_name(employer_);
  update.mutable_update_mask()->add_paths("no_such_field");
  ExpectRefused(
      server().Try(update, &v1::EmployerService::Stub::UpdateEmployer, server().employers()),
      "update_mask");
}

TEST_P(BadInputTest, ErrorsNeverRepeatWhatAPrivateFieldHeld) {
  v1::Candidate candidate = ACandidate();
  candidate.set_household("SECRET VALUE");
  candidate.set_home_prefecture("SECRET");
  candidate.mutable_contacts(0)->set_address("SECRET\x01");

  const grpc::Status status = Create(candidate);

  EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_EQ(BadFields(status).size(), 3u);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("SECRET")));
  EXPECT_THAT(status.error_details(), Not(HasSubstr("SECRET")));
}

// Each naughty string is either kept as it is or refused with the field's path.
class NaughtyStringsTest : public E2eTest {};
BANSO_E2E_ON_BOTH_STORES(NaughtyStringsTest);

TEST_P(NaughtyStringsTest, AreKeptAsTheyAreOrRefused) {
  std::ifstream file(BANSO_SOURCE_DIR "/tests/support/naughty_strings.json");
  const auto strings = nlohmann::json::parse(file).at("strings").get<std::vector<std::string>>();
  ASSERT_GT(strings.size(), 400u);
  int kept = 0;
  for (const std::string& string : strings) {
    v1::CreateEmployerRequest request;
    *request.mutable_employer() = AnEmployer();
    request.mutable_employer()->set_display_name(string);
    v1::Employer created;
    const Revision before = server().server().catalog()->Current()->revision();
    const grpc::Status status = server().Try(request, &v1::EmployerService::Stub::CreateEmployer,
                                             server().employers(), &created);
    if (status.ok()) {
      ++kept;
      v1::GetEmployerRequest get;
      get.set_name(created.name());
      const v1::Employer read =
          server().Call(get, &v1::EmployerService::Stub::GetEmployer, server().employers());
      EXPECT_EQ(read.display_name(), created.display_name());
    } else {
      EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT)) << string;
      EXPECT_THAT(BadFields(status), ElementsAre("employer.display_name")) << string;
      EXPECT_EQ(StoreRevision(), before);
    }
  }
  EXPECT_GT(kept, 300);
}

}  // namespace
}  // namespace banso
