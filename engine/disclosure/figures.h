// Figures that are to be printed together, and how each of them is printed.
#ifndef BANSO_ENGINE_DISCLOSURE_FIGURES_H_
#define BANSO_ENGINE_DISCLOSURE_FIGURES_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace banso {

// Fewer people than this in a cell, but not nobody, are not printed.
inline constexpr int64_t kFewestPrinted = 5;

// How a figure is printed, and what everybody who reads it knows from that alone.
enum class Mark {
  kShown,      // the number: it is that number
  kFew,        // "<5": 1 to 4
  kHidden,     // "–": 5 or more
  kWithheld,   // nothing: 0 or more
  kUnprinted,  // there is no place for it in what is printed: 0 or more
};

// One figure.
struct Figure {
  // Names the figure among those that are printed together. Ties between equal values go by it.
  std::string code;
  int64_t value = 0;  // 0 or more
  // How many people the value is about, where that is not the value itself: the people behind so
  // many sessions or minutes. Negative: the value counts people.
  int64_t people = -1;
  // Values of the figure that a reader must not be able to tell apart, once it is hidden.
  int64_t least_values = 3;
  // Is not printed anywhere, and yet is a part of something that is. Where it is small, it is
  // protected from being derived like anything that is hidden.
  bool printed = true;
  // Says nothing about people (the slots of a day), or was approved by name: never hidden.
  bool always_shown = false;

  friend bool operator==(const Figure&, const Figure&) = default;
};

// `total` is the sum of `parts`, and every reader knows that. Both are positions in the list of
// figures. A part of one sum may be a part or the total of another: that is how a table of two
// dimensions, a subtotal and a second breakdown of the same total are said.
struct Sum {
  int total = 0;
  std::vector<int> parts;

  friend bool operator==(const Sum&, const Sum&) = default;
};

// The smallest and the largest value, both included, that are consistent with what is printed.
// Every value between them is, too.
struct ValueRange {
  static constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max() / 4;

  int64_t lowest = 0;
  int64_t highest = 0;  // kNoLimit or more: without limit

  friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_DISCLOSURE_FIGURES_H_
