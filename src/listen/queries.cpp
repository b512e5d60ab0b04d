#include "listen/queries.hpp"

#include <array>
#include <utility>

#include "base/encoding.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"
#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::Scope;

constexpr std::array<std::pair<QueryState, std::string_view>, 4> kStates{{{QueryState::draft, "draft"},
                                                                          {QueryState::on, "on"},
                                                                          {QueryState::muted, "muted"},
                                                                          {QueryState::off, "off"}}};
constexpr std::array<std::pair<QueryPurpose, std::string_view>, 6> kPurposes{
    {{QueryPurpose::service, "service"},
     {QueryPurpose::brand, "brand"},
     {QueryPurpose::product, "product"},
     {QueryPurpose::competitor, "competitor"},
     {QueryPurpose::campaign, "campaign"},
     {QueryPurpose::risk, "risk"}}};
constexpr std::array<std::pair<QueryColour, std::string_view>, 8> kColours{{{QueryColour::blue, "blue"},
                                                                            {QueryColour::green, "green"},
                                                                            {QueryColour::amber, "amber"},
                                                                            {QueryColour::red, "red"},
                                                                            {QueryColour::violet, "violet"},
                                                                            {QueryColour::teal, "teal"},
                                                                            {QueryColour::pink, "pink"},
                                                                            {QueryColour::grey, "grey"}}};
constexpr std::array<std::pair<DryKind, std::string_view>, 3> kKinds{
    {{DryKind::stored, "stored"}, {DryKind::ring, "ring"}, {DryKind::archive, "archive"}}};
constexpr std::array<std::pair<Verdict, std::string_view>, 2> kVerdicts{
    {{Verdict::ours, "ours"}, {Verdict::noise, "noise"}}};

template <class Names, class Value>
std::string_view name_in(const Names& names, Value wanted) {
    for (const auto& [value, name] : names)
        if (value == wanted) return name;
    return "";
}
template <class Value, std::size_t N>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, N>& names,
                              std::string_view text) {
    for (const auto& [value, name] : names)
        if (name == text) return value;
    return std::nullopt;
}

std::unexpected<base::Error> refused(std::string pointer, std::string key,
                                     std::vector<std::pair<std::string, std::string>> args = {}) {
    args.emplace_back("pointer", std::move(pointer));
    return base::fail(ErrorCode::invalid, std::move(key), std::move(args));
}

std::unexpected<base::Error> dry_run_first() {
    return base::fail(ErrorCode::conflict, "listening.dry_run_first");
}

std::string trimmed(std::string text) {
    while (text.ends_with(' '))
        text.pop_back();
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

}  // namespace

std::string_view to_string(QueryState state) {
    return name_in(kStates, state);
}
std::string_view to_string(QueryPurpose purpose) {
    return name_in(kPurposes, purpose);
}
std::string_view to_string(QueryColour colour) {
    return name_in(kColours, colour);
}
std::string_view to_string(DryKind kind) {
    return name_in(kKinds, kind);
}
std::string_view to_string(Verdict verdict) {
    return name_in(kVerdicts, verdict);
}
std::optional<QueryState> query_state(std::string_view text) {
    return value_in(kStates, text);
}
std::optional<QueryPurpose> query_purpose(std::string_view text) {
    return value_in(kPurposes, text);
}
std::optional<QueryColour> query_colour(std::string_view text) {
    return value_in(kColours, text);
}
std::optional<DryKind> dry_kind(std::string_view text) {
    return value_in(kKinds, text);
}
std::optional<Verdict> verdict(std::string_view text) {
    return value_in(kVerdicts, text);
}

std::string text_key_of(std::string_view canonical) {
    return base::to_hex(base::sha256(canonical)).substr(0, 32);
}

Result<Query> change(Query query, const QueryChange& wanted, const Tried& tried, base::Instant now) {
    if (wanted.version && *wanted.version != query.version)
        return base::fail(ErrorCode::conflict, "listening.changed");
    if (wanted.name) query.name = trimmed(base::nfc(base::clean_line(*wanted.name)));
    if (query.name.empty() || base::code_point_count(query.name) > kQueryNameAtMost)
        return refused("/name", "listening.name.bad", {{"limit", std::to_string(kQueryNameAtMost)}});
    if (wanted.text) {
        const auto parsed = model::query::parse(*wanted.text, model::query::Purpose::listening);
        if (!parsed.ok()) return refused("/query", "listening.query.refused");
        query.text = *wanted.text;
        query.canonical = model::query::print(*parsed.root);
        const std::string key = text_key_of(query.canonical);
        if (key != query.text_key && query.state == QueryState::on && !tried(key)) return dry_run_first();
        query.text_key = key;
    }
    if (wanted.purpose) query.purpose = *wanted.purpose;
    if (wanted.colour) query.colour = *wanted.colour;
    if (wanted.alert) query.alert = *wanted.alert;
    if (wanted.owner) query.owner = *wanted.owner;
    if (query.alert && (query.alert->at_least < 1 || query.alert->at_least > kAlertAtMost ||
                        query.alert->minutes < 1 || query.alert->minutes > kAlertMinutesAtMost))
        return refused("/alert", "listening.alert.bad", {{"minutes", std::to_string(kAlertMinutesAtMost)}});
    query.updated_at = now;
    ++query.version;
    return query;
}

Result<Query> switch_to(Query query, QueryState state, const Tried& tried, base::Instant now) {
    if (state == QueryState::on && !tried(query.text_key)) return dry_run_first();
    if (state == query.state) return query;
    query.state = state;
    query.updated_at = now;
    ++query.version;
    return query;
}

bool Queries::may_manage(const Actor& actor) {
    return model::check(actor, Action::manage_listening, Scope::brand).has_value();
}

Result<std::vector<Query>> Queries::list(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_listening, Scope::brand));
    return store_.listening_queries(actor.brand);
}

Result<Query> Queries::get(const Actor& actor, const model::QueryId& id) {
    MH_TRY(model::check(actor, Action::see_listening, Scope::brand));
    return store_.listening_query(actor.brand, id);
}

Result<Query> Queries::add(const Actor& actor, const QueryChange& wanted) {
    MH_TRY(model::check(actor, Action::manage_listening, Scope::brand));
    Query query;
    query.id = ids_.make<model::QueryId>();
    query.brand = actor.brand;
    query.owner = actor.employee;
    query.created_at = clock_.now();
    QueryChange all = wanted;
    if (!all.text) all.text = "";  // refused, with what is missing
    all.version.reset();
    all.owner.reset();
    MH_LET(made,
           listen::change(std::move(query), all, [](const std::string&) { return false; }, clock_.now()));
    made.version = 1;
    MH_TRY(store_.add_listening_query(made));
    return made;
}

Result<Query> Queries::change(const Actor& actor, const model::QueryId& id, const QueryChange& wanted) {
    MH_TRY(model::check(actor, Action::manage_listening, Scope::brand));
    MH_LET(query, store_.change_listening_query(actor.brand, id, [&](Query stored, const Tried& tried) {
        return listen::change(std::move(stored), wanted, tried, clock_.now());
    }));
    told(actor.brand);
    return query;
}

Result<Query> Queries::set_state(const Actor& actor, const model::QueryId& id, QueryState state) {
    MH_TRY(model::check(actor, Action::manage_listening, Scope::brand));
    MH_LET(query, store_.change_listening_query(actor.brand, id, [&](Query stored, const Tried& tried) {
        return switch_to(std::move(stored), state, tried, clock_.now());
    }));
    told(actor.brand);
    return query;
}

Result<void> Queries::remove(const Actor& actor, const model::QueryId& id) {
    MH_TRY(model::check(actor, Action::manage_listening, Scope::brand));
    MH_TRY(store_.remove_listening_query(actor.brand, id));
    told(actor.brand);
    return {};
}

}  // namespace manyhands::listen
