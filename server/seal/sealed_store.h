// A Store that seals what is private on its way into another Store, and opens it on the way back.
#ifndef BANSO_SERVER_SEAL_SEALED_STORE_H_
#define BANSO_SERVER_SEAL_SEALED_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// Owners of keys that belong to no person.
inline constexpr absl::string_view kRecordsKey = "server/records";       // what outlives people
inline constexpr absl::string_view kAuditRowsKey = "server/audit-rows";  // the audit log
inline constexpr absl::string_view kStoreKey = "server/store";  // the database's own secret

// Returns a store on `inner` that keeps the promises of Store, with the whole message in
// Resource::message and nothing in Resource::sealed, while `inner` sees of each message only what
// is PUBLIC or MATCHING (sealing.h). `keys` outlives it.
//
// Who owns what: a candidate, an advisor and an employer their own record; an employer its
// internships; a candidate the engagements, applications and rights requests that name the
// candidate; a principal itself and its tokens, but a candidate or an advisor the principals that
// are the same person; the server (`server/records`) what outlives people: provision records,
// deletion requests, tombstones, settings. A message without anything private makes no key. Answers
// to repeated requests are sealed by whoever owns the resource they are about, and the digests of
// requests are masked.
//
// What was sealed is bound to its kind, its name and the plain part beside it, so nothing can be
// swapped between rows. An owner's key that was destroyed makes all that it sealed disappear: Get
// and GetVersion answer NOT_FOUND, Scan leaves it out, answers are empty, and a Commit that writes
// something the owner would have to seal answers NOT_FOUND. A row that was altered is DATA_LOSS,
// naming the resource only. Errors of the key store are passed on. A Commit that fails may leave a
// fresh key behind that nothing uses.
//
// Rows of the audit log are sealed by the server (seal/audit_sealer.h), since they outlive people:
// `inner` sees number, time, chain, and tokens for names. A row that was altered is DATA_LOSS for
// who reads it; whoever chains and verifies the log does so with `inner`, where such a row is one
// that was changed. Rows of an earlier version stay in plain: opening records once how many there
// are.
//
// The store's Secret() is kept sealed, which also binds the database to its key file. Opening seals
// what an earlier version kept in plain, once.
// Errors: FAILED_PRECONDITION if the keys are not those of this database: with them everything
// would look erased; those of Store and of KeyStore. Cost of reading: one look-up of a key and some
// microseconds a resource.
absl::StatusOr<std::unique_ptr<Store>> OpenSealedStore(std::unique_ptr<Store> inner, KeyStore* keys,
                                                       absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_SEALED_STORE_H_
