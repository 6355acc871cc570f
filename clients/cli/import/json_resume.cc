#include "clients/cli/import/json_resume.h"

#include <re2/re2.h>

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/import/forbidden_fields.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

using Why = DroppedField::Why;

// A member that is text; empty if there is none.
std::string Text(const Json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return "";
  return std::string(absl::StripAsciiWhitespace(found->get_ref<const std::string&>()));
}

bool SaysNothing(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
         (value.is_structured() && value.empty());
}

// 1 learning, 2 with help, 3 alone, 4 can teach. An unknown word counts as 2: a skill that a person
// lists is more than learning, and what is alone must be said.
int SkillLevel(absl::string_view words) {
  static const auto& teaches = *new RE2("(?i)master|expert|native|上級者|指導");
  static const auto& alone = *new RE2("(?i)advanced|proficient|senior|strong|上級");
  static const auto& learning = *new RE2("(?i)beginner|novice|basic|learning|elementary|初級|学習");
  const re2::StringPiece piece(words.data(), words.size());
  if (RE2::PartialMatch(piece, teaches)) return 4;
  if (RE2::PartialMatch(piece, alone)) return 3;
  if (RE2::PartialMatch(piece, learning)) return 1;
  return 2;
}

class Converter {
 public:
  Converter(const Json& resume, TermResolver& resolver) : resume_(resume), resolver_(resolver) {}

  absl::StatusOr<RowDraft> Convert() {
    const Json basics = resume_.value("basics", Json::object());
    ReadPerson(basics);
    BANSO_RETURN_IF_ERROR(ReadPlace(basics));
    BANSO_RETURN_IF_ERROR(ReadLanguages());
    BANSO_RETURN_IF_ERROR(ReadSkills());
    ReportTheRest(basics);
    draft_.key = Text(basics, "email");
    if (draft_.key.empty() && resume_.contains("meta")) {
      draft_.key = Text(resume_["meta"], "canonical");
    }
    if (draft_.key.empty()) draft_.key = Text(basics, "name");
    return std::move(draft_);
  }

 private:
  void Drop(std::string field, Why why) { draft_.dropped.push_back({std::move(field), why}); }

  void ReadPerson(const Json& basics) {
    if (const std::string name = Text(basics, "name"); !name.empty()) {
      draft_.resource["person_name"]["full_name"] = name;
    } else {
      draft_.problems.push_back({"basics.name", "must be set"});
    }
    // Nobody has said yet that the programme may be named there.
    if (const std::string email = Text(basics, "email"); !email.empty()) {
      draft_.resource["contacts"].push_back({{"channel", "EMAIL"}, {"address", email}});
    }
    if (const std::string phone = Text(basics, "phone"); !phone.empty()) {
      draft_.resource["contacts"].push_back({{"channel", "PHONE"}, {"address", phone}});
    }
  }

  absl::Status ReadPlace(const Json& basics) {
    const Json location = basics.is_object() ? basics.value("location", Json()) : Json();
    if (!location.is_object()) return absl::OkStatus();
    const bool japan = absl::EqualsIgnoreCase(Text(location, "countryCode"), "JP");
    for (const auto& [key, value] : location.items()) {
      if (SaysNothing(value) || (japan && key == "countryCode")) continue;
      if (japan && key == "region") {
        BANSO_ASSIGN_OR_RETURN(const Resolution resolution,
                               resolver_.Resolve(v1::Term::PREFECTURE, Text(location, "region")));
        if (resolution.code.has_value()) {
          draft_.resource["home_prefecture"] = *resolution.code;
          continue;
        }
      }
      Drop(absl::StrCat("basics.location.", key), Why::kMustNotBeHeld);
    }
    return absl::OkStatus();
  }

  absl::Status ReadLanguages() {
    absl::flat_hash_set<std::string> seen;
    for (const Json& entry : resume_.value("languages", Json::array())) {
      const std::string label = Text(entry, "language");
      if (label.empty()) continue;
      BANSO_ASSIGN_OR_RETURN(const Resolution resolution,
                             resolver_.Resolve(v1::Term::LANGUAGE, label));
      if (!resolution.code.has_value()) {
        Drop(absl::StrCat("languages: ", label), Why::kNotKnown);
        continue;
      }
      Json skill = FluencyEvidence(Text(entry, "fluency"), *resolution.code == "ja");
      if (skill.empty()) {
        Drop(absl::StrCat("languages: ", label, " (fluency)"), Why::kNotUsable);
        continue;
      }
      if (!seen.insert(*resolution.code).second) continue;
      skill["language"] = *resolution.code;
      draft_.resource["languages"].push_back(std::move(skill));
    }
    return absl::OkStatus();
  }

  absl::Status ReadSkills() {
    for (const Json& entry : resume_.value("skills", Json::array())) {
      const int level = SkillLevel(Text(entry, "level"));
      BANSO_RETURN_IF_ERROR(ReadSkill(Text(entry, "name"), level));
      if (!entry.is_object()) continue;
      for (const Json& keyword : entry.value("keywords", Json::array())) {
        if (keyword.is_string()) {
          BANSO_RETURN_IF_ERROR(ReadSkill(keyword.get<std::string>(), level));
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadSkill(const std::string& label, int level) {
    if (label.empty()) return absl::OkStatus();
    BANSO_ASSIGN_OR_RETURN(const Resolution resolution, resolver_.Resolve(v1::Term::SKILL, label));
    if (!resolution.code.has_value()) {
      Drop(absl::StrCat("skills: ", label), Why::kNotKnown);
    } else if (held_.insert(*resolution.code).second) {
      draft_.resource["skills"].push_back({{"skill", *resolution.code}, {"level", level}});
    }
    return absl::OkStatus();
  }

  void ReportTheRest(const Json& basics) {
    static const auto& taken =
        *new absl::flat_hash_set<std::string>{"name", "email", "phone", "location"};
    if (basics.is_object()) {
      for (const auto& [key, value] : basics.items()) {
        if (taken.contains(key) || SaysNothing(value)) continue;
        Drop(absl::StrCat("basics.", key),
             MustNotBeHeld(key) ? Why::kMustNotBeHeld : Why::kNoPlace);
      }
    }
    for (const auto& [key, value] : resume_.items()) {
      if (key == "basics" || key == "languages" || key == "skills" || key == "$schema" ||
          key == "meta" || SaysNothing(value)) {
        continue;
      }
      Drop(key, MustNotBeHeld(key) ? Why::kMustNotBeHeld : Why::kNoPlace);
    }
  }

  const Json& resume_;
  TermResolver& resolver_;
  RowDraft draft_;
  absl::flat_hash_set<std::string> held_;
};

}  // namespace

bool LooksLikeJsonResume(const Json& value) {
  return value.is_object() && value.contains("basics") && value["basics"].is_object();
}

absl::StatusOr<RowDraft> DraftFromJsonResume(const Json& resume, TermResolver& resolver) {
  if (!resume.is_object()) {
    RowDraft draft;
    draft.problems.push_back({"", "is not a JSON Resume"});
    return draft;
  }
  try {
    return Converter(resume, resolver).Convert();
  } catch (const Json::exception&) {
    // Members of the wrong type, such as `languages` as text.
    RowDraft draft;
    draft.problems.push_back({"", "does not follow the JSON Resume schema"});
    return draft;
  }
}

Json FluencyEvidence(absl::string_view fluency, bool japanese) {
  const std::string words(absl::StripAsciiWhitespace(fluency));
  std::string level;
  static const auto& jlpt = *new RE2(R"((?i)\b(N[1-5])\b)");
  if (japanese && RE2::PartialMatch(words, jlpt, &level)) {
    return Json{{"jlpt_level", absl::AsciiStrToUpper(level)}};
  }
  static const auto& cefr = *new RE2(R"((?i)\b([ABC][12])\b)");
  if (RE2::PartialMatch(words, cefr, &level)) {
    return Json{{"self_assessed", absl::AsciiStrToUpper(level)}};
  }
  // The order matters: "limited working" before "working", "full professional" before
  // "professional", "upper intermediate" before "intermediate".
  struct Words {
    const char* pattern;
    const char* level;  // Null for a first language.
  };
  static constexpr Words kWords[] = {
      {"native|mother|bilingual|first language|ネイティブ|母語|母国語", nullptr},
      {"full professional|fluent|advanced|proficient|mastery|流暢|ビジネス上級|上級", "C1"},
      {"pre.?intermediate", "A2"},
      {"limited working|lower intermediate|conversational|日常会話", "B1"},
      {"professional working|professional|upper.?intermediate|working|business|ビジネス", "B2"},
      {"intermediate|中級", "B1"},
      {"elementary|basic|初級", "A2"},
      {"beginner|novice|入門|学習中", "A1"}};
  for (const Words& known : kWords) {
    if (!RE2::PartialMatch(words, absl::StrCat("(?i)", known.pattern))) continue;
    if (known.level == nullptr) return Json{{"native", true}};
    return Json{{"self_assessed", known.level}};
  }
  return Json::object();
}

}  // namespace banso
