// A KeyStore made of a SQL database. What it promises is decided once, in sql_key_store.cc; an
// adapter makes the tables and only says how they are reached:
//   keys (owner: text, primary key; wrapped: bytes, null for a key that was destroyed)
//   master (mark: bytes, which open with the right master key; one row)
// Every key is wrapped (XChaCha20-Poly1305) by the master key and bound to its owner. No key is
// kept in memory longer than a call.
#ifndef BANSO_SERVER_SEAL_SQL_KEY_STORE_H_
#define BANSO_SERVER_SEAL_SQL_KEY_STORE_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/seal/key_store.h"
#include "server/store/sql/sql_driver.h"

namespace banso {

// Thread safety: every method may run on any number of threads at once.
class KeyDatabase {
 public:
  using Work = absl::FunctionRef<absl::Status(SqlConnection& connection)>;

  virtual ~KeyDatabase() = default;

  // Before the number of an argument in a statement.
  virtual char argument_sign() const = 0;

  // Runs `work`, of statements that write nothing; they see everything that was acknowledged
  // before. May run it again. Errors: those of `work`; UNAVAILABLE.
  virtual absl::Status Read(Work work) = 0;

  // Runs `work` in a transaction and commits it durably. May run it again from its start.
  // Errors: those of `work`; UNAVAILABLE, after which it may have been committed: what is done to
  // keys may be done again.
  virtual absl::Status Write(Work work) = 0;

  // Called after a key was destroyed, to get rid of what is left of it where that takes more.
  virtual absl::Status CleanUp() { return absl::OkStatus(); }
};

// Returns a store on tables that were made, and checked, for `master`.
std::unique_ptr<KeyStore> MakeSqlKeyStore(std::unique_ptr<KeyDatabase> database, const Key& master);

// Puts the mark of the master key into tables that are new.
absl::Status MarkKeyTables(SqlConnection& connection, char argument_sign, const Key& master);

// Errors: FAILED_PRECONDITION if the tables belong to another master key.
absl::Status CheckKeyTables(SqlConnection& connection, const Key& master);

// Wraps every key by `to` instead of `from`. Within a transaction.
// Errors: DATA_LOSS if a key cannot be opened with `from`.
absl::Status RewrapKeys(SqlConnection& connection, char argument_sign, const Key& from,
                        const Key& to);

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_SQL_KEY_STORE_H_
