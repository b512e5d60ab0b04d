#include "base/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

namespace fs = std::filesystem;

// {text}, {text|은/는}: the names of the arguments, without the Korean particle.
std::set<std::string> arguments(const std::string& sentence) {
    static const std::regex slot(R"(\{([a-z_0-9]+)(\|[^}]*)?\})");
    std::set<std::string> names;
    for (std::sregex_iterator it(sentence.begin(), sentence.end(), slot), end; it != end; ++it)
        names.insert((*it)[1]);
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
        const bool of_tests =
            name.ends_with("_test.cpp") || entry.path().filename().string().starts_with("test_");
        if (!of_tests && (name.ends_with(".cpp") || name.ends_with(".hpp"))) files.push_back(entry.path());
    }
    return files;
}

// The second argument of every fail(ErrorCode::x, ...) and Error{ErrorCode::x, ...}, whole, whatever
// expression it is; and every constant that looks like a key of the catalogue.
std::map<std::string, std::string> named_keys(const std::string& code, const std::string& file) {
    static const std::regex literal(R"re("([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)")re");
    static const std::regex code_named(R"(ErrorCode::[a-z_]+\s*,)");
    static const std::regex constant(
        R"re(constexpr (?:std::string_view|const char\*) k\w+ = "([a-z]+(?:\.[a-z0-9_]+){2,})")re");
    std::map<std::string, std::string> keys;
    for (std::sregex_iterator it(code.begin(), code.end(), code_named), end; it != end; ++it) {
        const auto begin = static_cast<std::size_t>(it->position() + it->length());
        std::size_t stop = begin;
        bool quoted = false;
        for (int depth = 0; stop < code.size(); ++stop) {
            const char c = code[stop];
            if (c == '"' && code[stop - 1] != '\\') quoted = !quoted;
            if (quoted) continue;
            if (c == '(' || c == '{') ++depth;
            if (depth == 0 && (c == ',' || c == ')' || c == '}' || c == ';')) break;
            if (c == ')' || c == '}') --depth;
        }
        const std::string argument = code.substr(begin, stop - begin);
        for (std::sregex_iterator key(argument.begin(), argument.end(), literal), none; key != none; ++key)
            keys.emplace((*key)[1], file);
    }
    for (std::sregex_iterator it(code.begin(), code.end(), constant), end; it != end; ++it)
        keys.emplace((*it)[1], file);
    return keys;
}

TEST(CatalogueKeys, TheScanFindsWhatItShould) {
    const auto keys = named_keys(R"(
        return base::fail(ErrorCode::conflict, "a.plain");
        return fail(base::ErrorCode::invalid,
                    some(1, 2) ? "a.yes" : "a.no", {{"name", "not.a_key"}});
        add({base::ErrorCode::conflict, std::string(kWhy), {}, "cause.of_it"});
        inline constexpr std::string_view kWhy = "a.constant.key";
        problem(Refusal::x, ErrorCode::unavailable, "a.third");
        if (code == ErrorCode::stale) use("sql.statement");
    )",
                                 "here");
    std::vector<std::string> names;
    for (const auto& [key, file] : keys)
        names.push_back(key);
    EXPECT_EQ(names, (std::vector<std::string>{"a.constant.key", "a.no", "a.plain", "a.third", "a.yes"}));
}

TEST(CatalogueKeys, EveryErrorOfTheProgramIsASentence) {
    const auto in_catalogue = catalogue_keys(Lang::en);
    std::map<std::string, std::string> used;
    for (const fs::path& file : sources())
        used.merge(named_keys(text_of(file), file.string()));
    EXPECT_GT(used.size(), 60U) << "the scan sees too little";
    for (const auto& [key, file] : used)
        EXPECT_TRUE(std::binary_search(in_catalogue.begin(), in_catalogue.end(), key))
            << key << " of " << file << " has no sentence";
}

// What an error fills in is what its sentence asks for, as far as the source says it in one place.
TEST(CatalogueKeys, ErrorsFillInWhatTheirSentenceAsksFor) {
    static const std::regex with_arguments(
        R"re(fail\(\s*(?:base::)?ErrorCode::[a-z_]+,\s*"([a-z][a-z0-9_.]+)"\s*(?:\)|,\s*\{((?:\{"[a-z_]+"|[^;])*?)\);))re");
    static const std::regex name(R"re(\{"([a-z_]+)",)re");
    int compared = 0;
    for (const fs::path& file : sources()) {
        const std::string code = text_of(file);
        for (std::sregex_iterator it(code.begin(), code.end(), with_arguments), end; it != end; ++it) {
            const std::string key = (*it)[1];
            const std::string given = (*it)[2];
            std::set<std::string> names;
            for (std::sregex_iterator one(given.begin(), given.end(), name), none; one != none; ++one)
                names.insert((*one)[1]);
            for (const std::string& wanted : arguments(tr(Lang::en, key)))
                EXPECT_TRUE(names.contains(wanted))
                    << key << " of " << file.string() << " does not fill {" << wanted << "}";
            ++compared;
        }
    }
    EXPECT_GT(compared, 60) << "the scan sees too little";
}

}  // namespace
}  // namespace manyhands::base
