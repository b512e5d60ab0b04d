#include "storage/backup/backup.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <boost/json.hpp>
#include <unistd.h>

#include "base/failpoint.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/snapshot.hpp"

namespace manyhands::storage {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;

constexpr std::string_view kManifestPart = "manifest.json";
constexpr int kFormat = 1;

std::string to_json(const BackupManifest& manifest) {
    json::array parts;
    for (const ArchivePart& part : manifest.parts)
        parts.push_back({{"name", part.name}, {"bytes", part.bytes}, {"sha256", part.sha256}});
    return json::serialize(json::object{{"format", kFormat},
                                        {"made_at", base::to_rfc3339(manifest.made_at)},
                                        {"schema", manifest.schema},
                                        {"key_mark", manifest.key_mark},
                                        {"media", manifest.media == Media::with},
                                        {"parts", std::move(parts)}});
}

// The copy is removed whatever happens.
class Temporary {
  public:
    explicit Temporary(fs::path path) : path_(std::move(path)) { remove(); }
    ~Temporary() { remove(); }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const fs::path& path() const { return path_; }

  private:
    void remove() const {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    fs::path path_;
};

// What is there now; what comes while we copy is newer than the database's copy and not named by it.
std::vector<fs::path> media_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (auto it = fs::recursive_directory_iterator(folder, failed);
         !failed && it != fs::recursive_directory_iterator(); it.increment(failed))
        if (it->is_regular_file(failed) && archive_name_ok(it->path().filename().string()))
            files.push_back(it->path());
    std::ranges::sort(files);
    return files;
}

base::Result<void> check_room(const fs::path& database, const fs::path& target) {
    std::error_code failed;
    const auto need = fs::file_size(database, failed);
    const auto space = failed ? fs::space_info{}
                              : fs::space(target.parent_path().empty() ? "." : target.parent_path(), failed);
    if (failed || space.available >= need * 2) return {};  // the copy, and the copy in the archive
    return base::fail(ErrorCode::unavailable, "storage.backup.no_room",
                      {{"file", target.string()}, {"megabytes", std::to_string(need * 2 / 1'000'000 + 1)}});
}

}  // namespace

base::Result<BackupManifest> make_backup(const BackupOrder& order, const base::Clock& clock) {
    const fs::path database = order.data / kDatabaseFile;
    std::error_code failed;
    if (!fs::exists(database, failed))
        return base::fail(ErrorCode::not_found, "storage.no_data", {{"folder", order.data.string()}});
    MH_TRY(check_room(database, order.target));
    BackupManifest manifest;
    manifest.made_at = clock.now();
    manifest.key_mark = order.key_mark;
    manifest.media = order.media;
    const auto step = [&](std::string_view name) {
        return [&order, name](std::int64_t done, std::int64_t all) {
            if (order.progress) order.progress(name, done, all);
        };
    };

    fs::path copy_path = order.target;
    copy_path += ".copy";
    const Temporary copy(copy_path);
    ArchiveWriter archive(order.target, base::to_micros(manifest.made_at) / 1'000'000);
    MH_TRY(archive.open());
    try {
        sqlite::copy_database(database, copy.path(), step("copy"));
        sqlite::Connection db(copy.path(), sqlite::Mode::read);
        manifest.schema = std::atoi(db.scalar("select max(version) from schema_version").c_str());
    } catch (const sqlite::Failure& failure) {
        return std::unexpected(failure.to_error());
    }
    base::failpoint("backup.copied");
    MH_LET(part, archive.add_file(kDatabaseFile, copy.path(), step("pack")));
    manifest.parts.push_back(std::move(part));
    if (order.media == Media::with) {
        const fs::path folder = order.data / kMediaFolder;
        const auto files = media_files(folder);
        for (std::size_t i = 0; i < files.size(); ++i) {
            const std::string name =
                std::string(kMediaFolder) + "/" + fs::relative(files[i], folder, failed).generic_string();
            if (!archive_name_ok(name)) continue;
            auto added = archive.add_file(name, files[i], {});
            // A picture that was erased since the list was made is none that the restored company must show.
            if (!added && !fs::exists(files[i], failed)) continue;
            if (!added) return std::unexpected(added.error());
            manifest.parts.push_back(std::move(*added));
            if (order.progress)
                order.progress("media", static_cast<std::int64_t>(i) + 1,
                               static_cast<std::int64_t>(files.size()));
        }
    }
    if (!order.key_box.empty()) {
        MH_LET(box, archive.add(kKeyBoxPart, order.key_box));
        manifest.parts.push_back(std::move(box));
    }
    MH_TRY(archive.add(std::string(kManifestPart), to_json(manifest)));
    base::failpoint("backup.before_seal");
    MH_TRY(archive.seal());
    return manifest;
}

base::Result<void> check_backup(const fs::path& file, const BackupProgress& progress) {
    return check_seal(file, [&](std::int64_t done, std::int64_t all) {
        if (progress) progress("check", done, all);
    });
}

}  // namespace manyhands::storage
