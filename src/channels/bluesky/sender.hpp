// Publishing an answer so that a repeated attempt with the same key is never a second post, and finding it
// again. Not thread-safe; may run beside a Listener.
#pragma once

#include <string>

#include "channels/bluesky/xrpc.hpp"

namespace manyhands::channels::bluesky {

class Sender {
  public:
    Sender(Xrpc& xrpc, const base::Clock& clock) : xrpc_(xrpc), clock_(clock) {}

    Reply<Published> send(const Outgoing& answer);
    Reply<std::optional<Published>> look_up(const Outgoing& answer);

  private:
    // What an answer hangs on: the post it answers, and the beginning of the thread as that post names it.
    struct Target {
        json::object parent;  // {uri, cid}
        json::object root;
    };
    Reply<Target> target(const std::string& parent_remote_id);
    Reply<json::array> facets(const std::string& text);
    Reply<json::array> images(const std::vector<OutgoingImage>& images);
    XrpcReply<json::value> record(const AtUri& uri);
    Reply<Published> published_before(const Outgoing& answer, const json::object& intended);

    Xrpc& xrpc_;
    const base::Clock& clock_;
};

// "2026-03-09T05:23:00.120Z": what the network's own programs write.
std::string created_text(base::Instant time);

}  // namespace manyhands::channels::bluesky
