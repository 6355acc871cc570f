// Whether somebody agrees to something. Pure.
#ifndef BANSO_ENGINE_RULES_CONSENT_H_
#define BANSO_ENGINE_RULES_CONSENT_H_

#include <algorithm>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/candidate.h"

namespace banso {

// Whether a consent with the scope, whoever it is for, holds at `time`.
inline bool HoldsConsent(const Candidate& candidate, ConsentScope scope, absl::Time time) {
  return std::any_of(
      candidate.consents.begin(), candidate.consents.end(), [&](const Consent& consent) {
        return consent.scope == scope && consent.granted <= time && time < consent.expires;
      });
}

// Whether a consent with the scope for `recipient` holds at `time`.
inline bool HoldsConsentFor(const Candidate& candidate, ConsentScope scope,
                            absl::string_view recipient, absl::Time time) {
  return std::any_of(candidate.consents.begin(), candidate.consents.end(),
                     [&](const Consent& consent) {
                       return consent.scope == scope && consent.recipient == recipient &&
                              consent.granted <= time && time < consent.expires;
                     });
}

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_CONSENT_H_
