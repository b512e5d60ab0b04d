#include "listen/dry_run.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"
#include "model/query/folded.hpp"
#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Scope;
using model::query::Node;

constexpr int kPage = 1'000;
constexpr int kAtOnce = 2;
constexpr std::size_t kRunsOfOne = 10;  // of one person
constexpr std::size_t kArchivesAtMost = 8;
constexpr std::size_t kOverlapsAtMost = 20;
constexpr std::size_t kProblemsAtMost = 100;
constexpr std::size_t kNameBytes = 200;
// A span below says nothing of a day.
constexpr base::Micros kDayFrom = std::chrono::hours(1);
constexpr double kDay = 24.0 * 60 * 60 * 1'000'000;
constexpr double kMonthDays = 30;

Result<void> may_try(const model::Actor& actor) {
    return model::check(actor, Action::manage_listening, Scope::brand);
}

// The bytes around the first place, cut between characters.
void cut(DryHit& hit, const std::string& text) {
    std::size_t begin = 0;
    if (text.size() > kHitBytes && !hit.highlights.empty()) {
        const std::size_t first = hit.highlights.front().first;
        begin = first > kHitBytes / 3 ? first - kHitBytes / 3 : 0;
        while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
            --begin;
    }
    hit.text = base::clamp_bytes(std::string_view(text).substr(begin), kHitBytes);
    const std::size_t end = begin + hit.text.size();
    std::vector<std::pair<std::uint32_t, std::uint32_t>> inside;
    for (const auto& [from, to] : hit.highlights)
        if (to > begin && from < end)
            inside.emplace_back(static_cast<std::uint32_t>(std::max<std::size_t>(from, begin) - begin),
                                static_cast<std::uint32_t>(std::min<std::size_t>(to, end) - begin));
    hit.highlights = std::move(inside);
}

// One query and those that are on, over posts that come newest first.
class Trial {
  public:
    Trial(std::shared_ptr<const QuerySet> set, const Node& root, std::map<std::string, Verdict> marks)
        : set_(std::move(set)),
          matcher_(set_),
          root_(root),
          candidate_(static_cast<std::uint32_t>(set_->size() - 1)),
          marks_(std::move(marks)),
          both_(candidate_),
          others_(candidate_) {}

    std::size_t posts() const { return keys_.size(); }

    void look(const std::shared_ptr<const HeardPost>& post) {
        std::string key = post_key_of(*post);
        if (!keys_.insert(key).second) return;  // an older version of the same, or heard twice
        const base::Instant at = model::post_time(post->post, post->heard_at);
        from_ = from_ ? std::min(*from_, at) : at;
        to_ = to_ ? std::max(*to_, at) : at;
        const model::query::Message message = message_of(*post);
        const std::vector<std::uint32_t> found = matcher_.match(message);
        const bool ours = !found.empty() && found.back() == candidate_;
        for (const std::uint32_t query : found)
            if (query != candidate_) ++(ours ? both_ : others_)[query];
        vocabulary_.add(post->post.text, ours ? Vocabulary::Found::yes : Vocabulary::Found::no);
        if (!ours) return;
        ++found_;
        ++langs_[post->lang];
        ++networks_[post->post.network];
        const auto mark = marks_.find(key);
        if (mark != marks_.end()) vocabulary_.add_marked(post->post.text, mark->second);
        sample_.offer([&] {
            DryHit hit;
            hit.key = std::move(key);
            hit.post = post;
            if (mark != marks_.end()) hit.verdict = mark->second;
            return hit;
        });
    }

    // All but what the ports tell.
    void finish(DryRun& run, const std::vector<Query>& others) {
        run.summary.posts = static_cast<std::int64_t>(posts());
        run.summary.found = found_;
        if (from_) run.span = {*from_, *to_};
        if (from_ && *to_ - *from_ >= kDayFrom)
            run.per_day = static_cast<double>(found_) * kDay / static_cast<double>((*to_ - *from_).count());
        run.sample = sample_.take();
        std::ranges::stable_sort(run.sample, std::ranges::greater(), [](const DryHit& hit) {
            return model::post_time(hit.post->post, hit.post->heard_at);
        });
        for (DryHit& hit : run.sample) {
            const model::query::Subject subject(message_of(*hit.post));
            for (const auto& range : model::query::highlights(root_, subject))
                hit.highlights.emplace_back(static_cast<std::uint32_t>(range.from),
                                            static_cast<std::uint32_t>(range.to));
            cut(hit, hit.post->post.text);
        }
        for (std::uint32_t i = 0; i < candidate_; ++i)
            if (both_[i] > 0) run.overlap.push_back({others[i], both_[i], found_ - both_[i], others_[i]});
        std::ranges::stable_sort(run.overlap, std::ranges::greater(), &Overlap::both);
        if (run.overlap.size() > kOverlapsAtMost) run.overlap.resize(kOverlapsAtMost);
        run.by_lang.assign(langs_.begin(), langs_.end());
        std::ranges::stable_sort(run.by_lang, std::ranges::greater(),
                                 [](const auto& one) { return one.second; });
        run.suggestions = vocabulary_.suggest(root_);
    }
    std::int64_t found_on(const std::string& network) const {
        const auto found = networks_.find(network);
        return found == networks_.end() ? 0 : found->second;
    }

  private:
    std::shared_ptr<const QuerySet> set_;
    Matcher matcher_;
    const Node& root_;
    const std::uint32_t candidate_;
    std::map<std::string, Verdict> marks_;
    std::unordered_set<std::string> keys_;
    std::optional<base::Instant> from_, to_;
    std::int64_t found_ = 0;
    std::vector<std::int64_t> both_, others_;
    std::map<std::string, std::int64_t> langs_, networks_;
    Vocabulary vocabulary_;
    EvenSample<DryHit> sample_{kSampleAtMost};
};

// Calls look(post) newest first until it says no more or the source ends; gives whether it ended.
template <class Look>
Result<bool> each_stored(StoredPosts& stored, const model::BrandId& brand, const Look& look) {
    std::string before;
    while (true) {
        MH_LET(page, stored.posts_before(brand, before, kPage));
        for (HeardPost& post : page.posts)
            if (!look(std::make_shared<const HeardPost>(std::move(post)))) return false;
        if (page.next.empty()) return true;
        before = page.next;
    }
}

std::vector<std::string> missing(const std::vector<std::string>& words,
                                 const std::vector<std::string>& searched) {
    std::set<std::string> asked;
    for (const std::string& term : searched)
        asked.insert(std::string(model::query::Folded(term, model::query::Form::folded).text()));
    std::vector<std::string> not_asked;
    for (const std::string& word : words)
        if (!asked.contains(word)) not_asked.push_back(word);
    return not_asked;
}

}  // namespace

Result<DryRun> DryRuns::run(const model::Actor& actor, const std::string& text,
                            const std::optional<model::QueryId>& query, const DrySource& source) {
    MH_TRY(may_try(actor));
    const auto began = ports_.clock.monotonic();
    const auto parsed = model::query::parse(text, model::query::Purpose::listening);
    if (!parsed.root)
        return base::fail(ErrorCode::invalid, "listening.query.refused", {{"pointer", "/query"}});
    if (query) MH_TRY(ports_.queries.listening_query(actor.brand, *query));
    std::shared_ptr<const std::vector<std::shared_ptr<const HeardPost>>> given;
    {
        const std::scoped_lock lock(mutex_);
        drop_old(ports_.clock.now());
        if (source.kind == DryKind::archive) {
            const auto found = archives_.find(actor.employee);
            if (found == archives_.end() || found->second.id != source.archive)
                return base::fail(ErrorCode::not_found, "listening.archive.not_found");
            given = found->second.posts;
        }
        if (running_ >= kAtOnce) return base::fail(ErrorCode::rate_limited, "listening.dry_run.busy");
        ++running_;
    }
    struct Leave {
        DryRuns& runs;
        ~Leave() {
            const std::scoped_lock lock(runs.mutex_);
            --runs.running_;
        }
    } const leave{*this};

    const std::string canonical = model::query::print(*parsed.root);
    const std::string text_key = text_key_of(canonical);
    MH_LET(all, ports_.queries.listening_queries(actor.brand));
    std::erase_if(all, [&](const Query& other) {
        return other.state != QueryState::on || (query && other.id == *query);
    });
    std::vector<NamedQuery> named;
    named.reserve(all.size() + 1);
    for (const Query& other : all)
        named.push_back({other.id.value, other.canonical});
    named.push_back({"", canonical});
    std::vector<RefusedQuery> refused;
    MH_LET(set, QuerySet::compile(named, refused));
    for (auto one = refused.rbegin(); one != refused.rend(); ++one)  // of an older version of the language
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(one->index));
    MH_LET(marks, ports_.queries.marks(actor.brand, text_key));

    DryRun run;
    Trial trial(std::move(set), *parsed.root, std::move(marks));
    const auto until = ports_.clock.monotonic() + kDryTime;
    const auto look = [&](const std::shared_ptr<const HeardPost>& post) {
        if (trial.posts() >= kDryPostsAtMost || ports_.clock.monotonic() > until) return false;
        trial.look(post);
        return true;
    };
    switch (source.kind) {
        case DryKind::stored: {
            MH_LET(complete, each_stored(ports_.stored, actor.brand, look));
            run.complete = complete;
            break;
        }
        case DryKind::ring:
            given = std::make_shared<Ring::Posts>(ports_.live.ring(actor.brand).newest_first());
            run.complete = std::ranges::all_of(*given, look);
            break;
        case DryKind::archive:
            run.complete = std::ranges::all_of(*given, look);
            break;
    }
    trial.finish(run, all);
    run.summary.at = ports_.clock.now();
    run.summary.source = source.kind;
    MH_LET(networks, ports_.networks(actor.brand));
    const std::vector<std::string> words = words_of(*parsed.root);
    for (NetworkFacts& facts : networks) {
        DryCoverage coverage;
        coverage.not_searched = missing(words, facts.searched);
        if (facts.price_per_1000 && run.per_day && run.summary.found > 0) {
            const double share =
                static_cast<double>(trial.found_on(facts.network)) / static_cast<double>(run.summary.found);
            coverage.month_usd = *run.per_day * share * kMonthDays / 1'000 * *facts.price_per_1000;
        }
        coverage.facts = std::move(facts);
        run.networks.push_back(std::move(coverage));
    }
    if (query) MH_TRY(ports_.queries.keep_dry_run(actor.brand, *query, text_key, run.summary));
    MH_LET(marked_now, marked(actor.brand, text_key));
    run.marked = marked_now;
    run.id = ports_.ids.make<base::Id<struct DryRunTag>>().value;
    Kept kept{run.id, actor.brand, actor.employee, text_key, {}, ports_.clock.now() + kDryKept};
    for (const DryHit& hit : run.sample)
        kept.keys.insert(hit.key);
    run.took = std::chrono::duration_cast<std::chrono::milliseconds>(ports_.clock.monotonic() - began);
    const std::scoped_lock lock(mutex_);
    const auto mine = [&](const Kept& other) { return other.employee == actor.employee; };
    if (static_cast<std::size_t>(std::ranges::count_if(runs_, mine)) >= kRunsOfOne)
        runs_.erase(std::ranges::find_if(runs_, mine));
    runs_.push_back(std::move(kept));
    return run;
}

Result<Marked> DryRuns::marked(const model::BrandId& brand, const std::string& text_key) {
    MH_LET(marks, ports_.queries.marks(brand, text_key));
    Marked sum;
    for (const auto& [key, verdict] : marks)
        ++(verdict == Verdict::ours ? sum.ours : sum.noise);
    return sum;
}

Result<Marked> DryRuns::mark(const model::Actor& actor, const std::string& id, const std::string& key,
                             std::optional<Verdict> verdict) {
    MH_TRY(may_try(actor));
    std::string text_key;
    {
        const std::scoped_lock lock(mutex_);
        drop_old(ports_.clock.now());
        const auto run = std::ranges::find_if(runs_, [&](const Kept& kept) {
            return kept.id == id && kept.brand == actor.brand && kept.employee == actor.employee;
        });
        if (run == runs_.end()) return base::fail(ErrorCode::not_found, "listening.dry_run.not_found");
        if (!run->keys.contains(key))
            return base::fail(ErrorCode::not_found, "listening.dry_run.no_such_post");
        text_key = run->text_key;
    }
    MH_TRY(ports_.queries.mark(actor.brand, text_key, key, verdict));
    return marked(actor.brand, text_key);
}

Result<Archive> DryRuns::add_archive(const model::Actor& actor, const std::string& name,
                                     const std::string& bytes) {
    MH_TRY(may_try(actor));
    if (bytes.size() > kArchiveBytes)
        return base::fail(ErrorCode::too_large, "listening.archive.too_large",
                          {{"megabytes", std::to_string(kArchiveBytes >> 20U)}});
    Archive archive;
    archive.name = base::clamp_bytes(base::clean_line(name), kNameBytes);
    MH_LET(read, ports_.read(archive.name, bytes));
    archive.id = ports_.ids.make<base::Id<struct ListeningArchiveTag>>().value;
    archive.skipped = read.skipped;
    std::ranges::stable_sort(read.posts, std::ranges::greater(), &HeardPost::heard_at);
    if (read.posts.size() > kArchivePosts) {
        archive.skipped += static_cast<std::int64_t>(read.posts.size() - kArchivePosts);
        read.posts.resize(kArchivePosts);
    }
    if (read.problems.size() > kProblemsAtMost) read.problems.resize(kProblemsAtMost);
    archive.problems = std::move(read.problems);
    archive.posts = std::ssize(read.posts);
    if (!read.posts.empty()) {
        archive.from = read.posts.back().heard_at;
        archive.to = read.posts.front().heard_at;
    }
    archive.expires_at = ports_.clock.now() + kDryKept;
    auto posts = std::make_shared<std::vector<std::shared_ptr<const HeardPost>>>();
    for (HeardPost& post : read.posts)
        posts->push_back(std::make_shared<const HeardPost>(std::move(post)));
    const std::scoped_lock lock(mutex_);
    drop_old(ports_.clock.now());
    archives_[actor.employee] = {archive.id, std::move(posts), archive.expires_at};
    while (archives_.size() > kArchivesAtMost)
        archives_.erase(
            std::ranges::min_element(archives_, {}, [](const auto& one) { return one.second.expires_at; }));
    return archive;
}

void DryRuns::forget() {
    const std::scoped_lock lock(mutex_);
    archives_.clear();
}

void DryRuns::drop_old(base::Instant now) {
    std::erase_if(archives_, [&](const auto& one) { return one.second.expires_at <= now; });
    std::erase_if(runs_, [&](const Kept& run) { return run.expires_at <= now; });
}

}  // namespace manyhands::listen
