#include "engine/codec/value_codec.h"

#include <array>
#include <bit>
#include <concepts>
#include <limits>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"
#include "engine/model/calendar.h"
#include "engine/model/classification.h"
#include "engine/model/ids.h"
#include "engine/model/language.h"
#include "engine/model/need.h"
#include "engine/model/skill.h"
#include "engine/model/work_authorisation.h"

namespace banso {
namespace {

// ---- What a value consists of ------------------------------------------------------------------
// References to all fields of a value. A field that is missing here does not compile.

template <typename T, typename Value>
concept Is = std::same_as<std::remove_const_t<T>, Value>;

auto Fields(Is<DateRange> auto& value) {
  auto& [first, last] = value;
  return std::tie(first, last);
}

auto Fields(Is<OpenDateRange> auto& value) {
  auto& [first, last] = value;
  return std::tie(first, last);
}

auto Fields(Is<TimeRange> auto& value) {
  auto& [start, end] = value;
  return std::tie(start, end);
}

auto Fields(Is<WeeklyWindow> auto& value) {
  auto& [day, start_minute, end_minute, zone, valid, skip_holidays] = value;
  return std::tie(day, start_minute, end_minute, zone, valid, skip_holidays);
}

auto Fields(Is<AvailabilityException> auto& value) {
  auto& [adds, dates, start_minute, end_minute, zone] = value;
  return std::tie(adds, dates, start_minute, end_minute, zone);
}

auto Fields(Is<Availability> auto& value) {
  auto& [weekly, exceptions, one_off, busy] = value;
  return std::tie(weekly, exceptions, one_off, busy);
}

auto Fields(Is<Skill> auto& value) {
  auto& [code, groups] = value;
  return std::tie(code, groups);
}

auto Fields(Is<HeldSkill> auto& value) {
  auto& [skill, level] = value;
  return std::tie(skill, level);
}

auto Fields(Is<SkillRequirement> auto& value) {
  auto& [skill, level, essential, hard] = value;
  return std::tie(skill, level, essential, hard);
}

auto Fields(Is<LanguageSkill> auto& value) {
  auto& [language, native, cefr_certificate, jlpt, jlpt_score, bjt_score, self_assessed] = value;
  return std::tie(language, native, cefr_certificate, jlpt, jlpt_score, bjt_score, self_assessed);
}

auto Fields(Is<LanguageRequirement> auto& value) {
  auto& [language, cefr, jlpt, importance, equivalent_accepted] = value;
  return std::tie(language, cefr, jlpt, importance, equivalent_accepted);
}

auto Fields(Is<Need> auto& value) {
  auto& [kind, importance, end_by_minute] = value;
  return std::tie(kind, importance, end_by_minute);
}

auto Fields(Is<Study> auto& value) {
  auto& [year, programme] = value;
  return std::tie(year, programme);
}

auto Fields(Is<Consent> auto& value) {
  auto& [scope, recipient, granted, expires] = value;
  return std::tie(scope, recipient, granted, expires);
}

auto Fields(Is<OpenApplication> auto& value) {
  auto& [employer, corporate_group] = value;
  return std::tie(employer, corporate_group);
}

auto Fields(Is<IndividualPermission> auto& value) {
  auto& [internship, weekly_cap_minutes, dates] = value;
  return std::tie(internship, weekly_cap_minutes, dates);
}

auto Fields(Is<OtherWork> auto& value) {
  auto& [day, paid_minutes, dates] = value;
  return std::tie(day, paid_minutes, dates);
}

auto Fields(Is<WorkAuthorisation> auto& value) {
  auto& [auth_class, weekly_cap_minutes, vacation_daily_cap_minutes, vacation_ranges,
         contract_kinds_allowed, industries_allowed, occupations_allowed, employers_allowed,
         entertainment_excluded, valid_until, renewal_filed_on, individual_permissions, seen,
         other_work, earliest_work_date, adult_labour_date] = value;
  return std::tie(auth_class, weekly_cap_minutes, vacation_daily_cap_minutes, vacation_ranges,
                  contract_kinds_allowed, industries_allowed, occupations_allowed,
                  employers_allowed, entertainment_excluded, valid_until, renewal_filed_on,
                  individual_permissions, seen, other_work, earliest_work_date, adult_labour_date);
}

auto Fields(Is<Candidate> auto& value) {
  auto& [id, industry_wishes, occupation_wishes, skills, skills_assessed, languages, home, accepted,
         accepts_remote, availability, study, needs, topics, blocked_employers, blocked_groups,
         blocked_advisors, authorisation, household, consents, stage, status, first_interview,
         open_applications] = value;
  return std::tie(id, industry_wishes, occupation_wishes, skills, skills_assessed, languages, home,
                  accepted, accepts_remote, availability, study, needs, topics, blocked_employers,
                  blocked_groups, blocked_advisors, authorisation, household, consents, stage,
                  status, first_interview, open_applications);
}

auto Fields(Is<Shift> auto& value) {
  auto& [date, start_minute, end_minute, break_minutes] = value;
  return std::tie(date, start_minute, end_minute, break_minutes);
}

auto Fields(Is<FixedSchedule> auto& value) {
  auto& [shifts] = value;
  return std::tie(shifts);
}

auto Fields(Is<FlexSchedule> auto& value) {
  auto& [dates, days_per_week, minutes_per_day, break_minutes, start_minute, end_minute, weekdays] =
      value;
  return std::tie(dates, days_per_week, minutes_per_day, break_minutes, start_minute, end_minute,
                  weekdays);
}

auto Fields(Is<Internship> auto& value) {
  auto& [id, employer, corporate_group, employer_verified, programme_type, industry, occupation,
         skills, languages, contract_kind, paid, is_labour, hourly_wage_yen, prefecture, remote,
         schedule, seats, seats_taken, deadline, target_study_years, target_programmes, facilities,
         entertainment_premises, state] = value;
  return std::tie(id, employer, corporate_group, employer_verified, programme_type, industry,
                  occupation, skills, languages, contract_kind, paid, is_labour, hourly_wage_yen,
                  prefecture, remote, schedule, seats, seats_taken, deadline, target_study_years,
                  target_programmes, facilities, entertainment_premises, state);
}

auto Fields(Is<Advisor> auto& value) {
  auto& [id, industries, occupations, employer, corporate_group, topics, languages, availability,
         max_active, active, blocked_candidates, safeguarding_trained, declared_gender,
         sign_language, household, state] = value;
  return std::tie(id, industries, occupations, employer, corporate_group, topics, languages,
                  availability, max_active, active, blocked_candidates, safeguarding_trained,
                  declared_gender, sign_language, household, state);
}

template <typename T>
concept HasFields = requires(T& value) {
  Fields(value);
};

template <typename T>
concept IsEnum = std::is_enum_v<T>;

// The last enumerator of each type. The first is 0, or 1 where 0 is what was not said.
constexpr auto Last(absl::Weekday) { return absl::Weekday::sunday; }
constexpr auto Last(AdvisorState) { return AdvisorState::kLeft; }
constexpr auto Last(Answer) { return Answer::kNo; }
constexpr auto Last(AuthClass) { return AuthClass::kNone; }
constexpr auto Last(CaseStage) { return CaseStage::kClosed; }
constexpr auto Last(CaseStatus) { return CaseStatus::kReferred; }
constexpr auto Last(Cefr) { return Cefr::kC2; }
constexpr auto Last(ConsentScope) { return ConsentScope::kFamilyShare; }
constexpr auto Last(ContractKind) { return ContractKind::kTrainingAgreement; }
constexpr auto Last(DeclaredGender) { return DeclaredGender::kOther; }
constexpr auto Last(Importance) { return Importance::kPrefer; }
constexpr auto Last(InternshipState) { return InternshipState::kSuspended; }
constexpr auto Last(Jlpt) { return Jlpt::kN1; }
constexpr auto Last(NeedKind) { return NeedKind::kAdvisorMan; }
constexpr auto Last(PapersSeen) { return PapersSeen::kVerbal; }
constexpr auto Last(Programme) { return Programme::kDoctor; }
constexpr auto Last(ProgrammeType) { return ProgrammeType::kEmployment; }

// ---- Parts whose bytes are not those of their fields --------------------------------------------

// A time: one of these numbers, then the seconds before it, from 1970, if it is finite.
constexpr uint64_t kWholeSecond = 0;
constexpr uint64_t kInfiniteFuture = 1;
constexpr uint64_t kInfinitePast = 2;
constexpr uint64_t kFirstTick = 3;  // one tick after a whole second; the next numbers: more ticks
constexpr uint64_t kTicksPerSecond = 4'000'000'000;
absl::Duration Tick() { return absl::Nanoseconds(1) / 4; }  // the resolution of absl::Time

// Topics, by their number; facilities, by the number of their kind.
constexpr int kTopicBits = 32;
constexpr int kPrefectureBits = 64;
constexpr int kAnswerBits = 2;

class Writer {
 public:
  explicit Writer(std::string* bytes) : bytes_(*bytes) {}

  void Write(bool value) { WriteNumber(value ? 1 : 0); }
  void Write(int value) { WriteSigned(value); }
  void Write(IsEnum auto value) { WriteNumber(static_cast<uint64_t>(value)); }

  void Write(const std::string& value) {
    WriteNumber(value.size());
    bytes_.append(value);
  }

  template <typename Tag>
  void Write(const ResourceId<Tag>& value) {
    Write(value.name());
  }

  // The length and the scheme in one number. A path without a code is none.
  void Write(const CodePath& value) {
    if (value.code().empty()) return WriteNumber(0);
    WriteNumber(value.code().size() << 2 | static_cast<uint64_t>(value.scheme()));
    bytes_.append(value.code());
  }

  void Write(const Date& value) {
    WriteSigned(value.year());
    WriteNumber(static_cast<uint64_t>(value.month()));
    WriteNumber(static_cast<uint64_t>(value.day()));
  }

  void Write(const absl::Time& value) {
    if (value == absl::InfiniteFuture()) return WriteNumber(kInfiniteFuture);
    if (value == absl::InfinitePast()) return WriteNumber(kInfinitePast);
    const int64_t seconds = absl::ToUnixSeconds(value);  // rounded down
    absl::Duration rest;
    const int64_t ticks = absl::IDivDuration(value - absl::FromUnixSeconds(seconds), Tick(), &rest);
    WriteNumber(ticks == 0 ? kWholeSecond : kFirstTick + static_cast<uint64_t>(ticks - 1));
    WriteSigned(seconds);
  }

  void Write(const absl::TimeZone& value) {
    Write(value == JapanTime() ? std::string() : value.name());
  }

  void Write(const TopicSet& value) {
    uint64_t bits = 0;
    for (int number = 0; number < kTopicBits; ++number) {
      TopicSet one;
      one.Add(static_cast<Topic>(number));
      if (!value.Intersection(one).empty()) bits |= uint64_t{1} << number;
    }
    WriteNumber(bits);
  }

  void Write(const PrefectureSet& value) {
    uint64_t bits = 0;
    for (int number = 0; number < kPrefectureBits; ++number) {
      if (value.Contains(number)) bits |= uint64_t{1} << number;
    }
    WriteNumber(bits);
  }

  void Write(const Facilities& value) {
    uint64_t bits = 0;
    for (int kind = 0; kind < kNeedKindCount; ++kind) {
      bits |= static_cast<uint64_t>(value.Get(static_cast<NeedKind>(kind))) << (kAnswerBits * kind);
    }
    WriteNumber(bits);
  }

  void Write(const std::array<bool, 7>& value) {
    uint64_t bits = 0;
    for (size_t i = 0; i < value.size(); ++i) bits |= uint64_t{value[i]} << i;
    WriteNumber(bits);
  }

  template <typename T>
  void Write(const std::optional<T>& value) {
    Write(value.has_value());
    if (value.has_value()) Write(*value);
  }

  template <typename T>
  void Write(const std::vector<T>& value) {
    WriteList(value);
  }
  template <typename T, size_t kSize>
  void Write(const absl::InlinedVector<T, kSize>& value) {
    WriteList(value);
  }

  void Write(const Schedule& value) {
    WriteNumber(value.index());
    if (const auto* fixed = std::get_if<FixedSchedule>(&value)) Write(*fixed);
    if (const auto* flex = std::get_if<FlexSchedule>(&value)) Write(*flex);
  }

  template <HasFields T>
  void Write(const T& value) {
    std::apply([this](const auto&... fields) { (this->Write(fields), ...); }, Fields(value));
  }

 private:
  void WriteNumber(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void WriteSigned(int64_t value) {
    WriteNumber(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
  }
  void WriteList(const auto& list) {
    WriteNumber(list.size());
    for (const auto& value : list) Write(value);
  }

  std::string& bytes_;
};

// Every Read gives all of `value` a new content, or returns false.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}

  bool AtEnd() const { return next_ == end_; }

  bool Read(bool& value) {
    uint64_t number;
    if (!ReadNumber(number) || number > 1) return false;
    value = number != 0;
    return true;
  }

  bool Read(int& value) {
    int64_t number;
    if (!ReadSigned(number) || number < std::numeric_limits<int>::min() ||
        number > std::numeric_limits<int>::max()) {
      return false;
    }
    value = static_cast<int>(number);
    return true;
  }

  template <IsEnum T>
  bool Read(T& value) {
    uint64_t number;
    if (!ReadNumber(number) || number > static_cast<uint64_t>(Last(T()))) return false;
    value = static_cast<T>(number);
    return true;
  }

  bool Read(std::string& value) {
    absl::string_view text;
    if (!ReadText(text)) return false;
    value.assign(text.data(), text.size());
    return true;
  }

  template <typename Tag>
  bool Read(ResourceId<Tag>& value) {
    absl::string_view text;
    if (!ReadText(text)) return false;
    value = ResourceId<Tag>(std::string(text));
    return true;
  }

  bool Read(CodePath& value) {
    uint64_t number;
    if (!ReadNumber(number)) return false;
    if (number == 0) {
      value = CodePath();
      return true;
    }
    absl::string_view code;
    if (!Take(number >> 2, code)) return false;
    const auto scheme = static_cast<CodePath::Scheme>(number & 3);
    absl::StatusOr<CodePath> path =
        scheme == CodePath::Scheme::kJsic ? ParseIndustry(code) : ParseOccupation(code);
    if (!path.ok() || path->scheme() != scheme) return false;
    value = *std::move(path);
    return true;
  }

  bool Read(Date& value) {
    int64_t year;
    uint64_t month;
    uint64_t day;
    if (!ReadSigned(year) || !ReadNumber(month) || !ReadNumber(day) || month < 1 || month > 12 ||
        day < 1 || day > 31) {
      return false;
    }
    value = Date(year, static_cast<int>(month), static_cast<int>(day));
    return value.day() == static_cast<int>(day);  // past the end of a month comes the next one
  }

  bool Read(absl::Time& value) {
    uint64_t kind;
    if (!ReadNumber(kind)) return false;
    if (kind == kInfiniteFuture || kind == kInfinitePast) {
      value = kind == kInfiniteFuture ? absl::InfiniteFuture() : absl::InfinitePast();
      return true;
    }
    int64_t seconds;
    if (kind >= kFirstTick - 1 + kTicksPerSecond || !ReadSigned(seconds)) return false;
    value = absl::FromUnixSeconds(seconds);
    if (kind != kWholeSecond) value += static_cast<int64_t>(kind - kFirstTick + 1) * Tick();
    return true;
  }

  bool Read(absl::TimeZone& value) {
    absl::string_view name;
    if (!ReadText(name)) return false;
    if (name.empty()) {
      value = JapanTime();
      return true;
    }
    return absl::LoadTimeZone(name, &value) && value != JapanTime() && value.name() == name;
  }

  bool Read(TopicSet& value) {
    uint64_t bits;
    if (!ReadNumber(bits) || bits >> kTopicBits != 0) return false;
    value = TopicSet();
    for (; bits != 0; bits &= bits - 1) value.Add(static_cast<Topic>(std::countr_zero(bits)));
    return true;
  }

  bool Read(PrefectureSet& value) {
    uint64_t bits;
    if (!ReadNumber(bits)) return false;
    value = PrefectureSet();
    for (; bits != 0; bits &= bits - 1) value.Add(std::countr_zero(bits));
    return true;
  }

  bool Read(Facilities& value) {
    uint64_t bits;
    if (!ReadNumber(bits) || bits >> (kAnswerBits * kNeedKindCount) != 0) return false;
    for (int kind = 0; kind < kNeedKindCount; ++kind, bits >>= kAnswerBits) {
      const uint64_t answer = bits & ((1 << kAnswerBits) - 1);
      if (answer > static_cast<uint64_t>(Last(Answer()))) return false;
      value.Set(static_cast<NeedKind>(kind), static_cast<Answer>(answer));
    }
    return true;
  }

  bool Read(std::array<bool, 7>& value) {
    uint64_t bits;
    if (!ReadNumber(bits) || bits >> value.size() != 0) return false;
    for (size_t i = 0; i < value.size(); ++i) value[i] = (bits >> i & 1) != 0;
    return true;
  }

  template <typename T>
  bool Read(std::optional<T>& value) {
    bool there;
    if (!Read(there)) return false;
    if (!there) {
      value.reset();
      return true;
    }
    return Read(value.has_value() ? *value : value.emplace());
  }

  template <typename T>
  bool Read(std::vector<T>& value) {
    return ReadList(value);
  }
  template <typename T, size_t kSize>
  bool Read(absl::InlinedVector<T, kSize>& value) {
    return ReadList(value);
  }

  bool Read(Schedule& value) {
    uint64_t index;
    if (!ReadNumber(index)) return false;
    switch (index) {
      case 0:
        value = std::monostate();
        return true;
      case 1:
        return ReadAlternative<FixedSchedule>(value);
      case 2:
        return ReadAlternative<FlexSchedule>(value);
      default:
        return false;
    }
  }

  template <HasFields T>
  bool Read(T& value) {
    return std::apply([this](auto&... fields) { return (this->Read(fields) && ...); },
                      Fields(value));
  }

 private:
  // A number has one form: no zeros at its end, no bits past 64.
  bool ReadNumber(uint64_t& value) {
    if (next_ == end_) return false;
    uint64_t byte = static_cast<uint8_t>(*next_++);
    value = byte & 0x7f;
    for (int shift = 7; byte >= 0x80; shift += 7) {
      if (next_ == end_ || shift > 63) return false;
      byte = static_cast<uint8_t>(*next_++);
      if (byte == 0 || (shift == 63 && byte > 1)) return false;
      value |= (byte & 0x7f) << shift;
    }
    return true;
  }

  bool ReadSigned(int64_t& value) {
    uint64_t number;
    if (!ReadNumber(number)) return false;
    value = static_cast<int64_t>(number >> 1 ^ (~(number & 1) + 1));
    return true;
  }

  bool Take(uint64_t size, absl::string_view& text) {
    if (size > static_cast<uint64_t>(end_ - next_)) return false;
    text = absl::string_view(next_, size);
    next_ += size;
    return true;
  }

  bool ReadText(absl::string_view& text) {
    uint64_t size;
    return ReadNumber(size) && Take(size, text);
  }

  // Every element takes a byte at least, so that no number makes a list longer than the bytes.
  bool ReadList(auto& list) {
    uint64_t size;
    if (!ReadNumber(size) || size > static_cast<uint64_t>(end_ - next_)) return false;
    list.resize(size);
    for (auto& value : list) {
      if (!Read(value)) return false;
    }
    return true;
  }

  template <typename T>
  bool ReadAlternative(Schedule& value) {
    T* held = std::get_if<T>(&value);
    return Read(held != nullptr ? *held : value.emplace<T>());
  }

  const char* next_;
  const char* const end_;
};

template <typename T>
bool DecodeWhole(absl::string_view bytes, T* value) {
  Reader reader(bytes);
  return reader.Read(*value) && reader.AtEnd();
}

}  // namespace

void Encode(const Candidate& value, std::string* bytes) { Writer(bytes).Write(value); }
void Encode(const Internship& value, std::string* bytes) { Writer(bytes).Write(value); }
void Encode(const Advisor& value, std::string* bytes) { Writer(bytes).Write(value); }

bool Decode(absl::string_view bytes, Candidate* value) { return DecodeWhole(bytes, value); }
bool Decode(absl::string_view bytes, Internship* value) { return DecodeWhole(bytes, value); }
bool Decode(absl::string_view bytes, Advisor* value) { return DecodeWhole(bytes, value); }

}  // namespace banso
