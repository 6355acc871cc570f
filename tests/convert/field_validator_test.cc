#include "server/convert/field_validator.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/internship_service.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "tests/convert/print_field_problem.h"
#include "tests/convert/random_message.h"
#include "tests/convert/sample.pb.h"

namespace banso {
namespace {

using ::banso::sample::Sample;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class FakeCodeBook final : public CodeBook {
 public:
  bool KnowsSkill(absl::string_view code) const override { return code == "it.lang.python"; }
};

template <class M>
std::vector<FieldProblem> Problems(const M& message, absl::string_view prefix = "") {
  return ValidateMessage(message, FakeCodeBook(), prefix);
}

template <class M>
std::vector<FieldProblem> Problems(const char* text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return Problems(message);
}

auto At(const std::string& field) { return Field("field", &FieldProblem::field, field); }
auto Problem(const std::string& field, const std::string& description) {
  return AllOf(At(field), Field("description", &FieldProblem::description, HasSubstr(description)));
}

// A candidate with one value in a field, around which nothing else is wrong.
std::vector<FieldProblem> CandidateProblems(const std::string& fields) {
  return Problems<v1::Candidate>(
      absl::StrCat("person_name { full_name: 'アミナ' } ", fields).c_str());
}

TEST(FieldValidatorTest, AMinimalCandidateIsFine) { EXPECT_THAT(CandidateProblems(""), IsEmpty()); }

TEST(FieldValidatorTest, AFullCandidateIsFine) {
  EXPECT_THAT(CandidateProblems(R"pb(
                name: 'candidates/abc'
                contacts {
                  channel: EMAIL
                  address: 'a@example.org'
                  start { hours: 9 }
                  end { hours: 24 }
                }
                contact_languages: 'ja'
                contact_languages: 'ku-Arab'
                industry_wishes: 'G'
                occupation_wishes: '2512'
                skills { skill: 'it.lang.python' level: 2 }
                languages { language: 'ja' jlpt_level: N3 jlpt_score: 120 bjt_score: 0 }
                home_prefecture: '13'
                accepted_prefectures: '13'
                accepted_prefectures: '14'
                accepts_remote: false
                availability {
                  weekly {
                    day: MONDAY
                    start { hours: 22 }
                    end { hours: 2 }
                    time_zone: 'Asia/Tokyo'
                    valid_from_date { year: 2026 month: 4 day: 1 }
                    valid_until_date { year: 2026 month: 4 day: 1 }
                  }
                  exceptions {
                    kind: REMOVE
                    start_date { year: 2028 month: 2 day: 29 }
                    end_date { year: 2028 month: 2 day: 29 }
                  }
                  one_off {
                    start_time { seconds: 0 }
                    end_time { seconds: 31622400 }
                  }
                }
                study {
                  year: 2
                  programme: BACHELOR
                  expected_graduation { year: 2028 month: 3 }
                }
                needs {
                  kind: END_BY_TIME
                  importance: MUST
                  end_by { hours: 17 }
                }
                topics: ES_REVIEW
                blocked_employers: 'employers/e1'
                household: 'H-1'
              )pb"),
              IsEmpty());
}

TEST(FieldValidatorTest, RequiredFieldsAreNamedByPath) {
  EXPECT_THAT(Problems(v1::CreateCandidateRequest()),
              ElementsAre(Problem("candidate", "must be set")));
  EXPECT_THAT(Problems<v1::CreateCandidateRequest>("candidate {}"),
              ElementsAre(Problem("candidate.person_name", "must be set")));
  EXPECT_THAT(Problems<v1::CreateCandidateRequest>(
                  "candidate { person_name {} skills {} skills { skill: 'it.lang.python' } }"),
              ElementsAre(At("candidate.person_name.full_name"), At("candidate.skills[0].skill"),
                          Problem("candidate.skills[0].level", "must be 1 to 4"),
                          At("candidate.skills[1].level")));
  EXPECT_THAT(CandidateProblems("needs { kind: QUIET_ROOM }"),
              ElementsAre(Problem("needs[0].importance", "other than IMPORTANCE_UNSPECIFIED")));
  EXPECT_THAT(Problems<v1::LookupTermsRequest>("kind: SKILL"),
              ElementsAre(Problem("codes", "must not be empty")));
}

TEST(FieldValidatorTest, AValueOfBlanksIsNotAValue) {
  for (const char* blank : {" ", "\u3000", "\u200b\u00a0", "\ufeff", "\u3164"}) {
    EXPECT_THAT(
        Problems<v1::Candidate>(absl::StrCat("person_name { full_name: '", blank, "' }").c_str()),
        ElementsAre(Problem("person_name.full_name", "must not be blank")));
  }
}

TEST(FieldValidatorTest, PathsBeginWithThePrefix) {
  EXPECT_THAT(Problems(v1::Candidate(), "candidate"), ElementsAre(At("candidate.person_name")));
}

TEST(FieldValidatorTest, NumbersAreHeldToTheirRange) {
  EXPECT_THAT(CandidateProblems("skills { skill: 'it.lang.python' level: 5 }"),
              ElementsAre(Problem("skills[0].level", "must be 1 to 4")));
  EXPECT_THAT(CandidateProblems("languages { language: 'ja' bjt_score: 801 jlpt_score: -1 }"),
              ElementsAre(At("languages[0].jlpt_score"), At("languages[0].bjt_score")));
  EXPECT_THAT(Problems<v1::ListAdvisorsRequest>("page_size: -1 min_revision: -1"),
              ElementsAre(Problem("page_size", "must not be negative"),
                          Problem("min_revision", "must not be negative")));
  EXPECT_THAT(
      Problems<Sample>("needed: 1 big: -6 at_most: 10 needed_or_zero: 10"),
      ElementsAre(Problem("big", "must be at least -5"), Problem("at_most", "must be at most 9"),
                  Problem("needed_or_zero", "must be 0 to 9")));
}

TEST(FieldValidatorTest, ZeroInARequiredNumberIsUnsetUnlessItsLimitsAdmitIt) {
  EXPECT_THAT(Problems<Sample>("needed_or_zero: 0"), ElementsAre(Problem("needed", "must be set")));
}

TEST(FieldValidatorTest, EnumsAreValuesOfTheContract) {
  v1::Candidate candidate;
  candidate.mutable_person_name()->set_full_name("a");
  candidate.add_topics(static_cast<v1::Topic>(99));
  candidate.add_topics(v1::TOPIC_UNSPECIFIED);
  candidate.mutable_person_name()->set_chosen_form(static_cast<v1::PersonName::Form>(-1));

  EXPECT_THAT(Problems(candidate),
              ElementsAre(Problem("person_name.chosen_form", "a number that Form does not have"),
                          Problem("topics[0]", "a number that Topic does not have"),
                          Problem("topics[1]", "other than TOPIC_UNSPECIFIED")));
}

TEST(FieldValidatorTest, LengthsCountCharactersAndNotBytes) {
  EXPECT_THAT(Problems<Sample>("needed: 1 text: '𠮷𠮷𠮷𠮷𠮷'"), IsEmpty());
  EXPECT_THAT(Problems<Sample>("needed: 1 text: '𠮷𠮷𠮷𠮷𠮷𠮷'"),
              ElementsAre(Problem("text", "at most 5 characters")));
  EXPECT_THAT(Problems<Sample>("needed: 1 text: '𠮷'"),
              ElementsAre(Problem("text", "at least 2 characters")));
}

TEST(FieldValidatorTest, ControlCharactersAndNoncharactersAreRefusedWithTheirPosition) {
  const std::pair<std::string, const char*> cases[] = {
      {std::string("a\0b", 3), "U+0000 at position 2"},
      {"東\x7f", "U+007F at position 2"},
      {"\xC2\x85", "U+0085 at position 1"},
      {"\xEF\xBF\xBE", "U+FFFE at position 1"},
      {"\xEF\xB7\x90", "U+FDD0 at position 1"},
      {"\xF4\x8F\xBF\xBF", "U+10FFFF at position 1"},
      {"a\nb", "U+000A at position 2"},
      {"a\tb", "U+0009 at position 2"},
  };
  for (const auto& [text, problem] : cases) {
    v1::Candidate candidate;
    candidate.mutable_person_name()->set_full_name(text);

    EXPECT_THAT(Problems(candidate), ElementsAre(Problem("person_name.full_name", problem)));
  }
}

TEST(FieldValidatorTest, ParagraphsMayHaveLineBreaksAndTabs) {
  Sample message;
  message.set_needed(1);
  message.set_note("one\n\ttwo");
  EXPECT_THAT(Problems(message), IsEmpty());

  message.set_note("one\r\n");
  EXPECT_THAT(Problems(message), ElementsAre(Problem("note", "U+000D at position 4")));
}

TEST(FieldValidatorTest, ListsAreHeldToTheirCountAndUniqueness) {
  EXPECT_THAT(CandidateProblems("industry_wishes: 'A' industry_wishes: 'B' industry_wishes: 'C' "
                                "industry_wishes: 'oops'"),
              ElementsAre(Problem("industry_wishes", "at most 3")));
  EXPECT_THAT(CandidateProblems("topics: ES_REVIEW topics: SELF_ANALYSIS topics: ES_REVIEW"),
              ElementsAre(Problem("topics[2]", "twice")));
  EXPECT_THAT(CandidateProblems("accepted_prefectures: '13' accepted_prefectures: '13'"),
              ElementsAre(At("accepted_prefectures[1]")));
  EXPECT_THAT(Problems<Sample>("needed: 1 numbers: 0 numbers: 1 numbers: 0"),
              ElementsAre(At("numbers[2]")));
  EXPECT_THAT(CandidateProblems("contact_languages: ''"),
              ElementsAre(Problem("contact_languages[0]", "must not be empty")));
}

TEST(FieldValidatorTest, MapsAreCheckedWithoutNamingTheirKeys) {
  EXPECT_THAT(Problems<Sample>("needed: 1 by_key { key: 'Rahimi' value {} }"),
              ElementsAre(Problem("by_key.needed", "must be set")));
  EXPECT_THAT(Problems<Sample>("needed: 1 labels { key: 'a\\n' value: 'b\\001' }"),
              ElementsAre(At("labels"), At("labels")));
  EXPECT_THAT(Problems<Sample>("needed: 1 by_key { key: '1' } by_key { key: '2' } "
                               "by_key { key: '3' }"),
              ElementsAre(Problem("by_key", "at most 2")));
}

TEST(FieldValidatorTest, AnOptionalFieldThatIsSetIsChecked) {
  EXPECT_THAT(Problems<Sample>("needed: 1"), IsEmpty());
  EXPECT_THAT(Problems<Sample>("needed: 1 maybe: ''"),
              ElementsAre(Problem("maybe", "at least 1 character")));
}

TEST(FieldValidatorTest, WhatOnlyTheServerSetsIsIgnored) {
  EXPECT_THAT(CandidateProblems("case { stage: PLANNED } create_time { seconds: -99999999999999 }"),
              IsEmpty());
}

// ---- Formats ----

struct Format {
  const char* field;  // of a candidate, with %s for the value
  std::vector<const char*> good;
  std::vector<const char*> bad;
};

TEST(FieldValidatorTest, FormatsAcceptTheirValuesAndNothingElse) {
  const Format formats[] = {
      {"home_prefecture: '%s'",
       {"01", "13", "47", ""},
       {"00", "48", "1", "1a", "-1", "+1", "013", " 1", "１３"}},
      {"contact_languages: '%s'",
       {"ja", "prs", "ku-Arab", "zh-Hant-TW", "es-419", "de-CH-1901", "sl-rozaj-biske",
        "en-US-u-hc-h12", "ja-x-kansai", "zh-yue", "JA"},
       {"j", "ja_JP", "japanese1", "ja-", "-ja", "ja--JP", "x-private", "i-klingon", "日本語",
        "ja-JP-JP2", "en-a", "ja JP", "12"}},
      {"industry_wishes: '%s'",
       {"A", "T", "39", "391", "3911", "99"},
       {"U", "a", "00", "3", "39111", "G39", "３９"}},
      {"occupation_wishes: '%s'",
       {"2", "25", "251", "2512", "2512.4", "2512.4.1", "onet:15-1252.00"},
       {"25123", "2512.", ".4", "251.4", "cook", "onet:15-1252", "onet:", "C2512"}},
      {"skills { level: 1 skill: '%s' }",
       {"it.lang.python"},
       {"it.lang.cobol", "IT.LANG.PYTHON", "it.lang.python ", "\xC2\xA0"}},
      {"availability { weekly { day: MONDAY start { hours: 1 } end { hours: 2 } time_zone: '%s' } "
       "}",
       {"Asia/Tokyo", "UTC", "Etc/GMT+9", "America/Argentina/Buenos_Aires", "EST5EDT", ""},
       {"Asia/Nowhere", "localtime", "Asia", "Asia/", "/Asia/Tokyo", "../etc/passwd", "Asia/../UTC",
        "posix/Asia/Tokyo", "right/Asia/Tokyo", "posixrules", "zone.tab", "tzdata.zi", "Factory",
        "asia/tokyo", "file:/etc/localtime", ":UTC", "Fixed/UTC+09:00:00", "UTC+9", "JST"}},
      {"blocked_employers: '%s'",
       {"employers/a", "employers/0-a"},
       {"employers/-", "employers/", "employers", "candidates/a", "employers/A",
        "employers/a/internships/b", "employers/a/", "//banso/employers/a"}},
      {"household: '%s'", {"H-1_a", ""}, {"a b", "家", "a\\n"}},
  };
  for (const Format& format : formats) {
    const absl::string_view field = format.field;
    const size_t hole = field.find("%s");
    const auto problems = [&](const char* value) {
      return CandidateProblems(absl::StrCat(field.substr(0, hole), value, field.substr(hole + 2)));
    };
    for (const char* value : format.good) {
      if (*value == '\0' && absl::StrContains(field, "contact")) continue;
      EXPECT_THAT(problems(value), IsEmpty()) << field << " " << value;
    }
    for (const char* value : format.bad) {
      ASSERT_EQ(problems(value).size(), 1u) << field << " " << value;
      EXPECT_THAT(problems(value)[0].description, Not(HasSubstr("Nowhere")));
    }
  }
}

TEST(FieldValidatorTest, RequestIdsAreUuidsOtherThanNil) {
  const auto problems = [](const char* id) {
    v1::DeleteAdvisorRequest request;
    request.set_name("advisors/a");
    request.set_request_id(id);
    return Problems(request);
  };
  EXPECT_THAT(problems(""), IsEmpty());
  EXPECT_THAT(problems("123e4567-e89b-12d3-a456-426614174000"), IsEmpty());
  EXPECT_THAT(problems("123E4567-E89B-12D3-A456-426614174000"), IsEmpty());
  for (const char* id :
       {"00000000-0000-0000-0000-000000000000", "123e4567e89b12d3a456426614174000",
        "{123e4567-e89b-12d3-a456-426614174000}", "123e4567-e89b-12d3-a456-42661417400",
        "123e4567-e89b-12d3-a456-42661417400g", "123e4567-e89b-12d3-a456-426614174000 "}) {
    EXPECT_THAT(problems(id), ElementsAre(Problem("request_id", "UUID"))) << id;
  }
}

TEST(FieldValidatorTest, TheWildcardIsForParentsOfListsOnly) {
  EXPECT_THAT(Problems<v1::ListInternshipsRequest>("parent: 'employers/-'"), IsEmpty());
  EXPECT_THAT(Problems<v1::ListInternshipsRequest>(""), ElementsAre(At("parent")));
  EXPECT_THAT(Problems<v1::CreateInternshipRequest>("parent: 'employers/-'"),
              ElementsAre(At("parent"), At("internship")));
  EXPECT_THAT(Problems<sample::ListSamplesRequest>("parent: 'samples/-' other: 'samples/-'"),
              ElementsAre(At("other")));
}

// ---- Dates and times ----

TEST(FieldValidatorTest, DatesExist) {
  const auto problems = [](const std::string& date) {
    return CandidateProblems(
        absl::StrCat("work_authorisation { valid_until_date { ", date, " } }"));
  };
  const std::string path = "work_authorisation.valid_until_date";
  EXPECT_THAT(problems("year: 2028 month: 2 day: 29"), IsEmpty());
  EXPECT_THAT(problems("year: 2000 month: 2 day: 29"), IsEmpty());
  EXPECT_THAT(problems("year: 2100 month: 2 day: 29"), ElementsAre(Problem(path, "calendar")));
  EXPECT_THAT(problems("year: 2026 month: 2 day: 30"), ElementsAre(Problem(path, "calendar")));
  EXPECT_THAT(problems("year: 2026 month: 4 day: 31"), ElementsAre(Problem(path, "calendar")));
  EXPECT_THAT(problems("year: 2026 month: 13 day: 1"),
              ElementsAre(Problem(path + ".month", "must be 1 to 12")));
  EXPECT_THAT(problems("year: 1899 month: 1 day: 1"), ElementsAre(At(path + ".year")));
  EXPECT_THAT(problems("year: 2026"), ElementsAre(At(path + ".month"), At(path + ".day")));
  EXPECT_THAT(problems(""),
              ElementsAre(At(path + ".year"), At(path + ".month"), At(path + ".day")));
  EXPECT_THAT(Problems<Sample>("needed: 1 month { year: 2026 }"), ElementsAre(At("month.month")));
}

TEST(FieldValidatorTest, TheEndOfADayIsATimeForEndsOnly) {
  const auto problems = [](const std::string& start, const std::string& end) {
    return CandidateProblems(absl::StrCat("availability { weekly { day: MONDAY start { ", start,
                                          " } end { ", end, " } } }"));
  };
  EXPECT_THAT(problems("hours: 0", "hours: 24"), IsEmpty());
  EXPECT_THAT(problems("hours: 24", "hours: 1"), ElementsAre(At("availability.weekly[0].start")));
  EXPECT_THAT(problems("hours: 1", "hours: 24 minutes: 1"),
              ElementsAre(At("availability.weekly[0].end.minutes")));
  EXPECT_THAT(problems("hours: 25", "minutes: 60"),
              ElementsAre(Problem("availability.weekly[0].start.hours", "0 to 24"),
                          Problem("availability.weekly[0].end.minutes", "0 to 59")));
}

TEST(FieldValidatorTest, TimestampsLieInTheYears1To9999) {
  const auto problems = [](const std::string& time) {
    return Problems<v1::RankAdvisorsRequest>(
        absl::StrCat("candidate: 'candidates/a' as_of { ", time, " }").c_str());
  };
  EXPECT_THAT(problems("seconds: -62135596800"), IsEmpty());
  EXPECT_THAT(problems("seconds: 253402300799 nanos: 999999999"), IsEmpty());
  EXPECT_THAT(problems("seconds: -62135596801"), ElementsAre(Problem("as_of", "years 1 to 9999")));
  EXPECT_THAT(problems("seconds: 253402300800"), ElementsAre(At("as_of")));
  EXPECT_THAT(problems("nanos: 1000000000"), ElementsAre(Problem("as_of", "nanoseconds")));
  EXPECT_THAT(problems("nanos: -1"), ElementsAre(At("as_of")));
}

TEST(FieldValidatorTest, ReversedRangesAreRefused) {
  EXPECT_THAT(CandidateProblems("work_authorisation { vacation_ranges { "
                                "start_date { year: 2026 month: 8 day: 2 } "
                                "end_date { year: 2026 month: 8 day: 1 } } }"),
              ElementsAre(Problem("work_authorisation.vacation_ranges[0].end_date",
                                  "must not be before start_date")));
  EXPECT_THAT(CandidateProblems("availability { exceptions { kind: ADD "
                                "start_date { year: 2026 month: 8 day: 2 } "
                                "end_date { year: 2025 month: 12 day: 31 } } }"),
              ElementsAre(At("availability.exceptions[0].end_date")));
  EXPECT_THAT(CandidateProblems("availability { weekly { day: MONDAY start { hours: 1 } end {} "
                                "valid_from_date { year: 2026 month: 8 day: 2 } "
                                "valid_until_date { year: 2026 month: 7 day: 31 } } }"),
              ElementsAre(At("availability.weekly[0].valid_until_date")));
  EXPECT_THAT(CandidateProblems("availability { busy { start_time { seconds: 5 nanos: 1 } "
                                "end_time { seconds: 5 nanos: 1 } } one_off { "
                                "start_time { seconds: 5 } end_time { seconds: 31622405 nanos: 1 } "
                                "} }"),
              ElementsAre(Problem("availability.one_off[0].end_time", "366 days"),
                          Problem("availability.busy[0].end_time", "after start_time")));
}

// ---- Requests that write ----

TEST(FieldValidatorTest, ANameIsIgnoredOnCreationAndNeededOnUpdate) {
  EXPECT_THAT(Problems<v1::CreateCandidateRequest>(
                  "candidate { name: 'anything' person_name { full_name: 'a' } }"),
              IsEmpty());
  EXPECT_THAT(Problems<v1::UpdateCandidateRequest>("candidate {}"),
              ElementsAre(At("candidate.name")));
  EXPECT_THAT(Problems<v1::UpdateCandidateRequest>("candidate { name: 'advisors/a' }"),
              ElementsAre(Problem("candidate.name", "candidates/{candidate}")));
}

TEST(FieldValidatorTest, AnUpdateIsCheckedWhereItWrites) {
  const auto problems = [](const std::string& candidate, const std::string& mask) {
    return Problems<v1::UpdateCandidateRequest>(absl::StrCat("candidate { name: 'candidates/a' ",
                                                             candidate, " } update_mask { ", mask,
                                                             " }")
                                                    .c_str());
  };
  // Without a mask the populated fields are written, each whole.
  EXPECT_THAT(problems("home_prefecture: '13'", ""), IsEmpty());
  EXPECT_THAT(problems("home_prefecture: '99'", ""), ElementsAre(At("candidate.home_prefecture")));
  EXPECT_THAT(problems("study { year: 2 }", ""), ElementsAre(At("candidate.study.programme")));
  // With one, what it names.
  EXPECT_THAT(problems("home_prefecture: '99'", "paths: 'study'"), IsEmpty());
  EXPECT_THAT(problems("study { year: 2 }", "paths: 'study.year'"), IsEmpty());
  EXPECT_THAT(problems("study { year: 11 }", "paths: 'study.year'"),
              ElementsAre(At("candidate.study.year")));
  EXPECT_THAT(problems("", "paths: 'study.year'"), IsEmpty());
  EXPECT_THAT(problems("study { year: 2 }", "paths: 'study'"),
              ElementsAre(At("candidate.study.programme")));
  EXPECT_THAT(problems("", "paths: 'person_name'"),
              ElementsAre(Problem("candidate.person_name", "must be set")));
  EXPECT_THAT(problems("availability { weekly {} }", "paths: 'availability.weekly'"),
              ElementsAre(At("candidate.availability.weekly[0].day"),
                          At("candidate.availability.weekly[0].start"),
                          At("candidate.availability.weekly[0].end")));
  EXPECT_THAT(problems("availability { busy {} }", "paths: 'availability.weekly'"), IsEmpty());
  EXPECT_THAT(problems("study { year: 2 } skills {}", "paths: 'studyx' paths: 'ski'"), IsEmpty());
  // And with `*`, everything.
  EXPECT_THAT(problems("", "paths: '*'"), ElementsAre(At("candidate.person_name")));
}

TEST(FieldValidatorTest, ADatePartByPartIsNotJudgedAsAWhole) {
  EXPECT_THAT(Problems<v1::UpdateCandidateRequest>(
                  "candidate { name: 'candidates/a' work_authorisation { valid_until_date { year: "
                  "2027 } } } update_mask { paths: 'work_authorisation.valid_until_date.year' }"),
              IsEmpty());
}

// ---- Whatever comes ----

TEST(FieldValidatorTest, ProblemsAreLimitedInNumber) {
  v1::Candidate candidate;
  for (int i = 0; i < 128; ++i) candidate.add_skills();
  for (int i = 0; i < 512; ++i) candidate.mutable_availability()->add_busy();

  EXPECT_LE(Problems(candidate).size(), 205u);
}

TEST(FieldValidatorTest, RandomMessagesAreJudgedAndNeverEchoed) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    v1::CreateCandidateRequest create;
    v1::UpdateInternshipRequest update;
    FillRandomly(&create, &random);
    FillRandomly(&update, &random);
    create.mutable_candidate()->mutable_person_name()->set_full_name("Rahimi\x01");
    for (const FieldProblem& problem : Problems(create)) {
      ASSERT_FALSE(problem.field.empty());
      ASSERT_FALSE(problem.description.empty());
      ASSERT_THAT(problem.description, Not(HasSubstr("Rahimi")));
    }
    Problems(update);
  }
}

}  // namespace
}  // namespace banso
