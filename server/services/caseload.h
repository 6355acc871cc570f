// Whose cases a caller follows.
#ifndef BANSO_SERVER_SERVICES_CASELOAD_H_
#define BANSO_SERVER_SERVICES_CASELOAD_H_

#include <memory>
#include <vector>

#include "server/catalog/snapshot.h"
#include "server/services/call.h"

namespace banso {

// The people with an active case whom the caller follows, by name: a coordinator everybody, an
// advisor those whom the advisor accompanies now and reaches, others nobody.
std::vector<std::shared_ptr<const CandidateEntry>> Caseload(const Snapshot& snapshot,
                                                            const Call& call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CASELOAD_H_
