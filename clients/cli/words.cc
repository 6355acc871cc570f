#include "clients/cli/words.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace banso {
namespace {

// By full name of the value, so that SUSPENDED of an employer and of an opening may differ.
const absl::flat_hash_map<std::string, const char*>& Japanese() {
  static const auto& words = *new absl::flat_hash_map<std::string, const char*>{
      {"banso.v1.Case.APPLIED", "申込"},
      {"banso.v1.Case.RECEIVED", "受付"},
      {"banso.v1.Case.FIRST_INTERVIEW", "初回面談"},
      {"banso.v1.Case.PLANNED", "支援計画"},
      {"banso.v1.Case.ACCOMPANYING", "伴走"},
      {"banso.v1.Case.APPLYING", "応募"},
      {"banso.v1.Case.IN_SELECTION", "選考"},
      {"banso.v1.Case.OFFERED", "内定"},
      {"banso.v1.Case.EMPLOYED", "就職"},
      {"banso.v1.Case.FOLLOW_UP", "定着フォロー"},
      {"banso.v1.Case.CLOSED", "終了"},
      {"banso.v1.Case.ACTIVE", "継続"},
      {"banso.v1.Case.PAUSED", "中断"},
      {"banso.v1.Case.WITHDRAWN", "辞退"},
      {"banso.v1.Case.REFERRED", "他機関紹介"},
      {"banso.v1.Employer.APPLIED", "申込"},
      {"banso.v1.Employer.VERIFIED", "確認済み"},
      {"banso.v1.Employer.SUSPENDED", "停止"},
      {"banso.v1.Internship.DRAFT", "下書き"},
      {"banso.v1.Internship.SUBMITTED", "確認待ち"},
      {"banso.v1.Internship.VERIFIED", "確認済み"},
      {"banso.v1.Internship.PUBLISHED", "公開"},
      {"banso.v1.Internship.FILLED", "満員"},
      {"banso.v1.Internship.CLOSED", "締切"},
      {"banso.v1.Internship.EXPIRED", "期限切れ"},
      {"banso.v1.Internship.SUSPENDED", "停止"},
      {"banso.v1.Internship.OPEN_COMPANY", "オープン・カンパニー"},
      {"banso.v1.Internship.CAREER_EDUCATION", "キャリア教育"},
      {"banso.v1.Internship.GENERAL_SKILLS", "汎用的能力・専門活用型"},
      {"banso.v1.Internship.HIGHLY_SPECIALISED", "高度専門型"},
      {"banso.v1.Internship.WORK_TRIAL", "職場体験・トライアル"},
      {"banso.v1.Internship.EMPLOYMENT", "求人"},
      {"banso.v1.Advisor.APPLIED", "申込"},
      {"banso.v1.Advisor.SCREENED", "面談済み"},
      {"banso.v1.Advisor.TRAINED", "研修済み"},
      {"banso.v1.Advisor.ACTIVE", "活動中"},
      {"banso.v1.Advisor.ON_LEAVE", "休止中"},
      {"banso.v1.Advisor.LEFT", "終了"},
      {"banso.v1.Match.ELIGIBLE", "紹介できる"},
      {"banso.v1.Match.REVIEW", "確認が必要"},
      {"banso.v1.Match.OUTSIDE_WISH", "希望の外"},
      {"banso.v1.Match.BLOCKED", "紹介できない"},
      {"banso.v1.Match.POSSIBLE", "可能性あり"},
      {"banso.v1.Match.GOOD", "良い"},
      {"banso.v1.Match.STRONG", "とても良い"},
      {"banso.v1.Component.INDUSTRY", "業種"},
      {"banso.v1.Component.OCCUPATION", "職種"},
      {"banso.v1.Component.TOPICS", "相談内容"},
      {"banso.v1.Component.AVAILABILITY", "共通の時間"},
      {"banso.v1.Component.LANGUAGE", "言語"},
      {"banso.v1.Component.LOAD", "担当の余裕"},
      {"banso.v1.Component.SKILLS", "スキル"},
      {"banso.v1.Component.SCHEDULE", "勤務時間"},
      {"banso.v1.Component.LOCATION", "場所"},
      {"banso.v1.Reason.NOTE", "注記"},
      {"banso.v1.Reason.REVIEW", "確認"},
      {"banso.v1.Reason.BLOCK", "不可"},
      {"banso.v1.SELF_ANALYSIS", "自己分析"},
      {"banso.v1.ES_REVIEW", "ES添削"},
      {"banso.v1.INTERVIEW_PRACTICE", "面接練習"},
      {"banso.v1.INDUSTRY_RESEARCH", "業界研究"},
      {"banso.v1.JOB_SEARCH_STRATEGY", "就活の進め方"},
      {"banso.v1.BUSINESS_MANNERS", "ビジネスマナー"},
      {"banso.v1.SKILL_COACHING", "スキル指導"},
      {"banso.v1.WORKPLACE_FOLLOWUP", "定着相談"},
      {"banso.v1.MONDAY", "月"},
      {"banso.v1.TUESDAY", "火"},
      {"banso.v1.WEDNESDAY", "水"},
      {"banso.v1.THURSDAY", "木"},
      {"banso.v1.FRIDAY", "金"},
      {"banso.v1.SATURDAY", "土"},
      {"banso.v1.SUNDAY", "日"},
      {"banso.v1.MUST", "必須"},
      {"banso.v1.PREFER", "希望"},
      {"banso.v1.SkillRequirement.ESSENTIAL", "必須"},
      {"banso.v1.SkillRequirement.PREFERRED", "歓迎"},
      {"banso.v1.YES", "はい"},
      {"banso.v1.NO", "いいえ"},
      {"banso.v1.EMPLOYMENT_CONTRACT", "雇用契約"},
      {"banso.v1.DISPATCH", "派遣"},
      {"banso.v1.FREELANCE", "業務委託"},
      {"banso.v1.TRAINING_AGREEMENT", "研修契約"},
      {"banso.v1.Term.INDUSTRY", "業種"},
      {"banso.v1.Term.OCCUPATION", "職種"},
      {"banso.v1.Term.SKILL", "スキル"},
      {"banso.v1.Term.SKILL_GROUP", "スキル群"},
      {"banso.v1.Term.LANGUAGE", "言語"},
      {"banso.v1.Term.PREFECTURE", "都道府県"},
      {"banso.v1.ImportOutcome.CREATED", "新規"},
      {"banso.v1.ImportOutcome.UPDATED", "更新"},
      {"banso.v1.ImportOutcome.UNCHANGED", "変更なし"},
      {"banso.v1.ImportOutcome.DIFFERS", "相違あり"},
      {"banso.v1.ImportOutcome.REJECTED", "不可"},
  };
  return words;
}

}  // namespace

std::string WordFor(const google::protobuf::EnumValueDescriptor& value, UiLanguage language) {
  if (value.number() == 0) return "–";
  // Levels such as N2 and B1 are the same everywhere.
  const bool is_level = value.type()->name() == "JlptLevel" || value.type()->name() == "CefrLevel";
  if (is_level) return value.name();
  if (language != UiLanguage::kEn) {
    // The full name of a value has the scope of its enumeration, not the enumeration itself.
    const auto found = Japanese().find(value.full_name());
    if (found != Japanese().end()) return found->second;
  }
  return absl::StrReplaceAll(absl::AsciiStrToLower(value.name()), {{"_", " "}});
}

}  // namespace banso
