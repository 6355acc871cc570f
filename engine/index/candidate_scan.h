// The candidates that may be among the first of an internship's or an advisor's.
#ifndef BANSO_ENGINE_INDEX_CANDIDATE_SCAN_H_
#define BANSO_ENGINE_INDEX_CANDIDATE_SCAN_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/index/candidate_segment.h"
#include "engine/index/internship_scan.h"
#include "engine/index/judged_top_k.h"
#include "engine/index/tombstones.h"
#include "engine/rules/language.h"
#include "engine/rules/outcome_bound.h"
#include "engine/rules/rule_set.h"
#include "engine/score/weekly_bound.h"

namespace banso {

// Everything about one opening or advisor that a candidate's row is compared with, against one set
// of dictionaries. For one thread. Keeps references to its arguments.
class CandidateScan {
 public:
  CandidateScan(const Internship& internship, const RuleSet& rules, const RankQuery& query,
                const CandidateDictionaries& dictionaries);
  CandidateScan(const Advisor& advisor, const RuleSet& rules, const RankQuery& query,
                const CandidateDictionaries& dictionaries);

  struct RowBound {
    int lower = 0;
    int upper = 0;
    OutcomeBound outcome;
    bool outside = false;  // outside every wish; exact
  };

  // No row of a class comes before one with this first part of a key.
  int64_t ClassFirst(const CandidateSegment::Class& one) const {
    return FirstOf(industry_weight_ * IndustryOf(one.industries) + rest_upper_);
  }
  auto RangesOf(const CandidateSegment& segment) const { return segment.class_ranges(); }
  const CandidateSegment::Class& ClassAt(const CandidateSegment& segment, uint32_t at) const {
    return segment.classes()[at];
  }
  int64_t RangeFirst(const CandidateSegment&, const ClassRange&) const { return kOrderedFirst; }
  void Fetch(const CandidateSegment& segment, const CandidateSegment::Class& one) const {
    __builtin_prefetch(&segment.row(one.begin));
  }
  // Whether no row of a class is in a section (not kBlocked): somebody with a wish for an industry
  // that is met is inside it, whatever the occupation.
  bool Skips(const CandidateSegment::Class& one, Verdict section) const {
    return section == Verdict::kOutsideWish && one.industries[0] != kNoCode &&
           IndustryOf(one.industries) > 0;
  }
  // Whether everybody is BLOCKED, whoever the candidate.
  bool BlocksAll() const { return of_counterpart_.block == Certainty::kYes; }

  using HeldRow = RowOfClass<CandidateSegment::Class>;
  // As InternshipScan.
  static constexpr bool kLooksUpRows = false;

  // As InternshipScan.
  template <typename TopK>
  void OfferClass(const CandidateSegment& segment, uint32_t part,
                  const CandidateSegment::Class& one, const std::vector<uint32_t>& cleared,
                  const Tombstones& dead, Verdict section, TopK* top, std::vector<HeldRow>* held) {
    const int industry = IndustryOf(one.industries);
    for (uint32_t row = one.begin; row < one.end; ++row) {
      if (dead.Contains(row)) continue;
      if (OfferRow(segment, row, industry, cleared, section, top) && held != nullptr &&
          !top->full()) {
        held->push_back({part, row, &one});
      }
    }
  }
  template <typename TopK>
  void OfferHeld(const CandidateSegment& segment, const HeldRow& held,
                 const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    OfferRow(segment, held.row, IndustryOf(held.one->industries), cleared, section, top);
  }

  // Offers the rows of which nothing is known but that they are there.
  template <typename TopK>
  void OfferOthers(const CandidateSegment& segment, const Tombstones& dead, TopK* top) {
    for (uint32_t row : segment.other_rows()) {
      if (dead.Contains(row)) continue;
      top->Offer({KeyOf(segment, row, 100'000), KeyOf(segment, row, 0), segment.row(row).rank,
                  segment.domain(), false, &segment.values(), row});
    }
  }

  // Bounds of any row, from all that is known.
  RowBound Bound(const CandidateSegment& segment, uint32_t row);

 private:
  // How one requirement is met with the languages of a dictionary, when it was looked at.
  struct Requirement {
    const LanguageRequirement* asked;
    uint16_t unlisted = 0;
    std::vector<uint16_t> fits;  // by language skill; kUnseen
  };
  static constexpr uint16_t kUnseen = 0;
  static constexpr uint16_t kOtherLanguage = 1;
  static uint16_t Pack(const LanguageFit& fit) {
    return static_cast<uint16_t>(2 + 2 * fit.gap + (fit.unverified ? 1 : 0));
  }

  int64_t FirstOf(int points) const { return internship_ != nullptr ? -(points / step_) : -points; }
  OrderKey KeyOf(const CandidateSegment& segment, uint32_t row, int points) const;
  int IndustryOf(const std::array<uint16_t, 3>& wishes) const {
    if (wishes[0] == kNoCode) return no_wish_;
    return WishOf(wishes, industries_);
  }
  int WishOf(const std::array<uint16_t, 3>& wishes, const std::vector<int16_t>& alike) const {
    int best = 0;
    for (size_t i = 0; i < wishes.size() && wishes[i] != kNoCode; ++i) {
      best = std::max(best, rules_.wishes.factors[i] * alike[wishes[i]] / 1000);
    }
    return best;
  }
  // Whether a row is certainly BLOCKED, by looking at what is cheapest to look at.
  bool RuledOut(const CandidateRow& row) const {
    return internship_ != nullptr && (LocationOf(row) == 0 || studies_block_[row.study]);
  }
  // Bounds from the wishes alone.
  RowBound Start(const CandidateRow& row, int industry) const {
    RowBound bound;
    const bool has_industry = row.industries[0] != kNoCode;
    const bool has_occupation = row.occupations[0] != kNoCode;
    const int occupation = has_occupation ? WishOf(row.occupations, occupations_) : no_wish_;
    bound.outside = (has_industry || has_occupation) && (!has_industry || industry == 0) &&
                    (!has_occupation || occupation == 0);
    const int points =
        industry_weight_ * industry + weights_[ComponentKind::kOccupation] * occupation;
    bound.upper = points + row_upper_;
    bound.lower = points + row_lower_;
    return bound;
  }

  // Offers a row if it may be in `section`. Returns whether it may be in REVIEW, as far as was
  // looked at.
  template <typename TopK>
  bool OfferRow(const CandidateSegment& segment, uint32_t row, int industry,
                const std::vector<uint32_t>& cleared, Verdict section, TopK* top) {
    const CandidateRow& hot = segment.row(row);
    if ((hot.flags & CandidateRow::kOther) != 0 || RuledOut(hot)) return false;
    RowBound bound = Start(hot, industry);
    if (bound.outside != (section == Verdict::kOutsideWish)) return false;
    const bool is_cleared =
        !cleared.empty() && std::binary_search(cleared.begin(), cleared.end(), row);
    const auto stop = [&](const RowBound& so_far) {
      return !top->MayEnter(FirstOf(so_far.upper)) ||
             !so_far.outcome.WithClearance(is_cleared).MayBecome(section, so_far.outside);
    };
    const bool stays = !stop(bound) && Refine(segment, row, stop, &bound);
    bound.outcome = bound.outcome.WithClearance(is_cleared);
    if (stays && bound.outcome.MayBe(section, bound.outside)) {
      BoundedRow<Candidate> result;
      result.best = KeyOf(segment, row, bound.upper);
      result.worst = KeyOf(segment, row, bound.lower);
      result.rank = hot.rank;
      result.domain = segment.domain();
      result.certain = bound.outcome.MustBe(section, bound.outside);
      result.values = &segment.values();
      result.row = row;
      top->Offer(result);
    }
    return bound.outcome.MayBe(Verdict::kReview, bound.outside);
  }

  template <typename Stop>
  bool Refine(const CandidateSegment& segment, uint32_t row, Stop stop, RowBound* bound) {
    if (internship_ == nullptr) return RefineForAdvisor(segment, row, stop, bound);
    return RefineForInternship(segment, row, stop, bound);
  }
  template <typename Stop>
  bool RefineForInternship(const CandidateSegment& segment, uint32_t row, Stop stop,
                           RowBound* bound) {
    const CandidateRow& hot = segment.row(row);
    const int location = LocationOf(hot);
    if (location == 0) bound->outcome.Block();
    Tighten(ComponentKind::kLocation, {location, location}, rules_.location.home_or_remote, bound);
    if (studies_block_[hot.study]) bound->outcome.Block();
    if (stop(*bound)) return false;
    AddConsent(segment, row, bound);
    AddLanguages(segment.languages(hot), bound);
    if (stop(*bound)) return false;
    AddSkills(segment.skills(hot), (hot.flags & CandidateRow::kAssessed) != 0, bound);
    if (stop(*bound)) return false;
    const ScheduleBound schedule = schedules_.Of(segment.weeks(), row, [&](const WeeklyRow& week) {
      return schedule_->Bound(week, rules_.schedule);
    });
    Tighten(ComponentKind::kSchedule, schedule.value, 1000, bound);
    bound->outcome.block = std::max(bound->outcome.block, schedule.conflict);
    if (stop(*bound)) return false;
    AddRulesOfInternship(segment, row, bound);
    return !stop(*bound);
  }
  template <typename Stop>
  bool RefineForAdvisor(const CandidateSegment& segment, uint32_t row, Stop stop, RowBound* bound) {
    const CandidateRow& hot = segment.row(row);
    AddConsent(segment, row, bound);
    const int topics = TopicsOf(hot.topics);
    Tighten(ComponentKind::kTopics, {topics, topics}, 1000, bound);
    if (stop(*bound)) return false;
    AddSharedLanguage(segment.languages(hot), bound);
    if (stop(*bound)) return false;
    AddRulesOfAdvisor(segment, row, bound);
    if (stop(*bound)) return false;
    AddCommonStarts(segment, row, bound);
    if (stop(*bound)) return false;
    AddBlockedNames(segment, row, bound);
    return !stop(*bound);
  }

  void Tighten(ComponentKind kind, ValueBound to, int from_upper, RowBound* bound) const {
    bound->upper -= weights_[kind] * (from_upper - to.upper);
    bound->lower += weights_[kind] * to.lower;
  }
  // As LocationComponent.
  int LocationOf(const CandidateRow& row) const {
    if (internship_->remote && (row.flags & CandidateRow::kAcceptsRemote) != 0) {
      return rules_.location.home_or_remote;
    }
    if (internship_->prefecture == 0) return 0;
    if (internship_->prefecture == row.home) return rules_.location.home_or_remote;
    return (row.accepted >> internship_->prefecture & 1) != 0 ? rules_.location.accepted : 0;
  }
  int TopicsOf(uint16_t needed) const;
  void AddConsent(const CandidateSegment& segment, uint32_t row, RowBound* bound) const;
  void AddLanguages(std::span<const uint32_t> languages, RowBound* bound);
  void AddSkills(std::span<const PackedRequirement> held, bool assessed, RowBound* bound) const;
  void AddRulesOfInternship(const CandidateSegment& segment, uint32_t row, RowBound* bound) const;
  void AddSharedLanguage(std::span<const uint32_t> languages, RowBound* bound);
  void AddRulesOfAdvisor(const CandidateSegment& segment, uint32_t row, RowBound* bound) const;
  void AddCommonStarts(const CandidateSegment& segment, uint32_t row, RowBound* bound);
  // Names are compared for the few rows that are left.
  void AddBlockedNames(const CandidateSegment& segment, uint32_t row, RowBound* bound) const;

  const Internship* internship_ = nullptr;  // one of these two
  const Advisor* advisor_ = nullptr;
  const RuleSet& rules_;
  const RankQuery& query_;
  const CandidateDictionaries& dictionaries_;
  const WeightTable weights_;
  const int industry_weight_;
  const int step_;
  const int no_wish_;
  const Second as_of_second_;
  const int32_t today_;
  OutcomeBound of_counterpart_;
  std::vector<int16_t> industries_;  // likeness, by wish
  std::vector<int16_t> occupations_;
  int row_upper_ = 0;   // points of everything but wishes, at most
  int rest_upper_ = 0;  // of everything but industry
  int row_lower_ = 0;   // points that all rows have

  // For an internship.
  std::vector<bool> studies_block_;
  std::vector<Requirement> requirements_;
  struct AskedSkill {
    int weight = 0;
    int level = 0;
    bool hard = false;
  };
  std::vector<AskedSkill> asked_;
  int asked_weights_ = 0;
  // By skill of the dictionary: 0 if it has nothing to do with what is asked, else a row of links.
  std::vector<uint16_t> links_;
  // By row and asked skill: 0 nothing, 1 related, 2 the same.
  std::vector<uint8_t> link_rows_;
  ScheduleRow hours_;
  std::vector<ShiftRun> shift_runs_;
  std::optional<ScheduleOfWeeks> schedule_;
  BoundsOfWeeks<ScheduleBound> schedules_;
  uint16_t needs_block_ = 0;   // a bit a NeedKind whose answer is no
  uint16_t needs_review_ = 0;  // unknown
  uint16_t needs_look_ = 0;    // the answer depends on the need

  // For an advisor.
  uint16_t topics_ = 0;
  std::vector<int8_t>
      shared_step_;  // by language skill: the smaller step, 0 if not shared; -1 unseen
  DatedCells cells_;
  BoundsOfWeeks<StartsBound> starts_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_CANDIDATE_SCAN_H_
