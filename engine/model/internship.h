// An opening with what the judgement needs of its employer.
#ifndef BANSO_ENGINE_MODEL_INTERNSHIP_H_
#define BANSO_ENGINE_MODEL_INTERNSHIP_H_

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"
#include "engine/model/candidate.h"
#include "engine/model/classification.h"
#include "engine/model/ids.h"
#include "engine/model/language.h"
#include "engine/model/need.h"
#include "engine/model/skill.h"
#include "engine/model/work_authorisation.h"

namespace banso {

enum class ProgrammeType {
  kUnknown,
  kOpenCompany,
  kCareerEducation,
  kGeneralSkills,
  kHighlySpecialised,
  kWorkTrial,
  kEmployment,
};

enum class InternshipState {
  kDraft,
  kSubmitted,
  kVerified,
  kPublished,
  kFilled,
  kClosed,
  kExpired,
  kSuspended,
};

// A shift, in Japan's time. It counts for the date on which it begins.
struct Shift {
  Date date;
  int start_minute = 0;   // of the day, [0, 1440)
  int end_minute = 0;     // of the day, (0, 1440]; at or before the start: of the next day
  int break_minutes = 0;  // unpaid, less than the length

  // Minutes after midnight of `date` at which it ends, (start_minute, 2880).
  int EndAfterMidnight() const {
    return end_minute > start_minute ? end_minute : end_minute + kMinutesPerDay;
  }
  int ClockMinutes() const { return EndAfterMidnight() - start_minute; }
  int PaidMinutes() const { return ClockMinutes() - break_minutes; }

  friend bool operator==(const Shift&, const Shift&) = default;
};

// Work on listed days. Dates differ and rise; at least one.
struct FixedSchedule {
  std::vector<Shift> shifts;

  friend bool operator==(const FixedSchedule&, const FixedSchedule&) = default;
};

// Work on some days of every week, in Japan's time.
struct FlexSchedule {
  DateRange dates;
  int days_per_week = 1;    // [1, 7]
  int minutes_per_day = 0;  // clock minutes, with the break
  int break_minutes = 0;    // unpaid, less than minutes_per_day
  int start_minute = 0;     // work is possible from here
  int end_minute = 0;       // until here, as in Shift
  std::array<bool, 7> weekdays = {true, true, true, true, true, true, true};  // Monday first

  friend bool operator==(const FlexSchedule&, const FlexSchedule&) = default;
};

// std::monostate: the hours are not known.
using Schedule = std::variant<std::monostate, FixedSchedule, FlexSchedule>;

struct Internship {
  InternshipId id;
  EmployerId employer;
  std::string corporate_group;  // of the employer; empty: none
  bool employer_verified = false;
  ProgrammeType programme_type = ProgrammeType::kUnknown;
  CodePath industry;
  CodePath occupation;
  std::vector<SkillRequirement> skills;
  std::vector<LanguageRequirement> languages;
  ContractKind contract_kind = ContractKind::kUnknown;
  bool paid = false;
  bool is_labour = false;
  int hourly_wage_yen = 0;
  Prefecture prefecture = 0;  // 0: none
  bool remote = false;
  Schedule schedule;
  int seats = 1;
  int seats_taken = 0;
  std::optional<absl::Time> deadline;  // from here on nobody can apply
  std::vector<int> target_study_years;
  std::vector<Programme> target_programmes;
  Facilities facilities;
  bool entertainment_premises = false;
  InternshipState state = InternshipState::kDraft;

  friend bool operator==(const Internship&, const Internship&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_INTERNSHIP_H_
