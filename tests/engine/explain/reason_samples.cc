#include "tests/engine/explain/reason_samples.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace banso {
namespace {

constexpr int kLargest = std::numeric_limits<int>::max();

constexpr const char* kTags[] = {
    "ja", "en", "ar", "fa", "prs", "ps", "uk", "ru", "fr", "my", "rhg", "am", "ti", "so", "sw",
    "ku", "kmr", "ku-Arab", "ur", "ne", "vi", "es", "pt", "tr", "zh-Hans", "zh-Hant", "zh", "ko",
    "bn", "ckb", "de", "hi", "id", "it", "th",
    // Without a name of their own.
    "tlh", "fa-AF", "ku-Latn", "yue-Hant-HK", "x-something-that-is-rather-long", ""};

}  // namespace

std::vector<ReasonCode> AllCodes() {
  std::vector<ReasonCode> codes;
  for (int i = 0; i < kReasonCodeCount; ++i) codes.push_back(static_cast<ReasonCode>(i));
  return codes;
}

std::vector<ComponentKind> AllComponentKinds() {
  std::vector<ComponentKind> kinds;
  for (int i = 0; i <= static_cast<int>(ComponentKind::kLocation); ++i) {
    kinds.push_back(static_cast<ComponentKind>(i));
  }
  return kinds;
}

std::vector<ReasonNumbers> AllNumbers() {
  std::vector<ReasonNumbers> all = {std::monostate()};
  std::vector<Date> dates;
  for (int day = 1; day <= 31; ++day) dates.push_back(Date(2027, 1, day));
  for (int month = 2; month <= 12; ++month) dates.push_back(Date(2027, month, 1));
  for (size_t i = 0; i < dates.size(); ++i) {
    const Date date = dates[i];
    const int extra = static_cast<int>(i);
    all.push_back(HoursNumbers{date, 28 * 60 + extra, i % 2 == 0 ? 28 * 60 : 8 * 60});
    ValidityNumbers validity{date, std::nullopt, date + 1, date + 40};
    all.push_back(validity);
    validity.covered_until = date + 59;
    all.push_back(validity);
  }
  for (int minutes : {0, 1, 59, 60, 61, 2100, kLargest}) {
    all.push_back(HoursNumbers{Date(2027, 12, 31), minutes, 0});
    all.push_back(HoursNumbers{Date(2027, 12, 31), minutes, minutes});
    all.push_back(HoursNumbers{Date(2027, 12, 31), minutes, 28 * 60});
  }
  for (const char* tag : kTags) {
    const bool every_level = std::string(tag) == "ja";
    for (int step = every_level ? 0 : 2; step <= (every_level ? 6 : 2); ++step) {
      LanguageGapNumbers gap;
      gap.required.language = tag;
      gap.required.cefr = static_cast<Cefr>(step);
      gap.held_step = 6 - step;
      gap.gap = step;
      all.push_back(gap);
      if (step <= 5) {
        gap.required.cefr = Cefr::kNone;
        gap.required.jlpt = static_cast<Jlpt>(step);
        all.push_back(gap);
      }
      all.push_back(SharedLanguageNumbers{tag, step, 2});
    }
  }
  for (int feasible : {0, 1, 2, 3, 4, 5, 6, 7, 45, 60, 390, 1559, kLargest}) {
    for (int required : {0, 1, 2, 3, 4, 5, 6, 7, 60, 420, 1800, kLargest}) {
      for (int minimum : {0, 800, 1000}) {
        if (minimum > 0 && feasible > required) continue;
        all.push_back(TimeFitNumbers{feasible, required, minimum});
      }
    }
  }
  for (int taken : {0, 1, 2, 3, 10, 100}) {
    for (int total : {0, 1, 2, 3, 10, 100}) all.push_back(CapacityNumbers{taken, total});
  }
  for (int kind = 1; kind < kNeedKindCount; ++kind) {
    for (Answer answer : {Answer::kUnknown, Answer::kYes, Answer::kNo}) {
      all.push_back(NeedNumbers{static_cast<NeedKind>(kind), answer});
    }
  }
  for (const char* code :
       {"", "mfg.weld.arc", "care.social.intercultural", "$0.$1.$2",
        "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"}) {
    all.push_back(SkillNumbers{code});
  }
  for (int prefecture = -1; prefecture <= 48; ++prefecture) all.push_back(PlaceNumbers{prefecture});
  for (int day = 1; day <= 31; ++day) {
    all.push_back(
        DeadlineNumbers{absl::FromCivil(absl::CivilMinute(2026, 12, day, 23, 59), JapanTime())});
  }
  return all;
}

std::vector<Reason> AllReasons() {
  std::vector<Reason> reasons;
  const std::vector<ReasonNumbers> numbers = AllNumbers();
  for (ReasonCode code : AllCodes()) {
    for (const ReasonNumbers& n : numbers) reasons.push_back({code, Effect::kBlock, false, n});
  }
  return reasons;
}

std::string Describe(const Reason& reason) {
  return absl::StrCat("code ", static_cast<int>(reason.code), ", numbers of alternative ",
                      reason.numbers.index());
}

}  // namespace banso
