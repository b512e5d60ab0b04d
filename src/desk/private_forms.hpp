// Details that must not stand in public: asked for by a link in the answer, given by the customer on a page
// of ours, once, and read by those who work on the conversation. Sealed in the store, read on record, erased
// on the day that the page names.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "model/event.hpp"
#include "model/people.hpp"
#include "model/private_form.hpp"

namespace manyhands::desk {

inline constexpr int kFormHoursAtMost = 24 * 14;
inline constexpr std::size_t kDetailBytes = 400;  // of one field; the message has ten times as much

struct FoundForm {
    model::PrivateForm form;
    std::string account_handle;  // the brand's: who asks
};

// Thread-safe. Every method: not_found ("desk.form.not_found"); unavailable when nothing can be written.
class PrivateFormStore {
  public:
    virtual ~PrivateFormStore() = default;
    virtual base::Result<FoundForm> form_by_digest(const std::string& digest) = 0;
    // The form and its conversation, as they are inside the transaction. Errors: those of decide.
    using DecideForm = std::function<base::Result<model::Events>(const model::ConversationState&,
                                                                 const model::PrivateForm&)>;
    virtual base::Result<model::ConversationState> transact_form(const model::BrandId& brand,
                                                                 const model::PrivateFormId& id,
                                                                 const DecideForm& decide) = 0;
    // What was given, as it was sealed; that it was read is in the audit log. Errors: those of may.
    using MayRead =
        std::function<base::Result<void>(const model::ConversationState&, const model::PrivateForm&)>;
    virtual base::Result<std::string> read_form(const model::BrandId& brand, const model::PrivateFormId& id,
                                                const MayRead& may) = 0;
    // All whose day has come; gives how many.
    virtual base::Result<int> erase_forms(base::Instant now) = 0;
};

using Details = std::map<model::FormField, std::string>;

// What is wrong with a field on the customer's page: a key of the catalogue.
struct DetailProblem {
    model::FormField field;
    std::string key;
};

// What the customer wrote, in one line each (the message keeps its lines), and what is wrong with it: every
// field but the message is needed.
Details cleaned(const model::PrivateForm& form, const Details& written);
std::vector<DetailProblem> problems_of(const model::PrivateForm& form, const Details& cleaned);

// Thread-safe; writes block until durable.
class PrivateForms {
  public:
    struct Ports {
        model::Transactor& conversations;
        PrivateFormStore& forms;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        std::function<std::string(std::string_view)> seal;
        std::function<base::Result<std::string>(std::string_view)> open;
        // Days after which what was given is erased.
        std::function<int(const model::BrandId&)> keep_days;
    };
    explicit PrivateForms(Ports ports) : ports_(std::move(ports)) {}

    struct Asked {
        model::PrivateForm form;
        std::string token;  // of the link; told this once
    };
    // `fields` 1 or more, doubles fall out; hours 1 to kFormHoursAtMost. Errors: invalid
    // ("desk.form.no_fields", "desk.form.bad_hours"), forbidden, not_found.
    base::Result<Asked> ask(const model::Actor& actor, const model::ConversationId& conversation,
                            const std::vector<model::FormField>& fields, int hours);
    // Errors: conflict ("desk.form.not_given": there is nothing to read), forbidden, not_found.
    base::Result<Details> read(const model::Actor& actor, const model::PrivateFormId& id);
    // Open: the link ends. Given: what was given is erased. Anything else is left as it is. conflict
    // ("desk.form.given_meanwhile") when it was seen open and is given: nobody erases what they have not
    // seen.
    base::Result<void> withdraw(const model::Actor& actor, const model::PrivateFormId& id,
                                model::FormState seen);
    // Whether this person may read what is given, or withdraw it.
    bool may_read(const model::Actor& actor, const model::Conversation& conversation,
                  const model::PrivateForm& form) const;

    // -- the customer's page: whoever has the link --
    base::Result<FoundForm> page(std::string_view token);
    int keep_days(const model::BrandId& brand) const { return ports_.keep_days(brand); }
    // Errors: conflict ("desk.form.over": given, expired, withdrawn or erased), invalid ("desk.form.bad": ask
    // problems_of), not_found.
    base::Result<void> give(std::string_view token, const Details& written);

    base::Result<int> erase_due() { return ports_.forms.erase_forms(ports_.clock.now()); }

  private:
    Ports ports_;
};

}  // namespace manyhands::desk
