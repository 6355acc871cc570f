// Rankings over a set of candidates, internships and advisors.
#ifndef BANSO_ENGINE_INDEX_RANKER_H_
#define BANSO_ENGINE_INDEX_RANKER_H_

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/model/judgement.h"
#include "engine/score/judge.h"

namespace banso {

// REVIEW codes that coordinators have cleared, by candidate and counterpart (resource names).
using Clearances =
    absl::flat_hash_map<std::pair<std::string, std::string>, std::vector<ReasonCode>>;

// What there is to rank, in any order; ids are distinct. Immutable and shared.
struct World {
  std::vector<std::shared_ptr<const Candidate>> candidates;
  std::vector<std::shared_ptr<const Internship>> internships;
  std::vector<std::shared_ptr<const Advisor>> advisors;
  Clearances clearances;
};

// What is asked of a ranking.
struct RankQuery {
  absl::Time as_of;
  // Which sections are wanted, by Verdict.
  std::array<bool, kVerdictCount> sections = {true, true, true, false};
  int limit = 20;  // most rows, at least 1
  // How often each candidate was shown to any employer in the 30 days before the day of `as_of`;
  // null means never. Read for candidates of an internship only.
  const absl::flat_hash_map<CandidateId, int>* showings = nullptr;
  // Asked from time to time; a ranking stops with CANCELLED once it says true. Null: never.
  std::function<bool()> cancelled;
};

// A row of a ranking.
template <typename T>
struct Ranked {
  std::shared_ptr<const T> item;
  Judgement judgement;
};

// Rankings with one order whatever makes them. Sections come in the order of Verdict. Inside a
// section, with the score being `raw`, or `component_sum` where the cap applied:
//   internships: score falling, deadline rising (none last), id rising;
//   advisors: score falling, first common start rising (none last), id rising;
//   candidates for an internship: score in steps of BandRules::step falling, showings rising,
//     waiting days since the first interview falling (none counts 0), id rising;
//   candidates for an advisor: score falling, waiting days falling, id rising;
//   BLOCKED: id rising.
// The same query gives the same rows, byte for byte, in every implementation.
// Thread safety: const methods may run on any number of threads at once.
// Errors: INVALID_ARGUMENT if `limit` is below 1; CANCELLED.
class Ranker {
 public:
  virtual ~Ranker() = default;

  virtual absl::StatusOr<std::vector<Ranked<Internship>>> RankInternships(
      const Candidate& candidate, const RankQuery& query) const = 0;
  virtual absl::StatusOr<std::vector<Ranked<Advisor>>> RankAdvisors(
      const Candidate& candidate, const RankQuery& query) const = 0;
  virtual absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Internship& internship, const RankQuery& query) const = 0;
  virtual absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Advisor& advisor, const RankQuery& query) const = 0;

  // The judgement of one pair as it stands in the rankings at `as_of`, whatever its verdict: in the
  // candidate's own ranking, or for `Side::kCounterpart` in that of the internship.
  virtual Judgement Explain(const Candidate& candidate, const Internship& internship, Side side,
                            absl::Time as_of) const = 0;
  virtual Judgement Explain(const Candidate& candidate, const Advisor& advisor,
                            absl::Time as_of) const = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_RANKER_H_
