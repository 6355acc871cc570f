#include "clients/cli/import/forbidden_fields.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"

namespace banso {
namespace {

// Folded: lower case without separators.
const absl::flat_hash_set<std::string>& English() {
  static const auto& keys = *new absl::flat_hash_set<std::string>{"photo",
                                                                  "photos",
                                                                  "photograph",
                                                                  "picture",
                                                                  "image",
                                                                  "avatar",
                                                                  "portrait",
                                                                  "headshot",
                                                                  "address",
                                                                  "addresses",
                                                                  "homeaddress",
                                                                  "streetaddress",
                                                                  "currentaddress",
                                                                  "street",
                                                                  "postalcode",
                                                                  "postcode",
                                                                  "zip",
                                                                  "zipcode",
                                                                  "birthdate",
                                                                  "dateofbirth",
                                                                  "dob",
                                                                  "birthday",
                                                                  "birthyear",
                                                                  "age",
                                                                  "nationality",
                                                                  "nationalities",
                                                                  "citizenship",
                                                                  "countryoforigin",
                                                                  "birthplace",
                                                                  "placeofbirth",
                                                                  "countryofbirth",
                                                                  "registereddomicile",
                                                                  "religion",
                                                                  "faith",
                                                                  "creed",
                                                                  "ethnicity",
                                                                  "ethnicgroup",
                                                                  "race",
                                                                  "tribe",
                                                                  "gender",
                                                                  "sex",
                                                                  "maritalstatus",
                                                                  "married",
                                                                  "spouse",
                                                                  "family",
                                                                  "children",
                                                                  "dependents",
                                                                  "health",
                                                                  "healthstatus",
                                                                  "disability",
                                                                  "medicalhistory",
                                                                  "bloodtype",
                                                                  "criminalrecord",
                                                                  "refugeestatus",
                                                                  "asylumstatus",
                                                                  "visastatus",
                                                                  "statusofresidence",
                                                                  "residencestatus",
                                                                  "passport",
                                                                  "passportnumber",
                                                                  "residencecardnumber",
                                                                  "mynumber",
                                                                  "nationalid",
                                                                  "ssn",
                                                                  "politicalviews",
                                                                  "unionmembership",
                                                                  "bankaccount"};
  return keys;
}

constexpr absl::string_view kJapanese[] = {
    "写真",         "顔写真",   "住所",     "現住所",         "郵便番号", "番地",
    "生年月日",     "誕生日",   "年齢",     "国籍",           "出身国",   "出生地",
    "出身地",       "本籍",     "本籍地",   "宗教",           "信仰",     "民族",
    "人種",         "性別",     "婚姻",     "配偶者",         "家族構成", "扶養家族",
    "健康状態",     "病歴",     "既往歴",   "障害の有無",     "血液型",   "犯罪歴",
    "難民認定",     "難民申請", "在留資格", "在留カード番号", "旅券番号", "パスポート番号",
    "マイナンバー", "個人番号", "支持政党", "労働組合",       "口座番号"};

}  // namespace

std::string FoldedKey(absl::string_view key) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(key.data(), static_cast<int32_t>(key.size())));
  const icu::UnicodeString folded = U_SUCCESS(status) ? normalizer->normalize(text, status) : text;
  icu::UnicodeString kept;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    // Marks belong to their letters in scripts such as Burmese; ー is a letter already.
    if (u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) kept.append(c);
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

bool MustNotBeHeld(absl::string_view key) {
  const std::string folded = FoldedKey(key);
  if (English().contains(folded)) return true;
  for (const absl::string_view word : kJapanese) {
    if (absl::string_view(folded) == word) return true;
  }
  return false;
}

bool MentionsWhatMustNotBeHeld(absl::string_view heading) {
  const std::string folded = FoldedKey(heading);
  if (MustNotBeHeld(heading)) return true;
  for (const absl::string_view word : kJapanese) {
    if (absl::StrContains(folded, word)) return true;
  }
  return false;
}

}  // namespace banso
