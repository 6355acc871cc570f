// The internships that may be among the first of a candidate's.
#ifndef BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_
#define BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "engine/features/free_days.h"
#include "engine/index/internship_segment.h"
#include "engine/index/judged_top_k.h"
#include "engine/index/tombstones.h"
#include "engine/rules/outcome_bound.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/work_authorisation_bound.h"
#include "engine/score/schedule_bound.h"

namespace banso {

// A rule set's weights by component.
class WeightTable {
 public:
  explicit WeightTable(const std::vector<Weight>& weights) {
    for (const Weight& weight : weights) weights_[static_cast<int>(weight.kind)] = weight.weight;
  }
  int operator[](ComponentKind kind) const { return weights_[static_cast<int>(kind)]; }

 private:
  std::array<int, static_cast<int>(ComponentKind::kLocation) + 1> weights_ = {};
};

// Everything about one candidate that a row is compared with, against one set of dictionaries. For
// one thread. Keeps references to its arguments.
class InternshipScan {
 public:
  InternshipScan(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
                 const InternshipDictionaries& dictionaries);

  // What is known of a row: bounds of its points, and what rules say.
  struct RowBound {
    int lower = 0;
    int upper = 0;
    OutcomeBound outcome;
    bool outside = false;  // outside every wish; exact
  };

  // No row of a class comes before one with this first part of a key: the negative of the points
  // that a row of it can have at most.
  int64_t ClassFirst(const InternshipSegment::Class& one) const {
    return -(ClassPoints(one) + rest_upper_);
  }
  // Whether no row of a class is in a section (not kBlocked).
  bool Skips(const InternshipSegment::Class& one, Verdict section) const {
    return Outside(one.industry, one.occupation) != (section == Verdict::kOutsideWish);
  }
  bool Outside(uint32_t industry, uint32_t occupation) const {
    return has_wish_ && (!has_industry_wish_ || industries_[industry] == 0) &&
           (!has_occupation_wish_ || occupations_[occupation] == 0);
  }
  // Whether everything is BLOCKED for this candidate, whatever the opening.
  bool BlocksAll() const { return of_candidate_.block == Certainty::kYes; }

  // Offers the rows of a class that may be in `section`, and may still be among the first, to
  // `top`. `cleared` are rows of the segment, rising, of which a review may be cleared.
  template <typename TopK>
  void OfferClass(const InternshipSegment& segment, const InternshipSegment::Class& one,
                  const std::vector<uint32_t>& cleared, const Tombstones& dead, Verdict section,
                  TopK* top) {
    const bool outside = Outside(one.industry, one.occupation);
    const int class_points = ClassPoints(one);
    const OutcomeBound of_class = OfClass(one);
    uint32_t row = one.begin;
    for (uint32_t number = one.first_run; number < one.end_run; ++number) {
      const InternshipSegment::Run& run = segment.run(number);
      const ValueBound location = locations_[run.place];
      const int points = class_points + location_weight_ * location.upper;
      if (location.upper == 0 || !top->MayEnter(-(points + row_upper_))) {
        row = run.end;
        continue;
      }
      for (; row < run.end; ++row) {
        if (dead.Contains(row)) continue;
        const bool is_cleared =
            !cleared.empty() && std::binary_search(cleared.begin(), cleared.end(), row);
        RowBound bound;
        bound.upper = points + row_upper_;
        bound.lower = class_points + location_weight_ * location.lower;
        bound.outside = outside;
        if (location.lower == 0) bound.outcome.Block(false);
        const auto stop = [&](const RowBound& so_far) {
          return !Cleared(so_far.outcome, is_cleared).MayBecome(section, outside) ||
                 !top->MayEnter(-so_far.upper);
        };
        if (!Refine(segment, row, of_class, stop, &bound)) continue;
        bound.outcome = Cleared(bound.outcome, is_cleared);
        if (!bound.outcome.MayBe(section, outside)) continue;
        const InternshipRow& hot = segment.row(row);
        top->Offer({{-bound.upper, hot.deadline, 0},
                    {-bound.lower, hot.deadline, 0},
                    hot.rank,
                    segment.domain(),
                    bound.outcome.MustBe(section, outside),
                    &segment.item(row)});
      }
    }
  }

  // Offers rows that are in no class; there are none.
  template <typename TopK>
  void OfferOthers(const InternshipSegment&, const Tombstones&, TopK*) {}

  // Bounds of any row, from all that is known.
  RowBound Bound(const InternshipSegment& segment, uint32_t row);

 private:
  struct LanguageOutcome {
    int16_t value = 0;
    OutcomeBound outcome;
  };
  struct HardNeed {
    NeedKind kind;
    int end_by_minute;
  };

  static OutcomeBound Cleared(OutcomeBound outcome, bool is_cleared) {
    if (is_cleared && outcome.review == Certainty::kYes) outcome.review = Certainty::kMaybe;
    return outcome;
  }
  int ClassPoints(const InternshipSegment::Class& one) const {
    return weights_[ComponentKind::kIndustry] * industries_[one.industry] +
           weights_[ComponentKind::kOccupation] * occupations_[one.occupation];
  }
  // What the papers say of the field of work; it concerns rows that need an authorisation.
  OutcomeBound OfClass(const InternshipSegment::Class& one) const;

  // Adds what the row itself says, cheap things first, each time asking `stop` whether that is
  // enough to drop it. Returns whether the row is still there. `bound` comes with everything but
  // the row in it, components of the row at their largest and smallest.
  template <typename Stop>
  bool Refine(const InternshipSegment& segment, uint32_t row, OutcomeBound of_class, Stop stop,
              RowBound* bound) {
    const InternshipRow& hot = segment.row(row);
    if ((hot.flags & InternshipRow::kOther) != 0) {
      bound->outcome.Add({Certainty::kMaybe, Certainty::kMaybe});
      return !stop(*bound);
    }
    const LanguageOutcome& language = languages_[hot.languages];
    Tighten(ComponentKind::kLanguage, {language.value, language.value}, {0, 1000}, bound);
    bound->outcome.Add(language.outcome);
    if (targets_block_[hot.targets]) bound->outcome.Block();
    if (hot.deadline <= as_of_micros_) bound->outcome.Block(hot.deadline < as_of_micros_);
    if (stop(*bound)) return false;
    const std::span<const PackedRequirement> skills = segment.skills(hot);
    const int skill_value = skills_.Component(skills);
    Tighten(ComponentKind::kSkills, {skill_value, skill_value}, {0, skills_.upper()}, bound);
    if (skills_.LacksHard(skills)) bound->outcome.Block();
    if (stop(*bound)) return false;
    AddSlowRules(segment, row, of_class, bound);
    if (stop(*bound)) return false;
    const ScheduleBound schedule =
        BoundSchedule(free_days_, segment.schedule(row), segment.shift_runs(), rules_.schedule);
    Tighten(ComponentKind::kSchedule, schedule.value, {0, 1000}, bound);
    bound->outcome.block = std::max(bound->outcome.block, schedule.conflict);
    return !stop(*bound);
  }
  void Tighten(ComponentKind kind, ValueBound to, ValueBound from, RowBound* bound) const {
    bound->upper -= weights_[kind] * (from.upper - to.upper);
    bound->lower += weights_[kind] * (to.lower - from.lower);
  }
  // Authorisation, blocked employers and needs.
  void AddSlowRules(const InternshipSegment& segment, uint32_t row, OutcomeBound of_class,
                    RowBound* bound) const;

  const Candidate& candidate_;
  const RuleSet& rules_;
  const WeightTable weights_;
  const int location_weight_;
  const int64_t as_of_micros_;
  const InternshipDictionaries& dictionaries_;
  OutcomeBound of_candidate_;
  bool has_industry_wish_;
  bool has_occupation_wish_;
  bool has_wish_;
  std::vector<int16_t> industries_;
  std::vector<int16_t> occupations_;
  SkillTable skills_;
  std::array<ValueBound, kPlaceCodes> locations_;
  std::vector<LanguageOutcome> languages_;
  std::vector<bool> targets_block_;
  WorkAuthorisationBound authorisation_;
  bool employers_matter_ = false;
  bool employers_blocked_ = false;
  std::vector<HardNeed> needs_;
  FreeDays free_days_;
  int row_upper_ = 0;   // points of language, skills and schedule together, at most
  int rest_upper_ = 0;  // with the place
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_
