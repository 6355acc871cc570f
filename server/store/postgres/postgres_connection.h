// One connection to PostgreSQL that can be opened again when it broke.
#ifndef BANSO_SERVER_STORE_POSTGRES_POSTGRES_CONNECTION_H_
#define BANSO_SERVER_STORE_POSTGRES_POSTGRES_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/postgres/pqxx_bridge.h"
#include "server/store/sql/sql_driver.h"

namespace banso {

// No exception leaves this class, and no error repeats what the server said, which may hold values.
// Belongs to one thread at a time.
class PostgresConnection final : public SqlConnection {
 public:
  // `conninfo` is as WithTimeouts() returns it. Does not connect.
  explicit PostgresConnection(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  // Connects if there is no working connection. UNAVAILABLE if that fails.
  absl::Status Open();

  // As Open, and the error says what libpq said, in one line. For whoever starts a program: it
  // names hosts and roles, which no caller of an RPC should learn.
  absl::Status OpenFirst();

  // Whether the connection broke since Open().
  bool broken() const { return connection_ == nullptr; }

  // Whether the transaction that ended last was in another's way (a deadlock, a lost
  // serialisation): the same again may go well.
  bool was_in_the_way() const { return was_in_the_way_; }

  // Between Begin and Commit or Rollback, Run and RunScript belong to a transaction; between
  // BeginRead and EndRead each stands alone. No statement runs much longer than to `deadline`.
  // Begin runs `first`, if it is not empty, with the same round trip and returns its answer.
  absl::StatusOr<SqlResult> Begin(absl::Time deadline, absl::string_view first = "");
  absl::Status Commit();  // UNKNOWN if the answer was lost
  void Rollback();
  absl::Status BeginRead(absl::Time deadline);
  void EndRead();

  absl::StatusOr<SqlResult> Run(const std::string& sql,
                                std::span<const SqlValue> arguments) override;
  absl::Status RunScript(absl::string_view sql) override;

  // Outside of Begin and BeginRead: takes in what the server sent and returns how many notices
  // there were; the socket to poll meanwhile, or -1.
  absl::StatusOr<int> TakeNotices();
  int socket();

 private:
  // Runs `calls` to libpqxx and turns what they throw into a status. A broken connection is
  // dropped; without one, nothing is run but what connects.
  absl::Status Guard(absl::FunctionRef<void()> calls, bool connects = false);
  void Drop();

  const std::string conninfo_;
  std::unique_ptr<PqxxConnection> connection_;
  // What libpqxx calls one: begin and commit are statements of ours. Goes before the connection.
  std::unique_ptr<pqxx::transaction_base> transaction_;
  bool begun_ = false;
  absl::flat_hash_map<std::string, std::string> prepared_;  // statement to its name
  int64_t session_timeout_millis_ = 0;
  bool committing_ = false;
  bool was_in_the_way_ = false;
  std::string connect_error_;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_POSTGRES_CONNECTION_H_
