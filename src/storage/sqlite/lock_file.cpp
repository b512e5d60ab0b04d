#include "storage/sqlite/lock_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace manyhands::storage::sqlite {

base::Result<LockFile> LockFile::take(const std::filesystem::path& folder) {
    using base::ErrorCode;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const auto file = folder / "lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return base::fail(ErrorCode::unavailable, "storage.folder", {{"folder", folder.string()}},
                          std::strerror(errno));
    LockFile lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return base::fail(ErrorCode::conflict, "storage.in_use", {{"folder", folder.string()}});
        return base::fail(ErrorCode::unavailable, "storage.folder", {{"folder", folder.string()}},
                          std::strerror(errno));
    }
    return lock;
}

LockFile::~LockFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

}  // namespace manyhands::storage::sqlite
