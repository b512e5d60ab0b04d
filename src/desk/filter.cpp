#include "desk/filter.hpp"

#include <algorithm>

#include "base/text/unicode.hpp"
#include "model/owed.hpp"
#include "model/query/values.hpp"

namespace manyhands::desk {
namespace {

using model::query::Comparison;
using model::query::Field;
using model::query::Kind;
using model::query::Node;

bool needs_posts(const Node& node) {
    switch (node.kind) {
        case Kind::all:
        case Kind::any:
        case Kind::none:
            return std::ranges::any_of(node.children, needs_posts);
        case Kind::near:
        case Kind::text:
        case Kind::hashtag:
        case Kind::handle:
            return true;
        case Kind::compare:
            return false;
        case Kind::field:
            return node.field == Field::from || node.field == Field::to || node.field == Field::is ||
                   node.field == Field::has || node.field == Field::url;
    }
    return true;
}

// What the row itself decides comes first: the posts are then often not needed.
void fields_first(Node& node) {
    for (Node& child : node.children)
        fields_first(child);
    if (node.kind == Kind::all || node.kind == Kind::any)
        std::ranges::stable_partition(node.children, [](const Node& child) { return !needs_posts(child); });
}

// The handle of the post that this one answers, when it is among the conversation's.
std::string_view parent_of(const model::Post& post, const std::vector<model::Post>& posts) {
    if (post.remote.parent_remote_id.empty()) return {};
    for (const model::Post& other : posts)
        if (other.remote.remote_id == post.remote.parent_remote_id) return other.remote.author.handle;
    return {};
}

// A day is all of its day: after it begins the next one.
bool moment_holds(const Node& leaf, base::Instant value, const std::string& zone) {
    const auto begin = model::query::parse_moment(leaf.text, zone);
    if (!begin) return false;
    base::Instant with = *begin;
    bool at_least = leaf.comparison == Comparison::at_least || leaf.comparison == Comparison::less;
    if (leaf.text.size() == 10 && !at_least) {
        // 26 hours on is in the next day whatever its clocks do; that day's first moment is meant.
        const auto local = base::to_local(with + std::chrono::hours(26), zone);
        if (!local) return false;
        const auto next = base::from_local(local->year, local->month, local->day, 0, 0, zone);
        if (!next) return false;
        with = *next;
        at_least = true;
    }
    const bool later = leaf.comparison == Comparison::more || leaf.comparison == Comparison::at_least;
    if (at_least) return later == (value >= with);
    return later == (value > with);
}

}  // namespace

std::vector<const Node*> named_fields(const Node& root) {
    std::vector<const Node*> found;
    const std::function<void(const Node&)> walk = [&](const Node& node) {
        for (const Node& child : node.children)
            walk(child);
        if (node.kind != Kind::field) return;
        const bool person = node.field == Field::holder || node.field == Field::answered_by;
        if ((person && node.text.starts_with('@')) || node.field == Field::tag ||
            node.field == Field::department || node.field == Field::account)
            found.push_back(&node);
    };
    walk(root);
    return found;
}

Filter::Filter(Node root, Names names, Asking asking)
    : root_(std::move(root)), names_(std::move(names)), asking_(std::move(asking)) {
    fields_first(root_);
}

bool Filter::means(const Node& leaf, std::string_view id) const {
    const auto found = names_.find(model::query::print(leaf));
    return found != names_.end() && std::ranges::find(found->second, id) != found->second.end();
}

// Nothing: a post decides.
std::optional<bool> Filter::by_fields(const Node& leaf, const Facts& facts) const {
    const model::Conversation& c = facts.conversation;
    if (needs_posts(leaf)) return std::nullopt;
    if (leaf.kind == Kind::compare) {
        if (leaf.field == Field::followers)
            return c.customer.followers &&
                   model::query::compare(*c.customer.followers, leaf.comparison, leaf.number);
        if (leaf.field == Field::opened) return moment_holds(leaf, c.opened_at, asking_.zone);
        return c.episode &&
               model::query::compare(base::to_micros(asking_.now) - base::to_micros(c.episode->opened_at),
                                     leaf.comparison, leaf.number * 1'000'000);
    }
    switch (leaf.field) {
        case Field::state:
            return leaf.text == to_string(c.state);
        case Field::tag:
            return std::ranges::any_of(c.tags, [&](const auto& tag) { return means(leaf, tag.value); });
        case Field::holder:
            if (leaf.text == "none") return !c.claim.has_value();
            if (!c.claim) return false;
            return leaf.text == "me" ? c.claim->holder == asking_.viewer : means(leaf, c.claim->holder.value);
        case Field::answered_by:
            if (!c.last_answerer) return false;
            return leaf.text == "me" ? *c.last_answerer == asking_.viewer
                                     : means(leaf, c.last_answerer->value);
        case Field::department:
            return means(leaf, c.department.value);
        case Field::snoozed:
            return (c.state == model::State::snoozed) == (leaf.text == "yes");
        case Field::owed:
            if (!c.owed) return leaf.text == "no";
            if (leaf.text == "missed") return c.owed->until <= asking_.now;
            if (leaf.text == "soon")
                return model::alarm_at(*c.owed, model::OwedAlarm::author) <= asking_.now &&
                       asking_.now < c.owed->until;
            return leaf.text == "yes";
        case Field::kind:
            return false;  // nothing gives a conversation its kind yet
        case Field::lang:
            return leaf.text == c.lang;
        case Field::network:
        case Field::account: {
            model::query::Message message;
            message.network = c.network;
            message.account = facts.account_handle;
            message.account_id = c.account.value;
            return model::query::Subject(std::move(message)).holds(leaf);
        }
        case Field::from:
        case Field::to:
        case Field::is:
        case Field::has:
        case Field::url:
        case Field::followers:
        case Field::waiting:
        case Field::opened:
            break;
    }
    return std::nullopt;
}

bool Filter::holds(const Facts& facts, const Posts& posts) const {
    std::optional<std::vector<model::Post>> loaded;
    std::vector<model::query::Subject> subjects;
    return model::query::evaluate(root_, [&](const Node& leaf) {
        if (const auto decided = by_fields(leaf, facts)) return *decided;
        if (!loaded) {
            loaded = posts();
            std::erase_if(*loaded, [](const model::Post& post) { return post.deleted; });
            for (const model::Post& post : *loaded)
                subjects.emplace_back(message_of(post, facts, parent_of(post, *loaded)));
        }
        return std::ranges::any_of(subjects, [&](const auto& subject) { return subject.holds(leaf); });
    });
}

bool Filter::holds(const Facts& facts, const model::query::Subject& post) const {
    return model::query::evaluate(root_, [&](const Node& leaf) {
        return by_fields(leaf, facts).value_or(false) || (needs_posts(leaf) && post.holds(leaf));
    });
}

Excerpt excerpt_of(std::string_view text, const std::vector<model::query::Range>& highlights,
                   std::size_t max_bytes) {
    // Where characters end: a piece begins and ends there.
    const std::vector<std::size_t> ends = base::grapheme_ends(text);
    const auto at_or_before = [&](std::size_t byte) {
        const auto after = std::ranges::upper_bound(ends, byte);
        return after == ends.begin() ? std::size_t{0} : *(after - 1);
    };
    std::size_t begin = 0;
    if (text.size() > max_bytes && !highlights.empty()) {
        const std::size_t first = highlights.front().from;
        begin = at_or_before(first > max_bytes / 3 ? first - max_bytes / 3 : 0);
    }
    const std::size_t end = std::max(begin, at_or_before(std::min(text.size(), begin + max_bytes)));
    Excerpt excerpt{std::string(text.substr(begin, end - begin)), {}};
    std::ranges::replace(excerpt.text, '\n', ' ');
    for (const auto& range : highlights) {
        if (range.to <= begin || range.from >= end) continue;
        excerpt.highlights.push_back({std::max(range.from, begin) - begin, std::min(range.to, end) - begin});
    }
    return excerpt;
}

model::query::Message message_of(const model::Post& post, const Facts& facts,
                                 std::string_view parent_handle) {
    model::query::Message message;
    message.text = post.remote.text;
    message.from = post.remote.author.handle;
    message.network = post.remote.network;
    message.account = facts.account_handle;
    message.account_id = facts.conversation.account.value;
    message.lang = post.lang;
    message.followers = post.remote.author.followers;
    message.reply = !post.remote.parent_remote_id.empty();
    message.media = !post.remote.media.empty();
    if (!parent_handle.empty()) message.to.emplace_back(parent_handle);
    return message;
}

}  // namespace manyhands::desk
