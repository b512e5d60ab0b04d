// Connections for reading beside the writer, each read in one snapshot. Thread-safe.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/sqlite/connection.hpp"

namespace manyhands::storage::sqlite {

class Readers {
  public:
    // Opens a connection when one is missed, at most `most`; then callers wait for one to come back.
    Readers(std::filesystem::path file, int most) : file_(std::move(file)), most_(most) {}

    // A leased connection inside a read transaction, which ends with the lease.
    class Lease {
      public:
        explicit Lease(Readers& owner);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Connection& operator*() const { return *connection_; }

      private:
        Readers& owner_;
        std::unique_ptr<Connection> connection_;
    };

  private:
    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection);

    std::filesystem::path file_;
    int most_;
    int open_ = 0;
    std::mutex mutex_;
    std::condition_variable came_back_;
    std::vector<std::unique_ptr<Connection>> free_;
};

}  // namespace manyhands::storage::sqlite
