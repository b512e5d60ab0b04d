#include "desk/views.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text/utf8.hpp"
#include "model/policy.hpp"
#include "model/query/parser.hpp"

namespace manyhands::desk {
namespace {

constexpr std::array<std::pair<Shared, std::string_view>, 3> kShared{
    {{Shared::me, "me"}, {Shared::department, "department"}, {Shared::brand, "brand"}}};

base::Result<std::string> view_name(const std::string& given) {
    std::string name = base::clean_line(given);
    if (name.find_first_not_of(' ') == std::string::npos || name.size() > Views::kMaxName)
        return base::fail(base::ErrorCode::invalid, "desk.view.no_name",
                          {{"limit", std::to_string(Views::kMaxName)}});
    return name;
}

}  // namespace

std::string_view to_string(Shared shared) {
    for (const auto& [value, name] : kShared)
        if (value == shared) return name;
    return "";
}

std::optional<Shared> shared(std::string_view text) {
    for (const auto& [value, name] : kShared)
        if (name == text) return value;
    return std::nullopt;
}

base::Result<Filter> Views::filter(const model::Actor& actor, const std::string& text,
                                   const std::string& zone) {
    MH_TRY(model::check(actor, model::Action::see_conversation, model::Scope::brand));
    MH_LET(root, model::query::parse_or_refuse(text, model::query::Purpose::view));
    MH_LET(names, store_.names_in(actor.brand, root));
    return Filter(std::move(root), std::move(names),
                  {actor.employee, clock_.now(), zone.empty() ? std::string("UTC") : zone});
}

base::Result<std::vector<Views::Listed>> Views::list(const model::Actor& actor, const std::string& zone) {
    MH_LET(views, store_.views_of(actor.brand, actor.employee, actor.department));
    std::vector<Listed> listed;
    for (SavedView& view : views) {
        // A query that can no longer be read is still shown, so that it can be put right.
        const auto counted = length(actor, view.query, zone);
        listed.push_back({std::move(view), counted ? *counted : Length{0, true}});
    }
    return listed;
}

// Whoever shares must be allowed to; somebody else's view is a lead's to change.
base::Result<void> Views::check(const model::Actor& actor, const SavedView& view) const {
    const auto scope = view.owner == actor.employee ? model::Scope::own : model::Scope::brand;
    MH_TRY(model::check(actor, model::Action::manage_view, scope));
    if (view.shared == Shared::me) return {};
    return model::check(actor, model::Action::share_view, model::Scope::brand);
}

base::Result<SavedView> Views::seen_by(const model::Actor& actor, const ViewId& id) {
    MH_LET(view, store_.view(actor.brand, id));
    const bool seen = view.owner == actor.employee || view.shared == Shared::brand ||
                      (view.shared == Shared::department && view.department == actor.department);
    if (!seen) return base::fail(base::ErrorCode::not_found, "desk.view.not_found");
    return view;
}

base::Result<SavedView> Views::add(const model::Actor& actor, const std::string& name,
                                   const std::string& query, Shared shared) {
    SavedView view;
    view.brand = actor.brand;
    view.owner = actor.employee;
    view.department = actor.department;
    view.query = query;
    view.shared = shared;
    view.created_at = clock_.now();
    MH_TRY(check(actor, view));
    MH_LET(tidy, view_name(name));
    view.name = std::move(tidy);
    MH_TRY(model::query::parse_or_refuse(query, model::query::Purpose::view));
    MH_LET(others, store_.views_of(actor.brand, actor.employee, actor.department));
    if (others.size() >= kMaxViews)
        return base::fail(base::ErrorCode::conflict, "desk.view.too_many",
                          {{"limit", std::to_string(kMaxViews)}});
    for (const SavedView& other : others)
        view.position = std::max(view.position, other.position + 1);
    view.id = ids_.make<ViewId>();
    MH_TRY(store_.save_view(view));
    return view;
}

base::Result<SavedView> Views::change(const model::Actor& actor, const ViewId& id, const Change& change) {
    MH_LET(view, seen_by(actor, id));
    MH_TRY(check(actor, view));
    if (change.name) {
        MH_LET(tidy, view_name(*change.name));
        view.name = std::move(tidy);
    }
    if (change.query) {
        MH_TRY(model::query::parse_or_refuse(*change.query, model::query::Purpose::view));
        view.query = *change.query;
    }
    if (change.shared) view.shared = *change.shared;
    if (change.position) view.position = *change.position;
    MH_TRY(check(actor, view));
    MH_TRY(store_.save_view(view));
    return view;
}

base::Result<void> Views::remove(const model::Actor& actor, const ViewId& id) {
    MH_LET(view, seen_by(actor, id));
    MH_TRY(check(actor, view));
    return store_.remove_view(id);
}

base::Result<FilteredPage> Views::page(const model::Actor& actor, const PageQuery& query,
                                       const std::string& text, const std::string& zone) {
    MH_LET(by, filter(actor, text, zone));
    return store_.filtered_page(query, by);
}

base::Result<Length> Views::length(const model::Actor& actor, const std::string& text,
                                   const std::string& zone) {
    MH_LET(by, filter(actor, text, zone));
    return store_.length(actor.brand, by);
}

base::Result<Found> Views::search(const model::Actor& actor, const std::string& text, const std::string& zone,
                                  const std::string& cursor, int limit) {
    MH_LET(by, filter(actor, text, zone));
    return store_.search(actor.brand, by, cursor, limit);
}

}  // namespace manyhands::desk
