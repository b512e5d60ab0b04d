#include "listen/stream.hpp"

#include <algorithm>
#include <cstring>

#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

void append_json(std::string_view text, std::string& out) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

StreamCounts& StreamCounts::operator+=(const StreamCounts& other) {
    lines += other.lines;
    posts += other.posts;
    bytes += other.bytes;
    found += other.found;
    matches += other.matches;
    bad += other.bad;
    return *this;
}

StreamMatcher::StreamMatcher(std::shared_ptr<const QuerySet> set, Explain explain)
    : matcher_(std::move(set)), explain_(explain) {}

StreamCounts StreamMatcher::run(std::string_view lines, std::uint64_t first, std::string& out,
                                std::vector<BadLine>& bad) {
    counts_ = {};
    counts_.bytes = lines.size();
    out_ = &out;
    const auto author =
        matcher_.set().needs_author() ? PostLine::Author::wanted : PostLine::Author::not_wanted;
    const auto finish = [this] {
        matcher_.run(*this);
        batch_.clear();
    };
    while (!lines.empty()) {
        const auto* const end = static_cast<const char*>(std::memchr(lines.data(), '\n', lines.size()));
        const std::size_t length =
            end == nullptr ? lines.size() : static_cast<std::size_t>(end - lines.data());
        const std::string_view line = lines.substr(0, length);
        lines.remove_prefix(end == nullptr ? length : length + 1);
        const std::uint64_t number = first + counts_.lines++;
        if (const auto fault = line_.glance(line, author)) {
            if (is_blank(line)) continue;
            ++counts_.bad;
            bad.push_back({number, *fault});
            continue;
        }
        ++counts_.posts;
        matcher_.add(line_.text(), base::Bytes::utf8, line_.author());
        batch_.push_back({line, line_.id()});
        if (matcher_.full()) finish();
    }
    finish();
    return counts_;
}

// Its id and text were read before, so that they can be read again.
const model::query::Message* StreamMatcher::post(std::size_t number) {
    message_ = line_.read(batch_[number].json).value();
    return message_;
}

void StreamMatcher::found(std::size_t number, std::span<const std::uint32_t> queries) {
    ++counts_.found;
    counts_.matches += queries.size();
    *out_ += "{\"id\":";
    append_json(is_known(number) ? batch_[number].id : line_.id(), *out_);
    *out_ += ",\"queries\":";
    char before = '[';
    for (const std::uint32_t query : queries) {
        *out_ += before;
        append_json(matcher_.set().id(query), *out_);
        before = ',';
    }
    *out_ += ']';
    if (explain_ == Explain::ranges) explain(queries);
    *out_ += "}\n";
}

void StreamMatcher::explain(std::span<const std::uint32_t> queries) {
    const model::query::Subject subject(*message_);
    *out_ += ",\"ranges\":";
    char before = '{';
    for (const std::uint32_t query : queries) {
        *out_ += before;
        before = ',';
        append_json(matcher_.set().id(query), *out_);
        *out_ += ":[";
        const auto parsed = model::query::parse(matcher_.set().text(query), model::query::Purpose::listening);
        bool first = true;
        for (const model::query::Range range : highlights(*parsed.root, subject)) {
            *out_ += (first ? "[" : ",[") + std::to_string(range.from) + "," + std::to_string(range.to) + "]";
            first = false;
        }
        *out_ += ']';
    }
    *out_ += '}';
}

}  // namespace manyhands::listen
