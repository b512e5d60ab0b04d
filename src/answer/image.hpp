// What a file of a picture is, by its bytes and never by its name, and the same picture without what it tells
// about the place, the time and the device. Nothing is decoded: the file's own structure is walked, and what
// is not needed to show the picture is left out. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace manyhands::answer {

struct ImageFile {
    std::string type;   // "image/jpeg", "image/png", "image/webp"
    std::string bytes;  // without metadata; the orientation stays
    int width = 0;      // as it is shown
    int height = 0;
};

// Pixels that decoders elsewhere need not be asked to hold.
inline constexpr std::int64_t kPixelsAtMost = 50'000'000;

// By the first bytes; nothing: none of the three (SVG and GIF among them).
std::optional<std::string_view> image_type(std::string_view bytes);

// Errors: invalid "answer.media.not_an_image" (another type), "answer.media.damaged" (its structure does not
// hold), "answer.media.too_many_pixels".
base::Result<ImageFile> clean_image(std::string_view bytes);

}  // namespace manyhands::answer
