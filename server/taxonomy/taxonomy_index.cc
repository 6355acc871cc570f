#include "server/taxonomy/taxonomy_index.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "server/taxonomy/built_in_taxonomies.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

constexpr int32_t kEnglish = -1;
constexpr int32_t kJapanese = -2;  // before English, which is before the aliases

// Closeness of what is not equal: a base for how the text was found, and up to kSpan more the
// larger the part of the label it makes up. A label with typing errors has no base.
constexpr int kEqual = 1000;
constexpr int kPrefix = 800;
constexpr int kWord = 600;
constexpr int kInside = 400;
constexpr int kSpan = 199;
constexpr int kTyped = 399;

// Keys are UTF-8 made by FoldForSearch, so well-formed.
std::u32string Letters(absl::string_view key) {
  std::u32string letters;
  letters.reserve(key.size());
  for (size_t i = 0; i < key.size();) {
    const auto lead = static_cast<unsigned char>(key[i]);
    const int bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = bytes == 1 ? lead : lead & (0xFF >> (bytes + 1));
    for (int k = 1; k < bytes; ++k) c = (c << 6) | (static_cast<unsigned char>(key[i + k]) & 0x3F);
    letters.push_back(c);
    i += bytes;
  }
  return letters;
}

size_t CountLetters(absl::string_view key) {
  return std::count_if(key.begin(), key.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

// The pairs of neighbouring letters of `letters`, each once; 0 stands before and after them.
std::vector<uint64_t> NeighbourPairs(const std::u32string& letters) {
  std::vector<uint64_t> pairs;
  pairs.reserve(letters.size() + 1);
  char32_t before = 0;
  for (const char32_t c : letters) {
    pairs.push_back(uint64_t{before} << 32 | c);
    before = c;
  }
  pairs.push_back(uint64_t{before} << 32);
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

int AllowedErrors(size_t letters) {
  return letters < 3 ? 0 : letters < 8 ? 1 : letters < 14 ? 2 : 3;
}

// The number of typing errors between both (a letter more, less or another, two neighbours
// swapped; no part is edited twice), or `limit` + 1 if there are more.
// Source: the optimal string alignment distance, Damerau 1964, computed inside a band.
int TypingErrors(const std::u32string& a, const std::u32string& b, int limit) {
  const int rows = static_cast<int>(a.size());
  const int columns = static_cast<int>(b.size());
  if (std::abs(rows - columns) > limit) return limit + 1;
  const int far = limit + 1;
  std::vector<int> two_before(columns + 1, far), before(columns + 1, far), now(columns + 1, far);
  for (int j = 0; j <= std::min(columns, limit); ++j) before[j] = j;
  for (int i = 1; i <= rows; ++i) {
    const int from = std::max(1, i - limit);
    const int to = std::min(columns, i + limit);
    std::fill(now.begin(), now.end(), far);
    if (i <= limit) now[0] = i;
    int best = now[0];
    for (int j = from; j <= to; ++j) {
      int errors =
          std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        errors = std::min(errors, two_before[j - 2] + 1);
      }
      now[j] = std::min(errors, far);
      best = std::min(best, now[j]);
    }
    if (best > limit) return far;
    std::swap(two_before, before);
    std::swap(before, now);
  }
  return before[columns];
}

// What separates the words of a label. Only ASCII and the full-width marks that labels use: a word
// found too few costs a place in the order, not the hit.
bool IsAsciiBreak(char c) {
  return c == ' ' || c == '-' || c == '/' || c == '(' || c == ')' || c == ',' || c == '.' ||
         c == ':' || c == ';' || c == '&' || c == '_' || c == '"';
}

constexpr absl::string_view kWideBreaks[] = {"・", "、", "，", "（", "）", "／", "　"};

// The words of a label, in order.
std::vector<absl::string_view> Words(absl::string_view label) {
  std::vector<absl::string_view> words;
  size_t start = 0;
  const auto end_word = [&](size_t end) {
    if (end > start) words.push_back(label.substr(start, end - start));
  };
  for (size_t i = 0; i < label.size();) {
    size_t bytes = IsAsciiBreak(label[i]) ? 1 : 0;
    for (const absl::string_view mark : kWideBreaks) {
      if (label.substr(i, mark.size()) == mark) bytes = mark.size();
    }
    if (bytes == 0) {
      ++i;
      continue;
    }
    end_word(i);
    i += bytes;
    start = i;
  }
  end_word(label.size());
  return words;
}

template <typename Field>
void AddMissing(const Field& from, Field& to) {
  for (const auto& value : from) {
    if (std::find(to.begin(), to.end(), value) == to.end()) *to.Add() = value;
  }
}

// Joins what another taxonomy says about the same code into `term`.
void Unite(const v1::Term& other, v1::Term& term) {
  for (const std::string* label : {&other.label_ja(), &other.label_en()}) {
    std::string* const own =
        label == &other.label_ja() ? term.mutable_label_ja() : term.mutable_label_en();
    if (label->empty()) continue;
    if (own->empty()) {
      *own = *label;
    } else if (*own != *label) {
      term.add_aliases(*label);
    }
  }
  AddMissing(other.aliases(), *term.mutable_aliases());
  AddMissing(other.broader(), *term.mutable_broader());
  AddMissing(other.essential_skills(), *term.mutable_essential_skills());
  AddMissing(other.optional_skills(), *term.mutable_optional_skills());
  if (other.certificate()) term.set_certificate(true);
  if (!other.retired() && term.retired()) {
    term.set_retired(false);
    term.clear_replaced_by();
  }
}

}  // namespace

std::shared_ptr<const TaxonomyIndex> TaxonomyIndex::Build(std::vector<StoredTaxonomy> imported) {
  std::shared_ptr<TaxonomyIndex> index(new TaxonomyIndex);
  for (const StoredTaxonomy& taxonomy : BuiltInTaxonomies()) {
    index->taxonomies_.push_back(taxonomy.taxonomy());
    for (const v1::Term& term : taxonomy.terms()) index->AddTerm(term, /*built_in=*/true);
  }
  for (StoredTaxonomy& taxonomy : imported) {
    for (v1::Term& term : *taxonomy.mutable_terms()) {
      if (term.taxonomy().empty()) term.set_taxonomy(taxonomy.taxonomy().name());
      index->AddTerm(std::move(term), /*built_in=*/false);
    }
    index->taxonomies_.push_back(std::move(*taxonomy.mutable_taxonomy()));
  }
  std::sort(index->taxonomies_.begin(), index->taxonomies_.end(),
            [](const v1::Taxonomy& a, const v1::Taxonomy& b) { return a.name() < b.name(); });
  index->AddLabels();
  return index;
}

void TaxonomyIndex::AddTerm(v1::Term term, bool built_in) {
  const auto [place, is_new] =
      by_code_.try_emplace(std::pair<int, std::string>(term.kind(), term.code()), entries_.size());
  if (is_new) {
    entries_.push_back(Entry{std::move(term), built_in});
  } else {
    Unite(term, entries_[place->second].term);
  }
}

void TaxonomyIndex::AddLabels() {
  struct Folded {
    Label label;
    std::string key;
    std::vector<uint32_t> word_ends;  // bytes in key, without its end
  };
  std::vector<Folded> folded;
  const auto add = [&](uint32_t term, int32_t alias, absl::string_view text,
                       absl::flat_hash_set<std::string>& keys) {
    Folded next;
    next.label.term = term;
    next.label.alias = alias;
    next.label.kind = entries_[term].term.kind();
    for (const absl::string_view word : Words(text)) {
      if (!next.key.empty()) next.word_ends.push_back(static_cast<uint32_t>(next.key.size()));
      next.key += FoldForSearch(word);
    }
    if (next.key.empty() || !keys.insert(next.key).second) return;
    next.label.key_letters = static_cast<uint32_t>(CountLetters(next.key));
    folded.push_back(std::move(next));
  };
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    const v1::Term& term = entries_[i].term;
    if (term.retired()) continue;
    absl::flat_hash_set<std::string> keys;
    add(i, kJapanese, term.label_ja(), keys);
    add(i, kEnglish, term.label_en(), keys);
    for (int a = 0; a < term.aliases_size(); ++a) add(i, a, term.aliases(a), keys);
  }
  std::stable_sort(folded.begin(), folded.end(), [](const Folded& a, const Folded& b) {
    return a.label.key_letters < b.label.key_letters;
  });

  labels_.reserve(folded.size());
  for (Folded& next : folded) {
    const auto number = static_cast<uint32_t>(labels_.size());
    next.label.key_offset = static_cast<uint32_t>(keys_.size());
    next.label.key_bytes = static_cast<uint32_t>(next.key.size());
    for (const uint64_t pair : NeighbourPairs(Letters(next.key))) pairs_[pair].push_back(number);
    keys_ += next.key;
    keys_ += '\n';
    word_starts_.resize(keys_.size());
    word_starts_[next.label.key_offset] = true;
    for (const uint32_t end : next.word_ends) word_starts_[next.label.key_offset + end] = true;
    labels_.push_back(next.label);
  }
  keys_.shrink_to_fit();
  for (auto& [pair, labels] : pairs_) labels.shrink_to_fit();
}

absl::string_view TaxonomyIndex::Key(const Label& label) const {
  return absl::string_view(keys_).substr(label.key_offset, label.key_bytes);
}

absl::string_view TaxonomyIndex::Text(const Label& label) const {
  const v1::Term& term = entries_[label.term].term;
  if (label.alias == kJapanese) return term.label_ja();
  if (label.alias == kEnglish) return term.label_en();
  return term.aliases(label.alias);
}

const v1::Term* TaxonomyIndex::Find(v1::Term::Kind kind, absl::string_view code) const {
  const auto place = by_code_.find(std::pair<int, std::string>(kind, std::string(code)));
  return place == by_code_.end() ? nullptr : &entries_[place->second].term;
}

const v1::Term* TaxonomyIndex::FindCurrent(v1::Term::Kind kind, absl::string_view code) const {
  const v1::Term* term = Find(kind, code);
  // A chain grows by one with each version; the bound only ends a circle in wrong data.
  for (int step = 0; step < 100 && term != nullptr && !term->replaced_by().empty(); ++step) {
    const v1::Term* const next = Find(kind, term->replaced_by());
    if (next == nullptr) break;
    term = next;
  }
  return term;
}

bool TaxonomyIndex::KnowsSkill(absl::string_view code) const {
  return Find(v1::Term::SKILL, code) != nullptr;
}

Skill TaxonomyIndex::ResolveSkill(absl::string_view code) const {
  Skill skill;
  const v1::Term* const term = FindCurrent(v1::Term::SKILL, code);
  if (term == nullptr) {
    skill.code = std::string(code);
    return skill;
  }
  skill.code = term->code();
  skill.groups.assign(term->broader().begin(), term->broader().end());
  std::sort(skill.groups.begin(), skill.groups.end());
  skill.groups.erase(std::unique(skill.groups.begin(), skill.groups.end()), skill.groups.end());
  return skill;
}

// Collects hits among the kinds that are wanted.
class TaxonomyIndex::Hits {
 public:
  struct Hit {
    uint32_t label = 0;
    int closeness = 0;
  };

  Hits(const TaxonomyIndex& index, std::span<const v1::Term::Kind> kinds)
      : index_(index), place_of_term_(index.entries_.size(), 0) {
    wanted_.fill(kinds.empty());
    for (const v1::Term::Kind kind : kinds) {
      if (v1::Term::Kind_IsValid(kind)) wanted_[kind] = true;
    }
  }

  bool Wants(const Label& label) const { return wanted_[label.kind]; }
  size_t size() const { return hits_.size(); }

  // Labels come in any order; the better one of a term stays, and of two as good the one that is
  // written first in the term.
  void Add(uint32_t number, int closeness) {
    const Label& label = index_.labels_[number];
    uint32_t& place = place_of_term_[label.term];
    if (place == 0) {
      hits_.push_back(Hit{number, closeness});
      place = static_cast<uint32_t>(hits_.size());
      return;
    }
    Hit& hit = hits_[place - 1];
    if (closeness > hit.closeness ||
        (closeness == hit.closeness && label.alias < index_.labels_[hit.label].alias)) {
      hit = Hit{number, closeness};
    }
  }

  // The best `limit` hits, in order.
  std::span<const Hit> Best(size_t limit) {
    const size_t count = std::min(limit, hits_.size());
    std::partial_sort(hits_.begin(), hits_.begin() + count, hits_.end(),
                      [this](const Hit& a, const Hit& b) { return IsBetter(a, b); });
    return std::span<const Hit>(hits_).first(count);
  }

 private:
  bool IsBetter(const Hit& a, const Hit& b) const {
    if (a.closeness != b.closeness) return a.closeness > b.closeness;
    const Label& left = index_.labels_[a.label];
    const Label& right = index_.labels_[b.label];
    const Entry& x = index_.entries_[left.term];
    const Entry& y = index_.entries_[right.term];
    return std::tuple(!x.built_in, left.alias >= 0, absl::string_view(x.term.code()), left.kind) <
           std::tuple(!y.built_in, right.alias >= 0, absl::string_view(y.term.code()), right.kind);
  }

  const TaxonomyIndex& index_;
  std::array<bool, v1::Term::Kind_ARRAYSIZE> wanted_;
  std::vector<Hit> hits_;
  std::vector<uint32_t> place_of_term_;  // position in hits_ plus one; 0 is none
};

namespace {

// Where `key` stands in `keys` from `from` on, or npos. memmem is several times faster here than
// absl::string_view::find, which stops at every first letter.
size_t FindFrom(absl::string_view keys, absl::string_view key, size_t from) {
  const void* const at = memmem(keys.data() + from, keys.size() - from, key.data(), key.size());
  return at == nullptr ? keys.npos : static_cast<const char*>(at) - keys.data();
}

// The label in [from, end) whose key holds the byte at `offset`, which is not before `from`.
// Steps double, for hits are near to each other where they are many.
template <typename Iterator>
Iterator LabelAround(Iterator from, Iterator end, size_t offset) {
  std::ptrdiff_t step = 1;
  while (end - from > step && from[step].key_offset <= offset) {
    from += step;
    step *= 2;
  }
  const auto to = end - from > step ? from + step : end;
  return std::upper_bound(from, to, offset,
                          [](size_t at, const auto& label) { return at < label.key_offset; }) -
         1;
}

}  // namespace

uint32_t TaxonomyIndex::FirstOfLength(size_t letters) const {
  const auto first = std::partition_point(labels_.begin(), labels_.end(), [&](const Label& label) {
    return label.key_letters < letters;
  });
  return static_cast<uint32_t>(first - labels_.begin());
}

void TaxonomyIndex::FindHolding(absl::string_view key, size_t letters, Hits& hits) const {
  // A shorter label cannot hold the text, and labels are in order of length.
  auto label = labels_.begin() + FirstOfLength(letters);
  if (label == labels_.end()) return;
  // One or two letters of the alphabet are inside nearly every label, which says nothing.
  const bool only_words = key.size() <= 2;
  const absl::string_view keys = keys_;
  for (size_t at = FindFrom(keys, key, label->key_offset); at != keys.npos;
       at = FindFrom(keys, key, at + 1)) {
    const bool word = word_starts_[at];
    // What begins inside a word and runs into the next one ("exel" in "complex electrical") is
    // chance.
    if (!word && (only_words ||
                  std::find(word_starts_.begin() + at + 1, word_starts_.begin() + at + key.size(),
                            true) != word_starts_.begin() + at + key.size())) {
      continue;
    }
    label = LabelAround(label, labels_.end(), at);
    if (!hits.Wants(*label)) continue;
    const int share = static_cast<int>(kSpan * letters / label->key_letters);
    const int closeness = at != label->key_offset         ? (word ? kWord : kInside) + share
                          : label->key_letters == letters ? kEqual
                                                          : kPrefix + share;
    hits.Add(static_cast<uint32_t>(label - labels_.begin()), closeness);
  }
}

void TaxonomyIndex::FindMistyped(const std::u32string& letters, Hits& hits) const {
  const size_t length = letters.size();
  const int allowed = AllowedErrors(length);
  if (allowed == 0) return;
  // An error changes at most three pairs of neighbours (a swap does), which leaves few labels to
  // compare letter by letter.
  const std::vector<uint64_t> own_pairs = NeighbourPairs(letters);
  const int needed = std::max(1, static_cast<int>(own_pairs.size()) - 3 * allowed);
  const uint32_t from = FirstOfLength(length - allowed);
  const uint32_t to = FirstOfLength(length + allowed + 1);
  std::vector<uint16_t> shared(to - from, 0);
  for (const uint64_t pair : own_pairs) {
    const auto labels = pairs_.find(pair);
    if (labels == pairs_.end()) continue;
    auto next = std::lower_bound(labels->second.begin(), labels->second.end(), from);
    for (; next != labels->second.end() && *next < to; ++next) ++shared[*next - from];
  }
  for (uint32_t i = 0; i < shared.size(); ++i) {
    const Label& label = labels_[from + i];
    if (shared[i] < needed || !hits.Wants(label)) continue;
    const int errors = TypingErrors(letters, Letters(Key(label)), allowed);
    if (errors == 0 || errors > allowed) continue;
    const int longer = static_cast<int>(std::max<size_t>(length, label.key_letters));
    hits.Add(from + i, std::max(1, kTyped * (longer - errors) / longer));
  }
}

std::vector<TermSuggestion> TaxonomyIndex::Suggest(absl::string_view text,
                                                   std::span<const v1::Term::Kind> kinds,
                                                   int limit) const {
  const std::string key = FoldForSearch(text);
  if (key.empty() || limit <= 0) return {};
  const std::u32string letters = Letters(key);

  Hits hits(*this, kinds);
  FindHolding(key, letters.size(), hits);
  // What holds the text is always nearer than what only resembles it.
  if (hits.size() < static_cast<size_t>(limit)) FindMistyped(letters, hits);

  std::vector<TermSuggestion> suggestions;
  for (const Hits::Hit& hit : hits.Best(limit)) {
    const Label& label = labels_[hit.label];
    suggestions.push_back(TermSuggestion{&entries_[label.term].term, Text(label), hit.closeness});
  }
  return suggestions;
}

}  // namespace banso
