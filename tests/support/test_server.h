// A server of a test's own, with stubs and shortcuts.
#ifndef BANSO_TESTS_SUPPORT_TEST_SERVER_H_
#define BANSO_TESTS_SUPPORT_TEST_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/access_service.grpc.pb.h"
#include "banso/v1/advisor_service.grpc.pb.h"
#include "banso/v1/audit_service.grpc.pb.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/consent_service.grpc.pb.h"
#include "banso/v1/consultation_service.grpc.pb.h"
#include "banso/v1/employer_service.grpc.pb.h"
#include "banso/v1/internship_service.grpc.pb.h"
#include "banso/v1/matching_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "banso/v1/placement_service.grpc.pb.h"
#include "banso/v1/support_service.grpc.pb.h"
#include "banso/v1/taxonomy_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "server/server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/token_channel.h"

namespace banso {

// A server on a free port, on a SQLite file of its own or the store that is named. The stubs are
// those of a coordinator; channels of other callers are made on demand.
class TestServer {
 public:
  // `change` changes options before the start.
  explicit TestServer(std::string store = "", const std::function<void(Options*)>& change = nullptr)
      : clock_(TestNow()) {
    options_.listen = "127.0.0.1:0";
    options_.plaintext = true;
    options_.data_dir = dir_.path();
    options_.rate = {};
    options_.public_rate = {};
    options_.application_rate = {};
    options_.store = store.empty() ? absl::StrCat("sqlite:", dir_.File("banso.db")) : store;
    options_.log_level = LogLevel::kError;
    options_.clock = &clock_;
    options_.workers = 4;
    options_.grace = absl::Seconds(2);
    options_.expiry_interval = absl::InfiniteDuration();
    if (change) change(&options_);
    SetLogLevel(LogLevel::kError);
    Start();
    auto admin = server_->Bootstrap();
    EXPECT_TRUE(admin.ok()) << admin.status();
    admin_token_ = admin.value_or("");
    v1::Principal coordinator;
    coordinator.set_role(v1::Access::COORDINATOR);
    coordinator_token_ = TokenFor(coordinator);
    Connect();
  }

  // Stops the server and starts it on the same store; stubs are new afterwards.
  void Restart() {
    server_.reset();
    Start();
    Connect();
  }

  // Channels of callers, each with a token of a principal of its own.
  std::shared_ptr<grpc::Channel> AsCandidate(const std::string& name) {
    v1::Principal principal;
    principal.set_role(v1::Access::CANDIDATE);
    principal.set_candidate(name);
    return TokenChannel(server_->address(), TokenFor(principal));
  }
  std::shared_ptr<grpc::Channel> AsFamily(const std::string& name) {
    v1::Principal principal;
    principal.set_role(v1::Access::FAMILY);
    principal.set_candidate(name);
    return TokenChannel(server_->address(), TokenFor(principal));
  }
  std::shared_ptr<grpc::Channel> AsAdvisor(const std::string& name) {
    v1::Principal principal;
    principal.set_role(v1::Access::ADVISOR);
    principal.set_advisor(name);
    return TokenChannel(server_->address(), TokenFor(principal));
  }
  std::shared_ptr<grpc::Channel> AsEmployer(const std::string& name) {
    v1::Principal principal;
    principal.set_role(v1::Access::EMPLOYER);
    principal.set_employer(name);
    return TokenChannel(server_->address(), TokenFor(principal));
  }
  std::shared_ptr<grpc::Channel> AsAdmin() {
    return TokenChannel(server_->address(), admin_token_);
  }
  std::shared_ptr<grpc::Channel> AsAuditor() { return As(v1::Access::AUDITOR); }
  std::shared_ptr<grpc::Channel> AsSystem() { return As(v1::Access::SYSTEM); }
  // Without proof.
  std::shared_ptr<grpc::Channel> AsPublic() { return TokenChannel(server_->address(), ""); }

  // Creates the principal and returns the secret of a token of it.
  std::string TokenFor(const v1::Principal& principal) {
    const auto access = v1::AccessService::NewStub(AsAdmin());
    v1::CreatePrincipalRequest create;
    *create.mutable_principal() = principal;
    v1::IssueTokenRequest issue;
    issue.set_parent(Call(create, &v1::AccessService::Stub::CreatePrincipal, *access).name());
    // Longer than any test steps its clock.
    issue.mutable_lifetime()->set_seconds(366 * 24 * 60 * 60);
    return Call(issue, &v1::AccessService::Stub::IssueToken, *access).secret();
  }

  Server& server() { return *server_; }
  FakeClock& clock() { return clock_; }
  const Options& options() const { return options_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }

  v1::CandidateService::Stub& candidates() { return *candidates_; }
  v1::EmployerService::Stub& employers() { return *employers_; }
  v1::InternshipService::Stub& internships() { return *internships_; }
  v1::AdvisorService::Stub& advisors() { return *advisors_; }
  v1::MatchingService::Stub& matching() { return *matching_; }
  v1::TaxonomyService::Stub& taxonomy() { return *taxonomy_; }
  v1::OperationsService::Stub& operations() { return *operations_; }
  v1::SupportService::Stub& support() { return *support_; }
  v1::ConsultationService::Stub& consultation() { return *consultation_; }
  v1::PlacementService::Stub& placement() { return *placement_; }
  v1::ConsentService::Stub& consents() { return *consents_; }

  // Creates resources, failing the test if that fails.
  v1::Candidate Create(const v1::Candidate& candidate) {
    v1::CreateCandidateRequest request;
    *request.mutable_candidate() = candidate;
    return Call(request, &v1::CandidateService::Stub::CreateCandidate, candidates());
  }
  v1::Employer Create(const v1::Employer& employer) {
    v1::CreateEmployerRequest request;
    *request.mutable_employer() = employer;
    return Call(request, &v1::EmployerService::Stub::CreateEmployer, employers());
  }
  v1::Internship Create(const std::string& parent, const v1::Internship& internship) {
    v1::CreateInternshipRequest request;
    request.set_parent(parent);
    *request.mutable_internship() = internship;
    return Call(request, &v1::InternshipService::Stub::CreateInternship, internships());
  }
  v1::Advisor Create(const v1::Advisor& advisor) {
    v1::CreateAdvisorRequest request;
    *request.mutable_advisor() = advisor;
    return Call(request, &v1::AdvisorService::Stub::CreateAdvisor, advisors());
  }

  // Takes a resource to where it is matched.
  v1::Employer Verify(const std::string& name) {
    v1::VerifyEmployerRequest request;
    request.set_name(name);
    return Call(request, &v1::EmployerService::Stub::VerifyEmployer, employers());
  }
  v1::Internship Publish(const std::string& name) {
    v1::SubmitInternshipRequest submit;
    submit.set_name(name);
    Call(submit, &v1::InternshipService::Stub::SubmitInternship, internships());
    v1::VerifyInternshipRequest verify;
    verify.set_name(name);
    Call(verify, &v1::InternshipService::Stub::VerifyInternship, internships());
    v1::PublishInternshipRequest publish;
    publish.set_name(name);
    return Call(publish, &v1::InternshipService::Stub::PublishInternship, internships());
  }
  v1::Advisor Activate(const std::string& name) {
    v1::ScreenAdvisorRequest screen;
    screen.set_name(name);
    Call(screen, &v1::AdvisorService::Stub::ScreenAdvisor, advisors());
    v1::TrainAdvisorRequest train;
    train.set_name(name);
    Call(train, &v1::AdvisorService::Stub::TrainAdvisor, advisors());
    v1::ActivateAdvisorRequest activate;
    activate.set_name(name);
    return Call(activate, &v1::AdvisorService::Stub::ActivateAdvisor, advisors());
  }

  // Makes a unary call that must succeed.
  template <typename Request, typename Response, typename StubType>
  Response Call(const Request& request,
                grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*),
                StubType& stub) {
    Response response;
    const grpc::Status status = Try(request, method, stub, &response);
    EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message() << "\n"
                             << request.ShortDebugString();
    return response;
  }

  // Makes a unary call and returns how it ended.
  template <typename Request, typename Response, typename StubType>
  grpc::Status Try(const Request& request,
                   grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                   StubType& stub, Response* response = nullptr) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    Response unread;
    return (stub.*method)(&context, request, response == nullptr ? &unread : response);
  }

 private:
  std::shared_ptr<grpc::Channel> As(v1::Access::Role role) {
    v1::Principal principal;
    principal.set_role(role);
    return TokenChannel(server_->address(), TokenFor(principal));
  }

  void Start() {
    auto server = Server::Start(options_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void Connect() {
    channel_ = TokenChannel(server_->address(), coordinator_token_);
    candidates_ = v1::CandidateService::NewStub(channel_);
    employers_ = v1::EmployerService::NewStub(channel_);
    internships_ = v1::InternshipService::NewStub(channel_);
    advisors_ = v1::AdvisorService::NewStub(channel_);
    matching_ = v1::MatchingService::NewStub(channel_);
    taxonomy_ = v1::TaxonomyService::NewStub(channel_);
    operations_ = v1::OperationsService::NewStub(channel_);
    support_ = v1::SupportService::NewStub(channel_);
    consultation_ = v1::ConsultationService::NewStub(channel_);
    placement_ = v1::PlacementService::NewStub(channel_);
    consents_ = v1::ConsentService::NewStub(channel_);
  }

  const ScratchDir dir_;
  FakeClock clock_;
  Options options_;
  std::unique_ptr<Server> server_;
  std::string admin_token_;
  std::string coordinator_token_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::CandidateService::Stub> candidates_;
  std::unique_ptr<v1::EmployerService::Stub> employers_;
  std::unique_ptr<v1::InternshipService::Stub> internships_;
  std::unique_ptr<v1::AdvisorService::Stub> advisors_;
  std::unique_ptr<v1::MatchingService::Stub> matching_;
  std::unique_ptr<v1::TaxonomyService::Stub> taxonomy_;
  std::unique_ptr<v1::OperationsService::Stub> operations_;
  std::unique_ptr<v1::SupportService::Stub> support_;
  std::unique_ptr<v1::ConsultationService::Stub> consultation_;
  std::unique_ptr<v1::PlacementService::Stub> placement_;
  std::unique_ptr<v1::ConsentService::Stub> consents_;
};

// The first detail of type T in a status; empty if there is none.
template <typename T>
T DetailOf(const grpc::Status& status) {
  T detail;
  google::rpc::Status rpc;
  if (!rpc.ParseFromString(status.error_details())) return detail;
  for (const auto& any : rpc.details()) {
    if (any.type_url().ends_with("/" + T::descriptor()->full_name())) {
      detail.ParseFromString(any.value());
      break;
    }
  }
  return detail;
}

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_TEST_SERVER_H_
