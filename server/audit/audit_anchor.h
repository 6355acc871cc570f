// The head of the audit log's chain, kept in a file outside the database.
#ifndef BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_
#define BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/seal/key_store.h"

namespace banso {

// What vouches for the log: the rows after `base_number` and up to `number` are there, and their
// chain leads from `base_chain` to `chain`.
struct AuditAnchor {
  int64_t number = 0;       // of the newest row that is vouched for; 0: none was yet
  std::string chain;        // its chain value; empty for 0
  int64_t base_number = 0;  // of the last row that retention has forgotten; 0: none
  std::string base_chain;   // its chain value; empty for 0

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

 private:
  absl::Status Write(const AuditAnchor& anchor) const;

  const std::string path_;
  const Key key_;
};

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_ANCHOR_H_
