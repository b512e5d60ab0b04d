// What the files of verbs share.
#pragma once

#include <memory>
#include <string>

#include "app/commands.hpp"
#include "storage/store.hpp"

namespace manyhands::app {

// The one that was named, or the only one there is. Errors: not_found ("cli.no_company"), invalid
// ("cli.which_brand").
base::Result<model::BrandId> pick_brand(identity::IdentityStore& store, const std::string& wanted);

// For verbs that only look: goes beside a running server, takes no lock and makes no folder.
base::Result<std::unique_ptr<storage::Store>> open_to_look(const cli::Common& common, const Console& console);

// The practice company's folder with a company in it. Errors: conflict ("practice.not_practice"), those of
// make_practice_company.
base::Result<void> make_practice_if_needed(const cli::Practice& command, const Console& console);

// A report's figures for --json, and "7:05" of seconds ("-" for none).
boost::json::object figures_json(const reports::Figures& figures);
std::string minutes_text(std::optional<std::int64_t> seconds);

}  // namespace manyhands::app
