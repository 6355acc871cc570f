// What several commands do alike.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_COMMON_H_
#define BANSO_CLIENTS_CLI_COMMANDS_COMMON_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "banso/v1/candidate.pb.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "google/protobuf/message.h"

namespace banso {

// A field of a message type, which must exist.
google::protobuf::Message* MutableField(google::protobuf::Message& message,
                                        const std::string& field);

// Prints a message as contract JSON, or as lines that people read.
void Show(Session& session, const google::protobuf::Message& message);

// Calls a method and shows its answer.
ExitCode CallAndShow(Session& session, absl::string_view method,
                     const google::protobuf::Message& request);

void PrintTable(Session& session, const Table& table);

// Whether `name` is the name of a resource of that collection.
bool IsA(const std::string& name, absl::string_view collection);
// Says that `name` is not the name of what is wanted, such as "a candidate".
ExitCode WrongName(Session& session, const std::string& name, const Phrase& wanted);
// The same if `name` is none of that collection; nothing if it is one.
std::optional<ExitCode> MustBe(Session& session, const std::string& name,
                               absl::string_view collection, const Phrase& wanted);

// Sets `reason` and `note` of a request from --reason and --note, as far as it has them. Says so if
// the reason is none of the request's codes.
std::optional<ExitCode> SetReason(Session& session, google::protobuf::Message* request);

// Asks `question` before what cannot be taken back, unless --yes or --dry-run was given. Says that
// nothing was changed if the answer is no.
std::optional<ExitCode> MustConfirm(Session& session, const std::string& question);

// Reads how an agreement was given from --method, --guardian, --text-version, --notice-language and
// --data-item. Says what is wrong with them.
std::optional<ExitCode> ReadTerms(Session& session, v1::ConsentTerms* terms);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_COMMON_H_
