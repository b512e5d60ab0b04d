#include "base/id.hpp"

#include <algorithm>
#include <array>

namespace manyhands::base {
namespace {
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
}

std::string make_ulid(Instant now, Random& random) {
    std::string out(26, '0');
    auto ms = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
    for (std::size_t i = 10; i-- > 0; ms >>= 5)
        out[i] = kCrockford[ms & 31U];
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    for (std::size_t i = 0; i < 16; ++i)
        out[10 + i] = kCrockford[bytes[i] & 31U];
    return out;
}

bool is_ulid(std::string_view text) {
    return text.size() == 26 && text[0] <= '7' && std::all_of(text.begin(), text.end(), [](char c) {
               return kCrockford.find(c) != std::string_view::npos;
           });
}

}  // namespace manyhands::base
