#include "quality/service.hpp"

#include <algorithm>
#include <utility>

#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::quality {
namespace {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::Scope;

constexpr auto kDay = std::chrono::hours(24);
constexpr std::size_t kShownAtMost = 200;

bool can(const Actor& actor, Action action, Scope scope = Scope::brand) {
    return model::check(actor, action, scope).has_value();
}

Result<void> sensible(const Wish& wish) {
    const auto bad = [](const char* pointer, const char* key,
                        std::vector<std::pair<std::string, std::string>> args = {}) {
        args.emplace_back("pointer", pointer);
        return base::fail(ErrorCode::invalid, key, std::move(args));
    };
    if (wish.to <= wish.from || wish.to - wish.from > 366 * kDay) return bad("/to", "quality.round.period");
    if (wish.seed && (wish.seed->empty() || wish.seed->size() > kSeedAtMost ||
                      !std::ranges::all_of(*wish.seed, [](char c) { return c > ' ' && c < 127; })))
        return bad("/seed", "quality.round.seed", {{"limit", std::to_string(kSeedAtMost)}});
    const std::int64_t most = wish.kind == RoundKind::calibration ? kCalibrationAtMost : kRoundAtMost;
    if ((wish.size && (*wish.size < 1 || *wish.size > most)) ||
        (!wish.size && wish.kind == RoundKind::calibration))
        return bad("/size", "quality.round.size", {{"limit", std::to_string(most)}});
    return {};
}

std::int64_t size_for(const Wish& wish, std::int64_t population) {
    return std::min(population, wish.size.value_or(sample_size(population, wish.expected / 100.0,
                                                               wish.margin / 100.0, wish.confidence)));
}

}  // namespace

bool Service::may_mark(const Actor& actor) {
    return can(actor, Action::mark_answers);
}
bool Service::may_manage(const Actor& actor) {
    return can(actor, Action::manage_quality);
}
bool Service::may_see(const Actor& actor) {
    return can(actor, Action::see_quality);
}

Result<Card> Service::current_card(const model::BrandId& brand) {
    MH_LET(all, ports_.store.audit_cards(brand));
    return all.empty() ? starter_card() : all.front();
}

Result<Service::Cards> Service::cards(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_quality, Scope::own));
    MH_LET(all, ports_.store.audit_cards(actor.brand));
    Cards cards;
    cards.current = all.empty() ? starter_card() : all.front();
    cards.versions = std::move(all);
    return cards;
}

Result<Card> Service::change_card(const Actor& actor, const Card& card, std::int64_t former) {
    MH_TRY(model::check(actor, Action::manage_quality, Scope::brand));
    MH_LET(clean, checked(card));
    clean.by = actor.employee;
    clean.at = ports_.clock.now();
    return ports_.store.add_audit_card(actor.brand, clean, former);
}

Result<Sample> Service::drawn(const model::BrandId& brand, const Wish& wish, const std::string& seed,
                              std::int64_t& population) {
    MH_TRY(sensible(wish));
    MH_LET(candidates, ports_.store.audit_population(brand, wish.from, wish.to));
    const auto newcomer = ports_.days(brand).newcomer * kDay;
    for (Candidate& one : candidates)
        one.newcomer = one.sent_at - one.author_since < newcomer;
    population = std::ssize(candidates);
    return draw(candidates, wish.columns, size_for(wish, population), seed);
}

Result<Service::Preview> Service::preview(const Actor& actor, const Wish& wish) {
    MH_TRY(model::check(actor, Action::manage_quality, Scope::brand));
    Preview preview;
    MH_LET(sample, drawn(actor.brand, wish, wish.seed.value_or("0"), preview.population));
    preview.size = std::ssize(sample.items);
    preview.strata = std::move(sample.strata);
    return preview;
}

Result<Round> Service::draw_round(const Actor& actor, const Wish& wish) {
    MH_TRY(model::check(actor, Action::manage_quality, Scope::brand));
    Round round;
    round.id = ports_.ids.make<RoundId>();
    round.brand = actor.brand;
    round.wish = wish;
    round.wish.seed = wish.seed.value_or(std::to_string(ports_.random.below(1'000'000'000)));
    round.newcomer_days = ports_.days(actor.brand).newcomer;
    MH_LET(sample, drawn(actor.brand, round.wish, *round.wish.seed, round.population));
    if (sample.items.empty()) return base::fail(ErrorCode::conflict, "quality.round.nothing");
    if (std::ssize(sample.items) > kRoundAtMost)
        return base::fail(ErrorCode::invalid, "quality.round.size",
                          {{"limit", std::to_string(kRoundAtMost)}});
    MH_LET(card, current_card(actor.brand));
    if (card.version == 0) {
        card.by = actor.employee;
        card.at = ports_.clock.now();
        MH_LET(first, ports_.store.add_audit_card(actor.brand, card, 0));
        card = std::move(first);
    }
    round.card = card.version;
    round.strata = sample.strata;
    round.created_by = actor.employee;
    round.created_at = ports_.clock.now();
    const bool all = wish.kind == RoundKind::calibration;
    const std::int64_t twice = marked_twice(std::ssize(sample.items), wish.twice_percent);
    std::vector<Item> items;
    for (const Drawn& one : sample.items) {
        const Stratum& stratum = sample.strata[one.stratum];
        Item item;
        item.round = round.id;
        item.brand = actor.brand;
        item.position = std::ssize(items);
        item.answer = one.candidate.answer;
        item.conversation = one.candidate.conversation;
        item.author = one.candidate.author;
        item.department = one.candidate.department;
        item.network = one.candidate.network;
        item.sent_at = one.candidate.sent_at;
        item.stratum = stratum.name;
        item.stratum_population = stratum.population;
        item.stratum_drawn = stratum.drawn;
        item.wanted = all ? 0 : item.position < twice ? 2 : 1;
        items.push_back(std::move(item));
    }
    MH_TRY(ports_.store.add_audit_round(round, items));
    return ports_.store.audit_round(actor.brand, round.id, actor.employee);
}

Result<std::vector<Round>> Service::rounds(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_quality, Scope::brand));
    return ports_.store.audit_rounds(actor.brand, actor.employee);
}

Result<Round> Service::close(const Actor& actor, const RoundId& id) {
    MH_TRY(model::check(actor, Action::manage_quality, Scope::brand));
    const base::Instant now = ports_.clock.now();
    const Rows::Closing closing{now, now + ports_.days(actor.brand).appeal * kDay,
                                ports_.ids.make<model::NoticeId>()};
    MH_LET(told, ports_.store.close_audit_round(actor.brand, id, closing));
    if (ports_.noticed && !told.empty()) ports_.noticed(told, closing.notice);
    return ports_.store.audit_round(actor.brand, id, actor.employee);
}

Result<Service::Record> Service::record(const Actor& actor, const RoundId& id) {
    MH_TRY(model::check(actor, Action::see_quality, Scope::brand));
    Record record;
    MH_LET(round, ports_.store.audit_round(actor.brand, id, actor.employee));
    record.round = std::move(round);
    MH_LET(card, ports_.store.audit_card(actor.brand, record.round.card));
    record.card = std::move(card);
    if (record.round.state == RoundState::open) return record;
    Rows::Filter filter;
    filter.brand = actor.brand;
    filter.round = id;
    filter.closed_samples = false;
    MH_LET(items, ports_.store.judged_audits(filter));
    record.agreement = agreement_of(record.card, items);
    // What nobody marked may be drawn again: it stays blind.
    for (Judged& one : items)
        if (one.marks.empty()) {
            one.item.author = {};
            one.item.conversation = {};
        }
    // Who marked an answer stays hidden from its author, whatever else they may see.
    for (Judged& one : items)
        if (one.item.author == actor.employee)
            for (Mark& mark : one.marks)
                mark.auditor = {};
    record.items = std::move(items);
    return record;
}

Result<Service::Next> Service::next(const Actor& actor, const RoundId& id) {
    MH_TRY(model::check(actor, Action::mark_answers, Scope::brand));
    Next next;
    MH_LET(item, ports_.store.pick_for_audit(actor.brand, id, actor.employee, ports_.clock.now()));
    MH_LET(round, ports_.store.audit_round(actor.brand, id, actor.employee));
    next.round = std::move(round);
    MH_LET(card, ports_.store.audit_card(actor.brand, next.round.card));
    next.card = std::move(card);
    if (!item) return next;
    MH_LET(thread, ports_.store.audit_thread(actor.brand, *item));
    make_blind(thread);
    next.pick = Pick{std::move(*item), std::move(thread)};
    return next;
}

Result<void> Service::mark(const Actor& actor, const RoundId& id, const model::AnswerId& answer,
                           const MarkWish& wish) {
    MH_TRY(model::check(actor, Action::mark_answers, Scope::brand));
    MH_LET(round, ports_.store.audit_round(actor.brand, id, actor.employee));
    MH_LET(card, ports_.store.audit_card(actor.brand, round.card));
    return ports_.store.mark_audited(actor.brand, id, answer, [&](const Judged& judged) {
        return mark_answer(judged, card, actor.employee, wish, ports_.clock.now());
    });
}

Result<void> Service::pass_over(const Actor& actor, const RoundId& id, const model::AnswerId& answer,
                                const std::string& reason) {
    MH_TRY(model::check(actor, Action::mark_answers, Scope::brand));
    const std::string clean = base::clean_line(reason);
    if (clean.find_first_not_of(' ') == std::string::npos || base::code_point_count(clean) > kNoteAtMost)
        return base::fail(ErrorCode::invalid, "quality.pass.reason", {{"pointer", "/reason"}});
    return ports_.store.pass_over_audit(actor.brand, id, answer, actor.employee, clean, ports_.clock.now());
}

Result<std::vector<Service::Shown>> Service::shown(const Actor& actor, const std::vector<Judged>& all) {
    const base::Minutes within =
        std::chrono::duration_cast<base::Minutes>(ports_.days(actor.brand).appeal * kDay);
    const base::Instant now = ports_.clock.now();
    std::map<std::int64_t, Card> cards;
    std::vector<Shown> list;
    for (const Judged& one : all) {
        if (one.marks.empty()) continue;
        if (list.size() >= kShownAtMost) break;
        if (!cards.contains(one.card)) {
            MH_LET(card, ports_.store.audit_card(actor.brand, one.card));
            card.by = {};  // often one of those who mark
            cards[one.card] = std::move(card);
        }
        Shown shown;
        shown.judged = one;
        shown.card = cards[one.card];
        MH_LET(thread, ports_.store.audit_thread(actor.brand, one.item));
        make_blind(thread);
        shown.thread = std::move(thread);
        shown.appeal_until = appeal_until(one, within);
        const bool own = one.item.author == actor.employee;
        const bool marked =
            std::ranges::any_of(one.marks, [&](const Mark& mark) { return mark.auditor == actor.employee; });
        shown.may_appeal =
            own && !one.appeal && now < shown.appeal_until && can(actor, Action::appeal_mark, Scope::own);
        shown.may_decide = !own && !marked && one.appeal && one.appeal->state == AppealState::open &&
                           can(actor, Action::mark_answers);
        list.push_back(std::move(shown));
    }
    return list;
}

Result<std::vector<Service::Shown>> Service::mine(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_quality, Scope::own));
    Rows::Filter filter;
    filter.brand = actor.brand;
    filter.author = actor.employee;
    MH_LET(all, ports_.store.judged_audits(filter));
    return shown(actor, all);
}

Result<std::vector<Service::Shown>> Service::appeals(const Actor& actor) {
    MH_TRY(model::check(actor, Action::mark_answers, Scope::brand));
    Rows::Filter filter;
    filter.brand = actor.brand;
    filter.appealed = true;
    MH_LET(all, ports_.store.judged_audits(filter));
    std::ranges::stable_sort(all, {},
                             [](const Judged& one) { return one.appeal->state != AppealState::open; });
    std::erase_if(all, [&](const Judged& one) { return one.item.author == actor.employee; });
    return shown(actor, all);
}

Result<void> Service::appeal(const Actor& actor, const RoundId& id, const model::AnswerId& answer,
                             const std::string& reason) {
    MH_TRY(model::check(actor, Action::appeal_mark, Scope::own));
    const base::Minutes within =
        std::chrono::duration_cast<base::Minutes>(ports_.days(actor.brand).appeal * kDay);
    MH_TRY(ports_.store.appeal_audited(actor.brand, id, answer, {}, [&](const Judged& judged) {
        return appeal_against(judged, actor.employee, reason, within, ports_.clock.now());
    }));
    return {};
}

Result<void> Service::decide(const Actor& actor, const RoundId& id, const model::AnswerId& answer,
                             const std::string& decision, const std::optional<MarkWish>& wish) {
    MH_TRY(model::check(actor, Action::mark_answers, Scope::brand));
    MH_LET(round, ports_.store.audit_round(actor.brand, id, actor.employee));
    MH_LET(card, ports_.store.audit_card(actor.brand, round.card));
    const auto notice = ports_.ids.make<model::NoticeId>();
    MH_LET(author, ports_.store.appeal_audited(actor.brand, id, answer, notice, [&](const Judged& judged) {
        return decide_appeal(judged, card, actor.employee, decision, wish, ports_.clock.now());
    }));
    if (ports_.noticed) ports_.noticed({author}, notice);
    return {};
}

Result<Service::Results> Service::results(const Actor& actor, base::Instant from, base::Instant to, By by) {
    MH_TRY(model::check(actor, Action::see_quality, Scope::brand));
    if (to <= from) return base::fail(ErrorCode::invalid, "quality.round.period", {{"pointer", "/to"}});
    Rows::Filter filter;
    filter.brand = actor.brand;
    filter.from = from;
    filter.to = to;
    MH_LET(all, ports_.store.judged_audits(filter));
    MH_LET(card, current_card(actor.brand));
    return Results{overall(all), standings(all, by), agreement_of(card, all)};
}

Result<std::map<model::EmployeeId, Score>> Service::scores_of_people(const model::BrandId& brand,
                                                                     base::Instant from, base::Instant to) {
    Rows::Filter filter;
    filter.brand = brand;
    filter.from = from;
    filter.to = to;
    MH_LET(all, ports_.store.judged_audits(filter));
    std::map<model::EmployeeId, Score> scores;
    for (const Standing& one : standings(all, By::person))
        scores.emplace(one.key, one.score);
    return scores;
}

}  // namespace manyhands::quality
