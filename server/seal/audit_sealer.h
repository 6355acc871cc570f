// Rows of the audit log as the database may hold them: not to be read by who has no key.
#ifndef BANSO_SERVER_SEAL_AUDIT_SEALER_H_
#define BANSO_SERVER_SEAL_AUDIT_SEALER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// Seals what a row says and whom it names. Number, time and chain stay as they are: the number is
// given by the database, so that nothing here is bound to it; that a row stands where it was
// written is what the chain says. Principal and subjects become tokens `audit/...`, the same for
// the same name, so that they can be looked for; a name has one token as a principal and another as
// a subject. No principal stays none. Thread safety: any number of threads at once.
class AuditSealer {
 public:
  explicit AuditSealer(const Key& key) : key_(key) {}

  // `row` can be kept (CheckAudit in store/commit_plan.h).
  AuditRow Seal(const AuditRow& row) const;

  // The row that was sealed, its subjects ascending. Errors: DATA_LOSS, naming its number, if what
  // was sealed, its time or one of its tokens is not as it was.
  absl::StatusOr<AuditRow> Open(const AuditRow& row) const;

  // What stands for a name in rows. Empty for none.
  std::string PrincipalToken(absl::string_view name) const;
  std::string SubjectToken(absl::string_view name) const;

 private:
  Key key_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_AUDIT_SEALER_H_
