// Whether what clients saw of a register that is changed by compare-and-set can be explained by one
// order of their operations.
#ifndef BANSO_TESTS_E2E_LINEARIZABILITY_H_
#define BANSO_TESTS_E2E_LINEARIZABILITY_H_

#include <cstdint>
#include <limits>
#include <vector>

namespace banso {

// One compare-and-set as its client saw it: "if the value is `expected`, let it be `value`".
struct CompareAndSet {
  enum class Outcome {
    kDone,     // the client was told that it happened
    kRefused,  // the client was told that the value was another one
    kUnknown,  // the client was told nothing: it happened once after `start`, or never
  };

  // When the client asked and when it had the answer, on one clock. `end` is ignored for kUnknown.
  int64_t start = 0;
  int64_t end = std::numeric_limits<int64_t>::max();
  int expected = 0;
  int value = 0;
  Outcome outcome = Outcome::kDone;
};

// Whether there is an order of the operations of one register, which begins as `initial`, in which
// each has the outcome that its client saw, and none that ended before another began comes after
// it (Herlihy and Wing, Linearizability, 1990). The search is that of Wing and Gong (Testing and
// verifying concurrent objects, 1993) with the memory of Lowe (Testing for linearizability, 2017).
// Cost: about linear for histories of few operations at a time, exponential at worst.
bool IsLinearizable(int initial, std::vector<CompareAndSet> history);

}  // namespace banso

#endif  // BANSO_TESTS_E2E_LINEARIZABILITY_H_
