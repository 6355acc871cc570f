// The ranker that bounds before it judges.
#ifndef BANSO_ENGINE_INDEX_INDEXED_RANKER_H_
#define BANSO_ENGINE_INDEX_INDEXED_RANKER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/index/advisor_segment.h"
#include "engine/index/candidate_segment.h"
#include "engine/index/internship_segment.h"
#include "engine/index/ranker.h"
#include "engine/index/row_values.h"
#include "engine/index/segment_list.h"
#include "engine/rules/rule_set.h"

namespace banso {

// What is different in a later state of the world. Ids in `erased_…` need not be there; `put_…`
// holds new values and those that take the place of others with their ids, of several with one id
// the last. What is erased and put is put.
struct IndexChanges {
  std::vector<std::shared_ptr<const Candidate>> put_candidates;
  std::vector<std::shared_ptr<const Internship>> put_internships;
  std::vector<std::shared_ptr<const Advisor>> put_advisors;
  std::vector<CandidateId> erased_candidates;
  std::vector<InternshipId> erased_internships;
  std::vector<AdvisorId> erased_advisors;
  std::shared_ptr<const Clearances> clearances;  // all of them; null: as they were
  std::shared_ptr<const RuleBook> rules;         // null: as they were
};

// Where the values of an index lie that is read back: at positions of a source, in the order of
// their ids.
template <typename T>
struct StoredValues {
  std::shared_ptr<const ValueSource<T>> source;
  std::vector<uint64_t> positions;
};

// Answers as PlainRanker does, byte for byte, and judges few rows for it: the index gives every row
// bounds of its points and of what the rules say, and only rows that could be among the first are
// judged. docs/index.md says how, and why that is exact.
// Immutable: a change makes another ranker that shares all but what differs. Rankers keep the
// values that were put until a later ranker has merged them away (`Merge`). Cost: a query reads
// the rows of the classes that could be among the first, some nanoseconds each, and judges about
// `limit` of them. Made in O(n log n).
class IndexedRanker final : public Ranker {
 public:
  IndexedRanker(const std::shared_ptr<const World>& world, std::shared_ptr<const RuleBook> rules);

  // Further candidates, whose ids are not there, built by themselves: so that very many can come in
  // batches, their values in a source, and only those of a batch are in memory. A query costs some
  // tens of microseconds more for each batch: use large ones.
  std::shared_ptr<const IndexedRanker> Append(std::vector<RowValue<Candidate>> candidates) const;

  // Writes all rows in columns, without their values and without clearances, as pieces of bytes for
  // Load. Cost: as Merged(), and a pass over the columns.
  // Errors: those of `write`.
  using WritePiece = std::function<absl::Status(absl::string_view)>;
  absl::Status Save(const WritePiece& write) const;
  // The ranker of what was saved, with the values where `internships` and others say.
  // Cost: a copy of the columns; no value is looked at.
  // Errors: those of `read`, which gives the pieces in their order; DATA_LOSS if they are not
  // those of a ranker of this program, or values are missing.
  using ReadPiece = std::function<absl::StatusOr<std::string>()>;
  static absl::StatusOr<std::shared_ptr<const IndexedRanker>> Load(
      const ReadPiece& read, const StoredValues<Internship>& internships,
      const StoredValues<Advisor>& advisors, const StoredValues<Candidate>& candidates,
      std::shared_ptr<const Clearances> clearances, std::shared_ptr<const RuleBook> rules);

  // The ranker of the world after some changes. New rows go to a small segment.
  // Cost: microseconds a changed row, and 512 bytes for each row that is replaced or erased; a
  // millisecond if there are few rows in all, which are then merged at once when that is due.
  std::shared_ptr<const IndexedRanker> Apply(const IndexChanges& changes) const;

  // Segments that were built aside.
  struct Tidied {
    SegmentList<InternshipSegment>::Tidied internships;
    SegmentList<AdvisorSegment>::Tidied advisors;
    SegmentList<CandidateSegment>::Tidied candidates;

    bool empty() const {
      return internships.from.empty() && advisors.from.empty() && candidates.from.empty();
    }
  };
  // Builds what should be built by now, or nothing (`empty`) if all is well. Fold: one segment of
  // several small ones. Merge: all rows of a kind, without the values that were replaced or erased,
  // when one of four has changed, or anything was erased.
  // To be done aside, while changes go on, and again until nothing is due; one Fold and one Merge
  // at a time, which may overlap. Cost: some microseconds a row that is built.
  Tidied Fold() const;
  Tidied Merge() const;
  // This ranker in segments that were built aside: by this ranker, or by one from which this one
  // came by Apply and Take. What was built from segments that are no longer there is left
  // out. `tidied` follows the changes in between: to take it again for a later ranker costs only
  // what came after this one. Cost: a look at the rows of segments that lost some since.
  std::shared_ptr<const IndexedRanker> Take(Tidied* tidied) const;
  // The same world in as few segments as hold it, without the values that were replaced or erased.
  // Clearances stay what they were last said to be.
  // Cost: as the constructor's.
  std::shared_ptr<const IndexedRanker> Merged() const;
  // Rows outside the segments that were built at once, and rows that are no longer there.
  size_t changed_rows() const;
  // Rows that are there, of all kinds.
  size_t rows() const;
  // Segments, of which each query reads all of one kind.
  size_t segments() const;
  // Bytes of all columns, without the values themselves and the dictionaries.
  size_t Bytes() const;

  absl::StatusOr<std::vector<Ranked<Internship>>> RankInternships(
      const Candidate& candidate, const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Advisor>>> RankAdvisors(const Candidate& candidate,
                                                            const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Internship& internship, const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Advisor& advisor, const RankQuery& query) const override;
  Judgement Explain(const Candidate& candidate, const Internship& internship, Side side,
                    absl::Time as_of) const override;
  Judgement Explain(const Candidate& candidate, const Advisor& advisor,
                    absl::Time as_of) const override;

 private:
  using Names = absl::flat_hash_map<std::string, std::vector<std::string>>;
  // Counterparts of pairs with a clearance.
  struct ClearedNames {
    Names of_candidate;
    Names of_counterpart;
  };

  IndexedRanker() = default;
  void SetClearances(std::shared_ptr<const Clearances> clearances);

  std::shared_ptr<const RuleBook> rules_;
  std::shared_ptr<const Clearances> clearances_;
  std::shared_ptr<const ClearedNames> cleared_;
  SegmentList<InternshipSegment> internships_;
  SegmentList<AdvisorSegment> advisors_;
  SegmentList<CandidateSegment> candidates_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_INDEXED_RANKER_H_
