// A message as lines that people read.
#ifndef BANSO_CLIENTS_CLI_DETAIL_VIEW_H_
#define BANSO_CLIENTS_CLI_DETAIL_VIEW_H_

#include <string>

#include "absl/time/time.h"
#include "clients/cli/labels.h"
#include "clients/cli/language.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {

// Every set field on its line, nested ones indented: codes with their labels, enumerations in
// words, dates as 2026-12-01, wall times as 18:30, instants in Japan's time. Labels must have been
// fetched. Texts are made safe for a terminal.
std::string DetailView(const google::protobuf::Message& message, const Labels& labels,
                       UiLanguage language);

// The set fields of a message joined by commas.
std::string OneLineView(const google::protobuf::Message& message, const Labels& labels,
                        UiLanguage language);

// `2026-12-01 09:00 JST`.
std::string InJapan(const google::protobuf::Timestamp& timestamp);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_DETAIL_VIEW_H_
