// Seats of an opening that applications take. Pure functions.
#ifndef BANSO_SERVER_SERVICES_SEATS_H_
#define BANSO_SERVER_SERVICES_SEATS_H_

#include "absl/status/status.h"
#include "banso/v1/internship.pb.h"

namespace banso {

// Takes a seat for an application: a PUBLISHED opening whose last one it is becomes FILLED.
// Errors: FAILED_PRECONDITION with SEATS_FULL if none is free.
absl::Status TakeSeat(v1::Internship* internship);

// Gives the seat of an application back: a FILLED opening is PUBLISHED again.
void FreeSeat(v1::Internship* internship);

// Leaves the seat taken, but by nobody whom the programme knows: by an application that goes.
void ForgetSeat(v1::Internship* internship);

// Whether the seats may be counted by hand from `before` to `after`, as coordinators do for people
// whom the programme did not bring: only while no application holds one; from then on the number
// follows the applications.
// Errors: FAILED_PRECONDITION with SEATS_HELD.
absl::Status CheckSeatsByHand(const v1::Internship& before, const v1::Internship& after);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SEATS_H_
