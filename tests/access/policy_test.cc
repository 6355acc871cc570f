#include "server/access/policy.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "banso/v1/access_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

constexpr char kGetCandidate[] = "/banso.v1.CandidateService/GetCandidate";
constexpr char kLookupTerms[] = "/banso.v1.TaxonomyService/LookupTerms";

Policy ThePolicy() {
  const auto service = [](const google::protobuf::Descriptor& request, const char* name) {
    return request.file()->FindServiceByName(name);
  };
  auto policy = Policy::Read({service(*v1::GetCandidateRequest::descriptor(), "CandidateService"),
                              service(*v1::LookupTermsRequest::descriptor(), "TaxonomyService")});
  EXPECT_THAT(policy, IsOk());
  return *std::move(policy);
}

Caller CallerOf(v1::Access::Role role) {
  Caller caller;
  caller.role = role;
  if (role != v1::Access::PUBLIC) caller.principal = "principals/p";
  return caller;
}

TEST(PolicyTest, GrantsTheScopeThatTheContractSays) {
  const Policy policy = ThePolicy();

  EXPECT_EQ(policy.ScopeOf(kGetCandidate, v1::Access::COORDINATOR), v1::Access::ALL);
  EXPECT_EQ(policy.ScopeOf(kGetCandidate, v1::Access::ADVISOR), v1::Access::LINKED);
  EXPECT_EQ(policy.ScopeOf(kGetCandidate, v1::Access::CANDIDATE), v1::Access::LINKED);
  EXPECT_EQ(policy.ScopeOf("/banso.v1.CandidateService/UpdateCandidate", v1::Access::CANDIDATE),
            v1::Access::OWN);
}

TEST(PolicyTest, DeniesWhatIsNotGranted) {
  const Policy policy = ThePolicy();

  for (const auto role : {v1::Access::EMPLOYER, v1::Access::ADMIN, v1::Access::AUDITOR,
                          v1::Access::SYSTEM, v1::Access::LINK, v1::Access::PUBLIC}) {
    EXPECT_EQ(policy.ScopeOf(kGetCandidate, role), std::nullopt) << v1::Access::Role_Name(role);
  }
  EXPECT_EQ(policy.ScopeOf("/banso.v1.CandidateService/NoSuchMethod", v1::Access::COORDINATOR),
            std::nullopt);
}

TEST(PolicyTest, WhatIsPublicIsOpenToEverybody) {
  const Policy policy = ThePolicy();

  for (const auto role : {v1::Access::PUBLIC, v1::Access::EMPLOYER, v1::Access::AUDITOR}) {
    EXPECT_EQ(policy.ScopeOf(kLookupTerms, role), v1::Access::ALL);
  }
}

TEST(PolicyTest, TellsWhoHasNoProofFromWhoHasTheWrongRole) {
  const Policy policy = ThePolicy();

  EXPECT_THAT(policy.Authorise(kGetCandidate, CallerOf(v1::Access::PUBLIC)),
              StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(policy.Authorise(kGetCandidate, CallerOf(v1::Access::EMPLOYER)),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(policy.Authorise(kGetCandidate, CallerOf(v1::Access::COORDINATOR)), IsOk());
}

TEST(PolicyTest, RefusesAContractThatIsSilentAboutAMethod) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("silent.proto");
  file.set_package("silent");
  file.add_message_type()->set_name("Empty");
  auto* service = file.add_service();
  service->set_name("Service");
  auto* method = service->add_method();
  method->set_name("Get");
  method->set_input_type(".silent.Empty");
  method->set_output_type(".silent.Empty");
  google::protobuf::DescriptorPool pool;
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);

  EXPECT_THAT(Policy::Read({built->service(0)}), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace banso
