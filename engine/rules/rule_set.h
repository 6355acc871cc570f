// The numbers of the judgement as data: versioned, with effective dates, replaceable by a file.
#ifndef BANSO_ENGINE_RULES_RULE_SET_H_
#define BANSO_ENGINE_RULES_RULE_SET_H_

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/features/free_time.h"
#include "engine/model/calendar.h"
#include "engine/model/candidate.h"
#include "engine/model/judgement.h"
#include "engine/model/language.h"

namespace banso {

// A component and its weight, [0, 100].
struct Weight {
  ComponentKind kind = ComponentKind::kIndustry;
  int weight = 0;

  friend bool operator==(const Weight&, const Weight&) = default;
};

// How wishes are met, in thousandths.
struct WishRules {
  std::array<int, 3> factors = {1000, 850, 700};  // of the 1st, 2nd and 3rd wish
  int no_wish = 500;                              // the component of somebody without a wish
  int outside_wish_cap = 39'999;                  // most points outside every wish

  friend bool operator==(const WishRules&, const WishRules&) = default;
};

// How like an offer is to a wish, in thousandths, by their paths.
struct SimilarityRules {
  int offer_within_wish = 1000;  // the wish is the offer or an ancestor of it
  int wish_within_offer = 600;   // the offer is an ancestor of the wish
  std::array<int, 4> by_common_depth = {0, 400, 700, 850};  // else; the last holds for more, too
  int adjacent_divisions = 150;  // industries without a common level whose divisions are adjacent
  std::vector<std::pair<char, char>> adjacent;  // pairs of division letters, smaller first

  friend bool operator==(const SimilarityRules&, const SimilarityRules&) = default;
};

// How a skill that is asked for is met, in thousandths.
struct SkillRules {
  int essential_weight = 3;
  int preferred_weight = 1;
  int at_level = 1000;
  int one_below = 600;
  int further_below = 300;
  int related = 400;        // another skill of the same group is listed
  int not_assessed = 500;   // the least while nobody has gone through the skills
  int nothing_asked = 700;  // the component of an internship that asks for none

  friend bool operator==(const SkillRules&, const SkillRules&) = default;
};

// What a JLPT pass says about CEFR: a total of `from_score` or more is `cefr`.
struct JlptReference {
  Jlpt jlpt = Jlpt::kNone;
  int from_score = 0;
  Cefr cefr = Cefr::kNone;

  friend bool operator==(const JlptReference&, const JlptReference&) = default;
};

// A BJT score of `from_score` or more reaches `jlpt`.
struct BjtReference {
  int from_score = 0;
  Jlpt jlpt = Jlpt::kNone;

  friend bool operator==(const BjtReference&, const BjtReference&) = default;
};

struct LanguageRules {
  std::array<int, 4> by_gap = {1000, 500, 200, 0};  // component by missing steps; last: and more
  int review_gap = 1;                               // a needed level missed by so much is reviewed
  // Rows of a level with rising scores; the first row holds for a pass with unknown score.
  // Source: Japan Foundation / JEES, JLPT score reports since December 2025.
  std::vector<JlptReference> jlpt_to_cefr;
  std::array<Jlpt, 7> cefr_to_jlpt = {Jlpt::kNone, Jlpt::kN5, Jlpt::kN4, Jlpt::kN3,
                                      Jlpt::kN2,   Jlpt::kN1, Jlpt::kN1};  // by CEFR step
  std::vector<BjtReference> bjt_to_jlpt;                                   // falling scores

  friend bool operator==(const LanguageRules&, const LanguageRules&) = default;
};

struct ScheduleRules {
  int minimum_short = 1000;  // thousandths of the hours that must fit: short programmes and FLEX
  int minimum_long = 800;    // others
  int short_working_days = 10;

  friend bool operator==(const ScheduleRules&, const ScheduleRules&) = default;
};

struct LocationRules {
  int home_or_remote = 1000;
  int accepted = 600;

  friend bool operator==(const LocationRules&, const LocationRules&) = default;
};

struct AdvisorRules {
  int horizon_days = 28;     // dates in Japan, from that of as_of
  int minimum_minutes = 60;  // shortest meeting
  int per_common_day = 250;  // thousandths a day with a common start
  std::array<int, 7> language_by_step = {0, 0, 400, 700, 900, 1000, 1000};
  int minimum_language_step = 2;

  friend bool operator==(const AdvisorRules&, const AdvisorRules&) = default;
};

// Limits of labour and immigration law, in minutes where not said.
struct LabourRules {
  int weekly_cap = 28 * 60;  // CAPPED, any 7 consecutive days, where papers say no other
  int statutory_day = 8 * 60;
  int statutory_week = 40 * 60;
  int night_start = 22 * 60;     // of the day
  int night_end = 5 * 60;        // of the next day
  int renewal_grace_months = 2;  // a renewal filed in time covers so long after expiry

  friend bool operator==(const LabourRules&, const LabourRules&) = default;
};

struct BandRules {
  int possible = 40'000;  // also the least that employers are shown
  int good = 60'000;
  int strong = 75'000;
  int step = 2'000;  // candidates for an internship are ordered in steps of so many points

  friend bool operator==(const BandRules&, const BandRules&) = default;
};

// The minimum wage of a prefecture from a date on, until a later row.
struct MinimumWage {
  Prefecture prefecture = 0;
  Date from;
  int yen_per_hour = 0;

  friend bool operator==(const MinimumWage&, const MinimumWage&) = default;
};

struct RuleSet {
  std::string version;
  absl::Time effective_from = absl::InfinitePast();
  std::vector<Weight> advisor_weights;     // relation A; sum 100
  std::vector<Weight> internship_weights;  // relations B and C; sum 100
  WishRules wishes;
  SimilarityRules similarity;
  SkillRules skills;
  LanguageRules languages;
  ScheduleRules schedule;
  LocationRules location;
  AdvisorRules advisors;
  LabourRules labour;
  BandRules bands;
  std::vector<MinimumWage> minimum_wages;
  Holidays holidays;

  // The minimum wage in force in a prefecture on a date; none if the table does not say.
  std::optional<int> MinimumWageOn(Prefecture prefecture, Date date) const;
};

// The rule set "2026-12" of the programme.
RuleSet DefaultRuleSet();

// Checks that the numbers make sense together: weights sum to 100 over the components of their
// relation, thousandths and points within range, tables complete.
// Errors: INVALID_ARGUMENT naming the first number that does not.
absl::Status ValidateRuleSet(const RuleSet& rules);

// Rule sets by the instant from which they hold. Immutable.
class RuleBook {
 public:
  // Errors: INVALID_ARGUMENT if there is none, one is not valid, or two hold from the same instant
  // or share a version.
  static absl::StatusOr<RuleBook> Create(std::vector<RuleSet> rule_sets);
  // The book with the default rule set alone.
  static RuleBook Default();

  // The rule set that holds at `as_of`; before the first, the first.
  const RuleSet& At(absl::Time as_of) const;
  const std::vector<RuleSet>& rule_sets() const { return rule_sets_; }

 private:
  explicit RuleBook(std::vector<RuleSet> rule_sets) : rule_sets_(std::move(rule_sets)) {}
  std::vector<RuleSet> rule_sets_;  // by effective_from
};

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_RULE_SET_H_
