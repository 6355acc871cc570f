// The commands. Each reads what it needs from the session and returns what the program ends with.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_COMMANDS_H_
#define BANSO_CLIENTS_CLI_COMMANDS_COMMANDS_H_

#include "clients/cli/session.h"

namespace banso {

// Calls the command that was typed.
ExitCode RunCommand(Session& session);

// get, list, create, update, delete, export.
ExitCode RunResourceCommand(Session& session, const ResourceKind& kind);
// The steps of a state machine.
ExitCode RunStepCommand(Session& session, const ResourceKind& kind, const Step& step);
// import.
ExitCode RunImportCommand(Session& session, const ResourceKind& kind);
// rank and explain.
ExitCode RunRankCommand(Session& session);
ExitCode RunExplainCommand(Session& session);
// taxonomy list, lookup, suggest, import.
ExitCode RunTaxonomyCommand(Session& session);
// status and verify.
ExitCode RunStatusCommand(Session& session);
ExitCode RunVerifyCommand(Session& session);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_COMMANDS_H_
