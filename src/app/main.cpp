#include <clocale>
#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "app/commands.hpp"

int main(int argc, char** argv) {
    using namespace manyhands;
    const auto env = [](const std::string& name) {
        const char* value = std::getenv(name.c_str());
        return std::string(value == nullptr ? "" : value);
    };
    const std::string spoken = env("LC_ALL").empty() ? env("LANG") : env("LC_ALL");
    const base::Lang lang = base::pick_lang(spoken);
    const auto parsed = cli::parse({argv + 1, argv + argc}, lang, env);
    if (const auto* ended = std::get_if<cli::Ended>(&parsed)) {
        std::cout << ended->out;
        std::cerr << ended->err;
        return ended->exit_code;
    }
    base::SystemClock clock;
    base::SystemRandom random;
    const app::Console console{lang, ::isatty(STDOUT_FILENO) == 1, clock, random};
    return std::visit([&](const auto& command) { return app::run(command, console); },
                      std::get<cli::Command>(parsed));
}
