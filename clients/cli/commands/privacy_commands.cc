#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/consent_service.pb.h"
#include "banso/v1/operations_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/import/form_values.h"
#include "clients/cli/private_file.h"
#include "clients/cli/request_id.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kACandidate = {"a candidate", "候補者"};

grpc::Status RunRetention(const Session& session, bool validate_only,
                          v1::RunRetentionResponse* response) {
  v1::RunRetentionRequest request;
  request.set_validate_only(validate_only);
  return session.connection.Call("OperationsService/RunRetention", request, response);
}

void ShowRetention(Session& session, const v1::RunRetentionResponse& response, bool done) {
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return;
  }
  if (response.items_size() > 0) {
    Table table({{console.Say({"NAME", "名前"})},
                 {console.Say({"WHY", "理由"})},
                 {console.Say({"DUE SINCE", "期限"})}});
    for (const v1::RetentionItem& item : response.items()) {
      table.AddRow({item.name(), Word(item.kind(), console.language()), InJapan(item.due_time())});
    }
    PrintTable(session, table);
  }
  constexpr Phrase kDone = {"$0 erased or deleted\n", "$0 件を消去・削除しました\n"};
  constexpr Phrase kWould = {"$0 would be erased or deleted; --run does it\n",
                             "$0 件が消去・削除の対象です。--run で行います\n"};
  console.Print(console.Say(done ? kDone : kWould, response.total()));
}

}  // namespace

ExitCode RunExportCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  const std::string& candidate = arguments.items[0];
  if (const auto wrong = MustBe(session, candidate, "candidates", kACandidate)) return *wrong;
  std::unique_ptr<PrivateFile> file;
  if (!arguments.out.empty()) {
    auto created = PrivateFile::Create(arguments.out);
    if (!created.ok()) return session.WrongUsage(created.status().message());
    file = *std::move(created);
  }
  v1::ExportCandidateRequest request;
  request.set_name(candidate);
  v1::ExportCandidateResponse response;
  do {
    v1::ExportCandidateResponse page;
    const grpc::Status status =
        session.connection.Call("ConsentService/ExportCandidate", request, &page);
    if (!status.ok()) return session.Refused(status);
    request.set_page_token(page.next_page_token());
    page.clear_next_page_token();
    response.MergeFrom(page);
  } while (!request.page_token().empty());
  // Laid out for the person who asked, unless a program reads it.
  const std::string line = ToJsonLine(response);
  const std::string text = session.console.json() ? line : IndentJson(*ParseJson(line));
  if (file == nullptr) {
    session.console.Print(absl::StrCat(text, "\n"));
    return ExitCode::kOk;
  }
  if (const absl::Status written = file->Write(absl::StrCat(text, "\n")); !written.ok()) {
    session.console.Complain(absl::StrCat("banso: ", written.message()));
    return ExitCode::kFailed;
  }
  constexpr Phrase kWritten = {"written to $0, which only you can read",
                               "$0 に書き出しました。読めるのはあなただけです"};
  session.console.Complain(session.console.Say(kWritten, file->path()));
  return ExitCode::kOk;
}

ExitCode RunEraseCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  Console& console = session.console;
  const std::string& candidate = arguments.items[0];
  if (const auto wrong = MustBe(session, candidate, "candidates", kACandidate)) return *wrong;
  if (!arguments.yes) {
    constexpr Phrase kSure = {
        "$0: everything that is held about this person is erased for good, and recipients are "
        "asked to delete. Type the id to go on:",
        "$0: この人について保管しているものをすべて消去し、提供先に削除を依頼します。"
        "元には戻せません。続けるには ID を入力してください:"};
    const std::string id = candidate.substr(candidate.find('/') + 1);
    const std::optional<std::string> typed = console.Ask(console.Say(kSure, candidate));
    if (typed != id && typed != candidate) {
      constexpr Phrase kNothing = {"nothing was erased; --yes confirms without asking",
                                   "消去していません。--yes で確認を省けます"};
      return session.WrongUsage(console.Say(kNothing));
    }
  }
  v1::EraseCandidateRequest request;
  request.set_name(candidate);
  request.set_etag(arguments.etag);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsentService/EraseCandidate", request);
}

ExitCode RunRetentionCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  v1::RunRetentionResponse response;
  const bool at_once = arguments.run && arguments.yes;
  if (!at_once) {
    const grpc::Status status = RunRetention(session, true, &response);
    if (!status.ok()) return session.Refused(status);
    if (!arguments.run) {
      ShowRetention(session, response, false);
      return ExitCode::kOk;
    }
    constexpr Phrase kSure = {"erase or delete $0 for good?",
                              "$0 件を消去・削除します。元には戻せません。続けますか?"};
    if (!session.console.Confirm(session.console.Say(kSure, response.total()))) {
      constexpr Phrase kNothing = {"nothing was erased; --yes confirms without asking",
                                   "消去していません。--yes で確認を省けます"};
      return session.WrongUsage(session.console.Say(kNothing));
    }
  }
  response.Clear();
  const grpc::Status status = RunRetention(session, false, &response);
  if (!status.ok()) return session.Refused(status);
  ShowRetention(session, response, true);
  return ExitCode::kOk;
}

ExitCode RunSettingsCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  if (arguments.command[1] == "get") {
    return CallAndShow(session, "OperationsService/GetSettings", v1::GetSettingsRequest());
  }
  v1::UpdateSettingsRequest request;
  v1::Settings& settings = *request.mutable_settings();
  settings.set_name("settings/programme");
  settings.set_etag(arguments.etag);
  if (!arguments.licence.empty()) {
    settings.mutable_placement_licence()->set_number(arguments.licence);
  }
  if (!arguments.licence_until.empty()) {
    const auto day = ParseDate(arguments.licence_until, DateOrder::kUnknown);
    if (!day.ok() || arguments.licence.empty()) {
      constexpr Phrase kUntil = {
          "--licence-until goes with --licence and wants a day such as 2030-03-31",
          "--licence-until は --licence と一緒に 2030-03-31 のように書きます"};
      return session.WrongUsage(session.console.Say(kUntil));
    }
    v1::Date& date = *settings.mutable_placement_licence()->mutable_valid_until_date();
    date.set_year(static_cast<int32_t>(day->year()));
    date.set_month(day->month());
    date.set_day(day->day());
  }
  if (!arguments.licence.empty() || arguments.no_licence) {
    request.mutable_update_mask()->add_paths("placement_licence");
  }
  if (arguments.desk_contact.has_value()) {
    settings.set_desk_contact(*arguments.desk_contact);
    request.mutable_update_mask()->add_paths("desk_contact");
  }
  if (request.update_mask().paths().empty()) {
    constexpr Phrase kWhat = {"say what to set: --licence, --no-licence or --desk-contact",
                              "--licence、--no-licence、--desk-contact のどれかを指定してください"};
    return session.WrongUsage(session.console.Say(kWhat));
  }
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "OperationsService/UpdateSettings", request);
}

}  // namespace banso
