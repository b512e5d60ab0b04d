#include "knowledge/tip.hpp"

#include <algorithm>
#include <array>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "knowledge/suggest.hpp"
#include "model/policy.hpp"

namespace manyhands::knowledge {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;

constexpr std::array<std::string_view, 3> kStateNames{"proposed", "published", "retired"};

std::unexpected<base::Error> invalid(std::string pointer, std::string key,
                                     std::vector<std::pair<std::string, std::string>> args = {}) {
    args.emplace_back("pointer", std::move(pointer));
    return fail(ErrorCode::invalid, std::move(key), std::move(args));
}

std::string trimmed(std::string text) {
    const auto blank = [](char c) { return c == ' ' || c == '\n'; };
    while (!text.empty() && blank(text.back()))
        text.pop_back();
    text.erase(text.begin(), std::ranges::find_if_not(text, blank));
    return text;
}

Result<std::string> checked_text(const std::string& written, const std::string& pointer) {
    std::string text = trimmed(base::clean_post(written));
    if (text.size() > kTipTextBytes)
        return invalid(pointer, "knowledge.tip.too_long", {{"limit", std::to_string(kTipTextBytes)}});
    return text;
}

bool may_see(const Actor& actor, const Tip& tip) {
    return tip.state == TipState::published || tip.author == actor.employee ||
           tip.proposed_by == actor.employee || Tips::may_publish(actor);
}

std::vector<Tip> ranked(std::vector<Tip> tips, const std::string& words, std::size_t at_most) {
    std::vector<std::string> texts;
    texts.reserve(tips.size());
    for (const Tip& tip : tips)
        texts.push_back(tip.title + "\n" + tip.text_ko + "\n" + tip.text_en);
    std::vector<Tip> best;
    for (const Fit& fit : Suggester(texts).fitting(words, at_most))
        best.push_back(std::move(tips[fit.index]));
    return best;
}

}  // namespace

std::string_view to_string(TipState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<TipState> tip_state(std::string_view text) {
    const auto found = std::ranges::find(kStateNames, text);
    if (found == kStateNames.end()) return std::nullopt;
    return static_cast<TipState>(found - kStateNames.begin());
}

Result<Tip> changed(Tip tip, const TipChange& change) {
    if (change.title) tip.title = trimmed(base::nfc(base::clean_line(*change.title)));
    if (tip.title.empty() || base::code_point_count(tip.title) > kTipTitleAtMost)
        return invalid("/title", "knowledge.tip.bad_title", {{"limit", std::to_string(kTipTitleAtMost)}});
    if (change.text_ko) {
        MH_LET(text, checked_text(*change.text_ko, "/texts/ko"));
        tip.text_ko = std::move(text);
    }
    if (change.text_en) {
        MH_LET(text, checked_text(*change.text_en, "/texts/en"));
        tip.text_en = std::move(text);
    }
    if (tip.text_ko.empty() && tip.text_en.empty()) return invalid("/texts", "knowledge.tip.empty");
    if (change.state) tip.state = *change.state;
    return tip;
}

bool Tips::may_publish(const Actor& actor) {
    return model::check(actor, Action::publish_tip, model::Scope::brand).has_value();
}

bool Tips::may_change(const Actor& actor, const Tip& tip) {
    const bool own = tip.state == TipState::proposed &&
                     (tip.proposed_by == actor.employee || tip.author == actor.employee);
    return may_publish(actor) ||
           (own && model::check(actor, Action::propose_tip, model::Scope::own).has_value());
}

Result<std::vector<Tip>> Tips::list(const Actor& actor, const Wish& wish) {
    MH_TRY(model::check(actor, Action::see_tips, model::Scope::brand));
    MH_LET(all, store_.tips(actor.brand, wish.state == TipState::retired));
    std::erase_if(all, [&](const Tip& tip) {
        return !may_see(actor, tip) || (wish.state && tip.state != *wish.state);
    });
    if (!wish.words.empty()) return ranked(std::move(all), wish.words, static_cast<std::size_t>(kTipPage));
    if (all.size() > static_cast<std::size_t>(kTipPage)) all.resize(static_cast<std::size_t>(kTipPage));
    return all;
}

Result<Tip> Tips::propose(const Actor& actor, const TipChange& wanted, const std::string& from_answer) {
    MH_TRY(model::check(actor, Action::propose_tip, model::Scope::own));
    Tip tip;
    tip.id = ids_.make<TipId>();
    tip.brand = actor.brand;
    tip.author = tip.proposed_by = actor.employee;
    tip.created_at = tip.changed_at = clock_.now();
    if (!from_answer.empty()) {
        MH_LET(source, store_.answer_source(actor.brand, from_answer));
        tip.author = source.author;
        tip.from_answer = from_answer;
        tip.from_conversation = source.conversation;
    }
    MH_LET(made, changed(std::move(tip), wanted));
    if (made.state != TipState::proposed && !may_publish(actor))
        return fail(ErrorCode::forbidden, "knowledge.tip.not_yours_to_publish");
    MH_TRY(store_.save_tip(made, 0, actor.employee));
    return made;
}

Result<Tip> Tips::change(const Actor& actor, const TipId& id, const TipChange& change, std::int64_t former) {
    MH_TRY(model::check(actor, Action::see_tips, model::Scope::brand));
    MH_LET(now, store_.tip(actor.brand, id));
    if (!may_see(actor, now)) return fail(ErrorCode::not_found, "knowledge.tip.not_found");
    if (!may_change(actor, now)) return fail(ErrorCode::forbidden, "knowledge.tip.not_yours");
    const TipState was = now.state;
    MH_LET(next, changed(std::move(now), change));
    // Whoever proposed it may take it back, and nothing else of its state.
    if (next.state != was && next.state != TipState::retired && !may_publish(actor))
        return fail(ErrorCode::forbidden, "knowledge.tip.not_yours_to_publish");
    next.version = former + 1;
    next.changed_at = clock_.now();
    MH_TRY(store_.save_tip(next, former, actor.employee));
    return next;
}

Result<std::vector<Tip>> Tips::suggest(const Actor& actor, const std::string& conversation) {
    MH_TRY(model::check(actor, Action::see_tips, model::Scope::brand));
    MH_LET(asked, store_.asked_in(actor.brand, conversation));
    if (asked.empty()) return std::vector<Tip>{};
    MH_LET(all, store_.tips(actor.brand, false));
    std::erase_if(all, [](const Tip& tip) { return tip.state != TipState::published; });
    return ranked(std::move(all), asked, kSuggestedAtMost);
}

Result<void> Tips::used(const Actor& actor, const std::string& conversation, const std::vector<TipId>& ids) {
    if (ids.empty()) return {};
    MH_TRY(model::check(actor, Action::see_tips, model::Scope::brand));
    return store_.use_tips(actor.brand, conversation, actor.employee, ids, clock_.now());
}

}  // namespace manyhands::knowledge
