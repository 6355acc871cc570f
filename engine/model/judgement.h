// What the judgement of a pair says.
#ifndef BANSO_ENGINE_MODEL_JUDGEMENT_H_
#define BANSO_ENGINE_MODEL_JUDGEMENT_H_

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"
#include "engine/model/language.h"
#include "engine/model/need.h"

namespace banso {

// In the order in which sections are shown.
enum class Verdict { kEligible, kReview, kOutsideWish, kBlocked };
inline constexpr int kVerdictCount = 4;

// Bands of fit.
enum class Band { kNone, kPossible, kGood, kStrong };

enum class ComponentKind {
  kIndustry,
  kOccupation,
  kTopics,
  kAvailability,
  kLanguage,
  kLoad,
  kSkills,
  kSchedule,
  kLocation,
};

struct Component {
  ComponentKind kind = ComponentKind::kIndustry;
  int weight = 0;  // [0, 100]
  int value = 0;   // [0, 1000]

  friend bool operator==(const Component&, const Component&) = default;
};

// In the order of their names, which is the order in which reasons are listed.
enum class ReasonCode {
  kAdvisorFull,
  kAdvisorInactive,
  kAuthExpired,
  kAuthExpiresDuring,
  kAuthRenewalPending,
  kBoundaryWeek,
  kCaseNotActive,
  kConflictOfInterest,
  kConsentMissing,
  kContractTypeNotPermitted,
  kDailyHoursOverCap,
  kDeadlinePassed,
  kDoNotMatch,
  kEmployerBlocked,
  kEmployerNotPermitted,
  kEmployerNotVerified,
  kFieldNotPermitted,
  kHardSkillMissing,
  kHoursOverCap,
  kIncomeCeilingUnchecked,
  kIndividualPermissionPossible,
  kLabourOver40h,
  kLanguageBelowRequired,
  kLanguageOneStepShort,
  kLanguageUnverified,
  kLocationNotAccepted,
  kMinorLateNight,
  kMinorOverHours,
  kMinorUnderMinAge,
  kNeedPreferenceUnmet,
  kNeedUnconfirmed,
  kNeedUnmet,
  kNoCommonLanguage,
  kNoCommonSlot,
  kNoWish,
  kOpeningNotPublished,
  kRollingCapAtRisk,
  kSafeguardingMissing,
  kScheduleConflict,
  kSeatsFull,
  kSectorExcluded,
  kSkillsNotAssessed,
  kTargetMismatch,
  kWorkAuthUnverified,
  kWorkNotPermitted,
};
inline constexpr int kReasonCodeCount = static_cast<int>(ReasonCode::kWorkNotPermitted) + 1;

// What a reason does to the verdict.
enum class Effect { kNote, kReview, kBlock };

// Minutes of work against a limit. `start` is the first day of the window of 7 days or of the week,
// or the day itself.
struct HoursNumbers {
  Date start;
  int minutes = 0;
  int limit_minutes = 0;

  int excess_minutes() const { return minutes - limit_minutes; }
  friend bool operator==(const HoursNumbers&, const HoursNumbers&) = default;
};

// A date against the days of work. `limit` is the last day of the permission, or the first day on
// which work is allowed for reasons of age.
struct ValidityNumbers {
  Date limit;
  std::optional<Date> covered_until;  // by a renewal filed in time
  Date first_work;
  Date last_work;

  friend bool operator==(const ValidityNumbers&, const ValidityNumbers&) = default;
};

// A level against the level asked for, in the frame of the requirement.
struct LanguageGapNumbers {
  LanguageRequirement required;
  int held_step = 0;
  int gap = 0;  // 0 if reached

  friend bool operator==(const LanguageGapNumbers&, const LanguageGapNumbers&) = default;
};

// Time against the time needed: minutes (fixed days), days (flexible), or the longest common
// minutes (advisors, where minimum_per_mille is 0).
struct TimeFitNumbers {
  int feasible = 0;
  int required = 0;
  int minimum_per_mille = 0;

  friend bool operator==(const TimeFitNumbers&, const TimeFitNumbers&) = default;
};

struct CapacityNumbers {
  int taken = 0;
  int total = 0;

  friend bool operator==(const CapacityNumbers&, const CapacityNumbers&) = default;
};

struct NeedNumbers {
  NeedKind kind = NeedKind::kStepFree;
  Answer answer = Answer::kUnknown;

  friend bool operator==(const NeedNumbers&, const NeedNumbers&) = default;
};

struct SkillNumbers {
  std::string code;

  friend bool operator==(const SkillNumbers&, const SkillNumbers&) = default;
};

struct PlaceNumbers {
  int prefecture = 0;  // 0: none

  friend bool operator==(const PlaceNumbers&, const PlaceNumbers&) = default;
};

struct DeadlineNumbers {
  absl::Time deadline;

  friend bool operator==(const DeadlineNumbers&, const DeadlineNumbers&) = default;
};

// The best language that two people share, and the smaller of their CEFR steps.
struct SharedLanguageNumbers {
  std::string language;  // empty: none
  int step = 0;
  int required_step = 0;

  friend bool operator==(const SharedLanguageNumbers&, const SharedLanguageNumbers&) = default;
};

using ReasonNumbers =
    std::variant<std::monostate, HoursNumbers, ValidityNumbers, LanguageGapNumbers, TimeFitNumbers,
                 CapacityNumbers, NeedNumbers, SkillNumbers, PlaceNumbers, DeadlineNumbers,
                 SharedLanguageNumbers>;

struct Reason {
  ReasonCode code = ReasonCode::kAdvisorFull;
  Effect effect = Effect::kNote;
  bool cleared = false;  // a coordinator looked at it: it has no effect on this pair
  ReasonNumbers numbers;

  friend bool operator==(const Reason&, const Reason&) = default;
};

// The judgement of one pair.
struct Judgement {
  Verdict verdict = Verdict::kEligible;
  std::optional<int> raw;                        // points, [0, 100000]; none if blocked
  int component_sum = 0;                         // Σ weight × value, [0, 100000]
  bool cap_applied = false;                      // true for every OUTSIDE_WISH pair, else false
  absl::InlinedVector<Component, 6> components;  // in the order of the weights list
  std::vector<Reason> reasons;                   // by name of code; within a code in a fixed order
  std::optional<absl::Time> first_common_start;  // advisors only

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// The name of a code as the domain writes it, such as "HOURS_OVER_CAP".
absl::string_view ReasonCodeName(ReasonCode code);
// The effect that a code has when it is not cleared.
Effect ReasonEffect(ReasonCode code);

absl::string_view VerdictName(Verdict verdict);       // "ELIGIBLE"
absl::string_view ComponentName(ComponentKind kind);  // "INDUSTRY"

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_JUDGEMENT_H_
