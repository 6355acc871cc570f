#include "server/reports/html_report.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

constexpr absl::string_view kStyle = R"(
@page { size: A4 portrait; margin: 9mm 11mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 188mm; color: #1d2733; background: #fff;
  font: 7.2pt/1.28 "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif; }
header { display: flex; justify-content: space-between; align-items: flex-end;
  border-bottom: 0.7mm solid #14507a; padding-bottom: 1mm; margin-bottom: 2mm; }
h1 { font-size: 13pt; margin: 0; color: #14507a; }
h2 { font-size: 7.8pt; margin: 0 0 0.6mm; color: #14507a; border-bottom: 0.2mm solid #c9d6e0; }
section { break-inside: avoid; margin-bottom: 2mm; }
.cards { display: grid; grid-template-columns: repeat(5, 1fr); gap: 2mm; margin-bottom: 2mm; }
.card { background: #eef4f8; border-radius: 1mm; padding: 1mm 2mm; }
.card b { display: block; font-size: 15pt; line-height: 1.1; color: #14507a; }
.columns { display: grid; grid-template-columns: 1fr 1fr; column-gap: 6mm; }
table { border-collapse: collapse; width: 100%; }
th { font-weight: 600; text-align: right; color: #4a5a68; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td { text-align: right; font-variant-numeric: tabular-nums; }
th, td { padding: 0 0.8mm; border-bottom: 0.1mm solid #e3eaf0; }
tr.total td { font-weight: 600; border-top: 0.2mm solid #4a5a68; }
svg { display: block; width: 100%; height: auto; }
footer { color: #4a5a68; border-top: 0.2mm solid #c9d6e0; padding-top: 0.8mm; }
)";

struct Texts {
  absl::string_view language;
  absl::string_view title;
  absl::string_view published;
  absl::string_view preview;
  absl::string_view total;
  absl::string_view hours;
  absl::string_view legend;
  absl::string_view approved;
};

constexpr Texts kJapanese = {
    "ja",
    "難民キャリア支援プログラム 半期報告",
    "公表日",
    "未公表(下書き)",
    "計",
    "時間",
    "<5:1〜4人(件)。–:5以上で、他の数から推測されないよう伏せた数。…:示さない数。0は0。"
    "全くなかった行は省く。人が特定されないよう、小さな数は示しません。国籍は記録していません。",
    "印*の数は、管理者の承認を得て5未満でも示します。"};
constexpr Texts kEnglish = {
    "en",
    "Refugee Career Support Program: half-year report",
    "Published",
    "Preview, not published",
    "Total",
    "h",
    "<5: one to four. –: five or more, hidden so that others cannot be derived. …: not told. "
    "Zero is zero; rows without anything are left out. Small figures are not shown, so that nobody "
    "can be recognised. Nationality is not recorded.",
    "* Shown below five by approval of an administrator."};

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

std::string DateText(const v1::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

class Page {
 public:
  Page(const v1::Report& report, ReportLanguage language)
      : report_(report),
        language_(language),
        texts_(language == ReportLanguage::kJapanese ? kJapanese : kEnglish) {}

  std::string Write() {
    absl::StrAppend(
        &html_, "<!DOCTYPE html>\n<html lang=\"", texts_.language,
        "\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
        HtmlText(texts_.title), " ", DateText(report_.start_date()), "</title>\n<style>", kStyle,
        "</style>\n</head>\n<body>\n");
    WriteHead();
    WriteHeadlines();
    Open("<div class=\"columns\">\n<div>\n");
    WriteBars("FUNNEL", false);
    WriteTable("SESSIONS");
    WriteTable("SESSION_TOPICS");
    WriteTable("DESK_DAYS");
    Open("</div>\n<div>\n");
    WriteBars("ADVISOR_MINUTES", true);
    WriteTable("WAITING");
    WriteTable("ENTRY_SHEETS");
    WriteBars("APPLICATIONS", false);
    WriteTable("OFFERS");
    WriteTable("EXPOSURE");
    WriteTable("CONSENTS");
    WriteTable("ENDINGS");
    Open("</div>\n</div>\n");
    WriteTable("OFFERS_BY_INDUSTRY");
    WriteTable("OFFERS_BY_PROGRAMME_TYPE");
    WriteTable("OFFERS_BY_JAPANESE_STEP");
    absl::StrAppend(&html_, "<footer>", HtmlText(texts_.legend));
    if (!report_.approvals().empty()) absl::StrAppend(&html_, " ", HtmlText(texts_.approved));
    absl::StrAppend(&html_, "</footer>\n</body>\n</html>\n");
    return std::move(html_);
  }

 private:
  void Open(absl::string_view tags) { absl::StrAppend(&html_, tags); }

  std::string Label(absl::string_view dimension, absl::string_view code) const {
    return HtmlText(LabelOf(dimension, code, language_));
  }

  void WriteHead() {
    absl::StrAppend(&html_, "<header>\n<h1>", HtmlText(texts_.title), "</h1>\n<div>",
                    DateText(report_.start_date()), " – ", DateText(report_.end_date()), "<br>");
    if (report_.has_publish_time()) {
      absl::StrAppend(&html_, HtmlText(texts_.published), " ",
                      absl::FormatCivilTime(JapanDate(ToTime(report_.publish_time()))));
    } else {
      absl::StrAppend(&html_, HtmlText(texts_.preview));
    }
    absl::StrAppend(&html_, "</div>\n</header>\n");
  }

  bool Approved(absl::string_view headline) const {
    return std::any_of(report_.approvals().begin(), report_.approvals().end(),
                       [&](const auto& approval) { return approval.headline_code() == headline; });
  }

  void WriteHeadlines() {
    const v1::ReportTable* table = TableOf(report_, "HEADLINES");
    if (table == nullptr) return;
    absl::StrAppend(&html_, "<div class=\"cards\">\n");
    for (int row = 0; row < table->rows_size(); ++row) {
      absl::StrAppend(&html_, "<div class=\"card\"><b>", HtmlText(table->cells(row)),
                      Approved(table->rows(row)) ? "*" : "", "</b>",
                      Label(table->row_dimension(), table->rows(row)), "</div>\n");
    }
    absl::StrAppend(&html_, "</div>\n");
  }

  // A table of one dimension as bars. Their lengths compare printed numbers only.
  void WriteBars(absl::string_view code, bool minutes) {
    const v1::ReportTable* table = TableOf(report_, code);
    if (table == nullptr || table->rows().empty()) return;
    constexpr int kLine = 13;
    constexpr int kBarStart = 132;
    constexpr int kBarLength = 150;
    int64_t largest = 1;
    for (const std::string& cell : table->cells()) {
      largest = std::max(largest, NumberOf(cell).value_or(0));
    }
    const int lines = table->rows_size() + (table->total().empty() ? 0 : 1);
    absl::StrAppend(&html_, "<section>\n<h2>", Label("TABLE", code),
                    "</h2>\n<svg viewBox=\"0 0 340 ", lines * kLine,
                    "\" role=\"img\" font-size=\"9.3\" font-family=\"inherit\">\n");
    int y = 0;
    const auto line = [&](const std::string& label, absl::string_view value, bool bar) {
      absl::StrAppend(&html_, "<text x=\"0\" y=\"", y + 10, "\" fill=\"#1d2733\">", label,
                      "</text>");
      int64_t length = 0;
      if (const auto number = NumberOf(value); bar && number) {
        length = *number * kBarLength / largest;
        absl::StrAppend(&html_, "<rect x=\"", kBarStart, "\" y=\"", y + 2, "\" width=\"", length,
                        "\" height=\"9\" fill=\"#3b82b0\"/>");
      }
      absl::StrAppend(&html_, "<text x=\"", kBarStart + length + 4, "\" y=\"", y + 10,
                      "\" fill=\"#1d2733\">", HtmlText(minutes ? HoursText(value) : value),
                      minutes && NumberOf(value) ? absl::StrCat(" ", texts_.hours) : "",
                      "</text>\n");
      y += kLine;
    };
    for (int row = 0; row < table->rows_size(); ++row) {
      line(Label(table->row_dimension(), table->rows(row)), table->cells(row), true);
    }
    if (!table->total().empty()) line(std::string(texts_.total), table->total(), false);
    absl::StrAppend(&html_, "</svg>\n</section>\n");
  }

  void WriteTable(absl::string_view code) {
    const v1::ReportTable* table = TableOf(report_, code);
    if (table == nullptr || table->rows().empty()) return;
    const int columns = std::max(1, table->columns_size());
    absl::StrAppend(&html_, "<section>\n<h2>", Label("TABLE", code), "</h2>\n<table>\n");
    if (!table->columns().empty()) {
      absl::StrAppend(&html_, "<tr><th></th>");
      for (const std::string& column : table->columns()) {
        absl::StrAppend(&html_, "<th>", Label(table->column_dimension(), column), "</th>");
      }
      if (!table->row_totals().empty()) absl::StrAppend(&html_, "<th>", texts_.total, "</th>");
      absl::StrAppend(&html_, "</tr>\n");
    }
    for (int row = 0; row < table->rows_size(); ++row) {
      absl::StrAppend(&html_, "<tr><td>", Label(table->row_dimension(), table->rows(row)), "</td>");
      for (int column = 0; column < columns; ++column) {
        WriteCell(table->cells(row * columns + column));
      }
      if (!table->row_totals().empty()) WriteCell(table->row_totals(row));
      absl::StrAppend(&html_, "</tr>\n");
    }
    if (!table->column_totals().empty() || !table->total().empty()) {
      absl::StrAppend(&html_, "<tr class=\"total\"><td>", texts_.total, "</td>");
      for (const std::string& total : table->column_totals()) WriteCell(total);
      if (!table->total().empty()) WriteCell(table->total());
      absl::StrAppend(&html_, "</tr>\n");
    }
    absl::StrAppend(&html_, "</table>\n</section>\n");
  }

  void WriteCell(absl::string_view text) {
    absl::StrAppend(&html_, "<td>", HtmlText(text), "</td>");
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
