#include "server/services/digest.h"

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(DigestTest, DependsOnWhereOnePartEnds) {
  EXPECT_EQ(Digest({"ab", "c"}).size(), 32u);
  EXPECT_EQ(Digest({"ab", "c"}), Digest({"ab", "c"}));
  EXPECT_NE(Digest({"ab", "c"}), Digest({"a", "bc"}));
  EXPECT_NE(Digest({"ab", "c"}), Digest({"ab", "c", ""}));
}

TEST(DigestTest, DependsOnTheKey) {
  EXPECT_NE(Digest({"a"}, "0123456789abcdef"), Digest({"a"}));
  EXPECT_NE(Digest({"a"}, "0123456789abcdef"), Digest({"a"}, "0123456789abcdeg"));
}

}  // namespace
}  // namespace banso
