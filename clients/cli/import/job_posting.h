// schema.org JobPosting (JSON-LD) as internships.
#ifndef BANSO_CLIENTS_CLI_IMPORT_JOB_POSTING_H_
#define BANSO_CLIENTS_CLI_IMPORT_JOB_POSTING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/import/row_draft.h"
#include "clients/cli/import/term_resolver.h"

namespace banso {

// Whether a JSON value looks like JSON-LD: an object with `@type`, `@context` or `@graph`.
bool LooksLikeJsonLd(const Json& value);

// The JobPosting nodes of a JSON-LD document: the document itself, the elements of its `@graph`, or
// a `mainEntity`. References by `@id` to nodes of the same document are followed.
std::vector<Json> FindJobPostings(const Json& document);

// Takes over the title, industry, occupation, skills (as preferred ones with level 2: a posting
// does not say which it insists on), the kind of contract and the programme type that
// `employmentType` implies, an hourly wage in yen, the prefecture of the place or remote work,
// `validThrough` as the deadline, the number of openings (1 if it is not said) and the
// organisation. Texts that name nothing known, and all other properties, are reported as dropped.
// Errors: those of `resolver` only.
absl::StatusOr<RowDraft> DraftFromJobPosting(const Json& posting, TermResolver& resolver);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_JOB_POSTING_H_
