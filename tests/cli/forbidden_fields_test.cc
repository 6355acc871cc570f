#include "clients/cli/import/forbidden_fields.h"

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(ForbiddenFieldsTest, KnowsThemInBothLanguagesHoweverTheyAreWritten) {
  for (const char* key :
       {"photo", "Photo", "birthDate", "date_of_birth", "Date of birth:", "ＤＯＢ", "nationality",
        "国籍", "生年月日", "顔写真", "住所", "宗教", "在留カード番号", "religion", "gender",
        "性別", "My Number", "マイナンバー"}) {
    EXPECT_TRUE(MustNotBeHeld(key)) << key;
  }
}

TEST(ForbiddenFieldsTest, LeavesTheRestAlone) {
  for (const char* key : {"name", "email", "メールアドレス", "skills", "remote", "image_editing",
                          "住所の都道府県", "language"}) {
    EXPECT_FALSE(MustNotBeHeld(key)) << key;
  }
}

TEST(ForbiddenFieldsTest, FindsThemInsideQuestions) {
  EXPECT_TRUE(MentionsWhatMustNotBeHeld("生年月日を教えてください。"));
  EXPECT_TRUE(MentionsWhatMustNotBeHeld("ご住所"));
  EXPECT_FALSE(MentionsWhatMustNotBeHeld("参加日をお選びください。"));
}

}  // namespace
}  // namespace banso
