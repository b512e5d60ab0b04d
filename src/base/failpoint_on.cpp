#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/failpoint.hpp"

namespace manyhands::base {
namespace {

struct Plan {
    std::string name;
    int visit = 1;
    int seen = 0;
    int trace = -1;
};

Plan read_plan() {
    Plan plan;
    if (const char* set = std::getenv("MANYHANDS_FAILPOINT")) {
        const std::string_view text(set);
        const auto equals = text.find("=kill");
        plan.name = text.substr(0, equals);
        if (const auto at = text.find('@'); at != std::string_view::npos)
            std::from_chars(text.data() + at + 1, text.data() + text.size(), plan.visit);
    }
    if (const char* file = std::getenv("MANYHANDS_FAILPOINT_TRACE"))
        plan.trace = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return plan;
}

std::function<void(std::string_view)>& watcher() {
    static std::function<void(std::string_view)> watch;
    return watch;
}

void visit(std::string_view name) {
    static std::mutex mutex;
    static Plan plan = read_plan();
    const std::scoped_lock guard(mutex);
    if (plan.trace >= 0) {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        const std::string line = std::string(name) + ' ' + std::to_string(::gettid()) + ' ' +
                                 std::to_string(std::chrono::floor<std::chrono::microseconds>(now).count()) +
                                 '\n';
        [[maybe_unused]] const auto written = ::write(plan.trace, line.data(), line.size());
    }
    if (!plan.name.empty() && plan.name == name && ++plan.seen == plan.visit) ::kill(::getpid(), SIGKILL);
}

}  // namespace

void failpoint(std::string_view name) {
    visit(name);
    if (const auto& watch = watcher()) watch(name);
}

void watch_failpoints(std::function<void(std::string_view)> watch) {
    watcher() = std::move(watch);
}

}  // namespace manyhands::base
