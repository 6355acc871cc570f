#include "server/taxonomy/taxonomy_import.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/model/classification.h"
#include "server/taxonomy/built_in_taxonomies.h"

namespace banso {
namespace {

using TermKey = std::pair<int, std::string>;

TermKey KeyOf(const v1::Term& term) { return {term.kind(), term.code()}; }

absl::Status CheckHeader(const v1::Taxonomy& header, const StoredTaxonomy* previous) {
  const absl::string_view name = header.name();
  constexpr absl::string_view kCollection = "taxonomies/";
  if (!absl::StartsWith(name, kCollection) || name.size() == kCollection.size() ||
      absl::StrContains(name.substr(kCollection.size()), '/')) {
    return absl::InvalidArgumentError("taxonomy.name must be `taxonomies/{taxonomy}`");
  }
  if (absl::StartsWith(name, kBuiltInTaxonomyPrefix)) {
    return absl::InvalidArgumentError("taxonomy.name must not be that of a built-in taxonomy");
  }
  if (previous != nullptr && previous->taxonomy().name() != name) {
    return absl::InvalidArgumentError("taxonomy.name differs from that of the stored taxonomy");
  }
  return absl::OkStatus();
}

bool HasSpaceOrControl(absl::string_view code) {
  for (const char c : code) {
    const auto u = static_cast<unsigned char>(c);
    if (u <= ' ' || u == 0x7F) return true;
  }
  return false;
}

// What is wrong with a term beyond the limits that the contract writes at its fields.
std::vector<v1::FieldProblem> ProblemsOf(const v1::Term& term, bool seen_before) {
  std::vector<v1::FieldProblem> problems;
  const auto add = [&](absl::string_view field, absl::string_view description) {
    problems.emplace_back();
    problems.back().set_field(std::string(field));
    problems.back().set_description(std::string(description));
  };
  if (term.kind() == v1::Term::KIND_UNSPECIFIED || !v1::Term::Kind_IsValid(term.kind())) {
    add("kind", "must be set");
  }
  if (term.code().empty()) {
    add("code", "must not be empty");
  } else if (HasSpaceOrControl(term.code())) {
    add("code", "must not hold spaces or control characters");
  } else if (term.kind() == v1::Term::INDUSTRY && !ParseIndustry(term.code()).ok()) {
    add("code", "must be a JSIC code: a letter from A to T, or 2 to 4 digits");
  } else if (term.kind() == v1::Term::OCCUPATION && !ParseOccupation(term.code()).ok()) {
    add("code", "must be an ISCO or ESCO code, or `onet:` and an O*NET-SOC code");
  } else if (seen_before) {
    add("code", "was already given in this import");
  }
  if (term.label_ja().empty() && term.label_en().empty()) {
    add("label_en", "must not be empty if there is no Japanese label");
  }
  return problems;
}

void SortAndUnite(google::protobuf::RepeatedPtrField<std::string>& values) {
  std::set<std::string> sorted(values.begin(), values.end());
  values.Clear();
  for (const std::string& value : sorted) {
    if (!value.empty()) *values.Add() = value;
  }
}

// One form for terms that say the same, so that comparing messages compares what they say.
// Aliases keep their order, which a publisher may mean.
void BringIntoForm(const std::string& taxonomy, v1::Term& term) {
  term.set_taxonomy(taxonomy);
  term.clear_retired();
  term.clear_replaced_by();
  absl::flat_hash_set<std::string> seen = {std::string(), term.label_ja(), term.label_en()};
  google::protobuf::RepeatedPtrField<std::string> aliases;
  for (std::string& alias : *term.mutable_aliases()) {
    if (seen.insert(alias).second) *aliases.Add() = std::move(alias);
  }
  term.mutable_aliases()->Swap(&aliases);
  SortAndUnite(*term.mutable_broader());
  SortAndUnite(*term.mutable_essential_skills());
  SortAndUnite(*term.mutable_optional_skills());
}

bool Same(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// The new terms by kind and labels; null where several have the same.
class NewTermsByLabel {
 public:
  void Add(const v1::Term& term) {
    const auto [place, is_new] = codes_.try_emplace(LabelsOf(term), term.code());
    if (!is_new) place->second.reset();
  }
  // The code of the one new term with the kind and labels of `term`, or empty.
  std::string Find(const v1::Term& term) const {
    const auto place = codes_.find(LabelsOf(term));
    return place == codes_.end() ? std::string() : place->second.value_or(std::string());
  }

 private:
  using Labels = std::tuple<int, std::string, std::string>;
  static Labels LabelsOf(const v1::Term& term) {
    return {term.kind(), term.label_ja(), term.label_en()};
  }
  std::map<Labels, std::optional<std::string>> codes_;
};

}  // namespace

absl::StatusOr<MergeResult> MergeTaxonomy(
    const StoredTaxonomy* previous, const v1::Taxonomy& header, std::vector<v1::Term> terms,
    const absl::flat_hash_map<std::string, std::string>& replacements,
    absl::flat_hash_set<std::string> refused_codes) {
  if (absl::Status status = CheckHeader(header, previous); !status.ok()) return status;

  MergeResult result;
  std::map<TermKey, v1::Term> merged;
  for (size_t i = 0; i < terms.size(); ++i) {
    const TermKey key = KeyOf(terms[i]);
    std::vector<v1::FieldProblem> problems = ProblemsOf(terms[i], merged.contains(key));
    if (problems.empty()) {
      BringIntoForm(header.name(), terms[i]);
      merged.emplace(key, std::move(terms[i]));
      continue;
    }
    // By code alone: the kind may be what is wrong.
    refused_codes.insert(key.second);
    v1::RejectedTerm& rejected = result.rejected.emplace_back();
    rejected.set_position(static_cast<int64_t>(i) + 1);
    for (v1::FieldProblem& problem : problems) *rejected.add_problems() = std::move(problem);
  }
  if (merged.empty()) {
    // An empty file must not retire everything.
    return absl::InvalidArgumentError("the import holds no acceptable term");
  }

  std::map<TermKey, const v1::Term*> before;
  if (previous != nullptr) {
    for (const v1::Term& term : previous->terms()) before.emplace(KeyOf(term), &term);
  }
  NewTermsByLabel new_terms;
  for (const auto& [key, term] : merged) {
    const auto old = before.find(key);
    if (old == before.end()) {
      ++result.added;
      new_terms.Add(term);
    } else if (Same(*old->second, term)) {
      ++result.unchanged;
    } else {
      ++result.updated;
    }
  }
  for (const auto& [key, old] : before) {
    if (merged.contains(key)) continue;
    v1::Term kept = *old;
    if (!refused_codes.contains(old->code())) {
      if (!old->retired()) result.retired_codes.push_back(old->code());
      const auto replacement = replacements.find(old->code());
      const std::string replaced_by = replacement != replacements.end() ? replacement->second
                                      : old->retired()                  ? old->replaced_by()
                                                                        : new_terms.Find(*old);
      kept.set_retired(true);
      kept.set_replaced_by(replaced_by == old->code() ? "" : replaced_by);
      if (old->retired()) Same(*old, kept) ? ++result.unchanged : ++result.updated;
    } else {
      ++result.unchanged;
    }
    merged.emplace(key, std::move(kept));
  }
  std::sort(result.retired_codes.begin(), result.retired_codes.end());

  v1::Taxonomy& taxonomy = *result.stored.mutable_taxonomy();
  taxonomy.set_name(header.name());
  taxonomy.set_version(header.version());
  taxonomy.set_attribution(header.attribution());
  int retired = 0;
  for (auto& [key, term] : merged) {
    retired += term.retired() ? 1 : 0;
    *result.stored.add_terms() = std::move(term);
  }
  taxonomy.set_retired_term_count(retired);
  taxonomy.set_term_count(static_cast<int>(merged.size()) - retired);
  if (previous != nullptr) {
    if (previous->taxonomy().has_import_time()) {
      *taxonomy.mutable_import_time() = previous->taxonomy().import_time();
    }
    taxonomy.set_revision(previous->taxonomy().revision());
  }
  result.changed = previous == nullptr || result.added > 0 || result.updated > 0 ||
                   !result.retired_codes.empty() ||
                   !Same(previous->taxonomy(), result.stored.taxonomy());
  return result;
}

}  // namespace banso
