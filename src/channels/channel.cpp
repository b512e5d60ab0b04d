#include "channels/channel.hpp"

#include <algorithm>

namespace manyhands::channels {

bool Probe::ok() const {
    return !checks.empty() &&
           std::all_of(checks.begin(), checks.end(), [](const ProbeCheck& c) { return c.ok; });
}

namespace {
std::unexpected<Problem> not_there() {
    return std::unexpected(
        Problem{Refusal::invalid,
                {base::ErrorCode::invalid, "channels.problem.not_understood", {}, "people"},
                std::nullopt});
}
}  // namespace

Reply<std::vector<model::RemotePost>> ChannelSession::posts_by(const std::string&) {
    return not_there();
}

Reply<std::vector<model::RemotePost>> ChannelSession::tagged(const std::string&) {
    return not_there();
}

}  // namespace manyhands::channels
