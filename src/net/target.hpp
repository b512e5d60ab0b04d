// Where an address given by a person leads, read by the same parser that connects to it: two parsers that
// disagree about a URL are how guards are got around. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace manyhands::net {

struct Target {
    bool secure = false;  // https
    std::string host;     // lower case, without brackets
    int port = 0;
};

// http or https, with a host, without a name or password, at most 2,048 bytes, no blanks or control
// characters. Errors: invalid ("net.bad_address").
base::Result<Target> read_target(const std::string& url);

// Which targets of a company's own may be reached beside the public internet: hosts that whoever runs the
// server named.
class NamedHosts {
  public:
    // Names or addresses, blanks or commas between.
    explicit NamedHosts(const std::string& list);
    bool has(const std::string& host) const;
    // Named hosts: anything. All others: https only, and no address that is visibly not public (a name is
    // looked at when it is resolved). Errors: invalid ("net.bad_address", "net.target.not_secure",
    // "net.target.not_public", host).
    base::Result<Target> check(const std::string& url) const;

  private:
    std::vector<std::string> hosts_;
};

}  // namespace manyhands::net
