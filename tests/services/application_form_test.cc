#include "server/services/application_form.h"

#include <string>
#include <vector>

#include "banso/v1/consultation_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/explain/easy_japanese.h"

namespace banso {
namespace {

// Sentences of a form; titles, labels and choices are words.
std::vector<std::string> SentencesOf(const v1::ApplicationForm& form) {
  std::vector<std::string> all = {form.introduction(), form.closing()};
  for (const v1::ApplicationFormItem& item : form.items()) {
    if (!item.help().empty()) all.push_back(item.help());
  }
  return all;
}
std::vector<std::string> WordsOf(const v1::ApplicationForm& form) {
  std::vector<std::string> all = {form.title()};
  for (const v1::ApplicationFormItem& item : form.items()) {
    all.push_back(item.label());
    for (const v1::ApplicationFormChoice& choice : item.choices()) all.push_back(choice.label());
  }
  return all;
}

// A word as a sentence of its own.
std::string AsSentence(std::string text) {
  const std::string kStop = "。";
  if (text.size() < kStop.size() || text.substr(text.size() - kStop.size()) != kStop) {
    text += kStop;
  }
  return text;
}

TEST(ApplicationFormTest, EasyJapaneseIsEasy) {
  const v1::ApplicationForm form = FormIn("ja-easy");
  for (const std::string& text : SentencesOf(form)) EXPECT_EQ(EasyJapaneseFault(text), "") << text;
  for (const std::string& text : WordsOf(form)) {
    EXPECT_EQ(EasyJapaneseFault(AsSentence(text)), "") << text;
  }
}

TEST(ApplicationFormTest, EveryTextIsThereInEveryLanguage) {
  for (const char* language : {"ja", "ja-easy", "en"}) {
    const v1::ApplicationForm form = FormIn(language);
    EXPECT_EQ(form.language(), language);
    for (const auto& texts : {SentencesOf(form), WordsOf(form)}) {
      for (const std::string& text : texts) {
        EXPECT_FALSE(text.empty());
        EXPECT_EQ(HoldsCjk(text), std::string(language) != "en") << text;
      }
    }
  }
}

TEST(ApplicationFormTest, EveryQuestionIsAFieldOfTheRequest) {
  const v1::ApplicationForm form = FormIn("en");
  for (const v1::ApplicationFormItem& item : form.items()) {
    EXPECT_NE(v1::ApplyForDeskRequest::descriptor()->FindFieldByName(item.field()), nullptr)
        << item.field();
  }
}

}  // namespace
}  // namespace banso
