// Records that may be one person.
#ifndef BANSO_SERVER_SERVICES_POSSIBLE_DUPLICATES_H_
#define BANSO_SERVER_SERVICES_POSSIBLE_DUPLICATES_H_

#include <string>
#include <vector>

#include "banso/v1/candidate.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "server/catalog/snapshot.h"

namespace banso {

// The pairs of records that can be reached at the same address or number, however it is written, by
// the names of both: of each, first the record that is there longer. People of one household are
// a pair only if they share a form of their names, too. Cost: O(n log n) in the contacts of all,
// and of each place the square of those who share it.
std::vector<v1::PossibleDuplicate> PossibleDuplicates(const Snapshot& snapshot);

// The records that make such a pair with a new one that is not in the snapshot yet, by name.
std::vector<std::string> RecordsLike(const Snapshot& snapshot, const v1::Candidate& candidate);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_POSSIBLE_DUPLICATES_H_
