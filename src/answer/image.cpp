#include "answer/image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kJpeg = "\xFF\xD8\xFF";
constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n";

std::unexpected<base::Error> damaged(const char* what) {
    return fail(ErrorCode::invalid, "answer.media.damaged", {}, what);
}

// Numbers out of bytes; what lies behind the end is nothing, and nothing is read there.
class Bytes {
  public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
    bool has(std::size_t at, std::size_t n) const { return at <= bytes_.size() && n <= bytes_.size() - at; }
    std::uint32_t u8(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }
    std::uint32_t be16(std::size_t at) const { return u8(at) << 8U | u8(at + 1); }
    std::uint32_t be32(std::size_t at) const { return be16(at) << 16U | be16(at + 2); }
    std::uint32_t le16(std::size_t at) const { return u8(at) | u8(at + 1) << 8U; }
    std::uint32_t le24(std::size_t at) const { return le16(at) | u8(at + 2) << 16U; }
    std::uint32_t le32(std::size_t at) const { return le16(at) | le16(at + 2) << 16U; }
    std::string_view part(std::size_t at, std::size_t n) const { return bytes_.substr(at, n); }
    std::size_t size() const { return bytes_.size(); }

  private:
    std::string_view bytes_;
};

Result<ImageFile> sized(ImageFile file, std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0) return damaged("no size");
    if (std::int64_t{width} * height > kPixelsAtMost)
        return fail(ErrorCode::invalid, "answer.media.too_many_pixels",
                    {{"limit", std::to_string(kPixelsAtMost / 1'000'000)}});
    file.width = static_cast<int>(width);
    file.height = static_cast<int>(height);
    return file;
}

// -- JPEG --------------------------------------------------------------------------------------------------

// The orientation in an EXIF block, 1 to 8; 1 when it says none or does not hold together.
std::uint32_t orientation_of(std::string_view exif) {
    const Bytes tiff(exif);
    if (!tiff.has(0, 8)) return 1;
    const bool big = tiff.part(0, 2) == "MM";
    if (!big && tiff.part(0, 2) != "II") return 1;
    const auto u16 = [&](std::size_t at) { return big ? tiff.be16(at) : tiff.le16(at); };
    const std::size_t directory = big ? tiff.be32(4) : tiff.le32(4);
    if (!tiff.has(directory, 2)) return 1;
    const std::size_t entries = u16(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * 12;
        if (!tiff.has(entry, 12)) return 1;
        if (u16(entry) != 0x0112) continue;
        const std::uint32_t value = u16(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

// A whole APP1 segment that says the orientation and nothing else.
std::string orientation_segment(std::uint32_t orientation) {
    std::string segment(
        "\xFF\xE1\x00\x22"
        "Exif\0\0"
        "MM\0\x2A\0\0\0\x08"
        "\0\x01"
        "\x01\x12\0\x03\0\0\0\x01\0",
        29);
    segment += static_cast<char>(orientation);
    segment.append(6, '\0');  // the rest of the value, no further directory
    return segment;
}

bool is_frame(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// What decoding needs. Of the application's segments: the colour profile and the colour transform.
bool jpeg_keeps(std::uint32_t marker, std::string_view payload) {
    if (is_frame(marker)) return true;
    switch (marker) {
        case 0xC4:  // Huffman tables
        case 0xCC:  // arithmetic coding
        case 0xDB:  // quantisation
        case 0xDC:  // number of lines
        case 0xDD:  // restart interval
        case 0xDA:  // scan
            return true;
        case 0xE2:
            return payload.starts_with(std::string_view("ICC_PROFILE\0", 12));
        case 0xEE:
            return payload.starts_with("Adobe");
        default:
            return false;
    }
}

Result<ImageFile> clean_jpeg(std::string_view bytes) {
    const Bytes in(bytes);
    ImageFile file{"image/jpeg", "\xFF\xD8", 0, 0};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t orientation = 1;
    std::size_t head_end = file.bytes.size();  // where the orientation belongs
    bool scanned = false;
    for (std::size_t at = 2;;) {
        if (!in.has(at, 2)) {
            if (!scanned) return damaged("it ends before the picture");
            break;  // cut off behind the picture: the end is added
        }
        if (in.u8(at) != 0xFF) return damaged("no marker where one belongs");
        const std::uint32_t marker = in.u8(at + 1);
        if (marker == 0xFF) {  // fill
            ++at;
            continue;
        }
        if (marker == 0xD9) break;
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8))
            return damaged("a marker without place");
        if (!in.has(at + 2, 2)) return damaged("a segment without length");
        const std::size_t length = in.be16(at + 2);
        if (length < 2 || !in.has(at + 2, length)) return damaged("a segment beyond the end");
        const std::string_view payload = in.part(at + 4, length - 2);
        if (is_frame(marker)) {
            if (payload.size() < 6 || width != 0) return damaged("a frame");
            height = in.be16(at + 5);
            width = in.be16(at + 7);
        }
        if (marker == 0xE0 && payload.size() >= 14 && payload.starts_with(std::string_view("JFIF\0", 5))) {
            file.bytes += std::string_view("\xFF\xE0\x00\x10", 4);
            file.bytes += payload.substr(0, 12);
            file.bytes.append(2, '\0');  // no thumbnail
            head_end = file.bytes.size();
        } else if (marker == 0xE1 && payload.starts_with(std::string_view("Exif\0\0", 6))) {
            orientation = orientation_of(payload.substr(6));
        } else if (jpeg_keeps(marker, payload)) {
            file.bytes += in.part(at, length + 2);
        }
        at += length + 2;
        if (marker != 0xDA) continue;
        if (width == 0) return damaged("a scan before its frame");
        scanned = true;
        const std::size_t begin = at;
        for (; in.has(at, 2); ++at) {
            const std::uint32_t next = in.u8(at + 1);
            if (in.u8(at) == 0xFF && next != 0x00 && !(next >= 0xD0 && next <= 0xD7)) break;
        }
        if (!in.has(at, 2)) at = in.size();
        file.bytes += in.part(begin, at - begin);
        while (at == in.size() && file.bytes.back() == '\xFF')
            file.bytes.pop_back();  // half a marker where it was cut off
    }
    if (!scanned) return damaged("no picture in it");
    file.bytes += "\xFF\xD9";
    if (orientation != 1) file.bytes.insert(head_end, orientation_segment(orientation));
    if (orientation >= 5) std::swap(width, height);  // lying on its side
    return sized(std::move(file), width, height);
}

// -- PNG ---------------------------------------------------------------------------------------------------

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < 256; ++n) {
        std::uint32_t c = n;
        for (int k = 0; k < 8; ++k)
            c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
        table[n] = c;
    }
    return table;
}();

std::uint32_t crc(std::string_view bytes) {
    std::uint32_t c = 0xFFFFFFFFU;
    for (const char byte : bytes)
        c = kCrcTable[(c ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (c >> 8U);
    return c ^ 0xFFFFFFFFU;
}

constexpr std::array<std::string_view, 15> kPngKept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                    "cHRM", "gAMA", "iCCP", "sBIT", "sRGB",
                                                    "bKGD", "pHYs", "acTL", "fcTL", "fdAT"};

Result<ImageFile> clean_png(std::string_view bytes) {
    const Bytes in(bytes);
    ImageFile file{"image/png", std::string(kPng), 0, 0};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool has_data = false;
    for (std::size_t at = kPng.size();;) {
        if (!in.has(at, 12)) return damaged("it ends before the end");
        const std::size_t length = in.be32(at);
        if (!in.has(at, length + 12)) return damaged("a chunk beyond the end");
        const std::string_view type = in.part(at + 4, 4);
        const bool first = at == kPng.size();
        if (first != (type == "IHDR")) return damaged("the header is not first, or twice");
        if (first) {
            if (length != 13) return damaged("a header");
            width = in.be32(at + 8);
            height = in.be32(at + 12);
        }
        if (type == "IDAT") has_data = true;
        const bool critical = type[0] >= 'A' && type[0] <= 'Z';
        if (std::ranges::find(kPngKept, type) != kPngKept.end()) {
            if (in.be32(at + 8 + length) != crc(in.part(at + 4, length + 4))) return damaged("a checksum");
            file.bytes += in.part(at, length + 12);
        } else if (critical) {
            return damaged("an unknown part that matters");
        }
        at += length + 12;
        if (type == "IEND") break;
    }
    if (!has_data) return damaged("no picture in it");
    return sized(std::move(file), width, height);
}

// -- WebP --------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 7> kWebpKept{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
constexpr unsigned kWebpMetadataFlags = 0x0CU;  // EXIF and XMP

std::string le32_text(std::uint32_t value) {
    std::string text;
    for (unsigned shift = 0; shift < 32; shift += 8)
        text += static_cast<char>(value >> shift & 0xFFU);
    return text;
}

Result<ImageFile> clean_webp(std::string_view bytes) {
    const Bytes in(bytes);
    const std::size_t end = std::size_t{in.le32(4)} + 8;
    if (end < 20 || end > in.size()) return damaged("it ends before the end");
    ImageFile file{"image/webp", {}, 0, 0};
    std::string body = "WEBP";
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool has_picture = false;
    for (std::size_t at = 12; at < end;) {
        if (end - at < 8) return damaged("a chunk beyond the end");
        const std::string_view type = in.part(at, 4);
        const std::size_t length = in.le32(at + 4);
        if (length > end - at - 8) return damaged("a chunk beyond the end");
        std::string payload(in.part(at + 8, length));
        if (type == "VP8X") {
            if (length < 10) return damaged("a header");
            width = in.le24(at + 12) + 1;
            height = in.le24(at + 15) + 1;
            payload[0] = static_cast<char>(static_cast<unsigned char>(payload[0]) & ~kWebpMetadataFlags);
        } else if (type == "VP8 ") {
            if (length < 10 || payload.substr(3, 3) != "\x9D\x01\x2A") return damaged("a frame");
            has_picture = true;
            if (width == 0) width = in.le16(at + 14) & 0x3FFFU, height = in.le16(at + 16) & 0x3FFFU;
        } else if (type == "VP8L") {
            if (length < 5 || payload[0] != '\x2F') return damaged("a frame");
            has_picture = true;
            const std::uint32_t packed = in.le32(at + 9);
            if (width == 0) width = (packed & 0x3FFFU) + 1, height = (packed >> 14U & 0x3FFFU) + 1;
        } else if (type == "ANMF") {
            has_picture = true;
        }
        if (std::ranges::find(kWebpKept, type) != kWebpKept.end()) {
            body += type;
            body += le32_text(static_cast<std::uint32_t>(length));
            body += payload;
            if (length % 2 == 1) body += '\0';
        }
        at += 8 + length + length % 2;
    }
    if (!has_picture) return damaged("no picture in it");
    file.bytes = "RIFF" + le32_text(static_cast<std::uint32_t>(body.size())) + body;
    return sized(std::move(file), width, height);
}

}  // namespace

std::optional<std::string_view> image_type(std::string_view bytes) {
    if (bytes.starts_with(kJpeg)) return "image/jpeg";
    if (bytes.starts_with(kPng)) return "image/png";
    if (bytes.size() >= 16 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    return std::nullopt;
}

Result<ImageFile> clean_image(std::string_view bytes) {
    const auto type = image_type(bytes);
    if (type == "image/jpeg") return clean_jpeg(bytes);
    if (type == "image/png") return clean_png(bytes);
    if (type == "image/webp") return clean_webp(bytes);
    return fail(ErrorCode::invalid, "answer.media.not_an_image");
}

}  // namespace manyhands::answer
