#include "server/services/blinded_candidates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/features/free_time.h"
#include "engine/index/ranker.h"
#include "engine/rules/language.h"
#include "engine/score/judge.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/consents.h"
#include "server/services/digest.h"
#include "server/services/provision_records.h"

namespace banso {
namespace {

// Of a secret of the server itself, in the key store.
constexpr absl::string_view kAliasKey = "server/aliases";
constexpr absl::string_view kCardPattern =
    "employers/{employer}/internships/{internship}/blindedCandidates/{blinded_candidate}";

// Spoken or learnt by so many that they hint at no origin.
constexpr absl::string_view kCommonLanguages[] = {"ja", "en"};

constexpr int kUsualWeeks = 4;
constexpr absl::Duration kHalfADay = absl::Hours(4);

struct HalfOfDay {
  v1::HalfDay::Half half;
  int start_hour;
  int end_hour;
};
constexpr HalfOfDay kHalves[] = {{v1::HalfDay::MORNING, 9, 13},
                                 {v1::HalfDay::AFTERNOON, 13, 18},
                                 {v1::HalfDay::EVENING, 18, 22}};

bool IsActive(const Candidate& candidate) {
  return candidate.status == CaseStatus::kActive && candidate.stage != CaseStage::kClosed;
}

TimeRange HoursOf(Date date, int start_hour, int end_hour) {
  const absl::Time midnight = JapanMidnight(date);
  return {midnight + absl::Hours(start_hour), midnight + absl::Hours(end_hour)};
}

// The free time of one day between the first and the last half day, its short gaps closed.
TimeRanges WithoutShortGaps(const TimeRanges& free, Date date) {
  const TimeRange day =
      HoursOf(date, std::begin(kHalves)->start_hour, std::rbegin(kHalves)->end_hour);
  TimeRanges closed;
  for (const TimeRange& range : Intersection(free, {day})) {
    if (!closed.empty() && range.start - closed.back().end < kHalfADay) {
      closed.back().end = range.end;
    } else {
      closed.push_back(range);
    }
  }
  return closed;
}

// The level that a card tells for a requirement, in CEFR steps. A level that was compared in the
// frame of the JLPT, possibly proven by BJT alone, counts as the CEFR step that the JLPT level
// stands for.
v1::CefrLevel LevelFor(const Candidate& candidate, const LanguageRequirement& requirement,
                       const LanguageRules& rules) {
  int step = 0;
  for (const LanguageSkill& skill : candidate.languages) {
    if (skill.language == requirement.language) step = CefrStep(skill, rules);
  }
  if (requirement.jlpt != Jlpt::kNone) {
    LanguageSkill compared;
    compared.language = requirement.language;
    compared.jlpt =
        static_cast<Jlpt>(FitLanguage(candidate.languages, requirement, rules).held_step);
    step = std::max(step, CefrStep(compared, rules));
  }
  // Numbered alike.
  return static_cast<v1::CefrLevel>(step);
}

}  // namespace

absl::StatusOr<Aliases> Aliases::Load(KeyStore* keys) {
  BANSO_ASSIGN_OR_RETURN(const Key key, keys->GetOrCreate(kAliasKey));
  return Aliases(key);
}

std::string Aliases::IdOf(absl::string_view use, absl::string_view candidate,
                          absl::string_view consent, absl::string_view internship) const {
  const absl::string_view key(reinterpret_cast<const char*>(key_.data()), key_.size());
  return IdFromBytes(Digest({use, candidate, consent, internship}, key));
}

std::string Aliases::NameOf(absl::string_view candidate, absl::string_view consent,
                            absl::string_view internship) const {
  return absl::StrCat(internship, "/blindedCandidates/",
                      IdOf("alias", candidate, consent, internship));
}

std::string Aliases::RecordNameOf(absl::string_view candidate, absl::string_view consent,
                                  absl::string_view internship) const {
  return absl::StrCat("provisionRecords/", IdOf("record", candidate, consent, internship));
}

Crowds::Crowds(const Snapshot& snapshot) {
  snapshot.candidates().ForEach([&](const auto& entry) {
    const Candidate& candidate = *entry->value;
    if (!IsActive(candidate)) return;
    if (candidate.home != 0) {
      ++by_prefecture_[candidate.home];
      ++by_region_[RegionOf(candidate.home)];
    }
    for (const LanguageSkill& skill : candidate.languages) ++by_language_[skill.language];
  });
}

void Crowds::SetArea(Prefecture home, v1::BlindedCandidate* card) const {
  if (home == 0) return;
  if (by_prefecture_[home] >= kSmallestCrowd) {
    card->set_prefecture(FromPrefecture(home));
  } else if (by_region_[RegionOf(home)] >= kSmallestCrowd) {
    card->set_region(RegionOf(home));
  }
}

bool Crowds::MayTellLanguage(absl::string_view language) const {
  if (std::find(std::begin(kCommonLanguages), std::end(kCommonLanguages), language) !=
      std::end(kCommonLanguages)) {
    return true;
  }
  const auto found = by_language_.find(language);
  return found != by_language_.end() && found->second >= kSmallestCrowd;
}

v1::BlindedCandidate::Region RegionOf(Prefecture prefecture) {
  struct Row {
    Prefecture last;
    v1::BlindedCandidate::Region region;
  };
  // The regions in the order of JIS X 0401; Mie (24) counts as Kinki.
  constexpr Row kRows[] = {{0, v1::BlindedCandidate::REGION_UNSPECIFIED},
                           {1, v1::BlindedCandidate::HOKKAIDO},
                           {7, v1::BlindedCandidate::TOHOKU},
                           {14, v1::BlindedCandidate::KANTO},
                           {23, v1::BlindedCandidate::CHUBU},
                           {30, v1::BlindedCandidate::KINKI},
                           {35, v1::BlindedCandidate::CHUGOKU},
                           {39, v1::BlindedCandidate::SHIKOKU},
                           {47, v1::BlindedCandidate::KYUSHU_OKINAWA}};
  return std::find_if(std::begin(kRows), std::end(kRows),
                      [&](const Row& row) { return prefecture <= row.last; })
      ->region;
}

std::vector<v1::HalfDay> HalfDaysOf(const Availability& availability, absl::Time now) {
  Availability usual;
  usual.weekly = availability.weekly;
  // A week with holidays is not a usual one.
  for (WeeklyWindow& window : usual.weekly) window.skip_holidays = false;
  const Date monday = absl::NextWeekday(JapanDate(now), absl::Weekday::monday);
  const TimeRange weeks = {JapanMidnight(monday), JapanMidnight(monday + 7 * kUsualWeeks)};
  const TimeRanges free = FreeTime(usual, weeks, Holidays());
  const auto is_free = [&](Date date, const HalfOfDay& half) {
    const TimeRange range = HoursOf(date, half.start_hour, half.end_hour);
    const absl::Duration length = range.end - range.start;
    return Covered(WithoutShortGaps(free, date), range) == length &&
           2 * Covered(free, range) >= length;
  };
  std::vector<v1::HalfDay> cells;
  for (int day = 0; day < 7; ++day) {
    for (const HalfOfDay& half : kHalves) {
      bool always = true;
      for (int week = 0; week < kUsualWeeks; ++week) {
        always = always && is_free(monday + day + 7 * week, half);
      }
      if (!always) continue;
      v1::HalfDay& cell = cells.emplace_back();
      cell.set_day(static_cast<v1::DayOfWeek>(v1::MONDAY + day));
      cell.set_half(half.half);
    }
  }
  return cells;
}

v1::BlindedCandidate MakeCard(const CandidateEntry& candidate, const InternshipEntry& internship,
                              Band band, const Crowds& crowds, const RuleSet& rules, absl::Time now,
                              std::string name) {
  const Candidate& person = *candidate.value;
  v1::BlindedCandidate card;
  card.set_name(std::move(name));
  // Numbered alike.
  card.set_band(static_cast<v1::Match::Band>(static_cast<int>(band)));
  for (const SkillRequirement& asked : internship.value->skills) {
    const auto held =
        std::find_if(person.skills.begin(), person.skills.end(),
                     [&](const HeldSkill& skill) { return skill.skill.code == asked.skill.code; });
    if (held == person.skills.end()) continue;
    v1::HeldSkill* skill = card.add_skills();
    skill->set_skill(held->skill.code);
    skill->set_level(held->level);
  }
  for (const LanguageRequirement& asked : internship.value->languages) {
    // Whoever is shown has what must be; what is only liked would point at the one who has it.
    if (asked.importance != Importance::kMust && !crowds.MayTellLanguage(asked.language)) continue;
    v1::BlindedLanguage* language = card.add_languages();
    language->set_language(asked.language);
    language->set_level(LevelFor(person, asked, rules.languages));
  }
  for (v1::HalfDay& cell : HalfDaysOf(person.availability, now)) {
    *card.add_half_days() = std::move(cell);
  }
  crowds.SetArea(person.home, &card);
  card.set_can_work_hours(true);
  return card;
}

std::shared_ptr<const CandidateEntry> FindBlinded(const ServiceContext& context,
                                                  const Snapshot& snapshot,
                                                  absl::string_view blinded_name, absl::Time now) {
  if (!ParseName(kCardPattern, blinded_name)) return nullptr;
  const auto internship = snapshot.internships().Find(ParentOf(blinded_name));
  if (internship == nullptr || !ShowsCards(snapshot, *internship)) return nullptr;
  const absl::StatusOr<Aliases> aliases = Aliases::Load(context.keys);
  if (!aliases.ok()) return nullptr;
  const RefusedCards refused(snapshot, internship->name());
  std::shared_ptr<const CandidateEntry> found;
  snapshot.candidates().ForEach([&](const std::shared_ptr<const CandidateEntry>& entry) {
    if (!ShownJudgement(snapshot, *entry, *internship, now)) return;
    const std::string consent = ConsentKey(*BlindedConsent(*entry->message, now));
    if (aliases->NameOf(entry->name(), consent, internship->name()) == blinded_name) found = entry;
  });
  // Looked at last, so that time tells nothing of it.
  return refused.Has(blinded_name) ? nullptr : found;
}

}  // namespace banso
