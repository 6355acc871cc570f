// What holds for every method, message, field and enum of the contract. A new part of the contract
// that breaks one of these rules fails here, by name.
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "banso/v1/access_service.pb.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/audit_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/consent_service.pb.h"
#include "banso/v1/consultation_service.pb.h"
#include "banso/v1/employer_service.pb.h"
#include "banso/v1/internship_service.pb.h"
#include "banso/v1/match.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "banso/v1/message_service.pb.h"
#include "banso/v1/operations_service.pb.h"
#include "banso/v1/options.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "banso/v1/report_service.pb.h"
#include "banso/v1/support_service.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "re2/re2.h"
#include "server/convert/options.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

// Every part of the package banso.v1 that a service can be reached with.
class Contract {
 public:
  Contract() {
    for (const FileDescriptor* file :
         {v1::WhoAmIRequest::descriptor()->file(), v1::CreateAdvisorRequest::descriptor()->file(),
          v1::ListAuditEntriesRequest::descriptor()->file(),
          v1::CreateCandidateRequest::descriptor()->file(),
          v1::GrantConsentRequest::descriptor()->file(),
          v1::GetDeskDayRequest::descriptor()->file(),
          v1::CreateEmployerRequest::descriptor()->file(),
          v1::CreateInternshipRequest::descriptor()->file(),
          v1::RankAdvisorsRequest::descriptor()->file(), v1::GetStatusRequest::descriptor()->file(),
          v1::RequestIntroductionRequest::descriptor()->file(),
          v1::ListReportsRequest::descriptor()->file(),
          v1::ListMessagesRequest::descriptor()->file(),
          v1::ListEngagementsRequest::descriptor()->file(),
          v1::ListTaxonomiesRequest::descriptor()->file()}) {
      AddFile(*file);
    }
  }

  std::vector<const MethodDescriptor*> methods;
  std::vector<const Descriptor*> messages;
  std::vector<const FieldDescriptor*> fields;
  std::vector<const EnumDescriptor*> enums;
  std::set<std::string> files;

 private:
  void AddFile(const FileDescriptor& file) {
    if (file.package() != "banso.v1" || !files.insert(file.name()).second) return;
    for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i));
    for (int i = 0; i < file.message_type_count(); ++i) AddMessage(*file.message_type(i));
    for (int i = 0; i < file.enum_type_count(); ++i) enums.push_back(file.enum_type(i));
    for (int i = 0; i < file.service_count(); ++i) {
      for (int j = 0; j < file.service(i)->method_count(); ++j) {
        methods.push_back(file.service(i)->method(j));
      }
    }
  }

  void AddMessage(const Descriptor& message) {
    if (message.options().map_entry()) return;
    messages.push_back(&message);
    for (int i = 0; i < message.field_count(); ++i) fields.push_back(message.field(i));
    for (int i = 0; i < message.enum_type_count(); ++i) enums.push_back(message.enum_type(i));
    for (int i = 0; i < message.nested_type_count(); ++i) AddMessage(*message.nested_type(i));
  }
};

const Contract& TheContract() {
  static const auto& contract = *new Contract();
  return contract;
}

v1::Privacy::Level PrivacyOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::privacy);
}

// The fields that a client can fill: everything below the requests but what only the server sets.
std::vector<const FieldDescriptor*> ClientFields() {
  std::vector<const FieldDescriptor*> result;
  std::set<const Descriptor*> seen;
  const std::function<void(const Descriptor&)> add = [&](const Descriptor& message) {
    if (message.file()->package() != "banso.v1" || !seen.insert(&message).second) return;
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor* field = message.field(i);
      if (HasBehavior(*field, v1::Behavior::OUTPUT_ONLY)) continue;
      result.push_back(field);
      if (field->message_type() != nullptr && !field->is_map()) add(*field->message_type());
    }
  };
  for (const MethodDescriptor* method : TheContract().methods) add(*method->input_type());
  return result;
}

// Fails with the names for which `bad` holds.
template <class T>
void ExpectNone(const std::vector<const T*>& parts, const std::function<bool(const T&)>& bad) {
  std::vector<std::string> names;
  for (const T* part : parts) {
    if (bad(*part)) names.push_back(part->full_name());
  }
  EXPECT_THAT(names, IsEmpty());
}

// Everything below some messages, these included.
std::vector<const FieldDescriptor*> FieldsBelow(const std::vector<const Descriptor*>& messages) {
  std::vector<const FieldDescriptor*> result;
  std::set<const Descriptor*> seen;
  const std::function<void(const Descriptor&)> add = [&](const Descriptor& message) {
    if (message.file()->package() != "banso.v1" || !seen.insert(&message).second) return;
    for (int i = 0; i < message.field_count(); ++i) {
      result.push_back(message.field(i));
      if (message.field(i)->message_type() != nullptr) add(*message.field(i)->message_type());
    }
  };
  for (const Descriptor* message : messages) add(*message);
  return result;
}

bool MayCall(const MethodDescriptor& method, v1::Access::Role role) {
  const auto& options = method.options();
  for (int i = 0; i < options.ExtensionSize(v1::access); ++i) {
    const v1::Access::Role granted = options.GetExtension(v1::access, i).role();
    if (granted == role || granted == v1::Access::PUBLIC) return true;
  }
  return false;
}

// What an employer is answered with.
std::vector<const FieldDescriptor*> EmployerAnswers() {
  std::vector<const Descriptor*> answers;
  for (const MethodDescriptor* method : TheContract().methods) {
    if (MayCall(*method, v1::Access::EMPLOYER)) answers.push_back(method->output_type());
  }
  return FieldsBelow(answers);
}

// "full_name: type", the type being a message or enum by its name.
std::vector<std::string> Described(const std::vector<const FieldDescriptor*>& fields) {
  std::vector<std::string> described;
  for (const FieldDescriptor* field : fields) {
    const std::string type = field->message_type() != nullptr ? field->message_type()->full_name()
                             : field->enum_type() != nullptr  ? field->enum_type()->full_name()
                                                              : field->type_name();
    described.push_back(
        absl::StrCat(field->full_name(), ": ", field->is_repeated() ? "repeated " : "", type));
  }
  return described;
}

// Whether a name, read as words between `_`, has one of the words.
bool HasWordOf(const std::string& name, const std::set<std::string>& words) {
  for (const std::string& word : words) {
    if (absl::StrContains(absl::StrCat("_", absl::AsciiStrToLower(name), "_"),
                          absl::StrCat("_", word, "_"))) {
      return true;
    }
  }
  return false;
}

TEST(ContractTest, TheWholeContractIsLookedAt) {
  std::set<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(BANSO_SOURCE_DIR "/proto/banso/v1")) {
    files.insert("banso/v1/" + file.path().filename().string());
  }
  EXPECT_EQ(TheContract().files, files);
  EXPECT_GE(TheContract().methods.size(), 90u);
  EXPECT_GE(TheContract().messages.size(), 200u);
}

TEST(ContractTest, EveryMethodSaysWhoMayCall) {
  ExpectNone<MethodDescriptor>(TheContract().methods, [](const MethodDescriptor& method) {
    const auto& options = method.options();
    bool bad = options.ExtensionSize(v1::access) == 0;
    std::set<int> roles;
    for (int i = 0; i < options.ExtensionSize(v1::access); ++i) {
      const v1::Access& grant = options.GetExtension(v1::access, i);
      bad = bad || grant.role() == v1::Access::ROLE_UNSPECIFIED ||
            grant.scope() == v1::Access::SCOPE_UNSPECIFIED || !roles.insert(grant.role()).second;
    }
    return bad;
  });
}

TEST(ContractTest, EveryFieldSaysHowPrivateItIs) {
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    return PrivacyOf(field) == v1::Privacy::LEVEL_UNSPECIFIED;
  });
}

TEST(ContractTest, TheZeroOfEveryEnumIsNotSaid) {
  ExpectNone<EnumDescriptor>(TheContract().enums, [](const EnumDescriptor& type) {
    const auto* zero = type.FindValueByNumber(0);
    return zero == nullptr || !absl::EndsWith(zero->name(), "_UNSPECIFIED");
  });
}

// ---- Privacy ----

TEST(ContractTest, NobodyIsAskedWhatTheProgrammeMustNotKnow) {
  // As whole words of a field name.
  const std::set<std::string> forbidden = {"nationality",
                                           "nationalities",
                                           "religion",
                                           "faith",
                                           "ethnicity",
                                           "ethnic",
                                           "race",
                                           "tribe",
                                           "caste",
                                           "birth",
                                           "birthday",
                                           "birthdate",
                                           "birthplace",
                                           "age",
                                           "sex",
                                           "gender",
                                           "passport",
                                           "photo",
                                           "portrait",
                                           "picture",
                                           "image",
                                           "refugee",
                                           "asylum",
                                           "flight",
                                           "persecution",
                                           "country",
                                           "origin",
                                           "citizenship",
                                           "politics",
                                           "political",
                                           "orientation",
                                           "marital",
                                           "diagnosis",
                                           "disability",
                                           "health",
                                           "disease",
                                           "pregnant",
                                           "salary",
                                           "family",
                                           "parents",
                                           "spouse",
                                           "criminal",
                                           "visa",
                                           "residence",
                                           "status_of_residence",
                                           "my_number",
                                           "mynumber",
                                           "card_number",
                                           "document_number",
                                           "certificate_number",
                                           "street",
                                           "postcode",
                                           "postal",
                                           "domicile",
                                           "honseki"};
  const std::set<std::string> justified = {
      // An advisor's own, optional word, used only for a candidate's wish.
      "banso.v1.Advisor.declared_gender",
  };
  ExpectNone<FieldDescriptor>(TheContract().fields, [&](const FieldDescriptor& field) {
    if (justified.contains(field.full_name())) return false;
    if (HasWordOf(field.name(), forbidden)) return true;
    // The only address is the one to reach somebody at.
    return field.name() == "address" && field.containing_type() != v1::Contact::descriptor();
  });
}

TEST(ContractTest, NamesAndContactsAreIdentifyingWhereverTheyAre) {
  const std::set<const Descriptor*> identifying = {v1::PersonName::descriptor(),
                                                   v1::Contact::descriptor()};
  ExpectNone<FieldDescriptor>(TheContract().fields, [&](const FieldDescriptor& field) {
    const bool holds = identifying.contains(field.message_type());
    const bool within = identifying.contains(field.containing_type());
    return (holds || within) && PrivacyOf(field) != v1::Privacy::IDENTIFYING;
  });
}

TEST(ContractTest, WorkAuthorisationAndNeedsAreSensitiveWhereverTheyAre) {
  const std::set<const Descriptor*> sensitive = {v1::WorkAuthorisation::descriptor(),
                                                 v1::Need::descriptor(),
                                                 v1::IndividualPermission::descriptor(),
                                                 v1::PapersSeen::descriptor(),
                                                 v1::OtherWork::descriptor(),
                                                 v1::Consent::descriptor(),
                                                 v1::ConsentTerms::descriptor()};
  ExpectNone<FieldDescriptor>(TheContract().fields, [&](const FieldDescriptor& field) {
    const bool holds = sensitive.contains(field.message_type());
    const bool within = sensitive.contains(field.containing_type());
    return (holds || within) && PrivacyOf(field) != v1::Privacy::SENSITIVE;
  });
}

TEST(ContractTest, OnlyWhatSaysNothingAboutAPersonIsPublic) {
  const std::set<std::string> harmless = {"name", "create_time", "update_time", "etag", "revision"};
  for (const Descriptor* person : {v1::Candidate::descriptor(), v1::Advisor::descriptor()}) {
    for (int i = 0; i < person->field_count(); ++i) {
      const FieldDescriptor& field = *person->field(i);
      EXPECT_EQ(PrivacyOf(field) == v1::Privacy::PUBLIC, harmless.contains(field.name()))
          << field.full_name();
    }
  }
}

TEST(ContractTest, AReasonInWordsIsNeverPublic) {
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    return field.name() == "reason" && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
           PrivacyOf(field) != v1::Privacy::SENSITIVE;
  });
}

TEST(ContractTest, SecretsAreNeverToldSoNothingElseIsOne) {
  std::vector<std::string> secrets;
  for (const FieldDescriptor* field : TheContract().fields) {
    if (PrivacyOf(*field) == v1::Privacy::SECRET) secrets.push_back(field->full_name());
  }
  EXPECT_THAT(secrets, ElementsAre("banso.v1.Token.secret_hash"));
}

// Whether the message says whom it is about.
bool HasSubject(const Descriptor& message) {
  bool says = !message.options().GetExtension(v1::subject).empty();
  for (int i = 0; i < message.field_count(); ++i) {
    says = says || HasBehavior(*message.field(i), v1::Behavior::IDENTIFIER);
  }
  return says;
}

TEST(ContractTest, AnswersSayWhosePrivateFieldsTheyHold) {
  // What is about nobody that is named is shown to coordinators only: so an answer, and each thing
  // that it lists, names whom its private fields are about.
  const std::set<const Descriptor*> justified = {
      // For admins, to whom a secret is shown once.
      v1::IssueTokenResponse::descriptor(),
  };
  std::vector<const Descriptor*> answers;
  for (const MethodDescriptor* method : TheContract().methods) {
    const Descriptor* answer = method->output_type();
    answers.push_back(answer);
    for (int i = 0; i < answer->field_count() && !HasSubject(*answer); ++i) {
      const Descriptor* part = answer->field(i)->message_type();
      if (part != nullptr) answers.push_back(part);
    }
  }
  ExpectNone<Descriptor>(answers, [&](const Descriptor& message) {
    if (message.file()->package() != "banso.v1" || justified.contains(&message)) return false;
    bool is_private = false;
    for (int i = 0; i < message.field_count(); ++i) {
      is_private = is_private || (message.field(i)->message_type() == nullptr &&
                                  PrivacyOf(*message.field(i)) >= v1::Privacy::SENSITIVE);
    }
    return is_private && !HasSubject(message);
  });
}

TEST(ContractTest, SubjectsAreNamesWithinTheMessage) {
  ExpectNone<Descriptor>(TheContract().messages, [](const Descriptor& message) {
    const std::string& subject = message.options().GetExtension(v1::subject);
    if (subject.empty()) return false;
    const FieldDescriptor* field = message.FindFieldByName(subject);
    return field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING ||
           field->is_repeated();
  });
}

TEST(ContractTest, FieldsAreWritableByRolesThatCanCall) {
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    const auto& options = field.options();
    std::set<int> roles;
    for (int i = 0; i < options.ExtensionSize(v1::writable_by); ++i) {
      const v1::Access::Role role = options.GetExtension(v1::writable_by, i);
      if (role < v1::Access::CANDIDATE || role > v1::Access::SYSTEM) return true;
      if (!roles.insert(role).second) return true;
    }
    return !roles.empty() && HasBehavior(field, v1::Behavior::OUTPUT_ONLY);
  });
}

// ---- What employers are told ----

TEST(ContractTest, ACardHasRoomForWhatIsAllowedAndNothingElse) {
  EXPECT_THAT(
      Described(FieldsBelow({v1::BlindedCandidate::descriptor()})),
      UnorderedElementsAre("banso.v1.BlindedCandidate.name: string",
                           "banso.v1.BlindedCandidate.band: banso.v1.Match.Band",
                           "banso.v1.BlindedCandidate.skills: repeated banso.v1.HeldSkill",
                           "banso.v1.HeldSkill.skill: string", "banso.v1.HeldSkill.level: int32",
                           "banso.v1.BlindedCandidate.languages: repeated "
                           "banso.v1.BlindedLanguage",
                           "banso.v1.BlindedLanguage.language: string",
                           "banso.v1.BlindedLanguage.level: banso.v1.CefrLevel",
                           "banso.v1.BlindedCandidate.half_days: repeated banso.v1.HalfDay",
                           "banso.v1.HalfDay.day: banso.v1.DayOfWeek",
                           "banso.v1.HalfDay.half: banso.v1.HalfDay.Half",
                           "banso.v1.BlindedCandidate.prefecture: string",
                           "banso.v1.BlindedCandidate.region: "
                           "banso.v1.BlindedCandidate.Region",
                           "banso.v1.BlindedCandidate.can_work_hours: bool"));
  for (const FieldDescriptor* field : FieldsBelow({v1::BlindedCandidate::descriptor()})) {
    EXPECT_EQ(field->containing_type()->extension_range_count(), 0) << field->full_name();
  }
}

TEST(ContractTest, TheNamedViewHasTheChosenNameAndTheDeskAndNothingElse) {
  EXPECT_THAT(Described(FieldsBelow({v1::NamedCandidate::descriptor()})),
              UnorderedElementsAre("banso.v1.NamedCandidate.application: string",
                                   "banso.v1.NamedCandidate.chosen_name: string",
                                   "banso.v1.NamedCandidate.desk_contact: string"));
}

TEST(ContractTest, ListsForEmployersHaveNoTotalsAndNoRevision) {
  const auto fields_of = [](const Descriptor* answer) {
    std::vector<std::string> fields;
    for (int i = 0; i < answer->field_count(); ++i) fields.push_back(answer->field(i)->name());
    return fields;
  };

  EXPECT_THAT(
      fields_of(v1::RankBlindedCandidatesResponse::descriptor()),
      ElementsAre("blinded_candidates", "next_page_token", "ranking_id", "strict_requirements"));
  EXPECT_THAT(fields_of(v1::WatchBlindedCandidatesResponse::descriptor()),
              ElementsAre("kind", "blinded_candidates", "order", "ranking_id", "resume_token"));
}

TEST(ContractTest, StrictRequirementsHaveRoomForNobodysTraits) {
  EXPECT_THAT(
      Described(FieldsBelow({v1::StrictRequirement::descriptor()})),
      UnorderedElementsAre(
          "banso.v1.StrictRequirement.code: banso.v1.StrictRequirement.Code",
          "banso.v1.StrictRequirement.language: string", "banso.v1.StrictRequirement.skill: string",
          "banso.v1.StrictRequirement.asked: int32", "banso.v1.StrictRequirement.median: int32",
          "banso.v1.StrictRequirement.compared: int32"));
}

TEST(ContractTest, NothingThatAnEmployerIsAnsweredReachesAPersonOrAJudgement) {
  std::set<std::string> reached;
  for (const FieldDescriptor* field : EmployerAnswers()) {
    reached.insert(field->containing_type()->full_name());
  }
  std::vector<std::string> found;
  for (const Descriptor* never : {v1::Candidate::descriptor(),
                                  v1::PersonName::descriptor(),
                                  v1::Availability::descriptor(),
                                  v1::LanguageSkill::descriptor(),
                                  v1::Study::descriptor(),
                                  v1::Need::descriptor(),
                                  v1::WorkAuthorisation::descriptor(),
                                  v1::Consent::descriptor(),
                                  v1::ConsentTerms::descriptor(),
                                  v1::Case::descriptor(),
                                  v1::CaseStep::descriptor(),
                                  v1::Advisor::descriptor(),
                                  v1::Match::descriptor(),
                                  v1::Reason::descriptor(),
                                  v1::Component::descriptor(),
                                  v1::PlainReason::descriptor(),
                                  v1::RankingBasis::descriptor(),
                                  v1::Removals::descriptor(),
                                  v1::NextStep::descriptor(),
                                  v1::AuditEntry::descriptor(),
                                  v1::ShownList::descriptor(),
                                  v1::Engagement::descriptor(),
                                  v1::ProvisionRecord::descriptor(),
                                  v1::RightsRequest::descriptor(),
                                  v1::Tombstone::descriptor(),
                                  v1::CollectionSize::descriptor()}) {
    if (reached.contains(never->full_name())) found.push_back(never->full_name());
  }

  EXPECT_THAT(found, IsEmpty());
  EXPECT_THAT(reached, IsSupersetOf({"banso.v1.BlindedCandidate", "banso.v1.NamedCandidate",
                                     "banso.v1.Application", "banso.v1.DeletionRequest",
                                     "banso.v1.Employer", "banso.v1.Internship"}));
}

TEST(ContractTest, NothingThatAnEmployerIsAnsweredHasOneOfTheFourteenItems) {
  // Registered domicile and birthplace, family, housing, living environment, religion, party, view
  // of life, respected persons, thoughts, unions and movements, newspapers and books, background,
  // unrelated items, health; and nationality.
  const std::set<std::string> items = {
      "domicile",  "honseki",   "birth",     "birthplace", "birthday",    "family",
      "household", "parents",   "spouse",    "children",   "marital",     "housing",
      "house",     "home",      "rent",      "living",     "environment", "neighbourhood",
      "religion",  "faith",     "party",     "politics",   "political",   "belief",
      "beliefs",   "life",      "respected", "hero",       "thoughts",    "creed",
      "union",     "unions",    "movement",  "movements",  "newspaper",   "newspapers",
      "magazine",  "magazines", "book",      "books",      "hobby",       "background",
      "origin",    "health",    "diagnosis", "disability", "nationality", "citizenship",
      "country",   "ethnicity", "race",      "refugee",    "asylum",      "age",
      "gender",    "sex",       "photo",     "needs",      "need",        "authorisation",
      "visa",      "residence", "score",     "raw",        "reasons",     "reason_codes"};
  const std::set<std::string> justified = {
      // Of the place of work, not of a person: which needs it meets.
      "banso.v1.Facility.kind",
  };
  ExpectNone<FieldDescriptor>(EmployerAnswers(), [&](const FieldDescriptor& field) {
    if (justified.contains(field.full_name())) return false;
    return HasWordOf(field.name(), items);
  });
}

TEST(ContractTest, WhatIsPrivateInAnswersToEmployersIsKnownByName) {
  // A new private field that an employer's answer can reach is looked at by somebody, then written
  // here. All but those of cards, of the employer itself and of who calls are cleared for
  // employers.
  std::vector<std::string> found;
  for (const FieldDescriptor* field : EmployerAnswers()) {
    const bool own = field->containing_type() == v1::Contact::descriptor() ||
                     field->containing_type()->full_name() == "banso.v1.Principal" ||
                     field->containing_type()->full_name() == "banso.v1.OidcIdentity" ||
                     field->containing_type()->full_name() == "banso.v1.Employer";
    const bool of_cards = field->containing_type() == v1::BlindedCandidate::descriptor();
    if (PrivacyOf(*field) >= v1::Privacy::SENSITIVE && !own && !of_cards) {
      found.push_back(field->full_name());
    }
  }
  EXPECT_THAT(
      found,
      UnorderedElementsAre(
          "banso.v1.Application.candidate", "banso.v1.Application.consent",
          "banso.v1.Application.ranking_id", "banso.v1.Application.steps",
          "banso.v1.ApplicationStep.step_time", "banso.v1.ApplicationStep.state",
          "banso.v1.ApplicationStep.principal", "banso.v1.ApplicationStep.reason",
          "banso.v1.ApplicationStep.note", "banso.v1.Application.dimensions",
          "banso.v1.OutcomeDimensions.industry", "banso.v1.OutcomeDimensions.programme_type",
          "banso.v1.OutcomeDimensions.japanese_step", "banso.v1.DeletionRequest.provision_record",
          "banso.v1.MatchEvent.item", "banso.v1.MatchEvent.candidate",
          "banso.v1.NamedCandidate.chosen_name", "banso.v1.Offer.candidate", "banso.v1.Offer.steps",
          "banso.v1.OfferStep.step_time", "banso.v1.OfferStep.state",
          "banso.v1.OfferStep.principal", "banso.v1.OfferStep.reason", "banso.v1.OfferStep.note",
          "banso.v1.OfferStep.case_stayed", "banso.v1.Offer.dimensions",
          "banso.v1.Token.secret_hash"));
}

// ---- Shapes ----

const FieldDescriptor* Find(const Descriptor& message, const char* name,
                            FieldDescriptor::CppType type) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  return field != nullptr && field->cpp_type() == type && !field->is_repeated() ? field : nullptr;
}

bool HasRequestId(const Descriptor& message) {
  const auto* field = Find(message, "request_id", FieldDescriptor::CPPTYPE_STRING);
  return field != nullptr && LimitsOf(*field).format() == v1::Limits::UUID;
}

TEST(ContractTest, EveryWriteOfAResourceIsRepeatable) {
  ExpectNone<MethodDescriptor>(TheContract().methods, [](const MethodDescriptor& method) {
    for (const char* reading :
         {"BatchRank", "Check", "Find", "Get", "List", "Rank", "Explain", "Lookup", "Suggest",
          "WhoAmI", "Replay", "Export", "Verify", "Propose", "Preview", "Render", "Watch"}) {
      // Verbs that begin alike, such as VerifyEmployer, write.
      const bool verb = HasRequestId(*method.input_type());
      if (absl::StartsWith(method.name(), reading) && !verb) return false;
    }
    // Imports are repeatable by the key of each row, and retention by itself: what is gone is gone.
    if (absl::StartsWith(method.name(), "Import") || method.name() == "RunRetention") return false;
    return !HasRequestId(*method.input_type());
  });
}

TEST(ContractTest, UpdatesHaveAMaskAndDeletesAnEtag) {
  ExpectNone<MethodDescriptor>(TheContract().methods, [](const MethodDescriptor& method) {
    const Descriptor& request = *method.input_type();
    if (absl::StartsWith(method.name(), "Update")) {
      const auto* mask = request.FindFieldByName("update_mask");
      return mask == nullptr || mask->message_type() != google::protobuf::FieldMask::descriptor();
    }
    return absl::StartsWith(method.name(), "Delete") &&
           Find(request, "etag", FieldDescriptor::CPPTYPE_STRING) == nullptr;
  });
}

TEST(ContractTest, ListsAndRankingsHavePages) {
  ExpectNone<MethodDescriptor>(TheContract().methods, [](const MethodDescriptor& method) {
    const bool list = absl::StartsWith(method.name(), "List");
    if (!list && !absl::StartsWith(method.name(), "Rank")) return false;
    const auto* size = Find(*method.input_type(), "page_size", FieldDescriptor::CPPTYPE_INT32);
    return size == nullptr || !LimitsOf(*size).has_min() || LimitsOf(*size).min() != 0 ||
           Find(*method.input_type(), "page_token", FieldDescriptor::CPPTYPE_STRING) == nullptr ||
           Find(*method.output_type(), "next_page_token", FieldDescriptor::CPPTYPE_STRING) ==
               nullptr;
  });
}

TEST(ContractTest, ReadsMayWaitForARevision) {
  ExpectNone<MethodDescriptor>(TheContract().methods, [](const MethodDescriptor& method) {
    bool reads = false;
    for (const char* prefix :
         {"Get", "List", "Rank", "BatchRank", "Explain", "Suggest", "Watch", "WhoAmI", "Verify",
          "ExportCandidate", "Replay", "Preview", "CheckEntry", "Lookup", "Find", "Export"}) {
      reads = reads || absl::StartsWith(method.name(), prefix);
    }
    // The form is the server's own, whatever the store holds; the others write.
    return reads && method.name() != "GetApplicationForm" && method.name() != "VerifyEmployer" &&
           method.name() != "VerifyInternship" &&
           Find(*method.input_type(), "min_revision", FieldDescriptor::CPPTYPE_INT64) == nullptr;
  });
}

TEST(ContractTest, ResourcesHaveNameTimesEtagAndRevision) {
  for (const Descriptor* resource :
       {v1::Candidate::descriptor(), v1::Employer::descriptor(), v1::Internship::descriptor(),
        v1::Advisor::descriptor(), v1::Principal::descriptor(), v1::Token::descriptor(),
        v1::Engagement::descriptor(), v1::Application::descriptor(),
        v1::ProvisionRecord::descriptor(), v1::DeletionRequest::descriptor(),
        v1::RightsRequest::descriptor(), v1::Tombstone::descriptor(), v1::Settings::descriptor()}) {
    const auto output_only = [&](const char* name) {
      const auto* field = resource->FindFieldByName(name);
      return field != nullptr && HasBehavior(*field, v1::Behavior::OUTPUT_ONLY);
    };
    const auto* name = resource->FindFieldByName("name");
    ASSERT_NE(name, nullptr) << resource->name();
    EXPECT_TRUE(HasBehavior(*name, v1::Behavior::IDENTIFIER)) << resource->name();
    EXPECT_TRUE(output_only("create_time")) << resource->name();
    EXPECT_TRUE(output_only("update_time")) << resource->name();
    EXPECT_TRUE(output_only("revision")) << resource->name();
    EXPECT_NE(resource->FindFieldByName("etag"), nullptr) << resource->name();
  }
}

// ---- Limits ----

TEST(ContractTest, ResourceNamesAreOfKnownCollections) {
  const std::set<std::string> known = {
      std::string(kCandidatePattern),
      std::string(kEmployerPattern),
      std::string(kInternshipPattern),
      std::string(kAdvisorPattern),
      std::string(kTaxonomyPattern),
      "principals/{principal}",
      "principals/{principal}/tokens/{token}",
      "engagements/{engagement}",
      "applications/{application}",
      "employers/{employer}/internships/{internship}/blindedCandidates/{blinded_candidate}",
      "candidates/{candidate}/consents/{consent}",
      "provisionRecords/{provision_record}",
      "deletionRequests/{deletion_request}",
      "rightsRequests/{rights_request}",
      "tombstones/{tombstone}",
      "settings/{settings}",
      "deskDays/{desk_day}",
      "sessions/{session}",
      "supportPlans/{support_plan}",
      "entrySheets/{entry_sheet}",
      "offers/{offer}",
      "messages/{message}",
      "matchEvents/{match_event}",
      "reports/{report}"};
  ExpectNone<FieldDescriptor>(TheContract().fields, [&](const FieldDescriptor& field) {
    const std::string& pattern = LimitsOf(field).resource();
    return !pattern.empty() && !known.contains(pattern);
  });
}

TEST(ContractTest, LimitsFitTheTypeOfTheirField) {
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    const v1::Limits& limits = LimitsOf(field);
    const bool text = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    const bool number = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
                        field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    const bool textual = limits.min_chars() > 0 || limits.max_chars() > 0 ||
                         !limits.pattern().empty() || !limits.resource().empty() ||
                         limits.format() != v1::Limits::FORMAT_UNSPECIFIED;
    const bool numeric = limits.has_min() || limits.has_max();
    const bool listed = limits.max_items() > 0 || limits.unique_items();
    const bool reversed = (limits.max_chars() > 0 && limits.min_chars() > limits.max_chars()) ||
                          (limits.has_min() && limits.has_max() && limits.min() > limits.max());
    return (textual && !text) || (numeric && !number) || (listed && !field.is_repeated()) ||
           reversed || !RE2(limits.pattern()).ok();
  });
}

TEST(ContractTest, WhatAClientSendsIsBounded) {
  // Maps are bounded by the size of a message only; the contract has one, for coordinators. Bytes
  // are, too, and by what their method reads of them.
  EXPECT_GE(ClientFields().size(), 200u);
  ExpectNone<FieldDescriptor>(ClientFields(), [](const FieldDescriptor& field) {
    const v1::Limits& limits = LimitsOf(field);
    if (HasBehavior(field, v1::Behavior::IDENTIFIER) || field.is_map()) return false;
    const bool shaped =
        limits.max_chars() > 0 || !limits.resource().empty() || limits.format() == v1::Limits::UUID;
    const bool text = field.type() == FieldDescriptor::TYPE_STRING;
    return (text && !shaped) || (field.is_repeated() && limits.max_items() == 0);
  });
}

TEST(ContractTest, RequiredTruthsDoNotExist) {
  // A truth without presence cannot be told from one that was not set.
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    return HasBehavior(field, v1::Behavior::REQUIRED) &&
           field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field.has_presence();
  });
}

TEST(ContractTest, TimesAndDatesAreNamedAsWhatTheyAre) {
  ExpectNone<FieldDescriptor>(TheContract().fields, [](const FieldDescriptor& field) {
    if (field.message_type() == nullptr) return false;
    const std::string& type = field.message_type()->full_name();
    if (type == "google.protobuf.Timestamp") {
      return !absl::EndsWith(field.name(), field.is_repeated() ? "_times" : "_time") &&
             field.name() != "as_of";
    }
    return type == "banso.v1.Date" && field.name() != "date" &&
           !absl::EndsWith(field.name(), "_date");
  });
}

}  // namespace
}  // namespace banso
