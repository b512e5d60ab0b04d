#include "storage/media_store.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/encoding.hpp"

namespace manyhands::storage {
namespace {

std::unexpected<base::Error> failed(const std::string& what, int why = errno) {
    const char* const key = why == ENOSPC || why == EDQUOT ? "storage.disk_full" : "storage.failed";
    return base::fail(base::ErrorCode::unavailable, key, {},
                      what + ": " + std::generic_category().message(why));
}

void sync_folder(const std::filesystem::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return;
    ::fsync(opened);
    ::close(opened);
}

// A new folder's name is on the disk, too: what lies in it would go with it when the power does. Of two who
// come at once the one who finds it made syncs as well: it need not have been yet.
void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    sync_folder(folder.parent_path());
    sync_folder(folder.parent_path().parent_path());
}

// The whole file is on the disk when this returns, and the folder that it is in.
base::Result<std::filesystem::path> write_beside(const std::filesystem::path& place,
                                                 const std::string& bytes) {
    make_folder(place.parent_path());
    std::string name = place.string() + ".XXXXXX";
    const int file = ::mkstemp(name.data());
    if (file < 0) return failed("a picture cannot be written");
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(file, bytes.data() + done, bytes.size() - done);
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
    const bool kept = done == bytes.size() && ::fsync(file) == 0;
    const int why = errno;
    const bool closed = ::close(file) == 0;
    if (!kept || !closed) {
        ::unlink(name.c_str());
        return failed("a picture cannot be written", kept ? errno : why);
    }
    return std::filesystem::path(name);
}

answer::MediaRow read_media(sqlite::Row& row) {
    answer::MediaRow media;
    media.id = row.id<model::MediaId>();
    media.brand = row.id<model::BrandId>();
    media.owner = row.id<model::EmployeeId>();
    media.digest = row.text();
    media.type = row.text();
    media.width = row.integer();
    media.height = row.integer();
    media.bytes = row.number();
    media.created_at = row.at();
    return media;
}

}  // namespace

std::filesystem::path MediaRows::place_of(const std::string& digest) const {
    return engine_.file().parent_path() / "media" / digest.substr(0, 2) / digest;
}

base::Result<void> MediaRows::add_media(const answer::MediaRow& row, const std::string& bytes) {
    const std::filesystem::path place = place_of(row.digest);
    MH_LET(written, write_beside(place, bytes));
    // Named inside the transaction: removing files that no row names happens in one too, so that neither
    // comes between the other's look and deed.
    auto done = engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        if (::rename(written.c_str(), place.c_str()) != 0) return failed("a picture cannot be named");
        sync_folder(place.parent_path());
        db.use("answer.add_media")
            .bind("id", row.id)
            .bind("brand", row.brand)
            .bind("owner", row.owner)
            .bind("digest", row.digest)
            .bind("type", row.type)
            .bind("width", row.width)
            .bind("height", row.height)
            .bind("bytes", row.bytes)
            .bind("created_at", row.created_at)
            .run();
        return {};
    });
    if (!done) ::unlink(written.c_str());
    return done;
}

base::Result<answer::MediaRow> MediaRows::media(const model::BrandId& brand, const model::MediaId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<answer::MediaRow> {
        auto query = db.use("answer.media");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "answer.media.not_found");
        auto row = query.row();
        return read_media(row);
    });
}

base::Result<std::string> MediaRows::media_bytes(const answer::MediaRow& row) {
    std::ifstream file(place_of(row.digest), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file || base::to_hex(base::sha256(bytes)) != row.digest)
        return base::fail(base::ErrorCode::unavailable, "storage.media_gone", {},
                          "the file of picture " + row.id.value + " is gone or is not what it was");
    return bytes;
}

base::Result<int> MediaRows::remove_unused_media(base::Instant made_before, int limit) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<int> {
        std::vector<std::pair<model::MediaId, std::string>> unused;
        {
            auto query = db.use("answer.unused_media");
            query.bind("made_before", made_before).bind("limit", limit);
            while (query.step()) {
                auto row = query.row();
                auto id = row.id<model::MediaId>();
                unused.emplace_back(std::move(id), row.text());
            }
        }
        for (const auto& [id, digest] : unused) {
            db.use("answer.remove_media").bind("id", id).run();
            auto query = db.use("answer.media_of_digest");
            query.bind("digest", digest);
            if (query.step()) continue;  // the same picture, put there by somebody else
            std::error_code ignored;
            std::filesystem::remove(place_of(digest), ignored);
        }
        return static_cast<int>(unused.size());
    });
}

}  // namespace manyhands::storage
