#include "engine/insight/next_steps.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "engine/index/order.h"
#include "engine/insight/removals.h"
#include "engine/rules/language.h"
#include "engine/score/judge.h"

namespace banso {
namespace {

constexpr size_t kCancelCheckRows = 256;
constexpr int kHighestSkillLevel = 4;

// The kinds of changes are the alternatives of ProfileChange.
constexpr int kKinds = std::variant_size_v<ProfileChange>;
enum Kind { kSkill, kLanguage, kPlace, kTime };

// The one component that a kind of change can move.
constexpr std::array<ComponentKind, kKinds> kMoves = {
    ComponentKind::kSkills, ComponentKind::kLanguage, ComponentKind::kLocation,
    ComponentKind::kSchedule};

// The codes that a kind of change can lift. No other code depends on what it changes.
std::array<ReasonCodeSet, kKinds> CodesLifted() {
  std::array<ReasonCodeSet, kKinds> lifted;
  lifted[kSkill].Add(ReasonCode::kHardSkillMissing);
  for (ReasonCode code : {ReasonCode::kLanguageBelowRequired, ReasonCode::kLanguageOneStepShort,
                          ReasonCode::kLanguageUnverified}) {
    lifted[kLanguage].Add(code);
  }
  lifted[kPlace].Add(ReasonCode::kLocationNotAccepted);
  lifted[kTime].Add(ReasonCode::kScheduleConflict);
  return lifted;
}

struct HalfDayHours {
  int start_minute;
  int end_minute;
};
constexpr std::array<HalfDayHours, 3> kHalfDays = {
    {{9 * 60, 13 * 60}, {13 * 60, 18 * 60}, {18 * 60, 22 * 60}}};

// Where an eligible internship stands: smaller ones come first.
struct Place {
  OrderKey key = {};
  const InternshipId* id = nullptr;
  int raw = 0;
  uint32_t row = 0;  // its number

  friend bool operator<(const Place& a, const Place& b) {
    return a.key != b.key ? a.key < b.key : *a.id < *b.id;
  }
};

Place PlaceOf(const Internship& internship, const Judgement& judgement, uint32_t row) {
  return {InternshipOrder(internship, judgement), &internship.id, *judgement.raw, row};
}

std::optional<BestInternship> ToBest(const std::optional<Place>& place) {
  if (!place) return std::nullopt;
  return BestInternship{*place->id, place->raw};
}

// A row that is eligible, or that one kind of change could make so.
struct Row {
  const Internship* internship = nullptr;
  bool eligible = false;
  std::array<bool, kKinds> in_reach = {};  // not eligible, but a change of the kind may help
  Place place;                             // if eligible
  // If eligible, by kind: no change of the kind gives more points than this, because it moves one
  // component, which ends at 1000.
  std::array<int, kKinds> most_raw = {};
};

// Half days of the week that hours touch, by day and half.
using HalfDaySet = std::array<std::array<bool, kHalfDays.size()>, 7>;

void AddHours(int day, int start_minute, int end_minute, HalfDaySet* touched) {
  for (int later = 0; later < 2; ++later) {  // hours may go on after midnight
    const int start = start_minute - later * kMinutesPerDay;
    const int end = end_minute - later * kMinutesPerDay;
    for (size_t half = 0; half < kHalfDays.size(); ++half) {
      if (start < kHalfDays[half].end_minute && kHalfDays[half].start_minute < end) {
        (*touched)[(day + later) % 7][half] = true;
      }
    }
  }
}

HalfDaySet HalfDaysOf(const Schedule& schedule) {
  HalfDaySet touched = {};
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) {
    for (const Shift& shift : fixed->shifts) {
      AddHours(static_cast<int>(absl::GetWeekday(shift.date)), shift.start_minute,
               shift.EndAfterMidnight(), &touched);
    }
  } else if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) {
    const int end = flex->end_minute > flex->start_minute ? flex->end_minute
                                                          : flex->end_minute + kMinutesPerDay;
    for (int day = 0; day < 7; ++day) {
      if (flex->weekdays[day]) AddHours(day, flex->start_minute, end, &touched);
    }
  }
  return touched;
}

// The rows that matter, and which of them ask for what.
class Reach {
 public:
  using RowNumbers = std::vector<uint32_t>;  // rising

  void Add(const Internship& internship, const Judgement& judgement) {
    const auto number = static_cast<uint32_t>(rows_.size());
    Row row;
    row.internship = &internship;
    row.eligible = judgement.verdict == Verdict::kEligible;
    // Also a skill that only rows out of reach ask for helps where a related one is asked for.
    for (const SkillRequirement& asked : internship.skills) {
      skills_.try_emplace(asked.skill.code, asked.skill);
    }
    bool any = row.eligible;
    if (row.eligible) {
      row.place = PlaceOf(internship, judgement, number);
      row.most_raw.fill(*judgement.raw);
      for (const Component& component : judgement.components) {
        for (int kind = 0; kind < kKinds; ++kind) {
          if (kMoves[kind] != component.kind) continue;
          row.most_raw[kind] += component.weight * (1000 - component.value);
        }
      }
      ranked_.push_back(row.place);
    } else {
      const ReasonCodeSet blocking = CodesWith(Effect::kBlock, judgement);
      const ReasonCodeSet review = CodesWith(Effect::kReview, judgement);
      // A row outside of every wish stays there.
      const bool may_move = judgement.verdict != Verdict::kOutsideWish;
      for (int kind = 0; kind < kKinds; ++kind) {
        row.in_reach[kind] =
            may_move && blocking.Within(lifted_[kind]) && review.Within(lifted_[kind]);
        any |= row.in_reach[kind];
      }
    }
    if (!any) return;
    rows_.push_back(row);
    const auto looks_at = [&](int kind) { return row.eligible || row.in_reach[kind]; };
    if (looks_at(kSkill)) {
      for (const SkillRequirement& asked : internship.skills) {
        Note(number, &by_skill_[asked.skill.code]);
        for (const std::string& group : asked.skill.groups) Note(number, &by_group_[group]);
      }
    }
    if (looks_at(kLanguage)) {
      for (const LanguageRequirement& asked : internship.languages) {
        Note(number, &by_language_[asked.language]);
        frames_.emplace(asked.language, asked.jlpt != Jlpt::kNone);
      }
    }
    if (looks_at(kPlace) && internship.prefecture != 0) {
      Note(number, &by_prefecture_[internship.prefecture]);
    }
    if (looks_at(kTime)) {
      const HalfDaySet touched = HalfDaysOf(internship.schedule);
      for (int day = 0; day < 7; ++day) {
        for (size_t half = 0; half < kHalfDays.size(); ++half) {
          if (touched[day][half]) Note(number, &by_half_day_[day][half]);
        }
      }
    }
  }

  // Call once, after the last row.
  void Sort() { std::sort(ranked_.begin(), ranked_.end()); }

  const Row& row(uint32_t number) const { return rows_[number]; }
  size_t size() const { return rows_.size(); }
  // The eligible rows, best first.
  const std::vector<Place>& ranked() const { return ranked_; }

  // Every change that a row could care for, in the order of kinds.
  std::vector<ProfileChange> Changes(const Candidate& candidate, const LanguageRules& rules) const {
    std::vector<ProfileChange> changes;
    for (const auto& [code, skill] : skills_) {
      int level = 0;
      for (const HeldSkill& held : candidate.skills) {
        if (held.skill.code == code) level = std::max(level, held.level);
      }
      if (level < kHighestSkillLevel) changes.push_back(SkillStep{skill, level + 1});
    }
    for (const auto& [language, is_jlpt] : frames_) {
      LanguageSkill held;
      for (const LanguageSkill& skill : candidate.languages) {
        if (skill.language == language) held = skill;
      }
      if (held.native) continue;
      if (is_jlpt) {
        if (held.jlpt == Jlpt::kN1) continue;
        const auto next = static_cast<Jlpt>(static_cast<int>(held.jlpt) + 1);
        changes.push_back(LanguageStep{language, Cefr::kNone, next});
      } else {
        const int step = CefrStep(held, rules);
        if (step == static_cast<int>(Cefr::kC2)) continue;
        changes.push_back(LanguageStep{language, static_cast<Cefr>(step + 1), Jlpt::kNone});
      }
    }
    for (const auto& [prefecture, rows] : by_prefecture_) {
      if (prefecture == candidate.home || candidate.accepted.Contains(prefecture)) continue;
      changes.push_back(PrefectureStep{prefecture});
    }
    for (int day = 0; day < 7; ++day) {
      for (size_t half = 0; half < kHalfDays.size(); ++half) {
        if (by_half_day_[day][half].empty()) continue;
        changes.push_back(
            FreeTimeStep{static_cast<absl::Weekday>(day), static_cast<HalfDay>(half)});
      }
    }
    return changes;
  }

  // The rows whose judgement the change may alter; that of others stays as it is.
  RowNumbers Touched(const ProfileChange& change) const {
    if (const auto* skill = std::get_if<SkillStep>(&change)) {
      RowNumbers touched = Find(by_skill_, skill->skill.code);
      // A new skill helps where a related one is asked for.
      for (const std::string& group : skill->skill.groups) {
        const RowNumbers related = Find(by_group_, group);
        touched.insert(touched.end(), related.begin(), related.end());
      }
      std::sort(touched.begin(), touched.end());
      touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
      return touched;
    }
    if (const auto* language = std::get_if<LanguageStep>(&change)) {
      return Find(by_language_, language->language);
    }
    if (const auto* place = std::get_if<PrefectureStep>(&change)) {
      return Find(by_prefecture_, place->prefecture);
    }
    const auto& time = std::get<FreeTimeStep>(change);
    return by_half_day_[static_cast<int>(time.day)][static_cast<int>(time.half)];
  }

 private:
  static void Note(uint32_t number, RowNumbers* rows) {
    if (rows->empty() || rows->back() != number) rows->push_back(number);
  }
  template <typename Key>
  static RowNumbers Find(const std::map<Key, RowNumbers>& postings, const Key& key) {
    const auto found = postings.find(key);
    return found == postings.end() ? RowNumbers() : found->second;
  }

  const std::array<ReasonCodeSet, kKinds> lifted_ = CodesLifted();
  std::vector<Row> rows_;
  std::vector<Place> ranked_;
  std::map<std::string, Skill> skills_;            // that are asked for, by code
  std::set<std::pair<std::string, bool>> frames_;  // a language, and whether by JLPT
  std::map<std::string, RowNumbers> by_skill_;
  std::map<std::string, RowNumbers> by_group_;
  std::map<std::string, RowNumbers> by_language_;
  std::map<Prefecture, RowNumbers> by_prefecture_;
  std::array<std::array<RowNumbers, kHalfDays.size()>, 7> by_half_day_;
};

// What a change does.
class Trial {
 public:
  Trial(const Reach& reach, const Ranker& ranker, absl::Time as_of)
      : reach_(reach), ranker_(ranker), as_of_(as_of) {}

  NextStep Try(const Candidate& candidate, const ProfileChange& change) {
    const Candidate changed = WithChange(candidate, change);
    const size_t kind = change.index();
    NextStep step;
    step.change = change;

    std::optional<Place> best_new;
    Reach::RowNumbers eligible;  // touched, and eligible as things are
    for (uint32_t number : reach_.Touched(change)) {
      const Row& row = reach_.row(number);
      if (row.eligible) {
        eligible.push_back(number);
      } else if (row.in_reach[kind]) {
        if (const std::optional<Place> place = PlaceAfter(changed, number)) {
          ++step.becomes_eligible;
          KeepBetter(*place, &best_new);
        }
      }
    }

    std::optional<Place> best = best_new;
    if (const std::optional<Place> other = BestBut(eligible)) KeepBetter(*other, &best);
    // Rows in falling order of the most that they can reach: once that is below the best, no later
    // one can be the best. To tell the place of a new row, all of them are needed.
    std::sort(eligible.begin(), eligible.end(), [&](uint32_t a, uint32_t b) {
      return reach_.row(a).most_raw[kind] > reach_.row(b).most_raw[kind];
    });
    int before_new = 0;
    for (uint32_t number : eligible) {
      const Row& row = reach_.row(number);
      if (!best_new && best && row.most_raw[kind] < best->raw) break;
      const std::optional<Place> place = PlaceAfter(changed, number);
      if (best_new && row.place < *best_new) --before_new;  // counted below
      if (!place) continue;
      if (best_new && *place < *best_new) ++before_new;
      KeepBetter(*place, &best);
    }
    if (best_new) {
      const auto& ranked = reach_.ranked();
      before_new += static_cast<int>(std::lower_bound(ranked.begin(), ranked.end(), *best_new) -
                                     ranked.begin());
      step.best_new_rank = before_new + 1;
    }
    step.best = ToBest(best);
    return step;
  }

 private:
  static void KeepBetter(const Place& place, std::optional<Place>* best) {
    if (!*best || place < **best) *best = place;
  }

  std::optional<Place> PlaceAfter(const Candidate& changed, uint32_t number) const {
    const Internship& internship = *reach_.row(number).internship;
    const Judgement judgement = ranker_.Explain(changed, internship, Side::kCandidate, as_of_);
    if (judgement.verdict != Verdict::kEligible) return std::nullopt;
    return PlaceOf(internship, judgement, number);
  }

  // The first eligible row, as things are, that is not among `touched`, which rises.
  std::optional<Place> BestBut(const Reach::RowNumbers& touched) const {
    for (const Place& place : reach_.ranked()) {
      if (!std::binary_search(touched.begin(), touched.end(), place.row)) return place;
    }
    return std::nullopt;
  }

  const Reach& reach_;
  const Ranker& ranker_;
  const absl::Time as_of_;
};

int RawOf(const std::optional<BestInternship>& best) { return best ? best->raw : -1; }

}  // namespace

Candidate WithChange(Candidate candidate, const ProfileChange& change) {
  if (const auto* skill = std::get_if<SkillStep>(&change)) {
    bool held = false;
    for (HeldSkill& mine : candidate.skills) {
      if (mine.skill.code != skill->skill.code) continue;
      mine.level = std::max(mine.level, skill->level);
      held = true;
    }
    if (!held) candidate.skills.push_back({skill->skill, skill->level});
  } else if (const auto* language = std::get_if<LanguageStep>(&change)) {
    auto mine =
        std::find_if(candidate.languages.begin(), candidate.languages.end(),
                     [&](const LanguageSkill& s) { return s.language == language->language; });
    if (mine == candidate.languages.end()) {
      mine = candidate.languages.emplace(candidate.languages.end());
      mine->language = language->language;
    }
    if (language->jlpt != Jlpt::kNone) {
      mine->jlpt = language->jlpt;
      mine->jlpt_score = 0;
    } else {
      mine->cefr_certificate = std::max(mine->cefr_certificate, language->cefr);
    }
  } else if (const auto* place = std::get_if<PrefectureStep>(&change)) {
    candidate.accepted.Add(place->prefecture);
  } else {
    const auto& time = std::get<FreeTimeStep>(change);
    const HalfDayHours hours = kHalfDays[static_cast<int>(time.half)];
    WeeklyWindow window;
    window.day = time.day;
    window.start_minute = hours.start_minute;
    window.end_minute = hours.end_minute;
    candidate.availability.weekly.push_back(window);
  }
  return candidate;
}

absl::StatusOr<NextSteps> SuggestNextSteps(const World& world, const RuleBook& rules,
                                           const Ranker& ranker, const Candidate& candidate,
                                           const NextStepsQuery& query) {
  if (query.limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  const auto is_cancelled = [&] { return query.cancelled && query.cancelled(); };
  const auto cancelled = [] {
    return absl::CancelledError("the suggestions are no longer wanted");
  };
  Reach reach;
  for (size_t i = 0; i < world.internships.size(); ++i) {
    if (i % kCancelCheckRows == 0 && is_cancelled()) return cancelled();
    const Internship& internship = *world.internships[i];
    reach.Add(internship, ranker.Explain(candidate, internship, Side::kCandidate, query.as_of));
  }
  reach.Sort();

  NextSteps result;
  result.eligible = static_cast<int>(reach.ranked().size());
  if (!reach.ranked().empty()) result.best = ToBest(reach.ranked().front());
  Trial trial(reach, ranker, query.as_of);
  for (const ProfileChange& change : reach.Changes(candidate, rules.At(query.as_of).languages)) {
    if (is_cancelled()) return cancelled();
    NextStep step = trial.Try(candidate, change);
    if (step.becomes_eligible == 0 && RawOf(step.best) <= RawOf(result.best)) continue;
    result.steps.push_back(std::move(step));
  }
  // Stable: changes come in the order of kinds, and within them of what they change.
  std::stable_sort(result.steps.begin(), result.steps.end(),
                   [](const NextStep& a, const NextStep& b) {
                     return std::make_tuple(-a.becomes_eligible, -RawOf(a.best), a.best_new_rank) <
                            std::make_tuple(-b.becomes_eligible, -RawOf(b.best), b.best_new_rank);
                   });
  if (result.steps.size() > static_cast<size_t>(query.limit)) result.steps.resize(query.limit);
  return result;
}

}  // namespace banso
