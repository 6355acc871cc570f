#include "bench/store/postgres/row_writer.h"

#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>

namespace banso::bench {
namespace {

// Frees the result and ends the program if it is an error.
std::string Take(PGconn* connection, PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    std::fprintf(stderr, "%s\n", PQerrorMessage(connection));
    std::exit(1);
  }
  std::string cell;
  if (status == PGRES_TUPLES_OK && PQntuples(result) == 1) cell = PQgetvalue(result, 0, 0);
  PQclear(result);
  return cell;
}

}  // namespace

void RowWriter::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

RowWriter::RowWriter(const std::string& connection) : connection_(PQconnectdb(connection.c_str())) {
  PGconn* const open = connection_.get();
  Take(open, PQexec(open,
                    "SET client_min_messages = error; SELECT pg_advisory_lock(1);"
                    "CREATE TABLE IF NOT EXISTS bench_rows (name text PRIMARY KEY,"
                    " message bytea NOT NULL); SELECT pg_advisory_unlock(1)"));
  Take(open, PQprepare(open, "add", "INSERT INTO bench_rows (name, message) VALUES ($1, $2)", 2,
                       nullptr));
}

RowWriter::~RowWriter() = default;

void RowWriter::Write(const std::string& name, absl::string_view bytes) {
  const char* const values[] = {name.c_str(), bytes.data()};
  const int lengths[] = {0, static_cast<int>(bytes.size())};
  const int formats[] = {0, 1};
  PGconn* const open = connection_.get();
  Take(open, PQexecPrepared(open, "add", 2, values, lengths, formats, 0));
}

std::string RowWriter::Setting(const std::string& setting) {
  PGconn* const open = connection_.get();
  return Take(open, PQexec(open, ("SHOW " + setting).c_str()));
}

}  // namespace banso::bench
