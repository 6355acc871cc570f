#include "engine/insight/strict_requirements.h"

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"

namespace banso {

// gtest would print raw bytes.
void PrintTo(const StrictRequirement& requirement, std::ostream* out) {
  *out << static_cast<int>(requirement.code) << " " << requirement.subject << ": asked "
       << requirement.asked << ", median " << requirement.median << " of " << requirement.compared;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Openings = std::vector<std::shared_ptr<const Internship>>;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

// As many openings as steps, of employers `others0`, `others1`, ... in turn, which ask for JLPT
// steps; 0 asks for nothing.
Openings AskingJlpt(const std::vector<int>& steps, int employers = 5) {
  Openings openings;
  for (size_t i = 0; i < steps.size(); ++i) {
    AnInternship opening(absl::StrCat("i", i),
                         absl::StrCat("others", i % static_cast<size_t>(employers)));
    if (steps[i] > 0) opening.AsksJlpt(static_cast<Jlpt>(steps[i]));
    openings.push_back(std::make_shared<const Internship>(opening));
  }
  return openings;
}

Internship AskingN2() { return AnInternship("own", "own").AsksJlpt(Jlpt::kN2); }

// Changes each opening.
template <typename Change>
Openings With(const Openings& openings, Change change) {
  Openings changed;
  for (const auto& opening : openings) {
    Internship copy = *opening;
    change(copy);
    changed.push_back(std::make_shared<const Internship>(std::move(copy)));
  }
  return changed;
}

TEST(StrictRequirementsTest, ALevelAboveThatOfMostOthersIsToldWithTheirMedian) {
  EXPECT_THAT(FindStrictRequirements(AskingN2(), AskingJlpt({0, 2, 2, 4, 5, 0}), kAsOf),
              ElementsAre(StrictRequirement{StrictCode::kLanguageLevel, "ja", 4, 2, 5}));
}

TEST(StrictRequirementsTest, WhatHalfOfTheOthersAskAsWellIsNotStrict) {
  EXPECT_THAT(FindStrictRequirements(AskingN2(), AskingJlpt({0, 2, 2, 4, 5, 4}), kAsOf), IsEmpty());
  EXPECT_THAT(FindStrictRequirements(AskingN2(), AskingJlpt({4, 4, 4, 4, 4}), kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, WhatIsOnlyPreferredIsNotRequired) {
  const Internship opening = AnInternship("own", "own").AsksJlpt(Jlpt::kN1, Importance::kPrefer);

  EXPECT_THAT(FindStrictRequirements(opening, AskingJlpt({0, 0, 0, 0, 0}), kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, ALevelInTheOtherFrameIsNotCompared) {
  const auto in_cefr = [](Internship& opening) {
    opening.languages = AnInternship().AsksCefr("ja", Cefr::kA1).value().languages;
  };
  Openings openings = AskingJlpt({0, 0, 0, 0, 0});
  const Openings other_frame = With(AskingJlpt({0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), in_cefr);

  EXPECT_THAT(FindStrictRequirements(AskingN2(), other_frame, kAsOf), IsEmpty());
  openings.insert(openings.end(), other_frame.begin(), other_frame.end());
  EXPECT_THAT(FindStrictRequirements(AskingN2(), openings, kAsOf),
              ElementsAre(StrictRequirement{StrictCode::kLanguageLevel, "ja", 4, 0, 5}));
}

TEST(StrictRequirementsTest, FewOpeningsOrEmployersTellNothing) {
  EXPECT_THAT(FindStrictRequirements(AskingN2(), AskingJlpt({0, 0, 0, 0}), kAsOf), IsEmpty());
  EXPECT_THAT(FindStrictRequirements(AskingN2(), AskingJlpt({0, 0, 0, 0, 0, 0}, 2), kAsOf),
              IsEmpty());
  EXPECT_THAT(FindStrictRequirements(AskingN2(), {}, kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, AnEmployerWithHalfOfTheOpeningsWouldBeTold) {
  // Three of six, and the others one each.
  const Openings openings = AskingJlpt({0, 0, 0, 0, 0, 0}, 4);
  const Openings half = With(openings, [](Internship& opening) {
    if (opening.employer.name() != "employers/others3") return;
    opening.employer = EmployerId("employers/others0");
  });

  EXPECT_FALSE(FindStrictRequirements(AskingN2(), openings, kAsOf).empty());
  EXPECT_THAT(FindStrictRequirements(AskingN2(), half, kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, ACorporateGroupIsOneEmployerAndTheOwnOneIsNoOther) {
  const Openings openings = AskingJlpt({0, 0, 0, 0, 0, 0});
  const Openings one_group =
      With(openings, [](Internship& opening) { opening.corporate_group = "groups/one"; });
  Internship own = AskingN2();
  own.corporate_group = "groups/own";
  const Openings own_group = With(openings, [](Internship& opening) {
    if (opening.employer.name() == "employers/others0") opening.corporate_group = "groups/own";
  });

  EXPECT_THAT(FindStrictRequirements(AskingN2(), one_group, kAsOf), IsEmpty());
  EXPECT_FALSE(FindStrictRequirements(own, openings, kAsOf).empty());
  EXPECT_THAT(FindStrictRequirements(own, own_group, kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, OnlyOpeningsThatCanBeAppliedForAreCompared) {
  const Openings openings = AskingJlpt({0, 0, 0, 0, 0});
  const auto tells = [&](auto change) {
    return !FindStrictRequirements(AskingN2(), With(openings, change), kAsOf).empty();
  };

  EXPECT_TRUE(tells([](Internship&) {}));
  EXPECT_FALSE(tells([](Internship& other) { other.state = InternshipState::kDraft; }));
  EXPECT_FALSE(tells([](Internship& other) { other.state = InternshipState::kFilled; }));
  EXPECT_FALSE(tells([](Internship& other) { other.employer_verified = false; }));
  EXPECT_FALSE(tells([](Internship& other) { other.deadline = kAsOf; }));
  EXPECT_TRUE(tells([](Internship& other) { other.deadline = kAsOf + absl::Seconds(1); }));
  EXPECT_FALSE(tells([](Internship& other) { other.industry = Industry("76"); }));
  EXPECT_TRUE(tells([](Internship& other) { other.industry = Industry("G"); }));
  EXPECT_FALSE(tells([](Internship& other) { other.programme_type = ProgrammeType::kEmployment; }));
}

TEST(StrictRequirementsTest, HoursAndDaysAreThoseOfTheFullestWeek) {
  // Monday to Friday and one more Monday, 7 paid hours each.
  const Internship opening =
      AnInternship("own", "own").OnDays(Date(2027, 1, 18), 8, Clock(9), Clock(17), 60);
  FlexSchedule flex;
  flex.dates = {Date(2027, 1, 18), Date(2027, 3, 31)};
  flex.days_per_week = 3;
  flex.minutes_per_day = 300;
  flex.break_minutes = 60;
  flex.start_minute = Clock(9);
  flex.end_minute = Clock(18);
  const Openings openings =
      With(AskingJlpt({0, 0, 0, 0, 0, 0}), [&](Internship& other) { other.schedule = flex; });
  const Openings unknown =
      With(openings, [](Internship& other) { other.schedule = std::monostate(); });

  EXPECT_THAT(
      FindStrictRequirements(opening, openings, kAsOf),
      ElementsAre(StrictRequirement{StrictCode::kMinutesPerWeek, "", 7 * 7 * 60, 3 * 240, 5},
                  StrictRequirement{StrictCode::kDaysPerWeek, "", 7, 3, 5}));
  EXPECT_THAT(FindStrictRequirements(opening, unknown, kAsOf), IsEmpty());
}

TEST(StrictRequirementsTest, AFlexibleWeekHasNoMoreDaysThanItsDatesAllow) {
  FlexSchedule two_days;
  two_days.dates = {Date(2027, 1, 19), Date(2027, 1, 20)};
  two_days.days_per_week = 5;
  two_days.minutes_per_day = 300;
  two_days.start_minute = Clock(9);
  two_days.end_minute = Clock(18);
  const Internship opening = AnInternship("own", "own").Flex(two_days);
  // Three days of five hours.
  const Openings openings = With(AskingJlpt({0, 0, 0, 0, 0}), [](Internship& other) {
    other.schedule =
        AnInternship().OnDays(Date(2027, 1, 18), 3, Clock(9), Clock(14)).value().schedule;
  });

  EXPECT_THAT(FindStrictRequirements(opening, openings, kAsOf), IsEmpty()) << "two days of three";
}

TEST(StrictRequirementsTest, ALanguageIsToldOnceInJlptIfItIsAskedForInBothFrames) {
  const Internship opening = AnInternship("own", "own")
                                 .AsksCefr("ja", Cefr::kB1)
                                 .AsksJlpt(Jlpt::kN2)
                                 .AsksCefr("ja", Cefr::kB1);

  EXPECT_THAT(FindStrictRequirements(opening, AskingJlpt({0, 0, 0, 0, 0}), kAsOf),
              ElementsAre(StrictRequirement{StrictCode::kLanguageLevel, "ja", 4, 0, 5}));
}

TEST(StrictRequirementsTest, WhatMostDoNotAskAtAllIsToldWithoutNumbers) {
  AnInternship opening("own", "own");
  opening.Asks("log.drv.car", 2).At(13);
  opening.value().skills[0].hard = true;
  opening.value().target_study_years = {3};
  const Openings openings = AskingJlpt({0, 0, 0, 0, 0});
  const Openings alike = With(openings, [&](Internship& other) {
    other.skills = opening.value().skills;
    other.remote = false;
    other.target_programmes = {Programme::kBachelor};
  });

  EXPECT_THAT(FindStrictRequirements(opening, openings, kAsOf),
              ElementsAre(StrictRequirement{StrictCode::kHardSkill, "log.drv.car", 0, 0, 5},
                          StrictRequirement{StrictCode::kOnSiteOnly, "", 0, 0, 5},
                          StrictRequirement{StrictCode::kTargetsLimited, "", 0, 0, 5}));
  EXPECT_THAT(FindStrictRequirements(opening, alike, kAsOf), IsEmpty());
}

// The same, in the plainest way, for the requirements that random worlds vary most.
TEST(StrictRequirementsTest, NumbersAreThoseOfCountingInRandomWorlds) {
  int told = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const World world = RandomWorld(seed, 0, 120, 0);
    for (size_t i = 0; i < world.internships.size(); i += 10) {
      const Internship& own = *world.internships[i];
      std::vector<int> steps;
      std::map<std::string, int> by_employer;
      const auto must = std::find_if(
          own.languages.begin(), own.languages.end(), [](const LanguageRequirement& asked) {
            return asked.importance == Importance::kMust && asked.jlpt != Jlpt::kNone;
          });
      if (must == own.languages.end()) continue;
      for (const auto& other : world.internships) {
        if (other->employer == own.employer ||
            (!own.corporate_group.empty() && other->corporate_group == own.corporate_group) ||
            DivisionLetter(other->industry) != DivisionLetter(own.industry) ||
            other->state != InternshipState::kPublished || !other->employer_verified ||
            (other->deadline && *other->deadline <= RandomWorldTime()) ||
            (other->programme_type == ProgrammeType::kEmployment) !=
                (own.programme_type == ProgrammeType::kEmployment)) {
          continue;
        }
        int step = 0;
        bool other_frame = false;
        for (const LanguageRequirement& asked : other->languages) {
          if (asked.language != must->language || asked.importance != Importance::kMust) continue;
          step = std::max(step, static_cast<int>(asked.jlpt));
          other_frame = other_frame || asked.jlpt == Jlpt::kNone;
        }
        if (step == 0 && other_frame) continue;
        steps.push_back(step);
        ++by_employer[other->corporate_group.empty() ? other->employer.name()
                                                     : other->corporate_group];
      }
      std::sort(steps.begin(), steps.end());
      size_t most = 0;
      for (const auto& [name, count] : by_employer) most = std::max<size_t>(most, count);
      const auto asked = static_cast<int>(must->jlpt);
      const auto less =
          static_cast<size_t>(std::lower_bound(steps.begin(), steps.end(), asked) - steps.begin());
      const bool expected = steps.size() >= 5 && by_employer.size() >= 3 &&
                            2 * most < steps.size() && 2 * less > steps.size();

      std::vector<StrictRequirement> found =
          FindStrictRequirements(own, world.internships, RandomWorldTime());
      std::erase_if(found, [&](const StrictRequirement& requirement) {
        return requirement.code != StrictCode::kLanguageLevel ||
               requirement.subject != must->language;
      });

      if (!expected) {
        EXPECT_THAT(found, IsEmpty()) << "seed " << seed << " row " << i;
        continue;
      }
      ++told;
      EXPECT_THAT(found, ElementsAre(StrictRequirement{StrictCode::kLanguageLevel, must->language,
                                                       asked, steps[(steps.size() - 1) / 2],
                                                       static_cast<int>(steps.size() / 5 * 5)}))
          << "seed " << seed << " row " << i;
    }
  }
  EXPECT_GE(told, 5);
}

}  // namespace
}  // namespace banso
