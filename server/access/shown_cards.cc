#include "server/access/shown_cards.h"

#include "absl/strings/str_cat.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/consent_rules.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"

namespace banso {

const v1::Consent* BlindedConsent(const v1::Candidate& candidate, absl::Time now) {
  const v1::Consent* consent = HoldingConsent(candidate, v1::Consent::EMPLOYER_BLINDED, "", now);
  return consent != nullptr && ConsentCovers(*consent, kBlindedCardItem) ? consent : nullptr;
}

std::string ConsentKey(const v1::Consent& consent) {
  if (!consent.name().empty()) return consent.name();
  return absl::StrCat(absl::ToUnixMicros(ToTime(consent.grant_time())));
}

bool ShowsCards(const Snapshot& snapshot, const InternshipEntry& internship) {
  if (internship.message->state() != v1::Internship::PUBLISHED) return false;
  const auto employer = snapshot.employers().Find(EmployerOf(internship.name()));
  return employer != nullptr && employer->message->state() == v1::Employer::VERIFIED;
}

bool IsShown(const Judgement& judgement, const RuleSet& rules) {
  return judgement.verdict == Verdict::kEligible && BandOf(judgement, rules) != Band::kNone;
}

std::optional<Judgement> ShownJudgement(const Snapshot& snapshot, const CandidateEntry& candidate,
                                        const InternshipEntry& internship, absl::Time now) {
  Judgement judgement =
      snapshot.ranker().Explain(*candidate.value, *internship.value, Side::kCounterpart, now);
  if (!IsShown(judgement, snapshot.rules().At(now)) ||
      BlindedConsent(*candidate.message, now) == nullptr) {
    return std::nullopt;
  }
  return judgement;
}

RefusedCards::RefusedCards(const Snapshot& snapshot, absl::string_view internship) {
  snapshot.applications().ForEach([&](const auto& entry) {
    const v1::Application& application = *entry->message;
    if (application.internship() == internship && !application.blinded_candidate().empty() &&
        WasRefused(application)) {
      cards_.insert(application.blinded_candidate());
    }
  });
}

bool IsKnownToEmployer(const Snapshot& snapshot, const v1::Application& application,
                       absl::Time now) {
  if (!application.consent().empty()) return true;
  if (application.blinded_candidate().empty() || WasRefused(application)) return false;
  const auto candidate = snapshot.candidates().Find(application.candidate());
  const auto internship = snapshot.internships().Find(application.internship());
  return candidate != nullptr && internship != nullptr && ShowsCards(snapshot, *internship) &&
         ShownJudgement(snapshot, *candidate, *internship, now).has_value();
}

}  // namespace banso
