#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "banso/v1/consultation_service.pb.h"
#include "banso/v1/support_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/request_id.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kCandidate = {"CANDIDATE", "候補者"};
constexpr Phrase kAdvisor = {"ADVISOR", "アドバイザー"};
constexpr Phrase kAnAdvisor = {"an advisor", "アドバイザー"};
constexpr int kLargestPage = 1000;

// Every page of a list, one answer after the other. Says what was refused.
template <typename Request, typename Response, typename Visit>
std::optional<ExitCode> ForEachPage(Session& session, const char* method, Request request,
                                    Response response, Visit visit) {
  request.set_page_size(kLargestPage);
  do {
    const grpc::Status status = session.connection.Call(method, request, &response);
    if (!status.ok()) return session.Refused(status);
    visit(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return std::nullopt;
}

template <typename Request>
ExitCode ListCases(Session& session, const char* method, Request request) {
  const UiLanguage ui = session.console.language();
  const bool silent = std::is_same_v<Request, v1::ListSilentCasesRequest>;
  const bool waiting = std::is_same_v<Request, v1::ListLongWaitsRequest>;
  std::vector<Table::Column> columns = {{kCandidate.In(ui)},
                                        {Phrase{"SINCE", "いつから"}.In(ui)},
                                        {Phrase{"DAYS", "日数"}.In(ui), Table::Align::kRight}};
  if (silent) columns.push_back({Phrase{"LAST", "最後の動き"}.In(ui)});
  if (waiting) columns.push_back({Phrase{"BEST", "最高点"}.In(ui), Table::Align::kRight});
  columns.push_back({kAdvisor.In(ui)});
  Table table(std::move(columns));
  request.set_days(session.arguments.days);
  const auto refused =
      ForEachPage(session, method, std::move(request), v1::ListCasesResponse(),
                  [&](const v1::ListCasesResponse& page) {
                    for (const v1::CaseToFollowUp& row : page.cases()) {
                      if (session.console.json()) {
                        session.console.Print(absl::StrCat(ToJsonLine(row), "\n"));
                        continue;
                      }
                      std::vector<std::string> cells = {row.candidate(), InJapan(row.since_time()),
                                                        absl::StrCat(row.days())};
                      if (silent) cells.push_back(Word(row.last_act(), ui));
                      if (waiting)
                        cells.push_back(absl::StrFormat("%.3f", row.best_score() / 1000.0));
                      cells.push_back(absl::StrJoin(row.advisors(), ", "));
                      table.AddRow(std::move(cells));
                    }
                  });
  if (refused) return *refused;
  if (!session.console.json()) PrintTable(session, table);
  return ExitCode::kOk;
}

std::string DateInWords(const v1::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

ExitCode OverdueTasks(Session& session) {
  const UiLanguage ui = session.console.language();
  Table table({{kCandidate.In(ui)},
               {Phrase{"DUE", "期限"}.In(ui)},
               {Phrase{"WHO", "担当"}.In(ui)},
               {Phrase{"TASK", "課題"}.In(ui), Table::Align::kLeft, true}});
  const auto refused =
      ForEachPage(session, "SupportService/ListOverdueTasks", v1::ListOverdueTasksRequest(),
                  v1::ListOverdueTasksResponse(), [&](const v1::ListOverdueTasksResponse& page) {
                    for (const v1::OverdueTask& row : page.tasks()) {
                      if (session.console.json()) {
                        session.console.Print(absl::StrCat(ToJsonLine(row), "\n"));
                        continue;
                      }
                      table.AddRow({row.candidate(), DateInWords(row.task().due_date()),
                                    Word(row.task().assignee(), ui), row.task().title()});
                    }
                  });
  if (refused) return *refused;
  if (!session.console.json()) PrintTable(session, table);
  return ExitCode::kOk;
}

ExitCode Plan(Session& session) {
  const std::string& name = session.arguments.items[0];
  v1::GetSupportPlanRequest request;
  if (absl::StartsWith(name, "supportPlans/")) {
    request.set_name(name);
  } else if (IsA(name, "candidates")) {
    request.set_name(absl::StrCat("supportPlans/", absl::StripPrefix(name, "candidates/")));
  } else {
    return WrongName(session, name, {"a candidate", "候補者"});
  }
  return CallAndShow(session, "SupportService/GetSupportPlan", request);
}

// Reads a day such as 2026-12-01; false if it is none.
bool ReadDay(const std::string& text, v1::Date* date) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return false;
  date->set_year(static_cast<int>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
  return true;
}

ExitCode Hours(Session& session) {
  const Arguments& arguments = session.arguments;
  v1::GetAdvisorHoursRequest request;
  if (!arguments.items.empty()) {
    const std::string& advisor = arguments.items[0];
    if (const auto wrong = MustBe(session, advisor, "advisors", kAnAdvisor)) return *wrong;
    request.set_advisor(advisor);
  }
  if ((!arguments.since.empty() && !ReadDay(arguments.since, request.mutable_start_date())) ||
      (!arguments.until.empty() && !ReadDay(arguments.until, request.mutable_end_date()))) {
    constexpr Phrase kDay = {"--since and --until take a day, such as 2026-12-01",
                             "--since と --until は 2026-12-01 のような日付です"};
    return session.WrongUsage(session.console.Say(kDay));
  }
  v1::GetAdvisorHoursResponse response;
  const grpc::Status status =
      session.connection.Call("SupportService/GetAdvisorHours", request, &response);
  if (!status.ok()) return session.Refused(status);
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  const UiLanguage ui = session.console.language();
  Table table({{kAdvisor.In(ui)},
               {Phrase{"SESSIONS", "相談"}.In(ui), Table::Align::kRight},
               {Phrase{"AT THE DESK", "うち窓口"}.In(ui), Table::Align::kRight},
               {Phrase{"HOURS", "時間"}.In(ui), Table::Align::kRight}});
  for (const v1::AdvisorHours& row : response.advisors()) {
    table.AddRow({row.advisor(), absl::StrCat(row.sessions()), absl::StrCat(row.desk_sessions()),
                  absl::StrFormat("%d:%02d", row.minutes() / 60, row.minutes() % 60)});
  }
  PrintTable(session, table);
  return ExitCode::kOk;
}

void PrintProposal(Session& session, const v1::HandOverProposal& proposal) {
  const UiLanguage ui = session.console.language();
  Table table({{kCandidate.In(ui)},
               {Phrase{"TAKES OVER", "引き継ぐ人"}.In(ui)},
               {Phrase{"SCORE", "点数"}.In(ui), Table::Align::kRight},
               {Phrase{"NOTE", "注記"}.In(ui)}});
  for (const v1::HandOverCase& c : proposal.cases()) {
    std::vector<std::string> obstacles;
    for (const v1::HandOverCase::Obstacle& obstacle : c.obstacles()) {
      obstacles.push_back(
          absl::StrCat(v1::Reason::Code_Name(obstacle.code()), " ×", obstacle.advisors()));
    }
    const bool taken = !c.advisor().empty();
    table.AddRow({c.candidate(), taken ? c.advisor() : "–",
                  taken ? absl::StrFormat("%.3f", c.score() / 1000.0) : "",
                  taken ? Word(c.verdict(), ui)
                        : absl::StrJoin({Word(c.gap(), ui), absl::StrJoin(obstacles, ", ")}, " ")});
  }
  PrintTable(session, table);
}

// Proposes who takes over the cases of an advisor and, once that is agreed to, has it done.
ExitCode HandOver(Session& session) {
  Console& console = session.console;
  const std::string& advisor = session.arguments.items[0];
  if (const auto wrong = MustBe(session, advisor, "advisors", kAnAdvisor)) return *wrong;
  v1::ProposeHandOverRequest propose;
  propose.set_advisor(advisor);
  v1::HandOverProposal proposal;
  grpc::Status status =
      session.connection.Call("SupportService/ProposeHandOver", propose, &proposal);
  if (!status.ok()) return session.Refused(status);
  const bool dry_run = session.arguments.dry_run;
  if (!console.json()) {
    PrintProposal(session, proposal);
  } else if (dry_run) {
    console.Print(absl::StrCat(ToJsonLine(proposal), "\n"));
  }
  v1::ApproveHandOverRequest approve;
  approve.set_advisor(advisor);
  approve.set_proposal_revision(proposal.revision());
  approve.set_reason(session.arguments.reason);
  approve.set_request_id(NewRequestId());
  for (const v1::HandOverCase& c : proposal.cases()) {
    if (c.advisor().empty()) continue;
    v1::HandOverPair* pair = approve.add_pairs();
    pair->set_engagement(c.engagement());
    pair->set_advisor(c.advisor());
  }
  if (dry_run || approve.pairs().empty()) {
    constexpr Phrase kNothing = {"nothing was changed\n", "変更していません\n"};
    if (!console.json()) console.Print(console.Say(kNothing));
    return ExitCode::kOk;
  }
  constexpr Phrase kSure = {"hand over $0 of $1 cases?", "$1 件のうち $0 件を引き継ぎますか?"};
  if (const auto refused =
          MustConfirm(session, console.Say(kSure, approve.pairs_size(), proposal.cases_size()))) {
    return *refused;
  }
  v1::ApproveHandOverResponse done;
  status = session.connection.Call("SupportService/ApproveHandOver", approve, &done);
  if (!status.ok()) return session.Refused(status);
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(done), "\n"));
    return ExitCode::kOk;
  }
  constexpr Phrase kDone = {"$0 cases were handed over, $1 remain\n",
                            "$0 件を引き継ぎました。残り $1 件\n"};
  console.Print(console.Say(kDone, done.engagements_size(), done.remaining_engagements_size()));
  return ExitCode::kOk;
}

// The instant that the second word names; nothing, and what is wrong, if it is none.
std::optional<google::protobuf::Timestamp> ReadStart(Session& session, ExitCode* wrong) {
  const auto start = ParseTimestamp(session.arguments.items[1]);
  if (start) return start;
  constexpr Phrase kStart = {"the second word must be an instant, such as 2026-12-01T19:00",
                             "2 番目の語は 2026-12-01T19:00 のような日時です"};
  *wrong = session.WrongUsage(session.console.Say(kStart));
  return std::nullopt;
}

}  // namespace

ExitCode RunCaseCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "silent") {
    return ListCases(session, "SupportService/ListSilentCases", v1::ListSilentCasesRequest());
  }
  if (verb == "waiting") {
    return ListCases(session, "SupportService/ListLongWaits", v1::ListLongWaitsRequest());
  }
  if (verb == "stale") {
    return ListCases(session, "SupportService/ListStaleProfiles", v1::ListStaleProfilesRequest());
  }
  if (verb == "tasks") return OverdueTasks(session);
  if (verb == "plan") return Plan(session);
  return verb == "hours" ? Hours(session) : HandOver(session);
}

ExitCode RunScheduleSessionCommand(Session& session) {
  const std::string& engagement = session.arguments.items[0];
  if (const auto wrong = MustBe(session, engagement, "engagements", {"an engagement", "伴走"})) {
    return *wrong;
  }
  v1::ScheduleMentoringSessionRequest request;
  request.set_engagement(engagement);
  ExitCode wrong = ExitCode::kOk;
  const auto start = ReadStart(session, &wrong);
  if (!start) return wrong;
  *request.mutable_start_time() = *start;
  request.set_minutes(session.arguments.minutes);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/ScheduleMentoringSession", request);
}

ExitCode RunMoveSessionCommand(Session& session) {
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "sessions", {"a session", "相談"})) return *wrong;
  v1::MoveSessionRequest request;
  request.set_name(name);
  ExitCode wrong = ExitCode::kOk;
  const auto start = ReadStart(session, &wrong);
  if (!start) return wrong;
  *request.mutable_start_time() = *start;
  request.set_reason(session.arguments.reason);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsultationService/MoveSession", request);
}

}  // namespace banso
