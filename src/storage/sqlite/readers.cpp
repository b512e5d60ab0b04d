#include "storage/sqlite/readers.hpp"

#include <exception>
#include <utility>

namespace manyhands::storage::sqlite {

std::unique_ptr<Connection> Readers::take() {
    {
        std::unique_lock guard(mutex_);
        came_back_.wait(guard, [this] { return !free_.empty() || open_ < most_; });
        if (!free_.empty()) {
            auto connection = std::move(free_.back());
            free_.pop_back();
            return connection;
        }
        ++open_;
    }
    try {
        return std::make_unique<Connection>(file_, Mode::read);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::scoped_lock guard(mutex_);
        if (connection)
            free_.push_back(std::move(connection));
        else
            --open_;
    }
    came_back_.notify_one();
}

Readers::Lease::Lease(Readers& owner) : owner_(owner), connection_(owner.take()) {
    try {
        connection_->begin_reading();
    } catch (...) {
        owner_.give_back(nullptr);  // a connection that cannot even begin is not kept
        throw;
    }
}

Readers::Lease::~Lease() {
    try {
        connection_->commit();
    } catch (const std::exception&) {
        connection_.reset();
    }
    owner_.give_back(std::move(connection_));
}

}  // namespace manyhands::storage::sqlite
