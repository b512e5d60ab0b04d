#include <clocale>
#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "app/admin_socket.hpp"
#include "app/lab.hpp"

int main(int argc, char** argv) {
    using namespace manyhands;
    const auto env = [](const std::string& name) {
        const char* value = std::getenv(name.c_str());
        return std::string(value == nullptr ? "" : value);
    };
    const std::string spoken = env("LC_ALL").empty() ? env("LANG") : env("LC_ALL");
    const base::Lang lang = base::pick_lang(spoken);
    const std::vector<std::string> args(argv + 1, argv + argc);
    if (const auto code = app::lab_verb(args)) return *code;
    model::SettingValues file;
    const std::string path = cli::config_path(args, env);
    if (const bool checked_by_verb = !args.empty() && args[0] == "config";
        !path.empty() && !checked_by_verb) {
        const auto config = app::read_config_file(path);
        for (const cli::ConfigProblem& problem : config.problems)
            std::cerr << path << ":" << problem.line << ": " << base::tr(lang, problem.error) << "\n";
        if (!config.problems.empty()) return cli::kUsage;
        file = config.values;
    }
    const auto parsed = cli::parse(args, lang, env, file);
    if (const auto* ended = std::get_if<cli::Ended>(&parsed)) {
        std::cout << ended->out;
        std::cerr << ended->err;
        return ended->exit_code;
    }
    base::SystemClock clock;
    base::SystemRandom random;
    const app::Console console{lang, ::isatty(STDOUT_FILENO) == 1, clock, random};
    const auto& command = std::get<cli::Command>(parsed);
    if (app::goes_through_server(command)) {
        app::AdminRequest request{args, {}};
        for (char** each = environ; *each != nullptr; ++each)
            if (const std::string_view pair = *each; pair.starts_with("MANYHANDS_"))
                if (const auto equals = pair.find('='); equals != std::string_view::npos)
                    request.env.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        const std::string data = std::visit([](const auto& verb) { return verb.common.data; }, command);
        if (const auto code = app::ask_server(data, request, console)) return *code;
    }
    return std::visit([&](const auto& verb) { return app::run(verb, console); }, command);
}
