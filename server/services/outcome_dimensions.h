// Under what reports count an application and what follows from it.
#ifndef BANSO_SERVER_SERVICES_OUTCOME_DIMENSIONS_H_
#define BANSO_SERVER_SERVICES_OUTCOME_DIMENSIONS_H_

#include "absl/time/time.h"
#include "banso/v1/offer.pb.h"
#include "server/catalog/snapshot.h"

namespace banso {

// The dimensions as they are in `snapshot` under the rules of `now`, to be kept in the record from
// its beginning on.
v1::OutcomeDimensions DimensionsOf(const Snapshot& snapshot, const CandidateEntry& candidate,
                                   const InternshipEntry& internship, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OUTCOME_DIMENSIONS_H_
