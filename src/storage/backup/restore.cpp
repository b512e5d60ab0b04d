#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.hpp"
#include "storage/backup/backup.hpp"
#include "storage/migrate.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/lock_file.hpp"

namespace manyhands::storage {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;

constexpr const char* kKeyFile = "data.key";
constexpr const char* kManifestFile = "manifest.json";

std::unexpected<base::Error> damaged(const fs::path& file, std::string cause) {
    return base::fail(ErrorCode::invalid, "storage.backup.damaged", {{"file", file.string()}},
                      std::move(cause));
}

std::unexpected<base::Error> unusable(const fs::path& folder, std::string cause) {
    return base::fail(ErrorCode::unavailable, "storage.folder", {{"folder", folder.string()}},
                      std::move(cause));
}

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The manifest, when what was unpacked is exactly what it names.
base::Result<BackupManifest> read_manifest(const fs::path& archive, const fs::path& folder,
                                           std::vector<ArchivePart> unpacked) {
    try {
        const json::value value = json::parse(read_file(folder / kManifestFile));
        const json::object& object = value.as_object();
        if (object.at("format").as_int64() != 1)
            return base::fail(ErrorCode::conflict, "storage.restore.newer_format",
                              {{"file", archive.string()}});
        BackupManifest manifest;
        MH_LET(made_at, base::parse_rfc3339(std::string(object.at("made_at").as_string())));
        manifest.made_at = made_at;
        manifest.schema = static_cast<int>(object.at("schema").as_int64());
        manifest.key_mark = std::string(object.at("key_mark").as_string());
        manifest.media = object.at("media").as_bool() ? Media::with : Media::without;
        for (const json::value& each : object.at("parts").as_array())
            manifest.parts.push_back({std::string(each.at("name").as_string()), each.at("bytes").as_int64(),
                                      std::string(each.at("sha256").as_string())});
        std::erase_if(unpacked, [](const ArchivePart& part) { return part.name == kManifestFile; });
        if (unpacked != manifest.parts) return damaged(archive, "the parts are not those of the manifest");
        return manifest;
    } catch (const std::exception& broken) {
        return damaged(archive, std::string("manifest: ") + broken.what());
    }
}

base::Result<void> check_database(const fs::path& file, const fs::path& archive) {
    try {
        sqlite::Connection db(file, sqlite::Mode::write);
        if (const std::string said = db.scalar("pragma integrity_check"); said != "ok")
            return damaged(archive, "integrity_check: " + said);
        if (const std::string said = db.scalar("pragma foreign_key_check"); !said.empty())
            return damaged(archive, "foreign_key_check: " + said);
        MH_TRY(plan_migration(db, all_migrations()));  // a newer one is refused
        db.exec("pragma wal_checkpoint(truncate)");
    } catch (const sqlite::Failure& failure) {
        return damaged(archive, failure.what());
    }
    return {};
}

bool holds_something(const fs::path& folder) {
    std::error_code failed;
    for (auto it = fs::directory_iterator(folder, failed); !failed && it != fs::directory_iterator();
         it.increment(failed))
        if (it->path().filename() != "lock") return true;
    return false;
}

bool sync_everything(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool done = ::syncfs(descriptor) == 0;
    ::close(descriptor);
    return done;
}

// The key's bytes in a file of its owner's only.
bool write_key(const fs::path& file, const std::string& key) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0) return false;
    const bool written = ::write(out, key.data(), key.size()) == static_cast<ssize_t>(key.size());
    ::close(out);
    return written;
}

// Media are never changed once written: what the backup left out is linked, not copied.
void link_media(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    for (auto it = fs::recursive_directory_iterator(from, failed);
         !failed && it != fs::recursive_directory_iterator(); it.increment(failed)) {
        if (!it->is_regular_file(failed)) continue;
        const fs::path target = to / fs::relative(it->path(), from, failed);
        std::error_code each;
        fs::create_directories(target.parent_path(), each);
        fs::create_hard_link(it->path(), target, each);
        if (each) fs::copy_file(it->path(), target, each);
    }
}

fs::path trimmed(const fs::path& folder) {
    return folder.has_filename() ? folder : folder.parent_path();
}

// Both names change their meaning in one step where the file system can do that.
base::Result<fs::path> put_in_place(const fs::path& fresh, const fs::path& data, base::Instant now) {
    std::error_code failed;
    if (!fs::exists(data, failed)) {
        fs::rename(fresh, data, failed);
        if (failed) return unusable(data, failed.message());
        return fs::path();
    }
    fs::path kept = data;
    kept += ".before-" + std::to_string(base::to_micros(now) / 1'000'000);
    for (int n = 2; fs::exists(kept, failed); ++n)
        kept = data.string() + ".before-" + std::to_string(base::to_micros(now) / 1'000'000) + "-" +
               std::to_string(n);
    if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, data.c_str(), RENAME_EXCHANGE) == 0) {
        fs::rename(fresh, kept, failed);
    } else {
        fs::rename(data, kept, failed);
        if (!failed) fs::rename(fresh, data, failed);
    }
    if (failed) return unusable(data, failed.message());
    return kept;
}

}  // namespace

base::Result<Restored> restore_backup(const RestoreOrder& order, const base::Clock& clock) {
    MH_TRY(check_backup(order.file, order.progress));
    const fs::path data = trimmed(order.data);
    std::error_code failed;
    // Held until the end, so that no server starts on a folder that is about to be exchanged.
    sqlite::LockFile lock;
    const bool there = fs::exists(data, failed);
    if (there) {
        MH_LET(taken, sqlite::LockFile::take(data));
        lock = std::move(taken);
        if (holds_something(data) && order.present == Present::refuse)
            return base::fail(ErrorCode::conflict, "storage.restore.not_empty", {{"folder", data.string()}});
    }
    fs::path fresh = data;
    fresh += ".restoring";
    fs::remove_all(fresh, failed);
    fs::create_directories(fresh, failed);
    if (failed || ::chmod(fresh.c_str(), 0700) != 0) return unusable(fresh, failed.message());
    const auto work = [&]() -> base::Result<Restored> {
        Restored restored;
        MH_LET(parts, unpack(order.file, fresh, [&](std::int64_t done, std::int64_t all) {
                   if (order.progress) order.progress("unpack", done, all);
               }));
        base::failpoint("restore.unpacked");
        MH_LET(manifest, read_manifest(order.file, fresh, std::move(parts)));
        restored.manifest = std::move(manifest);
        fs::remove(fresh / kManifestFile, failed);
        if (order.progress) order.progress("verify", 0, 1);
        MH_TRY(check_database(fresh / kDatabaseFile, order.file));
        if (restored.manifest.media == Media::without && there)
            link_media(data / kMediaFolder, fresh / kMediaFolder);
        if (fs::exists(fresh / kKeyBoxPart, failed) && order.open_key) {
            MH_LET(key, order.open_key(read_file(fresh / kKeyBoxPart)));
            if (!write_key(fresh / kKeyFile, key))
                return unusable(fresh, std::generic_category().message(errno));
            restored.key_in_place = true;
        } else if (fs::exists(data / kKeyFile, failed)) {
            if (!write_key(fresh / kKeyFile, read_file(data / kKeyFile)))
                return unusable(fresh, std::generic_category().message(errno));
            restored.key_in_place = true;
        }
        fs::remove(fresh / kKeyBoxPart, failed);
        if (!sync_everything(fresh)) return unusable(fresh, std::generic_category().message(errno));
        base::failpoint("restore.before_exchange");
        if (there && !holds_something(data)) fs::remove_all(data, failed);
        MH_LET(kept, put_in_place(fresh, data, clock.now()));
        restored.kept = std::move(kept);
        base::failpoint("restore.exchanged");
        if (!sync_file(data)) return unusable(data, std::generic_category().message(errno));
        return restored;
    };
    auto restored = work();
    if (!restored) fs::remove_all(fresh, failed);
    return restored;
}

}  // namespace manyhands::storage
