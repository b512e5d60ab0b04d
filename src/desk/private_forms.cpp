#include "desk/private_forms.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/encoding.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Events;
using model::FormField;
using model::FormState;
using model::PrivateForm;

constexpr std::size_t kTokenBytes = 18;  // 24 characters in the link, 144 bits
constexpr std::size_t kPhoneDigits = 7;
constexpr std::size_t kMessageTimes = 10;

std::string digest_of(std::string_view token) {
    return base::to_hex(base::sha256(token));
}

std::string trimmed(std::string text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string::npos) return {};
    text.erase(text.find_last_not_of(" \t\n") + 1);
    return text.substr(begin);
}

// Whose it is: the one who asked, and the one who holds the conversation now.
model::Scope scope_of(const model::Actor& actor, const model::Conversation& c,
                      const model::EmployeeId& asked) {
    const bool holds = c.claim && c.claim->holder == actor.employee;
    return model::scope_of(actor, c.brand, c.department, holds ? actor.employee : asked);
}

std::string to_json(const Details& details) {
    boost::json::object object;
    for (const auto& [field, text] : details)
        object[model::to_string(field)] = text;
    return boost::json::serialize(object);
}

Details from_json(std::string_view text) {
    Details details;
    const boost::json::value value = boost::json::parse(text);
    for (const auto& [name, written] : value.as_object())
        if (const auto field = model::form_field(name)) details[*field] = std::string(written.as_string());
    return details;
}

}  // namespace

Details cleaned(const PrivateForm& form, const Details& written) {
    Details details;
    for (const FormField field : form.fields) {
        const auto found = written.find(field);
        if (found == written.end()) continue;
        std::string text = trimmed(field == FormField::message ? base::clean_post(found->second)
                                                               : base::clean_line(found->second));
        if (!text.empty()) details.emplace(field, base::nfc(text));
    }
    return details;
}

std::vector<DetailProblem> problems_of(const PrivateForm& form, const Details& details) {
    std::vector<DetailProblem> problems;
    for (const FormField field : form.fields) {
        const auto found = details.find(field);
        if (found == details.end()) {
            if (field != FormField::message || form.fields.size() == 1)
                problems.push_back({field, "desk.form.page.needed"});
            continue;
        }
        const std::string& text = found->second;
        const std::size_t most = field == FormField::message ? kDetailBytes * kMessageTimes : kDetailBytes;
        const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
        const auto at = text.find('@');
        if (text.size() > most)
            problems.push_back({field, "desk.form.page.too_long"});
        else if (field == FormField::phone && static_cast<std::size_t>(digits) < kPhoneDigits)
            problems.push_back({field, "desk.form.page.no_phone"});
        else if (field == FormField::email &&
                 (at == std::string::npos || at == 0 || at + 1 == text.size() || text.contains(' ')))
            problems.push_back({field, "desk.form.page.no_email"});
    }
    return problems;
}

bool PrivateForms::may_read(const model::Actor& actor, const model::Conversation& conversation,
                            const PrivateForm& form) const {
    return model::check(actor, Action::see_details, scope_of(actor, conversation, form.asked_by)).has_value();
}

Result<PrivateForms::Asked> PrivateForms::ask(const model::Actor& actor,
                                              const model::ConversationId& conversation,
                                              const std::vector<FormField>& fields, int hours) {
    if (fields.empty()) return fail(ErrorCode::invalid, "desk.form.no_fields", {{"pointer", "/fields"}});
    if (hours < 1 || hours > kFormHoursAtMost)
        return fail(ErrorCode::invalid, "desk.form.bad_hours",
                    {{"pointer", "/hours"}, {"hours", std::to_string(kFormHoursAtMost)}});
    Asked asked;
    asked.token = ports_.random.token(kTokenBytes);
    PrivateForm& form = asked.form;
    form.id = ports_.ids.make<model::PrivateFormId>();
    form.brand = actor.brand;
    form.conversation = conversation;
    form.asked_by = actor.employee;
    form.fields = fields;
    std::ranges::sort(form.fields);
    form.fields.erase(std::ranges::unique(form.fields).begin(), form.fields.end());
    form.digest = digest_of(asked.token);
    const auto done =
        ports_.conversations.transact(actor.brand, conversation, [&](const auto* state) -> Result<Events> {
            if (state == nullptr) return fail(ErrorCode::not_found, "route.conversation.not_found");
            const model::Conversation& c = state->conversation;
            MH_TRY(model::check(actor, Action::ask_details, scope_of(actor, c, {})));
            form.asked_at = ports_.clock.now();
            form.expires_at = form.asked_at + std::chrono::hours(hours);
            form.lang = c.lang == "ko" ? "ko" : "en";
            return Events{{form.asked_at, actor.employee, model::DetailsAsked{form}}};
        });
    if (!done) return std::unexpected(done.error());
    return asked;
}

Result<Details> PrivateForms::read(const model::Actor& actor, const model::PrivateFormId& id) {
    const auto may = [&](const model::ConversationState& state, const PrivateForm& form) -> Result<void> {
        MH_TRY(model::check(actor, Action::see_details, scope_of(actor, state.conversation, form.asked_by)));
        if (model::state_of(form, ports_.clock.now()) != FormState::given)
            return fail(ErrorCode::conflict, "desk.form.not_given");
        return {};
    };
    MH_LET(sealed, ports_.forms.read_form(actor.brand, id, may));
    MH_LET(text, ports_.open(base::from_base64(sealed).value_or("")));
    return from_json(text);
}

Result<void> PrivateForms::withdraw(const model::Actor& actor, const model::PrivateFormId& id,
                                    FormState seen) {
    const auto decide = [&](const model::ConversationState& state,
                            const PrivateForm& form) -> Result<Events> {
        MH_TRY(model::check(actor, Action::ask_details, scope_of(actor, state.conversation, form.asked_by)));
        const FormState now = model::state_of(form, ports_.clock.now());
        if (now != FormState::open && now != FormState::given) return Events{};
        if (seen == FormState::open && now == FormState::given)
            return fail(ErrorCode::conflict, "desk.form.given_meanwhile");
        return Events{{ports_.clock.now(), actor.employee, model::DetailsWithdrawn{form.id}}};
    };
    MH_TRY(ports_.forms.transact_form(actor.brand, id, decide));
    return {};
}

Result<FoundForm> PrivateForms::page(std::string_view token) {
    return ports_.forms.form_by_digest(digest_of(token));
}

Result<void> PrivateForms::give(std::string_view token, const Details& written) {
    MH_LET(found, page(token));
    const Details details = cleaned(found.form, written);
    if (!problems_of(found.form, details).empty()) return fail(ErrorCode::invalid, "desk.form.bad");
    const std::string sealed = base::to_base64(ports_.seal(to_json(details)));
    const auto notice = ports_.ids.make<model::NoticeId>();
    const auto keep = std::chrono::hours(24) * ports_.keep_days(found.form.brand);
    const auto decide = [&](const model::ConversationState&, const PrivateForm& form) -> Result<Events> {
        const base::Instant now = ports_.clock.now();
        if (model::state_of(form, now) != FormState::open) return fail(ErrorCode::conflict, "desk.form.over");
        return Events{
            {now, std::nullopt, model::DetailsGiven{form.id, now + keep, form.asked_by, notice, sealed}}};
    };
    MH_TRY(ports_.forms.transact_form(found.form.brand, found.form.id, decide));
    return {};
}

}  // namespace manyhands::desk
