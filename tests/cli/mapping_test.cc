#include "clients/cli/import/mapping.h"

#include "clients/cli/import/raw_rows.h"
#include "gmock/gmock.h"
#include "tests/cli/fake_term_resolver.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Why = DroppedField::Why;

const ResourceKind& Kind(const char* collection) { return *FindResourceKind(collection); }

Mapping MustParse(const std::string& toml, const char* collection) {
  auto mapping = Mapping::Parse(toml, Kind(collection));
  if (!mapping.ok()) ADD_FAILURE() << mapping.status();
  return *std::move(mapping);
}

RowDraft MustApply(const Mapping& mapping, const std::string& row) {
  FakeTermResolver resolver;
  auto draft = mapping.Apply(Json::parse(row), resolver);
  if (!draft.ok()) ADD_FAILURE() << draft.status();
  return *std::move(draft);
}

TEST(MappingTest, SplitsResolvesAndCompletesTheElementsOfAList) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "できること"
    path = "skills[].skill"
    split = [";", "、"]
    set = { level = 2 }
  )",
                                    "candidates");

  const RowDraft draft = MustApply(mapping, R"({"できること": "エクセル; ＰＹＴＨＯＮ、Excel;"})");

  EXPECT_THAT(draft.problems, IsEmpty());
  EXPECT_EQ(draft.resource, Json::parse(R"({"skills": [
      {"skill": "office.pc.excel", "level": 2}, {"skill": "it.lang.python", "level": 2}]})"))
      << "a skill is named once";
}

TEST(MappingTest, ALabelThatIsNotKnownIsAProblemWithTheNearestOnes) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "skill"
    path = "skills[].skill"
  )",
                                    "candidates");

  const RowDraft draft = MustApply(mapping, R"({"skill": "Pythno"})");

  ASSERT_EQ(draft.problems.size(), 1);
  EXPECT_EQ(draft.problems[0].field, "skill (skills[].skill)");
  EXPECT_THAT(draft.problems[0].description, HasSubstr("nearest: Nearest (near.est.one)"));
  EXPECT_FALSE(draft.resource.contains("skills")) << "no empty list is left behind";
}

TEST(MappingTest, AnUnknownLabelMayBeDroppedInstead) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "skill"
    path = "skills[].skill"
    unresolved = "drop"
  )",
                                    "candidates");

  const RowDraft draft = MustApply(mapping, R"({"skill": "Pythno"})");

  EXPECT_THAT(draft.problems, IsEmpty());
  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"skill: Pythno", Why::kNotKnown}));
}

TEST(MappingTest, ValuesSayWhatAnAnswerStandsFor) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "日本語"
    path = "languages[]"
    [field.values]
    "N2" = { language = "ja", jlpt_level = "N2" }
    "話せない" = ""
  )",
                                    "candidates");

  EXPECT_EQ(MustApply(mapping, R"({"日本語": "ｎ２"})").resource,
            Json::parse(R"({"languages": [{"jlpt_level": "N2", "language": "ja"}]})"));
  EXPECT_EQ(MustApply(mapping, R"({"日本語": "話せない"})").resource, Json::object());
  EXPECT_EQ(MustApply(mapping, R"({"日本語": "N7"})").problems.size(), 1);
}

TEST(MappingTest, TheFieldOfTheContractSaysHowACellIsRead) {
  const Mapping mapping = MustParse(R"(
    date_order = "month_first"
    [[field]]
    column = "remote"
    path = "accepts_remote"
    [[field]]
    column = "submitted"
    path = "consents[].grant_time"
    set = { scope = "SERVICE" }
    when = { column = "agree", equals = ["はい"] }
    [[field]]
    column = "until"
    path = "work_authorisation.valid_until_date"
    [[field]]
    column = "slots"
    path = "availability.weekly[]"
    parse = "list"
    set = { time_zone = "America/New_York" }
  )",
                                    "candidates");

  const RowDraft draft = MustApply(mapping, R"({"remote": "いいえ", "agree": "はい",
      "submitted": "2020/07/27 3:15:06 午後 GMT+9", "until": "4/1/2027",
      "slots": "['6:00-7:00pm F']"})");

  EXPECT_THAT(draft.problems, IsEmpty());
  EXPECT_THAT(draft.dropped, IsEmpty()) << "the condition's column is used too";
  EXPECT_EQ(draft.resource, Json::parse(R"({
      "accepts_remote": false,
      "consents": [{"grant_time": "2020-07-27T06:15:06+00:00", "scope": "SERVICE"}],
      "work_authorisation": {"valid_until_date": {"year": 2027, "month": 4, "day": 1}},
      "availability": {"weekly": [{"day": "FRIDAY", "start": {"hours": 18, "minutes": 0},
          "end": {"hours": 19, "minutes": 0}, "time_zone": "America/New_York"}]}})"));
}

TEST(MappingTest, AConditionThatIsNotMetLeavesTheFieldUnset) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "submitted"
    path = "consents[].grant_time"
    when = { column = "agree", equals = "はい" }
  )",
                                    "candidates");

  EXPECT_EQ(MustApply(mapping, R"({"agree": "いいえ", "submitted": "2026-01-01"})").resource,
            Json::object());
}

TEST(MappingTest, RewritesByPatternAndStopsAtALimit) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "skills_essential"
    path = "skills[].skill"
    pattern = "^http://data\\.europa\\.eu/esco/skill/(.+)$"
    replace = "esco:\\1"
    resolve = false
    at_most = 2
    set = { level = 2, weight = "ESSENTIAL" }
  )",
                                    "internships");

  const RowDraft draft = MustApply(mapping, R"({"skills_essential": [
      "http://data.europa.eu/esco/skill/a", "http://data.europa.eu/esco/skill/b",
      "http://data.europa.eu/esco/skill/c"]})");

  EXPECT_EQ(draft.resource["skills"].size(), 2);
  EXPECT_EQ(draft.resource["skills"][0]["skill"], "esco:a");
  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"skills_essential > 2", Why::kNotUsable}));
}

TEST(MappingTest, ReportsColumnsThatNothingAsksFor) {
  const Mapping mapping = MustParse(R"(
    ignore = ["row id"]
    [[field]]
    column = "name"
    path = "person_name.full_name"
  )",
                                    "candidates");

  const RowDraft draft = MustApply(
      mapping,
      R"({"name": "A", "国籍を教えてください": "X", "hobby": "Y", "empty": "", "row id": "7"})");

  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"国籍を教えてください", Why::kMustNotBeHeld},
                                         DroppedField{"hobby", Why::kNoPlace}));
}

TEST(MappingTest, AForbiddenColumnCannotBeMappedToFreeText) {
  const Mapping mapping = MustParse(R"(
    [[field]]
    column = "住所"
    path = "contacts[].address"
    set = { channel = "EMAIL" }
  )",
                                    "candidates");

  const RowDraft draft = MustApply(mapping, R"({"住所": "somewhere"})");

  EXPECT_EQ(draft.resource, Json::object());
  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"住所", Why::kMustNotBeHeld}));
}

TEST(MappingTest, TheKeyIsMadeOfItsColumns) {
  const Mapping mapping = MustParse(R"(
    key = ["a", "b"]
    [[field]]
    column = "a"
    path = "person_name.full_name"
  )",
                                    "candidates");

  EXPECT_NE(MustApply(mapping, R"({"a": "x", "b": "yz"})").key,
            MustApply(mapping, R"({"a": "xy", "b": "z"})").key);
  EXPECT_EQ(MustApply(mapping, R"({"a": "", "b": ""})").problems.size(), 1);
}

TEST(MappingTest, MembersInsideObjectsAreNamedWithDots) {
  const Mapping mapping = MustParse(R"(
    employer = "company.name"
    [[field]]
    column = "job.title"
    path = "title"
  )",
                                    "internships");

  const RowDraft draft = MustApply(mapping, R"({"job": {"title": "T"}, "company": {"name": "C"}})");

  EXPECT_EQ(draft.resource["title"], "T");
  EXPECT_EQ(draft.employer_display_name, "C");
}

TEST(MappingTest, APathThatTheContractDoesNotHaveIsRefusedAtOnce) {
  const auto refused = [](const std::string& field) {
    return Mapping::Parse("[[field]]\ncolumn = \"c\"\n" + field, Kind("candidates")).status();
  };
  EXPECT_THAT(refused("path = \"nationality\""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no field `nationality`")));
  EXPECT_THAT(refused("path = \"skills.skill\""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("write `skills[]`")));
  EXPECT_THAT(refused("path = \"home_prefecture[]\""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is not a list")));
  EXPECT_THAT(refused("path = \"home_prefecture\"\nvaluse = {}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("`valuse`")));
  EXPECT_THAT(Mapping::Parse("collection = \"advisors\"", Kind("candidates")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is for advisors")));
  EXPECT_THAT(Mapping::Parse("a = [", Kind("candidates")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 1")));
}

TEST(MappingTest, MissingColumnsAreSaidBeforeAnyRow) {
  const Mapping mapping = MustParse(R"(
    key = "id"
    [[field]]
    column = ["お名前", "Full name"]
    path = "person_name.full_name"
    required = true
  )",
                                    "candidates");

  EXPECT_THAT(mapping.CheckHeadings({"id", "Full name"}), IsOk());
  EXPECT_THAT(mapping.CheckHeadings({"id"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("お名前 / Full name")));
  EXPECT_THAT(mapping.CheckHeadings({"Full name"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("id")));
}

}  // namespace
}  // namespace banso
