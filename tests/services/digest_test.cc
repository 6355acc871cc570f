#include "server/services/digest.h"

#include "banso/v1/taxonomy_service.pb.h"
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

TEST(DigestTest, MapsAreWrittenInOneOrder) {
  v1::ImportTaxonomyRequest a;
  v1::ImportTaxonomyRequest b;
  for (int i = 0; i < 50; ++i) {
    (*a.mutable_replacements())[std::to_string(i)] = "x";
    (*b.mutable_replacements())[std::to_string(49 - i)] = "x";
  }
  EXPECT_EQ(DeterministicBytes(a), DeterministicBytes(b));
}

}  // namespace
}  // namespace banso
