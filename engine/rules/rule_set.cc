#include "engine/rules/rule_set.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"

namespace banso {
namespace {

absl::Status Invalid(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("rule set: ", what));
}

bool PerMille(int value) { return value >= 0 && value <= 1000; }

template <typename Range>
bool AllPerMille(const Range& values) {
  return std::all_of(values.begin(), values.end(), PerMille);
}

absl::Status ValidateWeights(const std::vector<Weight>& weights,
                             const std::vector<Weight>& expected, absl::string_view relation) {
  int sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i].weight < 0) return Invalid("a weight is negative");
    for (size_t j = 0; j < i; ++j) {
      if (weights[i].kind == weights[j].kind) {
        return Invalid(absl::StrCat("component ", ComponentName(weights[i].kind),
                                    " is weighted twice for ", relation));
      }
    }
    const bool known = std::any_of(expected.begin(), expected.end(), [&](const Weight& weight) {
      return weight.kind == weights[i].kind;
    });
    if (!known) {
      return Invalid(absl::StrCat("component ", ComponentName(weights[i].kind),
                                  " does not belong to ", relation));
    }
    sum += weights[i].weight;
  }
  if (weights.size() != expected.size()) {
    return Invalid(absl::StrCat("a component of ", relation, " has no weight"));
  }
  if (sum != 100) {
    return Invalid(absl::StrCat("weights of ", relation, " sum to ", sum, ", must sum to 100"));
  }
  return absl::OkStatus();
}

std::vector<Weight> DefaultAdvisorWeights() {
  return {{ComponentKind::kIndustry, 30}, {ComponentKind::kOccupation, 15},
          {ComponentKind::kTopics, 20},   {ComponentKind::kAvailability, 20},
          {ComponentKind::kLanguage, 10}, {ComponentKind::kLoad, 5}};
}

std::vector<Weight> DefaultInternshipWeights() {
  return {{ComponentKind::kIndustry, 25}, {ComponentKind::kOccupation, 15},
          {ComponentKind::kSkills, 30},   {ComponentKind::kLanguage, 15},
          {ComponentKind::kSchedule, 10}, {ComponentKind::kLocation, 5}};
}

absl::Status ValidateLanguages(const LanguageRules& languages) {
  if (!AllPerMille(languages.by_gap)) return Invalid("languages.by_gap is not in [0, 1000]");
  if (languages.review_gap < 0) return Invalid("languages.review_gap must not be negative");
  if (!std::is_sorted(languages.by_gap.rbegin(), languages.by_gap.rend())) {
    return Invalid("languages.by_gap must not rise with the gap");
  }
  for (Jlpt level : {Jlpt::kN5, Jlpt::kN4, Jlpt::kN3, Jlpt::kN2, Jlpt::kN1}) {
    int last_score = -1;
    Cefr last_level = Cefr::kNone;
    for (const JlptReference& row : languages.jlpt_to_cefr) {
      if (row.jlpt != level) continue;
      if (row.from_score <= last_score || row.cefr < last_level) {
        return Invalid("languages.jlpt_to_cefr: scores of a level must rise and CEFR not fall");
      }
      last_score = row.from_score;
      last_level = row.cefr;
    }
    if (last_score < 0) return Invalid("languages.jlpt_to_cefr lacks a level");
  }
  if (!std::is_sorted(languages.cefr_to_jlpt.begin(), languages.cefr_to_jlpt.end())) {
    return Invalid("languages.cefr_to_jlpt must not fall");
  }
  for (size_t i = 1; i < languages.bjt_to_jlpt.size(); ++i) {
    if (languages.bjt_to_jlpt[i].from_score >= languages.bjt_to_jlpt[i - 1].from_score) {
      return Invalid("languages.bjt_to_jlpt: scores must fall");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<int> RuleSet::MinimumWageOn(Prefecture prefecture, Date date) const {
  const MinimumWage* in_force = nullptr;
  for (const MinimumWage& row : minimum_wages) {
    if (row.prefecture != prefecture || row.from > date) continue;
    if (in_force == nullptr || row.from > in_force->from) in_force = &row;
  }
  if (in_force == nullptr) return std::nullopt;
  return in_force->yen_per_hour;
}

RuleSet DefaultRuleSet() {
  RuleSet rules;
  rules.version = "2026-12";
  rules.advisor_weights = DefaultAdvisorWeights();
  rules.internship_weights = DefaultInternshipWeights();
  rules.similarity.adjacent = {{'A', 'B'}, {'D', 'E'}, {'D', 'K'}, {'E', 'H'}, {'G', 'L'},
                               {'H', 'I'}, {'I', 'M'}, {'J', 'K'}, {'M', 'N'}, {'O', 'P'}};
  rules.languages.jlpt_to_cefr = {
      {Jlpt::kN5, 80, Cefr::kA1},  {Jlpt::kN4, 90, Cefr::kA2},  {Jlpt::kN3, 95, Cefr::kA2},
      {Jlpt::kN3, 104, Cefr::kB1}, {Jlpt::kN2, 90, Cefr::kB1},  {Jlpt::kN2, 112, Cefr::kB2},
      {Jlpt::kN1, 100, Cefr::kB2}, {Jlpt::kN1, 142, Cefr::kC1},
  };
  rules.languages.bjt_to_jlpt = {{480, Jlpt::kN1}, {400, Jlpt::kN2}};
  // Fiscal year 2025; only rows that were checked against a public source. A prefecture without a
  // row refuses to publish paid labour. A row holds until the next one is loaded: wages rise every
  // autumn, and loading the new table in time is the operator's task.
  rules.minimum_wages = {
      {13, Date(2025, 10, 3), 1226},   // Tokyo
      {39, Date(2025, 12, 1), 1023},   // Kochi
      {45, Date(2025, 11, 16), 1023},  // Miyazaki
      {47, Date(2025, 12, 1), 1023},   // Okinawa
  };
  // Cabinet Office, 国民の祝日.
  for (const Date& holiday :
       {Date(2026, 11, 23), Date(2027, 1, 1), Date(2027, 1, 11), Date(2027, 2, 11),
        Date(2027, 2, 23), Date(2027, 3, 21), Date(2027, 3, 22), Date(2027, 4, 29),
        Date(2027, 5, 3), Date(2027, 5, 4), Date(2027, 5, 5), Date(2027, 7, 19), Date(2027, 8, 11),
        Date(2027, 9, 20), Date(2027, 9, 23), Date(2027, 10, 11), Date(2027, 11, 3),
        Date(2027, 11, 23)}) {
    rules.holidays.insert(holiday);
  }
  return rules;
}

absl::Status ValidateRuleSet(const RuleSet& rules) {
  if (rules.version.empty()) return Invalid("version is missing");
  if (absl::Status status =
          ValidateWeights(rules.advisor_weights, DefaultAdvisorWeights(), "advisors");
      !status.ok()) {
    return status;
  }
  if (absl::Status status =
          ValidateWeights(rules.internship_weights, DefaultInternshipWeights(), "internships");
      !status.ok()) {
    return status;
  }
  const WishRules& wishes = rules.wishes;
  if (!AllPerMille(wishes.factors) || !PerMille(wishes.no_wish)) {
    return Invalid("wishes: factors and no_wish must be in [0, 1000]");
  }
  if (wishes.outside_wish_cap < 0 || wishes.outside_wish_cap > 100'000) {
    return Invalid("wishes.outside_wish_cap must be in [0, 100000]");
  }
  const SimilarityRules& similarity = rules.similarity;
  if (!AllPerMille(similarity.by_common_depth) || !PerMille(similarity.offer_within_wish) ||
      !PerMille(similarity.wish_within_offer) || !PerMille(similarity.adjacent_divisions)) {
    return Invalid("similarity: values must be in [0, 1000]");
  }
  for (const auto& [a, b] : similarity.adjacent) {
    if (a < 'A' || b > 'T' || a >= b) {
      return Invalid("similarity.adjacent: pairs are two letters A to T, the smaller first");
    }
  }
  const SkillRules& skills = rules.skills;
  if (skills.essential_weight < 1 || skills.preferred_weight < 1) {
    return Invalid("skills: weights must be at least 1");
  }
  for (int value : {skills.at_level, skills.one_below, skills.further_below, skills.related,
                    skills.not_assessed, skills.nothing_asked}) {
    if (!PerMille(value)) return Invalid("skills: values must be in [0, 1000]");
  }
  if (skills.at_level < skills.one_below || skills.one_below < skills.further_below) {
    return Invalid("skills: a higher level must not count less");
  }
  if (absl::Status status = ValidateLanguages(rules.languages); !status.ok()) return status;
  if (!PerMille(rules.schedule.minimum_short) || !PerMille(rules.schedule.minimum_long) ||
      rules.schedule.short_working_days < 0) {
    return Invalid("schedule: minimums must be in [0, 1000]");
  }
  if (!PerMille(rules.location.home_or_remote) || !PerMille(rules.location.accepted) ||
      rules.location.accepted > rules.location.home_or_remote) {
    return Invalid("location: values must be in [0, 1000], home not below accepted");
  }
  const AdvisorRules& advisors = rules.advisors;
  if (advisors.horizon_days < 1 || advisors.horizon_days > 366 || advisors.minimum_minutes < 1 ||
      advisors.minimum_minutes > kMinutesPerDay || !PerMille(advisors.per_common_day) ||
      !AllPerMille(advisors.language_by_step) ||
      !std::is_sorted(advisors.language_by_step.begin(), advisors.language_by_step.end()) ||
      advisors.minimum_language_step < 0 || advisors.minimum_language_step > 6) {
    return Invalid("advisors: a number is out of range");
  }
  const LabourRules& labour = rules.labour;
  for (int minutes : {labour.weekly_cap, labour.statutory_week}) {
    if (minutes < 1 || minutes > 7 * kMinutesPerDay) {
      return Invalid("labour: weekly limits must be in [1, 10080] minutes");
    }
  }
  for (int minutes : {labour.statutory_day, labour.night_start, labour.night_end}) {
    if (minutes < 0 || minutes > kMinutesPerDay) {
      return Invalid("labour: daily limits must be in [0, 1440] minutes");
    }
  }
  if (labour.renewal_grace_months < 0 || labour.renewal_grace_months > 24) {
    return Invalid("labour.renewal_grace_months must be in [0, 24]");
  }
  const BandRules& bands = rules.bands;
  if (bands.step < 1 || bands.possible < 0 || bands.possible > bands.good ||
      bands.good > bands.strong || bands.strong > 100'000) {
    return Invalid("bands must rise within [0, 100000], with a step of at least 1");
  }
  for (const MinimumWage& row : rules.minimum_wages) {
    if (row.prefecture < 1 || row.prefecture > 47 || row.yen_per_hour < 1) {
      return Invalid("minimum_wages: a row needs a prefecture of 1 to 47 and a wage");
    }
    const auto same = [&](const MinimumWage& other) {
      return other.prefecture == row.prefecture && other.from == row.from;
    };
    if (std::count_if(rules.minimum_wages.begin(), rules.minimum_wages.end(), same) > 1) {
      return Invalid("minimum_wages: a prefecture has two rows from one date");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RuleBook> RuleBook::Create(std::vector<RuleSet> rule_sets) {
  if (rule_sets.empty()) return Invalid("a rule book needs at least one");
  for (const RuleSet& rules : rule_sets) {
    if (absl::Status status = ValidateRuleSet(rules); !status.ok()) return status;
  }
  std::sort(rule_sets.begin(), rule_sets.end(),
            [](const RuleSet& a, const RuleSet& b) { return a.effective_from < b.effective_from; });
  for (size_t i = 1; i < rule_sets.size(); ++i) {
    if (rule_sets[i].effective_from == rule_sets[i - 1].effective_from) {
      return Invalid("two hold from the same instant");
    }
    for (size_t j = 0; j < i; ++j) {
      if (rule_sets[i].version == rule_sets[j].version) return Invalid("two share a version");
    }
  }
  return RuleBook(std::move(rule_sets));
}

RuleBook RuleBook::Default() { return RuleBook({DefaultRuleSet()}); }

const RuleSet& RuleBook::At(absl::Time as_of) const {
  const RuleSet* current = &rule_sets_.front();
  for (const RuleSet& rules : rule_sets_) {
    if (rules.effective_from <= as_of) current = &rules;
  }
  return *current;
}

}  // namespace banso
