// OpenID tokens and key sets: strangers' JSON, before and behind a good signature.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/access/jwt_verifier.h"
#include "tests/access/jwt_signer.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

constexpr char kGoodClaims[] =
    R"({"iss": "https://id.example", "aud": "banso", "sub": "u", "exp": 1800000600})";

struct Provider {
  Provider()
      : key(TestKeyKind::kP256, "k"),
        verifier({.issuer = "https://id.example", .audience = "banso"},
                 std::make_unique<FixedJwks>(*JwkSet::Parse(JwkSetOf({key.PublicJwk()})))) {
    const std::string good = key.Sign("ES256", kGoodClaims);
    header_and_claims = good.substr(0, good.rfind('.'));
    signature = good.substr(good.rfind('.'));
  }

  const TestKey key;
  const JwtVerifier verifier;
  std::string header_and_claims;
  std::string signature;
};

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  static auto* const provider = new Provider;
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  absl::string_view text = InputText(data, size);
  const auto verify = [&](const std::string& token) {
    return provider->verifier.Verify(token, now);
  };
  switch (TakeByte(&text) % 6) {
    case 0:  // a token of a stranger: the key is a fresh one, so that none is good
      BANSO_PROMISE(!verify(std::string(text)).ok());
      break;
    case 1: {  // claims behind a good signature
      const auto identity = verify(provider->key.Sign("ES256", std::string(text)));
      if (identity.ok()) {
        BANSO_PROMISE(identity->issuer == "https://id.example");
        BANSO_PROMISE(!identity->subject.empty() && identity->subject.size() <= 255);
      }
      break;
    }
    case 2: {  // a header with a signature that is not for it
      const std::string claims =
          provider->header_and_claims.substr(provider->header_and_claims.find('.'));
      const std::string signed_part = Base64Url(text) + claims;
      BANSO_PROMISE(verify(signed_part + provider->signature).ok() ==
                    (signed_part == provider->header_and_claims));
      break;
    }
    case 3: {  // a signature of a stranger
      const auto identity = verify(absl::StrCat(provider->header_and_claims, ".", text));
      BANSO_PROMISE(!identity.ok());
      break;
    }
    case 4: {  // the same in base64url, of every length
      BANSO_PROMISE(!verify(absl::StrCat(provider->header_and_claims, ".", Base64Url(text))).ok());
      break;
    }
    default: {  // a key set, and a token that names one of its keys
      const auto set = JwkSet::Parse(text);
      if (!set.ok()) break;
      BANSO_PROMISE((*set)->size() <= JwkSet::kMaxKeys);
      for (const JwsAlgorithm algorithm :
           {JwsAlgorithm::kRs256, JwsAlgorithm::kPs256, JwsAlgorithm::kEs256}) {
        BANSO_PROMISE(
            !(*set)->Verify(provider->header_and_claims + provider->signature, "k", algorithm));
      }
    }
  }
  return 0;
}
