#include "server/services/entry_sheet_messages.h"

#include <memory>
#include <set>
#include <string>

#include "engine/base/status_macros.h"
#include "server/access/reach.h"
#include "server/services/engagement_change.h"
#include "server/services/entry_sheet_states.h"
#include "server/services/outbox.h"

namespace banso {
namespace {

// Once for each version.
absl::Status Tell(const ServiceContext& context, const Snapshot& snapshot, MessageTemplate id,
                  const std::string& recipient, const v1::EntrySheet& sheet, Batch* batch) {
  MessageValues values;
  if (SpecOf(id).recipient == Party::kAdvisor) values[MessageField::kAbout] = sheet.name();
  return EnqueueMessage(context, snapshot,
                        {.id = id,
                         .recipient = recipient,
                         .about = sheet.name(),
                         .sequence = NewestVersion(sheet),
                         .values = std::move(values)},
                        batch);
}

// Whether the advisor accompanies, or did lately, who wrote the sheet, and may review it. Whoever
// does not is not told that there is one.
bool MayOpen(const ServiceContext& context, const Snapshot& snapshot, const std::string& advisor,
             const std::string& sheet) {
  // Not kept beyond this call, so that it need not own the snapshot.
  const std::shared_ptr<const Snapshot> borrowed(std::shared_ptr<void>(), &snapshot);
  const Caller caller = {.role = v1::Access::ADVISOR, .advisor = advisor};
  return Reach(caller, v1::Access::LINKED, borrowed, context.clock->Now()).Includes(sheet);
}

}  // namespace

absl::Status TellOfEntrySheet(const ServiceContext& context, const Snapshot& snapshot,
                              const v1::EntrySheet& before, const v1::EntrySheet& after,
                              Batch* batch) {
  if (after.steps_size() == before.steps_size()) return absl::OkStatus();
  std::set<std::string> advisors;
  switch (after.state()) {
    case v1::EntrySheet::SUBMITTED:
      if (NewestVersion(after) == NewestVersion(before)) return absl::OkStatus();
      if (!before.reviewer().empty()) advisors.insert(before.reviewer());
      if (!before.versions().empty()) {
        for (const auto& comment : before.versions().rbegin()->comments()) {
          if (!comment.advisor().empty()) advisors.insert(comment.advisor());
        }
      }
      for (const auto& entry : LastingEngagementsOf(snapshot, after.candidate())) {
        advisors.insert(entry->message->advisor());
      }
      break;
    case v1::EntrySheet::IN_REVIEW:
      advisors.insert(after.reviewer());
      break;
    case v1::EntrySheet::COMMENTED:
      return Tell(context, snapshot, MessageTemplate::kEntrySheetCommented, after.candidate(),
                  after, batch);
    case v1::EntrySheet::FINAL:
      return Tell(context, snapshot, MessageTemplate::kEntrySheetFinal, after.candidate(), after,
                  batch);
    default:
      return absl::OkStatus();
  }
  for (const std::string& advisor : advisors) {
    if (!MayOpen(context, snapshot, advisor, after.name())) continue;
    BANSO_RETURN_IF_ERROR(Tell(context, snapshot, MessageTemplate::kAdvisorEntrySheetSubmitted,
                               advisor, after, batch));
  }
  return absl::OkStatus();
}

}  // namespace banso
