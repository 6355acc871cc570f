#include "tests/engine/explain/easy_japanese.h"

#include <map>
#include <set>
#include <string>

#include "engine/explain/plain_reasons.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/explain/reason_samples.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

// --- The check finds what it is for ---

TEST(EasyJapaneseTest, ATextThatKeepsTheRulesHasNoFault) {
  EXPECT_EQ(EasyJapaneseFault("仕事（しごと）の時間（じかん）が、長（なが）いです。"), "");
  EXPECT_EQ(EasyJapaneseFault("N2です。1月（がつ）2日（ふつか）です。"), "");
}

TEST(EasyJapaneseTest, KanjiWithoutReadingIsAFault) {
  EXPECT_THAT(EasyJapaneseFault("仕事です。"), HasSubstr("no reading after 仕事"));
  EXPECT_THAT(EasyJapaneseFault("仕事（）です。"), HasSubstr("no reading after 仕事"));
  EXPECT_THAT(EasyJapaneseFault("仕事（しごと）の時間が、長（なが）いです。"),
              HasSubstr("no reading after 時間"));
}

TEST(EasyJapaneseTest, AReadingThatIsNotHiraganaIsAFault) {
  EXPECT_THAT(EasyJapaneseFault("仕事（シゴト）です。"), HasSubstr("not in hiragana"));
  EXPECT_THAT(EasyJapaneseFault("仕事（仕事）です。"), HasSubstr("not in hiragana"));
  EXPECT_THAT(EasyJapaneseFault("ここ（ここ）です。"), HasSubstr("do not follow kanji"));
}

TEST(EasyJapaneseTest, ASentenceHasAtMost30CharactersWithoutReadings) {
  EXPECT_EQ(EasyJapaneseFault("ああああああああああいいいいいいいいいいううううううううう。"), "");
  EXPECT_EQ(
      EasyJapaneseFault("仕事（しごと）あああああああああいいいいいいいいいいうううううううう。"),
      "");
  EXPECT_THAT(EasyJapaneseFault("ああああああああああいいいいいいいいいいうううううううううう。"),
              HasSubstr("too long"));
  EXPECT_THAT(
      EasyJapaneseFault("仕事（しごと）ああああああああああいいいいいいいいいいうううううううう。"),
      HasSubstr("too long"));
}

TEST(EasyJapaneseTest, ATextEndsWithAFullStop) {
  EXPECT_THAT(EasyJapaneseFault(""), HasSubstr("full stop"));
  EXPECT_THAT(EasyJapaneseFault("はい"), HasSubstr("full stop"));
  EXPECT_THAT(EasyJapaneseFault("\xE3\x80"), HasSubstr("UTF-8"));
}

TEST(EasyJapaneseTest, FullWidthLettersAreNotEnglish) {
  EXPECT_TRUE(HoldsCjk("a。"));
  EXPECT_TRUE(HoldsCjk("カ"));
  EXPECT_TRUE(HoldsCjk("（"));
  EXPECT_FALSE(HoldsCjk("café – 1,000"));
}

// --- Readings ---

TEST(EasyJapaneseTest, AWordIsReadTheSameEverywhere) {
  // Counters and words that are read apart by number or by okurigana.
  const std::map<std::string, std::set<std::string>> read_apart = {
      {"人", {"ひと", "にん", "ひとり", "ふたり"}},
      {"分", {"ふん", "ぷん"}},
      {"少", {"すく", "すこ"}},
      {"日",
       {"ひ", "にち", "いちにち", "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか",
        "なのか", "ようか", "ここのか", "とおか", "じゅうよっか", "はつか", "にじゅうよっか"}}};

  std::map<std::string, std::set<std::string>> readings;
  const auto read = [&](const PlainReason& plain) {
    for (const ReadRun& run : ReadRuns(plain.ja_easy)) readings[run.kanji].insert(run.reading);
  };
  for (const Reason& reason : AllReasons()) read(Explain(reason));
  for (ComponentKind kind : AllComponentKinds()) {
    for (int value : {0, 500, 1000}) read(Explain({kind, 10, value}));
  }

  for (const auto& [kanji, found] : readings) {
    if (const auto several = read_apart.find(kanji); several != read_apart.end()) {
      EXPECT_EQ(found, several->second) << kanji;
    } else {
      EXPECT_EQ(found.size(), 1u) << kanji;
    }
  }
}

}  // namespace
}  // namespace banso
