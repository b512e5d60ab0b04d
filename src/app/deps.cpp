// What the edge of HTTP is given of a company.
#include "app/company.hpp"
#include "app/reaching.hpp"
#include "app/serve.hpp"
#include "app/shifts.hpp"
#include "http/crowd_deps.hpp"
#include "storage/know_store.hpp"

namespace manyhands::app {

http::Deps deps_of(Company& company, const base::Clock& clock) {
    storage::Store& store = company.store();
    return {company.identity(),
            store,
            store,
            company.presence(),
            company.views(),
            company.route(),
            company.answer(),
            store,
            store,
            company.outbox(),
            store,
            company.accounts(),
            clock,
            company.ids(),
            [&store]() -> base::Result<void> {
                const auto brands = store.all_brands();
                if (!brands) return std::unexpected(brands.error());
                return {};
            },
            company.phrases(),
            company.staff(),
            company.joining(),
            company.second_factors(),
            company.sso(),
            company.notes(),
            store,
            company.joiner(),
            company.jobs(),
            company.media(),
            company.settings(),
            store,
            company.hooks(),
            company.erasures(),
            company.listening().queries(),
            company.listening().ears(),
            company.listening().dry_runs(),
            company.forms(),
            company.quality(),
            company.guide(),
            company.approvals(),
            company.programmes(),
            company.actions(),
            std::make_shared<const http::CrowdDeps>(http::CrowdDeps{
                company.tips(), company.bindings(), company.own_client(), company.certifier(),
                company.thanks().satisfaction(), company.thanks().cards(), company.honour(),
                company.reaching().nudges(), store, company.reaching().stop_links(),
                company.shifts().shifts(), company.shifts().logs(), company.hints(clock), store.know()}),
            [&store] { return store.refuses_writes(); }};
}

}  // namespace manyhands::app
