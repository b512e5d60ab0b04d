#include "answer/media.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kAltBytes = 16384;
constexpr int kRemovedAtOnce = 200;

}  // namespace

Result<MediaRow> Media::add(const model::Actor& actor, const std::string& bytes) {
    MH_TRY(model::check(actor, model::Action::submit_answer, model::Scope::own));
    if (bytes.size() > kUploadBytes)
        return fail(ErrorCode::too_large, "answer.media.too_large",
                    {{"limit", std::to_string(kUploadBytes >> 20U)}});
    MH_LET(file, clean_image(bytes));
    MediaRow row;
    row.id = ids_.make<model::MediaId>();
    row.brand = actor.brand;
    row.owner = actor.employee;
    row.digest = base::to_hex(base::sha256(file.bytes));
    row.type = file.type;
    row.width = file.width;
    row.height = file.height;
    row.bytes = static_cast<std::int64_t>(file.bytes.size());
    row.created_at = clock_.now();
    MH_TRY(store_.add_media(row, file.bytes));
    return row;
}

Result<Media::Kept> Media::get(const model::Actor& actor, const model::MediaId& id) {
    MH_TRY(model::check(actor, model::Action::see_conversation, model::Scope::brand));
    return get(actor.brand, id);
}

Result<Media::Kept> Media::get(const model::BrandId& brand, const model::MediaId& id) {
    MH_LET(row, store_.media(brand, id));
    MH_LET(bytes, store_.media_bytes(row));
    return Kept{std::move(row), std::move(bytes)};
}

Result<void> Media::check(const model::BrandId& brand, const ImageRules& rules,
                          const std::vector<model::Image>& images) {
    if (images.empty()) return {};
    const auto refuse = [](std::string pointer, std::string key,
                           std::vector<std::pair<std::string, std::string>> args) {
        args.emplace_back("pointer", std::move(pointer));
        return fail(ErrorCode::invalid, std::move(key), std::move(args));
    };
    if (std::ssize(images) > rules.at_most)
        return refuse("/media", rules.at_most == 0 ? "answer.media.none_there" : "answer.media.too_many",
                      {{"limit", std::to_string(rules.at_most)}});
    for (std::size_t i = 0; i < images.size(); ++i) {
        const std::string at = "/media/" + std::to_string(i);
        const std::string& alt = images[i].alt;
        if (!base::is_utf8(alt) || alt.size() > kAltBytes ||
            (rules.alt_at_most > 0 &&
             base::grapheme_count(alt) > static_cast<std::size_t>(rules.alt_at_most)))
            return refuse(at + "/alt", "answer.media.alt_too_long",
                          {{"limit", std::to_string(rules.alt_at_most > 0 ? rules.alt_at_most : 2000)}});
        if (rules.alt_required && alt.find_first_not_of(" \n") == std::string::npos)
            return refuse(at + "/alt", "answer.media.alt_missing", {});
        const auto row = store_.media(brand, images[i].id);
        if (!row) {
            if (row.error().code == ErrorCode::not_found)
                return refuse(at + "/id", "answer.media.not_found", {});
            return std::unexpected(row.error());
        }
        if (std::ranges::find(rules.types, row->type) == rules.types.end())
            return refuse(at + "/id", "answer.media.type_not_there", {{"type", row->type}});
        if (rules.bytes > 0 && row->bytes > rules.bytes)
            return refuse(
                at + "/id", "answer.media.too_large_there",
                {{"limit", std::to_string(rules.bytes / 1000)}, {"size", std::to_string(row->bytes / 1000)}});
        if (rules.side > 0 && std::max(row->width, row->height) > rules.side)
            return refuse(at + "/id", "answer.media.too_wide_there", {{"limit", std::to_string(rules.side)}});
    }
    return {};
}

Result<int> Media::remove_unused() {
    return store_.remove_unused_media(clock_.now() - kUnusedMediaLives, kRemovedAtOnce);
}

}  // namespace manyhands::answer
