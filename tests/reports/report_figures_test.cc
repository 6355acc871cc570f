#include "server/reports/report_figures.h"

#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/disclosure/ranges.h"
#include "engine/disclosure/suppression.h"
#include "gmock/gmock.h"
#include "server/convert/calendar_convert.h"
#include "server/reports/html_report.h"
#include "server/reports/report_files.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const ReportPeriod kPeriod = *PeriodOf("2026-10");

v1::CountedFact AFact(const std::string& kind, int day, std::vector<std::string> codes,
                      int64_t amount = 0) {
  v1::CountedFact fact;
  fact.set_kind(kind);
  *fact.mutable_fact_time() = FromTime(JapanMidnight(kPeriod.first + day) + absl::Hours(12));
  for (std::string& code : codes) fact.add_codes(std::move(code));
  fact.set_amount(amount);
  return fact;
}

ReportSources RandomSources(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto draw = [&](int count) { return static_cast<int>(random() % count); };
  const auto pick = [&](std::vector<std::string> all) { return all[draw(all.size())]; };
  ReportSources sources;
  sources.times_shown.emplace();
  sources.waiting.emplace();
  for (int day = 10; day < 180; day += 40) sources.desk_slots[kPeriod.first + day] = 16;
  for (int i = 0; i < 10 + draw(60); ++i) {
    auto& facts = sources.facts[absl::StrCat("candidates/", i)];
    facts.push_back(AFact("STAGE", draw(180), {"stage:APPLIED"}));
    for (int n = draw(4); n > 0; --n) {
      const int day = 10 + 40 * draw(5);
      const std::string date = absl::FormatCivilTime(kPeriod.first + day);
      const std::string kind = pick({"kind:DESK", "kind:DESK", "kind:MENTORING"});
      facts.push_back(AFact("SESSION", day - 5, {kind, "state:REQUESTED"}));
      facts.push_back(AFact("SESSION", day,
                            {"advisor:advisors/" + std::to_string(draw(9)), "date:" + date,
                             "desk_day:" + date, pick({"first_time:YES", "first_time:NO"}),
                             pick({"industry:G", "industry:J", "industry:M", "industry:P"}), kind,
                             pick({"state:COMPLETED", "state:COMPLETED", "state:COMPLETED",
                                   "state:NO_SHOW", "state:WAITLISTED"}),
                             pick({"topic:ES_REVIEW", "topic:SELF_ANALYSIS"})},
                            60));
    }
    for (int n = draw(3); n > 0; --n) {
      facts.push_back(AFact(
          "OFFER", draw(180),
          {pick({"industry:G", "industry:M", "industry:P"}), pick({"japanese:3", "japanese:4"}),
           pick({"state:FORMAL", "state:JOINED", "state:RETAINED_6M", "state:LEFT_BEFORE_6M",
                 "state:DISMISSED", "state:UNKNOWN_6M"}),
           pick({"type:EMPLOYMENT", "type:WORK_TRIAL"})}));
    }
    (*sources.times_shown)[absl::StrCat("candidates/", i)] = draw(12);
  }
  return sources;
}

TEST(ReportFiguresTest, NoHiddenFigureOfAReportCanBeDerived) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const FigureSheet sheet = FiguresOf(kPeriod, RandomSources(seed));
    const auto marks = Suppress(sheet.figures(), sheet.sums());
    ASSERT_THAT(marks, IsOk()) << "seed " << seed;
    const auto ranges = RangesOf(sheet.figures(), sheet.sums(), *marks);
    ASSERT_THAT(ranges, IsOk()) << "seed " << seed;
    for (size_t i = 0; i < marks->size(); ++i) {
      const Figure& figure = sheet.figures()[i];
      if ((*marks)[i] == Mark::kShown) {
        const int64_t people = figure.people < 0 ? figure.value : figure.people;
        EXPECT_TRUE(figure.always_shown || figure.value == 0 || people >= 5)
            << figure.code << ", seed " << seed;
      } else if ((*marks)[i] != Mark::kUnprinted) {
        EXPECT_GE((*ranges)[i].highest - (*ranges)[i].lowest + 1, figure.least_values)
            << figure.code << ", seed " << seed;
      }
    }
  }
}

TEST(ReportFiguresTest, AnApprovedHeadlineIsShownAndNothingBreaksItDown) {
  ReportSources sources;
  for (const char* person : {"a", "b", "c"}) {
    sources.facts[person].push_back(AFact("OFFER", 3, {"industry:G", "state:JOINED"}));
  }
  v1::Report report;
  const auto hidden = ReportTablesOf(kPeriod, sources);
  sources.approved = {"EMPLOYED"};
  const auto shown = ReportTablesOf(kPeriod, sources);

  ASSERT_THAT(hidden, IsOk());
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(hidden->front().cells(3), "<5");
  EXPECT_EQ(shown->front().cells(3), "3");
  for (const v1::ReportTable& table : *shown) EXPECT_THAT(table.code(), Not(HasSubstr("_BY_")));
}

// Of twelve who were asked, five stayed, seven were dismissed, and nobody left.
TEST(ReportFiguresTest, WhoWasDismissedIsNotAmongThoseWhoLeft) {
  ReportSources sources;
  for (int i = 0; i < 12; ++i) {
    sources.facts[absl::StrCat("candidates/", i)].push_back(
        AFact("OFFER", 3, {"industry:G", i < 5 ? "state:RETAINED_6M" : "state:DISMISSED"}));
  }

  const auto tables = ReportTablesOf(kPeriod, sources);

  ASSERT_THAT(tables, IsOk());
  std::map<std::string, std::string> printed;
  for (const v1::ReportTable& table : *tables) {
    if (table.code() != "OFFERS") continue;
    for (int i = 0; i < table.rows_size(); ++i) printed[table.rows(i)] = table.cells(i);
  }
  EXPECT_EQ(printed["RETAINED_6M"], "5");
  EXPECT_EQ(printed["LEFT_BEFORE_6M"], "0");
  EXPECT_EQ(printed["DISMISSED"], "7");
  EXPECT_EQ(printed["FOLLOWED_UP"], "12");
}

int CountOf(absl::string_view part, absl::string_view text) {
  int count = 0;
  for (size_t at = text.find(part); at != absl::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(ReportFiguresTest, APageOfAPublishedReportIsNoDraft) {
  v1::Report report;
  *report.mutable_start_date() = FromDate(kPeriod.first);
  *report.mutable_end_date() = FromDate(kPeriod.last);
  const std::string draft = ReportHtml(report, ReportLanguage::kJapanese);
  *report.mutable_publish_time() = FromTime(kPeriod.End());
  const std::string published = ReportHtml(report, ReportLanguage::kJapanese);

  EXPECT_THAT(draft, HasSubstr("外に渡さないでください"));
  EXPECT_THAT(published, Not(HasSubstr("下書き")));
  EXPECT_THAT(published, HasSubstr("公表日 2027年4月1日"));
}

TEST(ReportFiguresTest, FilesAreWellFormedAndLoadNothing) {
  v1::Report report;
  *report.mutable_start_date() = FromDate(kPeriod.first);
  *report.mutable_end_date() = FromDate(kPeriod.last);
  const auto tables = ReportTablesOf(kPeriod, RandomSources(7));
  ASSERT_THAT(tables, IsOk());
  for (const v1::ReportTable& table : *tables) *report.add_tables() = table;

  const std::string csv = ReportCsv(report);
  EXPECT_THAT(csv, HasSubstr("table,row_dimension,row,column_dimension,column,value\r\n"));
  EXPECT_THAT(csv, HasSubstr("HEADLINES,HEADLINE,APPLICANTS,,,"));
  EXPECT_THAT(ReportJson(report), IsOk());
  for (const ReportLanguage language : {ReportLanguage::kJapanese, ReportLanguage::kEnglish}) {
    const std::string html = ReportHtml(report, language);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("http:")));
    EXPECT_THAT(html, Not(HasSubstr("url(")));
    EXPECT_THAT(html, HasSubstr("<svg"));
    // Every bar stands beside its number, and says nothing to whoever cannot see it.
    EXPECT_EQ(CountOf("<svg", html), CountOf("aria-hidden=\"true\"><svg", html));
    EXPECT_EQ(CountOf("<table>", html), CountOf("<caption>", html));
    EXPECT_THAT(html, HasSubstr("<title>"));
    EXPECT_THAT(html, HasSubstr(language == ReportLanguage::kEnglish ? "<html lang=\"en\">"
                                                                     : "<html lang=\"ja\">"));
    EXPECT_EQ(html, ReportHtml(report, language));
  }
  EXPECT_EQ(CsvField("a,\"b\""), "\"a,\"\"b\"\"\"");
}

}  // namespace
}  // namespace banso
