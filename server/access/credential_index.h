// Finds tokens and principals by what callers prove themselves with.
#ifndef BANSO_SERVER_ACCESS_CREDENTIAL_INDEX_H_
#define BANSO_SERVER_ACCESS_CREDENTIAL_INDEX_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/base/mutex.h"
#include "server/catalog/snapshot.h"

namespace banso {

// Where what is looked for may be, worked out from the newest snapshot that was asked about. What
// is found is always read from the snapshot at hand, so that an answer is right for that snapshot
// or, where a newer one took something away, stricter.
// Cost: O(1); for the first question about a new snapshot, a comparison of pointers for each token
// and principal, and work for each that changed.
// Thread safety: any number of threads at once.
class CredentialIndex {
 public:
  using TokenRow = SortedTable<TokenEntry>::Row;
  using PrincipalRow = SortedTable<PrincipalEntry>::Row;

  // The token with the hash, or null.
  TokenRow FindToken(absl::string_view secret_hash, const Snapshot& snapshot)
      ABSL_LOCKS_EXCLUDED(mu_);

  // The principal that a certificate with these names stands for; null if there is none, or more
  // than one.
  PrincipalRow FindByCertificate(const std::vector<std::string>& names, const Snapshot& snapshot)
      ABSL_LOCKS_EXCLUDED(mu_);

  // The principal that an issuer's subject stands for, or null.
  PrincipalRow FindByIdentity(absl::string_view issuer, absl::string_view subject,
                              const Snapshot& snapshot) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // Keys with the name of the resource that has each.
  using Names = absl::flat_hash_map<std::string, std::string>;

  // The name under a key, after the index knows `snapshot`; empty if there is none.
  std::string Find(Names CredentialIndex::*names, const std::string& key, const Snapshot& snapshot)
      ABSL_LOCKS_EXCLUDED(mu_);
  void Follow(const Snapshot& snapshot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Mutex mu_;
  Revision revision_ ABSL_GUARDED_BY(mu_) = -1;
  // The rows that are in the index, by name. Held, so that no other row gets their address.
  std::vector<TokenRow> tokens_ ABSL_GUARDED_BY(mu_);
  std::vector<PrincipalRow> principals_ ABSL_GUARDED_BY(mu_);
  Names by_hash_ ABSL_GUARDED_BY(mu_);
  Names by_certificate_ ABSL_GUARDED_BY(mu_);
  Names by_identity_ ABSL_GUARDED_BY(mu_);
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_CREDENTIAL_INDEX_H_
