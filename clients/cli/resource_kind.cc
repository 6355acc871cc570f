#include "clients/cli/resource_kind.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/employer_service.pb.h"
#include "banso/v1/internship_service.pb.h"

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

std::vector<ResourceKind> MakeKinds() {
  std::vector<ResourceKind> kinds(4);

  ResourceKind& candidates = kinds[0];
  candidates.collection = "candidates";
  candidates.plural = {"candidates", "候補者"};
  candidates.descriptor = v1::Candidate::descriptor();
  candidates.service = ServiceOf(*v1::GetCandidateRequest::descriptor());
  candidates.steps = {
      {"advance",
       "AdvanceCandidate",
       {"Move cases to a later stage: NAME... STAGE", "段階を進める: 名前... 段階"}},
      {"pause", "PauseCandidate", {"Pause cases", "中断する"}},
      {"resume", "ResumeCandidate", {"Resume paused cases", "再開する"}},
      {"withdraw", "WithdrawCandidate", {"End cases: the person leaves", "本人の辞退で終える"}},
      {"refer",
       "ReferCandidate",
       {"End cases: another organisation takes over", "他機関への紹介で終える"}}};

  ResourceKind& employers = kinds[1];
  employers.collection = "employers";
  employers.plural = {"employers", "受入企業"};
  employers.descriptor = v1::Employer::descriptor();
  employers.service = ServiceOf(*v1::GetEmployerRequest::descriptor());
  employers.steps = {{"verify", "VerifyEmployer", {"Mark as checked", "確認済みにする"}},
                     {"suspend", "SuspendEmployer", {"Suspend", "停止する"}}};

  ResourceKind& internships = kinds[2];
  internships.collection = "internships";
  internships.plural = {"internships", "募集"};
  internships.descriptor = v1::Internship::descriptor();
  internships.service = ServiceOf(*v1::GetInternshipRequest::descriptor());
  internships.has_parent = true;
  internships.steps = {{"submit", "SubmitInternship", {"Hand in for checking", "確認に出す"}},
                       {"verify", "VerifyInternship", {"Mark as checked", "確認済みにする"}},
                       {"publish", "PublishInternship", {"Publish", "公開する"}},
                       {"close", "CloseInternship", {"Close", "締め切る"}},
                       {"suspend", "SuspendInternship", {"Suspend", "停止する"}},
                       {"resume", "ResumeInternship", {"Resume", "再開する"}}};
  internships.usual_path = {{"DRAFT", "SubmitInternship"},
                            {"SUBMITTED", "VerifyInternship"},
                            {"VERIFIED", "PublishInternship"}};

  ResourceKind& advisors = kinds[3];
  advisors.collection = "advisors";
  advisors.plural = {"advisors", "アドバイザー"};
  advisors.descriptor = v1::Advisor::descriptor();
  advisors.service = ServiceOf(*v1::GetAdvisorRequest::descriptor());
  advisors.steps = {{"screen", "ScreenAdvisor", {"Accept after talking", "面談の上で受け入れる"}},
                    {"train", "TrainAdvisor", {"Mark as trained", "研修済みにする"}},
                    {"activate", "ActivateAdvisor", {"Start matching", "活動を始める"}},
                    {"pause", "PauseAdvisor", {"Put on leave", "休止にする"}},
                    {"resume", "ResumeAdvisor", {"Return from leave", "再開する"}},
                    {"retire", "RetireAdvisor", {"End for good", "終える"}}};
  advisors.usual_path = {
      {"APPLIED", "ScreenAdvisor"}, {"SCREENED", "TrainAdvisor"}, {"TRAINED", "ActivateAdvisor"}};

  for (ResourceKind& kind : kinds) {
    kind.type = kind.descriptor->name();
    kind.field = kind.collection.substr(0, kind.collection.size() - 1);
  }
  return kinds;
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
  if (has_parent) return parts.size() == 4 && parts[0] == "employers" && parts[2] == collection;
  return parts.size() == 2 && parts[0] == collection;
}

const std::vector<ResourceKind>& ResourceKinds() {
  static const auto& kinds = *new std::vector<ResourceKind>(MakeKinds());
  return kinds;
}

const ResourceKind* FindResourceKind(absl::string_view collection) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.collection == collection) return &kind;
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
std::string GetString(const Message& message, absl::string_view field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(std::string(field));
  if (found == nullptr || found->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return message.GetReflection()->GetString(message, found);
}

}  // namespace banso
