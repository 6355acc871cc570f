// Copies of a SQLite database, for backups.
#ifndef BANSO_SERVER_STORE_SQLITE_SQLITE_COPY_H_
#define BANSO_SERVER_STORE_SQLITE_SQLITE_COPY_H_

#include <string>

#include "absl/status/status.h"

namespace banso {

enum class ExistingCopy { kRefused, kReplaced };

// Copies the database in the file `from`, which others may read and write meanwhile, as it is at
// one moment, into the file `to`, readable by its owner only. The copy holds no page of what was
// deleted. It is on the disk and whole when this returns, and `to` is never seen in part; one that
// is there already is refused, or replaced in that moment.
// Errors: NOT_FOUND if there is no `from`; ALREADY_EXISTS; INVALID_ARGUMENT if it is no SQLite
// database; UNAVAILABLE. Cost: reads and writes the whole database.
absl::Status CopySqliteFile(const std::string& from, const std::string& to, ExistingCopy existing);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQLITE_SQLITE_COPY_H_
