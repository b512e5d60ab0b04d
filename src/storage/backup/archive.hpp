// One file that holds named parts: a tar archive (ustar) that ends with a seal, the SHA-256 of every byte
// before it. Whatever is changed, cut off or added anywhere is found before anything is taken from it.
// Anybody's `tar` can list and unpack it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"
#include "base/result.hpp"

namespace manyhands::storage {

// Bytes done and bytes in all.
using BytesDone = std::function<void(std::int64_t done, std::int64_t all)>;

struct ArchivePart {
    std::string name;  // "manyhands.db", "media/<name>": letters, digits and -_. between slashes
    std::int64_t bytes = 0;
    std::string sha256;  // lower-case hex

    friend bool operator==(const ArchivePart&, const ArchivePart&) = default;
};

bool archive_name_ok(std::string_view name);

// Writes beside the target and moves the whole file into place when it is sealed: what has the target's name
// is complete. Not thread-safe. Errors: unavailable ("storage.backup.write": file).
class ArchiveWriter {
  public:
    // `seconds`: since 1970, the time that every part bears.
    ArchiveWriter(std::filesystem::path target, std::int64_t seconds);
    ~ArchiveWriter();  // unsealed: leaves nothing
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    base::Result<void> open();
    base::Result<ArchivePart> add(const std::string& name, std::string_view bytes);
    base::Result<ArchivePart> add_file(const std::string& name, const std::filesystem::path& file,
                                       const BytesDone& progress);
    // Durable and in place when it returns.
    base::Result<void> seal();

  private:
    base::Result<void> write(std::string_view bytes);
    base::Result<void> pad(std::int64_t bytes);
    std::unexpected<base::Error> failed() const;

    std::filesystem::path target_;
    std::filesystem::path part_;
    std::int64_t seconds_;
    int descriptor_ = -1;
    base::Sha256 digest_;
};

// Reads the whole file once. Errors: not_found ("storage.backup.missing"), invalid
// ("storage.backup.damaged").
base::Result<void> check_seal(const std::filesystem::path& archive, const BytesDone& progress);

// Unpacks below `folder` (which exists, and is synced by the caller) and says what it unpacked. Only for what
// passed check_seal. Errors:
// invalid ("storage.backup.damaged"), unavailable ("storage.folder").
base::Result<std::vector<ArchivePart>> unpack(const std::filesystem::path& archive,
                                              const std::filesystem::path& folder, const BytesDone& progress);

// To the disk, with the folder's entry. False when that failed.
bool sync_file(const std::filesystem::path& file);

}  // namespace manyhands::storage
