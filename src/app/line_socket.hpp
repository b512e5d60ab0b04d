// JSON objects, one a line, over a connected stream socket.
#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace manyhands::app {

// Not thread-safe. Owns the descriptor.
class LineSocket {
  public:
    explicit LineSocket(int descriptor) : descriptor_(descriptor) {}
    ~LineSocket();
    LineSocket(const LineSocket&) = delete;
    LineSocket& operator=(const LineSocket&) = delete;

    // False when the other side is gone.
    bool send(const boost::json::object& object);
    // Nothing when the other side is gone, says no JSON object, or more than 32 MiB at once.
    std::optional<boost::json::object> receive();

  private:
    int descriptor_;
    std::string buffer_;
};

}  // namespace manyhands::app
