// The whole server in one object: what `main` and the tests start.
#ifndef BANSO_SERVER_SERVER_H_
#define BANSO_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/catalog/catalog.h"
#include "server/options.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

class Server {
 public:
  // Opens the store, loads the catalog and serves. Comes back once calls are answered.
  // Errors, each in one line for an operator: INVALID_ARGUMENT for options that cannot be;
  // UNAVAILABLE if the port is taken or the store is away; FAILED_PRECONDITION if the keys are not
  // those of the store; INTERNAL if a method of the contract says not who may call it, or nothing
  // answers it.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options);

  // Creates the first admin in the stores of `options` and returns the secret of its token, which
  // is kept nowhere. Errors: FAILED_PRECONDITION if there is a principal already; those of Start.
  static absl::StatusOr<std::string> BootstrapStores(const Options& options);

  // Stops, unless that was done.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port that is listened on.
  int port() const;
  // What was listened on, with that port: "127.0.0.1:8350".
  std::string address() const;

  // The port that metrics are read at; 0 if they are not.
  int metrics_port() const;

  // Turns health to NOT_SERVING, so that balancers send calls elsewhere; whatever comes is answered
  // still. Idempotent.
  void Drain();
  // Drains, takes no more calls, lets those under way end within the grace time, and stops; a call
  // that it ends, or does not take, is UNAVAILABLE. Idempotent; not for several threads at once.
  void Stop();

  // Does the jobs of the desk at once: slots whose time has come are given, offers that have lapsed
  // pass on. Returns how many desk days changed.
  absl::StatusOr<int> KeepDesk();

  // For tests.
  Store* store() const;
  KeyStore* keys() const;
  absl::StatusOr<std::string> Bootstrap();
  Catalog* catalog() const;
  absl::StatusOr<int> ExpireOpenings();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The version of the machine's time zone data, such as "2024a", or "unknown".
std::string TimeZoneVersion();

}  // namespace banso

#endif  // BANSO_SERVER_SERVER_H_
