#include "server/services/seats.h"

#include "server/services/resource_traits.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

v1::Internship Opening(int seats, int taken, int held) {
  v1::Internship internship;
  internship.set_name("employers/e/internships/i");
  internship.set_state(taken < seats ? v1::Internship::PUBLISHED : v1::Internship::FILLED);
  internship.set_seats(seats);
  internship.set_seats_taken(taken);
  internship.set_seats_held(held);
  return internship;
}

TEST(SeatsTest, TheLastSeatFillsAPublishedOpening) {
  v1::Internship internship = Opening(2, 0, 0);

  ASSERT_THAT(TakeSeat(&internship), IsOk());
  EXPECT_EQ(internship.state(), v1::Internship::PUBLISHED);
  ASSERT_THAT(TakeSeat(&internship), IsOk());
  EXPECT_EQ(internship.state(), v1::Internship::FILLED);
  const absl::Status full = TakeSeat(&internship);
  EXPECT_EQ(ReasonOf(full), "SEATS_FULL");
  EXPECT_EQ(internship.seats_taken(), 2);
  EXPECT_EQ(internship.seats_held(), 2);
}

TEST(SeatsTest, AFreedSeatPublishesAFilledOpeningAndNothingElse) {
  v1::Internship filled = Opening(1, 1, 1);
  v1::Internship closed = filled;
  closed.set_state(v1::Internship::CLOSED);

  FreeSeat(&filled);
  FreeSeat(&closed);

  EXPECT_EQ(filled.state(), v1::Internship::PUBLISHED);
  EXPECT_EQ(closed.state(), v1::Internship::CLOSED);
  EXPECT_EQ(filled.seats_taken(), 0);
  FreeSeat(&filled);
  EXPECT_EQ(filled.seats_taken(), 0);
  EXPECT_EQ(filled.seats_held(), 0);
}

TEST(SeatsTest, ASeatThatIsForgottenStaysTaken) {
  v1::Internship internship = Opening(1, 1, 1);

  ForgetSeat(&internship);

  EXPECT_EQ(internship.seats_taken(), 1);
  EXPECT_EQ(internship.seats_held(), 0);
}

TEST(SeatsTest, SeatsAreCountedByHandOnlyWhileNoApplicationHoldsOne) {
  const v1::Internship held = Opening(3, 2, 1);
  v1::Internship changed = held;
  changed.set_seats_taken(1);
  v1::Internship more_seats = held;
  more_seats.set_seats(5);

  EXPECT_EQ(ReasonOf(CheckSeatsByHand(held, changed)), "SEATS_HELD");
  EXPECT_THAT(CheckSeatsByHand(held, more_seats), IsOk());
  EXPECT_THAT(CheckSeatsByHand(Opening(3, 2, 0), Opening(3, 0, 0)), IsOk());
}

}  // namespace
}  // namespace banso
