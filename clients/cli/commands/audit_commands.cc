#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "banso/v1/audit_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/table.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {
namespace {

using ::google::protobuf::Timestamp;

// Reads an instant into `timestamp`, if one was given. Says what is wrong with it.
std::optional<ExitCode> ReadInstant(Session& session, const std::string& text,
                                    absl::string_view option,
                                    Timestamp* (*mutable_field)(v1::ListAuditEntriesRequest*),
                                    v1::ListAuditEntriesRequest* request) {
  if (text.empty()) return std::nullopt;
  const auto time = ParseTimestamp(text);
  if (!time.has_value()) {
    constexpr Phrase kTime = {"$0 wants a day or an instant such as 2026-12-01T09:00:00+09:00",
                              "$0 は 2026-12-01 や 2026-12-01T09:00:00+09:00 のように書きます"};
    return session.WrongUsage(session.console.Say(kTime, option));
  }
  *mutable_field(request) = *time;
  return std::nullopt;
}

// What was shown or changed, in a cell.
std::string What(const v1::AuditEntry& entry, const Console& console) {
  std::string what = absl::StrJoin(entry.changes(), ", ");
  if (entry.has_shown_list()) {
    constexpr Phrase kList = {"list of $0 for $1", "$1 の一覧 $0 件"};
    absl::StrAppend(
        &what, what.empty() ? "" : "; ",
        console.Say(kList, entry.shown_list().matches_size(), entry.shown_list().subject()));
  }
  return what;
}

ExitCode List(Session& session) {
  constexpr int kDefaultRows = 50;
  constexpr int kLargestPage = 1000;
  const Arguments& arguments = session.arguments;
  Console& console = session.console;
  v1::ListAuditEntriesRequest request;
  request.set_subject(arguments.subject);
  request.set_principal(arguments.principal);
  using Request = v1::ListAuditEntriesRequest;
  if (const auto wrong = ReadInstant(
          session, arguments.since, "--since", [](Request* r) { return r->mutable_start_time(); },
          &request)) {
    return *wrong;
  }
  if (const auto wrong = ReadInstant(
          session, arguments.until, "--until", [](Request* r) { return r->mutable_end_time(); },
          &request)) {
    return *wrong;
  }
  const int limit = arguments.page_size == 0 ? kDefaultRows : arguments.page_size;
  request.set_page_size(arguments.all ? kLargestPage : limit);
  Table table({{console.Say({"NUMBER", "番号"}), Table::Align::kRight},
               {console.Say({"WHEN", "日時"})},
               {console.Say({"WHO", "利用者"})},
               {console.Say({"ROLE", "役割"})},
               {console.Say({"METHOD", "操作"})},
               {console.Say({"WHOSE DATA", "対象"}), Table::Align::kLeft, true},
               {console.Say({"WHAT", "内容"}), Table::Align::kLeft, true}});
  bool more = false;
  while (true) {
    v1::ListAuditEntriesResponse page;
    const grpc::Status status =
        session.connection.Call("AuditService/ListAuditEntries", request, &page);
    if (!status.ok()) return session.Refused(status);
    for (const v1::AuditEntry& entry : page.audit_entries()) {
      if (console.json()) {
        console.Print(absl::StrCat(ToJsonLine(entry), "\n"));
        continue;
      }
      table.AddRow({absl::StrCat(entry.number()), InJapan(entry.entry_time()),
                    entry.principal().empty() ? "–" : entry.principal(),
                    Word(entry.role(), console.language()),
                    std::string(absl::StripPrefix(entry.method(), "/banso.v1.")),
                    absl::StrJoin(entry.subjects(), ", "), What(entry, console)});
    }
    more = !page.next_page_token().empty();
    if (!arguments.all || !more) break;
    request.set_page_token(page.next_page_token());
  }
  if (!console.json()) PrintTable(session, table);
  if (more) {
    constexpr Phrase kMore = {"there are more; use --all or --page-size",
                              "続きがあります。--all か --page-size を使ってください"};
    console.Complain(console.Say(kMore));
  }
  return ExitCode::kOk;
}

ExitCode Verify(Session& session) {
  Console& console = session.console;
  v1::VerifyAuditResponse response;
  const grpc::Status status =
      session.connection.Call("AuditService/VerifyAudit", v1::VerifyAuditRequest(), &response);
  if (!status.ok()) return session.Refused(status);
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
  } else if (response.intact()) {
    constexpr Phrase kIntact = {
        "the audit log is whole: $0 rows are chained and right, $1 of the newest wait for it\n",
        "監査記録に欠けや改変はありません。連鎖済み $0 行、連鎖待ち $1 行\n"};
    console.Print(console.Say(kIntact, response.verified(), response.unchained()));
  } else {
    constexpr Phrase kBroken = {
        "THE AUDIT LOG IS BROKEN at row $0: $1; the $2 rows before it are right\n",
        "監査記録が壊れています。$0 行目: $1。それより前の $2 行は正しい記録です\n"};
    console.Print(console.Say(kBroken, response.first_broken(),
                              Word(response.problem(), console.language()), response.verified()));
  }
  if (!console.json()) {
    for (const v1::AcceptedLoss& loss : response.accepted_losses()) {
      constexpr Phrase kLost = {
          "rows $0 to $1 were lost when an older database was put back; $2 accepted that on $3, in "
          "row $4\n",
          "$0～$1 行は、古いデータベースへの復元で失われました。$2 が $3 に承認（$4 行目）\n"};
      console.Print(console.Say(kLost, loss.first_number(), loss.last_number(), loss.principal(),
                                InJapan(loss.accept_time()), loss.accepted_in()));
    }
  }
  return response.intact() ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

ExitCode RunAuditCommand(Session& session) {
  return session.arguments.command[1] == "list" ? List(session) : Verify(session);
}

}  // namespace banso
