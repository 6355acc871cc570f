#include "engine/explain/plain_reasons.h"

#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Source = std::variant<ReasonCode, ComponentKind>;

Reason AReason(ReasonCode code, Effect effect = Effect::kBlock) {
  return {code, effect, false, {}};
}

Judgement AJudgement(std::vector<Reason> reasons, std::vector<Component> components) {
  Judgement judgement;
  judgement.reasons = std::move(reasons);
  judgement.components.assign(components.begin(), components.end());
  return judgement;
}

std::vector<Component> SixComponents() {
  return {{ComponentKind::kIndustry, 25, 150},  {ComponentKind::kOccupation, 15, 700},
          {ComponentKind::kSkills, 30, 600},    {ComponentKind::kLanguage, 15, 500},
          {ComponentKind::kSchedule, 10, 1000}, {ComponentKind::kLocation, 5, 1000}};
}

std::vector<Source> Sources(const Judgement& judgement) {
  std::vector<Source> sources;
  for (const PlainReason& plain : PlainReasons(judgement)) sources.push_back(plain.source);
  return sources;
}

// --- Which reasons are told ---

TEST(PlainReasonsTest, WithoutCodesTheTwoBestComponentsAndTheOneThatLacksMostAreTold) {
  const Judgement judgement = AJudgement({}, SixComponents());

  // 30 × 600 and 15 × 700 are most; of the others 25 × 850 lacks most.
  EXPECT_THAT(Sources(judgement),
              ElementsAre(Source(ComponentKind::kSkills), Source(ComponentKind::kOccupation),
                          Source(ComponentKind::kIndustry)));
}

TEST(PlainReasonsTest, ComponentsFillOnlyWhatCodesLeaveOfTheThree) {
  EXPECT_THAT(Sources(AJudgement({AReason(ReasonCode::kSeatsFull)}, SixComponents())),
              ElementsAre(Source(ReasonCode::kSeatsFull), Source(ComponentKind::kSkills),
                          Source(ComponentKind::kOccupation)));
  EXPECT_THAT(
      Sources(AJudgement({AReason(ReasonCode::kDoNotMatch), AReason(ReasonCode::kSeatsFull)},
                         SixComponents())),
      ElementsAre(Source(ReasonCode::kDoNotMatch), Source(ReasonCode::kSeatsFull),
                  Source(ComponentKind::kSkills)));
}

TEST(PlainReasonsTest, CodesComeByNameWhateverTheirEffectAndOrder) {
  const Judgement judgement =
      AJudgement({AReason(ReasonCode::kWorkNotPermitted), AReason(ReasonCode::kSeatsFull),
                  AReason(ReasonCode::kLanguageOneStepShort, Effect::kReview),
                  AReason(ReasonCode::kCaseNotActive)},
                 SixComponents());

  EXPECT_THAT(Sources(judgement), ElementsAre(Source(ReasonCode::kCaseNotActive),
                                              Source(ReasonCode::kLanguageOneStepShort),
                                              Source(ReasonCode::kSeatsFull)));
}

TEST(PlainReasonsTest, ACodeIsToldOnceWithTheNumbersThatComeFirst) {
  const Reason first{ReasonCode::kHardSkillMissing, Effect::kBlock, false,
                     SkillNumbers{"mfg.weld.arc"}};
  const Reason second{ReasonCode::kHardSkillMissing, Effect::kBlock, false,
                      SkillNumbers{"log.wh.forklift"}};
  const std::vector<PlainReason> plain = PlainReasons(AJudgement({first, second}, {}));

  EXPECT_THAT(plain, ElementsAre(Explain(first)));
}

TEST(PlainReasonsTest, NotesAndClearedCodesAreNotTold) {
  Reason cleared = AReason(ReasonCode::kWorkAuthUnverified, Effect::kReview);
  cleared.cleared = true;
  const Judgement judgement =
      AJudgement({AReason(ReasonCode::kNoWish, Effect::kNote), cleared}, SixComponents());

  EXPECT_EQ(Sources(judgement), Sources(AJudgement({}, SixComponents())));
}

TEST(PlainReasonsTest, AmongEqualCodesOneThatIsNotClearedIsTold) {
  Reason cleared{ReasonCode::kNeedUnconfirmed, Effect::kReview, true,
                 NeedNumbers{NeedKind::kStepFree, Answer::kUnknown}};
  Reason open{ReasonCode::kNeedUnconfirmed, Effect::kReview, false,
              NeedNumbers{NeedKind::kQuietRoom, Answer::kUnknown}};

  EXPECT_THAT(PlainReasons(AJudgement({cleared, open}, {})), ElementsAre(Explain(open)));
}

TEST(PlainReasonsTest, TiesGoByTheOrderOfTheComponents) {
  const Judgement judgement = AJudgement({}, {{ComponentKind::kSchedule, 10, 500},
                                              {ComponentKind::kIndustry, 10, 500},
                                              {ComponentKind::kSkills, 10, 500},
                                              {ComponentKind::kLanguage, 10, 500}});

  EXPECT_THAT(Sources(judgement),
              ElementsAre(Source(ComponentKind::kSchedule), Source(ComponentKind::kIndustry),
                          Source(ComponentKind::kSkills)));
}

TEST(PlainReasonsTest, TheComponentThatLacksMostIsPassedOverIfAlreadyNamed) {
  // Skills give most, 60 × 500, and also lack most.
  const Judgement judgement = AJudgement({}, {{ComponentKind::kIndustry, 20, 1000},
                                              {ComponentKind::kSkills, 60, 500},
                                              {ComponentKind::kLanguage, 10, 0},
                                              {ComponentKind::kLocation, 10, 900}});

  EXPECT_THAT(Sources(judgement),
              ElementsAre(Source(ComponentKind::kSkills), Source(ComponentKind::kIndustry),
                          Source(ComponentKind::kLanguage)));
}

TEST(PlainReasonsTest, FewerComponentsThanPlacesGiveFewerReasons) {
  EXPECT_THAT(Sources(AJudgement({}, {})), IsEmpty());
  EXPECT_THAT(Sources(AJudgement({}, {{ComponentKind::kSkills, 30, 0}})),
              ElementsAre(Source(ComponentKind::kSkills)));
  EXPECT_THAT(Sources(AJudgement({AReason(ReasonCode::kConsentMissing)}, {})),
              ElementsAre(Source(ReasonCode::kConsentMissing)));
}

TEST(PlainReasonsTest, EveryReasonIsTheOneThatExplainGives) {
  const Reason reason = AReason(ReasonCode::kSeatsFull);
  const Component component{ComponentKind::kSkills, 30, 600};

  EXPECT_THAT(PlainReasons(AJudgement({reason}, {component})),
              ElementsAre(Explain(reason), Explain(component)));
}

// --- What is told ---

TEST(PlainReasonsTest, AFullTimeWeekInTermIsToldWithItsHours) {
  const PlainReason plain = Explain({ReasonCode::kHoursOverCap, Effect::kBlock, false,
                                     HoursNumbers{Date(2027, 1, 18), 35 * 60, 28 * 60}});

  EXPECT_EQ(plain.ja,
            "2027年1月18日からの7日間で、合わせて35時間の仕事になります。上限は28時間で、"
            "それより7時間長いです。時間を減らすか、個別の許可があると、この理由はなくなります。");
  EXPECT_EQ(plain.ja_easy,
            "2027年（ねん）1月（がつ）18日（にち）から7日間（なのかかん）を見（み）ました。"
            "仕事（しごと）は、合（あ）わせて35時間（じかん）です。"
            "決（き）まりは、28時間（じかん）までです。7時間（じかん）、長（なが）いです。"
            "時間（じかん）を短（みじか）くすると、この理由（りゆう）はなくなります。"
            "特別（とくべつ）な許可（きょか）があるときも、なくなります。");
  EXPECT_EQ(plain.en,
            "The 7 days from 18 January 2027 hold 35 hours of paid work in all; the limit is 28 "
            "hours, so this is 7 hours over. Fewer hours, or an individual permission for this "
            "work, would clear this.");
}

TEST(PlainReasonsTest, ALanguageOneStepShortIsToldWithBothLevels) {
  LanguageGapNumbers numbers;
  numbers.required.language = "ja";
  numbers.required.jlpt = Jlpt::kN2;
  numbers.held_step = static_cast<int>(Jlpt::kN3);
  numbers.gap = 1;
  const PlainReason plain =
      Explain({ReasonCode::kLanguageOneStepShort, Effect::kReview, false, numbers});

  EXPECT_EQ(plain.ja,
            "日本語はN2が求められています。今の記録はN3です。あと1段階です。"
            "新しい合格の記録か、コーディネーターの確認で、この理由はなくなります。");
  EXPECT_EQ(plain.ja_easy,
            "この仕事（しごと）には、日本語（にほんご）のN2が必要（ひつよう）です。"
            "今（いま）の記録（きろく）は、N3です。あと1つ、上（うえ）のレベルです。"
            "新（あたら）しい記録（きろく）があれば、教（おし）えてください。"
            "担当（たんとう）の人（ひと）と相談（そうだん）もできます。");
  EXPECT_EQ(plain.en,
            "Japanese is asked for at N2; on record now: N3. That is only 1 level short. A new "
            "result, or a check by the coordinator, would clear this.");
}

TEST(PlainReasonsTest, APermissionThatEndsDuringTheWorkIsToldWithBothDates) {
  ValidityNumbers numbers{Date(2027, 2, 20), std::nullopt, Date(2027, 2, 1), Date(2027, 3, 31)};
  const PlainReason plain =
      Explain({ReasonCode::kAuthExpiresDuring, Effect::kReview, false, numbers});

  EXPECT_EQ(plain.ja,
            "働く許可は2027年2月20日までで、仕事は2027年3月31日まで続きます。"
            "新しい書類が届くか、コーディネーターが確認すると、この理由はなくなります。");
  EXPECT_EQ(plain.ja_easy,
            "働（はたら）く許可（きょか）は、2027年（ねん）2月（がつ）20日（はつか）までです。"
            "仕事（しごと）は、2027年（ねん）3月（がつ）31日（にち）までです。"
            "新（あたら）しい書類（しょるい）があれば、見（み）せてください。"
            "担当（たんとう）の人（ひと）と相談（そうだん）もできます。");
  EXPECT_EQ(plain.en,
            "The work permission runs to 20 February 2027; the work goes on to 31 March 2027. New "
            "papers, or a check by the coordinator, would clear this.");
}

TEST(PlainReasonsTest, ARenewalThatWasFiledIsToldWithTheDayItCovers) {
  ValidityNumbers numbers{Date(2027, 2, 20), Date(2027, 4, 20), Date(2027, 2, 1),
                          Date(2027, 3, 31)};
  const PlainReason plain =
      Explain({ReasonCode::kAuthRenewalPending, Effect::kReview, false, numbers});

  EXPECT_EQ(
      plain.en,
      "The work permission runs to 20 February 2027 and its renewal is being decided; the "
      "work goes on to 31 March 2027. The renewal that was filed extends this to 20 April 2027 at "
      "the latest. New papers, or a check by the coordinator, would clear this.");
}

}  // namespace
}  // namespace banso
