#include "app/admin_socket.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <streambuf>
#include <system_error>
#include <utility>

#include <boost/json.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/line_socket.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"

namespace manyhands::app {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCallersAtMost = 16;
constexpr std::size_t kPiece = 8192;
constexpr time_t kPatience = 600;  // seconds that a person may take to type a password

// A socket's address holds 107 bytes; the folder's path may be longer. Through the folder's descriptor every
// path is short.
class Address {
  public:
    explicit Address(const fs::path& data) : folder_(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        address_.sun_family = AF_UNIX;
        const std::string path = "/proc/self/fd/" + std::to_string(folder_) + "/" + kAdminSocket;
        path.copy(address_.sun_path, sizeof(address_.sun_path) - 1);
    }
    ~Address() {
        if (folder_ >= 0) ::close(folder_);
    }
    Address(const Address&) = delete;
    Address& operator=(const Address&) = delete;
    bool ok() const { return folder_ >= 0; }
    const char* path() const { return address_.sun_path; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    static socklen_t size() { return sizeof(sockaddr_un); }

  private:
    int folder_;
    sockaddr_un address_{};
};

bool is_ours(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

// What is written goes to the caller under a name, in pieces.
class ToCaller final : public std::streambuf {
  public:
    ToCaller(LineSocket& socket, const char* name) : socket_(socket), name_(name) {}

  protected:
    int_type overflow(int_type c) override {
        if (c != traits_type::eof()) add(static_cast<char>(c));
        return c;
    }
    std::streamsize xsputn(const char* text, std::streamsize n) override {
        for (std::streamsize i = 0; i < n; ++i)
            add(text[i]);
        return n;
    }
    int sync() override {
        if (!text_.empty()) socket_.send({{name_, std::exchange(text_, {})}});
        return 0;
    }

  private:
    // A piece ends with a line, so that no letter of several bytes is cut in two.
    void add(char c) {
        text_ += c;
        if (text_.size() >= kPiece && c == '\n') sync();
    }
    LineSocket& socket_;
    const char* name_;
    std::string text_;
};

// Lines that the caller reads from its own standard input.
class FromCaller final : public std::streambuf {
  public:
    FromCaller(LineSocket& socket, std::ostream& err) : socket_(socket), err_(err) {}

  protected:
    int_type underflow() override {
        err_.flush();
        if (!socket_.send({{"ask", "line"}})) return traits_type::eof();
        const auto answer = socket_.receive();
        const json::value* line = answer ? answer->if_contains("line") : nullptr;
        if (line == nullptr || !line->is_string()) return traits_type::eof();
        line_ = std::string(line->get_string()) + "\n";
        setg(line_.data(), line_.data(), line_.data() + line_.size());
        return traits_type::to_int_type(line_.front());
    }

  private:
    LineSocket& socket_;
    std::ostream& err_;
    std::string line_;
};

base::Result<std::string> file_of_caller(LineSocket& socket, const std::string& path) {
    const auto failed = [&](std::string cause) {
        return base::fail(base::ErrorCode::not_found, "cli.file.unreadable", {{"file", path}},
                          std::move(cause));
    };
    if (!socket.send({{"ask", "file"}, {"path", path}})) return failed("the caller is gone");
    const auto answer = socket.receive();
    if (!answer) return failed("the caller is gone");
    if (const json::value* bytes = answer->if_contains("bytes"); bytes != nullptr && bytes->is_string())
        if (auto read = base::from_base64url(std::string_view(bytes->get_string()))) return *read;
    const json::value* problem = answer->if_contains("problem");
    return failed(problem != nullptr && problem->is_string() ? std::string(problem->get_string())
                                                             : std::string());
}

std::optional<AdminRequest> request_of(const json::object& object, base::Lang& lang) {
    const json::value* args = object.if_contains("args");
    if (args == nullptr || !args->is_array()) return std::nullopt;
    AdminRequest request;
    for (const json::value& each : args->get_array()) {
        if (!each.is_string()) return std::nullopt;
        request.args.emplace_back(each.get_string());
    }
    if (const json::value* env = object.if_contains("env"); env != nullptr && env->is_object())
        for (const auto& [name, value] : env->get_object())
            if (value.is_string()) request.env.emplace(name, std::string(value.get_string()));
    if (const json::value* said = object.if_contains("lang"); said != nullptr && said->is_string())
        lang = base::pick_lang(std::string_view(said->get_string()));
    return request;
}

}  // namespace

bool goes_through_server(const cli::Command& command) {
    return !std::holds_alternative<cli::Serve>(command) && !std::holds_alternative<cli::Practice>(command) &&
           !std::holds_alternative<cli::Report>(command) &&
           !std::holds_alternative<cli::Leaderboard>(command) &&
           !std::holds_alternative<cli::Replay>(command) && !std::holds_alternative<cli::Doctor>(command) &&
           !std::holds_alternative<cli::Backup>(command) && !std::holds_alternative<cli::Restore>(command) &&
           !std::holds_alternative<cli::Migrate>(command) &&
           !std::holds_alternative<cli::ConfigCheck>(command) &&
           !std::holds_alternative<cli::ConfigExample>(command) &&
           !std::holds_alternative<cli::AuditVerify>(command) &&
           !std::holds_alternative<cli::ListenStream>(command) &&
           !std::holds_alternative<cli::Export>(command);
}

base::Result<std::unique_ptr<AdminSocket>> AdminSocket::start(const fs::path& data, Company& company,
                                                              const base::Clock& clock,
                                                              base::Random& random) {
    const auto failed = [&] {
        return base::fail(base::ErrorCode::unavailable, "app.admin_socket", {{"folder", data.string()}},
                          std::generic_category().message(errno));
    };
    const Address address(data);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!address.ok() || descriptor < 0) return failed();
    // Nobody else serves this folder (its lock is ours): what stands there was left by a process that is
    // gone.
    ::unlink(address.path());
    if (::bind(descriptor, address.get(), Address::size()) != 0 || ::chmod(address.path(), 0600) != 0 ||
        ::listen(descriptor, 16) != 0) {
        const auto error = failed();
        ::close(descriptor);
        return error;
    }
    return std::unique_ptr<AdminSocket>(new AdminSocket(data, descriptor, company, clock, random));
}

AdminSocket::AdminSocket(fs::path data, int descriptor, Company& company, const base::Clock& clock,
                         base::Random& random)
    : data_(std::move(data)),
      descriptor_(descriptor),
      company_(company),
      clock_(clock),
      random_(random),
      thread_([this] { accept_all(); }) {}

AdminSocket::~AdminSocket() {
    stopping_ = true;
    if (const Address address(data_); address.ok()) ::unlink(address.path());
    ::shutdown(descriptor_, SHUT_RDWR);
    thread_.join();
    ::close(descriptor_);
    {
        const std::scoped_lock guard(mutex_);
        for (const Caller& caller : callers_)
            if (!caller.done) ::shutdown(caller.descriptor, SHUT_RDWR);
    }
    for (Caller& caller : callers_)
        caller.thread.join();
}

void AdminSocket::forget_finished() {
    const std::scoped_lock guard(mutex_);
    for (auto at = callers_.begin(); at != callers_.end();) {
        if (at->done) {
            at->thread.join();
            at = callers_.erase(at);
        } else {
            ++at;
        }
    }
}

void AdminSocket::accept_all() {
    while (!stopping_) {
        const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (stopping_) return;
            if (errno != EINTR && errno != ECONNABORTED) ::poll(nullptr, 0, 100);  // no descriptors left
            continue;
        }
        forget_finished();
        if (!is_ours(descriptor) || callers_.size() >= kCallersAtMost) {
            ::close(descriptor);
            continue;
        }
        const timeval patience{kPatience, 0};
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        const std::scoped_lock guard(mutex_);
        Caller& caller = callers_.emplace_back();
        caller.descriptor = descriptor;
        caller.thread = std::thread([this, &caller] {
            serve(caller.descriptor);
            const std::scoped_lock done(mutex_);
            ::close(caller.descriptor);
            caller.done = true;
        });
    }
}

void AdminSocket::serve(int descriptor) {
    LineSocket socket(::dup(descriptor));
    const auto first = socket.receive();
    if (!first) return;
    base::Lang lang = base::Lang::en;
    const auto request = request_of(*first, lang);
    if (!request) return;
    ToCaller out_buffer(socket, "out");
    ToCaller err_buffer(socket, "err");
    std::ostream out(&out_buffer);
    std::ostream err(&err_buffer);
    FromCaller in_buffer(socket, err);
    std::istream in(&in_buffer);
    const auto parsed = cli::parse(request->args, lang, [&](const std::string& name) {
        const auto found = request->env.find(name);
        return found == request->env.end() ? std::string() : found->second;
    });
    int code = cli::kUsage;
    if (const auto* ended = std::get_if<cli::Ended>(&parsed)) {
        out << ended->out;
        err << ended->err;
        code = ended->exit_code;
    } else if (const auto& command = std::get<cli::Command>(parsed); goes_through_server(command)) {
        base::log(base::LogLevel::info, "admin", "a verb was asked for",
                  {{"verb", request->args.empty() ? "" : request->args.front()}});
        Console console{lang, false, clock_, random_, &out, &err, &in, &company_};
        console.file_reader = [&](const std::string& path) { return file_of_caller(socket, path); };
        code = std::visit([&](const auto& verb) { return run(verb, console); }, command);
    }
    out.flush();
    err.flush();
    socket.send({{"exit", code}});
}

std::optional<int> ask_server(const fs::path& data, const AdminRequest& request, const Console& console) {
    const Address address(data);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    LineSocket socket(descriptor);
    if (!address.ok() || ::connect(descriptor, address.get(), Address::size()) != 0) return std::nullopt;
    json::object env;
    for (const auto& [name, value] : request.env)
        env[name] = value;
    if (!socket.send({{"args", json::array(request.args.begin(), request.args.end())},
                      {"lang", to_string(console.lang)},
                      {"env", std::move(env)}}))
        return std::nullopt;
    while (const auto said = socket.receive()) {
        const auto text = [&](const char* name) -> std::optional<std::string> {
            const json::value* value = said->if_contains(name);
            if (value == nullptr || !value->is_string()) return std::nullopt;
            return std::string(value->get_string());
        };
        if (const auto out = text("out")) console.out() << *out << std::flush;
        if (const auto err = text("err")) console.err() << *err << std::flush;
        if (const auto ask = text("ask"); ask == "line") {
            std::string line;
            if (std::getline(*console.from, line)) {
                socket.send({{"line", line}});
            } else {
                socket.send({});
            }
        } else if (ask == "file") {
            const auto bytes = console.read_file(text("path").value_or(""));
            if (bytes) {
                socket.send({{"bytes", base::to_base64url(*bytes)}});
            } else {
                socket.send({{"problem", bytes.error().cause}});
            }
        }
        if (const json::value* code = said->if_contains("exit"); code != nullptr && code->is_int64())
            return static_cast<int>(code->get_int64());
    }
    console.err() << "manyhands: " << base::tr(console.lang, "app.server_gone") << "\n";
    return cli::kFailed;
}

}  // namespace manyhands::app
