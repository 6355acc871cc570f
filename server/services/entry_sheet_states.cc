#include "server/services/entry_sheet_states.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/writer.h"

namespace banso {
namespace {

using State = v1::EntrySheet;
using Verb = EntrySheetVerb;

struct Arrow {
  v1::EntrySheet::State from;
  EntrySheetVerb verb;
  v1::EntrySheet::State to;
};
constexpr Arrow kArrows[] = {
    {State::DRAFT, Verb::kSubmit, State::SUBMITTED},
    {State::IN_REVIEW, Verb::kSubmit, State::SUBMITTED},
    {State::COMMENTED, Verb::kSubmit, State::SUBMITTED},
    {State::FINAL, Verb::kSubmit, State::SUBMITTED},
    {State::SENT, Verb::kSubmit, State::SUBMITTED},
    {State::SUBMITTED, Verb::kClaim, State::IN_REVIEW},
    {State::IN_REVIEW, Verb::kRelease, State::SUBMITTED},
    {State::IN_REVIEW, Verb::kComment, State::COMMENTED},
    {State::IN_REVIEW, Verb::kFinalise, State::FINAL},
    {State::COMMENTED, Verb::kFinalise, State::FINAL},
    {State::FINAL, Verb::kSend, State::SENT},
};

struct Parties {
  bool author = false;
  bool reviewer = false;
  bool coordinator = false;
  bool server = false;
};
Parties PartiesOf(EntrySheetVerb verb) {
  switch (verb) {
    case Verb::kSubmit:
      return {.author = true};
    case Verb::kClaim:
    case Verb::kComment:
    case Verb::kFinalise:
      return {.reviewer = true, .coordinator = true};
    case Verb::kRelease:
      return {.reviewer = true, .coordinator = true, .server = true};
    case Verb::kSend:
      return {.author = true, .coordinator = true};
  }
  return {};
}

}  // namespace

std::optional<v1::EntrySheet::State> NextState(v1::EntrySheet::State from, EntrySheetVerb verb) {
  for (const Arrow& arrow : kArrows) {
    if (arrow.from == from && arrow.verb == verb) return arrow.to;
  }
  return std::nullopt;
}

bool MayTake(v1::Access::Role role, EntrySheetVerb verb) {
  const Parties parties = PartiesOf(verb);
  switch (role) {
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return parties.author;
    case v1::Access::ADVISOR:
      return parties.reviewer;
    case v1::Access::COORDINATOR:
      return parties.coordinator;
    case v1::Access::SYSTEM:
      return parties.server;
    default:
      return false;
  }
}

int NewestVersion(const v1::EntrySheet& sheet) {
  return sheet.versions().empty() ? 0 : sheet.versions(sheet.versions_size() - 1).number();
}

int LastSentVersion(const v1::EntrySheet& sheet) {
  int sent = 0;
  for (const v1::EntrySheetStep& step : sheet.steps()) {
    if (step.state() == State::SENT) sent = step.version();
  }
  return sent;
}

void TakeEntrySheetStep(v1::EntrySheet::State state, absl::string_view principal,
                        absl::string_view note, absl::Time now, v1::EntrySheet* sheet) {
  sheet->set_state(state);
  if (state != State::IN_REVIEW) sheet->clear_reviewer();
  v1::EntrySheetStep* step = sheet->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_state(state);
  step->set_version(NewestVersion(*sheet));
  step->set_principal(std::string(principal));
  step->set_note(std::string(note));
  *sheet->mutable_update_time() = FromTime(now);
}

absl::Status CheckVerb(EntrySheetVerb verb, const Caller& caller, const v1::EntrySheet& sheet) {
  if (!MayTake(caller.role, verb)) {
    return WithErrorInfo(
        absl::PermissionDeniedError(absl::StrCat("the role ", v1::Access::Role_Name(caller.role),
                                                 " may not take this step of an entry sheet")),
        "ROLE_DENIED", {{"role", v1::Access::Role_Name(caller.role)}});
  }
  if (!NextState(sheet.state(), verb)) {
    return IllegalStep(sheet.name(), v1::EntrySheet::State_Name(sheet.state()));
  }
  return absl::OkStatus();
}

absl::Status TakeVerb(EntrySheetVerb verb, const Caller& caller, absl::string_view note,
                      absl::Time now, v1::EntrySheet* sheet) {
  BANSO_RETURN_IF_ERROR(CheckVerb(verb, caller, *sheet));
  TakeEntrySheetStep(*NextState(sheet->state(), verb), caller.principal, note, now, sheet);
  return absl::OkStatus();
}

}  // namespace banso
