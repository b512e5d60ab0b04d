// Pictures: a row each, and files named by what they are in <data>/media.
#pragma once

#include "answer/media.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class MediaRows : public answer::MediaStore {
  public:
    explicit MediaRows(Engine& engine) : engine_(engine) {}

    base::Result<void> add_media(const answer::MediaRow& row, const std::string& bytes) override;
    base::Result<answer::MediaRow> media(const model::BrandId& brand, const model::MediaId& id) override;
    // Errors: unavailable ("storage.media_gone").
    base::Result<std::string> media_bytes(const answer::MediaRow& row) override;
    base::Result<int> remove_unused_media(base::Instant made_before, int limit) override;

  private:
    std::filesystem::path place_of(const std::string& digest) const;

    Engine& engine_;
};

}  // namespace manyhands::storage
