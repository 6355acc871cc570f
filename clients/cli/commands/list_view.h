// Tables of resources.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_LIST_VIEW_H_
#define BANSO_CLIENTS_CLI_COMMANDS_LIST_VIEW_H_

#include <string>
#include <vector>

#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "clients/cli/labels.h"
#include "clients/cli/resource_kind.h"
#include "clients/cli/table.h"

namespace banso {

// The table for resources of a kind. Labels must have been fetched.
Table MakeListTable(const ResourceKind& kind,
                    const std::vector<std::unique_ptr<google::protobuf::Message>>& resources,
                    const Labels& labels, UiLanguage language);

// The name to show a coordinator, with the Latin form beside it if the name is in another script.
std::string ShownName(const v1::PersonName& name);
// `ja N2, en C1`: the best evidence of each language.
std::string LanguagesInShort(
    const google::protobuf::RepeatedPtrField<v1::LanguageSkill>& languages);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_LIST_VIEW_H_
