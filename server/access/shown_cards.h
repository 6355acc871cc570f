// Whose card an employer is shown for an internship, and which applications it knows of.
#ifndef BANSO_SERVER_ACCESS_SHOWN_CARDS_H_
#define BANSO_SERVER_ACCESS_SHOWN_CARDS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "engine/model/judgement.h"
#include "engine/rules/rule_set.h"
#include "server/catalog/snapshot.h"

namespace banso {

// The EMPLOYER_BLINDED consent that holds at `now`; of several, the one granted last. Null if none
// does, or it lists items without the card.
const v1::Consent* BlindedConsent(const v1::Candidate& candidate, absl::Time now);

// The name of that consent; of one that was kept without a name, its grant in microseconds.
std::string ConsentKey(const v1::Consent& consent);

// Whether cards are shown for the internship: it is PUBLISHED, and its employer VERIFIED.
bool ShowsCards(const Snapshot& snapshot, const InternshipEntry& internship);

// Whether a judgement from the internship's side is one that an employer is shown: ELIGIBLE, which
// needs the consent, and of a band.
bool IsShown(const Judgement& judgement, const RuleSet& rules);

// The judgement of the pair from the internship's side, if it is one that an employer is shown and
// the consent is there; else none.
std::optional<Judgement> ShownJudgement(const Snapshot& snapshot, const CandidateEntry& candidate,
                                        const InternshipEntry& internship, absl::Time now);

// The cards of one internship behind which somebody stepped back before being named: they are shown
// no more, under that consent, for that internship. Immutable.
class RefusedCards {
 public:
  // Cost: linear in the applications.
  RefusedCards(const Snapshot& snapshot, absl::string_view internship);

  // `card` is the name of a card.
  bool Has(absl::string_view card) const { return cards_.contains(card); }
  size_t size() const { return cards_.size(); }

 private:
  absl::flat_hash_set<std::string> cards_;
};

// Whether the employer of the application's internship knows of it at `now`: it was told the name,
// or it asked and the card by which it asked could still be shown. So an application that waits, or
// that was ended while it waited, goes with the card, whyever that goes; and one that nobody asked
// for is never known, however it ends.
bool IsKnownToEmployer(const Snapshot& snapshot, const v1::Application& application,
                       absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_SHOWN_CARDS_H_
