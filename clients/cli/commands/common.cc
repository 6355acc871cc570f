#include "clients/cli/commands/common.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/resource_kind.h"
#include "clients/cli/typed_values.h"

namespace banso {

using ::google::protobuf::Message;

Message* MutableField(Message& message, const std::string& field) {
  return message.GetReflection()->MutableMessage(&message,
                                                 message.GetDescriptor()->FindFieldByName(field));
}

void Show(Session& session, const Message& message) {
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(message), "\n"));
    return;
  }
  session.labels.Fetch(message);
  session.console.Print(DetailView(message, session.labels, session.console.language()));
}

ExitCode CallAndShow(Session& session, absl::string_view method, const Message& request) {
  const MessagePtr response = NewResponse(method);
  const grpc::Status status = session.connection.Call(method, request, response.get());
  if (!status.ok()) return session.Refused(status);
  Show(session, *response);
  return ExitCode::kOk;
}

void PrintTable(Session& session, const Table& table) {
  Console& console = session.console;
  console.Print(table.Render(console.width(), console.heading_style(), console.style_end()));
}

bool IsA(const std::string& name, absl::string_view collection) {
  const ResourceKind* kind = KindOfName(name);
  return kind != nullptr && kind->collection == collection;
}

ExitCode WrongName(Session& session, const std::string& name, const Phrase& wanted) {
  constexpr Phrase kWrong = {"$0 is not the name of $1", "$0 は $1 の名前ではありません"};
  return session.WrongUsage(session.console.Say(kWrong, name, session.console.Say(wanted)));
}

std::optional<ExitCode> MustBe(Session& session, const std::string& name,
                               absl::string_view collection, const Phrase& wanted) {
  if (IsA(name, collection)) return std::nullopt;
  return WrongName(session, name, wanted);
}

std::optional<ExitCode> SetReason(Session& session, google::protobuf::Message* request) {
  const Arguments& arguments = session.arguments;
  const auto* field = request->GetDescriptor()->FindFieldByName("reason");
  if (!arguments.reason.empty() && field != nullptr && field->enum_type() != nullptr) {
    const auto* code = FindEnumValue(*field->enum_type(), arguments.reason);
    if (code == nullptr) {
      constexpr Phrase kReason = {"--reason $0 is none of the codes that --help lists",
                                  "--reason $0 は --help にあるコードではありません"};
      return session.WrongUsage(session.console.Say(kReason, arguments.reason));
    }
    request->GetReflection()->SetEnum(request, field, code);
  } else if (!arguments.reason.empty() && field != nullptr) {
    SetString(*request, "reason", arguments.reason);
  }
  if (!arguments.note.empty() && HasField(*request, "note")) {
    SetString(*request, "note", arguments.note);
  }
  return std::nullopt;
}

std::optional<ExitCode> MustConfirm(Session& session, const std::string& question) {
  const Arguments& arguments = session.arguments;
  if (arguments.dry_run || arguments.yes || session.console.Confirm(question)) return std::nullopt;
  constexpr Phrase kNothing = {"nothing was changed; --yes confirms without asking",
                               "変更していません。--yes で確認を省けます"};
  return session.WrongUsage(session.console.Say(kNothing));
}

std::optional<ExitCode> ReadTerms(Session& session, v1::ConsentTerms* terms) {
  const Arguments& arguments = session.arguments;
  const auto method = ParseEnum<v1::Consent::Method>(arguments.method);
  if (!method.has_value()) {
    constexpr Phrase kMethod = {"--method says how it was agreed to: written, online or spoken",
                                "--method で同意の方法(written、online、spoken)を指定してください"};
    return session.WrongUsage(session.console.Say(kMethod));
  }
  terms->set_method(*method);
  if (!arguments.guardian_method.empty()) {
    const auto guardian = ParseEnum<v1::Consent::Method>(arguments.guardian_method);
    if (!guardian.has_value()) {
      constexpr Phrase kGuardian = {"--guardian is written, online or spoken",
                                    "--guardian は written、online、spoken のどれかです"};
      return session.WrongUsage(session.console.Say(kGuardian));
    }
    terms->set_guardian_method(*guardian);
  }
  terms->set_text_version(arguments.text_version);
  terms->set_notice_language(arguments.notice_language);
  for (const std::string& item : arguments.data_items) terms->add_data_items(item);
  return std::nullopt;
}

}  // namespace banso
