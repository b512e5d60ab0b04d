#include "net/address_guard.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace manyhands::net {
namespace {

// How an address is judged: p public, l loopback, v private, f forbidden, x not an address at all.
struct Row {
    char kind;
    std::vector<std::string> addresses;
};

const std::vector<Row>& table() {
    static const std::vector<Row> rows{
        {'l',
         {"127.0.0.1", "127.0.0.0", "127.0.0.2", "127.0.1.1", "127.1.2.3", "127.128.0.1", "127.255.255.254",
          "127.255.255.255", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1",
          "::ffff:127.255.255.255", "0:0:0:0:0:ffff:7f00:0001", "64:ff9b::127.0.0.1", "64:ff9b::7f00:1"}},
        {'v',
         {"10.0.0.0",
          "10.0.0.1",
          "10.1.2.3",
          "10.96.0.1",
          "10.255.255.255",
          "172.16.0.0",
          "172.16.0.1",
          "172.17.0.1",
          "172.20.10.5",
          "172.31.255.255",
          "192.168.0.0",
          "192.168.0.1",
          "192.168.1.1",
          "192.168.49.2",
          "192.168.255.255",
          "100.64.0.0",
          "100.64.0.1",
          "100.100.100.200",
          "100.127.255.255",
          "::ffff:10.0.0.1",
          "::ffff:a00:1",
          "::ffff:172.16.0.1",
          "::ffff:ac10:1",
          "::ffff:192.168.0.1",
          "::ffff:c0a8:101",
          "::ffff:100.64.0.1",
          "64:ff9b::10.0.0.1",
          "64:ff9b::c0a8:1",
          "64:ff9b::172.31.0.9",
          "fc00::",
          "fc00::1",
          "fc12:3456::1",
          "fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "fd00::1",
          "fd00:ec2::254",
          "fd12:3456:789a::1",
          "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}},
        {'f',
         {"0.0.0.0",
          "0.0.0.1",
          "0.1.2.3",
          "0.255.255.255",
          "169.254.0.0",
          "169.254.0.1",
          "169.254.169.253",
          "169.254.169.254",
          "169.254.170.2",
          "169.254.255.255",
          "192.0.0.0",
          "192.0.0.1",
          "192.0.0.170",
          "192.0.0.192",
          "192.0.0.255",
          "192.0.2.0",
          "192.0.2.1",
          "192.0.2.255",
          "192.31.196.1",
          "192.52.193.1",
          "192.88.99.0",
          "192.88.99.1",
          "192.88.99.255",
          "192.175.48.1",
          "198.18.0.0",
          "198.18.0.1",
          "198.19.255.255",
          "198.51.100.0",
          "198.51.100.7",
          "198.51.100.255",
          "203.0.113.0",
          "203.0.113.1",
          "203.0.113.255",
          "224.0.0.0",
          "224.0.0.1",
          "224.0.0.251",
          "232.1.2.3",
          "239.255.255.250",
          "239.255.255.255",
          "240.0.0.0",
          "240.0.0.1",
          "250.1.1.1",
          "255.255.255.254",
          "255.255.255.255",
          "::",
          "0:0:0:0:0:0:0:0",
          "::2",
          "::127.0.0.1",
          "::10.0.0.1",
          "::8.8.8.8",
          "::ffff:0.0.0.0",
          "::ffff:169.254.169.254",
          "::ffff:a9fe:a9fe",
          "::ffff:224.0.0.1",
          "::ffff:255.255.255.255",
          "::ffff:198.18.0.1",
          "::ffff:0:0",
          "::ffff:0:127.0.0.1",
          "::ffff:0:8.8.8.8",
          "::fffe:8.8.8.8",
          "64:ff9b::169.254.169.254",
          "64:ff9b::a9fe:a9fe",
          "64:ff9b::0.0.0.0",
          "64:ff9b:1::1",
          "64:ff9b:1::8.8.8.8",
          "64:ff9a::8.8.8.8",
          "100::",
          "100::1",
          "100::ffff:ffff:ffff:ffff",
          "200::1",
          "400::1",
          "2001::",
          "2001::1",
          "2001:0:4136:e378:8000:63bf:3fff:fdd2",
          "2001:1::1",
          "2001:2::1",
          "2001:3::1",
          "2001:4:112::1",
          "2001:10::1",
          "2001:20::1",
          "2001:2f:ffff::1",
          "2001:1ff:ffff::1",
          "2001:db8::",
          "2001:db8::1",
          "2001:db8:85a3::8a2e:370:7334",
          "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
          "2002::",
          "2002::1",
          "2002:7f00:1::",
          "2002:a00:1::1",
          "2002:c0a8:101::1",
          "2002:a9fe:a9fe::1",
          "2002:808:808::1",
          "2620:4f:8000::1",
          "3fff::",
          "3fff::1",
          "3fff:fff:ffff::1",
          "4000::1",
          "5f00::1",
          "5f00:ffff::1",
          "6000::1",
          "8000::1",
          "a000::1",
          "c000::1",
          "e000::1",
          "f000::1",
          "f800::1",
          "fe00::1",
          "fe7f::1",
          "fe80::",
          "fe80::1",
          "fe80::a9fe:a9fe",
          "fe80:ffff::1",
          "febf::1",
          "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "fec0::1",
          "fec0:0:0:ffff::1",
          "feff::1",
          "ff00::",
          "ff01::1",
          "ff02::1",
          "ff02::2",
          "ff02::fb",
          "ff02::1:ff00:1",
          "ff05::1:3",
          "ff0e::1",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}},
        {'p',
         {"1.0.0.0",
          "1.1.1.1",
          "8.8.8.8",
          "9.9.9.9",
          "9.255.255.255",
          "11.0.0.0",
          "13.107.42.14",
          "100.63.255.255",
          "100.128.0.0",
          "126.255.255.255",
          "128.0.0.0",
          "151.101.1.140",
          "169.253.255.255",
          "169.255.0.0",
          "172.15.255.255",
          "172.32.0.0",
          "191.255.255.255",
          "192.0.1.0",
          "192.0.3.0",
          "192.88.98.255",
          "192.88.100.0",
          "192.167.255.255",
          "192.169.0.0",
          "198.17.255.255",
          "198.20.0.0",
          "198.51.99.255",
          "198.51.101.0",
          "203.0.112.255",
          "203.0.114.0",
          "211.249.220.24",
          "223.255.255.255",
          "::ffff:8.8.8.8",
          "::ffff:101:101",
          "64:ff9b::8.8.8.8",
          "64:ff9b::101:101",
          "2000::1",
          "2001:200::1",
          "2001:218::1",
          "2001:db7:ffff::1",
          "2001:db9::1",
          "2001:4860:4860::8888",
          "2003::1",
          "2400:cb00:2048:1::c629:d7a2",
          "2606:4700:4700::1111",
          "2620:fe::fe",
          "2a00:1450:4001:81b::200e",
          "3ffe::1",
          "3fff:1000::1",
          "3fff:ffff::1"}},
        {'x',
         {"",
          " ",
          "localhost",
          "example.com",
          "127.1",
          "127.0.1",
          "2130706433",
          "0x7f.0.0.1",
          "0x7f000001",
          "0177.0.0.1",
          "017700000001",
          "127.0.0.1.",
          "127.0.0.1:80",
          "127.0.0.256",
          "127.0.0.-1",
          "127.0.0",
          "1.2.3.4.5",
          " 127.0.0.1",
          "127.0.0.1 ",
          "127.0.0.1/8",
          "[::1]",
          "::1%lo",
          "fe80::1%eth0",
          "::g",
          ":::1",
          "1::2::3",
          "1:2:3:4:5:6:7",
          "1:2:3:4:5:6:7:8:9",
          "::ffff:127.0.0.256",
          "::ffff:127.1",
          "12345::1",
          "１２７.0.0.1",
          "①②⑦.0.0.1",
          "127。0。0。1",
          "0",
          "::1/128",
          "\n127.0.0.1"}},
    };
    return rows;
}

TEST(AddressGuard, EachAddressIsJudgedByItsBlock) {
    int count = 0;
    for (const Row& row : table())
        for (const std::string& address : row.addresses) {
            SCOPED_TRACE(address);
            ++count;
            const auto kind = classify(std::string_view(address));
            if (row.kind == 'x') {
                EXPECT_FALSE(kind.has_value());
                continue;
            }
            ASSERT_TRUE(kind.has_value());
            const AddressKind expected = row.kind == 'l'   ? AddressKind::loopback
                                         : row.kind == 'v' ? AddressKind::private_range
                                         : row.kind == 'f' ? AddressKind::forbidden
                                                           : AddressKind::public_internet;
            EXPECT_EQ(*kind, expected);
        }
    EXPECT_GE(count, 200);
}

TEST(AddressGuard, EveryGuardLetsOnlyItsOwnKindsThrough) {
    for (const bool loopback : {false, true})
        for (const bool inside : {false, true}) {
            const AddressGuard guard{.allow_loopback = loopback, .allow_private = inside};
            for (const Row& row : table())
                for (const std::string& address : row.addresses) {
                    SCOPED_TRACE(address);
                    const bool expected =
                        row.kind == 'p' || (row.kind == 'l' && loopback) || (row.kind == 'v' && inside);
                    EXPECT_EQ(allowed(guard, address), expected);
                }
        }
}

TEST(AddressGuard, ANulByteDoesNotHideTheRestOfAnAddress) {
    EXPECT_FALSE(allowed(AddressGuard{}, std::string("8.8.8.8\0.evil", 13)));
}

TEST(AddressGuard, EveryByteOfLoopbackAndMetadataStaysInside) {
    for (int third = 0; third < 256; ++third)
        for (int last = 0; last < 256; ++last) {
            const auto c = static_cast<std::uint8_t>(third);
            const auto d = static_cast<std::uint8_t>(last);
            ASSERT_EQ(classify(Ipv4{127, 77, c, d}), AddressKind::loopback);
            ASSERT_EQ(classify(Ipv4{169, 254, c, d}), AddressKind::forbidden);
            ASSERT_EQ(classify(Ipv4{192, 168, c, d}), AddressKind::private_range);
        }
}

TEST(AddressGuard, SocketsOfOtherFamiliesAreForbidden) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_EQ(classify(reinterpret_cast<const sockaddr&>(local)), AddressKind::forbidden);

    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(0x7F000001);
    EXPECT_EQ(classify(reinterpret_cast<const sockaddr&>(four)), AddressKind::loopback);

    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_any;
    EXPECT_EQ(classify(reinterpret_cast<const sockaddr&>(six)), AddressKind::forbidden);
}

}  // namespace
}  // namespace manyhands::net
