// Words that the linter knows: lists by name, from model-data/phrasing.json. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace manyhands::answer {

using WordList = std::vector<std::string>;

// A list that is not there is a fault of the program: throws std::logic_error.
const WordList& word_list(std::string_view name);

}  // namespace manyhands::answer
