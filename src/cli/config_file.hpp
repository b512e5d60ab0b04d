// The configuration file: TOML, one table a section, every key of the registry (model/settings.hpp) and no
// other. A value may stand in a file of its own: `<key>_file = "path"`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "model/settings.hpp"

namespace manyhands::cli {

struct ConfigProblem {
    int line = 0;  // from 1; 0: of the file as a whole
    base::Error error;
};

struct ConfigFile {
    model::SettingValues values;  // canonical
    std::vector<ConfigProblem> problems;
};

// The first line of a file; nothing when it cannot be read.
using FirstLine = std::function<std::optional<std::string>(const std::string& path)>;

// Never fails half: with problems, `values` holds what was right. Keys of problems: "cli.config.syntax",
// "cli.config.unknown" (key), "cli.config.unknown_near" (key, near), "cli.config.unreadable" (key, file),
// "cli.config.twice" (key), and those of model::canonical.
ConfigFile read_config(std::string_view toml, const FirstLine& first_line);

// Which file the arguments or the environment name ("--config", MANYHANDS_CONFIG); empty: none.
std::string config_path(const std::vector<std::string>& args,
                        const std::function<std::string(const std::string&)>& env);

// Every setting with its explanation and its default, all commented out: read_config takes it.
std::string example_config(base::Lang lang);

// The key of the registry that is spelled most like `key`; empty: none is near.
std::string nearest_setting(std::string_view key);

}  // namespace manyhands::cli
