#include "server/services/access_service.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/access/principal_authenticator.h"
#include "server/base/deterministic_bytes.h"
#include "server/services/erasure.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kUuid[] = "0f8fad5b-d9cb-469f-a165-70867728950e";

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const google::rpc::Status rpc = ToRpcStatus(status);
  for (const auto& any : rpc.details()) {
    if (any.type_url() == "type.googleapis.com/google.rpc.ErrorInfo") {
      info.ParseFromString(any.value());
    }
  }
  return info;
}

// The fields that a status says are wrong.
std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldProblem& problem : FieldProblems(status)) fields.push_back(problem.field);
  return fields;
}

// A store before whose next commit something else happens.
class RacingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    if (before_commit) std::exchange(before_commit, nullptr)();
    return ForwardingStore::Commit(batch, deadline);
  }

  std::function<void()> before_commit;
};

class AccessServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto sqlite = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(sqlite, IsOk());
    sqlite_ = *std::move(sqlite);
    store_ = std::make_unique<RacingStore>(sqlite_.get());
    auto catalog =
        Catalog::Load(store_.get(), std::make_shared<const RuleBook>(RuleBook::Default()), Soon());
    ASSERT_THAT(catalog, IsOk());
    catalog_ = *std::move(catalog);
    context_.store = store_.get();
    context_.keys = &keys_;
    context_.catalog = catalog_.get();
    context_.clock = &clock_;
    context_.claim_key = std::string(32, 'k');
    context_.runtime.catalog = catalog_.get();
    context_.runtime.clock = &clock_;
    context_.runtime.waiting_reads = &waiting_reads_;
    auto tokens = BearerTokens::FromKeys(&keys_);
    ASSERT_THAT(tokens, IsOk());
    service_ = std::make_unique<AccessService>(&context_, *tokens);
    authenticator_ = std::make_unique<PrincipalAuthenticator>(*tokens);
    v1::Candidate candidate = ACandidate();
    candidate.set_name("candidates/c");
    Batch batch;
    batch.writes.push_back(
        {ResourceKind::kCandidate, "candidates/c", DeterministicBytes(candidate), Revision{0}});
    const auto put = store_->Commit(batch, Soon());
    ASSERT_THAT(put, IsOk());
    ASSERT_THAT(catalog_->WaitFor(put->revision, Soon()), IsOk());
  }

  // A call of an admin; calls with one `digest` are repetitions of each other.
  Call MakeCall(const std::string& digest = "") {
    Caller admin;
    admin.role = v1::Access::ADMIN;
    return MakeCallOf(admin, v1::Access::ALL, digest);
  }
  Call MakeCallOf(const Caller& caller, v1::Access::Scope scope, const std::string& digest = "") {
    Call call;
    call.method = "/banso.v1.AccessService/Any";
    call.digest = digest.empty() ? absl::StrCat("call ", ++calls_) : digest;
    call.deadline = Soon();
    call.cancelled = [] { return false; };
    call.reach = std::make_shared<const Reach>(caller, scope, catalog_->Current(), clock_.Now());
    return call;
  }

  absl::StatusOr<v1::Principal> Create(const std::string& text) {
    v1::CreatePrincipalRequest request;
    *request.mutable_principal() = FromText<v1::Principal>(text);
    Call call = MakeCall();
    return service_->CreatePrincipal(request, &call);
  }
  // The name of a new principal.
  std::string Created(const std::string& text) {
    const auto principal = Create(text);
    EXPECT_THAT(principal, IsOk());
    return principal.ok() ? principal->name() : "";
  }
  absl::StatusOr<v1::Principal> Update(const std::string& text,
                                       const std::vector<std::string>& mask = {}) {
    v1::UpdatePrincipalRequest request;
    *request.mutable_principal() = FromText<v1::Principal>(text);
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    Call call = MakeCall();
    return service_->UpdatePrincipal(request, &call);
  }
  absl::Status Delete(const std::string& name, const std::string& etag = "") {
    v1::DeletePrincipalRequest request;
    request.set_name(name);
    request.set_etag(etag);
    Call call = MakeCall();
    return service_->DeletePrincipal(request, &call).status();
  }
  absl::StatusOr<v1::IssueTokenResponse> Issue(const std::string& parent,
                                               const std::string& more = "") {
    auto request = FromText<v1::IssueTokenRequest>(more);
    request.set_parent(parent);
    Call call = MakeCall(request.request_id().empty() ? "" : "issue");
    return service_->IssueToken(request, &call);
  }
  absl::StatusOr<v1::Token> Revoke(const std::string& name) {
    v1::RevokeTokenRequest request;
    request.set_name(name);
    Call call = MakeCall();
    return service_->RevokeToken(request, &call);
  }
  absl::StatusOr<Caller> Authenticate(const std::string& secret) {
    return authenticator_->Authenticate({"Bearer " + secret, {}}, *catalog_->Current(),
                                        clock_.Now());
  }
  std::vector<Resource> All(ResourceKind kind) {
    auto rows = store_->Scan(kind, "", 100, Soon());
    EXPECT_THAT(rows, IsOk());
    return rows.value_or(std::vector<Resource>());
  }
  // The codes of all changes in the audit log.
  std::vector<std::string> AuditedChanges() {
    std::vector<std::string> changes;
    const auto rows = store_->ReadAudit({}, Soon());
    EXPECT_THAT(rows, IsOk());
    for (const AuditRow& row : rows.value_or(std::vector<AuditRow>())) {
      v1::AuditEntry entry;
      EXPECT_TRUE(entry.ParseFromString(row.entry));
      changes.insert(changes.end(), entry.changes().begin(), entry.changes().end());
    }
    return changes;
  }

  const ScratchDir dir_;
  FakeClock clock_{TestNow()};
  MemoryKeyStore keys_;
  WaitingReads waiting_reads_;
  std::unique_ptr<Store> sqlite_;
  std::unique_ptr<RacingStore> store_;
  std::unique_ptr<Catalog> catalog_;
  ServiceContext context_;
  std::unique_ptr<AccessService> service_;
  std::unique_ptr<PrincipalAuthenticator> authenticator_;
  int calls_ = 0;
};

TEST_F(AccessServiceTest, EveryMethodOfTheContractIsBound) {
  EXPECT_THAT(service_->UnboundMethods(), IsEmpty());
}

TEST_F(AccessServiceTest, APrincipalIsCreatedUnderARandomName) {
  ASSERT_OK_AND_ASSIGN(const v1::Principal principal,
                       Create("name: 'principals/mine' role: CANDIDATE candidate: 'candidates/c'"));

  EXPECT_THAT(principal.name(), ::testing::MatchesRegex("principals/[a-z2-7]{20}"));
  EXPECT_EQ(principal.candidate(), "candidates/c");
  EXPECT_TRUE(principal.has_create_time());
  EXPECT_FALSE(principal.etag().empty());
}

TEST_F(AccessServiceTest, WhomAPrincipalStandsForFollowsFromItsRole) {
  const std::map<std::string, std::vector<std::string>> wrong = {
      {"", {"principal.role"}},
      {"role: PUBLIC", {"principal.role"}},
      {"role: LINK", {"principal.role"}},
      {"role: CANDIDATE", {"principal.candidate"}},
      {"role: FAMILY", {"principal.candidate"}},
      {"role: ADVISOR", {"principal.advisor"}},
      {"role: EMPLOYER", {"principal.employer"}},
      {"role: ADMIN candidate: 'candidates/c'", {"principal.candidate"}},
      {"role: SYSTEM employer: 'employers/e'", {"principal.employer"}},
      {"role: EMPLOYER candidate: 'candidates/c'", {"principal.candidate", "principal.employer"}},
      {"role: CANDIDATE candidate: 'candidates/c' advisor: 'advisors/a'", {"principal.advisor"}},
      {"role: ADMIN certificate_names: ['dns:a', 'cn:x', 'dns:A']",
       {"principal.certificate_names[2]"}},
      {"role: ADMIN oidc_identities { issuer: 'i' subject: 's' } "
       "oidc_identities { issuer: 'i' subject: 's' }",
       {"principal.oidc_identities[1]"}}};
  for (const auto& [text, fields] : wrong) {
    const absl::Status status = Create(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(FieldsOf(status), fields) << text;
  }
  for (const char* text : {"role: COORDINATOR", "role: ADMIN", "role: AUDITOR", "role: SYSTEM",
                           "role: FAMILY candidate: 'candidates/c'"}) {
    EXPECT_THAT(Create(text), IsOk()) << text;
  }
}

TEST_F(AccessServiceTest, WhomAPrincipalStandsForMustExist) {
  const std::map<std::string, std::string> wrong = {
      {"role: CANDIDATE candidate: 'candidates/none'", "principal.candidate"},
      {"role: ADVISOR advisor: 'advisors/none'", "principal.advisor"},
      {"role: EMPLOYER employer: 'employers/none'", "principal.employer"}};
  for (const auto& [text, field] : wrong) {
    const absl::Status status = Create(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << text;
    EXPECT_EQ(InfoOf(status).reason(), "REFERENCE_NOT_FOUND") << text;
    EXPECT_EQ(InfoOf(status).metadata().at("field"), field) << text;
  }
  EXPECT_THAT(All(ResourceKind::kPrincipal), IsEmpty());
}

TEST_F(AccessServiceTest, ACredentialStandsForOnePrincipal) {
  Created("role: ADMIN certificate_names: ['cn:a', 'dns:a.example']");
  Created("role: ADMIN oidc_identities { issuer: 'i' subject: 's' }");
  const std::map<std::string, std::string> taken = {
      {"role: AUDITOR certificate_names: ['cn:b', 'dns:A.example']",
       "principal.certificate_names[1]"},
      {"role: AUDITOR certificate_names: 'cn:b' oidc_identities { issuer: 'i' subject: 's' }",
       "principal.oidc_identities[0]"}};

  for (const auto& [text, field] : taken) {
    const absl::Status status = Create(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << text;
    EXPECT_EQ(InfoOf(status).reason(), "CREDENTIAL_TAKEN") << text;
    EXPECT_EQ(InfoOf(status).metadata().at("field"), field) << text;
    EXPECT_EQ(status.message().find("example"), absl::string_view::npos) << "no values in errors";
  }
  EXPECT_THAT(Create("role: AUDITOR certificate_names: 'cn:b'"), IsOk());
}

TEST_F(AccessServiceTest, OfTwoWhoTakeACredentialAtOnceOneGetsIt) {
  const std::string first = Created("role: ADMIN");
  store_->before_commit = [&] {
    EXPECT_THAT(Update(absl::StrCat("name: '", first, "' certificate_names: 'cn:a'")), IsOk());
  };

  const absl::Status status = Create("role: AUDITOR certificate_names: 'cn:a'").status();

  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(InfoOf(status).reason(), "CREDENTIAL_TAKEN");
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
}

TEST_F(AccessServiceTest, ACredentialThatIsGivenUpIsFreeAgain) {
  const std::string first = Created("role: ADMIN certificate_names: ['cn:a', 'cn:b']");
  ASSERT_THAT(Update(absl::StrCat("name: '", first, "' certificate_names: ['cn:b', 'cn:c']"),
                     {"certificate_names"}),
              IsOk());

  EXPECT_THAT(Create("role: AUDITOR certificate_names: 'cn:a'"), IsOk());
  EXPECT_THAT(Create("role: AUDITOR certificate_names: 'cn:b'"),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Create("role: AUDITOR certificate_names: 'cn:c'"),
              StatusIs(absl::StatusCode::kAlreadyExists));
  Created("role: ADMIN");
  ASSERT_THAT(Delete(first), IsOk());
  EXPECT_THAT(Create("role: AUDITOR certificate_names: ['cn:b', 'cn:c']"), IsOk());
}

TEST_F(AccessServiceTest, AnUpdateKeepsRoleAndWhomItStandsFor) {
  const std::string name = Created("role: CANDIDATE candidate: 'candidates/c'");

  ASSERT_OK_AND_ASSIGN(
      const v1::Principal principal,
      Update(absl::StrCat("name: '", name, "' role: ADMIN candidate: 'candidates/x' ",
                          "display_name: 'Desk'"),
             {"role", "candidate", "display_name"}));

  EXPECT_EQ(principal.role(), v1::Access::CANDIDATE);
  EXPECT_EQ(principal.candidate(), "candidates/c");
  EXPECT_EQ(principal.display_name(), "Desk");
}

TEST_F(AccessServiceTest, AnUpdateWithAnOldEtagIsRefused) {
  ASSERT_OK_AND_ASSIGN(const v1::Principal principal, Create("role: ADMIN"));
  ASSERT_THAT(Update(absl::StrCat("name: '", principal.name(), "' display_name: 'a'")), IsOk());
  const std::string stale = absl::StrCat("name: '", principal.name(), "' display_name: 'b' etag: '",
                                         principal.etag(), "'");

  EXPECT_THAT(Update(stale), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Update("name: 'principals/none' display_name: 'b'"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(AccessServiceTest, AnUpdateSeesWhatSomebodyElseHasJustWritten) {
  const std::string name = Created("role: ADMIN");
  store_->before_commit = [&] {
    EXPECT_THAT(Update(absl::StrCat("name: '", name, "' certificate_names: 'cn:a'")), IsOk());
  };

  ASSERT_OK_AND_ASSIGN(const v1::Principal principal,
                       Update(absl::StrCat("name: '", name, "' display_name: 'b'")));

  EXPECT_EQ(principal.display_name(), "b");
  EXPECT_THAT(principal.certificate_names(), ElementsAre("cn:a"));
}

TEST_F(AccessServiceTest, NoPrincipalIsMadeForWhoIsErasedMeanwhile) {
  store_->before_commit = [&] {
    Call erase = MakeCall();
    EXPECT_THAT(Eraser(&context_).Erase("candidates/c", "", "", &erase), IsOk());
  };

  const absl::Status status = Create("role: CANDIDATE candidate: 'candidates/c'").status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "principal.candidate does not exist"));
  EXPECT_EQ(InfoOf(status).reason(), "REFERENCE_NOT_FOUND");
  EXPECT_THAT(All(ResourceKind::kPrincipal), IsEmpty());
}

TEST_F(AccessServiceTest, OnePersonMayHaveSeveralPrincipals) {
  Created("role: CANDIDATE candidate: 'candidates/c' certificate_names: 'cn:a'");
  Created("role: CANDIDATE candidate: 'candidates/c' certificate_names: 'cn:b'");

  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(2));
}

TEST_F(AccessServiceTest, TheFirstAnswerIsGivenAgainForARepeatedRequest) {
  v1::CreatePrincipalRequest request;
  request.mutable_principal()->set_role(v1::Access::ADMIN);
  request.set_request_id(kUuid);
  Call call = MakeCall("create");
  ASSERT_OK_AND_ASSIGN(const v1::Principal first, service_->CreatePrincipal(request, &call));
  Call again = MakeCall("create");
  ASSERT_OK_AND_ASSIGN(const v1::Principal second, service_->CreatePrincipal(request, &again));
  Call other = MakeCall("another");

  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_THAT(service_->CreatePrincipal(request, &other),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("request_id")));
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
}

TEST_F(AccessServiceTest, ValidateOnlyWritesNothingAndFindsTheSame) {
  Created("role: ADMIN certificate_names: 'cn:a'");
  v1::CreatePrincipalRequest request;
  *request.mutable_principal() = FromText<v1::Principal>("role: AUDITOR certificate_names: 'cn:a'");
  request.set_validate_only(true);
  Call call = MakeCall();
  EXPECT_THAT(service_->CreatePrincipal(request, &call),
              StatusIs(absl::StatusCode::kAlreadyExists));
  request.mutable_principal()->set_certificate_names(0, "cn:b");

  EXPECT_THAT(service_->CreatePrincipal(request, &call), IsOk());

  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
}

TEST_F(AccessServiceTest, TheLastAdminStays) {
  const std::string first = Created("role: ADMIN");
  const std::string second = Created("role: ADMIN");
  const auto disable = [&](const std::string& name) {
    return Update(absl::StrCat("name: '", name, "' disabled: true"), {"disabled"}).status();
  };
  ASSERT_THAT(disable(first), IsOk());

  for (const absl::Status& status : {disable(second), Delete(second)}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(InfoOf(status).reason(), "LAST_ADMIN");
  }
  EXPECT_THAT(Delete(first), IsOk()) << "one that is disabled is not needed";
  EXPECT_THAT(Update(absl::StrCat("name: '", second, "' display_name: 'x'")), IsOk());
}

TEST_F(AccessServiceTest, AnIssuedTokenProvesItsPrincipalAndOnlyItsHashIsKept) {
  const std::string name = Created("role: CANDIDATE candidate: 'candidates/c'");

  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name, "label: 'portal'"));

  EXPECT_TRUE(BearerTokens::HasShape(issued.secret()));
  EXPECT_EQ(issued.token().label(), "portal");
  EXPECT_TRUE(issued.token().secret_hash().empty());
  EXPECT_EQ(ToTime(issued.token().expire_time()), clock_.Now() + absl::Hours(90 * 24));
  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate(issued.secret()));
  EXPECT_EQ(caller.principal, name);
  EXPECT_EQ(caller.token, issued.token().name());
  EXPECT_EQ(caller.candidate, "candidates/c");
  for (const Resource& row : All(ResourceKind::kToken)) {
    EXPECT_EQ(row.message.find(issued.secret()), std::string::npos);
    EXPECT_EQ(row.message.find(issued.secret().substr(6)), std::string::npos);
  }
}

TEST_F(AccessServiceTest, TheSecretIsShownOnce) {
  const std::string name = Created("role: ADMIN");
  const std::string request_id = absl::StrCat("request_id: '", kUuid, "'");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name, request_id));

  const absl::Status again = Issue(name, request_id).status();

  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(InfoOf(again).reason(), "TOKEN_ISSUED_BEFORE");
  EXPECT_EQ(InfoOf(again).metadata().at("name"), issued.token().name());
  EXPECT_THAT(All(ResourceKind::kToken), SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto kept, store_->FindRequest(kUuid, Soon()));
  EXPECT_EQ(kept->response, issued.token().name());
}

TEST_F(AccessServiceTest, OfTwoEqualRequestsAtOnceOneIssuesAToken) {
  const std::string name = Created("role: ADMIN");
  const std::string request_id = absl::StrCat("request_id: '", kUuid, "'");
  store_->before_commit = [&] { EXPECT_THAT(Issue(name, request_id), IsOk()); };

  EXPECT_THAT(Issue(name, request_id), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(All(ResourceKind::kToken), SizeIs(1));
}

TEST_F(AccessServiceTest, ALifetimeIsFromAMinuteTo366Days) {
  const std::string name = Created("role: ADMIN");
  for (const char* lifetime :
       {"seconds: 59 nanos: 999999999", "seconds: -60", "", "seconds: 31622400 nanos: 1",
        "seconds: 61 nanos: -1", "seconds: 61 nanos: 1000000000", "seconds: 9223372036854775807"}) {
    const absl::Status status = Issue(name, absl::StrCat("lifetime { ", lifetime, " }")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << lifetime;
    EXPECT_THAT(FieldsOf(status), ElementsAre("lifetime")) << lifetime;
  }
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued,
                       Issue(name, "lifetime { seconds: 60 }"));
  EXPECT_THAT(Issue(name, "lifetime { seconds: 31622400 }"), IsOk());
  EXPECT_THAT(Authenticate(issued.secret()), IsOk());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Authenticate(issued.secret()), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(AccessServiceTest, ATokenNeedsAPrincipal) {
  EXPECT_THAT(Issue("principals/none"),
              StatusIs(absl::StatusCode::kNotFound, "principals/none does not exist"));
  Created("role: ADMIN");
  const std::string name = Created("role: ADMIN");
  store_->before_commit = [&] { EXPECT_THAT(Delete(name), IsOk()); };

  EXPECT_THAT(Issue(name), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(All(ResourceKind::kToken), IsEmpty());
}

TEST_F(AccessServiceTest, ARevokedTokenIsRefusedFromTheNextCallOn) {
  const std::string name = Created("role: ADMIN");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name));
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse other, Issue(name));

  ASSERT_OK_AND_ASSIGN(const v1::Token revoked, Revoke(issued.token().name()));

  EXPECT_THAT(Authenticate(issued.secret()), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Authenticate(other.secret()), IsOk());
  EXPECT_EQ(ToTime(revoked.revoke_time()), clock_.Now());
  EXPECT_TRUE(revoked.secret_hash().empty());
}

TEST_F(AccessServiceTest, RevokingAgainChangesNothing) {
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(Created("role: ADMIN")));
  ASSERT_OK_AND_ASSIGN(const v1::Token first, Revoke(issued.token().name()));
  clock_.Advance(absl::Hours(1));

  ASSERT_OK_AND_ASSIGN(const v1::Token second, Revoke(issued.token().name()));

  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_THAT(Revoke("principals/a/tokens/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(AccessServiceTest, ADisabledPrincipalIsRefusedFromTheNextCallOn) {
  Created("role: ADMIN");
  const std::string name = Created("role: ADMIN");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name));
  const auto set_disabled = [&](bool disabled) {
    return Update(absl::StrCat("name: '", name, "' disabled: ", disabled), {"disabled"}).status();
  };

  ASSERT_THAT(set_disabled(true), IsOk());
  EXPECT_THAT(Authenticate(issued.secret()), StatusIs(absl::StatusCode::kUnauthenticated));
  ASSERT_THAT(set_disabled(false), IsOk());
  EXPECT_THAT(Authenticate(issued.secret()), IsOk());
}

TEST_F(AccessServiceTest, APrincipalIsDeletedWithItsTokens) {
  const std::string stays = Created("role: ADMIN");
  const std::string goes = Created("role: ADMIN");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse kept, Issue(stays));
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse first, Issue(goes));
  ASSERT_THAT(Issue(goes), IsOk());

  ASSERT_THAT(Delete(goes), IsOk());

  EXPECT_THAT(All(ResourceKind::kToken), SizeIs(1));
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
  EXPECT_THAT(Authenticate(first.secret()), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Authenticate(kept.secret()), IsOk());
  EXPECT_THAT(Delete(goes), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(AccessServiceTest, ATokenThatIsIssuedDuringTheDeletionGoesToo) {
  Created("role: ADMIN");
  const std::string goes = Created("role: ADMIN");
  store_->before_commit = [&] { EXPECT_THAT(Issue(goes), IsOk()); };

  ASSERT_THAT(Delete(goes), IsOk());

  EXPECT_THAT(All(ResourceKind::kToken), IsEmpty());
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
}

TEST_F(AccessServiceTest, ADeletionWithAnOldEtagIsRefused) {
  Created("role: ADMIN");
  ASSERT_OK_AND_ASSIGN(const v1::Principal principal, Create("role: ADMIN"));
  ASSERT_THAT(Update(absl::StrCat("name: '", principal.name(), "' display_name: 'a'")), IsOk());

  EXPECT_THAT(Delete(principal.name(), principal.etag()), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(2));
}

TEST_F(AccessServiceTest, CallersAreToldWhoTheyAre) {
  const std::string name = Created("role: CANDIDATE candidate: 'candidates/c'");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name));
  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate(issued.secret()));
  Call call = MakeCallOf(caller, v1::Access::OWN);

  ASSERT_OK_AND_ASSIGN(const v1::WhoAmIResponse response, service_->WhoAmI(&call));

  EXPECT_EQ(response.principal().name(), name);
  EXPECT_EQ(response.principal().candidate(), "candidates/c");
  EXPECT_EQ(response.token(), issued.token().name());
}

TEST_F(AccessServiceTest, TokensAreListedWithoutHashesAndToOthersNotAtAll) {
  const std::string mine = Created("role: CANDIDATE candidate: 'candidates/c'");
  const std::string other = Created("role: ADMIN");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(mine, "label: 'a'"));
  ASSERT_THAT(Issue(mine, "label: 'b'"), IsOk());
  ASSERT_THAT(Issue(other, "label: 'a'"), IsOk());
  const auto list = [&](Call call, const std::string& parent, const std::string& filter = "") {
    v1::ListTokensRequest request;
    request.set_parent(parent);
    request.set_filter(filter);
    const auto response = service_->ListTokens(request, &call);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return v1::ListTokensResponse();
    for (const v1::Token& token : response->tokens()) EXPECT_TRUE(token.secret_hash().empty());
    return *response;
  };

  EXPECT_EQ(list(MakeCall(), mine).tokens_size(), 2);
  EXPECT_EQ(list(MakeCall(), "principals/-").tokens_size(), 3);
  EXPECT_EQ(list(MakeCall(), "principals/-", "label = \"a\"").tokens_size(), 2);
  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate(issued.secret()));
  EXPECT_EQ(list(MakeCallOf(caller, v1::Access::OWN), "principals/-").tokens_size(), 2);
  EXPECT_EQ(list(MakeCallOf(caller, v1::Access::OWN), other).tokens_size(), 0);
}

TEST_F(AccessServiceTest, PrincipalsAreListedByTheFiltersOfTheContract) {
  Created("role: ADMIN");
  Created("role: CANDIDATE candidate: 'candidates/c' disabled: true");
  const auto count = [&](const std::string& filter) {
    v1::ListPrincipalsRequest request;
    request.set_filter(filter);
    request.set_order_by("create_time desc, name");
    Call call = MakeCall();
    const auto response = service_->ListPrincipals(request, &call);
    EXPECT_THAT(response, IsOk()) << filter;
    return response.ok() ? response->principals_size() : -1;
  };

  EXPECT_EQ(count(""), 2);
  EXPECT_EQ(count("role = ADMIN"), 1);
  EXPECT_EQ(count("candidate = \"candidates/c\""), 1);
  EXPECT_EQ(count("advisor:* OR employer:*"), 0);
  EXPECT_EQ(count("disabled = true"), 1);
}

TEST_F(AccessServiceTest, EveryChangeIsInTheAuditLog) {
  Created("role: ADMIN");
  const std::string name = Created("role: CANDIDATE candidate: 'candidates/c'");
  ASSERT_OK_AND_ASSIGN(const v1::IssueTokenResponse issued, Issue(name));
  ASSERT_THAT(Revoke(issued.token().name()), IsOk());
  ASSERT_THAT(Update(absl::StrCat("name: '", name, "' disabled: true"), {"disabled"}), IsOk());
  ASSERT_THAT(Update(absl::StrCat("name: '", name, "' disabled: false"), {"disabled"}), IsOk());
  ASSERT_THAT(Update(absl::StrCat("name: '", name, "' display_name: 'x'")), IsOk());
  ASSERT_THAT(Delete(name), IsOk());

  EXPECT_THAT(AuditedChanges(),
              ElementsAre("PRINCIPAL_CREATED:ADMIN", "PRINCIPAL_CREATED:CANDIDATE",
                          "TOKEN_ISSUED:CANDIDATE", "TOKEN_REVOKED", "PRINCIPAL_DISABLED:CANDIDATE",
                          "PRINCIPAL_ENABLED:CANDIDATE", "PRINCIPAL_CHANGED:CANDIDATE",
                          "PRINCIPAL_DELETED:CANDIDATE"));
  // The person can see who was let in.
  AuditQuery query;
  query.subject = "candidates/c";
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store_->ReadAudit(query, Soon()));
  EXPECT_THAT(rows, SizeIs(6));
}

}  // namespace
}  // namespace banso
