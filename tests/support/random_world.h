// Random but plausible candidates, internships and advisors, equal for equal seeds on every
// machine. Skewed as real profiles are: few industries and skills are common, many are rare.
#ifndef BANSO_TESTS_SUPPORT_RANDOM_WORLD_H_
#define BANSO_TESTS_SUPPORT_RANDOM_WORLD_H_

#include <cstdint>

#include "engine/index/ranker.h"

namespace banso {

// A small generator with the same sequence everywhere (SplitMix64), unlike the distributions of
// the standard library.
class RandomSource {
 public:
  explicit RandomSource(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // In [low, high].
  int Between(int low, int high) {
    return low + static_cast<int>(Next() % static_cast<uint64_t>(high - low + 1));
  }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  // In [0, size), small numbers much more often.
  int Skewed(int size) {
    const uint64_t a = Next() % static_cast<uint64_t>(size);
    return static_cast<int>(a * (Next() % static_cast<uint64_t>(size)) /
                            static_cast<uint64_t>(size));
  }

 private:
  uint64_t state_;
};

// All around this instant: hours of work lie in the weeks after it.
absl::Time RandomWorldTime();

Candidate RandomCandidate(RandomSource& random, int id);
Internship RandomInternship(RandomSource& random, int id);
Advisor RandomAdvisor(RandomSource& random, int id);
Availability RandomAvailability(RandomSource& random);

World RandomWorld(uint64_t seed, int candidates, int internships, int advisors);

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_RANDOM_WORLD_H_
