#include "server/access/stream_slots.h"

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(StreamSlotsTest, GivesEachCallerAsManyAsAllowed) {
  StreamSlots slots(2);

  const StreamSlots::Slot first = slots.Take("a");
  const StreamSlots::Slot second = slots.Take("a");

  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(slots.Take("a"), nullptr);
  EXPECT_NE(slots.Take("b"), nullptr);
}

TEST(StreamSlotsTest, ASlotComesBackWhenItsStreamEnds) {
  StreamSlots slots(1);
  StreamSlots::Slot first = slots.Take("a");
  ASSERT_EQ(slots.Take("a"), nullptr);

  first.reset();

  EXPECT_NE(slots.Take("a"), nullptr);
}

}  // namespace
}  // namespace banso
