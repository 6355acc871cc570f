#include "server/services/follow_ups.h"

#include "tests/services/placement_world.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FollowUpsTest : public PlacementWorld {
 protected:
  // Somebody who joined so many days ago.
  Placement Joined(Date date) {
    const Placement placement = PutPlacement(v1::Offer::JOINED);
    v1::Offer offer = OfferNow(placement.offer);
    *offer.mutable_join_date() = FromDate(date);
    *offer.mutable_follow_up_date() = FromDate(FollowUpDate(date));
    Put(ResourceKind::kOffer, offer);
    return placement;
  }
  Placement JoinedWithoutConsent(Date date) {
    const Placement placement = Joined(date);
    ChangeCandidate(placement.candidate, [](v1::Candidate* candidate) {
      candidate->mutable_consents(3)->set_state(v1::Consent::WITHDRAWN);
    });
    return placement;
  }
  std::vector<std::string> Due(int days_ahead = 0) {
    v1::ListFollowUpsRequest request;
    request.set_days_ahead(days_ahead);
    Call call = CoordinatorCall();
    const auto response = ListFollowUps(context_, request, &call);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> offers;
    for (const v1::FollowUp& row : response->follow_ups()) offers.push_back(row.offer());
    return offers;
  }
};

TEST_F(FollowUpsTest, SixMonthsEndOnTheSameDayOrTheLastOfTheMonth) {
  EXPECT_EQ(FollowUpDate(Date(2026, 6, 1)), Date(2026, 12, 1));
  EXPECT_EQ(FollowUpDate(Date(2026, 8, 31)), Date(2027, 2, 28));
  EXPECT_EQ(FollowUpDate(Date(2027, 8, 31)), Date(2028, 2, 29));
  EXPECT_EQ(FollowUpDate(Date(2026, 3, 31)), Date(2026, 9, 30));
}

TEST_F(FollowUpsTest, WhoIsDueIsListedSoonestFirst) {
  const Placement today = Joined(Date(2026, 6, 1));
  const Placement overdue = Joined(Date(2026, 5, 20));
  const Placement tomorrow = Joined(Date(2026, 6, 2));
  const Placement later = Joined(Date(2026, 6, 11));
  JoinedWithoutConsent(Date(2026, 5, 1));
  PutPlacement(v1::Offer::RETAINED_6M);
  Newest();

  EXPECT_THAT(Due(), ElementsAre(overdue.offer, today.offer));
  EXPECT_THAT(Due(9), ElementsAre(overdue.offer, today.offer, tomorrow.offer));
  EXPECT_THAT(Due(10), ElementsAre(overdue.offer, today.offer, tomorrow.offer, later.offer));
}

TEST_F(FollowUpsTest, PagesHoldEveryRowOnceAlsoWhenOneIsSettledBetween) {
  std::vector<Placement> people;
  for (int day = 1; day <= 5; ++day) people.push_back(Joined(Date(2026, 5, day)));
  Newest();
  v1::ListFollowUpsRequest request;
  request.set_page_size(2);
  std::vector<std::string> seen;
  do {
    Call call = CoordinatorCall();
    const auto page = ListFollowUps(context_, request, &call);
    ASSERT_THAT(page, IsOk());
    for (const v1::FollowUp& row : page->follow_ups()) seen.push_back(row.offer());
    if (seen.size() == 2) {
      // The first, not the one that the page ended on.
      ASSERT_THAT(Take(OfferVerb::kRetain, people[0]), IsOk());
      Newest();
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(seen, ElementsAre(people[0].offer, people[1].offer, people[2].offer, people[3].offer,
                                people[4].offer));
}

TEST_F(FollowUpsTest, WhoIsNotToBeAskedIsUnknownOnceItIsTime) {
  const Placement due = JoinedWithoutConsent(Date(2026, 6, 1));
  const Placement not_yet = JoinedWithoutConsent(Date(2026, 6, 2));

  const auto done = FollowUpDue(context_, Soon());

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(*done, 1);
  const v1::Offer offer = OfferNow(due.offer);
  EXPECT_EQ(offer.state(), v1::Offer::UNKNOWN_6M);
  EXPECT_EQ(offer.steps(1).reason(), v1::OfferStep::NOT_ASKED);
  EXPECT_EQ(offer.steps(1).principal(), "");
  EXPECT_EQ(OfferNow(not_yet.offer).state(), v1::Offer::JOINED);
  // Nor does anybody write to them.
  EXPECT_THAT(MessagesAbout(due.offer),
              ElementsAre("COORDINATOR_APPLICATION_STEP to coordinators"));
}

TEST_F(FollowUpsTest, WhoAgreedIsWrittenToOnce) {
  const Placement due = Joined(Date(2026, 6, 1));

  const auto first = FollowUpDue(context_, Soon());
  const auto again = FollowUpDue(context_, Soon());

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(*first, 1);
  EXPECT_EQ(*again, 0);
  EXPECT_EQ(OfferNow(due.offer).state(), v1::Offer::JOINED);
  EXPECT_THAT(MessagesAbout(due.offer),
              ElementsAre("COORDINATOR_FOLLOW_UP_DUE to coordinators",
                          absl::StrCat("FOLLOW_UP_DUE to ", due.candidate)));
}

}  // namespace
}  // namespace banso
