// The row that takes the place of a number of the audit log that was drawn and then not used: the
// process or the database ended during the commit. Nothing happened under it.
#ifndef BANSO_SERVER_STORE_AUDIT_VOID_H_
#define BANSO_SERVER_STORE_AUDIT_VOID_H_

#include "absl/time/time.h"
#include "server/store/store.h"

namespace banso {

// The void row, made at `time`: no principal, no subjects, and an AuditEntry of the method
// `job:void` alone. It holds nothing private and is never sealed.
AuditRow VoidAuditRow(absl::Time time);

// Whether a row, whatever its number and chain, is such a one.
bool IsVoidAuditRow(const AuditRow& row);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_AUDIT_VOID_H_
