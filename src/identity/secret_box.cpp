#include "identity/secret_box.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace manyhands::identity {

using base::ErrorCode;

static_assert(std::tuple_size_v<SecretBox::Key> == crypto_secretbox_KEYBYTES);

namespace {

std::unexpected<base::Error> key_file_failed(const std::string& path) {
    return base::fail(ErrorCode::unavailable, "identity.secret.key_file", {{"path", path}},
                      std::generic_category().message(errno));
}

// A key whose name the next power failure takes back would leave all that was sealed with it unreadable.
bool sync_folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return false;
    const bool synced = ::fsync(opened) == 0;
    ::close(opened);
    return synced;
}

}  // namespace

base::Result<SecretBox::Key> SecretBox::key_from_file(const std::string& path, base::Random& random) {
    Key key{};
    // Created whole or not at all: two processes that start together must not each keep a key of their own.
    const std::string fresh = path + "." + random.token(6);
    if (::access(path.c_str(), F_OK) != 0) {
        random.fill(key);
        const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (out < 0) return key_file_failed(path);
        const bool written =
            ::write(out, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(out) == 0;
        ::close(out);
        const bool linked = written && (::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
        ::unlink(fresh.c_str());
        if (!linked || !sync_folder_of(path)) return key_file_failed(path);
    }
    const int in = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0) return key_file_failed(path);
    struct stat about{};
    const bool read = ::read(in, key.data(), key.size()) == static_cast<ssize_t>(key.size());
    const bool open_to_others = ::fstat(in, &about) != 0 || (about.st_mode & 077) != 0;
    ::close(in);
    if (!read || open_to_others)
        return base::fail(ErrorCode::unavailable, "identity.secret.key_file", {{"path", path}},
                          open_to_others ? "readable by others: chmod 600" : "shorter than 32 bytes");
    return key;
}

std::string SecretBox::seal(std::string_view plain) const {
    std::string box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), '\0');
    auto* raw = reinterpret_cast<unsigned char*>(box.data());
    random_.fill({raw, crypto_secretbox_NONCEBYTES});
    crypto_secretbox_easy(raw + crypto_secretbox_NONCEBYTES,
                          reinterpret_cast<const unsigned char*>(plain.data()), plain.size(), raw,
                          key_.data());
    return box;
}

base::Result<std::string> SecretBox::open(std::string_view box) const {
    constexpr std::size_t kHead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (box.size() >= kHead) {
        std::string plain(box.size() - kHead, '\0');
        const auto* raw = reinterpret_cast<const unsigned char*>(box.data());
        if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()),
                                       raw + crypto_secretbox_NONCEBYTES,
                                       box.size() - crypto_secretbox_NONCEBYTES, raw, key_.data()) == 0)
            return plain;
    }
    return base::fail(ErrorCode::internal, "identity.secret.damaged");
}

}  // namespace manyhands::identity
