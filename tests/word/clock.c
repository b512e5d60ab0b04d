// The machine's clock, set ahead while programs run below it: LD_PRELOAD, for tests that live a day in a minute.
//   MH_CLOCK_FILE  eight bytes, little-endian: by how many microseconds the wall clock goes ahead. Whoever writes them moves
//                  every program that maps the file, at once. The monotonic clock is left alone, as when an administrator
//                  or NTP sets the clock.
// Calls go to the kernel directly, as in tests/disk/disk.c.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t* ahead;

__attribute__((constructor)) static void map_clock(void) {
    const char* path = getenv("MH_CLOCK_FILE");
    if (path == NULL) return;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) abort();
    void* at = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    if (at == MAP_FAILED) abort();
    ahead = at;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec* out) {
    const long failed = syscall(SYS_clock_gettime, which, out);
    if (failed != 0) return (int)failed;
    if (ahead != NULL && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
        const int64_t by = *ahead;
        const int64_t nanoseconds = out->tv_nsec + (by % 1000000) * 1000;
        out->tv_sec += by / 1000000 + nanoseconds / 1000000000;
        out->tv_nsec = nanoseconds % 1000000000;
    }
    return 0;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* out) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    if (out != NULL) *out = now.tv_sec;
    return now.tv_sec;
}
