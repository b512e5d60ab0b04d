#include "model/query/evaluate.hpp"

#include <utility>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/values.hpp"
#include "model/text_rule_links.hpp"

namespace manyhands::model::query {
namespace {

// Where word `wanted` of the text may go on behind `at`: past what is no word, or right here where two words
// may adjoin. npos: nowhere.
std::size_t next_word(const Folded& folded, std::size_t at) {
    const std::size_t next = folded.word_at(at);
    if (next >= folded.words().size()) return std::string_view::npos;
    const auto& word = folded.words()[next];
    if (word.from >= at) return word.from;
    return folded.is_border(at) ? at : std::string_view::npos;
}

bool stands_at(const Folded& folded, std::size_t at, std::string_view wanted) {
    return folded.text().substr(at).starts_with(wanted);
}

// A prefix begins a word, or the part of one that another script begins.
bool may_begin(const Folded& folded, std::size_t at, Extent extent) {
    if (!folded.is_border(at)) return false;
    return extent == Extent::whole || class_before(folded.text(), at) != class_after(folded.text(), at);
}

Occurrence occurrence(const Folded& folded, std::size_t from, std::size_t to) {
    return {from, to, folded.word_at(from), folded.word_at(to - 1)};
}

std::vector<Occurrence> folded_occurrences(const Node& node, const Folded& wanted, const Folded& folded) {
    std::vector<Occurrence> found;
    const std::string_view text = folded.text();
    const std::string_view first = wanted.word(0);
    for (auto at = text.find(first); at != std::string_view::npos; at = text.find(first, at + 1)) {
        const bool one = wanted.words().size() == 1;
        if (!may_begin(folded, at, one ? node.extent : Extent::whole)) continue;
        std::size_t end = at + first.size();
        for (std::size_t i = 1; i < wanted.words().size() && end != std::string_view::npos; ++i) {
            const std::size_t next = next_word(folded, end);
            const bool goes_on = next != std::string_view::npos && stands_at(folded, next, wanted.word(i));
            end = goes_on ? next + wanted.word(i).size() : std::string_view::npos;
        }
        if (end == std::string_view::npos) continue;
        if (node.extent == Extent::whole && !folded.is_border(end)) continue;
        found.push_back(occurrence(folded, at, end));
    }
    return found;
}

std::vector<Occurrence> exact_occurrences(const Node& node, const Folded& wanted, const Folded& exact) {
    std::vector<Occurrence> found;
    const std::size_t length = wanted.words().size();
    for (std::size_t at = 0; at + length <= exact.words().size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; i < length && same; ++i) {
            const bool open = node.extent == Extent::prefix && i + 1 == length;
            same =
                open ? exact.word(at + i).starts_with(wanted.word(i)) : exact.word(at + i) == wanted.word(i);
        }
        const std::size_t last = at + length - 1;
        if (same)
            found.push_back({exact.words()[at].from,
                             exact.words()[last].from + wanted.word(length - 1).size(), at, last});
    }
    return found;
}

// 옵니까, 합니까: 니까 behind a syllable that ends in ㅂ. (늦었으니까 gives a reason.)
bool asks_formally(std::string_view word) {
    constexpr std::string_view kEnding = "니까";
    if (!word.ends_with(kEnding) || word.size() < kEnding.size() + 3) return false;
    const char32_t before = base::decode_utf8(word, word.size() - kEnding.size() - 3).code;
    return before >= 0xAC00 && before <= 0xD7A3 && (before - 0xAC00) % 28 == 17;
}

// 나요 까요 가요 and ㅂ니까: Korean asks without a question mark as well.
bool asks(const Folded& folded) {
    if (folded.text().find('?') != std::string_view::npos) return true;
    for (std::size_t i = 0; i < folded.words().size(); ++i) {
        const std::string_view word = folded.word(i);
        if (asks_formally(word)) return true;
        for (const std::string_view ending : {"나요", "까요", "가요"})
            if (word.ends_with(ending) && word.size() > ending.size()) return true;
    }
    return false;
}

bool may_hold_address(std::string_view text) {
    for (auto at = text.find('.'); at != std::string_view::npos; at = text.find('.', at + 1)) {
        const auto part_of_name = [&](std::size_t i) {
            return i < text.size() && (char_class(static_cast<unsigned char>(text[i])) == CharClass::spaced ||
                                       static_cast<unsigned char>(text[i]) >= 0x80);
        };
        if (at > 0 && part_of_name(at - 1) && part_of_name(at + 1)) return true;
    }
    return false;
}

}  // namespace

std::vector<Occurrence> occurrences(const Node& node, const Folded& folded) {
    const Folded wanted(node.text, node.form);
    if (wanted.words().empty()) return {};
    return node.form == Form::exact ? exact_occurrences(node, wanted, folded)
                                    : folded_occurrences(node, wanted, folded);
}

bool compare(std::int64_t value, Comparison comparison, std::int64_t with) {
    switch (comparison) {
        case Comparison::more:
            return value > with;
        case Comparison::at_least:
            return value >= with;
        case Comparison::less:
            return value < with;
        case Comparison::at_most:
            return value <= with;
    }
    return false;
}

bool is_handle_of(const Node& node, std::string_view handle) {
    const std::string wanted = base::fold_case(node.text);
    const std::string given = base::fold_case(handle);
    return node.extent == Extent::prefix ? given.starts_with(wanted) : given == wanted;
}

std::vector<std::string> links_in(std::string_view text) {
    std::vector<std::string> links;
    if (!may_hold_address(text)) return links;
    const std::u16string wide = base::to_utf16(text);
    for (const FoundLink& link : find_links(wide, LinkForm::bare_domains)) {
        std::string domain =
            parse_domain(base::to_utf8(std::u16string_view(wide).substr(link.begin, link.length)));
        if (!domain.empty()) links.push_back(std::move(domain));
    }
    return links;
}

bool is_of_domain(std::string_view link, std::string_view domain) {
    const auto split = [](std::string_view address) {
        const auto slash = std::min(address.find('/'), address.size());
        return std::pair(address.substr(0, slash), address.substr(slash));
    };
    const auto [host, path] = split(link);
    const auto [wanted_host, wanted_path] = split(domain);
    if (!host.ends_with(wanted_host) || !path.starts_with(wanted_path)) return false;
    if (path.size() > wanted_path.size() && !wanted_path.empty() && path[wanted_path.size()] != '/')
        return false;
    return host.size() == wanted_host.size() || host[host.size() - wanted_host.size() - 1] == '.';
}

Subject::Subject(Message message) : message_(std::move(message)), folded_(message_.text, Form::folded) {}

const Folded& Subject::folded(Form form) const {
    if (form == Form::folded) return folded_;
    if (!exact_) exact_.emplace(message_.text, Form::exact);
    return *exact_;
}

// The right side's occurrences are looked for beside each of the left's; what is found reaches from the
// beginning of one to the end of the other. The sides may be folded differently, so words are compared by
// their number, and bytes by the original.
std::vector<Occurrence> Subject::near(const Node& node) const {
    struct Side {
        Range at;
        std::size_t first_word, last_word;
        Occurrence occurrence;
    };
    const auto side_of = [this](const Node& side) {
        std::vector<Side> places;
        const auto add = [&](const Node& text) {
            const Folded& in = folded(text.form);
            for (const Occurrence& o : occurrences(text, in))
                places.push_back({in.original({o.from, o.to}), o.first_word, o.last_word, o});
        };
        if (side.kind == Kind::any)
            std::ranges::for_each(side.children, add);
        else
            add(side);
        return places;
    };
    const auto close = [&node](const Side& first, const Side& second) {
        if (first.at.to > second.at.from) return false;
        const std::size_t between =
            second.first_word > first.last_word ? second.first_word - first.last_word - 1 : 0;
        return between <= static_cast<std::size_t>(node.words);
    };
    std::vector<Occurrence> found;
    const std::vector<Side> lefts = side_of(node.children[0]);
    const std::vector<Side> rights = lefts.empty() ? std::vector<Side>() : side_of(node.children[1]);
    for (const Side& left : lefts) {
        for (const Side& right : rights) {
            if (!close(left, right) && (node.ordered || !close(right, left))) continue;
            // As bytes of the original: found() knows.
            found.push_back({left.at.from, left.at.to, left.first_word, left.last_word});
            found.push_back({right.at.from, right.at.to, right.first_word, right.last_word});
        }
    }
    return found;
}

std::vector<Occurrence> Subject::hashtags(const Node& node) const {
    const Folded wanted(node.text, Form::folded);
    std::vector<Occurrence> found;
    const std::string_view text = folded_.text();
    std::size_t last_end = std::string_view::npos;
    for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
        const std::size_t index = folded_.word_at(at);
        if (index >= folded_.words().size() || folded_.words()[index].from != at + 1) continue;
        const bool glued = class_before(text, at) == CharClass::spaced && at != last_end;
        if (glued || (at > 0 && (text[at - 1] == '&' || text[at - 1] == '/'))) continue;
        last_end = folded_.words()[index].to;
        const std::string_view tag = folded_.word(index);
        const bool same =
            node.extent == Extent::prefix ? tag.starts_with(wanted.text()) : tag == wanted.text();
        if (same) found.push_back({at, last_end, index, index});
    }
    return found;
}

std::vector<Occurrence> Subject::handles(const Node& node) const {
    std::vector<Occurrence> found;
    const std::string_view text = folded_.text();
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        if (class_before(text, at) == CharClass::spaced) continue;
        std::size_t end = at + 1;
        while (end < text.size()) {
            const base::Decoded next = base::decode_utf8(text, end);
            const bool mark = next.code == U'.' || next.code == U'-' || next.code == U'@';
            if (!mark && char_class(next.code) != CharClass::spaced) break;
            end += next.length;
        }
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-' || text[end - 1] == '@'))
            --end;
        if (end == at + 1) continue;
        if (is_handle_of(node, text.substr(at + 1, end - at - 1)))
            found.push_back({at, end, folded_.word_at(at), folded_.word_at(end - 1)});
        at = end - 1;
    }
    return found;
}

bool Subject::holds(const Node& node) const {
    switch (node.kind) {
        case Kind::text:
            return !occurrences(node, folded(node.form)).empty();
        case Kind::near:
            return !near(node).empty();
        case Kind::hashtag:
            return !hashtags(node).empty();
        case Kind::handle:
            return !handles(node).empty();
        case Kind::field:
            return field_holds(node);
        case Kind::compare:
            return node.field == Field::followers && message_.followers &&
                   compare(*message_.followers, node.comparison, node.number);
        case Kind::all:
        case Kind::any:
        case Kind::none:
            return evaluate(node, [this](const Node& leaf) { return holds(leaf); });
    }
    return false;
}

bool Subject::field_holds(const Node& node) const {
    const Message& m = message_;
    switch (node.field) {
        case Field::from:
            return is_handle_of(node, m.from);
        case Field::to:
            return std::ranges::any_of(m.to, [&](const auto& handle) { return is_handle_of(node, handle); });
        case Field::network:
            return base::fold_case(node.text) == base::fold_case(m.network);
        case Field::account: {
            const std::string_view wanted = node.text.starts_with('@') ? std::string_view(node.text).substr(1)
                                                                       : std::string_view(node.text);
            return node.text == m.account_id || base::fold_case(wanted) == base::fold_case(m.account);
        }
        case Field::lang:
            return node.text == m.lang;
        case Field::is:
            return (node.text == "reply" && m.reply) || (node.text == "repost" && m.repost) ||
                   (node.text == "quote" && m.quote);
        case Field::has:
            if (node.text == "media") return m.media;
            if (node.text == "question") return asks(folded_);
            return !m.links.empty() || !links_in(m.text).empty();
        case Field::url: {
            const auto of_domain = [&](const std::string& link) {
                return is_of_domain(parse_domain(link), node.text);
            };
            return std::ranges::any_of(m.links, of_domain) ||
                   std::ranges::any_of(links_in(m.text), of_domain);
        }
        case Field::followers:
        case Field::state:
        case Field::tag:
        case Field::holder:
        case Field::department:
        case Field::kind:
        case Field::waiting:
        case Field::snoozed:
        case Field::owed:
        case Field::opened:
        case Field::answered_by:
            return false;
    }
    return false;
}

std::vector<Range> Subject::found(const Node& node) const {
    std::vector<Range> ranges;
    const auto add = [&](const std::vector<Occurrence>& found, const Folded& in) {
        for (const Occurrence& o : found)
            ranges.push_back(in.original({o.from, o.to}));
    };
    if (node.kind == Kind::text) add(occurrences(node, folded(node.form)), folded(node.form));
    if (node.kind == Kind::hashtag) add(hashtags(node), folded_);
    if (node.kind == Kind::handle) add(handles(node), folded_);
    if (node.kind == Kind::near)
        for (const Occurrence& o : near(node))
            ranges.push_back({o.from, o.to});
    return ranges;
}

namespace {

void collect(const Node& node, const Subject& subject, std::vector<Range>& into) {
    if (node.kind == Kind::none) return;
    if (node.kind != Kind::all && node.kind != Kind::any) {
        std::ranges::move(subject.found(node), std::back_inserter(into));
        return;
    }
    for (const Node& child : node.children)
        collect(child, subject, into);
}

}  // namespace

std::vector<Range> highlights(const Node& root, const Subject& subject) {
    std::vector<Range> all;
    collect(root, subject, all);
    std::ranges::sort(all, {}, [](const Range& r) { return std::pair(r.from, r.to); });
    std::vector<Range> merged;
    for (const Range& range : all) {
        if (range.from >= range.to) continue;
        if (!merged.empty() && range.from <= merged.back().to)
            merged.back().to = std::max(merged.back().to, range.to);
        else
            merged.push_back(range);
    }
    return merged;
}

}  // namespace manyhands::model::query
