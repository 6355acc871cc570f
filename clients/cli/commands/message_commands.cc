#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/message_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"

namespace banso {

ExitCode RunPreviewMessageCommand(Session& session) {
  Console& console = session.console;
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "messages", {"a message", "メッセージ"}))
    return *wrong;
  v1::PreviewMessageRequest request;
  request.set_name(name);
  v1::PreviewMessageResponse response;
  const grpc::Status status =
      session.connection.Call("MessageService/PreviewMessage", request, &response);
  if (!status.ok()) return session.Refused(status);
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  if (!response.by_mail()) {
    console.Print(console.Say({"(no mail reaches the person: call)\n\n",
                               "(メールでは届きません。電話などで伝えてください)\n\n"}));
  }
  console.Print(absl::StrCat(response.subject(), "\n\n", response.text()));
  return ExitCode::kOk;
}

}  // namespace banso
