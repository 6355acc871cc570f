#include "clients/cli/commands/report_view.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/session.pb.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

struct CodeWord {
  const char* dimension;
  const char* code;
  Phrase phrase;
};

// What is no value of an enumeration of the contract.
constexpr CodeWord kWords[] = {
    {"TABLE", "HEADLINES", {"At a glance", "概要"}},
    {"TABLE", "FUNNEL", {"People entering each stage", "支援の段階に入った人"}},
    {"TABLE", "ENDINGS", {"People who left", "支援を離れた人"}},
    {"TABLE", "SESSIONS", {"Sessions", "相談"}},
    {"TABLE", "SESSION_TOPICS", {"Topics of sessions", "相談の内容"}},
    {"TABLE", "DESK_DAYS", {"Consultation desk", "相談窓口"}},
    {"TABLE", "WAITING", {"Waiting for a first session", "初回相談までの日数"}},
    {"TABLE", "ADVISOR_MINUTES", {"Minutes given by advisors", "アドバイザーの相談時間(分)"}},
    {"TABLE", "ENTRY_SHEETS", {"Entry sheets", "ES添削"}},
    {"TABLE", "APPLICATIONS", {"Applications", "応募"}},
    {"TABLE", "OFFERS", {"Offers and outcomes", "内定とその後"}},
    {"TABLE", "OFFERS_BY_INDUSTRY", {"Outcomes by industry", "内定とその後(産業別)"}},
    {"TABLE", "OFFERS_BY_PROGRAMME_TYPE", {"Outcomes by programme type", "内定とその後(種別)"}},
    {"TABLE", "OFFERS_BY_JAPANESE_STEP", {"Outcomes by level of Japanese", "内定とその後(日本語)"}},
    {"TABLE", "EXPOSURE", {"People by times shown to employers", "企業への紹介回数別の人数"}},
    {"TABLE", "CONSENTS", {"Consents", "同意"}},
    {"HEADLINE", "APPLICANTS", {"people applied", "申し込んだ人"}},
    {"HEADLINE", "ADVISED", {"people advised", "相談した人"}},
    {"HEADLINE", "OFFERED", {"people with an offer", "内定を得た人"}},
    {"HEADLINE", "EMPLOYED", {"people in work", "就職した人"}},
    {"HEADLINE", "RETAINED_6M", {"people retained 6 months", "6か月定着した人"}},
    {"OFFER_STATE",
     "LEFT_BEFORE_6M",
     {"left before 6 months, not dismissed", "6か月以内に離職(解雇を除く)"}},
    {"OFFER_STATE", "DISMISSED", {"dismissed before 6 months", "6か月以内の解雇"}},
    {"OFFER_STATE", "FOLLOWED_UP", {"asked at 6 months", "6か月後の確認"}},
    {"DESK_USE", "SLOTS", {"slots", "枠"}},
    {"DESK_USE", "FILLED", {"filled", "利用"}},
    {"DESK_USE", "NO_SHOW", {"no show", "来談なし"}},
    {"DESK_USE", "WAITLISTED", {"waitlisted", "待機"}},
    {"DESK_USE", "FIRST_TIME", {"first time", "初回"}},
    {"MEASURE", "PEOPLE", {"people with a first session", "初回相談をした人"}},
    {"MEASURE", "MEDIAN_DAYS", {"days, median", "日数(中央値)"}},
    {"MEASURE", "MAX_DAYS", {"days, longest", "日数(最長)"}},
    {"MEASURE",
     "NO_SESSION_60_DAYS",
     {"waiting 60 days or more for a first session", "初回相談を60日以上待っている人"}},
    {"MEASURE", "SUBMITTED", {"versions submitted", "提出された版"}},
    {"MEASURE", "REVIEWED", {"versions reviewed", "添削した版"}},
    {"MEASURE", "IN_TIME", {"of these within 7 days", "うち7日以内"}},
    {"MEASURE", "SENT", {"sent to employers", "企業に送付"}},
    {"TIMES_SHOWN", "1", {"once", "1回"}},
    {"TIMES_SHOWN", "2-4", {"2 to 4 times", "2〜4回"}},
    {"TIMES_SHOWN", "5-9", {"5 to 9 times", "5〜9回"}},
    {"TIMES_SHOWN", "10+", {"10 times or more", "10回以上"}},
    {"CONSENT_EVENT", "GRANTED", {"granted", "同意"}},
    {"CONSENT_EVENT", "WITHDRAWN", {"withdrawn", "撤回"}},
    {"JAPANESE_STEP", "0", {"none", "なし"}},
    {"JAPANESE_STEP", "1", {"A1", "A1"}},
    {"JAPANESE_STEP", "2", {"A2", "A2"}},
    {"JAPANESE_STEP", "3", {"B1", "B1"}},
    {"JAPANESE_STEP", "4", {"B2", "B2"}},
    {"JAPANESE_STEP", "5", {"C1", "C1"}},
    {"JAPANESE_STEP", "6", {"C2 or native", "C2・母語"}},
    {"", "UNKNOWN", {"not known", "不明"}},
};

const google::protobuf::EnumDescriptor* EnumOf(absl::string_view dimension) {
  const std::pair<absl::string_view, const google::protobuf::EnumDescriptor*> kEnums[] = {
      {"STAGE", v1::Case::Stage_descriptor()},
      {"STATUS", v1::Case::Status_descriptor()},
      {"SESSION_STATE", v1::Session::State_descriptor()},
      {"SESSION_KIND", v1::Session::Kind_descriptor()},
      {"TOPIC", v1::Topic_descriptor()},
      {"APPLICATION_STATE", v1::Application::State_descriptor()},
      {"OFFER_STATE", v1::Offer::State_descriptor()},
      {"PROGRAMME_TYPE", v1::Internship::ProgrammeType_descriptor()},
      {"CONSENT_SCOPE", v1::Consent::Scope_descriptor()}};
  for (const auto& [name, descriptor] : kEnums) {
    if (name == dimension) return descriptor;
  }
  return nullptr;
}

std::string WordOf(absl::string_view dimension, const std::string& code, const Session& session) {
  const UiLanguage ui = session.console.language();
  for (const CodeWord& word : kWords) {
    if (word.code == code && (*word.dimension == '\0' || word.dimension == dimension)) {
      return word.phrase.In(ui);
    }
  }
  if (dimension == "INDUSTRY") return session.labels.Of(v1::Term::INDUSTRY, code);
  if (const auto* descriptor = EnumOf(dimension)) {
    if (const auto* value = descriptor->FindValueByName(code)) return WordFor(*value, ui);
  }
  return code;
}

// The labels of all divisions in the report, asked for at once.
void FetchIndustries(Session& session, const v1::Report& report) {
  v1::Candidate codes;
  for (const v1::ReportTable& table : report.tables()) {
    if (table.row_dimension() != "INDUSTRY") continue;
    for (const std::string& row : table.rows()) codes.add_industry_wishes(row);
  }
  session.labels.Fetch(codes);
}

Table ToTable(const v1::ReportTable& table, const Session& session) {
  constexpr Phrase kTotal = {"TOTAL", "計"};
  const std::string total = kTotal.In(session.console.language());
  std::vector<Table::Column> columns = {{WordOf("TABLE", table.code(), session)}};
  for (const std::string& column : table.columns()) {
    columns.push_back({WordOf(table.column_dimension(), column, session), Table::Align::kRight});
  }
  if (table.columns().empty()) columns.push_back({"", Table::Align::kRight});
  if (!table.row_totals().empty()) columns.push_back({total, Table::Align::kRight});
  Table shown(std::move(columns));
  const int width = std::max(1, table.columns_size());
  for (int row = 0; row < table.rows_size(); ++row) {
    std::vector<std::string> cells = {WordOf(table.row_dimension(), table.rows(row), session)};
    for (int i = 0; i < width; ++i) cells.push_back(table.cells(row * width + i));
    if (!table.row_totals().empty()) cells.push_back(table.row_totals(row));
    shown.AddRow(std::move(cells));
  }
  if (!table.column_totals().empty() || !table.total().empty()) {
    std::vector<std::string> cells = {total};
    cells.insert(cells.end(), table.column_totals().begin(), table.column_totals().end());
    if (!table.total().empty()) cells.push_back(table.total());
    shown.AddRow(std::move(cells));
  }
  return shown;
}

std::string DateText(const v1::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

}  // namespace

void ShowReport(Session& session, const v1::Report& report) {
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(report), "\n"));
    return;
  }
  FetchIndustries(session, report);
  constexpr Phrase kPublished = {"$0, $1 – $2, published $3\n", "$0 $1〜$2 公表 $3\n"};
  constexpr Phrase kPreview = {"$0, $1 – $2, not published\n", "$0 $1〜$2 未公表\n"};
  const bool published = report.has_publish_time();
  console.Print(console.Say(published ? kPublished : kPreview, report.name(),
                            DateText(report.start_date()), DateText(report.end_date()),
                            published ? InJapan(report.publish_time()) : ""));
  constexpr Phrase kApproved = {"approved to be shown below five: $0, by $1 on $2\n",
                                "5未満でも示す承認: $0、$1、$2\n"};
  for (const v1::HeadlineApproval& approval : report.approvals()) {
    console.Print(console.Say(kApproved, WordOf("HEADLINE", approval.headline_code(), session),
                              approval.principal(), InJapan(approval.approve_time())));
  }
  for (const v1::ReportTable& table : report.tables()) {
    if (table.rows().empty()) continue;
    console.Print("\n");
    PrintTable(session, ToTable(table, session));
  }
}

}  // namespace banso
