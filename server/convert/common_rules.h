// Rules across fields that several resources share, and the form in which strings are kept.
#ifndef BANSO_SERVER_CONVERT_COMMON_RULES_H_
#define BANSO_SERVER_CONVERT_COMMON_RULES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "banso/v1/language.pb.h"
#include "banso/v1/person.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/convert/status_details.h"

namespace banso {

// Brings every string of a resource, at every depth, into the form in which it is kept: Unicode
// NFC, and language tags in their shortest form. What has no such form stays for the validator to
// refuse.
void NormaliseStrings(google::protobuf::Message* message);

// Collects problems under a path, such as `candidate`; empty is the message itself.
class ProblemList {
 public:
  explicit ProblemList(absl::string_view path) : path_(path) {}

  void Add(absl::string_view field, std::string description) {
    problems_.push_back({path_.empty() ? std::string(field) : absl::StrCat(path_, ".", field),
                         std::move(description)});
  }
  std::vector<FieldProblem> Take() && { return std::move(problems_); }

 private:
  const std::string path_;
  std::vector<FieldProblem> problems_;
};

// Refuses an element whose key was there before. `key(element)` is what must differ; `field` is
// where the key is within the element.
template <typename Elements, typename Key>
void CheckNamedOnce(const Elements& elements, absl::string_view list, absl::string_view field,
                    Key key, ProblemList* problems) {
  absl::flat_hash_set<std::decay_t<decltype(key(*elements.begin()))>> seen;
  for (int i = 0; i < elements.size(); ++i) {
    if (!seen.insert(key(elements[i])).second) {
      problems->Add(absl::StrCat(list, "[", i, "].", field), "is named twice; name it once");
    }
  }
}

// Each language once and with evidence, JLPT and BJT for Japanese only, a score with its level.
void CheckLanguageSkills(const google::protobuf::RepeatedPtrField<v1::LanguageSkill>& languages,
                         ProblemList* problems);

// Safe hours have both a start and an end, or neither.
void CheckContacts(const google::protobuf::RepeatedPtrField<v1::Contact>& contacts,
                   ProblemList* problems);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_COMMON_RULES_H_
