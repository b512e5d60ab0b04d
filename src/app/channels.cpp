#include "app/channels.hpp"

#include "channels/archive/channel.hpp"
#include "channels/bluesky/bluesky.hpp"
#include "channels/simulated/simulated.hpp"

namespace manyhands::app {

channels::ChannelList make_channels(net::HttpClient* inside) {
    channels::ChannelList list;
    list.push_back(channels::bluesky::make_channel());
    list.push_back(channels::simulated::make_channel(inside));
    list.push_back(channels::archive::make_channel());
    return list;
}

}  // namespace manyhands::app
