#include "app/listen_pipe.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace manyhands::app {
namespace {

using listen::BadLine;
using listen::PostLine;
using listen::StreamCounts;
using listen::StreamMatcher;

// Some whole lines of the stream, with room behind them.
struct Piece {
    std::string bytes;
    std::size_t size = 0;
    std::uint64_t first_line = 1;
    std::vector<BadLine> bad;
    std::string out;
    StreamCounts counts;

    std::string_view lines() const { return std::string_view(bytes).substr(0, size); }
};

// Cuts a stream into pieces at line ends.
class LineSource {
  public:
    explicit LineSource(int file) : file_(file) {}

    // Waits for input and takes what is there, at most about a megabyte. False at the end.
    bool next(Piece& piece) {
        constexpr std::size_t kAtOnce = 1U << 20U;
        piece.bad.clear();
        piece.size = 0;
        std::size_t filled = rest_.size();
        piece.bytes.resize(std::max(kAtOnce, filled + kAtOnce / 2) + PostLine::kPadding);
        std::memcpy(piece.bytes.data(), rest_.data(), filled);
        rest_.clear();
        piece.first_line = line_;
        while (true) {
            if (piece.bytes.size() - filled < kAtOnce / 4 + PostLine::kPadding)
                piece.bytes.resize(piece.bytes.size() * 2);
            const ssize_t got =
                read_some(piece.bytes.data() + filled, piece.bytes.size() - filled - PostLine::kPadding);
            if (got <= 0) {
                // The last line may have no end.
                if (skipping_) piece.size = 0, filled = 0;
                piece.size = filled;
                count(piece);
                return filled > 0 || !piece.bad.empty();
            }
            const std::string_view fresh(piece.bytes.data() + filled, static_cast<std::size_t>(got));
            const auto end = fresh.rfind('\n');
            filled += fresh.size();
            if (skipping_) {
                // Still in a line that is too long: what comes behind its end is kept.
                const auto first = fresh.find('\n');
                const std::size_t keep = first == std::string_view::npos ? 0 : fresh.size() - first - 1;
                std::memmove(piece.bytes.data(), piece.bytes.data() + filled - keep, keep);
                filled = keep;
                if (first == std::string_view::npos) continue;
                skipping_ = false;
                piece.first_line = ++line_;
                if (end == first) continue;
                piece.size = std::string_view(piece.bytes.data(), filled).rfind('\n') + 1;
            } else if (end != std::string_view::npos) {
                piece.size = filled - (fresh.size() - end - 1);
            } else if (filled > PostLine::kLongest) {
                piece.bad.push_back({line_, listen::LineFault::too_long});
                filled = 0;
                skipping_ = true;
                continue;
            } else {
                continue;
            }
            rest_.assign(piece.bytes.data() + piece.size, filled - piece.size);
            count(piece);
            return true;
        }
    }
    int error() const { return error_; }

  private:
    ssize_t read_some(char* into, std::size_t room) {
        ssize_t got = 0;
        do
            got = ::read(file_, into, room);
        while (got < 0 && errno == EINTR);
        if (got < 0) error_ = errno;
        return got;
    }
    void count(Piece& piece) {
        const std::string_view lines = piece.lines();
        line_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
    }

    int file_;
    std::string rest_;  // the beginning of a line
    std::uint64_t line_ = 1;
    bool skipping_ = false;
    int error_ = 0;
};

int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return 0;
}

void match(StreamMatcher& matcher, Piece& piece) {
    piece.out.clear();
    const std::size_t too_long = piece.bad.size();
    piece.counts = matcher.run(piece.lines(), piece.first_line, piece.out, piece.bad);
    piece.counts.bad += too_long;
}

class Pipe {
  public:
    Pipe(const std::shared_ptr<const listen::QuerySet>& set, const PipeOptions& options,
         const std::function<void(const BadLine&)>& on_bad)
        : set_(set), options_(options), on_bad_(on_bad), source_(options.in) {}

    PipeResult run() {
        if (options_.threads <= 1)
            alone();
        else
            together();
        result_.read_error = source_.error();
        return result_;
    }

  private:
    // False when nobody reads any more.
    bool put(const Piece& piece) {
        result_.counts += piece.counts;
        for (const BadLine& bad : piece.bad)
            on_bad_(bad);
        result_.write_error = write_all(options_.out, piece.out);
        return result_.write_error == 0;
    }

    void alone() {
        StreamMatcher matcher(set_, options_.explain);
        Piece piece;
        while (source_.next(piece)) {
            match(matcher, piece);
            if (!put(piece)) return;
        }
    }

    // Pieces go round: free, read, matched, written, free.
    void together() {
        std::deque<Piece> pieces(2UL * options_.threads);
        for (Piece& piece : pieces)
            free_.push_back(&piece);
        std::vector<std::thread> threads;
        threads.reserve(options_.threads + 1UL);
        for (unsigned i = 0; i < options_.threads; ++i)
            threads.emplace_back([this] { work(); });
        threads.emplace_back([this] { write(); });
        while (Piece* const piece = take_free()) {
            if (!source_.next(*piece)) break;
            const std::scoped_lock lock(mutex_);
            waiting_.push_back(piece);
            in_order_.push_back({piece, false});
            changed_.notify_all();
        }
        {
            const std::scoped_lock lock(mutex_);
            ended_ = true;
            changed_.notify_all();
        }
        for (std::thread& thread : threads)
            thread.join();
    }

    Piece* take_free() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopped_ || !free_.empty(); });
        if (stopped_) return nullptr;
        Piece* const piece = free_.front();
        free_.pop_front();
        return piece;
    }

    void work() {
        StreamMatcher matcher(set_, options_.explain);
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return stopped_ || ended_ || !waiting_.empty(); });
            if (stopped_ || waiting_.empty()) return;
            Piece* const piece = waiting_.front();
            waiting_.pop_front();
            lock.unlock();
            match(matcher, *piece);
            lock.lock();
            std::ranges::find(in_order_, piece, &Turn::piece)->matched = true;
            changed_.notify_all();
        }
    }

    void write() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return in_order_.empty() ? ended_ : in_order_.front().matched; });
            if (in_order_.empty()) return;
            Piece* const piece = in_order_.front().piece;
            lock.unlock();
            const bool goes_on = put(*piece);
            lock.lock();
            in_order_.pop_front();
            free_.push_back(piece);
            stopped_ = stopped_ || !goes_on;
            changed_.notify_all();
            if (stopped_) return;
        }
    }

    struct Turn {
        Piece* piece = nullptr;
        bool matched = false;
    };
    const std::shared_ptr<const listen::QuerySet>& set_;
    const PipeOptions& options_;
    const std::function<void(const BadLine&)>& on_bad_;
    LineSource source_;
    PipeResult result_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Piece*> free_, waiting_;
    std::deque<Turn> in_order_;
    bool ended_ = false;    // nothing more is read
    bool stopped_ = false;  // nobody reads what is written
};

}  // namespace

PipeResult run_pipe(const std::shared_ptr<const listen::QuerySet>& set, const PipeOptions& options,
                    const std::function<void(const BadLine&)>& on_bad) {
    return Pipe(set, options, on_bad).run();
}

}  // namespace manyhands::app
