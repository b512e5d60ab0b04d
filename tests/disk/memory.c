// Memory that runs out, below the real program: LD_PRELOAD, for the proofs only.
//   MH_MEMORY_FAIL   N: the Nth request for memory gets none; N+: and none that follows for as many again
//   MH_MEMORY_AFTER  counting begins when a file of this name exists (looked for now and then)
//   MH_MEMORY_FIRED  a file that comes into being when it struck
// glibc gives the memory and takes it back. Not for a sanitized program: that has an allocator of its own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static long fail_at;
static bool fail_on;
static const char* fired;
static const char* after;
static long waited;
static long seen;

__attribute__((constructor)) static void begin(void) {
    const char* const at = getenv("MH_MEMORY_FAIL");
    fired = getenv("MH_MEMORY_FIRED");
    after = getenv("MH_MEMORY_AFTER");
    if (at == NULL) return;
    fail_on = strchr(at, '+') != NULL;
    fail_at = atol(at);
}

static bool strikes(void) {
    if (fail_at <= 0) return false;
    const char* const sign = __atomic_load_n(&after, __ATOMIC_RELAXED);
    if (sign != NULL) {
        if (__atomic_add_fetch(&waited, 1, __ATOMIC_RELAXED) % 64 != 0) return false;
        const int why = errno;
        const bool there = syscall(SYS_faccessat, AT_FDCWD, sign, F_OK) == 0;
        errno = why;
        if (!there) return false;
        __atomic_store_n(&after, NULL, __ATOMIC_RELAXED);
    }
    const long n = __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED);
    if (n < fail_at || n >= (fail_on ? 2 * fail_at : fail_at + 1)) return false;
    if (n == fail_at && fired != NULL) {
        const long made = syscall(SYS_openat, AT_FDCWD, fired, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (made >= 0) syscall(SYS_close, made);
    }
    errno = ENOMEM;
    return true;
}

void* malloc(size_t size) { return strikes() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return strikes() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return strikes() ? NULL : __libc_realloc(old, size); }
void* memalign(size_t alignment, size_t size) { return strikes() ? NULL : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return strikes() ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
    if (strikes()) return ENOMEM;
    *out = __libc_memalign(alignment, size);
    return *out == NULL ? ENOMEM : 0;
}
