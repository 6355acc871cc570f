#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "banso/v1/consultation_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/source_file.h"

namespace banso {
namespace {

constexpr Phrase kAnAdvisor = {"an advisor", "アドバイザー"};
constexpr Phrase kASession = {"a session", "相談"};

ExitCode Print(Session& session, absl::string_view method,
               const google::protobuf::Message& request) {
  v1::CalendarFile file;
  const grpc::Status status = session.connection.Call(method, request, &file);
  if (!status.ok()) return session.Refused(status);
  session.console.Print(session.console.json() ? absl::StrCat(ToJsonLine(file), "\n")
                                               : file.content());
  return ExitCode::kOk;
}

ExitCode Import(Session& session) {
  const Arguments& arguments = session.arguments;
  if (const auto wrong = MustBe(session, arguments.items[0], "advisors", kAnAdvisor)) return *wrong;
  auto content = ReadFileBytes(arguments.items[1]);
  if (!content.ok()) return session.WrongUsage(content.status().message());
  v1::ImportAdvisorAvailabilityRequest request;
  request.set_advisor(arguments.items[0]);
  request.set_content(*std::move(content));
  request.set_etag(arguments.etag);
  request.set_validate_only(arguments.dry_run);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsultationService/ImportAdvisorAvailability", request);
}

}  // namespace

ExitCode RunCalendarCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "import") return Import(session);
  const std::string& name = session.arguments.items[0];
  if (verb == "advisor") {
    if (const auto wrong = MustBe(session, name, "advisors", kAnAdvisor)) return *wrong;
    v1::GetAdvisorCalendarRequest request;
    request.set_advisor(name);
    return Print(session, "ConsultationService/GetAdvisorCalendar", request);
  }
  if (const auto wrong = MustBe(session, name, "sessions", kASession)) return *wrong;
  v1::GetSessionCalendarRequest request;
  request.set_name(name);
  return Print(session, "ConsultationService/GetSessionCalendar", request);
}

}  // namespace banso
