#include "engine/explain/names.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(LanguageNameTest, LanguagesHaveNames) {
  EXPECT_EQ(LanguageWords("ja"), (Words{"日本語", "日本語（にほんご）", "Japanese"}));
  EXPECT_EQ(LanguageWords("ti"), (Words{"ティグリニャ語", "ティグリニャ語（ご）", "Tigrinya"}));
}

TEST(LanguageNameTest, ATagWithoutANameFallsBackToItsFirstPart) {
  EXPECT_EQ(LanguageWords("fr-CA"), LanguageWords("fr"));
  EXPECT_EQ(LanguageWords("zh-Hans").en, "Chinese (Simplified)");
  EXPECT_EQ(LanguageWords("zh-Latn"), LanguageWords("zh"));
}

TEST(LanguageNameTest, AnUnknownTagIsToldAsItIsUnlessTooLongForAnEasySentence) {
  EXPECT_EQ(LanguageWords("tlh"), (Words{"tlh", "tlh", "tlh"}));
  EXPECT_EQ(LanguageWords("yue-Hant-HK"),
            (Words{"yue-Hant-HK", "この言葉（ことば）", "yue-Hant-HK"}));
}

TEST(LevelNameTest, LevelsAreToldInTheirOwnScale) {
  EXPECT_EQ(JlptWords(1)->en, "N5");
  EXPECT_EQ(JlptWords(5)->en, "N1");
  EXPECT_EQ(JlptWords(0), std::nullopt);
  EXPECT_EQ(JlptWords(6), std::nullopt);
  EXPECT_EQ(CefrWords(1)->en, "CEFR A1");
  EXPECT_EQ(CefrWords(6)->ja_easy, "C2");
  EXPECT_EQ(CefrWords(0), std::nullopt);
  EXPECT_EQ(CefrWords(7), std::nullopt);
}

TEST(PrefectureNameTest, All47AreNamedOnce) {
  std::set<std::string> ja;
  std::set<std::string> easy;
  std::set<std::string> en;
  for (int code = 1; code <= 47; ++code) {
    ASSERT_TRUE(PrefectureWords(code).has_value()) << code;
    ja.insert(PrefectureWords(code)->ja);
    easy.insert(PrefectureWords(code)->ja_easy);
    en.insert(PrefectureWords(code)->en);
  }

  EXPECT_EQ(ja.size(), 47u);
  EXPECT_EQ(easy.size(), 47u);
  EXPECT_EQ(en.size(), 47u);
  EXPECT_EQ(PrefectureWords(1)->en, "Hokkaido");
  EXPECT_EQ(PrefectureWords(13)->ja_easy, "東京都（とうきょうと）");
  EXPECT_EQ(PrefectureWords(47)->en, "Okinawa");
  EXPECT_EQ(PrefectureWords(0), std::nullopt);
  EXPECT_EQ(PrefectureWords(48), std::nullopt);
}

TEST(NeedNameTest, EveryNeedHasWordsOfItsOwn) {
  std::set<std::string> en;
  for (int kind = 1; kind < kNeedKindCount; ++kind) {
    en.insert(NeedWords(static_cast<NeedKind>(kind)).en);
  }

  EXPECT_EQ(en.size(), static_cast<size_t>(kNeedKindCount - 1));
}

}  // namespace
}  // namespace banso
