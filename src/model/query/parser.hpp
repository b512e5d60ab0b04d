// Text to tree, by recursive descent. Any bytes may come in; what is wrong is said with its place, all at
// once, and with what could stand there instead where that is clear.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "model/query/ast.hpp"

namespace manyhands::model::query {

enum class Purpose {
    listening,  // over a live stream: fields of posts only, and every branch names something to look for
    view,       // saved views and search: every field, and fields alone
};

struct Problem {
    Range at;
    std::string key;  // of the catalogue
    std::vector<std::pair<std::string, std::string>> args;
    std::optional<std::string> suggestion;  // what to put in place of the bytes `at`
};

struct Parsed {
    std::optional<Node> root;       // only when there are no problems
    std::vector<Problem> problems;  // in order of place, at most 20
    bool ok() const { return root.has_value(); }
};

Parsed parse(std::string_view query, Purpose purpose);

// The same for those who cannot show places. Errors: invalid, with the first problem's sentence.
base::Result<Node> parse_or_refuse(std::string_view query, Purpose purpose);

}  // namespace manyhands::model::query
