#include "route/programme.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/id.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"
#include "model/query/evaluate.hpp"

namespace manyhands::route {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::DepartmentId;

constexpr std::array<std::string_view, kSetupSteps> kStepNames{"plan", "expectations", "collaboration",
                                                               "loop", "guidelines"};
constexpr std::array<std::string_view, 3> kStateNames{"open", "done", "skipped"};

json::string text(std::string_view value) {
    return json::string(value.data(), value.size());
}
std::string_view text_of(const json::object& in, std::string_view name) {
    return in.at(json::string_view(name.data(), name.size())).as_string();
}

std::unexpected<base::Error> bad(std::size_t rule, std::string_view field, const char* key) {
    return fail(ErrorCode::invalid, key,
                {{"pointer", "/rules/" + std::to_string(rule) + "/" + std::string(field)},
                 {"n", std::to_string(rule + 1)}});
}

bool has(const std::vector<DepartmentId>& all, const DepartmentId& one) {
    return std::ranges::find(all, one) != all.end();
}

std::string first_word(const HandOffRule& rule, const model::query::Folded& post) {
    for (const std::string& word : rule.words)
        if (!model::query::occurrences(model::query::make_text(word), post).empty()) return word;
    return {};
}

json::object json_of(const HandOffRule& rule) {
    json::array tags;
    for (const model::TagId& tag : rule.tags)
        tags.push_back(text(tag.value));
    json::array words;
    for (const std::string& word : rule.words)
        words.push_back(text(word));
    return {{"id", text(rule.id)},       {"tags", std::move(tags)},       {"words", std::move(words)},
            {"to", text(rule.to.value)}, {"back", text(rule.back.value)}, {"minutes", rule.within.count()},
            {"loop", rule.loop}};
}

HandOffRule rule_of(const json::object& in) {
    HandOffRule rule;
    rule.id = text_of(in, "id");
    for (const json::value& tag : in.at("tags").as_array())
        rule.tags.emplace_back(std::string_view(tag.as_string()));
    for (const json::value& word : in.at("words").as_array())
        rule.words.emplace_back(std::string_view(word.as_string()));
    rule.to = DepartmentId(text_of(in, "to"));
    rule.back = DepartmentId(text_of(in, "back"));
    rule.within = base::Minutes(in.at("minutes").to_number<int>());
    rule.loop = in.at("loop").as_bool();
    return rule;
}

}  // namespace

std::string_view to_string(SetupStep step) {
    return kStepNames[static_cast<std::size_t>(step)];
}

std::optional<SetupStep> setup_step(std::string_view name) {
    const auto found = std::ranges::find(kStepNames, name);
    if (found == kStepNames.end()) return std::nullopt;
    return static_cast<SetupStep>(found - kStepNames.begin());
}

std::string_view to_string(StepState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<StepState> step_state(std::string_view name) {
    const auto found = std::ranges::find(kStateNames, name);
    if (found == kStateNames.end()) return std::nullopt;
    return static_cast<StepState>(found - kStateNames.begin());
}

std::string write_programme(const Programme& programme) {
    json::object steps;
    for (std::size_t i = 0; i < kSetupSteps; ++i) {
        const StepMark& mark = programme.steps[i];
        if (mark.by.empty()) continue;
        steps[kStepNames[i]] =
            json::array{text(to_string(mark.state)), text(mark.by.value), base::to_micros(mark.at)};
    }
    json::array rules;
    for (const HandOffRule& rule : programme.rules)
        rules.push_back(json_of(rule));
    return json::serialize(json::object{{"steps", std::move(steps)}, {"rules", std::move(rules)}});
}

Result<Programme> read_programme(std::string_view stored) {
    try {
        const json::value root = json::parse(json::string_view(stored.data(), stored.size()));
        Programme programme;
        for (const auto& [name, mark] : root.at("steps").as_object()) {
            const auto step = setup_step(name);
            const json::array& fields = mark.as_array();
            const auto state = step_state(std::string_view(fields.at(0).as_string()));
            if (!step || !state) return fail(ErrorCode::internal, "route.programme.damaged");
            programme.steps[static_cast<std::size_t>(*step)] = {
                *state, model::EmployeeId(std::string_view(fields.at(1).as_string())),
                base::from_micros(fields.at(2).as_int64())};
        }
        for (const json::value& rule : root.at("rules").as_array())
            programme.rules.push_back(rule_of(rule.as_object()));
        return programme;
    } catch (const std::exception& why) {
        return base::fail(ErrorCode::internal, "route.programme.damaged", {}, why.what());
    }
}

Result<void> check_rules(const std::vector<HandOffRule>& rules,
                         const std::vector<DepartmentId>& departments) {
    if (rules.size() > kRulesAtMost)
        return fail(ErrorCode::invalid, "route.programme.too_many",
                    {{"pointer", "/rules"}, {"most", std::to_string(kRulesAtMost)}});
    std::vector<model::TagId> claimed;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const HandOffRule& rule = rules[i];
        if (!has(departments, rule.to)) return bad(i, "to_id", "route.programme.no_department");
        if (!has(departments, rule.back)) return bad(i, "back_id", "route.programme.no_department");
        if (rule.to == rule.back) return bad(i, "back_id", "route.programme.back_to_itself");
        if (rule.tags.empty() && rule.words.empty()) return bad(i, "words", "route.programme.nothing");
        if (rule.within < base::Minutes(kRuleMinutesLeast) || rule.within > base::Minutes(kRuleMinutesMost))
            return bad(i, "minutes", "route.programme.minutes");
        for (const model::TagId& tag : rule.tags) {
            // One tag, two departments: nobody would know which was meant.
            if (std::ranges::find(claimed, tag) != claimed.end())
                return bad(i, "tags", "route.programme.tag_twice");
            claimed.push_back(tag);
        }
        if (rule.words.size() > kRuleWordsAtMost) return bad(i, "words", "route.programme.many_words");
        for (const std::string& word : rule.words)
            if (word.size() > kRuleWordBytes || !base::is_utf8(word) ||
                model::query::Folded(word, model::query::Form::folded).words().empty())
                return bad(i, "words", "route.programme.bad_word");
    }
    return {};
}

std::vector<Proposal> proposals(const std::vector<HandOffRule>& rules, const model::Conversation& c,
                                const std::vector<DepartmentId>& departments) {
    const model::query::Folded post(c.excerpt, model::query::Form::folded);
    std::vector<Proposal> by_tag;
    std::vector<Proposal> by_word;
    for (const HandOffRule& rule : rules) {
        if (rule.to == c.department || !has(departments, rule.to) || !has(departments, rule.back)) continue;
        const auto tag = std::ranges::find_first_of(rule.tags, c.tags);
        if (tag != rule.tags.end())
            by_tag.push_back({rule, *tag, {}});
        else if (std::string word = first_word(rule, post); !word.empty())
            by_word.push_back({rule, std::nullopt, std::move(word)});
    }
    // A person put the tag there; a word is a guess.
    std::ranges::move(by_word, std::back_inserter(by_tag));
    return by_tag;
}

Result<SavedProgramme> Programmes::get(const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_settings, model::Scope::brand));
    MH_LET(saved, store_.programme(actor.brand));
    return saved.value_or(SavedProgramme{});
}

Result<SavedProgramme> Programmes::save(const model::Actor& actor, const ProgrammeChange& change,
                                        std::int64_t former) {
    MH_LET(now, get(actor));
    if (now.version != former)
        return fail(ErrorCode::stale, "route.programme.stale", {{"current", std::to_string(now.version)}});
    MH_LET(departments, store_.open_departments(actor.brand));
    SavedProgramme next{former + 1, actor.employee, clock_.now(), {now.programme.steps, change.rules}};
    for (HandOffRule& rule : next.programme.rules) {
        const auto same = [&](const HandOffRule& one) { return one.id == rule.id; };
        if (rule.id.empty() || std::ranges::none_of(now.programme.rules, same) ||
            std::ranges::count_if(next.programme.rules, same) > 1)
            rule.id = ids_.make<model::NoticeId>().value;
    }
    MH_TRY(check_rules(next.programme.rules, departments));
    for (std::size_t i = 0; i < kSetupSteps; ++i)
        if (StepMark& mark = next.programme.steps[i]; mark.state != change.steps[i])
            mark = {change.steps[i], actor.employee, next.saved_at};
    MH_TRY(store_.save_programme(actor.brand, next, former));
    return next;
}

Result<std::vector<Proposal>> Programmes::propose(const model::Actor& actor, const model::Conversation& c) {
    const model::EmployeeId owner = c.claim ? c.claim->holder : c.snooze ? c.snooze->by : model::EmployeeId{};
    MH_TRY(model::check(actor, Action::hand_off, model::scope_of(actor, c.brand, c.department, owner)));
    MH_LET(saved, store_.programme(actor.brand));
    if (!saved || saved->programme.rules.empty()) return std::vector<Proposal>{};
    MH_LET(departments, store_.open_departments(actor.brand));
    return proposals(saved->programme.rules, c, departments);
}

Result<model::HandBack> Programmes::hand_back(const model::Actor& actor, const std::string& id,
                                              const DepartmentId& to) {
    MH_LET(saved, store_.programme(actor.brand));
    if (saved)
        for (const HandOffRule& rule : saved->programme.rules)
            if (rule.id == id && rule.to == to) {
                MH_LET(departments, store_.open_departments(actor.brand));
                if (has(departments, rule.back))
                    return model::HandBack{rule.back, clock_.now() + rule.within};
            }
    return fail(ErrorCode::invalid, "route.programme.no_such_rule");
}

}  // namespace manyhands::route
