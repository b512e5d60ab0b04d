#include "identity/bindings.hpp"

#include <algorithm>

#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {
namespace {

using base::ErrorCode;
using base::Result;
using model::Action;

// Without vowels (no words), and without what looks alike.
constexpr std::string_view kAlphabet = "23456789BCDFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kHandleBytes = 253;

Result<void> check(const model::Actor& actor, const model::EmployeeId& owner) {
    return model::check(actor, Action::manage_binding, model::scope_of(actor, actor.brand, {}, owner));
}

std::string bare(std::string_view code) {
    std::string out;
    for (const char c : code) {
        if (c == '-' || c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

}  // namespace

std::string_view to_string(BindingKind kind) {
    return kind == BindingKind::work ? "work" : "personal";
}

std::optional<BindingKind> binding_kind(std::string_view text) {
    if (text == "work") return BindingKind::work;
    if (text == "personal") return BindingKind::personal;
    return std::nullopt;
}

std::string new_binding_code(base::Random& random) {
    std::string code;
    for (int i = 0; i < 8; ++i) {
        if (i == 4) code += '-';
        code += kAlphabet[random.below(kAlphabet.size())];
    }
    return code;
}

bool says_code(std::string_view text, std::string_view code) {
    return text.size() <= 64 && !code.empty() && bare(text) == bare(code);
}

Result<std::string> handle_from(std::string_view typed) {
    std::string handle = base::clean_line(typed);
    std::erase(handle, ' ');
    if (handle.starts_with('@')) handle.erase(0, 1);
    const bool plain = std::ranges::all_of(handle, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '/' && c != '?' && c != '#' && c != '%' &&
               c != ',';
    });
    if (handle.empty() || handle.size() > kHandleBytes || !plain)
        return base::fail(ErrorCode::invalid, "identity.binding.bad_handle", {{"pointer", "/handle"}});
    return handle;
}

Result<Bindings::Mine> Bindings::mine(const model::Actor& actor) {
    MH_TRY(check(actor, actor.employee));
    MH_LET(bindings, store_.bindings_of(actor.employee));
    MH_LET(wishes, store_.wishes_of(actor.employee, clock_.now()));
    return Mine{std::move(bindings), std::move(wishes)};
}

Result<BindingWish> Bindings::begin(const model::Actor& actor, const std::string& network,
                                    const std::string& handle) {
    MH_TRY(check(actor, actor.employee));
    MH_LET(name, handle_from(handle));
    const base::Instant now = clock_.now();
    BindingWish wish{ids_.make<model::NoteId>().value, actor.brand, network, actor.employee,  std::move(name),
                     new_binding_code(random_),        {},          now,     now + kWishLives};
    MH_TRY(store_.add_wish(wish));
    return wish;
}

Result<void> Bindings::give_up(const model::Actor& actor, const std::string& wish) {
    MH_TRY(check(actor, actor.employee));
    return store_.end_wish(actor.employee, wish, clock_.now());
}

Result<void> Bindings::end(const model::Actor& actor, const std::string& id) {
    MH_LET(binding, store_.binding(actor.brand, id));
    MH_TRY(check(actor, binding.employee));
    if (binding.ended_at) return {};
    return store_.end_binding(binding, binding.employee == actor.employee ? "self" : "lead", clock_.now());
}

Result<void> Bindings::set_kind(const model::Actor& actor, const std::string& id, BindingKind kind) {
    MH_TRY(check(actor, {}));
    MH_LET(binding, store_.binding(actor.brand, id));
    if (binding.ended_at) return base::fail(ErrorCode::conflict, "identity.binding.ended");
    // Whose posts count as the brand's answers is not for oneself to say, but an admin has nobody above.
    if (binding.employee == actor.employee && actor.role != model::Role::admin)
        return base::fail(ErrorCode::forbidden, "identity.binding.own_kind");
    if (binding.kind == kind) return {};
    return store_.set_kind(binding, kind, clock_.now());
}

Result<std::vector<Binding>> Bindings::all(const model::Actor& actor) {
    MH_TRY(check(actor, {}));
    return store_.live_bindings(actor.brand);
}

Result<std::int64_t> Bindings::strangers(const model::Actor& actor) {
    MH_TRY(check(actor, {}));
    return store_.strangers(actor.brand);
}

}  // namespace manyhands::identity
