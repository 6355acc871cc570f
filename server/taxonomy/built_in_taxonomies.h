// The taxonomies that the server brings along.
#ifndef BANSO_SERVER_TAXONOMY_BUILT_IN_TAXONOMIES_H_
#define BANSO_SERVER_TAXONOMY_BUILT_IN_TAXONOMIES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/taxonomy/stored_taxonomy.pb.h"

namespace banso {

// The beginning of the ids of built-in taxonomies. No import may use it.
inline constexpr absl::string_view kBuiltInTaxonomyPrefix = "taxonomies/builtin-";

// The built-in taxonomies, in ascending order of name: industries (divisions and major groups of
// JSIC Rev. 14), languages, occupations (of ISCO-08), prefectures (JIS X 0401) and skills with
// their groups. Built once; lives as long as the process.
const std::vector<StoredTaxonomy>& BuiltInTaxonomies();

// Other codes of languages, such as `fas` and `per`, with the code that stands for them, `fa`. In
// lower case. Built once; lives as long as the process.
const absl::flat_hash_map<std::string, std::string>& LanguageSynonyms();

}  // namespace banso

#endif  // BANSO_SERVER_TAXONOMY_BUILT_IN_TAXONOMIES_H_
