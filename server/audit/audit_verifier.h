// Proves that the audit log is whole, or names the first row where it is not.
#ifndef BANSO_SERVER_AUDIT_AUDIT_VERIFIER_H_
#define BANSO_SERVER_AUDIT_AUDIT_VERIFIER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/audit/audit_anchor.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// What is wrong with a row of the log.
enum class AuditProblem {
  kNone,
  kChanged,  // it is not what was written, not where it was written, or its chain was taken away
  kMissing,  // it is gone, though later ones are there
  kCutOff,   // it is gone with everything after it
};

struct AuditVerification {
  int64_t verified = 0;      // rows that are chained and right, from the first that is kept
  int64_t first_broken = 0;  // the number of the first row that is wrong; 0: none
  AuditProblem problem = AuditProblem::kNone;
  int64_t unchained = 0;  // newest rows that wait to be chained
  // What was lost with the consent of an operator; the log counts as whole without it.
  std::vector<AcceptedLoss> accepted = {};

  bool intact() const { return problem == AuditProblem::kNone; }
  friend bool operator==(const AuditVerification&, const AuditVerification&) = default;
};

// Reads the log of a database, beneath what seals, from the first row that is kept and compares it
// with its chain, with the anchor and with how many rows the store ever appended. Found are: a
// change of any part of a chained row; rows that were dropped, moved or swapped; chain values that
// were taken away below the anchor or before a later one; and a log that ends too early. Without an
// anchor, or with one of another key, nothing vouches for rows that are chained: the first row
// counts as changed. Not found: what somebody with the key did; what somebody who can write to the
// database did, the store's count included, to rows that were not anchored yet, which is a second
// or so; an old database put back together with an old anchor. What is appended, chained or
// forgotten meanwhile does no harm. Errors: those of the store; UNAVAILABLE if the anchor cannot be
// read. Cost: reads the whole log.
absl::StatusOr<AuditVerification> VerifyAudit(Store* store, const Key& key,
                                              const AuditAnchorFile& anchor, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_VERIFIER_H_
