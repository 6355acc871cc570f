#include "server/services/resource_traits.h"

#include "absl/strings/str_cat.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_rules.h"
#include "server/convert/internship_rules.h"
#include "server/services/consents.h"
#include "server/services/seats.h"
#include "server/services/state_machines.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

template <typename Message>
FilterSchema<Message> WithTimes(FilterSchema<Message> schema) {
  schema.Time("create_time", CreateTimeOf<Message>).Time("update_time", UpdateTimeOf<Message>);
  return schema;
}

// Every resource may be ordered by its name and its times.
template <typename Message>
OrderSchema<Message> OrdersWithTimes() {
  OrderSchema<Message> schema([](const Message& message) { return message.name(); });
  schema.Time("create_time", CreateTimeOf<Message>).Time("update_time", UpdateTimeOf<Message>);
  return schema;
}

template <typename Skills>
std::vector<std::string> SkillCodes(const Skills& skills) {
  std::vector<std::string> codes;
  for (const auto& skill : skills) codes.push_back(skill.skill());
  return codes;
}

template <typename Languages>
std::vector<std::string> LanguageTags(const Languages& languages) {
  std::vector<std::string> tags;
  for (const auto& language : languages) tags.push_back(language.language());
  return tags;
}

}  // namespace

std::vector<std::string> NameForms(const v1::PersonName& name) {
  std::vector<std::string> forms;
  for (const std::string* form : {&name.full_name(), &name.latin_name(), &name.kana_name()}) {
    if (!form->empty()) forms.push_back(*form);
  }
  return forms;
}

std::string NameOrderKey(const v1::PersonName& name) {
  const std::string& shown = !name.kana_name().empty()    ? name.kana_name()
                             : !name.latin_name().empty() ? name.latin_name()
                                                          : name.full_name();
  // The folded key first, so that width, case and kana do not matter; what differs in nothing else
  // is ordered as written.
  return absl::StrCat(FoldForSearch(shown), absl::string_view("\0", 1), shown);
}

std::vector<FieldProblem> ResourceTraits<CandidateEntry>::Check(const v1::Candidate& candidate,
                                                                const Snapshot& /*snapshot*/,
                                                                absl::string_view path) {
  return CheckCandidate(candidate, path);
}

void ResourceTraits<CandidateEntry>::Begin(absl::Time now, v1::Candidate* candidate) {
  v1::Case* c = candidate->mutable_case_();
  c->Clear();
  c->set_stage(v1::Case::APPLIED);
  c->set_status(v1::Case::ACTIVE);
  v1::CaseStep* step = c->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_stage(c->stage());
  step->set_status(c->status());
  BeginConsents(now, candidate);
}

const FilterSchema<v1::Candidate>& ResourceTraits<CandidateEntry>::Filters() {
  using M = v1::Candidate;
  static const auto* const schema = new FilterSchema<M>(WithTimes(
      FilterSchema<M>()
          .Enum("stage", v1::Case::Stage_descriptor(), [](const M& m) { return m.case_().stage(); })
          .Enum("status", v1::Case::Status_descriptor(),
                [](const M& m) { return m.case_().status(); })
          .Text("display_name", FoldForSearch,
                [](const M& m) { return NameForms(m.person_name()); })
          .String("home_prefecture", [](const M& m) { return m.home_prefecture(); })
          .Strings("accepted_prefectures",
                   [](const M& m) { return Strings(m.accepted_prefectures()); })
          .Strings("skills", [](const M& m) { return SkillCodes(m.skills()); })
          .Strings("languages", [](const M& m) { return LanguageTags(m.languages()); })
          .Codes("industry_wishes", FilterScheme::kIndustry,
                 [](const M& m) { return Strings(m.industry_wishes()); })
          .Codes("occupation_wishes", FilterScheme::kOccupation,
                 [](const M& m) { return Strings(m.occupation_wishes()); })
          .Enums("topics", v1::Topic_descriptor(),
                 [](const M& m) { return Numbers(m.topics()); })));
  return *schema;
}

const OrderSchema<v1::Candidate>& ResourceTraits<CandidateEntry>::Orders() {
  using M = v1::Candidate;
  static const auto* const schema = new OrderSchema<M>(
      OrdersWithTimes<M>()
          .Int("stage", [](const M& m) { return m.case_().stage(); })
          .String("home_prefecture", [](const M& m) { return m.home_prefecture(); })
          .String("display_name", [](const M& m) { return NameOrderKey(m.person_name()); }));
  return *schema;
}

std::vector<FieldProblem> ResourceTraits<EmployerEntry>::Check(const v1::Employer& employer,
                                                               const Snapshot& /*snapshot*/,
                                                               absl::string_view path) {
  return CheckEmployer(employer, path);
}

void ResourceTraits<EmployerEntry>::Begin(absl::Time /*now*/, v1::Employer* employer) {
  employer->set_state(v1::Employer::APPLIED);
}

const FilterSchema<v1::Employer>& ResourceTraits<EmployerEntry>::Filters() {
  using M = v1::Employer;
  static const auto* const schema = new FilterSchema<M>(WithTimes(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Code("industry", FilterScheme::kIndustry, [](const M& m) { return m.industry(); })
          .String("prefecture", [](const M& m) { return m.prefecture(); })
          .String("corporate_group", [](const M& m) { return m.corporate_group(); })
          .String("display_name", [](const M& m) { return m.display_name(); })));
  return *schema;
}

const OrderSchema<v1::Employer>& ResourceTraits<EmployerEntry>::Orders() {
  using M = v1::Employer;
  static const auto* const schema =
      new OrderSchema<M>(OrdersWithTimes<M>()
                             .String("display_name", [](const M& m) { return m.display_name(); })
                             .String("industry", [](const M& m) { return m.industry(); })
                             .String("prefecture", [](const M& m) { return m.prefecture(); }));
  return *schema;
}

std::vector<FieldProblem> ResourceTraits<InternshipEntry>::Check(const v1::Internship& internship,
                                                                 const Snapshot& snapshot,
                                                                 absl::string_view path) {
  const auto is_certificate = [&](absl::string_view code) {
    const v1::Term* term = snapshot.taxonomy().FindCurrent(v1::Term::SKILL, code);
    return term != nullptr && term->certificate();
  };
  return CheckInternship(internship, is_certificate, path);
}

absl::Status ResourceTraits<InternshipEntry>::CheckChange(const v1::Internship& before,
                                                          const v1::Internship& after) {
  return CheckSeatsByHand(before, after);
}

void ResourceTraits<InternshipEntry>::Begin(absl::Time /*now*/, v1::Internship* internship) {
  internship->set_state(v1::Internship::DRAFT);
}

void ResourceTraits<InternshipEntry>::Settle(const v1::Internship& before, v1::Internship* after) {
  SettleChange(before, after);
}

const FilterSchema<v1::Internship>& ResourceTraits<InternshipEntry>::Filters() {
  using M = v1::Internship;
  static const auto* const schema = new FilterSchema<M>(WithTimes(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Code("industry", FilterScheme::kIndustry, [](const M& m) { return m.industry(); })
          .Code("occupation", FilterScheme::kOccupation, [](const M& m) { return m.occupation(); })
          .String("prefecture", [](const M& m) { return m.prefecture(); })
          .Bool("remote", [](const M& m) { return m.remote(); })
          .Bool("paid", [](const M& m) { return m.paid(); })
          .Enum("programme_type", M::ProgrammeType_descriptor(),
                [](const M& m) { return m.programme_type(); })
          .Strings("skills", [](const M& m) { return SkillCodes(m.skills()); })
          .Strings("languages", [](const M& m) { return LanguageTags(m.languages()); })
          .Time("application_deadline_time", [](const M& m) {
            return OptionalTime(m.has_application_deadline_time(), m.application_deadline_time());
          })));
  return *schema;
}

const OrderSchema<v1::Internship>& ResourceTraits<InternshipEntry>::Orders() {
  using M = v1::Internship;
  static const auto* const schema =
      new OrderSchema<M>(OrdersWithTimes<M>()
                             .String("title", [](const M& m) { return m.title(); })
                             .Time("application_deadline_time",
                                   [](const M& m) {
                                     return OptionalTime(m.has_application_deadline_time(),
                                                         m.application_deadline_time());
                                   })
                             .String("industry", [](const M& m) { return m.industry(); })
                             .String("prefecture", [](const M& m) { return m.prefecture(); })
                             .Int("state", [](const M& m) { return m.state(); }));
  return *schema;
}

std::vector<FieldProblem> ResourceTraits<AdvisorEntry>::Check(const v1::Advisor& advisor,
                                                              const Snapshot& /*snapshot*/,
                                                              absl::string_view path) {
  return CheckAdvisor(advisor, path);
}

void ResourceTraits<AdvisorEntry>::Begin(absl::Time /*now*/, v1::Advisor* advisor) {
  advisor->set_state(v1::Advisor::APPLIED);
}

const FilterSchema<v1::Advisor>& ResourceTraits<AdvisorEntry>::Filters() {
  using M = v1::Advisor;
  static const auto* const schema = new FilterSchema<M>(WithTimes(
      FilterSchema<M>()
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Text("display_name", FoldForSearch,
                [](const M& m) { return NameForms(m.person_name()); })
          .Codes("industries", FilterScheme::kIndustry,
                 [](const M& m) { return Strings(m.industries()); })
          .Codes("occupations", FilterScheme::kOccupation,
                 [](const M& m) { return Strings(m.occupations()); })
          .Enums("topics", v1::Topic_descriptor(), [](const M& m) { return Numbers(m.topics()); })
          .Strings("languages", [](const M& m) { return LanguageTags(m.languages()); })
          .String("employer", [](const M& m) { return m.employer(); })));
  return *schema;
}

const OrderSchema<v1::Advisor>& ResourceTraits<AdvisorEntry>::Orders() {
  using M = v1::Advisor;
  static const auto* const schema = new OrderSchema<M>(
      OrdersWithTimes<M>()
          .Int("state", [](const M& m) { return m.state(); })
          .String("display_name", [](const M& m) { return NameOrderKey(m.person_name()); }));
  return *schema;
}

}  // namespace banso
