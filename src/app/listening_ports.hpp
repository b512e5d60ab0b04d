// What dry runs of listening queries need of channels: files as posts, and what a brand's networks give us.
#pragma once

#include "app/accounts.hpp"
#include "listen/dry_run.hpp"

namespace manyhands::app {

// NDJSON, CSV or TSV, also packed by xz: the columns of docs/channels/archive.md, of which only a text is
// needed; also lines as `manyhands listen` takes them. At most 200 MiB unpacked; what lies behind is left
// out. Errors: invalid, those of channels::archive::read_table.
base::Result<listen::ArchivePosts> read_listening_archive(const std::string& name, const std::string& bytes,
                                                          base::Instant now);

// One for each network of the brand's accounts that listen, by name.
base::Result<std::vector<listen::NetworkFacts>> network_facts(Accounts& accounts,
                                                              const model::BrandId& brand);

}  // namespace manyhands::app
