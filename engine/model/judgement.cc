#include "engine/model/judgement.h"

namespace banso {
namespace {

struct CodeRow {
  absl::string_view name;
  Effect effect;
};

// By ReasonCode.
constexpr CodeRow kCodes[] = {
    {"ADVISOR_FULL", Effect::kBlock},
    {"ADVISOR_INACTIVE", Effect::kBlock},
    {"AUTH_EXPIRED", Effect::kBlock},
    {"AUTH_EXPIRES_DURING", Effect::kReview},
    {"AUTH_RENEWAL_PENDING", Effect::kReview},
    {"BOUNDARY_WEEK", Effect::kReview},
    {"CASE_NOT_ACTIVE", Effect::kBlock},
    {"CONFLICT_OF_INTEREST", Effect::kBlock},
    {"CONSENT_MISSING", Effect::kBlock},
    {"CONTRACT_TYPE_NOT_PERMITTED", Effect::kBlock},
    {"DAILY_HOURS_OVER_CAP", Effect::kBlock},
    {"DEADLINE_PASSED", Effect::kBlock},
    {"DO_NOT_MATCH", Effect::kBlock},
    {"EMPLOYER_BLOCKED", Effect::kBlock},
    {"EMPLOYER_NOT_PERMITTED", Effect::kBlock},
    {"EMPLOYER_NOT_VERIFIED", Effect::kBlock},
    {"FIELD_NOT_PERMITTED", Effect::kBlock},
    {"HARD_SKILL_MISSING", Effect::kBlock},
    {"HOURS_OVER_CAP", Effect::kBlock},
    {"INCOME_CEILING_UNCHECKED", Effect::kReview},
    {"INDIVIDUAL_PERMISSION_POSSIBLE", Effect::kNote},
    {"LABOUR_OVER_40H", Effect::kReview},
    {"LANGUAGE_BELOW_REQUIRED", Effect::kBlock},
    {"LANGUAGE_ONE_STEP_SHORT", Effect::kReview},
    {"LANGUAGE_UNVERIFIED", Effect::kReview},
    {"LOCATION_NOT_ACCEPTED", Effect::kBlock},
    {"MINOR_LATE_NIGHT", Effect::kBlock},
    {"MINOR_OVER_HOURS", Effect::kBlock},
    {"MINOR_UNDER_MIN_AGE", Effect::kBlock},
    {"NEED_PREFERENCE_UNMET", Effect::kNote},
    {"NEED_UNCONFIRMED", Effect::kReview},
    {"NEED_UNMET", Effect::kBlock},
    {"NO_COMMON_LANGUAGE", Effect::kBlock},
    {"NO_COMMON_SLOT", Effect::kBlock},
    {"NO_WISH", Effect::kNote},
    {"OPENING_NOT_PUBLISHED", Effect::kBlock},
    {"ROLLING_CAP_AT_RISK", Effect::kNote},
    {"SAFEGUARDING_MISSING", Effect::kBlock},
    {"SCHEDULE_CONFLICT", Effect::kBlock},
    {"SEATS_FULL", Effect::kBlock},
    {"SECTOR_EXCLUDED", Effect::kBlock},
    {"SKILLS_NOT_ASSESSED", Effect::kNote},
    {"TARGET_MISMATCH", Effect::kBlock},
    {"WORK_AUTH_UNVERIFIED", Effect::kReview},
    {"WORK_NOT_PERMITTED", Effect::kBlock},
};
static_assert(std::size(kCodes) == kReasonCodeCount);

}  // namespace

absl::string_view ReasonCodeName(ReasonCode code) { return kCodes[static_cast<int>(code)].name; }

Effect ReasonEffect(ReasonCode code) { return kCodes[static_cast<int>(code)].effect; }

absl::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kEligible:
      return "ELIGIBLE";
    case Verdict::kReview:
      return "REVIEW";
    case Verdict::kOutsideWish:
      return "OUTSIDE_WISH";
    case Verdict::kBlocked:
      return "BLOCKED";
  }
  return "";
}

absl::string_view ComponentName(ComponentKind kind) {
  switch (kind) {
    case ComponentKind::kIndustry:
      return "INDUSTRY";
    case ComponentKind::kOccupation:
      return "OCCUPATION";
    case ComponentKind::kTopics:
      return "TOPICS";
    case ComponentKind::kAvailability:
      return "AVAILABILITY";
    case ComponentKind::kLanguage:
      return "LANGUAGE";
    case ComponentKind::kLoad:
      return "LOAD";
    case ComponentKind::kSkills:
      return "SKILLS";
    case ComponentKind::kSchedule:
      return "SCHEDULE";
    case ComponentKind::kLocation:
      return "LOCATION";
  }
  return "";
}

}  // namespace banso
