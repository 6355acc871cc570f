// Whether every spelling of a word finds the skill that one of its spellings names.
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "server/taxonomy/taxonomy_index.h"

namespace banso {
namespace {

using WordsByGroup = std::map<std::string, std::vector<std::string>>;

// The words of the file, by group or by group and lexeme.
WordsByGroup ReadSynonyms(bool by_lexeme) {
  std::ifstream file(std::string(BANSO_TEST_DATA) + "/synonyms.csv");
  WordsByGroup groups;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    groups[by_lexeme ? cells[0] + "/" + cells[1] : cells[0]].push_back(cells[2]);
  }
  return groups;
}

std::set<std::string> TopFive(const TaxonomyIndex& index, const std::string& word,
                              int least_closeness) {
  const v1::Term::Kind kinds[] = {v1::Term::SKILL};
  std::set<std::string> codes;
  for (const TermSuggestion& suggestion : index.Suggest(word, kinds, 5)) {
    if (suggestion.closeness >= least_closeness) codes.insert(suggestion.term->code());
  }
  return codes;
}

// The share, in percent, of the groups naming a skill in which each word finds it.
double Recall(const TaxonomyIndex& index, const WordsByGroup& groups) {
  int named = 0;
  int found = 0;
  for (const auto& [group, words] : groups) {
    std::set<std::string> skills;
    for (const std::string& word : words) skills.merge(TopFive(index, word, 1000));
    if (skills.empty()) continue;
    ++named;
    std::vector<std::string> missed;
    for (const std::string& word : words) {
      bool hit = false;
      for (const std::string& code : TopFive(index, word, 1)) hit |= skills.contains(code);
      if (!hit) missed.push_back(word);
    }
    if (missed.empty()) ++found;
    if (!missed.empty()) {
      std::printf("group %s (%s): not found by %s\n", group.c_str(),
                  absl::StrJoin(skills, ", ").c_str(), absl::StrJoin(missed, ", ").c_str());
    }
  }
  std::printf("%d of %d groups\n", found, named);
  return named == 0 ? 0 : 100.0 * found / named;
}

TEST(SynonymRecallTest, NineOfTenGroupsAreFoundByEachOfTheirWords) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_GE(Recall(*index, ReadSynonyms(/*by_lexeme=*/false)), 90);
}

TEST(SynonymRecallTest, NineOfTenWordsAreFoundByEachOfTheirSpellings) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_GE(Recall(*index, ReadSynonyms(/*by_lexeme=*/true)), 90);
}

}  // namespace
}  // namespace banso
