// JSON Resume (jsonresume.org, schema 1.0.0) as candidates.
#ifndef BANSO_CLIENTS_CLI_IMPORT_JSON_RESUME_H_
#define BANSO_CLIENTS_CLI_IMPORT_JSON_RESUME_H_

#include "absl/status/statusor.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/import/row_draft.h"
#include "clients/cli/import/term_resolver.h"

namespace banso {

// Whether a JSON value looks like a JSON Resume: an object with `basics`.
bool LooksLikeJsonResume(const Json& value);

// Takes over the name, e-mail address and telephone number as contacts, languages with what the
// words of `fluency` say, skills and their keywords as far as their labels are known, and the
// prefecture of a place in Japan. Everything else is reported as dropped, what must not be held as
// such. The key is the e-mail address, else the canonical address of the document, else the name.
// Errors: those of `resolver` only.
absl::StatusOr<RowDraft> DraftFromJsonResume(const Json& resume, TermResolver& resolver);

// What the words for fluency in a language stand for, as members of a LanguageSkill: `native`, a
// `self_assessed` CEFR level, or for Japanese a `jlpt_level`. Empty if the words say none of these.
Json FluencyEvidence(absl::string_view fluency, bool japanese);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_JSON_RESUME_H_
