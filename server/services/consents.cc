#include "server/services/consents.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

std::string NewConsentName(const v1::Candidate& candidate) {
  return absl::StrCat(candidate.name(), "/consents/", RandomId());
}

absl::StatusOr<v1::Consent*> AddConsent(v1::Candidate* candidate) {
  if (candidate->consents_size() >= kMostConsents) {
    return WithErrorInfo(
        absl::FailedPreconditionError(absl::StrCat(candidate->name(), " has ", kMostConsents,
                                                   " consents, as many as a record keeps")),
        "TOO_MANY_CONSENTS", {{"name", candidate->name()}});
  }
  v1::Consent* consent = candidate->add_consents();
  consent->set_name(NewConsentName(*candidate));
  return consent;
}

bool AreForTheSame(const v1::Consent& a, const v1::Consent& b) {
  return a.scope() == b.scope() && a.recipient() == b.recipient();
}

}  // namespace

v1::Consent* FindConsent(absl::string_view name, v1::Candidate* candidate) {
  for (v1::Consent& consent : *candidate->mutable_consents()) {
    if (consent.name() == name) return &consent;
  }
  return nullptr;
}

std::string ConsentChange(absl::string_view change, v1::Consent::Scope scope) {
  return absl::StrCat(change, ":", v1::Consent::Scope_Name(scope));
}

void BeginConsents(absl::Time now, v1::Candidate* candidate) {
  for (v1::Consent& consent : *candidate->mutable_consents()) {
    consent.set_name(NewConsentName(*candidate));
    consent.set_state(v1::Consent::GRANTED);
    consent.clear_end_time();
  }
  for (int i = 0; i < candidate->consents_size(); ++i) {
    v1::Consent& consent = *candidate->mutable_consents(i);
    for (int j = 0; j < candidate->consents_size(); ++j) {
      const v1::Consent& other = candidate->consents(j);
      if (i == j || !AreForTheSame(consent, other)) continue;
      const absl::Time granted = ToTime(consent.grant_time());
      const absl::Time other_granted = ToTime(other.grant_time());
      if (granted < other_granted || (granted == other_granted && i < j)) {
        EndConsent(v1::Consent::SUPERSEDED, now, &consent);
        break;
      }
    }
  }
}

absl::StatusOr<v1::Consent*> AddDraft(const v1::Consent& draft, v1::Candidate* candidate) {
  absl::StatusOr<v1::Consent*> consent = AddConsent(candidate);
  if (!consent.ok()) return consent;
  (*consent)->set_scope(draft.scope());
  (*consent)->set_recipient(draft.recipient());
  *(*consent)->mutable_terms() = draft.terms();
  (*consent)->set_state(v1::Consent::DRAFT);
  return consent;
}

absl::StatusOr<v1::Consent*> Grant(absl::Time now, const v1::Consent& consent,
                                   v1::Candidate* candidate) {
  if (IsMinor(*candidate, now) &&
      consent.terms().guardian_method() == v1::Consent::METHOD_UNSPECIFIED) {
    return WithErrorInfo(
        absl::FailedPreconditionError("the person is under 18: terms.guardian_method must say how "
                                      "the guardian agreed"),
        "GUARDIAN_CONSENT_MISSING", {{"name", candidate->name()}});
  }
  v1::Consent* granted = consent.name().empty() ? nullptr : FindConsent(consent.name(), candidate);
  if (granted == nullptr) {
    // Room for it first: nothing may change if there is none.
    absl::StatusOr<v1::Consent*> added = AddConsent(candidate);
    if (!added.ok()) return added;
    granted = *added;
  }
  for (v1::Consent& other : *candidate->mutable_consents()) {
    if (&other == granted || !AreForTheSame(other, consent)) continue;
    const v1::Consent::State state = ConsentState(other, now);
    if (state == v1::Consent::GRANTED) EndConsent(v1::Consent::SUPERSEDED, now, &other);
    if (state == v1::Consent::EXPIRED && other.state() != state) EndConsent(state, now, &other);
  }
  granted->set_scope(consent.scope());
  granted->set_recipient(consent.recipient());
  *granted->mutable_terms() = consent.terms();
  granted->set_state(v1::Consent::GRANTED);
  *granted->mutable_grant_time() = FromTime(now);
  *granted->mutable_expire_time() =
      consent.has_expire_time() ? consent.expire_time() : FromTime(DefaultConsentEnd(now));
  return granted;
}

absl::Status CheckTerms(const Caller& caller, const v1::ConsentTerms& terms) {
  const bool coordinator =
      caller.role == v1::Access::COORDINATOR || caller.role == v1::Access::SYSTEM;
  if (coordinator || terms.guardian_method() == v1::Consent::METHOD_UNSPECIFIED) {
    return absl::OkStatus();
  }
  return WithErrorInfo(
      absl::PermissionDeniedError("terms.guardian_method is noted by a coordinator who heard the "
                                  "guardian; leave it out"),
      "FIELD_DENIED", {{"field", "terms.guardian_method"}});
}

void EndConsent(v1::Consent::State state, absl::Time now, v1::Consent* consent) {
  consent->set_state(state);
  *consent->mutable_end_time() = FromTime(now);
}

bool SettleConsents(absl::Time now, v1::Candidate* candidate) {
  bool changed = false;
  for (v1::Consent& consent : *candidate->mutable_consents()) {
    if (consent.name().empty()) {
      consent.set_name(NewConsentName(*candidate));
      if (IsGranted(consent)) consent.set_state(v1::Consent::GRANTED);
      changed = true;
    }
    if (IsGranted(consent) && ConsentEnd(consent) <= now) {
      EndConsent(v1::Consent::EXPIRED, now, &consent);
      changed = true;
    }
  }
  return changed;
}

}  // namespace banso
