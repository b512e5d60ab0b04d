#include "answer/image.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::answer {
namespace {

using namespace std::string_literals;

std::string be(std::uint32_t value, int n) {
    std::string text;
    for (int i = n - 1; i >= 0; --i)
        text += static_cast<char>(value >> (8 * i) & 0xFFU);
    return text;
}
std::string le(std::uint32_t value, int n) {
    std::string text;
    for (int i = 0; i < n; ++i)
        text += static_cast<char>(value >> (8 * i) & 0xFFU);
    return text;
}

// -- small files made by hand; what is inside the picture does not matter here --
std::string segment(char marker, const std::string& payload) {
    return "\xFF"s + marker + be(static_cast<std::uint32_t>(payload.size() + 2), 2) + payload;
}
std::string exif(int orientation) {
    return segment('\xE1', "Exif\0\0II*\0\x08\0\0\0\x02\0"s + "\x0F\x01\x02\0\x05\0\0\0\x40\0\0\0"s +
                               "\x12\x01\x03\0\x01\0\0\0"s + static_cast<char>(orientation) + "\0\0\0"s +
                               "\0\0\0\0"s + "GPS 37.5665 SECRET"s);
}
std::string jpeg(const std::string& extra = {}, std::uint32_t width = 640, std::uint32_t height = 480) {
    return "\xFF\xD8"s + segment('\xE0', "JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02thumbnail"s) + extra +
           segment('\xDB', std::string(65, '\x01')) +
           segment('\xC0', "\x08"s + be(height, 2) + be(width, 2) + "\x01\x01\x11\0"s) +
           segment('\xC4', std::string(20, '\0')) + segment('\xDA', "\x01\x01\0\0\x3F\0"s) +
           "scan\xFF\0data\xFF\xD0more"s + "\xFF\xD9"s;
}
std::uint32_t crc_of(const std::string& bytes) {
    std::uint32_t c = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        c ^= static_cast<unsigned char>(byte);
        for (int k = 0; k < 8; ++k)
            c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
    }
    return c ^ 0xFFFFFFFFU;
}
std::string chunk(const std::string& type, const std::string& data) {
    return be(static_cast<std::uint32_t>(data.size()), 4) + type + data + be(crc_of(type + data), 4);
}
std::string png(const std::string& extra = {}, std::uint32_t width = 320, std::uint32_t height = 200) {
    return "\x89PNG\r\n\x1A\n"s + chunk("IHDR", be(width, 4) + be(height, 4) + "\x08\x02\0\0\0"s) + extra +
           chunk("IDAT", "pixels") + chunk("IEND", "");
}
std::string riff(const std::string& type, const std::string& data) {
    return type + le(static_cast<std::uint32_t>(data.size()), 4) + data +
           (data.size() % 2 == 1 ? "\0"s : ""s);
}
std::string webp(const std::string& chunks) {
    return "RIFF"s + le(static_cast<std::uint32_t>(chunks.size() + 4), 4) + "WEBP" + chunks;
}
std::string vp8x(char flags, std::uint32_t width, std::uint32_t height) {
    return riff("VP8X", std::string(1, flags) + "\0\0\0"s + le(width - 1, 3) + le(height - 1, 3));
}
const std::string kVp8 = riff("VP8 ", "abc\x9D\x01\x2A"s + le(100, 2) + le(50, 2) + "frame"s);

std::string key(const base::Result<ImageFile>& result) {
    return result ? "no error" : result.error().key;
}

TEST(Image, IsKnownByItsBytesAndNotByItsName) {
    EXPECT_EQ(image_type(jpeg()), "image/jpeg");
    EXPECT_EQ(image_type(png()), "image/png");
    EXPECT_EQ(image_type(webp(kVp8)), "image/webp");
    for (const std::string& other :
         {""s, "\xFF\xD8"s, "GIF89a......"s, "<svg xmlns='x'/>"s, "<?xml version='1.0'?><svg/>"s, "%PDF-1.7"s,
          "RIFF\0\0\0\0AVI LIST"s, "<html><script>"s}) {
        EXPECT_EQ(image_type(other), std::nullopt) << other;
        EXPECT_EQ(key(clean_image(other)), "answer.media.not_an_image") << other;
    }
}

TEST(Image, AJpegLosesPlaceTimeAndDeviceButNotItsOrientation) {
    const std::string icc = segment('\xE2', "ICC_PROFILE\0\x01\x01profile"s);
    const std::string adobe = segment('\xEE', "Adobe\0d\0\0\0\0\x01"s);
    const auto clean =
        clean_image(jpeg(exif(6) + segment('\xE1', "http://ns.adobe.com/xap/1.0/\0SECRET"s) +
                         segment('\xED', "Photoshop 3.0\0SECRET"s) + segment('\xFE', "SECRET"s) +
                         segment('\xE2', "MPF\0SECRET"s) + icc + adobe) +
                    "trailing SECRET");
    ASSERT_TRUE(clean) << key(clean);
    EXPECT_EQ(clean->bytes.find("SECRET"), std::string::npos);
    EXPECT_EQ(clean->bytes.find("thumbnail"), std::string::npos);
    EXPECT_NE(clean->bytes.find(icc), std::string::npos);
    EXPECT_NE(clean->bytes.find(adobe), std::string::npos);
    EXPECT_NE(clean->bytes.find("scan\xFF\0data\xFF\xD0more\xFF\xD9"s), std::string::npos);
    EXPECT_EQ(clean->width, 480) << "it lies on its side";
    EXPECT_EQ(clean->height, 640);
    // The orientation stands right behind the head, 36 bytes in all, and is found again.
    EXPECT_EQ(clean->bytes.substr(20, 4), "\xFF\xE1\x00\x22"s);
    const auto again = clean_image(clean->bytes);
    ASSERT_TRUE(again) << key(again);
    EXPECT_EQ(again->bytes, clean->bytes);
    EXPECT_EQ(again->width, 480);
}

TEST(Image, AnUprightJpegCarriesNoExifAtAll) {
    const auto clean = clean_image(jpeg(exif(1)));
    ASSERT_TRUE(clean) << key(clean);
    EXPECT_EQ(clean->bytes.find("Exif"), std::string::npos);
    EXPECT_EQ(clean->width, 640);
    EXPECT_EQ(clean->type, "image/jpeg");
    // One whose end was cut off gets one; one without a picture is none.
    const std::string whole = jpeg();
    EXPECT_EQ(clean_image(whole.substr(0, whole.size() - 2))->bytes, clean_image(whole)->bytes);
    EXPECT_EQ(key(clean_image(whole.substr(0, 60))), "answer.media.damaged");
    EXPECT_EQ(key(clean_image("\xFF\xD8\xFF\xD9"s)), "answer.media.damaged");
}

TEST(Image, APngLosesItsWordsAndKeepsItsColours) {
    const std::string gamma = chunk("gAMA", be(45455, 4));
    const auto clean =
        clean_image(png(gamma + chunk("tEXt", "Author\0SECRET"s) + chunk("eXIf", "SECRET") +
                        chunk("iTXt", "SECRET") + chunk("tIME", "SECRET!") + chunk("prIv", "SECRET")) +
                    "SECRET");
    ASSERT_TRUE(clean) << key(clean);
    EXPECT_EQ(clean->bytes, png(gamma));
    EXPECT_EQ(clean->width, 320);
    EXPECT_EQ(clean->height, 200);
}

TEST(Image, ABrokenPngIsSaid) {
    std::string wrong_sum = png();
    wrong_sum[40] ^= 1;
    EXPECT_EQ(key(clean_image(wrong_sum)), "answer.media.damaged");
    EXPECT_EQ(key(clean_image(png().substr(0, 50))), "answer.media.damaged");
    EXPECT_EQ(key(clean_image(png(chunk("CgBI", "x")))), "answer.media.damaged")
        << "an unknown part that matters";
    EXPECT_EQ(key(clean_image(png(chunk("IHDR", std::string(13, '\x01'))))), "answer.media.damaged");
    EXPECT_EQ(key(clean_image(png({}, 0, 5))), "answer.media.damaged");
}

TEST(Image, AWebpLosesItsMetadataAndItsFlags) {
    const auto clean = clean_image(webp(vp8x('\x2C', 300, 150) + riff("ICCP", "profile") + kVp8 +
                                        riff("EXIF", "SECRET") + riff("XMP ", "SECRET!")));
    ASSERT_TRUE(clean) << key(clean);
    EXPECT_EQ(clean->bytes, webp(vp8x('\x20', 300, 150) + riff("ICCP", "profile") + kVp8));
    EXPECT_EQ(clean->width, 300);
    EXPECT_EQ(clean->height, 150);
    const auto plain = clean_image(webp(kVp8));
    ASSERT_TRUE(plain) << key(plain);
    EXPECT_EQ(plain->width, 100);
    EXPECT_EQ(plain->height, 50);
    const auto lossless = clean_image(webp(riff("VP8L", "\x2F"s + le(99U | 49U << 14U, 4) + "x")));
    ASSERT_TRUE(lossless) << key(lossless);
    EXPECT_EQ(lossless->width, 100);
    EXPECT_EQ(lossless->height, 50);
    EXPECT_EQ(key(clean_image(webp(riff("ICCP", "profile")))), "answer.media.damaged");
    EXPECT_EQ(key(clean_image(webp(kVp8).substr(0, 24))), "answer.media.damaged");
}

TEST(Image, TooManyPixelsAreRefusedBeforeAnybodyDecodesThem) {
    EXPECT_EQ(key(clean_image(png({}, 60'000, 60'000))), "answer.media.too_many_pixels");
    EXPECT_EQ(key(clean_image(jpeg({}, 65'535, 65'535))), "answer.media.too_many_pixels");
    EXPECT_TRUE(clean_image(png({}, 10'000, 5'000)));
}

TEST(Image, WhateverComesInNothingBreaksAndCleanIsClean) {
    base::SeededRandom random(41);
    const std::string whole[] = {jpeg(exif(3)), png(chunk("tEXt", "a\0b"s)),
                                 webp(vp8x('\x0C', 30, 30) + kVp8 + riff("EXIF", "x"))};
    int accepted = 0;
    for (int round = 0; round < 6000; ++round) {
        std::string bytes = whole[random.below(3)];
        for (std::uint64_t n = random.below(4); n > 0; --n)
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        if (random.below(4) == 0) bytes.resize(random.below(bytes.size() + 1));
        if (random.below(8) == 0)
            bytes.insert(random.below(bytes.size() + 1), std::string(random.below(9), '\xFF'));
        const auto clean = clean_image(bytes);
        if (!clean) continue;
        ++accepted;
        const auto again = clean_image(clean->bytes);
        ASSERT_TRUE(again) << key(again) << " in round " << round;
        ASSERT_EQ(again->bytes, clean->bytes) << "round " << round;
    }
    EXPECT_GT(accepted, 500);
}

}  // namespace
}  // namespace manyhands::answer
