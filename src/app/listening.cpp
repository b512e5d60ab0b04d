#include "app/listening.hpp"

#include "app/listening_ports.hpp"

namespace manyhands::app {

namespace {

constexpr base::Micros kEvery = std::chrono::seconds(1);

std::size_t ring_bytes(const model::SettingLayers& layers) {
    const auto set = model::resolve(*model::find_setting("listening.ring_megabytes"), layers, {});
    return static_cast<std::size_t>(model::whole(set.value)) << 20U;
}

}  // namespace

Listening::Listening(storage::Store& store, const base::Clock& clock, base::IdSource& ids,
                     const model::SettingLayers& layers, Networks networks)
    : store_(store),
      clock_(clock),
      ears_({store, store, clock, ids, ring_bytes(layers)}),
      queries_(store, clock, ids, [this](const model::BrandId& brand) { ears_.reload(brand); }),
      dry_runs_({store, store, ears_, clock, ids, std::move(networks),
                 [&clock](const std::string& name, const std::string& bytes) {
                     return read_listening_archive(name, bytes, clock.now());
                 }}) {}

Listening::~Listening() {
    stop();
    if (thread_.joinable()) thread_.join();
    ears_.tend();
}

base::Result<void> Listening::open() {
    MH_LET(brands, store_.all_brands());
    for (const model::Brand& brand : brands)
        ears_.reload(brand.id);
    return {};
}

void Listening::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = clock_.now() + kEvery;
        while (waker_.wait(clock_, next)) {
            ears_.tend();
            next = clock_.now() + kEvery;
        }
    });
}

void Listening::forget() {
    ears_.forget_heard();
    dry_runs_.forget();
}

}  // namespace manyhands::app
