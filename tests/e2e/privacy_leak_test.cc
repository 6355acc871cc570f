// Ten thousand calls of an employer over a world in which every private text can be told: none of
// them is in any byte that comes back, or in the log.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/base/log.h"
#include "server/convert/options.h"
#include "server/text/text_fold.h"
#include "tests/e2e/canaries.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr uint64_t kSeed = 20261201;
constexpr int kCalls = 10'000;
constexpr int kPeople = 24;

bool EmployerMayCall(const MethodDescriptor& method) {
  const auto& options = method.options();
  for (int i = 0; i < options.ExtensionSize(v1::access); ++i) {
    const v1::Access::Role role = options.GetExtension(v1::access, i).role();
    if (role == v1::Access::EMPLOYER || role == v1::Access::PUBLIC) return true;
  }
  return false;
}

// Ten letters and digits that are nowhere else.
std::string Tag(RandomSource& random) {
  std::string tag;
  for (int i = 0; i < 10; ++i) {
    tag += "abcdefghijklmnopqrstuvwxyz234567"[random.Between(0, 31)];
  }
  return tag;
}

// Makes texts that must not leave, and finds them again.
class Canaries {
 public:
  explicit Canaries(RandomSource* random) : random_(*random) {}

  // A text in some script, to be sent in whatever form somebody writes.
  std::string Text(const std::string& what) {
    const Script& script = kScripts[random_.Between(0, std::size(kScripts) - 1)];
    const std::string tag = Tag(random_);
    for (const char* form : {script.given, script.nfc, script.nfd, script.nfkc, script.nfkd}) {
      AddEncodings(absl::StrCat(form, tag), what, &search_);
      AddEncodings(form, what, &search_);
    }
    AddEncodings(FoldForSearch(absl::StrCat(script.nfc, tag)), what, &search_);
    AddEncodings(tag, what, &search_);
    return absl::StrCat(script.given, tag);
  }
  // A text of letters, digits and hyphens.
  std::string Code(const std::string& what) {
    const std::string tag = absl::StrCat("canary-", Tag(random_));
    Hide(tag, what);
    return tag;
  }
  // A text that is there already, such as the name of a resource.
  void Hide(const std::string& text, const std::string& what) {
    AddEncodings(text, what, &search_);
    // Of a name also the last id alone.
    if (const size_t slash = text.rfind('/'); slash != std::string::npos) {
      AddEncodings(text.substr(slash + 1), what, &search_);
    }
  }

  const PatternSearch& search() const { return search_; }

 private:
  RandomSource& random_;
  PatternSearch search_;
};

// Everything that the employer has come to know, to be used against the others.
struct Knowledge {
  std::map<std::string, std::vector<std::string>> names;  // by pattern of resource names
  std::vector<std::string> page_tokens = {"", "AAAA", "not a token"};
  std::vector<std::string> etags = {"", "1", "W/\"1\""};
};

// Makes requests, well-formed and not.
class Requests {
 public:
  Requests(RandomSource* random, const Knowledge* knowledge)
      : random_(*random), knowledge_(*knowledge) {}

  void Fill(Message* message, int depth = 0) {
    const auto& type = *message->GetDescriptor();
    const auto& reflection = *message->GetReflection();
    if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(message)) {
      time->set_seconds(absl::ToUnixSeconds(TestNow()) + random_.Between(-9'000'000, 9'000'000));
      return;
    }
    if (auto* mask = dynamic_cast<google::protobuf::FieldMask*>(message)) {
      for (int i = random_.Between(0, 3); i > 0; --i) {
        mask->add_paths(Any({"*", "title", "facilities", "state", "skills", "name", "seats",
                             "display_name", "contacts", "fixed.days", "etag", "nothing", ""}));
      }
      return;
    }
    if (auto* opening = dynamic_cast<v1::Internship*>(message); opening && random_.Chance(60)) {
      *opening = AnInternship(random_.Chance(50) ? "" : "industry: \"76\" occupation: \"5120\"");
      opening->clear_is_labour();
      opening->set_name(Name("employers/{employer}/internships/{internship}"));
      return;
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      const bool needed =
          HasBehavior(*field, v1::Behavior::REQUIRED) || !LimitsOf(*field).resource().empty();
      if (!random_.Chance(needed ? 95 : 40) || field->is_map()) continue;
      if (field->is_repeated()) {
        for (int n = random_.Between(0, 2); n > 0; --n) Set(message, field, true, depth);
      } else if (field->real_containing_oneof() == nullptr ||
                 !reflection.HasOneof(*message, field->containing_oneof())) {
        Set(message, field, false, depth);
      }
    }
  }

 private:
  std::string Any(const std::vector<std::string>& values) {
    return values.empty() ? "" : values[random_.Between(0, static_cast<int>(values.size()) - 1)];
  }

  std::string Name(const std::string& pattern) {
    const auto known = knowledge_.names.find(pattern);
    if (known != knowledge_.names.end() && random_.Chance(85)) return Any(known->second);
    return Any({"", "-", "employers/-", "candidates/aaaaaaaaaaaaaaaaaaaa", "applications/x",
                "employers/e/internships/i/blindedCandidates/aaaaaaaaaaaaaaaaaaaa", "candidates/",
                "../../etc", "candidates/*", std::string(300, 'a')});
  }

  std::string Text(const FieldDescriptor& field) {
    if (!LimitsOf(field).resource().empty()) return Name(LimitsOf(field).resource());
    if (field.name() == "page_token") return Any(knowledge_.page_tokens);
    if (field.name() == "etag") return Any(knowledge_.etags);
    if (field.name() == "filter") {
      return Any({"", "state = CONSENT_PENDING", "state != DRAFT", "create_time > 2026-01-01",
                  "candidate:*", "candidate = \"candidates/a\"", "steps:*", "consent:\"a\"",
                  "NOT state = APPLIED OR internship:\"e\"", "recipient:\"e\"", "((", "\"",
                  "title = \"a\"", "prefecture = \"13\"", "due_time > 2026-01-01"});
    }
    if (field.name() == "order_by") {
      return Any({"", "name", "name desc", "create_time desc, name", "candidate", "state", ","});
    }
    if (field.name() == "request_id") {
      return random_.Chance(50) ? ""
                                : absl::StrFormat("%08x-0000-4000-8000-%012x",
                                                  static_cast<uint32_t>(random_.Next()),
                                                  random_.Between(0, 1 << 20));
    }
    return Any({"", "a", "13", "39", "2512", "ja", "it.lang.python", "python", "%s%n", "' OR 1=1",
                "😀", "\xEF\xBF\xBD", "STRONG", std::string(5000, 'x')});
  }

  int Number() {
    const int numbers[] = {0, 0, 1, 2, 3, 5, 20, 100, 1000, 100000, -1, INT32_MAX, INT32_MIN};
    return numbers[random_.Between(0, static_cast<int>(std::size(numbers)) - 1)];
  }

  void Set(Message* message, const FieldDescriptor* field, bool add, int depth) {
    const auto& r = *message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        add ? r.AddString(message, field, Text(*field)) : r.SetString(message, field, Text(*field));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        add ? r.AddInt32(message, field, Number()) : r.SetInt32(message, field, Number());
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        // Revisions that are still to come would be waited for.
        r.SetInt64(message, field,
                   random_.Between(1, 500) > 1 ? random_.Between(-1, 3) : INT64_MAX);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        r.SetBool(message, field, random_.Chance(30));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        add ? r.AddEnumValue(message, field, random_.Between(0, 9))
            : r.SetEnumValue(message, field, random_.Between(0, 9));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth < 4) {
          Fill(add ? r.AddMessage(message, field) : r.MutableMessage(message, field), depth + 1);
        }
        break;
      default:
        break;
    }
  }

  RandomSource& random_;
  const Knowledge& knowledge_;
};

class PrivacyLeakTest : public E2eTest {
 protected:
  PrivacyLeakTest() : random_(kSeed), canaries_(&random_) {}

  // A person whose every private text is a canary.
  v1::Candidate APerson(const std::string& id) {
    const auto what = [&](const char* field) { return absl::StrCat(id, " ", field); };
    v1::Candidate person = ACandidate();
    person.mutable_person_name()->set_full_name(canaries_.Text(what("full_name")));
    person.mutable_person_name()->set_latin_name(canaries_.Text(what("latin_name")));
    person.mutable_person_name()->set_kana_name(canaries_.Text(what("kana_name")));
    person.mutable_contacts(0)->set_address(canaries_.Text(what("address")));
    person.set_household(canaries_.Code(what("household")));
    person.add_blocked_groups(canaries_.Text(what("blocked_group")));
    person.mutable_work_authorisation()->mutable_seen()->set_seen_by(
        canaries_.Code(what("seen_by")));
    for (v1::Consent& consent : *person.mutable_consents()) {
      consent.mutable_terms()->set_method(v1::Consent::WRITTEN);
      consent.mutable_terms()->set_text_version(canaries_.Code(what("text_version")));
    }
    v1::Consent* referral = person.add_consents();
    *referral = person.consents(0);
    referral->set_scope(v1::Consent::REFERRAL);
    referral->set_recipient(canaries_.Text(what("referred to")));
    v1::WeeklyWindow* abroad = person.mutable_availability()->add_weekly();
    abroad->set_day(v1::MONDAY);
    abroad->mutable_start()->set_hours(1);
    abroad->mutable_end()->set_hours(2);
    abroad->set_time_zone("Africa/Addis_Ababa");
    return person;
  }

  // Seeds the world: people of every kind, and others whom the employer has nothing to do with.
  void Seed() {
    canaries_.Hide("Africa/Addis_Ababa", "time zone");
    advisor_ = server().Activate(server().Create(AnAdvisorWithCanaries()).name()).name();
    canaries_.Hide(advisor_, "advisor");
    const char* kinds[] = {"",
                           "",
                           "",
                           "needs { kind: QUIET_ROOM importance: PREFER }",
                           "needs { kind: STEP_FREE importance: MUST }",
                           "work_authorisation { auth_class: CAPPED weekly_cap_minutes: 601 }",
                           "home_prefecture: \"47\"",
                           "skills_assessed: false study { year: 7 programme: DOCTOR }"};
    for (int i = 0; i < kPeople; ++i) {
      const std::string id = absl::StrCat("person ", i);
      v1::Candidate person = Merge(APerson(id), kinds[i % std::size(kinds)]);
      if (i % 5 == 4) person.mutable_consents()->DeleteSubrange(1, 1);  // not to be shown
      if (i == 0) {
        // Agrees to be named, by the form that is no secret then.
        person.mutable_person_name()->set_kana_name("ナノル ヒト");
        person.mutable_person_name()->set_chosen_form(v1::PersonName::KANA);
      }
      const v1::Candidate created = server().Create(person);
      people_.push_back(created.name());
      canaries_.Hide(created.name(), id);
      for (const v1::Consent& consent : created.consents()) {
        canaries_.Hide(consent.name(), absl::StrCat(id, " consent"));
      }
      Accompany(id, created.name());
    }
  }

  v1::Advisor AnAdvisorWithCanaries() {
    v1::Advisor advisor = AnAdvisor("max_active_candidates: 100");
    advisor.mutable_person_name()->set_full_name(canaries_.Text("advisor full_name"));
    v1::Contact* contact = advisor.add_contacts();
    contact->set_channel(v1::Contact::EMAIL);
    contact->set_address(canaries_.Text("advisor address"));
    return advisor;
  }

  // Everything else that is kept of a person.
  void Accompany(const std::string& id, const std::string& name) {
    v1::PauseCandidateRequest pause;
    pause.set_name(name);
    pause.set_reason(canaries_.Text(absl::StrCat(id, " reason")));
    server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());
    v1::ResumeCandidateRequest resume;
    resume.set_name(name);
    resume.set_reason(canaries_.Text(absl::StrCat(id, " reason")));
    server().Call(resume, &v1::CandidateService::Stub::ResumeCandidate, server().candidates());
    v1::StartEngagementRequest start;
    start.set_candidate(name);
    start.set_advisor(advisor_);
    canaries_.Hide(
        server().Call(start, &v1::SupportService::Stub::StartEngagement, server().support()).name(),
        absl::StrCat(id, " engagement"));
    WriteAndPlan(id, name);
    v1::CreateRightsRequestRequest ask;
    ask.mutable_rights_request()->set_candidate(name);
    ask.mutable_rights_request()->set_kind(v1::RightsRequest::CORRECTION);
    canaries_.Hide(
        server()
            .Call(ask, &v1::ConsentService::Stub::CreateRightsRequest, server().consents())
            .name(),
        absl::StrCat(id, " rights request"));
    const auto access = v1::AccessService::NewStub(server().AsAdmin());
    v1::CreatePrincipalRequest create;
    create.mutable_principal()->set_role(v1::Access::CANDIDATE);
    create.mutable_principal()->set_candidate(name);
    create.mutable_principal()->set_display_name(canaries_.Text(absl::StrCat(id, " principal")));
    canaries_.Hide(server().Call(create, &v1::AccessService::Stub::CreatePrincipal, *access).name(),
                   absl::StrCat(id, " principal"));
  }

  // What the employer is not to learn of placements: who is interested, who was, and why not; and
  // of the introduced person, whose offer it made and lost, what the programme wrote down.
  void KeepPlacementsSecret(const std::string& opening, const std::string& application,
                            EmployerSide& employer) {
    using Stub = v1::PlacementService::Stub;
    for (int i = 2; i < 6; ++i) {
      v1::ExpressInterestRequest interest;
      interest.set_candidate(people_[i]);
      interest.set_internship(opening);
      v1::Application interested;
      // Some must not be matched, others are asked already.
      if (!server().Try(interest, &Stub::ExpressInterest, server().placement(), &interested).ok() ||
          interested.state() != v1::Application::INTERESTED) {
        continue;
      }
      // Who is still interested may be asked, and is known then.
      if (i % 2 == 0) continue;
      canaries_.Hide(interested.name(), "interest that ended");
      v1::RejectApplicationRequest reject;
      reject.set_name(interested.name());
      reject.set_reason(v1::ApplicationStep::OTHER);
      reject.set_note(canaries_.Text("note of an interest"));
      server().Call(reject, &Stub::RejectApplication, server().placement());
    }
    const auto step = [&](auto request, auto method) {
      request.set_name(application);
      server().Call(request, method, employer.placement());
    };
    step(v1::ScreenApplicationRequest(), &Stub::ScreenApplication);
    step(v1::InterviewApplicationRequest(), &Stub::InterviewApplication);
    step(v1::AcceptApplicationRequest(), &Stub::AcceptApplication);
    v1::MakeOfferRequest make;
    make.set_application(application);
    offer_ = server().Call(make, &Stub::MakeOffer, employer.placement()).name();
    v1::DeclineJobOfferRequest decline;
    decline.set_name(offer_);
    decline.set_reason(v1::OfferStep::OTHER);
    decline.set_note(canaries_.Text("note of an offer"));
    server().Call(decline, &Stub::DeclineJobOffer, server().placement());
  }

  // What the person writes and what is said of it, and what is planned.
  void WriteAndPlan(const std::string& id, const std::string& name) {
    using Stub = v1::SupportService::Stub;
    const auto text = [&](const char* what) { return canaries_.Text(absl::StrCat(id, what)); };
    const auto author = v1::SupportService::NewStub(server().AsCandidate(name));
    v1::CreateEntrySheetRequest create;
    create.mutable_entry_sheet()->set_candidate(name);
    create.mutable_entry_sheet()->set_title(text(" sheet title"));
    create.mutable_entry_sheet()->set_draft_text(text(" draft"));
    const std::string sheet = server().Call(create, &Stub::CreateEntrySheet, *author).name();
    canaries_.Hide(sheet, absl::StrCat(id, " sheet"));
    v1::SubmitEntrySheetRequest submit;
    submit.set_name(sheet);
    submit.set_reason(text(" note"));
    server().Call(submit, &Stub::SubmitEntrySheet, *author);
    v1::ClaimEntrySheetRequest claim;
    claim.set_name(sheet);
    claim.set_advisor(advisor_);
    server().Call(claim, &Stub::ClaimEntrySheet, server().support());
    v1::CommentEntrySheetRequest comment;
    comment.set_name(sheet);
    comment.set_version(1);
    comment.set_text(text(" comment"));
    server().Call(comment, &Stub::CommentEntrySheet, server().support());
    v1::UpdateSupportPlanRequest update;
    v1::SupportPlan* plan = update.mutable_support_plan();
    plan->set_name(absl::StrCat("supportPlans/", name.substr(name.find('/') + 1)));
    plan->set_goal(text(" goal"));
    plan->add_tasks()->set_title(text(" task"));
    plan->mutable_tasks(0)->set_assignee(v1::PlanTask::CANDIDATE);
    server().Call(update, &Stub::UpdateSupportPlan, server().support());
  }

  // Records of what was told, which the employer is not to see.
  void HideRecords() {
    v1::ListProvisionRecordsRequest list;
    list.set_page_size(1000);
    const auto records =
        server().Call(list, &v1::ConsentService::Stub::ListProvisionRecords, server().consents());
    for (const auto& record : records.provision_records()) {
      canaries_.Hide(record.name(), "provision record");
    }
  }

  // Takes up what an answer tells.
  void Learn(const MethodDescriptor& method, const RawAnswer& answer, Knowledge* knowledge) {
    if (!answer.status.ok() || answer.messages.empty()) return;
    const auto learn = [](std::vector<std::string>* known, const std::string& value) {
      if (value.empty() || std::find(known->begin(), known->end(), value) != known->end()) return;
      if (known->size() > 40) known->erase(known->begin() + 3);
      known->push_back(value);
    };
    const std::unique_ptr<Message> message = NewMessage(*method.output_type());
    ASSERT_TRUE(message->ParseFromString(answer.messages[0])) << method.name();
    const std::function<void(const Message&)> walk = [&](const Message& part) {
      std::vector<const FieldDescriptor*> fields;
      const auto& r = *part.GetReflection();
      r.ListFields(part, &fields);
      for (const FieldDescriptor* field : fields) {
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
          if (!field->is_repeated()) walk(r.GetMessage(part, field));
          for (int i = 0; field->is_repeated() && i < r.FieldSize(part, field); ++i) {
            walk(r.GetRepeatedMessage(part, field, i));
          }
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
          const std::string value = r.GetString(part, field);
          if (field->name() == "next_page_token") learn(&knowledge->page_tokens, value);
          if (field->name() == "etag") learn(&knowledge->etags, value);
          const std::string& pattern = LimitsOf(*field).resource();
          // Its own token it keeps: without it there is nothing more to learn.
          if (!pattern.empty() && !absl::StrContains(pattern, "{token}")) {
            learn(&knowledge->names[pattern], value);
          }
        }
      }
    };
    walk(*message);
  }

  RandomSource random_;
  Canaries canaries_;
  std::string advisor_;
  std::string offer_;
  std::vector<std::string> people_;
};
BANSO_E2E_ON_SQLITE(PrivacyLeakTest);

TEST_P(PrivacyLeakTest, NothingPrivateIsInAnyByteThatAnEmployerGets) {
  SetPlacementLicence(server());
  Seed();
  EmployerSide employer(server());
  EmployerSide other(server(), absl::StrCat("contacts { channel: EMAIL address: \"",
                                            canaries_.Code("other employer's contact"), "\" }"));
  std::string opening = employer.Publish();
  const std::string elsewhere = other.Publish();
  const std::string others_draft = server().Create(other.name(), AnInternship()).name();
  other.Rank(elsewhere);
  const std::vector<std::string> cards = employer.Cards(opening);
  ASSERT_THAT(cards, SizeIs(Gt(5u)));
  HideRecords();
  // One person is introduced, another one asked and not answered yet.
  v1::RankCandidatesRequest rank;
  rank.set_internship(opening);
  rank.set_page_size(100);
  const v1::RankCandidatesResponse ranked =
      server().Call(rank, &v1::MatchingService::Stub::RankCandidates, server().matching());
  std::string application;
  for (int i = 0; i < ranked.matches_size() && i < static_cast<int>(cards.size()); ++i) {
    if (ranked.matches(i).candidate() != people_[0] && i > 2) continue;
    v1::RequestIntroductionRequest ask;
    ask.set_blinded_candidate(cards[i]);
    const std::string name =
        server()
            .Call(ask, &v1::PlacementService::Stub::RequestIntroduction, employer.placement())
            .name();
    if (ranked.matches(i).candidate() != people_[0]) continue;
    application = name;
    v1::AgreeIntroductionRequest agree;
    agree.set_name(name);
    agree.mutable_terms()->set_method(v1::Consent::ONLINE);
    server().Call(agree, &v1::PlacementService::Stub::AgreeIntroduction, server().placement());
  }
  ASSERT_FALSE(application.empty());
  KeepPlacementsSecret(opening, application, employer);
  // And one takes the agreement back: there is something to delete.
  Withdraw(server(), people_[1], v1::Consent::EMPLOYER_BLINDED);

  Knowledge knowledge;
  knowledge.names["employers/{employer}"] = {employer.name(), other.name(), "employers/-"};
  knowledge.names["employers/{employer}/internships/{internship}"] = {opening, elsewhere,
                                                                      others_draft};
  for (const std::string& card : cards) {
    knowledge
        .names
            ["employers/{employer}/internships/{internship}/blindedCandidates/"
             "{blinded_candidate}"]
        .push_back(card);
  }
  knowledge.names["applications/{application}"] = {application};
  knowledge.names["offers/{offer}"] = {offer_};
  std::vector<const MethodDescriptor*> methods;
  for (const MethodDescriptor* method : ContractMethods()) {
    if (!EmployerMayCall(*method)) continue;
    // What tells of people is asked for more often.
    const std::string& service = method->service()->name();
    const int times = service == "MatchingService" ? 12 : service == "PlacementService" ? 4 : 1;
    methods.insert(methods.end(), times, method);
  }
  ASSERT_GE(methods.size(), 20u);

  SetLogLevel(LogLevel::kDebug);
  ::testing::internal::CaptureStderr();
  Requests requests(&random_, &knowledge);
  std::set<std::string> answers;
  std::map<std::string, int> ok;  // by method
  int cards_seen = 0;
  std::vector<std::string> leaks;
  for (int i = 0; i < kCalls; ++i) {
    if (i % 200 == 0) {
      // The employer spoils its record and closes what it has; a coordinator sets it right.
      if (!employer.TryRank(opening).ok() || employer.Cards(opening).empty()) {
        v1::UpdateEmployerRequest repair;
        *repair.mutable_employer() = AnEmployer();
        repair.mutable_employer()->set_name(employer.name());
        server().Call(repair, &v1::EmployerService::Stub::UpdateEmployer, server().employers());
        opening = employer.Publish();
      }
      auto& known = knowledge.names["employers/{employer}/internships/{internship}"];
      known.insert(known.end(), 5, opening);
    }
    const MethodDescriptor& method = *methods[random_.Between(0, methods.size() - 1)];
    const std::unique_ptr<Message> request = NewMessage(*method.input_type());
    requests.Fill(request.get());
    std::string bytes = request->SerializePartialAsString();
    if (random_.Chance(2) && !bytes.empty()) bytes[random_.Between(0, bytes.size() - 1)] ^= 0x55;
    const RawAnswer answer =
        CallOn(employer.channel(), PathOf(method), bytes, absl::Milliseconds(2000));
    ASSERT_NE(answer.status.error_code(), grpc::INTERNAL)
        << method.name() << ": " << answer.status.error_message();
    ASSERT_NE(answer.status.error_code(), grpc::UNAUTHENTICATED) << method.name();
    ok[method.name()] += answer.status.ok();
    if (method.name() == "RankBlindedCandidates" && answer.status.ok()) {
      cards_seen += !answer.messages.at(0).empty();
    }
    Learn(method, answer, &knowledge);
    const std::string everything = answer.Everything();
    // Looked at as it comes: what is equal is looked at once.
    if (!answers.insert(everything).second) continue;
    for (const std::string& what : canaries_.search().FindIn(everything)) {
      leaks.push_back(absl::StrCat(method.name(), ": ", what));
    }
  }
  server().server().Stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kError);

  EXPECT_THAT(leaks, IsEmpty()) << absl::StrJoin(leaks, "\n");
  EXPECT_THAT(canaries_.search().FindIn(log), IsEmpty());
  // The calls came to something, and the search finds what is there.
  EXPECT_GT(cards_seen, 20);
  for (const char* method : {"GetBlindedCandidate", "GetInternship", "ListInternships",
                             "ListApplications", "GetEmployer", "WhoAmI", "CreateInternship"}) {
    EXPECT_GT(ok[method], 0) << method;
  }
  EXPECT_GT(answers.size(), 1000u);
  EXPECT_THAT(log, HasSubstr("/banso.v1.MatchingService/RankBlindedCandidates"));
  EXPECT_GT(canaries_.search().size(), 10'000u);
}

TEST_P(PrivacyLeakTest, WhatACoordinatorSeesIsFoundSoTheSearchWorks) {
  Seed();
  v1::GetCandidateRequest get;
  get.set_name(people_[3]);
  const std::string seen =
      CallOn(server().channel(), "/banso.v1.CandidateService/GetCandidate", get.SerializeAsString())
          .Everything();

  const std::set<std::string> found = canaries_.search().FindIn(seen);

  for (const char* field : {"full_name", "latin_name", "kana_name", "address", "household",
                            "blocked_group", "seen_by", "text_version", "referred to", "reason"}) {
    EXPECT_THAT(found, ::testing::Contains(HasSubstr(absl::StrCat("person 3 ", field)))) << field;
  }
}

TEST_P(PrivacyLeakTest, TheNamedViewTellsTheChosenFormAndTheDeskAlone) {
  SetPlacementLicence(server());
  Seed();
  EmployerSide employer(server());
  const std::string opening = employer.Publish();
  // Only the person who agrees is left.
  for (size_t i = 1; i < people_.size(); ++i) {
    v1::PauseCandidateRequest pause;
    pause.set_name(people_[i]);
    server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());
  }
  v1::RequestIntroductionRequest ask;
  ask.set_blinded_candidate(employer.Cards(opening).at(0));
  const std::string application =
      server()
          .Call(ask, &v1::PlacementService::Stub::RequestIntroduction, employer.placement())
          .name();
  v1::GetNamedCandidateRequest get;
  get.set_application(application);
  EXPECT_THAT(
      server().Try(get, &v1::PlacementService::Stub::GetNamedCandidate, employer.placement()),
      HasCode(grpc::NOT_FOUND));
  v1::AgreeIntroductionRequest agree;
  agree.set_name(application);
  agree.mutable_terms()->set_method(v1::Consent::ONLINE);
  server().Call(agree, &v1::PlacementService::Stub::AgreeIntroduction, server().placement());

  const RawAnswer answer = CallOn(
      employer.channel(), "/banso.v1.PlacementService/GetNamedCandidate", get.SerializeAsString());

  v1::NamedCandidate named;
  ASSERT_THAT(answer.messages, SizeIs(1));
  ASSERT_TRUE(named.ParseFromString(answer.messages[0]));
  EXPECT_EQ(named.chosen_name(), "ナノル ヒト");
  EXPECT_EQ(named.desk_contact(), "desk@example.org");
  EXPECT_THAT(canaries_.search().FindIn(answer.Everything()), IsEmpty());
}

TEST(PatternSearchTest, EveryEncodingIsFound) {
  PatternSearch search;
  AddEncodings("Canário Ｚoë", "x", &search);
  for (const std::string& text :
       {std::string("..Canário Ｚoë.."), std::string("C%61nario? Can%C3%A1rio%20%EF%BC%BAo%C3%AB"),
        std::string("Can\\303\\241rio \\357\\274\\272o\\303\\253"),
        std::string("\"Can\\u00e1rio \\uff3ao\\u00eb\""),
        absl::Base64Escape("a name: Canário Ｚoë, and more"),
        absl::Base64Escape("name: Canário Ｚoë"), absl::WebSafeBase64Escape("ame: Canário Ｚoë!"),
        absl::BytesToHexString("Canário Ｚoë"),
        std::string("C\0a\0n\0\xE1\0r\0i\0o\0 \0\x3A\xFFo\0\xEB\0", 22)}) {
    EXPECT_THAT(search.FindIn(text), Not(IsEmpty())) << text;
  }
  EXPECT_THAT(search.FindIn("Canario Zoe"), IsEmpty());
}

}  // namespace
}  // namespace banso
