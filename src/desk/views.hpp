// Saved views: a query with a name, for oneself, one's department or the whole brand; and what goes through a
// query: lists narrowed by q= and the views' lengths. A list of a million rows is read within a bound: what
// was looked at is told, and the cursor goes on from there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/filter.hpp"

namespace manyhands::desk {

using ViewId = base::Id<struct SavedViewTag>;

enum class Shared { me, department, brand };
std::string_view to_string(Shared shared);
std::optional<Shared> shared(std::string_view text);

struct SavedView {
    ViewId id;
    model::BrandId brand;
    model::EmployeeId owner;
    model::DepartmentId department;  // the owner's when it was saved: with whom it is shared
    std::string name;
    std::string query;  // as it was written
    Shared shared = Shared::me;
    std::int64_t position = 0;
    base::Instant created_at{};
};

struct FilteredPage {
    RowPage page;
    int looked_at = 0;  // conversations
    // How far back the page has seen, by the order of its list; nothing when it saw all that there is.
    std::optional<base::Instant> looked_to;
};

// A post that a search found, newest first.
struct Hit {
    Row row;
    model::PostId post;
    base::Instant posted_at{};
    std::string excerpt;  // of the post's text, around the first thing found, at most kExcerpt bytes
    std::vector<model::query::Range> highlights;  // bytes of the excerpt
    static constexpr std::size_t kExcerpt = 280;
};
struct Found {
    std::vector<Hit> hits;
    std::string next;   // empty: the end
    int looked_at = 0;  // posts
    std::optional<base::Instant> looked_to;
};

struct Length {
    std::int64_t count = 0;
    bool is_floor = false;  // there may be more
};

// Reads and writes beside the others' stores. Thread-safe.
class ViewStore {
  public:
    virtual ~ViewStore() = default;
    virtual base::Result<void> save_view(const SavedView& view) = 0;  // new or changed
    virtual base::Result<void> remove_view(const ViewId& id) = 0;
    // Errors: not_found ("desk.view.not_found"), also for another brand's.
    virtual base::Result<SavedView> view(const model::BrandId& brand, const ViewId& id) = 0;
    // One's own, one's department's and the brand's, by position.
    virtual base::Result<std::vector<SavedView>> views_of(const model::BrandId& brand,
                                                          const model::EmployeeId& employee,
                                                          const model::DepartmentId& department) = 0;
    // What the names in a query mean in a brand now.
    virtual base::Result<Names> names_in(const model::BrandId& brand, const model::query::Node& root) = 0;
    // Errors: invalid ("storage.bad_cursor").
    virtual base::Result<FilteredPage> filtered_page(const PageQuery& query, const Filter& filter) = 0;
    virtual base::Result<Length> length(const model::BrandId& brand, const Filter& filter) = 0;
    // Posts, each by itself: what the query asks of a text must stand in one post. limit: 1 to 100.
    virtual base::Result<Found> search(const model::BrandId& brand, const Filter& filter,
                                       const std::string& cursor, int limit) = 0;
};

// Thread-safe.
class Views {
  public:
    static constexpr std::size_t kMaxViews = 100;  // that one person sees
    static constexpr std::size_t kMaxName = 80;    // bytes

    Views(ViewStore& store, const base::Clock& clock, base::IdSource& ids)
        : store_(store), clock_(clock), ids_(ids) {}

    struct Listed {
        SavedView view;
        Length length;
    };
    base::Result<std::vector<Listed>> list(const model::Actor& actor, const std::string& zone);
    // Errors: forbidden; invalid: the query's first problem, "desk.view.no_name", "desk.view.too_many".
    base::Result<SavedView> add(const model::Actor& actor, const std::string& name, const std::string& query,
                                Shared shared);
    struct Change {
        std::optional<std::string> name, query;
        std::optional<Shared> shared;
        std::optional<std::int64_t> position;
    };
    // Errors: as add(), and not_found: a view that one does not see.
    base::Result<SavedView> change(const model::Actor& actor, const ViewId& id, const Change& change);
    base::Result<void> remove(const model::Actor& actor, const ViewId& id);
    // Errors: as add(), "storage.bad_cursor".
    base::Result<FilteredPage> page(const model::Actor& actor, const PageQuery& query,
                                    const std::string& text, const std::string& zone);
    base::Result<Length> length(const model::Actor& actor, const std::string& text, const std::string& zone);
    base::Result<Found> search(const model::Actor& actor, const std::string& text, const std::string& zone,
                               const std::string& cursor, int limit);

  private:
    base::Result<Filter> filter(const model::Actor& actor, const std::string& text, const std::string& zone);
    base::Result<SavedView> seen_by(const model::Actor& actor, const ViewId& id);
    base::Result<void> check(const model::Actor& actor, const SavedView& view) const;

    ViewStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
};

}  // namespace manyhands::desk
