#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/request_id.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;

// Says what a step leaves to be done: who is on leave, and still has people.
void WarnOf(Session& session, const Message& resource) {
  if (resource.GetDescriptor() != v1::Advisor::descriptor()) return;
  const auto& advisor = static_cast<const v1::Advisor&>(resource);
  if (advisor.state() != v1::Advisor::ON_LEAVE || advisor.active_candidates() == 0) return;
  constexpr Phrase kCases = {"$0 still accompanies $1 people: banso cases hand-over $0",
                             "$0 の担当は $1 人残っています: banso cases hand-over $0"};
  session.console.Complain(
      session.console.Say(kCases, advisor.name(), advisor.active_candidates()));
}

// Takes one step with one resource and keeps the answer in `resource`.
grpc::Status TakeStep(Session& session, const ResourceKind& kind, const std::string& method,
                      const std::string& name, std::optional<v1::Case::Stage> stage,
                      MessagePtr* resource) {
  const std::string path = kind.StepMethod(method);
  const MessagePtr request = NewRequest(path);
  SetString(*request, "name", name);
  SetString(*request, "request_id", NewRequestId());
  SetReason(session, request.get());  // looked at before
  if (stage.has_value()) {
    request->GetReflection()->SetEnumValue(
        request.get(), request->GetDescriptor()->FindFieldByName("stage"), *stage);
  }
  *resource = NewResponse(path);
  return session.connection.Call(path, *request, resource->get());
}

// Walks from where the resource stands to the end of the usual path.
grpc::Status WalkPath(Session& session, const ResourceKind& kind, const std::string& name,
                      MessagePtr* resource) {
  grpc::Status status = GetResource(session, kind, name, resource);
  bool walking = false;
  for (const PathStep& step : kind.usual_path) {
    if (!status.ok()) return status;
    walking = walking || StateOf(**resource) == step.state;
    if (walking) status = TakeStep(session, kind, step.method, name, std::nullopt, resource);
  }
  if (status.ok() && !walking) {
    // Let the server say why the last step cannot be taken from here.
    status = TakeStep(session, kind, kind.usual_path.back().method, name, std::nullopt, resource);
  }
  return status;
}

// Walks stage by stage from the present one up to `last`.
grpc::Status WalkStages(Session& session, const ResourceKind& kind, const std::string& name,
                        v1::Case::Stage last, MessagePtr* resource) {
  grpc::Status status = GetResource(session, kind, name, resource);
  if (!status.ok()) return status;
  int next = static_cast<const v1::Candidate&>(**resource).case_().stage() + 1;
  if (next > last) return TakeStep(session, kind, "AdvanceCandidate", name, last, resource);
  for (; next <= last && status.ok(); ++next) {
    status = TakeStep(session, kind, "AdvanceCandidate", name, static_cast<v1::Case::Stage>(next),
                      resource);
  }
  return status;
}

std::string OutcomeInWords(const Message& resource, const Step& step, UiLanguage language) {
  if (resource.GetDescriptor() == v1::Candidate::descriptor()) {
    const auto& at = static_cast<const v1::Candidate&>(resource).case_();
    return absl::StrCat(Word(at.stage(), language), " (", Word(at.status(), language), ")");
  }
  if (!step.shown_field.empty()) {
    const auto& time = resource.GetReflection()->GetMessage(
        resource, resource.GetDescriptor()->FindFieldByName(step.shown_field));
    return InJapan(static_cast<const Timestamp&>(time));
  }
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName("state");
  return WordFor(*resource.GetReflection()->GetEnum(resource, field), language);
}

}  // namespace

ExitCode RunStepCommand(Session& session, const ResourceKind& kind, const Step& step) {
  const Arguments& arguments = session.arguments;
  std::vector<std::string> names = arguments.items;
  std::optional<v1::Case::Stage> stage;
  if (step.verb == "advance") {
    constexpr Phrase kStage = {"the last word must be a stage, such as RECEIVED",
                               "最後の語は RECEIVED のような段階です"};
    if (names.empty()) return session.WrongUsage(session.console.Say(kStage));
    stage = ParseEnum<v1::Case::Stage>(names.back());
    if (!stage.has_value()) return session.WrongUsage(session.console.Say(kStage));
    names.pop_back();
  }
  if (const auto wrong = SetReason(session, NewRequest(kind.StepMethod(step.method)).get())) {
    return *wrong;
  }
  if (names.empty() == arguments.filter.empty()) {
    constexpr Phrase kWhich = {"give either names or --filter",
                               "名前か --filter のどちらかを指定してください"};
    return session.WrongUsage(session.console.Say(kWhich));
  }
  for (const std::string& name : names) {
    if (kind.Owns(name)) continue;
    constexpr Phrase kWrong = {"$0 is not one of $1", "$0 は $1 の名前ではありません"};
    return session.WrongUsage(session.console.Say(kWrong, name, kind.collection));
  }
  if (!arguments.filter.empty()) {
    bool more = false;
    const grpc::Status status = ListResources(
        session, kind, arguments.filter, 0,
        [&](MessagePtr resource) { names.push_back(GetString(*resource, "name")); }, &more);
    if (!status.ok()) return session.Refused(status);
    constexpr Phrase kSure = {"$0 $1 of $2?", "$2 $1 件: $0 を行いますか?"};
    if (!names.empty()) {
      const auto refused = MustConfirm(
          session,
          session.console.Say(kSure, step.verb, names.size(), kind.plural.In(arguments.language)));
      if (refused) return *refused;
    }
  }

  ExitCode result = ExitCode::kOk;
  for (const std::string& name : names) {
    MessagePtr resource;
    grpc::Status status;
    if (arguments.whole_path) {
      status = WalkPath(session, kind, name, &resource);
    } else if (arguments.through) {
      status = WalkStages(session, kind, name, *stage, &resource);
    } else {
      status = TakeStep(session, kind, step.method, name, stage, &resource);
    }
    if (!status.ok()) {
      session.console.Complain(absl::StrCat(name, ":"));
      result = session.Refused(status);
      if (result == ExitCode::kUnreachable) return result;
      continue;
    }
    session.console.Print(
        session.console.json()
            ? absl::StrCat(ToJsonLine(*resource), "\n")
            : absl::StrCat(name, "  ", OutcomeInWords(*resource, step, session.console.language()),
                           "\n"));
    WarnOf(session, *resource);
  }
  return result;
}

}  // namespace banso
