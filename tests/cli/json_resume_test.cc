#include "clients/cli/import/json_resume.h"

#include "gmock/gmock.h"
#include "tests/cli/fake_term_resolver.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Why = DroppedField::Why;

RowDraft Draft(const std::string& json) {
  FakeTermResolver resolver;
  auto draft = DraftFromJsonResume(Json::parse(json), resolver);
  if (!draft.ok()) ADD_FAILURE() << draft.status();
  return *std::move(draft);
}

TEST(JsonResumeTest, TakesOverWhatTheProgrammeNeeds) {
  const RowDraft draft = Draft(R"({
    "basics": {"name": "Maya Example", "email": "maya@example.org", "phone": "+81 3 0000 0000",
               "location": {"countryCode": "JP", "region": "東京都", "address": "1-2-3"}},
    "languages": [{"language": "English", "fluency": "Native speaker"},
                  {"language": "Japanese", "fluency": "JLPT N2"}],
    "skills": [{"name": "Data Analysis", "level": "Advanced",
                "keywords": ["Python", "SQL", "python"]}]})");

  EXPECT_THAT(draft.problems, IsEmpty());
  EXPECT_EQ(draft.key, "maya@example.org");
  EXPECT_EQ(draft.resource, Json::parse(R"({
    "person_name": {"full_name": "Maya Example"},
    "contacts": [{"channel": "EMAIL", "address": "maya@example.org"},
                 {"channel": "PHONE", "address": "+81 3 0000 0000"}],
    "home_prefecture": "13",
    "languages": [{"native": true, "language": "en"}, {"jlpt_level": "N2", "language": "ja"}],
    "skills": [{"skill": "it.data.analysis", "level": 3}, {"skill": "it.lang.python", "level": 3},
               {"skill": "it.data.sql", "level": 3}]})"));
  EXPECT_THAT(draft.dropped,
              ElementsAre(DroppedField{"basics.location.address", Why::kMustNotBeHeld}));
}

TEST(JsonResumeTest, ReportsWhatItLeavesOut) {
  const RowDraft draft = Draft(R"({
    "basics": {"name": "A", "image": "https://example.org/a.jpg", "summary": "s", "url": "",
               "nationality": "X", "profiles": [{"network": "N"}]},
    "work": [{"name": "W"}], "references": [{"name": "R"}], "meta": {"version": "1"},
    "languages": [{"language": "Klingon", "fluency": "Fluent"},
                  {"language": "Spanish", "fluency": "so-so"}],
    "skills": [{"name": "Vendor negotiation"}]})");

  EXPECT_THAT(
      draft.dropped,
      ElementsAre(DroppedField{"languages: Klingon", Why::kNotKnown},
                  DroppedField{"languages: Spanish (fluency)", Why::kNotUsable},
                  DroppedField{"skills: Vendor negotiation", Why::kNotKnown},
                  DroppedField{"basics.image", Why::kMustNotBeHeld},
                  DroppedField{"basics.summary", Why::kNoPlace},
                  DroppedField{"basics.nationality", Why::kMustNotBeHeld},
                  DroppedField{"basics.profiles", Why::kNoPlace},
                  DroppedField{"work", Why::kNoPlace}, DroppedField{"references", Why::kNoPlace}));
}

TEST(JsonResumeTest, SurvivesWhatDoesNotFollowTheSchema) {
  for (const char* json : {R"({"basics": 1})", R"({"basics": {"name": ["A"]}})",
                           R"({"basics": {"name": "A"}, "skills": "Python", "languages": {}})",
                           R"({"basics": {"name": "A"}, "skills": [null, 7, {"keywords": 1}]})"}) {
    FakeTermResolver resolver;
    EXPECT_THAT(DraftFromJsonResume(Json::parse(json), resolver), IsOk()) << json;
  }
  EXPECT_THAT(Draft(R"({"basics": {}})").problems,
              ElementsAre(FieldIssue{"basics.name", "must be set"}));
}

TEST(FluencyEvidenceTest, ReadsTheWordsPeopleUse) {
  const auto self = [](const char* words) {
    return FluencyEvidence(words, false).value("self_assessed", "");
  };
  EXPECT_EQ(FluencyEvidence("Native speaker", false), Json::parse(R"({"native": true})"));
  EXPECT_EQ(FluencyEvidence("母語", true), Json::parse(R"({"native": true})"));
  EXPECT_EQ(self("Full professional proficiency"), "C1");
  EXPECT_EQ(self("Professional working proficiency"), "B2")
      << "“proficiency” is in the name of every step of that scale";
  EXPECT_EQ(self("Limited working proficiency"), "B1");
  EXPECT_EQ(self("Elementary proficiency"), "A2");
  EXPECT_EQ(self("Fluent"), "C1");
  EXPECT_EQ(self("Intermediate (B2)"), "B2");
  EXPECT_EQ(self("Upper intermediate"), "B2");
  EXPECT_EQ(self("Beginner"), "A1");
  EXPECT_EQ(FluencyEvidence("日本語能力試験N2", true), Json::parse(R"({"jlpt_level": "N2"})"));
  EXPECT_EQ(FluencyEvidence("N2", false), Json::object()) << "a level of Japanese only";
  EXPECT_EQ(FluencyEvidence("some", false), Json::object());
}

}  // namespace
}  // namespace banso
