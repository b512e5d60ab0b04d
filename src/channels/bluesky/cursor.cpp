#include "channels/bluesky/cursor.hpp"

#include "channels/bluesky/json.hpp"

namespace manyhands::channels::bluesky {

Cursor to_cursor(const Position& position) {
    json::object lists;
    for (const auto& [name, list] : position.lists) {
        json::object entry{{"mark", base::to_micros(list.mark)}};
        if (!list.at.empty()) {
            entry["top"] = base::to_micros(list.top);
            entry["at"] = list.at;
        }
        lists[name] = std::move(entry);
    }
    return json::serialize(json::object{{"v", 1},
                                        {"n", position.number},
                                        {"floor", base::to_micros(position.floor)},
                                        {"lists", std::move(lists)}});
}

std::optional<Position> from_cursor(const Cursor& cursor) {
    const auto parsed = parse_json(cursor);
    if (!parsed || integer_at(*parsed, "v") != 1) return std::nullopt;
    const auto number = integer_at(*parsed, "n");
    const auto floor = integer_at(*parsed, "floor");
    const json::value* lists = find(*parsed, "lists");
    if (!number || !floor || lists == nullptr || !lists->is_object()) return std::nullopt;
    Position position{*number, base::from_micros(*floor), {}};
    for (const auto& [name, entry] : lists->get_object()) {
        const auto mark = integer_at(entry, "mark");
        if (!mark) return std::nullopt;
        ListMark list{base::from_micros(*mark), {}, std::string(text_at(entry, "at"))};
        if (!list.at.empty()) list.top = base::from_micros(integer_at(entry, "top").value_or(*mark));
        position.lists.emplace(std::string(name.data(), name.size()), std::move(list));
    }
    return position;
}

}  // namespace manyhands::channels::bluesky
