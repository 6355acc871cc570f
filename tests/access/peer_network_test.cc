#include "server/access/peer_network.h"

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(PeerNetworkTest, AnIpv4AddressStandsForItself) {
  EXPECT_EQ(NetworkOf("ipv4:192.0.2.1:52442"), "ipv4:192.0.2.1");
  EXPECT_NE(NetworkOf("ipv4:192.0.2.1:52442"), NetworkOf("ipv4:192.0.2.2:52442"));
}

TEST(PeerNetworkTest, TheIpv6AddressesOfANetworkAreOne) {
  const std::string network = NetworkOf("ipv6:[2001:db8:1:2::1]:52442");

  EXPECT_EQ(network, "ipv6:2001:db8:1:2::/64");
  EXPECT_EQ(NetworkOf("ipv6:[2001:db8:1:2:ffff:ffff:ffff:fffe]:1"), network);
  EXPECT_EQ(NetworkOf("ipv6:%5B2001:db8:1:2::7%5D:1"), network);
  EXPECT_NE(NetworkOf("ipv6:[2001:db8:1:3::1]:52442"), network);
}

TEST(PeerNetworkTest, TheZoneOfAnAddressIsNoPartOfIt) {
  EXPECT_EQ(NetworkOf("ipv6:%5Bfe80::1%25eth0%5D:1"), NetworkOf("ipv6:[fe80::2%eth1]:2"));
}

TEST(PeerNetworkTest, AnIpv4AddressWrittenAsIpv6IsTheSame) {
  EXPECT_EQ(NetworkOf("ipv6:[::ffff:192.0.2.1]:1"), NetworkOf("ipv4:192.0.2.1:2"));
}

TEST(PeerNetworkTest, WhatIsNoAddressIsItsOwnNetwork) {
  EXPECT_EQ(NetworkOf("unix:/run/banso.sock"), "unix");
  EXPECT_EQ(NetworkOf("ipv6:[nonsense]:1"), "ipv6:[nonsense]");
  EXPECT_EQ(NetworkOf(""), "");
}

}  // namespace
}  // namespace banso
