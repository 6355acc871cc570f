#include "server/reports/html_report.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "engine/model/calendar.h"
#include "server/convert/calendar_convert.h"
#include "server/reports/figure_sheet.h"

namespace banso {
namespace {

constexpr absl::string_view kStyle = R"(
@page { size: A4 portrait; margin: 13mm 13mm 14mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif;
    color: #44535f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 184mm; color: #1d2733; background: #fff;
  font: 9pt/1.45 "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo,
    sans-serif;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
header { display: flex; justify-content: space-between; align-items: flex-end; gap: 6mm;
  border-bottom: 0.7mm solid #14507a; padding-bottom: 2mm; margin-bottom: 4mm; }
header p { margin: 0; text-align: right; white-space: nowrap; }
h1 { font-size: 14pt; line-height: 1.25; margin: 0; color: #14507a; }
h2 { font-size: 11.5pt; margin: 4.5mm 0 2mm; color: #14507a; break-after: avoid; }
.draft { border: 0.4mm solid #8a4b00; background: #fff6e5; color: #5c3200; padding: 1.5mm 3mm;
  margin: 0 0 4mm; font-weight: 600; }
.cards { display: grid; grid-template-columns: repeat(5, 1fr); gap: 3mm; margin: 0; }
.cards div { background: #eaf2f8; border-radius: 1.2mm; padding: 2mm 3mm; display: flex;
  flex-direction: column-reverse; justify-content: flex-end; }
.cards dd { margin: 0; font-size: 21pt; font-weight: 600; line-height: 1.2; color: #14507a; }
.cards dt { line-height: 1.3; }
.columns { columns: 2; column-gap: 9mm; }
table { border-collapse: collapse; width: 100%; margin-bottom: 4mm; break-inside: avoid; }
caption { text-align: left; font-weight: 600; border-bottom: 0.35mm solid #14507a;
  padding-bottom: 0.6mm; }
caption span { display: block; font-weight: 400; font-size: 7.8pt; line-height: 1.35;
  color: #44535f; }
th, td { padding: 0.22mm 0 0.22mm 2mm; border-bottom: 0.15mm solid #d7e0e7; text-align: right;
  vertical-align: baseline; }
thead th { padding-left: 0.5mm; font-size: 7.8pt; line-height: 1.25; font-weight: 600; color: #44535f;
  vertical-align: bottom; }
th[scope=row] { text-align: left; font-weight: 400; padding-left: 0; }
td { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.none { color: #5b6873; }
td.bar { width: 34%; vertical-align: middle; }
tfoot th, tfoot td { font-weight: 600 !important; border-top: 0.3mm solid #44535f; }
abbr { text-decoration: none; }
svg { display: block; width: 100%; height: 2.6mm; }
footer { color: #1d2733; border-top: 0.3mm solid #14507a; padding-top: 2mm; margin-top: 6mm;
  break-inside: avoid; }
footer h2 { margin: 0 0 1mm; font-size: 9.5pt; }
footer p { margin: 0 0 1mm; }
.wide { margin-top: 4mm; }
@media screen { body { padding: 8mm 5mm; } .wide { overflow-x: auto; } }
@media screen and (max-width: 640px) { .columns { columns: 1; }
  header { display: block; } header p { text-align: left; margin-top: 2mm; }
  .cards { grid-template-columns: repeat(2, 1fr); } }
)";

struct Texts {
  absl::string_view language;
  absl::string_view title;
  absl::string_view published;
  absl::string_view draft;
  absl::string_view draft_warning;
  absl::string_view total;
  absl::string_view few;
  absl::string_view hidden;
  absl::string_view withheld;
  absl::string_view how_to_read;
  absl::string_view legend[5];
  absl::string_view approved;
};

constexpr Texts kJapanese = {
    "ja",
    "難民キャリア支援プログラム 半期報告",
    "公表日",
    "未公表(下書き)",
    "下書きです。内部で確かめるためのもので、外に渡さないでください。"
    "時期の違う下書きを比べると、個人が分かることがあります。",
    "計",
    "1から4",
    "伏せた数",
    "示さない数",
    "数字の見方",
    {"<5 は1〜4人(件)を表します。人が特定されないよう、5未満の数は示しません。0は0です。",
     "– は5以上で、ほかの数から小さな数が分からないよう伏せた数です。",
     "… は示さない数です(5人に満たない人についての日数など)。",
     "「段階」「状態」の数は、期間中にそうなった人または件数です。前の期間からの続きは含みません。",
     "国籍、信仰、在留資格などは数えていません。個人が分かる情報は記録されていません。"},
    "* は、5未満でも示すことを管理者が承認した数です。"};
constexpr Texts kEnglish = {
    "en",
    "Refugee Career Support Program: half-year report",
    "Published",
    "Draft, not published",
    "A draft, for coordinators to check. Do not pass it on: comparing drafts of different days can "
    "tell people apart.",
    "Total",
    "one to four",
    "hidden",
    "not told",
    "How to read the figures",
    {"<5 stands for one to four. Figures below five are not shown, so that nobody can be "
     "recognised. Zero is zero.",
     "– is five or more, hidden so that a small figure cannot be derived from the others.",
     "… is not told, such as days of fewer than five people.",
     "Stages and states count what was entered in the period, not what went on from before.",
     "Nationality, belief and residence status are not counted, and nothing here tells who "
     "somebody is."},
    "* Shown below five by approval of an administrator."};

// What a table counts, where its title alone leaves that open.
struct Note {
  absl::string_view table;
  absl::string_view ja;
  absl::string_view en;
};
constexpr Note kNotes[] = {
    {"FUNNEL", "期間中にその段階に入った人(実人数)",
     "Distinct people, by stage entered in the period"},
    {"ENDINGS", "途中で支援を終えた人(実人数)", "Distinct people whose support ended early"},
    {"WAITING", "最初の申込から初めての相談まで",
     "From the first request to the first session held"},
    {"SESSIONS", "件数。1件が申込、確定、実施と進むごとに数える",
     "Counted at each step that a session reached"},
    {"SESSION_TOPICS", "件数。1件に複数の内容があればそれぞれに数える",
     "A session on several topics counts for each of them"},
    {"DESK_DAYS", "枠の数と、利用・来談なし・待機・初回の件数",
     "Slots, and sessions that used them or waited for one"},
    {"ADVISOR_MINUTES", "無償で行われた相談の時間", "Hours of sessions held, given for free"},
    {"APPLICATIONS", "件数。1件が段階を進むごとに数える",
     "Counted at each step that an application reached"},
    {"OFFERS", "件数", "Counted at each step that an offer reached"},
    {"EXPOSURE", "氏名のない一覧で企業に示された人。1つの募集につき1日1回と数える",
     "On lists without names, each opening and day counted once"},
    {"CONSENTS", "期間中の同意と撤回の件数", "Given and taken back in the period"},
};

constexpr absl::string_view kMonths[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};

const v1::ReportTable* TableOf(const v1::Report& report, absl::string_view code) {
  for (const v1::ReportTable& table : report.tables()) {
    if (table.code() == code) return &table;
  }
  return nullptr;
}

std::optional<int64_t> NumberOf(absl::string_view text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

// Minutes as hours with one decimal; what is no number stays as it is.
std::string HoursText(absl::string_view minutes) {
  const auto number = NumberOf(minutes);
  if (!number) return std::string(minutes);
  return absl::StrFormat("%d.%d", *number / 60, *number % 60 / 6);
}

std::string DateText(absl::CivilDay day, ReportLanguage language) {
  if (language == ReportLanguage::kJapanese) {
    return absl::StrFormat("%d年%d月%d日", day.year(), day.month(), day.day());
  }
  return absl::StrFormat("%d %s %d", day.day(), kMonths[day.month() - 1], day.year());
}

// How the cells of a table look.
struct Look {
  bool bars = false;   // a bar beside each number of the only column
  bool hours = false;  // cells are minutes, shown as hours
};

class Page {
 public:
  Page(const v1::Report& report, ReportLanguage language)
      : report_(report),
        language_(language),
        texts_(language == ReportLanguage::kJapanese ? kJapanese : kEnglish) {}

  std::string Write() {
    const std::string from = DateText(ToDate(report_.start_date()), language_);
    const std::string to = DateText(ToDate(report_.end_date()), language_);
    absl::StrAppend(
        &html_, "<!DOCTYPE html>\n<html lang=\"", texts_.language,
        "\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
        HtmlText(texts_.title), ", ", from, " – ", to, "</title>\n<style>", kStyle,
        "</style>\n</head>\n<body>\n");
    WriteHead(from, to);
    Open("<main>\n");
    WriteHeadlines();
    WriteSection("SUPPORT", {{"FUNNEL", {.bars = true}}, {"WAITING", {}}, {"ENDINGS", {}}});
    WriteSection("CONSULTATION", {{"SESSIONS", {}}, {"SESSION_TOPICS", {}}, {"DESK_DAYS", {}}});
    WriteSection("ADVISING",
                 {{"ADVISOR_MINUTES", {.bars = true, .hours = true}}, {"ENTRY_SHEETS", {}}});
    WriteSection("WORK", {{"APPLICATIONS", {.bars = true}}, {"OFFERS", {.bars = true}}});
    for (const char* table :
         {"OFFERS_BY_INDUSTRY", "OFFERS_BY_PROGRAMME_TYPE", "OFFERS_BY_JAPANESE_STEP"}) {
      Open("<div class=\"wide\">\n");
      WriteTable(table, {});
      Open("</div>\n");
    }
    WriteSection("PROTECTION", {{"EXPOSURE", {.bars = true}}, {"CONSENTS", {}}});
    Open("</main>\n");
    WriteFoot();
    absl::StrAppend(&html_, "</body>\n</html>\n");
    return std::move(html_);
  }

 private:
  void Open(absl::string_view tags) { absl::StrAppend(&html_, tags); }

  std::string Label(absl::string_view dimension, absl::string_view code) const {
    return HtmlText(LabelOf(dimension, code, language_));
  }

  void WriteHead(const std::string& from, const std::string& to) {
    absl::StrAppend(&html_, "<header>\n<h1>", HtmlText(texts_.title), "</h1>\n<p>", from, " – ", to,
                    "<br>");
    if (report_.has_publish_time()) {
      absl::StrAppend(&html_, HtmlText(texts_.published), " ",
                      DateText(JapanDate(ToTime(report_.publish_time())), language_));
    } else {
      absl::StrAppend(&html_, HtmlText(texts_.draft));
    }
    absl::StrAppend(&html_, "</p>\n</header>\n");
    if (!report_.has_publish_time()) {
      absl::StrAppend(&html_, "<p class=\"draft\">", HtmlText(texts_.draft_warning), "</p>\n");
    }
  }

  void WriteFoot() {
    absl::StrAppend(&html_, "<footer>\n<h2>", HtmlText(texts_.how_to_read), "</h2>\n");
    for (const absl::string_view line : texts_.legend) {
      absl::StrAppend(&html_, "<p>", HtmlText(line), "</p>\n");
    }
    if (!report_.approvals().empty()) {
      absl::StrAppend(&html_, "<p>", HtmlText(texts_.approved), "</p>\n");
    }
    Open("</footer>\n");
  }

  bool Approved(absl::string_view headline) const {
    return std::any_of(report_.approvals().begin(), report_.approvals().end(),
                       [&](const auto& approval) { return approval.headline_code() == headline; });
  }

  void WriteHeadlines() {
    const v1::ReportTable* table = TableOf(report_, "HEADLINES");
    if (table == nullptr) return;
    absl::StrAppend(&html_, "<dl class=\"cards\" aria-label=\"", Label("TABLE", "HEADLINES"),
                    "\">\n");
    for (int row = 0; row < table->rows_size(); ++row) {
      absl::StrAppend(&html_, "<div><dt>", Label(table->row_dimension(), table->rows(row)),
                      "</dt><dd>", CellText(table->cells(row)),
                      Approved(table->rows(row)) ? "*" : "", "</dd></div>\n");
    }
    Open("</dl>\n");
  }

  void WriteSection(absl::string_view section,
                    std::initializer_list<std::pair<absl::string_view, Look>> tables) {
    if (std::none_of(tables.begin(), tables.end(), [&](const auto& table) {
          const v1::ReportTable* found = TableOf(report_, table.first);
          return found != nullptr && !found->rows().empty();
        })) {
      return;
    }
    absl::StrAppend(&html_, "<section>\n<h2>", Label("SECTION", section),
                    "</h2>\n<div class=\"columns\">\n");
    for (const auto& [table, look] : tables) WriteTable(table, look);
    Open("</div>\n</section>\n");
  }

  void WriteTable(absl::string_view code, Look look) {
    const v1::ReportTable* table = TableOf(report_, code);
    if (table == nullptr || table->rows().empty()) return;
    WriteCaption(code);
    WriteColumnHeads(*table, look);
    int64_t largest = 1;
    for (const std::string& cell : table->cells()) {
      largest = std::max(largest, NumberOf(cell).value_or(0));
    }
    const int columns = std::max(1, table->columns_size());
    Open("<tbody>\n");
    for (int row = 0; row < table->rows_size(); ++row) {
      absl::StrAppend(&html_, "<tr><th scope=\"row\">",
                      Label(table->row_dimension(), table->rows(row)), "</th>");
      for (int column = 0; column < columns; ++column) {
        WriteCell(table->cells(row * columns + column), look);
      }
      if (!table->row_totals().empty()) WriteCell(table->row_totals(row), look);
      if (look.bars) WriteBar(NumberOf(table->cells(row)).value_or(0), largest);
      Open("</tr>\n");
    }
    Open("</tbody>\n");
    WriteTotals(*table, look);
    Open("</table>\n");
  }

  void WriteCaption(absl::string_view code) {
    absl::StrAppend(&html_, "<table>\n<caption>", Label("TABLE", code));
    for (const Note& note : kNotes) {
      if (note.table != code) continue;
      absl::StrAppend(&html_, "<span>",
                      HtmlText(language_ == ReportLanguage::kJapanese ? note.ja : note.en),
                      "</span>");
    }
    Open("</caption>\n");
  }

  void WriteColumnHeads(const v1::ReportTable& table, Look look) {
    if (table.columns().empty()) return;
    // Columns of numbers are of one width, and leave the names about a third.
    const int numbers = table.columns_size() + (table.row_totals().empty() ? 0 : 1);
    absl::StrAppend(&html_, "<colgroup><col><col span=\"", numbers,
                    "\" style=\"width:", std::min(16, 76 / numbers), "%\"></colgroup>\n");
    Open("<thead><tr><td></td>");
    for (const std::string& column : table.columns()) {
      absl::StrAppend(&html_, "<th scope=\"col\">", Label(table.column_dimension(), column),
                      "</th>");
    }
    if (!table.row_totals().empty()) {
      absl::StrAppend(&html_, "<th scope=\"col\">", texts_.total, "</th>");
    }
    if (look.bars) Open("<td></td>");
    Open("</tr></thead>\n");
  }

  void WriteTotals(const v1::ReportTable& table, Look look) {
    if (table.column_totals().empty() && table.total().empty()) return;
    absl::StrAppend(&html_, "<tfoot><tr><th scope=\"row\">", texts_.total, "</th>");
    for (const std::string& total : table.column_totals()) WriteCell(total, look);
    if (!table.total().empty()) WriteCell(table.total(), look);
    if (look.bars) Open("<td></td>");
    Open("</tr></tfoot>\n");
  }

  // A figure as it is printed, with words for whoever does not see what a sign stands for.
  std::string CellText(absl::string_view text) const {
    const absl::string_view meaning = text == kFewText        ? texts_.few
                                      : text == kHiddenText   ? texts_.hidden
                                      : text == kWithheldText ? texts_.withheld
                                                              : absl::string_view();
    if (meaning.empty()) return HtmlText(text);
    return absl::StrCat("<abbr title=\"", HtmlText(meaning), "\">", HtmlText(text), "</abbr>");
  }

  void WriteCell(absl::string_view text, Look look) {
    absl::StrAppend(&html_, text == "0" ? "<td class=\"none\">" : "<td>",
                    look.hours ? CellText(HoursText(text)) : CellText(text), "</td>");
  }

  // Says no more than the number beside it.
  void WriteBar(int64_t number, int64_t largest) {
    absl::StrAppend(&html_,
                    "<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 10\" "
                    "preserveAspectRatio=\"none\">");
    if (number > 0) {
      absl::StrAppend(&html_, "<rect width=\"", std::max<int64_t>(1, number * 100 / largest),
                      "\" height=\"10\" fill=\"#2f78a8\"/>");
    }
    Open("</svg></td>");
  }

  const v1::Report& report_;
  const ReportLanguage language_;
  const Texts& texts_;
  std::string html_;
};

}  // namespace

std::string HtmlText(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string ReportHtml(const v1::Report& report, ReportLanguage language) {
  return Page(report, language).Write();
}

}  // namespace banso
