// What moves when a store goes into another database: tables as both databases know them.
#ifndef BANSO_SERVER_STORE_MOVED_TABLES_H_
#define BANSO_SERVER_STORE_MOVED_TABLES_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

enum class MovedType { kText, kInteger, kBoolean, kTime, kBytes };

struct MovedColumn {
  std::string name;
  MovedType type = MovedType::kText;
};

struct MovedTable {
  std::string name;
  std::vector<MovedColumn> columns;  // the primary key first
  size_t key_columns = 1;
  // The migrations leave a row in it, which the one that is moved replaces.
  bool is_never_empty = false;
};

// Every table whose rows are moved, what is referred to before what refers to it: one a kind of
// resource, as columns.h knows it, and what lies beside them.
std::vector<MovedTable> MovedTables();

// The tables whose rows are not moved: the record of migrations, which each database has of its
// own, the counters, which are set, and who is on the database.
std::span<const absl::string_view> TablesNotMoved();

}  // namespace banso

#endif  // BANSO_SERVER_STORE_MOVED_TABLES_H_
