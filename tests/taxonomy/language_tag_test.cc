#include "server/taxonomy/language_tag.h"

#include <optional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using ::testing::Optional;

TEST(NormalizeLanguageTagTest, TheShortestCodeStands) {
  EXPECT_THAT(NormalizeLanguageTag("jpn"), Optional(std::string("ja")));
  EXPECT_THAT(NormalizeLanguageTag("fas"), Optional(std::string("fa")));
  EXPECT_THAT(NormalizeLanguageTag("per"), Optional(std::string("fa")));
  EXPECT_THAT(NormalizeLanguageTag("PES"), Optional(std::string("fa")));
  EXPECT_THAT(NormalizeLanguageTag("bur"), Optional(std::string("my")));
  EXPECT_THAT(NormalizeLanguageTag("fil"), Optional(std::string("tl")));
}

TEST(NormalizeLanguageTagTest, LanguagesThatPeopleMixUpStayApart) {
  EXPECT_THAT(NormalizeLanguageTag("prs"), Optional(std::string("prs")));
  EXPECT_THAT(NormalizeLanguageTag("kmr"), Optional(std::string("kmr")));
  EXPECT_THAT(NormalizeLanguageTag("ckb"), Optional(std::string("ckb")));
  EXPECT_THAT(NormalizeLanguageTag("rhg"), Optional(std::string("rhg")));
}

TEST(NormalizeLanguageTagTest, CaseAndSeparatorAreBroughtIntoForm) {
  EXPECT_THAT(NormalizeLanguageTag("KU_arab"), Optional(std::string("ku-Arab")));
  EXPECT_THAT(NormalizeLanguageTag("pt_br"), Optional(std::string("pt-BR")));
  EXPECT_THAT(NormalizeLanguageTag("es-419"), Optional(std::string("es-419")));
}

TEST(NormalizeLanguageTagTest, TheUsualScriptIsLeftOut) {
  EXPECT_THAT(NormalizeLanguageTag("ja-Jpan"), Optional(std::string("ja")));
  EXPECT_THAT(NormalizeLanguageTag("jpn-Jpan-JP"), Optional(std::string("ja-JP")));
  EXPECT_THAT(NormalizeLanguageTag("ja-Latn"), Optional(std::string("ja-Latn")));
}

TEST(NormalizeLanguageTagTest, ChineseIsNamedByItsScript) {
  EXPECT_THAT(NormalizeLanguageTag("zh"), Optional(std::string("zh")));
  EXPECT_THAT(NormalizeLanguageTag("zh-TW"), Optional(std::string("zh-Hant")));
  EXPECT_THAT(NormalizeLanguageTag("cmn_cn"), Optional(std::string("zh-Hans")));
  EXPECT_THAT(NormalizeLanguageTag("zh-hans-CN"), Optional(std::string("zh-Hans")));
}

TEST(NormalizeLanguageTagTest, OtherShapesAreRefused) {
  for (const char* tag : {"", "-", "j", "japanese", "ja-", "-ja", "ja--JP", "ja-J", "j4", "日本語",
                          "ja-JP-x-private", "en US", "ja-12"}) {
    EXPECT_EQ(NormalizeLanguageTag(tag), std::nullopt) << tag;
  }
}

TEST(NormalizeLanguageTagTest, NormalizingTwiceChangesNothing) {
  for (const char* tag : {"jpn", "ZH_tw", "ku-arab", "prs", "tlh-Piqd-US"}) {
    const auto once = NormalizeLanguageTag(tag);
    ASSERT_TRUE(once.has_value()) << tag;
    EXPECT_EQ(NormalizeLanguageTag(*once), once);
  }
}

}  // namespace
}  // namespace banso
