#include "engine/insight/strict_requirements.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "engine/model/calendar.h"
#include "engine/rules/working_days.h"

namespace banso {
namespace {

constexpr int kComparedStep = 5;

// Who offers an opening, as far as competition goes.
absl::string_view OffererOf(const Internship& internship) {
  return internship.corporate_group.empty() ? internship.employer.name()
                                            : internship.corporate_group;
}

bool IsCompared(const Internship& opening, const Internship& other, absl::Time as_of) {
  const bool same_division = opening.industry.depth() > 0 && other.industry.depth() > 0 &&
                             opening.industry.CommonDepth(other.industry) > 0;
  return same_division && other.state == InternshipState::kPublished && other.employer_verified &&
         other.employer != opening.employer && OffererOf(other) != OffererOf(opening) &&
         (opening.programme_type == ProgrammeType::kEmployment) ==
             (other.programme_type == ProgrammeType::kEmployment) &&
         !(other.deadline && as_of >= *other.deadline);
}

// The work of the fullest week, Monday to Sunday.
struct WeekOfWork {
  int minutes = 0;  // paid
  int days = 0;
};

std::optional<WeekOfWork> FullestWeek(const Schedule& schedule) {
  if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) {
    int days = 0;
    for (const FlexWeek& week : FlexWeeks(*flex)) days = std::max(days, week.needed);
    return WeekOfWork{days * (flex->minutes_per_day - flex->break_minutes), days};
  }
  const auto* fixed = std::get_if<FixedSchedule>(&schedule);
  if (fixed == nullptr) return std::nullopt;
  std::map<Date, WeekOfWork> weeks;
  for (const Shift& shift : fixed->shifts) {
    WeekOfWork& week = weeks[absl::PrevWeekday(shift.date + 1, absl::Weekday::monday)];
    week.minutes += shift.PaidMinutes();
    ++week.days;
  }
  WeekOfWork fullest;
  for (const auto& [monday, week] : weeks) {
    fullest.minutes = std::max(fullest.minutes, week.minutes);
    fullest.days = std::max(fullest.days, week.days);
  }
  return fullest;
}

std::optional<int> MinutesPerWeek(const Internship& internship) {
  const auto week = FullestWeek(internship.schedule);
  return week ? std::optional<int>(week->minutes) : std::nullopt;
}

std::optional<int> DaysPerWeek(const Internship& internship) {
  const auto week = FullestWeek(internship.schedule);
  return week ? std::optional<int>(week->days) : std::nullopt;
}

// The step at which a language must be known, in the frame of CEFR or of JLPT: 0 if it need not be,
// none if it must be known at a level of the other frame only.
std::optional<int> LanguageStepOf(const Internship& internship, const std::string& language,
                                  bool in_jlpt) {
  int step = 0;
  bool in_other_frame = false;
  for (const LanguageRequirement& asked : internship.languages) {
    if (asked.language != language || asked.importance != Importance::kMust) continue;
    if ((asked.jlpt != Jlpt::kNone) != in_jlpt) {
      in_other_frame = true;
      continue;
    }
    step = std::max(step, in_jlpt ? static_cast<int>(asked.jlpt) : static_cast<int>(asked.cefr));
  }
  return step == 0 && in_other_frame ? std::nullopt : std::optional<int>(step);
}

bool AsksHardSkill(const Internship& internship, const std::string& code) {
  return std::any_of(
      internship.skills.begin(), internship.skills.end(),
      [&](const SkillRequirement& asked) { return asked.hard && asked.skill.code == code; });
}

bool LimitsTargets(const Internship& internship) {
  return !internship.target_study_years.empty() || !internship.target_programmes.empty();
}

// Compares one opening with others, requirement by requirement.
class Comparison {
 public:
  Comparison(const Internship& opening,
             const std::vector<std::shared_ptr<const Internship>>& openings, absl::Time as_of)
      : opening_(opening) {
    for (const auto& other : openings) {
      if (IsCompared(opening, *other, as_of)) others_.push_back(other.get());
    }
  }

  // Notes the requirement if `asked_by(opening)` is more than most others ask. What says none is
  // not compared.
  template <typename AskedBy>
  void Compare(StrictCode code, const std::string& subject, AskedBy asked_by) {
    const std::optional<int> asked = asked_by(opening_);
    if (!asked || *asked == 0) return;
    std::vector<int> values;
    std::map<absl::string_view, int> offerers;
    for (const Internship* other : others_) {
      const std::optional<int> value = asked_by(*other);
      if (!value) continue;
      values.push_back(*value);
      ++offerers[OffererOf(*other)];
    }
    if (!IsEnough(values.size(), offerers)) return;
    const auto less =
        std::count_if(values.begin(), values.end(), [&](int value) { return value < *asked; });
    const auto size = static_cast<int>(values.size());
    if (2 * less <= size) return;
    const auto middle = values.begin() + (size - 1) / 2;
    std::nth_element(values.begin(), middle, values.end());
    found_.push_back({code, subject, *asked, *middle, size - size % kComparedStep});
  }

  // The same for what is asked or is not: without numbers.
  template <typename Asks>
  void CompareWhether(StrictCode code, const std::string& subject, Asks asks) {
    const size_t before = found_.size();
    Compare(code, subject,
            [&](const Internship& internship) { return std::optional<int>(asks(internship)); });
    if (found_.size() > before) found_.back().asked = found_.back().median = 0;
  }

  std::vector<StrictRequirement> Finish() && {
    const auto key = [](const StrictRequirement& one) { return std::tie(one.code, one.subject); };
    std::stable_sort(found_.begin(), found_.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    // A language or skill may be asked for twice: the first counts.
    found_.erase(std::unique(found_.begin(), found_.end(),
                             [&](const auto& a, const auto& b) { return key(a) == key(b); }),
                 found_.end());
    return std::move(found_);
  }

 private:
  static bool IsEnough(size_t openings, const std::map<absl::string_view, int>& offerers) {
    return openings >= kFewestOpenings && offerers.size() >= kFewestEmployers &&
           std::all_of(offerers.begin(), offerers.end(), [&](const auto& offerer) {
             return 2 * static_cast<size_t>(offerer.second) < openings;
           });
  }

  const Internship& opening_;
  std::vector<const Internship*> others_;
  std::vector<StrictRequirement> found_;
};

}  // namespace

std::vector<StrictRequirement> FindStrictRequirements(
    const Internship& opening, const std::vector<std::shared_ptr<const Internship>>& openings,
    absl::Time as_of) {
  Comparison comparison(opening, openings, as_of);
  // Where a language is asked for in both frames, JLPT goes first.
  for (const bool in_jlpt : {true, false}) {
    for (const LanguageRequirement& asked : opening.languages) {
      if (asked.importance != Importance::kMust || (asked.jlpt != Jlpt::kNone) != in_jlpt) continue;
      comparison.Compare(StrictCode::kLanguageLevel, asked.language,
                         [&](const Internship& internship) {
                           return LanguageStepOf(internship, asked.language, in_jlpt);
                         });
    }
  }
  comparison.Compare(StrictCode::kMinutesPerWeek, "", MinutesPerWeek);
  comparison.Compare(StrictCode::kDaysPerWeek, "", DaysPerWeek);
  for (const SkillRequirement& asked : opening.skills) {
    if (!asked.hard) continue;
    comparison.CompareWhether(
        StrictCode::kHardSkill, asked.skill.code,
        [&](const Internship& internship) { return AsksHardSkill(internship, asked.skill.code); });
  }
  comparison.CompareWhether(StrictCode::kOnSiteOnly, "",
                            [](const Internship& internship) { return !internship.remote; });
  comparison.CompareWhether(StrictCode::kTargetsLimited, "", LimitsTargets);
  return std::move(comparison).Finish();
}

}  // namespace banso
