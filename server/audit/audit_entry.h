// Entries of the audit log and the rows that keep them.
#ifndef BANSO_SERVER_AUDIT_AUDIT_ENTRY_H_
#define BANSO_SERVER_AUDIT_AUDIT_ENTRY_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/audit.pb.h"
#include "server/store/store.h"

namespace banso {

// The row of an entry. The entry's time becomes whole microseconds, its subjects ascending and
// distinct; its number is left to the store.
AuditRow ToAuditRow(v1::AuditEntry entry);

// The entry of a row, with its number. Errors: DATA_LOSS if the row cannot be read.
absl::StatusOr<v1::AuditEntry> ToAuditEntry(const AuditRow& row);

// Leaves what a person may read of an entry: takes the names of other people (candidates and
// advisors) out of its subjects, and their rows out of the list that was shown. `person` is the
// reader's own record.
void KeepWhatConcerns(absl::string_view person, v1::AuditEntry* entry);

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_ENTRY_H_
