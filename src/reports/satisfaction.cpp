#include "reports/satisfaction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/encoding.hpp"
#include "base/interval.hpp"
#include "model/policy.hpp"

namespace manyhands::reports {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;

constexpr std::size_t kTokenBytes = 9;   // 12 characters in the link, 72 bits
constexpr std::size_t kVoterBytes = 18;  // of what the browser keeps
constexpr base::Seconds kLongest = std::chrono::hours(24 * 400);

std::string digest_of(std::string_view text) {
    return base::to_hex(base::sha256(text));
}

// What the posts of one customer say, each read once.
class Words {
  public:
    Words(const Trail& trail, const ToneOf& tone) : trail_(trail) {
        for (const TrailPost& post : trail.posts)
            said_.push_back(tone(post.text, post.lang));
    }
    std::size_t size() const { return said_.size(); }
    const TrailPost& post(std::size_t i) const { return trail_.posts[i]; }
    std::optional<bool> said(std::size_t i) const { return said_[i]; }
    bool unhappy_in(const model::ConversationId& conversation, base::Instant from, base::Instant to) const {
        for (std::size_t i = 0; i < size(); ++i)
            if (said_[i] == false && post(i).conversation == conversation && post(i).at > from &&
                post(i).at < to)
                return true;
        return false;
    }

  private:
    const Trail& trail_;
    std::vector<std::optional<bool>> said_;
};

std::vector<const TrailAnswer*> answers_in(const Trail& trail, const model::ConversationId& id) {
    std::vector<const TrailAnswer*> found;
    for (const TrailAnswer& answer : trail.answers)
        if (answer.conversation == id) found.push_back(&answer);
    return found;
}

// The last clear word between an answer and the next one.
void read_tones(const Trail& trail, const Words& words, const model::ConversationId& id,
                std::vector<Signal>& out) {
    const auto answers = answers_in(trail, id);
    for (std::size_t a = 0; a < answers.size(); ++a) {
        const TrailAnswer& answer = *answers[a];
        const base::Instant until = a + 1 < answers.size() ? answers[a + 1]->at : answer.at + kPraiseWithin;
        std::optional<Signal> last;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const TrailPost& post = words.post(i);
            if (post.conversation != id || post.at <= answer.at || post.at > until || !words.said(i))
                continue;
            last = Signal{id,         answer.id, answer.author, post.at, ThanksSource::tone, *words.said(i),
                          !trail.ours};
        }
        if (last) out.push_back(*last);
    }
}

// Whether praise in another conversation is about this one: there was nothing to complain of there.
bool about(const Words& words, const TrailPost& praise, const model::ConversationId& id) {
    return praise.conversation == id ||
           !words.unhappy_in(praise.conversation, praise.at - kLongest, praise.at);
}

std::optional<Turnaround> turned(const Trail& trail, const Words& words, const model::ConversationId& id,
                                 const ToneOf& tone) {
    const auto answers = answers_in(trail, id);
    if (answers.empty()) return std::nullopt;
    std::optional<std::size_t> complaint;
    for (std::size_t i = 0; i < words.size() && !complaint; ++i)
        if (words.said(i) == false && words.post(i).conversation == id &&
            words.post(i).at < answers.back()->at)
            complaint = i;
    if (!complaint) return std::nullopt;
    std::optional<std::size_t> praise;
    const TrailAnswer* answer = nullptr;
    for (std::size_t i = *complaint + 1; i < words.size() && !praise; ++i) {
        const TrailPost& post = words.post(i);
        if (words.said(i) != true || !about(words, post, id)) continue;
        const TrailAnswer* before = nullptr;
        for (const TrailAnswer* one : answers)
            if (one->at > words.post(*complaint).at && one->at < post.at) before = one;
        if (before == nullptr || post.at > before->at + kPraiseWithin) continue;
        if (words.unhappy_in(id, post.at, post.at + kPraiseWithin)) continue;
        praise = i;
        answer = before;
    }
    if (!praise) return std::nullopt;
    const TrailPost& first = words.post(*praise);
    Turnaround out{id, answer->id, words.post(*complaint).id, first.at, {}, !trail.ours};
    out.praises.push_back({first.id, first.conversation, first.followers.value_or(0), true, first.at});
    std::set<std::string> known;
    for (const TrailPost& other : trail.others) {
        if (other.at <= answer->at || other.at > answer->at + kPraiseWithin) continue;
        if (tone(other.text, other.lang) != true || !known.insert(other.author).second) continue;
        out.praises.push_back({other.id, other.conversation, other.followers.value_or(0), false, other.at});
    }
    return out;
}

base::Error over() {
    return fail(ErrorCode::conflict, "reports.thanks.over").error();
}

bool still_changeable(const ThanksLink& link, std::string_view voter, base::Instant now) {
    return link.tapped_at && !voter.empty() && link.voter == digest_of(voter) &&
           now < *link.tapped_at + kChangeMind;
}

Satisfaction::LinkState state_of(const FoundLink& found, std::string_view voter, base::Instant now) {
    using State = Satisfaction::LinkState;
    if (found.link.tapped_at)
        return still_changeable(found.link, voter, now) ? State::changeable : State::given;
    if (!found.answer || found.tapped_elsewhere || now >= found.link.expires_at) return State::over;
    return State::open;
}

}  // namespace

std::string_view to_string(ThanksSource source) {
    switch (source) {
        case ThanksSource::tap:
            return "tap";
        case ThanksSource::reaction:
            return "reaction";
        case ThanksSource::tone:
            return "tone";
    }
    return "";
}

std::optional<ThanksSource> thanks_source(std::string_view text) {
    for (const ThanksSource one : {ThanksSource::tap, ThanksSource::reaction, ThanksSource::tone})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

std::int64_t reach_of(const std::vector<Turnaround::Praise>& praises) {
    std::int64_t sum = 0;
    for (const Turnaround::Praise& praise : praises)
        sum += praise.followers;
    return sum;
}

TrailReading read_trail(const Trail& trail, const ToneOf& tone) {
    const Words words(trail, tone);
    TrailReading reading;
    for (const model::ConversationId& id : trail.conversations) {
        read_tones(trail, words, id, reading.tones);
        if (auto found = turned(trail, words, id, tone)) reading.turnarounds.push_back(std::move(*found));
    }
    return reading;
}

Share share_of(std::int64_t good, std::int64_t all) {
    Share out{good, all, std::nullopt, std::nullopt, std::nullopt};
    if (all <= 0) return out;
    const double n = static_cast<double>(all);
    const double share = static_cast<double>(good) / n;
    const base::Interval interval = base::wilson(share, n);
    out.share = share;
    out.low = interval.low;
    out.high = interval.high;
    return out;
}

SatisfactionReport satisfaction(const std::vector<ThanksRow>& signals,
                                const std::vector<TurnaroundRow>& turnarounds, base::Instant from,
                                base::Instant to) {
    SatisfactionReport report;
    report.from = from;
    report.to = to;
    std::map<model::AnswerId, const Signal*> strongest;
    for (const ThanksSource source : {ThanksSource::tap, ThanksSource::reaction, ThanksSource::tone}) {
        std::int64_t good = 0;
        std::int64_t all = 0;
        std::int64_t apart = 0;
        for (const ThanksRow& row : signals) {
            const Signal& signal = row.signal;
            if (signal.source != source) continue;
            apart += signal.counted ? 0 : 1;
            if (!signal.counted) continue;
            ++all;
            good += signal.good ? 1 : 0;
            strongest.try_emplace(signal.answer, &signal);
        }
        report.by_source.push_back({source, share_of(good, all), apart});
        report.not_counted += apart;
    }
    std::int64_t good = 0;
    for (const auto& [answer, signal] : strongest)
        good += signal->good ? 1 : 0;
    report.answers = share_of(good, static_cast<std::int64_t>(strongest.size()));
    for (const TurnaroundRow& row : turnarounds) {
        if (!row.turned.counted) continue;
        ++report.recovered;
        report.reach += reach_of(row.turned.praises);
        report.praised_by_others += row.turned.praises.size() > 1 ? 1 : 0;
    }
    return report;
}

Sheet to_sheet(const SatisfactionReport& report, base::Lang lang) {
    const auto said = [&](const std::string& key) { return base::tr(lang, "reports.thanks." + key); };
    const auto number = [](const std::optional<double>& value) { return value ? Cell(*value) : Cell(); };
    const auto row = [&](const std::string& label, const Share& share, std::int64_t apart) {
        return SheetRow{{Cell(label), Cell(share.good), Cell(share.all), number(share.share),
                         number(share.low), number(share.high), Cell(apart)}};
    };
    Sheet sheet;
    sheet.push_back(
        {{Cell(said("title")), Cell(base::to_rfc3339(report.from)), Cell(base::to_rfc3339(report.to))},
         RowStyle::title});
    sheet.push_back({{Cell(said("source")), Cell(said("good")), Cell(said("all")), Cell(said("share")),
                      Cell(said("low")), Cell(said("high")), Cell(said("not_counted"))},
                     RowStyle::head});
    sheet.push_back(row(said("answers"), report.answers, report.not_counted));
    for (const auto& one : report.by_source)
        sheet.push_back(
            row(said("source." + std::string(to_string(one.source))), one.share, one.not_counted));
    sheet.push_back({{Cell(said("recovered")), Cell(report.recovered)}});
    sheet.push_back({{Cell(said("praised_by_others")), Cell(report.praised_by_others)}});
    sheet.push_back({{Cell(said("reach")), Cell(report.reach)}});
    return sheet;
}

Result<std::string> Satisfaction::make_link(const model::Actor& actor, const model::ConversationId& id) {
    if (ports_.rule(actor.brand) == LinkRule::off) return fail(ErrorCode::conflict, "reports.thanks.off");
    std::string lang;
    const auto seen =
        ports_.conversations.transact(actor.brand, id, [&](const auto* state) -> Result<model::Events> {
            if (state == nullptr) return fail(ErrorCode::not_found, "route.conversation.not_found");
            const model::Conversation& c = state->conversation;
            const auto holder = c.claim ? c.claim->holder : model::EmployeeId{};
            MH_TRY(model::check(actor, Action::submit_answer,
                                model::scope_of(actor, c.brand, c.department, holder)));
            lang = c.lang == "ko" ? "ko" : "en";
            return model::Events{};
        });
    if (!seen) return std::unexpected(seen.error());
    std::string token = ports_.random.token(kTokenBytes);
    ThanksLink link;
    link.id = ports_.ids.make<model::NoteId>().value;
    link.brand = actor.brand;
    link.conversation = id;
    link.digest = digest_of(token);
    link.lang = lang;
    link.made_at = ports_.clock.now();
    link.expires_at = link.made_at + kLinkLives;
    MH_TRY(ports_.store.add_thanks_link(link, actor.employee));
    return token;
}

Result<Satisfaction::Page> Satisfaction::page(std::string_view token, std::string_view voter) {
    MH_LET(found, ports_.store.link_of(digest_of(token), std::string(token)));
    const LinkState state = state_of(found, voter, ports_.clock.now());
    return Page{std::move(found), state};
}

Result<Satisfaction::Tapped> Satisfaction::tap(std::string_view token, std::string_view voter, bool good,
                                               bool staff) {
    std::string kept(voter);
    const auto decide = [&](const FoundLink& found) -> Result<ThanksLink> {
        const base::Instant now = ports_.clock.now();
        const LinkState state = state_of(found, voter, now);
        if (state == LinkState::given || state == LinkState::over) return std::unexpected(over());
        ThanksLink link = found.link;
        link.good = good;
        if (state == LinkState::open) {
            kept = ports_.random.token(kVoterBytes);
            link.answer = found.answer->id;
            link.tapped_at = now;
            link.voter = digest_of(kept);
        }
        return link;
    };
    MH_LET(found, ports_.store.tap(digest_of(token), std::string(token), !staff, decide));
    return Tapped{std::move(found), std::move(kept)};
}

Result<SatisfactionReport> Satisfaction::report(const model::Actor& actor, base::Instant from,
                                                base::Instant to) {
    MH_LET(said, signals(actor, from, to));
    MH_LET(turned, turnarounds(actor, from, to));
    return satisfaction(said, turned, from, to);
}

Result<std::vector<ThanksRow>> Satisfaction::signals(const model::Actor& actor, base::Instant from,
                                                     base::Instant to) {
    MH_TRY(model::check(actor, Action::see_report, model::Scope::brand));
    if (to <= from) return fail(ErrorCode::invalid, "reports.bad_period");
    if (to - from > kLongest) return fail(ErrorCode::invalid, "reports.period_too_long", {{"days", "400"}});
    return ports_.store.signals(actor.brand, from, to);
}

Result<std::vector<TurnaroundRow>> Satisfaction::turnarounds(const model::Actor& actor, base::Instant from,
                                                             base::Instant to) {
    MH_TRY(model::check(actor, Action::see_report, model::Scope::brand));
    return ports_.store.turnarounds(actor.brand, from, to);
}

Result<Satisfaction::OfConversation> Satisfaction::of(const model::BrandId& brand,
                                                      const model::ConversationId& id) {
    MH_LET(said, ports_.store.signals_of(brand, id));
    MH_LET(turned, ports_.store.turnaround_of(brand, id));
    return OfConversation{std::move(said), std::move(turned)};
}

Result<void> Satisfaction::read_one(const model::BrandId& brand, const model::ConversationId& id) {
    auto trail = ports_.store.trail(brand, id);
    if (!trail) {
        if (trail.error().code == ErrorCode::not_found) return {};
        return std::unexpected(trail.error());
    }
    if (trail->answers.empty()) return {};
    TrailReading reading = read_trail(*trail, ports_.tone);
    if (!reading.turnarounds.empty()) {
        // What others wrote is looked for only where there is something to praise.
        base::Instant since = reading.turnarounds.front().at;
        for (const Turnaround& one : reading.turnarounds)
            since = std::min(since, one.at);
        MH_LET(others, ports_.store.others(brand, id, since - kPraiseWithin));
        trail->others = std::move(others);
        reading = read_trail(*trail, ports_.tone);
    }
    return ports_.store.keep(brand, trail->conversations, reading);
}

Result<bool> Satisfaction::read_on(int limit) {
    MH_LET(brands, ports_.store.satisfied_brands());
    bool more = false;
    for (const model::BrandId& brand : brands) {
        MH_LET(changed, ports_.store.changed(brand, limit));
        std::set<model::ConversationId> todo(changed.conversations.begin(), changed.conversations.end());
        for (const model::ConversationId& id : changed.conversations) {
            MH_LET(praised, ports_.store.praised_by(brand, id));
            todo.insert(praised.begin(), praised.end());
        }
        for (const model::ConversationId& id : todo)
            MH_TRY(read_one(brand, id));
        if (changed.read > 0) MH_TRY(ports_.store.read_up_to(brand, changed.seq));
        more = more || changed.more;
    }
    return more;
}

}  // namespace manyhands::reports
