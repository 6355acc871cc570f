#include "clients/cli/commands/commands.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace banso {

namespace {

using Run = ExitCode (*)(Session&);

struct Command {
  const char* first;
  const char* second;  // Null: whatever follows.
  Run run;
};

// What is not done alike for all collections.
constexpr Command kCommands[] = {
    {"rank", nullptr, RunRankCommand},
    {"suggest", nullptr, RunSuggestCommand},
    {"explain", nullptr, RunExplainCommand},
    {"replay", nullptr, RunReplayCommand},
    {"taxonomy", nullptr, RunTaxonomyCommand},
    {"status", nullptr, RunStatusCommand},
    {"verify", nullptr, RunVerifyCommand},
    {"whoami", nullptr, RunWhoAmICommand},
    {"tokens", "issue", RunIssueTokenCommand},
    {"consents", "draft", RunConsentCommand},
    {"consents", "grant", RunConsentCommand},
    {"consents", "withdraw", RunConsentCommand},
    {"rights", "ask", RunAskRightsCommand},
    {"introduce", nullptr, RunIntroduceCommand},
    {"applications", "agree", RunAgreeCommand},
    {"applications", "apply", RunAgreeCommand},
    {"applications", "interest", RunInterestCommand},
    {"applications", "named", RunNamedCommand},
    {"offers", "make", RunMakeOfferCommand},
    {"offers", "settle", RunSettleOfferCommand},
    {"offers", "due", RunFollowUpsCommand},
    {"engagements", "start", RunStartEngagementCommand},
    {"desk", "create", RunDeskCommand},
    {"desk", "slots", RunDeskCommand},
    {"desk", "allocate", RunDeskCommand},
    {"sessions", "complete", RunCompleteSessionCommand},
    {"candidates", "duplicates", RunDuplicatesCommand},
    {"candidates", "merge", RunMergeCommand},
    {"outbox", "preview", RunPreviewMessageCommand},
    {"calendar", "advisor", RunCalendarCommand},
    {"calendar", "session", RunCalendarCommand},
    {"calendar", "import", RunCalendarCommand},
    {"report", "preview", RunReportCommand},
    {"report", "publish", RunReportCommand},
    {"report", "approve", RunReportCommand},
    {"report", "get", RunReportCommand},
    {"report", "render", RunReportCommand},
    {"sessions", "schedule", RunScheduleSessionCommand},
    {"sessions", "move", RunMoveSessionCommand},
    {"sheets", "create", RunSheetCommand},
    {"sheets", "submit", RunSheetCommand},
    {"sheets", "check", RunSheetCommand},
    {"sheets", "claim", RunSheetCommand},
    {"sheets", "comment", RunSheetCommand},
    {"sheets", "final", RunSheetCommand},
    {"sheets", "send", RunSheetCommand},
    {"cases", nullptr, RunCaseCommand},
    {"export", nullptr, RunExportCommand},
    {"erase", nullptr, RunEraseCommand},
    {"retention", nullptr, RunRetentionCommand},
    {"settings", nullptr, RunSettingsCommand},
    {"audit", nullptr, RunAuditCommand},
};

}  // namespace

ExitCode RunCommand(Session& session) {
  const std::vector<std::string>& words = session.arguments.command;
  for (const Command& command : kCommands) {
    if (words[0] != command.first) continue;
    if (command.second == nullptr || words[1] == command.second) return command.run(session);
  }
  const ResourceKind* kind = FindCommandKind(words[0]);
  if (kind == nullptr || words.size() < 2) {
    return session.WrongUsage(absl::StrCat("unknown command ", absl::StrJoin(words, " ")));
  }
  if (words[0] == "principals" && words[1] == "create" && session.arguments.items.empty()) {
    return RunCreatePrincipalCommand(session);
  }
  if (words[1] == "import") return RunImportCommand(session, *kind);
  for (const Step& step : kind->steps) {
    if (step.verb == words[1]) return RunStepCommand(session, *kind, step);
  }
  return RunResourceCommand(session, *kind);
}

}  // namespace banso
