#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "banso/v1/support_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/source_file.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kASheet = {"an entry sheet", "エントリーシート"};

// Reads a text that somebody wrote. A line break that ends the file is not part of it.
std::optional<ExitCode> ReadText(Session& session, const std::string& path, std::string* text) {
  const absl::StatusOr<std::string> read = ReadSourceText(path);
  if (!read.ok()) return session.WrongUsage(read.status().message());
  *text = *read;
  while (absl::EndsWith(*text, "\n") || absl::EndsWith(*text, "\r")) text->pop_back();
  return std::nullopt;
}

std::optional<ExitCode> Get(Session& session, const std::string& name, v1::EntrySheet* sheet) {
  v1::GetEntrySheetRequest request;
  request.set_name(name);
  const grpc::Status status =
      session.connection.Call("SupportService/GetEntrySheet", request, sheet);
  if (!status.ok()) return session.Refused(status);
  return std::nullopt;
}

// The version that is meant: --version, or the newest.
std::optional<ExitCode> Version(Session& session, const std::string& name, int* version) {
  *version = session.arguments.version;
  if (*version > 0) return std::nullopt;
  v1::EntrySheet sheet;
  if (const auto wrong = Get(session, name, &sheet)) return wrong;
  *version = sheet.versions().empty() ? 1 : sheet.versions(sheet.versions_size() - 1).number();
  return std::nullopt;
}

// Code points [start, end) of UTF-8.
std::string CodePoints(absl::string_view text, int start, int end) {
  std::string part;
  int index = -1;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) ++index;
    if (index >= start && index < end) part += byte;
  }
  return part;
}

void PrintWarnings(Session& session, const v1::CheckEntrySheetResponse& found,
                   const std::string& text) {
  const UiLanguage ui = session.console.language();
  Table table({{Phrase{"ABOUT", "事項"}.In(ui)},
               {Phrase{"AT", "位置"}.In(ui), Table::Align::kRight},
               {Phrase{"WORDS", "言葉"}.In(ui)}});
  for (const v1::EntrySheetWarning& warning : found.warnings()) {
    table.AddRow({Word(warning.matter(), ui), absl::StrCat(warning.start()),
                  CodePoints(text, warning.start(), warning.end())});
  }
  PrintTable(session, table);
}

ExitCode Create(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  if (const auto wrong = MustBe(session, items[0], "candidates", {"a candidate", "候補者"})) {
    return *wrong;
  }
  v1::CreateEntrySheetRequest request;
  v1::EntrySheet* sheet = request.mutable_entry_sheet();
  sheet->set_candidate(items[0]);
  sheet->set_title(session.arguments.title);
  if (IsA(session.arguments.employer, "internships")) {
    sheet->set_internship(session.arguments.employer);
  } else {
    sheet->set_employer(session.arguments.employer);
  }
  if (items.size() > 1) {
    if (const auto wrong = ReadText(session, items[1], sheet->mutable_draft_text())) return *wrong;
  }
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/CreateEntrySheet", request);
}

ExitCode Submit(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  if (items.size() > 1) {
    v1::UpdateEntrySheetRequest update;
    update.mutable_entry_sheet()->set_name(items[0]);
    std::string* draft = update.mutable_entry_sheet()->mutable_draft_text();
    if (const auto wrong = ReadText(session, items[1], draft)) return *wrong;
    update.mutable_update_mask()->add_paths("draft_text");
    update.set_request_id(NewRequestId());
    v1::EntrySheet updated;
    const grpc::Status status =
        session.connection.Call("SupportService/UpdateEntrySheet", update, &updated);
    if (!status.ok()) return session.Refused(status);
  }
  v1::SubmitEntrySheetRequest request;
  request.set_name(items[0]);
  request.set_reason(session.arguments.reason);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/SubmitEntrySheet", request);
}

ExitCode Check(Session& session) {
  v1::CheckEntrySheetRequest request;
  request.set_name(session.arguments.items[0]);
  request.set_version(session.arguments.version);
  v1::CheckEntrySheetResponse found;
  const grpc::Status status =
      session.connection.Call("SupportService/CheckEntrySheet", request, &found);
  if (!status.ok()) return session.Refused(status);
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(found), "\n"));
    return ExitCode::kOk;
  }
  if (found.warnings().empty()) {
    constexpr Phrase kNothing = {"nothing was found; it is a list of words, and misses others\n",
                                 "見つかりませんでした(語の一覧による確認で、漏れはあります)\n"};
    session.console.Print(session.console.Say(kNothing));
    return ExitCode::kOk;
  }
  v1::EntrySheet sheet;
  if (const auto wrong = Get(session, request.name(), &sheet)) return *wrong;
  const bool is_draft = request.version() == 0 || request.version() > sheet.versions_size();
  PrintWarnings(session, found,
                is_draft ? sheet.draft_text() : sheet.versions(request.version() - 1).text());
  return ExitCode::kOk;
}

ExitCode Claim(Session& session) {
  const Arguments& arguments = session.arguments;
  if (!arguments.advisor.empty()) {
    if (const auto wrong =
            MustBe(session, arguments.advisor, "advisors", {"an advisor", "アドバイザー"})) {
      return *wrong;
    }
  }
  v1::ClaimEntrySheetRequest request;
  request.set_name(arguments.items[0]);
  request.set_advisor(arguments.advisor);
  request.set_reason(arguments.reason);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/ClaimEntrySheet", request);
}

ExitCode Comment(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  v1::CommentEntrySheetRequest request;
  request.set_name(items[0]);
  if (const auto wrong = ReadText(session, items[1], request.mutable_text())) return *wrong;
  int version = 0;
  if (const auto wrong = Version(session, items[0], &version)) return *wrong;
  request.set_version(version);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/CommentEntrySheet", request);
}

ExitCode Finalise(Session& session) {
  v1::FinaliseEntrySheetRequest request;
  request.set_name(session.arguments.items[0]);
  int version = 0;
  if (const auto wrong = Version(session, request.name(), &version)) return *wrong;
  request.set_version(version);
  request.set_reason(session.arguments.reason);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/FinaliseEntrySheet", request);
}

// The author is warned first, and decides. Others are not told what there is to warn of.
ExitCode Send(Session& session) {
  const std::string& name = session.arguments.items[0];
  v1::EntrySheet sheet;
  if (const auto wrong = Get(session, name, &sheet)) return *wrong;
  if (sheet.state() == v1::EntrySheet::FINAL && !session.arguments.yes) {
    v1::CheckEntrySheetRequest check;
    check.set_name(name);
    check.set_version(sheet.final_version());
    v1::CheckEntrySheetResponse found;
    const grpc::Status status =
        session.connection.Call("SupportService/CheckEntrySheet", check, &found);
    if (!status.ok() && status.error_code() != grpc::StatusCode::PERMISSION_DENIED) {
      return session.Refused(status);
    }
    if (!found.warnings().empty()) {
      if (!session.console.json()) {
        PrintWarnings(session, found, sheet.versions(sheet.final_version() - 1).text());
      }
      constexpr Phrase kSure = {"An employer must not ask for this. Was it sent so?",
                                "企業が尋ねてはならない事項があります。このまま提出しましたか?"};
      if (const auto refused = MustConfirm(session, session.console.Say(kSure))) return *refused;
    }
  }
  v1::SendEntrySheetRequest request;
  request.set_name(name);
  request.set_reason(session.arguments.reason);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/SendEntrySheet", request);
}

}  // namespace

ExitCode RunSheetCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "create") return Create(session);
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "entrySheets", kASheet)) return *wrong;
  if (verb == "submit") return Submit(session);
  if (verb == "check") return Check(session);
  if (verb == "claim") return Claim(session);
  if (verb == "comment") return Comment(session);
  return verb == "final" ? Finalise(session) : Send(session);
}

}  // namespace banso
