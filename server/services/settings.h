// What those who run the programme decide, as the server uses it.
#ifndef BANSO_SERVER_SERVICES_SETTINGS_H_
#define BANSO_SERVER_SERVICES_SETTINGS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/settings.pb.h"
#include "server/catalog/snapshot.h"

namespace banso {

// The name of the one settings resource.
inline constexpr absl::string_view kSettingsName = "settings/programme";

// The settings in a state of the server; only the name is set if nobody ever set anything.
v1::Settings SettingsOf(const Snapshot& snapshot);

// Whether the programme may bring people and employers together for paid work at `now`: there is a
// licence with a number, and its last day, in Japan, has not passed.
bool HasPlacementLicence(const v1::Settings& settings, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SETTINGS_H_
