// A Store made of a SQL database.
#ifndef BANSO_SERVER_STORE_SQL_SQL_STORE_H_
#define BANSO_SERVER_STORE_SQL_SQL_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/store.h"

namespace banso {

// Migrates the database and returns a store on it.
// Errors: FAILED_PRECONDITION if the database belongs to another version of this program; those of
// the driver.
absl::StatusOr<std::unique_ptr<Store>> OpenSqlStore(std::unique_ptr<SqlDriver> driver,
                                                    absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQL_SQL_STORE_H_
