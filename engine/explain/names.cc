#include "engine/explain/names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace banso {
namespace {

struct LanguageName {
  absl::string_view tag;
  Text name;
};

constexpr LanguageName kLanguages[] = {
    {"am", {"アムハラ語", "アムハラ語（ご）", "Amharic"}},
    {"ar", {"アラビア語", "アラビア語（ご）", "Arabic"}},
    {"bn", {"ベンガル語", "ベンガル語（ご）", "Bengali"}},
    {"ckb", {"ソラニー語", "ソラニー語（ご）", "Sorani Kurdish"}},
    {"de", {"ドイツ語", "ドイツ語（ご）", "German"}},
    {"en", {"英語", "英語（えいご）", "English"}},
    {"es", {"スペイン語", "スペイン語（ご）", "Spanish"}},
    {"fa", {"ペルシャ語", "ペルシャ語（ご）", "Persian"}},
    {"fr", {"フランス語", "フランス語（ご）", "French"}},
    {"hi", {"ヒンディー語", "ヒンディー語（ご）", "Hindi"}},
    {"id", {"インドネシア語", "インドネシア語（ご）", "Indonesian"}},
    {"it", {"イタリア語", "イタリア語（ご）", "Italian"}},
    {"ja", {"日本語", "日本語（にほんご）", "Japanese"}},
    {"kmr", {"クルマンジー語", "クルマンジー語（ご）", "Kurmanji Kurdish"}},
    {"ko", {"韓国語", "韓国語（かんこくご）", "Korean"}},
    {"ku", {"クルド語", "クルド語（ご）", "Kurdish"}},
    {"ku-Arab", {"クルド語（アラビア文字）", "クルド語（ご）", "Kurdish (Arabic script)"}},
    {"my", {"ミャンマー語", "ミャンマー語（ご）", "Burmese"}},
    {"ne", {"ネパール語", "ネパール語（ご）", "Nepali"}},
    {"prs", {"ダリー語", "ダリー語（ご）", "Dari"}},
    {"ps", {"パシュトー語", "パシュトー語（ご）", "Pashto"}},
    {"pt", {"ポルトガル語", "ポルトガル語（ご）", "Portuguese"}},
    {"rhg", {"ロヒンギャ語", "ロヒンギャ語（ご）", "Rohingya"}},
    {"ru", {"ロシア語", "ロシア語（ご）", "Russian"}},
    {"so", {"ソマリ語", "ソマリ語（ご）", "Somali"}},
    {"sw", {"スワヒリ語", "スワヒリ語（ご）", "Swahili"}},
    {"th", {"タイ語", "タイ語（ご）", "Thai"}},
    {"ti", {"ティグリニャ語", "ティグリニャ語（ご）", "Tigrinya"}},
    {"tr", {"トルコ語", "トルコ語（ご）", "Turkish"}},
    {"uk", {"ウクライナ語", "ウクライナ語（ご）", "Ukrainian"}},
    {"ur", {"ウルドゥー語", "ウルドゥー語（ご）", "Urdu"}},
    {"vi", {"ベトナム語", "ベトナム語（ご）", "Vietnamese"}},
    {"zh", {"中国語", "中国語（ちゅうごくご）", "Chinese"}},
    {"zh-Hans", {"中国語（簡体字）", "中国語（ちゅうごくご）", "Chinese (Simplified)"}},
    {"zh-Hant", {"中国語（繁体字）", "中国語（ちゅうごくご）", "Chinese (Traditional)"}},
};

// In the order of JIS X 0401.
constexpr std::array<Text, 47> kPrefectures = {{
    {"北海道", "北海道（ほっかいどう）", "Hokkaido"},
    {"青森県", "青森県（あおもりけん）", "Aomori"},
    {"岩手県", "岩手県（いわてけん）", "Iwate"},
    {"宮城県", "宮城県（みやぎけん）", "Miyagi"},
    {"秋田県", "秋田県（あきたけん）", "Akita"},
    {"山形県", "山形県（やまがたけん）", "Yamagata"},
    {"福島県", "福島県（ふくしまけん）", "Fukushima"},
    {"茨城県", "茨城県（いばらきけん）", "Ibaraki"},
    {"栃木県", "栃木県（とちぎけん）", "Tochigi"},
    {"群馬県", "群馬県（ぐんまけん）", "Gunma"},
    {"埼玉県", "埼玉県（さいたまけん）", "Saitama"},
    {"千葉県", "千葉県（ちばけん）", "Chiba"},
    {"東京都", "東京都（とうきょうと）", "Tokyo"},
    {"神奈川県", "神奈川県（かながわけん）", "Kanagawa"},
    {"新潟県", "新潟県（にいがたけん）", "Niigata"},
    {"富山県", "富山県（とやまけん）", "Toyama"},
    {"石川県", "石川県（いしかわけん）", "Ishikawa"},
    {"福井県", "福井県（ふくいけん）", "Fukui"},
    {"山梨県", "山梨県（やまなしけん）", "Yamanashi"},
    {"長野県", "長野県（ながのけん）", "Nagano"},
    {"岐阜県", "岐阜県（ぎふけん）", "Gifu"},
    {"静岡県", "静岡県（しずおかけん）", "Shizuoka"},
    {"愛知県", "愛知県（あいちけん）", "Aichi"},
    {"三重県", "三重県（みえけん）", "Mie"},
    {"滋賀県", "滋賀県（しがけん）", "Shiga"},
    {"京都府", "京都府（きょうとふ）", "Kyoto"},
    {"大阪府", "大阪府（おおさかふ）", "Osaka"},
    {"兵庫県", "兵庫県（ひょうごけん）", "Hyogo"},
    {"奈良県", "奈良県（ならけん）", "Nara"},
    {"和歌山県", "和歌山県（わかやまけん）", "Wakayama"},
    {"鳥取県", "鳥取県（とっとりけん）", "Tottori"},
    {"島根県", "島根県（しまねけん）", "Shimane"},
    {"岡山県", "岡山県（おかやまけん）", "Okayama"},
    {"広島県", "広島県（ひろしまけん）", "Hiroshima"},
    {"山口県", "山口県（やまぐちけん）", "Yamaguchi"},
    {"徳島県", "徳島県（とくしまけん）", "Tokushima"},
    {"香川県", "香川県（かがわけん）", "Kagawa"},
    {"愛媛県", "愛媛県（えひめけん）", "Ehime"},
    {"高知県", "高知県（こうちけん）", "Kochi"},
    {"福岡県", "福岡県（ふくおかけん）", "Fukuoka"},
    {"佐賀県", "佐賀県（さがけん）", "Saga"},
    {"長崎県", "長崎県（ながさきけん）", "Nagasaki"},
    {"熊本県", "熊本県（くまもとけん）", "Kumamoto"},
    {"大分県", "大分県（おおいたけん）", "Oita"},
    {"宮崎県", "宮崎県（みやざきけん）", "Miyazaki"},
    {"鹿児島県", "鹿児島県（かごしまけん）", "Kagoshima"},
    {"沖縄県", "沖縄県（おきなわけん）", "Okinawa"},
}};

const LanguageName* FindLanguage(absl::string_view tag) {
  const auto* const found = std::find_if(std::begin(kLanguages), std::end(kLanguages),
                                         [&](const LanguageName& l) { return l.tag == tag; });
  return found == std::end(kLanguages) ? nullptr : found;
}

}  // namespace

Words LanguageWords(absl::string_view tag) {
  const LanguageName* language = FindLanguage(tag);
  if (language == nullptr) language = FindLanguage(tag.substr(0, tag.find('-')));
  if (language != nullptr) return Fill(language->name, {});

  constexpr size_t kLongestTagInASentence = 8;
  return {std::string(tag),
          tag.size() <= kLongestTagInASentence ? std::string(tag) : "この言葉（ことば）",
          std::string(tag)};
}

std::optional<Words> JlptWords(int step) {
  if (step < static_cast<int>(Jlpt::kN5) || step > static_cast<int>(Jlpt::kN1)) return std::nullopt;
  const std::string level = absl::StrCat("N", 6 - step);
  return Words{level, level, level};
}

std::optional<Words> CefrWords(int step) {
  if (step < static_cast<int>(Cefr::kA1) || step > static_cast<int>(Cefr::kC2)) return std::nullopt;
  constexpr std::array<absl::string_view, 6> kLevels = {"A1", "A2", "B1", "B2", "C1", "C2"};
  const absl::string_view level = kLevels[step - 1];
  return Words{absl::StrCat("CEFR ", level), std::string(level), absl::StrCat("CEFR ", level)};
}

std::optional<Words> PrefectureWords(int prefecture) {
  if (prefecture < 1 || prefecture > static_cast<int>(kPrefectures.size())) return std::nullopt;
  return Fill(kPrefectures[prefecture - 1], {});
}

Words NeedWords(NeedKind kind) {
  switch (kind) {
    case NeedKind::kStepFree:
      return {"段差のない通路", "段差（だんさ）のない道（みち）", "step-free access"};
    case NeedKind::kRest15Midday:
      return {"昼の短い休み", "昼（ひる）の短（みじか）い休（やす）み", "a short break at midday"};
    case NeedKind::kQuietRoom:
      return {"静かな部屋", "静（しず）かな部屋（へや）", "a quiet room"};
    case NeedKind::kMealHalal:
      return {"ハラールの食事", "ハラールの食事（しょくじ）", "halal meals"};
    case NeedKind::kMealVegetarian:
      return {"ベジタリアンの食事", "ベジタリアンの食事（しょくじ）", "vegetarian meals"};
    case NeedKind::kBringOwnFood:
      return {"食べ物の持ち込み", "自分（じぶん）の食（た）べ物（もの）",
              "bringing one's own food"};
    case NeedKind::kEndByTime:
      return {"決まった時刻までに終わること", "決（き）まった時間（じかん）に終（お）わること",
              "finishing by a set time"};
    case NeedKind::kRemoteOnly:
      return {"在宅での仕事", "家（いえ）でする仕事（しごと）", "working from home"};
    case NeedKind::kSignLanguage:
      return {"手話", "手話（しゅわ）", "sign language"};
    case NeedKind::kScreenReader:
      return {"画面の読み上げに対応した資料", "画面（がめん）を読（よ）むソフト",
              "material for screen readers"};
    case NeedKind::kAdvisorWoman:
      return {"女性のアドバイザー", "女性（じょせい）のアドバイザー", "an advisor who is a woman"};
    case NeedKind::kAdvisorMan:
      return {"男性のアドバイザー", "男性（だんせい）のアドバイザー", "an advisor who is a man"};
  }
  return {"必要なこと", "必要（ひつよう）なこと", "what is needed"};
}

}  // namespace banso
