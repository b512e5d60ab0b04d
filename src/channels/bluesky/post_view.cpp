#include "channels/bluesky/post_view.hpp"

#include <algorithm>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::channels::bluesky {
namespace {

constexpr std::size_t kMaxText = 64U << 10U;
constexpr std::size_t kMaxName = 640;  // bytes; the network itself allows 64 graphemes
constexpr std::size_t kMaxAlt = 8U << 10U;
constexpr std::size_t kMaxUrl = 4U << 10U;
constexpr std::size_t kMaxMedia = 16;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string cleaned(std::string_view text, std::size_t most) {
    // Cut first: cleaning a megabyte to keep a little of it is work for nothing.
    return std::string(base::clamp_bytes(base::clean_post(text.substr(0, most + 1024)), most));
}

std::string line(std::string_view text, std::size_t most) {
    return std::string(base::clamp_bytes(base::clean_line(text.substr(0, most + 1024)), most));
}

// An address that we may show: http or https, no spaces, no control characters.
std::string web_address(std::string_view text) {
    if (text.size() > kMaxUrl || !(text.starts_with("https://") || text.starts_with("http://"))) return {};
    const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F && c != '"' &&
               c != '<' && c != '>';
    });
    return clean ? std::string(text) : std::string{};
}

std::optional<base::Instant> instant(std::string_view text) {
    if (text.empty() || text.size() > 64) return std::nullopt;
    const auto parsed = base::parse_rfc3339(text);
    if (!parsed) return std::nullopt;
    return *parsed;
}

void add_images(std::vector<model::Media>& media, const json::array& images) {
    for (const json::value& image : images) {
        if (media.size() >= kMaxMedia) return;
        if (!image.is_object()) continue;
        std::string url = web_address(text_at(image, "fullsize"));
        if (url.empty()) url = web_address(text_at(image, "thumb"));
        media.push_back({std::move(url), cleaned(text_at(image, "alt"), kMaxAlt)});
    }
}

// `embed`: the view (with addresses) or, failing that, the record's own (alt texts only).
void add_media(std::vector<model::Media>& media, const json::value& embed) {
    const std::string_view type = text_at(embed, "$type");
    if (type.starts_with("app.bsky.embed.images")) {
        add_images(media, list_at(embed, "images"));
    } else if (type.starts_with("app.bsky.embed.video")) {
        media.push_back({web_address(text_at(embed, "thumbnail")), cleaned(text_at(embed, "alt"), kMaxAlt)});
    } else if (type.starts_with("app.bsky.embed.recordWithMedia")) {
        if (const json::value* inner = find(embed, "media"); inner != nullptr && media.size() < kMaxMedia) {
            // One level only: inside is an image or a video, never this kind again.
            if (!text_at(*inner, "$type").starts_with("app.bsky.embed.recordWithMedia"))
                add_media(media, *inner);
        }
    }
}

std::string language(const json::value& record) {
    const json::array& languages = list_at(record, "langs");
    if (languages.empty() || !languages.front().is_string()) return {};
    const json::string& text = languages.front().get_string();
    const std::string_view tag(text.data(), text.size());
    const bool good =
        tag.size() >= 2 && tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    return good ? std::string(tag) : std::string{};
}

bool mentions(const json::value& record, std::string_view did) {
    for (const json::value& facet : list_at(record, "facets"))
        for (const json::value& feature : list_at(facet, "features"))
            if (text_at(feature, "did") == did) return true;
    return false;
}

bool is_by(std::string_view uri, std::string_view did) {
    const auto parsed = parse_at_uri(uri);
    return parsed && parsed->did == did;
}

bool concerns(const json::value& view, const json::value& record, const model::RemotePost& post,
              const Self& self) {
    if (self.did.empty() || post.author.remote_id == self.did) return false;
    const std::string_view reason = text_at(view, "reason");
    if (reason == "mention" || reason == "reply" || reason == "quote") return true;
    if (mentions(record, self.did) || is_by(post.parent_remote_id, self.did)) return true;
    if (is_by(text_at(record, "embed.record.uri"), self.did)) return true;         // a quote
    if (is_by(text_at(record, "embed.record.record.uri"), self.did)) return true;  // a quote with pictures
    return names_handle(post.text, self.handle);
}

}  // namespace

bool names_handle(std::string_view text, std::string_view handle) {
    if (handle.empty() || text.size() < handle.size()) return false;
    const auto part_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    };
    for (auto at = text.begin(); at != text.end();) {
        at = std::search(at, text.end(), handle.begin(), handle.end(),
                         [](char a, char b) { return lower(a) == lower(b); });
        if (at == text.end()) return false;
        const auto end = at + static_cast<std::ptrdiff_t>(handle.size());
        const bool begins = at == text.begin() || !part_of_name(*(at - 1));
        // "brand.example." at the end of a sentence is the name; "brand.example.com" is not.
        const bool ends = end == text.end() || !part_of_name(*end) ||
                          (*end == '.' && (end + 1 == text.end() || !part_of_name(*(end + 1))));
        if (begins && ends) return true;
        ++at;
    }
    return false;
}

std::optional<model::Person> read_person(const json::value& profile) {
    const std::string_view did = text_at(profile, "did");
    if (!is_did(did)) return std::nullopt;
    model::Person person;
    person.remote_id = std::string(did);
    const std::string_view handle = text_at(profile, "handle");
    // The network's own word for "the name no longer leads to this account".
    if (is_handle(handle) && handle != "handle.invalid") person.handle = std::string(handle);
    person.display_name = line(text_at(profile, "displayName"), kMaxName);
    if (const auto followers = integer_at(profile, "followersCount"); followers && *followers >= 0)
        person.followers = *followers;
    person.url = profile_url(did);
    return person;
}

std::optional<model::RemotePost> read_post(const json::value& view, const Self& self) {
    const auto uri = parse_post_uri(text_at(view, "uri"));
    const std::string_view cid = text_at(view, "cid");
    const json::value* record = find(view, "record");
    const json::value* author = find(view, "author");
    if (!uri || cid.empty() || cid.size() > 256 || record == nullptr || author == nullptr)
        return std::nullopt;
    const json::value* text = find(*record, "text");
    if (text == nullptr || !text->is_string()) return std::nullopt;
    if (const auto type = text_at(*record, "$type"); !type.empty() && type != kPostCollection)
        return std::nullopt;
    auto person = read_person(*author);
    if (!person || person->remote_id != uri->did) return std::nullopt;

    model::RemotePost post;
    post.network = std::string(kNetwork);
    post.remote_id = uri->text();
    post.remote_version = line(cid, 256);
    post.author = std::move(*person);
    post.text = cleaned(text_at(*record, "text"), kMaxText);
    post.declared_lang = language(*record);
    post.created_at = instant(text_at(*record, "createdAt"));
    post.indexed_at = instant(text_at(view, "indexedAt"));
    post.url = post_url(*uri);
    post.root_remote_id = post.remote_id;
    if (const auto parent = parse_post_uri(text_at(*record, "reply.parent.uri"))) {
        post.parent_remote_id = parent->text();
        const auto root = parse_post_uri(text_at(*record, "reply.root.uri"));
        post.root_remote_id = root ? root->text() : post.parent_remote_id;
    }
    if (const json::value* embed = find(view, "embed"); embed != nullptr) add_media(post.media, *embed);
    if (const json::value* embed = find(*record, "embed"); embed != nullptr && post.media.empty())
        add_media(post.media, *embed);
    post.addressed_to_us = concerns(view, *record, post, self);
    return post;
}

model::RemotePost tombstone(const AtUri& uri) {
    model::RemotePost post;
    post.network = std::string(kNetwork);
    post.remote_id = uri.text();
    post.root_remote_id = post.remote_id;
    post.author.remote_id = uri.did;
    post.author.url = profile_url(uri.did);
    post.url = post_url(uri);
    post.deleted = true;
    return post;
}

}  // namespace manyhands::channels::bluesky
