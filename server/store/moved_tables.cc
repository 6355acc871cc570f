#include "server/store/moved_tables.h"

#include "server/store/columns.h"

namespace banso {
namespace {

constexpr absl::string_view kNotMoved[] = {"schema_migrations", "store_revision", "audit_settled",
                                           "replicas"};

MovedType TypeOf(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return MovedType::kText;
    case ColumnType::kInteger:
      return MovedType::kInteger;
    case ColumnType::kBoolean:
      return MovedType::kBoolean;
    case ColumnType::kTime:
      return MovedType::kTime;
  }
  return MovedType::kText;
}

MovedTable OfKind(ResourceKind kind) {
  const Table& table = TableOf(kind);
  MovedTable moved = {.name = std::string(table.name),
                      .columns = {{"name", MovedType::kText}, {"revision", MovedType::kInteger}}};
  for (const Column& column : table.columns) {
    moved.columns.push_back({std::string(column.name), TypeOf(column.type)});
  }
  moved.columns.push_back({"message", MovedType::kBytes});
  moved.columns.push_back({"sealed", MovedType::kBytes});
  return moved;
}

}  // namespace

std::vector<MovedTable> MovedTables() {
  std::vector<MovedTable> tables;
  for (const ResourceKind kind : kAllKinds) tables.push_back(OfKind(kind));
  tables.push_back({.name = "versions",
                    .columns = {{"kind", MovedType::kText},
                                {"name", MovedType::kText},
                                {"revision", MovedType::kInteger},
                                {"message", MovedType::kBytes},
                                {"sealed", MovedType::kBytes}},
                    .key_columns = 3});
  tables.push_back({.name = "changes",
                    .columns = {{"revision", MovedType::kInteger},
                                {"position", MovedType::kInteger},
                                {"kind", MovedType::kText},
                                {"name", MovedType::kText},
                                {"deleted", MovedType::kBoolean}},
                    .key_columns = 2});
  tables.push_back(
      {.name = "claims",
       .columns = {
           {"key", MovedType::kBytes}, {"owner", MovedType::kText}, {"value", MovedType::kBytes}}});
  tables.push_back({.name = "requests",
                    .columns = {{"id", MovedType::kBytes},
                                {"digest", MovedType::kBytes},
                                {"response", MovedType::kBytes},
                                {"revision", MovedType::kInteger},
                                {"used_micros", MovedType::kInteger},
                                {"owner", MovedType::kText}}});
  tables.push_back({.name = "audit",
                    .columns = {{"number", MovedType::kInteger},
                                {"time_micros", MovedType::kInteger},
                                {"principal", MovedType::kText},
                                {"entry", MovedType::kBytes},
                                {"chain", MovedType::kBytes}}});
  tables.push_back({.name = "audit_subjects",
                    .columns = {{"subject", MovedType::kText}, {"number", MovedType::kInteger}},
                    .key_columns = 2});
  tables.push_back({.name = "store_meta",
                    .columns = {{"only_row", MovedType::kInteger}, {"secret", MovedType::kBytes}},
                    .is_never_empty = true});
  tables.push_back(
      {.name = "feed_start",
       .columns = {{"only_row", MovedType::kInteger}, {"revision", MovedType::kInteger}},
       .is_never_empty = true});
  return tables;
}

std::span<const absl::string_view> TablesNotMoved() { return kNotMoved; }

}  // namespace banso
