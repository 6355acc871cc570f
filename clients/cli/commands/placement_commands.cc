#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "banso/v1/placement_service.pb.h"
#include "banso/v1/support_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/resource_kind.h"
#include "clients/cli/typed_values.h"
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

ExitCode RunInterestCommand(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  if (const auto wrong = MustBe(session, items[0], "candidates", {"a candidate", "候補者"})) {
    return *wrong;
  }
  v1::ExpressInterestRequest request;
  request.set_candidate(items[0]);
  request.set_internship(items[1]);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "PlacementService/ExpressInterest", request);
}

// Both steps by which a person is named.
ExitCode RunAgreeCommand(Session& session) {
  const std::string method = session.arguments.command[1] == "apply"
                                 ? "PlacementService/SubmitApplication"
                                 : "PlacementService/AgreeIntroduction";
  Console& console = session.console;
  v1::ConsentTerms terms;
  if (const auto wrong = ReadTerms(session, &terms)) return *wrong;
  for (const std::string& name : session.arguments.items) {
    if (const auto wrong = MustBe(session, name, "applications", kAnApplication)) return *wrong;
  }
  const auto request = NewRequest(method);
  MutableField(*request, "terms")->CopyFrom(terms);
  ExitCode result = ExitCode::kOk;
  for (const std::string& name : session.arguments.items) {
    SetString(*request, "name", name);
    SetString(*request, "request_id", NewRequestId());
    v1::Application application;
    const grpc::Status status = session.connection.Call(method, *request, &application);
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

ExitCode RunMakeOfferCommand(Session& session) {
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "applications", kAnApplication)) return *wrong;
  v1::MakeOfferRequest request;
  request.set_application(name);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "PlacementService/MakeOffer", request);
}

ExitCode RunSettleOfferCommand(Session& session) {
  const Arguments& arguments = session.arguments;
  if (const auto wrong = MustBe(session, arguments.items[0], "offers", {"an offer", "内定"})) {
    return *wrong;
  }
  const auto outcome = ParseEnum<v1::Offer::State>(arguments.items[1]);
  if (!outcome) {
    constexpr Phrase kOutcome = {"the last word must be RETAINED_6M, LEFT_BEFORE_6M or UNKNOWN_6M",
                                 "最後の語は RETAINED_6M、LEFT_BEFORE_6M、UNKNOWN_6M のどれかです"};
    return session.WrongUsage(session.console.Say(kOutcome));
  }
  v1::SettleOfferRequest request;
  request.set_name(arguments.items[0]);
  request.set_outcome(*outcome);
  if (const auto wrong = SetReason(session, &request)) return *wrong;
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "PlacementService/SettleOffer", request);
}

ExitCode RunFollowUpsCommand(Session& session) {
  Console& console = session.console;
  const UiLanguage ui = console.language();
  Table table({{Phrase{"DUE", "時期"}.In(ui)},
               {Phrase{"OFFER", "内定"}.In(ui)},
               {Phrase{"CANDIDATE", "候補者"}.In(ui)},
               {Phrase{"JOINED", "入社"}.In(ui)},
               {Phrase{"INTERNSHIP", "募集"}.In(ui)}});
  const auto day = [](const v1::Date& date) {
    return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
  };
  v1::ListFollowUpsRequest request;
  request.set_days_ahead(session.arguments.days_ahead);
  request.set_page_size(1000);
  do {
    v1::ListFollowUpsResponse page;
    const grpc::Status status =
        session.connection.Call("PlacementService/ListFollowUps", request, &page);
    if (!status.ok()) return session.Refused(status);
    for (const v1::FollowUp& row : page.follow_ups()) {
      if (console.json()) console.Print(absl::StrCat(ToJsonLine(row), "\n"));
      table.AddRow({day(row.due_date()), row.offer(), row.candidate(), day(row.join_date()),
                    row.internship()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!console.json()) PrintTable(session, table);
  return ExitCode::kOk;
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
