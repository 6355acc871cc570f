// The collections of the contract that the command line treats alike, found by their names. What a
// method of a collection is called follows from the contract (AIP-131 to AIP-136), so the commands
// work on messages by reflection instead of once for each.
#ifndef BANSO_CLIENTS_CLI_RESOURCE_KIND_H_
#define BANSO_CLIENTS_CLI_RESOURCE_KIND_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/language.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace banso {

// A method that moves a resource from one state to another.
struct Step {
  std::string verb;    // As typed, such as `pause`.
  std::string method;  // As in the contract, such as `PauseCandidate`.
  Phrase help;
  // The time field that tells what came of it, such as `end_time`. Empty: the state does.
  std::string shown_field = {};
};

// One stretch of the usual way from the first state to the one that is matched.
struct PathStep {
  std::string state;   // Where the step starts, such as `DRAFT`.
  std::string method;  // What moves on from there, such as `SubmitInternship`.
};

struct ResourceKind {
  std::string collection;  // `provisionRecords`, as in names
  std::string command;     // `provisions`, as typed
  std::string list_field;  // `provision_records`, the field of answers that holds a page
  std::string field;       // `provision_record`, the field of requests that holds the resource
  std::string type;        // `ProvisionRecord`
  std::string service;     // `ConsentService`
  Phrase plural;
  Phrase help;  // What it is, where the plural alone does not say.
  const google::protobuf::Descriptor* descriptor;
  // The collection that it lives below, such as `employers`; empty if it lives below none.
  std::string parent;
  // What can be done with it at the command line, besides steps and what is special to it.
  bool can_get = false;
  bool can_list = false;
  bool can_write = false;   // create, update, delete
  bool can_import = false;  // import, export
  std::vector<Step> steps;
  // Empty where there is no shortcut; the verb that offers it is the last step's.
  std::vector<PathStep> usual_path;

  bool has_parent() const { return !parent.empty(); }
  // `CandidateService/ListCandidates` and so on.
  std::string Method(absl::string_view verb) const;  // Get, Create, Update, Delete
  std::string ListMethod() const;
  std::string StepMethod(absl::string_view method) const;
  // Whether `name` is a name of this collection, such as `candidates/a1`.
  bool Owns(absl::string_view name) const;
};

// All of them, in the order in which they are shown.
const std::vector<ResourceKind>& ResourceKinds();
// By its collection in names, and by the word that is typed for it; null if there is none.
const ResourceKind* FindResourceKind(absl::string_view collection);
const ResourceKind* FindCommandKind(absl::string_view command);
// The kind whose names look like `name`; null if none.
const ResourceKind* KindOfName(absl::string_view name);

// An empty message of the contract by its short name, such as `GetCandidateRequest`, which must
// exist.
std::unique_ptr<google::protobuf::Message> NewContractMessage(absl::string_view short_name);
// An empty request or answer of a method such as `CandidateService/GetCandidate`, which must exist.
std::unique_ptr<google::protobuf::Message> NewRequest(absl::string_view method);
std::unique_ptr<google::protobuf::Message> NewResponse(absl::string_view method);

// Sets a field that must exist and be of that type.
void SetString(google::protobuf::Message& message, absl::string_view field,
               absl::string_view value);
void SetInt(google::protobuf::Message& message, absl::string_view field, int32_t value);
void SetFlag(google::protobuf::Message& message, absl::string_view field, bool value);
// Whether a message has a field of that name.
bool HasField(const google::protobuf::Message& message, absl::string_view field);
// Reads a string field; empty if the message has no such field.
std::string GetString(const google::protobuf::Message& message, absl::string_view field);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_RESOURCE_KIND_H_
