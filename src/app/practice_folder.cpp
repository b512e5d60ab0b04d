// The practice company's folder: made when it is not there.
#include <filesystem>
#include <iostream>

#include "app/practice.hpp"
#include "app/verbs.hpp"

namespace manyhands::app {

// Made beside and moved into place, so that a company that was made half is never taken for one.
base::Result<void> make_practice_if_needed(const cli::Practice& command, const Console& console) {
    namespace fs = std::filesystem;
    const fs::path data = command.common.data;
    std::error_code error;
    if (fs::exists(data / "manyhands.db", error)) {
        if (!command.fresh) return {};
        if (!fs::exists(data / kPracticeNetworkFile, error))
            return base::fail(base::ErrorCode::conflict, "practice.not_practice", {{"data", data.string()}});
        fs::remove_all(data, error);
    } else if (fs::exists(data, error) && !fs::is_empty(data, error)) {
        return base::fail(base::ErrorCode::conflict, "practice.not_practice", {{"data", data.string()}});
    }
    fs::path fresh = data;
    fresh += ".new";
    fs::remove_all(fresh, error);
    if (!command.common.json) std::cout << base::tr(console.lang, "cli.practice.making") << std::endl;
    const bool moving = console.terminal && !command.common.json;
    MH_TRY(make_practice_company(fresh, console.clock.now(), console.random, [&](int done, int all) {
        if (moving && all > 0) std::cout << "\r  " << done * 100 / all << " % " << std::flush;
    }));
    if (moving) std::cout << "\r        \r" << std::flush;
    fs::remove_all(data, error);
    fs::create_directories(data.parent_path(), error);
    fs::rename(fresh, data, error);
    if (error)
        return base::fail(base::ErrorCode::unavailable, "app.data.unusable", {{"path", data.string()}},
                          error.message());
    return {};
}

}  // namespace manyhands::app
