// The calls of libpqxx that differ between 6.4 and 7.10. No other file uses such a call.
#ifndef BANSO_SERVER_STORE_POSTGRES_PQXX_BRIDGE_H_
#define BANSO_SERVER_STORE_POSTGRES_PQXX_BRIDGE_H_

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#define BANSO_PQXX_AT_LEAST(major, minor) \
  (PQXX_VERSION_MAJOR > (major) || (PQXX_VERSION_MAJOR == (major) && PQXX_VERSION_MINOR >= (minor)))

namespace banso {

// Arguments of a statement as PostgreSQL writes them; none is NULL.
using PqxxArguments = std::vector<std::optional<std::string>>;

// A connection that never prints what the server tells it, and never reconnects by itself: a
// transaction could otherwise begin anew in the middle without anybody knowing.
class PqxxConnection {
 public:
  // Throws pqxx::broken_connection.
  explicit PqxxConnection(const std::string& conninfo) : connection_(conninfo) {
#if BANSO_PQXX_AT_LEAST(7, 10)
    connection_.set_notice_handler([](pqxx::zview) {});
#else
    quiet_ = std::make_unique<pqxx::quiet_errorhandler>(connection_);
#endif
#if !BANSO_PQXX_AT_LEAST(7, 0)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
  }

  pqxx::connection& get() { return connection_; }

 private:
  pqxx::connection connection_;
#if !BANSO_PQXX_AT_LEAST(7, 10)
  std::unique_ptr<pqxx::quiet_errorhandler> quiet_;  // goes before the connection
#endif
};

inline pqxx::result ExecPrepared(pqxx::transaction_base& transaction, const std::string& name,
                                 const PqxxArguments& arguments) {
#if BANSO_PQXX_AT_LEAST(7, 6)
  pqxx::params params;
  params.append_multi(arguments);
#if BANSO_PQXX_AT_LEAST(7, 10)
  return transaction.exec(pqxx::prepped{name}, params);
#else
  return transaction.exec_prepared(name, params);
#endif
#else
  return transaction.exec_prepared(name, pqxx::prepare::make_dynamic_params(arguments));
#endif
}

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_PQXX_BRIDGE_H_
