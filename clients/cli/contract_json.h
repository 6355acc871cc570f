// Between contract messages and contract JSON (proto3 JSON with the field names of the contract).
#ifndef BANSO_CLIENTS_CLI_CONTRACT_JSON_H_
#define BANSO_CLIENTS_CLI_CONTRACT_JSON_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "nlohmann/json.hpp"

namespace banso {

using Json = nlohmann::ordered_json;

// A field that cannot be taken over, and why. Never repeats what a field held.
struct FieldIssue {
  std::string field;  // Path, such as `skills[2].level`.
  std::string description;

  friend bool operator==(const FieldIssue&, const FieldIssue&) = default;
};

// What building a message from JSON left aside.
struct BuildReport {
  std::vector<FieldIssue> problems;
  // Paths of fields that the programme must not hold; they are left out.
  std::vector<std::string> dropped;
};

// `message` as JSON in one line.
std::string ToJsonLine(const google::protobuf::Message& message);

// Fills `message` from a JSON object. Takes the names of the contract and their camelCase forms.
// A field that the contract does not have is a problem, or dropped if MustNotBeHeld; nulls are left
// unset. Goes on after a problem, so that all are reported.
void BuildMessage(const Json& value, google::protobuf::Message& message, BuildReport& report);

// Sets in `row` what `defaults` has and `row` does not, objects field by field and lists as a
// whole. A member of a oneof is left alone if `row` has another member of it.
void FillDefaults(Json& row, const Json& defaults, const google::protobuf::Descriptor& descriptor);

// Clears what only a server sets: the name, the etag and every OUTPUT_ONLY field.
void ClearServerFields(google::protobuf::Message& message);

// The field of `descriptor` with that name in either form; null if there is none.
const google::protobuf::FieldDescriptor* FindContractField(
    const google::protobuf::Descriptor& descriptor, const std::string& name);

// Reads one JSON value and nothing else. The error says where in the text it stops making sense.
absl::StatusOr<Json> ParseJson(absl::string_view text);

// `value` in one line, or laid out over many. Bytes that are not UTF-8 become U+FFFD.
std::string DumpJson(const Json& value);
std::string IndentJson(const Json& value);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_CONTRACT_JSON_H_
