#include "engine/explain/words.h"

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(FillTest, PlacesAreFilledInEachLanguage) {
  EXPECT_EQ(Fill({"$1の$0", "$0", "$0 of $1, $0"}, {{"a", "b", "c"}, {"d", "e", "f"}}),
            (Words{"dのa", "b", "c of f, c"}));
}

TEST(FillTest, WhatWordsHoldIsLeftAlone) {
  EXPECT_EQ(Fill({"$0$1", "$1$0", "$0"}, {{"$1", "$1", "$0"}, {"x", "$0", "z"}}),
            (Words{"$1x", "$0$1", "$0"}));
}

TEST(FillTest, OtherSignsAreText) {
  EXPECT_EQ(Fill({"$", "$1 $a $$", "$/$:$0$"}, {{"x", "y", "z"}}),
            (Words{"$", "$1 $a $$", "$/$:z$"}));
  EXPECT_EQ(Fill({"", "$0", "a"}, {}), (Words{"", "$0", "a"}));
}

}  // namespace
}  // namespace banso
