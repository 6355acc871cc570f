// The numbered steps that bring a database to the layout that this program works on. They are the
// .sql files beside this header, built into the program; a step that was released never changes.
#ifndef BANSO_SERVER_STORE_MIGRATIONS_MIGRATIONS_H_
#define BANSO_SERVER_STORE_MIGRATIONS_MIGRATIONS_H_

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

struct Migration {
  int64_t number = 0;        // 1, 2, 3 ...
  absl::string_view name;    // such as "0001_initial"
  absl::string_view sha256;  // of the file, in lower-case hexadecimal
  absl::string_view sql;
};

// What a database says of a step that was applied to it.
struct AppliedMigration {
  int64_t number = 0;
  std::string sha256;
};

// Numbers that no step has: a record of one in a database keeps every version of this program out
// of it, also those that know nothing of them.
inline constexpr int64_t kStoreArrives = 0;  // a store is being moved into it, or was in part
inline constexpr int64_t kStoreLeft = -1;    // its store was moved into another one

std::span<const Migration> SqliteMigrations();
std::span<const Migration> PostgresMigrations();

// Returns the steps that are still to be applied; `applied` is ordered by number.
// Errors: FAILED_PRECONDITION if the database has a step that this program does not know, or has
// with another content, or its store arrives or left.
absl::StatusOr<std::span<const Migration>> PendingMigrations(
    std::span<const Migration> known, std::span<const AppliedMigration> applied);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_MIGRATIONS_MIGRATIONS_H_
