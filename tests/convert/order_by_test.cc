#include "server/convert/order_by.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/convert/status_details.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Row {
  std::string name;
  int64_t state = 0;
  std::string title;
  std::optional<absl::Time> deadline;
};

OrderSchema<Row> ASchema() {
  return OrderSchema<Row>([](const Row& row) { return row.name; })
      .Int("state", [](const Row& row) { return row.state; })
      .String("title", [](const Row& row) { return row.title; })
      .Time("deadline", [](const Row& row) { return row.deadline; });
}

std::vector<std::string> Ordered(const std::string& text, std::vector<Row> rows) {
  const absl::StatusOr<OrderBy<Row>> order = OrderBy<Row>::Parse(text, ASchema());
  EXPECT_THAT(order, IsOk()) << text;
  if (!order.ok()) return {};
  std::sort(rows.begin(), rows.end(),
            [&](const Row& a, const Row& b) { return order->Less(a, b); });
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.name);
  return names;
}

TEST(OrderByTest, NothingMeansByName) {
  EXPECT_THAT(Ordered("", {{"c"}, {"a"}, {"b"}}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ordered("  ", {{"c"}, {"a"}, {"b"}}), ElementsAre("a", "b", "c"));
}

TEST(OrderByTest, EqualRowsAreOrderedByNameAlsoWhenDescending) {
  EXPECT_THAT(Ordered("state desc", {{"b", 1}, {"a", 1}, {"c", 2}}), ElementsAre("c", "a", "b"));
}

TEST(OrderByTest, LaterFieldsDecideWhereEarlierAreEqual) {
  const std::vector<Row> rows = {{"a", 1, "x"}, {"b", 1, "y"}, {"c", 0, "z"}};

  EXPECT_THAT(Ordered("state,title desc", rows), ElementsAre("c", "b", "a"));
  EXPECT_THAT(Ordered("  state   desc ,  title asc ", rows), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ordered("name desc", rows), ElementsAre("c", "b", "a"));
}

TEST(OrderByTest, RowsWithoutATimeComeLastInBothDirections) {
  const std::vector<Row> rows = {{"none"},
                                 {"late", 0, "", absl::FromUnixSeconds(2)},
                                 {"early", 0, "", absl::FromUnixSeconds(1)}};

  EXPECT_THAT(Ordered("deadline", rows), ElementsAre("early", "late", "none"));
  EXPECT_THAT(Ordered("deadline desc", rows), ElementsAre("late", "early", "none"));
}

TEST(OrderByTest, WhatIsWrongIsSaidWithTheKnownFields) {
  for (const auto& [text, problem] : std::initializer_list<std::pair<const char*, const char*>>{
           {"colour", "known: name, state, title, deadline"},
           {"state,", "part 2 is empty"},
           {",", "part 1 is empty"},
           {"state, state desc", "`state` a second time"},
           {"state down", "more than a field and `desc`"},
           {"state desc desc", "more than a field and `desc`"},
           {"State", "known: "},
           {"\xff", "known: "}}) {
    const absl::Status status = OrderBy<Row>::Parse(text, ASchema()).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(problem))) << text;
    EXPECT_EQ(FieldProblems(status)[0].field, "order_by");
  }
}

}  // namespace
}  // namespace banso
