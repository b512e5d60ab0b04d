#include "model/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace manyhands::model {
namespace {

using Kind = SettingKind;
using Reach = SettingReach;

constexpr std::int64_t kLine = 512;

// A new setting is a row here and its two sentences in locales/*/settings.json.
// clang-format off
constexpr std::array kSettings{
    Setting{"server.data", "server", Kind::line, Reach::installation, "data", 1, kLine, "", false, true, "--data"},
    Setting{"server.listen", "server", Kind::line, Reach::installation, "127.0.0.1:1212", 3, kLine, "", false, true, "--listen"},
    Setting{"server.base_url", "server", Kind::line, Reach::installation, "", 0, kLine, "", false, true, "--base-url"},
    Setting{"server.threads", "server", Kind::whole, Reach::installation, "0", 0, 64, "", false, true, "--threads"},
    Setting{"server.trust_proxy", "server", Kind::line, Reach::installation, "", 0, kLine, "", false, true, "--trust-proxy"},
    Setting{"server.allow_loopback_networks", "server", Kind::truth, Reach::installation, "0", 0, 0, "", false, true, "--allow-loopback-networks"},
    Setting{"server.key_file", "server", Kind::line, Reach::installation, "", 0, kLine, "", false, true, "--key-file"},
    Setting{"server.metrics", "server", Kind::line, Reach::installation, "", 0, kLine, "", false, true, "--metrics"},
    Setting{"webhooks.allowed_hosts", "webhooks", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"sign_in.allowed_hosts", "sign_in", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"sign_in.ask_seconds", "sign_in", Kind::whole, Reach::installation, "45", 1, 55, "", false, true},
    Setting{"push.services", "push", Kind::line, Reach::installation, "fcm.googleapis.com updates.push.services.mozilla.com web.push.apple.com .push.apple.com .notify.windows.com", 0, kLine, "", false, true},
    Setting{"push.allowed_hosts", "push", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"push.contact", "push", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"push.daily_most", "push", Kind::whole, Reach::brand, "5", 0, 50, "", true, false},
    Setting{"push.people_per_question", "push", Kind::whole, Reach::brand, "3", 1, 200, "", true, false},
    Setting{"push.people_more", "push", Kind::whole, Reach::brand, "10", 1, 1000, "", true, false},
    Setting{"push.more_minutes", "push", Kind::whole, Reach::brand, "2", 0, 1440, "", true, false},
    Setting{"push.everyone_minutes", "push", Kind::whole, Reach::brand, "6", 0, 1440, "", true, false},
    Setting{"push.show_text", "push", Kind::truth, Reach::brand, "0", 0, 0, "", true, false},
    Setting{"mail.server", "mail", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"mail.from", "mail", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"mail.user", "mail", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"mail.password_file", "mail", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"mail.encryption", "mail", Kind::choice, Reach::installation, "required", 0, 0, "required none", false, true},
    Setting{"mail.ca_file", "mail", Kind::line, Reach::installation, "", 0, kLine, "", false, true},
    Setting{"mail.digest", "mail", Kind::choice, Reach::brand, "weekly", 0, 0, "never weekly daily", true, false},
    Setting{"mail.week_report", "mail", Kind::truth, Reach::brand, "1", 0, 0, "", true, false},
    Setting{"listening.ring_megabytes", "listening", Kind::whole, Reach::installation, "16", 0, 1024, "", false, true},
    Setting{"limits.reads_per_minute", "limits", Kind::whole, Reach::installation, "12000", 0, 10'000'000, "", false, true},
    Setting{"limits.changes_per_minute", "limits", Kind::whole, Reach::installation, "1200", 0, 10'000'000, "", false, true},
    Setting{"limits.heavy_per_minute", "limits", Kind::whole, Reach::installation, "120", 0, 10'000'000, "", false, true},
    Setting{"limits.visitors_per_minute", "limits", Kind::whole, Reach::installation, "600", 0, 10'000'000, "", false, true},
    Setting{"promise.minutes", "promise", Kind::whole, Reach::brand, "12", 1, 1440, "", true, false},
    Setting{"promise.bands", "promise", Kind::whole_list, Reach::brand, "7 12 30 60", 1, 10080, "", true, false},
    Setting{"promise.text_ko", "promise", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"promise.text_en", "promise", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"promise.scope_ko", "promise", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"promise.scope_en", "promise", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"goals.within_promise", "goals", Kind::whole, Reach::brand, "0", 0, 100, "", true, false},
    Setting{"goals.real_answer_minutes", "goals", Kind::whole, Reach::brand, "0", 0, 10080, "", true, false},
    Setting{"answer.hold_ko", "answer", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"answer.hold_en", "answer", Kind::line, Reach::brand, "", 0, kLine, "", true, false},
    Setting{"answer.undo_seconds", "answer", Kind::choice, Reach::brand, "5", 0, 0, "0 5 10 20", true, false},
    Setting{"answer.alt_required", "answer", Kind::truth, Reach::brand, "0", 0, 0, "", true, false},
    Setting{"answer.sign_parts", "answer", Kind::truth, Reach::brand, "0", 0, 0, "", true, false},
    Setting{"answer.hand_back_minutes", "answer", Kind::whole, Reach::brand, "120", 0, 10080, "", true, false},
    Setting{"own.tag", "own", Kind::line, Reach::brand, "", 0, 60, "", true, false},
    Setting{"own.signature", "own", Kind::choice, Reach::brand, "handle", 0, 0, "handle initials", true, false},
    Setting{"satisfaction.link", "satisfaction", Kind::choice, Reach::brand, "off", 0, 0, "off offer always", true, false},
    Setting{"quality.appeal_days", "quality", Kind::whole, Reach::brand, "7", 1, 90, "", true, false},
    Setting{"quality.newcomer_days", "quality", Kind::whole, Reach::brand, "90", 1, 730, "", true, false},
    Setting{"honour.zone", "honour", Kind::line, Reach::brand, "", 0, 64, "", true, false},
    Setting{"honour.duty_page", "honour", Kind::truth, Reach::brand, "0", 0, 0, "", true, false},
    Setting{"retention.days", "retention", Kind::whole, Reach::brand, "0", 0, 3650, "", true, false},
    Setting{"retention.private_days", "retention", Kind::whole, Reach::brand, "14", 1, 365, "", true, false},
};
// clang-format on

constexpr std::size_t kListAtMost = 8;

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    while (!(text = trimmed(text)).empty()) {
        const auto end = std::min(text.find_first_of(" \t,"), text.size());
        if (end > 0) found.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

using Written = base::Result<std::string>;

std::unexpected<base::Error> refused(const Setting& setting, std::string_view value, const char* why) {
    return base::fail(base::ErrorCode::invalid, why,
                      {{"key", std::string(setting.key)},
                       {"value", std::string(value)},
                       {"least", std::to_string(setting.least)},
                       {"most", std::to_string(setting.most)},
                       {"choices", std::string(setting.choices)}});
}

Written whole_number(const Setting& setting, std::string_view value) {
    const auto read = number(value);
    if (!read) return refused(setting, value, "settings.bad_value");
    if (*read < setting.least || *read > setting.most)
        return refused(setting, value, "settings.out_of_range");
    return std::to_string(*read);
}

Written whole_list(const Setting& setting, std::string_view value) {
    std::vector<std::int64_t> numbers;
    for (const std::string_view word : words(value)) {
        MH_LET(one, whole_number(setting, word));
        numbers.push_back(whole(one));
    }
    std::ranges::sort(numbers);
    numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
    if (numbers.empty() || numbers.size() > kListAtMost) return refused(setting, value, "settings.bad_value");
    std::string out;
    for (const std::int64_t one : numbers)
        out += (out.empty() ? "" : " ") + std::to_string(one);
    return out;
}

Written truth(const Setting& setting, std::string_view value) {
    for (const std::string_view yes : {"1", "true", "yes", "on"})
        if (value == yes) return std::string("1");
    for (const std::string_view no : {"0", "false", "no", "off"})
        if (value == no) return std::string("0");
    return refused(setting, value, "settings.bad_value");
}

Written line(const Setting& setting, std::string_view value) {
    if (std::ssize(value) < setting.least || std::ssize(value) > setting.most)
        return refused(setting, value, "settings.out_of_range");
    if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }))
        return refused(setting, value, "settings.bad_value");
    return std::string(value);
}

}  // namespace

std::string_view to_string(SettingSource source) {
    switch (source) {
        case SettingSource::flag:
            return "flag";
        case SettingSource::environment:
            return "environment";
        case SettingSource::file:
            return "file";
        case SettingSource::interface:
            return "interface";
        case SettingSource::standard:
            return "default";
    }
    return "";
}

std::span<const Setting> all_settings() {
    return kSettings;
}

const Setting* find_setting(std::string_view key) {
    const auto* const found = std::ranges::find(kSettings, key, &Setting::key);
    return found == kSettings.end() ? nullptr : found;
}

std::string environment_name(const Setting& setting) {
    std::string_view rest = setting.key;
    if (setting.section == "server") rest.remove_prefix(setting.section.size() + 1);
    std::string name = "MANYHANDS_";
    for (const char c : rest)
        name += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    return name;
}

std::string label_key(const Setting& setting) {
    return "settings." + std::string(setting.key);
}

base::Result<std::string> canonical(const Setting& setting, std::string_view given) {
    const std::string_view value = trimmed(given);
    switch (setting.kind) {
        case Kind::whole:
            return whole_number(setting, value);
        case Kind::truth:
            return truth(setting, value);
        case Kind::choice:
            if (const auto all = words(setting.choices); std::ranges::find(all, value) != all.end())
                return std::string(value);
            return refused(setting, value, "settings.not_a_choice");
        case Kind::line:
            return line(setting, value);
        case Kind::whole_list:
            return whole_list(setting, value);
    }
    return refused(setting, value, "settings.bad_value");
}

Resolved resolve(const Setting& setting, const SettingLayers& outside, const SettingValues& stored) {
    const auto in = [&](const SettingValues& layer) -> const std::string* {
        const auto found = layer.find(setting.key);
        return found == layer.end() ? nullptr : &found->second;
    };
    if (const auto* value = in(outside.flags)) return {*value, SettingSource::flag};
    if (const auto* value = in(outside.environment)) return {*value, SettingSource::environment};
    if (const auto* value = in(outside.file)) return {*value, SettingSource::file};
    if (const auto* value = in(stored); value != nullptr && setting.in_interface)
        return {*value, SettingSource::interface};
    return {std::string(setting.standard), SettingSource::standard};
}

std::int64_t whole(std::string_view canonical_value) {
    return number(canonical_value).value_or(0);
}

}  // namespace manyhands::model
