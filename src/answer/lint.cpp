#include "answer/lint.hpp"

#include <algorithm>

#include "answer/holding.hpp"
#include "answer/korean.hpp"
#include "answer/phrasing.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::answer {
namespace {

using Part = Subject::Part;

bool is_of_terms(Check check) {
    return group_of(check) == Group::terms;
}

template <class T, class U>
bool holds(const std::vector<T>& list, const U& one) {
    return std::ranges::find(list, one) != list.end();
}

bool applies(const Rule& rule, const Reading& reading, const Subject& subject) {
    if (!rule.on) return false;
    const base::Lang language = reading.is_korean() ? base::Lang::ko : base::Lang::en;
    if (!rule.languages.empty() && !holds(rule.languages, language)) return false;
    if (!rule.networks.empty() && !holds(rule.networks, subject.network)) return false;
    if (holds(rule.roles, subject.role)) return false;
    if (rule.check == Check::embargo && rule.until && *rule.until <= subject.now) return false;
    switch (subject.part) {
        case Part::whole:
            return true;
        case Part::begin:
            return rule.check != Check::required && rule.check != Check::apology;
        case Part::rest:
            return rule.check != Check::greeting && rule.check != Check::apology &&
                   rule.check != Check::required && rule.check != Check::repetition;
        case Part::beside:
            return (is_of_terms(rule.check) && rule.check != Check::required) ||
                   rule.check == Check::shows_private;
    }
    return true;
}

// Where something is missed: before the first sentence, or behind the last.
Span before_all(const Reading& reading) {
    return reading.original({reading.sentences().empty() ? 0 : reading.sentences().front().all.from,
                             reading.sentences().empty() ? 0 : reading.sentences().front().all.from});
}
Span behind_all(const Reading& reading) {
    const std::size_t at =
        reading.sentences().empty() ? 0 : reading.original(reading.sentences().back().all).to;
    return {at, at};
}

// A word that began with a capital keeps one.
std::string with_capital(std::string_view written, std::string instead) {
    const bool capital = !written.empty() && written.front() >= 'A' && written.front() <= 'Z';
    if (capital && !instead.empty() && instead.front() >= 'a' && instead.front() <= 'z')
        instead.front() = static_cast<char>(instead.front() - 'a' + 'A');
    return instead;
}

void remove_overlaps(std::vector<Finding>& all) {
    std::ranges::stable_sort(all, [](const Finding& a, const Finding& b) {
        if (a.at.from != b.at.from) return a.at.from < b.at.from;
        if (a.at.to != b.at.to) return a.at.to > b.at.to;
        return a.rule < b.rule;
    });
    std::vector<Finding> kept;
    kept.reserve(all.size());
    for (Finding& one : all) {
        const bool covered = std::ranges::any_of(
            kept, [&](const Finding& other) { return other.rule == one.rule && other.at.to > one.at.from; });
        if (!covered) kept.push_back(std::move(one));
        if (kept.size() >= 4 * kFindingsAtMost) break;
    }
    if (kept.size() > kFindingsAtMost) {
        std::ranges::stable_sort(kept,
                                 [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
        kept.resize(kFindingsAtMost);
        std::ranges::stable_sort(kept, {}, [](const Finding& f) { return f.at.from; });
    }
    all = std::move(kept);
}

}  // namespace

std::string fingerprint(std::string_view text) {
    const Reading reading(text);
    std::string out;
    const std::string_view folded = reading.text();
    for (std::size_t at = 0; at < folded.size();) {
        const base::Decoded one = base::decode_utf8(folded, at);
        const auto kind = model::query::char_class(one.code);
        if (!reading.is_masked(at) &&
            (kind == model::query::CharClass::free || kind == model::query::CharClass::spaced))
            out += folded.substr(at, one.length);
        at += one.length;
    }
    return out;
}

Linter::Linter(Guidelines guidelines) : guidelines_(std::move(guidelines)) {
    for (std::size_t i = 0; i < guidelines_.rules.size(); ++i) {
        const Rule& rule = guidelines_.rules[i];
        if (!rule.on) continue;
        const auto owner = static_cast<std::uint32_t>(i);
        for (const std::string& term : rule.when)
            when_.add(term, owner);
        if (is_of_terms(rule.check)) {
            for (const std::string& term : rule.terms)
                terms_.add(term, owner);
            if (rule.check == Check::spelling) terms_.add(rule.instead, owner);
            if (rule.check != Check::required) continue;
        }
        std::vector<std::string> folded;
        for (const std::string& term : rule.terms) {
            const bool open = term.ends_with('*');
            std::string one = folded_term(open ? std::string_view(term).substr(0, term.size() - 1) : term);
            if (open && !one.empty() && rule.check == Check::promise) one += '*';
            if (!one.empty()) folded.push_back(std::move(one));
        }
        slow_.push_back({i, std::move(folded)});
    }
    terms_.finish();
    when_.finish();
}

std::vector<Finding> Linter::lint(const Subject& subject) const {
    std::vector<Finding> out;
    const Reading reading(subject.text);
    if (reading.sentences().empty()) return out;
    const Hits hits{terms_.find(reading), when_.empty() ? std::vector<TermHit>{} : when_.find(reading)};
    for (const TermHit& hit : hits.terms) {
        const Rule& rule = guidelines_.rules[hit.owner];
        if (rule.check == Check::required || !applies(rule, reading, subject)) continue;
        const Span at = reading.original(hit.at);
        const std::string_view written = reading.written(hit.at);
        if (rule.check == Check::spelling && (written == rule.instead || base::nfc(written) == rule.instead))
            continue;
        Finding one{hit.owner, rule.severity, at, std::nullopt, std::nullopt, false};
        if (rule.check == Check::spelling)
            one.replacement = rule.instead;
        else if (!rule.instead.empty())
            one.replacement = with_capital(written, rule.instead);
        out.push_back(std::move(one));
    }
    for (const Slow& slow : slow_)
        if (applies(guidelines_.rules[slow.rule], reading, subject)) apply(slow, reading, subject, hits, out);
    remove_overlaps(out);
    return out;
}

void Linter::speech(const Rule& rule, std::size_t index, const Reading& reading,
                    std::vector<Finding>& out) const {
    if (!reading.is_korean()) return;
    std::vector<KoreanEnd> ends;
    std::size_t formal = 0, polite = 0;
    for (const Sentence& sentence : reading.sentences()) {
        if (reading.is_quoted(step_back(reading.text(), sentence.body.to))) continue;
        const KoreanEnd end = korean_end(sentence);
        if (end.ending == Ending::none) continue;
        if (end.ending == Ending::formal) ++formal;
        if (end.ending == Ending::polite) ++polite;
        ends.push_back(end);
    }
    Ending wanted = Ending::none;
    switch (rule.level) {
        case Level::formal:
            wanted = Ending::formal;
            break;
        case Level::polite:
            wanted = Ending::polite;
            break;
        case Level::consistent:
            wanted = formal >= polite ? Ending::formal : Ending::polite;
            break;
    }
    for (const KoreanEnd& end : ends) {
        if (end.ending == wanted) continue;
        out.push_back({index, rule.severity, reading.original(end.word),
                       end.ending == Ending::plain ? std::nullopt : in_level(reading.text(end.word), wanted),
                       std::nullopt, false});
    }
}

void Linter::apply(const Slow& slow, const Reading& reading, const Subject& subject, const Hits& hits,
                   std::vector<Finding>& out) const {
    const std::size_t index = slow.rule;
    const Rule& rule = guidelines_.rules[index];
    const auto add = [&](Span at, std::optional<std::string> replacement) {
        out.push_back({index, rule.severity, at, std::move(replacement), std::nullopt, false});
    };
    const auto said = [&](std::string_view usual) {
        if (!rule.instead.empty()) return rule.instead + " ";
        return base::tr(reading.is_korean() ? base::Lang::ko : base::Lang::en, usual) + " ";
    };
    switch (rule.check) {
        case Check::banned:
        case Check::preferred:
        case Check::embargo:
        case Check::competitor:
        case Check::spelling:
            return;
        case Check::required: {
            const auto owns = [index](const TermHit& hit) { return hit.owner == index; };
            if (!rule.when.empty() && std::ranges::none_of(hits.when, owns)) return;
            if (std::ranges::none_of(hits.terms, owns))
                add(behind_all(reading),
                    rule.instead.empty() ? std::nullopt : std::optional(" " + rule.instead));
            return;
        }
        case Check::speech: {
            // Where a rule asks for one level, the general one must not suggest the other.
            const bool stricter =
                rule.level == Level::consistent && std::ranges::any_of(slow_, [&](const Slow& one) {
                    const Rule& other = guidelines_.rules[one.rule];
                    return other.check == Check::speech && other.level != Level::consistent &&
                           applies(other, reading, subject);
                });
            if (!stricter) speech(rule, index, reading, out);
            return;
        }
        case Check::orders:
            for (const Sentence& sentence : reading.sentences()) {
                if (reading.is_quoted(sentence.body.from)) continue;
                if (const auto order = korean_order(sentence))
                    add(reading.original(order->at), order->instead);
                else if (const auto other = english_order(reading, sentence); other && !reading.is_korean())
                    add(reading.original(other->at), other->instead);
            }
            return;
        case Check::apology: {
            const Reading customer(subject.customer);
            if (!subject.customer.empty() && complains(customer) && !apologises(reading))
                add(before_all(reading), said("answer.lint.apology"));
            return;
        }
        case Check::marks:
            for (const Found& mark : loud_marks(reading))
                add(reading.original(mark.at), mark.instead);
            return;
        case Check::greeting:
            if (!greets(reading) && std::ranges::none_of(slow.terms, [&](const std::string& term) {
                    return find_word(reading.sentences().front().text, term).has_value();
                }))
                add(before_all(reading), said("answer.lint.greeting"));
            return;
        case Check::one_step: {
            int asks = 0;
            for (const Sentence& sentence : reading.sentences()) {
                const bool one = korean_request(sentence) ||
                                 (!reading.is_korean() && (english_request(sentence) ||
                                                           english_order(reading, sentence).has_value()));
                if (one && ++asks > std::max(rule.at_most, 1))
                    add(reading.original(sentence.body), std::nullopt);
            }
            return;
        }
        case Check::asks_private:
            for (const Sentence& sentence : reading.sentences())
                if (const auto found = asks_private(sentence)) add(reading.original(found->at), std::nullopt);
            return;
        case Check::shows_private:
            for (const Span span : private_data(reading, slow.terms))
                add(reading.original(span), std::nullopt);
            return;
        case Check::promise:
            for (const Sentence& sentence : reading.sentences())
                if (const auto found = promises(reading, sentence, slow.terms))
                    add(reading.original(found->at), std::nullopt);
            return;
        case Check::repetition: {
            const std::string mine = fingerprint(subject.text);
            if (mine.empty()) return;
            const base::Instant since = subject.now - base::Minutes(60 * rule.hours);
            const auto same = std::ranges::count_if(subject.earlier, [&](const Earlier& one) {
                return one.at >= since && one.at <= subject.now && one.fingerprint == mine;
            });
            if (same >= std::max(rule.at_most, 1))
                add(reading.original(
                        {reading.sentences().front().all.from, reading.sentences().back().body.to}),
                    std::nullopt);
            return;
        }
        case Check::holding: {
            const auto held = holds_off(reading);
            if (!held) return;
            const auto& wanted = subject.holding_until;
            std::optional<base::Instant> until;
            if (held->time && !subject.zone.empty())
                until = instant_of(*held->time, subject.now, subject.zone);
            const bool differs = wanted && held->time && !subject.zone.empty() &&
                                 !agrees(*held->time, *wanted, subject.now, subject.zone);
            if (wanted && !differs) return;
            const Span at = differs ? held->time->at : held->at;
            out.push_back({index, rule.severity, reading.original(at), std::nullopt, until, differs});
            return;
        }
    }
}

}  // namespace manyhands::answer
