// Worlds to measure rankings on: large, skewed as real profiles are, and equal for equal seeds on
// every machine. Industries, occupations and skills follow Zipf's law; skills go with the industry.
#ifndef BANSO_BENCH_WORLD_H_
#define BANSO_BENCH_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "engine/index/ranker.h"

namespace banso::bench {

// How many of the rows suit a query.
enum class Regime {
  // Openings on site with hard requirements, people with little time and few places: under 1 of
  // 100.
  kSelective,
  // Remote or near, short, nothing needed; people with free days and good Japanese: most of them.
  kUnselective,
};
std::string RegimeName(Regime regime);

// Makes profiles one by one. A row depends on the seed, the regime, its kind and its number alone,
// so that a small world is the beginning of a large one.
// Thread safety: const methods may run on any number of threads at once.
class WorldMaker {
 public:
  WorldMaker(uint64_t seed, Regime regime);
  ~WorldMaker();

  // The instant that worlds are made for, 2026-12-01 09:00 in Japan: deadlines, consents and hours
  // of work lie around it.
  static absl::Time AsOf();

  Candidate MakeCandidate(int row) const;
  Internship MakeInternship(int row) const;
  Advisor MakeAdvisor(int row) const;
  // Profiles to ask with, which are not rows of any world; all of them active, with every consent.
  Candidate MakeAskingCandidate(int number) const;
  Internship MakeAskingInternship(int number) const;

  // Worlds of one kind of rows. Cost: some 2 us and 1 to 1.5 KB a row.
  std::shared_ptr<const World> Candidates(int rows) const;
  std::shared_ptr<const World> Internships(int rows) const;
  std::shared_ptr<const World> Advisors(int rows) const;

  // How often each of the first `rows` candidates was shown to employers lately: 1 of 10 was.
  absl::flat_hash_map<CandidateId, int> Showings(int rows) const;

 private:
  class Vocabulary;

  const uint64_t seed_;
  const Regime regime_;
  const std::unique_ptr<const Vocabulary> words_;
};

}  // namespace banso::bench

#endif  // BANSO_BENCH_WORLD_H_
