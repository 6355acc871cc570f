#include "server/convert/etag.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "server/convert/status_details.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

TEST(EtagTest, RevisionsComeBackAndEtagsDiffer) {
  std::set<std::string> etags;
  for (int64_t revision = 1; revision < (int64_t{1} << 48); revision = revision * 3 / 2 + 1) {
    const std::string etag = EtagOf(revision);

    EXPECT_EQ(etag.size(), 16u);
    EXPECT_TRUE(etags.insert(etag).second);
    ASSERT_OK_AND_ASSIGN(const int64_t read, RevisionOfEtag(etag));
    EXPECT_EQ(read, revision);
  }
}

TEST(EtagTest, TextOfOthersIsRefusedByFieldName) {
  for (const char* etag :
       {"1", "W/\"1\"", "0000000000000000", "ffffffffffffffff", " 123456789abcde",
        "-123456789abcdef", "0x12345678901234", "9e3779b97f4a7c15x", "\xff"}) {
    const absl::Status status = RevisionOfEtag(etag, "candidate.etag").status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << etag;
    EXPECT_EQ(FieldProblems(status)[0].field, "candidate.etag");
  }
}

}  // namespace
}  // namespace banso
