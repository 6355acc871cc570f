// An employer that asks for candidates, and the people who agree or do not.
#ifndef BANSO_TESTS_E2E_EMPLOYER_SIDE_H_
#define BANSO_TESTS_E2E_EMPLOYER_SIDE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/e2e/raw_call.h"
#include "tests/support/test_server.h"

namespace banso {

// An employer's software, with a token of its own.
class EmployerSide {
 public:
  // A verified employer.
  explicit EmployerSide(TestServer& server, const std::string& more = "")
      : EmployerSide(server, server.Verify(server.Create(AnEmployer(more)).name()).name(), 0) {}
  // Software of an employer that is there already.
  static EmployerSide Of(TestServer& server, const std::string& name) {
    return EmployerSide(server, name, 0);
  }

  const std::string& name() const { return name_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  v1::MatchingService::Stub& matching() { return *matching_; }
  v1::InternshipService::Stub& internships() { return *internships_; }
  v1::PlacementService::Stub& placement() { return *placement_; }
  v1::ConsentService::Stub& consents() { return *consents_; }

  // An opening that a coordinator published for it.
  std::string Publish(const std::string& more = "") {
    return server_.Publish(server_.Create(name_, AnInternship(more)).name()).name();
  }
  // An opening that a coordinator has verified.
  std::string Verified(const std::string& more = "") {
    const std::string opening = server_.Create(name_, AnInternship(more)).name();
    v1::SubmitInternshipRequest submit;
    submit.set_name(opening);
    server_.Call(submit, &v1::InternshipService::Stub::SubmitInternship, server_.internships());
    v1::VerifyInternshipRequest verify;
    verify.set_name(opening);
    return server_
        .Call(verify, &v1::InternshipService::Stub::VerifyInternship, server_.internships())
        .name();
  }
  // Tries to publish a verified opening itself.
  grpc::Status TryPublish(const std::string& opening) {
    v1::PublishInternshipRequest publish;
    publish.set_name(opening);
    return server_.Try(publish, &v1::InternshipService::Stub::PublishInternship, *internships_);
  }

  v1::RankBlindedCandidatesResponse Rank(const std::string& opening, int page_size = 100,
                                         const std::string& page_token = "") {
    v1::RankBlindedCandidatesRequest request;
    request.set_internship(opening);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return server_.Call(request, &v1::MatchingService::Stub::RankBlindedCandidates, *matching_);
  }
  grpc::Status TryRank(const std::string& opening) {
    v1::RankBlindedCandidatesRequest request;
    request.set_internship(opening);
    return server_.Try(request, &v1::MatchingService::Stub::RankBlindedCandidates, *matching_);
  }
  // The names of the cards of an opening, in order.
  std::vector<std::string> Cards(const std::string& opening) {
    std::vector<std::string> names;
    const auto page = Rank(opening);
    for (const auto& card : page.blinded_candidates()) names.push_back(card.name());
    return names;
  }

  // Everything that comes back for a card, the name that was asked for taken out.
  std::string Get(const std::string& card) {
    v1::GetBlindedCandidateRequest request;
    request.set_name(card);
    return Without(card, CallOn(channel_, "/banso.v1.MatchingService/GetBlindedCandidate",
                                request.SerializeAsString()));
  }
  std::string RequestIntroduction(const std::string& card) {
    v1::RequestIntroductionRequest request;
    request.set_blinded_candidate(card);
    return Without(card, CallOn(channel_, "/banso.v1.PlacementService/RequestIntroduction",
                                request.SerializeAsString()));
  }

 private:
  EmployerSide(TestServer& server, std::string name, int)
      : server_(server),
        name_(std::move(name)),
        channel_(server.AsEmployer(name_)),
        matching_(v1::MatchingService::NewStub(channel_)),
        internships_(v1::InternshipService::NewStub(channel_)),
        placement_(v1::PlacementService::NewStub(channel_)),
        consents_(v1::ConsentService::NewStub(channel_)) {}

  static std::string Without(const std::string& name, const RawAnswer& answer) {
    return absl::StrReplaceAll(answer.Everything(), {{name, "NAME"}});
  }

  TestServer& server_;
  const std::string name_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::MatchingService::Stub> matching_;
  const std::unique_ptr<v1::InternshipService::Stub> internships_;
  const std::unique_ptr<v1::PlacementService::Stub> placement_;
  const std::unique_ptr<v1::ConsentService::Stub> consents_;
};

// The card that nobody has.
inline std::string MadeUpCard(const std::string& opening) {
  return absl::StrCat(opening, "/blindedCandidates/aaaaaaaaaaaaaaaaaaaa");
}

// The name of the consent for a scope that holds.
inline std::string ConsentOf(TestServer& server, const std::string& candidate,
                             v1::Consent::Scope scope) {
  v1::ListConsentsRequest list;
  list.set_parent(candidate);
  list.set_page_size(1000);
  const v1::ListConsentsResponse consents =
      server.Call(list, &v1::ConsentService::Stub::ListConsents, server.consents());
  for (const v1::Consent& consent : consents.consents()) {
    if (consent.scope() == scope && consent.state() == v1::Consent::GRANTED) return consent.name();
  }
  ADD_FAILURE() << candidate << " has no " << v1::Consent::Scope_Name(scope);
  return "";
}

// A person withdraws a consent, or grants one, with a token of the person's own.
inline void Withdraw(TestServer& server, const std::string& candidate, v1::Consent::Scope scope) {
  v1::WithdrawConsentRequest withdraw;
  withdraw.set_name(ConsentOf(server, candidate, scope));
  const auto stub = v1::ConsentService::NewStub(server.AsCandidate(candidate));
  server.Call(withdraw, &v1::ConsentService::Stub::WithdrawConsent, *stub);
}
inline void Grant(TestServer& server, const std::string& candidate, v1::Consent::Scope scope) {
  v1::GrantConsentRequest grant;
  grant.set_parent(candidate);
  grant.set_scope(scope);
  grant.mutable_terms()->set_method(v1::Consent::ONLINE);
  const auto stub = v1::ConsentService::NewStub(server.AsCandidate(candidate));
  server.Call(grant, &v1::ConsentService::Stub::GrantConsent, *stub);
}

// Without one nobody is introduced to paid work.
inline void SetPlacementLicence(TestServer& server) {
  v1::UpdateSettingsRequest update;
  update.mutable_settings()->set_name("settings/programme");
  update.mutable_settings()->mutable_placement_licence()->set_number("13-ム-300000");
  update.mutable_settings()->set_desk_contact("desk@example.org");
  const auto stub = v1::OperationsService::NewStub(server.AsAdmin());
  server.Call(update, &v1::OperationsService::Stub::UpdateSettings, *stub);
}

// What the audit log holds, oldest first; everything that was shown before is in it.
inline std::vector<v1::AuditEntry> AuditLogOf(TestServer& server) {
  std::vector<v1::AuditEntry> entries;
  const auto stub = v1::AuditService::NewStub(server.AsAuditor());
  v1::ListAuditEntriesRequest list;
  list.set_page_size(1000);
  do {
    const v1::ListAuditEntriesResponse page =
        server.Call(list, &v1::AuditService::Stub::ListAuditEntries, *stub);
    entries.insert(entries.end(), page.audit_entries().begin(), page.audit_entries().end());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  return entries;
}

}  // namespace banso

#endif  // BANSO_TESTS_E2E_EMPLOYER_SIDE_H_
