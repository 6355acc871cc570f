#include "server/text/fair_hiring.h"

#include <iterator>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "server/base/utf8.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What the spans cover, in the words of the text.
std::vector<std::string> Covered(absl::string_view text) {
  std::vector<size_t> offsets;
  absl::string_view rest = text;
  while (!rest.empty()) {
    offsets.push_back(text.size() - rest.size());
    if (!NextCodePoint(&rest)) rest.remove_prefix(1);
  }
  offsets.push_back(text.size());
  std::vector<std::string> parts;
  for (const PrivateSpan& span : FindPrivateMatters(text)) {
    parts.emplace_back(text.substr(offsets[span.start], offsets[span.end] - offsets[span.start]));
  }
  return parts;
}

std::set<PrivateMatter> Matters(absl::string_view text) {
  std::set<PrivateMatter> matters;
  for (const PrivateSpan& span : FindPrivateMatters(text)) matters.insert(span.matter);
  return matters;
}

TEST(FairHiringTest, EveryItemIsFoundInBothLanguages) {
  const struct {
    PrivateMatter matter;
    absl::string_view ja;
    absl::string_view en;
  } kSentences[] = {
      {PrivateMatter::kBirthplace, "本籍は別の県です。", "I was born in a small town."},
      {PrivateMatter::kFamily, "私の母は教員です。", "My father runs a shop."},
      {PrivateMatter::kHousing, "持ち家があります。", "I rent; my apartment is small."},
      {PrivateMatter::kEnvironment, "生い立ちを書きます。", "I grew up near the sea."},
      {PrivateMatter::kReligion, "お祈りの時間があります。", "My religion matters to me."},
      {PrivateMatter::kPoliticalParty, "支持政党はありません。", "I voted last year."},
      {PrivateMatter::kViewOfLife, "座右の銘は努力です。", "My motto is patience."},
      {PrivateMatter::kRespectedPerson, "尊敬する人は先生です。", "My role model is a teacher."},
      {PrivateMatter::kThoughts, "民主主義について考えます。", "My ideology is simple."},
      {PrivateMatter::kMovements, "労働組合に入っていました。", "I joined a labour union."},
      {PrivateMatter::kReading, "愛読書は歴史の本です。", "My favourite book is about bees."},
      {PrivateMatter::kBackground, "身元調査に同意します。", "A background check is fine."},
      {PrivateMatter::kUnrelated, "血液型はA型です。", "I am married."},
      {PrivateMatter::kHealth, "持病はありません。", "I had surgery once."},
      {PrivateMatter::kNationality, "国籍について書きます。", "My home country is far."},
      {PrivateMatter::kFlight, "難民として来ました。", "I fled the war."},
  };
  EXPECT_EQ(std::size(kSentences), kPrivateMatterCount);
  for (const auto& sentence : kSentences) {
    EXPECT_TRUE(Matters(sentence.ja).contains(sentence.matter)) << sentence.ja;
    EXPECT_TRUE(Matters(sentence.en).contains(sentence.matter)) << sentence.en;
  }
}

TEST(FairHiringTest, OrdinaryTextGivesNoWarning) {
  for (const absl::string_view text :
       {"データ分析の経験を活かし、貴社の業務改善に貢献したいと考えています。",
        "大学では情報科学を学び、Pythonで在庫管理の仕組みを作りました。でも、まだ学ぶことは多いです"
        "。",
        "接客のアルバイトを三年続け、後輩の指導も任されました。",
        "母語はアラビア語で、母校では通訳もしました。",
        "I have worked with SQL for three years and led a team of four.",
        "The reunion of both systems was a familiar problem: insects, warehouses, agendas.",
        "I want to learn your accounting software and support customers."}) {
    EXPECT_THAT(Covered(text), IsEmpty()) << text;
  }
}

TEST(FairHiringTest, SpansCountCodePointsOfTheTextAsItIs) {
  EXPECT_THAT(FindPrivateMatters("私の家族"),
              ElementsAre(PrivateSpan{PrivateMatter::kFamily, 2, 4}));
  EXPECT_THAT(FindPrivateMatters("😀 family"),
              ElementsAre(PrivateSpan{PrivateMatter::kFamily, 2, 8}));
}

TEST(FairHiringTest, WidthCaseKanaAccentsAndLineBreaksDoNotHide) {
  EXPECT_THAT(Covered("ｲｽﾗﾑ と ＩＳＬＡＭ と Islám"), ElementsAre("ｲｽﾗﾑ", "ＩＳＬＡＭ", "Islám"));
  EXPECT_THAT(Covered("ﾋﾞｻﾞ"), ElementsAre("ﾋﾞｻﾞ"));
  EXPECT_THAT(Covered("宗\n教"), ElementsAre("宗\n教"));
  EXPECT_THAT(Covered("civil\nwar"), ElementsAre("civil\nwar"));
}

TEST(FairHiringTest, AnEnglishWordCountsOnlyAsAWord) {
  EXPECT_THAT(Covered("war, wars and award"), ElementsAre("war", "wars"));
  EXPECT_THAT(Covered("refugees"), ElementsAre("refugees"));
  EXPECT_THAT(Covered("日本でwarを"), ElementsAre("war"));
}

TEST(FairHiringTest, OfWordsWithinEachOtherTheLongestCounts) {
  EXPECT_THAT(Covered("私の支持政党"), ElementsAre("支持政党"));
  EXPECT_THAT(Covered("labour unions"), ElementsAre("labour unions"));
}

TEST(FairHiringTest, BadBytesAndNothingMatchNothing) {
  EXPECT_THAT(FindPrivateMatters(""), IsEmpty());
  EXPECT_THAT(FindPrivateMatters("\xff\xfe\xe5"), IsEmpty());
  EXPECT_THAT(FindPrivateMatters("\xe5\xae"), IsEmpty());
}

}  // namespace
}  // namespace banso
