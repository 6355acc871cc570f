// The classifications known to the server: look-up and suggestion.
#ifndef BANSO_SERVER_TAXONOMY_TAXONOMY_INDEX_H_
#define BANSO_SERVER_TAXONOMY_TAXONOMY_INDEX_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "banso/v1/taxonomy.pb.h"
#include "engine/model/skill.h"
#include "server/taxonomy/stored_taxonomy.pb.h"

namespace banso {

// A term found for a typed text.
struct TermSuggestion {
  const v1::Term* term = nullptr;   // lives as long as the index
  absl::string_view matched_label;  // the label or alias that was found, as it is written
  int closeness = 0;                // [1, 1000]; 1000 is equal after folding
};

// An immutable snapshot of the built-in and the imported taxonomies. Build it whole, share it as
// std::shared_ptr<const TaxonomyIndex>, replace it whole.
//
// A code of one kind is one term, whichever taxonomies hold it: the labels of the first one win
// (built-in before imported, imported in the order given), other labels become aliases, broader
// codes and skills are united, and the term is retired only if all of them retired it.
//
// Thread safety: const methods may run on any number of threads at once.
class TaxonomyIndex {
 public:
  // Builds the snapshot of what is built in and `imported`.
  // Cost: about half a second with the whole of ESCO; milliseconds with nothing imported.
  static std::shared_ptr<const TaxonomyIndex> Build(std::vector<StoredTaxonomy> imported = {});

  TaxonomyIndex(const TaxonomyIndex&) = delete;
  TaxonomyIndex& operator=(const TaxonomyIndex&) = delete;

  // The taxonomies, built-in ones included, in ascending order of name.
  const std::vector<v1::Taxonomy>& taxonomies() const { return taxonomies_; }

  // The term of `kind` with exactly this code, or null. A retired term is found too.
  const v1::Term* Find(v1::Term::Kind kind, absl::string_view code) const;

  // The term that stands for `code` today: the last one of the chain of replacements that is
  // known, which is the term itself if nothing replaced it. Null if the code is not known.
  const v1::Term* FindCurrent(v1::Term::Kind kind, absl::string_view code) const;

  // Whether profiles may name this skill. Retired skills are known too.
  bool KnowsSkill(absl::string_view code) const;

  // The skill as the engine compares it: the code that stands for `code` today, and the sorted
  // codes directly above it (of a built-in skill, the first two parts of the code). A code that
  // is not known is itself and has no groups.
  Skill ResolveSkill(absl::string_view code) const;

  // Returns the at most `limit` terms of `kinds` (empty means all) whose label or alias is nearest
  // to `text`, nearest first. Retired terms are left out. In order of closeness: equal after
  // folding; beginning with the text; holding it from the beginning of a word; holding it
  // inside a word (not a text of one or two letters of the alphabet); equal but for typing errors
  // (one from 3 characters on, two from 8, three from 14; two swapped neighbours are one error).
  // Ties: built-in before imported, label before alias, smaller code, smaller kind. Equal input
  // gives equal output on every machine. Cost: a few milliseconds with the whole of ESCO.
  std::vector<TermSuggestion> Suggest(absl::string_view text, std::span<const v1::Term::Kind> kinds,
                                      int limit) const;

 private:
  // A label or alias. Labels are numbered in ascending order of their folded length.
  struct Label {
    uint32_t term = 0;
    int32_t alias = 0;         // kJapanese, kEnglish or a position in the aliases
    int32_t kind = 0;          // of the term
    uint32_t key_offset = 0;   // of the folded text in keys_
    uint32_t key_bytes = 0;    // its length in bytes
    uint32_t key_letters = 0;  // its length in code points
  };

  struct Entry {
    v1::Term term;
    bool built_in = false;
  };

  // The labels found so far, the best of each term.
  class Hits;

  TaxonomyIndex() = default;

  void AddTerm(v1::Term term, bool built_in);
  void AddLabels();
  // Adds the labels that are equal to `key`, begin with it or hold it.
  void FindHolding(absl::string_view key, size_t letters, Hits& hits) const;
  // Adds the labels that differ from `letters` by a few typing errors.
  void FindMistyped(const std::u32string& letters, Hits& hits) const;
  // The first label of at least `letters` letters.
  uint32_t FirstOfLength(size_t letters) const;
  absl::string_view Key(const Label& label) const;
  absl::string_view Text(const Label& label) const;

  std::vector<v1::Taxonomy> taxonomies_;
  std::vector<Entry> entries_;
  absl::flat_hash_map<std::pair<int, std::string>, uint32_t> by_code_;
  std::vector<Label> labels_;
  std::string keys_;               // folded labels in the order of labels_, each followed by '\n'
  std::vector<bool> word_starts_;  // for each byte of keys_, whether a word begins there
  // For each pair of neighbouring letters, the labels that hold it, ascending.
  absl::flat_hash_map<uint64_t, std::vector<uint32_t>> pairs_;
};

}  // namespace banso

#endif  // BANSO_SERVER_TAXONOMY_TAXONOMY_INDEX_H_
