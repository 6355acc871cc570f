// Certificates of a test's own.
#ifndef BANSO_TESTS_ACCESS_TEST_CERTIFICATES_H_
#define BANSO_TESTS_ACCESS_TEST_CERTIFICATES_H_

#include <openssl/x509.h>

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace banso {

// A certificate and its key, as PEM.
struct PemPair {
  std::string certificate;
  std::string key;
};

// What a certificate says.
struct CertificateText {
  std::string common_name;
  std::vector<std::string> names;  // of the subject, such as `DNS:localhost`, `URI:urn:x`
  absl::Duration lifetime = absl::Hours(24);  // from an hour ago, less that hour
};

// An authority that issues certificates.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // Its own certificate.
  const std::string& certificate() const { return pem_; }
  PemPair Issue(const CertificateText& text) const;

 private:
  EVP_PKEY* key_ = nullptr;
  X509* certificate_ = nullptr;
  std::string pem_;
};

}  // namespace banso

#endif  // BANSO_TESTS_ACCESS_TEST_CERTIFICATES_H_
