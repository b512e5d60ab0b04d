// Which resolved addresses this server may reach. Asked by the HTTP client with the address it is about to
// connect to, after name resolution, so that a name which changes its answer gains nothing. Pure;
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/http_client.hpp"

struct sockaddr;

namespace manyhands::net {

enum class AddressKind {
    public_internet,
    loopback,
    private_range,  // RFC 1918, carrier-grade NAT, unique local IPv6
    forbidden       // link-local (cloud metadata), multicast, reserved, documentation, tunnels, unspecified
};

// Both in network byte order.
using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

AddressKind classify(const Ipv4& address);
// IPv4-mapped and NAT64 addresses are judged by the IPv4 address inside.
AddressKind classify(const Ipv6& address);

// Only the canonical numeric forms ("127.0.0.1", "::1"): no zone, no octal, no short forms. nullopt: not one.
std::optional<AddressKind> classify(std::string_view numeric_address);

// Of a socket address about to be connected to; anything but IPv4 and IPv6 is forbidden.
AddressKind classify(const sockaddr& address);

bool allowed(const AddressGuard& guard, AddressKind kind);

}  // namespace manyhands::net
