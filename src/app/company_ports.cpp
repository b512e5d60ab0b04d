// What the company's parts ask of each other.
#include <boost/json.hpp>

#include "app/company.hpp"
#include "app/shifts.hpp"
#include "desk/hints.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::app {

using base::Result;

base::Minutes Company::back_after(const model::BrandId& brand) {
    return base::Minutes(model::whole(settings_.value(brand, "answer.hand_back_minutes").value));
}

WorkerPorts Company::worker_ports(const base::Clock& clock, base::Random& random) {
    return {
        *store_,
        *store_,
        *store_,
        *store_,
        secrets_,
        clock,
        random,
        ids_,
        [this](const model::EmployeeId& employee) {
            return presence_.is_here(employee) && shifts_->shifts().working(employee);
        },
        [this](const model::Account& account) {
            const std::scoped_lock guard(listener_mutex_);
            if (account_listener_) account_listener_(account);
        },
        [this](const model::BrandId& brand, const model::MediaId& id) { return media_.get(brand, id); },
        &listening_.ears(),
        &own_parts_,
        [this](const model::AccountId& account, const std::vector<channels::Like>& likes) -> Result<void> {
            std::vector<reports::Reaction> all;
            all.reserve(likes.size());
            for (const channels::Like& one : likes)
                all.push_back({one.remote_id, one.by, one.at});
            MH_TRY(store_->react(account, all));
            return {};
        }};
}

void Company::put_links_below() {
    const auto below = [this](const model::Actor& actor,
                              const model::ConversationId& id) -> Result<std::optional<std::string>> {
        reports::Satisfaction& satisfaction = thanks_.satisfaction();
        if (address_.empty() || satisfaction.rule(actor.brand) != reports::LinkRule::always)
            return std::nullopt;
        MH_LET(token, satisfaction.make_link(actor, id));
        return address_ + "/r/" + token;
    };
    answer_.put_below(below, [this](std::string_view text) {
        return !address_.empty() && text.find(address_ + "/r/") != std::string_view::npos;
    });
}

answer::OwnPorts Company::own_ports(const base::Clock& clock, base::Random& random) {
    answer::OwnPorts ports{*store_, *store_, answer_, clock, random, ids_, {}, {}};
    ports.rules = [this](const model::BrandId& brand) {
        const bool initials = settings_.value(brand, "own.signature").value == "initials";
        return answer::OwnRules{answer::own_tag(settings_.value(brand, "own.tag").value),
                                initials ? answer::OwnSignature::initials : answer::OwnSignature::handle};
    };
    ports.note = [this, &clock](model::Transactor& through, const model::Actor& actor,
                                const model::ConversationId& id, const std::string& text) -> Result<void> {
        MH_TRY(desk::Notes(through, *store_, *store_, *store_, ids_, clock).add(actor, id, text, {}));
        return {};
    };
    ports.noticed = [this](const std::vector<model::EmployeeId>& people, const model::NoticeId& id) {
        const std::scoped_lock guard(listener_mutex_);
        if (notice_listener_) notice_listener_(people, id);
    };
    return ports;
}

std::shared_ptr<desk::Hints> Company::hints(const base::Clock& clock) {
    return std::make_shared<desk::Hints>(
        *store_, *store_, store_->honour().hints(), ids_, clock,
        [this](const std::vector<model::EmployeeId>& people, const model::NoticeId& id) {
            const std::scoped_lock guard(listener_mutex_);
            if (notice_listener_) notice_listener_(people, id);
        });
}

void Company::hear_promises() {
    // Somebody's own clock, then that of the house.
    guide_.zones([this](const model::BrandId& brand, const model::EmployeeId& employee) -> std::string {
        const auto person = store_->colleague(brand, employee);
        if (person && *person) {
            boost::system::error_code bad;
            const auto settings = boost::json::parse((*person)->settings_json, bad);
            const auto* all = bad ? nullptr : settings.if_object();
            const auto* zone = all == nullptr ? nullptr : all->if_contains("zone");
            if (zone != nullptr && zone->is_string()) return std::string(std::string_view(zone->as_string()));
        }
        const auto hours = store_->hours(brand);
        const auto* of =
            hours ? hours->of(person && *person ? (*person)->department : model::DepartmentId{}) : nullptr;
        return of == nullptr ? std::string() : of->zone;
    });
    answer_.read_holding([this](const model::Actor& actor, const model::Conversation& conversation,
                                const answer::Submission& submission) {
        return guide_.promised_by(actor, conversation, submission);
    });
}

}  // namespace manyhands::app
