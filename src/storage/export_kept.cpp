// Audits and tips for the export: each row as an object whose members say what its columns mean.
#include <functional>
#include <utility>

#include "quality/card.hpp"
#include "storage/export_store.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;
using base::Result;
using Read = std::function<json::object(const std::array<std::string, 3>&, sqlite::Row&)>;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}
std::string at(sqlite::Row& row) {
    return base::to_rfc3339(row.at());
}
json::value maybe_at(sqlite::Row& row) {
    const auto found = row.maybe_at();
    return found ? json::value(base::to_rfc3339(*found)) : json::value(nullptr);
}
json::object marks_json(const std::string& text) {
    json::object out;
    for (const auto& [criterion, value] : quality::marks_from(text))
        out[criterion] = value;
    return out;
}
double points(std::int64_t hundredths) {
    return static_cast<double>(hundredths) / 100;
}

// Members in the order of the columns: an initialiser list is read from left to right.
json::object card(const std::array<std::string, 3>&, sqlite::Row& row) {
    json::object out{{"version", row.number()}};
    out["card"] = json::parse(row.text());
    out["by"] = row.text();
    out["at"] = at(row);
    return out;
}
json::object round(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"id", key[0]},
            {"round_kind", row.text()},
            {"state", row.text()},
            {"from", at(row)},
            {"to", at(row)},
            {"columns", row.text()},
            {"seed", row.text()},
            {"confidence", row.number()},
            {"margin", row.number()},
            {"expected", row.number()},
            {"twice_percent", row.number()},
            {"newcomer_days", row.number()},
            {"population", row.number()},
            {"card", row.number()},
            {"created_by", row.text()},
            {"created_at", at(row)},
            {"closed_at", maybe_at(row)}};
}
json::object stratum(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"round", key[0]}, {"name", key[1]}, {"population", row.number()}, {"drawn", row.number()}};
}
json::object item(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"round", key[0]},          {"answer", key[1]},
            {"position", row.number()}, {"conversation", row.text()},
            {"author", row.text()},     {"department", text_or_null(row.text())},
            {"network", row.text()},    {"sent_at", at(row)},
            {"stratum", row.text()},    {"wanted", row.number()}};
}
json::object mark(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"round", key[0]},
            {"answer", key[1]},
            {"auditor", key[2]},
            {"card", row.number()},
            {"marks", marks_json(row.text())},
            {"critical", row.truth()},
            {"score", points(row.number())},
            {"note", row.text()},
            {"at", at(row)}};
}
json::object appeal(const std::array<std::string, 3>& key, sqlite::Row& row) {
    json::object out{{"round", key[0]},
                     {"answer", key[1]},
                     {"state", row.text()},
                     {"reason", row.text()},
                     {"at", at(row)},
                     {"decided_by", text_or_null(row.text())},
                     {"decided_at", maybe_at(row)},
                     {"decision", row.text()}};
    const auto marks = row.maybe_text();
    const auto critical = row.maybe_number();
    const auto score = row.maybe_number();
    if (marks)
        out["counts_now"] = {{"marks", marks_json(*marks)},
                             {"critical", critical.value_or(0) != 0},
                             {"score", points(score.value_or(0))}};
    return out;
}
json::object tip(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"id", key[0]},
            {"title", row.text()},
            {"ko", row.text()},
            {"en", row.text()},
            {"state", row.text()},
            {"author", text_or_null(row.text())},
            {"proposed_by", text_or_null(row.text())},
            {"from_answer", text_or_null(row.text())},
            {"from_conversation", text_or_null(row.text())},
            {"version", row.number()},
            {"created_at", at(row)},
            {"changed_at", at(row)}};
}
json::object tip_use(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"tip", key[0]}, {"conversation", key[1]}, {"employee", row.text()}, {"at", at(row)}};
}

json::object hint_mark(const std::array<std::string, 3>& key, sqlite::Row& row) {
    return {{"note", key[0]},
            {"mark", key[1]},
            {"conversation", row.text()},
            {"author", text_or_null(row.text())},
            {"by", text_or_null(row.text())},
            {"at", at(row)},
            {"counted_at", maybe_at(row)}};
}

struct Kind {
    std::string_view name;
    std::string_view statement;
    Read read;
};
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{{"score_card", "export.score_cards", card},
                                       {"audit_round", "export.audit_rounds", round},
                                       {"audit_stratum", "export.audit_strata", stratum},
                                       {"audit_item", "export.audit_items", item},
                                       {"audit_mark", "export.audit_marks", mark},
                                       {"audit_appeal", "export.audit_appeals", appeal},
                                       {"tip", "export.tips", tip},
                                       {"tip_use", "export.tip_uses", tip_use},
                                       {"hint_mark", "export.hint_marks", hint_mark}};
    return all;
}

}  // namespace

const std::vector<std::string_view>& ExportRows::kept_kinds() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> out;
        for (const Kind& one : kinds())
            out.push_back(one.name);
        return out;
    }();
    return names;
}

Result<ExportRows::Kept> ExportRows::export_kept(std::string_view kind, const model::BrandId& brand,
                                                 const std::array<std::string, 3>& after, int limit) {
    return engine_->read([&](sqlite::Connection& db) -> Result<Kept> {
        Kept lines;
        for (const Kind& one : kinds()) {
            if (one.name != kind) continue;
            auto query = db.use(one.statement);
            query.bind("after", after[0])
                .bind("second", after[1])
                .bind("third", after[2])
                .bind("brand", brand)
                .bind("limit", limit);
            while (query.step()) {
                auto row = query.row();
                Line line;
                for (std::string& part : line.key)
                    part = row.text();
                line.line = one.read(line.key, row);
                lines.push_back(std::move(line));
            }
        }
        return lines;
    });
}

}  // namespace manyhands::storage
