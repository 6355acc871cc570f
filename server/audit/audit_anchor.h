// The head of the audit log's chain, kept in a file outside the database.
#ifndef BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_
#define BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/seal/key_store.h"

namespace banso {

// The loss of rows that an operator has accepted, once an older database was put back: what the
// rows from `first` to `last` said, as they were, is gone, or not vouched for. Row `row` of the log
// says so, too, and by whom.
struct AcceptedLoss {
  int64_t first = 0;
  int64_t last = 0;
  int64_t row = 0;

  friend bool operator==(const AcceptedLoss&, const AcceptedLoss&) = default;
};

// What vouches for the log: the rows after `base_number` and up to `number` are there, and their
// chain leads from `base_chain` to `chain`.
struct AuditAnchor {
  int64_t number = 0;       // of the newest row that is vouched for; 0: none was yet
  std::string chain;        // its chain value; empty for 0
  int64_t base_number = 0;  // of the last row that retention has forgotten; 0: none
  std::string base_chain;   // its chain value; empty for 0
  std::vector<AcceptedLoss> accepted = {};  // oldest first; their rows are not forgotten yet

  friend bool operator==(const AuditAnchor&, const AuditAnchor&) = default;
};

// A small text file with a MAC over its content, so that only who has the key makes one. It must
// lie where whoever can write to the database cannot write, and is never restored from a backup:
// who can put back an old database and an old anchor together is not found out. Servers that share
// a database share the file.
// Thread safety: every method may run on any number of threads and in any number of processes at
// once; a killed process or machine leaves either the old content or the new.
class AuditAnchorFile {
 public:
  AuditAnchorFile(std::string path, const Key& key);

  // Returns the anchor, or none if there is no file.
  // Errors: UNAVAILABLE if the file cannot be read; DATA_LOSS if it was not written with this key.
  absl::StatusOr<std::optional<AuditAnchor>> Read() const;

  // Moves head and base forward; neither ever goes back. Durable once this returns.
  // Errors: as Read; UNAVAILABLE if the file cannot be written.
  absl::Status Advance(const AuditAnchor& to) const;

  // Puts `to` in the place of `from`, also where that moves the head back.
  // Errors: as Advance; ABORTED if the anchor is not `from` (any more).
  absl::Status Replace(const AuditAnchor& from, const AuditAnchor& to) const;

 private:
  // Writes what `change` makes of the present anchor, with nobody else doing so meanwhile.
  absl::Status Change(
      absl::FunctionRef<absl::StatusOr<AuditAnchor>(const std::optional<AuditAnchor>&)> change)
      const;
  absl::Status Write(const AuditAnchor& anchor) const;

  const std::string path_;
  const Key key_;
};

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_
