// A desk day: its slots, the advisors who are present, and what is taken already.
#ifndef BANSO_ENGINE_SCHEDULE_DESK_H_
#define BANSO_ENGINE_SCHEDULE_DESK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/advisor.h"
#include "engine/model/calendar.h"
#include "engine/model/candidate.h"
#include "engine/model/ids.h"

namespace banso {

// When the desk is open and how its time is cut.
struct DeskHours {
  absl::Time start;
  absl::Time end;                                // not included
  absl::Duration slot = absl::Minutes(60);       // above 0
  absl::Duration buffer = absl::ZeroDuration();  // an advisor's pause between two sessions

  friend bool operator==(const DeskHours&, const DeskHours&) = default;
};

// The slots of a desk day, rising: the first begins at the first half hour of the clock not before
// `start`, each further one at the first half hour not before the end of the one before it and the
// buffer; all of them end by `end`. Every advisor has the same slots.
std::vector<TimeRange> DeskSlots(const DeskHours& hours);

// An advisor who is present, and how many sessions that day at most, of any kind.
struct DeskAdvisor {
  Advisor advisor;
  int max_sessions = 4;

  friend bool operator==(const DeskAdvisor&, const DeskAdvisor&) = default;
};

// A session that takes somebody's time: held, confirmed or offered; of this desk day or not.
struct HeldSession {
  CandidateId candidate;
  AdvisorId advisor;
  TimeRange time;
  bool of_this_desk_day = false;

  friend bool operator==(const HeldSession&, const HeldSession&) = default;
};

// All that decisions about one desk day look at.
struct Desk {
  DeskHours hours;
  std::vector<DeskAdvisor> advisors;  // an advisor once
  std::vector<HeldSession> held;      // of these advisors and of everybody who asks

  friend bool operator==(const Desk&, const Desk&) = default;
};

// Somebody who asks for an hour.
struct DeskRequest {
  std::string id;                          // of the session; the last tie-break
  Candidate candidate;                     // with the topics that are asked about
  std::vector<absl::Time> preferred;       // starts of slots, most preferred first
  std::vector<absl::Time> offered_before;  // starts that were offered and lapsed
  absl::Time request_time;
  bool urgent = false;      // a selection within 14 days
  bool first_time = false;  // has not had a session yet

  friend bool operator==(const DeskRequest&, const DeskRequest&) = default;
};

// Whether `a` is served before `b`: urgent ones first, then first-time users, then by time of
// request, then by id.
bool IsServedBefore(const DeskRequest& a, const DeskRequest& b);

}  // namespace banso

#endif  // BANSO_ENGINE_SCHEDULE_DESK_H_
