#include "channels/bluesky/bluesky.hpp"

#include <algorithm>

#include <boost/url.hpp>

#include "base/text/utf8.hpp"
#include "channels/bluesky/session.hpp"
#include "net/address_guard.hpp"

namespace manyhands::channels::bluesky {
namespace {

constexpr std::string_view kDefaultService = "https://bsky.social";
constexpr std::size_t kMostTerms = 20;
constexpr std::size_t kLongestTerm = 200;

std::string trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

std::string setting(const Settings& settings, const std::string& name) {
    const auto found = settings.find(name);
    return found == settings.end() ? std::string{} : trimmed(found->second);
}

std::unexpected<base::Error> bad(std::string_view field) {
    // The field's own label is looked up by the reader of the error: "channels.<network>.<field>.label".
    return base::fail(base::ErrorCode::invalid, "channels.problem.bad_setting",
                      {{"field", std::string(field)}});
}

// "https://host[:port]" without a path. Plain http carries the password in the clear: only to this machine or
// a private network.
std::optional<std::string> service_address(std::string_view text) {
    while (text.ends_with('/'))
        text.remove_suffix(1);
    const auto url = boost::urls::parse_uri(boost::urls::string_view(text.data(), text.size()));
    if (!url || url->has_userinfo() || !url->encoded_path().empty() || url->has_query() ||
        url->has_fragment())
        return std::nullopt;
    const std::string host = url->host_address();
    if (host.empty()) return std::nullopt;
    if (url->scheme() == "https") return std::string(text);
    if (url->scheme() != "http") return std::nullopt;
    const auto kind = net::classify(std::string_view(host));
    const bool near =
        host == "localhost" || kind == net::AddressKind::loopback || kind == net::AddressKind::private_range;
    return near ? std::optional(std::string(text)) : std::nullopt;
}

std::vector<std::string> search_terms(const std::string& text) {
    std::vector<std::string> terms;
    std::string_view rest = text;
    while (!rest.empty() && terms.size() < kMostTerms) {
        const auto comma = rest.find(',');
        std::string term = trimmed(base::clean_line(rest.substr(0, comma)));
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        if (!term.empty() && term.size() <= kLongestTerm &&
            std::find(terms.begin(), terms.end(), term) == terms.end())
            terms.push_back(std::move(term));
    }
    return terms;
}

class BlueskyChannel final : public Channel {
  public:
    BlueskyChannel() {
        info_.id = std::string(kNetwork);
        info_.label = "Bluesky";
        info_.text_rule = "graphemes-300";
        info_.idempotency = Idempotency::keyed;
        info_.edits = true;
        info_.deletes = true;
        info_.threads = true;
        info_.finds_people = true;
        info_.likes = true;
        info_.poll_every = std::chrono::seconds(1);
        info_.settle_at_least = std::chrono::seconds(5);
        info_.answers_per_hour = static_cast<int>(WriteBudget::kPointsPerHour / WriteBudget::kPointsPerPut);
        info_.images = {4, 1'000'000, 0, {"image/jpeg", "image/png", "image/webp"}, 2000};
        using Kind = SettingField::Kind;
        info_.settings_form = {{"handle", Kind::text, true, "brand.example.com"},
                               {"app_password", Kind::secret, true, "xxxx-xxxx-xxxx-xxxx"},
                               {"search", Kind::text, false, ""},
                               {"service", Kind::url, false, std::string(kDefaultService)}};
    }

    const ChannelInfo& info() const override { return info_; }

    base::Result<std::unique_ptr<ChannelSession>> open(const Settings& settings, const SessionState& state,
                                                       const SessionContext& context) const override {
        std::string service = setting(settings, "service");
        if (service.empty()) service = std::string(kDefaultService);
        auto address = service_address(service);
        if (!address) return bad("service");

        std::string handle = setting(settings, "handle");
        if (handle.starts_with('@')) handle.erase(0, 1);
        const bool mail = handle.size() <= 320 && handle.find('@') != std::string::npos &&
                          handle.find_first_of(" \t\r\n") == std::string::npos;
        if (!is_handle(handle) && !is_did(handle) && !mail) return bad("handle");

        const std::string password = setting(settings, "app_password");
        if (password.empty() || password.size() > 512 || !base::is_utf8(password)) return bad("app_password");

        return std::make_unique<BlueskySession>(Login{*std::move(address), std::move(handle), password},
                                                search_terms(setting(settings, "search")), state, context);
    }

  private:
    ChannelInfo info_;
};

}  // namespace

std::unique_ptr<Channel> make_channel() {
    return std::make_unique<BlueskyChannel>();
}

}  // namespace manyhands::channels::bluesky
