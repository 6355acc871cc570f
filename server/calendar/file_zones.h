// The time zones that a calendar file speaks of.
#ifndef BANSO_SERVER_CALENDAR_FILE_ZONES_H_
#define BANSO_SERVER_CALENDAR_FILE_ZONES_H_

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/calendar/ical.h"

namespace banso {

// A zone: of the IANA, or one that only the file knows, which the FileZones keep.
using FileZone = std::variant<absl::TimeZone, icaltimezone*>;

// The instant of a wall time. One that a change of clocks skips is read with the offset before the
// change, one that is repeated is the first.
absl::Time InstantOf(const absl::CivilSecond& wall, const FileZone& zone);

// A wall time with its zone; a whole day is its midnight.
struct WallTime {
  absl::CivilSecond wall;
  FileZone zone;
  bool is_date = false;

  absl::Time instant() const { return InstantOf(wall, zone); }
};

absl::CivilSecond CivilOf(const icaltimetype& time);

class FileZones {
 public:
  explicit FileZones(absl::TimeZone floating) : floating_(floating) {}

  // Reads a VTIMEZONE. A name that the IANA knows, too, is the IANA's.
  // Errors: INVALID_ARGUMENT if it has no name or no observance, or rules that are not yearly.
  absl::Status Add(icalcomponent* definition);

  // The zone of a property of a date or a date-time: UTC, the one it names, else the floating one.
  // Errors: INVALID_ARGUMENT if the name is unknown.
  absl::StatusOr<FileZone> ZoneOf(icalproperty* property, const icaltimetype& time) const;

 private:
  absl::TimeZone floating_;
  std::map<std::string, OwnedZone> defined_;  // by TZID
};

}  // namespace banso

#endif  // BANSO_SERVER_CALENDAR_FILE_ZONES_H_
