#include "storage/view_store.hpp"

#include <algorithm>

#include "base/text/unicode.hpp"
#include "storage/inbox_rows.hpp"
#include "storage/view_text.hpp"

namespace manyhands::storage {
namespace {

using model::query::Field;
using model::query::Node;

desk::SavedView read_view(sqlite::Row& row) {
    desk::SavedView view;
    view.id = row.id<desk::ViewId>();
    view.brand = row.id<model::BrandId>();
    view.owner = row.id<model::EmployeeId>();
    view.department = row.id<model::DepartmentId>();
    view.name = row.text();
    view.query = row.text();
    view.shared = desk::shared(row.text()).value_or(desk::Shared::me);
    view.position = row.number();
    view.created_at = row.at();
    return view;
}

std::vector<std::string> texts_of(sqlite::Query& query) {
    std::vector<std::string> texts;
    while (query.step())
        texts.push_back(query.row().text());
    return texts;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    return text;
}

std::vector<std::string> meaning(sqlite::Connection& db, const model::BrandId& brand, const Node& field) {
    const std::string_view bare =
        field.text.starts_with('@') ? std::string_view(field.text).substr(1) : field.text;
    if (field.field == Field::holder || field.field == Field::answered_by) {
        auto query = db.use("views.employees_by_initials");
        query.bind("brand", brand).bind("initials", bare).bind("upper", upper(std::string(bare)));
        return texts_of(query);
    }
    if (field.field == Field::account) {
        auto query = db.use("views.accounts_by_handle");
        query.bind("brand", brand).bind("handle", bare);
        return texts_of(query);
    }
    if (field.field == Field::tag) {
        auto query = db.use("views.tags_by_name");
        query.bind("brand", brand).bind("folded", base::fold_for_search(field.text)).bind("name", field.text);
        return texts_of(query);
    }
    if (field.field != Field::department) return {};
    std::vector<std::string> ids;
    const std::string wanted = base::fold_for_search(field.text);
    auto query = db.use("identity.departments");
    query.bind("brand", brand);
    while (query.step()) {
        auto row = query.row();
        std::string id = row.text();
        row.text();  // the brand
        const std::string ko = base::fold_for_search(row.text());
        const std::string en = base::fold_for_search(row.text());
        if (id == field.text || ko == wanted || en == wanted) ids.push_back(std::move(id));
    }
    return ids;
}

}  // namespace

base::Result<void> ViewRows::save_view(const desk::SavedView& view) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("views.save")
            .bind("id", view.id)
            .bind("brand", view.brand)
            .bind("owner", view.owner)
            .bind("department", view.department)
            .bind("name", view.name)
            .bind("query", view.query)
            .bind("shared", desk::to_string(view.shared))
            .bind("position", view.position)
            .bind("created_at", view.created_at)
            .run();
        return {};
    });
}

base::Result<void> ViewRows::remove_view(const desk::ViewId& id) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("views.remove").bind("id", id).run();
        return {};
    });
}

base::Result<desk::SavedView> ViewRows::view(const model::BrandId& brand, const desk::ViewId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::SavedView> {
        auto query = db.use("views.one");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "desk.view.not_found");
        auto row = query.row();
        return read_view(row);
    });
}

base::Result<std::vector<desk::SavedView>> ViewRows::views_of(const model::BrandId& brand,
                                                              const model::EmployeeId& employee,
                                                              const model::DepartmentId& department) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<desk::SavedView>> {
        auto query = db.use("views.seen");
        query.bind("brand", brand).bind("employee", employee).bind("department", department);
        std::vector<desk::SavedView> views;
        while (query.step()) {
            auto row = query.row();
            views.push_back(read_view(row));
        }
        return views;
    });
}

base::Result<desk::Names> ViewRows::names_in(const model::BrandId& brand, const Node& root) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Names> {
        desk::Names names;
        for (const Node* field : desk::named_fields(root))
            names.emplace(model::query::print(*field), meaning(db, brand, *field));
        return names;
    });
}

base::Result<desk::FilteredPage> ViewRows::filtered_page(const desk::PageQuery& query,
                                                         const desk::Filter& filter) {
    const desk::PageQuery plan = narrowed(query, filter);
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::FilteredPage> {
        const std::int64_t seq = read_seq(db, query.brand);
        if (auto by_text = page_by_text(db, plan, filter, query.cursor)) {
            by_text->page.seq = seq;
            return std::move(*by_text);
        }
        MH_LET(place, from_cursor(plan.view, query.cursor));
        desk::FilteredPage out;
        out.page.seq = seq;
        const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 200));
        const Scanned scanned = scan(db, plan, filter, place, kBudget, [&](desk::Row row) {
            out.page.rows.push_back(std::move(row));
            return out.page.rows.size() < limit;
        });
        out.looked_at = scanned.looked_at;
        if (!scanned.to_the_end) {
            out.page.next = to_cursor(plan.view, scanned.last);
            out.looked_to = scanned.looked_to;
        }
        return out;
    });
}

base::Result<desk::Length> ViewRows::length(const model::BrandId& brand, const desk::Filter& filter) {
    desk::PageQuery query;
    query.brand = brand;
    query.viewer = filter.asking().viewer;
    query.view = desk::View::all;
    const desk::PageQuery plan = narrowed(query, filter);
    MH_LET(place, from_cursor(plan.view, ""));
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Length> {
        if (const auto by_text = length_by_text(db, plan, filter)) return *by_text;
        desk::Length length;
        const Scanned scanned = scan(db, plan, filter, place, kCountBudget, [&](const desk::Row&) {
            ++length.count;
            return true;
        });
        length.is_floor = !scanned.to_the_end;
        return length;
    });
}

base::Result<desk::Found> ViewRows::search(const model::BrandId& brand, const desk::Filter& filter,
                                           const std::string& cursor, int limit) {
    const auto before = from_text_cursor(cursor);
    if (!cursor.empty() && !before) return base::fail(base::ErrorCode::invalid, "storage.bad_cursor");
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Found> {
        return search_posts(db, brand, filter, before, limit);
    });
}

}  // namespace manyhands::storage
