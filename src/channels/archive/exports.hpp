// Exports of other help desks as rows of an archive (docs/channels/archive.md says what is covered). Public
// messages only: who wrote, when, in which ticket, on which side. No attachments, people, tags or rules.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "channels/archive/table.hpp"

namespace manyhands::channels::archive {

enum class Product { chatwoot, zammad, zendesk };
std::optional<Product> product(std::string_view name);

struct ExportCounts {
    std::int64_t messages = 0;  // written
    std::int64_t left_out = 0;  // private notes, activity, system messages
    std::int64_t bad = 0;
};

// Writes one NDJSON row a message, in the order of the file. The file is NDJSON, or one JSON array or object
// of at most 512 MiB. Errors: not_found ("channels.archive.no_file"), invalid ("channels.archive.bad_json",
// "channels.archive.no_messages": nothing of that product in it).
base::Result<ExportCounts> convert(Product from, const std::string& path,
                                   const std::function<void(std::string_view)>& row,
                                   const std::function<void(BadRow)>& bad);

}  // namespace manyhands::channels::archive
