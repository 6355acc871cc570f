// What can be set about banso-server, said once: the command line, the environment, the file, the
// help and the documents all follow this table.
#ifndef BANSO_SERVER_OPTION_TABLE_H_
#define BANSO_SERVER_OPTION_TABLE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/options.h"

namespace banso {

// How a value is written.
enum class OptionKind {
  kText,
  kSwitch,  // true or false; as a flag, its name alone says true
  kWhole,   // a whole number
  kNumber,  // a number
};

struct OptionSpec {
  // "tls-cert": the flag is --tls-cert, the variable BANSO_TLS_CERT, the key of the file tls-cert.
  std::string name;
  OptionKind kind = OptionKind::kText;
  // What is to be written, such as "HOST:PORT"; empty for a switch.
  std::string value;
  // One or two sentences, without the default.
  std::string meaning;
  // What holds where nothing is set: a value, or words in parentheses.
  std::string standard;
  // Under which heading it is listed; options of one heading follow each other.
  std::string group;
  // Taken from the environment and from nowhere else, and never shown.
  bool secret = false;
  // May name a PostgreSQL database, with a password in it, which is then kept from others' eyes.
  bool names_database = false;
  // Reads a text into the options. Errors: INVALID_ARGUMENT that goes on after the name, "must be a
  // whole number from 2 to 1024"; it never repeats the text.
  std::function<absl::Status(absl::string_view text, Options* options)> read;
  // The value as `read` would take it.
  std::function<std::string(const Options& options)> write;

  std::string flag() const;      // "--tls-cert"
  std::string variable() const;  // "BANSO_TLS_CERT"
};

// All options, in the order in which they are listed.
const std::vector<OptionSpec>& OptionTable();

}  // namespace banso

#endif  // BANSO_SERVER_OPTION_TABLE_H_
