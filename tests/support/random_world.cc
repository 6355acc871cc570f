#include "tests/support/random_world.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace banso {
namespace {

constexpr std::array kIndustries = {"39", "76",  "85",  "391", "G",  "56", "83", "M",   "24",
                                    "75", "854", "09",  "44",  "62", "72", "P",  "81",  "J",
                                    "06", "40",  "392", "5",   "01", "E",  "H",  "3911"};
constexpr std::array kOccupations = {"5120", "2512", "5131", "4110", "5321",  "2511", "9334",
                                     "5223", "2411", "5",    "2421", "25",    "4224", "2513",
                                     "2166", "51",   "2635", "3313", "2512.4"};
constexpr std::array kSkills = {
    "office.pc.excel", "soft.cust.service",   "food.cook.prep",       "lang.biz.keigo",
    "it.lang.python",  "it.lang.java",        "it.data.sql",          "food.hyg.basic",
    "food.hyg.haccp",  "care.elder.basic",    "retail.store.cash",    "log.wh.picking",
    "log.wh.forklift", "office.pc.word",      "it.web.html",          "soft.comm.teamwork",
    "des.vis.ui",      "fin.acc.bookkeeping", "care.elder.certified", "hosp.hotel.front"};
constexpr std::array kLanguages = {"ja", "en", "ar", "fa", "my", "uk", "fr", "am"};
constexpr std::array kZones = {"Asia/Tokyo", "America/Los_Angeles", "Europe/London"};

// A major group code of one digit is no JSIC code.
std::string IndustryCode(RandomSource& random) {
  const std::string code = kIndustries[random.Skewed(kIndustries.size())];
  return code == "5" ? "50" : code;
}

Skill BuiltIn(const std::string& code) { return {code, {code.substr(0, code.rfind('.'))}}; }

std::vector<std::string> Distinct(RandomSource& random, int count, auto make) {
  std::vector<std::string> values;
  for (int i = 0; i < count * 3 && static_cast<int>(values.size()) < count; ++i) {
    std::string value = make(random);
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

LanguageSkill RandomLanguage(RandomSource& random, std::string language) {
  LanguageSkill skill;
  skill.language = std::move(language);
  skill.self_assessed = static_cast<Cefr>(random.Between(0, 6));
  if (skill.language == "ja" && random.Chance(60)) {
    skill.jlpt = static_cast<Jlpt>(random.Between(1, 5));
    if (random.Chance(50)) skill.jlpt_score = random.Between(95, 180);
  }
  if (skill.language == "ja" && random.Chance(10)) skill.bjt_score = random.Between(0, 800);
  if (random.Chance(15)) skill.cefr_certificate = static_cast<Cefr>(random.Between(1, 6));
  if (random.Chance(15)) skill.native = true;
  return skill;
}

std::vector<LanguageSkill> RandomLanguages(RandomSource& random) {
  std::vector<LanguageSkill> skills;
  for (std::string& language : Distinct(random, random.Between(1, 3), [](RandomSource& r) {
         return std::string(kLanguages[r.Skewed(kLanguages.size())]);
       })) {
    skills.push_back(RandomLanguage(random, std::move(language)));
  }
  return skills;
}

Date RandomDate(RandomSource& random) {
  return JapanDate(RandomWorldTime()) + random.Between(10, 120);
}

WorkAuthorisation RandomAuthorisation(RandomSource& random) {
  WorkAuthorisation auth;
  const int kind = random.Between(1, 100);
  auth.auth_class = kind <= 45   ? AuthClass::kUnrestricted
                    : kind <= 75 ? AuthClass::kCapped
                    : kind <= 85 ? AuthClass::kDesignated
                    : kind <= 90 ? AuthClass::kFieldLimited
                    : kind <= 93 ? AuthClass::kPerEmployer
                    : kind <= 96 ? AuthClass::kNone
                                 : AuthClass::kUnknown;
  auth.seen = random.Chance(90) ? PapersSeen::kCardFront : PapersSeen::kVerbal;
  if (auth.auth_class == AuthClass::kCapped) {
    auth.weekly_cap_minutes = random.Chance(80) ? 28 * 60 : random.Between(10, 40) * 60;
    if (random.Chance(50)) {
      auth.vacation_daily_cap_minutes = 8 * 60;
      const Date first = RandomDate(random);
      auth.vacation_ranges.push_back({first, first + random.Between(5, 50)});
    }
  }
  if (auth.auth_class == AuthClass::kFieldLimited) {
    auth.industries_allowed.push_back(*ParseIndustry(IndustryCode(random)));
  }
  if (auth.auth_class == AuthClass::kDesignated) {
    auth.contract_kinds_allowed.push_back(ContractKind::kEmployment);
    auth.entertainment_excluded = true;
  }
  if (auth.auth_class == AuthClass::kPerEmployer) {
    auth.employers_allowed.push_back(
        EmployerId(absl::StrCat("employers/e", random.Between(0, 20))));
  }
  if (random.Chance(25)) auth.valid_until = RandomDate(random);
  if (random.Chance(10)) auth.renewal_filed_on = RandomDate(random);
  if (random.Chance(20)) {
    auth.other_work.push_back(
        {static_cast<absl::Weekday>(random.Between(0, 6)), random.Between(1, 8) * 60, {}});
  }
  if (random.Chance(4)) {
    auth.earliest_work_date = RandomDate(random);
    if (random.Chance(50)) auth.adult_labour_date = *auth.earliest_work_date + 900;
  }
  return auth;
}

}  // namespace

absl::Time RandomWorldTime() {
  return absl::FromCivil(absl::CivilMinute(2026, 12, 1, 9, 0), JapanTime());
}

Availability RandomAvailability(RandomSource& random) {
  Availability availability;
  for (int i = random.Between(0, 6); i > 0; --i) {
    WeeklyWindow window;
    window.day = static_cast<absl::Weekday>(random.Between(0, 6));
    window.start_minute = random.Between(0, 46) * 30 + (random.Chance(10) ? 15 : 0);
    window.end_minute = (window.start_minute + random.Between(2, 20) * 30) % kMinutesPerDay;
    if (window.end_minute == 0) window.end_minute = kMinutesPerDay;
    if (random.Chance(10)) {
      absl::LoadTimeZone(kZones[random.Between(0, kZones.size() - 1)], &window.zone);
    }
    if (random.Chance(10)) window.valid.first = RandomDate(random);
    if (random.Chance(10)) window.valid.last = RandomDate(random);
    window.skip_holidays = random.Chance(20);
    availability.weekly.push_back(window);
  }
  if (random.Chance(60)) {
    for (int day = 0; day < 5; ++day) {
      WeeklyWindow window;
      window.day = static_cast<absl::Weekday>(day);
      window.start_minute = 8 * 60;
      window.end_minute = 20 * 60;
      availability.weekly.push_back(window);
    }
  }
  for (int i = random.Between(0, 2); i > 0; --i) {
    AvailabilityException exception;
    exception.adds = random.Chance(50);
    exception.dates.first = RandomDate(random);
    exception.dates.last = exception.dates.first + random.Between(0, 3);
    if (random.Chance(50)) {
      exception.start_minute = random.Between(0, 40) * 30;
      exception.end_minute = exception.start_minute + random.Between(1, 7) * 30;
    }
    availability.exceptions.push_back(exception);
  }
  if (random.Chance(20)) {
    const absl::Time start = JapanMidnight(RandomDate(random)) + absl::Hours(10);
    availability.one_off.push_back({start, start + absl::Hours(random.Between(1, 5))});
  }
  if (random.Chance(20)) {
    const absl::Time start = JapanMidnight(RandomDate(random)) + absl::Hours(12);
    availability.busy.push_back({start, start + absl::Hours(random.Between(1, 30))});
  }
  return availability;
}

Candidate RandomCandidate(RandomSource& random, int id) {
  Candidate candidate;
  candidate.id = CandidateId(absl::StrFormat("candidates/c%07d", id));
  for (const std::string& code : Distinct(random, random.Between(0, 3), IndustryCode)) {
    candidate.industry_wishes.push_back(*ParseIndustry(code));
  }
  for (const std::string& code : Distinct(random, random.Between(0, 3), [](RandomSource& r) {
         return std::string(kOccupations[r.Skewed(kOccupations.size())]);
       })) {
    candidate.occupation_wishes.push_back(*ParseOccupation(code));
  }
  for (const std::string& code : Distinct(random, random.Between(0, 6), [](RandomSource& r) {
         return std::string(kSkills[r.Skewed(kSkills.size())]);
       })) {
    candidate.skills.push_back({BuiltIn(code), random.Between(1, 4)});
  }
  candidate.skills_assessed = random.Chance(70);
  candidate.languages = RandomLanguages(random);
  candidate.home = random.Chance(50) ? 13 : random.Between(1, 47);
  for (int i = random.Between(0, 4); i > 0; --i) {
    candidate.accepted.Add(random.Chance(60) ? random.Between(11, 14) : random.Between(1, 47));
  }
  candidate.accepts_remote = random.Chance(85);
  candidate.availability = RandomAvailability(random);
  if (random.Chance(40)) {
    candidate.study = Study{random.Between(1, 4), static_cast<Programme>(random.Between(1, 7))};
  }
  for (int i = random.Chance(25) ? random.Between(1, 2) : 0; i > 0; --i) {
    const auto kind = static_cast<NeedKind>(random.Between(1, kNeedKindCount - 1));
    candidate.needs.push_back(
        {kind, random.Chance(50) ? Importance::kMust : Importance::kPrefer, 17 * 60});
  }
  for (int i = random.Between(0, 3); i > 0; --i) {
    candidate.topics.Add(static_cast<Topic>(random.Between(1, 8)));
  }
  if (random.Chance(5)) {
    candidate.blocked_employers.push_back(
        EmployerId(absl::StrCat("employers/e", random.Between(0, 20))));
  }
  if (random.Chance(5)) candidate.blocked_groups.push_back("g1");
  if (random.Chance(5)) {
    candidate.blocked_advisors.push_back(
        AdvisorId(absl::StrFormat("advisors/a%07d", random.Between(0, 50))));
  }
  candidate.authorisation = RandomAuthorisation(random);
  for (ConsentScope scope : {ConsentScope::kService, ConsentScope::kEmployerBlinded}) {
    if (!random.Chance(95)) continue;
    candidate.consents.push_back({scope, "", absl::InfinitePast(), absl::InfiniteFuture()});
  }
  candidate.stage = static_cast<CaseStage>(random.Between(1, 11));
  if (candidate.stage == CaseStage::kClosed) candidate.stage = CaseStage::kPlanned;
  candidate.status = random.Chance(95) ? CaseStatus::kActive : CaseStatus::kPaused;
  if (random.Chance(80)) {
    candidate.first_interview = RandomWorldTime() - absl::Hours(random.Between(0, 5000));
  }
  return candidate;
}

Internship RandomInternship(RandomSource& random, int id) {
  Internship internship;
  const int employer = random.Skewed(20 + id / 10);
  internship.employer = EmployerId(absl::StrCat("employers/e", employer));
  internship.id = InternshipId(absl::StrFormat("employers/e%d/internships/i%07d", employer, id));
  if (employer % 10 == 1) internship.corporate_group = absl::StrCat("g", employer);
  internship.employer_verified = random.Chance(97);
  internship.programme_type = static_cast<ProgrammeType>(random.Between(1, 6));
  internship.industry = *ParseIndustry(IndustryCode(random));
  internship.occupation = *ParseOccupation(kOccupations[random.Skewed(kOccupations.size())]);
  for (const std::string& code : Distinct(random, random.Between(0, 5), [](RandomSource& r) {
         return std::string(kSkills[r.Skewed(kSkills.size())]);
       })) {
    const bool hard = random.Chance(4);
    internship.skills.push_back({BuiltIn(code), random.Between(1, 3), random.Chance(60), hard});
  }
  if (random.Chance(60)) {
    LanguageRequirement requirement;
    requirement.language = random.Chance(85) ? "ja" : "en";
    if (requirement.language == "ja" && random.Chance(70)) {
      requirement.jlpt = static_cast<Jlpt>(random.Between(1, 4));
    } else {
      requirement.cefr = static_cast<Cefr>(random.Between(1, 4));
    }
    requirement.importance = random.Chance(50) ? Importance::kMust : Importance::kPrefer;
    requirement.equivalent_accepted = random.Chance(30);
    internship.languages.push_back(requirement);
  }
  internship.contract_kind = static_cast<ContractKind>(random.Between(1, 4));
  internship.paid = random.Chance(60);
  internship.is_labour = internship.paid && random.Chance(80);
  internship.hourly_wage_yen = internship.paid ? 1300 : 0;
  internship.remote = random.Chance(20);
  if (!internship.remote || random.Chance(50)) {
    internship.prefecture = random.Chance(60) ? random.Between(11, 14) : random.Between(1, 47);
  }
  if (random.Chance(70)) {
    FixedSchedule fixed;
    const int start = random.Between(8, 12) * 60;
    const int end = start + random.Between(2, 9) * 60;
    Date date = RandomDate(random);
    for (int i = random.Between(1, 20); i > 0; --i) {
      fixed.shifts.push_back({date, start, end, end - start > 360 ? 60 : 0});
      date += absl::GetWeekday(date) == absl::Weekday::friday ? 3 : 1;
    }
    internship.schedule = std::move(fixed);
  } else {
    FlexSchedule flex;
    flex.dates.first = RandomDate(random);
    flex.dates.last = flex.dates.first + random.Between(3, 60);
    flex.days_per_week = random.Between(1, 5);
    flex.minutes_per_day = random.Between(2, 8) * 60;
    flex.start_minute = 9 * 60;
    flex.end_minute = 18 * 60;
    flex.weekdays[6] = random.Chance(50);
    internship.schedule = flex;
  }
  internship.seats = random.Between(1, 5);
  internship.seats_taken = random.Chance(90) ? 0 : internship.seats;
  if (random.Chance(50)) {
    internship.deadline = RandomWorldTime() + absl::Hours(24 * random.Between(-5, 60));
  }
  if (random.Chance(10)) internship.target_study_years = {3, 4};
  if (random.Chance(10)) internship.target_programmes = {Programme::kBachelor, Programme::kMaster};
  for (int kind = 1; kind < kNeedKindCount; ++kind) {
    internship.facilities.Set(static_cast<NeedKind>(kind),
                              static_cast<Answer>(random.Between(0, 2)));
  }
  internship.entertainment_premises = random.Chance(3);
  internship.state = random.Chance(96) ? InternshipState::kPublished : InternshipState::kDraft;
  return internship;
}

Advisor RandomAdvisor(RandomSource& random, int id) {
  Advisor advisor;
  advisor.id = AdvisorId(absl::StrFormat("advisors/a%07d", id));
  for (const std::string& code : Distinct(random, random.Between(1, 3), IndustryCode)) {
    advisor.industries.push_back(*ParseIndustry(code));
  }
  for (const std::string& code : Distinct(random, random.Between(1, 2), [](RandomSource& r) {
         return std::string(kOccupations[r.Skewed(kOccupations.size())]);
       })) {
    advisor.occupations.push_back(*ParseOccupation(code));
  }
  for (int i = random.Between(1, 5); i > 0; --i) {
    advisor.topics.Add(static_cast<Topic>(random.Between(1, 8)));
  }
  advisor.languages = RandomLanguages(random);
  advisor.availability = RandomAvailability(random);
  advisor.max_active = random.Between(0, 4);
  advisor.active = random.Between(0, 3);
  advisor.safeguarding_trained = random.Chance(50);
  advisor.declared_gender = static_cast<DeclaredGender>(random.Between(0, 3));
  advisor.sign_language = static_cast<Answer>(random.Between(0, 2));
  advisor.state = random.Chance(92) ? AdvisorState::kActive : AdvisorState::kOnLeave;
  return advisor;
}

World RandomWorld(uint64_t seed, int candidates, int internships, int advisors) {
  RandomSource random(seed);
  World world;
  for (int i = 0; i < candidates; ++i) {
    world.candidates.push_back(std::make_shared<const Candidate>(RandomCandidate(random, i)));
  }
  for (int i = 0; i < internships; ++i) {
    world.internships.push_back(std::make_shared<const Internship>(RandomInternship(random, i)));
  }
  for (int i = 0; i < advisors; ++i) {
    world.advisors.push_back(std::make_shared<const Advisor>(RandomAdvisor(random, i)));
  }
  return world;
}

}  // namespace banso
