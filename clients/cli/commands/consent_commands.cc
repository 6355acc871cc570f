#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "banso/v1/consent_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kACandidate = {"a candidate", "候補者"};

ExitCode NeedsScope(Session& session) {
  constexpr Phrase kScope = {
      "--scope says what is agreed to: service, advisor-notes, employer-blinded, employer-named, "
      "referral, follow-up or family-share",
      "--scope で同意の範囲(service、advisor-notes、employer-blinded、employer-named、referral、"
      "follow-up、family-share)を指定してください"};
  return session.WrongUsage(session.console.Say(kScope));
}

ExitCode Draft(Session& session) {
  const Arguments& arguments = session.arguments;
  const auto scope = ParseEnum<v1::Consent::Scope>(arguments.scope);
  if (!scope.has_value()) return NeedsScope(session);
  v1::DraftConsentRequest request;
  request.set_parent(arguments.items[0]);
  request.set_scope(*scope);
  request.set_recipient(arguments.recipient);
  request.set_text_version(arguments.text_version);
  for (const std::string& item : arguments.data_items) request.add_data_items(item);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsentService/DraftConsent", request);
}

ExitCode Grant(Session& session) {
  const Arguments& arguments = session.arguments;
  v1::GrantConsentRequest request;
  request.set_parent(arguments.items[0]);
  request.set_draft(arguments.draft);
  if (arguments.draft.empty()) {
    const auto scope = ParseEnum<v1::Consent::Scope>(arguments.scope);
    if (!scope.has_value()) return NeedsScope(session);
    request.set_scope(*scope);
    request.set_recipient(arguments.recipient);
  }
  if (const auto wrong = ReadTerms(session, request.mutable_terms())) return *wrong;
  if (!arguments.expire_time.empty()) {
    const auto time = ParseTimestamp(arguments.expire_time);
    if (!time.has_value()) {
      constexpr Phrase kTime = {"--expires wants a day or an instant such as 2027-12-01",
                                "--expires は 2027-12-01 のように書きます"};
      return session.WrongUsage(session.console.Say(kTime));
    }
    *request.mutable_expire_time() = *time;
  }
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsentService/GrantConsent", request);
}

// The consents of a person that hold, as far as their state says, with that scope and, if one is
// given, that recipient.
grpc::Status FindGranted(const Session& session, const std::string& candidate,
                         v1::Consent::Scope scope, std::vector<std::string>* names) {
  v1::ListConsentsRequest request;
  request.set_parent(candidate);
  request.set_page_size(1000);
  while (true) {
    v1::ListConsentsResponse page;
    grpc::Status status = session.connection.Call("ConsentService/ListConsents", request, &page);
    if (!status.ok()) return status;
    for (const v1::Consent& consent : page.consents()) {
      const bool granted = consent.state() == v1::Consent::GRANTED ||
                           consent.state() == v1::Consent::STATE_UNSPECIFIED;
      const std::string& recipient = session.arguments.recipient;
      if (granted && consent.scope() == scope &&
          (recipient.empty() || consent.recipient() == recipient)) {
        names->push_back(consent.name());
      }
    }
    if (page.next_page_token().empty()) return status;
    request.set_page_token(page.next_page_token());
  }
}

ExitCode Withdraw(Session& session) {
  const Arguments& arguments = session.arguments;
  Console& console = session.console;
  std::vector<std::string> names;
  for (const std::string& name : arguments.items) {
    if (IsA(name, "consents")) {
      names.push_back(name);
      continue;
    }
    if (const auto wrong =
            MustBe(session, name, "candidates", {"a consent or a candidate", "同意または候補者"})) {
      return *wrong;
    }
    const auto scope = ParseEnum<v1::Consent::Scope>(arguments.scope);
    if (!scope.has_value()) return NeedsScope(session);
    const size_t before = names.size();
    const grpc::Status status = FindGranted(session, name, *scope, &names);
    if (!status.ok()) return session.Refused(status);
    if (names.size() == before) {
      constexpr Phrase kNone = {"$0: no such consent is granted", "$0: その同意はありません"};
      console.Complain(absl::StrCat("banso: ", console.Say(kNone, name)));
      return ExitCode::kFailed;
    }
  }
  ExitCode result = ExitCode::kOk;
  for (const std::string& name : names) {
    v1::WithdrawConsentRequest request;
    request.set_name(name);
    request.set_request_id(NewRequestId());
    v1::Consent consent;
    const grpc::Status status =
        session.connection.Call("ConsentService/WithdrawConsent", request, &consent);
    if (!status.ok()) {
      console.Complain(absl::StrCat(name, ":"));
      result = session.Refused(status);
      if (result == ExitCode::kUnreachable) return result;
      continue;
    }
    const UiLanguage ui = console.language();
    console.Print(console.json() ? absl::StrCat(ToJsonLine(consent), "\n")
                                 : absl::StrCat(name, "  ", Word(consent.scope(), ui), ": ",
                                                Word(consent.state(), ui), "\n"));
  }
  return result;
}

}  // namespace

ExitCode RunConsentCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "withdraw") return Withdraw(session);
  const std::string& candidate = session.arguments.items[0];
  if (const auto wrong = MustBe(session, candidate, "candidates", kACandidate)) return *wrong;
  return verb == "draft" ? Draft(session) : Grant(session);
}

ExitCode RunAskRightsCommand(Session& session) {
  const std::string& candidate = session.arguments.items[0];
  if (const auto wrong = MustBe(session, candidate, "candidates", kACandidate)) return *wrong;
  const auto kind = ParseEnum<v1::RightsRequest::Kind>(session.arguments.items[1]);
  if (!kind.has_value()) {
    constexpr Phrase kKind = {
        "say what is asked: disclosure, correction, cease-use, erasure or objection",
        "請求の種類(disclosure、correction、cease-use、erasure、objection)を指定してください"};
    return session.WrongUsage(session.console.Say(kKind));
  }
  v1::CreateRightsRequestRequest request;
  request.mutable_rights_request()->set_candidate(candidate);
  request.mutable_rights_request()->set_kind(*kind);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsentService/CreateRightsRequest", request);
}

}  // namespace banso
