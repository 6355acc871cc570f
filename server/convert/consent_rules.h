// Consents: whether they hold, and what they cover.
#ifndef BANSO_SERVER_CONVERT_CONSENT_RULES_H_
#define BANSO_SERVER_CONVERT_CONSENT_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"

namespace banso {

// The data items that consents list, and that records say were told.
inline constexpr absl::string_view kBlindedCardItem = "BLINDED_CARD";
inline constexpr absl::string_view kChosenNameItem = "CHOSEN_NAME";
inline constexpr absl::string_view kDeskContactItem = "DESK_CONTACT";

// From when on the consent no longer holds, if nobody ends it before.
absl::Time ConsentEnd(const v1::Consent& consent);

// The state as it counts at `now`: one that was given is GRANTED until its time has passed and
// EXPIRED from then on, whether or not anybody has written that down.
v1::Consent::State ConsentState(const v1::Consent& consent, absl::Time now);

// Whether the consent holds at `now`: it is GRANTED, and from no later than `now` on.
bool ConsentHolds(const v1::Consent& consent, absl::Time now);

// Whether the consent covers a data item, such as `CHOSEN_NAME`. One that lists none covers what
// its scope says.
bool ConsentCovers(const v1::Consent& consent, absl::string_view item);

// The consent for a scope and recipient that holds at `now`, the newest if there are several; null
// if there is none.
const v1::Consent* HoldingConsent(const v1::Candidate& candidate, v1::Consent::Scope scope,
                                  absl::string_view recipient, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_CONSENT_RULES_H_
