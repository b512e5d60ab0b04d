// Pictures for answers: taken in, looked at, rid of what they tell about the person behind the camera, kept
// by what they are, and removed when nothing uses them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "answer/image.hpp"
#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/answer.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

// What a network takes; as in its channel's data.
struct ImageRules {
    int at_most = 0;  // in one post; 0: none
    std::int64_t bytes = 0;
    int side = 0;  // pixels; 0: not said
    std::vector<std::string> types;
    int alt_at_most = 0;        // graphemes; 0: not said
    bool alt_required = false;  // the brand wants every picture described
};

struct MediaRow {
    model::MediaId id;
    model::BrandId brand;
    model::EmployeeId owner;  // who put it there
    std::string digest;       // SHA-256 of the kept bytes, in hexadecimal digits: the file's name
    std::string type;         // "image/jpeg", "image/png", "image/webp"
    int width = 0;
    int height = 0;
    std::int64_t bytes = 0;
    base::Instant created_at{};
    friend bool operator==(const MediaRow&, const MediaRow&) = default;
};

// Thread-safe. A file is there before its row is, and goes after it.
class MediaStore {
  public:
    virtual ~MediaStore() = default;
    virtual base::Result<void> add_media(const MediaRow& row, const std::string& bytes) = 0;
    // Errors: not_found ("answer.media.not_found").
    virtual base::Result<MediaRow> media(const model::BrandId& brand, const model::MediaId& id) = 0;
    // Errors: unavailable when the file is gone or is not what it was.
    virtual base::Result<std::string> media_bytes(const MediaRow& row) = 0;
    // Removes those made before that no answer carries, with files that no row names. Returns how many rows
    // went.
    virtual base::Result<int> remove_unused_media(base::Instant made_before, int limit) = 0;
};

// How long a picture waits for the answer it was meant for.
inline constexpr base::Seconds kUnusedMediaLives = std::chrono::hours(48);
// More than any network takes; larger bodies are not read.
inline constexpr std::size_t kUploadBytes = std::size_t{8} << 20U;

class Media {
  public:
    Media(MediaStore& store, const base::Clock& clock, base::IdSource& ids)
        : store_(store), clock_(clock), ids_(ids) {}

    // Errors: forbidden; invalid ("answer.media.not_an_image", "answer.media.damaged",
    // "answer.media.too_many_pixels"); too_large ("answer.media.too_large").
    base::Result<MediaRow> add(const model::Actor& actor, const std::string& bytes);
    struct Kept {
        MediaRow row;
        std::string bytes;
    };
    base::Result<Kept> get(const model::Actor& actor, const model::MediaId& id);
    // For the way out, without a person.
    base::Result<Kept> get(const model::BrandId& brand, const model::MediaId& id);
    // Do these go out with an answer there? Errors: invalid with "pointer" ("/media/1", "/media/1/alt").
    base::Result<void> check(const model::BrandId& brand, const ImageRules& rules,
                             const std::vector<model::Image>& images);
    base::Result<int> remove_unused();

  private:
    MediaStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
};

}  // namespace manyhands::answer
