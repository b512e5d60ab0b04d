#include "model/settings.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/catalogue.hpp"

namespace manyhands::model {
namespace {

std::string written(std::string_view key, std::string_view value) {
    const auto result = canonical(*find_setting(key), value);
    return result ? *result : result.error().key;
}

TEST(Settings, EachHasAKeyADefaultThatHoldsAndWordsInBothLanguages) {
    std::set<std::string_view> keys;
    std::set<std::string> names;
    for (const Setting& setting : all_settings()) {
        EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
        EXPECT_TRUE(names.insert(environment_name(setting)).second) << setting.key;
        EXPECT_TRUE(setting.key.starts_with(std::string(setting.section) + ".")) << setting.key;
        EXPECT_EQ(written(setting.key, setting.standard), setting.standard) << setting.key;
        for (const auto lang : {base::Lang::ko, base::Lang::en})
            for (const std::string& key : {label_key(setting), label_key(setting) + ".hint",
                                           "settings.section." + std::string(setting.section)})
                EXPECT_NE(base::tr(lang, key), key);
    }
    EXPECT_EQ(find_setting("promise"), nullptr);
}

TEST(Settings, AValueIsKeptInOneForm) {
    EXPECT_EQ(written("promise.minutes", " 15 "), "15");
    EXPECT_EQ(written("promise.minutes", "015"), "15");
    EXPECT_EQ(written("promise.bands", "30, 12 7,,60 12"), "7 12 30 60");
    EXPECT_EQ(written("server.allow_loopback_networks", "on"), "1");
    EXPECT_EQ(written("server.allow_loopback_networks", "no"), "0");
    EXPECT_EQ(written("answer.undo_seconds", "20"), "20");
    EXPECT_EQ(written("server.base_url", "https://care.example"), "https://care.example");
}

TEST(Settings, WhatDoesNotFitIsRefused) {
    for (const auto* bad : {"", "twelve", "12.5", "1e3", "12 13", "99999999999999999999"})
        EXPECT_EQ(written("promise.minutes", bad), "settings.bad_value") << bad;
    for (const auto* bad : {"0", "-1", "1441"})
        EXPECT_EQ(written("promise.minutes", bad), "settings.out_of_range") << bad;
    EXPECT_EQ(written("promise.bands", ""), "settings.bad_value");
    EXPECT_EQ(written("promise.bands", "1 2 3 4 5 6 7 8 9"), "settings.bad_value");
    EXPECT_EQ(written("promise.bands", "7 0"), "settings.out_of_range");
    EXPECT_EQ(written("answer.undo_seconds", "7"), "settings.not_a_choice");
    EXPECT_EQ(written("server.allow_loopback_networks", "maybe"), "settings.bad_value");
    EXPECT_EQ(written("server.base_url", std::string(513, 'x')), "settings.out_of_range");
    EXPECT_EQ(written("server.base_url", "a\nb"), "settings.bad_value");
    const auto refused = canonical(*find_setting("promise.minutes"), "0");
    for (const auto lang : {base::Lang::ko, base::Lang::en})
        EXPECT_NE(base::tr(lang, refused.error()).find("1440"), std::string::npos);
}

TEST(Settings, TheStrongestSourceWins) {
    const Setting& minutes = *find_setting("promise.minutes");
    SettingLayers outside;
    SettingValues stored;
    const auto now = [&] { return resolve(minutes, outside, stored); };
    EXPECT_EQ(now().value, "12");
    EXPECT_EQ(to_string(now().source), "default");
    stored["promise.minutes"] = "15";
    EXPECT_EQ(now().value, "15");
    EXPECT_EQ(to_string(now().source), "interface");
    outside.file["promise.minutes"] = "20";
    EXPECT_EQ(to_string(now().source), "file");
    outside.environment["promise.minutes"] = "25";
    EXPECT_EQ(to_string(now().source), "environment");
    outside.flags["promise.minutes"] = "30";
    EXPECT_EQ(now().value, "30");
    EXPECT_EQ(to_string(now().source), "flag");
}

TEST(Settings, WhatIsNotForTheInterfaceIsNotReadFromIt) {
    const Setting& listen = *find_setting("server.listen");
    EXPECT_EQ(resolve(listen, {}, {{"server.listen", "0.0.0.0:80"}}).source, SettingSource::standard);
}

TEST(Settings, NamesInTheEnvironment) {
    EXPECT_EQ(environment_name(*find_setting("server.base_url")), "MANYHANDS_BASE_URL");
    EXPECT_EQ(environment_name(*find_setting("promise.minutes")), "MANYHANDS_PROMISE_MINUTES");
    EXPECT_EQ(whole("15"), 15);
}

}  // namespace
}  // namespace manyhands::model
