#include "engine/model/classification.h"

#include "engine/score/components.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

TEST(ClassificationTest, TheDivisionFollowsFromTheMajorGroup) {
  const std::pair<const char*, char> cases[] = {
      {"01", 'A'}, {"02", 'A'},   {"03", 'B'}, {"05", 'C'}, {"06", 'D'},  {"32", 'E'},
      {"33", 'F'}, {"391", 'G'},  {"49", 'H'}, {"61", 'I'}, {"62", 'J'},  {"70", 'K'},
      {"74", 'L'}, {"7611", 'M'}, {"80", 'N'}, {"82", 'O'}, {"854", 'P'}, {"87", 'Q'},
      {"96", 'R'}, {"98", 'S'},   {"99", 'T'}, {"G", 'G'}};
  for (const auto& [code, letter] : cases) {
    ASSERT_OK_AND_ASSIGN(const CodePath path, ParseIndustry(code));
    EXPECT_EQ(DivisionLetter(path), letter) << code;
  }
}

TEST(ClassificationTest, CodesOfTheWrongShapeAreRefused) {
  for (const char* code : {"", "g", "U", "1", "00", "12345", "3a", "３９", "39 "}) {
    EXPECT_THAT(ParseIndustry(code), StatusIs(absl::StatusCode::kInvalidArgument)) << code;
  }
  for (const char* code : {"", "a", "12345", "251.4", "2512.", "2512.x", "2512.12345",
                           "onet:15-1252", "onet:151252.00", "2512.1.1.1.1.1.1.1"}) {
    EXPECT_THAT(ParseOccupation(code), StatusIs(absl::StatusCode::kInvalidArgument)) << code;
  }
}

TEST(ClassificationTest, ACodeCoversItselfAndWhatIsBelow) {
  EXPECT_TRUE(Industry("G").Covers(Industry("391")));
  EXPECT_TRUE(Industry("39").Covers(Industry("39")));
  EXPECT_FALSE(Industry("391").Covers(Industry("39")));
  EXPECT_TRUE(Occupation("2512").Covers(Occupation("2512.4.1")));
  EXPECT_FALSE(Occupation("2512").Covers(Industry("2512")));
  EXPECT_FALSE(CodePath().Covers(Industry("39")));
}

TEST(ClassificationTest, OnetCodesNestByTheirDigits) {
  EXPECT_EQ(Occupation("onet:15-1252.00").CommonDepth(Occupation("onet:15-1254.00")), 3);
  EXPECT_EQ(Occupation("onet:15-1252.00").CommonDepth(Occupation("onet:15-1211.00")), 2);
  EXPECT_EQ(Occupation("onet:15-1252.00").CommonDepth(Occupation("1512")), 0);
}

TEST(SimilarityTest, FollowsTheRubric) {
  const SimilarityRules rules = DefaultRuleSet().similarity;
  const auto industry = [&](const char* wish, const char* offer) {
    return IndustrySimilarity(Industry(wish), Industry(offer), rules);
  };
  EXPECT_EQ(industry("39", "39"), 1000);
  EXPECT_EQ(industry("G", "391"), 1000);     // the wish is an ancestor
  EXPECT_EQ(industry("391", "G"), 600);      // the offer is an ancestor
  EXPECT_EQ(industry("3911", "3912"), 850);  // three levels in common
  EXPECT_EQ(industry("391", "392"), 700);
  EXPECT_EQ(industry("39", "40"), 400);
  EXPECT_EQ(industry("L", "39"), 150);  // adjacent divisions, either way round
  EXPECT_EQ(industry("39", "L"), 150);
  EXPECT_EQ(industry("J", "39"), 0);
  const auto occupation = [&](const char* wish, const char* offer) {
    return OccupationSimilarity(Occupation(wish), Occupation(offer), rules);
  };
  EXPECT_EQ(occupation("5120", "5131"), 700);
  EXPECT_EQ(occupation("2411", "2412"), 850);
  EXPECT_EQ(occupation("2411", "2511"), 400);
  EXPECT_EQ(occupation("2512.4", "2512.3"), 850);  // more than three levels count as three
  EXPECT_EQ(occupation("5120", "2512"), 0);
}

}  // namespace
}  // namespace banso
