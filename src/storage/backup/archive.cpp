#include "storage/backup/archive.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace manyhands::storage {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr std::int64_t kBlock = 512;
constexpr std::size_t kBuffer = 1 << 20;
constexpr std::int64_t kOctalAtMost = 077777777777;  // 8 GiB; above it, the number as bytes
constexpr std::string_view kSealName = "seal.sha256";
constexpr std::int64_t kSealBytes = 65;                            // hex and a line break
constexpr std::int64_t kTailBytes = kBlock + kBlock + 2 * kBlock;  // header, seal, two empty blocks

class File {
  public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int get() const { return descriptor_; }

  private:
    int descriptor_;
};

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// As many as there are, up to `wanted`; fewer only at the end or on failure.
std::string read_some(int descriptor, std::size_t wanted) {
    std::string bytes(wanted, '\0');
    std::size_t have = 0;
    while (have < wanted) {
        const ssize_t got = ::read(descriptor, bytes.data() + have, wanted - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

std::int64_t padding(std::int64_t bytes) {
    return (kBlock - bytes % kBlock) % kBlock;
}

void put_octal(std::string& block, std::size_t at, std::size_t digits, std::int64_t value) {
    for (std::size_t i = digits; i-- > 0; value /= 8)
        block[at + i] = static_cast<char>('0' + value % 8);
}

// Every byte follows from the three: the reader makes it again and compares.
std::string header(std::string_view name, std::int64_t bytes, std::int64_t seconds) {
    std::string block(static_cast<std::size_t>(kBlock), '\0');
    block.replace(0, name.size(), name);
    put_octal(block, 100, 7, 0600);
    put_octal(block, 108, 7, 0);
    put_octal(block, 116, 7, 0);
    if (bytes <= kOctalAtMost) {
        put_octal(block, 124, 11, bytes);
    } else {
        block[124] = static_cast<char>(0x80);
        for (std::size_t i = 0; i < 8; ++i)
            block[135 - i] = static_cast<char>((bytes >> (8 * i)) & 0xff);
    }
    put_octal(block, 136, 11, seconds);
    block[156] = '0';
    block.replace(257, 5, "ustar");
    block.replace(263, 2, "00");
    std::int64_t sum = 8 * ' ';  // the checksum's own place counts as blanks
    for (const char c : block)
        sum += static_cast<unsigned char>(c);
    put_octal(block, 148, 6, sum);
    block[154] = '\0';
    block[155] = ' ';
    return block;
}

std::int64_t octal(std::string_view block, std::size_t at, std::size_t digits) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = block[at + i];
        if (c < '0' || c > '7') return -1;
        value = value * 8 + (c - '0');
    }
    return value;
}

std::int64_t size_of(std::string_view block) {
    if (static_cast<unsigned char>(block[124]) != 0x80) return octal(block, 124, 11);
    std::int64_t value = 0;
    for (std::size_t i = 128; i < 136; ++i)
        value = value << 8 | static_cast<unsigned char>(block[i]);
    return value;
}

std::string tail(const std::string& hex, std::int64_t seconds) {
    std::string bytes = header(kSealName, kSealBytes, seconds) + hex + "\n";
    bytes.resize(static_cast<std::size_t>(kTailBytes), '\0');
    return bytes;
}

std::unexpected<base::Error> damaged(const fs::path& archive, std::string cause) {
    return base::fail(ErrorCode::invalid, "storage.backup.damaged", {{"file", archive.string()}},
                      std::move(cause));
}

}  // namespace

bool archive_name_ok(std::string_view name) {
    if (name.empty() || name.size() > 99) return false;
    char before = '/';
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '_';
        // No part of a path is empty or begins with a dot.
        if (!letter && !(c == '.' && before != '/') && !(c == '/' && before != '/')) return false;
        before = c;
    }
    return before != '/';
}

bool sync_file(const fs::path& file) {
    const File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const File folder(::open(file.parent_path().empty() ? "." : file.parent_path().c_str(),
                             O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened.get() >= 0 && ::fsync(opened.get()) == 0 && folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

ArchiveWriter::ArchiveWriter(fs::path target, std::int64_t seconds)
    : target_(std::move(target)), part_(target_), seconds_(seconds) {
    part_ += ".part";
}

ArchiveWriter::~ArchiveWriter() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
}

std::unexpected<base::Error> ArchiveWriter::failed() const {
    return base::fail(ErrorCode::unavailable, "storage.backup.write", {{"file", target_.string()}},
                      std::generic_category().message(errno));
}

base::Result<void> ArchiveWriter::open() {
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor_ < 0) return failed();
    return {};
}

base::Result<void> ArchiveWriter::write(std::string_view bytes) {
    if (!write_all(descriptor_, bytes)) return failed();
    digest_.add(bytes);
    return {};
}

base::Result<void> ArchiveWriter::pad(std::int64_t bytes) {
    return write(std::string(static_cast<std::size_t>(padding(bytes)), '\0'));
}

base::Result<ArchivePart> ArchiveWriter::add(const std::string& name, std::string_view bytes) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    MH_TRY(write(header(name, size, seconds_)));
    MH_TRY(write(bytes));
    MH_TRY(pad(size));
    return ArchivePart{name, size, base::to_hex(base::sha256(bytes))};
}

base::Result<ArchivePart> ArchiveWriter::add_file(const std::string& name, const fs::path& file,
                                                  const BytesDone& progress) {
    const File source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about{};
    if (source.get() < 0 || ::fstat(source.get(), &about) != 0)
        return base::fail(ErrorCode::unavailable, "storage.backup.read", {{"file", file.string()}},
                          std::generic_category().message(errno));
    const std::int64_t size = about.st_size;
    MH_TRY(write(header(name, size, seconds_)));
    base::Sha256 digest;
    std::int64_t done = 0;
    while (done < size) {
        const std::string bytes =
            read_some(source.get(), std::min(kBuffer, static_cast<std::size_t>(size - done)));
        if (bytes.empty())
            return base::fail(ErrorCode::unavailable, "storage.backup.read", {{"file", file.string()}},
                              "shorter than it was");
        digest.add(bytes);
        MH_TRY(write(bytes));
        done += static_cast<std::int64_t>(bytes.size());
        if (progress) progress(done, size);
    }
    MH_TRY(pad(size));
    return ArchivePart{name, size, base::to_hex(digest.finish())};
}

base::Result<void> ArchiveWriter::seal() {
    const std::string end = tail(base::to_hex(digest_.finish()), seconds_);
    if (!write_all(descriptor_, end) || ::fsync(descriptor_) != 0) return failed();
    if (::rename(part_.c_str(), target_.c_str()) != 0) return failed();
    ::close(std::exchange(descriptor_, -1));
    if (!sync_file(target_)) return failed();
    return {};
}

base::Result<void> check_seal(const fs::path& archive, const BytesDone& progress) {
    const File file(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about{};
    if (file.get() < 0 || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode))
        return base::fail(ErrorCode::not_found, "storage.backup.missing", {{"file", archive.string()}});
    const std::int64_t size = about.st_size;
    if (size < kTailBytes || size % kBlock != 0) return damaged(archive, "length " + std::to_string(size));
    const std::int64_t sealed = size - kTailBytes;
    base::Sha256 digest;
    for (std::int64_t done = 0; done < sealed;) {
        const std::string bytes =
            read_some(file.get(), std::min(kBuffer, static_cast<std::size_t>(sealed - done)));
        if (bytes.empty()) return damaged(archive, "cannot be read at " + std::to_string(done));
        digest.add(bytes);
        done += static_cast<std::int64_t>(bytes.size());
        if (progress) progress(done, sealed);
    }
    const std::string found = read_some(file.get(), static_cast<std::size_t>(kTailBytes));
    if (found.size() != static_cast<std::size_t>(kTailBytes)) return damaged(archive, "no seal");
    if (found != tail(base::to_hex(digest.finish()), octal(found, 136, 11)))
        return damaged(archive, "the seal does not fit");
    return {};
}

base::Result<std::vector<ArchivePart>> unpack(const fs::path& archive, const fs::path& folder,
                                              const BytesDone& progress) {
    const File file(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about{};
    if (file.get() < 0 || ::fstat(file.get(), &about) != 0)
        return base::fail(ErrorCode::not_found, "storage.backup.missing", {{"file", archive.string()}});
    std::vector<ArchivePart> parts;
    std::int64_t seen = 0;
    for (;;) {
        const std::string block = read_some(file.get(), static_cast<std::size_t>(kBlock));
        if (block.size() != static_cast<std::size_t>(kBlock)) return damaged(archive, "no end");
        seen += kBlock;
        const std::string name(block.c_str());
        if (name == kSealName) return parts;
        ArchivePart part{name, size_of(block), {}};
        if (!archive_name_ok(name) || part.bytes < 0 ||
            block != header(name, part.bytes, octal(block, 136, 11)))
            return damaged(archive, "a part's head");
        const fs::path target = folder / name;
        std::error_code ignored;
        fs::create_directories(target.parent_path(), ignored);
        const File out(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        base::Sha256 digest;
        for (std::int64_t left = part.bytes; left > 0;) {
            const std::string bytes =
                read_some(file.get(), std::min(kBuffer, static_cast<std::size_t>(left)));
            if (bytes.empty()) return damaged(archive, "a part is cut off");
            if (out.get() < 0 || !write_all(out.get(), bytes))
                return base::fail(ErrorCode::unavailable, "storage.folder", {{"folder", folder.string()}},
                                  std::generic_category().message(errno));
            digest.add(bytes);
            left -= static_cast<std::int64_t>(bytes.size());
            seen += static_cast<std::int64_t>(bytes.size());
            if (progress) progress(seen, about.st_size);
        }
        if (out.get() < 0)
            return base::fail(ErrorCode::unavailable, "storage.folder", {{"folder", folder.string()}},
                              std::generic_category().message(errno));
        read_some(file.get(), static_cast<std::size_t>(padding(part.bytes)));
        seen += padding(part.bytes);
        part.sha256 = base::to_hex(digest.finish());
        parts.push_back(std::move(part));
    }
}

}  // namespace manyhands::storage
