#include "answer/phrases.hpp"

#include <algorithm>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;
using model::Phrase;
using model::PhraseId;

constexpr std::size_t kShortcutAtMost = 24;  // code points
constexpr std::size_t kTitleAtMost = 80;
constexpr std::size_t kTextBytes = 4000;

std::unexpected<base::Error> invalid(std::string pointer, std::string key,
                                     std::vector<std::pair<std::string, std::string>> args = {}) {
    args.emplace_back("pointer", std::move(pointer));
    return fail(ErrorCode::invalid, std::move(key), std::move(args));
}

// What may stand behind a slash: letters of any script and digits, no blanks, no signs that end a word.
bool is_shortcut(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const base::Decoded one = base::decode_utf8(text, at);
        at += one.length;
        const bool ascii_word = (one.code >= '0' && one.code <= '9') ||
                                (one.code >= 'a' && one.code <= 'z') || one.code == '-' || one.code == '_';
        const bool other_letter = one.code >= 0xC0 && !(one.code >= 0x2000 && one.code <= 0x2BFF) &&
                                  !(one.code >= 0x3000 && one.code <= 0x3004) && one.code != 0xFFFD;
        if (!ascii_word && !other_letter) return false;
    }
    return !text.empty();
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
    if (text.size() > kTextBytes)
        return invalid(pointer, "answer.phrase.too_long", {{"limit", std::to_string(kTextBytes)}});
    for (const model::Variable& variable : model::variables_in(text))
        if (!model::is_variable(variable.name))
            return invalid(pointer, "answer.phrase.unknown_variable",
                           {{"name", "{{" + variable.name + "}}"},
                            {"from", std::to_string(variable.begin)},
                            {"to", std::to_string(variable.end)}});
    return text;
}

}  // namespace

model::Scope scope_of(const Actor& actor, const Phrase& phrase) {
    if (phrase.brand != actor.brand) return model::Scope::other_brand;
    switch (phrase.shared) {
        case model::Shared::me:
            return phrase.owner == actor.employee ? model::Scope::own : model::Scope::brand;
        case model::Shared::department:
            return phrase.department == actor.department ? model::Scope::department : model::Scope::brand;
        case model::Shared::brand:
            return model::Scope::brand;
    }
    return model::Scope::brand;
}

Result<Phrase> changed(Phrase phrase, const PhraseChange& change) {
    if (change.shortcut) phrase.shortcut = base::fold_case(base::nfc(base::clean_line(*change.shortcut)));
    if (change.title) phrase.title = trimmed(base::nfc(base::clean_line(*change.title)));
    if (!is_shortcut(phrase.shortcut) || base::code_point_count(phrase.shortcut) > kShortcutAtMost)
        return invalid("/shortcut", "answer.phrase.bad_shortcut",
                       {{"limit", std::to_string(kShortcutAtMost)}});
    if (phrase.title.empty() || base::code_point_count(phrase.title) > kTitleAtMost)
        return invalid("/title", "answer.phrase.bad_title", {{"limit", std::to_string(kTitleAtMost)}});
    if (change.text_ko) {
        MH_LET(text, checked_text(*change.text_ko, "/texts/ko"));
        phrase.text_ko = std::move(text);
    }
    if (change.text_en) {
        MH_LET(text, checked_text(*change.text_en, "/texts/en"));
        phrase.text_en = std::move(text);
    }
    if (phrase.text_ko.empty() && phrase.text_en.empty()) return invalid("/texts", "answer.phrase.empty");
    if (change.shared) phrase.shared = *change.shared;
    return phrase;
}

bool Phrases::may_manage(const Actor& actor, const Phrase& phrase) {
    return model::check(actor, Action::manage_phrase, scope_of(actor, phrase)).has_value();
}

Result<std::vector<Phrase>> Phrases::list(const Actor& actor) {
    MH_TRY(model::check(actor, Action::use_phrase, model::Scope::own));
    return store_.phrases(actor.brand, actor.department, actor.employee);
}

Result<Phrase> Phrases::add(const Actor& actor, const PhraseChange& wanted) {
    Phrase phrase;
    phrase.id = ids_.make<PhraseId>();
    phrase.brand = actor.brand;
    phrase.owner = actor.employee;
    phrase.department = actor.department;
    phrase.created_at = phrase.changed_at = clock_.now();
    MH_LET(made, changed(std::move(phrase), wanted));
    MH_TRY(model::check(actor, Action::manage_phrase, scope_of(actor, made)));
    MH_TRY(store_.save_phrase(made));
    return made;
}

Result<Phrase> Phrases::mine_to_change(const Actor& actor, const PhraseId& id) {
    MH_LET(phrase, store_.phrase(actor.brand, id));
    // Another person's own is nobody else's business, whatever their role.
    const bool seen = phrase.shared == model::Shared::brand || phrase.owner == actor.employee ||
                      (phrase.shared == model::Shared::department && phrase.department == actor.department);
    if (!seen) return fail(ErrorCode::not_found, "answer.phrase.not_found");
    MH_TRY(model::check(actor, Action::manage_phrase, scope_of(actor, phrase)));
    return phrase;
}

Result<Phrase> Phrases::change(const Actor& actor, const PhraseId& id, const PhraseChange& change) {
    MH_LET(phrase, mine_to_change(actor, id));
    MH_LET(now, changed(std::move(phrase), change));
    // Shared with a department anew: with the one of whoever shares it.
    if (change.shared && now.shared == model::Shared::department) now.department = actor.department;
    // Taken back for oneself: it becomes the own of whoever takes it.
    if (change.shared && now.shared == model::Shared::me) now.owner = actor.employee;
    MH_TRY(model::check(actor, Action::manage_phrase, scope_of(actor, now)));
    now.changed_at = clock_.now();
    MH_TRY(store_.save_phrase(now));
    return now;
}

Result<void> Phrases::remove(const Actor& actor, const PhraseId& id) {
    MH_LET(phrase, mine_to_change(actor, id));
    return store_.remove_phrase(actor.brand, phrase.id);
}

Result<void> Phrases::used(const Actor& actor, const std::vector<PhraseId>& ids) {
    if (ids.empty()) return {};
    MH_TRY(model::check(actor, Action::use_phrase, model::Scope::own));
    return store_.count_phrase_uses(actor.brand, ids);
}

}  // namespace manyhands::answer
