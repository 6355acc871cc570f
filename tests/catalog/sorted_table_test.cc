#include "server/catalog/sorted_table.h"

#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Row {
  std::string row_name;
  int number = 0;
  const std::string& name() const { return row_name; }
};

std::shared_ptr<const Row> MakeRow(std::string name, int number = 0) {
  return std::make_shared<const Row>(Row{std::move(name), number});
}

std::vector<std::string> NamesWithPrefix(const SortedTable<Row>& table, const std::string& prefix) {
  std::vector<std::string> names;
  table.ForEachWithPrefix(prefix, [&](const auto& row) { names.push_back(row->name()); });
  return names;
}

TEST(SortedTableTest, ACopyKeepsWhatItHeld) {
  SortedTable<Row> first;
  first.Put(MakeRow("a", 1));
  first.Put(MakeRow("b", 1));
  SortedTable<Row> second = first;

  second.Put(MakeRow("a", 2));
  second.Erase("b");

  EXPECT_EQ(first.Find("a")->number, 1);
  EXPECT_NE(first.Find("b"), nullptr);
  EXPECT_EQ(second.Find("a")->number, 2);
  EXPECT_EQ(second.Find("b"), nullptr);
  EXPECT_EQ(first.size(), 2u);
  EXPECT_EQ(second.size(), 1u);
}

TEST(SortedTableTest, RowsOfAPrefixComeByName) {
  SortedTable<Row> table;
  for (const char* name : {"e2/x", "e1/b", "e10/z", "e1/a", "e1"}) table.Put(MakeRow(name));

  EXPECT_THAT(NamesWithPrefix(table, "e1/"), ElementsAre("e1/a", "e1/b"));
  EXPECT_THAT(NamesWithPrefix(table, ""), ElementsAre("e1", "e1/a", "e1/b", "e10/z", "e2/x"));
  EXPECT_THAT(NamesWithPrefix(table, "e3"), IsEmpty());
}

TEST(SortedTableTest, ManyRowsAtOnceAreTheSameAsOneByOne) {
  for (const int count : {0, 1, 254, 255, 256, 510, 511, 2000}) {
    for (const bool rising : {true, false}) {
      std::vector<SortedTable<Row>::Row> rows;
      for (int i = 0; i < count; ++i) rows.push_back(MakeRow(absl::StrCat(100'000 + i), i));
      if (!rising && count > 0) rows.push_back(MakeRow("100000", -1));  // the last one counts
      SortedTable<Row> one_by_one;
      for (const auto& row : rows) one_by_one.Put(row);
      SortedTable<Row> at_once;
      at_once.PutAll(rows);
      for (SortedTable<Row>* table : {&one_by_one, &at_once}) {
        table->Put(MakeRow("1000015", 7));
        table->Erase("100001");
        table->PutAll({MakeRow("2"), MakeRow("3")});
      }
      EXPECT_EQ(at_once.size(), one_by_one.size());
      EXPECT_EQ(NamesWithPrefix(at_once, ""), NamesWithPrefix(one_by_one, ""));
      if (!rising && count > 0) {
        EXPECT_EQ(at_once.Find("100000")->number, -1);
      }
    }
  }
}

TEST(SortedTableTest, EqualsAnOrderedMapAfterRandomChanges) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  SortedTable<Row> table;
  std::map<std::string, int> expected;
  for (int i = 0; i < 20000; ++i) {
    const std::string name = absl::StrCat(random() % 3000);
    if (random() % 4 == 0) {
      EXPECT_EQ(table.Erase(name), expected.erase(name) > 0);
    } else {
      table.Put(MakeRow(name, i));
      expected[name] = i;
    }
  }

  ASSERT_EQ(table.size(), expected.size());
  auto next = expected.begin();
  table.ForEach([&](const auto& row) {
    ASSERT_NE(next, expected.end());
    EXPECT_EQ(row->name(), next->first);
    EXPECT_EQ(row->number, next->second);
    ++next;
  });
  for (const auto& [name, number] : expected) {
    ASSERT_NE(table.Find(name), nullptr) << name;
    EXPECT_EQ(table.Find(name)->number, number);
  }
  EXPECT_EQ(table.Find("no such name"), nullptr);
}

}  // namespace
}  // namespace banso
