#include "server/services/admission.h"

#include <deque>

#include "gtest/gtest.h"

namespace banso {
namespace {

constexpr absl::Duration kService = absl::Milliseconds(1);

// A queue whose head has its turn every `step`, and that never empties.
Admission Moving(absl::Duration step, int turns) {
  Admission admission;
  const absl::Time start = absl::UnixEpoch();
  for (int i = 0; i < turns; ++i) admission.Turn(start, start + step * i);
  return admission;
}

TEST(AdmissionTest, NothingIsKnownAtFirstAndEverybodyJoins) {
  EXPECT_TRUE(Admission().MayJoin(1000, kService));
}

TEST(AdmissionTest, WhoseTimeIsUpNeverJoins) {
  EXPECT_FALSE(Admission().MayJoin(0, absl::ZeroDuration()));
  EXPECT_FALSE(Admission().MayJoin(0, absl::Milliseconds(-1)));
}

TEST(AdmissionTest, OneJoinsWhoseTurnComesInHalfOfTheTimeThatIsLeft) {
  const Admission admission = Moving(absl::Milliseconds(10), 1000);

  EXPECT_TRUE(admission.MayJoin(49, absl::Seconds(1)));
  EXPECT_FALSE(admission.MayJoin(51, absl::Seconds(1)));
  EXPECT_TRUE(admission.MayJoin(1'000'000, absl::InfiniteDuration()));
}

TEST(AdmissionTest, AnEmptyQueueTakesEverybodyHoweverSlowItWas) {
  EXPECT_TRUE(Moving(absl::Seconds(10), 100).MayJoin(0, kService));
}

TEST(AdmissionTest, TheTimeWithoutAnybodyWaitingIsNoPace) {
  Admission admission = Moving(absl::Milliseconds(1), 1000);
  absl::Time now = absl::UnixEpoch() + absl::Hours(1);
  // Each comes after the turn of the one before.
  for (int i = 0; i < 100; ++i) {
    now += absl::Hours(1);
    admission.Turn(now - absl::Milliseconds(1), now);
  }

  EXPECT_LT(admission.ExpectedWait(1), absl::Milliseconds(2));
}

TEST(AdmissionTest, AClockThatIsSetBackIsNoPace) {
  Admission admission = Moving(absl::Milliseconds(1), 1000);
  const absl::Duration before = admission.ExpectedWait(1);
  admission.Turn(absl::UnixEpoch(), absl::UnixEpoch() - absl::Hours(1));

  EXPECT_EQ(admission.ExpectedWait(1), before);
}

// What a server with one thread makes of calls that come at twice the pace at which it answers
// them, each of which waits for `patience`. Returns the share of its time that went into answers
// that somebody still waited for.
double Goodput(bool guarded, absl::Duration patience) {
  struct Waiting {
    absl::Time joined;
    absl::Time deadline;
  };
  Admission admission;
  std::deque<Waiting> queue;
  absl::Time free = absl::UnixEpoch();  // when the thread is
  int in_time = 0;
  constexpr int kCalls = 20'000;
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < kCalls; ++i) {
    now += kService / 2;
    while (!queue.empty() && free <= now) {
      const Waiting head = queue.front();
      queue.pop_front();
      const absl::Time turn = std::max(free, head.joined);
      admission.Turn(head.joined, turn);
      // Of a call whose time is up nothing is run.
      if (turn >= head.deadline) continue;
      free = turn + kService;
      if (free <= head.deadline) ++in_time;
    }
    if (!guarded || admission.MayJoin(queue.size(), patience)) {
      queue.push_back({now, now + patience});
    }
  }
  return in_time * absl::FDivDuration(kService, now - absl::UnixEpoch());
}

TEST(AdmissionTest, AtTwiceTheLoadNearlyAllWorkIsForSomebodyWhoStillWaits) {
  for (const absl::Duration patience :
       {absl::Milliseconds(20), absl::Milliseconds(100), absl::Seconds(1)}) {
    EXPECT_GE(Goodput(true, patience), 0.9) << patience;
  }
}

}  // namespace
}  // namespace banso
