#include "server/access/certificate_names.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/support/string_ref.h"

namespace banso {
namespace {

// The properties by which gRPC tells what is in a certificate. Over a connection without TLS there
// is none of them.
constexpr std::pair<absl::string_view, absl::string_view> kProperties[] = {
    {"peer_uri", "uri:"}, {"peer_dns", "dns:"}, {"x509_common_name", "cn:"}};

}  // namespace

std::vector<std::string> CertificateNames(const grpc::AuthContext& context) {
  std::vector<std::string> names;
  for (const auto& [property, prefix] : kProperties) {
    for (const grpc::string_ref& value : context.FindPropertyValues(std::string(property))) {
      if (value.empty()) continue;
      names.push_back(absl::StrCat(prefix, absl::string_view(value.data(), value.size())));
    }
  }
  return names;
}

std::string CanonicalCertificateName(absl::string_view name) {
  return absl::StartsWith(name, "dns:") ? absl::AsciiStrToLower(name) : std::string(name);
}

}  // namespace banso
