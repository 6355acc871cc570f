#include "server/convert/resource_name.h"

#include <set>
#include <string>

#include "gmock/gmock.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(ResourceNameTest, IdsAreFreshAndValid) {
  std::set<std::string> ids;
  std::set<char> letters;
  for (int i = 0; i < 10000; ++i) {
    const std::string id = RandomId();

    EXPECT_EQ(id.size(), 20u);
    EXPECT_TRUE(IsResourceId(id)) << id;
    EXPECT_TRUE(ids.insert(id).second) << id;
    letters.insert(id.begin(), id.end());
  }
  EXPECT_EQ(letters.size(), 32u);
}

TEST(ResourceNameTest, EqualBytesGiveEqualIdsOfTheSameShape) {
  const std::string bytes = "0123456789012345678901234567890123456789";

  EXPECT_EQ(IdFromBytes(bytes), IdFromBytes(bytes.substr(0, 20)));
  EXPECT_EQ(IdFromBytes(bytes).size(), 20u);
  EXPECT_TRUE(IsResourceId(IdFromBytes(bytes)));
  EXPECT_NE(IdFromBytes(bytes), IdFromBytes("x" + bytes));
}

TEST(ResourceNameTest, NamesAreTakenApartAndPutTogether) {
  const std::string name = FormatName(kInternshipPattern, {"acme-1", "0k"});

  EXPECT_EQ(name, "employers/acme-1/internships/0k");
  EXPECT_THAT(ParseName(kInternshipPattern, name), Optional(ElementsAre("acme-1", "0k")));
  EXPECT_THAT(ParseName(kCandidatePattern, "candidates/a"), Optional(ElementsAre("a")));
}

TEST(ResourceNameTest, OtherShapesAreNotNames) {
  for (const char* name :
       {"", "candidates", "candidates/", "candidates//a", "/candidates/a", "candidates/a/",
        "candidates/A", "candidates/-a", "candidates/-", "candidates/a b", "candidates/a/notes/b",
        "advisors/a", "candidates/../a", "candidates/ä", "candidates/a\n",
        "candidates/a2345678901234567890123456789012345678901234567890123456789012x4"}) {
    EXPECT_FALSE(ParseName(kCandidatePattern, name)) << name;
  }
  EXPECT_FALSE(ParseName(kCandidatePattern, std::string("candidates/a\0", 13)));
}

TEST(ResourceNameTest, TheWildcardIsAcceptedOnlyWhereAskedFor) {
  EXPECT_FALSE(ParseName(kEmployerPattern, "employers/-"));
  EXPECT_THAT(ParseName(kEmployerPattern, "employers/-", Wildcard::kAccepted),
              Optional(ElementsAre("-")));
  EXPECT_FALSE(ParseName(kEmployerPattern, "employers/--", Wildcard::kAccepted));
}

TEST(ResourceNameTest, TheParentIsTheNameWithoutItsLastPair) {
  EXPECT_EQ(ParentOf("employers/e1/internships/i1"), "employers/e1");
  EXPECT_EQ(ParentOf("employers/e1"), "");
  EXPECT_EQ(ParentOf("employers"), "");
  EXPECT_EQ(ParentOf(""), "");
}

}  // namespace
}  // namespace banso
