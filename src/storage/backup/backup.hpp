// Backups of a data folder, made beside a running server, and their way back. A backup is an archive
// (archive.hpp) with the database as it was at one instant, the media folder, and a manifest with the digest
// of every part. The data key is not among them (decision 25) unless it comes in a box that a passphrase
// opens.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "storage/backup/archive.hpp"

namespace manyhands::storage {

inline constexpr const char* kDatabaseFile = "manyhands.db";
inline constexpr const char* kMediaFolder = "media";
inline constexpr const char* kKeyBoxPart = "data.key.box";
inline constexpr const char* kBackupFolder = "backups";  // of automatic ones, in the data folder

// A step of the work by name ("copy", "pack", "check", "unpack"), and how far it is.
using BackupProgress = std::function<void(std::string_view step, std::int64_t done, std::int64_t all)>;

enum class Media { with, without };

struct BackupManifest {
    base::Instant made_at{};
    int schema = 0;
    std::string key_mark;  // tells one data key from another and nothing else; empty: no key was there
    Media media = Media::with;
    std::vector<ArchivePart> parts;
};

struct BackupOrder {
    std::filesystem::path data;
    std::filesystem::path target;  // a file to be made or replaced
    Media media = Media::with;
    std::string key_mark;
    std::string key_box;  // empty: none
    BackupProgress progress;
};

// Consistent at one instant whoever writes meanwhile; takes no lock. Media are never changed once written and
// are copied after the database, so everything that it names is there. Errors: not_found ("storage.no_data"),
// unavailable ("storage.backup.write", "storage.backup.read", "storage.backup.no_room", "storage.failed").
base::Result<BackupManifest> make_backup(const BackupOrder& order, const base::Clock& clock);

// Reads every byte. Errors: not_found ("storage.backup.missing"), invalid ("storage.backup.damaged").
base::Result<void> check_backup(const std::filesystem::path& file, const BackupProgress& progress);

enum class Present { refuse, keep_beside };  // what to do with a folder that holds something

struct RestoreOrder {
    std::filesystem::path file;
    std::filesystem::path data;
    Present present = Present::refuse;
    // Opens the box with the key and returns the key's bytes; empty: the box stays closed.
    std::function<base::Result<std::string>(const std::string& box)> open_key;
    BackupProgress progress;
};

struct Restored {
    BackupManifest manifest;
    std::filesystem::path kept;  // where the former folder is now; empty: there was none
    bool key_in_place = false;   // data.key is there: from the box, or the former folder's
};

// Checks every byte, unpacks beside the folder, has SQLite check the database, and only then puts the folder
// in its place in one step. What was there stands beside it, whole. Errors: those of check_backup; conflict
// ("storage.in_use", "storage.restore.not_empty", "storage.newer_schema"); unavailable.
base::Result<Restored> restore_backup(const RestoreOrder& order, const base::Clock& clock);

}  // namespace manyhands::storage
