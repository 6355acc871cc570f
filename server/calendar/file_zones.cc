#include "server/calendar/file_zones.h"

#include <utility>

#include "absl/strings/string_view.h"

namespace banso {
namespace {

constexpr int kMaxObservances = 200;

// An IANA zone by name. LoadTimeZone also reads files by path: only names get through.
std::optional<absl::TimeZone> IanaZone(absl::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return std::nullopt;
  for (const char c : name) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '_' || c == '-' || c == '+';
    if (!ok) return std::nullopt;
  }
  absl::TimeZone zone;
  // Abseil's own names are nobody else's.
  if (name == "localtime" || name.substr(0, 5) == "Fixed") return std::nullopt;
  if (!absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

std::string TextOf(const char* text) { return text == nullptr ? "" : text; }

// Whether libical can work a rule of a zone out without looking at every second of the centuries.
bool IsYearly(icalproperty* property) {
  const icalrecurrencetype rule = icalproperty_get_rrule(property);
  return rule.freq == ICAL_YEARLY_RECURRENCE && rule.by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX &&
         rule.by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
         rule.by_second[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

}  // namespace

absl::CivilSecond CivilOf(const icaltimetype& time) {
  if (time.is_date != 0) return absl::CivilSecond(absl::CivilDay(time.year, time.month, time.day));
  return absl::CivilSecond(time.year, time.month, time.day, time.hour, time.minute, time.second);
}

absl::Time InstantOf(const absl::CivilSecond& wall, const FileZone& zone) {
  if (const auto* iana = std::get_if<absl::TimeZone>(&zone)) return iana->At(wall).pre;
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(wall.year());
  time.month = wall.month();
  time.day = wall.day();
  time.hour = wall.hour();
  time.minute = wall.minute();
  time.second = wall.second();
  int daylight = 0;
  const int offset = icaltimezone_get_utc_offset(std::get<icaltimezone*>(zone), &time, &daylight);
  return absl::FromCivil(wall, absl::UTCTimeZone()) - absl::Seconds(offset);
}

absl::Status FileZones::Add(icalcomponent* definition) {
  icalproperty* const name = icalcomponent_get_first_property(definition, ICAL_TZID_PROPERTY);
  const std::string tzid = name == nullptr ? "" : TextOf(icalproperty_get_tzid(name));
  if (tzid.empty()) return absl::InvalidArgumentError("VTIMEZONE needs a TZID");
  if (IanaZone(tzid)) return absl::OkStatus();

  int observances = 0;
  for (icalcomponent* part = icalcomponent_get_first_component(definition, ICAL_ANY_COMPONENT);
       part != nullptr; part = icalcomponent_get_next_component(definition, ICAL_ANY_COMPONENT)) {
    const icalcomponent_kind kind = icalcomponent_isa(part);
    if (kind != ICAL_XSTANDARD_COMPONENT && kind != ICAL_XDAYLIGHT_COMPONENT) continue;
    ++observances;
    for (const icalproperty_kind needed :
         {ICAL_DTSTART_PROPERTY, ICAL_TZOFFSETFROM_PROPERTY, ICAL_TZOFFSETTO_PROPERTY}) {
      if (icalcomponent_get_first_property(part, needed) == nullptr) {
        return absl::InvalidArgumentError(
            "VTIMEZONE: an observance needs DTSTART, TZOFFSETFROM and TZOFFSETTO");
      }
    }
    for (icalproperty* rule = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
         rule != nullptr; rule = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY)) {
      if (!IsYearly(rule)) return absl::InvalidArgumentError("VTIMEZONE: RRULE must be yearly");
    }
  }
  if (observances == 0 || observances > kMaxObservances) {
    return absl::InvalidArgumentError("VTIMEZONE: 1 to 200 observances are read");
  }
  OwnedZone zone(icaltimezone_new());
  // The zone keeps the component that it is made from.
  OwnedComponent copy(icalcomponent_new_clone(definition));
  if (icaltimezone_set_component(zone.get(), copy.get()) == 0) {
    return absl::InvalidArgumentError("VTIMEZONE cannot be read");
  }
  copy.release();  // NOLINT(bugprone-unused-return-value): the zone owns it now
  defined_[tzid] = std::move(zone);
  return absl::OkStatus();
}

absl::StatusOr<FileZone> FileZones::ZoneOf(icalproperty* property, const icaltimetype& time) const {
  if (icaltime_is_utc(time)) return FileZone(absl::UTCTimeZone());
  icalparameter* const parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  if (parameter == nullptr || time.is_date != 0) return FileZone(floating_);
  const std::string tzid = TextOf(icalparameter_get_tzid(parameter));
  if (const auto defined = defined_.find(tzid); defined != defined_.end()) {
    return FileZone(defined->second.get());
  }
  if (const auto iana = IanaZone(tzid)) return FileZone(*iana);
  return absl::InvalidArgumentError("TZID names a time zone that is neither known nor defined");
}

}  // namespace banso
