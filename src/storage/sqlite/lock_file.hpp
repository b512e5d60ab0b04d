// The running server owns the data folder (decision 22): an exclusive lock that ends with the process, also
// with one that is killed.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace manyhands::storage::sqlite {

class LockFile {
  public:
    // Errors: conflict ("storage.in_use", folder) when another process, or another store of this one, has it;
    // unavailable ("storage.folder", folder).
    static base::Result<LockFile> take(const std::filesystem::path& folder);
    LockFile() = default;
    ~LockFile();
    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&& other) noexcept;

  private:
    explicit LockFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace manyhands::storage::sqlite
