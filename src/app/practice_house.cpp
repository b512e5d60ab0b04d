#include "app/practice_house.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/asset.hpp"
#include "reports/honour.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::app {

namespace json = boost::json;
using base::Result;

namespace {

std::unexpected<base::Error> bad(std::string why) {
    return base::fail(base::ErrorCode::invalid, "practice.bad_data", {}, std::move(why));
}

// What has one name for everybody is called in both languages.
std::string both(std::string_view key) {
    return base::tr(base::Lang::ko, key) + " " + base::tr(base::Lang::en, key);
}

std::vector<model::Actor> with_role(const PracticeHouse& house, model::Role role) {
    std::vector<model::Actor> found;
    for (const auto& [initials, e] : house.people)
        if (e.role == role) found.push_back({e.id, e.brand, e.department, e.role, e.initials, std::nullopt});
    return found;
}

Result<model::DepartmentId> department(const PracticeHouse& house, const json::value& name) {
    const auto found = house.departments.find(std::string(name.as_string()));
    if (found == house.departments.end()) return bad("no department " + json::serialize(name));
    return found->second;
}

Result<void> switch_lanes_on(Company& company, const PracticeHouse& house, const model::Actor& admin,
                             const json::array& wanted) {
    answer::Lanes lanes = answer::starter_lanes();
    for (const json::value& one : wanted) {
        const auto risk = model::risk_class(std::string_view(one.at("risk").as_string()));
        if (!risk) return bad("no lane " + json::serialize(one));
        for (answer::Lane& lane : lanes.lanes) {
            if (lane.risk != *risk) continue;
            lane.on = true;
            const auto* departments = one.as_object().if_contains("departments");
            if (departments == nullptr) continue;
            for (const json::value& name : departments->as_array()) {
                MH_LET(id, department(house, name));
                lane.approvers.departments.push_back(id);
            }
        }
    }
    const std::string document = answer::write_lanes(lanes);
    MH_LET(tried, company.approvals().dry_run(admin, document));
    MH_TRY(company.approvals().save(admin, document, both("practice.house.note"), 0, tried.confirm));
    return {};
}

Result<void> set_programme(Company& company, const PracticeHouse& house, const model::Actor& admin,
                           const json::array& wanted) {
    route::ProgrammeChange change;
    change.steps.fill(route::StepState::done);
    for (const json::value& one : wanted) {
        route::HandOffRule rule;
        MH_LET(to, department(house, one.at("to")));
        MH_LET(back, department(house, one.at("back")));
        rule.to = to;
        rule.back = back;
        rule.within = base::Minutes(one.at("minutes").to_number<int>());
        rule.loop = one.at("loop").as_bool();
        for (const json::value& word : one.at("words").as_array())
            rule.words.emplace_back(std::string_view(word.as_string()));
        for (const json::value& name : one.at("tags").as_array()) {
            const auto tag = house.tags.find(std::string_view(name.as_string()));
            if (tag == house.tags.end()) return bad("no tag " + json::serialize(name));
            rule.tags.push_back(tag->second);
        }
        change.rules.push_back(std::move(rule));
    }
    MH_TRY(company.programmes().save(admin, change, 0));
    return {};
}

// As two people would mark who mostly agree: full marks, now and then one less.
quality::MarkWish marks_for(const quality::Card& card, std::size_t nth) {
    quality::MarkWish wish;
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const bool yes_no = card.criteria[i].scale == quality::Scale::yes_no;
        const bool less = (nth * 3 + i) % 11 == 0;
        wish.marks[card.criteria[i].id] = yes_no ? 1 : less ? 4 : 5;
    }
    return wish;
}

Result<void> audit(Company& company, const PracticeHouse& house, const json::value& wanted,
                   base::Instant now) {
    const auto auditors = with_role(house, model::Role::auditor);
    if (auditors.empty()) return bad("no auditor");
    quality::Wish wish;
    wish.from = now - std::chrono::days(7);
    wish.to = now;
    wish.columns = {quality::Column::language};
    wish.twice_percent = wanted.at("twice_percent").to_number<int>();
    wish.size = wanted.at("size").to_number<std::int64_t>();
    wish.seed = std::string(wanted.at("seed").as_string());
    MH_LET(round, company.quality().draw_round(auditors.front(), wish));
    if (!wanted.at("closed").as_bool()) return {};
    std::size_t nth = 0;
    for (const model::Actor& auditor : auditors)
        while (true) {
            MH_LET(next, company.quality().next(auditor, round.id));
            if (!next.pick) break;
            MH_TRY(company.quality().mark(auditor, round.id, next.pick->item.answer,
                                          marks_for(next.card, nth++)));
        }
    MH_TRY(company.quality().close(auditors.front(), round.id));
    return {};
}

Result<void> write_tips(Company& company, const PracticeHouse& house, const model::Actor& admin,
                        const json::array& wanted) {
    for (const json::value& one : wanted) {
        const auto by = house.people.find(std::string(one.at("by").as_string()));
        if (by == house.people.end()) return bad("nobody signs " + json::serialize(one.at("by")));
        const model::Employee& e = by->second;
        knowledge::TipChange tip;
        tip.title = std::string(one.at("title").as_string());
        tip.text_ko = std::string(one.at("ko").as_string());
        tip.text_en = std::string(one.at("en").as_string());
        MH_LET(made, company.tips().propose({e.id, e.brand, e.department, e.role, e.initials, std::nullopt},
                                            tip, {}));
        knowledge::TipChange publish;
        publish.state = knowledge::TipState::published;
        MH_TRY(company.tips().change(admin, made.id, publish, made.version));
    }
    return {};
}

// Those who like to be seen; the others sign all the same.
Result<void> show_cards(Company& company, const PracticeHouse& house, const json::array& wanted) {
    for (const json::value& one : wanted) {
        const auto by = house.people.find(std::string(one.at("by").as_string()));
        if (by == house.people.end()) return bad("nobody signs " + json::serialize(one.at("by")));
        const model::Employee& e = by->second;
        identity::Card card;
        card.shown = true;
        card.name = std::string(one.at("name").as_string());
        card.about = std::string(one.at("about").as_string());
        card.languages = std::string(one.at("languages").as_string());
        MH_TRY(company.thanks().cards().change(
            {e.id, e.brand, e.department, e.role, e.initials, std::nullopt}, card));
    }
    return {};
}

// Some of the answers were written with a colleague's tip.
Result<void> use_tips(Company& company, const PracticeHouse& house, std::size_t every) {
    if (house.people.empty()) return bad("nobody");
    MH_LET(answered, company.store().honour().answered(house.people.begin()->second.brand));
    std::map<model::EmployeeId, model::Employee> people;
    for (const auto& [initials, e] : house.people)
        people.emplace(e.id, e);
    const auto actor = [](const model::Employee& e) {
        return model::Actor{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
    };
    MH_LET(tips, company.tips().list(actor(house.people.begin()->second), {}));
    if (tips.empty()) return bad("no tips");
    for (std::size_t i = 0; i < answered.size(); i += every)
        if (const auto by = people.find(answered[i].author); by != people.end())
            MH_TRY(company.tips().used(actor(by->second), answered[i].conversation.value,
                                       {tips[(i / every) % tips.size()].id}));
    return {};
}

// Who shows their name on the card, and who wants to be on no board.
Result<void> choose(Company& company, const PracticeHouse& house, const json::value& wanted) {
    const auto each = [&](const char* list, std::optional<bool> on_board,
                          std::optional<bool> name) -> Result<void> {
        for (const json::value& initials : wanted.at(list).as_array()) {
            const auto found = house.people.find(std::string(initials.as_string()));
            if (found == house.people.end()) return bad("nobody signs " + json::serialize(initials));
            const model::Employee& e = found->second;
            MH_TRY(company.honour().choose({e.id, e.brand, e.department, e.role, e.initials, std::nullopt},
                                           on_board, name));
        }
        return {};
    };
    MH_TRY(each("names_on_card", std::nullopt, true));
    return each("off_board", false, std::nullopt);
}

}  // namespace

Result<void> set_up_practice(Company& company, const PracticeHouse& house, base::Instant now) {
    const auto admins = with_role(house, model::Role::admin);
    if (admins.empty()) return bad("no admin");
    const json::value data = json::parse(base::asset("practice/house.json").value_or(""));
    std::map<std::string, std::string> settings;
    for (const auto& [key, value] : data.at("settings").as_object())
        settings[std::string(key)] = std::string(value.as_string());
    MH_TRY(company.settings().change(admins.front(), settings));
    MH_TRY(switch_lanes_on(company, house, admins.front(), data.at("lanes").as_array()));
    MH_TRY(set_programme(company, house, admins.front(), data.at("hand_off").as_array()));
    MH_TRY(write_tips(company, house, admins.front(), data.at("tips").as_array()));
    MH_TRY(show_cards(company, house, data.at("cards").as_array()));
    // What customers said of a week of answers stands there when somebody looks.
    MH_TRY(company.thanks().read_all());
    for (const json::value& wanted : data.at("audits").as_array())
        MH_TRY(audit(company, house, wanted, now));
    MH_TRY(use_tips(company, house, data.at("tip_in_every").to_number<std::size_t>()));
    MH_TRY(choose(company, house, data.at("honour")));
    return {};
}

}  // namespace manyhands::app
