// What was encoded is decoded to the same value, and nothing else is decoded at all.
#include "engine/codec/value_codec.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::Ne;

template <typename T>
std::string Bytes(const T& value) {
  std::string bytes;
  Encode(value, &bytes);
  return bytes;
}

// All paths of a value: what their == does not compare is compared here.
std::vector<CodePath> Paths(const Candidate& value) {
  std::vector<CodePath> paths = value.industry_wishes;
  for (const auto* more : {&value.occupation_wishes, &value.authorisation.industries_allowed,
                           &value.authorisation.occupations_allowed}) {
    paths.insert(paths.end(), more->begin(), more->end());
  }
  return paths;
}
std::vector<CodePath> Paths(const Internship& value) { return {value.industry, value.occupation}; }
std::vector<CodePath> Paths(const Advisor& value) {
  std::vector<CodePath> paths = value.industries;
  paths.insert(paths.end(), value.occupations.begin(), value.occupations.end());
  return paths;
}

void ExpectSamePath(const CodePath& decoded, const CodePath& path) {
  EXPECT_EQ(decoded.code(), path.code());
  EXPECT_EQ(decoded.scheme(), path.scheme()) << path.code();
  ASSERT_EQ(decoded.depth(), path.depth()) << path.code();
  for (int level = 0; level < path.depth(); ++level) {
    EXPECT_EQ(decoded.level(level), path.level(level)) << path.code();
  }
}

// Decodes into `scratch`, whatever it holds.
template <typename T>
void ExpectRoundTrip(const T& value, T* scratch) {
  const std::string bytes = Bytes(value);

  ASSERT_TRUE(Decode(bytes, scratch)) << value.id.name();

  EXPECT_TRUE(*scratch == value) << value.id.name();
  EXPECT_EQ(Bytes(*scratch), bytes) << value.id.name();
  const std::vector<CodePath> decoded = Paths(*scratch);
  const std::vector<CodePath> paths = Paths(value);
  ASSERT_EQ(decoded.size(), paths.size());
  for (size_t i = 0; i < paths.size(); ++i) ExpectSamePath(decoded[i], paths[i]);
}
template <typename T>
void ExpectRoundTrip(const T& value) {
  T scratch;
  ExpectRoundTrip(value, &scratch);
}

// ---- Values with something odd in every field ---------------------------------------------------

int OddInt(RandomSource& random) {
  static constexpr int kInts[] = {0,
                                  1,
                                  -1,
                                  63,
                                  64,
                                  -64,
                                  -65,
                                  8191,
                                  8192,
                                  1 << 20,
                                  std::numeric_limits<int>::max(),
                                  std::numeric_limits<int>::min()};
  return kInts[random.Between(0, std::size(kInts) - 1)];
}

std::string OddText(RandomSource& random) {
  static const std::string kTexts[] = {"",
                                       "a",
                                       std::string("\0\x80\xff", 3),
                                       "難民",
                                       std::string(127, 'x'),
                                       std::string(128, 'y'),
                                       std::string(20'000, 'z')};
  return kTexts[random.Between(0, 5 + (random.Chance(5) ? 1 : 0))];
}

Date OddDate(RandomSource& random) {
  static const Date kDates[] = {Date(),
                                Date(2026, 12, 1),
                                Date(2000, 2, 29),
                                Date(1900, 2, 28),
                                Date(2027, 1, 31),
                                Date(-1, 12, 31),
                                Date(0, 2, 29),
                                Date(20'001, 1, 1),
                                Date(std::numeric_limits<int64_t>::max(), 12, 31),
                                Date(std::numeric_limits<int64_t>::min(), 1, 1)};
  return kDates[random.Between(0, std::size(kDates) - 1)];
}

absl::Time OddTime(RandomSource& random) {
  const absl::Duration tick = absl::Nanoseconds(1) / 4;
  const absl::Time last =
      absl::FromUnixSeconds(std::numeric_limits<int64_t>::max()) + absl::Seconds(1) - tick;
  const absl::Time first = absl::FromUnixSeconds(std::numeric_limits<int64_t>::min());
  const absl::Time times[] = {absl::InfiniteFuture(),
                              absl::InfinitePast(),
                              absl::UnixEpoch(),
                              absl::UnixEpoch() + tick,
                              absl::UnixEpoch() - tick,
                              last,
                              first,
                              first + tick,
                              RandomWorldTime() + absl::Microseconds(random.Between(0, 1 << 30)),
                              RandomWorldTime() - 3 * tick};
  return times[random.Between(0, std::size(times) - 1)];
}

absl::TimeZone OddZone(RandomSource& random) {
  static const absl::TimeZone kZones[] = {JapanTime(), absl::UTCTimeZone(),
                                          [] {
                                            absl::TimeZone zone;
                                            EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &zone));
                                            return zone;
                                          }(),
                                          absl::FixedTimeZone(-5 * 3600 - 1800 - 7)};
  return kZones[random.Between(0, std::size(kZones) - 1)];
}

CodePath OddIndustry(RandomSource& random) {
  static const char* const kCodes[] = {"A", "T", "01", "99", "391", "3911"};
  const int code = random.Between(0, std::size(kCodes));
  return code == 0 ? CodePath() : Industry(kCodes[code - 1]);
}

CodePath OddOccupation(RandomSource& random) {
  static const char* const kCodes[] = {
      "0", "51", "2512", "2512.4", "2512.04", "0000.0", "2512.0004.1.09.9999", "onet:15-1252.00"};
  const int code = random.Between(0, std::size(kCodes));
  return code == 0 ? CodePath() : Occupation(kCodes[code - 1]);
}

bool OddBool(RandomSource& random) { return random.Chance(50); }

// Any enumerator from 0 to `last`.
template <typename T>
T OddEnum(RandomSource& random, T last) {
  return static_cast<T>(random.Between(0, static_cast<int>(last)));
}

auto OddList(RandomSource& random, auto make) {
  std::vector<decltype(make(random))> list(random.Chance(2) ? 200 : random.Between(0, 3));
  for (auto& value : list) value = make(random);
  return list;
}

template <typename T>
std::optional<T> Maybe(RandomSource& random, T value) {
  return random.Chance(50) ? std::optional<T>(std::move(value)) : std::nullopt;
}

DateRange OddDates(RandomSource& random) { return {OddDate(random), OddDate(random)}; }
OpenDateRange OddOpenDates(RandomSource& random) {
  return {Maybe(random, OddDate(random)), Maybe(random, OddDate(random))};
}
TimeRange OddTimes(RandomSource& random) { return {OddTime(random), OddTime(random)}; }

template <typename Id>
Id OddId(RandomSource& random) {
  return Id(OddText(random));
}

Skill OddSkill(RandomSource& random) {
  Skill skill;
  skill.code = OddText(random);
  for (std::string& group : OddList(random, OddText)) skill.groups.push_back(std::move(group));
  return skill;
}

TopicSet OddTopics(RandomSource& random) {
  TopicSet topics;
  for (int number = 0; number < 32; ++number) {
    if (OddBool(random)) topics.Add(static_cast<Topic>(number));
  }
  return topics;
}

LanguageSkill OddLanguage(RandomSource& random) {
  return {.language = OddText(random),
          .native = OddBool(random),
          .cefr_certificate = OddEnum(random, Cefr::kC2),
          .jlpt = OddEnum(random, Jlpt::kN1),
          .jlpt_score = OddInt(random),
          .bjt_score = Maybe(random, OddInt(random)),
          .self_assessed = OddEnum(random, Cefr::kC2)};
}

Availability OddAvailability(RandomSource& random) {
  return {.weekly = OddList(random,
                            [](RandomSource& r) {
                              return WeeklyWindow{.day = OddEnum(r, absl::Weekday::sunday),
                                                  .start_minute = OddInt(r),
                                                  .end_minute = OddInt(r),
                                                  .zone = OddZone(r),
                                                  .valid = OddOpenDates(r),
                                                  .skip_holidays = OddBool(r)};
                            }),
          .exceptions = OddList(random,
                                [](RandomSource& r) {
                                  return AvailabilityException{.adds = OddBool(r),
                                                               .dates = OddDates(r),
                                                               .start_minute = OddInt(r),
                                                               .end_minute = OddInt(r),
                                                               .zone = OddZone(r)};
                                }),
          .one_off = OddList(random, OddTimes),
          .busy = OddList(random, OddTimes)};
}

ContractKind OddContract(RandomSource& random) {
  return OddEnum(random, ContractKind::kTrainingAgreement);
}

WorkAuthorisation OddAuthorisation(RandomSource& random) {
  return {.auth_class = OddEnum(random, AuthClass::kNone),
          .weekly_cap_minutes = OddInt(random),
          .vacation_daily_cap_minutes = OddInt(random),
          .vacation_ranges = OddList(random, OddDates),
          .contract_kinds_allowed = OddList(random, OddContract),
          .industries_allowed = OddList(random, OddIndustry),
          .occupations_allowed = OddList(random, OddOccupation),
          .employers_allowed = OddList(random, OddId<EmployerId>),
          .entertainment_excluded = OddBool(random),
          .valid_until = Maybe(random, OddDate(random)),
          .renewal_filed_on = Maybe(random, OddDate(random)),
          .individual_permissions = OddList(
              random,
              [](RandomSource& r) {
                return IndividualPermission{OddId<InternshipId>(r), OddInt(r), OddOpenDates(r)};
              }),
          .seen = OddEnum(random, PapersSeen::kVerbal),
          .other_work = OddList(
              random,
              [](RandomSource& r) {
                return OtherWork{OddEnum(r, absl::Weekday::sunday), OddInt(r), OddOpenDates(r)};
              }),
          .earliest_work_date = Maybe(random, OddDate(random)),
          .adult_labour_date = Maybe(random, OddDate(random))};
}

Candidate OddCandidate(RandomSource& random) {
  Candidate value = {
      .id = OddId<CandidateId>(random),
      .industry_wishes = OddList(random, OddIndustry),
      .occupation_wishes = OddList(random, OddOccupation),
      .skills = OddList(random,
                        [](RandomSource& r) {
                          return HeldSkill{OddSkill(r), OddInt(r)};
                        }),
      .skills_assessed = OddBool(random),
      .languages = OddList(random, OddLanguage),
      .home = OddInt(random),
      .accepted = {},
      .accepts_remote = OddBool(random),
      .availability = OddAvailability(random),
      .study = Maybe(random, Study{OddInt(random), OddEnum(random, Programme::kDoctor)}),
      .needs = OddList(random,
                       [](RandomSource& r) {
                         return Need{OddEnum(r, NeedKind::kAdvisorMan),
                                     OddEnum(r, Importance::kPrefer), OddInt(r)};
                       }),
      .topics = OddTopics(random),
      .blocked_employers = OddList(random, OddId<EmployerId>),
      .blocked_groups = OddList(random, OddText),
      .blocked_advisors = OddList(random, OddId<AdvisorId>),
      .authorisation = OddAuthorisation(random),
      .household = OddText(random),
      .consents = OddList(random,
                          [](RandomSource& r) {
                            return Consent{OddEnum(r, ConsentScope::kFamilyShare), OddText(r),
                                           OddTime(r), OddTime(r)};
                          }),
      .stage = OddEnum(random, CaseStage::kClosed),
      .status = OddEnum(random, CaseStatus::kReferred),
      .first_interview = Maybe(random, OddTime(random)),
      .open_applications = OddList(random,
                                   [](RandomSource& r) {
                                     return OpenApplication{OddId<EmployerId>(r), OddText(r)};
                                   }),
  };
  for (int number = 0; number < 64; ++number) {
    if (OddBool(random)) value.accepted.Add(number);
  }
  return value;
}

Schedule OddSchedule(RandomSource& random) {
  switch (random.Between(0, 2)) {
    case 0:
      return std::monostate();
    case 1:
      return FixedSchedule{OddList(random, [](RandomSource& r) {
        return Shift{OddDate(r), OddInt(r), OddInt(r), OddInt(r)};
      })};
    default: {
      FlexSchedule flex = {.dates = OddDates(random),
                           .days_per_week = OddInt(random),
                           .minutes_per_day = OddInt(random),
                           .break_minutes = OddInt(random),
                           .start_minute = OddInt(random),
                           .end_minute = OddInt(random)};
      for (bool& day : flex.weekdays) day = OddBool(random);
      return flex;
    }
  }
}

Internship OddInternship(RandomSource& random) {
  Internship value = {
      .id = OddId<InternshipId>(random),
      .employer = OddId<EmployerId>(random),
      .corporate_group = OddText(random),
      .employer_verified = OddBool(random),
      .programme_type = OddEnum(random, ProgrammeType::kEmployment),
      .industry = OddIndustry(random),
      .occupation = OddOccupation(random),
      .skills = OddList(random,
                        [](RandomSource& r) {
                          return SkillRequirement{OddSkill(r), OddInt(r), OddBool(r), OddBool(r)};
                        }),
      .languages = OddList(random,
                           [](RandomSource& r) {
                             return LanguageRequirement{
                                 OddText(r), OddEnum(r, Cefr::kC2), OddEnum(r, Jlpt::kN1),
                                 OddEnum(r, Importance::kPrefer), OddBool(r)};
                           }),
      .contract_kind = OddContract(random),
      .paid = OddBool(random),
      .is_labour = OddBool(random),
      .hourly_wage_yen = OddInt(random),
      .prefecture = OddInt(random),
      .remote = OddBool(random),
      .schedule = OddSchedule(random),
      .seats = OddInt(random),
      .seats_taken = OddInt(random),
      .deadline = Maybe(random, OddTime(random)),
      .target_study_years = OddList(random, OddInt),
      .target_programmes =
          OddList(random, [](RandomSource& r) { return OddEnum(r, Programme::kDoctor); }),
      .facilities = {},
      .entertainment_premises = OddBool(random),
      .state = OddEnum(random, InternshipState::kSuspended),
  };
  for (int kind = 0; kind < kNeedKindCount; ++kind) {
    value.facilities.Set(static_cast<NeedKind>(kind), OddEnum(random, Answer::kNo));
  }
  return value;
}

Advisor OddAdvisor(RandomSource& random) {
  return {.id = OddId<AdvisorId>(random),
          .industries = OddList(random, OddIndustry),
          .occupations = OddList(random, OddOccupation),
          .employer = OddId<EmployerId>(random),
          .corporate_group = OddText(random),
          .topics = OddTopics(random),
          .languages = OddList(random, OddLanguage),
          .availability = OddAvailability(random),
          .max_active = OddInt(random),
          .active = OddInt(random),
          .blocked_candidates = OddList(random, OddId<CandidateId>),
          .safeguarding_trained = OddBool(random),
          .declared_gender = OddEnum(random, DeclaredGender::kOther),
          .sign_language = OddEnum(random, Answer::kNo),
          .household = OddText(random),
          .state = OddEnum(random, AdvisorState::kLeft)};
}

// ---- Values that are the same every time --------------------------------------------------------

Candidate SampleCandidate() {
  RandomSource random(1);
  Candidate value = RandomCandidate(random, 1);
  value.availability.weekly.push_back(Weekly(absl::Weekday::friday, 60, 120));
  value.availability.weekly.back().zone = absl::UTCTimeZone();
  value.study = Study{.year = 3, .programme = Programme::kBachelor};
  value.first_interview = RandomWorldTime() + absl::Milliseconds(250);
  return value;
}

Internship SampleInternship() {
  RandomSource random(2);
  Internship value = RandomInternship(random, 1);
  value.deadline = RandomWorldTime();
  return value;
}

Advisor SampleAdvisor() {
  RandomSource random(3);
  return RandomAdvisor(random, 1);
}

// ---- Tests --------------------------------------------------------------------------------------

TEST(ValueCodecTest, PlausibleValuesComeBack) {
  const World world = RandomWorld(20'261'128, 1'000, 1'000, 1'000);

  for (const auto& value : world.candidates) ExpectRoundTrip(*value);
  for (const auto& value : world.internships) ExpectRoundTrip(*value);
  for (const auto& value : world.advisors) ExpectRoundTrip(*value);
}

// What was in the value before must not show.
TEST(ValueCodecTest, OddValuesComeBackInPlaceOfOthers) {
  Candidate candidate;
  Internship internship;
  Advisor advisor;
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    RandomSource random(seed);
    ExpectRoundTrip(OddCandidate(random), &candidate);
    ExpectRoundTrip(OddInternship(random), &internship);
    ExpectRoundTrip(OddAdvisor(random), &advisor);
  }
}

TEST(ValueCodecTest, EmptyValuesComeBack) {
  ExpectRoundTrip(Candidate());
  ExpectRoundTrip(Internship());
  ExpectRoundTrip(Advisor());
}

TEST(ValueCodecTest, EncodeAppends) {
  std::string bytes = "before";

  Encode(SampleAdvisor(), &bytes);

  EXPECT_EQ(bytes, "before" + Bytes(SampleAdvisor()));
}

TEST(ValueCodecTest, TheUsualTimeZoneIsOneByte) {
  Advisor japan = SampleAdvisor();
  japan.availability.weekly = {Weekly(absl::Weekday::monday, 0, 60)};
  Advisor utc = japan;
  utc.availability.weekly[0].zone = absl::UTCTimeZone();

  EXPECT_EQ(Bytes(utc).size(), Bytes(japan).size() + 3);
}

// If this fails because the bytes of values have changed, raise kValueCodecVersion and change the
// hashes, so that older files are not read.
TEST(ValueCodecTest, BytesAreThoseOfTheVersion) {
  const auto hash = [](const std::string& bytes) {
    uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (const char byte : bytes) hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001b3;
    return hash;
  };
  std::string odd;
  RandomSource random(7);
  for (int i = 0; i < 20; ++i) {
    Encode(OddCandidate(random), &odd);
    Encode(OddInternship(random), &odd);
    Encode(OddAdvisor(random), &odd);
  }

  EXPECT_THAT((std::vector<uint64_t>{kValueCodecVersion, hash(odd)}),
              ElementsAre(1, 7837002183071212726u));
}

template <typename T>
void ExpectOnlyTheWholeIsDecoded(const T& value) {
  const std::string bytes = Bytes(value);
  T decoded;
  for (size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(Decode(absl::string_view(bytes).substr(0, size), &decoded)) << size;
  }
  for (const char more : {'\0', '\x01', '\x80'}) {
    ASSERT_FALSE(Decode(bytes + more, &decoded));
  }
  EXPECT_FALSE(Decode(bytes + bytes, &decoded));
}

TEST(ValueCodecTest, WhatIsCutOrTooLongIsRefused) {
  ExpectOnlyTheWholeIsDecoded(SampleCandidate());
  ExpectOnlyTheWholeIsDecoded(SampleInternship());
  ExpectOnlyTheWholeIsDecoded(SampleAdvisor());
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    RandomSource random(seed);
    ExpectOnlyTheWholeIsDecoded(RandomCandidate(random, 1));
    ExpectOnlyTheWholeIsDecoded(RandomInternship(random, 1));
    ExpectOnlyTheWholeIsDecoded(RandomAdvisor(random, 1));
  }
}

void ExpectListsNoLongerThan(size_t bytes, const Candidate& value) {
  EXPECT_THAT(value.industry_wishes.capacity(), Le(bytes));
  EXPECT_THAT(value.skills.capacity(), Le(bytes));
  EXPECT_THAT(value.languages.capacity(), Le(bytes));
  EXPECT_THAT(value.availability.weekly.capacity(), Le(bytes));
  EXPECT_THAT(value.availability.busy.capacity(), Le(bytes));
  EXPECT_THAT(value.blocked_groups.capacity(), Le(bytes));
  EXPECT_THAT(value.consents.capacity(), Le(bytes));
}
void ExpectListsNoLongerThan(size_t bytes, const Internship& value) {
  EXPECT_THAT(value.skills.capacity(), Le(bytes));
  EXPECT_THAT(value.languages.capacity(), Le(bytes));
  EXPECT_THAT(value.target_study_years.capacity(), Le(bytes));
}
void ExpectListsNoLongerThan(size_t bytes, const Advisor& value) {
  EXPECT_THAT(value.industries.capacity(), Le(bytes));
  EXPECT_THAT(value.languages.capacity(), Le(bytes));
  EXPECT_THAT(value.availability.weekly.capacity(), Le(bytes));
  EXPECT_THAT(value.blocked_candidates.capacity(), Le(bytes));
}

// What is decoded from altered bytes is a value that has these bytes, or nothing.
template <typename T>
void ExpectDamageDoesNoHarm(const T& value, RandomSource& random) {
  const std::string whole = Bytes(value);
  for (int i = 0; i < 3'000; ++i) {
    std::string bytes = whole;
    for (int flips = random.Between(1, 3); flips > 0; --flips) {
      const int at = random.Between(0, static_cast<int>(bytes.size()) - 1);
      bytes[at] = static_cast<char>(OddBool(random) ? bytes[at] ^ (1 << random.Between(0, 7))
                                                    : random.Between(0, 255));
    }
    T decoded;
    if (Decode(bytes, &decoded)) {
      ASSERT_EQ(Bytes(decoded), bytes);
    }
    ExpectListsNoLongerThan(bytes.size(), decoded);
  }
}

TEST(ValueCodecTest, AlteredBytesAreAnotherValueOrRefused) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    RandomSource random(seed);
    ExpectDamageDoesNoHarm(RandomCandidate(random, 1), random);
    ExpectDamageDoesNoHarm(RandomInternship(random, 1), random);
    ExpectDamageDoesNoHarm(RandomAdvisor(random, 1), random);
  }
}

// An advisor's first fields: an empty id, then the list of industries.
TEST(ValueCodecTest, ALengthThatTheBytesDoNotHoldTakesNoMemory) {
  for (const std::string length :
       {"\x7f", "\xff\xff\xff\xff\x0f", "\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    Advisor list;
    EXPECT_FALSE(Decode(std::string(1, '\0') + length, &list));
    EXPECT_EQ(list.industries.capacity(), 0);
    Advisor text;
    EXPECT_FALSE(Decode(length + "a", &text));
    EXPECT_TRUE(text.id.empty());
  }
}

// The bytes of `value` with `from`, which occurs once, replaced by `to`.
template <typename T>
std::string Altered(const T& value, const std::string& from, const std::string& to) {
  std::string bytes = Bytes(value);
  const size_t at = bytes.find(from);
  EXPECT_THAT(at, Ne(std::string::npos));
  EXPECT_EQ(bytes.find(from, at + 1), std::string::npos);
  return bytes.replace(at, from.size(), to);
}

// What Encode writes in one way is not read in another.
TEST(ValueCodecTest, NumbersOutOfRangeOrInAnotherFormAreRefused) {
  Internship value;
  value.id = InternshipId("an-id");
  value.hourly_wage_yen = 5'000;
  value.deadline = absl::FromUnixSeconds(1'800'000'000);
  value.schedule = FixedSchedule{{Shift{.date = Date(2027, 2, 28)}}};
  Internship decoded;

  // 5,000 in zigzag is 10,000: in two bytes.
  const std::string wage = "\x90\x4e";
  EXPECT_TRUE(Decode(Altered(value, wage, wage), &decoded));
  EXPECT_FALSE(Decode(Altered(value, wage, std::string("\x90\xce\0", 3)), &decoded));
  EXPECT_TRUE(Decode(Altered(value, wage, "\xff\xff\xff\xff\x0f"), &decoded));  // the least int
  EXPECT_FALSE(Decode(Altered(value, wage, "\x80\x80\x80\x80\x10"), &decoded));
  EXPECT_FALSE(Decode(Altered(value, wage, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), &decoded));

  // 2027-02-28: days that no month has are no dates.
  const std::string date = "\xd6\x1f\x02\x1c";
  EXPECT_TRUE(Decode(Altered(value, date, "\xd8\x1f\x02\x1d"), &decoded));  // 2028
  for (const std::string& wrong :
       {std::string("\xd6\x1f\x02\x1d"), std::string("\xd6\x1f\x04\x1f"),
        std::string("\xd6\x1f\x01\x20"), std::string("\xd6\x1f\x0d\x01"),
        std::string("\xd6\x1f\x00\x01", 4), std::string("\xd6\x1f\x01\x00", 4)}) {
    EXPECT_FALSE(Decode(Altered(value, date, wrong), &decoded));
  }

  // A deadline on a whole second; the last tick of it; one more.
  const std::string deadline("\x01\x00\x80\xc8\xce\xb4\x0d", 7);
  const std::string seconds = deadline.substr(2);
  EXPECT_TRUE(Decode(Altered(value, deadline, "\x01\x81\xd0\xac\xf3\x0e" + seconds), &decoded));
  EXPECT_EQ(*decoded.deadline, absl::FromUnixSeconds(1'800'000'001) - absl::Nanoseconds(1) / 4);
  EXPECT_FALSE(Decode(Altered(value, deadline, "\x01\x82\xd0\xac\xf3\x0e" + seconds), &decoded));
}

TEST(ValueCodecTest, CodesAndZonesThatDoNotExistAreRefused) {
  Candidate value;
  value.industry_wishes = {Industry("3911")};
  value.occupation_wishes = {Occupation("2512")};
  value.availability.weekly = {Weekly(absl::Weekday::monday, 0, 60)};
  value.availability.weekly[0].zone = absl::UTCTimeZone();
  Candidate decoded;
  ASSERT_TRUE(Decode(Bytes(value), &decoded));

  EXPECT_FALSE(Decode(Altered(value, "3911", "0011"), &decoded));
  EXPECT_FALSE(Decode(Altered(value, "3911", "39.1"), &decoded));
  EXPECT_FALSE(Decode(Altered(value, "2512", "25.2"), &decoded));
  // Of another scheme, of which it is a code too; of none.
  EXPECT_FALSE(Decode(Altered(value,
                              "\x12"
                              "2512",
                              "\x13"
                              "2512"),
                      &decoded));
  EXPECT_FALSE(Decode(Altered(value,
                              "\x12"
                              "2512",
                              "\x10"
                              "2512"),
                      &decoded));
  EXPECT_TRUE(Decode(Altered(value,
                             "\x12"
                             "2512",
                             "\x11"
                             "2512"),
                     &decoded));
  EXPECT_FALSE(Decode(Altered(value, "UTC", "UTX"), &decoded));
  // Japan's time has a form of its own.
  EXPECT_FALSE(Decode(Altered(value, "\x03UTC",
                              "\x12"
                              "Fixed/UTC+09:00:00"),
                      &decoded));
}

}  // namespace
}  // namespace banso
