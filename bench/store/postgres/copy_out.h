// The least that reading tables of PostgreSQL can take.
#ifndef BANSO_BENCH_STORE_POSTGRES_COPY_OUT_H_
#define BANSO_BENCH_STORE_POSTGRES_COPY_OUT_H_

#include <cstddef>
#include <string>

typedef struct pg_conn PGconn;  // NOLINT: as libpq names it

namespace banso::bench {

// A connection of its own to the database that PGHOST and the like name. What fails ends the
// program. For one thread.
class PostgresTables {
 public:
  PostgresTables();
  ~PostgresTables();
  PostgresTables(const PostgresTables&) = delete;
  PostgresTables& operator=(const PostgresTables&) = delete;

  // Brings the tables into the state in which they are read most often.
  void Vacuum();
  // Reads a table by COPY ... (FORMAT binary), keeps nothing, and returns its bytes.
  size_t CopyOut(const std::string& table);

 private:
  PGconn* const connection_;
};

}  // namespace banso::bench

#endif  // BANSO_BENCH_STORE_POSTGRES_COPY_OUT_H_
