// Our own cursor: how far each list of the network was read. The network's cursors are not enough: they lead
// to older pages only, and a new post may be sorted behind one that we have seen (its time is the author's).
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "channels/channel.hpp"

namespace manyhands::channels::bluesky {

// Every post of the list that is not younger than `mark` was delivered. While pages are missing, `top` is
// what `mark` will become and `at` the network's cursor of the next page.
struct ListMark {
    base::Instant mark{};
    base::Instant top{};
    std::string at;  // empty: nothing is missing
    friend bool operator==(const ListMark&, const ListMark&) = default;
};

struct Position {
    std::int64_t number =
        0;  // raised with every delivery that holds posts: two deliveries never share a cursor
    base::Instant floor{};  // listening began here; older posts are not looked for
    std::map<std::string, ListMark> lists;
    friend bool operator==(const Position&, const Position&) = default;
};

Cursor to_cursor(const Position& position);
// nullopt: empty or not one of ours.
std::optional<Position> from_cursor(const Cursor& cursor);

}  // namespace manyhands::channels::bluesky
