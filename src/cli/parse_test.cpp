// The command line: every verb, what is refused and how it is said.
#include <algorithm>

#include <gtest/gtest.h>

#include "cli/command.hpp"

namespace manyhands::cli {
namespace {

using base::Lang;
using Args = std::vector<std::string>;
using Env = std::map<std::string, std::string>;

std::variant<Command, Ended> run(const Args& args, const Env& env = {}, Lang lang = Lang::en) {
    return parse(args, lang, [&env](const std::string& name) {
        const auto found = env.find(name);
        return found == env.end() ? std::string() : found->second;
    });
}

template <class T>
T command(const Args& args, const Env& env = {}) {
    const auto parsed = run(args, env);
    if (const auto* ended = std::get_if<Ended>(&parsed)) {
        ADD_FAILURE() << "not understood: " << ended->err << ended->out;
        return {};
    }
    const auto* asked = std::get_if<T>(&std::get<Command>(parsed));
    if (asked == nullptr) {
        ADD_FAILURE() << "another verb";
        return {};
    }
    return *asked;
}

// What was said on standard error; empty (and a failure) when it was accepted after all.
std::string refused(const Args& args, const Env& env = {}) {
    const auto parsed = run(args, env);
    const auto* ended = std::get_if<Ended>(&parsed);
    if (ended == nullptr) {
        ADD_FAILURE() << "accepted";
        return {};
    }
    EXPECT_EQ(ended->exit_code, kUsage);
    EXPECT_TRUE(ended->out.empty()) << "what went wrong is no output: " << ended->out;
    return ended->err;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(ParseTest, ServeAsItStands) {
    const auto serve = command<Serve>({"serve"});
    EXPECT_EQ(serve.common.data, "data");
    EXPECT_FALSE(serve.common.json);
    EXPECT_EQ(serve.listen.address, "127.0.0.1") << "nobody else's business until somebody says so";
    EXPECT_EQ(serve.listen.port, 1212);
    EXPECT_EQ(serve.listen.base_url, "");
    EXPECT_EQ(serve.listen.threads, 0);
    EXPECT_FALSE(serve.listen.allow_loopback_networks);
    EXPECT_TRUE(serve.listen.trusted_proxies.empty());
}

TEST(ParseTest, ServeWithEverything) {
    const auto serve =
        command<Serve>({"serve", "--data", "/srv/mh", "--json", "--listen", "0.0.0.0:8080", "--base-url",
                        "https://care.example", "--threads", "4", "--trust-proxy", "10.0.0.1",
                        "--trust-proxy", "10.0.0.2", "--allow-loopback-networks"});
    EXPECT_EQ(serve.common.data, "/srv/mh");
    EXPECT_TRUE(serve.common.json);
    EXPECT_EQ(serve.listen.address, "0.0.0.0");
    EXPECT_EQ(serve.listen.port, 8080);
    EXPECT_EQ(serve.listen.base_url, "https://care.example");
    EXPECT_EQ(serve.listen.threads, 4);
    EXPECT_EQ(serve.listen.trusted_proxies, (Args{"10.0.0.1", "10.0.0.2"}));
    EXPECT_TRUE(serve.listen.allow_loopback_networks);
}

TEST(ParseTest, ThreadsHaveARange) {
    EXPECT_EQ(command<Serve>({"serve", "--threads", "64"}).listen.threads, 64);
    EXPECT_TRUE(has(refused({"serve", "--threads", "65"}), "--threads"));
    EXPECT_TRUE(has(refused({"serve", "--threads", "-1"}), "--threads"));
    EXPECT_TRUE(has(refused({"serve", "--threads", "many"}), "--threads"));
}

TEST(ParseTest, ListenForms) {
    const std::tuple<const char*, const char*, int> forms[] = {
        {"127.0.0.1:1212", "127.0.0.1", 1212},
        {"127.0.0.1:0", "127.0.0.1", 0},
        {"[::1]:0", "::1", 0},
        {"[::]:443", "::", 443},
        {"localhost:65535", "localhost", 65535},
    };
    for (const auto& [text, address, port] : forms) {
        const auto listen = command<Serve>({"serve", "--listen", text}).listen;
        EXPECT_EQ(listen.address, address) << text;
        EXPECT_EQ(listen.port, port) << text;
    }
}

TEST(ParseTest, ListenWithABadPortIsRefusedByName) {
    for (const char* text : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:web", "127.0.0.1:80x", "127.0.0.1:65536",
                             "127.0.0.1:-1", "127.0.0.1: 80", "127.0.0.1:+80", "127.0.0.1:0x50",
                             "127.0.0.1:99999999999999999999", ":8080", "[]:8080", ""}) {
        const std::string said = refused({"serve", "--listen", text});
        EXPECT_TRUE(has(said, "--listen")) << text << ": " << said;
    }
}

TEST(ParseTest, PracticeHasAFolderOfItsOwn) {
    const auto practice = command<Practice>({"practice"});
    EXPECT_EQ(practice.common.data, "data/practice");
    EXPECT_FALSE(practice.fresh);
    EXPECT_FALSE(practice.seed.has_value());
    const auto again =
        command<Practice>({"practice", "--fresh", "--seed", "18446744073709551615", "--listen", "[::1]:0"});
    EXPECT_TRUE(again.fresh);
    EXPECT_EQ(again.seed, 18446744073709551615ULL);
    EXPECT_EQ(again.listen.address, "::1");
    EXPECT_TRUE(has(refused({"practice", "--seed", "lucky"}), "--seed"));
}

TEST(ParseTest, Init) {
    const auto init = command<Init>({"init", "--brand", "Hanbit", "--name", "Kim Gaon", "--email",
                                     "kim@hanbit.example", "--department", "Care", "--base-url",
                                     "https://care.example", "--data", "d", "--json"});
    EXPECT_EQ(init.brand, "Hanbit");
    EXPECT_EQ(init.name, "Kim Gaon");
    EXPECT_EQ(init.email, "kim@hanbit.example");
    EXPECT_EQ(init.department, "Care");
    EXPECT_EQ(init.base_url, "https://care.example");
    EXPECT_EQ(init.common.data, "d");
    EXPECT_TRUE(init.common.json);
}

TEST(ParseTest, UserAdd) {
    const auto user = command<UserAdd>({"user", "add", "--name", "이서아", "--email", "seoa@hanbit.example"});
    EXPECT_EQ(user.name, "이서아");
    EXPECT_EQ(user.role, "employee");
    EXPECT_EQ(user.initials, "");
    const auto lead =
        command<UserAdd>({"user", "add", "--name", "N", "--email", "n@h.example", "--role", "lead", "--brand",
                          "B", "--department", "D", "--initials", "NN", "--base-url", "https://b.example"});
    EXPECT_EQ(lead.role, "lead");
    EXPECT_EQ(lead.brand, "B");
    EXPECT_EQ(lead.department, "D");
    EXPECT_EQ(lead.initials, "NN");
    EXPECT_EQ(lead.base_url, "https://b.example");
}

TEST(ParseTest, RolesAreThoseOfTheHouse) {
    for (const char* role : {"employee", "desk", "lead", "auditor", "analyst", "admin"})
        EXPECT_EQ(
            command<UserAdd>({"user", "add", "--name", "N", "--email", "n@h.example", "--role", role}).role,
            role);
    for (const char* role : {"boss", "Admin", ""}) {
        const std::string said =
            refused({"user", "add", "--name", "N", "--email", "n@h.example", "--role", role});
        EXPECT_TRUE(has(said, "--role")) << said;
        for (const char* right : {"employee", "desk", "lead", "auditor", "analyst", "admin"})
            EXPECT_TRUE(has(said, right)) << "says what there is: " << said;
    }
}

TEST(ParseTest, TokenCreate) {
    const auto token =
        command<TokenCreate>({"token", "create", "--email", "kim@hanbit.example", "--name", "the shop"});
    EXPECT_EQ(token.email, "kim@hanbit.example");
    EXPECT_EQ(token.name, "the shop");
    EXPECT_EQ(token.scopes, "read") << "no more than asked for";
    EXPECT_EQ(command<TokenCreate>(
                  {"token", "create", "--email", "k@h.example", "--name", "n", "--scopes", "read answer"})
                  .scopes,
              "read answer");
}

TEST(ParseTest, AccountSettingsAreNamesAndValues) {
    const Args args{"account",   "add",
                    "--network", "somewhere",
                    "--set",     "handle=brand.example",
                    "--set",     "url=https://n.example/?a=b",
                    "--set",     "empty=",
                    "--brand",   "B"};
    const auto account = command<AccountAdd>(args);
    EXPECT_EQ(account.network, "somewhere");
    EXPECT_EQ(account.brand, "B");
    EXPECT_FALSE(account.only_test);
    EXPECT_EQ(account.settings,
              (std::map<std::string, std::string>{
                  {"handle", "brand.example"}, {"url", "https://n.example/?a=b"}, {"empty", ""}}));
    EXPECT_EQ(command<AccountAdd>({"account", "add", "--network", "n", "--set", "password=-"})
                  .settings.at("password"),
              "-")
        << "read from standard input later";
}

TEST(ParseTest, AccountTestIsTheSameButKeepsNothing) {
    const auto account = command<AccountAdd>({"account", "test", "--network", "n", "--set", "a=b"});
    EXPECT_TRUE(account.only_test);
    EXPECT_EQ(account.settings.at("a"), "b");
}

TEST(ParseTest, ASettingWithoutANameOrAValueIsShownBack) {
    for (const char* pair : {"handle", "=value", "="}) {
        const std::string said = refused({"account", "add", "--network", "n", "--set", pair});
        EXPECT_EQ(said, base::tr(Lang::en, "cli.bad_set", {{"text", pair}}) + "\n");
    }
    const auto parsed = run({"account", "add", "--network", "n", "--set", "handle"}, {}, Lang::ko);
    EXPECT_EQ(std::get<Ended>(parsed).err, base::tr(Lang::ko, "cli.bad_set", {{"text", "handle"}}) + "\n");
}

TEST(ParseTest, Report) {
    const auto report = command<Report>({"report"});
    EXPECT_EQ(report.zone, "UTC");
    EXPECT_EQ(report.from, "");
    EXPECT_FALSE(report.csv);
    const auto asked =
        command<Report>({"report", "--from", "2026-03-09T00:00:00Z", "--to", "2026-03-10T00:00:00Z", "--zone",
                         "Asia/Seoul", "--brand", "B", "--csv", "--json"});
    EXPECT_EQ(asked.from, "2026-03-09T00:00:00Z");
    EXPECT_EQ(asked.to, "2026-03-10T00:00:00Z");
    EXPECT_EQ(asked.zone, "Asia/Seoul");
    EXPECT_EQ(asked.brand, "B");
    EXPECT_TRUE(asked.csv);
    EXPECT_TRUE(asked.common.json);
}

TEST(ParseTest, Doctor) {
    EXPECT_EQ(command<Doctor>({"doctor", "--data", "d"}).common.data, "d");
}

TEST(ParseTest, WhatIsRequiredIsAskedForByName) {
    const std::pair<Args, const char*> table[] = {
        {{"init", "--name", "n", "--email", "e"}, "--brand"},
        {{"init", "--brand", "b", "--email", "e"}, "--name"},
        {{"init", "--brand", "b", "--name", "n"}, "--email"},
        {{"user", "add", "--email", "e"}, "--name"},
        {{"user", "add", "--name", "n"}, "--email"},
        {{"token", "create", "--name", "n"}, "--email"},
        {{"token", "create", "--email", "e"}, "--name"},
        {{"account", "add", "--set", "a=b"}, "--network"},
        {{"account", "test"}, "--network"},
        {{"serve", "--data"}, "--data"},
    };
    for (const auto& [args, missing] : table) {
        const std::string said = refused(args);
        EXPECT_TRUE(has(said, missing)) << missing << " is not named: " << said;
    }
}

TEST(ParseTest, WhatIsUnknownIsRefusedByName) {
    const std::pair<Args, const char*> table[] = {
        {{"serve", "--colour"}, "--colour"},
        {{"serve", "now"}, "now"},
        {{"serve", "--fresh"}, "--fresh"},  // another verb's
        {{"report", "--seed", "4"}, "--seed"},
        {{"--colour", "serve"}, "--colour"},
        {{"launch"}, "launch"},
        {{"user", "remove"}, "remove"},
        {{"account", "forget"}, "forget"},
        {{"doctor", "-x"}, "-x"},
    };
    for (const auto& [args, unknown] : table) {
        const std::string said = refused(args);
        EXPECT_TRUE(has(said, unknown)) << unknown << " is not named: " << said;
    }
}

TEST(ParseTest, AnUnknownVerbIsRefusedInThePersonsLanguage) {
    const auto ended = std::get<Ended>(run({"launch"}, {}, Lang::ko));
    EXPECT_EQ(ended.exit_code, kUsage);
    EXPECT_EQ(ended.err, base::tr(Lang::ko, "cli.unknown", {{"text", "launch"}}) + "\n");
    EXPECT_TRUE(has(ended.err, "launch")) << ended.err;
}

TEST(ParseTest, AVerbIsNeeded) {
    for (const Args& args : {Args{}, Args{"user"}, Args{"token"}, Args{"account"}})
        EXPECT_FALSE(refused(args).empty());
}

TEST(ParseTest, TheEnvironmentSpeaksAndTheCommandLineHasTheLastWord) {
    const Env env{{"MANYHANDS_DATA", "/srv/mh"}, {"MANYHANDS_BASE_URL", "https://care.example"}};
    EXPECT_EQ(command<Serve>({"serve"}, env).common.data, "/srv/mh");
    EXPECT_EQ(command<Serve>({"serve"}, env).listen.base_url, "https://care.example");
    EXPECT_EQ(command<Practice>({"practice"}, env).common.data, "/srv/mh");
    EXPECT_EQ(command<Doctor>({"doctor"}, env).common.data, "/srv/mh");
    EXPECT_EQ(command<Serve>({"serve", "--data", "d"}, env).common.data, "d");
    EXPECT_EQ(command<Serve>({"serve", "--base-url", "https://b.example"}, env).listen.base_url,
              "https://b.example");
}

TEST(ParseTest, LinksArePrintedForTheAddressOfTheEnvironment) {
    const Env env{{"MANYHANDS_BASE_URL", "https://care.example"}};
    const auto init = command<Init>({"init", "--brand", "b", "--name", "n", "--email", "e"}, env);
    EXPECT_EQ(init.base_url, "https://care.example");
    const auto user = command<UserAdd>({"user", "add", "--name", "n", "--email", "e"}, env);
    EXPECT_EQ(user.base_url, "https://care.example");
}

TEST(ParseTest, HelpIsNoFailureInEitherLanguage) {
    const std::pair<Args, const char*> table[] = {
        {{"--help"}, "cli.description"},
        {{"-h"}, "cli.verb.practice"},
        {{"serve", "--help"}, "cli.option.listen"},
        {{"practice", "--help"}, "cli.option.fresh"},
        {{"init", "--help"}, "cli.option.brand"},
        {{"user", "--help"}, "cli.verb.user_add"},
        {{"user", "add", "--help"}, "cli.option.role"},
        {{"token", "create", "-h"}, "cli.option.scopes"},
        {{"account", "add", "--help"}, "cli.option.set"},
        {{"account", "test", "--help"}, "cli.option.network"},
        {{"report", "--help"}, "cli.option.csv"},
        {{"doctor", "--help"}, "cli.option.data"},
    };
    // Long lines are broken by the library: compared without blanks.
    const auto bare = [](std::string text) {
        std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
        return text;
    };
    for (const Lang lang : {Lang::ko, Lang::en})
        for (const auto& [args, key] : table) {
            const auto ended = std::get<Ended>(run(args, {}, lang));
            EXPECT_EQ(ended.exit_code, kDone) << key;
            EXPECT_TRUE(ended.err.empty()) << ended.err;
            const std::string sentence = base::tr(lang, key);
            EXPECT_NE(sentence, key) << "the catalogue lacks it";
            EXPECT_TRUE(has(bare(ended.out), bare(sentence))) << key << " in\n" << ended.out;
        }
}

TEST(ParseTest, EveryVerbIsInTheHelp) {
    const std::string help = std::get<Ended>(run({"--help"})).out;
    for (const char* verb : {"serve", "practice", "init", "user", "token", "account", "report", "doctor"})
        EXPECT_TRUE(has(help, std::string("\n  ") + verb)) << verb << "\n" << help;
}

TEST(ParseTest, Version) {
    for (const Lang lang : {Lang::ko, Lang::en}) {
        const auto ended = std::get<Ended>(run({"--version"}, {}, lang));
        EXPECT_EQ(ended.exit_code, kDone);
        EXPECT_EQ(ended.out.rfind("manyhands ", 0), 0U) << ended.out;
        EXPECT_TRUE(std::any_of(ended.out.begin(), ended.out.end(), [](char c) {
            return c >= '0' && c <= '9';
        })) << ended.out;
        EXPECT_TRUE(ended.err.empty());
    }
}

TEST(ParseTest, BackupAndRestore) {
    const auto plain = command<Backup>({"backup", "/backups/", "--data", "/srv/mh"});
    EXPECT_EQ(plain.target, "/backups/");
    EXPECT_EQ(plain.common.data, "/srv/mh");
    EXPECT_FALSE(plain.without_media);
    EXPECT_TRUE(plain.passphrase_file.empty());
    const auto all = command<Backup>({"backup", "x.tar", "--without-media", "--with-key", "-", "--json"});
    EXPECT_TRUE(all.without_media);
    EXPECT_EQ(all.passphrase_file, "-");
    const auto restore = command<Restore>({"restore", "x.tar", "--force", "--with-key", "words"});
    EXPECT_EQ(restore.file, "x.tar");
    EXPECT_TRUE(restore.force);
    EXPECT_FALSE(restore.only_check);
    EXPECT_TRUE(command<Restore>({"restore", "x.tar", "--check"}).only_check);
    EXPECT_TRUE(command<Migrate>({"migrate", "--dry-run"}).dry_run);
    EXPECT_FALSE(command<Migrate>({"migrate"}).dry_run);
    for (const Args& wrong : {Args{"backup"}, Args{"restore"}, Args{"backup", "a", "b"},
                              Args{"restore", "a", "--dry-run"}, Args{"migrate", "--force"}})
        EXPECT_FALSE(refused(wrong).empty());
}

TEST(Listen, WhereItIsReached) {
    const auto at = [](const char* address, const char* base_url = "") {
        Listen listen;
        listen.address = address;
        listen.base_url = base_url;
        return address_of(listen, 1212);
    };
    EXPECT_EQ(at("127.0.0.1"), "http://127.0.0.1:1212");
    EXPECT_EQ(at("::1"), "http://[::1]:1212");
    EXPECT_EQ(at("0.0.0.0"), "http://127.0.0.1:1212") << "a link must open";
    EXPECT_EQ(at("::"), "http://[::1]:1212");
    EXPECT_EQ(at("0.0.0.0", "https://care.example"), "https://care.example");
}

}  // namespace
}  // namespace manyhands::cli
