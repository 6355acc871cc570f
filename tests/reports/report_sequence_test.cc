// What a reader learns who keeps every report and compares them.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/disclosure/suppression.h"
#include "gmock/gmock.h"
#include "server/convert/calendar_convert.h"
#include "server/reports/report_figures.h"
#include "tests/engine/disclosure/figure_tables.h"
#include "tests/engine/disclosure/printed_reader.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

const std::vector<ReportPeriod> kPeriods = {*PeriodOf("2026-04"), *PeriodOf("2026-10"),
                                            *PeriodOf("2027-04")};

// What came of people, in three half-years. Nobody has two offers, so that the reader knows as much
// as can be known: an answer after six months is about somebody who had joined before.
struct History {
  std::map<std::string, std::vector<v1::CountedFact>> facts;
  std::map<std::string, std::set<std::string>> approved;  // by period

  void Add(const std::string& person, int period, const std::string& state,
           const std::string& industry) {
    v1::CountedFact fact;
    fact.set_kind("OFFER");
    *fact.mutable_fact_time() = FromTime(JapanMidnight(kPeriods[period].first + 20));
    fact.add_codes("industry:" + industry);
    fact.add_codes("state:" + state);
    facts[person].push_back(fact);
  }

  // Whether the same people reached both states in a period of which no headline was approved.
  bool TellsAsOne(int period, const std::string& one, const std::string& other) const {
    std::map<std::string, std::set<std::string>> people;
    for (const auto& [person, of_person] : facts) {
      for (const v1::CountedFact& fact : of_person) {
        if (!kPeriods[period].Contains(ToTime(fact.fact_time()))) continue;
        people[fact.codes(1)].insert(person);
      }
    }
    return approved.count(kPeriods[period].Id()) == 0 &&
           people["state:" + one] == people["state:" + other];
  }

  ReportSources SourcesOf(int period) const {
    ReportSources sources;
    sources.facts = facts;
    const auto of = [&](const ReportPeriod& other) {
      const auto found = approved.find(other.Id());
      return found == approved.end() ? std::set<std::string>() : found->second;
    };
    sources.approved = of(kPeriods[period]);
    sources.approved_before = !of(PeriodBefore(kPeriods[period])).empty();
    return sources;
  }
};

History RandomHistory(std::mt19937_64& random, bool with_approvals) {
  const auto draw = [&](int count) { return static_cast<int>(random() % count); };
  History history;
  const int people = 1 + draw(12);
  for (int i = 0; i < people; ++i) {
    const std::string person = absl::StrCat("candidates/", i);
    const std::string industry = draw(3) == 0 ? "M" : "G";
    const int joined = draw(2);
    if (draw(5) != 0) history.Add(person, joined, "FORMAL", industry);
    if (draw(6) == 0) continue;
    history.Add(person, joined, "JOINED", industry);
    if (draw(4) == 0) continue;
    const int answer = draw(6);
    history.Add(person, joined + 1,
                answer == 0   ? "UNKNOWN_6M"
                : answer == 1 ? "LEFT_BEFORE_6M"
                : answer == 2 ? "DISMISSED"
                              : "RETAINED_6M",
                industry);
  }
  if (!with_approvals) return history;
  for (const ReportPeriod& period : kPeriods) {
    for (const absl::string_view headline : kApprovableHeadlines) {
      if (draw(3) == 0) history.approved[period.Id()].insert(std::string(headline));
    }
  }
  return history;
}

// All reports side by side, with what links them.
class Reader {
 public:
  explicit Reader(const History& history) : history_(history) {
    for (size_t i = 0; i < kPeriods.size(); ++i) Take(static_cast<int>(i));
    Link();
  }

  // Whether some hidden figure of some report can be told apart from all but one other value.
  void ExpectNothingIsDerived() {
    PrintedReader reader(table_, absl::StrJoin(printed_, " "));
    for (size_t i = 0; i < marks_.size(); ++i) {
      if (marks_[i] == Mark::kShown || marks_[i] == Mark::kUnprinted) continue;
      const Figure& figure = table_.figures[i];
      const auto values = reader.PossibleValues(static_cast<int>(i), figure.value + 3);
      EXPECT_GE(values.size(), 3u)
          << figure.code << " of " << figure.value << "; printed " << Shown();
      EXPECT_EQ(values.count(figure.value), 1u) << figure.code;
    }
  }

 private:
  void Take(int period) {
    const FigureSheet sheet = FiguresOf(kPeriods[period], history_.SourcesOf(period));
    const auto marks = Suppress(sheet.figures(), sheet.sums());
    ASSERT_THAT(marks, IsOk());
    const int offset = static_cast<int>(table_.figures.size());
    for (size_t i = 0; i < marks->size(); ++i) {
      Figure figure = sheet.figures()[i];
      figure.code = absl::StrCat(kPeriods[period].Id(), "/", figure.code);
      const Mark mark = (*marks)[i];
      AddPrinted(std::move(figure), mark,
                 mark == Mark::kShown    ? absl::StrCat(sheet.figures()[i].value)
                 : mark == Mark::kFew    ? "<5"
                 : mark == Mark::kHidden ? "–"
                                         : "…");
    }
    for (Sum sum : sheet.sums()) {
      sum.total += offset;
      for (int& part : sum.parts) part += offset;
      table_.sums.push_back(std::move(sum));
    }
  }

  int AddPrinted(Figure figure, Mark mark, std::string text) {
    const int position = table_.Add(std::move(figure));
    marks_.push_back(mark);
    printed_.push_back(std::move(text));
    return position;
  }
  int AddUnknown(std::string code) {
    Figure figure;
    figure.code = std::move(code);
    return AddPrinted(std::move(figure), Mark::kUnprinted, "…");
  }

  // The figure of a period that counts a state, wherever it is told; one that is nowhere told may
  // be anything.
  int FigureOf(int period, const std::vector<std::string>& codes) {
    for (const std::string& code : codes) {
      const std::string full = absl::StrCat(kPeriods[period].Id(), "/", code);
      for (size_t i = 0; i < table_.figures.size(); ++i) {
        if (table_.figures[i].code == full) return static_cast<int>(i);
      }
    }
    return AddUnknown(absl::StrCat(kPeriods[period].Id(), "/?", codes.front()));
  }

  void Link() {
    std::vector<int> joined;
    std::vector<int> answered;
    for (int period = 0; period < static_cast<int>(kPeriods.size()); ++period) {
      // Figures that count the same people are one, called as the first of them.
      std::vector<std::string> codes = {"OFFER/JOINED", "HEADLINES/EMPLOYED"};
      if (history_.TellsAsOne(period, "FORMAL", "JOINED")) codes.push_back("HEADLINES/OFFERED");
      joined.push_back(FigureOf(period, codes));
      // Whoever stayed is counted as a headline and as an outcome: one number, if both are told.
      const int headline = FigureOf(period, {"HEADLINES/RETAINED_6M"});
      const int outcome = FigureOf(period, {"OFFER/RETAINED_6M", "HEADLINES/RETAINED_6M"});
      if (headline != outcome) table_.sums.push_back({headline, {outcome}});
      answered.push_back(FigureOf(period, {"OFFER/FOLLOWED_UP"}));
      if (period == 0) continue;
      // So many had joined before as answered by now or are still to be asked.
      const int before = AddUnknown(absl::StrCat("joined before ", period));
      table_.sums.push_back({before, {joined.begin(), joined.end() - 1}});
      std::vector<int> parts(answered.begin() + 1, answered.end());
      parts.push_back(AddUnknown(absl::StrCat("not asked by ", period)));
      table_.sums.push_back({before, std::move(parts)});
    }
  }

  std::string Shown() const {
    std::string all;
    for (size_t i = 0; i < printed_.size(); ++i) {
      if (printed_[i] != "0") absl::StrAppend(&all, table_.figures[i].code, "=", printed_[i], " ");
    }
    return all;
  }

  const History& history_;
  FigureTable table_;
  std::vector<Mark> marks_;
  std::vector<std::string> printed_;
};

class ReportSequenceTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(ReportSequenceTest, WhoComparesReportsDerivesNothingThatIsHidden) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 25; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", GetParam(), ", history ", i));
    const History history = RandomHistory(random, false);
    Reader(history).ExpectNothingIsDerived();
  }
}

TEST_P(ReportSequenceTest, NorWhoIsToldSomeOfThemByApproval) {
  std::mt19937_64 random(GetParam() + 1000);
  for (int i = 0; i < 25; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", GetParam() + 1000, ", history ", i));
    const History history = RandomHistory(random, true);
    Reader(history).ExpectNothingIsDerived();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReportSequenceTest, ::testing::Range<uint64_t>(1, 9));

// One joined, which an admin let be told. Neither "<5" nor 0 may then say whether the one stayed.
TEST(ReportSequencesTest, WhatBecameOfTheOneWhoWasToldIsNotTold) {
  for (const bool stayed : {false, true}) {
    History history;
    history.Add("candidates/a", 0, "JOINED", "G");
    if (stayed) history.Add("candidates/a", 1, "RETAINED_6M", "G");
    history.approved["2026-04"] = {"EMPLOYED"};

    const auto tables = ReportTablesOf(kPeriods[1], history.SourcesOf(1));

    ASSERT_THAT(tables, IsOk());
    EXPECT_EQ(tables->front().rows(4), "RETAINED_6M");
    EXPECT_EQ(tables->front().cells(4), "…");
  }
}

// Six of the eight who were asked stayed. With both numbers it would be known how many did not.
TEST(ReportSequencesTest, AHeadlineDoesNotTellWhatATableHides) {
  History history;
  for (int i = 0; i < 8; ++i) {
    const std::string person = absl::StrCat("candidates/", i);
    history.Add(person, 0, "JOINED", "G");
    history.Add(person, 1, i < 6 ? "RETAINED_6M" : "LEFT_BEFORE_6M", "G");
  }

  const auto tables = ReportTablesOf(kPeriods[1], history.SourcesOf(1));

  ASSERT_THAT(tables, IsOk());
  EXPECT_EQ(tables->front().cells(4), "6") << "a headline is told";
  for (const v1::ReportTable& table : *tables) {
    if (table.code() != "OFFERS") continue;
    for (int i = 0; i < table.rows_size(); ++i) {
      EXPECT_NE(table.rows(i), "FOLLOWED_UP");
      if (table.rows(i) == "LEFT_BEFORE_6M") {
        EXPECT_EQ(table.cells(i), "…");
      }
    }
  }
}

}  // namespace
}  // namespace banso
