#include "bench/store/postgres/copy_out.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "libpq-fe.h"

namespace banso::bench {
namespace {

[[noreturn]] void Fail(PGconn* connection) {
  std::fprintf(stderr, "%s", PQerrorMessage(connection));
  std::exit(1);
}

}  // namespace

PostgresTables::PostgresTables() : connection_(PQconnectdb("")) {
  if (PQstatus(connection_) != CONNECTION_OK) Fail(connection_);
}

PostgresTables::~PostgresTables() { PQfinish(connection_); }

void PostgresTables::Vacuum() { PQclear(PQexec(connection_, "VACUUM ANALYZE")); }

size_t PostgresTables::CopyOut(const std::string& table) {
  const std::string sql = absl::StrCat("COPY ", table, " TO STDOUT (FORMAT binary)");
  PGresult* begun = PQexec(connection_, sql.c_str());
  if (PQresultStatus(begun) != PGRES_COPY_OUT) Fail(connection_);
  PQclear(begun);
  size_t bytes = 0;
  char* row = nullptr;
  int length = 0;
  while ((length = PQgetCopyData(connection_, &row, 0)) > 0) {
    bytes += static_cast<size_t>(length);
    PQfreemem(row);
  }
  if (length == -2) Fail(connection_);
  PQclear(PQgetResult(connection_));
  return bytes;
}

}  // namespace banso::bench
