#include "bench/world.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/support/random_world.h"

namespace banso::bench {
namespace {

constexpr int kFields = 24;          // of work; field 0 is that of skills that any work can use
constexpr int kSkillsPerField = 80;  // as many as half of the built-in list, times the fields
constexpr int kSkillsPerGroup = 8;   // which are related
constexpr int kEmployers = 20'000;
constexpr int kGroups = 400;

// Draws i of [0, size) with weight 1 / (i + 1). Integers only: the same everywhere.
class Zipf {
 public:
  explicit Zipf(int size) {
    uint64_t sum = 0;
    for (int i = 0; i < size; ++i) sums_.push_back(sum += (uint64_t{1} << 32) / (i + 1));
  }
  int Draw(RandomSource& random) const {
    const uint64_t point = random.Next() % sums_.back();
    return static_cast<int>(std::upper_bound(sums_.begin(), sums_.end(), point) - sums_.begin());
  }

 private:
  std::vector<uint64_t> sums_;
};

enum class Kind : uint64_t {
  kCandidate = 1,
  kInternship,
  kAdvisor,
  kAskingCandidate,
  kAskingInternship,
  kShowing,
  kVocabulary,
};

RandomSource SourceOf(uint64_t seed, Kind kind, int row) {
  RandomSource mix(seed + static_cast<uint64_t>(kind) * 0x9e6c63d0876a9a47 +
                   static_cast<uint64_t>(row) * 0xd1342543de82ef95);
  return RandomSource(mix.Next());
}

// Eight hexadecimal digits, different for different rows and in another order than they.
std::string Scrambled(int row) {
  return absl::StrFormat("%08x", static_cast<uint32_t>(row) * 0x9e3779b1U);
}

EmployerId EmployerOf(int number) { return EmployerId(absl::StrFormat("employers/%05d", number)); }
std::string GroupOf(int employer) {
  return employer % 5 == 0 ? absl::StrCat("g", employer / 5 % kGroups) : "";
}

constexpr std::array kLanguages = {"ja", "en", "my", "fa", "ar", "uk", "fr", "am", "ps", "so"};
constexpr std::array kZones = {"America/Los_Angeles", "Europe/London", "Australia/Sydney"};

absl::TimeZone ZoneAbroad(RandomSource& random) {
  static const auto* const zones = [] {
    auto* loaded = new std::vector<absl::TimeZone>(kZones.size());
    for (size_t i = 0; i < kZones.size(); ++i) absl::LoadTimeZone(kZones[i], &(*loaded)[i]);
    return loaded;
  }();
  return (*zones)[random.Between(0, static_cast<int>(zones->size()) - 1)];
}

// Most people and most work are in and around Tokyo, Osaka, Nagoya and Fukuoka.
Prefecture SomePrefecture(RandomSource& random) {
  const int percent = random.Between(1, 100);
  if (percent <= 30) return 13;
  if (percent <= 52) return random.Chance(40) ? 14 : random.Between(11, 12);
  if (percent <= 64) return 27;
  if (percent <= 72) return 23;
  if (percent <= 77) return 40;
  return random.Between(1, 47);
}

WeeklyWindow Window(absl::Weekday day, int start_hour, int end_hour) {
  WeeklyWindow window;
  window.day = day;
  window.start_minute = start_hour * 60;
  window.end_minute = end_hour * 60;
  return window;
}

absl::Weekday Weekday(int day) { return static_cast<absl::Weekday>(day); }

Date SoonDate(RandomSource& random) {
  return JapanDate(WorldMaker::AsOf()) + random.Between(7, 90);
}

void AddChanges(RandomSource& random, Availability* availability) {
  if (random.Chance(15)) {
    AvailabilityException away;
    away.dates.first = SoonDate(random);
    away.dates.last = away.dates.first + random.Between(0, 6);
    availability->exceptions.push_back(away);
  }
  if (random.Chance(10)) {
    const absl::Time start = JapanMidnight(SoonDate(random)) + absl::Hours(random.Between(9, 20));
    availability->busy.push_back({start, start + absl::Hours(random.Between(1, 3))});
  }
}

Availability CandidateTime(RandomSource& random, Regime regime) {
  Availability availability;
  if (regime == Regime::kUnselective) {
    const bool any_day = random.Chance(25);
    for (int day = 0; day < (any_day ? 7 : 5); ++day) {
      availability.weekly.push_back(Window(Weekday(day), 8, any_day ? 22 : 20));
    }
    if (random.Chance(20)) AddChanges(random, &availability);
    return availability;
  }
  // What classes and a job leave: some half days, or the working days but one.
  if (random.Chance(25)) {
    const int busy = random.Between(0, 4);
    for (int day = 0; day < 5; ++day) {
      if (day != busy) availability.weekly.push_back(Window(Weekday(day), 9, 18));
    }
  } else {
    for (int i = random.Between(2, 4); i > 0; --i) {
      const int start = random.Between(8, 17);
      availability.weekly.push_back(
          Window(Weekday(random.Between(0, 6)), start, start + random.Between(3, 6)));
      availability.weekly.back().skip_holidays = random.Chance(10);
    }
  }
  AddChanges(random, &availability);
  return availability;
}

Availability AdvisorTime(RandomSource& random, Regime regime) {
  Availability availability;
  const bool easy = regime == Regime::kUnselective;
  for (int i = easy ? random.Between(2, 4) : 1; i > 0; --i) {
    availability.weekly.push_back(Window(Weekday(random.Between(0, 4)), easy ? 18 : 19, 22));
  }
  if (random.Chance(easy ? 70 : 15)) {
    availability.weekly.push_back(Window(Weekday(random.Between(5, 6)), 10, 17));
  }
  if (random.Chance(3)) {
    const absl::TimeZone zone = ZoneAbroad(random);
    for (WeeklyWindow& window : availability.weekly) window.zone = zone;
  }
  AddChanges(random, &availability);
  return availability;
}

LanguageSkill Japanese(RandomSource& random, Regime regime) {
  LanguageSkill skill;
  skill.language = kLanguages[0];
  if (regime == Regime::kUnselective && random.Chance(15)) {
    skill.native = true;
    return skill;
  }
  const bool easy = regime == Regime::kUnselective;
  if (random.Chance(80)) {
    skill.jlpt = static_cast<Jlpt>(easy ? random.Between(3, 5) : random.Between(1, 4));
    if (random.Chance(60)) skill.jlpt_score = random.Between(95, 160);
  }
  if (random.Chance(5)) skill.bjt_score = random.Between(200, 600);
  skill.self_assessed = static_cast<Cefr>(easy ? random.Between(3, 5) : random.Between(1, 4));
  return skill;
}

WorkAuthorisation Authorisation(RandomSource& random, Regime regime) {
  WorkAuthorisation auth;
  const int percent = random.Between(1, 100);
  const bool easy = regime == Regime::kUnselective;
  auth.auth_class = percent <= (easy ? 80 : 35)   ? AuthClass::kUnrestricted
                    : percent <= (easy ? 95 : 75) ? AuthClass::kCapped
                    : percent <= (easy ? 98 : 86) ? AuthClass::kDesignated
                    : percent <= (easy ? 99 : 92) ? AuthClass::kFieldLimited
                    : percent <= 95               ? AuthClass::kPerEmployer
                    : percent <= 97               ? AuthClass::kNone
                                                  : AuthClass::kUnknown;
  auth.seen = random.Chance(95) ? PapersSeen::kCardFront : PapersSeen::kVerbal;
  if (auth.auth_class == AuthClass::kCapped) {
    auth.weekly_cap_minutes = 28 * 60;
    if (random.Chance(60)) {
      auth.vacation_daily_cap_minutes = 8 * 60;
      auth.vacation_ranges.push_back({Date(2026, 12, 24), Date(2027, 1, 7)});
      auth.vacation_ranges.push_back({Date(2027, 2, 6), Date(2027, 3, 31)});
    }
    if (random.Chance(25)) {
      auth.other_work.push_back({Weekday(random.Between(0, 6)), random.Between(2, 6) * 60, {}});
    }
  }
  if (auth.auth_class == AuthClass::kDesignated) {
    auth.contract_kinds_allowed.push_back(ContractKind::kEmployment);
    auth.entertainment_excluded = true;
  }
  if (auth.auth_class == AuthClass::kPerEmployer) {
    auth.employers_allowed.push_back(EmployerOf(random.Skewed(kEmployers)));
  }
  if (random.Chance(easy ? 10 : 30)) auth.valid_until = SoonDate(random) + 30;
  if (auth.valid_until && random.Chance(30)) auth.renewal_filed_on = *auth.valid_until - 20;
  if (random.Chance(easy ? 1 : 4)) {
    auth.earliest_work_date = Date(2026, 4, 1);
    auth.adult_labour_date = SoonDate(random) + 300;
  }
  return auth;
}

// Days of work in a row, weekends left out.
FixedSchedule Days(Date date, int days, int start_minute, int end_minute, int break_minutes) {
  FixedSchedule fixed;
  fixed.shifts.reserve(days);
  for (; days > 0; ++date) {
    if (absl::GetWeekday(date) >= absl::Weekday::saturday) continue;
    fixed.shifts.push_back({date, start_minute, end_minute, break_minutes});
    --days;
  }
  return fixed;
}

Schedule Hours(RandomSource& random, Regime regime) {
  const bool easy = regime == Regime::kUnselective;
  const Date first = SoonDate(random);
  if (random.Chance(30)) {
    FlexSchedule flex;
    flex.dates = {first, first + random.Between(13, 60)};
    flex.days_per_week = easy ? random.Between(1, 3) : random.Between(2, 5);
    flex.minutes_per_day = (easy ? random.Between(3, 6) : random.Between(4, 8)) * 60;
    flex.break_minutes = flex.minutes_per_day > 360 ? 60 : 0;
    flex.start_minute = 9 * 60;
    flex.end_minute = (easy ? 20 : 18) * 60;
    flex.weekdays[5] = flex.weekdays[6] = random.Chance(30);
    return flex;
  }
  const int percent = random.Between(1, 100);
  const int days = percent <= (easy ? 50 : 15)   ? random.Between(1, 2)
                   : percent <= (easy ? 90 : 60) ? 5
                   : percent <= 95               ? 10
                                                 : 20;
  const int start = random.Between(9, 11) * 60;
  const int end = start + (easy ? random.Between(3, 7) : random.Between(4, 9)) * 60;
  return Days(first, days, start, end, end - start > 360 ? 60 : 0);
}

}  // namespace

std::string RegimeName(Regime regime) {
  return regime == Regime::kSelective ? "selective" : "unselective";
}

// The codes that profiles are made of, most common ones first.
class WorldMaker::Vocabulary {
 public:
  Vocabulary()
      : industry_(Industries()),
        occupation_(Occupations()),
        any_industry_(static_cast<int>(industry_.size())),
        any_occupation_(static_cast<int>(occupation_.size())),
        employer_(kEmployers),
        skill_of_field_(kSkillsPerField) {
    for (int field = 0; field <= kFields; ++field) {
      for (int i = 0; i < kSkillsPerField; ++i) {
        // Common skills are not all related to each other: groups go across the ranks.
        const std::string group =
            absl::StrFormat("f%02d.g%02d", field, i % (kSkillsPerField / kSkillsPerGroup));
        skill_.push_back({absl::StrFormat("%s.s%02d", group, i), {group}});
      }
    }
  }

  int EmployerNumber(RandomSource& random) const { return employer_.Draw(random); }

  // Of three or four digits, as an opening or an advisor has; the number says which field it is.
  std::pair<CodePath, int> Industry(RandomSource& random) const {
    const int i = any_industry_.Draw(random);
    return {industry_[i], FieldOf(i)};
  }
  CodePath Occupation(RandomSource& random) const {
    return occupation_[any_occupation_.Draw(random)];
  }
  // As people wish them: often only roughly.
  std::pair<CodePath, int> WishedIndustry(RandomSource& random) const {
    const int i = any_industry_.Draw(random);
    const std::string& code = industry_[i].code();
    if (random.Chance(15)) {
      return {*ParseIndustry(std::string(1, DivisionLetter(industry_[i]))), FieldOf(i)};
    }
    return {*ParseIndustry(code.substr(0, random.Chance(60) ? 2 : 3)), FieldOf(i)};
  }
  CodePath WishedOccupation(RandomSource& random) const {
    const std::string& code = occupation_[any_occupation_.Draw(random)].code();
    return *ParseOccupation(code.substr(0, random.Between(2, 4)));
  }
  // Different skills of a field of work, and such as any work can use.
  std::vector<Skill> Skills(RandomSource& random, int field, int count) const {
    std::vector<int> chosen;
    for (int tries = 0; tries < 4 * count && static_cast<int>(chosen.size()) < count; ++tries) {
      const int in = random.Chance(35) ? 0 : 1 + field;
      const int i = in * kSkillsPerField + skill_of_field_.Draw(random);
      if (std::find(chosen.begin(), chosen.end(), i) == chosen.end()) chosen.push_back(i);
    }
    std::vector<Skill> skills;
    skills.reserve(chosen.size());
    for (int i : chosen) skills.push_back(skill_[i]);
    return skills;
  }

 private:
  static int FieldOf(int industry) { return industry % kFields; }

  static void Shuffle(std::vector<CodePath>* codes) {
    RandomSource random = SourceOf(0, Kind::kVocabulary, static_cast<int>(codes->size()));
    for (size_t i = codes->size(); i > 1; --i) {
      std::swap((*codes)[i - 1], (*codes)[random.Next() % i]);
    }
  }
  static std::vector<CodePath> Industries() {
    std::vector<CodePath> codes;
    for (int group = 10; group < 990; ++group) {
      if (group % 10 == 0 || group % 10 > 5) continue;
      codes.push_back(*ParseIndustry(absl::StrFormat("%03d", group)));
      for (int last = 1; last <= 2; ++last) {
        codes.push_back(*ParseIndustry(absl::StrFormat("%03d%d", group, last)));
      }
    }
    Shuffle(&codes);
    return codes;
  }
  static std::vector<CodePath> Occupations() {
    std::vector<CodePath> codes;
    for (int code = 1111; code < 9444; ++code) {
      const std::string digits = absl::StrCat(code);
      const bool used = digits.find_first_of("056789", 1) == std::string::npos;
      if (used && digits[3] != '4') codes.push_back(*ParseOccupation(digits));
    }
    Shuffle(&codes);
    return codes;
  }

  const std::vector<CodePath> industry_;
  const std::vector<CodePath> occupation_;
  const Zipf any_industry_;
  const Zipf any_occupation_;
  const Zipf employer_;
  const Zipf skill_of_field_;
  std::vector<Skill> skill_;
};

WorldMaker::WorldMaker(uint64_t seed, Regime regime)
    : seed_(seed), regime_(regime), words_(std::make_unique<const Vocabulary>()) {}

WorldMaker::~WorldMaker() = default;

absl::Time WorldMaker::AsOf() {
  return absl::FromCivil(absl::CivilMinute(2026, 12, 1, 9, 0), JapanTime());
}

namespace {

void AddIfNew(CodePath code, std::vector<CodePath>* codes) {
  if (std::find(codes->begin(), codes->end(), code) == codes->end()) {
    codes->push_back(std::move(code));
  }
}

template <typename WordsT>
Candidate SomeCandidate(RandomSource& random, const WordsT& words, Regime regime) {
  const bool easy = regime == Regime::kUnselective;
  Candidate candidate;
  int field = random.Between(0, kFields - 1);
  for (int i = random.Chance(92) ? random.Between(1, 3) : 0; i > 0; --i) {
    auto [code, of_field] = words.WishedIndustry(random);
    if (candidate.industry_wishes.empty()) field = of_field;
    AddIfNew(std::move(code), &candidate.industry_wishes);
  }
  for (int i = random.Chance(85) ? random.Between(1, 3) : 0; i > 0; --i) {
    AddIfNew(words.WishedOccupation(random), &candidate.occupation_wishes);
  }
  for (Skill& skill : words.Skills(random, field, random.Between(1, 8))) {
    candidate.skills.push_back({std::move(skill), random.Between(1, 4)});
  }
  candidate.skills_assessed = random.Chance(75);
  candidate.languages.push_back(Japanese(random, regime));
  for (int i = random.Between(easy ? 1 : 0, 2); i > 0; --i) {
    LanguageSkill skill;
    skill.language = kLanguages[i == 1 ? 1 : random.Between(2, kLanguages.size() - 1)];
    skill.self_assessed = static_cast<Cefr>(random.Between(easy ? 3 : 1, 6));
    skill.native = i == 2;
    candidate.languages.push_back(std::move(skill));
  }
  candidate.home = SomePrefecture(random);
  for (int i = easy ? random.Between(6, 12) : random.Between(0, 2); i > 0; --i) {
    candidate.accepted.Add(SomePrefecture(random));
  }
  candidate.accepts_remote = random.Chance(easy ? 97 : 40);
  candidate.availability = CandidateTime(random, regime);
  if (random.Chance(easy ? 60 : 45)) {
    candidate.study = Study{random.Between(1, 4), static_cast<Programme>(random.Between(2, 7))};
  }
  if (random.Chance(easy ? 4 : 20)) {
    const auto kind = static_cast<NeedKind>(random.Between(1, kNeedKindCount - 1));
    candidate.needs.push_back({kind, random.Chance(60) ? Importance::kMust : Importance::kPrefer,
                               random.Between(16, 18) * 60});
  }
  for (int i = random.Between(0, 3); i > 0; --i) {
    candidate.topics.Add(static_cast<Topic>(random.Between(1, 8)));
  }
  if (random.Chance(4)) {
    const int employer = words.EmployerNumber(random);
    candidate.blocked_employers.push_back(EmployerOf(employer));
    if (!GroupOf(employer).empty()) candidate.blocked_groups.push_back(GroupOf(employer));
  }
  candidate.authorisation = Authorisation(random, regime);
  candidate.stage = static_cast<CaseStage>(random.Between(3, 7));
  if (random.Chance(90)) {
    candidate.first_interview = WorldMaker::AsOf() - absl::Hours(24 * random.Between(0, 400));
  }
  if (random.Chance(10)) {
    const int employer = words.EmployerNumber(random);
    candidate.open_applications.push_back({EmployerOf(employer), GroupOf(employer)});
  }
  return candidate;
}

void Agree(Candidate* candidate, ConsentScope scope) {
  candidate->consents.push_back({scope, "", WorldMaker::AsOf() - absl::Hours(24 * 30),
                                 WorldMaker::AsOf() + absl::Hours(24 * 335)});
}

template <typename WordsT>
Internship SomeInternship(RandomSource& random, const WordsT& words, Regime regime, int row) {
  const bool easy = regime == Regime::kUnselective;
  Internship internship;
  const int employer = words.EmployerNumber(random);
  internship.employer = EmployerOf(employer);
  internship.id =
      InternshipId(absl::StrCat(internship.employer.name(), "/internships/", Scrambled(row)));
  internship.corporate_group = GroupOf(employer);
  internship.employer_verified = true;
  internship.programme_type = static_cast<ProgrammeType>(random.Between(1, 6));
  auto [industry, field] = words.Industry(random);
  internship.industry = std::move(industry);
  internship.occupation = words.Occupation(random);
  std::vector<Skill> skills = words.Skills(random, field, random.Between(easy ? 0 : 1, 5));
  internship.skills.reserve(skills.size());
  for (Skill& skill : skills) {
    const bool hard = random.Chance(easy ? 1 : 8);
    internship.skills.push_back({std::move(skill), random.Between(1, 3), random.Chance(60), hard});
  }
  if (random.Chance(easy ? 50 : 85)) {
    LanguageRequirement asked;
    asked.language = kLanguages[0];
    if (random.Chance(75)) {
      asked.jlpt = static_cast<Jlpt>(easy ? random.Between(2, 4) : random.Between(2, 5));
      asked.equivalent_accepted = random.Chance(40);
    } else {
      asked.cefr = static_cast<Cefr>(random.Between(2, easy ? 4 : 5));
    }
    asked.importance = random.Chance(easy ? 30 : 85) ? Importance::kMust : Importance::kPrefer;
    internship.languages.push_back(std::move(asked));
  }
  if (random.Chance(12)) {
    LanguageRequirement asked;
    asked.language = kLanguages[random.Chance(80) ? 1 : random.Between(2, 5)];
    asked.cefr = static_cast<Cefr>(random.Between(2, 4));
    asked.importance = random.Chance(easy ? 10 : 40) ? Importance::kMust : Importance::kPrefer;
    internship.languages.push_back(std::move(asked));
  }
  internship.contract_kind = random.Chance(75) ? ContractKind::kEmployment
                                               : static_cast<ContractKind>(random.Between(2, 4));
  internship.paid = random.Chance(easy ? 60 : 75);
  internship.is_labour = internship.paid && random.Chance(90);
  internship.hourly_wage_yen = internship.paid ? random.Between(1230, 2000) : 0;
  internship.remote = random.Chance(easy ? 45 : 8);
  if (!internship.remote || random.Chance(50)) internship.prefecture = SomePrefecture(random);
  internship.schedule = Hours(random, regime);
  internship.seats = random.Between(1, 5);
  if (random.Chance(60)) {
    internship.deadline = WorldMaker::AsOf() + absl::Hours(24 * random.Between(2, 60) + 8);
  }
  if (random.Chance(easy ? 5 : 20)) internship.target_study_years = {3, 4};
  if (random.Chance(easy ? 3 : 15)) {
    internship.target_programmes = {Programme::kBachelor, Programme::kMaster};
  }
  for (int kind = 1; kind < kNeedKindCount; ++kind) {
    const int percent = random.Between(1, 100);
    internship.facilities.Set(static_cast<NeedKind>(kind), percent <= 50   ? Answer::kYes
                                                           : percent <= 65 ? Answer::kNo
                                                                           : Answer::kUnknown);
  }
  internship.entertainment_premises = random.Chance(2);
  internship.state = InternshipState::kPublished;
  return internship;
}

template <typename T, typename Make>
std::vector<std::shared_ptr<const T>> Rows(int rows, Make make) {
  std::vector<std::shared_ptr<const T>> items;
  items.reserve(rows);
  for (int row = 0; row < rows; ++row) items.push_back(std::make_shared<const T>(make(row)));
  return items;
}

}  // namespace

Candidate WorldMaker::MakeCandidate(int row) const {
  RandomSource random = SourceOf(seed_, Kind::kCandidate, row);
  Candidate candidate = SomeCandidate(random, *words_, regime_);
  candidate.id = CandidateId(absl::StrCat("candidates/", Scrambled(row)));
  if (random.Chance(97)) Agree(&candidate, ConsentScope::kService);
  if (random.Chance(regime_ == Regime::kUnselective ? 95 : 70)) {
    Agree(&candidate, ConsentScope::kEmployerBlinded);
  }
  if (random.Chance(8)) candidate.status = CaseStatus::kPaused;
  if (random.Chance(3)) candidate.household = absl::StrCat("h", row);
  if (random.Chance(2)) {
    candidate.blocked_advisors.push_back(
        AdvisorId(absl::StrCat("advisors/", Scrambled(random.Between(0, 9999)))));
  }
  return candidate;
}

Candidate WorldMaker::MakeAskingCandidate(int number) const {
  RandomSource random = SourceOf(seed_, Kind::kAskingCandidate, number);
  Candidate candidate = SomeCandidate(random, *words_, regime_);
  candidate.id = CandidateId(absl::StrCat("candidates/asks-", number));
  Agree(&candidate, ConsentScope::kService);
  Agree(&candidate, ConsentScope::kEmployerBlinded);
  if (random.Chance(10)) {
    candidate.blocked_advisors.push_back(
        AdvisorId(absl::StrCat("advisors/", Scrambled(random.Between(0, 9999)))));
  }
  return candidate;
}

Internship WorldMaker::MakeInternship(int row) const {
  RandomSource random = SourceOf(seed_, Kind::kInternship, row);
  Internship internship = SomeInternship(random, *words_, regime_, row);
  // What a catalogue holds besides what can be had.
  if (random.Chance(3)) internship.employer_verified = false;
  if (random.Chance(5)) internship.state = InternshipState::kDraft;
  if (random.Chance(8)) internship.seats_taken = internship.seats;
  if (random.Chance(8)) {
    internship.deadline = AsOf() - absl::Hours(24 * random.Between(0, 40));
  }
  return internship;
}

Internship WorldMaker::MakeAskingInternship(int number) const {
  RandomSource random = SourceOf(seed_, Kind::kAskingInternship, number);
  Internship internship = SomeInternship(random, *words_, regime_, -1 - number);
  internship.target_study_years.clear();
  internship.target_programmes.clear();
  if (regime_ == Regime::kSelective) {
    // Most openings of this regime have nobody who is free for all of their hours. One that is
    // asked with has hours beside classes, and nothing that must be known already.
    for (SkillRequirement& asked : internship.skills) asked.hard = false;
    FlexSchedule flex;
    flex.dates.first = SoonDate(random);
    flex.dates.last = flex.dates.first + random.Between(13, 60);
    flex.days_per_week = random.Between(1, 3);
    flex.minutes_per_day = random.Between(3, 4) * 60;
    flex.start_minute = 9 * 60;
    flex.end_minute = 20 * 60;
    flex.weekdays[5] = flex.weekdays[6] = true;
    internship.schedule = flex;
  }
  return internship;
}

Advisor WorldMaker::MakeAdvisor(int row) const {
  const bool easy = regime_ == Regime::kUnselective;
  RandomSource random = SourceOf(seed_, Kind::kAdvisor, row);
  Advisor advisor;
  advisor.id = AdvisorId(absl::StrCat("advisors/", Scrambled(row)));
  for (int i = random.Between(1, 2); i > 0; --i) {
    AddIfNew(words_->Industry(random).first, &advisor.industries);
  }
  for (int i = random.Between(1, 2); i > 0; --i) {
    AddIfNew(words_->Occupation(random), &advisor.occupations);
  }
  const int employer = words_->EmployerNumber(random);
  advisor.employer = EmployerOf(employer);
  advisor.corporate_group = GroupOf(employer);
  for (int i = random.Between(2, 6); i > 0; --i) {
    advisor.topics.Add(static_cast<Topic>(random.Between(1, 8)));
  }
  LanguageSkill japanese;
  japanese.language = kLanguages[0];
  japanese.native = true;
  if (easy || random.Chance(60)) advisor.languages.push_back(japanese);
  if (random.Chance(60) || advisor.languages.empty()) {
    LanguageSkill other;
    other.language = kLanguages[random.Chance(80) ? 1 : random.Between(2, kLanguages.size() - 1)];
    other.self_assessed = static_cast<Cefr>(random.Between(easy ? 3 : 1, 6));
    advisor.languages.push_back(std::move(other));
  }
  advisor.availability = AdvisorTime(random, regime_);
  advisor.max_active = random.Between(1, 4);
  advisor.active = random.Chance(easy ? 90 : 40) ? random.Between(0, advisor.max_active - 1)
                                                 : advisor.max_active;
  advisor.safeguarding_trained = random.Chance(60);
  advisor.declared_gender = static_cast<DeclaredGender>(random.Between(0, 2));
  advisor.sign_language = static_cast<Answer>(random.Between(0, 2));
  advisor.state = random.Chance(easy ? 95 : 80) ? AdvisorState::kActive : AdvisorState::kOnLeave;
  return advisor;
}

std::shared_ptr<const World> WorldMaker::Candidates(int rows) const {
  auto world = std::make_shared<World>();
  world->candidates = Rows<Candidate>(rows, [&](int row) { return MakeCandidate(row); });
  return world;
}

std::shared_ptr<const World> WorldMaker::Internships(int rows) const {
  auto world = std::make_shared<World>();
  world->internships = Rows<Internship>(rows, [&](int row) { return MakeInternship(row); });
  return world;
}

std::shared_ptr<const World> WorldMaker::Advisors(int rows) const {
  auto world = std::make_shared<World>();
  world->advisors = Rows<Advisor>(rows, [&](int row) { return MakeAdvisor(row); });
  return world;
}

absl::flat_hash_map<CandidateId, int> WorldMaker::Showings(int rows) const {
  absl::flat_hash_map<CandidateId, int> showings;
  for (int row = 0; row < rows; ++row) {
    RandomSource random = SourceOf(seed_, Kind::kShowing, row);
    if (random.Chance(10)) {
      showings[CandidateId(absl::StrCat("candidates/", Scrambled(row)))] = random.Between(1, 9);
    }
  }
  return showings;
}

}  // namespace banso::bench
