// Merging two records of one person.
#ifndef BANSO_SERVER_SERVICES_CANDIDATE_MERGE_H_
#define BANSO_SERVER_SERVICES_CANDIDATE_MERGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/erasure.h"
#include "server/services/service_context.h"

namespace banso {

// Something that stands against a merge.
struct MergeObstacle {
  std::string code;   // as the contract lists them
  std::string about;  // the resource that has to change first

  friend bool operator==(const MergeObstacle&, const MergeObstacle&) = default;
};

// Everything that stands against merging `duplicate` into `kept`, by code and resource.
std::vector<MergeObstacle> ObstaclesToMerge(const Snapshot& snapshot, const CandidateEntry& kept,
                                            const CandidateEntry& duplicate, absl::Time now);

// Thread safety: const methods may run on any number of threads at once.
class CandidateMerge {
 public:
  // Both outlive it.
  CandidateMerge(const ServiceContext* context, const Eraser* eraser)
      : context_(*context), eraser_(*eraser) {}

  absl::StatusOr<v1::ListPossibleDuplicatesResponse> List(
      const v1::ListPossibleDuplicatesRequest& request, Call* call) const;
  // As the contract says.
  absl::StatusOr<v1::Tombstone> Merge(const v1::MergeCandidatesRequest& request, Call* call) const;

 private:
  const ServiceContext& context_;
  const Eraser& eraser_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CANDIDATE_MERGE_H_
