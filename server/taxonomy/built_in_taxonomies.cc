#include "server/taxonomy/built_in_taxonomies.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/taxonomy/embedded_data.h"

namespace banso {
namespace {

using Row = std::vector<std::string>;

// Rows of cells separated by `|`; lines that begin with `#` are comments. A missing cell at the end
// of a row is empty. The files are ours and part of the build: tests check them, not this code.
std::vector<Row> ReadRows(absl::string_view file, size_t columns) {
  std::vector<Row> rows;
  for (absl::string_view line : absl::StrSplit(file, '\n', absl::SkipEmpty())) {
    if (line[0] == '#') continue;
    Row row = absl::StrSplit(line, '|');
    row.resize(columns);
    rows.push_back(std::move(row));
  }
  return rows;
}

void AddAliases(absl::string_view cell, v1::Term& term) {
  for (absl::string_view alias : absl::StrSplit(cell, ',', absl::SkipEmpty())) {
    term.add_aliases(std::string(alias));
  }
}

v1::Term MakeTerm(v1::Term::Kind kind, const std::string& code, const std::string& label_en,
                  const std::string& label_ja, absl::string_view aliases) {
  v1::Term term;
  term.set_kind(kind);
  term.set_code(code);
  term.set_label_en(label_en);
  term.set_label_ja(label_ja);
  AddAliases(aliases, term);
  return term;
}

StoredTaxonomy Finish(absl::string_view id, absl::string_view version,
                      absl::string_view attribution, std::vector<v1::Term> terms) {
  StoredTaxonomy stored;
  stored.mutable_taxonomy()->set_name(absl::StrCat(kBuiltInTaxonomyPrefix, id));
  stored.mutable_taxonomy()->set_version(std::string(version));
  stored.mutable_taxonomy()->set_attribution(std::string(attribution));
  stored.mutable_taxonomy()->set_term_count(static_cast<int>(terms.size()));
  std::sort(terms.begin(), terms.end(), [](const v1::Term& a, const v1::Term& b) {
    return std::tuple(a.kind(), absl::string_view(a.code())) <
           std::tuple(b.kind(), absl::string_view(b.code()));
  });
  for (v1::Term& term : terms) {
    term.set_taxonomy(stored.taxonomy().name());
    *stored.add_terms() = std::move(term);
  }
  return stored;
}

StoredTaxonomy Industries() {
  std::vector<v1::Term> terms;
  for (const Row& row : ReadRows(embedded::industries, 4)) {
    terms.push_back(MakeTerm(v1::Term::INDUSTRY, row[0], row[2], row[3], ""));
    if (!row[1].empty()) terms.back().add_broader(row[1]);
  }
  return Finish("industries", "JSIC Rev. 14", "総務省 日本標準産業分類（第14回改定）",
                std::move(terms));
}

StoredTaxonomy Occupations() {
  std::vector<v1::Term> terms;
  for (const Row& row : ReadRows(embedded::occupations, 4)) {
    terms.push_back(MakeTerm(v1::Term::OCCUPATION, row[0], row[1], row[2], row[3]));
    if (row[0].size() > 1) terms.back().add_broader(row[0].substr(0, row[0].size() - 1));
  }
  return Finish("occupations", "ISCO-08",
                "This service uses the ESCO classification of the European Commission.",
                std::move(terms));
}

StoredTaxonomy Prefectures() {
  std::vector<v1::Term> terms;
  for (const Row& row : ReadRows(embedded::prefectures, 5)) {
    terms.push_back(MakeTerm(v1::Term::PREFECTURE, row[0], row[2], row[3], row[4]));
    terms.back().add_broader(row[1]);
  }
  return Finish("prefectures", "JIS X 0401", "", std::move(terms));
}

StoredTaxonomy Languages() {
  std::vector<v1::Term> terms;
  for (const Row& row : ReadRows(embedded::languages, 5)) {
    terms.push_back(MakeTerm(v1::Term::LANGUAGE, row[0], row[2], row[3], row[4]));
    AddAliases(row[1], terms.back());
  }
  return Finish("languages", "ISO 639",
                "Names from Unicode CLDR. © Unicode, Inc., under the Unicode License v3.",
                std::move(terms));
}

StoredTaxonomy Skills() {
  absl::flat_hash_map<std::string, std::string> more_aliases;
  for (Row& row : ReadRows(embedded::skill_aliases, 2)) more_aliases[row[0]] = std::move(row[1]);
  std::vector<v1::Term> terms;
  for (Row& row : ReadRows(embedded::skills, 4)) {
    const bool certificate = absl::EndsWith(row[0], "*");
    if (certificate) row[0].pop_back();
    terms.push_back(MakeTerm(v1::Term::SKILL, row[0], row[1], row[2], row[3]));
    AddAliases(more_aliases[row[0]], terms.back());
    terms.back().set_certificate(certificate);
    terms.back().add_broader(row[0].substr(0, row[0].rfind('.')));
  }
  for (const Row& row : ReadRows(embedded::skill_groups, 3)) {
    terms.push_back(MakeTerm(v1::Term::SKILL_GROUP, row[0], row[1], row[2], ""));
  }
  return Finish("skills", "1",
                "Some aliases from the Sudachi synonym dictionary, © Works Applications Co., Ltd., "
                "under the Apache License 2.0.",
                std::move(terms));
}

}  // namespace

const std::vector<StoredTaxonomy>& BuiltInTaxonomies() {
  static const auto* const taxonomies = new std::vector<StoredTaxonomy>{
      Industries(), Languages(), Occupations(), Prefectures(), Skills()};
  return *taxonomies;
}

const absl::flat_hash_map<std::string, std::string>& LanguageSynonyms() {
  static const auto* const synonyms = [] {
    auto* const codes = new absl::flat_hash_map<std::string, std::string>;
    for (const Row& row : ReadRows(embedded::languages, 5)) {
      for (absl::string_view other : absl::StrSplit(row[1], ',', absl::SkipEmpty())) {
        codes->emplace(absl::AsciiStrToLower(other), row[0]);
      }
    }
    return codes;
  }();
  return *synonyms;
}

}  // namespace banso
