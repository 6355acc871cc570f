// Where a call comes from, as far as rate limits tell callers apart.
#ifndef BANSO_SERVER_ACCESS_PEER_NETWORK_H_
#define BANSO_SERVER_ACCESS_PEER_NETWORK_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// The network of a peer as gRPC names it, without its port: of an IPv4 address the address itself,
// "ipv4:192.0.2.1"; of an IPv6 address the first 64 bits, "ipv6:2001:db8::/64", because whoever has
// one address has the 2^64 of its network; an IPv4 address written as an IPv6 one is an IPv4
// address. What is no address, such as a socket of this machine, is its own network. Pure.
std::string NetworkOf(absl::string_view peer);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_PEER_NETWORK_H_
