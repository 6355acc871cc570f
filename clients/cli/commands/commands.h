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
// rank, suggest, explain and replay.
ExitCode RunRankCommand(Session& session);
ExitCode RunSuggestCommand(Session& session);
ExitCode RunExplainCommand(Session& session);
ExitCode RunReplayCommand(Session& session);
// taxonomy list, lookup, suggest, import.
ExitCode RunTaxonomyCommand(Session& session);
// status and verify.
ExitCode RunStatusCommand(Session& session);
ExitCode RunVerifyCommand(Session& session);

// whoami; principals create without a file; tokens issue.
ExitCode RunWhoAmICommand(Session& session);
ExitCode RunCreatePrincipalCommand(Session& session);
ExitCode RunIssueTokenCommand(Session& session);
// consents draft, grant, withdraw; rights ask.
ExitCode RunConsentCommand(Session& session);
ExitCode RunAskRightsCommand(Session& session);
// introduce; applications interest, apply, agree and named; offers make, settle and due;
// engagements start.
ExitCode RunIntroduceCommand(Session& session);
ExitCode RunInterestCommand(Session& session);
ExitCode RunAgreeCommand(Session& session);
ExitCode RunNamedCommand(Session& session);
ExitCode RunMakeOfferCommand(Session& session);
ExitCode RunSettleOfferCommand(Session& session);
ExitCode RunFollowUpsCommand(Session& session);
ExitCode RunStartEngagementCommand(Session& session);
// desk create, slots, allocate; sessions complete.
ExitCode RunDeskCommand(Session& session);
ExitCode RunCompleteSessionCommand(Session& session);
// candidates duplicates and merge.
ExitCode RunDuplicatesCommand(Session& session);
ExitCode RunMergeCommand(Session& session);
// outbox preview.
ExitCode RunPreviewMessageCommand(Session& session);
// calendar advisor, session, import.
ExitCode RunCalendarCommand(Session& session);
// report preview, publish, approve, get, render.
ExitCode RunReportCommand(Session& session);
// sheets create, submit, check, claim, comment, final, send.
ExitCode RunSheetCommand(Session& session);
// cases silent, waiting, stale, tasks, plan, hours, hand-over; sessions schedule and move.
ExitCode RunCaseCommand(Session& session);
ExitCode RunScheduleSessionCommand(Session& session);
ExitCode RunMoveSessionCommand(Session& session);
// export, erase, retention; settings get and set.
ExitCode RunExportCommand(Session& session);
ExitCode RunEraseCommand(Session& session);
ExitCode RunRetentionCommand(Session& session);
ExitCode RunSettingsCommand(Session& session);
// audit list and verify.
ExitCode RunAuditCommand(Session& session);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_COMMANDS_H_
