#include "channels/channel.hpp"

#include <algorithm>

namespace manyhands::channels {

bool Probe::ok() const {
    return !checks.empty() &&
           std::all_of(checks.begin(), checks.end(), [](const ProbeCheck& c) { return c.ok; });
}

namespace {
std::unexpected<Problem> not_there(const char* what) {
    return std::unexpected(Problem{Refusal::invalid,
                                   {base::ErrorCode::invalid, "channels.problem.not_understood", {}, what},
                                   std::nullopt});
}
}  // namespace

Reply<std::vector<model::RemotePost>> ChannelSession::posts_by(const std::string&) {
    return not_there("people");
}

Reply<std::vector<model::RemotePost>> ChannelSession::tagged(const std::string&) {
    return not_there("people");
}

Reply<std::vector<Like>> ChannelSession::likes(base::Instant) {
    return not_there("likes");
}

}  // namespace manyhands::channels
