// The configuration file: what is taken, what is refused and how it is said, and which source wins.
#include "cli/config_file.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "cli/command.hpp"

namespace manyhands::cli {
namespace {

using base::Lang;
using Env = std::map<std::string, std::string>;

ConfigFile read(std::string_view toml) {
    return read_config(toml, [](const std::string& path) -> std::optional<std::string> {
        if (path == "/run/secrets/url") return "https://from-a-file.example";
        return std::nullopt;
    });
}

// The one problem there is, as "line key arg".
std::string problem(std::string_view toml) {
    const ConfigFile file = read(toml);
    if (file.problems.size() != 1) return std::to_string(file.problems.size()) + " problems";
    const ConfigProblem& one = file.problems[0];
    std::string said = std::to_string(one.line) + " " + one.error.key;
    for (const auto& [name, value] : one.error.args)
        if (name == "key" || name == "near") said += " " + value;
    return said;
}

TEST(ConfigFileTest, SectionsKeysAndKinds) {
    const ConfigFile file = read(R"(
# a comment
[server]
listen = "0.0.0.0:8080"
threads = 4
allow_loopback_networks = true
trust_proxy = ["10.0.0.1", "10.0.0.2"]
base_url_file = "/run/secrets/url"

[promise]
minutes = 15
bands = [7, 15, 60]
)");
    EXPECT_TRUE(file.problems.empty()) << file.problems[0].error.key;
    const model::SettingValues wanted{{"server.listen", "0.0.0.0:8080"},
                                      {"server.threads", "4"},
                                      {"server.allow_loopback_networks", "1"},
                                      {"server.trust_proxy", "10.0.0.1 10.0.0.2"},
                                      {"server.base_url", "https://from-a-file.example"},
                                      {"promise.minutes", "15"},
                                      {"promise.bands", "7 15 60"}};
    EXPECT_EQ(file.values, wanted);
    EXPECT_TRUE(read("").problems.empty());
}

TEST(ConfigFileTest, WhatIsNotKnownIsRefusedByNameWithWhatIsNear) {
    EXPECT_EQ(problem("[server]\nlisten = '127.0.0.1:1'\nthread = 4\n"),
              "3 cli.config.unknown_near server.thread server.threads");
    EXPECT_EQ(problem("[promises]\nminutes = 12\n"),
              "2 cli.config.unknown_near promises.minutes promise.minutes");
    EXPECT_EQ(problem("listen = '127.0.0.1:1'\n"), "1 cli.config.unknown_near listen server.listen");
    EXPECT_EQ(problem("[server]\nlunch_menu_of_the_week = 1\n"),
              "2 cli.config.unknown server.lunch_menu_of_the_week");
    EXPECT_EQ(problem("[nothing_like_it]\n"), "1 cli.config.unknown nothing_like_it");
    EXPECT_TRUE(read("[server]\n").problems.empty()) << "an empty section is none";
}

TEST(ConfigFileTest, WhatIsWrongIsSaidWithItsLine) {
    EXPECT_EQ(problem("[server]\n\nthreads = 65\n"), "3 settings.out_of_range server.threads");
    EXPECT_EQ(problem("[server]\nthreads = 'many'\n"), "2 settings.bad_value server.threads");
    EXPECT_EQ(problem("[server]\nthreads = 1.5\n"), "2 settings.bad_value server.threads");
    EXPECT_EQ(problem("[promise]\nbands = [[1], 2]\n"), "2 settings.bad_value promise.bands");
    EXPECT_EQ(problem("[answer]\nundo_seconds = 7\n"), "2 settings.not_a_choice answer.undo_seconds");
    EXPECT_EQ(problem("[server]\nbase_url_file = '/nothing'\n"),
              "2 cli.config.unreadable server.base_url_file");
    EXPECT_EQ(problem("[server]\nbase_url = 'x'\nbase_url_file = '/run/secrets/url'\n"),
              "3 cli.config.twice server.base_url");
    EXPECT_EQ(problem("[server\n").substr(0, 19), "1 cli.config.syntax");
    EXPECT_EQ(problem("threads = \n").substr(2), "cli.config.syntax");
    // Found by fuzzing: the library's assertions would end the program.
    for (const char* broken : {"[[[1]]7", "[=]", "[ ", "x = [}1", "\n[\xff]"})
        EXPECT_EQ(problem(broken).substr(2), "cli.config.syntax") << broken;
    EXPECT_EQ(read("[server]\nthread = 1\nthreads = 99\n[nope_nope_nope]\n").problems.size(), 3U);
    for (const Lang lang : {Lang::ko, Lang::en}) {
        const std::string text = base::tr(lang, read("[server]\nthread = 4\n").problems.at(0).error);
        EXPECT_NE(text.find("server.threads"), std::string::npos) << text;
        EXPECT_EQ(text.find('{'), std::string::npos) << text;
    }
}

TEST(ConfigFileTest, TheExampleIsAFileThatChangesNothing) {
    for (const Lang lang : {Lang::ko, Lang::en}) {
        std::string example = example_config(lang);
        EXPECT_TRUE(read(example).values.empty());
        EXPECT_TRUE(read(example).problems.empty());
        // With every line switched on it says the defaults, of every setting.
        for (std::size_t at = 0; (at = example.find("\n#", at)) != std::string::npos; ++at)
            if (example[at + 2] != ' ') example.erase(at + 1, 1);
        const ConfigFile all = read(example);
        EXPECT_TRUE(all.problems.empty()) << all.problems[0].line << " " << all.problems[0].error.key;
        for (const model::Setting& setting : model::all_settings()) {
            const auto found = all.values.find(setting.key);
            ASSERT_NE(found, all.values.end()) << setting.key;
            EXPECT_EQ(found->second, setting.standard) << setting.key;
            EXPECT_NE(example.find(model::environment_name(setting)), std::string::npos);
        }
    }
}

TEST(ConfigFileTest, TheFileIsNamedByAFlagOrTheEnvironment) {
    const auto env = [](const std::string& name) { return name == "MANYHANDS_CONFIG" ? "/etc/a" : ""; };
    const auto none = [](const std::string&) { return std::string(); };
    EXPECT_EQ(config_path({"serve"}, none), "");
    EXPECT_EQ(config_path({"serve"}, env), "/etc/a");
    EXPECT_EQ(config_path({"serve", "--config", "/b"}, env), "/b");
    EXPECT_EQ(config_path({"serve", "--config=/c"}, env), "/c");
    EXPECT_EQ(config_path({"serve", "--config"}, env), "/etc/a");
}

std::variant<Command, Ended> parsed(const std::vector<std::string>& args, const Env& env,
                                    const model::SettingValues& file) {
    return parse(
        args, Lang::en,
        [&env](const std::string& name) {
            const auto found = env.find(name);
            return found == env.end() ? std::string() : found->second;
        },
        file);
}
Serve serve(const std::vector<std::string>& args, const Env& env, const model::SettingValues& file) {
    const auto outcome = parsed(args, env, file);
    if (const auto* ended = std::get_if<Ended>(&outcome)) {
        ADD_FAILURE() << ended->err;
        return {};
    }
    return std::get<Serve>(std::get<Command>(outcome));
}

TEST(ConfigFileTest, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
    const model::SettingValues file{{"server.threads", "3"},
                                    {"server.listen", "127.0.0.1:3"},
                                    {"server.base_url", "https://file"},
                                    {"server.trust_proxy", "10.0.0.3 10.0.0.4"},
                                    {"server.allow_loopback_networks", "1"},
                                    {"server.data", "/file"},
                                    {"promise.minutes", "20"}};
    const Env env{
        {"MANYHANDS_THREADS", "2"}, {"MANYHANDS_LISTEN", "[::1]:2"}, {"MANYHANDS_PROMISE_MINUTES", "30"}};
    const Serve one = serve({"serve", "--threads", "1"}, env, file);
    EXPECT_EQ(one.listen.threads, 1);
    EXPECT_EQ(one.listen.address, "::1");
    EXPECT_EQ(one.listen.port, 2);
    EXPECT_EQ(one.listen.base_url, "https://file");
    EXPECT_EQ(one.listen.trusted_proxies, (std::vector<std::string>{"10.0.0.3", "10.0.0.4"}));
    EXPECT_TRUE(one.listen.allow_loopback_networks);
    EXPECT_EQ(one.common.data, "/file");
    // Where each value comes from, for the settings page.
    const auto source = [&](const char* key) {
        return model::resolve(*model::find_setting(key), one.layers, {}).source;
    };
    EXPECT_EQ(source("server.threads"), model::SettingSource::flag);
    EXPECT_EQ(source("server.listen"), model::SettingSource::environment);
    EXPECT_EQ(source("server.base_url"), model::SettingSource::file);
    EXPECT_EQ(source("answer.undo_seconds"), model::SettingSource::standard);
    EXPECT_EQ(
        model::resolve(*model::find_setting("promise.minutes"), one.layers, {{"promise.minutes", "7"}}).value,
        "30");
}

TEST(ConfigFileTest, TheEnvironmentIsCheckedToo) {
    const auto refused = [](const Env& env) {
        const auto outcome = parsed({"serve"}, env, {});
        const auto* ended = std::get_if<Ended>(&outcome);
        return ended == nullptr ? std::string("accepted")
                                : std::to_string(ended->exit_code) + " " + ended->err;
    };
    EXPECT_NE(refused({{"MANYHANDS_THREADS", "many"}}).find("server.threads"), std::string::npos);
    EXPECT_NE(refused({{"MANYHANDS_LISTEN", "nowhere"}}).find("server.listen"), std::string::npos);
    EXPECT_EQ(refused({{"MANYHANDS_BASE_URL_FILE", "/nothing/there"}}).substr(0, 2), "2 ");
    const std::string path = ::testing::TempDir() + "base-url-" + std::to_string(::getpid());
    std::ofstream(path) << "https://secret.example\n";
    EXPECT_EQ(serve({"serve"}, {{"MANYHANDS_BASE_URL_FILE", path}}, {}).listen.base_url,
              "https://secret.example");
    ::unlink(path.c_str());
}

TEST(ConfigFileTest, CheckTakesItsFileFromTheEnvironmentToo) {
    const auto outcome = parsed({"config", "check"}, {{"MANYHANDS_CONFIG", "/etc/a"}}, {});
    EXPECT_EQ(std::get<ConfigCheck>(std::get<Command>(outcome)).file, "/etc/a");
    const auto flag = parsed({"config", "check", "--config", "/b"}, {{"MANYHANDS_CONFIG", "/etc/a"}}, {});
    EXPECT_EQ(std::get<ConfigCheck>(std::get<Command>(flag)).file, "/b");
    EXPECT_TRUE(std::holds_alternative<Ended>(parsed({"config"}, {}, {})));
}

}  // namespace
}  // namespace manyhands::cli
