// Variables in a text that is going to be published: {{customer.name}}. The web app fills them in while one
// writes (web/src/text/phrase.ts, held to this by tests/vectors/phrases.json); the server refuses a text in
// which one is left. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

// A text that one keeps for using again.
enum class Shared { me, department, brand };
std::string_view to_string(Shared shared);
std::optional<Shared> shared(std::string_view text);

struct Phrase {
    PhraseId id;
    BrandId brand;
    EmployeeId owner;         // who made it
    DepartmentId department;  // whose it is when shared with a department; of the owner otherwise
    Shared shared = Shared::me;
    std::string shortcut;  // what is typed behind the slash
    std::string title;
    std::string text_ko;  // one of the two may be empty
    std::string text_en;
    std::int64_t uses = 0;  // answers it went into
    base::Instant created_at{};
    base::Instant changed_at{};
    friend bool operator==(const Phrase&, const Phrase&) = default;
};

struct Variable {
    std::size_t begin = 0;  // UTF-8 bytes, half-open, with its braces
    std::size_t end = 0;
    std::string name;  // without braces and the blanks inside them; may be empty
    friend bool operator==(const Variable&, const Variable&) = default;
};

// Everything between {{ and the next }} on the same line, whether or not we know such a name. Of nested
// braces the innermost count.
std::vector<Variable> variables_in(std::string_view text);

// The names that can be filled in.
bool is_variable(std::string_view name);

using VariableValues = std::map<std::string, std::string, std::less<>>;

// Puts the values in. What has none, or a blank one, stays as it is.
std::string fill(std::string_view text, const VariableValues& values);

}  // namespace manyhands::model
