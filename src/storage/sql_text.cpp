#include "storage/sql_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>
#include <unordered_map>

#include "base/asset.hpp"

namespace manyhands::storage {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.remove_suffix(1);
    return text;
}

// Calls each(line) without the newline.
template <class Each>
void lines_of(std::string_view text, Each each) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

using Parts = std::map<std::string, std::string, std::less<>>;

std::string expand(std::string_view text, const Parts& parts, int depth) {
    if (depth > 8) throw std::logic_error("sql: parts contain each other");
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = text.find('}', open);
        if (close == std::string_view::npos) throw std::logic_error("sql: { without }");
        const auto part = parts.find(text.substr(open + 1, close - open - 1));
        if (part == parts.end())
            throw std::logic_error("sql: no part " + std::string(text.substr(open, close - open + 1)));
        out += expand(part->second, parts, depth + 1);
        text.remove_prefix(close + 1);
    }
    return out;
}

// What stands in comments that begin so becomes text.
std::string open_comments(const std::string& statement, std::string_view begin) {
    std::string out;
    std::string_view rest = statement;
    for (auto open = rest.find(begin); open != std::string_view::npos; open = rest.find(begin)) {
        const auto close = rest.find("*/", open);
        if (close == std::string_view::npos)
            throw std::logic_error("sql: " + std::string(begin) + " without an end");
        out += rest.substr(0, open);
        out += trim(rest.substr(open + begin.size(), close - open - begin.size()));
        rest.remove_prefix(close + 2);
    }
    return out.append(rest);
}

// Turns :name into $n and notes the names; leaves 'literals' and a::casts alone.
void number_parameters(SqlStatement& statement) {
    const std::string text = for_postgres(statement.sqlite);
    for (std::size_t i = 0; i < text.size();) {
        if (text.compare(i, 2, "/*") == 0) {
            i = std::min(text.find("*/", i), text.size() - 2) + 2;
        } else if (text[i] == '\'') {
            const auto end = std::min(text.find('\'', i + 1), text.size() - 1);
            statement.postgres.append(text, i, end + 1 - i);
            i = end + 1;
        } else if (text[i] == ':' && i + 1 < text.size() && text[i + 1] == ':') {
            statement.postgres += "::";
            i += 2;
        } else if (text[i] == ':' && i + 1 < text.size() && is_word(text[i + 1])) {
            auto end = i + 1;
            while (end < text.size() && is_word(text[end]))
                ++end;
            const std::string name = text.substr(i + 1, end - i - 1);
            auto& names = statement.names;
            auto found = std::find(names.begin(), names.end(), name);
            if (found == names.end()) found = names.insert(names.end(), name);
            statement.postgres += "$" + std::to_string(found - names.begin() + 1);
            i = end;
        } else {
            statement.postgres += text[i++];
        }
    }
}

}  // namespace

std::vector<SqlStatement> parse_sql(const std::vector<std::string_view>& files) {
    constexpr std::string_view kName = "-- name:";
    constexpr std::string_view kPart = "-- part:";
    Parts parts;
    std::vector<SqlStatement> statements;
    for (const std::string_view file : files) {
        std::string* into = nullptr;
        lines_of(file, [&](std::string_view line) {
            if (line.starts_with(kName)) {
                std::string name(trim(line.substr(kName.size())));
                if (std::ranges::any_of(statements, [&](const auto& s) { return s.name == name; }))
                    throw std::logic_error("sql: twice: " + name);
                statements.push_back({std::move(name), {}, {}, {}});
                into = &statements.back().sqlite;
            } else if (line.starts_with(kPart)) {
                const auto [at, fresh] = parts.emplace(trim(line.substr(kPart.size())), "");
                if (!fresh) throw std::logic_error("sql: twice: " + at->first);
                into = &at->second;
            } else if (into != nullptr && !line.starts_with("--")) {
                if (!into->empty()) *into += '\n';
                *into += line;
            }
        });
    }
    for (auto& [name, text] : parts)
        text = std::string(trim(text));
    for (SqlStatement& statement : statements) {
        statement.sqlite = expand(trim(statement.sqlite), parts, 0);
        number_parameters(statement);
        statement.sqlite = for_sqlite(statement.sqlite);
    }
    return statements;
}

const std::vector<SqlStatement>& all_statements() {
    static const std::vector<SqlStatement> statements = [] {
        std::vector<std::string_view> files;
        for (const std::string_view name : base::asset_names("storage/sql/"))
            files.push_back(*base::asset(name));
        return parse_sql(files);
    }();
    return statements;
}

std::size_t statement_index(std::string_view name) {
    static const auto places = [] {
        std::unordered_map<std::string_view, std::size_t> map;
        for (std::size_t i = 0; i < all_statements().size(); ++i)
            map.emplace(all_statements()[i].name, i);
        return map;
    }();
    const auto found = places.find(name);
    if (found == places.end()) throw std::logic_error("sql: no statement " + std::string(name));
    return found->second;
}

const std::vector<Migration>& all_migrations() {
    static const std::vector<Migration> migrations = [] {
        constexpr std::string_view kFolder = "storage/migrations/";
        auto files = base::asset_names(kFolder);
        std::ranges::sort(files);
        std::vector<Migration> list;
        for (const std::string_view file : files) {
            Migration migration;
            migration.name = file.substr(kFolder.size());
            const auto* begin = migration.name.data();
            std::from_chars(begin, begin + migration.name.size(), migration.version);
            if (migration.version <= (list.empty() ? 0 : list.back().version))
                throw std::logic_error("sql: not a number of its own: migration " + migration.name);
            std::string text;
            lines_of(*base::asset(file), [&](std::string_view line) {
                if (!line.starts_with("--")) text.append(line.substr(0, line.find(" -- "))).append("\n");
            });
            for (std::size_t at = 0, end = 0; (end = text.find(';', at)) != std::string::npos; at = end + 1)
                migration.statements.emplace_back(trim(std::string_view(text).substr(at, end - at)));
            list.push_back(std::move(migration));
        }
        return list;
    }();
    return migrations;
}

std::string for_sqlite(const std::string& statement) {
    return open_comments(statement, "/*sqlite:");
}

std::string for_postgres(const std::string& statement) {
    return open_comments(statement, "/*postgres:");
}

}  // namespace manyhands::storage
