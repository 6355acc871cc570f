#include "server/services/settings.h"

#include <string>

#include "server/convert/calendar_convert.h"

namespace banso {

v1::Settings SettingsOf(const Snapshot& snapshot) {
  if (const auto entry = snapshot.settings().Find(kSettingsName)) return *entry->message;
  v1::Settings settings;
  settings.set_name(std::string(kSettingsName));
  return settings;
}

bool HasPlacementLicence(const v1::Settings& settings, absl::Time now) {
  const v1::PlacementLicence& licence = settings.placement_licence();
  if (licence.number().empty()) return false;
  return !licence.has_valid_until_date() || JapanDate(now) <= ToDate(licence.valid_until_date());
}

}  // namespace banso
