// Listening with queries, as the company has it: the queries, what is live, dry runs; and the thread that
// counts what they found into the store and tells who must hear of it.
#pragma once

#include <functional>
#include <thread>

#include "base/waker.hpp"
#include "listen/dry_run.hpp"
#include "model/settings.hpp"
#include "storage/store.hpp"

namespace manyhands::app {

class Listening {
  public:
    using Networks = std::function<base::Result<std::vector<listen::NetworkFacts>>(const model::BrandId&)>;
    Listening(storage::Store& store, const base::Clock& clock, base::IdSource& ids,
              const model::SettingLayers& layers, Networks networks);
    // Keeps what was counted until then.
    ~Listening();

    // Every brand's queries become live, a moment later.
    base::Result<void> open();
    void start();
    void stop() { waker_.stop(); }
    // Somebody's posts are to be erased: they may stand in what was heard, or given for a dry run.
    void forget();

    listen::Live& ears() { return ears_; }
    listen::Queries& queries() { return queries_; }
    listen::DryRuns& dry_runs() { return dry_runs_; }

  private:
    storage::Store& store_;
    const base::Clock& clock_;
    listen::Live ears_;
    listen::Queries queries_;
    listen::DryRuns dry_runs_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
