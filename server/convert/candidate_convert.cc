#include "server/convert/candidate_convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "engine/rules/work_authorisation.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

AuthClass ToAuthClass(v1::WorkAuthorisation::AuthClass auth_class) {
  switch (auth_class) {
    case v1::WorkAuthorisation::UNRESTRICTED:
      return AuthClass::kUnrestricted;
    case v1::WorkAuthorisation::CAPPED:
      return AuthClass::kCapped;
    case v1::WorkAuthorisation::FIELD_LIMITED:
      return AuthClass::kFieldLimited;
    case v1::WorkAuthorisation::DESIGNATED:
      return AuthClass::kDesignated;
    case v1::WorkAuthorisation::PER_EMPLOYER:
      return AuthClass::kPerEmployer;
    case v1::WorkAuthorisation::NONE:
      return AuthClass::kNone;
    default:
      return AuthClass::kUnknown;
  }
}

PapersSeen ToPapersSeen(v1::PapersSeen::Kind kind) {
  switch (kind) {
    case v1::PapersSeen::CARD_FRONT:
      return PapersSeen::kCardFront;
    case v1::PapersSeen::CARD_BACK:
      return PapersSeen::kCardBack;
    case v1::PapersSeen::DESIGNATION_LETTER:
      return PapersSeen::kDesignationLetter;
    case v1::PapersSeen::VERBAL:
      return PapersSeen::kVerbal;
    default:
      return PapersSeen::kNotSeen;
  }
}

CaseStatus ToCaseStatus(v1::Case::Status status) {
  switch (status) {
    case v1::Case::PAUSED:
      return CaseStatus::kPaused;
    case v1::Case::WITHDRAWN:
      return CaseStatus::kWithdrawn;
    case v1::Case::REFERRED:
      return CaseStatus::kReferred;
    default:
      return CaseStatus::kActive;
  }
}

WorkAuthorisation ToWorkAuthorisation(const v1::WorkAuthorisation& message) {
  WorkAuthorisation authorisation;
  authorisation.auth_class = ToAuthClass(message.auth_class());
  authorisation.weekly_cap_minutes = message.weekly_cap_minutes();
  authorisation.vacation_daily_cap_minutes = message.vacation_daily_cap_minutes();
  for (const v1::DateRange& range : message.vacation_ranges()) {
    authorisation.vacation_ranges.push_back(ToDateRange(range));
  }
  for (const int kind : message.contract_kinds_allowed()) {
    authorisation.contract_kinds_allowed.push_back(
        ToContractKind(static_cast<v1::ContractKind>(kind)));
  }
  for (const v1::WorkField& field : message.fields_allowed()) {
    if (field.has_industry()) {
      if (auto path = ParseIndustry(field.industry()); path.ok()) {
        authorisation.industries_allowed.push_back(*std::move(path));
      }
    } else if (field.has_occupation()) {
      if (auto path = ParseOccupation(field.occupation()); path.ok()) {
        authorisation.occupations_allowed.push_back(*std::move(path));
      }
    }
  }
  for (const std::string& name : message.employers_allowed()) {
    authorisation.employers_allowed.emplace_back(name);
  }
  authorisation.entertainment_excluded = message.entertainment_excluded();
  if (message.has_valid_until_date()) {
    authorisation.valid_until = ToDate(message.valid_until_date());
  }
  if (message.has_renewal_filed_date()) {
    authorisation.renewal_filed_on = ToDate(message.renewal_filed_date());
  }
  for (const v1::IndividualPermission& permission : message.individual_permissions()) {
    authorisation.individual_permissions.push_back({InternshipId(permission.internship()),
                                                    permission.weekly_cap_minutes(),
                                                    ToOpenDateRange(permission)});
  }
  if (message.has_seen()) authorisation.seen = ToPapersSeen(message.seen().kind());
  for (const v1::OtherWork& work : message.other_work()) {
    authorisation.other_work.push_back(
        {ToWeekday(work.day()), work.paid_minutes(), ToOpenDateRange(work)});
  }
  if (message.has_earliest_work_date()) {
    authorisation.earliest_work_date = ToDate(message.earliest_work_date());
  }
  if (message.has_adult_labour_date()) {
    authorisation.adult_labour_date = ToDate(message.adult_labour_date());
  }
  return authorisation;
}

template <typename Parse>
std::vector<CodePath> ToPaths(const google::protobuf::RepeatedPtrField<std::string>& codes,
                              Parse parse) {
  std::vector<CodePath> paths;
  for (const std::string& code : codes) {
    if (auto path = parse(code); path.ok()) paths.push_back(*std::move(path));
  }
  return paths;
}

}  // namespace

absl::Time YearsAfter(absl::Time time, int years) {
  const absl::TimeZone zone = JapanTime();
  const absl::TimeZone::CivilInfo info = zone.At(time);
  const absl::CivilMonth month = absl::CivilMonth(info.cs) + 12 * years;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const absl::CivilSecond end(month.year(), month.month(), std::min(info.cs.day(), last.day()),
                              info.cs.hour(), info.cs.minute(), info.cs.second());
  return absl::FromCivil(end, zone) + info.subsecond;
}

absl::Time DefaultConsentEnd(absl::Time granted) { return YearsAfter(granted, 1); }

bool IsGranted(const v1::Consent& consent) {
  return consent.has_grant_time() && (consent.state() == v1::Consent::STATE_UNSPECIFIED ||
                                      consent.state() == v1::Consent::GRANTED);
}

bool IsMinor(const v1::Candidate& message, absl::Time now) {
  return IsMinor(ToWorkAuthorisation(message.work_authorisation()), JapanDate(now));
}

Prefecture ToPrefecture(absl::string_view code) {
  int prefecture = 0;
  return absl::SimpleAtoi(code, &prefecture) ? prefecture : 0;
}

std::string FromPrefecture(Prefecture prefecture) {
  return prefecture == 0 ? std::string() : absl::StrFormat("%02d", prefecture);
}

std::vector<CodePath> ToIndustries(const google::protobuf::RepeatedPtrField<std::string>& codes) {
  return ToPaths(codes, ParseIndustry);
}

std::vector<CodePath> ToOccupations(const google::protobuf::RepeatedPtrField<std::string>& codes) {
  return ToPaths(codes, ParseOccupation);
}

TopicSet ToTopics(const google::protobuf::RepeatedField<int>& topics) {
  TopicSet set;
  for (const int topic : topics) set.Add(static_cast<Topic>(topic));
  return set;
}

ContractKind ToContractKind(v1::ContractKind kind) {
  switch (kind) {
    case v1::EMPLOYMENT_CONTRACT:
      return ContractKind::kEmployment;
    case v1::DISPATCH:
      return ContractKind::kDispatch;
    case v1::FREELANCE:
      return ContractKind::kFreelance;
    case v1::TRAINING_AGREEMENT:
      return ContractKind::kTrainingAgreement;
    default:
      return ContractKind::kUnknown;
  }
}

Programme ToProgramme(v1::Study::Programme programme) {
  // Numbered alike.
  return static_cast<Programme>(static_cast<int>(programme));
}

Candidate ToCandidate(const v1::Candidate& message, SkillResolver resolve) {
  Candidate candidate;
  candidate.id = CandidateId(message.name());
  candidate.industry_wishes = ToIndustries(message.industry_wishes());
  candidate.occupation_wishes = ToOccupations(message.occupation_wishes());
  candidate.skills = ToHeldSkills(message.skills(), resolve);
  candidate.skills_assessed = message.skills_assessed();
  candidate.languages = ToLanguageSkills(message.languages());
  candidate.home = ToPrefecture(message.home_prefecture());
  for (const std::string& code : message.accepted_prefectures()) {
    candidate.accepted.Add(ToPrefecture(code));
  }
  candidate.accepts_remote = !message.has_accepts_remote() || message.accepts_remote();
  candidate.availability = ToAvailability(message.availability());
  if (message.has_study()) {
    candidate.study = Study{message.study().year(), ToProgramme(message.study().programme())};
  }
  for (const v1::Need& need : message.needs()) {
    candidate.needs.push_back({static_cast<NeedKind>(static_cast<int>(need.kind())),
                               ToImportance(need.importance()),
                               need.has_end_by() ? ToEndMinute(need.end_by()) : -1});
  }
  candidate.topics = ToTopics(message.topics());
  for (const std::string& name : message.blocked_employers()) {
    candidate.blocked_employers.emplace_back(name);
  }
  candidate.blocked_groups.assign(message.blocked_groups().begin(), message.blocked_groups().end());
  for (const std::string& name : message.blocked_advisors()) {
    candidate.blocked_advisors.emplace_back(name);
  }
  candidate.authorisation = ToWorkAuthorisation(message.work_authorisation());
  candidate.household = message.household();
  for (const v1::Consent& consent : message.consents()) {
    if (!IsGranted(consent)) continue;
    const absl::Time granted = ToTime(consent.grant_time());
    candidate.consents.push_back(
        {static_cast<ConsentScope>(static_cast<int>(consent.scope())), consent.recipient(), granted,
         consent.has_expire_time() ? ToTime(consent.expire_time()) : DefaultConsentEnd(granted)});
  }
  // Numbered alike; a case always has a stage.
  candidate.stage = static_cast<CaseStage>(static_cast<int>(message.case_().stage()));
  candidate.status = ToCaseStatus(message.case_().status());
  if (message.case_().has_first_interview_time()) {
    candidate.first_interview = ToTime(message.case_().first_interview_time());
  }
  return candidate;
}

}  // namespace banso
