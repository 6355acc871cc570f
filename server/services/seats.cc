#include "server/services/seats.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/convert/status_details.h"
#include "server/services/state_machines.h"

namespace banso {
namespace {

void SettleState(v1::Internship* internship) {
  internship->set_state(
      StateBySeats(internship->state(), internship->seats(), internship->seats_taken()));
}

}  // namespace

absl::Status TakeSeat(v1::Internship* internship) {
  if (internship->seats_taken() >= internship->seats()) {
    return WithErrorInfo(
        absl::FailedPreconditionError(absl::StrCat(internship->name(), " has no free seat")),
        "SEATS_FULL", {{"internship", internship->name()}});
  }
  internship->set_seats_taken(internship->seats_taken() + 1);
  internship->set_seats_held(internship->seats_held() + 1);
  SettleState(internship);
  return absl::OkStatus();
}

void FreeSeat(v1::Internship* internship) {
  internship->set_seats_taken(std::max(0, internship->seats_taken() - 1));
  internship->set_seats_held(std::max(0, internship->seats_held() - 1));
  SettleState(internship);
}

void ForgetSeat(v1::Internship* internship) {
  internship->set_seats_held(std::max(0, internship->seats_held() - 1));
}

absl::Status CheckSeatsByHand(const v1::Internship& before, const v1::Internship& after) {
  if (before.seats_held() == 0 || before.seats_taken() == after.seats_taken()) {
    return absl::OkStatus();
  }
  return WithErrorInfo(
      absl::FailedPreconditionError(
          absl::StrCat("seats_taken of ", after.name(),
                       " follows the applications that hold seats; change their state instead")),
      "SEATS_HELD", {{"name", after.name()}});
}

}  // namespace banso
