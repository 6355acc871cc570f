#include "absl/strings/str_cat.h"
#include "banso/v1/operations_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/table.h"

namespace banso {

ExitCode RunStatusCommand(Session& session) {
  v1::GetStatusResponse response;
  const grpc::Status status =
      session.connection.Call("OperationsService/GetStatus", v1::GetStatusRequest(), &response);
  if (!status.ok()) return session.Refused(status);
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  const Console& console = session.console;
  Table table({{console.Say({"SERVER", "サーバー"})}, {session.connection.server()}});
  table.AddRow({console.Say({"version", "版"}), response.server_version()});
  table.AddRow({console.Say({"store", "保管"}), response.store()});
  table.AddRow({console.Say({"revision", "リビジョン"}), absl::StrCat(response.revision())});
  table.AddRow({console.Say({"rule set", "ルール"}), response.rule_set_version()});
  table.AddRow({console.Say({"time zone data", "時間帯データ"}), response.time_zone_version()});
  table.AddRow({console.Say({"running since", "起動"}), InJapan(response.start_time())});
  for (const v1::CollectionSize& collection : response.collections()) {
    const ResourceKind* kind = FindResourceKind(collection.collection());
    table.AddRow({kind == nullptr ? collection.collection() : console.Say(kind->plural),
                  absl::StrCat(collection.size())});
  }
  session.console.Print(table.Render(0, console.heading_style(), console.style_end()));
  return ExitCode::kOk;
}

ExitCode RunVerifyCommand(Session& session) {
  v1::VerifyResponse response;
  const grpc::Status status =
      session.connection.Call("OperationsService/Verify", v1::VerifyRequest(), &response);
  if (!status.ok()) return session.Refused(status);
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(response), "\n"));
  } else {
    constexpr Phrase kCompared = {"$0 resources compared at revision $1, $2 differ\n",
                                  "リビジョン $1 で $0 件を照合、相違 $2 件\n"};
    session.console.Print(session.console.Say(kCompared, response.compared_count(),
                                              response.revision(), response.differing_size()));
    for (const std::string& name : response.differing()) session.console.Print(name + "\n");
  }
  return response.differing().empty() ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace banso
