#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/candidate_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/table.h"

namespace banso {
namespace {

constexpr Phrase kACandidate = {"a candidate", "候補者"};

}  // namespace

ExitCode RunDuplicatesCommand(Session& session) {
  Console& console = session.console;
  v1::ListPossibleDuplicatesRequest request;
  if (!session.arguments.items.empty()) {
    const std::string& candidate = session.arguments.items[0];
    if (const auto wrong = MustBe(session, candidate, "candidates", kACandidate)) return *wrong;
    request.set_candidate(candidate);
  }
  Table table({{console.Say({"CANDIDATE", "候補者"})},
               {console.Say({"MAY ALSO BE", "同じ人かもしれない記録"})},
               {console.Say({"NAME", "名前"})}});
  do {
    v1::ListPossibleDuplicatesResponse response;
    const grpc::Status status =
        session.connection.Call("CandidateService/ListPossibleDuplicates", request, &response);
    if (!status.ok()) return session.Refused(status);
    for (const v1::PossibleDuplicate& pair : response.duplicates()) {
      if (console.json()) {
        console.Print(absl::StrCat(ToJsonLine(pair), "\n"));
      } else {
        table.AddRow({pair.candidate(), pair.duplicate(),
                      pair.same_name() ? console.Say({"the same", "同じ"}) : ""});
      }
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (!console.json()) PrintTable(session, table);
  return ExitCode::kOk;
}

ExitCode RunMergeCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  Console& console = session.console;
  for (const std::string& name : arguments.items) {
    if (const auto wrong = MustBe(session, name, "candidates", kACandidate)) return *wrong;
  }
  const std::string& duplicate = arguments.items[1];
  if (!arguments.yes && !arguments.dry_run) {
    constexpr Phrase kSure = {
        "$0: what belongs to this record goes over to $1, and the record itself is erased for "
        "good. "
        "Type its id to go on:",
        "$0: この記録にあるものを $1 に移し、この記録は消去します。元には戻せません。"
        "続けるには ID を入力してください:"};
    const std::string id = duplicate.substr(duplicate.find('/') + 1);
    const std::optional<std::string> typed =
        console.Ask(console.Say(kSure, duplicate, arguments.items[0]));
    if (typed != id && typed != duplicate) {
      constexpr Phrase kNothing = {"nothing was merged; --yes confirms without asking",
                                   "統合していません。--yes で確認を省けます"};
      return session.WrongUsage(console.Say(kNothing));
    }
  }
  v1::MergeCandidatesRequest request;
  request.set_candidate(arguments.items[0]);
  request.set_duplicate(duplicate);
  request.set_etag(arguments.etag);
  request.set_validate_only(arguments.dry_run);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "CandidateService/MergeCandidates", request);
}

}  // namespace banso
