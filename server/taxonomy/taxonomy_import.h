// Importing a taxonomy: what a newer version changes. Pure functions; nothing is stored here.
#ifndef BANSO_SERVER_TAXONOMY_TAXONOMY_IMPORT_H_
#define BANSO_SERVER_TAXONOMY_TAXONOMY_IMPORT_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "banso/v1/import.pb.h"
#include "banso/v1/taxonomy.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "server/taxonomy/stored_taxonomy.pb.h"

namespace banso {

// What an import makes of the previous state.
struct MergeResult {
  // The state afterwards, with both counts set. Its import_time and revision are those of the
  // previous state: who stores it sets them. Equal to the previous state unless `changed`.
  StoredTaxonomy stored;
  // Whether anything differs from the previous state. False means: store nothing.
  bool changed = false;
  int added = 0;      // terms that are new
  int updated = 0;    // terms that differ, those in force again included
  int unchanged = 0;  // terms that are as they were
  // Codes in force before and missing now, ascending. They stay, as retired.
  std::vector<std::string> retired_codes;
  // Terms that were refused, by position in `terms` counted from 1. What was stored under the code
  // of a refused term stays as it was.
  std::vector<v1::RejectedTerm> rejected;
};

// Merges a published version into the `previous` state, which is null at the first import.
// The order of `terms` does not matter but for `rejected`: the second term of one kind and code is
// refused. `replacements` says what this version calls a code of an older one. A missing code that
// it does not name is taken to be replaced by the new term of the same kind and labels, if there
// is exactly one. `refused_codes` are those of terms that were refused before they came here: like
// those refused here, they are not missing.
// Errors: INVALID_ARGUMENT if the header's name is not `taxonomies/{taxonomy}`, is that of a
// built-in taxonomy or differs from the previous one, or if no term is acceptable.
// Cost: O(terms * log terms) and one copy of the previous state.
absl::StatusOr<MergeResult> MergeTaxonomy(
    const StoredTaxonomy* previous, const v1::Taxonomy& header, std::vector<v1::Term> terms,
    const absl::flat_hash_map<std::string, std::string>& replacements = {},
    absl::flat_hash_set<std::string> refused_codes = {});

}  // namespace banso

#endif  // BANSO_SERVER_TAXONOMY_TAXONOMY_IMPORT_H_
