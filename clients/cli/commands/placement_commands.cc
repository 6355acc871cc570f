#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/placement_service.pb.h"
#include "banso/v1/support_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kAnApplication = {"an application", "応募"};

}  // namespace

ExitCode RunIntroduceCommand(Session& session) {
  const std::string& card = session.arguments.items[0];
  if (!absl::StrContains(card, "/blindedCandidates/")) {
    return WrongName(session, card,
                     {"a card that `rank blinded` shows", "`rank blinded` に出る候補者カード"});
  }
  v1::RequestIntroductionRequest request;
  request.set_blinded_candidate(card);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "PlacementService/RequestIntroduction", request);
}

ExitCode RunAgreeCommand(Session& session) {
  Console& console = session.console;
  v1::AgreeIntroductionRequest request;
  if (const auto wrong = ReadTerms(session, request.mutable_terms())) return *wrong;
  for (const std::string& name : session.arguments.items) {
    if (const auto wrong = MustBe(session, name, "applications", kAnApplication)) return *wrong;
  }
  ExitCode result = ExitCode::kOk;
  for (const std::string& name : session.arguments.items) {
    request.set_name(name);
    request.set_request_id(NewRequestId());
    v1::Application application;
    const grpc::Status status =
        session.connection.Call("PlacementService/AgreeIntroduction", request, &application);
    if (!status.ok()) {
      console.Complain(absl::StrCat(name, ":"));
      result = session.Refused(status);
      if (result == ExitCode::kUnreachable) return result;
      continue;
    }
    console.Print(
        console.json()
            ? absl::StrCat(ToJsonLine(application), "\n")
            : absl::StrCat(name, "  ", Word(application.state(), console.language()), "\n"));
  }
  return result;
}

ExitCode RunNamedCommand(Session& session) {
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "applications", kAnApplication)) return *wrong;
  v1::GetNamedCandidateRequest request;
  request.set_application(name);
  return CallAndShow(session, "PlacementService/GetNamedCandidate", request);
}

ExitCode RunStartEngagementCommand(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  if (const auto wrong = MustBe(session, items[0], "candidates", {"a candidate", "候補者"})) {
    return *wrong;
  }
  if (const auto wrong = MustBe(session, items[1], "advisors", {"an advisor", "アドバイザー"})) {
    return *wrong;
  }
  v1::StartEngagementRequest request;
  request.set_candidate(items[0]);
  request.set_advisor(items[1]);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "SupportService/StartEngagement", request);
}

}  // namespace banso
