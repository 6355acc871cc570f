// Every method, called by every role, on what is in its reach and on what is not, against a real
// server with real tokens, and compared with the access table that the contract carries.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "banso/v1/message_service.grpc.pb.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/options.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::testing::IsEmpty;

using Role = v1::Access::Role;
using Scope = v1::Access::Scope;

constexpr Role kRoles[] = {v1::Access::PUBLIC,      v1::Access::LINK,    v1::Access::CANDIDATE,
                           v1::Access::FAMILY,      v1::Access::ADVISOR, v1::Access::EMPLOYER,
                           v1::Access::COORDINATOR, v1::Access::ADMIN,   v1::Access::AUDITOR,
                           v1::Access::SYSTEM};

// What the contract grants, read here anew and not by the code under test.
std::optional<Scope> GrantedTo(const MethodDescriptor& method, Role role) {
  std::optional<Scope> to_everybody;
  const auto& options = method.options();
  for (int i = 0; i < options.ExtensionSize(v1::access); ++i) {
    const v1::Access& grant = options.GetExtension(v1::access, i);
    if (grant.role() == role) return grant.scope();
    if (grant.role() == v1::Access::PUBLIC) to_everybody = grant.scope();
  }
  return to_everybody;
}

// Names of resources, by the pattern that fields ask for.
using Names = std::map<std::string, std::string>;

// A caller, and what is in its reach and what is not.
struct Caller {
  std::shared_ptr<grpc::Channel> channel;
  Names own;
  Names others;
};

// Sets every field that names a resource by its pattern. Returns how many there are.
int Fill(const Names& names, bool is_create, Message* message, bool within = false) {
  const auto& type = *message->GetDescriptor();
  const auto& reflection = *message->GetReflection();
  const std::string& subject = type.options().GetExtension(v1::subject);
  int filled = 0;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->is_repeated()) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      const auto name = names.find(LimitsOf(*field).resource());
      if (name == names.end()) continue;
      // Within a resource only itself, which a new one is not yet, and whose it is.
      const bool identifier = HasBehavior(*field, v1::Behavior::IDENTIFIER) && !is_create;
      if (within && !identifier && field->name() != subject &&
          !HasBehavior(*field, v1::Behavior::REQUIRED)) {
        continue;
      }
      if (within && HasBehavior(*field, v1::Behavior::IDENTIFIER) && is_create) continue;
      // Of a choice, the first.
      if (field->containing_oneof() != nullptr &&
          reflection.HasOneof(*message, field->containing_oneof())) {
        continue;
      }
      reflection.SetString(message, field, name->second);
      if (!within || identifier || field->name() == subject) ++filled;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !within &&
               field->message_type()->file()->package() == "banso.v1" &&
               field->message_type()->FindFieldByName("name") != nullptr) {
      filled += Fill(names, is_create, reflection.MutableMessage(message, field), true);
    }
  }
  return filled;
}

// Whether the method writes: then it is sent with a request id that is none, which is found out
// after the caller's reach and before anything is written.
bool SpoilWrite(Message* request) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return false;
  request->GetReflection()->SetString(request, field, "no uuid");
  return true;
}

bool IsDenied(const grpc::Status& status) {
  return (status.error_code() == grpc::PERMISSION_DENIED && ErrorReason(status) == "ROLE_DENIED") ||
         status.error_code() == grpc::UNAUTHENTICATED;
}

// A world in which every role has something of its own, and there is something of others.
class RolesTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    SetPlacementLicence(server());
    mine_ = std::make_unique<EmployerSide>(server());
    theirs_ = std::make_unique<EmployerSide>(server());
    for (const Side side : {kMine, kTheirs}) {
      EmployerSide& employer = side == kMine ? *mine_ : *theirs_;
      Names& names = names_[side];
      names["employers/{employer}"] = employer.name();
      names[kOpening] = employer.Publish();
      names["advisors/{advisor}"] = server().Activate(server().Create(AnAdvisor()).name()).name();
    }
    drafts_ = server().Create(theirs_->name(), AnInternship()).name();
    v1::CreateDeskDayRequest plan;
    plan.mutable_desk_day()->mutable_date()->set_year(2026);
    plan.mutable_desk_day()->mutable_date()->set_month(12);
    plan.mutable_desk_day()->mutable_date()->set_day(19);
    desk_day_ =
        server()
            .Call(plan, &v1::ConsultationService::Stub::CreateDeskDay, server().consultation())
            .name();
    for (const Side side : {kMine, kTheirs}) {
      EmployerSide& employer = side == kMine ? *mine_ : *theirs_;
      Names& names = names_[side];
      // Shown to one employer only, so that cards are told apart.
      const EmployerSide& blocked = side == kMine ? *theirs_ : *mine_;
      const std::string person =
          server()
              .Create(ACandidate(
                  absl::StrCat("household: \"h\" blocked_employers: \"", blocked.name(), "\"")))
              .name();
      const std::string card = employer.Cards(names[kOpening]).at(0);
      names["candidates/{candidate}"] = person;
      names["candidates/{candidate}/consents/{consent}"] =
          ConsentOf(server(), person, v1::Consent::SERVICE);
      names[kCard] = card;
      names["applications/{application}"] = Introduce(employer, person, card);
      names["offers/{offer}"] = Offer(employer, names["applications/{application}"]);
      names["deletionRequests/{deletion_request}"] = AskToDelete(employer, names[kOpening]);
      names["rightsRequests/{rights_request}"] = AskForRights(person);
      names["engagements/{engagement}"] = Engage(person, names["advisors/{advisor}"]);
      names["entrySheets/{entry_sheet}"] = WriteSheet(person);
      names["supportPlans/{support_plan}"] = PlanFor(person);
      names["deskDays/{desk_day}"] = desk_day_;
      names["sessions/{session}"] = AskForAnHour(person);
      names["settings/{settings}"] = "settings/programme";
      names["messages/{message}"] = MessageToSomebody();
      names["taxonomies/{taxonomy}"] = "taxonomies/banso-skills";
    }
    for (const Role role : kRoles) callers_[role] = MakeCaller(role);
    // Principals and tokens of each caller are those of another one's others.
    for (auto& [role, caller] : callers_) {
      const Role another = role == v1::Access::AUDITOR ? v1::Access::ADMIN : v1::Access::AUDITOR;
      for (const char* pattern :
           {"principals/{principal}", "principals/{principal}/tokens/{token}"}) {
        caller.others[pattern] = callers_[another].own[pattern];
      }
    }
  }

  enum Side { kMine, kTheirs };
  static constexpr char kOpening[] = "employers/{employer}/internships/{internship}";
  static constexpr char kCard[] =
      "employers/{employer}/internships/{internship}/blindedCandidates/{blinded_candidate}";

  std::string Introduce(EmployerSide& employer, const std::string& person,
                        const std::string& card) {
    v1::RequestIntroductionRequest ask;
    ask.set_blinded_candidate(card);
    const std::string name =
        server()
            .Call(ask, &v1::PlacementService::Stub::RequestIntroduction, employer.placement())
            .name();
    v1::AgreeIntroductionRequest agree;
    agree.set_name(name);
    agree.mutable_terms()->set_method(v1::Consent::ONLINE);
    const auto stub = v1::PlacementService::NewStub(server().AsCandidate(person));
    server().Call(agree, &v1::PlacementService::Stub::AgreeIntroduction, *stub);
    return name;
  }
  // The employer takes the person, and offers a job.
  std::string Offer(EmployerSide& employer, const std::string& application) {
    using Stub = v1::PlacementService::Stub;
    v1::ScreenApplicationRequest screen;
    screen.set_name(application);
    server().Call(screen, &Stub::ScreenApplication, employer.placement());
    v1::InterviewApplicationRequest interview;
    interview.set_name(application);
    server().Call(interview, &Stub::InterviewApplication, employer.placement());
    v1::AcceptApplicationRequest accept;
    accept.set_name(application);
    server().Call(accept, &Stub::AcceptApplication, employer.placement());
    v1::MakeOfferRequest offer;
    offer.set_application(application);
    return server().Call(offer, &Stub::MakeOffer, employer.placement()).name();
  }
  // Somebody was shown, and changes their mind.
  std::string AskToDelete(EmployerSide& employer, const std::string& opening) {
    const std::string somebody = server().Create(ACandidate()).name();
    employer.Rank(opening);
    Withdraw(server(), somebody, v1::Consent::EMPLOYER_BLINDED);
    v1::ListDeletionRequestsRequest list;
    return server()
        .Call(list, &v1::ConsentService::Stub::ListDeletionRequests, employer.consents())
        .deletion_requests(0)
        .name();
  }
  std::string AskForRights(const std::string& person) {
    v1::CreateRightsRequestRequest ask;
    ask.mutable_rights_request()->set_candidate(person);
    ask.mutable_rights_request()->set_kind(v1::RightsRequest::DISCLOSURE);
    return server()
        .Call(ask, &v1::ConsentService::Stub::CreateRightsRequest, server().consents())
        .name();
  }
  std::string Engage(const std::string& person, const std::string& advisor) {
    v1::StartEngagementRequest start;
    start.set_candidate(person);
    start.set_advisor(advisor);
    return server()
        .Call(start, &v1::SupportService::Stub::StartEngagement, server().support())
        .name();
  }

  std::string WriteSheet(const std::string& person) {
    v1::CreateEntrySheetRequest create;
    create.mutable_entry_sheet()->set_candidate(person);
    const auto stub = v1::SupportService::NewStub(server().AsCandidate(person));
    return server().Call(create, &v1::SupportService::Stub::CreateEntrySheet, *stub).name();
  }
  std::string PlanFor(const std::string& person) {
    v1::UpdateSupportPlanRequest plan;
    plan.mutable_support_plan()->set_name(
        absl::StrCat("supportPlans/", person.substr(person.find('/') + 1)));
    plan.mutable_support_plan()->set_goal("IT の仕事");
    return server()
        .Call(plan, &v1::SupportService::Stub::UpdateSupportPlan, server().support())
        .name();
  }

  // The start of the desk day's first slot.
  static google::protobuf::Timestamp FirstSlot() {
    return FromTime(absl::FromCivil(absl::CivilHour(2026, 12, 19, 13), JapanTime()));
  }
  std::string AskForAnHour(const std::string& person) {
    v1::RequestSessionRequest ask;
    ask.set_candidate(person);
    ask.set_desk_day(desk_day_);
    *ask.add_preferred_start_times() = FirstSlot();
    return server()
        .Call(ask, &v1::ConsultationService::Stub::RequestSession, server().consultation())
        .name();
  }
  // What is told to whoever applies: to somebody whom no caller is.
  std::string MessageToSomebody() {
    const std::string session = Apply().session();
    const auto stub = v1::MessageService::NewStub(server().channel());
    const v1::ListMessagesResponse told =
        server().Call(v1::ListMessagesRequest(), &v1::MessageService::Stub::ListMessages, *stub);
    for (const v1::Message& message : told.messages()) {
      if (message.about() == session) return message.name();
    }
    ADD_FAILURE() << "nobody was told of " << session;
    return "";
  }
  // Somebody without an account.
  v1::ApplyForDeskResponse Apply() {
    v1::ApplyForDeskRequest apply;
    apply.set_desk_day(desk_day_);
    apply.mutable_person_name()->set_full_name("申込 花子");
    apply.add_contacts()->set_channel(v1::Contact::EMAIL);
    apply.mutable_contacts(0)->set_address("someone@example.org");
    apply.set_language("ja");
    *apply.add_preferred_start_times() = FirstSlot();
    apply.set_agreed(true);
    const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
    return server().Call(apply, &v1::ConsultationService::Stub::ApplyForDesk, *stub);
  }

  Caller MakeCaller(Role role) {
    Caller caller;
    caller.own = names_[kMine];
    caller.others = names_[kTheirs];
    switch (role) {
      case v1::Access::LINK: {
        const v1::ApplyForDeskResponse applied = Apply();
        caller.channel = TokenChannel(server().server().address(), applied.link_token());
        // The record of the person is not what a link opens.
        caller.own.erase("candidates/{candidate}");
        caller.own["sessions/{session}"] = applied.session();
        caller.own["principals/{principal}"] = "principals/unknown";
        caller.own["principals/{principal}/tokens/{token}"] = "principals/unknown/tokens/unknown";
        return caller;
      }
      case v1::Access::CANDIDATE:
        caller.channel = server().AsCandidate(caller.own["candidates/{candidate}"]);
        break;
      case v1::Access::FAMILY:
        caller.channel = server().AsFamily(caller.own["candidates/{candidate}"]);
        break;
      case v1::Access::ADVISOR:
        caller.channel = server().AsAdvisor(caller.own["advisors/{advisor}"]);
        break;
      case v1::Access::EMPLOYER:
        caller.channel = server().AsEmployer(caller.own["employers/{employer}"]);
        break;
      case v1::Access::COORDINATOR:
        caller.channel = server().channel();
        break;
      case v1::Access::ADMIN:
        caller.channel = server().AsAdmin();
        break;
      case v1::Access::AUDITOR:
        caller.channel = server().AsAuditor();
        break;
      case v1::Access::SYSTEM:
        caller.channel = server().AsSystem();
        break;
      default:
        caller.channel = server().AsPublic();
        return caller;
    }
    const auto stub = v1::AccessService::NewStub(caller.channel);
    const v1::WhoAmIResponse who =
        server().Call(v1::WhoAmIRequest(), &v1::AccessService::Stub::WhoAmI, *stub);
    EXPECT_EQ(who.principal().role(), role);
    caller.own["principals/{principal}"] = who.principal().name();
    caller.own["principals/{principal}/tokens/{token}"] = who.token();
    return caller;
  }

  // A request that names what is in `names`. `scoped` is set to whether it names anything.
  std::unique_ptr<Message> RequestOf(const MethodDescriptor& method, const Names& names,
                                     bool* scoped) {
    std::unique_ptr<Message> request = NewMessage(*method.input_type());
    *scoped = Fill(names, absl::StartsWith(method.name(), "Create"), request.get()) > 0;
    const auto& type = *request->GetDescriptor();
    const auto& reflection = *request->GetReflection();
    if (method.name() == "ListAuditEntries" && names.contains("candidates/{candidate}")) {
      // Whom an entry is about may be anything; of people it is themselves.
      reflection.SetString(request.get(), type.FindFieldByName("subject"),
                           names.at("candidates/{candidate}"));
      reflection.ClearField(request.get(), type.FindFieldByName("principal"));
      *scoped = true;
    }
    if (method.name() == "ReplayMatches") {
      reflection.SetInt64(request.get(), type.FindFieldByName("audit_number"), 1);
    }
    if (method.name() == "RunRetention") {
      reflection.SetBool(request.get(), type.FindFieldByName("validate_only"), true);
    }
    SpoilWrite(request.get());
    return request;
  }

  std::map<Side, Names> names_;
  std::string drafts_;
  std::string desk_day_;
  std::unique_ptr<EmployerSide> mine_;
  std::unique_ptr<EmployerSide> theirs_;
  std::map<Role, Caller> callers_;
};
BANSO_E2E_ON_SQLITE(RolesTest);

TEST_P(RolesTest, EveryMethodAnswersEveryRoleAsTheContractSays) {
  // What a scope of one's own does not name in the request: rows are left out of the answer.
  const std::set<std::string> lists = {
      "ListApplications", "ListCandidates", "ListDeletionRequests", "ListEngagements",
      "ListEntrySheets", "ListLongWaits", "ListOffers", "ListOverdueTasks", "ListProvisionRecords",
      "ListRightsRequests", "ListSessions", "ListSilentCases", "ListStaleProfiles",
      // What it names was shown to the caller or was not.
      "RecordMatchEvent", "WhoAmI"};
  std::vector<std::string> wrong;
  std::set<std::string> unscoped;
  int granted_calls = 0;
  int denied_calls = 0;
  const std::vector<const MethodDescriptor*> methods = ContractMethods();
  for (const MethodDescriptor* method : methods) {
    for (const Role role : kRoles) {
      Caller& caller = callers_[role];
      const auto report = [&](const char* expected, const grpc::Status& status) {
        wrong.push_back(absl::StrCat(method->name(), " by ", v1::Access::Role_Name(role),
                                     ": expected ", expected, ", got ", status.error_code(), " ",
                                     status.error_message()));
      };
      bool scoped = false;
      const auto own = RequestOf(*method, caller.own, &scoped);
      const grpc::Status in_reach =
          CallOn(caller.channel, PathOf(*method), own->SerializeAsString()).status;
      const std::optional<Scope> scope = GrantedTo(*method, role);
      if (!scope) {
        ++denied_calls;
        const auto expected =
            role == v1::Access::PUBLIC ? grpc::UNAUTHENTICATED : grpc::PERMISSION_DENIED;
        if (in_reach.error_code() != expected || !IsDenied(in_reach)) report("denial", in_reach);
        // Decided before anything else is looked at.
        const grpc::Status garbage = CallOn(caller.channel, PathOf(*method), "\xFF\xFF").status;
        if (garbage.error_code() != expected || !IsDenied(garbage)) report("denial", garbage);
        continue;
      }
      ++granted_calls;
      if (IsDenied(in_reach) || in_reach.error_code() == grpc::NOT_FOUND) {
        report("an answer", in_reach);
      }
      if (method->client_streaming()) continue;  // rows are answered one by one, see below
      const auto others = RequestOf(*method, caller.others, &scoped);
      const grpc::Status out_of_reach =
          CallOn(caller.channel, PathOf(*method), others->SerializeAsString()).status;
      if (*scope == v1::Access::ALL) {
        if (IsDenied(out_of_reach) || out_of_reach.error_code() == grpc::NOT_FOUND) {
          report("an answer about others", out_of_reach);
        }
      } else if (scoped) {
        if (out_of_reach.error_code() != grpc::NOT_FOUND) report("NOT_FOUND", out_of_reach);
      } else {
        unscoped.insert(method->name());
      }
    }
  }

  EXPECT_THAT(wrong, IsEmpty()) << absl::StrJoin(wrong, "\n");
  EXPECT_EQ(unscoped, lists);
  EXPECT_EQ(granted_calls + denied_calls, static_cast<int>(methods.size() * std::size(kRoles)));
  EXPECT_GE(methods.size(), 100u);
}

TEST_P(RolesTest, WhatIsOutOfReachIsAnsweredAsWhatDoesNotExistByteForByte) {
  // For each caller: the names of others, and names of the same length that nobody has.
  std::vector<std::string> wrong;
  int compared = 0;
  for (const MethodDescriptor* method : ContractMethods()) {
    if (method->client_streaming()) continue;
    for (const Role role : kRoles) {
      const std::optional<Scope> scope = GrantedTo(*method, role);
      if (!scope || *scope == v1::Access::ALL) continue;
      Caller& caller = callers_[role];
      Names nobody = caller.others;
      for (auto& [pattern, name] : nobody) {
        // Another id for the whole of what is owned: the first one.
        const size_t slash = name.find('/');
        const size_t end = std::min(name.find('/', slash + 1), name.size());
        std::fill(name.begin() + slash + 1, name.begin() + end, 'a');
      }
      bool scoped = false;
      const auto ask = [&](const Names& names) {
        const auto request = RequestOf(*method, names, &scoped);
        std::string all =
            CallOn(caller.channel, PathOf(*method), request->SerializeAsString()).Everything();
        for (const auto& [pattern, name] : names) {
          if (!absl::StartsWith(pattern, "settings") && !absl::StartsWith(pattern, "taxonomies")) {
            all = absl::StrReplaceAll(all, {{name, pattern}});
          }
        }
        return all;
      };
      const std::string of_others = ask(caller.others);
      const std::string of_nobody = ask(nobody);
      if (!scoped) continue;
      ++compared;
      if (of_others != of_nobody) {
        wrong.push_back(absl::StrCat(method->name(), " by ", v1::Access::Role_Name(role), ":\n  ",
                                     of_others, "\n  ", of_nobody));
      }
    }
  }

  EXPECT_THAT(wrong, IsEmpty()) << absl::StrJoin(wrong, "\n");
  EXPECT_GE(compared, 30);
}

TEST_P(RolesTest, ListsHoldOnlyWhatIsInReach) {
  std::vector<std::string> wrong;
  int rows = 0;
  for (const MethodDescriptor* method : ContractMethods()) {
    if (!absl::StartsWith(method->name(), "List") && method->name() != "ExportCandidate") continue;
    for (const Role role :
         {v1::Access::CANDIDATE, v1::Access::FAMILY, v1::Access::ADVISOR, v1::Access::EMPLOYER}) {
      if (!GrantedTo(*method, role)) continue;
      Caller& caller = callers_[role];
      bool scoped = false;
      const auto request = RequestOf(*method, caller.own, &scoped);
      const RawAnswer answer =
          CallOn(caller.channel, PathOf(*method), request->SerializeAsString());
      EXPECT_TRUE(answer.status.ok()) << method->name() << answer.status.error_message();
      if (answer.messages.empty()) continue;
      rows += !answer.messages[0].empty();
      for (const auto& [pattern, name] : caller.others) {
        // Published openings and who offers them are known to everybody but other employers.
        const bool is_public = absl::StartsWith(pattern, "employers/") && pattern != kCard &&
                               role != v1::Access::EMPLOYER;
        const bool is_shared = absl::StartsWith(pattern, "settings") ||
                               absl::StartsWith(pattern, "taxonomies") ||
                               absl::StartsWith(pattern, "deskDays");
        if (is_public || is_shared) continue;
        // People see the employers that they blocked, in their own record.
        if (pattern == "employers/{employer}" && method->name() == "ExportCandidate") continue;
        if (absl::StrContains(answer.messages[0], name)) {
          wrong.push_back(
              absl::StrCat(method->name(), " by ", v1::Access::Role_Name(role), ": ", name));
        }
      }
    }
  }

  EXPECT_THAT(wrong, IsEmpty()) << absl::StrJoin(wrong, "\n");
  EXPECT_GE(rows, 10);
}

TEST_P(RolesTest, DraftsOfOthersDoNotExistButForCoordinators) {
  for (const Role role : {v1::Access::CANDIDATE, v1::Access::FAMILY, v1::Access::ADVISOR,
                          v1::Access::EMPLOYER, v1::Access::COORDINATOR}) {
    v1::GetInternshipRequest get;
    get.set_name(drafts_);
    const grpc::Status status =
        CallOn(callers_[role].channel, "/banso.v1.InternshipService/GetInternship",
               get.SerializeAsString())
            .status;
    EXPECT_EQ(status.error_code(), role == v1::Access::COORDINATOR ? grpc::OK : grpc::NOT_FOUND)
        << v1::Access::Role_Name(role);
  }
}

TEST_P(RolesTest, AnEmployerImportsBelowItselfOnly) {
  v1::ImportInternshipsRequest row;
  row.mutable_key()->set_source("portal");
  row.mutable_key()->set_key("1");
  row.set_parent(theirs_->name());
  *row.mutable_internship() = AnInternship();
  row.mutable_internship()->clear_is_labour();  // is for coordinators to say

  const RawAnswer others = CallOn(mine_->channel(), "/banso.v1.InternshipService/ImportInternships",
                                  row.SerializeAsString());
  row.set_parent(mine_->name());
  const RawAnswer own = CallOn(mine_->channel(), "/banso.v1.InternshipService/ImportInternships",
                               row.SerializeAsString());

  ASSERT_EQ(others.messages.size(), 1u);
  ASSERT_EQ(own.messages.size(), 1u);
  v1::ImportInternshipsResponse refused;
  ASSERT_TRUE(refused.ParseFromString(others.messages[0]));
  EXPECT_EQ(refused.outcome().kind(), v1::ImportOutcome::REJECTED);
  v1::ImportInternshipsResponse created;
  ASSERT_TRUE(created.ParseFromString(own.messages[0]));
  EXPECT_EQ(created.outcome().kind(), v1::ImportOutcome::CREATED);
}

TEST_P(RolesTest, ATokenThatIsRevokedOrUnknownCallsNothing) {
  v1::Principal principal;
  principal.set_role(v1::Access::AUDITOR);
  const std::string secret = server().TokenFor(principal);
  const auto channel = TokenChannel(server().server().address(), secret);
  const auto stub = v1::AccessService::NewStub(channel);
  const v1::WhoAmIResponse who =
      server().Call(v1::WhoAmIRequest(), &v1::AccessService::Stub::WhoAmI, *stub);
  v1::RevokeTokenRequest revoke;
  revoke.set_name(who.token());
  server().Call(revoke, &v1::AccessService::Stub::RevokeToken, *stub);
  const auto unknown = TokenChannel(server().server().address(), std::string(secret.size(), 'x'));

  std::set<std::string> answers;
  for (const MethodDescriptor* method : ContractMethods()) {
    for (const auto& caller : {channel, unknown}) {
      const RawAnswer answer = CallOn(caller, PathOf(*method), "");
      EXPECT_EQ(answer.status.error_code(), grpc::UNAUTHENTICATED) << method->name();
      answers.insert(answer.Everything());
    }
  }
  // Nothing is learned by trying.
  EXPECT_EQ(answers.size(), 1u);
}

}  // namespace
}  // namespace banso
