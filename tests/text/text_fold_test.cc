#include "server/text/text_fold.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

void ExpectSameKey(const std::vector<std::string>& spellings) {
  for (const std::string& spelling : spellings) {
    EXPECT_EQ(FoldForSearch(spelling), FoldForSearch(spellings[0])) << spelling;
  }
}

TEST(FoldForSearchTest, WidthAndCaseVanish) {
  ExpectSameKey({"Python", "PYTHON", "ｐｙｔｈｏｎ", "Ｐython"});
  ExpectSameKey({"パイソン", "ﾊﾟｲｿﾝ", "ぱいそん", "パイソン"});
  ExpectSameKey({"５Ｓ", "5s"});
  ExpectSameKey({"㈱", "(株)"});
}

TEST(FoldForSearchTest, KatakanaAndHiraganaAreOne) {
  ExpectSameKey({"カメラ", "かめら", "ｶﾒﾗ"});
  ExpectSameKey({"ガギグ", "ｶﾞｷﾞｸﾞ"});
}

TEST(FoldForSearchTest, LongVowelMarksVanish) {
  ExpectSameKey({"サーバー", "サーバ", "さーば", "ｻｰﾊﾞｰ", "サ－バ－"});
  ExpectSameKey({"コンピューターサイエンス", "コンピュータサイエンス"});
}

TEST(FoldForSearchTest, SmallAndLargeKanaAreOne) {
  ExpectSameKey({"ソフトウェア", "ソフトウエア"});
  ExpectSameKey({"ウェイター", "ウエイター"});
  ExpectSameKey({"キャノン", "キヤノン"});
}

TEST(FoldForSearchTest, VuIsB) {
  ExpectSameKey({"ヴァイオリン", "バイオリン", "ヴアイオリン"});
  ExpectSameKey({"ヴィラ", "ビラ"});
  ExpectSameKey({"ラヴ", "ラブ"});
  ExpectSameKey({"ヴヴ", "ブブ"});
  ExpectSameKey({"ヴェ・ヴォ", "ベボ"});
}

TEST(FoldForSearchTest, SpacesHyphensAndPunctuationVanish) {
  ExpectSameKey({"front end", "front-end", "frontend", "Front‐End", "front　end", "front_end"});
  ExpectSameKey({"報告・連絡・相談", "報告連絡相談", "報告、連絡、相談"});
  ExpectSameKey({"UI/UX", "UIUX"});
  ExpectSameKey({"Node.js", "nodejs"});
}

TEST(FoldForSearchTest, AccentsOfLatinLettersVanish) {
  ExpectSameKey({"Tiếng Việt", "tieng viet", "Tiê\u0301ng Viê\u0323t"});
  ExpectSameKey({"Tōkyō", "Tokyo"});
  ExpectSameKey({"café", "cafe", "cafe\u0301"});
}

TEST(FoldForSearchTest, VoicedKanaStayVoiced) {
  EXPECT_NE(FoldForSearch("かき"), FoldForSearch("かぎ"));
  EXPECT_NE(FoldForSearch("ハハ"), FoldForSearch("ババ"));
}

TEST(FoldForSearchTest, SignsThatNameLanguagesStay) {
  EXPECT_EQ(FoldForSearch("C++"), "c++");
  EXPECT_EQ(FoldForSearch("C#"), "c#");
  EXPECT_EQ(FoldForSearch("Ｃ＋＋"), "c++");
  EXPECT_NE(FoldForSearch("C"), FoldForSearch("C++"));
}

TEST(FoldForSearchTest, OtherScriptsKeepTheirLetters) {
  EXPECT_EQ(FoldForSearch("دری"), "دری");
  EXPECT_EQ(FoldForSearch("မြန်မာ"), "မြန်မာ");
  EXPECT_EQ(FoldForSearch("한국어"), "한국어");
}

TEST(FoldForSearchTest, FoldingTwiceChangesNothing) {
  for (const std::string text :
       {"サーバー ＣＯＭＰＵＴＥＲ", "ヴァイオリン", "Tiếng Việt", "ß", "İ"}) {
    const std::string key = FoldForSearch(text);
    EXPECT_EQ(FoldForSearch(key), key);
  }
}

TEST(FoldForSearchTest, TextOfDroppedSignsHasAnEmptyKey) {
  EXPECT_EQ(FoldForSearch(""), "");
  EXPECT_EQ(FoldForSearch(" -・ー ～\t\n"), "");
}

TEST(FoldForSearchTest, BrokenBytesDoNoHarm) {
  for (const std::string broken : {"\xFF", "a\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80x"}) {
    EXPECT_TRUE(IsNfc(ToNfc(broken)));
    EXPECT_TRUE(IsNfc(ToNfc(FoldForSearch(broken))));
  }
}

TEST(NormalFormTest, DecomposedTextIsComposed) {
  EXPECT_EQ(ToNfc("か\u3099"), "が");
  EXPECT_EQ(ToNfc("e\u0301"), "é");
  EXPECT_EQ(ToNfc("Ａ"), "Ａ");
}

TEST(NormalFormTest, OnlyComposedWellFormedTextIsNfc) {
  EXPECT_TRUE(IsNfc(""));
  EXPECT_TRUE(IsNfc("がé漢字"));
  EXPECT_FALSE(IsNfc("か\u3099"));
  EXPECT_FALSE(IsNfc("e\u0301"));
  EXPECT_FALSE(IsNfc("\xFF"));
  EXPECT_FALSE(IsNfc("\xED\xA0\x80"));
}

}  // namespace
}  // namespace banso
