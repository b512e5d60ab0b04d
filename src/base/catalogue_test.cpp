#include "base/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

namespace fs = std::filesystem;

// {text}, {text|은/는}: the names of the arguments, without the Korean particle.
std::set<std::string> arguments(const std::string& sentence) {
    std::set<std::string> names;
    for (auto at = sentence.find('{'); at != std::string::npos; at = sentence.find('{', at + 1)) {
        const auto end = sentence.find_first_of("|}", at);
        if (end != std::string::npos) names.insert(sentence.substr(at + 1, end - at - 1));
    }
    return names;
}

TEST(Catalogue, KoreanAndEnglishHaveTheSameKeys) {
    const auto ko = catalogue_keys(Lang::ko);
    const auto en = catalogue_keys(Lang::en);
    EXPECT_GT(ko.size(), 50U);
    std::vector<std::string> differ;
    std::set_symmetric_difference(ko.begin(), ko.end(), en.begin(), en.end(), std::back_inserter(differ));
    for (const std::string& key : differ)
        ADD_FAILURE() << "only in one language: " << key;
}

TEST(Catalogue, KoreanAndEnglishTakeTheSameArguments) {
    for (const std::string& key : catalogue_keys(Lang::ko))
        EXPECT_EQ(arguments(tr(Lang::ko, key)), arguments(tr(Lang::en, key))) << key;
}

TEST(Catalogue, NoSentenceIsEmpty) {
    for (const Lang lang : {Lang::ko, Lang::en})
        for (const std::string& key : catalogue_keys(lang)) {
            const std::string sentence = tr(lang, key);
            EXPECT_FALSE(sentence.empty()) << key;
            EXPECT_NE(sentence, key) << "the sentence is its own key";
        }
}

TEST(Catalogue, FillsArguments) {
    const std::string en = tr(Lang::en, "base.time.unknown_zone", {{"zone", "Asia/Busan"}});
    EXPECT_NE(en.find("Asia/Busan"), std::string::npos) << en;
    EXPECT_EQ(en.find('{'), std::string::npos) << en;
    // What an argument brings is put in as it is and never read again.
    const std::string odd = tr(Lang::en, "base.time.unknown_zone", {{"zone", "{zone} {zone}"}});
    EXPECT_NE(odd.find("{zone} {zone}"), std::string::npos) << odd;
    EXPECT_EQ(tr(Lang::ko, Error{ErrorCode::invalid, "no.such.key", {}, {}}), "no.such.key");
    EXPECT_EQ(tr(Lang::ko, ""), "");
}

TEST(Catalogue, PicksTheLanguageNamedFirst) {
    EXPECT_EQ(pick_lang("ko-KR,ko;q=0.9,en;q=0.8"), Lang::ko);
    EXPECT_EQ(pick_lang("en-US,en;q=0.9,ko;q=0.8"), Lang::en);
    EXPECT_EQ(pick_lang("ko_KR.UTF-8"), Lang::ko);
    EXPECT_EQ(pick_lang("fr-FR,ko;q=0.5"), Lang::ko);
    EXPECT_EQ(pick_lang("C.UTF-8"), Lang::en);
    EXPECT_EQ(pick_lang(""), Lang::en);
}

// -- every key that the program names is a sentence
// ------------------------------------------------------------

// Without lines that are comments: an example in one is no error of the program.
std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    std::string code;
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find_first_not_of(' ');
        if (first == std::string::npos || line.compare(first, 2, "//") != 0) code += line + "\n";
    }
    return code;
}

std::vector<fs::path> sources() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(MH_SOURCE_DIR) / "src")) {
        const std::string name = entry.path().string();
        const bool of_tests = name.ends_with("_test.cpp") || name.ends_with("_test.hpp") ||
                              entry.path().filename().string().starts_with("test_");
        if (!of_tests && (name.ends_with(".cpp") || name.ends_with(".hpp"))) files.push_back(entry.path());
    }
    return files;
}

// Where the expression that begins at `at` ends: at a comma or a closing bracket of the list around it.
std::size_t end_of_expression(const std::string& code, std::size_t at) {
    bool quoted = false;
    for (int depth = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '"' && code[at - 1] != '\\') quoted = !quoted;
        if (quoted) continue;
        if (c == '(' || c == '{') ++depth;
        if (depth == 0 && (c == ',' || c == ')' || c == '}' || c == ';')) break;
        if (c == ')' || c == '}') --depth;
    }
    return at;
}

std::vector<std::string> literals(const std::string& expression) {
    std::vector<std::string> found;
    for (auto at = expression.find('"'); at != std::string::npos;) {
        const auto end = expression.find('"', at + 1);
        if (end == std::string::npos) break;
        found.push_back(expression.substr(at + 1, end - at - 1));
        at = expression.find('"', end + 1);
    }
    return found;
}

// "room.topic" or longer.
bool looks_like_a_key(const std::string& text) {
    return text.find('.') != std::string::npos && text.front() >= 'a' && text.front() <= 'z' &&
           text.back() != '.' && text.find("..") == std::string::npos &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
}

struct NamedError {
    std::vector<std::string> keys;
    std::optional<std::set<std::string>> fills;  // nothing: not said in this place
};

// Every fail(ErrorCode::x, key, {{"name", value}}) and Error{ErrorCode::x, key, ...}, whatever expression the
// key is; and every constant that looks like a key (channels keep names of their network's in such ones).
std::vector<NamedError> named_errors(const std::string& code) {
    std::vector<NamedError> errors;
    constexpr std::string_view kCode = "ErrorCode::";
    for (auto at = code.find(kCode); at != std::string::npos; at = code.find(kCode, at + 1)) {
        const auto comma = code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + kCode.size());
        if (comma == std::string::npos || code[comma] != ',') continue;
        const auto end = end_of_expression(code, comma + 1);
        NamedError error;
        for (const std::string& text : literals(code.substr(comma + 1, end - comma - 1)))
            if (looks_like_a_key(text)) error.keys.push_back(text);
        if (error.keys.empty()) continue;
        const auto next = code.find_first_not_of(" \n", end + 1);
        if (code[end] == ')') error.fills.emplace();
        if (code[end] == ',' && code[next] == '{') {
            const std::string list = code.substr(next, end_of_expression(code, next) - next);
            error.fills.emplace();
            for (auto open = list.find("{\""); open != std::string::npos; open = list.find("{\"", open + 1))
                error.fills->insert(list.substr(open + 2, list.find('"', open + 2) - open - 2));
        }
        errors.push_back(std::move(error));
    }
    const bool may_name_keys = code.find("namespace manyhands::channels") == std::string::npos;
    constexpr std::string_view kConstant = "constexpr std::string_view k";
    for (auto at = code.find(kConstant); at != std::string::npos; at = code.find(kConstant, at + 1)) {
        const auto texts = literals(code.substr(at, code.find(';', at) - at));
        if (texts.size() == 1 && may_name_keys && looks_like_a_key(texts[0]) &&
            std::count(texts[0].begin(), texts[0].end(), '.') >= 2)
            errors.push_back({texts, std::nullopt});
    }
    return errors;
}

TEST(CatalogueKeys, TheScanFindsWhatItShould) {
    std::vector<std::string> keys;
    std::vector<std::size_t> filled;
    for (const NamedError& error : named_errors(R"(
        return base::fail(ErrorCode::conflict, "a.plain");
        return fail(base::ErrorCode::invalid,
                    some(1, 2) ? "a.yes" : "a.no", {{"name", "not.a_key"}, {"two", x(1, 2)}});
        add({base::ErrorCode::conflict, std::string(kWhy), {}, "cause.of_it"});
        problem(Refusal::x, ErrorCode::unavailable, "a.third", args);
        if (code == ErrorCode::stale) use("sql.statement");
        inline constexpr std::string_view kWhy = "a.constant.key";
    )")) {
        keys.insert(keys.end(), error.keys.begin(), error.keys.end());
        filled.push_back(error.fills ? error.fills->size() : 99);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"a.plain", "a.yes", "a.no", "a.third", "a.constant.key"}));
    EXPECT_EQ(filled, (std::vector<std::size_t>{0, 2, 99, 99}));
}

TEST(CatalogueKeys, EveryErrorOfTheProgramIsASentenceWithItsArguments) {
    const auto in_catalogue = catalogue_keys(Lang::en);
    int seen = 0;
    int compared = 0;
    for (const fs::path& file : sources())
        for (const NamedError& error : named_errors(text_of(file)))
            for (const std::string& key : error.keys) {
                ++seen;
                EXPECT_TRUE(std::binary_search(in_catalogue.begin(), in_catalogue.end(), key))
                    << key << " of " << file << " has no sentence";
                if (!error.fills) continue;
                ++compared;
                for (const std::string& wanted : arguments(tr(Lang::en, key)))
                    EXPECT_TRUE(error.fills->contains(wanted))
                        << key << " of " << file << " does not fill in {" << wanted << "}";
            }
    EXPECT_GT(seen, 150) << "the scan sees too little";
    EXPECT_GT(compared, 120) << "the scan sees too little";
}

}  // namespace
}  // namespace manyhands::base
