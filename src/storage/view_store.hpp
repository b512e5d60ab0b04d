// Saved views, and lists through a query. What is looked at for one answer is bounded, whatever the query:
// the order's own index is read until the page is full or kLooked rows were seen (docs/adr/0013).
#pragma once

#include "desk/views.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ViewRows : public desk::ViewStore {
  public:
    explicit ViewRows(Engine& engine) : engine_(engine) {}

    base::Result<void> save_view(const desk::SavedView& view) override;
    base::Result<void> remove_view(const desk::ViewId& id) override;
    base::Result<desk::SavedView> view(const model::BrandId& brand, const desk::ViewId& id) override;
    base::Result<std::vector<desk::SavedView>> views_of(const model::BrandId& brand,
                                                        const model::EmployeeId& employee,
                                                        const model::DepartmentId& department) override;
    base::Result<desk::Names> names_in(const model::BrandId& brand, const model::query::Node& root) override;
    base::Result<desk::FilteredPage> filtered_page(const desk::PageQuery& query,
                                                   const desk::Filter& filter) override;
    base::Result<desk::Length> length(const model::BrandId& brand, const desk::Filter& filter) override;
    base::Result<desk::Found> search(const model::BrandId& brand, const desk::Filter& filter,
                                     const std::string& cursor, int limit) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
