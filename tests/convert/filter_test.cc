#include "server/convert/filter.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/person.pb.h"
#include "gmock/gmock.h"
#include "server/convert/status_details.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Row {
  int stage = 0;
  std::string prefecture;
  std::vector<std::string> skills;
  std::string industry;
  std::vector<std::string> occupations;
  std::vector<int> topics;
  bool remote = false;
  int64_t seats = 0;
  std::optional<absl::Time> deadline;
};

const FilterSchema<Row>& ASchema() {
  static const auto& schema = *new FilterSchema<Row>(
      FilterSchema<Row>()
          .Enum("stage", v1::Case::Stage_descriptor(), [](const Row& row) { return row.stage; })
          .String("prefecture", [](const Row& r) { return r.prefecture; })
          .Strings("skills", [](const Row& row) { return row.skills; })
          .Code("industry", FilterScheme::kIndustry, [](const Row& row) { return row.industry; })
          .Codes("occupations", FilterScheme::kOccupation,
                 [](const Row& row) { return row.occupations; })
          .Enums("topics", v1::Topic_descriptor(), [](const Row& row) { return row.topics; })
          .Bool("remote", [](const Row& row) { return row.remote; })
          .Int("seats", [](const Row& row) { return row.seats; })
          .Time("deadline", [](const Row& row) { return row.deadline; }));
  return schema;
}

bool Matches(const std::string& text, const Row& row) {
  const absl::StatusOr<Filter<Row>> filter = Filter<Row>::Parse(text, ASchema());
  EXPECT_THAT(filter, IsOk()) << text;
  return filter.ok() && filter->Matches(row);
}

std::string ProblemOf(const std::string& text) {
  const absl::Status status = Filter<Row>::Parse(text, ASchema()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  const std::vector<FieldProblem> problems = FieldProblems(status);
  if (problems.size() != 1) return "";
  EXPECT_EQ(problems[0].field, "filter");
  return problems[0].description;
}

TEST(FilterTest, NothingMatchesEverything) {
  EXPECT_TRUE(Matches("", {}));
  EXPECT_TRUE(Matches(" \t\n", {}));
}

TEST(FilterTest, TheExampleOfTheContractReads) {
  Row row;
  row.stage = v1::Case::PLANNED;
  row.skills = {"it.lang.python"};

  EXPECT_TRUE(Matches("stage = PLANNED AND skills:\"it.lang.python\"", row));
  EXPECT_FALSE(Matches("stage = CLOSED AND skills:\"it.lang.python\"", row));
}

TEST(FilterTest, OrBindsTighterThanAnd) {
  Row row;
  row.seats = 1;

  // Read as C programmers do, (seats=1) OR (seats=2 AND seats=3), this would hold.
  EXPECT_FALSE(Matches("seats=1 OR seats=2 AND seats=3", row));
  EXPECT_TRUE(Matches("seats=1 OR (seats=2 AND seats=3)", row));
  EXPECT_TRUE(Matches("seats=3 OR seats=1 AND remote=false OR seats=9", row));
}

TEST(FilterTest, ComparisonsSideBySideAreBothNeeded) {
  Row row;
  row.seats = 1;

  EXPECT_TRUE(Matches("seats=1 remote=false", row));
  EXPECT_FALSE(Matches("seats=1 remote=true", row));
  EXPECT_TRUE(Matches("(seats=1)(remote=false)", row));
}

TEST(FilterTest, NotAndMinusNegateOneTerm) {
  Row row;
  row.seats = 1;

  EXPECT_FALSE(Matches("NOT seats=1", row));
  EXPECT_TRUE(Matches("-seats=2", row));
  EXPECT_TRUE(Matches("NOT (seats=2 OR seats=3)", row));
  EXPECT_TRUE(Matches("NOT(seats=2) AND - seats=3", row));
  EXPECT_THAT(ProblemOf("NOTHING = 1"), HasSubstr("position 1: unknown field; known: stage"));
}

TEST(FilterTest, ACodeFindsTheCodesBelowIt) {
  Row row;
  row.industry = "391";
  row.occupations = {"5120", "2512.4.1"};

  for (const char* text : {"industry:G", "industry:39", "industry:391", "industry=391",
                           "occupations:25", "occupations:2512", "occupations:\"2512.4\""}) {
    EXPECT_TRUE(Matches(text, row)) << text;
  }
  for (const char* text : {"industry:H", "industry:3911", "industry=39", "industry!=391",
                           "occupations:26", "occupations:2512.4.1.1"}) {
    EXPECT_FALSE(Matches(text, row)) << text;
  }
}

TEST(FilterTest, ALastStarStandsForAnyEnding) {
  Row row;
  row.prefecture = "13";
  row.skills = {"it.lang.python", "weld.tig"};

  EXPECT_TRUE(Matches("skills:it.*", row));
  EXPECT_TRUE(Matches("skills:\"weld.*\"", row));
  EXPECT_FALSE(Matches("skills:it.lang", row));
  EXPECT_FALSE(Matches("skills:\"python*\"", row));
  EXPECT_TRUE(Matches("prefecture=1*", row));
}

TEST(FilterTest, AStarAloneAsksWhetherTheFieldIsSet) {
  Row set;
  set.stage = 1;
  set.prefecture = "13";
  set.skills = {"a"};
  set.industry = "G";
  set.occupations = {"2"};
  set.topics = {1};
  set.remote = true;
  set.seats = 1;
  set.deadline = absl::UnixEpoch();
  for (const char* field : {"stage", "prefecture", "skills", "industry", "occupations", "topics",
                            "remote", "seats", "deadline"}) {
    EXPECT_TRUE(Matches(absl::StrCat(field, ":*"), set)) << field;
    EXPECT_FALSE(Matches(absl::StrCat(field, ":*"), {})) << field;
    EXPECT_TRUE(Matches(absl::StrCat("NOT ", field, ":*"), {})) << field;
  }
}

TEST(FilterTest, TimesAreReadWithZoneOrAsDaysInJapan) {
  Row row;
  row.deadline = absl::FromCivil(absl::CivilDay(2026, 4, 1), absl::FixedTimeZone(9 * 60 * 60));

  for (const char* text :
       {"deadline = 2026-04-01", "deadline = 2026-03-31T15:00:00Z",
        "deadline=\"2026-04-01T00:00:00+09:00\"", "deadline < 2026-04-01T00:00:00.000001+09:00",
        "deadline >= 2026-04-01", "deadline > 2026-03-31", "(deadline:2026-04-01)"}) {
    EXPECT_TRUE(Matches(text, row)) << text;
  }
  // What is not set is neither before nor after, and not equal.
  for (const char* text :
       {"deadline < 2026-04-01", "deadline >= 2026-04-01", "deadline = 2026-04-01"}) {
    EXPECT_FALSE(Matches(text, {})) << text;
  }
  EXPECT_TRUE(Matches("deadline != 2026-04-01", {}));
}

TEST(FilterTest, QuotedValuesHoldAnything) {
  Row row;
  row.prefecture = "a \"b\" \\ (c) AND 東京";

  EXPECT_TRUE(Matches(R"(prefecture = "a \"b\" \\ (c) AND 東京")", row));
  EXPECT_TRUE(Matches(R"(prefecture = 'a "b" \\ (c) AND 東京')", row));
  row.prefecture = "AND";
  EXPECT_TRUE(Matches("prefecture=\"AND\"", row));
}

TEST(FilterTest, WhatIsWrongIsSaidWithItsPositionAndTheWayOut) {
  const std::pair<const char*, const char*> cases[] = {
      {"colour = red", "position 1: unknown field; known: stage, prefecture, skills"},
      {"stage = PLANNED AND colour = red", "position 21: unknown field"},
      {"PLANNED", "position 1: a value alone is not searched for"},
      {"\"PLANNED\"", "position 1: a value alone is not searched for"},
      {"東京 = 1", "position 1: a value alone"},
      {"prefecture = \"東京\" x", "position 19: a value alone"},
      {"seats=1 and seats=2", "position 9: write AND in capitals"},
      {"stage = ASLEEP", "position 9: `stage` has no such value; known: APPLIED, RECEIVED"},
      {"stage < PLANNED", "`stage` has no order"},
      {"skills = a", "`skills` is a list; use `:`"},
      {"skills != a", "`skills` is a list; use `:`"},
      {"industry:ZZ", "`industry` is an industry"},
      {"occupations:cook", "`occupations` is an occupation"},
      {"remote = yes", "`remote` is either `true` or `false`"},
      {"seats = many", "`seats` is a whole number"},
      {"seats = 99999999999999999999", "`seats` is a whole number"},
      {"deadline < tomorrow", "`deadline` is a time"},
      {"deadline < infinite-future", "`deadline` is a time"},
      {"deadline < 2026-02-30", "`deadline` is a time"},
      {"seats == 1", "position 8: a value is expected"},
      {"seats =", "position 8: a value is missing"},
      {"(seats = )", "a value is missing"},
      {"seats = AND seats = 1", "a value is missing"},
      {"seats = 1 AND", "position 14: a comparison is missing"},
      {"AND seats = 1", "missing before `AND`"},
      {"seats = 1 OR OR seats = 2", "missing before `OR`"},
      {"(seats = 1", "position 1: a `(` without its `)`"},
      {"seats = 1)", "position 10: a `)` without its `(`"},
      {"()", "a value alone"},
      {"prefecture = \"13", "position 14: a quote that is not closed"},
      {"prefecture = \"13\\", "position 14: a quote that is not closed"},
      {"= 1", "a value alone"},
      {"\xff", "is not valid UTF-8"},
  };
  for (const auto& [text, problem] : cases) {
    EXPECT_THAT(ProblemOf(text), HasSubstr(problem)) << text;
  }
}

TEST(FilterTest, ErrorsNeverRepeatAValue) {
  for (const char* field : {"stage", "industry", "remote", "seats", "deadline"}) {
    EXPECT_THAT(ProblemOf(absl::StrCat(field, " = Rahimi")), Not(HasSubstr("Rahimi")));
  }
  EXPECT_THAT(ProblemOf("\"Rahimi\""), Not(HasSubstr("Rahimi")));
  EXPECT_THAT(ProblemOf("Rahimi"), Not(HasSubstr("Rahimi")));
}

TEST(FilterTest, DepthAndLengthAreBounded) {
  EXPECT_THAT(ProblemOf(std::string(2000, '(')), HasSubstr("parentheses inside each other"));
  EXPECT_THAT(ProblemOf(std::string(10001, ' ')), HasSubstr("too long"));
  EXPECT_TRUE(Matches(std::string(50, '(') + "seats=0" + std::string(50, ')'), {}));
  EXPECT_THAT(ProblemOf(std::string(51, '(') + "seats=0" + std::string(51, ')')),
              HasSubstr("parentheses"));
}

TEST(FilterTest, AFilterNeedsNeitherSchemaNorTextAfterwards) {
  auto schema = std::make_unique<FilterSchema<Row>>(ASchema());
  auto text = std::make_unique<std::string>("prefecture = \"13\" AND skills:it.*");
  ASSERT_OK_AND_ASSIGN(const Filter<Row> filter, Filter<Row>::Parse(*text, *schema));
  schema.reset();
  text.reset();
  const Filter<Row> copy = filter;
  Row row;
  row.prefecture = "13";
  row.skills = {"it.lang"};

  EXPECT_TRUE(copy.Matches(row));
}

// ---- Random filters against direct evaluation ----

struct Expression {
  std::string text;
  std::function<bool(const Row&)> truth;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Row ARow() {
    Row row;
    row.stage = Below(5);
    row.prefecture = Prefecture();
    for (int i = Below(3); i > 0; --i) row.skills.push_back(Skill());
    row.industry = Industry();
    for (int i = Below(3); i > 0; --i) row.topics.push_back(1 + Below(3));
    row.remote = Below(2) == 1;
    row.seats = Below(4);
    if (Below(3) > 0) row.deadline = Day(Below(4));
    return row;
  }

  Expression AnExpression(int depth) {
    const int kind = depth == 0 ? 0 : Below(4);
    if (kind == 0) return AComparison();
    if (kind == 1) {
      const Expression inner = AnExpression(depth - 1);
      return {absl::StrCat(Below(2) == 0 ? "NOT " : "-", "(", inner.text, ")"),
              [inner](const Row& row) { return !inner.truth(row); }};
    }
    const bool all = kind == 2;
    std::vector<Expression> parts;
    std::vector<std::string> texts;
    for (int i = 1 + Below(3); i > 0; --i) {
      parts.push_back(AnExpression(depth - 1));
      texts.push_back(absl::StrCat("(", parts.back().text, ")"));
    }
    const char* joint = !all ? " OR " : Below(2) == 0 ? " AND " : " ";
    return {absl::StrJoin(texts, joint), [parts, all](const Row& row) {
              for (const Expression& part : parts) {
                if (part.truth(row) != all) return !all;
              }
              return all;
            }};
  }

  // Without parentheses, so that precedence decides.
  Expression AFlatExpression() {
    std::vector<std::vector<Expression>> factors(1);
    std::string text;
    for (int i = 1 + Below(6); i > 0; --i) {
      if (!text.empty()) {
        const bool any = Below(2) == 0;
        text += any ? " OR " : Below(2) == 0 ? " AND " : " ";
        if (!any) factors.emplace_back();
      }
      factors.back().push_back(AComparison());
      text += factors.back().back().text;
    }
    return {text, [factors](const Row& row) {
              bool all = true;
              for (const auto& factor : factors) {
                bool any = false;
                for (const Expression& term : factor) any = any || term.truth(row);
                all = all && any;
              }
              return all;
            }};
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  std::string Prefecture() { return absl::StrCat(1, Below(4)); }
  std::string Skill() { return std::vector<std::string>{"it.a", "it.b", "weld"}[Below(3)]; }
  std::string Industry() {
    return std::vector<std::string>{"G", "39", "391", "40", "H", "42"}[Below(6)];
  }
  static absl::Time Day(int day) { return absl::FromUnixSeconds(86400 * day); }
  static char Division(const std::string& industry) {
    if (industry == "G" || industry == "H") return industry[0];
    return industry == "42" ? 'H' : 'G';
  }

  Expression AComparison() {
    switch (Below(8)) {
      case 0: {
        const int stage = 1 + Below(4);
        const std::string name = v1::Case::Stage_Name(static_cast<v1::Case::Stage>(stage));
        return {"stage = " + name, [=](const Row& row) { return row.stage == stage; }};
      }
      case 1: {
        const std::string prefecture = Prefecture();
        return {"prefecture!=\"" + prefecture + "\"",
                [=](const Row& row) { return row.prefecture != prefecture; }};
      }
      case 2: {
        const std::string skill = Skill();
        return {"skills:" + skill, [=](const Row& row) {
                  return std::count(row.skills.begin(), row.skills.end(), skill) > 0;
                }};
      }
      case 3: {
        const char division = Below(2) == 0 ? 'G' : 'H';
        return {absl::StrCat("industry : ", std::string(1, division)),
                [=](const Row& row) { return Division(row.industry) == division; }};
      }
      case 4: {
        const int topic = 1 + Below(3);
        return {absl::StrCat("topics:", v1::Topic_Name(static_cast<v1::Topic>(topic))),
                [=](const Row& row) {
                  return std::count(row.topics.begin(), row.topics.end(), topic) > 0;
                }};
      }
      case 5: {
        const bool remote = Below(2) == 0;
        return {remote ? "remote=true" : "remote:false",
                [=](const Row& row) { return row.remote == remote; }};
      }
      case 6: {
        const int seats = Below(4);
        switch (Below(4)) {
          case 0:
            return {absl::StrCat("seats<", seats), [=](const Row& r) { return r.seats < seats; }};
          case 1:
            return {absl::StrCat("seats<=", seats), [=](const Row& r) { return r.seats <= seats; }};
          case 2:
            return {absl::StrCat("seats > ", seats), [=](const Row& r) { return r.seats > seats; }};
          default:
            return {absl::StrCat("seats != ", seats),
                    [=](const Row& r) { return r.seats != seats; }};
        }
      }
      default: {
        const absl::Time day = Day(Below(4));
        return {absl::StrCat("deadline >= ",
                             absl::FormatTime(absl::RFC3339_full, day, absl::UTCTimeZone())),
                [=](const Row& row) { return row.deadline && *row.deadline >= day; }};
      }
    }
  }

  std::mt19937 random_;
};

TEST(FilterPropertyTest, RandomFiltersMatchWhatDirectEvaluationMatches) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  Generator generator(seed);
  for (int round = 0; round < 2000; ++round) {
    const Expression expression =
        round % 2 == 0 ? generator.AnExpression(3) : generator.AFlatExpression();
    if (expression.text.size() > 10000) continue;
    const auto filter = Filter<Row>::Parse(expression.text, ASchema());
    ASSERT_THAT(filter, IsOk()) << expression.text;
    for (int i = 0; i < 10; ++i) {
      const Row row = generator.ARow();
      ASSERT_EQ(filter->Matches(row), expression.truth(row)) << expression.text;
    }
  }
}

TEST(FilterPropertyTest, RandomTextIsReadOrRefusedButNeverHarms) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  Generator generator(seed);
  const std::vector<std::string> tokens = {"(",
                                           ")",
                                           "AND",
                                           "OR",
                                           "NOT",
                                           "-",
                                           "=",
                                           "!=",
                                           "<",
                                           ">=",
                                           ":",
                                           "stage",
                                           "skills",
                                           "seats",
                                           "deadline",
                                           "industry",
                                           "PLANNED",
                                           "G",
                                           "1",
                                           "*",
                                           "\"",
                                           "'",
                                           "\\",
                                           " ",
                                           " ",
                                           "東",
                                           "\xff",
                                           "2026-01-01",
                                           "true",
                                           "remote",
                                           std::string(1, '\0')};
  int read = 0;
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (unsigned i = random() % 12; i > 0; --i) {
      text += round % 4 == 0 ? std::string(1, static_cast<char>(random()))
                             : tokens[random() % tokens.size()];
    }
    const auto filter = Filter<Row>::Parse(text, ASchema());
    if (filter.ok()) {
      filter->Matches(generator.ARow());
      ++read;
    } else {
      ASSERT_EQ(FieldProblems(filter.status()).size(), 1u);
    }
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace banso
