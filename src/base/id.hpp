// Ids are ULIDs as text: 26 characters of Crockford's base 32, 48 bits of milliseconds then 80 random bits,
// so that they sort by the time they were made (github.com/ulid/spec). One type per thing that has ids.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace manyhands::base {

template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    explicit Id(std::string_view text) : value(text) {}
    explicit Id(const char* text) : value(text) {}
    bool empty() const { return value.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;
    friend bool operator==(const Id&, const Id&) = default;
};

std::string make_ulid(Instant now, Random& random);
bool is_ulid(std::string_view text);

// Makes ids from the injected clock and random source. Thread-safe.
class IdSource {
  public:
    IdSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
    template <class AnyId>
    AnyId make() {
        return AnyId(make_ulid(clock_.now(), random_));
    }

  private:
    const Clock& clock_;
    Random& random_;
};

}  // namespace manyhands::base

template <class Tag>
struct std::hash<manyhands::base::Id<Tag>> {
    std::size_t operator()(const manyhands::base::Id<Tag>& id) const {
        return std::hash<std::string>{}(id.value);
    }
};
