#include "clients/cli/resource_kind.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "banso/v1/access_service.pb.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/consent_service.pb.h"
#include "banso/v1/consultation_service.pb.h"
#include "banso/v1/employer_service.pb.h"
#include "banso/v1/internship_service.pb.h"
#include "banso/v1/message_service.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "banso/v1/report_service.pb.h"
#include "banso/v1/support_service.pb.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;

const MethodDescriptor& FindMethod(absl::string_view method) {
  std::string full_name = absl::StrCat("banso.v1.", method);
  full_name.replace(full_name.find('/'), 1, ".");
  return *DescriptorPool::generated_pool()->FindMethodByName(full_name);
}

std::unique_ptr<Message> New(const Descriptor* descriptor) {
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

const FieldDescriptor& Field(const Message& message, absl::string_view field) {
  return *message.GetDescriptor()->FindFieldByName(std::string(field));
}

// The service that is declared beside a request. Naming the request also makes the linker keep it.
std::string ServiceOf(const Descriptor& request) { return request.file()->service(0)->name(); }

// A kind whose collection is typed as it is named, and can be listed.
ResourceKind Kind(std::string collection, std::string field, Phrase plural,
                  const Descriptor* descriptor, const Descriptor& request) {
  ResourceKind kind;
  kind.command = collection;
  kind.collection = std::move(collection);
  kind.field = std::move(field);
  kind.list_field = absl::StrCat(kind.field, "s");
  kind.type = descriptor->name();
  kind.service = ServiceOf(request);
  kind.plural = kind.help = plural;
  kind.descriptor = descriptor;
  kind.can_list = true;
  return kind;
}

// A kind with all the standard methods.
ResourceKind WholeKind(std::string collection, std::string field, Phrase plural,
                       const Descriptor* descriptor, const Descriptor& request) {
  ResourceKind kind = Kind(std::move(collection), std::move(field), plural, descriptor, request);
  kind.can_get = kind.can_write = true;
  return kind;
}

ResourceKind Candidates() {
  ResourceKind kind =
      WholeKind("candidates", "candidate", {"candidates", "候補者"}, v1::Candidate::descriptor(),
                *v1::GetCandidateRequest::descriptor());
  kind.can_import = true;
  kind.steps = {
      {"advance",
       "AdvanceCandidate",
       {"Move cases to a later stage: NAME... STAGE", "段階を進める: 名前... 段階"}},
      {"pause", "PauseCandidate", {"Pause cases", "中断する"}},
      {"resume", "ResumeCandidate", {"Resume paused cases", "再開する"}},
      {"withdraw", "WithdrawCandidate", {"End cases: the person leaves", "本人の辞退で終える"}},
      {"refer",
       "ReferCandidate",
       {"End cases: another organisation takes over", "他機関への紹介で終える"}},
      {"confirm",
       "ConfirmProfile",
       {"Note that profiles are right as they are", "プロフィールが今も正しいと記録する"}}};
  return kind;
}

ResourceKind Employers() {
  ResourceKind kind = WholeKind("employers", "employer", {"employers", "受入企業"},
                                v1::Employer::descriptor(), *v1::GetEmployerRequest::descriptor());
  kind.can_import = true;
  kind.steps = {{"verify", "VerifyEmployer", {"Mark as checked", "確認済みにする"}},
                {"suspend", "SuspendEmployer", {"Suspend", "停止する"}}};
  return kind;
}

ResourceKind Internships() {
  ResourceKind kind =
      WholeKind("internships", "internship", {"internships", "募集"}, v1::Internship::descriptor(),
                *v1::GetInternshipRequest::descriptor());
  kind.can_import = true;
  kind.parent = "employers";
  kind.steps = {{"submit", "SubmitInternship", {"Hand in for checking", "確認に出す"}},
                {"verify", "VerifyInternship", {"Mark as checked", "確認済みにする"}},
                {"publish", "PublishInternship", {"Publish", "公開する"}},
                {"close", "CloseInternship", {"Close", "締め切る"}},
                {"suspend", "SuspendInternship", {"Suspend", "停止する"}},
                {"resume", "ResumeInternship", {"Resume", "再開する"}}};
  kind.usual_path = {{"DRAFT", "SubmitInternship"},
                     {"SUBMITTED", "VerifyInternship"},
                     {"VERIFIED", "PublishInternship"}};
  return kind;
}

ResourceKind Advisors() {
  ResourceKind kind = WholeKind("advisors", "advisor", {"advisors", "アドバイザー"},
                                v1::Advisor::descriptor(), *v1::GetAdvisorRequest::descriptor());
  kind.can_import = true;
  kind.steps = {{"screen", "ScreenAdvisor", {"Accept after talking", "面談の上で受け入れる"}},
                {"train", "TrainAdvisor", {"Mark as trained", "研修済みにする"}},
                {"activate", "ActivateAdvisor", {"Start matching", "活動を始める"}},
                {"pause", "PauseAdvisor", {"Put on leave", "休止にする"}},
                {"resume", "ResumeAdvisor", {"Return from leave", "再開する"}},
                {"retire", "RetireAdvisor", {"End for good", "終える"}}};
  kind.usual_path = {
      {"APPLIED", "ScreenAdvisor"}, {"SCREENED", "TrainAdvisor"}, {"TRAINED", "ActivateAdvisor"}};
  return kind;
}

ResourceKind Engagements() {
  ResourceKind kind = Kind("engagements", "engagement", {"engagements", "伴走"},
                           v1::Engagement::descriptor(), *v1::GetEngagementRequest::descriptor());
  kind.help = {"Who accompanies whom", "誰が誰に伴走しているか"};
  kind.can_get = true;
  kind.steps = {{"end", "EndEngagement", {"End engagements", "伴走を終える"}, "end_time"}};
  return kind;
}

ResourceKind DeskDays() {
  ResourceKind kind = Kind("deskDays", "desk_day", {"desk days", "相談窓口の日"},
                           v1::DeskDay::descriptor(), *v1::GetDeskDayRequest::descriptor());
  kind.help = {"Days of the consultation desk", "相談窓口の日"};
  kind.command = "desk";
  kind.can_get = true;
  kind.steps = {
      {"cancel", "CancelDeskDay", {"Call days off, with their sessions", "その日を中止する"}}};
  return kind;
}

ResourceKind Sessions() {
  ResourceKind kind = Kind("sessions", "session", {"sessions", "相談"}, v1::Session::descriptor(),
                           *v1::GetSessionRequest::descriptor());
  kind.help = {"Conversations between candidates and advisors", "候補者とアドバイザーの相談"};
  kind.can_get = true;
  kind.steps = {
      {"accept", "AcceptOffer", {"Take the slot that is held", "空いた枠を受ける"}},
      {"pass", "DeclineOffer", {"Leave it to the next who waits", "空いた枠を次の人に譲る"}},
      {"cancel", "CancelSession", {"Call off", "取り消す"}},
      {"decline", "DeclineSession", {"Say that there is no slot to give", "受けられないと伝える"}},
      {"check-in",
       "CheckInSession",
       {"Note that the person came", "来所を記録する"},
       "check_in_time"},
      {"no-show", "MarkNoShow", {"Note that the person did not come", "来なかったと記録する"}}};
  return kind;
}

ResourceKind Messages() {
  ResourceKind kind = Kind("messages", "message", {"messages", "メッセージ"},
                           v1::Message::descriptor(), *v1::GetMessageRequest::descriptor());
  kind.help = {"What the programme tells people, and what could not be delivered",
               "送るメッセージと、届かなかったもの"};
  kind.command = "outbox";
  kind.can_get = true;
  kind.steps = {
      {"retry", "RetryMessage", {"Try again what could not be delivered", "もう一度送る"}},
      {"discard", "DiscardMessage", {"Give up, or note as told by voice", "送らないことにする"}}};
  return kind;
}

ResourceKind EntrySheets() {
  ResourceKind kind = Kind("entrySheets", "entry_sheet", {"entry sheets", "エントリーシート"},
                           v1::EntrySheet::descriptor(), *v1::GetEngagementRequest::descriptor());
  kind.help = {"What people write to employers, and its review", "エントリーシートと添削"};
  kind.command = "sheets";
  kind.can_get = true;
  kind.steps = {{"release", "ReleaseEntrySheet", {"Hand back unread", "添削せずに戻す"}}};
  return kind;
}

ResourceKind Consents() {
  ResourceKind kind = Kind("consents", "consent", {"consents", "同意"}, v1::Consent::descriptor(),
                           *v1::ListConsentsRequest::descriptor());
  kind.help = {"What a candidate agreed to", "候補者の同意"};
  kind.parent = "candidates";
  return kind;
}

ResourceKind Applications() {
  ResourceKind kind = Kind("applications", "application", {"applications", "応募"},
                           v1::Application::descriptor(), *v1::GetApplicationRequest::descriptor());
  kind.help = {"Introductions and applications", "紹介と応募"};
  kind.can_get = true;
  kind.steps = {
      {"decline",
       "DeclineIntroduction",
       {"Note that the candidate does not want to be named", "紹介を断る"}},
      {"withdraw",
       "WithdrawApplication",
       {"Note that the candidate steps back", "応募を取り下げる"}},
      {"screen", "ScreenApplication", {"Note that the employer looks at it", "書類選考に進める"}},
      {"interview", "InterviewApplication", {"Note that the employer talks", "面接に進める"}},
      {"accept",
       "AcceptApplication",
       {"Take a seat for the candidate", "受け入れを決める(席を取る)"}},
      {"start", "StartApplication", {"Note that the work began", "開始を記録する"}},
      {"complete", "CompleteApplication", {"Note that the work was done", "修了を記録する"}},
      {"abort", "AbortApplication", {"Note that the work ended early", "途中での終了を記録する"}},
      {"reject",
       "RejectApplication",
       {"Note that the employer decided against it", "不採用にする"}},
      {"cancel",
       "CancelApplication",
       {"Note that the employer took the opening back", "企業の都合で中止にする"}}};
  return kind;
}

ResourceKind Offers() {
  ResourceKind kind = Kind("offers", "offer", {"offers", "内定"}, v1::Offer::descriptor(),
                           *v1::GetOfferRequest::descriptor());
  kind.help = {"Job offers, and what became of them", "内定と、その後"};
  kind.can_get = true;
  kind.steps = {
      {"confirm", "ConfirmOffer", {"Note that a contract is offered", "内定にする"}},
      {"accept", "AcceptJobOffer", {"Note that the candidate accepts", "内定承諾を記録する"}},
      {"decline", "DeclineJobOffer", {"Note that the candidate declines", "内定辞退を記録する"}},
      {"rescind", "RescindOffer", {"Note that the employer took it back", "内定取消を記録する"}},
      {"join", "JoinOffer", {"Note that the work began today", "今日の入社を記録する"}}};
  return kind;
}

// Those that are published; what else is done with them has commands of its own.
ResourceKind Reports() {
  ResourceKind kind = Kind("reports", "report", {"reports", "報告"}, v1::Report::descriptor(),
                           *v1::GetReportRequest::descriptor());
  kind.help = {"Half-year figures that expose nobody", "個人が分からない半期の数字"};
  kind.command = "report";
  return kind;
}

ResourceKind Principals() {
  ResourceKind kind =
      WholeKind("principals", "principal", {"principals", "利用者"}, v1::Principal::descriptor(),
                *v1::GetPrincipalRequest::descriptor());
  kind.help = {"People and programs that may call", "利用者(人とプログラム)"};
  return kind;
}

ResourceKind Tokens() {
  ResourceKind kind = Kind("tokens", "token", {"tokens", "トークン"}, v1::Token::descriptor(),
                           *v1::ListTokensRequest::descriptor());
  kind.help = {"What principals prove themselves with", "利用者のトークン"};
  kind.parent = "principals";
  kind.steps = {
      {"revoke",
       "RevokeToken",
       {"Revoke tokens; the next call with one is refused", "取り消す。次の呼び出しから使えない"},
       "revoke_time"}};
  return kind;
}

ResourceKind ProvisionRecords() {
  ResourceKind kind =
      Kind("provisionRecords", "provision_record", {"records of provision", "提供の記録"},
           v1::ProvisionRecord::descriptor(), *v1::ListProvisionRecordsRequest::descriptor());
  kind.help = {"What was told to whom", "第三者提供の記録"};
  kind.command = "provisions";
  return kind;
}

ResourceKind DeletionRequests() {
  ResourceKind kind =
      Kind("deletionRequests", "deletion_request", {"requests to delete", "削除の依頼"},
           v1::DeletionRequest::descriptor(), *v1::ListDeletionRequestsRequest::descriptor());
  kind.help = {"Requests to employers to delete what they were told", "企業への削除の依頼"};
  kind.command = "deletions";
  kind.steps = {{"confirm",
                 "ConfirmDeletion",
                 {"Confirm that all of it was deleted", "すべて削除したことを確認する"},
                 "confirm_time"}};
  return kind;
}

ResourceKind RightsRequests() {
  ResourceKind kind =
      Kind("rightsRequests", "rights_request", {"requests of people", "本人からの請求"},
           v1::RightsRequest::descriptor(), *v1::ListRightsRequestsRequest::descriptor());
  kind.help = {"What people ask about their own data", "本人からの開示・訂正などの請求"};
  kind.command = "rights";
  kind.steps = {{"answer",
                 "AnswerRightsRequest",
                 {"Note that requests were answered", "回答済みにする"},
                 "answer_time"}};
  return kind;
}

}  // namespace

std::string ResourceKind::Method(absl::string_view verb) const {
  return absl::StrCat(service, "/", verb, type);
}
std::string ResourceKind::ListMethod() const { return absl::StrCat(service, "/List", type, "s"); }
std::string ResourceKind::StepMethod(absl::string_view method) const {
  return absl::StrCat(service, "/", method);
}

bool ResourceKind::Owns(absl::string_view name) const {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (has_parent()) return parts.size() == 4 && parts[0] == parent && parts[2] == collection;
  return parts.size() == 2 && parts[0] == collection;
}

const std::vector<ResourceKind>& ResourceKinds() {
  static const auto& kinds = *new std::vector<ResourceKind>{
      Candidates(),       Employers(),      Internships(), Advisors(), DeskDays(),
      Sessions(),         Engagements(),    EntrySheets(), Consents(), Applications(),
      Reports(),          Offers(),         Principals(),  Tokens(),   ProvisionRecords(),
      DeletionRequests(), RightsRequests(), Messages()};
  return kinds;
}

const ResourceKind* FindResourceKind(absl::string_view collection) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.collection == collection) return &kind;
  }
  return nullptr;
}

const ResourceKind* FindCommandKind(absl::string_view command) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.command == command) return &kind;
  }
  return nullptr;
}

const ResourceKind* KindOfName(absl::string_view name) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.Owns(name)) return &kind;
  }
  return nullptr;
}

std::unique_ptr<Message> NewContractMessage(absl::string_view short_name) {
  return New(DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("banso.v1.", short_name)));
}
std::unique_ptr<Message> NewRequest(absl::string_view method) {
  return New(FindMethod(method).input_type());
}
std::unique_ptr<Message> NewResponse(absl::string_view method) {
  return New(FindMethod(method).output_type());
}

void SetString(Message& message, absl::string_view field, absl::string_view value) {
  message.GetReflection()->SetString(&message, &Field(message, field), std::string(value));
}
void SetInt(Message& message, absl::string_view field, int32_t value) {
  message.GetReflection()->SetInt32(&message, &Field(message, field), value);
}
void SetFlag(Message& message, absl::string_view field, bool value) {
  message.GetReflection()->SetBool(&message, &Field(message, field), value);
}
bool HasField(const Message& message, absl::string_view field) {
  return message.GetDescriptor()->FindFieldByName(std::string(field)) != nullptr;
}
std::string GetString(const Message& message, absl::string_view field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(std::string(field));
  if (found == nullptr || found->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return message.GetReflection()->GetString(message, found);
}

}  // namespace banso
