// Builders of desk days that state only what matters to a test.
#ifndef BANSO_TESTS_ENGINE_SCHEDULE_DESK_BUILDERS_H_
#define BANSO_TESTS_ENGINE_SCHEDULE_DESK_BUILDERS_H_

#include <string>
#include <utility>
#include <vector>

#include "engine/schedule/desk_allocation.h"
#include "tests/support/engine_builders.h"

namespace banso {

// Saturday 5 December 2026, 13:00 to 17:00 in Japan: slots at 13, 14, 15 and 16 o'clock.
inline absl::Time DeskClock(int hours, int minutes = 0) {
  return JapanMidnight(Date(2026, 12, 5)) + absl::Minutes(Clock(hours, minutes));
}

inline TimeRange DeskSlot(int hour) { return {DeskClock(hour), DeskClock(hour + 1)}; }

inline Desk ADesk(std::vector<Advisor> advisors, int max_sessions = 4) {
  Desk desk;
  desk.hours.start = DeskClock(13);
  desk.hours.end = DeskClock(17);
  for (Advisor& advisor : advisors) desk.advisors.push_back({std::move(advisor), max_sessions});
  return desk;
}

inline Advisor AJapaneseSpeaker(std::string id = "a1") {
  return AnAdvisor(std::move(id)).NativeIn("ja");
}

// A request for slots by their hours, by somebody who speaks Japanese.
inline DeskRequest ARequest(std::string id, std::vector<int> hours) {
  DeskRequest request;
  request.id = "sessions/" + id;
  request.candidate = ACandidate(id).Speaks("ja", Cefr::kB1);
  for (int hour : hours) request.preferred.push_back(DeskClock(hour));
  request.request_time = JapanInstant("2026-11-20 10:00");
  return request;
}

inline HeldSession Held(const std::string& candidate, const std::string& advisor, TimeRange time,
                        bool of_this_desk_day = true) {
  return {CandidateId("candidates/" + candidate), AdvisorId("advisors/" + advisor), time,
          of_this_desk_day};
}

// "c1 13:00 a1" a place given, "c1 waits".
inline std::vector<std::string> Lines(const std::vector<DeskDecision>& decisions) {
  std::vector<std::string> lines;
  for (const DeskDecision& decision : decisions) {
    std::string line = decision.id.substr(decision.id.find('/') + 1);
    if (decision.place) {
      line += absl::FormatTime(" %H:%M ", decision.place->time.start, JapanTime());
      line += decision.place->advisor.name().substr(9);
    } else {
      line += " waits";
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

inline std::vector<std::string> Lines(const std::vector<DeskOffer>& offers) {
  std::vector<std::string> lines;
  for (const DeskOffer& offer : offers) {
    lines.push_back(offer.id.substr(offer.id.find('/') + 1) +
                    absl::FormatTime(" %H:%M ", offer.place.time.start, JapanTime()) +
                    offer.place.advisor.name().substr(9) +
                    absl::FormatTime(" until %m-%d %H:%M", offer.expire_time, JapanTime()));
  }
  return lines;
}

}  // namespace banso

#endif  // BANSO_TESTS_ENGINE_SCHEDULE_DESK_BUILDERS_H_
