#include "app/simulate/network.hpp"

#include <map>

#include "channels/simulated/simulated.hpp"

namespace manyhands::app::simulate {

using channels::Idempotency;
using channels::Reply;

namespace {

// The channel of the simulated network under another name and with other rules; and where a mistake is to be
// made, here it is made.
class Session final : public channels::ChannelSession {
  public:
    Session(std::unique_ptr<channels::ChannelSession> inner, const Rules& rules, base::Random& random,
            Mistake mistake)
        : inner_(std::move(inner)), rules_(rules), random_(random), mistake_(mistake) {}

    Reply<channels::Delivery> listen(const channels::Cursor& cursor,
                                     const std::vector<std::string>& watched) override {
        auto delivery = inner_->listen(cursor, watched);
        if (!delivery) return delivery;
        rename(delivery->posts);
        if (mistake_ == Mistake::lost_posts)
            std::erase_if(delivery->posts, [this](const auto&) { return random_.below(50) == 0; });
        return delivery;
    }
    Reply<std::vector<model::RemotePost>> thread(const std::string& remote_id) override {
        auto posts = inner_->thread(remote_id);
        if (posts) rename(*posts);
        return posts;
    }
    model::SendKey make_key(const model::AnswerId& answer, base::Instant now) override {
        return inner_->make_key(answer, now);
    }
    Reply<channels::Published> send(const channels::Outgoing& answer) override {
        if (mistake_ != Mistake::fresh_keys) {
            auto reply = inner_->send(answer);
            if (reply) taken_[answer.key.key] = *reply;
            return reply;
        }
        channels::Outgoing other = answer;
        other.key.key += std::to_string(random_.below(1'000'000));
        other.key.created += base::Micros(static_cast<std::int64_t>(1 + random_.below(1'000'000)));
        return inner_->send(other);
    }
    Reply<std::optional<channels::Published>> look_up(const channels::Outgoing& answer) override {
        // Whoever makes these mistakes measures no lag, either: what was taken is there at once.
        if (mistake_ == Mistake::blind_resend || mistake_ == Mistake::no_settle)
            if (const auto taken = taken_.find(answer.key.key); taken != taken_.end())
                return std::optional(taken->second);
        if (mistake_ == Mistake::blind_resend) return std::optional<channels::Published>();
        return inner_->look_up(answer);
    }
    Reply<channels::Identity> who_am_i() override { return inner_->who_am_i(); }
    channels::Probe probe() override { return inner_->probe(); }
    std::optional<Idempotency> idempotency() const override {
        const bool trusting = mistake_ == Mistake::blind_resend || mistake_ == Mistake::no_settle;
        return rules_.keys || trusting ? Idempotency::keyed : Idempotency::none;
    }
    channels::Budget budget() const override { return inner_->budget(); }
    channels::SessionState state() const override { return inner_->state(); }

  private:
    void rename(std::vector<model::RemotePost>& posts) const {
        for (model::RemotePost& post : posts)
            post.network = rules_.id;
    }

    std::unique_ptr<channels::ChannelSession> inner_;
    const Rules& rules_;
    base::Random& random_;
    Mistake mistake_;
    std::map<std::string, channels::Published> taken_;  // by key
};

class FakeChannel final : public channels::Channel {
  public:
    FakeChannel(const Rules& rules, net::HttpClient& wire, base::Random& random, Mistake mistake)
        : rules_(rules), random_(random), mistake_(mistake), inner_(simulated::make_channel(&wire)) {
        info_ = inner_->info();
        info_.id = info_.label = rules.id;
        info_.practice_only = false;
        info_.idempotency = rules.keys ? Idempotency::keyed : Idempotency::none;
        info_.poll_every = rules.poll_every;
        info_.settle_at_least = mistake == Mistake::no_settle ? base::Micros(1'000'000) : rules.settle;
    }
    const channels::ChannelInfo& info() const override { return info_; }
    base::Result<std::unique_ptr<channels::ChannelSession>> open(
        const channels::Settings& settings, const channels::SessionState& state,
        const channels::SessionContext& context) const override {
        MH_LET(inner, inner_->open(settings, state, context));
        return std::make_unique<Session>(std::move(inner), rules_, random_, mistake_);
    }

  private:
    const Rules& rules_;
    base::Random& random_;
    Mistake mistake_;
    std::unique_ptr<channels::Channel> inner_;
    channels::ChannelInfo info_;
};

// Sooner than this after a "later" is no waiting.
constexpr base::Micros kAtOnce = std::chrono::milliseconds(900);

net::HttpResult broke_off(net::Break at) {
    return std::unexpected(net::HttpFailure{
        at, {base::ErrorCode::unavailable, "channels.network_silent", {}, "the simulated wire broke"}});
}

}  // namespace

Net::Net(Rules rules, WirePorts ports, Mistake mistake)
    : weather(rules.weather),
      rules_(std::move(rules)),
      ports_(std::move(ports)),
      mistake_(mistake),
      network_(ports_.clock, ports_.random),
      handle_("hanbit_" + rules_.id),
      us_(network_.person(handle_, "Hanbit", 10'000)),
      wire_(*this) {
    set_faults(calm());
}

std::unique_ptr<channels::Channel> Net::channel() {
    return std::make_unique<FakeChannel>(rules_, wire_, ports_.random, mistake_);
}

simulated::Faults Net::calm() const {
    simulated::Faults faults;
    faults.keys = rules_.keys;
    faults.lag_at_most = rules_.lag_at_most;
    faults.late_by = std::chrono::seconds(2);
    faults.duplicate = 0.02;
    faults.reorder = 0.02;
    return faults;
}

void Net::set_faults(const simulated::Faults& faults) {
    faults_ = faults;
    network_.set_faults(faults);
}

simulated::Served Net::ask(const std::string& token, std::string method, std::string path, std::string body) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(path);
    request.headers = {{"Authorization", "Bearer " + token}};
    request.body = std::move(body);
    return network_.serve(request);
}

net::HttpResult Net::Wire::exchange(const net::HttpRequest& request) {
    Net& net = net_;
    ++net.requests;
    const auto spread =
        static_cast<std::uint64_t>((net.weather.latency_most - net.weather.latency_least).count());
    const base::Micros latency = net.weather.latency_least +
                                 base::Micros(static_cast<std::int64_t>(net.ports_.random.below(spread + 1)));
    const bool listens = request.url.starts_with("/changes");
    if (listens && net.told_at_ && net.ports_.clock.since() - *net.told_at_ < kAtOnce) ++net.impatient_;
    if (listens) net.told_at_.reset();
    net.ports_.pass(latency / 2);
    net::HttpResult result = answer(request);
    net.ports_.trace.say(net.rules_.id,
                         fmt::format("{} {} {} -> {}", request.method, request.url, request.body,
                                     result ? std::to_string(result->status) : "nothing"));
    net.ports_.pass(latency - latency / 2);
    if (listens && result && result->status == 429) net.told_at_ = net.ports_.clock.since();
    return result;
}

net::HttpResult Net::Wire::answer(const net::HttpRequest& request) {
    Net& net = net_;
    const Weather& weather = net.weather;
    if (net.chance(weather.not_connected)) return broke_off(net::Break::not_connected);
    if (net.chance(weather.request_lost)) return broke_off(net::Break::after_send);
    if (net.chance(weather.told_to_wait)) {
        static constexpr int kSeconds[] = {-30, 0, 1, 5, 60};
        const int seconds = kSeconds[net.ports_.random.below(std::size(kSeconds))];
        return net::HttpResponse{429, {{"Retry-After", std::to_string(seconds)}}, R"({"error":"too many"})"};
    }
    const bool fails = net.chance(weather.server_error);
    if (fails && net.chance(0.5)) return net::HttpResponse{500, {}, "oh"};
    simulated::Served served = net.network_.serve(request);
    if (served.hang_up != simulated::HangUp::no || net.chance(weather.answer_lost))
        return broke_off(net::Break::after_send);
    if (fails) return net::HttpResponse{502, {}, "oh"};
    return std::move(served.response);
}

}  // namespace manyhands::app::simulate
