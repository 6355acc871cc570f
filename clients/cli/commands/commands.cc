#include "clients/cli/commands/commands.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace banso {

ExitCode RunCommand(Session& session) {
  const std::vector<std::string>& words = session.arguments.command;
  if (words[0] == "rank") return RunRankCommand(session);
  if (words[0] == "explain") return RunExplainCommand(session);
  if (words[0] == "taxonomy") return RunTaxonomyCommand(session);
  if (words[0] == "status") return RunStatusCommand(session);
  if (words[0] == "verify") return RunVerifyCommand(session);
  const ResourceKind* kind = FindResourceKind(words[0]);
  if (kind == nullptr || words.size() < 2) {
    return session.WrongUsage(absl::StrCat("unknown command ", absl::StrJoin(words, " ")));
  }
  if (words[1] == "import") return RunImportCommand(session, *kind);
  for (const Step& step : kind->steps) {
    if (step.verb == words[1]) return RunStepCommand(session, *kind, step);
  }
  return RunResourceCommand(session, *kind);
}

}  // namespace banso
