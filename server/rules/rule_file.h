// Rule sets as a TOML file, so that numbers change without a new build.
#ifndef BANSO_SERVER_RULES_RULE_FILE_H_
#define BANSO_SERVER_RULES_RULE_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Reads rule sets from TOML: a `[[rule_set]]` table each, with a `version`, an `effective_from`
// date (the rule set holds from its start in Japan; without one, since ever) and any keys that
// FormatRules writes. What a table leaves out is as in DefaultRuleSet(); a list replaces the
// built-in list.
// Errors: INVALID_ARGUMENT with the line for a file that does not parse, a key that is not known
// or holds the wrong type, and what RuleBook::Create refuses.
absl::StatusOr<RuleBook> ParseRules(absl::string_view toml);

// Reads a file by ParseRules. Errors also: NOT_FOUND if it cannot be read.
absl::StatusOr<RuleBook> ReadRuleFile(const std::string& path);

// Writes a rule set in full. ParseRules gives it back.
std::string FormatRules(const RuleSet& rules);

}  // namespace banso

#endif  // BANSO_SERVER_RULES_RULE_FILE_H_
