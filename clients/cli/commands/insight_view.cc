#include "clients/cli/commands/insight_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

struct RuleText {
  v1::Reason::Code code;
  const char* en;
  const char* ja;
  const char* ja_easy;
};

// In the order of the codes.
constexpr RuleText kRuleTexts[] = {
    {v1::Reason::ADVISOR_FULL, "the advisor has no free place", "アドバイザーに空きがない",
     "アドバイザーに空（あ）きがない"},
    {v1::Reason::ADVISOR_INACTIVE, "the advisor is not active", "アドバイザーが活動していない",
     "アドバイザーが休（やす）んでいる"},
    {v1::Reason::AUTH_EXPIRED, "the work permission ends before the work",
     "働く許可が仕事の前に終わる",
     "働（はたら）く許可（きょか）が仕事（しごと）の前（まえ）に終（お）わる"},
    {v1::Reason::AUTH_EXPIRES_DURING, "the work permission ends during the work",
     "働く許可が仕事の途中で終わる",
     "働（はたら）く許可（きょか）が途中（とちゅう）で終（お）わる"},
    {v1::Reason::AUTH_RENEWAL_PENDING, "a renewal of the work permission is being decided",
     "働く許可の更新を待っている", "許可（きょか）の更新（こうしん）を待（ま）っている"},
    {v1::Reason::BOUNDARY_WEEK, "too many hours at the edge of a vacation",
     "休暇の境目の週の時間が上限を超える",
     "休（やす）みの前後（ぜんご）の時間（じかん）が長（なが）い"},
    {v1::Reason::CASE_NOT_ACTIVE, "the support is not running", "支援が進行中でない",
     "支援（しえん）が休（やす）み"},
    {v1::Reason::CONFLICT_OF_INTEREST, "a conflict of interest", "利益相反がある",
     "近（ちか）い関係（かんけい）がある"},
    {v1::Reason::CONSENT_MISSING, "no agreement yet", "同意がない", "同意（どうい）がない"},
    {v1::Reason::CONTRACT_TYPE_NOT_PERMITTED, "this kind of contract is not permitted",
     "この契約の種類が許可されていない", "この契約（けいやく）は許可（きょか）にない"},
    {v1::Reason::DAILY_HOURS_OVER_CAP, "too many hours on a day", "1日の時間が上限を超える",
     "1日（いちにち）の時間（じかん）が長（なが）い"},
    {v1::Reason::DEADLINE_PASSED, "the deadline has passed", "締切を過ぎた",
     "締（し）め切（き）りが過（す）ぎた"},
    {v1::Reason::DO_NOT_MATCH, "one of the two asked not to be matched", "一方が紹介を望まない",
     "紹介（しょうかい）をしてほしくない"},
    {v1::Reason::EMPLOYER_BLOCKED, "the candidate blocked the employer", "本人が外した企業",
     "自分（じぶん）で外（はず）した会社（かいしゃ）"},
    {v1::Reason::EMPLOYER_NOT_PERMITTED, "work for this employer is not permitted",
     "この企業での就労が許可されていない", "この会社（かいしゃ）は許可（きょか）にない"},
    {v1::Reason::EMPLOYER_NOT_VERIFIED, "the employer is not verified", "企業が確認されていない",
     "会社（かいしゃ）をまだ確認（かくにん）していない"},
    {v1::Reason::FIELD_NOT_PERMITTED, "work of this field is not permitted",
     "この分野の就労が許可されていない", "この仕事（しごと）は許可（きょか）にない"},
    {v1::Reason::HARD_SKILL_MISSING, "a skill or licence that must be held is missing",
     "必須の資格・技能がない", "必要（ひつよう）な資格（しかく）や技能（ぎのう）がない"},
    {v1::Reason::HOURS_OVER_CAP, "too many hours in seven days", "7日間の時間が上限を超える",
     "7日間（なのかかん）の時間（じかん）が長（なが）い"},
    {v1::Reason::INCOME_CEILING_UNCHECKED, "the income ceiling is not checked",
     "収入の上限が未確認", "収入（しゅうにゅう）の確認（かくにん）がまだ"},
    {v1::Reason::INDIVIDUAL_PERMISSION_POSSIBLE, "an individual permission may be asked for",
     "個別の許可を申請できる", "特別（とくべつ）な許可（きょか）を頼（たの）める"},
    {v1::Reason::LABOUR_OVER_40H, "more than 40 hours in a week", "週40時間を超える",
     "1週間（いっしゅうかん）に40時間（よんじゅうじかん）より長（なが）い"},
    {v1::Reason::LANGUAGE_BELOW_REQUIRED, "the language is two steps or more below",
     "言語が2段階以上足りない", "言葉（ことば）のレベルが足（た）りない"},
    {v1::Reason::LANGUAGE_ONE_STEP_SHORT, "the language is one step below", "言語が1段階足りない",
     "言葉（ことば）のレベルが少（すこ）し足（た）りない"},
    {v1::Reason::LANGUAGE_UNVERIFIED, "the language is not shown by a certificate",
     "言語の証明がない", "言葉（ことば）の証明（しょうめい）がない"},
    {v1::Reason::LOCATION_NOT_ACCEPTED, "the place is not accepted", "希望しない勤務地",
     "場所（ばしょ）が希望（きぼう）とちがう"},
    {v1::Reason::MINOR_LATE_NIGHT, "late night work under 18", "18歳未満の深夜の勤務",
     "18歳（じゅうはっさい）より下（した）の夜（よる）の仕事（しごと）"},
    {v1::Reason::MINOR_OVER_HOURS, "too many hours under 18", "18歳未満の時間の超過",
     "18歳（じゅうはっさい）より下（した）の時間（じかん）が長（なが）い"},
    {v1::Reason::MINOR_UNDER_MIN_AGE, "too young to work", "就労できる年齢に達していない",
     "まだ働（はたら）ける年（とし）ではない"},
    {v1::Reason::NEED_PREFERENCE_UNMET, "a wish for the workplace is not met",
     "職場への希望が満たされない", "職場（しょくば）への希望（きぼう）に合（あ）わない"},
    {v1::Reason::NEED_UNCONFIRMED, "nobody knows whether a need is met", "必要な配慮が未確認",
     "必要（ひつよう）なことをまだ確認（かくにん）していない"},
    {v1::Reason::NEED_UNMET, "a need is not met", "必要な配慮が満たされない",
     "必要（ひつよう）なことができない"},
    {v1::Reason::NO_COMMON_LANGUAGE, "no common language", "共通の言語がない",
     "同（おな）じ言葉（ことば）がない"},
    {v1::Reason::NO_COMMON_SLOT, "no common time", "共通の時間がない",
     "同（おな）じ時間（じかん）がない"},
    {v1::Reason::NO_WISH, "no wish yet", "希望がまだない", "希望（きぼう）がまだない"},
    {v1::Reason::OPENING_NOT_PUBLISHED, "the opening is not published", "公開されていない募集",
     "まだ公開（こうかい）していない"},
    {v1::Reason::ROLLING_CAP_AT_RISK, "days across two weeks could pass the limit",
     "週をまたぐと上限を超えるおそれ", "週（しゅう）をまたぐと時間（じかん）が長（なが）い"},
    {v1::Reason::SAFEGUARDING_MISSING, "the training on work with minors is missing",
     "未成年者対応の研修がない", "子（こ）どもについての研修（けんしゅう）がない"},
    {v1::Reason::SCHEDULE_CONFLICT, "the hours do not fit the free time", "時間が合わない",
     "時間（じかん）が合（あ）わない"},
    {v1::Reason::SEATS_FULL, "all seats are taken", "満員", "席（せき）がない"},
    {v1::Reason::SECTOR_EXCLUDED, "entertainment premises are excluded", "対象外の業種",
     "紹介（しょうかい）できない店（みせ）"},
    {v1::Reason::SKILLS_NOT_ASSESSED, "the skills are not assessed yet", "スキルが未確認",
     "スキルをまだ確認（かくにん）していない"},
    {v1::Reason::TARGET_MISMATCH, "not a year or programme of study that is taken",
     "対象の学年・課程でない", "学年（がくねん）や学校（がっこう）が合（あ）わない"},
    {v1::Reason::WORK_AUTH_UNVERIFIED, "nobody has seen the papers yet", "書類が未確認",
     "書類（しょるい）をまだ見（み）ていない"},
    {v1::Reason::WORK_NOT_PERMITTED, "paid work is not permitted", "有給の就労が許可されていない",
     "お金（かね）をもらう仕事（しごと）は許可（きょか）にない"},
};

}  // namespace

std::string RuleWords(v1::Reason::Code code, UiLanguage language) {
  for (const RuleText& text : kRuleTexts) {
    if (text.code != code) continue;
    return language == UiLanguage::kEn   ? text.en
           : language == UiLanguage::kJa ? text.ja
                                         : text.ja_easy;
  }
  // One that a newer server knows.
  return Word(code, language);
}

std::string SectionsLine(const v1::Removals& removals, UiLanguage language) {
  constexpr Phrase kJudged = {"$0 judged: $1", "$0 件を判定: $1"};
  constexpr Phrase kBetween = {", ", "、"};
  std::string sections;
  for (const v1::Removals::Section& section : removals.sections()) {
    absl::StrAppend(&sections, sections.empty() ? "" : kBetween.In(language),
                    Word(section.verdict(), language), " ", section.rows());
  }
  return absl::Substitute(kJudged.In(language), removals.rows(), sections);
}

Table RulesTable(const v1::Removals& removals, UiLanguage language) {
  const auto title = [language](Phrase phrase) { return phrase.In(language); };
  Table table({{title({"WHAT STANDS AGAINST IT", "理由"}), Table::Align::kLeft, true},
               {title({"EFFECT", "結果"})},
               {title({"ROWS", "件数"}), Table::Align::kRight},
               {title({"NOTHING ELSE", "これだけ"}), Table::Align::kRight}});
  for (const v1::Removals::Rule& rule : removals.rules()) {
    table.AddRow({RuleWords(rule.code(), language), Word(rule.effect(), language),
                  absl::StrCat(rule.removed()), absl::StrCat(rule.removed_alone())});
  }
  return table;
}

std::string ChangeWords(const v1::NextStep& step, const Labels& labels, UiLanguage language) {
  constexpr Phrase kSkill = {"$0: level $1", "$0: 段階$1"};
  constexpr Phrase kLanguage = {"$0: $1", "$0: $1"};
  constexpr Phrase kPlace = {"work in $0", "$0でも働ける"};
  constexpr Phrase kTime = {"free on $0, $1", "$0曜の$1が空く"};
  switch (step.change_case()) {
    case v1::NextStep::kSkill:
      return absl::Substitute(kSkill.In(language), labels.Of(v1::Term::SKILL, step.skill().skill()),
                              step.skill().level());
    case v1::NextStep::kLanguage:
      return absl::Substitute(kLanguage.In(language),
                              labels.Of(v1::Term::LANGUAGE, step.language().language()),
                              step.language().has_jlpt() ? Word(step.language().jlpt(), language)
                                                         : Word(step.language().cefr(), language));
    case v1::NextStep::kPrefecture:
      return absl::Substitute(kPlace.In(language),
                              labels.Of(v1::Term::PREFECTURE, step.prefecture()));
    case v1::NextStep::kHalfDay:
      return absl::Substitute(kTime.In(language), Word(step.half_day().day(), language),
                              Word(step.half_day().half(), language));
    default:
      return "?";
  }
}

std::string StrictLine(const v1::StrictRequirement& requirement, const Labels& labels,
                       UiLanguage language) {
  const auto say = [&](Phrase phrase, const auto&... values) {
    return absl::Substitute(phrase.In(language), values...);
  };
  const int asked = requirement.asked();
  const int median = requirement.median();
  switch (requirement.code()) {
    case v1::StrictRequirement::LANGUAGE_LEVEL:
      return say({"$0: step $1, median of the others $2", "$0: $1段目、ほかの中央値は$2段目"},
                 labels.Of(v1::Term::LANGUAGE, requirement.language()), asked, median);
    case v1::StrictRequirement::MINUTES_PER_WEEK:
      return say({"$0 minutes a week, median of the others $1", "週$0分、ほかの中央値は$1分"},
                 asked, median);
    case v1::StrictRequirement::DAYS_PER_WEEK:
      return say({"$0 days a week, median of the others $1", "週$0日、ほかの中央値は$1日"}, asked,
                 median);
    case v1::StrictRequirement::HARD_SKILL:
      return say(
          {"$0 is a must; most do not ask for it so", "$0が必須。ほかの多くは必須にしていない"},
          labels.Of(v1::Term::SKILL, requirement.skill()));
    case v1::StrictRequirement::ON_SITE_ONLY:
      return say({"no remote work; most offer it", "在宅不可。ほかの多くは在宅可"});
    case v1::StrictRequirement::TARGETS_LIMITED:
      return say({"some years or programmes of study only; most take every one",
                  "学年・課程を限定。ほかの多くは限定していない"});
    default:
      return Word(requirement.code(), language);
  }
}

}  // namespace banso
