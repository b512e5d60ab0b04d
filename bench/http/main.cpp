#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include "http/bench.hpp"

namespace manyhands::bench {

std::int64_t steady_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

std::vector<SessionLine> read_sessions(const std::string& folder) {
    std::ifstream in(folder + "/sessions.txt");
    std::vector<SessionLine> lines;
    for (SessionLine line; in >> line.cookie >> line.csrf;)
        lines.push_back(line);
    if (lines.empty()) std::exit(1);
    return lines;
}

// Nearest rank.
std::string percentiles(std::vector<double>& times) {
    if (times.empty()) return R"("n":0,"p50":-1,"p99":-1,"max":-1)";
    std::ranges::sort(times);
    const auto rank = [&](double p) {
        const auto at = static_cast<std::size_t>(p / 100 * static_cast<double>(times.size()) + 0.999999);
        return times[std::clamp<std::size_t>(at, 1, times.size()) - 1];
    };
    return fmt::format(R"("n":{},"p50":{:.3f},"p99":{:.3f},"max":{:.3f})", times.size(), rank(50), rank(99),
                       times.back());
}

Stamps::Stamps(const std::string& folder) {
    const int file = ::open((folder + "/stamps").c_str(), O_CREAT | O_RDWR, 0600);
    const std::size_t size = kSlots * sizeof(std::int64_t);
    if (file < 0 || ::ftruncate(file, static_cast<off_t>(size)) != 0) std::exit(1);
    void* const mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped == MAP_FAILED) std::exit(1);
    slots_ = static_cast<std::int64_t*>(mapped);
}
std::int64_t Stamps::at(std::int64_t seq) const {
    return __atomic_load_n(slots_ + (static_cast<std::size_t>(seq) % kSlots), __ATOMIC_ACQUIRE);
}
void Stamps::set(std::int64_t seq, std::int64_t ns) {
    __atomic_store_n(slots_ + (static_cast<std::size_t>(seq) % kSlots), ns, __ATOMIC_RELEASE);
}

int fsync_alone(const std::string& folder, int seconds) {
    const std::string name = folder + "/fsync";
    const int file = ::open(name.c_str(), O_CREAT | O_RDWR, 0600);
    const std::string block(4096, 'x');
    std::vector<double> times;
    const auto end = steady_ns() + std::int64_t{seconds} * 1'000'000'000;
    for (off_t i = 0; steady_ns() < end; ++i) {
        const auto began = steady_ns();
        if (::pwrite(file, block.data(), block.size(), i % 256 * 4096) < 0 || ::fdatasync(file) != 0)
            return 1;
        times.push_back(static_cast<double>(steady_ns() - began) / 1e6);
    }
    ::close(file);
    ::unlink(name.c_str());
    fmt::print("{{{}}}\n", percentiles(times));
    return 0;
}

}  // namespace manyhands::bench

int main(int argc, char** argv) {
    using namespace manyhands::bench;
    const auto text = [&](int i) { return std::string(i < argc ? argv[i] : ""); };
    const auto number = [&](int i) { return std::atoi(text(i).c_str()); };
    const std::string verb = text(1);
    if (verb == "make") return make(text(2), number(3), number(4));
    if (verb == "serve") return serve(text(2), number(3));
    if (verb == "streams") return streams(number(2), text(3), number(4), number(5));
    if (verb == "work") return work(number(2), text(3), number(4), number(5), number(6));
    if (verb == "fsync") return fsync_alone(text(2), number(3));
    fmt::print(stderr, "see bench/http/bench.hpp\n");
    return 2;
}
