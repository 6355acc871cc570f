#include <memory>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "banso/v1/report_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/commands/report_view.h"
#include "clients/cli/private_file.h"
#include "clients/cli/request_id.h"

namespace banso {
namespace {

// Reports are called by their period as well: `2026-10` and `reports/2026-10`.
std::string NameOf(const std::string& item) {
  return absl::StrContains(item, '/') ? item : absl::StrCat("reports/", item);
}
std::string PeriodOf(const std::string& item) { return item.substr(item.rfind('/') + 1); }

ExitCode CallAndShowReport(Session& session, absl::string_view method,
                           const google::protobuf::Message& request) {
  v1::Report report;
  const grpc::Status status = session.connection.Call(method, request, &report);
  if (!status.ok()) return session.Refused(status);
  ShowReport(session, report);
  return ExitCode::kOk;
}

ExitCode Preview(Session& session) {
  v1::PreviewReportRequest request;
  request.set_period(PeriodOf(session.arguments.items[0]));
  return CallAndShowReport(session, "ReportService/PreviewReport", request);
}

ExitCode Get(Session& session) {
  v1::GetReportRequest request;
  request.set_name(NameOf(session.arguments.items[0]));
  return CallAndShowReport(session, "ReportService/GetReport", request);
}

ExitCode Publish(Session& session) {
  const std::string period = PeriodOf(session.arguments.items[0]);
  constexpr Phrase kSure = {"publish the report of $0? its figures never change afterwards",
                            "$0 の報告を公表しますか。数字は後で変えられません"};
  if (const auto refused = MustConfirm(session, session.console.Say(kSure, period)))
    return *refused;
  v1::PublishReportRequest request;
  request.set_period(period);
  request.set_validate_only(session.arguments.dry_run);
  request.set_request_id(NewRequestId());
  return CallAndShowReport(session, "ReportService/PublishReport", request);
}

ExitCode Approve(Session& session) {
  const std::string& headline = session.arguments.items[1];
  constexpr Phrase kSure = {"show $0 although it is below five? this cannot be taken back",
                            "$0 を5未満でも示すことを承認しますか。取り消せません"};
  if (const auto refused = MustConfirm(session, session.console.Say(kSure, headline)))
    return *refused;
  v1::ApproveHeadlineRequest request;
  request.set_period(PeriodOf(session.arguments.items[0]));
  request.set_headline_code(absl::AsciiStrToUpper(absl::StrReplaceAll(headline, {{"-", "_"}})));
  request.set_validate_only(session.arguments.dry_run);
  request.set_request_id(NewRequestId());
  return CallAndShowReport(session, "ReportService/ApproveHeadline", request);
}

v1::RenderReportRequest::Format FormatOf(const std::string& word) {
  if (word == "csv") return v1::RenderReportRequest::CSV;
  return word == "json" ? v1::RenderReportRequest::JSON : v1::RenderReportRequest::HTML;
}

ExitCode Render(Session& session) {
  const Arguments& arguments = session.arguments;
  std::unique_ptr<PrivateFile> file;
  if (!arguments.out.empty()) {
    auto created = PrivateFile::Create(arguments.out);
    if (!created.ok()) return session.WrongUsage(created.status().message());
    file = *std::move(created);
  }
  v1::RenderReportRequest request;
  request.set_name(NameOf(arguments.items[0]));
  request.set_format(FormatOf(arguments.format));
  request.set_language(session.console.language() == UiLanguage::kEn ? "en" : "ja");
  v1::RenderReportResponse response;
  const grpc::Status status =
      session.connection.Call("ReportService/RenderReport", request, &response);
  if (!status.ok()) return session.Refused(status);
  if (file == nullptr) {
    session.console.Print(response.content());
    return ExitCode::kOk;
  }
  if (const absl::Status written = file->Write(response.content()); !written.ok()) {
    session.console.Complain(absl::StrCat("banso: ", written.message()));
    return ExitCode::kFailed;
  }
  constexpr Phrase kWritten = {"written to $0", "$0 に書き出しました"};
  session.console.Complain(session.console.Say(kWritten, file->path()));
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunReportCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "preview") return Preview(session);
  if (verb == "get") return Get(session);
  if (verb == "publish") return Publish(session);
  return verb == "approve" ? Approve(session) : Render(session);
}

}  // namespace banso
