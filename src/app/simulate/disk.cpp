#include "app/simulate/disk.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <sqlite3.h>

namespace manyhands::app::simulate {

namespace {

constexpr const char* kName = "manyhands-simulated";
constexpr std::size_t kSector = 512;
using Bytes = std::vector<std::uint8_t>;

// A change that was not synced yet: what stood there and what was to stand there.
struct Change {
    std::size_t at = 0;
    std::size_t size_before = 0;
    Bytes before;
    Bytes after;
    bool truncates = false;  // to `at`
};

// The locks of the write-ahead log's index: how many share one, or -1 for one that is held alone.
struct Index {
    std::vector<std::unique_ptr<Bytes>> regions;
    std::array<int, SQLITE_SHM_NLOCK> locks{};
    int users = 0;
};

}  // namespace

struct DiskFile {
    Bytes bytes;
    std::vector<Change> changes;  // since the last sync
    std::vector<Change> spare;    // of former ones, whose memory serves again

    Change& change() {
        if (spare.empty()) return changes.emplace_back();
        changes.push_back(std::move(spare.back()));
        spare.pop_back();
        changes.back().before.clear();
        changes.back().truncates = false;
        return changes.back();
    }
    void synced() {
        for (Change& change : changes)
            if (!change.truncates) spare.push_back(std::move(change));
        changes.clear();
    }
    int shared = 0;
    void* reserved = nullptr;  // the handles that hold them
    void* exclusive = nullptr;
    Index index;
};

struct Disk::Registered {
    sqlite3_vfs vfs{};
    sqlite3_vfs* before = nullptr;
};

struct Handle {
    sqlite3_file base;
    Disk* disk;
    std::shared_ptr<DiskFile> file;
    std::string name;
    int level;
    bool uses_index;
    bool goes_away;  // when it is closed
    std::array<int, SQLITE_SHM_NLOCK> held;
};

// SQLite's calls. Nothing may be thrown here: its frames are C.
struct DiskCalls {
    static Handle& of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

    // The file's name has gone with the last handle; SQLite gives the memory back itself.
    static int close(sqlite3_file* file) {
        Handle& handle = of(file);
        unlock(file, SQLITE_LOCK_NONE);
        if (handle.uses_index) shm_unmap(file, 0);
        if (handle.goes_away) handle.disk->files_.erase(handle.name);
        handle.~Handle();
        return SQLITE_OK;
    }

    static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
        Handle& handle = of(file);
        if (handle.disk->dead_) return SQLITE_IOERR_READ;
        const Bytes& bytes = handle.file->bytes;
        const auto at = static_cast<std::size_t>(offset);
        const auto wanted = static_cast<std::size_t>(amount);
        const std::size_t there = at >= bytes.size() ? 0 : std::min(wanted, bytes.size() - at);
        if (there > 0) std::memcpy(into, bytes.data() + at, there);
        if (there == wanted) return SQLITE_OK;
        std::memset(static_cast<std::uint8_t*>(into) + there, 0, wanted - there);
        return SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
        Handle& handle = of(file);
        Disk& disk = *handle.disk;
        if (!disk.allows_change()) return SQLITE_IOERR_WRITE;
        Bytes& bytes = handle.file->bytes;
        const auto at = static_cast<std::size_t>(offset);
        const auto size = static_cast<std::size_t>(amount);
        if (disk.full_ && at + size > bytes.size()) {
            ++disk.counts_.refused;
            return SQLITE_FULL;
        }
        ++disk.counts_.writes;
        Change& change = handle.file->change();
        change.at = at;
        change.size_before = bytes.size();
        if (at < bytes.size())
            change.before.assign(bytes.begin() + offset, bytes.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                             bytes.size(), at + size)));
        const auto* first = static_cast<const std::uint8_t*>(from);
        change.after.assign(first, first + size);
        put(bytes, at, change.after);
        return SQLITE_OK;
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        Handle& handle = of(file);
        if (!handle.disk->allows_change()) return SQLITE_IOERR_TRUNCATE;
        Bytes& bytes = handle.file->bytes;
        Change change;
        change.at = static_cast<std::size_t>(size);
        change.size_before = bytes.size();
        change.truncates = true;
        if (change.at < bytes.size()) change.before.assign(bytes.begin() + size, bytes.end());
        bytes.resize(change.at);
        handle.file->changes.push_back(std::move(change));
        return SQLITE_OK;
    }

    static int sync(sqlite3_file* file, int) {
        Handle& handle = of(file);
        Disk& disk = *handle.disk;
        if (!disk.allows_change()) return SQLITE_IOERR_FSYNC;
        ++disk.counts_.syncs;
        if (disk.on_sync_) disk.on_sync_();
        if (!disk.lies_) handle.file->synced();
        return SQLITE_OK;
    }

    static int file_size(sqlite3_file* file, sqlite3_int64* size) {
        Handle& handle = of(file);
        if (handle.disk->dead_) return SQLITE_IOERR_FSTAT;
        *size = static_cast<sqlite3_int64>(handle.file->bytes.size());
        return SQLITE_OK;
    }

    static int lock(sqlite3_file* file, int level) {
        Handle& handle = of(file);
        DiskFile& shared = *handle.file;
        if (level <= handle.level) return SQLITE_OK;
        const bool others_exclusive = shared.exclusive != nullptr && shared.exclusive != &handle;
        const bool others_reserved = shared.reserved != nullptr && shared.reserved != &handle;
        if (others_exclusive) return SQLITE_BUSY;
        if (level >= SQLITE_LOCK_RESERVED && others_reserved) return SQLITE_BUSY;
        if (level == SQLITE_LOCK_EXCLUSIVE && shared.shared > 1) return SQLITE_BUSY;
        if (handle.level == SQLITE_LOCK_NONE) ++shared.shared;
        if (level >= SQLITE_LOCK_RESERVED) shared.reserved = &handle;
        if (level == SQLITE_LOCK_EXCLUSIVE) shared.exclusive = &handle;
        handle.level = level;
        return SQLITE_OK;
    }

    static int unlock(sqlite3_file* file, int level) {
        Handle& handle = of(file);
        DiskFile& shared = *handle.file;
        if (level >= handle.level) return SQLITE_OK;
        if (shared.exclusive == &handle) shared.exclusive = nullptr;
        if (shared.reserved == &handle) shared.reserved = nullptr;
        if (level == SQLITE_LOCK_NONE) --shared.shared;
        handle.level = level;
        return SQLITE_OK;
    }

    static int check_reserved(sqlite3_file* file, int* out) {
        *out = of(file).file->reserved != nullptr ? 1 : 0;
        return SQLITE_OK;
    }

    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector_size(sqlite3_file*) { return 4096; }
    // As SQLite takes an ordinary disk to be: a write that is cut short harms nothing beside it.
    static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
        Handle& handle = of(file);
        Index& index = handle.file->index;
        *out = nullptr;
        if (!handle.uses_index) {
            handle.uses_index = true;
            ++index.users;
        }
        while (static_cast<int>(index.regions.size()) <= region) {
            if (extend == 0) return SQLITE_OK;
            index.regions.push_back(std::make_unique<Bytes>(static_cast<std::size_t>(size)));
        }
        *out = index.regions[static_cast<std::size_t>(region)]->data();
        return SQLITE_OK;
    }

    static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
        Handle& handle = of(file);
        Index& index = handle.file->index;
        const auto first = static_cast<std::size_t>(offset);
        const std::size_t last = first + static_cast<std::size_t>(count);
        if ((flags & SQLITE_SHM_UNLOCK) != 0) {
            for (std::size_t i = first; i < last; ++i)
                let_go(index, handle, i);
            return SQLITE_OK;
        }
        const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        for (std::size_t i = first; i < last; ++i) {
            const bool taken = alone ? index.locks[i] != 0 : index.locks[i] < 0;
            if (handle.held[i] == 0 && taken) return SQLITE_BUSY;
        }
        for (std::size_t i = first; i < last; ++i) {
            if (handle.held[i] != 0) continue;
            handle.held[i] = alone ? -1 : 1;
            index.locks[i] += handle.held[i];
        }
        return SQLITE_OK;
    }

    static void shm_barrier(sqlite3_file*) {}

    static int shm_unmap(sqlite3_file* file, int) {
        Handle& handle = of(file);
        if (!handle.uses_index) return SQLITE_OK;
        Index& index = handle.file->index;
        for (std::size_t i = 0; i < handle.held.size(); ++i)
            let_go(index, handle, i);
        handle.uses_index = false;
        if (--index.users == 0) index = Index{};
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
        Disk& disk = *static_cast<Disk*>(vfs->pAppData);
        file->pMethods = nullptr;
        if (disk.dead_) return SQLITE_CANTOPEN;
        std::string path = name != nullptr ? name : "temporary-" + std::to_string(++disk.temporary_);
        auto& there = disk.files_[path];
        if (there == nullptr) {
            if ((flags & SQLITE_OPEN_CREATE) == 0 && name != nullptr) {
                disk.files_.erase(path);
                return SQLITE_CANTOPEN;
            }
            there = std::make_shared<DiskFile>();
        }
        const bool goes_away = name == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
        new (file)
            Handle{{&methods()}, &disk, there, std::move(path), SQLITE_LOCK_NONE, false, goes_away, {}};
        if (out_flags != nullptr) *out_flags = flags;
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int) {
        Disk& disk = *static_cast<Disk*>(vfs->pAppData);
        if (!disk.allows_change()) return SQLITE_IOERR_DELETE;
        return disk.files_.erase(name) == 0 ? SQLITE_IOERR_DELETE_NOENT : SQLITE_OK;
    }

    static int access(sqlite3_vfs* vfs, const char* name, int, int* out) {
        *out = static_cast<Disk*>(vfs->pAppData)->files_.contains(name) ? 1 : 0;
        return SQLITE_OK;
    }

    static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
        const std::size_t length = std::strlen(name);
        if (length + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
        std::memcpy(out, name, length + 1);
        return SQLITE_OK;
    }

    static int randomness(sqlite3_vfs* vfs, int size, char* out) {
        static_cast<Disk*>(vfs->pAppData)
            ->random_.fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
        return size;
    }

    // There is one thread: nobody could let go of anything meanwhile.
    static int sleep(sqlite3_vfs*, int micros) { return micros; }
    static int current_time(sqlite3_vfs*, sqlite3_int64* out) {
        *out = 0;
        return SQLITE_OK;
    }
    static int last_error(sqlite3_vfs*, int, char*) { return 0; }

    static const sqlite3_io_methods& methods() {
        static const sqlite3_io_methods methods = [] {
            sqlite3_io_methods m{};
            m.iVersion = 2;  // without memory mapping: each read comes by here
            m.xClose = close;
            m.xRead = read;
            m.xWrite = write;
            m.xTruncate = truncate;
            m.xSync = sync;
            m.xFileSize = file_size;
            m.xLock = lock;
            m.xUnlock = unlock;
            m.xCheckReservedLock = check_reserved;
            m.xFileControl = control;
            m.xSectorSize = sector_size;
            m.xDeviceCharacteristics = characteristics;
            m.xShmMap = shm_map;
            m.xShmLock = shm_lock;
            m.xShmBarrier = shm_barrier;
            m.xShmUnmap = shm_unmap;
            return m;
        }();
        return methods;
    }

    static void put(Bytes& bytes, std::size_t at, const Bytes& what) {
        if (at + what.size() > bytes.size()) bytes.resize(at + what.size());
        std::copy(what.begin(), what.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }

    // Takes back what was not synced, newest first, then does again what chance kept of it.
    static void forget(DiskFile& file, base::Random& random, DiskCounts& counts) {
        for (std::size_t i = file.changes.size(); i-- > 0;) {
            const Change& change = file.changes[i];
            file.bytes.resize(change.size_before);
            if (!change.before.empty()) put(file.bytes, change.at, change.before);
        }
        const std::uint64_t mood = random.below(3);  // all of it, what came first, some here and there
        const std::size_t keep = mood == 1 ? random.below(file.changes.size() + 1) : 0;
        for (std::size_t i = 0; i < file.changes.size(); ++i) {
            Change& change = file.changes[i];
            const bool kept = mood == 1 ? i < keep : mood == 2 && random.below(2) == 0;
            if (!kept) {
                ++counts.forgotten;
                // The one on which the power went may be there in part.
                if (mood == 0 || change.truncates || i != keep || change.after.size() < 2 * kSector) continue;
                ++counts.torn;
                change.after.resize(kSector * (1 + random.below(change.after.size() / kSector - 1)));
            }
            if (change.truncates)
                file.bytes.resize(change.at);
            else
                put(file.bytes, change.at, change.after);
        }
        file.changes.clear();
    }

  private:
    static void let_go(Index& index, Handle& handle, std::size_t i) {
        index.locks[i] -= handle.held[i];
        handle.held[i] = 0;
    }
};

Disk::Disk(base::Random& random) : random_(random), registered_(std::make_unique<Registered>()) {
    sqlite3_initialize();
    registered_->before = sqlite3_vfs_find(nullptr);
    sqlite3_vfs& vfs = registered_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = 1024;
    vfs.zName = kName;
    vfs.pAppData = this;
    vfs.xOpen = DiskCalls::open;
    vfs.xDelete = DiskCalls::remove;
    vfs.xAccess = DiskCalls::access;
    vfs.xFullPathname = DiskCalls::full_path;
    vfs.xRandomness = DiskCalls::randomness;
    vfs.xSleep = DiskCalls::sleep;
    vfs.xGetLastError = DiskCalls::last_error;
    vfs.xCurrentTimeInt64 = DiskCalls::current_time;
    if (sqlite3_vfs_find(kName) != nullptr) throw std::logic_error("one simulated disk at a time");
    sqlite3_vfs_register(&vfs, 1);
    // Its generator is seeded once in a process: begin anew, so that the same seed is the same run.
    sqlite3_randomness(0, nullptr);
}

void Disk::this_process_has_one_thread() {
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Disk::~Disk() {
    sqlite3_vfs_unregister(&registered_->vfs);
    sqlite3_vfs_register(registered_->before, 1);
    sqlite3_randomness(0, nullptr);
}

void Disk::cut() {
    dead_ = true;
    calls_left_.reset();
}

void Disk::power_on() {
    for (auto& [name, file] : files_) {
        if (file->index.users > 0 || file->shared > 0)
            throw std::logic_error("simulated disk: " + name + " is still open");
        DiskCalls::forget(*file, random_, counts_);
    }
    dead_ = false;
    full_ = false;
    broken_calls_ = 0;
}

bool Disk::allows_change() {
    if (dead_) return false;
    if (calls_left_ && --*calls_left_ <= 0) {
        cut();
        return false;
    }
    if (broken_calls_ > 0) {
        --broken_calls_;
        ++counts_.refused;
        return false;
    }
    return true;
}

}  // namespace manyhands::app::simulate
