#include "server/access/peer_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace banso {
namespace {

constexpr size_t kNetworkBytes = 8;
// ::ffff:0:0/96, behind which the four bytes of an IPv4 address stand.
constexpr std::array<uint8_t, 12> kMappedIpv4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// The address between the brackets, which newer versions of gRPC escape, without its zone.
absl::string_view WithoutBrackets(absl::string_view host) {
  if (!absl::ConsumePrefix(&host, "[")) absl::ConsumePrefix(&host, "%5B");
  if (!absl::ConsumeSuffix(&host, "]")) absl::ConsumeSuffix(&host, "%5D");
  return host.substr(0, host.find('%'));
}

template <size_t kSize>
std::string TextOf(int family, const std::array<uint8_t, kSize>& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text;
  return inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

}  // namespace

std::string NetworkOf(absl::string_view peer) {
  absl::string_view host = peer.substr(0, peer.rfind(':'));
  const std::string whole(host);
  if (!absl::ConsumePrefix(&host, "ipv6:")) return whole;
  std::array<uint8_t, 16> address;
  if (inet_pton(AF_INET6, std::string(WithoutBrackets(host)).c_str(), address.data()) != 1) {
    return whole;
  }
  if (std::equal(kMappedIpv4.begin(), kMappedIpv4.end(), address.begin())) {
    std::array<uint8_t, 4> inner;
    std::copy(address.begin() + kMappedIpv4.size(), address.end(), inner.begin());
    return absl::StrCat("ipv4:", TextOf(AF_INET, inner));
  }
  std::fill(address.begin() + kNetworkBytes, address.end(), uint8_t{0});
  return absl::StrCat("ipv6:", TextOf(AF_INET6, address), "/64");
}

}  // namespace banso
