#include "net/target.hpp"

#include <gtest/gtest.h>

namespace manyhands::net {
namespace {

TEST(Target, SchemeHostAndPort) {
    const auto plain = read_target("https://Hooks.Example./in?x=1");
    ASSERT_TRUE(plain.has_value());
    EXPECT_TRUE(plain->secure);
    EXPECT_EQ(plain->host, "hooks.example");
    EXPECT_EQ(plain->port, 443);
    EXPECT_EQ(read_target("http://[::1]:8080/")->host, "::1");
    EXPECT_EQ(read_target("http://[::1]:8080/")->port, 8080);
}

TEST(Target, WhatIsNoAddress) {
    for (const char* url : {"", "hooks.example", "ftp://a.example/", "https://",
                            "https://me:secret@a.example/", "https://a.example/a b", "https://a.example/\x01",
                            "file:///etc/passwd", "https://a.example:99999/", "javascript:alert(1)"})
        EXPECT_FALSE(read_target(url).has_value()) << url;
    EXPECT_FALSE(read_target("https://a.example/" + std::string(2048, 'x')).has_value());
}

TEST(NamedHosts, OnlyHttpsToThePublicInternetUnlessNamed) {
    const NamedHosts none("");
    EXPECT_TRUE(none.check("https://hooks.example/in").has_value());
    EXPECT_EQ(none.check("http://hooks.example/in").error().key, "net.target.not_secure");
    // The same place in many spellings; what only a resolver knows is caught when it connects.
    for (const char* url :
         {"https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/",
          "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.1.2.3/", "https://192.168.0.1/",
          "https://172.16.0.1/", "https://100.64.0.1/", "https://169.254.169.254/latest/meta-data",
          "https://[fe80::1]/", "https://[fd00::1]/", "https://224.0.0.1/", "https://0.0.0.0/",
          "https://localhost/", "https://LOCALHOST./", "https://a.localhost/"})
        EXPECT_EQ(none.check(url).error().key, "net.target.not_public") << url;
}

TEST(NamedHosts, NamedOnesMayBeAnywhere) {
    const NamedHosts named("127.0.0.1, Intra.Example\t::1");
    EXPECT_TRUE(named.check("http://127.0.0.1:9000/in").has_value());
    EXPECT_TRUE(named.check("http://intra.example./in").has_value());
    EXPECT_TRUE(named.check("http://[::1]/in").has_value());
    EXPECT_FALSE(named.check("http://127.0.0.2/in").has_value());
    EXPECT_FALSE(named.check("http://x.intra.example/in").has_value());
}

}  // namespace
}  // namespace manyhands::net
