#include "listen/post_line.hpp"

#include <cstring>

#include <simdjson.h>

#include "base/text/utf8.hpp"

namespace manyhands::listen {

namespace ondemand = simdjson::ondemand;

namespace {

// Somebody whom an object of X includes.
struct Person {
    std::string_view id, name;
    std::optional<std::int64_t> followers;
};

}  // namespace

struct PostLine::Parser {
    ondemand::parser json;
    std::vector<Person> people;
    std::string strings;  // unescaped; room for every string of the line
    std::uint8_t* next = nullptr;

    void make_room(std::size_t line) {
        // The unescaper writes whole vectors.
        constexpr std::size_t kSlack = 16 * 64;
        if (strings.size() < line + kSlack) strings.resize(2 * line + kSlack);
        next = reinterpret_cast<std::uint8_t*>(strings.data());
        people.clear();
    }
};

namespace {

struct Read {
    std::string_view value;
    bool good = false;
};

unsigned hex(const char* digits, bool& good) {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
        const char c = digits[i];
        const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                               : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10)
                               : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A' + 10)
                                                      : 16U;
        if (digit == 16) {
            good = false;
            return 0;
        }
        value = value * 16 + digit;
    }
    return value;
}

// Appends a JSON string from behind its quote, as far as the next one; half a surrogate pair becomes U+FFFD,
// which the library refuses.
bool unescape(const char* at, const char* end, std::string& out) {
    while (at < end && *at != '"') {
        const char* const plain = at;
        while (at < end && *at != '"' && *at != '\\')
            ++at;
        out.append(plain, at);
        if (at == end || *at == '"') break;
        if (++at >= end) return false;
        const char escape = *at++;
        static constexpr std::string_view kNames = "\"\\/bfnrt";
        static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
        if (const auto found = kNames.find(escape); found != std::string_view::npos) {
            out += kValues[found];
            continue;
        }
        bool good = escape == 'u' && end - at > 4;
        char32_t code = good ? hex(at, good) : 0;
        if (!good) return false;
        at += 4;
        if (code >= 0xD800 && code < 0xDC00 && end - at > 6 && at[0] == '\\' && at[1] == 'u') {
            const char32_t low = hex(at + 2, good);
            if (good && low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                at += 6;
            }
        }
        base::append_utf8(out, code);
    }
    return at < end;
}

Read read_raw(ondemand::parser& parser, std::uint8_t*& next, ondemand::raw_json_string raw,
              std::string_view line, std::string& kept) {
    std::string_view text;
    if (parser.unescape(raw, next).get(text) == simdjson::SUCCESS) return {text, true};
    kept.clear();
    if (!unescape(raw.raw(), line.data() + line.size(), kept)) return {};
    return {kept, true};
}

Read read_string(ondemand::parser& parser, std::uint8_t*& next, ondemand::value value, std::string_view line,
                 std::string& kept) {
    ondemand::raw_json_string raw;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return {};
    return read_raw(parser, next, raw, line, kept);
}

// An id is a string, or a number as it stands.
Read read_id(ondemand::parser& parser, std::uint8_t*& next, ondemand::value value, std::string_view line,
             std::string& kept) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return {};
    if (type == ondemand::json_type::string) {
        const Read read = read_string(parser, next, value, line, kept);
        return {read.value, read.good && !read.value.empty()};
    }
    std::int64_t number = 0;
    if (type != ondemand::json_type::number || value.get_int64().get(number) != simdjson::SUCCESS) return {};
    kept = std::to_string(number);
    return {kept, true};
}

bool is_something(ondemand::value value) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS || type == ondemand::json_type::null) return false;
    bool yes = true;
    if (type == ondemand::json_type::boolean) return value.get_bool().get(yes) == simdjson::SUCCESS && yes;
    if (type == ondemand::json_type::array) {
        ondemand::array array;
        bool empty = true;
        return value.get_array().get(array) == simdjson::SUCCESS &&
               array.is_empty().get(empty) == simdjson::SUCCESS && !empty;
    }
    return true;
}

// By script where nothing is declared: Hangul is Korean, kana Japanese. Latin letters tell nothing.
std::string_view language_by_script(std::string_view text) {
    std::size_t hangul = 0;
    std::size_t kana = 0;
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        if ((at.code >= 0xAC00 && at.code <= 0xD7A3) || (at.code >= 0x1100 && at.code <= 0x11FF)) ++hangul;
        if (at.code >= 0x3041 && at.code <= 0x30FF) ++kana;
        i += at.length;
    }
    return hangul + kana == 0 ? "und" : hangul >= kana ? "ko" : "ja";
}

}  // namespace

std::string_view to_string(LineFault fault) {
    switch (fault) {
        case LineFault::not_json:
            return "not_json";
        case LineFault::not_utf8:
            return "not_utf8";
        case LineFault::no_id:
            return "no_id";
        case LineFault::no_text:
            return "no_text";
        case LineFault::too_long:
            return "too_long";
    }
    return "not_json";
}

PostLine::PostLine() : parser_(std::make_unique<Parser>()) {}
PostLine::~PostLine() = default;

// Everything of a post that the language can ask for; views into the line's strings.
struct PostLine::Parts {
    bool has_id = false, has_text = false;
    std::string_view id, text, author, author_id, network, lang, reply_to;
    std::optional<std::int64_t> followers;
    std::vector<std::string> links;
    std::vector<std::string> to;
    bool reply = false, repost = false, quote = false, media = false;
    std::string kept_id, kept_text;
};

enum class PostLine::Depth { glance, author, whole };

class PostLine::Reader {
  public:
    Reader(ondemand::parser& parser, std::uint8_t*& next, std::vector<Person>& people, std::string_view line,
           Parts& parts, Depth depth)
        : parser_(parser), next_(next), people_(people), line_(line), parts_(parts), depth_(depth) {}

    simdjson::error_code read() {
        ondemand::document document;
        const simdjson::padded_string_view padded(line_.data(), line_.size(),
                                                  line_.size() + PostLine::kPadding);
        if (const auto error = parser_.iterate(padded).get(document)) return error;
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) return error;
        bool done = false;
        for (auto found : object) {
            ondemand::field field;
            if (const auto error = std::move(found).get(field)) return error;
            const ondemand::raw_json_string key = field.key();
            const bool of_x = key == "data" || key == "includes";
            if (of_x) {
                ondemand::object inner;
                if (field.value().get_object().get(inner) == simdjson::SUCCESS) {
                    x_ = true;
                    const auto error = key == "data" ? data(inner) : includes(inner);
                    if (error != simdjson::SUCCESS) return error;
                    name_people();
                }
            } else if (const auto error = own(field, key)) {
                return error;
            }
            done = depth_ != Depth::whole && parts_.has_id && parts_.has_text &&
                   (depth_ == Depth::glance || !parts_.author.empty());
            if (done) return simdjson::SUCCESS;
        }
        if (x_) parts_.network = "x";
        // One object and nothing behind it.
        return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS
                                                                              : simdjson::TAPE_ERROR;
    }

  private:
    template <class Each>
    simdjson::error_code each(ondemand::object& object, const Each& take) {
        for (auto found : object) {
            ondemand::field field;
            if (const auto error = std::move(found).get(field)) return error;
            if (const auto error = take(field, field.key())) return error;
            if (depth_ == Depth::glance && parts_.has_id && parts_.has_text) break;
        }
        return simdjson::SUCCESS;
    }
    template <class Each>
    static void elements(ondemand::value value, const Each& take) {
        ondemand::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS) return;
        for (auto element : array) {
            ondemand::value one;
            if (element.get(one) != simdjson::SUCCESS) return;
            take(one);
        }
    }

    std::string_view string(ondemand::value value) {
        std::string kept;
        const Read read = read_string(parser_, next_, value, line_, kept);
        return read.good && kept.empty() ? read.value : std::string_view();
    }
    std::optional<std::int64_t> number(ondemand::value value) {
        std::int64_t given = 0;
        if (value.get_int64().get(given) != simdjson::SUCCESS) return std::nullopt;
        return given;
    }

    // A short string as it stands, from behind its quote; empty when it is long or has an escape.
    std::string_view plain(const char* from) const {
        constexpr std::size_t kShort = 64;
        const char* const end = line_.data() + line_.size();
        const char* at = from;
        while (at < end && static_cast<std::size_t>(at - from) < kShort && *at != '"' && *at != '\\')
            ++at;
        return at < end && *at == '"' ? std::string_view(from, at) : std::string_view();
    }

    // As it stands; or only that it is there, and who wants it reads the whole line.
    void glance_at_id(ondemand::value value) {
        std::string kept;
        ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) return;
        if (type != ondemand::json_type::string) {
            parts_.has_id = read_id(parser_, next_, value, line_, kept).good;
            return;
        }
        ondemand::raw_json_string raw;
        if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return;
        parts_.id = plain(raw.raw());
        const Read read =
            parts_.id.empty() ? read_raw(parser_, next_, raw, line_, kept) : Read{parts_.id, true};
        parts_.has_id = read.good && !read.value.empty();
    }

    void id_or_text(ondemand::value value, bool id) {
        if (id && !parts_.has_id && depth_ != Depth::whole) {
            glance_at_id(value);
        } else if (id && !parts_.has_id) {
            const Read read = read_id(parser_, next_, value, line_, parts_.kept_id);
            parts_.has_id = read.good;
            parts_.id = read.value;
        } else if (!id && !parts_.has_text) {
            const Read read = read_string(parser_, next_, value, line_, parts_.kept_text);
            parts_.has_text = read.good;
            parts_.text = read.value;
        }
    }

    simdjson::error_code own(ondemand::field& field, ondemand::raw_json_string key) {
        if (key == "id" || key == "text") {
            id_or_text(field.value(), key == "id");
        } else if (key == "author" && depth_ != Depth::glance) {
            ondemand::object author;
            if (field.value().get_object().get(author) != simdjson::SUCCESS) return simdjson::SUCCESS;
            return each(author, [&](ondemand::field& part, ondemand::raw_json_string name) {
                if (name == "handle") parts_.author = string(part.value());
                if (name == "followers") parts_.followers = number(part.value());
                return simdjson::SUCCESS;
            });
        } else if (depth_ != Depth::whole) {
            return simdjson::SUCCESS;
        } else if (key == "network") {
            parts_.network = string(field.value());
        } else if (key == "lang") {
            parts_.lang = string(field.value());
        } else if (key == "in_reply_to") {
            return in_reply_to(field.value());
        } else if (key == "links") {
            elements(field.value(), [&](ondemand::value link) { parts_.links.emplace_back(string(link)); });
        } else if (key == "media") {
            parts_.media = is_something(field.value());
        } else if (key == "repost_of") {
            parts_.repost = is_something(field.value());
        } else if (key == "quote_of") {
            parts_.quote = is_something(field.value());
        }
        return simdjson::SUCCESS;
    }

    // An id, or {"id", "handle"}.
    simdjson::error_code in_reply_to(ondemand::value value) {
        ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            parts_.reply = is_something(value);
            return simdjson::SUCCESS;
        }
        parts_.reply = true;
        return each(object, [&](ondemand::field& part, ondemand::raw_json_string name) {
            if (name == "handle") parts_.to.emplace_back(string(part.value()));
            return simdjson::SUCCESS;
        });
    }

    simdjson::error_code data(ondemand::object& object) {
        return each(object, [&](ondemand::field& field, ondemand::raw_json_string key) {
            if (key == "id" || key == "text") {
                id_or_text(field.value(), key == "id");
            } else if (key == "author_id" && depth_ != Depth::glance) {
                parts_.author_id = string(field.value());
            } else if (depth_ != Depth::whole) {
                return simdjson::SUCCESS;
            } else if (key == "lang") {
                parts_.lang = string(field.value());
            } else if (key == "in_reply_to_user_id") {
                parts_.reply_to = string(field.value());
                parts_.reply = !parts_.reply_to.empty();
            } else if (key == "referenced_tweets") {
                elements(field.value(), [&](ondemand::value one) { referenced(one); });
            } else if (key == "attachments") {
                ondemand::object attachments;
                if (field.value().get_object().get(attachments) != simdjson::SUCCESS)
                    return simdjson::SUCCESS;
                return each(attachments, [&](ondemand::field& part, ondemand::raw_json_string name) {
                    if (name == "media_keys") parts_.media = is_something(part.value());
                    return simdjson::SUCCESS;
                });
            } else if (key == "entities") {
                ondemand::object entities;
                if (field.value().get_object().get(entities) != simdjson::SUCCESS) return simdjson::SUCCESS;
                return each(entities, [&](ondemand::field& part, ondemand::raw_json_string name) {
                    if (name == "urls") elements(part.value(), [&](ondemand::value one) { url(one); });
                    return simdjson::SUCCESS;
                });
            }
            return simdjson::SUCCESS;
        });
    }

    void referenced(ondemand::value one) {
        std::string_view type;
        if (one["type"].get_string().get(type) != simdjson::SUCCESS) return;
        parts_.reply = parts_.reply || type == "replied_to";
        parts_.quote = parts_.quote || type == "quoted";
        parts_.repost = parts_.repost || type == "retweeted";
    }
    void url(ondemand::value one) {
        std::string_view given;
        if (one["expanded_url"].get_string().get(given) == simdjson::SUCCESS)
            parts_.links.emplace_back(given);
    }

    simdjson::error_code includes(ondemand::object& object) {
        if (depth_ == Depth::glance) return simdjson::SUCCESS;
        return each(object, [&](ondemand::field& field, ondemand::raw_json_string key) {
            if (key == "users") elements(field.value(), [&](ondemand::value one) { person(one); });
            return simdjson::SUCCESS;
        });
    }

    void person(ondemand::value one) {
        ondemand::object object;
        if (one.get_object().get(object) != simdjson::SUCCESS) return;
        std::string_view id;
        std::string_view name;
        std::optional<std::int64_t> followers;
        for (auto found : object) {
            ondemand::field field;
            if (std::move(found).get(field) != simdjson::SUCCESS) return;
            const ondemand::raw_json_string key = field.key();
            if (key == "id") {
                id = string(field.value());
            } else if (key == "username") {
                name = string(field.value());
            } else if (key == "public_metrics" && depth_ == Depth::whole) {
                std::int64_t count = 0;
                if (field.value()["followers_count"].get_int64().get(count) == simdjson::SUCCESS)
                    followers = count;
            }
        }
        if (!id.empty()) people_.push_back({id, name, followers});
    }

    // Who is who, as soon as both parts of the object have been seen.
    void name_people() {
        if (!parts_.has_id) return;
        for (const Person& person : people_) {
            if (person.id == parts_.author_id) {
                parts_.author = person.name;
                parts_.followers = person.followers;
            }
            if (person.id == parts_.reply_to && parts_.to.empty()) parts_.to.emplace_back(person.name);
        }
    }

    ondemand::parser& parser_;
    std::uint8_t*& next_;
    std::vector<Person>& people_;
    std::string_view line_;
    Parts& parts_;
    Depth depth_;
    bool x_ = false;
};

std::optional<LineFault> PostLine::glance(std::string_view json, Author author) {
    Parts parts;
    return read_parts(json, parts, author == Author::wanted ? Depth::author : Depth::glance);
}

std::optional<LineFault> PostLine::read_parts(std::string_view json, Parts& parts, Depth depth) {
    if (json.size() > kLongest) return LineFault::too_long;
    parser_->make_room(json.size());
    Reader reader(parser_->json, parser_->next, parser_->people, json, parts, depth);
    // What is broken behind the id and the text is as if it were not there.
    if (const auto error = reader.read(); error != simdjson::SUCCESS && !(parts.has_id && parts.has_text))
        return error == simdjson::UTF8_ERROR ? LineFault::not_utf8 : LineFault::not_json;
    if (!parts.has_id) return LineFault::no_id;
    if (!parts.has_text) return LineFault::no_text;
    kept_id_ = std::move(parts.kept_id);
    kept_text_ = std::move(parts.kept_text);
    id_ = kept_id_.empty() ? parts.id : kept_id_;
    text_ = kept_text_.empty() ? parts.text : kept_text_;
    author_ = parts.author;
    return std::nullopt;
}

std::expected<const model::query::Message*, LineFault> PostLine::read(std::string_view json) {
    Parts parts;
    if (const auto fault = read_parts(json, parts, Depth::whole)) return std::unexpected(*fault);
    lang_ = parts.lang.empty() || parts.lang == "und" ? language_by_script(text_)
                                                      : parts.lang.substr(0, parts.lang.find('-'));
    message_ = {};
    message_.text = text_;
    message_.from = author_;
    message_.network = parts.network;
    message_.lang = lang_;
    message_.followers = parts.followers;
    message_.to = std::move(parts.to);
    message_.links = std::move(parts.links);
    message_.reply = parts.reply;
    message_.repost = parts.repost;
    message_.quote = parts.quote;
    message_.media = parts.media;
    return &message_;
}

}  // namespace manyhands::listen
