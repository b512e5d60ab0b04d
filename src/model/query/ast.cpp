#include "model/query/ast.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/query/lexer.hpp"

namespace manyhands::model::query {
namespace {

constexpr std::array<std::pair<Field, std::string_view>, 19> kFields{{
    {Field::from, "from"},
    {Field::to, "to"},
    {Field::network, "network"},
    {Field::account, "account"},
    {Field::lang, "lang"},
    {Field::is, "is"},
    {Field::has, "has"},
    {Field::url, "url"},
    {Field::followers, "followers"},
    {Field::state, "state"},
    {Field::tag, "tag"},
    {Field::holder, "holder"},
    {Field::department, "department"},
    {Field::kind, "kind"},
    {Field::waiting, "waiting"},
    {Field::snoozed, "snoozed"},
    {Field::owed, "owed"},
    {Field::opened, "opened"},
    {Field::answered_by, "answered-by"},
}};

// How tightly a node holds together: what is looser than its place needs parentheses.
int binding(Kind kind) {
    switch (kind) {
        case Kind::any:
            return 0;
        case Kind::all:
            return 1;
        case Kind::none:
            return 2;
        case Kind::near:
            return 3;
        case Kind::text:
        case Kind::hashtag:
        case Kind::handle:
        case Kind::field:
        case Kind::compare:
            return 4;
    }
    return 4;
}

std::string duration(std::int64_t seconds) {
    constexpr std::int64_t kDay = 86'400;
    if (seconds % kDay == 0 && seconds > 0) return std::to_string(seconds / kDay) + "d";
    if (seconds % 3600 == 0 && seconds > 0) return std::to_string(seconds / 3600) + "h";
    return std::to_string(seconds / 60) + "m";
}

void write(std::string& out, const Node& node);

void write_held(std::string& out, const Node& node, int needed) {
    if (binding(node.kind) >= needed) {
        write(out, node);
        return;
    }
    out += '(';
    write(out, node);
    out += ')';
}

void write_quoted(std::string& out, std::string_view text) {
    out += '"';
    out += text;
    out += '"';
}

void write(std::string& out, const Node& node) {
    const auto join = [&](std::string_view between, int needed) {
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out += between;
            write_held(out, node.children[i], needed);
        }
    };
    switch (node.kind) {
        case Kind::all:
            join(" ", 2);
            return;
        case Kind::any:
            join(" OR ", 1);
            return;
        case Kind::none:
            out += '-';
            write_held(out, node.children.front(), 4);
            return;
        case Kind::near:
            join((node.ordered ? " ONEAR/" : " NEAR/") + std::to_string(node.words) + " ", 4);
            return;
        case Kind::text:
            if (node.form == Form::exact) out += '=';
            if (stands_bare(node.text))
                out += node.text;
            else
                write_quoted(out, node.text);
            if (node.extent == Extent::prefix) out += '*';
            return;
        case Kind::hashtag:
            out += '#';
            out += node.text;
            if (node.extent == Extent::prefix) out += '*';
            return;
        case Kind::handle:
            out += '@';
            out += node.text;
            if (node.extent == Extent::prefix) out += '*';
            return;
        case Kind::field:
            out += to_string(node.field);
            out += ':';
            if (stands_bare_as_value(node.text))
                out += node.text;
            else
                write_quoted(out, node.text);
            if (node.extent == Extent::prefix) out += '*';
            return;
        case Kind::compare:
            out += to_string(node.field);
            out += to_string(node.comparison);
            if (!node.text.empty())
                out += node.text;
            else if (node.field == Field::waiting)
                out += duration(node.number);
            else
                out += std::to_string(node.number);
            return;
    }
}

}  // namespace

std::string_view to_string(Field field) {
    for (const auto& [value, name] : kFields)
        if (value == field) return name;
    return "";
}

std::optional<Field> field(std::string_view name) {
    for (const auto& [value, known] : kFields)
        if (known == name) return value;
    return std::nullopt;
}

std::string_view to_string(Comparison comparison) {
    switch (comparison) {
        case Comparison::more:
            return ">";
        case Comparison::at_least:
            return ">=";
        case Comparison::less:
            return "<";
        case Comparison::at_most:
            return "<=";
    }
    return ">=";
}

bool is_of_conversation(Field field) {
    return field >= Field::state;
}

bool is_compared(Field field) {
    return field == Field::followers || field == Field::waiting || field == Field::opened;
}

bool operator==(const Node& a, const Node& b) {
    return a.kind == b.kind && a.text == b.text && a.form == b.form && a.extent == b.extent &&
           a.words == b.words && a.ordered == b.ordered && a.field == b.field &&
           a.comparison == b.comparison && a.number == b.number && a.children == b.children;
}

Node make_group(Kind kind, std::vector<Node> children) {
    if (children.size() == 1) return std::move(children.front());
    Node group;
    group.kind = kind;
    for (Node& child : children) {
        if (child.kind == kind)
            std::ranges::move(child.children, std::back_inserter(group.children));
        else
            group.children.push_back(std::move(child));
    }
    if (!group.children.empty()) group.at = {group.children.front().at.from, group.children.back().at.to};
    return group;
}

Node make_not(Node child) {
    Node node;
    node.kind = Kind::none;
    node.at = child.at;
    node.children.push_back(std::move(child));
    return node;
}

Node make_text(std::string text, Form form, Extent extent) {
    Node node;
    node.kind = Kind::text;
    node.text = std::move(text);
    node.form = form;
    node.extent = extent;
    return node;
}

std::string print(const Node& node) {
    std::string out;
    write(out, node);
    return out;
}

int count_terms(const Node& node) {
    if (node.children.empty()) return 1;
    int terms = 0;
    for (const Node& child : node.children)
        terms += count_terms(child);
    return terms;
}

}  // namespace manyhands::model::query
