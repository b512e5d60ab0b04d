#include "answer/guideline.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/json.hpp>

#include "base/asset.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;

template <class E>
struct Named {
    E value;
    std::string_view name;
};
constexpr std::array kSeverities{Named{Severity::hint, "hint"}, Named{Severity::warning, "warning"},
                                 Named{Severity::block, "block"}};
constexpr std::array kChecks{Named{Check::banned, "banned"},
                             Named{Check::preferred, "preferred"},
                             Named{Check::required, "required"},
                             Named{Check::embargo, "embargo"},
                             Named{Check::competitor, "competitor"},
                             Named{Check::spelling, "spelling"},
                             Named{Check::speech, "speech"},
                             Named{Check::orders, "orders"},
                             Named{Check::apology, "apology"},
                             Named{Check::marks, "marks"},
                             Named{Check::greeting, "greeting"},
                             Named{Check::one_step, "one_step"},
                             Named{Check::asks_private, "asks_private"},
                             Named{Check::shows_private, "shows_private"},
                             Named{Check::promise, "promise"},
                             Named{Check::repetition, "repetition"},
                             Named{Check::holding, "holding"}};
constexpr std::array kLevels{Named{Level::consistent, "consistent"}, Named{Level::formal, "formal"},
                             Named{Level::polite, "polite"}};
constexpr std::array kGroups{Named{Group::tone, "tone"}, Named{Group::terms, "terms"},
                             Named{Group::method, "method"}};

template <class E, std::size_t N>
std::string_view name_of(const std::array<Named<E>, N>& all, E value) {
    for (const auto& one : all)
        if (one.value == value) return one.name;
    return "";
}
template <class E, std::size_t N>
std::optional<E> value_of(const std::array<Named<E>, N>& all, std::string_view name) {
    for (const auto& one : all)
        if (one.name == name) return one.value;
    return std::nullopt;
}

std::unexpected<base::Error> malformed(std::string pointer) {
    return fail(ErrorCode::invalid, "answer.guideline.malformed", {{"pointer", std::move(pointer)}});
}

// Reads the members of one object and notices those that nobody asked for.
class Members {
  public:
    Members(const json::object& object, std::string pointer)
        : object_(object), pointer_(std::move(pointer)) {}

    std::string text(std::string_view name, bool wanted = false) {
        const json::value* found = take(name, wanted);
        if (found == nullptr) return {};
        if (!found->is_string()) return wrong(name), std::string();
        std::string out(found->as_string());
        if (!base::is_utf8(out)) wrong(name);
        return out;
    }
    bool flag(std::string_view name, bool otherwise) {
        const json::value* found = take(name, false);
        if (found == nullptr) return otherwise;
        if (!found->is_bool()) return wrong(name), otherwise;
        return found->as_bool();
    }
    int number(std::string_view name, int otherwise) {
        const json::value* found = take(name, false);
        if (found == nullptr) return otherwise;
        boost::system::error_code bad;
        const int value = found->to_number<int>(bad);
        if (bad) return wrong(name), otherwise;
        return value;
    }
    std::vector<std::string> texts(std::string_view name) {
        std::vector<std::string> out;
        const json::value* found = take(name, false);
        if (found == nullptr) return out;
        if (!found->is_array()) return wrong(name), out;
        for (const json::value& one : found->as_array()) {
            if (!one.is_string()) return wrong(name), out;
            out.emplace_back(std::string_view(one.as_string()));
        }
        return out;
    }
    BothWords both(std::string_view name) {
        BothWords out;
        const json::value* found = take(name, false);
        if (found == nullptr) return out;
        if (!found->is_object()) return wrong(name), out;
        Members inner(found->as_object(), pointer_ + "/" + std::string(name));
        out.ko = inner.text("ko");
        out.en = inner.text("en");
        if (const auto bad = inner.problem(); bad && !problem_) problem_ = bad;
        return out;
    }
    void wrong(std::string_view name) {
        if (!problem_) problem_ = pointer_ + "/" + std::string(name);
    }
    // The first member that is missing, malformed or not ours.
    std::optional<std::string> problem() const {
        if (problem_) return problem_;
        for (const auto& [name, value] : object_)
            if (std::ranges::find(asked_, std::string_view(name)) == asked_.end())
                return pointer_ + "/" + std::string(name);
        return std::nullopt;
    }

  private:
    const json::value* take(std::string_view name, bool wanted) {
        asked_.push_back(name);
        const json::value* found = object_.if_contains(name);
        if (found == nullptr && wanted) wrong(name);
        return found;
    }

    const json::object& object_;
    std::string pointer_;
    std::vector<std::string_view> asked_;
    std::optional<std::string> problem_;
};

Result<Rule> read_rule(const json::value& value, const std::string& pointer) {
    if (!value.is_object()) return malformed(pointer);
    Members in(value.as_object(), pointer);
    Rule rule;
    rule.id = in.text("id", true);
    const auto what = check(in.text("check", true));
    const auto weight = severity(in.text("severity", true));
    if (!what) in.wrong("check");
    if (!weight) in.wrong("severity");
    rule.check = what.value_or(Check::banned);
    rule.severity = weight.value_or(Severity::hint);
    rule.on = in.flag("on", true);
    for (const std::string& name : in.texts("languages")) {
        if (name == "ko")
            rule.languages.push_back(base::Lang::ko);
        else if (name == "en")
            rule.languages.push_back(base::Lang::en);
        else
            in.wrong("languages");
    }
    rule.networks = in.texts("networks");
    rule.terms = in.texts("terms");
    rule.when = in.texts("when");
    rule.instead = in.text("instead");
    if (const std::string until = in.text("until"); !until.empty()) {
        const auto at = base::parse_rfc3339(until);
        if (at)
            rule.until = *at;
        else
            in.wrong("until");
    }
    const std::string wanted = in.text("level");
    if (const auto known = level(wanted))
        rule.level = *known;
    else if (!wanted.empty())
        in.wrong("level");
    rule.at_most = in.number("at_most", rule.check == Check::repetition ? 2 : 1);
    rule.hours = in.number("hours", 24);
    for (const std::string& name : in.texts("roles")) {
        const auto role = model::role(name);
        if (role)
            rule.roles.push_back(*role);
        else
            in.wrong("roles");
    }
    rule.reason = in.both("reason");
    rule.wrong = in.both("wrong");
    rule.right = in.both("right");
    if (const auto bad = in.problem()) return malformed(*bad);
    return rule;
}

json::value texts(const std::vector<std::string>& list) {
    json::array out;
    for (const std::string& one : list)
        out.emplace_back(one);
    return out;
}

json::object both(const BothWords& words) {
    json::object out;
    if (!words.ko.empty()) out["ko"] = words.ko;
    if (!words.en.empty()) out["en"] = words.en;
    return out;
}

json::string word(std::string_view text) {
    return json::string(text.data(), text.size());
}

// What is as it would be anyway is left out.
json::object write_rule(const Rule& rule) {
    json::object out{{"id", rule.id},
                     {"check", word(to_string(rule.check))},
                     {"severity", word(to_string(rule.severity))},
                     {"on", rule.on}};
    if (!rule.languages.empty()) {
        json::array all;
        for (const base::Lang one : rule.languages)
            all.emplace_back(word(base::to_string(one)));
        out["languages"] = std::move(all);
    }
    if (!rule.networks.empty()) out["networks"] = texts(rule.networks);
    if (!rule.terms.empty()) out["terms"] = texts(rule.terms);
    if (!rule.when.empty()) out["when"] = texts(rule.when);
    if (!rule.instead.empty()) out["instead"] = rule.instead;
    if (rule.until) out["until"] = base::to_rfc3339(*rule.until);
    if (rule.check == Check::speech) out["level"] = word(to_string(rule.level));
    if (rule.check == Check::one_step || rule.check == Check::repetition) out["at_most"] = rule.at_most;
    if (rule.check == Check::repetition) out["hours"] = rule.hours;
    if (!rule.roles.empty()) {
        json::array all;
        for (const model::Role one : rule.roles)
            all.emplace_back(word(model::to_string(one)));
        out["roles"] = std::move(all);
    }
    out["reason"] = both(rule.reason);
    out["wrong"] = both(rule.wrong);
    out["right"] = both(rule.right);
    return out;
}

}  // namespace

std::string_view to_string(Severity value) {
    return name_of(kSeverities, value);
}
std::optional<Severity> severity(std::string_view name) {
    return value_of(kSeverities, name);
}
std::string_view to_string(Check value) {
    return name_of(kChecks, value);
}
std::optional<Check> check(std::string_view name) {
    return value_of(kChecks, name);
}
std::string_view to_string(Level value) {
    return name_of(kLevels, value);
}
std::optional<Level> level(std::string_view name) {
    return value_of(kLevels, name);
}
std::string_view to_string(Group value) {
    return name_of(kGroups, value);
}

Group group_of(Check check) {
    switch (check) {
        case Check::banned:
        case Check::preferred:
        case Check::required:
        case Check::embargo:
        case Check::competitor:
        case Check::spelling:
            return Group::terms;
        case Check::speech:
        case Check::orders:
        case Check::apology:
        case Check::marks:
            return Group::tone;
        case Check::greeting:
        case Check::one_step:
        case Check::asks_private:
        case Check::shows_private:
        case Check::promise:
        case Check::repetition:
        case Check::holding:
            return Group::method;
    }
    return Group::terms;
}

Result<Guidelines> read_guidelines(std::string_view text) {
    if (text.size() > kDocumentBytes)
        return fail(ErrorCode::too_large, "answer.guideline.too_large",
                    {{"limit", std::to_string(kDocumentBytes)}});
    boost::system::error_code bad;
    const json::value root = json::parse(json::string_view(text.data(), text.size()), bad);
    if (bad || !root.is_object()) return malformed("");
    const json::value* rules = root.as_object().if_contains("rules");
    if (rules == nullptr || !rules->is_array()) return malformed("/rules");
    for (const auto& [name, value] : root.as_object())
        if (name != "rules") return malformed("/" + std::string(name));
    // Told apart here already, so that nobody waits for ten thousand to be read.
    if (rules->as_array().size() > kRulesAtMost)
        return fail(ErrorCode::invalid, "answer.guideline.too_many",
                    {{"limit", std::to_string(kRulesAtMost)}, {"pointer", "/rules"}});
    Guidelines out;
    out.rules.reserve(rules->as_array().size());
    for (const json::value& one : rules->as_array()) {
        MH_LET(rule, read_rule(one, "/rules/" + std::to_string(out.rules.size())));
        out.rules.push_back(std::move(rule));
    }
    return out;
}

std::string write_guidelines(const Guidelines& guidelines) {
    json::array rules;
    for (const Rule& rule : guidelines.rules)
        rules.push_back(write_rule(rule));
    return json::serialize(json::object{{"rules", std::move(rules)}});
}

const Guidelines& starter_guidelines() {
    static const Guidelines starter = [] {
        const auto data = base::asset("model-data/guidelines.json");
        auto read = read_guidelines(data.value_or(""));
        if (!read) throw std::logic_error("model-data/guidelines.json: " + read.error().args.front().second);
        return *std::move(read);
    }();
    return starter;
}

}  // namespace manyhands::answer
