#include "cli/config_file.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <sstream>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Whatever a file holds is told as an error: the library's own assertions, which some broken files meet,
// would end the program where it is built with them.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

namespace manyhands::cli {
namespace {

using base::ErrorCode;

constexpr std::string_view kFileSuffix = "_file";

int line_of(const toml::node& node) {
    return static_cast<int>(node.source().begin.line);
}

// As canonical() takes it; nothing for what no setting can be (a time, a fraction, a table in a list).
std::optional<std::string> plain(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "1" : "0";
    const auto* list = node.as_array();
    if (list == nullptr) return std::nullopt;
    std::string all;
    for (const toml::node& each : *list) {
        const auto one = each.is_array() ? std::nullopt : plain(each);
        if (!one) return std::nullopt;
        all += (all.empty() ? "" : " ") + *one;
    }
    return all;
}

class Reader {
  public:
    explicit Reader(const FirstLine& first_line) : first_line_(first_line) {}

    void read(const toml::table& table, const std::string& prefix) {
        for (const auto& [name, node] : table) {
            const std::string key = prefix + std::string(name.str());
            if (const auto* inner = node.as_table();
                inner != nullptr && model::find_setting(key) == nullptr) {
                read(*inner, key + ".");
                // A section without a key in it may still be misspelled.
                if (inner->empty() && !is_section(key)) unknown(key, line_of(node));
                continue;
            }
            take(key, node);
        }
    }
    ConfigFile file;

  private:
    void problem(int line, const std::string& what, std::vector<std::pair<std::string, std::string>> args) {
        file.problems.push_back({line, {ErrorCode::invalid, what, std::move(args), {}}});
    }
    static bool is_section(std::string_view name) {
        return std::ranges::any_of(model::all_settings(), [&](const auto& s) { return s.section == name; });
    }
    void unknown(const std::string& key, int line) {
        const std::string near = nearest_setting(key);
        if (near.empty()) return problem(line, "cli.config.unknown", {{"key", key}});
        problem(line, "cli.config.unknown_near", {{"key", key}, {"near", near}});
    }
    void take(const std::string& key, const toml::node& node) {
        const model::Setting* setting = model::find_setting(key);
        auto value = plain(node);
        if (setting == nullptr && key.ends_with(kFileSuffix)) {
            setting = model::find_setting(std::string_view(key).substr(0, key.size() - kFileSuffix.size()));
            if (setting != nullptr) {
                const std::string path = value.value_or("");
                value = first_line_ ? first_line_(path) : std::nullopt;
                if (!value)
                    return problem(line_of(node), "cli.config.unreadable", {{"key", key}, {"file", path}});
            }
        }
        if (setting == nullptr) return unknown(key, line_of(node));
        if (!value) return problem(line_of(node), "settings.bad_value", {{"key", key}, {"value", ""}});
        auto canonical = model::canonical(*setting, *value);
        if (!canonical) {
            file.problems.push_back({line_of(node), canonical.error()});
            return;
        }
        if (!file.values.emplace(setting->key, std::move(*canonical)).second)
            problem(line_of(node), "cli.config.twice", {{"key", std::string(setting->key)}});
    }

    const FirstLine& first_line_;
};

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t before = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, before + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            before = above;
        }
    }
    return row.back();
}

// As TOML writes it.
std::string written(const model::Setting& setting) {
    std::string standard(setting.standard);
    switch (setting.kind) {
        case model::SettingKind::whole:
            return standard;
        case model::SettingKind::truth:
            return standard == "1" ? "true" : "false";
        case model::SettingKind::whole_list: {
            std::string list = "[" + standard + "]";
            for (std::size_t at = 0; (at = list.find(' ', at)) != std::string::npos; at += 2)
                list.replace(at, 1, ", ");
            return list;
        }
        case model::SettingKind::choice:
        case model::SettingKind::line:
            return "\"" + standard + "\"";
    }
    return {};
}

}  // namespace

std::string nearest_setting(std::string_view key) {
    std::string best;
    std::size_t least = key.size() / 3 + 2;  // further away it is another word
    for (const model::Setting& setting : model::all_settings()) {
        // The right key in the wrong section is near too.
        const std::string_view last = key.substr(key.rfind('.') + 1);
        const std::string_view own = setting.key.substr(setting.key.rfind('.') + 1);
        const std::size_t far = std::min(distance(key, setting.key), distance(last, own) + 1);
        if (far >= least) continue;
        least = far;
        best = setting.key;
    }
    return best;
}

ConfigFile read_config(std::string_view toml, const FirstLine& first_line) {
    Reader reader(first_line);
    const toml::parse_result parsed = toml::parse(toml);
    if (!parsed) {
        reader.file.problems.push_back({static_cast<int>(parsed.error().source().begin.line),
                                        {ErrorCode::invalid,
                                         "cli.config.syntax",
                                         {{"what", std::string(parsed.error().description())}},
                                         {}}});
        return std::move(reader.file);
    }
    reader.read(parsed.table(), "");
    std::ranges::stable_sort(reader.file.problems, {}, &ConfigProblem::line);
    return std::move(reader.file);
}

std::string config_path(const std::vector<std::string>& args,
                        const std::function<std::string(const std::string&)>& env) {
    constexpr std::string_view kOption = "--config";
    std::string path = env("MANYHANDS_CONFIG");
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i] == kOption && i + 1 < args.size()) path = args[i + 1];
        if (args[i].starts_with("--config=")) path = args[i].substr(kOption.size() + 1);
    }
    return path;
}

std::string example_config(base::Lang lang) {
    std::ostringstream out;
    out << "# " << base::tr(lang, "cli.config.example") << "\n";
    std::string_view section;
    for (const model::Setting& setting : model::all_settings()) {
        if (setting.section != section) {
            section = setting.section;
            out << "\n# " << base::tr(lang, "settings.section." + std::string(section)) << "\n[" << section
                << "]\n";
        }
        out << "\n# " << base::tr(lang, model::label_key(setting)) << ". "
            << base::tr(lang, model::label_key(setting) + ".hint") << "\n# "
            << model::environment_name(setting) << (setting.flag.empty() ? "" : ", ") << setting.flag << "\n#"
            << setting.key.substr(section.size() + 1) << " = " << written(setting) << "\n";
    }
    return out.str();
}

}  // namespace manyhands::cli
