// Labels of codes, as the server's taxonomies have them.
#ifndef BANSO_CLIENTS_CLI_LABELS_H_
#define BANSO_CLIENTS_CLI_LABELS_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "banso/v1/taxonomy.pb.h"
#include "clients/cli/connection.h"
#include "clients/cli/language.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace banso {

// Remembers what it asked. For one thread at a time.
class Labels {
 public:
  // `connection` must outlive this object.
  Labels(const Connection& connection, UiLanguage language)
      : connection_(connection), language_(language) {}

  // Asks for the labels of all codes in a message at once. A server that cannot answer leaves the
  // codes without labels, which then stand for themselves.
  void Fetch(const google::protobuf::Message& message);
  // The label of a code; the code itself if it has none, or was not fetched.
  std::string Of(v1::Term::Kind kind, const std::string& code) const;
  // The kind of code that a field holds; KIND_UNSPECIFIED if it holds none.
  static v1::Term::Kind KindOf(const google::protobuf::FieldDescriptor& field);

 private:
  using Codes = std::set<std::pair<int, std::string>>;
  void Collect(const google::protobuf::Message& message, Codes& codes) const;
  void Ask(v1::Term::Kind kind, const std::vector<std::string>& codes);

  const Connection& connection_;
  const UiLanguage language_;
  absl::flat_hash_map<std::pair<int, std::string>, std::string> known_;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_LABELS_H_
