// The running server owns its data folder (decision 22): a verb that changes something is carried out by the
// server, asked over a Unix socket in the folder. The caller's arguments are parsed and run there by the same
// functions as here; what they say and read passes over the socket, so that output and exit code are the
// same.
//
// One JSON object a line. The caller: {"args": [...], "lang": "ko", "env": {...}}. The server: {"out": text},
// {"err": text}, {"ask": "line"} and {"ask": "file", "path": ...} - answered with {"line": text} (or {} at
// the end of input), {"bytes": base64url} or {"problem": text} - and last {"exit": code}.
#pragma once

#include <atomic>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/commands.hpp"

namespace manyhands::app {

inline constexpr const char* kAdminSocket = "admin.sock";

// Whether a verb is carried out by the server that runs on its folder, if one does. Not those that are
// servers themselves, that only look, or that work on the folder as a whole.
bool goes_through_server(const cli::Command& command);

// Serves until it is destroyed. Only the server's own system user and root are heard; the file has mode 0600
// in a folder of mode 0700.
class AdminSocket {
  public:
    // `company` and `console` (clock, random) must outlive it. Errors: unavailable ("app.admin_socket").
    static base::Result<std::unique_ptr<AdminSocket>> start(const std::filesystem::path& data,
                                                            Company& company, const base::Clock& clock,
                                                            base::Random& random);
    // Hangs up on whoever is still connected; a verb that runs is waited for.
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

  private:
    struct Caller {
        int descriptor = -1;
        std::atomic<bool> done = false;
        std::thread thread;
    };
    AdminSocket(std::filesystem::path data, int descriptor, Company& company, const base::Clock& clock,
                base::Random& random);
    void accept_all();
    void serve(int descriptor);
    void forget_finished();

    std::filesystem::path data_;
    int descriptor_;
    Company& company_;
    const base::Clock& clock_;
    base::Random& random_;
    std::mutex mutex_;
    std::list<Caller> callers_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

struct AdminRequest {
    std::vector<std::string> args;
    std::map<std::string, std::string> env;  // what of the environment the command line may look at
};

// Has the server of that folder carry the request out. Nothing: no server runs there. Otherwise its exit
// code; kFailed when it went away meanwhile.
std::optional<int> ask_server(const std::filesystem::path& data, const AdminRequest& request,
                              const Console& console);

}  // namespace manyhands::app
