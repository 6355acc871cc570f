// A programme that introduces people to an employer, over RPC.
#ifndef BANSO_TESTS_E2E_INTRODUCTIONS_H_
#define BANSO_TESTS_E2E_INTRODUCTIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/e2e_test.h"

namespace banso {

// The employer E1 with its published opening O4, a placement licence, and callers of every kind.
class IntroductionsTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    // An admin whose token outlives what tests step their clock by.
    v1::Principal admin;
    admin.set_role(v1::Access::ADMIN);
    operations_ = v1::OperationsService::NewStub(
        TokenChannel(server().server().address(), server().TokenFor(admin)));
    SetLicence("13-ム-300000");
    e1_ = server().Verify(server().Create(AnEmployer()).name()).name();
    o4_ = server().Publish(server().Create(e1_, AnInternship()).name()).name();
    const auto channel = server().AsEmployer(e1_);
    employer_placement_ = v1::PlacementService::NewStub(channel);
    employer_matching_ = v1::MatchingService::NewStub(channel);
    employer_consents_ = v1::ConsentService::NewStub(channel);
  }

  v1::Settings SetLicence(const std::string& number) {
    v1::UpdateSettingsRequest request;
    request.mutable_settings()->set_name("settings/programme");
    if (!number.empty()) {
      request.mutable_settings()->mutable_placement_licence()->set_number(number);
    }
    request.mutable_settings()->set_desk_contact("desk@example.org");
    request.mutable_update_mask()->add_paths("*");
    return server().Call(request, &v1::OperationsService::Stub::UpdateSettings, *operations_);
  }

  // What the employer's list shows, in order.
  std::vector<std::string> Cards() {
    v1::RankBlindedCandidatesRequest request;
    request.set_internship(o4_);
    const auto response = server().Call(request, &v1::MatchingService::Stub::RankBlindedCandidates,
                                        *employer_matching_);
    std::vector<std::string> names;
    for (const auto& card : response.blinded_candidates()) names.push_back(card.name());
    return names;
  }
  grpc::Status GetCard(const std::string& name) {
    v1::GetBlindedCandidateRequest request;
    request.set_name(name);
    return server().Try(request, &v1::MatchingService::Stub::GetBlindedCandidate,
                        *employer_matching_);
  }
  // The card of somebody, who is the only one that is shown.
  std::string OnlyCard() {
    const std::vector<std::string> cards = Cards();
    EXPECT_EQ(cards.size(), 1);
    return cards.empty() ? "" : cards[0];
  }

  grpc::Status Ask(const std::string& card, v1::Application* application = nullptr) {
    v1::RequestIntroductionRequest request;
    request.set_blinded_candidate(card);
    return server().Try(request, &v1::PlacementService::Stub::RequestIntroduction,
                        *employer_placement_, application);
  }
  grpc::Status Agree(v1::PlacementService::Stub& stub, const std::string& application,
                     v1::Application* agreed = nullptr) {
    v1::AgreeIntroductionRequest request;
    request.set_name(application);
    request.mutable_terms()->set_method(v1::Consent::ONLINE);
    return server().Try(request, &v1::PlacementService::Stub::AgreeIntroduction, stub, agreed);
  }
  grpc::Status GetNamed(const std::string& application, v1::NamedCandidate* named = nullptr) {
    v1::GetNamedCandidateRequest request;
    request.set_application(application);
    return server().Try(request, &v1::PlacementService::Stub::GetNamedCandidate,
                        *employer_placement_, named);
  }
  v1::Candidate Get(const std::string& candidate) {
    v1::GetCandidateRequest request;
    request.set_name(candidate);
    return server().Call(request, &v1::CandidateService::Stub::GetCandidate, server().candidates());
  }
  // The name of the consent of a scope that is GRANTED.
  std::string ConsentOf(const std::string& candidate, v1::Consent::Scope scope) {
    const v1::Candidate found = Get(candidate);
    for (const v1::Consent& consent : found.consents()) {
      if (consent.scope() == scope && consent.state() == v1::Consent::GRANTED) {
        return consent.name();
      }
    }
    return "";
  }
  grpc::Status Withdraw(v1::ConsentService::Stub& stub, const std::string& consent) {
    v1::WithdrawConsentRequest request;
    request.set_name(consent);
    return server().Try(request, &v1::ConsentService::Stub::WithdrawConsent, stub);
  }
  std::vector<v1::DeletionRequest> DeletionRequests() {
    const auto response =
        server().Call(v1::ListDeletionRequestsRequest(),
                      &v1::ConsentService::Stub::ListDeletionRequests, *employer_consents_);
    return {response.deletion_requests().begin(), response.deletion_requests().end()};
  }

  std::string e1_;
  std::string o4_;
  std::unique_ptr<v1::OperationsService::Stub> operations_;
  std::unique_ptr<v1::PlacementService::Stub> employer_placement_;
  std::unique_ptr<v1::MatchingService::Stub> employer_matching_;
  std::unique_ptr<v1::ConsentService::Stub> employer_consents_;
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_INTRODUCTIONS_H_
