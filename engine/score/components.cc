#include "engine/score/components.h"

#include <algorithm>
#include <utility>

#include "engine/features/free_time.h"
#include "engine/rules/working_days.h"

namespace banso {
namespace {

using SimilarityFunction = int (*)(const CodePath&, const CodePath&, const SimilarityRules&);

int WishComponent(std::span<const CodePath> wishes, std::span<const CodePath> offers,
                  const RuleSet& rules, SimilarityFunction similarity) {
  if (wishes.empty()) return rules.wishes.no_wish;
  int best = 0;
  for (size_t i = 0; i < wishes.size() && i < rules.wishes.factors.size(); ++i) {
    for (const CodePath& offer : offers) {
      const int alike = similarity(wishes[i], offer, rules.similarity);
      best = std::max(best, rules.wishes.factors[i] * alike / 1000);
    }
  }
  return best;
}

// What one level of the wish's and the offer's paths says; 0 if they share none.
int PathSimilarity(const CodePath& wish, const CodePath& offer, const SimilarityRules& rules) {
  const int common = wish.CommonDepth(offer);
  if (common == 0) return 0;
  if (common == wish.depth()) return rules.offer_within_wish;
  if (common == offer.depth()) return rules.wish_within_offer;
  return rules.by_common_depth[std::min<size_t>(common, rules.by_common_depth.size() - 1)];
}

bool Related(const Skill& a, const Skill& b) {
  return std::any_of(a.groups.begin(), a.groups.end(), [&](const std::string& group) {
    return std::find(b.groups.begin(), b.groups.end(), group) != b.groups.end();
  });
}

int SkillMet(const Candidate& candidate, const SkillRequirement& asked, const SkillRules& rules) {
  int met = candidate.skills_assessed ? 0 : rules.not_assessed;
  for (const HeldSkill& held : candidate.skills) {
    if (held.skill.code == asked.skill.code) {
      const int missing = asked.level - held.level;
      met = std::max(met, missing <= 0   ? rules.at_level
                          : missing == 1 ? rules.one_below
                                         : rules.further_below);
    } else if (Related(held.skill, asked.skill)) {
      met = std::max(met, rules.related);
    }
  }
  return met;
}

TimeRange ShiftRange(Date date, int start_minute, int end_after_midnight) {
  const absl::Time midnight = JapanMidnight(date);
  return {midnight + absl::Minutes(start_minute), midnight + absl::Minutes(end_after_midnight)};
}

// What lies within the dates and the day after, since shifts may end there.
TimeRange Around(DateRange dates) {
  return {JapanMidnight(dates.first), JapanMidnight(dates.last + 2)};
}

ScheduleFit FitFixed(const Availability& availability, const FixedSchedule& schedule,
                     const RuleSet& rules) {
  const TimeRanges free = FreeTime(availability, Around(*WorkingSpan(schedule)), rules.holidays);
  ScheduleFit fit;
  for (const Shift& shift : schedule.shifts) {
    const TimeRange range = ShiftRange(shift.date, shift.start_minute, shift.EndAfterMidnight());
    fit.numbers.feasible += static_cast<int>(Covered(free, range) / absl::Minutes(1));
    fit.numbers.required += shift.ClockMinutes();
  }
  const bool is_short =
      static_cast<int>(schedule.shifts.size()) <= rules.schedule.short_working_days;
  fit.numbers.minimum_per_mille =
      is_short ? rules.schedule.minimum_short : rules.schedule.minimum_long;
  fit.value = 1000 * fit.numbers.feasible / fit.numbers.required;
  fit.fits = fit.value >= fit.numbers.minimum_per_mille;
  return fit;
}

bool HasShift(const TimeRanges& free, TimeRange hours, absl::Duration length) {
  for (auto range = FirstEndingAfter(free, hours.start);
       range != free.end() && range->start < hours.end; ++range) {
    const absl::Time start = NextHalfHour(std::max(range->start, hours.start));
    if (start + length <= std::min(range->end, hours.end)) return true;
  }
  return false;
}

ScheduleFit FitFlex(const Availability& availability, const FlexSchedule& schedule,
                    const RuleSet& rules) {
  const TimeRanges free = FreeTime(availability, Around(schedule.dates), rules.holidays);
  const int end = schedule.end_minute > schedule.start_minute
                      ? schedule.end_minute
                      : schedule.end_minute + kMinutesPerDay;
  ScheduleFit fit;
  bool first = true;
  for (const FlexWeek& week : FlexWeeks(schedule)) {
    const int feasible =
        static_cast<int>(std::count_if(week.possible.begin(), week.possible.end(), [&](Date date) {
          return HasShift(free, ShiftRange(date, schedule.start_minute, end),
                          absl::Minutes(schedule.minutes_per_day));
        }));
    const int value = 1000 * std::min(feasible, week.needed) / week.needed;
    if (first || value < fit.value) {
      fit.value = value;
      fit.numbers.feasible = feasible;
      fit.numbers.required = week.needed;
    }
    first = false;
  }
  fit.numbers.minimum_per_mille = rules.schedule.minimum_short;
  fit.fits = fit.value >= fit.numbers.minimum_per_mille;
  return fit;
}

}  // namespace

int IndustrySimilarity(const CodePath& wish, const CodePath& offer, const SimilarityRules& rules) {
  if (const int alike = PathSimilarity(wish, offer, rules); alike > 0) return alike;
  // By value: std::minmax of temporaries would give references to them.
  const std::pair<char, char> divisions =
      std::minmax({DivisionLetter(wish), DivisionLetter(offer)});
  const bool adjacent = std::any_of(
      rules.adjacent.begin(), rules.adjacent.end(), [&](const std::pair<char, char>& pair) {
        return pair.first == divisions.first && pair.second == divisions.second;
      });
  return adjacent ? rules.adjacent_divisions : 0;
}

int OccupationSimilarity(const CodePath& wish, const CodePath& offer,
                         const SimilarityRules& rules) {
  return PathSimilarity(wish, offer, rules);
}

int IndustryComponent(std::span<const CodePath> wishes, std::span<const CodePath> offers,
                      const RuleSet& rules) {
  return WishComponent(wishes, offers, rules, IndustrySimilarity);
}

int OccupationComponent(std::span<const CodePath> wishes, std::span<const CodePath> offers,
                        const RuleSet& rules) {
  return WishComponent(wishes, offers, rules, OccupationSimilarity);
}

int SkillsComponent(const Candidate& candidate, const Internship& internship,
                    const SkillRules& rules) {
  if (internship.skills.empty()) return rules.nothing_asked;
  int sum = 0;
  int weights = 0;
  for (const SkillRequirement& asked : internship.skills) {
    const int weight = asked.essential ? rules.essential_weight : rules.preferred_weight;
    sum += weight * SkillMet(candidate, asked, rules);
    weights += weight;
  }
  return sum / weights;
}

ScheduleFit FitSchedule(const Availability& availability, const Schedule& schedule,
                        const RuleSet& rules) {
  if (!WorkingSpan(schedule)) return {};
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) {
    return FitFixed(availability, *fixed, rules);
  }
  return FitFlex(availability, std::get<FlexSchedule>(schedule), rules);
}

int LocationComponent(const Candidate& candidate, const Internship& internship,
                      const LocationRules& rules) {
  if (internship.remote && candidate.accepts_remote) return rules.home_or_remote;
  if (internship.prefecture == 0) return 0;
  if (internship.prefecture == candidate.home) return rules.home_or_remote;
  return candidate.accepted.Contains(internship.prefecture) ? rules.accepted : 0;
}

int TopicsComponent(TopicSet needed, TopicSet offered) {
  if (needed.empty()) return 1000;
  return 1000 * needed.Intersection(offered).size() / needed.size();
}

int LoadComponent(int active, int max_active) {
  if (max_active <= 0) return 0;
  return 1000 - 1000 * std::min(active, max_active) / max_active;
}

}  // namespace banso
