// What a ranking says beyond its rows, as people read it.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_INSIGHT_VIEW_H_
#define BANSO_CLIENTS_CLI_COMMANDS_INSIGHT_VIEW_H_

#include <string>

#include "banso/v1/insight.pb.h"
#include "clients/cli/labels.h"
#include "clients/cli/language.h"
#include "clients/cli/table.h"

namespace banso {

// What a rule finds, in a few words, such as "all seats are taken": also in やさしい日本語.
std::string RuleWords(v1::Reason::Code code, UiLanguage language);

// `12 judged: eligible 2, review 1, outside wish 0, blocked 9`.
std::string SectionsLine(const v1::Removals& removals, UiLanguage language);
// A row for each rule.
Table RulesTable(const v1::Removals& removals, UiLanguage language);

// What somebody would change, such as `Japanese: N2`. Labels must have been fetched.
std::string ChangeWords(const v1::NextStep& step, const Labels& labels, UiLanguage language);

// What an opening asks more strictly than most, such as `Japanese: step 4, median of the others 2`.
// Labels must have been fetched.
std::string StrictLine(const v1::StrictRequirement& requirement, const Labels& labels,
                       UiLanguage language);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_INSIGHT_VIEW_H_
