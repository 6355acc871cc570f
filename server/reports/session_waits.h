// Who has waited for a first session for 60 days or more.
#ifndef BANSO_SERVER_REPORTS_SESSION_WAITS_H_
#define BANSO_SERVER_REPORTS_SESSION_WAITS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "banso/v1/privacy_record.pb.h"

namespace banso {

// So many days of Japan's calendar, or more. (The "long wait" of SupportService is another one: for
// an opening.)
inline constexpr int kSessionWaitDays = 60;

// The people who at `as_of` had asked for help kSessionWaitDays ago or earlier (the first request
// for a session, or the beginning of the case if that was before), had not had a session, and whose
// case was then neither paused nor over. From facts alone, so that the count of a day that is past
// is the same whenever it is made, also once people are erased. `facts` are by person.
std::set<std::string> WaitingForSession(
    const std::map<std::string, std::vector<v1::CountedFact>>& facts, absl::Time as_of);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_SESSION_WAITS_H_
