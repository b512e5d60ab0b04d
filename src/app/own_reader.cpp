#include "app/own_reader.hpp"

#include <algorithm>

#include "base/failpoint.hpp"
#include "base/log.hpp"

namespace manyhands::app {

using namespace std::chrono_literals;
using base::Result;
using channels::Refusal;
using identity::Binding;
using identity::BindingWish;
using model::RemotePost;

namespace {

constexpr std::chrono::nanoseconds kRefreshEvery = 1s;
constexpr std::chrono::nanoseconds kCodesEvery = 2s;
constexpr std::chrono::nanoseconds kTagEvery = 3s;
constexpr std::chrono::nanoseconds kReadEvery = 1s;  // one person's list
constexpr std::chrono::nanoseconds kForgetEvery = 1h;
constexpr std::chrono::hours kForgetAfter{24 * 90};
constexpr int kWishesALook = 5;
constexpr int kDecisionsALook = 50;
constexpr std::size_t kStrangersKept = 5'000;
// What was written longer ago, while nobody listened, does not speak for the brand any more.
constexpr base::Micros kOldest = 24h;

void cannot(const char* what, const base::Error& error) {
    base::log(base::LogLevel::warn, "own", what, {{"problem", error.key}, {"cause", error.cause}});
}

}  // namespace

bool OwnReader::due(std::chrono::nanoseconds& next, std::chrono::nanoseconds every) const {
    const auto now = clock_.monotonic();
    if (now < next) return false;
    next = now + every;
    return true;
}

void OwnReader::refresh() {
    if (!due(refresh_due_, kRefreshEvery)) return;
    rules_ = parts_.client->rules(account_.brand);
    auto live = parts_.bindings->live_bindings(account_.brand);
    if (!live) return cannot("cannot read whose accounts are bound", live.error());
    bound_.clear();
    for (Binding& one : *live)
        if (one.network == account_.network) bound_.emplace(one.remote_id, std::move(one));
}

const Binding* OwnReader::bound(const RemotePost& post) const {
    const auto found = bound_.find(post.author.remote_id);
    return found == bound_.end() ? nullptr : &found->second;
}

answer::OwnIntent OwnReader::intent(const RemotePost& post) const {
    return answer::read_own(post.text, !post.parent_remote_id.empty(), post.addressed_to_us, rules_,
                            account_.handle);
}

bool OwnReader::is_for_us(const RemotePost& post) const {
    return !post.deleted && intent(post).kind != answer::OwnIntent::Kind::none;
}

std::optional<route::StaffPost> OwnReader::staff(const RemotePost& post) const {
    const Binding* binding = bound(post);
    if (binding == nullptr || post.deleted) return std::nullopt;
    const bool for_us = is_for_us(post);
    const bool counts =
        binding->kind == identity::BindingKind::work && !for_us && !post.parent_remote_id.empty();
    if (!for_us && !counts) return std::nullopt;
    return route::StaffPost{binding->employee, counts};
}

void OwnReader::look(channels::ChannelSession& session, std::vector<RemotePost>& posts) {
    refresh();
    look_for_codes(session);
    if (bound_.empty()) return;
    if (!rules_.tag.empty()) look_for_tag(session, posts);
    read_one(session, posts);
}

void OwnReader::look_for_codes(channels::ChannelSession& session) {
    if (!due(codes_due_, kCodesEvery)) return;
    const auto wishes =
        parts_.bindings->open_wishes(account_.brand, account_.network, clock_.now(), kWishesALook);
    if (!wishes) return cannot("cannot read who wants to bind an account", wishes.error());
    for (const BindingWish& wish : *wishes) {
        const auto posts = session.posts_by(wish.handle);
        if (posts) {
            prove(wish, *posts);
        } else if (posts.error().refusal == Refusal::parent_gone) {
            if (const auto kept = parts_.bindings->wish_problem(wish.id, "no_such_handle"); !kept)
                cannot("cannot keep what is wrong with a code", kept.error());
        }
    }
}

// The account is the one on which the code really stands, whatever its name is by then.
void OwnReader::prove(const BindingWish& wish, const std::vector<RemotePost>& posts) {
    const auto proof = std::ranges::find_if(posts, [&](const RemotePost& post) {
        return !post.deleted && identity::says_code(post.text, wish.code);
    });
    std::string problem;
    if (proof != posts.end()) {
        const Binding binding{ids_.make<model::NoteId>().value,
                              wish.brand,
                              wish.network,
                              proof->author.remote_id,
                              proof->author.handle.empty() ? wish.handle : proof->author.handle,
                              wish.employee,
                              identity::BindingKind::personal,
                              clock_.now(),
                              std::nullopt,
                              {}};
        const auto done = parts_.bindings->bind(wish, binding);
        refresh_due_ = std::chrono::nanoseconds{0};
        if (done) return;
        if (done.error().key == "identity.binding.bound_already") problem = "bound_already";
        if (done.error().key == "identity.binding.brand_account") problem = "brand_account";
        if (problem.empty()) return cannot("cannot bind an account", done.error());
    }
    if (wish.problem == problem) return;
    if (const auto kept = parts_.bindings->wish_problem(wish.id, problem); !kept)
        cannot("cannot keep what is wrong with a code", kept.error());
}

void OwnReader::look_for_tag(channels::ChannelSession& session, std::vector<RemotePost>& posts) {
    if (!due(tag_due_, kTagEvery)) return;
    auto found = session.tagged(rules_.tag);
    if (!found) return;
    std::int64_t strangers = 0;
    if (strangers_.size() > kStrangersKept) strangers_.clear();
    for (RemotePost& post : *found) {
        if (!is_for_us(post) || post.author.remote_id == account_.remote_id) continue;
        if (bound(post) != nullptr)
            posts.push_back(std::move(post));
        else if (strangers_.insert(post.remote_id).second)
            ++strangers;
    }
    if (strangers == 0) return;
    if (const auto kept = parts_.bindings->count_strangers(account_.brand, strangers); !kept)
        cannot("cannot count", kept.error());
}

void OwnReader::read_one(channels::ChannelSession& session, std::vector<RemotePost>& posts) {
    if (!due(read_due_, kReadEvery)) return;
    auto next = bound_.upper_bound(read_last_);
    if (next == bound_.end()) next = bound_.begin();
    read_last_ = next->first;
    if (rules_.tag.empty() && next->second.kind != identity::BindingKind::work) return;
    auto found = session.posts_by(next->first);
    if (!found) return;
    for (RemotePost& post : *found)
        if (post.author.remote_id == next->first && staff(post)) posts.push_back(std::move(post));
}

Result<void> OwnReader::keep(const std::vector<route::Incoming>& posts) {
    for (const route::Incoming& incoming : posts) {
        const RemotePost& post = incoming.remote;
        const Binding* binding = incoming.staff && !incoming.staff->counts ? bound(post) : nullptr;
        if (binding == nullptr) continue;
        const base::Instant now = clock_.now();
        const base::Instant posted = model::post_time(post, now);
        // Nor what was written before the account was theirs for us.
        if (posted < binding->bound_at || posted < now - kOldest) continue;
        base::failpoint("own.before_keep");
        MH_TRY(parts_.posts->keep_own({account_.brand, account_.network, post.remote_id, account_.id,
                                       binding->employee, post.author.remote_id,
                                       post.author.handle.empty() ? binding->handle : post.author.handle,
                                       post.url, post.text, post.parent_remote_id, posted, now}));
        base::failpoint("own.kept");
    }
    return {};
}

Result<void> OwnReader::decide() {
    if (due(forget_due_, kForgetEvery)) MH_TRY(parts_.posts->forget_own(clock_.now() - kForgetAfter));
    MH_LET(posts, parts_.posts->own_to_decide(account_.brand, account_.network, kDecisionsALook));
    for (const answer::OwnPost& post : posts) {
        MH_TRY(parts_.client->decide(post, account_.handle));
        base::failpoint("own.decided");
    }
    return {};
}

}  // namespace manyhands::app
