#include "answer/word_list.hpp"

#include <map>
#include <stdexcept>

#include <boost/json.hpp>

#include "base/asset.hpp"

namespace manyhands::answer {
namespace {

using Lists = std::map<std::string, WordList, std::less<>>;

Lists read() {
    namespace json = boost::json;
    const std::string_view text = base::asset("model-data/phrasing.json").value_or("{}");
    const json::value all = json::parse(json::string_view(text.data(), text.size()));
    Lists lists;
    for (const auto& [name, words] : all.as_object())
        for (const json::value& word : words.as_array())
            lists[std::string(name)].emplace_back(std::string_view(word.as_string()));
    return lists;
}

}  // namespace

const WordList& word_list(std::string_view name) {
    static const Lists lists = read();
    const auto found = lists.find(name);
    if (found == lists.end()) throw std::logic_error("no words: " + std::string(name));
    return found->second;
}

}  // namespace manyhands::answer
