#include "net/address_guard.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace manyhands::net {
namespace {

struct Block4 {
    std::uint32_t prefix;
    int bits;
    AddressKind kind;
};

// IANA's special-purpose registry (RFC 6890 and later): what is not here is the public internet.
constexpr Block4 kBlocks4[] = {
    {0x00000000, 8, AddressKind::forbidden},       // "this network"
    {0x0A000000, 8, AddressKind::private_range},   //
    {0x64400000, 10, AddressKind::private_range},  // carrier-grade NAT
    {0x7F000000, 8, AddressKind::loopback},        //
    {0xA9FE0000, 16, AddressKind::forbidden},      // link-local, cloud metadata
    {0xAC100000, 12, AddressKind::private_range},  //
    {0xC0000000, 24, AddressKind::forbidden},      // protocol assignments
    {0xC0000200, 24, AddressKind::forbidden},      // documentation
    {0xC01FC400, 24, AddressKind::forbidden},      // AS112
    {0xC034C100, 24, AddressKind::forbidden},      // AMT
    {0xC0586300, 24, AddressKind::forbidden},      // 6to4 relays
    {0xC0A80000, 16, AddressKind::private_range},  //
    {0xC0AF3000, 24, AddressKind::forbidden},      // AS112
    {0xC6120000, 15, AddressKind::forbidden},      // benchmarks
    {0xC6336400, 24, AddressKind::forbidden},      // documentation
    {0xCB007100, 24, AddressKind::forbidden},      // documentation
    {0xE0000000, 4, AddressKind::forbidden},       // multicast
    {0xF0000000, 4, AddressKind::forbidden},       // reserved, broadcast
};

struct Block6 {
    Ipv6 prefix;
    int bits;
    AddressKind kind;
};

// Inside 2000::/3 these are not the public internet; outside it nothing is, but for the cases in classify().
constexpr Block6 kBlocks6[] = {
    {{0x20, 0x01}, 23, AddressKind::forbidden},                    // protocol assignments, Teredo, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32, AddressKind::forbidden},        // documentation
    {{0x20, 0x02}, 16, AddressKind::forbidden},                    // 6to4: hides an IPv4 address
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48, AddressKind::forbidden},  // AS112
    {{0x3f, 0xff}, 20, AddressKind::forbidden},                    // documentation
    {{0xfc}, 7, AddressKind::private_range},                       // unique local
};

bool has_prefix(const Ipv6& address, const Ipv6& prefix, int bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(prefix.begin(), prefix.begin() + static_cast<std::ptrdiff_t>(whole), address.begin()))
        return false;
    const int rest = bits % 8;
    if (rest == 0) return true;
    return (address[whole] >> (8 - rest)) == (prefix[whole] >> (8 - rest));
}

Ipv4 last_four(const Ipv6& address) {
    return {address[12], address[13], address[14], address[15]};
}

}  // namespace

AddressKind classify(const Ipv4& a) {
    const std::uint32_t value = (std::uint32_t{a[0]} << 24U) | (std::uint32_t{a[1]} << 16U) |
                                (std::uint32_t{a[2]} << 8U) | std::uint32_t{a[3]};
    for (const Block4& block : kBlocks4)
        if ((value >> (32 - block.bits)) == (block.prefix >> (32 - block.bits))) return block.kind;
    return AddressKind::public_internet;
}

AddressKind classify(const Ipv6& a) {
    static constexpr Ipv6 kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    static constexpr Ipv6 kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr Ipv6 kNat64{0x00, 0x64, 0xff, 0x9b};
    if (a == kLoopback) return AddressKind::loopback;
    if (has_prefix(a, kMapped, 96) || has_prefix(a, kNat64, 96)) return classify(last_four(a));
    for (const Block6& block : kBlocks6)
        if (has_prefix(a, block.prefix, block.bits)) return block.kind;
    return (a[0] & 0xE0U) == 0x20U ? AddressKind::public_internet : AddressKind::forbidden;
}

std::optional<AddressKind> classify(std::string_view numeric_address) {
    const std::string text(numeric_address);
    if (text.find('\0') != std::string::npos) return std::nullopt;
    Ipv4 four{};
    if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return classify(four);
    Ipv6 six{};
    if (inet_pton(AF_INET6, text.c_str(), six.data()) == 1) return classify(six);
    return std::nullopt;
}

AddressKind classify(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof(in));
        Ipv4 four{};
        std::memcpy(four.data(), &in.sin_addr, four.size());
        return classify(four);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof(in));
        Ipv6 six{};
        std::memcpy(six.data(), &in.sin6_addr, six.size());
        return classify(six);
    }
    return AddressKind::forbidden;
}

bool allowed(const AddressGuard& guard, AddressKind kind) {
    switch (kind) {
        case AddressKind::public_internet:
            return true;
        case AddressKind::loopback:
            return guard.allow_loopback;
        case AddressKind::private_range:
            return guard.allow_private;
        case AddressKind::forbidden:
            return false;
    }
    return false;
}

bool allowed(const AddressGuard& guard, const std::string& numeric_address) {
    const auto kind = classify(std::string_view(numeric_address));
    return kind && allowed(guard, *kind);
}

}  // namespace manyhands::net
