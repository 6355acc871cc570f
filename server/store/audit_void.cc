#include "server/store/audit_void.h"

#include "absl/time/time.h"
#include "banso/v1/audit.pb.h"
#include "server/base/deterministic_bytes.h"

namespace banso {

AuditRow VoidAuditRow(absl::Time time) {
  // Whole microseconds, as rows are kept.
  const int64_t micros = absl::ToUnixMicros(time);
  AuditRow row;
  row.time = absl::FromUnixMicros(micros);
  v1::AuditEntry entry;
  const int64_t seconds = absl::ToUnixSeconds(row.time);
  entry.mutable_entry_time()->set_seconds(seconds);
  entry.mutable_entry_time()->set_nanos(
      static_cast<int32_t>(1000 * (micros - 1'000'000 * seconds)));
  entry.set_role(v1::Access::SYSTEM);
  entry.set_method("job:void");
  row.entry = DeterministicBytes(entry);
  return row;
}

bool IsVoidAuditRow(const AuditRow& row) {
  AuditRow made = VoidAuditRow(row.time);
  made.number = row.number;
  made.chain = row.chain;
  return made == row;
}

}  // namespace banso
