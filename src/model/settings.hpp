// Every setting there is, as data, and which of its sources wins. Pure and thread-safe. Who reads a flag, the
// environment, the file or the database passes what it found; nothing is read here.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace manyhands::model {

enum class SettingKind { whole, truth, choice, line, whole_list };
// Of the whole installation (its machine), or of each brand apart.
enum class SettingReach { installation, brand };
// The strongest first: what an earlier one says, a later one cannot change.
enum class SettingSource { flag, environment, file, interface, standard };
std::string_view to_string(SettingSource source);  // "flag" ... "interface", "default"

struct Setting {
    std::string_view key;      // "promise.minutes"; in the file: minutes, below [promise]
    std::string_view section;  // "promise": the words before the first point
    SettingKind kind = SettingKind::line;
    SettingReach reach = SettingReach::installation;
    std::string_view standard;  // the default, as canonical() writes it
    std::int64_t least = 0;     // of a whole number, or of each in a list; bytes of a line
    std::int64_t most = 0;
    std::string_view choices;    // of a choice, separated by blanks
    bool in_interface = false;   // an admin may change it on the settings page
    bool restart = false;        // a change counts from the next start
    std::string_view flag = "";  // "--listen"; empty: none
};

std::span<const Setting> all_settings();
const Setting* find_setting(std::string_view key);  // null: no such setting

// "MANYHANDS_PROMISE_MINUTES"; the section "server" is left out: "MANYHANDS_LISTEN".
std::string environment_name(const Setting& setting);
// Of the catalogue: "settings.promise.minutes"; its explanation behind ".hint".
std::string label_key(const Setting& setting);

// The value as it is kept: trimmed, "1"/"0" for truths (also true, false, yes, no, on, off), lists with one
// blank and ascending. Errors: invalid, "settings.bad_value" (key, value), "settings.out_of_range" (key,
// value, least, most), "settings.not_a_choice" (key, value, choices).
base::Result<std::string> canonical(const Setting& setting, std::string_view value);

using SettingValues = std::map<std::string, std::string, std::less<>>;  // key -> canonical value

// What the start of the server was told.
struct SettingLayers {
    SettingValues flags;
    SettingValues environment;
    SettingValues file;
};

struct Resolved {
    std::string value;
    SettingSource source = SettingSource::standard;
};
// `stored` is what the interface saved (of the brand, or of the installation).
Resolved resolve(const Setting& setting, const SettingLayers& outside, const SettingValues& stored);

std::int64_t whole(std::string_view canonical_value);  // of a whole number or a truth

}  // namespace manyhands::model
