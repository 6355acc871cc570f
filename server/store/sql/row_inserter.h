// Inserting many rows in few statements.
#ifndef BANSO_SERVER_STORE_SQL_ROW_INSERTER_H_
#define BANSO_SERVER_STORE_SQL_ROW_INSERTER_H_

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"
#include "server/store/sql/sql_driver.h"

namespace banso {

// Inserts rows of `columns` values each, given one after the other, in few statements of a small
// set: a round trip to the database costs more than a row. Thread safety: const methods may run on
// any number of threads at once.
class RowInserter {
 public:
  RowInserter(char argument_sign, absl::string_view table,
              const std::vector<absl::string_view>& columns)
      : columns_(columns.size()) {
    for (size_t rows = kMostRows; rows > 0; rows /= 2) {
      statements_.emplace_back(rows, Statement(argument_sign, table, columns, rows));
    }
  }

  absl::Status Insert(SqlConnection& connection, std::span<const SqlValue> values) const {
    for (const auto& [rows, statement] : statements_) {
      while (values.size() >= rows * columns_) {
        BANSO_RETURN_IF_ERROR(connection.Run(statement, values.first(rows * columns_)).status());
        values = values.subspan(rows * columns_);
      }
    }
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kMostRows = 64;  // of one statement

  static std::string Statement(char argument_sign, absl::string_view table,
                               const std::vector<absl::string_view>& columns, size_t rows) {
    const std::string sign(1, argument_sign);
    std::vector<std::string> tuples;
    size_t argument = 0;
    for (size_t i = 0; i < rows; ++i) {
      std::vector<std::string> arguments;
      for (size_t j = 0; j < columns.size(); ++j) {
        arguments.push_back(absl::StrCat(sign, ++argument));
      }
      tuples.push_back(absl::StrCat("(", absl::StrJoin(arguments, ", "), ")"));
    }
    return absl::StrCat("INSERT INTO ", table, " (", absl::StrJoin(columns, ", "), ") VALUES ",
                        absl::StrJoin(tuples, ", "));
  }

  size_t columns_;
  std::vector<std::pair<size_t, std::string>> statements_;  // most rows first
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQL_ROW_INSERTER_H_
