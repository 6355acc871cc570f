#include "server/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace banso {
namespace {

template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

absl::StatusOr<Bio> ReadPem(const char* flag, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || text.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(flag, " ", path, " cannot be read"));
  }
  // The text is copied: a BIO that only points to it would outlive it.
  Bio bio(BIO_new(BIO_s_mem()));
  BIO_write(bio.get(), text.data(), static_cast<int>(text.size()));
  return bio;
}

absl::StatusOr<Certificate> ReadCertificate(const char* flag, const std::string& path) {
  BANSO_ASSIGN_OR_RETURN(const Bio bio, ReadPem(flag, path));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(flag, " ", path, " holds no PEM certificate"));
  }
  return certificate;
}

}  // namespace

// gRPC itself would accept anything and then fail every connection without a word.
absl::Status CheckTlsFiles(const Options& options) {
  if (options.tls_cert.empty()) return absl::OkStatus();
  BANSO_ASSIGN_OR_RETURN(const Certificate certificate,
                         ReadCertificate("--tls-cert", options.tls_cert));
  BANSO_ASSIGN_OR_RETURN(const Bio bio, ReadPem("--tls-key", options.tls_key));
  // Without a callback an encrypted key would be asked for on the terminal.
  const PrivateKey key(PEM_read_bio_PrivateKey(
      bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
  const bool fits = key != nullptr && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("--tls-key ", options.tls_key, " holds no PEM key without a passphrase"));
  }
  if (!fits) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--tls-key ", options.tls_key, " is not the key of --tls-cert ", options.tls_cert));
  }
  if (options.tls_client_ca.empty()) return absl::OkStatus();
  return ReadCertificate("--tls-client-ca", options.tls_client_ca).status();
}

absl::StatusOr<absl::Time> ExpiryOf(const char* flag, const std::string& file) {
  BANSO_ASSIGN_OR_RETURN(const Certificate certificate, ReadCertificate(flag, file));
  std::tm time = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, " ", file, " says not how long it is good"));
  }
  return absl::FromTM(time, absl::UTCTimeZone());
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const Options& options) {
  BANSO_RETURN_IF_ERROR(CheckOptions(options));
  if (options.plaintext) return grpc::InsecureServerCredentials();
  BANSO_RETURN_IF_ERROR(CheckTlsFiles(options));
  const auto seconds =
      static_cast<unsigned int>(std::max<int64_t>(1, absl::ToInt64Seconds(options.tls_refresh)));
  grpc::experimental::TlsServerCredentialsOptions tls(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options.tls_key, options.tls_cert, options.tls_client_ca, seconds));
  tls.watch_identity_key_cert_pairs();
  if (!options.tls_client_ca.empty()) {
    tls.watch_root_certs();
    tls.set_cert_request_type(options.tls_require_client_cert
                                  ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                  : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(tls);
}

}  // namespace banso
