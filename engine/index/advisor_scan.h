// The advisors that may be among the first of a candidate's.
#ifndef BANSO_ENGINE_INDEX_ADVISOR_SCAN_H_
#define BANSO_ENGINE_INDEX_ADVISOR_SCAN_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/index/advisor_segment.h"
#include "engine/index/internship_scan.h"
#include "engine/index/judged_top_k.h"
#include "engine/index/tombstones.h"
#include "engine/rules/outcome_bound.h"
#include "engine/score/weekly_bound.h"

namespace banso {

// Everything about one candidate that an advisor's row is compared with, against one set of
// dictionaries. For one thread. Keeps references to its arguments, but not to `free`: the
// candidate's FreeTime within MeetingTime.
class AdvisorScan {
 public:
  AdvisorScan(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
              const AdvisorDictionaries& dictionaries, const TimeRanges& free);

  struct RowBound {
    int lower = 0;
    int upper = 0;
    int64_t first_start = 0;  // microseconds since 1970: not before this
    bool start_is_exact = false;
    OutcomeBound outcome;
    bool outside = false;  // outside every wish; exact
  };

  // As InternshipScan.
  int64_t ClassFirst(const AdvisorSegment::Class& one) const {
    return -(industry_weight_ * industries_[one.industries] + rest_upper_);
  }
  auto RangesOf(const AdvisorSegment& segment) const { return segment.class_ranges(); }
  const AdvisorSegment::Class& ClassAt(const AdvisorSegment& segment, uint32_t at) const {
    return segment.classes()[at];
  }
  int64_t RangeFirst(const AdvisorSegment&, const ClassRange&) const { return kOrderedFirst; }
  void Fetch(const AdvisorSegment& segment, const AdvisorSegment::Class& one) const {
    __builtin_prefetch(&segment.row(one.begin));
  }
  bool Skips(const AdvisorSegment::Class& one, Verdict section) const {
    return section == Verdict::kOutsideWish && has_industry_wish_ &&
           industries_[one.industries] > 0;
  }
  bool BlocksAll() const { return of_candidate_.block == Certainty::kYes; }

  using HeldRow = RowOfClass<AdvisorSegment::Class>;
  // As InternshipScan.
  static constexpr bool kLooksUpRows = false;

  template <typename TopK>
  void OfferClass(const AdvisorSegment& segment, uint32_t part, const AdvisorSegment::Class& one,
                  const std::vector<uint32_t>& cleared, const Tombstones& dead, Verdict section,
                  TopK* top, std::vector<HeldRow>* held) {
    for (uint32_t row = one.begin; row < one.end; ++row) {
      if (dead.Contains(row)) continue;
      if (OfferRow(segment, row, industries_[one.industries], cleared, section, top) &&
          held != nullptr && !top->full()) {
        held->push_back({part, row, &one});
      }
    }
  }
  template <typename TopK>
  void OfferHeld(const AdvisorSegment& segment, const HeldRow& held,
                 const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    OfferRow(segment, held.row, industries_[held.one->industries], cleared, section, top);
  }

  template <typename TopK>
  void OfferOthers(const AdvisorSegment&, const Tombstones&, TopK*) {}

  // Bounds of any row, from all that is known.
  RowBound Bound(const AdvisorSegment& segment, uint32_t row);

 private:
  RowBound Start(const AdvisorRow& row, int industry) const {
    RowBound bound;
    const int occupation = occupations_[row.occupations];
    bound.outside = (has_industry_wish_ || has_occupation_wish_) &&
                    (!has_industry_wish_ || industry == 0) &&
                    (!has_occupation_wish_ || occupation == 0);
    bound.lower = industry_weight_ * industry + weights_[ComponentKind::kOccupation] * occupation +
                  weights_[ComponentKind::kLoad] * row.load;
    bound.upper = bound.lower + row_upper_;
    return bound;
  }

  // Offers a row if it may be in `section`. Returns whether it may be in REVIEW, as far as was
  // looked at.
  template <typename TopK>
  bool OfferRow(const AdvisorSegment& segment, uint32_t row, int industry,
                const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    RowBound bound = Start(segment.row(row), industry);
    if (bound.outside != (section == Verdict::kOutsideWish)) return false;
    const bool is_cleared =
        !cleared.empty() && std::binary_search(cleared.begin(), cleared.end(), row);
    const auto stop = [&](const RowBound& so_far) {
      return !top->MayEnter(-so_far.upper) ||
             !so_far.outcome.WithClearance(is_cleared).MayBecome(section, so_far.outside);
    };
    const bool stays = !stop(bound) && Refine(segment, row, stop, &bound);
    bound.outcome = bound.outcome.WithClearance(is_cleared);
    if (stays && bound.outcome.MayBe(section, bound.outside)) {
      top->Offer({{-bound.upper, bound.first_start, 0},
                  {-bound.lower, bound.start_is_exact ? bound.first_start : kOrderedLast, 0},
                  segment.row(row).rank,
                  segment.domain(),
                  bound.outcome.MustBe(section, bound.outside),
                  &segment.values(),
                  row});
    }
    return bound.outcome.MayBe(Verdict::kReview, bound.outside);
  }

  template <typename Stop>
  bool Refine(const AdvisorSegment& segment, uint32_t row, Stop stop, RowBound* bound) {
    const AdvisorRow& hot = segment.row(row);
    const int topics = TopicsOf(hot.topics);
    Tighten(ComponentKind::kTopics, {topics, topics}, bound);
    AddNeeds(hot, bound);
    if (stop(*bound)) return false;
    AddSharedLanguage(segment.languages(hot), bound);
    AddConflicts(segment, row, bound);
    if (stop(*bound)) return false;
    AddCommonStarts(segment, row, bound);
    if (stop(*bound)) return false;
    AddBlockedNames(segment, row, bound);
    return !stop(*bound);
  }
  void Tighten(ComponentKind kind, ValueBound to, RowBound* bound) const {
    bound->upper -= weights_[kind] * (1000 - to.upper);
    bound->lower += weights_[kind] * to.lower;
  }
  int TopicsOf(uint16_t offered) const;
  void AddNeeds(const AdvisorRow& row, RowBound* bound) const;
  void AddSharedLanguage(std::span<const uint32_t> languages, RowBound* bound);
  void AddConflicts(const AdvisorSegment& segment, uint32_t row, RowBound* bound) const;
  void AddCommonStarts(const AdvisorSegment& segment, uint32_t row, RowBound* bound);
  // Names are compared for the few rows that are left.
  void AddBlockedNames(const AdvisorSegment& segment, uint32_t row, RowBound* bound) const;

  const Candidate& candidate_;
  const RuleSet& rules_;
  const AdvisorDictionaries& dictionaries_;
  const WeightTable weights_;
  const int industry_weight_;
  OutcomeBound of_candidate_;
  bool has_industry_wish_;
  bool has_occupation_wish_;
  std::vector<int16_t> industries_;   // components, by list
  std::vector<int16_t> occupations_;  // components, by list
  uint16_t topics_ = 0;
  uint16_t must_needs_ = 0;  // a bit a NeedKind
  bool minor_ = false;
  std::vector<uint32_t> employers_;  // NameHash, of open applications
  std::vector<uint32_t> groups_;
  uint32_t household_ = 0;
  std::vector<int8_t> shared_step_;  // by language skill: the smaller step; -1 unseen
  DatedCells cells_;
  BoundsOfWeeks<StartsBound> starts_;
  int row_upper_ = 0;   // points of topics, language and availability, at most
  int rest_upper_ = 0;  // of everything but industry
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_ADVISOR_SCAN_H_
