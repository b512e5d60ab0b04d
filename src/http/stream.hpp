// One open event stream (server-sent events) between the live hub, which pushes, and the server, which
// writes. Frames are shared: one rendering serves every stream. The queue is bounded: who cannot keep up is
// told to fetch again and is let go, so a slow browser costs a fixed amount of memory.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace manyhands::http {

using Frame = std::shared_ptr<const std::string>;

// Thread-safe.
class Stream {
  public:
    static constexpr std::size_t kMaxFrames = 512;
    static constexpr std::size_t kMaxBytes = 512 * 1024;

    enum class Pushed { queued, overflow, closed };

    // Overflow queues nothing: the pusher then calls finish() with a frame that says so.
    Pushed push(Frame frame);
    // Drops what waits, sends `last` (may be null) and ends the stream.
    void finish(Frame last);
    // No more is wanted: the peer went away, or the server stops.
    void close();
    bool closed() const;

    // -- the server's side --
    // Called once per quiet-to-busy change, from the pushing thread; must not call back into the stream.
    void attach(std::function<void()> wake);
    struct Batch {
        std::vector<Frame> frames;
        bool last = false;  // nothing comes after these: end the connection
    };
    // Up to `max_bytes` (at least one frame, when there is one).
    Batch take(std::size_t max_bytes);

  private:
    void signal(std::unique_lock<std::mutex>& guard);

    mutable std::mutex mutex_;
    std::deque<Frame> frames_;
    std::size_t bytes_ = 0;
    bool finishing_ = false;
    bool closed_ = false;
    bool signalled_ = false;
    std::function<void()> wake_;
};

}  // namespace manyhands::http
