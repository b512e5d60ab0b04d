#include "app/practice_data.hpp"

#include <boost/json.hpp>

#include "base/asset.hpp"

namespace manyhands::app {

namespace json = boost::json;

namespace {

std::string text(const json::value& value, std::string_view name) {
    return std::string(value.at(name).as_string());
}

// What has one name for everybody is called in both languages.
std::string both(const json::value& value) {
    return text(value, "ko") + " " + text(value, "en");
}

std::vector<std::string> list(const json::value& value, std::string_view name) {
    std::vector<std::string> all;
    for (const json::value& one : value.at(name).as_array())
        all.emplace_back(one.as_string());
    return all;
}

PracticePerson person(const json::value& value) {
    return {text(value, "handle"), text(value, "name"), value.at("followers").to_number<std::int64_t>()};
}

PracticeSide side(std::string_view name) {
    if (name == "brand") return PracticeSide::brand;
    return name == "other" ? PracticeSide::other : PracticeSide::customer;
}

PracticePost post(const json::value& value) {
    PracticePost out;
    out.side = side(value.at("side").as_string());
    out.before_now =
        base::Micros(static_cast<std::int64_t>(value.at("at_minutes_before").to_number<double>() * 60e6));
    out.text = text(value, "text");
    out.lang = text(value, "lang");
    if (out.side == PracticeSide::brand) out.initials = text(value, "by");
    if (out.side == PracticeSide::other) out.author = person(value.at("author"));
    return out;
}

json::value asset(std::string_view name) {
    return json::parse(base::asset(name).value_or(""));
}

}  // namespace

base::Result<PracticeData> load_practice_data() {
    try {
        PracticeData data;
        const json::value company = asset("practice/company.json");
        data.brand_name =
            text(company.at("brand").at("name"), "ko") + " " + text(company.at("brand").at("name"), "en");
        for (const json::value& account : company.at("accounts").as_array()) {
            if (!account.at("main").as_bool()) continue;
            data.account_network = text(account, "network");
            data.account_handle = text(account, "handle");
            data.account_name = text(account.at("name"), "ko");
            data.account_followers = account.at("followers").to_number<std::int64_t>();
        }
        for (const json::value& d : company.at("departments").as_array())
            data.departments.push_back({text(d, "id"), text(d.at("name"), "ko"), text(d.at("name"), "en")});
        for (const json::value& e : company.at("employees").as_array())
            data.employees.push_back({text(e, "name"), text(e, "email"), text(e, "initials"),
                                      text(e, "department"),
                                      model::role(text(e, "role")).value_or(model::Role::employee)});
        for (const json::value& t : company.at("tags").as_array())
            data.tags.push_back({both(t.at("name")), text(t, "colour"), list(t, "topics"), list(t, "kinds")});
        for (const json::value& f : company.at("phrases").as_array())
            data.phrases.push_back({text(f, "shortcut"), both(f.at("title")), text(f.at("text"), "ko"),
                                    text(f.at("text"), "en"), text(f, "by"),
                                    f.at("department").is_null() ? std::string() : text(f, "department")});
        for (const json::value& q : company.at("listening_queries").as_array()) {
            PracticeQuery query{text(q, "name"),   text(q, "query"), text(q, "purpose"),
                                text(q, "colour"), text(q, "state"), text(q, "owner")};
            if (const auto* alert = q.as_object().if_contains("alert")) {
                query.alert_at_least = alert->at("at_least").to_number<std::int64_t>();
                query.alert_minutes = alert->at("minutes").to_number<std::int64_t>();
            }
            data.queries.push_back(std::move(query));
        }
        const json::value conversations = asset("practice/conversations.json");
        for (const json::value& c : conversations.at("conversations").as_array()) {
            PracticeConversation conversation{text(c, "id"),
                                              text(c, "topic"),
                                              text(c, "kind"),
                                              person(c.at("customer")),
                                              {},
                                              c.at("state").as_string() == "closed"};
            for (const json::value& p : c.at("posts").as_array())
                conversation.posts.push_back(post(p));
            data.conversations.push_back(std::move(conversation));
        }
        return data;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorCode::invalid, "practice.bad_data", {}, error.what());
    }
}

}  // namespace manyhands::app
