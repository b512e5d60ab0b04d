// Joins the outbox to a channel: what a network's answer means for an answer of ours.
#pragma once

#include "answer/media.hpp"
#include "app/lag_meter.hpp"
#include "channels/channel.hpp"
#include "outbox/outbox.hpp"

namespace manyhands::app {

using ReadImage =
    std::function<base::Result<answer::Media::Kept>(const model::BrandId&, const model::MediaId&)>;

class ChannelCarrier final : public outbox::Carrier {
  public:
    // `meter`: told of every answer that the network took; null: nobody measures.
    ChannelCarrier(channels::ChannelSession& session, const channels::ChannelInfo& info,
                   ReadImage read_image = {}, LagMeter* meter = nullptr)
        : session_(session), info_(info), read_image_(std::move(read_image)), meter_(meter) {}

    bool keyed() const override;
    base::Micros settle_time() const override { return app::settle_time(info_, lag_); }
    void learn_lag(std::optional<base::Micros> lag) { lag_ = lag; }
    model::SendKey make_key(const model::AnswerId& answer, base::Instant now) override;
    outbox::SendResult send(const model::Answer& answer) override;
    outbox::SendResult look_up(const model::Answer& answer) override;
    std::optional<std::int64_t> remaining() const override { return session_.budget().remaining; }
    std::optional<base::Instant> resets_at() const override { return session_.budget().resets_at; }

  private:
    channels::ChannelSession& session_;
    const channels::ChannelInfo& info_;
    ReadImage read_image_;
    LagMeter* meter_;
    std::optional<base::Micros> lag_;
};

}  // namespace manyhands::app
