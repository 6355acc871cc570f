// A reader who has all the time in the world: tries every table that could have been printed so.
#ifndef BANSO_TESTS_ENGINE_DISCLOSURE_PRINTED_READER_H_
#define BANSO_TESTS_ENGINE_DISCLOSURE_PRINTED_READER_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/disclosure/figure_tables.h"

namespace banso {

// Knows what is printed, never the values behind it.
class PrintedReader {
 public:
  // `printed` as Printed() gives it; `table` only says what the sums are.
  PrintedReader(const FigureTable& table, const std::string& printed);

  // The values up to `most` that a figure can have in some table that is consistent with all that
  // is printed, found by trying.
  std::set<int64_t> PossibleValues(int figure, int64_t most);

 private:
  struct Domain {
    int64_t lowest = 0;
    int64_t highest = 0;
  };

  // Whether values in these domains can be chosen so that every sum holds.
  bool Possible(std::vector<Domain> domains) const;

  std::vector<Sum> sums_;
  std::vector<Domain> printed_;
};

}  // namespace banso

#endif  // BANSO_TESTS_ENGINE_DISCLOSURE_PRINTED_READER_H_
