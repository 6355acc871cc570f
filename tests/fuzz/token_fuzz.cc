// The `authorization` header: nothing but the one good token proves anything.
#include <memory>
#include <string>

#include "banso/v1/principal.pb.h"
#include "server/access/bearer_token.h"
#include "server/access/principal_authenticator.h"
#include "server/catalog/snapshot.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

constexpr absl::string_view kSecret = "banso_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AAAAA";

struct Door {
  Door() : tokens(Key{}), authenticator(tokens) {
    auto principal = std::make_shared<v1::Principal>();
    principal->set_name("principals/p");
    principal->set_role(v1::Access::ADMIN);
    principal->add_certificate_names("cn:machine");
    auto token = std::make_shared<v1::Token>();
    token->set_name("principals/p/tokens/t");
    token->set_secret_hash(tokens.HashOf(kSecret));
    token->mutable_expire_time()->set_seconds(2'000'000'000);
    auto principal_entry = std::make_shared<PrincipalEntry>();
    principal_entry->message = principal;
    auto token_entry = std::make_shared<TokenEntry>();
    token_entry->message = token;
    Snapshot::Parts parts;
    parts.revision = 1;
    parts.principals.Put(principal_entry);
    parts.tokens.Put(token_entry);
    snapshot = std::make_shared<const Snapshot>(parts);
  }

  const BearerTokens tokens;
  PrincipalAuthenticator authenticator;
  std::shared_ptr<const Snapshot> snapshot;
};

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  static auto* const door = new Door;
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const absl::string_view text = InputText(data, size);

  const absl::string_view bearer = BearerOf(text);
  BANSO_PROMISE(bearer.empty() || (bearer.data() > text.data() &&
                                   bearer.data() + bearer.size() <= text.data() + text.size()));
  BANSO_PROMISE(!BearerTokens::HasShape(text) || text.size() == kSecret.size());
  const auto by_header =
      door->authenticator.Authenticate({std::string(text), {}}, *door->snapshot, now);
  if (by_header.ok()) {
    BANSO_PROMISE(text.empty() ? by_header->role == v1::Access::PUBLIC : bearer == kSecret);
  } else {
    BANSO_PROMISE(absl::IsUnauthenticated(by_header.status()) && bearer != kSecret);
  }
  const auto by_certificate =
      door->authenticator.Authenticate({"", {std::string(text)}}, *door->snapshot, now);
  BANSO_PROMISE(by_certificate.ok() == (text == "cn:machine"));
  return 0;
}
