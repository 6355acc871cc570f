#include "server/convert/consent_rules.h"

#include <algorithm>

#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"

namespace banso {

absl::Time ConsentEnd(const v1::Consent& consent) {
  return consent.has_expire_time() ? ToTime(consent.expire_time())
                                   : DefaultConsentEnd(ToTime(consent.grant_time()));
}

v1::Consent::State ConsentState(const v1::Consent& consent, absl::Time now) {
  if (!IsGranted(consent)) return consent.state();
  return now < ConsentEnd(consent) ? v1::Consent::GRANTED : v1::Consent::EXPIRED;
}

bool ConsentHolds(const v1::Consent& consent, absl::Time now) {
  return ConsentState(consent, now) == v1::Consent::GRANTED && ToTime(consent.grant_time()) <= now;
}

bool ConsentCovers(const v1::Consent& consent, absl::string_view item) {
  const auto& items = consent.terms().data_items();
  return items.empty() || std::find(items.begin(), items.end(), item) != items.end();
}

const v1::Consent* HoldingConsent(const v1::Candidate& candidate, v1::Consent::Scope scope,
                                  absl::string_view recipient, absl::Time now) {
  const v1::Consent* newest = nullptr;
  for (const v1::Consent& consent : candidate.consents()) {
    if (consent.scope() != scope || consent.recipient() != recipient ||
        !ConsentHolds(consent, now)) {
      continue;
    }
    if (newest == nullptr || ToTime(newest->grant_time()) <= ToTime(consent.grant_time())) {
      newest = &consent;
    }
  }
  return newest;
}

}  // namespace banso
