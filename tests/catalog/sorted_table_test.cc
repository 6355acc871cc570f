#include "server/catalog/sorted_table.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

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

// Puts rows "100000" to `count` more, which are made when they are asked for. Returns how often
// each chunk was.
std::shared_ptr<std::vector<int>> PutStored(int count, SortedTable<Row>* table) {
  constexpr int kRows = SortedTable<Row>::kFilledRows;
  auto reads = std::make_shared<std::vector<int>>();
  for (int begin = 0; begin < count; begin += kRows) {
    const int end = std::min(begin + kRows, count);
    const size_t chunk = reads->size();
    reads->push_back(0);
    table->PutStored(end - begin, absl::StrCat(100'000 + end - 1), [=] {
      ++(*reads)[chunk];
      SortedTable<Row>::Rows rows;
      for (int i = begin; i < end; ++i) rows.push_back(MakeRow(absl::StrCat(100'000 + i), i));
      return rows;
    });
  }
  return reads;
}

TEST(SortedTableTest, StoredRowsAreReadWhenOneOfTheirChunkIsAskedFor) {
  SortedTable<Row> table;
  const auto reads = PutStored(600, &table);
  EXPECT_EQ(table.size(), 600u);
  EXPECT_THAT(*reads, ElementsAre(0, 0, 0));

  EXPECT_EQ(table.Find("100300")->number, 300);
  EXPECT_EQ(table.Find("100301"), table.Find("100301"));
  EXPECT_EQ(table.Find("no such name"), nullptr);
  EXPECT_THAT(*reads, ElementsAre(0, 1, 0));

  size_t rows = 0;
  table.ForEachOnce([&](const auto&) { ++rows; });
  EXPECT_EQ(rows, 600u);
  EXPECT_THAT(*reads, ElementsAre(1, 1, 1));
  EXPECT_EQ(table.Find("100000")->number, 0);  // what was visited once was not kept
  EXPECT_THAT(*reads, ElementsAre(2, 1, 1));
}

TEST(SortedTableTest, AChangeAmongStoredRowsIsNotSeenByTheCopyBefore) {
  SortedTable<Row> before;
  PutStored(600, &before);
  SortedTable<Row> after = before;

  after.Put(MakeRow("100001", -1));
  after.Put(MakeRow("1000015", -2));
  after.Erase("100599");
  after.Put(MakeRow("2", -3));

  EXPECT_EQ(before.Find("100001")->number, 1);
  EXPECT_EQ(before.Find("1000015"), nullptr);
  EXPECT_EQ(before.Find("100599")->number, 599);
  EXPECT_EQ(before.size(), 600u);
  EXPECT_EQ(after.Find("100001")->number, -1);
  EXPECT_EQ(after.Find("1000015")->number, -2);
  EXPECT_EQ(after.Find("100599"), nullptr);
  EXPECT_EQ(after.Find("2")->number, -3);
  EXPECT_EQ(after.size(), 601u);
  EXPECT_THAT(NamesWithPrefix(after, "10059"),
              ElementsAre("100590", "100591", "100592", "100593", "100594", "100595", "100596",
                          "100597", "100598"));
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
  PutStored(2000, &table);
  table.ForEachOnce([&](const auto& row) { expected[row->name()] = row->number; });
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
