// Bindings: which account on a network is which employee's own (docs/adr/0051). Proved by a code that stands
// on that account; kept by the network's stable id, never by the handle.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

// personal: the employee's own speech. work: a named work handle, or an executive's; its reply to a customer
// counts as the answer. Only who manages people's bindings makes it so.
enum class BindingKind { personal, work };
std::string_view to_string(BindingKind kind);
std::optional<BindingKind> binding_kind(std::string_view text);

struct Binding {
    std::string id;
    model::BrandId brand;
    std::string network;
    std::string remote_id;  // the network's stable id
    std::string handle;     // as last seen; decides nothing
    model::EmployeeId employee;
    BindingKind kind = BindingKind::personal;
    base::Instant bound_at{};
    std::optional<base::Instant> ended_at;
    std::string ended_why;  // "self", "lead", "inactive"
};

// A code that is to appear on the account of this handle.
struct BindingWish {
    std::string id;
    model::BrandId brand;
    std::string network;
    model::EmployeeId employee;
    std::string handle;
    std::string code;  // "7KMD-42RX"
    std::string
        problem;  // why not yet: "no_such_handle", "bound_already", "brand_account"; empty: nothing seen yet
    base::Instant made_at{};
    base::Instant expires_at{};
};

inline constexpr base::Minutes kWishLives{15};
inline constexpr int kWishesAnHour = 5;            // of one person
inline constexpr std::size_t kBindingsAtMost = 5;  // live ones of one person

// Thread-safe; writes block until durable, and each is in the audit log.
class BindingStore {
  public:
    virtual ~BindingStore() = default;
    // In place of the person's former wish for that network. Errors: rate_limited
    // ("identity.binding.too_many_codes"), conflict ("identity.binding.too_many").
    virtual base::Result<void> add_wish(const BindingWish& wish) = 0;
    // Errors: not_found ("identity.binding.wish_over": none of theirs that is open).
    virtual base::Result<void> end_wish(const model::EmployeeId& employee, const std::string& id,
                                        base::Instant now) = 0;
    virtual base::Result<std::vector<BindingWish>> wishes_of(const model::EmployeeId& employee,
                                                             base::Instant now) = 0;
    // Of a network, the oldest first.
    virtual base::Result<std::vector<BindingWish>> open_wishes(const model::BrandId& brand,
                                                               const std::string& network, base::Instant now,
                                                               int limit) = 0;
    virtual base::Result<void> wish_problem(const std::string& id, const std::string& problem) = 0;
    // The wish becomes the binding, once. Errors: not_found ("identity.binding.wish_over": expired, ended,
    // the person is not active), conflict ("identity.binding.bound_already",
    // "identity.binding.brand_account").
    virtual base::Result<void> bind(const BindingWish& wish, const Binding& binding) = 0;
    virtual base::Result<std::vector<Binding>> bindings_of(
        const model::EmployeeId& employee) = 0;  // ended ones too
    virtual base::Result<std::vector<Binding>> live_bindings(const model::BrandId& brand) = 0;
    // not_found ("identity.binding.not_found").
    virtual base::Result<Binding> binding(const model::BrandId& brand, const std::string& id) = 0;
    virtual base::Result<void> end_binding(const Binding& binding, const std::string& why,
                                           base::Instant now) = 0;
    virtual base::Result<void> set_kind(const Binding& binding, BindingKind kind, base::Instant now) = 0;
    // Whose account it is: live, of somebody active.
    virtual base::Result<std::optional<Binding>> bound(const model::BrandId& brand,
                                                       const std::string& network,
                                                       const std::string& remote_id) = 0;
    // Posts with the tag by people who are not bound.
    virtual base::Result<void> count_strangers(const model::BrandId& brand, std::int64_t n) = 0;
    virtual base::Result<std::int64_t> strangers(const model::BrandId& brand) = 0;
};

// "7KMD-42RX": eight characters that nobody takes for others.
std::string new_binding_code(base::Random& random);
// Does this text say the code, and nothing else? Small letters, blanks around it and a missing hyphen do not
// matter. Pure.
bool says_code(std::string_view text, std::string_view code);
// Without a leading @, blanks around it; invalid ("identity.binding.bad_handle").
base::Result<std::string> handle_from(std::string_view typed);

// Every call asks the policy. Thread-safe.
class Bindings {
  public:
    Bindings(BindingStore& store, const base::Clock& clock, base::Random& random, base::IdSource& ids)
        : store_(store), clock_(clock), random_(random), ids_(ids) {}

    struct Mine {
        std::vector<Binding> bindings;  // the newest first, ended ones too
        std::vector<BindingWish> wishes;
    };
    base::Result<Mine> mine(const model::Actor& actor);
    // Errors: invalid handle; rate_limited; those of add_wish.
    base::Result<BindingWish> begin(const model::Actor& actor, const std::string& network,
                                    const std::string& handle);
    base::Result<void> give_up(const model::Actor& actor, const std::string& wish);
    // One's own; anybody's for leads and admins.
    base::Result<void> end(const model::Actor& actor, const std::string& id);
    // For leads and admins, who may not decide on their own.
    base::Result<void> set_kind(const model::Actor& actor, const std::string& id, BindingKind kind);
    base::Result<std::vector<Binding>> all(const model::Actor& actor);
    base::Result<std::int64_t> strangers(const model::Actor& actor);

  private:
    BindingStore& store_;
    const base::Clock& clock_;
    base::Random& random_;
    base::IdSource& ids_;
};

}  // namespace manyhands::identity
