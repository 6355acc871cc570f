#include <memory>

#include "absl/strings/str_cat.h"
#include "banso/v1/access_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/private_file.h"
#include "clients/cli/request_id.h"
#include "clients/cli/typed_values.h"

namespace banso {

ExitCode RunWhoAmICommand(Session& session) {
  return CallAndShow(session, "AccessService/WhoAmI", v1::WhoAmIRequest());
}

ExitCode RunCreatePrincipalCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  const auto role = ParseEnum<v1::Access::Role>(arguments.role);
  if (!role.has_value()) {
    constexpr Phrase kRole = {
        "give either a FILE or --role with candidate, family, advisor, employer, coordinator, "
        "admin, auditor or system",
        "FILE か、--role で candidate、family、advisor、employer、coordinator、admin、auditor、"
        "system のどれかを指定してください"};
    return session.WrongUsage(session.console.Say(kRole));
  }
  v1::CreatePrincipalRequest request;
  v1::Principal& principal = *request.mutable_principal();
  principal.set_role(*role);
  principal.set_display_name(arguments.display_name);
  principal.set_candidate(arguments.candidate);
  principal.set_advisor(arguments.advisor);
  principal.set_employer(arguments.employer);
  request.set_request_id(NewRequestId());
  request.set_validate_only(arguments.dry_run);
  return CallAndShow(session, "AccessService/CreatePrincipal", request);
}

ExitCode RunIssueTokenCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  Console& console = session.console;
  const std::string& principal = arguments.items[0];
  if (const auto wrong = MustBe(session, principal, "principals", {"a principal", "利用者"})) {
    return *wrong;
  }
  v1::IssueTokenRequest request;
  request.set_parent(principal);
  request.set_label(arguments.label);
  if (!arguments.lifetime.empty()) {
    const auto lifetime = ParseSpan(arguments.lifetime);
    if (!lifetime.has_value()) {
      constexpr Phrase kLifetime = {"--lifetime wants a span such as 15m, 12h or 90d",
                                    "--lifetime は 15m、12h、90d のように書きます"};
      return session.WrongUsage(console.Say(kLifetime));
    }
    request.mutable_lifetime()->set_seconds(absl::ToInt64Seconds(*lifetime));
  }
  request.set_request_id(NewRequestId());

  // The secret can be had once: the file that is to hold it is made first.
  std::unique_ptr<PrivateFile> file;
  if (!arguments.out.empty()) {
    auto created = PrivateFile::Create(arguments.out);
    if (!created.ok()) return session.WrongUsage(created.status().message());
    file = *std::move(created);
  }
  v1::IssueTokenResponse response;
  const grpc::Status status =
      session.connection.Call("AccessService/IssueToken", request, &response);
  if (!status.ok()) return session.Refused(status);

  if (file != nullptr) {
    const absl::Status written = file->Write(absl::StrCat(response.secret(), "\n"));
    if (!written.ok()) {
      constexpr Phrase kLost = {
          "$0; revoke the token, nobody has it: banso tokens revoke $1",
          "$0。誰も持っていないので取り消してください: banso tokens revoke $1"};
      console.Complain(
          absl::StrCat("banso: ", console.Say(kLost, written.message(), response.token().name())));
      return ExitCode::kFailed;
    }
    response.clear_secret();
    Show(session, response.token());
    return ExitCode::kOk;
  }
  if (arguments.secret_only) {
    console.Print(absl::StrCat(response.secret(), "\n"));
    return ExitCode::kOk;
  }
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  console.Print(DetailView(response.token(), session.labels, console.language()));
  constexpr Phrase kSecret = {"\nsecret, shown only now: $0\n", "\n秘密の値(今だけ表示): $0\n"};
  console.Print(console.Say(kSecret, response.secret()));
  return ExitCode::kOk;
}

}  // namespace banso
