#include "server/convert/common_rules.h"

#include <optional>

#include "google/protobuf/descriptor.h"
#include "server/convert/options.h"
#include "server/taxonomy/language_tag.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Normalised(const FieldDescriptor& field, const std::string& text) {
  if (LimitsOf(field).format() == v1::Limits::LANGUAGE) {
    if (std::optional<std::string> tag = NormalizeLanguageTag(text)) return *std::move(tag);
  }
  return ToNfc(text);
}

}  // namespace

void NormaliseStrings(Message* message) {
  const Reflection* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool repeated = field->is_repeated();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
        field->type() == FieldDescriptor::TYPE_STRING) {
      if (!repeated) {
        std::string text = reflection->GetString(*message, field);
        std::string kept = Normalised(*field, text);
        if (kept != text) reflection->SetString(message, field, std::move(kept));
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        std::string text = reflection->GetRepeatedString(*message, field, i);
        std::string kept = Normalised(*field, text);
        if (kept != text) reflection->SetRepeatedString(message, field, i, std::move(kept));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!repeated) {
        NormaliseStrings(reflection->MutableMessage(message, field));
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        NormaliseStrings(reflection->MutableRepeatedMessage(message, field, i));
      }
    }
  }
}

void CheckLanguageSkills(const google::protobuf::RepeatedPtrField<v1::LanguageSkill>& languages,
                         ProblemList* problems) {
  CheckNamedOnce(
      languages, "languages", "language", [](const auto& skill) { return skill.language(); },
      problems);
  for (int i = 0; i < languages.size(); ++i) {
    const v1::LanguageSkill& skill = languages[i];
    const std::string at = absl::StrCat("languages[", i, "]");
    const bool japanese = skill.language() == "ja";
    const bool jlpt = skill.jlpt_level() != v1::JLPT_LEVEL_UNSPECIFIED;
    if (jlpt && !japanese) problems->Add(at + ".jlpt_level", "is for Japanese (ja) only");
    if (skill.has_bjt_score() && !japanese) {
      problems->Add(at + ".bjt_score", "is for Japanese (ja) only");
    }
    if (skill.jlpt_score() > 0 && !jlpt) {
      problems->Add(at + ".jlpt_score", "needs the jlpt_level that was passed");
    }
    if (!skill.native() && !jlpt && !skill.has_bjt_score() &&
        skill.cefr_certificate() == v1::CEFR_LEVEL_UNSPECIFIED &&
        skill.self_assessed() == v1::CEFR_LEVEL_UNSPECIFIED) {
      problems->Add(at,
                    "needs evidence: set native, cefr_certificate, jlpt_level, bjt_score or "
                    "self_assessed");
    }
  }
}

void CheckContacts(const google::protobuf::RepeatedPtrField<v1::Contact>& contacts,
                   ProblemList* problems) {
  for (int i = 0; i < contacts.size(); ++i) {
    if (contacts[i].has_start() != contacts[i].has_end()) {
      problems->Add(absl::StrCat("contacts[", i, "].", contacts[i].has_start() ? "end" : "start"),
                    "set both start and end of the safe hours, or neither");
    }
  }
}

}  // namespace banso
