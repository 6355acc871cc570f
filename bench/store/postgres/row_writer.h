// The least that writing to PostgreSQL can take: rows inserted one by one.
#ifndef BANSO_BENCH_STORE_POSTGRES_ROW_WRITER_H_
#define BANSO_BENCH_STORE_POSTGRES_ROW_WRITER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct pg_conn;

namespace banso::bench {

// A connection of its own, with one prepared statement that inserts a row of a name and bytes into
// a table with a primary key, each row a transaction. What fails ends the program. For one thread.
class RowWriter {
 public:
  // As libpq reads connection strings. Makes the table if there is none.
  explicit RowWriter(const std::string& connection);
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  void Write(const std::string& name, absl::string_view bytes);
  // What the server answers to `SHOW setting`.
  std::string Setting(const std::string& setting);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  const std::unique_ptr<pg_conn, Close> connection_;
};

}  // namespace banso::bench

#endif  // BANSO_BENCH_STORE_POSTGRES_ROW_WRITER_H_
