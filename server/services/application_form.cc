#include "server/services/application_form.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/person.pb.h"

namespace banso {
namespace {

// Changes with every change of a text below: it is kept with the consent.
constexpr absl::string_view kVersion = "desk-2026-12";

enum Language { kJapanese, kEasyJapanese, kEnglish, kLanguages };
constexpr absl::string_view kTags[kLanguages] = {"ja", "ja-easy", "en"};

using Text = std::array<absl::string_view, kLanguages>;

constexpr Text kTitle = {"キャリアサポート相談窓口 申込フォーム",
                         "仕事（しごと）の相談（そうだん） 申（もう）し込（こ）み",
                         "Career consultation desk: request form"};

constexpr Text kIntroduction = {
    "日本で就職を考えている難民の背景を持つ方とご家族のための相談窓口です。1回およそ1時間、無料です"
    "。"
    "お名前は呼ばれたい名前で構いません。国籍、在留資格、日本に来た理由はお尋ねしません。書かないで"
    "ください。"
    "書いていただいたことは、ご連絡と相談のためだけに使い、応募先の会社や国には伝えません。",
    "仕事（しごと）について相談（そうだん）できます。1回（かい）は1時間（じかん）くらいです。"
    "お金（かね）はいりません。名前（なまえ）は、呼（よ）んでほしい名前（なまえ）を書（か）いてくだ"
    "さい。"
    "国（くに）の名前（なまえ）は書（か）かないでください。"
    "日本（にほん）に来（き）た理由（りゆう）も書（か）かないでください。"
    "書（か）いたことは、相談（そうだん）のためだけに使（つか）います。"
    "会社（かいしゃ）や国（くに）には言（い）いません。",
    "The desk is for people with a refugee background in Japan, and their families, who look for "
    "work. It takes "
    "about an hour and is free. Give the name that you like to be called by. We do not ask your "
    "nationality, your "
    "status or why you came to Japan: please do not write it. What you write is used to answer you "
    "and to talk "
    "with you; it is not given to employers or to any state."};

constexpr Text kClosing = {
    "お申し込みありがとうございます。この画面の専用リンクから、確認、変更、取り消しができます。"
    "リンクを知っている人は誰でも開けますので、人に見せないでください。",
    "ありがとうございました。このリンクで、時間（じかん）を見（み）ることができます。"
    "変（か）えることも、やめることもできます。"
    "このリンクは、ほかの人（ひと）に見（み）せないでください。",
    "Thank you. With your private link you can see, move or cancel your hour. Whoever has the link "
    "can do so: do "
    "not show it to others."};

struct Item {
  absl::string_view field;
  bool required;
  Text label;
  Text help;
};
constexpr Item kItems[] = {
    {"person_name",
     true,
     {"お名前", "名前（なまえ）", "Your name"},
     {"どの文字でも、呼ばれたい名前で構いません。", "どの文字（もじ）でもいいです。",
      "In any script; the name that you like to be called by."}},
    {"contacts",
     true,
     {"安全に連絡できる方法", "連絡（れんらく）のしかた", "A safe way to reach you"},
     {"連絡してよい時間帯と、団体の名前を出してよいかも選べます。",
      "連絡（れんらく）していい時間（じかん）も教（おし）えてください。",
      "You can say at which hours, and whether a message may name the programme."}},
    {"language",
     true,
     {"相談で話したい言語", "相談（そうだん）で話（はな）したいことば", "The language to talk in"},
     {"通訳が必要な場合は、こちらで考えます。",
      "通訳（つうやく）がいるときは、私（わたし）たちが考（かんが）えます。",
      "If an interpreter is needed, we see to it."}},
    {"preferred_start_times",
     true,
     {"希望の時間（希望順）", "来（き）たい時間（じかん）", "Times that suit you, best first"},
     {"空いていない時間も選べます。空いたときにご案内します。",
      "いくつ選（えら）んでもいいです。いちばんいい時間（じかん）を、先（さき）に選（えら）んでくだ"
      "さい。",
      "You can also choose times that are taken: you are told if one becomes free."}},
    {"matter",
     false,
     {"話したいこと", "話（はな）したいこと", "What you want to talk about"},
     {"自由にお書きください。国籍、在留資格、日本に来た理由は書かないでください。",
      "自由（じゆう）に書（か）いてください。国（くに）のことは書（か）かないでください。",
      "In your own words. Please do not write your nationality, status or why you came."}},
    {"topics",
     false,
     {"相談の種類", "どんな相談（そうだん）ですか", "What kind of support"},
     {"いくつでも選べます。", "いくつ選（えら）んでもいいです。", "As many as you like."}},
    {"urgent",
     false,
     {"14日以内に選考がある", "14日（にち）のあいだに面接（めんせつ）や試験（しけん）があります",
      "I have a selection within 14 days"},
     {"ある方を先にご案内します。", "ある人（ひと）は、先（さき）に相談（そうだん）できます。",
      "Then you are served first."}},
    {"agreed",
     true,
     {"私または家族は対象者であり、書いたことを返事と相談のために保存することに同意します。",
      "私（わたし）か家族（かぞく）は、この相談（そうだん）を使（つか）える人（ひと）です。"
      "書（か）いたことを、相談（そうだん）のために持（も）っていていいです。",
      "I or a family member am in the target group, and I agree that the programme keeps what I "
      "wrote to answer me "
      "and to talk with me."},
     {"証明は要りません。いつでも取り消せます。",
      "証明（しょうめい）はいりません。いつでもやめることができます。",
      "No proof is needed. You can take it back at any time."}},
};

struct Choice {
  v1::Topic topic;
  Text label;
};
constexpr Choice kTopics[] = {
    {v1::SELF_ANALYSIS,
     {"自己分析", "自分（じぶん）の強（つよ）いところを考（かんが）える", "Self-analysis"}},
    {v1::ES_REVIEW,
     {"エントリーシートの添削", "会社（かいしゃ）に出（だ）す紙（かみ）を直（なお）す",
      "Review of an entry sheet"}},
    {v1::INTERVIEW_PRACTICE,
     {"面接練習", "面接（めんせつ）の練習（れんしゅう）", "Interview practice"}},
    {v1::INDUSTRY_RESEARCH,
     {"業界研究", "仕事（しごと）の種類（しゅるい）を知（し）る", "Industry research"}},
    {v1::JOB_SEARCH_STRATEGY,
     {"就職活動の進め方", "仕事（しごと）の探（さが）し方（かた）", "How to look for work"}},
    {v1::BUSINESS_MANNERS, {"ビジネスマナー", "会社（かいしゃ）でのマナー", "Business manners"}},
    {v1::SKILL_COACHING, {"スキルの相談", "できることをふやす", "Coaching in a skill"}},
    {v1::WORKPLACE_FOLLOWUP,
     {"就職後の相談", "働（はたら）いている人（ひと）の相談（そうだん）",
      "Talking about a job that you have"}},
};

}  // namespace

bool IsFormLanguage(absl::string_view language) {
  for (absl::string_view tag : kTags) {
    if (tag == language) return true;
  }
  return false;
}

v1::ApplicationForm FormIn(absl::string_view language) {
  int in = kEasyJapanese;
  for (int i = 0; i < kLanguages; ++i) {
    if (kTags[i] == language) in = i;
  }
  v1::ApplicationForm form;
  form.set_language(std::string(kTags[in]));
  form.set_text_version(absl::StrCat(kVersion, "/", kTags[in]));
  form.set_title(std::string(kTitle[in]));
  form.set_introduction(std::string(kIntroduction[in]));
  form.set_closing(std::string(kClosing[in]));
  for (absl::string_view tag : kTags) form.add_available_languages(std::string(tag));
  for (const Item& item : kItems) {
    v1::ApplicationFormItem* shown = form.add_items();
    shown->set_field(std::string(item.field));
    shown->set_label(std::string(item.label[in]));
    shown->set_help(std::string(item.help[in]));
    shown->set_required(item.required);
    if (item.field != "topics") continue;
    for (const Choice& choice : kTopics) {
      v1::ApplicationFormChoice* offered = shown->add_choices();
      offered->set_value(v1::Topic_Name(choice.topic));
      offered->set_label(std::string(choice.label[in]));
    }
  }
  return form;
}

}  // namespace banso
