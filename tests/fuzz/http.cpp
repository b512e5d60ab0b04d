// The HTTP edge with a company behind it: bytes on its port, every route of the table with bodies made of its
// own schema and of anything else, and the small readers by themselves.
#include <map>
#include <set>

#include "base/text/utf8.hpp"
#include "fuzz/target.hpp"
#include "http/shapes.hpp"
#include "http/world_test.hpp"

namespace manyhands::fuzz {
namespace {

using namespace manyhands::http;
namespace json = boost::json;
using http::test::Client;
using http::test::Reply;

// The company of the API's tests, outside of a test.
class House final : public http::test::World {
  public:
    House() {
        for (int i = 0; i < 3; ++i)
            remember(customer_writes("c" + std::to_string(i),
                                     "@hanbit 환불이 언제 되나요? " + std::to_string(i),
                                     "p" + std::to_string(i)));
        for (const std::string& id :
             {kim_.id.value, lee_.id.value, ahn_.id.value, support_.id.value, delivery_.id.value,
              account_.id.value, brand_.id.value, std::string("01J0000000000000000000000X"),
              std::string("me"), std::string()})
            remember(id);
        // Links and passwords that are guessed all day must not keep the next admin out.
        SiteConfig config;
        config.api.sign_in_failures = 1'000'000;
        restart(config);
        visit();
    }
    void TestBody() override {}

    const std::vector<Route>& routes() const { return site_->router().routes(); }
    std::uint16_t port() const { return site_->port(); }
    const std::string& id(std::size_t choice) const { return ids_seen_[choice % ids_seen_.size()]; }

    // A new admin when the one before has signed out, was deactivated, or lost the role.
    void visit() { client_ = sign_in(hire("Fuzz Admin", model::Role::admin)); }
    Client& client() { return *client_; }

    // Ids that the server tells, for later requests.
    void learn(std::string_view body) {
        for (std::size_t at = body.find("\"01"); at != std::string_view::npos; at = body.find("\"01", at + 1))
            if (body.size() > at + 27 && body[at + 27] == '"' && base::is_ulid(body.substr(at + 1, 26)))
                remember(std::string(body.substr(at + 1, 26)));
    }
    void tick() { clock_.advance(std::chrono::seconds(1)); }

  private:
    void remember(const std::string& id) {
        if (std::find(ids_seen_.begin(), ids_seen_.end(), id) != ids_seen_.end()) return;
        if (ids_seen_.size() < 64)
            ids_seen_.push_back(id);
        else
            ids_seen_[16 + next_++ % 48] = id;
    }
    std::vector<std::string> ids_seen_;
    std::size_t next_ = 0;
    std::unique_ptr<Client> client_;
};

constexpr int kRequestsOfOneHouse = 4'000;

House& house() {
    static std::unique_ptr<House> current;
    static int left = 0;
    if (left-- <= 0) {
        current.reset();
        current = std::make_unique<House>();
        left = kRequestsOfOneHouse;
    }
    return *current;
}

std::string escaped(std::string_view text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.')
            out += c;
        else
            out.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
    return out;
}

std::string header_safe(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 200))
        if (c >= ' ' && c != '\x7f') out += c;
    return out;
}

std::string some_text(Bytes& bytes, std::int64_t least, std::int64_t most) {
    static constexpr std::string_view kTexts[]{"환불해 드렸습니다",
                                               "shop.example",
                                               "https://shop.example.com/hook",
                                               "kim@hanbit.example",
                                               "KG",
                                               "환불 OR refund",
                                               "{{customer.name}}",
                                               "=cmd()",
                                               "<script>",
                                               "2026-03-09T05:23:00Z",
                                               "09:00",
                                               "Asia/Seoul",
                                               "ko",
                                               "open",
                                               "\u202e",
                                               "conversation.opened"};
    const auto choice = bytes.byte();
    std::string text;
    if (choice < 120)
        text = kTexts[choice % std::size(kTexts)];
    else if (choice < 125)
        text.assign(static_cast<std::size_t>(std::min<std::int64_t>(most + 1, 5000)), 'x');
    else
        text = base::repair_utf8(bytes.take(choice % 32U));
    while (std::ssize(text) < std::min<std::int64_t>(least, 200))
        text += 'a';
    return text;
}

// A value that mostly fits the schema.
json::value made(const Schema& schema, Bytes& bytes, int depth) {
    const auto choice = bytes.byte();
    if (choice == 255) return nullptr;
    if (choice == 254) return json::array{1, "a", json::object{}};
    if (choice == 253) return -1;
    if (choice == 252) return 1e300;
    if (schema.nullable && choice % 4 == 0) return nullptr;
    switch (schema.type) {
        case Schema::Type::object: {
            json::object object;
            for (const Property& property : schema.properties)
                if (property.need == Need::required || bytes.byte() % 2 == 1)
                    object[property.name] = made(*property.schema, bytes, depth + 1);
            if (choice == 251) object["unknown"] = 1;
            return object;
        }
        case Schema::Type::map: {
            json::object object;
            for (auto left = choice % 4; left > 0; --left)
                object[some_text(bytes, 0, 30)] = made(*schema.items, bytes, depth + 1);
            return object;
        }
        case Schema::Type::array: {
            json::array array;
            for (auto left = choice % 4;
                 left > 0 || std::ssize(array) < std::min<std::int64_t>(schema.min, 50);
                 left -= left > 0 ? 1 : 0)
                array.push_back(made(*schema.items, bytes, depth + 1));
            return array;
        }
        case Schema::Type::string:
            if (!schema.values.empty()) return json::value(schema.values[choice % schema.values.size()]);
            if (schema.format == Schema::Format::id || choice % 8 == 0)
                return json::value(house().id(bytes.byte()));
            if (schema.format == Schema::Format::instant)
                return json::value(choice % 2 == 0 ? "2026-03-10T05:23:00Z" : "2026-03-09T05:24:00+09:00");
            return json::value(some_text(bytes, schema.min, schema.max));
        case Schema::Type::integer: {
            if (!schema.choice.empty()) return schema.choice[choice % schema.choice.size()];
            const std::int64_t edges[]{schema.min,          schema.max, 0,        1,
                                       schema.min + choice, INT64_MAX,  INT64_MIN};
            return edges[choice % std::size(edges)];
        }
        case Schema::Type::number:
            return choice / 2.0;
        case Schema::Type::boolean:
            return choice % 2 == 1;
    }
    return nullptr;
}

std::string value_text(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

struct Visits {
    std::uint64_t asked = 0, taken = 0;  // taken: the answer was no refusal of its form (400, 415)
};
std::map<std::string, Visits>& visits() {
    static std::map<std::string, Visits> all;
    return all;
}

void look_at(const std::string& what, const Route* route, const Reply& reply) {
    expect(reply.status != 0, "no answer", what);
    expect(reply.status < 500 || reply.status == 503, "a server's fault", what + "\n" + reply.body);
    expect(reply.header("x-content-type-options") == "nosniff", "without the headers that every answer has",
           what);
    if (route != nullptr && route->media == "text/html" &&
        reply.header("content-type").starts_with("text/html")) {
        // A page says what it refuses as a page; whatever was sent, it carries no script.
        expect(reply.body.find("<script") == std::string::npos, "a script in a page",
               what + "\n" + reply.body);
        return;
    }
    if (reply.status >= 400) {
        const auto problem = http::parse_json(reply.body);
        expect(problem.has_value(), "a problem that is no JSON", what + "\n" + reply.body);
        const auto found = violations(*shapes::problem(), *problem);
        expect(found.empty(), "a problem of another shape",
               found.empty() ? what : what + "\n" + found.front().pointer + reply.body);
        return;
    }
    if (route == nullptr || !route->response || route->media != "application/json" ||
        reply.status != route->status)
        return;
    const auto body = http::parse_json(reply.body);
    expect(body.has_value(), "an answer that is no JSON", what + "\n" + reply.body);
    const auto found = violations(*route->response, *body);
    expect(found.empty(), "an answer of another shape",
           found.empty() ? what
                         : what + "\n" + found.front().pointer + " " + found.front().key + "\n" + reply.body);
}

// Two bytes choose the route, one says what is done to the request; the rest becomes parts of the path, the
// query, headers and a body.
MH_FUZZ(
    http_routes,
    {"{\"", "\":", "}", "[", "]", "null", "\\u0000", "\\ud800", "1e999", "환불", "\xff", ",",
     "\x89PNG\r\n\x1a\n", "\"\"\"\n", "name,email\n", "W/\"1\"", "*"},
    [] {
        std::vector<std::string> seeds;
        for (std::size_t route = 0; route < house().routes().size(); ++route)
            for (const std::string more :
                 {std::string(1, '\2') + std::string(40, '\1'),
                  std::string(1, '\2') + std::string("\x05\x30\x81 12\x41\x07\x03\x22\x71\x11"),
                  std::string("\3{}"), std::string("\3name,email\na,a@b.example\n")})
                seeds.push_back(std::string{static_cast<char>(route / 256), static_cast<char>(route % 256)} +
                                more);
        return seeds;
    },
    [] {
        std::string none;
        std::size_t never = 0, taken = 0;
        for (const Route& route : house().routes()) {
            const Visits seen = visits()[route.operation];
            if (seen.asked == 0) none += (none.empty() ? "never asked: " : ", ") + route.operation;
            if (seen.taken > 0) ++taken;
            if (seen.asked > 0 && seen.taken == 0) {
                ++never;
                std::printf("   nothing was taken by %s (asked %llu times)\n", route.operation.c_str(),
                            static_cast<unsigned long long>(seen.asked));
            }
        }
        std::printf("   %zu routes, of %zu something was taken\n", house().routes().size(), taken);
        return never * 4 > house().routes().size() ? none + " too few routes took anything" : none;
    },
    30) {
    House& here = house();
    Bytes input(bytes);
    const Route& route = here.routes()[input.below(65'536) % here.routes().size()];
    const auto how = input.byte();
    std::string path;
    for (Bytes left(std::string_view(route.pattern).substr(1)); !left.empty();) {
        const auto part = left.part('/');
        path += '/';
        if (!part.starts_with('{'))
            path += part;
        else if (const auto choice = input.byte(); choice < 240)
            path += here.id(choice);
        else
            path += escaped(input.take(choice % 16U));
    }
    char separator = '?';
    for (const QueryField& field : route.query)
        if (input.byte() % 3 == 1) {
            path += separator + field.name + "=" + escaped(value_text(made(*field.schema, input, 0)));
            separator = '&';
        }
    if (how == 200) path += std::string(1, separator) + "unknown=1";
    std::map<std::string, std::string> headers;
    if (route.condition == Condition::if_match || how % 16 == 5)
        headers["If-Match"] = how % 8 == 7   ? header_safe(input.take(12))
                              : how % 8 == 6 ? "*"
                                             : "\"" + std::to_string(1 + input.byte() % 4) + "\"";
    if (route.repeat == Repeat::idempotency_key)
        headers["Idempotency-Key"] = "key-of-fuzz-" + std::to_string(input.byte());
    std::string body;
    if (route.method != "GET") {
        headers["Content-Type"] = route.raw_body.empty()       ? route.takes
                                  : route.raw_body == "image/" ? "image/png"
                                                               : route.raw_body;
        if (how == 201) headers["Content-Type"] = header_safe(input.take(20));
        if (how % 2 == 1 || !route.request || route.takes != "application/json")
            body = input.rest();
        else
            body = json::serialize(made(*route.request, input, 0));
        if (body.empty()) headers.erase("Content-Type");
    }
    Client& client = here.client();
    const Reply reply = client.request(route.method, path, body, headers);
    const std::string what = route.method + " " + path + "\n" + body.substr(0, 1000);
    look_at(what, &route, reply);
    auto& seen = visits()[route.operation];
    ++seen.asked;
    if (reply.status != 400 && reply.status != 401 && reply.status != 415 && reply.status != 428)
        ++seen.taken;
    if (route.media == "text/event-stream") client.close();
    if (reply.status < 400) here.learn(reply.body);
    here.tick();
    // Signed out, deactivated, without a role: somebody else goes on.
    if (reply.status == 401 || (reply.status == 403 && how % 4 == 0) || reply.status == 429 ||
        (route.operation == "sign_out" && reply.status < 300))
        here.visit();
    return 0;
}

// Bytes on the port, as a stranger sends them: an answer in time, or the end of the connection.
MH_FUZZ(
    http_server,
    {"GET ",
     "POST ",
     "HEAD ",
     " HTTP/1.1\r\n",
     " HTTP/1.0\r\n",
     "Host: localhost\r\n",
     "\r\n",
     "\n",
     "Content-Length: 5\r\n",
     "Transfer-Encoding: chunked\r\n",
     "5\r\nhello\r\n0\r\n\r\n",
     "Cookie: __Host-mh=a; mh=b\r\n",
     "Connection: keep-alive\r\n",
     "Expect: 100-continue\r\n",
     "/api/v1/session",
     "/api/v1/conversations?limit=5",
     "/healthz",
     "/%00",
     "/..%2f",
     "?a=%ED%99%98",
     "If-None-Match: \"a\"\r\n",
     "Range: bytes=0-5\r\n",
     "Accept-Encoding: gzip, br\r\n",
     "Authorization: Bearer x\r\n",
     "Upgrade: websocket\r\n",
     "X-Forwarded-For: 1.2.3.4\r\n",
     "\xff",
     "\0"},
    [] {
        return std::vector<std::string>{
            "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nCookie: mh_session=abc\r\n\r\n",
            "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            "application/json\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/session/link HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
            "chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n",
            "HEAD /index.html HTTP/1.0\r\n\r\n"};
    },
    nullptr, 30) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(house().port());
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    expect(::connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0,
           "nobody listens any more");
    // Thousands a second: the port is free at once.
    const linger now{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    for (std::string_view left = bytes; !left.empty();) {
        const ssize_t sent = ::send(socket, left.data(), left.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        left.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(socket, SHUT_WR);
    std::string answer;
    for (;;) {
        pollfd ready{socket, POLLIN, 0};
        expect(::poll(&ready, 1, 20'000) > 0, "neither an answer nor the end of the connection");
        char chunk[16384];
        const ssize_t got = ::recv(socket, chunk, sizeof chunk, 0);
        if (got <= 0) break;
        if (answer.size() < 100'000) answer.append(chunk, static_cast<std::size_t>(got));
    }
    ::close(socket);
    if (answer.empty()) return 0;
    expect(answer.starts_with("HTTP/1."), "an answer that is none", answer);
    expect(answer.size() > 12 && answer[9] != '5', "a server's fault", answer);
    return 0;
}

// The readers of a request by themselves.
MH_FUZZ(
    http_parts,
    {"%",         "%00", "%ED%99%98", "+",       "&",  "=", "?", "/",     "//",   "..",
     "{\"a\":1}", "[",   "{\"a\":",   "\\ud800", "\"", ":", ";", "1e400", "환불", "http://localhost"},
    [] {
        return std::vector<std::string>{"/api/v1/conversations/01J?limit=5&state=open",
                                        "{\"name\":\"환불\",\"zone\":\"Asia/Seoul\",\"a\":[1,2.5,null]}",
                                        "mh_session=abc; other=1", "localhost:8080", "%ED%99%98+a"};
    },
    nullptr, 300) {
    for (const auto plus : {Plus::space, Plus::plus})
        if (const auto decoded = percent_decode(bytes, plus))
            expect(base::is_utf8(*decoded) && decoded->find('\0') == std::string::npos,
                   "decoded to what is no text");
    Request request;
    request.method = "GET";
    request.target = bytes;
    if (split_target(request))
        expect(request.path.starts_with('/'), "a path that does not begin at the root");
    request.headers = {{"cookie", std::string(bytes)},
                       {"host", std::string(bytes)},
                       {"origin", std::string(bytes)},
                       {"x-forwarded-for", std::string(bytes)}};
    (void)request.cookie("mh_session");
    SecurityConfig config;
    config.base_url = "https://care.example.com";
    static const Guard guard(config);
    (void)(guard.host_allowed(request) && guard.origin_allowed(request) && guard.secure(request));
    (void)guard.peer(request);
    const std::string safe = safe_header_value(bytes);
    expect(safe.find_first_of("\r\n") == std::string::npos, "a line end in a header");
    // What we read as JSON, the library does, too, and it is the same; and no shape of a request throws.
    const auto value = parse_json(bytes);
    boost::system::error_code error;
    const auto theirs = json::parse(bytes, error);
    if (value) {
        expect(!error, "read as JSON, which it is not");
        expect(*value == theirs, "read as another JSON");
        static const std::vector<SchemaPtr> shapes{
            shapes::settings_request(),        shapes::bulk_request(),   shapes::hours_request(),
            shapes::listening_query_request(), shapes::submit_request(), shapes::account_request()};
        for (const auto& shape : shapes)
            expect(violations(*shape, *value).size() <= 20, "more findings than are told");
    }
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
