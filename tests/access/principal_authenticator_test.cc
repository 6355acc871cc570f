#include "server/access/principal_authenticator.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/base/log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/access_world.h"
#include "tests/access/jwt_signer.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Time Now() { return absl::FromUnixSeconds(1'800'000'000); }
absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

const TestKey& IssuerKey() {
  static const auto* const key = new TestKey(TestKeyKind::kP256, "k1");
  return *key;
}

std::string Jwt(const std::string& subject) {
  return IssuerKey().Sign(
      "ES256", absl::StrCat("{\"iss\": \"https://id.example\", \"aud\": \"banso\", \"sub\": \"",
                            subject, "\", \"exp\": ", absl::ToUnixSeconds(Now()) + 600, "}"));
}

class PrincipalAuthenticatorTest : public ::testing::Test {
 protected:
  PrincipalAuthenticatorTest()
      : tokens_(Key{}),
        authenticator_(
            tokens_,
            std::make_unique<JwtVerifier>(
                JwtRules{.issuer = "https://id.example", .audience = "banso"},
                std::make_unique<FixedJwks>(*JwkSet::Parse(JwkSetOf({IssuerKey().PublicJwk()}))))) {
    world_.PutPrincipal("name: 'principals/p' role: ADVISOR advisor: 'advisors/a'");
    token_.set_name("principals/p/tokens/t");
    token_.set_secret_hash(tokens_.HashOf(secret_));
    *token_.mutable_expire_time() = FromTime(Now() + absl::Hours(1));
    world_.PutToken(token_);
  }

  absl::StatusOr<Caller> Authenticate(const std::string& authorization,
                                      std::vector<std::string> certificate_names = {},
                                      absl::Time now = Now()) {
    return authenticator_.Authenticate({authorization, std::move(certificate_names)},
                                       *world_.Take(), now);
  }
  absl::StatusOr<Caller> UseToken(absl::Time now = Now()) {
    return Authenticate("Bearer " + secret_, {}, now);
  }

  const BearerTokens tokens_;
  PrincipalAuthenticator authenticator_;
  const std::string secret_ = BearerTokens::NewSecret();
  v1::Token token_;
  AccessWorld world_;
};

TEST_F(PrincipalAuthenticatorTest, ACallWithoutProofIsPublic) {
  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate(""));

  EXPECT_EQ(caller, Caller());
  EXPECT_EQ(caller.role, v1::Access::PUBLIC);
}

TEST_F(PrincipalAuthenticatorTest, ATokenProvesItsPrincipal) {
  ASSERT_OK_AND_ASSIGN(const Caller caller, UseToken());

  Caller expected;
  expected.role = v1::Access::ADVISOR;
  expected.principal = "principals/p";
  expected.token = "principals/p/tokens/t";
  expected.advisor = "advisors/a";
  EXPECT_EQ(caller, expected);
}

TEST_F(PrincipalAuthenticatorTest, EveryRefusalIsTheSame) {
  const std::string good = "Bearer " + secret_;
  ASSERT_THAT(Authenticate(good), IsOk());
  world_.PutPrincipal(
      "name: 'principals/off' role: ADMIN disabled: true certificate_names: 'cn:off' "
      "oidc_identities { issuer: 'https://id.example' subject: 'off' }");
  std::vector<absl::Status> refusals;

  for (const std::string& header :
       {std::string("x"), "Basic " + secret_, std::string("Bearer"), "Bearer " + secret_ + "x",
        "Bearer " + BearerTokens::NewSecret(), "Bearer " + Jwt("nobody"), "Bearer " + Jwt("off"),
        "Bearer " + Jwt("off") + "x", std::string("Bearer a.b.c"), secret_}) {
    refusals.push_back(Authenticate(header).status());
  }
  refusals.push_back(Authenticate("", {"cn:nobody"}).status());
  refusals.push_back(Authenticate("", {"cn:off"}).status());
  refusals.push_back(UseToken(Now() + absl::Hours(1)).status());
  v1::Token revoked = token_;
  *revoked.mutable_revoke_time() = FromTime(Now());
  world_.PutToken(revoked);
  refusals.push_back(UseToken().status());
  v1::Token endless = token_;
  endless.clear_expire_time();
  world_.PutToken(endless);
  refusals.push_back(UseToken().status());
  world_.PutToken(token_);
  ASSERT_THAT(UseToken(), IsOk());
  world_.PutPrincipal("name: 'principals/p' role: ADVISOR advisor: 'advisors/a' disabled: true");
  refusals.push_back(UseToken().status());
  world_.PutPrincipal("name: 'principals/p' role: PUBLIC");
  refusals.push_back(UseToken().status());
  world_.DeletePrincipal("principals/p");
  refusals.push_back(UseToken().status());
  world_.DeleteToken("principals/p/tokens/t");
  refusals.push_back(UseToken().status());

  for (size_t i = 0; i < refusals.size(); ++i) {
    EXPECT_EQ(refusals[i].code(), absl::StatusCode::kUnauthenticated) << i;
    EXPECT_EQ(refusals[i], refusals[0]) << i;
  }
}

TEST_F(PrincipalAuthenticatorTest, ATokenIsGoodUntilTheInstantItExpires) {
  EXPECT_THAT(UseToken(Now() + absl::Hours(1) - absl::Microseconds(1)), IsOk());
  EXPECT_THAT(UseToken(Now() + absl::Hours(1)), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(PrincipalAuthenticatorTest, AnOpenIdTokenProvesThePrincipalOfItsIdentity) {
  world_.PutPrincipal(
      "name: 'principals/q' role: CANDIDATE candidate: 'candidates/c' "
      "oidc_identities { issuer: 'https://id.example' subject: 'u1' }");

  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate("Bearer " + Jwt("u1")));

  Caller expected;
  expected.role = v1::Access::CANDIDATE;
  expected.principal = "principals/q";
  expected.candidate = "candidates/c";
  EXPECT_EQ(caller, expected);
}

TEST_F(PrincipalAuthenticatorTest, WithoutAProviderNoOpenIdTokenIsGood) {
  world_.PutPrincipal(
      "name: 'principals/q' role: ADMIN "
      "oidc_identities { issuer: 'https://id.example' subject: 'u1' }");
  PrincipalAuthenticator without(tokens_);

  EXPECT_THAT(without.Authenticate({"Bearer " + Jwt("u1"), {}}, *world_.Take(), Now()),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(PrincipalAuthenticatorTest, ACertificateProvesThePrincipalOfItsName) {
  world_.PutPrincipal(
      "name: 'principals/m' role: EMPLOYER employer: 'employers/e' "
      "certificate_names: 'uri:urn:machine'");

  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate("", {"cn:m", "uri:urn:machine"}));

  EXPECT_EQ(caller.principal, "principals/m");
  EXPECT_EQ(caller.employer, "employers/e");
  EXPECT_EQ(caller.token, "");
}

TEST_F(PrincipalAuthenticatorTest, AHeaderDecidesOverACertificate) {
  world_.PutPrincipal("name: 'principals/m' role: ADMIN certificate_names: 'cn:m'");

  ASSERT_OK_AND_ASSIGN(const Caller caller, Authenticate("Bearer " + secret_, {"cn:m"}));

  EXPECT_EQ(caller.principal, "principals/p");
  EXPECT_THAT(Authenticate("Bearer " + BearerTokens::NewSecret(), {"cn:m"}),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(PrincipalAuthenticatorTest, NothingOfACredentialIsLogged) {
  const std::string jwt = Jwt("somebody-secret");
  const std::string unknown = BearerTokens::NewSecret();
  SetLogLevel(LogLevel::kDebug);
  ::testing::internal::CaptureStderr();

  for (const std::string& credential : {secret_, unknown, jwt, jwt + "x", unknown + "x"}) {
    (void)Authenticate("Bearer " + credential);
  }

  const std::string log = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kInfo);
  EXPECT_THAT(log, HasSubstr("jwt_refused"));
  EXPECT_THAT(log, HasSubstr("JWT_SIGNATURE"));
  for (const std::string& part : {secret_.substr(6, 12), unknown.substr(6, 12), jwt.substr(0, 12),
                                  jwt.substr(jwt.rfind('.') + 1, 12), std::string("somebody")}) {
    EXPECT_THAT(log, Not(HasSubstr(part)));
  }
}

// A store whose tokens are written by somebody else just before this server writes one.
class BusyStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    ++commits;
    if (!next_error.ok()) return std::exchange(next_error, absl::OkStatus());
    return ForwardingStore::Commit(batch, deadline);
  }

  int commits = 0;
  absl::Status next_error;
};

class LastUseTest : public PrincipalAuthenticatorTest {
 protected:
  void SetUp() override {
    auto sqlite = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(sqlite, IsOk());
    sqlite_ = *std::move(sqlite);
    store_ = std::make_unique<BusyStore>(sqlite_.get());
    v1::Principal principal;
    principal.set_name("principals/p");
    Batch batch;
    batch.writes.push_back(
        {ResourceKind::kPrincipal, principal.name(), principal.SerializeAsString(), Revision{0}});
    batch.writes.push_back(
        {ResourceKind::kToken, token_.name(), token_.SerializeAsString(), Revision{0}});
    ASSERT_THAT(sqlite_->Commit(batch, Soon()), IsOk());
  }

  absl::StatusOr<int> Flush(absl::Time now) {
    return authenticator_.FlushLastUses(store_.get(), now, Soon());
  }
  // The token as the store has it.
  v1::Token Stored() {
    v1::Token token;
    const auto resource = sqlite_->Get(ResourceKind::kToken, token_.name(), Soon());
    EXPECT_THAT(resource, IsOk());
    if (resource.ok()) token.ParseFromString(resource->message);
    return token;
  }

  const ScratchDir dir_;
  std::unique_ptr<Store> sqlite_;
  std::unique_ptr<BusyStore> store_;
  // 8:00 of some day in UTC, from where hours are counted.
  const absl::Time hour_ = absl::FromUnixSeconds(1'800'000'000 - 1'800'000'000 % 3600);
};

TEST_F(LastUseTest, UsesAreWrittenToTheHourAndOnceAnHour) {
  for (const int minute : {0, 10, 20}) ASSERT_THAT(UseToken(hour_ + absl::Minutes(minute)), IsOk());
  ASSERT_OK_AND_ASSIGN(const int written, Flush(hour_ + absl::Minutes(21)));

  EXPECT_EQ(written, 1);
  EXPECT_EQ(ToTime(Stored().last_use_time()), hour_);
  EXPECT_EQ(Stored().secret_hash(), token_.secret_hash());
  // Whether the catalog knows of the write or not, the same hour is not written again.
  ASSERT_THAT(UseToken(hour_ + absl::Minutes(30)), IsOk());
  EXPECT_EQ(*Flush(hour_ + absl::Minutes(31)), 0);
  world_.PutToken(Stored());
  ASSERT_THAT(UseToken(hour_ + absl::Minutes(40)), IsOk());
  EXPECT_EQ(*Flush(hour_ + absl::Minutes(41)), 0);
  EXPECT_EQ(store_->commits, 1);
}

TEST_F(LastUseTest, TheNextHourIsWrittenAgain) {
  ASSERT_THAT(UseToken(hour_), IsOk());
  ASSERT_THAT(Flush(hour_), IsOk());
  world_.PutToken(Stored());
  const absl::Time later = hour_ + absl::Minutes(59);
  *token_.mutable_expire_time() = FromTime(hour_ + absl::Hours(5));

  ASSERT_THAT(UseToken(later), IsOk());
  EXPECT_EQ(*Flush(later), 0);
  v1::Token longer = Stored();
  *longer.mutable_expire_time() = FromTime(hour_ + absl::Hours(5));
  world_.PutToken(longer);
  ASSERT_THAT(UseToken(hour_ + absl::Hours(2)), IsOk());
  EXPECT_EQ(*Flush(hour_ + absl::Hours(2)), 1);
  EXPECT_EQ(ToTime(Stored().last_use_time()), hour_ + absl::Hours(2));
}

TEST_F(LastUseTest, ARefusedTokenIsNotUsed) {
  v1::Token revoked = token_;
  *revoked.mutable_revoke_time() = FromTime(Now());
  world_.PutToken(revoked);
  ASSERT_THAT(UseToken(), StatusIs(absl::StatusCode::kUnauthenticated));

  EXPECT_EQ(*Flush(Now()), 0);
}

TEST_F(LastUseTest, WhatTheStoreRefusesIsWrittenTheNextTime) {
  ASSERT_THAT(UseToken(), IsOk());
  store_->next_error = absl::AbortedError("somebody wrote the token");
  EXPECT_EQ(*Flush(Now()), 0);
  store_->next_error = absl::UnavailableError("away");
  EXPECT_THAT(Flush(Now()), StatusIs(absl::StatusCode::kUnavailable));

  EXPECT_EQ(*Flush(Now()), 1);
  EXPECT_EQ(ToTime(Stored().last_use_time()), hour_);
}

TEST_F(LastUseTest, ATokenThatIsGoneIsForgotten) {
  ASSERT_THAT(UseToken(), IsOk());
  Batch batch;
  batch.writes.push_back({ResourceKind::kToken, token_.name(), std::nullopt, std::nullopt});
  ASSERT_THAT(sqlite_->Commit(batch, Soon()), IsOk());

  EXPECT_EQ(*Flush(Now()), 0);
  EXPECT_EQ(store_->commits, 0);
}

}  // namespace
}  // namespace banso
