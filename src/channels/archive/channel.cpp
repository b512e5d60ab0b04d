#include "channels/archive/channel.hpp"

#include <algorithm>
#include <charconv>

#include "channels/archive/archive.hpp"

namespace manyhands::channels::archive {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::size_t kDeliveryAtMost = 500;

class Session final : public ChannelSession {
  public:
    Session(std::shared_ptr<const Archive> archive, std::string account, const base::Clock& clock)
        : archive_(std::move(archive)), account_(std::move(account)), clock_(clock) {
        for (const ArchivePost& post : archive_->posts)
            if (post.account == account_) mine_.push_back(&post);
    }

    Reply<Delivery> listen(const Cursor& cursor, const std::vector<std::string>&) override {
        std::size_t at = 0;
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), at);
        Delivery delivery;
        const base::Instant now = clock_.now();
        for (; at < mine_.size() && mine_[at]->at <= now; ++at) {
            if (delivery.posts.size() == kDeliveryAtMost) {
                delivery.more = true;
                break;
            }
            delivery.posts.push_back(mine_[at]->post);
        }
        delivery.next = std::to_string(at);
        return delivery;
    }
    Reply<std::vector<model::RemotePost>> thread(const std::string&) override {
        return std::vector<model::RemotePost>{};  // every row comes by itself
    }
    model::SendKey make_key(const model::AnswerId& answer, base::Instant now) override {
        return {answer.value, now};
    }
    Reply<Published> send(const Outgoing&) override {
        return std::unexpected(
            Problem{Refusal::forbidden, {ErrorCode::forbidden, "channels.archive.read_only", {}, {}}, {}});
    }
    Reply<std::optional<Published>> look_up(const Outgoing&) override { return std::nullopt; }
    Reply<Identity> who_am_i() override {
        Identity identity;
        identity.person.remote_id = identity.person.handle = identity.person.display_name = account_;
        return identity;
    }
    Probe probe() override {
        Probe probe;
        probe.checks.push_back({"channels.archive.check.posts", !mine_.empty(), {}});
        if (!mine_.empty()) probe.identity = *who_am_i();
        return probe;
    }
    Budget budget() const override { return {}; }
    SessionState state() const override { return {}; }

  private:
    std::shared_ptr<const Archive> archive_;
    std::string account_;
    const base::Clock& clock_;
    std::vector<const ArchivePost*> mine_;
};

class ArchiveChannel final : public Channel {
  public:
    ArchiveChannel() {
        info_.id = kNetwork;
        info_.label = "Archive";
        info_.text_rule = "weighted-280";
        info_.settings_form = {{"file", SettingField::Kind::text, true, "conversations.ndjson"},
                               {"account", SettingField::Kind::text, true, ""},
                               {"columns", SettingField::Kind::text, false, "text=body"}};
        info_.practice_only = true;
    }
    const ChannelInfo& info() const override { return info_; }
    Result<std::unique_ptr<ChannelSession>> open(const Settings& settings, const SessionState&,
                                                 const SessionContext& context) const override {
        const auto value = [&](const char* name) {
            const auto found = settings.find(name);
            return found == settings.end() ? std::string() : found->second;
        };
        MH_LET(archive, open_archive(value("file"), value("columns")));
        if (std::ranges::find(archive->accounts, value("account")) == archive->accounts.end())
            return base::fail(ErrorCode::invalid, "channels.archive.no_account",
                              {{"account", value("account")}});
        return std::make_unique<Session>(std::move(archive), value("account"), context.clock);
    }

  private:
    ChannelInfo info_;
};

}  // namespace

std::unique_ptr<Channel> make_channel() {
    return std::make_unique<ArchiveChannel>();
}

}  // namespace manyhands::channels::archive
