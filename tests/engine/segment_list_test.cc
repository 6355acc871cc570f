// A list of segments holds what a plain map holds, whatever is changed, built aside and taken.
#include "engine/index/segment_list.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/index/advisor_segment.h"
#include "gmock/gmock.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using List = SegmentList<AdvisorSegment>;
using Item = std::shared_ptr<const Advisor>;
using ::testing::Eq;
using ::testing::Le;

// Rows of one shape: the list looks at nothing but ids.
Item Row(int number) {
  auto one = std::make_shared<Advisor>();
  one->id = AdvisorId(absl::StrCat("advisors/", number));
  one->state = AdvisorState::kActive;
  one->max_active = 1;
  return one;
}

std::vector<Item> Rows(int begin, int end) {
  std::vector<Item> rows;
  for (int number = begin; number < end; ++number) rows.push_back(Row(number));
  return rows;
}

std::map<std::string, Item> ById(const std::vector<Item>& items) {
  std::map<std::string, Item> rows;
  for (const Item& item : items) EXPECT_TRUE(rows.emplace(item->id.name(), item).second);
  return rows;
}

std::vector<Item> Items(const List& list) {
  std::vector<Item> items;
  for (const List::Value& value : list.Values()) items.push_back(value.Get().Share());
  return items;
}

// Values that are in memory for the test alone: the list asks for them one by one.
class TestSource final : public ValueSource<Advisor> {
 public:
  explicit TestSource(std::vector<Item> items) : items_(std::move(items)) {}
  Item Read(uint64_t position) const override { return items_.at(position); }

 private:
  const std::vector<Item> items_;
};

// Rows of which some are at positions of one of two sources, and some in memory.
std::vector<List::Value> Scattered(std::vector<Item> rows, RandomSource* random) {
  const auto first = std::make_shared<const TestSource>(rows);
  const auto second = std::make_shared<const TestSource>(rows);
  std::vector<List::Value> values;
  for (uint64_t i = 0; i < rows.size(); ++i) {
    if (random->Chance(60)) {
      values.emplace_back(random->Chance(80) ? first : second, i);
    } else {
      values.emplace_back(rows[i]);
    }
  }
  return values;
}

// Ranks are compared between segments of one number: they have to be of one build.
void ExpectNumbersOfOneBuildOnly(const List& list) {
  std::map<uint32_t, const AdvisorDictionaries*> builds;
  for (const auto& part : list.parts()) {
    const AdvisorDictionaries* dictionaries = &part->segment->dictionaries();
    EXPECT_THAT(builds.emplace(part->segment->domain(), dictionaries).first->second,
                Eq(dictionaries));
  }
}

void TidyAll(List* list) {
  for (auto folded = list->Fold(); !folded.from.empty(); folded = list->Fold()) {
    list->Take(&folded);
  }
  for (auto merged = list->Merge(); !merged.from.empty(); merged = list->Merge()) {
    list->Take(&merged);
  }
}

TEST(SegmentListTest, HoldsWhatAMapHoldsWhileSegmentsAreBuiltAside) {
  for (const int size : {0, 40, 400, 3000}) {
    SCOPED_TRACE(size);
    RandomSource random(static_cast<uint64_t>(size) + 1);
    List list(Scattered(Rows(0, size), &random));
    std::map<std::string, Item> expected = ById(Items(list));
    List::Tidied folded;
    List::Tidied merged;
    for (int step = 0; step < 2000; ++step) {
      std::vector<Item> put;
      std::vector<AdvisorId> erased;
      const int most = random.Chance(2) ? 200 : 3;
      for (int i = random.Between(0, most); i > 0; --i) {
        Item row = Row(random.Between(0, size + size / 4 + 20));
        if (random.Chance(90)) {
          expected[row->id.name()] = row;
          put.push_back(std::move(row));
        } else if (std::none_of(put.begin(), put.end(),
                                [&](const Item& other) { return other->id == row->id; })) {
          expected.erase(row->id.name());
          erased.push_back(row->id);
        }
      }
      list.Change(put, erased);
      if (random.Chance(20)) folded = list.Fold();
      if (random.Chance(10)) merged = random.Chance(20) ? list.MergeAll() : list.Merge();
      if (random.Chance(20)) List(list).Take(&folded);
      if (random.Chance(20)) List(list).Take(&merged);
      if (random.Chance(20)) list.Take(&folded);
      if (random.Chance(10)) list.Take(&merged);

      ASSERT_EQ(ById(Items(list)), expected) << "step " << step;
      ASSERT_EQ(list.rows(), expected.size());
      ExpectNumbersOfOneBuildOnly(list);
    }
  }
}

TEST(SegmentListTest, FewSegmentsAreLeftWhenChangesAreTidied) {
  List list(Rows(0, 10'000));

  for (int i = 0; i < 2000; ++i) {
    list.Change(std::vector<Item>{Row(i)}, std::vector<AdvisorId>());
    TidyAll(&list);
    ASSERT_THAT(list.parts().size(), Le(12u));
  }
}

TEST(SegmentListTest, ChangesFoldSegmentsThemselvesIfNobodyTidies) {
  List list(Rows(0, 20'000));

  for (int i = 0; i < 8000; ++i) {
    list.Change(std::vector<Item>{Row(i)}, std::vector<AdvisorId>());
    ASSERT_THAT(list.parts().size(), Le(List::kMostParts));
  }
}

TEST(SegmentListTest, WhatWasErasedIsForgottenOnceTheListIsTidy) {
  for (const int size : {1, 100, 1000}) {
    List list(Rows(0, size));
    Item first = Row(7);
    Item second = Row(7);
    const std::weak_ptr<const Advisor> replaced = first;
    const std::weak_ptr<const Advisor> erased = second;
    list.Change(std::vector<Item>{std::move(first)}, std::vector<AdvisorId>());
    TidyAll(&list);
    list.Change(std::vector<Item>{std::move(second)}, std::vector<AdvisorId>());

    list.Change(std::vector<Item>(), std::vector<AdvisorId>{AdvisorId("advisors/7")});
    TidyAll(&list);

    EXPECT_TRUE(replaced.expired()) << size;
    EXPECT_TRUE(erased.expired()) << size;
  }
}

TEST(SegmentListTest, WhatWasErasedWhileAllWasBuiltAnewIsForgottenByTheNextBuild) {
  List list(Rows(0, 1000));
  Item row = Row(2000);
  const std::weak_ptr<const Advisor> erased = row;
  list.Change(std::vector<Item>{std::move(row)}, std::vector<AdvisorId>{AdvisorId("advisors/7")});
  auto merged = list.Merge();

  list.Change(std::vector<Item>(), std::vector<AdvisorId>{AdvisorId("advisors/2000")});
  list.Take(&merged);
  merged = {};

  EXPECT_FALSE(erased.expired());
  TidyAll(&list);
  EXPECT_TRUE(erased.expired());
}

TEST(SegmentListTest, WhatWasErasedWhileItWasFoldedIsForgotten) {
  List list(Rows(0, 1000));
  std::weak_ptr<const Advisor> erased;
  for (int i = 0; i < 100; ++i) {
    Item row = Row(2000 + i);
    if (i == 50) erased = row;
    list.Change(std::vector<Item>{std::move(row)}, std::vector<AdvisorId>());
  }
  auto folded = list.Fold();
  list.Change(std::vector<Item>(), std::vector<AdvisorId>{AdvisorId("advisors/2050")});
  auto merged = list.Merge();

  list.Take(&folded);
  list.Take(&merged);
  folded = {};
  merged = {};
  TidyAll(&list);

  EXPECT_TRUE(erased.expired());
}

TEST(SegmentListTest, AllIsBuiltAnewWhenOneRowOfFourHasChanged) {
  List list(Rows(0, 1000));
  int built_anew = 0;
  for (int i = 0; i < 300; ++i) {
    list.Change(std::vector<Item>{Row(i)}, std::vector<AdvisorId>());
    TidyAll(&list);
    if (list.changed_rows() == 0) ++built_anew;
    ASSERT_THAT(list.changed_rows(), Le(250u));
  }
  EXPECT_EQ(built_anew, 2);  // a row that is replaced counts as two: the old one and the new one
}

}  // namespace
}  // namespace banso
