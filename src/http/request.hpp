// What a handler sees of HTTP: plain values, no Beast. A Response may carry a stream instead of a body.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/stream.hpp"

namespace manyhands::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;  // "GET"; HEAD stays HEAD, the server drops the body itself
    std::string target;  // as sent
    std::string path;    // the target up to '?', still percent-encoded
    Fields query;        // decoded, in the order sent; repeats stay
    Fields headers;      // names in lower case
    std::string body;    // complete; at most the server's body limit
    std::string remote;  // the peer's address as text, without a port

    // The first header of that (lower-case) name, or an empty view. Views live as long as the request.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    Fields headers;  // line breaks inside a value are dropped
    std::string body;
    // Instead of `body`: bytes that live as long as the program (embedded files) or are shared.
    std::string_view static_body;
    std::shared_ptr<const std::string> shared_body;
    std::shared_ptr<Stream> stream;  // then the connection becomes this stream and ends with it

    std::string_view bytes() const;
    void set(std::string name, std::string value);
    std::string_view header(std::string_view name) const;  // exact spelling
};

// Synchronous; may block when it runs on the pool.
using Handler = std::function<Response(const Request&)>;

// "%ED%95%9C+a" -> bytes; `plus` says whether '+' is a space (queries) or itself (paths). Nothing when an
// escape is broken, when the result is not UTF-8, or holds a NUL.
enum class Plus { space, plus };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

// Splits `target` into path and query; false when it is no origin-form target or an escape is broken.
bool split_target(Request& request);

// True for letters, digits and the few signs of a header token; what a header value must not hold is removed.
std::string safe_header_value(std::string_view value);

std::string_view reason_phrase(int status);

}  // namespace manyhands::http
