// The internships that may be among the first of a candidate's.
#ifndef BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_
#define BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/features/free_days.h"
#include "engine/features/weekly_row.h"
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
// one thread. Keeps references to its arguments; `free_days` are the candidate's, with the rules'
// holidays.
class InternshipScan {
 public:
  InternshipScan(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
                 const InternshipDictionaries& dictionaries, FreeDays& free_days);

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
  // Ranges of classes that one bound holds for: of an industry, or of an occupation where the
  // candidate wishes for occupations only. `ClassAt` gives the classes of a range.
  const std::vector<ClassRange>& RangesOf(const InternshipSegment& segment) const {
    return by_occupation() ? segment.occupation_ranges() : segment.class_ranges();
  }
  const InternshipSegment::Class& ClassAt(const InternshipSegment& segment, uint32_t at) const {
    return segment.classes()[by_occupation() ? segment.by_occupation()[at] : at];
  }
  // As ClassFirst, of all classes of a range.
  int64_t RangeFirst(const InternshipSegment& segment, const ClassRange& range) const {
    const InternshipSegment::Class& one = ClassAt(segment, range.begin);
    if (by_occupation()) return ClassFirst(one);
    return -(weights_[ComponentKind::kIndustry] * industries_[one.industry] +
             weights_[ComponentKind::kOccupation] * 1000 + rest_upper_);
  }
  // Begins to read the first row of a class from memory: rows are read in the order of their
  // classes' bounds, which no processor foresees.
  void Fetch(const InternshipSegment& segment, const InternshipSegment::Class& one) const {
    if (locations_[segment.run(one.first_run).place].upper > 0) {
      __builtin_prefetch(&segment.row(one.begin));
    }
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

  using HeldRow = RowOfClass<InternshipSegment::Class>;
  // Whether rows can be looked up by their hours.
  static constexpr bool kLooksUpRows = true;

  // Offers the rows of a class that may be in `section`, and may still be among the first, to
  // `top`. `cleared` are rows of the segment, rising, of which a review may be cleared. With
  // `held`, for kEligible, appends the rows that may be in REVIEW, unless `top` is full: then
  // no other section will be read. `part` is the segment's number.
  template <typename TopK>
  void OfferClass(const InternshipSegment& segment, uint32_t part,
                  const InternshipSegment::Class& one, const std::vector<uint32_t>& cleared,
                  const Tombstones& dead, Verdict section, TopK* top, std::vector<HeldRow>* held) {
    const OfClassBound of_class = BoundClass(one);
    uint32_t row = one.begin;
    for (uint32_t number = one.first_run; number < one.end_run; ++number) {
      const InternshipSegment::Run& run = segment.run(number);
      const int upper = locations_[run.place].upper;
      if (upper == 0 ||
          !top->MayEnter(-(of_class.points + location_weight_ * upper + row_upper_))) {
        row = run.end;
        continue;
      }
      const int points = of_class.points + location_weight_ * upper;
      for (; row < run.end; ++row) {
        if (RuledOut(segment, row) || !top->MayEnter(-CheapUpper(segment, row, points)) ||
            dead.Contains(row)) {
          continue;
        }
        if (OfferRow(segment, row, of_class, cleared, section, top) && held != nullptr &&
            !top->full()) {
          held->push_back({part, row, &one});
        }
      }
    }
  }
  // How many rows there are of whose hours it is not certain that they conflict; all, if the hours
  // of single days have to be looked at.
  size_t RowsByHours(const InternshipSegment& segment) {
    if (has_added_days_) return segment.open_rows();
    size_t rows = segment.WithShape(0).size();
    for (uint32_t shape = 1; shape < shapes_.size(); ++shape) {
      if (OfShape(shape).conflict != Certainty::kYes) rows += segment.WithShape(shape).size();
    }
    return rows;
  }
  // Appends these rows, without those that are certainly BLOCKED for their place or as cheaply
  // seen: no other row is in any section but BLOCKED.
  void AppendByHours(const InternshipSegment& segment, uint32_t part, const Tombstones& dead,
                     std::vector<HeldRow>* rows) {
    for (uint32_t shape = 0; shape < shapes_.size(); ++shape) {
      if (shape > 0 && OfShape(shape).conflict == Certainty::kYes) continue;
      const std::span<const uint16_t> of_shape = segment.WithShape(shape);
      const std::span<const uint8_t> places = segment.PlacesWithShape(shape);
      const std::span<const uint16_t> languages = segment.LanguagesWithShape(shape);
      for (size_t i = 0; i < of_shape.size(); ++i) {
        // What lies side by side comes before the rows, which do not.
        if (locations_[places[i]].upper == 0) continue;
        if (languages[i] != kSomeLanguages &&
            languages_[languages[i]].outcome.block == Certainty::kYes) {
          continue;
        }
        const uint32_t row = of_shape[i];
        if (RuledOut(segment, row) || dead.Contains(row)) continue;
        rows->push_back({part, row, &segment.ClassOf(row)});
      }
    }
  }
  // No key of a held row comes before one with this first part.
  int64_t RowFirst(const InternshipSegment& segment, const HeldRow& held) {
    const int location = locations_[segment.row(held.row).place].upper;
    return -CheapUpper(segment, held.row, ClassPoints(*held.one) + location_weight_ * location);
  }

  // Offers a row that was held.
  template <typename TopK>
  void OfferHeld(const InternshipSegment& segment, const HeldRow& held,
                 const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    OfferRow(segment, held.row, BoundClass(*held.one), cleared, section, top);
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

  // What all rows of a class have in common.
  struct OfClassBound {
    int points = 0;
    bool outside = false;
    OutcomeBound outcome;  // of rows that need an authorisation
  };
  OfClassBound BoundClass(const InternshipSegment::Class& one) const {
    return {ClassPoints(one), Outside(one.industry, one.occupation), OfClass(one)};
  }
  // Whether a row is certainly BLOCKED, by looking at what is cheapest to look at.
  bool RuledOut(const InternshipSegment& segment, uint32_t row) {
    const InternshipRow& hot = segment.row(row);
    if ((hot.flags & InternshipRow::kOther) != 0) return false;
    return languages_[hot.languages].outcome.block == Certainty::kYes ||
           targets_block_[hot.targets] || hot.deadline < as_of_micros_ ||
           HoursOf(segment, row, hot).conflict == Certainty::kYes;
  }
  // No more points than these, by what is cheapest to look at, for a row that has `points` for its
  // class and its place.
  int CheapUpper(const InternshipSegment& segment, uint32_t row, int points) {
    const InternshipRow& hot = segment.row(row);
    if ((hot.flags & InternshipRow::kOther) != 0) return points + row_upper_;
    return points + weights_[ComponentKind::kLanguage] * languages_[hot.languages].value +
           weights_[ComponentKind::kSkills] * skills_.upper() +
           weights_[ComponentKind::kSchedule] * HoursOf(segment, row, hot).value.upper;
  }
  // Bounds of SCHEDULE from the days of the week and the hours alone.
  ScheduleBound HoursOf(const InternshipSegment& segment, uint32_t row, const InternshipRow& hot) {
    if (hot.shape == 0) return {};
    if (has_added_days_) {
      const ScheduleRow& schedule = segment.schedule(row);
      if (week_.AddsWithin(schedule.first_day, schedule.last_day + 1)) return {};
    }
    return OfShape(hot.shape);
  }
  // Of a shape, from 1 on, for rows near which no days are added.
  const ScheduleBound& OfShape(uint32_t shape) {
    ShapeBound& of_shape = shapes_[shape];
    if (!of_shape.known) {
      of_shape = {
          true, dictionaries_.shapes[shape - 1].weeks.Bound(week_without_added_, rules_.schedule)};
    }
    return of_shape.bound;
  }
  // Offers a row if it may be in `section`. Returns whether it may be in REVIEW, as far as was
  // looked at.
  template <typename TopK>
  bool OfferRow(const InternshipSegment& segment, uint32_t row, const OfClassBound& of_class,
                const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    const InternshipRow& hot = segment.row(row);
    const bool is_cleared =
        !cleared.empty() && std::binary_search(cleared.begin(), cleared.end(), row);
    const ValueBound location = locations_[hot.place];
    RowBound bound;
    bound.upper = of_class.points + location_weight_ * location.upper + row_upper_;
    bound.lower = of_class.points + location_weight_ * location.lower;
    bound.outside = of_class.outside;
    if (location.lower == 0) bound.outcome.Block(location.upper == 0);
    const auto stop = [&](const RowBound& so_far) {
      return !so_far.outcome.WithClearance(is_cleared).MayBecome(section, so_far.outside) ||
             !top->MayEnter(-so_far.upper);
    };
    const bool stays = Refine(segment, row, of_class.outcome, stop, &bound);
    bound.outcome = bound.outcome.WithClearance(is_cleared);
    if (stays && bound.outcome.MayBe(section, bound.outside)) {
      top->Offer({{-bound.upper, hot.deadline, 0},
                  {-bound.lower, hot.deadline, 0},
                  hot.rank,
                  segment.domain(),
                  bound.outcome.MustBe(section, bound.outside),
                  &segment.values(),
                  row});
    }
    return bound.outcome.MayBe(Verdict::kReview, bound.outside);
  }

  // Every industry is worth the same to somebody who wishes for none.
  bool by_occupation() const { return !has_industry_wish_ && has_occupation_wish_; }
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
    const ScheduleBound hours = HoursOf(segment, row, hot);
    Tighten(ComponentKind::kSchedule, {0, hours.value.upper}, {0, 1000}, bound);
    if (hours.conflict == Certainty::kYes) bound->outcome.Block();
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
    Tighten(ComponentKind::kSchedule, schedule.value, {0, hours.value.upper}, bound);
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
  FreeDays& free_days_;
  // The week that the free days lie in, and what it says of each shape, once it was looked at.
  struct ShapeBound {
    bool known = false;
    ScheduleBound bound;
  };
  WeeklyRow week_;
  WeeklyRow week_without_added_;
  bool has_added_days_ = false;
  std::vector<ShapeBound> shapes_;
  int row_upper_ = 0;   // points of language, skills and schedule together, at most
  int rest_upper_ = 0;  // with the place
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_INTERNSHIP_SCAN_H_
