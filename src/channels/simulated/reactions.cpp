#include "channels/simulated/reactions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>
#include <utility>

#include <boost/json.hpp>

namespace manyhands::channels::simulated {

namespace {

namespace json = boost::json;

// ---- the book
// ----------------------------------------------------------------------------------------------

base::Result<ReactionBook> bad_book(std::string at, std::string cause = {}) {
    return base::fail(base::ErrorCode::invalid, "practice.reactions.bad_book", {{"at", std::move(at)}},
                      std::move(cause));
}

// Nothing when the entry is malformed.
std::optional<ReactionText> parse_text(const json::value& value) {
    const json::object* const entry = value.if_object();
    if (entry == nullptr || entry->size() != 2) return std::nullopt;
    const json::value* const fits = entry->if_contains("fits");
    const json::value* const text = entry->if_contains("text");
    if (fits == nullptr || text == nullptr || !fits->is_string() || !text->is_string()) return std::nullopt;
    if (text->get_string().empty()) return std::nullopt;

    ReactionText parsed{std::nullopt, std::string(text->get_string())};
    if (fits->get_string() == "any") return parsed;
    parsed.fits = parse_signal(fits->get_string());
    if (!parsed.fits) return std::nullopt;
    return parsed;
}

constexpr std::array<std::pair<std::string_view, std::vector<ReactionText> ReactionTexts::*>, 3> kClasses = {{
    {"thanks", &ReactionTexts::thanks},
    {"follow_up", &ReactionTexts::follow_up},
    {"unhappy", &ReactionTexts::unhappy},
}};

// ---- the chances
// -------------------------------------------------------------------------------------------

std::size_t count_customer_posts(const std::vector<SpokenPost>& posts) {
    return static_cast<std::size_t>(std::ranges::count(posts, Side::customer, &SpokenPost::side));
}

// How each signal bends the four outcomes: factors, multiplied.
struct Bend {
    Signal signal;
    double thanks;
    double follow_up;
    double unhappy;
    double nothing;
};

constexpr std::array kBends = {
    Bend{Signal::apology, 1.35, 1.0, 0.6, 1.0},     Bend{Signal::step, 1.7, 1.1, 0.7, 0.7},
    Bend{Signal::exchange, 1.5, 1.0, 0.6, 0.9},     Bend{Signal::refund, 1.4, 1.1, 0.7, 0.9},
    Bend{Signal::store, 1.05, 1.15, 1.05, 1.0},     Bend{Signal::time, 1.2, 0.95, 0.9, 1.0},
    Bend{Signal::link, 1.1, 1.1, 1.0, 1.0},         Bend{Signal::asked, 0.35, 4.5, 0.6, 0.6},
    Bend{Signal::short_answer, 0.4, 1.4, 3.5, 1.0}, Bend{Signal::private_data, 0.2, 0.5, 9.0, 0.8},
    Bend{Signal::deflect, 0.4, 0.8, 4.0, 1.0},      Bend{Signal::language, 0.15, 0.4, 8.0, 0.7},
    Bend{Signal::repeat, 0.1, 0.4, 12.0, 0.8},      Bend{Signal::late, 0.8, 0.8, 1.6, 1.3},
};

ReactionChances weigh(const std::set<Signal>& signals, const std::vector<SpokenPost>& posts) {
    ReactionChances w{.thanks = 0.36, .follow_up = 0.20, .unhappy = 0.12, .nothing = 0.32};
    for (const Bend& bend : kBends) {
        if (!signals.contains(bend.signal)) continue;
        w.thanks *= bend.thanks;
        w.follow_up *= bend.follow_up;
        w.unhappy *= bend.unhappy;
        w.nothing *= bend.nothing;
    }
    // An exchange must come to an end, even with a very patient desk.
    const std::size_t said = count_customer_posts(posts);
    if (said >= 6) {
        w.follow_up = 0;
        w.unhappy = 0;
    } else if (said >= 4) {
        w.follow_up *= 0.4;
        w.unhappy *= 0.5;
    }
    if (customer_is_content(posts)) {
        w.thanks *= 0.3;
        w.follow_up *= 0.1;
        w.unhappy *= 0.1;
        w.nothing *= 3;
    }
    const double sum = w.thanks + w.follow_up + w.unhappy + w.nothing;
    return {w.thanks / sum, w.follow_up / sum, w.unhappy / sum, w.nothing / sum};
}

// ---- the choice
// --------------------------------------------------------------------------------------------

// Whoever is asked for a card number in public complains of that and of nothing else.
double loudness(Signal signal) {
    switch (signal) {
        case Signal::private_data:
        case Signal::language:
        case Signal::repeat:
            return 60;
        case Signal::short_answer:
        case Signal::deflect:
            return 15;
        case Signal::asked:
        case Signal::late:
            return 8;
        case Signal::apology:
        case Signal::step:
        case Signal::exchange:
        case Signal::refund:
        case Signal::store:
        case Signal::time:
        case Signal::link:
            return 4;
    }
    return 1;
}

// Nothing when no text is left.
std::optional<std::string> pick_text(const std::vector<ReactionText>& texts, const std::set<Signal>& signals,
                                     const std::vector<SpokenPost>& posts, base::Random& random) {
    std::vector<double> weights;
    weights.reserve(texts.size());
    double sum = 0;
    for (const ReactionText& candidate : texts) {
        const bool said = std::ranges::any_of(posts, [&](const SpokenPost& post) {
            return post.side == Side::customer && post.text == candidate.text;
        });
        double weight = 0;
        if (!said && !candidate.fits) weight = 1;
        if (!said && candidate.fits && signals.contains(*candidate.fits)) weight = loudness(*candidate.fits);
        weights.push_back(weight);
        sum += weight;
    }
    if (sum <= 0) return std::nullopt;
    double left = random.unit() * sum;
    std::size_t last = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (weights[i] <= 0) continue;
        last = i;
        left -= weights[i];
        if (left < 0) break;
    }
    return texts[last].text;
}

// Log-uniform: most come soon, some take their time.
base::Seconds pick_delay(ReactionKind kind, base::Random& random) {
    double least = 0;
    double most = 0;
    switch (kind) {
        case ReactionKind::thanks:
            least = 45, most = 900;
            break;
        case ReactionKind::follow_up:
            least = 25, most = 420;
            break;
        case ReactionKind::unhappy:
            least = 20, most = 300;
            break;
    }
    return base::Seconds(std::lround(least * std::pow(most / least, random.unit())));
}

const std::vector<ReactionText>& texts_of(const ReactionTexts& texts, ReactionKind kind) {
    switch (kind) {
        case ReactionKind::thanks:
            return texts.thanks;
        case ReactionKind::follow_up:
            return texts.follow_up;
        case ReactionKind::unhappy:
            return texts.unhappy;
    }
    return texts.thanks;
}

std::set<Signal> signals_of(const ReactionInput& input) {
    return answer_signals(input.answer, input.lang, input.posts, input.waited);
}

}  // namespace

base::Result<ReactionBook> parse_reactions(std::string_view text) {
    boost::system::error_code problem;
    const json::value root = json::parse(text, problem);
    if (problem) return bad_book("/", problem.message());
    const json::object* const languages = root.if_object();
    if (languages == nullptr || languages->empty()) return bad_book("/");

    ReactionBook book;
    for (const auto& [lang, value] : *languages) {
        const std::string at = "/" + std::string(lang);
        const json::object* const classes = value.if_object();
        if (classes == nullptr || classes->size() != kClasses.size()) return bad_book(at);
        ReactionTexts& texts = book[std::string(lang)];
        for (const auto& [name, member] : kClasses) {
            const std::string here = at + "/" + std::string(name);
            const json::value* const list = classes->if_contains(name);
            if (list == nullptr || !list->is_array()) return bad_book(here);
            for (const json::value& entry : list->get_array()) {
                const std::optional<ReactionText> parsed = parse_text(entry);
                if (!parsed) return bad_book(here + "/" + std::to_string((texts.*member).size()));
                (texts.*member).push_back(*parsed);
            }
            const auto suits_all = [](const ReactionText& one) { return !one.fits.has_value(); };
            if (std::ranges::none_of(texts.*member, suits_all)) return bad_book(here);
        }
    }
    return book;
}

ReactionChances reaction_chances(const ReactionInput& input) {
    return weigh(signals_of(input), input.posts);
}

std::optional<Reaction> react(const ReactionBook& book, const ReactionInput& input, base::Random& random) {
    const std::string_view lang = std::string_view(input.lang).substr(0, 2);
    const auto texts = book.find(lang);
    if (texts == book.end()) return std::nullopt;

    const std::set<Signal> signals = signals_of(input);
    const ReactionChances chances = weigh(signals, input.posts);
    const double draw = random.unit();
    ReactionKind kind = ReactionKind::thanks;
    if (draw >= chances.thanks + chances.follow_up + chances.unhappy) return std::nullopt;
    if (draw >= chances.thanks + chances.follow_up) {
        kind = ReactionKind::unhappy;
    } else if (draw >= chances.thanks) {
        kind = ReactionKind::follow_up;
    }
    std::optional<std::string> text = pick_text(texts_of(texts->second, kind), signals, input.posts, random);
    if (!text) return std::nullopt;
    return Reaction{.delay = pick_delay(kind, random), .text = *std::move(text), .kind = kind};
}

}  // namespace manyhands::channels::simulated
