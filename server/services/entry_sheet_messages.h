// What is told about an entry sheet.
#ifndef BANSO_SERVER_SERVICES_ENTRY_SHEET_MESSAGES_H_
#define BANSO_SERVER_SERVICES_ENTRY_SHEET_MESSAGES_H_

#include "absl/status/status.h"
#include "banso/v1/entry_sheet.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// Adds what a step of an entry sheet tells to what is about to be committed: a new version to
// whoever reviewed the one before and to those who accompany the author and may review it; a claim
// to the reviewer, unless the version was told before; comments and the end to the author.
// Errors: those of EnqueueMessage.
absl::Status TellOfEntrySheet(const ServiceContext& context, const Snapshot& snapshot,
                              const v1::EntrySheet& before, const v1::EntrySheet& after,
                              Batch* batch);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ENTRY_SHEET_MESSAGES_H_
