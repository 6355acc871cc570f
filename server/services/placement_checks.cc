#include "server/services/placement_checks.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "engine/score/judge.h"
#include "server/convert/internship_convert.h"
#include "server/convert/status_details.h"
#include "server/services/consents.h"
#include "server/services/provision_records.h"
#include "server/services/settings.h"
#include "server/services/state_machines.h"

namespace banso {
namespace {

bool Blocks(const v1::Candidate& candidate, const v1::Employer& employer) {
  const auto has = [](const auto& names, const std::string& name) {
    return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
  };
  return has(candidate.blocked_employers(), employer.name()) ||
         has(candidate.blocked_groups(), employer.corporate_group());
}

absl::Status LicenceMissing(const v1::Internship& internship) {
  return WithErrorInfo(
      absl::FailedPreconditionError(
          "the programme has no valid placement licence, without which nobody is introduced by "
          "name to a paid internship; an admin sets it in the settings"),
      "PLACEMENT_LICENCE_MISSING", {{"internship", internship.name()}});
}

// What stands against a step whatever the two think of each other.
bool StandsInTheWay(ReasonCode code) {
  switch (code) {
    case ReasonCode::kAuthExpired:
    case ReasonCode::kCaseNotActive:
    case ReasonCode::kConsentMissing:
    case ReasonCode::kContractTypeNotPermitted:
    case ReasonCode::kDailyHoursOverCap:
    case ReasonCode::kDoNotMatch:
    case ReasonCode::kEmployerBlocked:
    case ReasonCode::kEmployerNotPermitted:
    case ReasonCode::kEmployerNotVerified:
    case ReasonCode::kFieldNotPermitted:
    case ReasonCode::kHoursOverCap:
    case ReasonCode::kMinorLateNight:
    case ReasonCode::kMinorOverHours:
    case ReasonCode::kMinorUnderMinAge:
    case ReasonCode::kSectorExcluded:
    case ReasonCode::kWorkNotPermitted:
      return true;
    default:
      return false;
  }
}

// One answer for whatever it is, to an employer: what a person may or wants is not the employer's.
absl::Status NotPossible(const PlacementPair& pair, const std::set<std::string>& codes,
                         const Call& call) {
  std::string message = "this step is not possible now; ask the programme";
  std::map<std::string, std::string> metadata = {{"internship", pair.internship->name()}};
  if (call.caller().role != v1::Access::EMPLOYER) {
    metadata["candidate"] = pair.candidate->name();
    for (const std::string& code : codes) {
      absl::StrAppend(&message, metadata.size() == 2 ? ": " : ", ", code);
      metadata[code] = std::string(VerdictName(Verdict::kBlocked));
    }
  }
  return WithErrorInfo(absl::FailedPreconditionError(message), "STEP_NOT_POSSIBLE", metadata);
}

std::set<std::string> NamingProblems(const PlacementPair& pair, absl::Time now) {
  if (NamedConsent(pair, now) != nullptr) return {};
  const v1::Candidate& person = *pair.candidate->message;
  if (Blocks(person, *pair.employer->message)) {
    return {std::string(ReasonCodeName(ReasonCode::kEmployerBlocked))};
  }
  if (!IsOpenCase(person.case_())) {
    return {std::string(ReasonCodeName(ReasonCode::kCaseNotActive))};
  }
  return {std::string(ReasonCodeName(ReasonCode::kConsentMissing))};
}

}  // namespace

std::optional<PlacementPair> FindPair(const Snapshot& snapshot, absl::string_view candidate,
                                      absl::string_view internship) {
  PlacementPair pair;
  pair.candidate = snapshot.candidates().Find(candidate);
  pair.internship = snapshot.internships().Find(internship);
  pair.employer = snapshot.employers().Find(EmployerOf(internship));
  if (pair.candidate == nullptr || pair.internship == nullptr || pair.employer == nullptr) {
    return std::nullopt;
  }
  return pair;
}

const v1::Consent* NamedConsent(const PlacementPair& pair, absl::Time now) {
  const v1::Candidate& person = *pair.candidate->message;
  // The name goes with the case, with the service, and with the consent.
  if (!IsOpenCase(person.case_()) ||
      HoldingConsent(person, v1::Consent::SERVICE, "", now) == nullptr) {
    return nullptr;
  }
  const v1::Consent* consent =
      HoldingConsent(person, v1::Consent::EMPLOYER_NAMED, pair.internship->name(), now);
  if (consent == nullptr || !ConsentCovers(*consent, kChosenNameItem)) return nullptr;
  return Blocks(person, *pair.employer->message) ? nullptr : consent;
}

absl::Status CheckLicence(const Snapshot& snapshot, const v1::Internship& internship,
                          absl::Time now) {
  return internship.paid() ? CheckLicenceForJob(snapshot, internship, now) : absl::OkStatus();
}

absl::Status CheckLicenceForJob(const Snapshot& snapshot, const v1::Internship& internship,
                                absl::Time now) {
  if (HasPlacementLicence(SettingsOf(snapshot), now)) return absl::OkStatus();
  return LicenceMissing(internship);
}

absl::Status CheckOpen(const PlacementPair& pair) {
  const v1::Internship& internship = *pair.internship->message;
  const auto not_open = [&](absl::string_view name, absl::string_view state) {
    return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                             name, " is ", state, "; a coordinator must check it first")),
                         "NOT_OPEN", {{"name", std::string(name)}, {"state", std::string(state)}});
  };
  if (pair.employer->message->state() != v1::Employer::VERIFIED) {
    return not_open(pair.employer->name(),
                    v1::Employer::State_Name(pair.employer->message->state()));
  }
  switch (internship.state()) {
    case v1::Internship::VERIFIED:
    case v1::Internship::PUBLISHED:
    case v1::Internship::FILLED:
    // Selection goes on after the last day to apply.
    case v1::Internship::CLOSED:
    case v1::Internship::EXPIRED:
      return absl::OkStatus();
    default:
      return not_open(internship.name(), v1::Internship::State_Name(internship.state()));
  }
}

absl::Status CheckMayBeNamed(const PlacementPair& pair, absl::Time now, const Call& call) {
  const std::set<std::string> codes = NamingProblems(pair, now);
  return codes.empty() ? absl::OkStatus() : NotPossible(pair, codes, call);
}

absl::Status CheckStepPossible(const Snapshot& snapshot, const PlacementPair& pair, absl::Time now,
                               const Call& call) {
  std::set<std::string> codes = NamingProblems(pair, now);
  const Judgement judgement = snapshot.ranker().Explain(
      *pair.candidate->value, *pair.internship->value, Side::kCandidate, now);
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect == Effect::kBlock && StandsInTheWay(reason.code)) {
      codes.insert(std::string(ReasonCodeName(reason.code)));
    }
  }
  return codes.empty() ? absl::OkStatus() : NotPossible(pair, codes, call);
}

absl::Status ConsentMissing(absl::string_view candidate, v1::Consent::Scope scope) {
  return WithErrorInfo(
      absl::FailedPreconditionError(
          absl::StrCat(candidate, " has not agreed to ", v1::Consent::Scope_Name(scope))),
      "CONSENT_MISSING",
      {{"candidate", std::string(candidate)}, {"scope", v1::Consent::Scope_Name(scope)}});
}

}  // namespace banso
