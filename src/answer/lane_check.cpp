#include "answer/lane_check.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "answer/terms.hpp"
#include "answer/word_list.hpp"
#include "model/approval.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;
using model::RiskClass;

struct Place {
    std::string text;
    std::string pointer;
};

std::vector<Place> list(const json::object& in, std::string_view name, const std::string& at) {
    std::vector<Place> all;
    const json::value* found = in.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) return all;
    for (const json::value& one : found->as_array())
        all.push_back({std::string(std::string_view(one.as_string())),
                       at + "/" + std::string(name) + "/" + std::to_string(all.size())});
    return all;
}

// What is risky stands in no ordinary answer; a term that does would make nearly all of them wait.
Result<void> narrow(const std::vector<Place>& places) {
    Terms terms;
    for (std::size_t i = 0; i < places.size(); ++i)
        terms.add(places[i].text, static_cast<std::uint32_t>(i));
    terms.finish();
    for (const std::string& text : word_list("ordinary")) {
        const Reading reading(text);
        for (const TermHit& hit : terms.find(reading))
            return fail(ErrorCode::invalid, "answer.lanes.matches_everything",
                        {{"term", places[hit.owner].text}, {"pointer", places[hit.owner].pointer}});
    }
    return {};
}

bool approves(model::Role role) {
    return model::may(role, model::Action::approve_answer, model::Scope::brand);
}

Result<void> there(const json::object& lane, std::string_view which, const std::string& lane_at,
                   const model::BrandId& brand, model::Colleagues& colleagues) {
    const json::value* found = lane.if_contains(json::string_view(which.data(), which.size()));
    if (found == nullptr) return {};
    const json::object& people = found->as_object();
    const std::string at = lane_at + "/" + std::string(which);
    for (const Place& one : list(people, "roles", at))
        if (const auto role = model::role(one.text); role && !approves(*role))
            return fail(ErrorCode::invalid, "answer.lanes.never_approves", {{"pointer", one.pointer}});
    for (const Place& one : list(people, "departments", at)) {
        MH_LET(known, colleagues.has_department(brand, model::DepartmentId(one.text)));
        if (!known) return fail(ErrorCode::invalid, "answer.lanes.no_department", {{"pointer", one.pointer}});
    }
    for (const Place& one : list(people, "people", at)) {
        MH_LET(person, colleagues.colleague(brand, model::EmployeeId(one.text)));
        if (!person) return fail(ErrorCode::invalid, "answer.lanes.no_person", {{"pointer", one.pointer}});
        if (!person->active)
            return fail(ErrorCode::invalid, "answer.lanes.not_active",
                        {{"name", person->name}, {"pointer", one.pointer}});
        if (!approves(person->role))
            return fail(ErrorCode::invalid, "answer.lanes.never_approves", {{"pointer", one.pointer}});
    }
    return {};
}

}  // namespace

Result<void> check_lanes(std::string_view text, const model::BrandId& brand, model::Colleagues& colleagues) {
    const json::value root = json::parse(json::string_view(text.data(), text.size()));
    const json::array& lanes = root.at("lanes").as_array();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const json::object& lane = lanes[i].as_object();
        const json::value* on = lane.if_contains("on");
        if (on == nullptr || !on->as_bool()) continue;
        const std::string at = "/lanes/" + std::to_string(i);
        const auto risk = model::risk_class(std::string_view(lane.at("risk").as_string()));
        // A word alone promises nothing, and of personal data these are the house's own.
        std::vector<Place> terms;
        if (risk != RiskClass::goodwill && risk != RiskClass::personal_data) terms = list(lane, "terms", at);
        for (Place& one : list(lane, "beyond", at))
            terms.push_back(std::move(one));
        MH_TRY(narrow(terms));
        MH_TRY(there(lane, "approvers", at, brand, colleagues));
        MH_TRY(there(lane, "deputies", at, brand, colleagues));
    }
    return {};
}

}  // namespace manyhands::answer
