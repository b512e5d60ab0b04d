// A disk in memory below the real SQLite: it keeps what was synced and forgets, when its power is cut, as
// much of the rest as chance wants. It can be full, slow and broken. While one is there, every database that
// this process opens lies on it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace manyhands::app::simulate {

class Disk;
struct DiskFile;

struct DiskCounts {
    std::int64_t writes = 0;
    std::int64_t syncs = 0;
    std::int64_t forgotten = 0;  // writes that a cut took with it
    std::int64_t torn = 0;       // of them, those of which a part was kept
    std::int64_t refused = 0;    // for want of room, or broken
};

// One at a time in a process, one thread.
class Disk {
  public:
    explicit Disk(base::Random& random);
    // Before the first one, by a process that never has a second thread: SQLite then needs no locks.
    static void this_process_has_one_thread();
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    // From now on (or after so many more calls that change something) nothing is done any more.
    void cut();
    void cut_after(std::int64_t calls) { calls_left_ = calls; }
    bool dead() const { return dead_; }
    // Power is back: what was synced is there; of the rest some writes, in part or not at all. No file may be
    // open.
    void power_on();

    void fill(bool full) { full_ = full; }                                    // nothing may grow
    void break_calls(std::int64_t calls) { broken_calls_ = calls; }           // the next ones fail
    void on_sync(std::function<void()> slow) { on_sync_ = std::move(slow); }  // how long it takes
    // A disk that says "done" and has done nothing: a mistake that the simulator must find.
    void lie_about_syncs() { lies_ = true; }

    const DiskCounts& counts() const { return counts_; }

  private:
    friend struct DiskCalls;
    bool allows_change();

    base::Random& random_;
    std::map<std::string, std::shared_ptr<DiskFile>> files_;
    std::function<void()> on_sync_;
    std::optional<std::int64_t> calls_left_;
    std::int64_t broken_calls_ = 0;
    bool dead_ = false;
    bool full_ = false;
    bool lies_ = false;
    std::int64_t temporary_ = 0;
    DiskCounts counts_;
    struct Registered;
    std::unique_ptr<Registered> registered_;
};

}  // namespace manyhands::app::simulate
