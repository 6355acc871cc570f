// From labels that people write to codes of the taxonomies.
#ifndef BANSO_CLIENTS_CLI_IMPORT_TERM_RESOLVER_H_
#define BANSO_CLIENTS_CLI_IMPORT_TERM_RESOLVER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/taxonomy.pb.h"
#include "clients/cli/connection.h"

namespace banso {

// What a label stands for.
struct Resolution {
  // The code, if the text is a code, or equals one of the term's labels after folding.
  std::optional<std::string> code;
  // Otherwise the nearest terms as `label (code)`, best first, at most three.
  std::vector<std::string> suggestions;
};

class TermResolver {
 public:
  virtual ~TermResolver() = default;
  // Errors: those of the look-up; a text that stands for nothing is no error.
  virtual absl::StatusOr<Resolution> Resolve(v1::Term::Kind kind, absl::string_view text) = 0;
};

// Asks the server, once for each text. For one thread at a time.
class ServerTermResolver : public TermResolver {
 public:
  // `connection` must outlive this object.
  explicit ServerTermResolver(const Connection& connection) : connection_(connection) {}
  absl::StatusOr<Resolution> Resolve(v1::Term::Kind kind, absl::string_view text) override;

 private:
  absl::StatusOr<Resolution> Ask(v1::Term::Kind kind, const std::string& text);

  const Connection& connection_;
  absl::flat_hash_map<std::pair<int, std::string>, Resolution> known_;
};

// "is not a known skill; nearest: Python (it.lang.python)", for a problem of a row.
std::string NotKnown(v1::Term::Kind kind, const Resolution& resolution);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_TERM_RESOLVER_H_
