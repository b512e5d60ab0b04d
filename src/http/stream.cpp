#include "http/stream.hpp"

namespace manyhands::http {

// One wake-up is enough until the server has looked: a burst of frames costs one.
void Stream::signal(std::unique_lock<std::mutex>& guard) {
    if (signalled_ || !wake_) return;
    signalled_ = true;
    const auto wake = wake_;
    guard.unlock();
    wake();
}

Stream::Pushed Stream::push(Frame frame) {
    std::unique_lock guard(mutex_);
    if (closed_ || finishing_) return Pushed::closed;
    if (frames_.size() >= kMaxFrames || (!frames_.empty() && bytes_ + frame->size() > kMaxBytes))
        return Pushed::overflow;
    bytes_ += frame->size();
    frames_.push_back(std::move(frame));
    signal(guard);
    return Pushed::queued;
}

void Stream::finish(Frame last) {
    std::unique_lock guard(mutex_);
    if (closed_ || finishing_) return;
    finishing_ = true;
    frames_.clear();
    bytes_ = 0;
    if (last) {
        bytes_ = last->size();
        frames_.push_back(std::move(last));
    }
    signal(guard);
}

void Stream::close() {
    const std::scoped_lock guard(mutex_);
    closed_ = true;
    frames_.clear();
    bytes_ = 0;
    wake_ = nullptr;
}

bool Stream::closed() const {
    const std::scoped_lock guard(mutex_);
    return closed_;
}

void Stream::attach(std::function<void()> wake) {
    std::unique_lock guard(mutex_);
    if (closed_) return;
    wake_ = std::move(wake);
    if (!frames_.empty() || finishing_) signal(guard);
}

Stream::Batch Stream::take(std::size_t max_bytes) {
    const std::scoped_lock guard(mutex_);
    signalled_ = false;
    Batch batch;
    std::size_t taken = 0;
    while (!frames_.empty() && (batch.frames.empty() || taken + frames_.front()->size() <= max_bytes)) {
        taken += frames_.front()->size();
        batch.frames.push_back(std::move(frames_.front()));
        frames_.pop_front();
    }
    bytes_ -= taken;
    batch.last = finishing_ && frames_.empty();
    return batch;
}

}  // namespace manyhands::http
