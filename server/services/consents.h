// The life of consents, as they stand in a person's record: DRAFT → GRANTED → WITHDRAWN, EXPIRED or
// SUPERSEDED, each of them final. Pure functions. Whether one holds: convert/consent_rules.h.
#ifndef BANSO_SERVER_SERVICES_CONSENTS_H_
#define BANSO_SERVER_SERVICES_CONSENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "server/access/caller.h"
#include "server/convert/consent_rules.h"

namespace banso {

// How many a record keeps, whatever became of them; the limit of the contract.
inline constexpr int kMostConsents = 128;

// The consent with this name, or null.
v1::Consent* FindConsent(absl::string_view name, v1::Candidate* candidate);

// The code by which the audit log knows a change: `CONSENT_GRANTED:EMPLOYER_BLINDED`.
std::string ConsentChange(absl::string_view change, v1::Consent::Scope scope);

// Makes what a new record lists as agreed to at intake consents of the programme: each gets a name
// and is GRANTED; of several for one scope and recipient all but the last given are SUPERSEDED.
// The record has its name.
void BeginConsents(absl::Time now, v1::Candidate* candidate);

// Adds a DRAFT with the scope, recipient and terms of `draft`.
// Errors: FAILED_PRECONDITION with TOO_MANY_CONSENTS.
absl::StatusOr<v1::Consent*> AddDraft(const v1::Consent& draft, v1::Candidate* candidate);

// Grants `consent`: the draft that it names, or a new one if it names none. Its scope, recipient,
// terms and, if it has one, end are taken. Others for the same scope and recipient that hold are
// SUPERSEDED.
// Errors: FAILED_PRECONDITION with GUARDIAN_CONSENT_MISSING for a minor whose guardian has not
// agreed, or with TOO_MANY_CONSENTS.
absl::StatusOr<v1::Consent*> Grant(absl::Time now, const v1::Consent& consent,
                                   v1::Candidate* candidate);

// Whether the caller may say that the agreement was given so: that a guardian agreed is noted by
// coordinators, never by the person alone.
// Errors: PERMISSION_DENIED with the ErrorInfo FIELD_DENIED.
absl::Status CheckTerms(const Caller& caller, const v1::ConsentTerms& terms);

// Ends a consent that is GRANTED.
void EndConsent(v1::Consent::State state, absl::Time now, v1::Consent* consent);

// Writes down that consents whose time has passed are EXPIRED, and gives a name to those that were
// kept without one. Returns whether anything changed.
bool SettleConsents(absl::Time now, v1::Candidate* candidate);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CONSENTS_H_
