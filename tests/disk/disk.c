// A disk that can be cut off, fill up and break, below the real program: LD_PRELOAD, for the proofs only.
//   MH_DISK_ROOT   the folder that lies on this disk; everything else is left alone
//   MH_DISK_LOG    every change that was not synced, with what stood there before: cut.mjs takes it back after
//                  a kill. Unset: nothing is written down
//   MH_DISK_LIES   a sync says "done" and has made nothing durable: a proof that cannot see this proves nothing
//   MH_DISK_SLOW   milliseconds that a sync takes at least, as on a disk that turns: the power then often goes within one
//   MH_DISK_FULL   while a file of this name exists nothing may grow (ENOSPC)
//   MH_DISK_FAIL   write@N, sync@N, open@N: the Nth such call on the disk fails (EIO; open: EMFILE); with a + behind it
//                  and all that follow
//   MH_DISK_FIRED  a file that comes into being when MH_DISK_FAIL struck
// The index of the write-ahead log (-shm) lives in memory that is mapped and is durable nowhere: it is left alone.
// Calls go to the kernel directly, so that nothing depends on who else stands before libc. See docs/proof.md.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { kFilesAtMost = 65536, kPath = 4096 };

// One entry of the log; `before` and `after` bytes follow. cut.mjs reads the same.
struct Entry {
    uint32_t kind;
    uint32_t file;
    uint64_t at;
    uint64_t size_before;
    uint32_t before;
    uint32_t after;
};

struct Known {
    dev_t dev;
    ino_t ino;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char root[kPath];
static size_t root_length;
static int log_to = -1;
static char graves[kPath];
static const char* full_sign;
static const char* fired_sign;
static bool lies;
static struct timespec slow_sync;
static uint64_t entries;
static struct Known known[kFilesAtMost];
static uint32_t known_count;
static char fail_kind[16];
static long fail_at;
static bool fail_on;
static long seen_calls;

static bool below_root(const char* path) {
    return root_length > 0 && strncmp(path, root, root_length) == 0 && path[root_length] == '/';
}

static bool ends_with(const char* text, const char* end) {
    const size_t n = strlen(text);
    const size_t m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool is_left_alone(const char* path) {
    return ends_with(path, "-shm") || ends_with(path, "/lock") || ends_with(path, ".sock");
}

// As an absolute path; false when it does not lie on this disk.
static bool on_disk(int folder, const char* path, char* whole) {
    if (root_length == 0 || path == NULL) return false;
    if (path[0] == '/') {
        if (strlen(path) >= kPath) return false;
        strcpy(whole, path);
    } else {
        char link[64];
        if (folder == AT_FDCWD)
            strcpy(link, "/proc/self/cwd");
        else
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        const ssize_t n = readlink(link, whole, kPath - 1);
        if (n < 0 || (size_t)n + strlen(path) + 2 > kPath) return false;
        whole[n] = '/';
        strcpy(whole + n + 1, path);
    }
    return below_root(whole) && !is_left_alone(whole);
}

static void note(uint32_t kind, uint32_t file, uint64_t at, uint64_t size_before, const void* before, size_t before_size,
                 const void* after, size_t after_size) {
    if (log_to < 0) return;
    const struct Entry entry = {kind, file, at, size_before, (uint32_t)before_size, (uint32_t)after_size};
    const struct iovec parts[] = {
        {(void*)(uintptr_t)&entry, sizeof entry}, {(void*)(uintptr_t)before, before_size}, {(void*)(uintptr_t)after, after_size}};
    ++entries;
    // Half an entry at the end of the log is one whose change was never made.
    if (syscall(SYS_writev, log_to, parts, 3) != (ssize_t)(sizeof entry + before_size + after_size)) abort();
}

static uint32_t find_known(const struct stat* is) {
    for (uint32_t i = known_count; i-- > 0;)
        if (known[i].ino == is->st_ino && known[i].dev == is->st_dev) return i + 1;
    return 0;
}

static uint32_t remember(const struct stat* is, const char* path, uint32_t kind) {
    if (known_count == kFilesAtMost) abort();
    known[known_count++] = (struct Known){is->st_dev, is->st_ino};
    note(kind, known_count, 0, (uint64_t)is->st_size, path, strlen(path), NULL, 0);
    return known_count;
}

// What is there before the program begins is durable.
static void look_around(const char* folder) {
    DIR* const all = opendir(folder);
    if (all == NULL) return;
    for (struct dirent* one; (one = readdir(all)) != NULL;) {
        if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
        char path[kPath];
        if (snprintf(path, sizeof path, "%s/%s", folder, one->d_name) >= (int)sizeof path) continue;
        struct stat is;
        if (lstat(path, &is) != 0) continue;
        if (S_ISDIR(is.st_mode)) look_around(path);
        if (S_ISREG(is.st_mode) && !is_left_alone(path)) remember(&is, path, 'O');
    }
    closedir(all);
}

__attribute__((constructor)) static void begin(void) {
    const char* const named = getenv("MH_DISK_ROOT");
    if (named == NULL || realpath(named, root) == NULL) return;
    root_length = strlen(root);
    full_sign = getenv("MH_DISK_FULL");
    fired_sign = getenv("MH_DISK_FIRED");
    lies = getenv("MH_DISK_LIES") != NULL;
    const char* const slow = getenv("MH_DISK_SLOW");
    if (slow != NULL) slow_sync.tv_nsec = atol(slow) * 1000000;
    const char* const fail = getenv("MH_DISK_FAIL");
    if (fail != NULL) {
        const char* const at = strchr(fail, '@');
        if (at == NULL || (size_t)(at - fail) >= sizeof fail_kind) abort();
        memcpy(fail_kind, fail, (size_t)(at - fail));
        fail_at = atol(at + 1);
        fail_on = ends_with(fail, "+");
    }
    const char* const log = getenv("MH_DISK_LOG");
    if (log == NULL) return;
    log_to = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (log_to < 0 || snprintf(graves, sizeof graves, "%s.graves", log) >= (int)sizeof graves) abort();
    mkdir(graves, 0700);
    look_around(root);
}

// Whether this call is the one that fails.
static bool strikes(const char* kind) {
    if (fail_at <= 0 || strcmp(fail_kind, kind) != 0) return false;
    const long n = __atomic_add_fetch(&seen_calls, 1, __ATOMIC_SEQ_CST);
    if (n != fail_at && !(fail_on && n > fail_at)) return false;
    if (fired_sign != NULL && n == fail_at) {
        const int sign = (int)syscall(SYS_openat, AT_FDCWD, fired_sign, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (sign >= 0) syscall(SYS_close, sign);
    }
    return true;
}

// The file's number, 0 when it is none of this disk's. Under the mutex.
static uint32_t file_of(int fd, struct stat* is) {
    if (root_length == 0 || fd == log_to || fstat(fd, is) != 0 || !S_ISREG(is->st_mode)) return 0;
    const uint32_t found = find_known(is);
    if (found != 0) return found;
    char link[64];
    char path[kPath];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = '\0';
    if (!below_root(path) || is_left_alone(path) || ends_with(path, " (deleted)")) return 0;
    return remember(is, path, 'C');
}

// What stands at a place, as far as there is something; for files that may not be read, too.
static size_t read_before(int fd, void* into, size_t size, uint64_t at) {
    ssize_t n = syscall(SYS_pread64, fd, into, size, at);
    if (n < 0) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const int again = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
        n = again < 0 ? -1 : syscall(SYS_pread64, again, into, size, at);
        if (again >= 0) syscall(SYS_close, again);
    }
    return n < 0 ? 0 : (size_t)n;
}

static ssize_t do_write(int fd, const void* from, size_t size, off_t offset, bool here) {
    struct stat is;
    pthread_mutex_lock(&mutex);
    const uint32_t file = file_of(fd, &is);
    if (file == 0) {
        pthread_mutex_unlock(&mutex);
        return here ? syscall(SYS_pwrite64, fd, from, size, offset) : syscall(SYS_write, fd, from, size);
    }
    uint64_t at = (uint64_t)offset;
    if (!here) {
        const bool behind = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
        at = behind ? (uint64_t)is.st_size : (uint64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    ssize_t n = -1;
    int why = 0;
    if (strikes("write")) {
        why = EIO;
    } else if (full_sign != NULL && at + size > (uint64_t)is.st_size && syscall(SYS_faccessat, AT_FDCWD, full_sign, F_OK) == 0) {
        why = ENOSPC;
    } else {
        const size_t there = at < (uint64_t)is.st_size ? (size_t)((uint64_t)is.st_size - at) : 0;
        const size_t wanted = log_to < 0 ? 0 : there < size ? there : size;
        static char before[1 << 20];
        if (wanted > sizeof before) abort();
        note('W', file, at, (uint64_t)is.st_size, before, wanted > 0 ? read_before(fd, before, wanted, at) : 0, from, size);
        n = here ? syscall(SYS_pwrite64, fd, from, size, offset) : syscall(SYS_write, fd, from, size);
        why = errno;
        if (n != (ssize_t)size) {
            // Less than that, or nothing: what was written down is taken back, and the part is said anew.
            note('X', file, entries, 0, NULL, 0, NULL, 0);
            if (n > 0) note('W', file, at, (uint64_t)is.st_size, before, wanted < (size_t)n ? wanted : (size_t)n, from, (size_t)n);
        }
    }
    pthread_mutex_unlock(&mutex);
    if (n < 0) errno = why;
    return n;
}

ssize_t write(int fd, const void* from, size_t size) { return do_write(fd, from, size, 0, false); }
ssize_t pwrite(int fd, const void* from, size_t size, off_t at) { return do_write(fd, from, size, at, true); }
ssize_t pwrite64(int fd, const void* from, size_t size, off64_t at) { return do_write(fd, from, size, at, true); }

ssize_t writev(int fd, const struct iovec* parts, int count) {
    struct stat is;
    pthread_mutex_lock(&mutex);
    const uint32_t file = file_of(fd, &is);
    pthread_mutex_unlock(&mutex);
    if (file == 0) return syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int i = 0; i < count; ++i) {
        const ssize_t n = do_write(fd, parts[i].iov_base, parts[i].iov_len, 0, false);
        if (n < 0) return all > 0 ? all : n;
        all += n;
        if ((size_t)n < parts[i].iov_len) break;
    }
    return all;
}

static int do_truncate(int fd, off_t size) {
    struct stat is;
    pthread_mutex_lock(&mutex);
    const uint32_t file = file_of(fd, &is);
    int why = 0;
    long done = -1;
    char* before = NULL;
    if (file != 0 && strikes("write")) {
        why = EIO;
    } else {
        if (file != 0 && log_to >= 0) {
            size_t cut = size < is.st_size ? (size_t)(is.st_size - size) : 0;
            before = cut > 0 ? malloc(cut) : NULL;
            if (before != NULL) cut = read_before(fd, before, cut, (uint64_t)size);
            note('T', file, (uint64_t)size, (uint64_t)is.st_size, before, before != NULL ? cut : 0, NULL, 0);
        }
        done = syscall(SYS_ftruncate, fd, size);
        why = errno;
    }
    pthread_mutex_unlock(&mutex);
    free(before);
    if (done < 0) errno = why;
    return (int)done;
}

int ftruncate(int fd, off_t size) { return do_truncate(fd, size); }
int ftruncate64(int fd, off64_t size) { return do_truncate(fd, size); }

// What was written before the call is durable when it returns; what came meanwhile need not be.
static int do_sync(int fd, long number) {
    struct stat is;
    char folder[kPath];
    folder[0] = '\0';
    pthread_mutex_lock(&mutex);
    const uint32_t file = file_of(fd, &is);
    const uint64_t upto = entries;
    if (file == 0 && root_length > 0 && fstat(fd, &is) == 0 && S_ISDIR(is.st_mode)) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const ssize_t n = readlink(link, folder, sizeof folder - 1);
        folder[n < 0 ? 0 : n] = '\0';
        if (!below_root(folder) && strcmp(folder, root) != 0) folder[0] = '\0';
    }
    pthread_mutex_unlock(&mutex);
    if ((file != 0 || folder[0] != '\0') && strikes("sync")) {
        errno = EIO;
        return -1;
    }
    if ((file != 0 || folder[0] != '\0') && slow_sync.tv_nsec > 0) syscall(SYS_nanosleep, &slow_sync, NULL);
    const long done = syscall(number, fd);
    const int why = errno;
    if (done == 0 && !lies) {
        pthread_mutex_lock(&mutex);
        if (file != 0) note('S', file, upto, 0, NULL, 0, NULL, 0);
        if (folder[0] != '\0') note('D', 0, upto, 0, folder, strlen(folder), NULL, 0);
        pthread_mutex_unlock(&mutex);
    }
    if (done < 0) errno = why;
    return (int)done;
}

int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

// -- names -----------------------------------------------------------------------------------------------------

// Keeps what a name stood for, should the name come back. Its number; 0: there was nothing.
static uint64_t bury(const char* path) {
    struct stat is;
    if (log_to < 0 || lstat(path, &is) != 0 || !S_ISREG(is.st_mode)) return 0;
    char grave[kPath + 32];
    snprintf(grave, sizeof grave, "%s/%llu", graves, (unsigned long long)entries + 1);
    return linkat(AT_FDCWD, path, AT_FDCWD, grave, 0) == 0 ? entries + 1 : 0;
}

static int do_rename(int from_folder, const char* from, int to_folder, const char* to) {
    char old_path[kPath];
    char new_path[kPath];
    if (!on_disk(from_folder, from, old_path) || !on_disk(to_folder, to, new_path))
        return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    pthread_mutex_lock(&mutex);
    const uint64_t grave = bury(new_path);
    note('R', 0, grave, 0, old_path, strlen(old_path), new_path, strlen(new_path));
    const long done = syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    const int why = errno;
    if (done != 0) note('X', 0, entries, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
    errno = why;
    return (int)done;
}

int rename(const char* from, const char* to) { return do_rename(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int f, const char* from, int t, const char* to) { return do_rename(f, from, t, to); }

static int do_unlink(int folder, const char* path, int flags) {
    char whole[kPath];
    struct stat is;
    if ((flags & AT_REMOVEDIR) != 0 || !on_disk(folder, path, whole) || lstat(whole, &is) != 0 || !S_ISREG(is.st_mode))
        return (int)syscall(SYS_unlinkat, folder, path, flags);
    pthread_mutex_lock(&mutex);
    note('U', 0, bury(whole), 0, whole, strlen(whole), NULL, 0);
    const long done = syscall(SYS_unlinkat, folder, path, flags);
    const int why = errno;
    // Its number may stand for another file from now on.
    const uint32_t gone = find_known(&is);
    if (done == 0 && gone != 0) known[gone - 1] = (struct Known){0, 0};
    if (done != 0) note('X', 0, entries, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
    errno = why;
    return (int)done;
}

int unlink(const char* path) { return do_unlink(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) { return do_unlink(folder, path, flags); }
int remove(const char* path) {
    const int done = do_unlink(AT_FDCWD, path, 0);
    return done != 0 && errno == EISDIR ? do_unlink(AT_FDCWD, path, AT_REMOVEDIR) : done;
}

static int do_mkdir(int folder, const char* path, mode_t mode) {
    char whole[kPath];
    const bool ours = on_disk(folder, path, whole);
    pthread_mutex_lock(&mutex);
    const long done = syscall(SYS_mkdirat, folder, path, mode);
    const int why = errno;
    if (done == 0 && ours) note('M', 0, 0, 0, whole, strlen(whole), NULL, 0);
    pthread_mutex_unlock(&mutex);
    errno = why;
    return (int)done;
}

int mkdir(const char* path, mode_t mode) { return do_mkdir(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char* path, mode_t mode) { return do_mkdir(folder, path, mode); }

static int do_open(int folder, const char* path, int flags, mode_t mode) {
    char whole[kPath];
    if (fail_at > 0 && on_disk(folder, path, whole) && strikes("open")) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

static bool takes_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

#define MODE_OF(flags, last)                   \
    mode_t mode = 0;                           \
    if (takes_mode(flags)) {                   \
        va_list more;                          \
        va_start(more, last);                  \
        mode = (mode_t)va_arg(more, unsigned); \
        va_end(more);                          \
    }

int open(const char* path, int flags, ...) {
    MODE_OF(flags, flags)
    return do_open(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    MODE_OF(flags, flags)
    return do_open(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}
int openat(int folder, const char* path, int flags, ...) {
    MODE_OF(flags, flags)
    return do_open(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
    MODE_OF(flags, flags)
    return do_open(folder, path, flags | O_LARGEFILE, mode);
}
