#include "server/reports/session_waits.h"

#include <algorithm>
#include <optional>

#include "absl/strings/string_view.h"
#include "engine/model/calendar.h"
#include "server/convert/calendar_convert.h"
#include "server/reports/fact_codes.h"

namespace banso {
namespace {

bool HasWaited(const std::vector<v1::CountedFact>& facts, absl::Time as_of) {
  std::optional<absl::Time> asked;
  absl::Time status_time = absl::InfinitePast();
  absl::Time stage_time = absl::InfinitePast();
  absl::string_view status;
  absl::string_view stage;
  for (const v1::CountedFact& fact : facts) {
    const absl::Time time = ToTime(fact.fact_time());
    if (time > as_of) continue;
    const absl::string_view state = CodeOf(fact, "state");
    if (fact.kind() == "SESSION" && state == "COMPLETED") return false;
    if (fact.kind() == "STAGE" || (fact.kind() == "SESSION" && state == "REQUESTED")) {
      asked = std::min(time, asked.value_or(time));
    }
    // Of two at one instant the later in the list, as steps were taken.
    if (fact.kind() == "STATUS" && time >= status_time) {
      status_time = time;
      status = CodeOf(fact, "status");
    }
    if (fact.kind() == "STAGE" && time >= stage_time) {
      stage_time = time;
      stage = CodeOf(fact, "stage");
    }
  }
  if (!asked || stage == "CLOSED" || !(status.empty() || status == "ACTIVE")) return false;
  return JapanDate(as_of) - JapanDate(*asked) >= kSessionWaitDays;
}

}  // namespace

std::set<std::string> WaitingForSession(
    const std::map<std::string, std::vector<v1::CountedFact>>& facts, absl::Time as_of) {
  std::set<std::string> people;
  for (const auto& [person, of_person] : facts) {
    if (HasWaited(of_person, as_of)) people.insert(person);
  }
  return people;
}

}  // namespace banso
