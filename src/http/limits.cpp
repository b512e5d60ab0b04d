#include "http/limits.hpp"

#include <algorithm>
#include <cmath>

namespace manyhands::http {
namespace {

constexpr double kWindow = 60;

std::string_view name_of(LimitKind kind) {
    switch (kind) {
        case LimitKind::reads:
            return "reads";
        case LimitKind::changes:
            return "changes";
        case LimitKind::heavy:
            return "heavy";
        case LimitKind::visitors:
            return "visitors";
    }
    return "reads";
}

}  // namespace

int RateLimits::limit_of(LimitKind kind) const {
    switch (kind) {
        case LimitKind::reads:
            return config_.reads;
        case LimitKind::changes:
            return config_.changes;
        case LimitKind::heavy:
            return config_.heavy;
        case LimitKind::visitors:
            return config_.visitors;
    }
    return 0;
}

RateLimits::Verdict RateLimits::take(LimitKind kind, const std::string& who) {
    Verdict verdict;
    const int limit = limit_of(kind);
    if (limit <= 0) return verdict;
    const double rate = limit / kWindow;
    double left = 0;
    {
        const std::scoped_lock guard(mutex_);
        auto& buckets = buckets_[static_cast<std::size_t>(kind)];
        const auto now = clock_.monotonic();
        // Who has been quiet for a window has a full bucket: forgetting it changes nothing.
        if (buckets.size() >= kMaxKeys)
            std::erase_if(buckets, [&](const auto& each) {
                return now - each.second.at > std::chrono::seconds(static_cast<int>(kWindow));
            });
        if (buckets.size() >= kMaxKeys) buckets.erase(buckets.begin());
        const auto [found, fresh] = buckets.try_emplace(who, Bucket{static_cast<double>(limit), now});
        Bucket& bucket = found->second;
        const double passed = std::chrono::duration<double>(now - bucket.at).count();
        bucket.left = std::min(static_cast<double>(limit), bucket.left + passed * rate);
        bucket.at = now;
        verdict.allowed = bucket.left >= 1;
        if (verdict.allowed) bucket.left -= 1;
        left = bucket.left;
    }
    const auto whole = static_cast<int>(left);
    // Until there is one more than now.
    const auto more = static_cast<int>(std::ceil((whole + 1 - left) / rate));
    const std::string name = "\"" + std::string(name_of(kind)) + "\"";
    verdict.headers = {
        {"RateLimit-Policy", name + ";q=" + std::to_string(limit) + ";w=60"},
        {"RateLimit", name + ";r=" + std::to_string(whole) + ";t=" + std::to_string(std::max(1, more))}};
    if (!verdict.allowed) {
        verdict.wait = base::Seconds(std::max(1, more));
        verdict.headers.emplace_back("Retry-After", std::to_string(verdict.wait.count()));
    }
    return verdict;
}

}  // namespace manyhands::http
