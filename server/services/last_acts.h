// When somebody last did something for each person.
#ifndef BANSO_SERVER_SERVICES_LAST_ACTS_H_
#define BANSO_SERVER_SERVICES_LAST_ACTS_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/support_service.pb.h"
#include "server/catalog/snapshot.h"

namespace banso {

struct LastAct {
  absl::Time time = absl::InfinitePast();
  v1::CaseToFollowUp::Act act = v1::CaseToFollowUp::ACT_UNSPECIFIED;
};

// The last act for each person whose record is there, at or before `now`. What counts is written at
// ListSilentCases: people act, jobs of the server do not.
std::map<std::string, LastAct, std::less<>> LastActs(const Snapshot& snapshot, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_LAST_ACTS_H_
