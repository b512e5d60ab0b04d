// Text in encodings from before Unicode, as spreadsheets still save it. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace manyhands::base {

// CP949 (what Korean Windows calls "ANSI"), as UTF-8; nothing where a byte does not belong there.
std::optional<std::string> from_cp949(std::string_view bytes);

}  // namespace manyhands::base
