// Runs the fuzz targets. By itself: a fixed number of mutations of each target's inputs, the same for the
// same seed. With libFuzzer (MANYHANDS_LIBFUZZER) the target is named by MH_FUZZ_TARGET, and tools/fuzz
// starts one process for each.
//   mh_fuzz [--list] [--target NAME]... [--rounds N] [--seed N] [--corpus FOLDER] [--findings FOLDER]
//   [FILE...]
// With files only those are run, against the one target that is named: that is how a finding is looked at
// again.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <unistd.h>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "fuzz/target.hpp"

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace manyhands::fuzz {

std::vector<Target>& targets() {
    static std::vector<Target> all;
    return all;
}

void wrong(std::string_view what, std::string_view detail) {
    std::fprintf(stderr, "%.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(std::min<std::size_t>(detail.size(), 4000)), detail.data());
    std::abort();
}

namespace {

const Target* find(std::string_view name) {
    for (const Target& target : targets())
        if (target.name == name) return &target;
    return nullptr;
}

constexpr std::size_t kLongest = 64U << 10U;  // bytes of a mutated input

// One to eight changes of `input`: bits, bytes, words of the target, pieces of another input, repetition.
std::string mutated(std::string input, const Target& target, const std::vector<std::string>& seeds,
                    base::Random& random) {
    static constexpr char kEdges[]{'\0', '\x01', '\x7f', '\x80', '\xff', '\n', '"',
                                   '\\', '{',    '[',    '%',    '-',    '9'};
    const auto place = [&](std::size_t extra = 1) { return random.below(input.size() + extra); };
    for (auto left = 1 + random.below(8); left > 0; --left) {
        switch (random.below(10)) {
            case 0:
                if (!input.empty()) input[place(0)] ^= static_cast<char>(1U << random.below(8));
                break;
            case 1:
                if (!input.empty()) input[place(0)] = kEdges[random.below(std::size(kEdges))];
                break;
            case 2:
                input.insert(place(), 1, static_cast<char>(random.below(256)));
                break;
            case 3:
            case 4:
                if (!target.words.empty())
                    input.insert(place(), target.words[random.below(target.words.size())]);
                break;
            case 5:
                input.erase(place(), random.below(1 + std::min<std::size_t>(input.size(), 64)));
                break;
            case 6: {  // a piece once more, sometimes very often
                const auto from = place();
                const std::string piece = input.substr(from, 1 + random.below(32));
                for (auto again = random.below(40) == 0 ? 2'000U : 1 + random.below(3);
                     again > 0 && input.size() < kLongest; --again)
                    input.insert(from, piece);
                break;
            }
            case 7:
                if (!seeds.empty()) {
                    const std::string& other = seeds[random.below(seeds.size())];
                    const auto from = random.below(other.size() + 1);
                    input.insert(place(),
                                 other.substr(from, random.below(1 + std::min<std::size_t>(
                                                                         other.size() - from, 200))));
                }
                break;
            case 8:
                if (input.size() > 1) std::swap(input[place(0)], input[place(0)]);
                break;
            default:
                input.resize(place());
        }
    }
    if (input.size() > kLongest) input.resize(kLongest);
    return input;
}

}  // namespace
}  // namespace manyhands::fuzz

#if defined(MANYHANDS_LIBFUZZER)

namespace {
const manyhands::fuzz::Target* chosen = nullptr;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    manyhands::base::set_log_sink([](auto&&...) {});
    const char* name = std::getenv("MH_FUZZ_TARGET");
    chosen = manyhands::fuzz::find(name == nullptr ? "" : name);
    if (chosen == nullptr) {
        std::fprintf(stderr, "MH_FUZZ_TARGET names one of:\n");
        for (const auto& target : manyhands::fuzz::targets())
            std::fprintf(stderr, "%s\n", std::string(target.name).c_str());
        std::_Exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return chosen->run(std::string_view(reinterpret_cast<const char*>(data), size));
}

// Half are the library's own changes, half ours: it does not know the targets' words and inputs.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned seed) {
    if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
    static const std::vector<std::string> seeds =
        chosen->seeds == nullptr ? std::vector<std::string>{} : chosen->seeds();
    manyhands::base::SeededRandom random(seed);
    std::string input = !seeds.empty() && random.below(8) == 0
                            ? seeds[random.below(seeds.size())]
                            : std::string(reinterpret_cast<const char*>(data), size);
    input = manyhands::fuzz::mutated(std::move(input), *chosen, seeds, random);
    const std::size_t length = std::min(input.size(), most);
    std::memcpy(data, input.data(), length);
    return length;
}

#else

namespace {

using namespace manyhands;
using fuzz::Target;
namespace fs = std::filesystem;

// What runs now, for the handlers below: whatever ends the program, the input is kept.
std::string_view current;
char kept_at[512];
constexpr unsigned kTooLong = 60;  // seconds for one input, sanitized and on a slow machine

void keep_current() {
    if (kept_at[0] == '\0') return;
    const int file = ::open(kept_at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return;
    if (::write(file, current.data(), current.size()) >= 0) {
        constexpr std::string_view kSaid = "the input is kept in ";
        [[maybe_unused]] auto said = ::write(2, kSaid.data(), kSaid.size());
        said = ::write(2, kept_at, std::strlen(kept_at));
        said = ::write(2, "\n", 1);
    }
    ::close(file);
    kept_at[0] = '\0';
}

void ended(int number) {
    if (number == SIGALRM) {
        constexpr std::string_view kSaid = "one input takes too long\n";
        [[maybe_unused]] const auto said = ::write(2, kSaid.data(), kSaid.size());
    }
    keep_current();
    std::signal(number == SIGALRM ? SIGABRT : number, SIG_DFL);
    std::raise(number == SIGALRM ? SIGABRT : number);
}

void run(const Target& target, std::string_view input) {
    // A copy of exactly its size: reading beyond its end is seen.
    const std::vector<char> exact(input.begin(), input.end());
    current = std::string_view(exact.data(), exact.size());
    ::alarm(kTooLong);
    try {
        target.run(current);
    } catch (const std::exception& error) {
        fuzz::wrong("an exception got out", error.what());
    }
    ::alarm(0);
    current = {};
}

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Options {
    std::vector<std::string> names;
    std::vector<std::string> files;
    std::uint64_t rounds = 20;  // for each unit of effort a hundredth
    std::uint64_t seed = 20'260'101;
    fs::path corpus = MH_FUZZ_CORPUS;
    fs::path findings = "fuzz-findings";
    bool list = false;
};

int usage() {
    std::fprintf(stderr,
                 "mh_fuzz [--list] [--target NAME]... [--rounds N] [--seed N] [--corpus FOLDER] [--findings "
                 "FOLDER] [FILE...]\n");
    return 2;
}

// Every input of the corpus, of the target itself, and `rounds` mutations. False when something was not
// reached.
bool all_of(const Target& target, const Options& options) {
    std::vector<std::string> seeds;
    std::vector<fs::path> paths;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(options.corpus / target.name, none))
        if (entry.is_regular_file()) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths)
        seeds.push_back(content(path));
    if (target.seeds != nullptr)
        for (std::string& seed : target.seeds())
            seeds.push_back(std::move(seed));
    if (seeds.empty()) {
        std::printf("FAILED: %s has no input to begin with\n", std::string(target.name).c_str());
        return false;
    }
    const std::string kept =
        (options.findings / (std::string(target.name) + "-" + std::to_string(options.seed))).string();
    std::snprintf(kept_at, sizeof kept_at, "%s", kept.c_str());
    const auto began = std::chrono::steady_clock::now();
    for (const std::string& seed : seeds)
        run(target, seed);
    // Its own for every target: what one is given does not depend on which others run.
    const std::string name = base::sha256(target.name);
    std::uint64_t own = options.seed;
    for (std::size_t i = 0; i < 8; ++i)
        own = own * 257 + static_cast<unsigned char>(name[i]);
    base::SeededRandom random(own);
    const std::uint64_t rounds = options.rounds * static_cast<std::uint64_t>(target.share);
    for (std::uint64_t i = 0; i < rounds; ++i)
        run(target, fuzz::mutated(seeds[random.below(seeds.size())], target, seeds, random));
    const std::string missed = target.missed == nullptr ? std::string() : target.missed();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("%s: %s %zu inputs and %llu mutations, seed %llu, %.1f s%s%s\n",
                missed.empty() ? "ok" : "FAILED", std::string(target.name).c_str(), seeds.size(),
                static_cast<unsigned long long>(rounds), static_cast<unsigned long long>(options.seed),
                seconds, missed.empty() ? "" : ": ", missed.c_str());
    std::fflush(stdout);
    return missed.empty();
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    const std::vector<std::string> args(argv + 1, argv + argc);
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string& word = args[i];
        if (word == "--list") {
            options.list = true;
        } else if (!word.starts_with("--")) {
            options.files.push_back(word);
        } else if (i + 1 == args.size()) {
            return usage();
        } else if (const std::string& value = args[++i]; word == "--target") {
            options.names.push_back(value);
        } else if (word == "--rounds" || word == "--seed") {
            char* end = nullptr;
            (word == "--seed" ? options.seed : options.rounds) = std::strtoull(value.c_str(), &end, 10);
            if (value.empty() || *end != '\0') return usage();
        } else if (word == "--corpus") {
            options.corpus = value;
        } else if (word == "--findings") {
            options.findings = value;
        } else {
            return usage();
        }
    }
    auto& all = fuzz::targets();
    std::sort(all.begin(), all.end(), [](const Target& a, const Target& b) { return a.name < b.name; });
    if (options.list) {
        for (const Target& target : all)
            std::printf("%s\n", std::string(target.name).c_str());
        return 0;
    }
    std::vector<const Target*> wanted;
    for (const std::string& name : options.names) {
        wanted.push_back(fuzz::find(name));
        if (wanted.back() == nullptr) {
            std::fprintf(stderr, "no target %s\n", name.c_str());
            return 2;
        }
    }
    if (options.names.empty())
        for (const Target& target : all)
            wanted.push_back(&target);
    if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(keep_current);
    for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM})
        if (number == SIGABRT || number == SIGALRM || __sanitizer_set_death_callback == nullptr)
            std::signal(number, ended);
    if (!options.files.empty()) {
        if (wanted.size() != 1) return usage();
        for (const std::string& file : options.files) {
            run(*wanted.front(), content(file));
            std::printf("ok: %s\n", file.c_str());
        }
        return 0;
    }
    base::set_log_sink([](auto&&...) {});
    std::error_code none;
    fs::create_directories(options.findings, none);
    std::size_t passed = 0;
    for (const Target* target : wanted)
        if (all_of(*target, options)) ++passed;
    std::printf("%zu passed, %zu failed\n", passed, wanted.size() - passed);
    return passed == wanted.size() ? 0 : 1;
}

#endif
