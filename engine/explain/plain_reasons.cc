#include "engine/explain/plain_reasons.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/explain/names.h"
#include "engine/explain/quantities.h"
#include "engine/explain/texts.h"
#include "engine/explain/words.h"

namespace banso {
namespace {

constexpr int kMostReasons = 3;
constexpr int kHighValue = 700;
constexpr int kMiddleValue = 400;

// What takes the places of a text; none if the numbers say nothing that can be told.
using Arguments = std::optional<std::vector<Words>>;

template <NumbersKind kind, typename Numbers>
constexpr bool kIsAlternative =
    std::is_same_v<std::variant_alternative_t<static_cast<size_t>(kind), ReasonNumbers>, Numbers>;
static_assert(kIsAlternative<NumbersKind::kNone, std::monostate>);
static_assert(kIsAlternative<NumbersKind::kHours, HoursNumbers>);
static_assert(kIsAlternative<NumbersKind::kValidity, ValidityNumbers>);
static_assert(kIsAlternative<NumbersKind::kLanguageGap, LanguageGapNumbers>);
static_assert(kIsAlternative<NumbersKind::kTimeFit, TimeFitNumbers>);
static_assert(kIsAlternative<NumbersKind::kCapacity, CapacityNumbers>);
static_assert(kIsAlternative<NumbersKind::kNeed, NeedNumbers>);
static_assert(kIsAlternative<NumbersKind::kSkill, SkillNumbers>);
static_assert(kIsAlternative<NumbersKind::kPlace, PlaceNumbers>);
static_assert(kIsAlternative<NumbersKind::kDeadline, DeadlineNumbers>);
static_assert(kIsAlternative<NumbersKind::kSharedLanguage, SharedLanguageNumbers>);

// With the verb, because there may be none.
Words HeldLevel(const std::optional<Words>& level) {
  if (level) return Fill({"$0です", "$0です", "$0"}, {*level});
  return {"まだありません", "まだありません", "none"};
}

Words OnTheDayOrInTheWeek(const HoursNumbers& numbers) {
  const Words day = DateWords(numbers.start);
  // No day is longer than its minutes, and no limit of a week is shorter.
  if (numbers.limit_minutes <= kMinutesPerDay) return Fill({"$0に", "$0", "on $0"}, {day});
  return Fill({"$0からの1週間で", "$0からの週（しゅう）", "in the week from $0"}, {day});
}

// A schedule asks for days of a week or for minutes in all. The numbers do not say which, but a
// week has no more than seven days, and no work is that few minutes.
bool CountsDays(const TimeFitNumbers& numbers) {
  return numbers.minimum_per_mille > 0 && numbers.required <= 7;
}

// The least that must fit for the share in thousandths, which is rounded down, to be reached.
int LeastFeasible(const TimeFitNumbers& numbers) {
  return static_cast<int>((int64_t{numbers.required} * numbers.minimum_per_mille + 999) / 1000);
}

struct ArgumentsOf {
  Arguments operator()(std::monostate) const { return std::nullopt; }

  Arguments operator()(const HoursNumbers& numbers) const {
    return std::vector{DateWords(numbers.start), DurationWords(numbers.minutes),
                       DurationWords(numbers.limit_minutes),
                       DurationWords(numbers.excess_minutes()), OnTheDayOrInTheWeek(numbers)};
  }

  Arguments operator()(const ValidityNumbers& numbers) const {
    Words renewal;
    if (numbers.covered_until) renewal = Fill(kRenewalFiled, {DateWords(*numbers.covered_until)});
    return std::vector{DateWords(numbers.limit), DateWords(numbers.first_work),
                       DateWords(numbers.last_work), renewal};
  }

  Arguments operator()(const LanguageGapNumbers& numbers) const {
    const bool in_jlpt = numbers.required.jlpt != Jlpt::kNone;
    const std::optional<Words> required = in_jlpt
                                              ? JlptWords(static_cast<int>(numbers.required.jlpt))
                                              : CefrWords(static_cast<int>(numbers.required.cefr));
    if (!required) return std::nullopt;
    const std::optional<Words> held =
        in_jlpt ? JlptWords(numbers.held_step) : CefrWords(numbers.held_step);
    return std::vector{LanguageWords(numbers.required.language), *required, HeldLevel(held),
                       StepsWords(numbers.gap)};
  }

  Arguments operator()(const TimeFitNumbers& numbers) const {
    if (numbers.required <= 0) return std::nullopt;
    const auto amount = CountsDays(numbers) ? WeeklyDaysWords : DurationWords;
    const int least = LeastFeasible(numbers);
    Words rest;
    if (0 < least && least < numbers.required) rest = Fill(kLeastThatFits, {amount(least)});
    // Enough time in common that yet holds no start: 60 minutes from a quarter past, say.
    if (least == 0 && numbers.feasible >= numbers.required) rest = Fill(kStartsOnTheGrid, {});
    return std::vector{amount(numbers.feasible), amount(numbers.required), rest};
  }

  Arguments operator()(const CapacityNumbers& numbers) const {
    if (numbers.total <= 0) return std::nullopt;
    return std::vector{PeopleWords(numbers.taken), PeopleWords(numbers.total)};
  }

  Arguments operator()(const NeedNumbers& numbers) const {
    return std::vector{NeedWords(numbers.kind)};
  }

  Arguments operator()(const SkillNumbers& numbers) const {
    const std::string& code = numbers.code;
    if (code.empty()) return std::nullopt;
    Words words = Fill(kSkillCode, {{code, code, code}});
    // Codes of some taxonomies are long addresses, which no easy sentence holds.
    constexpr size_t kLongestCodeInASentence = 25;
    if (code.size() > kLongestCodeInASentence ||
        !std::all_of(code.begin(), code.end(), absl::ascii_isgraph)) {
      words.ja_easy.clear();
    }
    return std::vector{words};
  }

  Arguments operator()(const PlaceNumbers& numbers) const {
    const std::optional<Words> prefecture = PrefectureWords(numbers.prefecture);
    if (!prefecture) return std::nullopt;
    return std::vector{*prefecture};
  }

  Arguments operator()(const DeadlineNumbers& numbers) const {
    return std::vector{JapanTimeWords(numbers.deadline)};
  }

  Arguments operator()(const SharedLanguageNumbers& numbers) const {
    const std::optional<Words> both = CefrWords(numbers.step);
    const std::optional<Words> required = CefrWords(numbers.required_step);
    if (numbers.language.empty() || !both || !required) return std::nullopt;
    return std::vector{LanguageWords(numbers.language), *both, *required};
  }
};

Words Fact(const ReasonText& text, const ReasonNumbers& numbers) {
  if (static_cast<size_t>(text.numbers) == numbers.index()) {
    const Arguments arguments = std::visit(ArgumentsOf(), numbers);
    if (arguments) return Fill(text.fact_with_numbers, *arguments);
  }
  return Fill(text.fact, {});
}

// The component that `points` makes most of, of equals the one that comes first, among those that
// are not yet named. None if all are.
const Component* Most(const Judgement& judgement, const std::vector<const Component*>& named,
                      const std::function<int(const Component&)>& points) {
  const Component* most = nullptr;
  for (const Component& component : judgement.components) {
    if (std::find(named.begin(), named.end(), &component) != named.end()) continue;
    if (most == nullptr || points(component) > points(*most)) most = &component;
  }
  return most;
}

int PointsGained(const Component& component) { return component.weight * component.value; }
int PointsLost(const Component& component) { return component.weight * (1000 - component.value); }

}  // namespace

PlainReason Explain(const Reason& reason) {
  const ReasonText& text = TextOf(reason.code);
  Words words = Join(Fact(text, reason.numbers), Fill(text.remedy, {}));
  return {reason.code, std::move(words.ja), std::move(words.ja_easy), std::move(words.en)};
}

PlainReason Explain(const Component& component) {
  const ComponentText& texts = TextOf(component.kind);
  const Text& text = component.value >= kHighValue     ? texts.high
                     : component.value >= kMiddleValue ? texts.middle
                                                       : texts.low;
  const int value = component.value;
  return {component.kind, absl::StrCat(text.ja, "（1000点中", value, "点）。"),
          absl::StrCat(text.ja_easy, "。1000点（てん）の中（なか）の、", value, "点（てん）です。"),
          absl::StrCat(text.en, " (", value, " of 1000 points).")};
}

std::vector<PlainReason> PlainReasons(const Judgement& judgement) {
  std::vector<const Reason*> telling;
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect != Effect::kNote && !reason.cleared) telling.push_back(&reason);
  }
  // Not std::ranges: clang 14 cannot read libstdc++ 12's subrange.
  std::stable_sort(telling.begin(), telling.end(),
                   [](const Reason* a, const Reason* b) { return a->code < b->code; });
  telling.erase(std::unique(telling.begin(), telling.end(),
                            [](const Reason* a, const Reason* b) { return a->code == b->code; }),
                telling.end());

  std::vector<PlainReason> plain;
  for (const Reason* reason : telling) {
    if (plain.size() == kMostReasons) break;
    plain.push_back(Explain(*reason));
  }

  std::vector<const Component*> named;
  for (const auto& points : {PointsGained, PointsGained, PointsLost}) {
    if (plain.size() == kMostReasons) break;
    const Component* component = Most(judgement, named, points);
    if (component == nullptr) break;
    named.push_back(component);
    plain.push_back(Explain(*component));
  }
  return plain;
}

}  // namespace banso
