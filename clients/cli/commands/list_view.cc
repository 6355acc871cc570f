#include "clients/cli/commands/list_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::RepeatedPtrField;
using Resources = std::vector<std::unique_ptr<Message>>;
using Column = Table::Column;

constexpr Phrase kName = {"NAME", "名前"};
constexpr Phrase kPerson = {"PERSON", "氏名"};
constexpr Phrase kState = {"STATE", "状態"};
constexpr Phrase kPlace = {"PLACE", "場所"};
constexpr Phrase kIndustry = {"INDUSTRY", "業種"};
constexpr Phrase kLanguages = {"LANGUAGES", "言語"};

Column Fixed(const Phrase& phrase, UiLanguage language) { return {phrase.In(language)}; }
Column Shrinking(const Phrase& phrase, UiLanguage language) {
  return {phrase.In(language), Table::Align::kLeft, true};
}
Column Number(const Phrase& phrase, UiLanguage language) {
  return {phrase.In(language), Table::Align::kRight};
}

std::string LabelsOf(const RepeatedPtrField<std::string>& codes, v1::Term::Kind kind,
                     const Labels& labels) {
  std::vector<std::string> words;
  for (const std::string& code : codes) words.push_back(labels.Of(kind, code));
  return absl::StrJoin(words, ", ");
}

std::string Prefecture(const std::string& code, const Labels& labels) {
  return code.empty() ? "" : labels.Of(v1::Term::PREFECTURE, code);
}

Table Candidates(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking(kPerson, ui), Fixed({"STAGE", "段階"}, ui),
               Fixed({"STATUS", "状況"}, ui), Fixed({"HOME", "居住地"}, ui),
               Shrinking({"WISHES", "希望"}, ui), Shrinking(kLanguages, ui)});
  for (const auto& resource : resources) {
    const auto& candidate = static_cast<const v1::Candidate&>(*resource);
    std::vector<std::string> wishes;
    if (candidate.industry_wishes_size() > 0) {
      wishes.push_back(LabelsOf(candidate.industry_wishes(), v1::Term::INDUSTRY, labels));
    }
    if (candidate.occupation_wishes_size() > 0) {
      wishes.push_back(LabelsOf(candidate.occupation_wishes(), v1::Term::OCCUPATION, labels));
    }
    table.AddRow({candidate.name(), ShownName(candidate.person_name()),
                  Word(candidate.case_().stage(), ui), Word(candidate.case_().status(), ui),
                  Prefecture(candidate.home_prefecture(), labels), absl::StrJoin(wishes, "; "),
                  LanguagesInShort(candidate.languages())});
  }
  return table;
}

Table Employers(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking({"ORGANISATION", "企業名"}, ui), Fixed(kState, ui),
               Shrinking(kIndustry, ui), Fixed(kPlace, ui)});
  for (const auto& resource : resources) {
    const auto& employer = static_cast<const v1::Employer&>(*resource);
    table.AddRow({employer.name(), employer.display_name(), Word(employer.state(), ui),
                  labels.Of(v1::Term::INDUSTRY, employer.industry()),
                  Prefecture(employer.prefecture(), labels)});
  }
  return table;
}

Table Internships(const Resources& resources, const Labels& labels, UiLanguage ui) {
  constexpr Phrase kRemote = {"remote", "在宅可"};
  Table table({Fixed(kName, ui), Shrinking({"TITLE", "題名"}, ui), Fixed(kState, ui),
               Shrinking({"TYPE", "種類"}, ui), Shrinking(kIndustry, ui), Fixed(kPlace, ui),
               Number({"SEATS", "定員"}, ui), Fixed({"DEADLINE", "締切"}, ui)});
  for (const auto& resource : resources) {
    const auto& internship = static_cast<const v1::Internship&>(*resource);
    std::string place = Prefecture(internship.prefecture(), labels);
    if (internship.remote()) absl::StrAppend(&place, place.empty() ? "" : ", ", kRemote.In(ui));
    table.AddRow({internship.name(), internship.title(), Word(internship.state(), ui),
                  Word(internship.programme_type(), ui),
                  labels.Of(v1::Term::INDUSTRY, internship.industry()), place,
                  absl::StrCat(internship.seats_taken(), "/", internship.seats()),
                  internship.has_application_deadline_time()
                      ? InJapan(internship.application_deadline_time())
                      : "–"});
  }
  return table;
}

Table Advisors(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking(kPerson, ui), Fixed(kState, ui),
               Shrinking(kIndustry, ui), Shrinking({"TOPICS", "相談内容"}, ui),
               Shrinking(kLanguages, ui), Number({"LOAD", "担当"}, ui)});
  for (const auto& resource : resources) {
    const auto& advisor = static_cast<const v1::Advisor&>(*resource);
    std::vector<std::string> topics;
    for (const int topic : advisor.topics()) {
      topics.push_back(Word(static_cast<v1::Topic>(topic), ui));
    }
    table.AddRow({advisor.name(), ShownName(advisor.person_name()), Word(advisor.state(), ui),
                  LabelsOf(advisor.industries(), v1::Term::INDUSTRY, labels),
                  absl::StrJoin(topics, ", "), LanguagesInShort(advisor.languages()),
                  absl::StrCat(advisor.active_candidates(), "/", advisor.max_active_candidates())});
  }
  return table;
}

}  // namespace

Table MakeListTable(const ResourceKind& kind, const Resources& resources, const Labels& labels,
                    UiLanguage language) {
  if (kind.collection == "candidates") return Candidates(resources, labels, language);
  if (kind.collection == "employers") return Employers(resources, labels, language);
  if (kind.collection == "internships") return Internships(resources, labels, language);
  return Advisors(resources, labels, language);
}

std::string ShownName(const v1::PersonName& name) {
  if (name.latin_name().empty() || name.latin_name() == name.full_name()) return name.full_name();
  return absl::StrCat(name.full_name(), " (", name.latin_name(), ")");
}

std::string LanguagesInShort(const RepeatedPtrField<v1::LanguageSkill>& languages) {
  std::vector<std::string> words;
  for (const v1::LanguageSkill& skill : languages) {
    std::string level;
    if (skill.native()) {
      level = "★";
    } else if (skill.jlpt_level() != 0) {
      level = v1::JlptLevel_Name(skill.jlpt_level());
    } else if (skill.cefr_certificate() != 0) {
      level = v1::CefrLevel_Name(skill.cefr_certificate());
    } else if (skill.has_bjt_score()) {
      level = absl::StrCat("BJT ", skill.bjt_score());
    } else if (skill.self_assessed() != 0) {
      level = absl::StrCat("(", v1::CefrLevel_Name(skill.self_assessed()), ")");
    }
    words.push_back(absl::StrCat(skill.language(), level.empty() ? "" : " ", level));
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace banso
