// Matches as people read them.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_MATCH_VIEW_H_
#define BANSO_CLIENTS_CLI_COMMANDS_MATCH_VIEW_H_

#include <string>
#include <vector>

#include "banso/v1/match.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "clients/cli/labels.h"
#include "clients/cli/language.h"

namespace banso {

// `78.250`.
std::string ShownScore(int raw);
// The same; `–` for a blocked match, which has no score.
std::string ShownScore(const v1::Match& match);

// The plain reasons in the chosen language.
std::vector<std::string> PlainReasonLines(const v1::Match& match, UiLanguage language);

// `industry 30×1000`, for every component.
std::string ComponentsInShort(const v1::Match& match, UiLanguage language);

// `LANGUAGE_UNVERIFIED (review): language ja, required_jlpt N2, held_step 4`; a cleared reason says
// so. Labels must have been fetched.
std::string ReasonLine(const v1::Reason& reason, const Labels& labels, UiLanguage language);

// `2026-12-01 09:00 JST, revision 12, rules 2026-12, time zones 2025b`.
std::string BasisLine(const v1::RankingBasis& basis, UiLanguage language);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_MATCH_VIEW_H_
