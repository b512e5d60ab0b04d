#include "answer/lanes.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>

#include "answer/terms.hpp"
#include "base/asset.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;
using model::ApprovalStep;
using model::RiskClass;

constexpr std::size_t kLanesBytes = 1U << 19U;
constexpr int kClockAtMost = 24 * 60;
constexpr int kAnswersAtMost = 100;

struct Bad {
    std::string pointer;
    const char* key = "answer.lanes.malformed";
};

const json::value* member(const json::object& in, std::string_view name) {
    return in.if_contains(json::string_view(name.data(), name.size()));
}

void only(const json::object& in, const std::string& at, std::initializer_list<std::string_view> names) {
    for (const auto& [name, value] : in)
        if (std::ranges::find(names, std::string_view(name)) == names.end())
            throw Bad{at + "/" + std::string(name)};
}

const json::object& object(const json::value* value, const std::string& at) {
    if (value == nullptr || !value->is_object()) throw Bad{at};
    return value->get_object();
}

std::vector<std::string> texts(const json::value* value, const std::string& at, std::size_t at_most) {
    std::vector<std::string> out;
    if (value == nullptr) return out;
    if (!value->is_array()) throw Bad{at};
    if (value->get_array().size() > at_most) throw Bad{at, "answer.lanes.too_many"};
    for (const json::value& one : value->get_array()) {
        const std::string here = at + "/" + std::to_string(out.size());
        if (!one.is_string()) throw Bad{here};
        out.emplace_back(std::string_view(one.get_string()));
        if (!base::is_utf8(out.back())) throw Bad{here};
    }
    return out;
}

template <class Id>
std::vector<Id> ids(const json::value* value, const std::string& at) {
    std::vector<Id> out;
    for (std::string& one : texts(value, at, kLanePeopleAtMost)) {
        if (!base::is_ulid(one)) throw Bad{at + "/" + std::to_string(out.size())};
        out.emplace_back(std::move(one));
    }
    return out;
}

int number(const json::value* value, const std::string& at, int otherwise, int least, int most) {
    if (value == nullptr) return otherwise;
    boost::system::error_code bad;
    const int found = value->to_number<int>(bad);
    if (bad || found < least || found > most) throw Bad{at, "answer.lanes.out_of_range"};
    return found;
}

People people(const json::value* value, const std::string& at) {
    People out;
    if (value == nullptr) return out;
    const json::object& in = object(value, at);
    only(in, at, {"roles", "departments", "people"});
    for (const std::string& name : texts(member(in, "roles"), at + "/roles", kLanePeopleAtMost)) {
        const auto role = model::role(name);
        if (!role) throw Bad{at + "/roles/" + std::to_string(out.roles.size())};
        out.roles.push_back(*role);
    }
    out.departments = ids<model::DepartmentId>(member(in, "departments"), at + "/departments");
    out.people = ids<model::EmployeeId>(member(in, "people"), at + "/people");
    return out;
}

bool needs_terms(RiskClass risk) {
    return risk == RiskClass::goodwill || risk == RiskClass::safety || risk == RiskClass::legal ||
           risk == RiskClass::press;
}

// A term that stands in every answer would send all of them to the approvers.
void check_terms(const std::vector<std::string>& terms, const std::string& at) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const std::string here = at + "/" + std::to_string(i);
        std::string_view term = terms[i];
        if (base::code_point_count(term) > kTermCharacters) throw Bad{here, "answer.lanes.bad_term"};
        const bool open = term.ends_with('*');
        if (open) term.remove_suffix(1);
        const std::string folded = folded_term(term);
        const bool says = std::ranges::any_of(folded, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        });
        if (!says || (open && base::code_point_count(folded) < 2)) throw Bad{here, "answer.lanes.bad_term"};
    }
}

Lane read_lane(const json::value& value, const std::string& at) {
    const json::object& in = object(&value, at);
    only(in, at, {"risk", "on", "minutes", "approvers", "deputies", "terms", "beyond", "answers", "tags"});
    Lane lane;
    const json::value* risk = member(in, "risk");
    const auto known =
        risk != nullptr && risk->is_string() ? model::risk_class(risk->get_string()) : std::nullopt;
    if (!known) throw Bad{at + "/risk"};
    lane.risk = *known;
    if (const json::value* on = member(in, "on")) {
        if (!on->is_bool()) throw Bad{at + "/on"};
        lane.on = on->get_bool();
    }
    lane.clock = base::Minutes(number(member(in, "minutes"), at + "/minutes", 30, 1, kClockAtMost));
    lane.approvers = people(member(in, "approvers"), at + "/approvers");
    lane.deputies = people(member(in, "deputies"), at + "/deputies");
    lane.terms = texts(member(in, "terms"), at + "/terms", kLaneTermsAtMost);
    lane.beyond = texts(member(in, "beyond"), at + "/beyond", kLaneTermsAtMost);
    lane.answers = number(member(in, "answers"), at + "/answers", 0, 0, kAnswersAtMost);
    lane.tags = ids<model::TagId>(member(in, "tags"), at + "/tags");
    check_terms(lane.terms, at + "/terms");
    check_terms(lane.beyond, at + "/beyond");
    if (!lane.on) return lane;
    if (lane.approvers.empty()) throw Bad{at + "/approvers", "answer.lanes.nobody"};
    if (needs_terms(lane.risk) && lane.terms.empty()) throw Bad{at + "/terms", "answer.lanes.no_terms"};
    if (lane.risk == RiskClass::newcomer && lane.answers < 1)
        throw Bad{at + "/answers", "answer.lanes.out_of_range"};
    if (lane.risk == RiskClass::incident && lane.tags.empty())
        throw Bad{at + "/tags", "answer.lanes.no_tags"};
    return lane;
}

std::optional<std::int64_t> amount(const json::object& in, std::string_view name, const std::string& at,
                                   std::int64_t times, std::int64_t most) {
    const json::value* value = member(in, name);
    if (value == nullptr) throw Bad{at + "/" + std::string(name)};
    if (value->is_null()) return std::nullopt;
    boost::system::error_code bad;
    const auto found = value->to_number<std::int64_t>(bad);
    if (bad || found < 0 || found > most)
        throw Bad{at + "/" + std::string(name), "answer.lanes.out_of_range"};
    return found * times;
}

Limit read_limit(const json::value* value, const std::string& at) {
    const json::object& in = object(value, at);
    only(in, at, {"krw", "usd", "percent"});
    return {amount(in, "krw", at, 1, kLimitAtMost), amount(in, "usd", at, 100, kLimitAtMost / 100),
            amount(in, "percent", at, 1, 100)};
}

json::value list(const std::vector<std::string>& texts) {
    json::array out;
    for (const std::string& one : texts)
        out.emplace_back(one);
    return out;
}
template <class Tag>
json::value list(const std::vector<base::Id<Tag>>& ids) {
    json::array out;
    for (const auto& one : ids)
        out.emplace_back(one.value);
    return out;
}

json::object write(const People& people) {
    json::array roles;
    for (const model::Role role : people.roles)
        roles.emplace_back(model::to_string(role));
    return {{"roles", std::move(roles)},
            {"departments", list(people.departments)},
            {"people", list(people.people)}};
}

json::value figure(const std::optional<std::int64_t>& value, std::int64_t parts = 1) {
    return value ? json::value(*value / parts) : json::value(nullptr);
}
json::object write(const Limit& limit) {
    return {{"krw", figure(limit.krw)},
            {"usd", figure(limit.usd_cents, 100)},
            {"percent", figure(limit.percent)}};
}

bool within(std::int64_t value, const std::optional<std::int64_t>& most) {
    return !most || value <= *most;
}

}  // namespace

bool People::has(const model::Employee& person) const {
    return std::ranges::find(roles, person.role) != roles.end() ||
           std::ranges::find(departments, person.department) != departments.end() ||
           std::ranges::find(people, person.id) != people.end();
}

bool Limit::allows(const model::Goodwill& promised) const {
    if (promised.beyond && (krw || usd_cents || percent)) return false;
    return within(promised.krw, krw) && within(promised.usd_cents, usd_cents) &&
           within(promised.percent, percent);
}

const Lane& Lanes::of(RiskClass risk) const {
    return lanes.at(static_cast<std::size_t>(risk));
}

const Limit& Lanes::limit(model::Role role) const {
    switch (role) {
        case model::Role::desk:
            return desk;
        case model::Role::lead:
            return lead;
        case model::Role::admin:
            return admin;
        case model::Role::employee:
        case model::Role::auditor:
        case model::Role::analyst:
            break;
    }
    return employee;
}

bool Lanes::any_on() const {
    return std::ranges::any_of(lanes,
                               [](const Lane& one) { return one.on && one.risk != RiskClass::exception; });
}

Result<Lanes> read_lanes(std::string_view text) {
    if (text.size() > kLanesBytes)
        return fail(ErrorCode::too_large, "answer.lanes.too_large", {{"limit", std::to_string(kLanesBytes)}});
    boost::system::error_code error;
    const json::value root = json::parse(json::string_view(text.data(), text.size()), error);
    try {
        if (error) throw Bad{""};
        const json::object& in = object(&root, "");
        only(in, "", {"lanes", "limits"});
        const json::value* all = member(in, "lanes");
        if (all == nullptr || !all->is_array()) throw Bad{"/lanes"};
        Lanes out;
        for (const RiskClass risk : model::kRiskClasses) {
            out.lanes.emplace_back();
            out.lanes.back().risk = risk;
        }
        // Whoever never named it has not given everybody leave to pass over the guidelines.
        Lane& exceptions = out.lanes.back();
        exceptions.on = true;
        exceptions.approvers.roles = {model::Role::lead};
        exceptions.deputies.roles = {model::Role::admin};
        std::vector<RiskClass> named;
        for (const json::value& one : all->get_array()) {
            const std::string at = "/lanes/" + std::to_string(named.size());
            Lane lane = read_lane(one, at);
            if (std::ranges::find(named, lane.risk) != named.end())
                throw Bad{at + "/risk", "answer.lanes.twice"};
            named.push_back(lane.risk);
            out.lanes[static_cast<std::size_t>(lane.risk)] = std::move(lane);
        }
        const json::object& limits = object(member(in, "limits"), "/limits");
        only(limits, "/limits", {"employee", "desk", "lead", "admin"});
        out.employee = read_limit(member(limits, "employee"), "/limits/employee");
        out.desk = read_limit(member(limits, "desk"), "/limits/desk");
        out.lead = read_limit(member(limits, "lead"), "/limits/lead");
        out.admin = read_limit(member(limits, "admin"), "/limits/admin");
        return out;
    } catch (const Bad& bad) {
        return fail(ErrorCode::invalid, bad.key, {{"pointer", bad.pointer}});
    }
}

std::string write_lanes(const Lanes& lanes) {
    json::array all;
    for (const Lane& lane : lanes.lanes) {
        json::object one{{"risk", model::to_string(lane.risk)},
                         {"on", lane.on},
                         {"minutes", lane.clock.count()},
                         {"approvers", write(lane.approvers)},
                         {"deputies", write(lane.deputies)},
                         {"terms", list(lane.terms)},
                         {"beyond", list(lane.beyond)},
                         {"answers", lane.answers},
                         {"tags", list(lane.tags)}};
        all.push_back(std::move(one));
    }
    return json::serialize(json::object{{"lanes", std::move(all)},
                                        {"limits", json::object{{"employee", write(lanes.employee)},
                                                                {"desk", write(lanes.desk)},
                                                                {"lead", write(lanes.lead)},
                                                                {"admin", write(lanes.admin)}}}});
}

const Lanes& starter_lanes() {
    static const Lanes starter = [] {
        auto read = read_lanes(base::asset("model-data/approvals.json").value_or(""));
        if (!read) throw std::logic_error("model-data/approvals.json: " + read.error().args.front().second);
        return *std::move(read);
    }();
    return starter;
}

std::vector<model::EmployeeId> deciders(const Lanes& lanes, const model::ApprovalWait& wait,
                                        ApprovalStep step, const std::vector<model::Employee>& people,
                                        const model::EmployeeId& author, const model::Goodwill& promised) {
    const Lane& lane = lanes.of(wait.risk);
    std::vector<model::EmployeeId> all;
    for (const model::Employee& person : people) {
        if (!person.active || person.id == author) continue;
        if (!model::may(person.role, model::Action::approve_answer, model::Scope::brand)) continue;
        const bool leads = person.role == model::Role::lead || person.role == model::Role::admin;
        const bool asked = lane.approvers.has(person) ||
                           (step >= ApprovalStep::deputies && lane.deputies.has(person)) ||
                           (step >= ApprovalStep::leads && leads);
        if (!asked) continue;
        if (wait.risk == RiskClass::goodwill && !lanes.limit(person.role).allows(promised)) continue;
        all.push_back(person.id);
    }
    return all;
}

ApprovalStep step_now(const Lanes& lanes, const model::ApprovalWait& wait,
                      const std::vector<model::Employee>& people, const model::EmployeeId& author,
                      const model::Goodwill& promised) {
    for (const ApprovalStep step : {ApprovalStep::approvers, ApprovalStep::deputies})
        if (step >= wait.step && !deciders(lanes, wait, step, people, author, promised).empty()) return step;
    return ApprovalStep::leads;
}

}  // namespace manyhands::answer
