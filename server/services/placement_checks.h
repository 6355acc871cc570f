// What must hold before a person and an employer come one step closer.
#ifndef BANSO_SERVER_SERVICES_PLACEMENT_CHECKS_H_
#define BANSO_SERVER_SERVICES_PLACEMENT_CHECKS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"

namespace banso {

// A person, an opening, and whose it is, in one state of the server.
struct PlacementPair {
  std::shared_ptr<const CandidateEntry> candidate;
  std::shared_ptr<const InternshipEntry> internship;
  std::shared_ptr<const EmployerEntry> employer;
};

// None if one of them is not there.
std::optional<PlacementPair> FindPair(const Snapshot& snapshot, absl::string_view candidate,
                                      absl::string_view internship);

// The consent under which the person is named to the employer for this opening at `now`; null if
// the name may not be told: the case does not go on, a consent (to the service, or to this) does
// not hold or leaves the name out, or the person does not want to meet the employer.
const v1::Consent* NamedConsent(const PlacementPair& pair, absl::Time now);

// Nobody is introduced by name to paid work without a licence.
// Errors: FAILED_PRECONDITION with PLACEMENT_LICENCE_MISSING.
absl::Status CheckLicence(const Snapshot& snapshot, const v1::Internship& internship,
                          absl::Time now);
// The same for a job, which is always paid.
absl::Status CheckLicenceForJob(const Snapshot& snapshot, const v1::Internship& internship,
                                absl::Time now);

// The employer is VERIFIED, and the opening was checked as it is and is not stopped.
// Errors: FAILED_PRECONDITION with NOT_OPEN.
absl::Status CheckOpen(const PlacementPair& pair);

// The person may be named, and neither the law nor the person stands against it. Whether the two
// fit is for them to say by now.
// Errors: FAILED_PRECONDITION with STEP_NOT_POSSIBLE, and the codes for whoever is no employer.
absl::Status CheckStepPossible(const Snapshot& snapshot, const PlacementPair& pair, absl::Time now,
                               const Call& call);
// The same without a judgement of the opening's own hours: for what goes beyond it.
absl::Status CheckMayBeNamed(const PlacementPair& pair, absl::Time now, const Call& call);

// FAILED_PRECONDITION with CONSENT_MISSING.
absl::Status ConsentMissing(absl::string_view candidate, v1::Consent::Scope scope);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PLACEMENT_CHECKS_H_
