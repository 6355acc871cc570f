// Classifications as their publishers give them out, read into terms of the contract.
#ifndef BANSO_CLIENTS_CLI_TAXONOMY_TAXONOMY_FILES_H_
#define BANSO_CLIENTS_CLI_TAXONOMY_TAXONOMY_FILES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "banso/v1/taxonomy.pb.h"

namespace banso {

// A row that could not be read. It did not stop the others.
struct TaxonomyFileProblem {
  std::string file;         // name without its folder
  int64_t line = 0;         // where the row begins, counted from 1; 0 is the file as a whole
  std::string description;  // what is wrong with it
};

// What ImportTaxonomy takes.
struct TaxonomyFile {
  v1::Taxonomy header;  // name, version if the path tells it, attribution
  std::vector<v1::Term> terms;
  // What this version calls a code of an older one.
  absl::flat_hash_map<std::string, std::string> replacements;
  std::vector<TaxonomyFileProblem> problems;
};

// All readers take files as published, each of them plain or gzipped with `.gz` after its name.
// A folder may also hold `replacements.csv` with the columns `old` and `new`: codes of an older
// version and what this one calls them. The version is taken from the name of the file or folder.
// Errors: NOT_FOUND if a file is missing that cannot be done without; INVALID_ARGUMENT if it lacks
// a column or is no table; DATA_LOSS if it cannot be unpacked. The message names the file.

// Reads the English CSV folder of ESCO (classification and relations). `taxonomies/esco`.
// Codes: skills and their groups `esco:` and the last parts of their URI, occupations their ESCO
// code (`2512.4`), ISCO groups their digits. Alternative and hidden labels are aliases. Concepts
// that are not released are left out.
absl::StatusOr<TaxonomyFile> ReadEscoFolder(const std::filesystem::path& folder);

// Reads the Japan Standard Industrial Classification, in UTF-8 or CP932, in one of two layouts: one
// code column (`code` or `分類コード`, with names, and optionally the parent), or four columns
// (大分類コード to 細分類コード, of which those below the row's level are empty or zeros).
// `taxonomies/jsic`.
absl::StatusOr<TaxonomyFile> ReadJsicFile(const std::filesystem::path& file);

// Reads the text files of the O*NET database: Occupation Data and Technology Skills; if present,
// also Alternate Titles and UNSPSC Reference. `taxonomies/onet`.
// Codes: occupations `onet:15-1252.00`, technology skills `onet:` and the commodity code, their
// groups `onet:` and its first six digits. A technology that is in demand in an occupation is an
// essential skill of it, any other an optional one.
absl::StatusOr<TaxonomyFile> ReadOnetFolder(const std::filesystem::path& folder);

// Reads whichever of the above is at `path`.
// Errors: as above, and INVALID_ARGUMENT if it is none of them.
absl::StatusOr<TaxonomyFile> ReadTaxonomy(const std::filesystem::path& path);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_TAXONOMY_TAXONOMY_FILES_H_
