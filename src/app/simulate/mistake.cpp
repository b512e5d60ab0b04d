#include "app/simulate/simulate.hpp"

namespace manyhands::app::simulate {

std::string_view to_string(Mistake mistake) {
    switch (mistake) {
        case Mistake::none:
            return "none";
        case Mistake::fresh_keys:
            return "fresh-keys";
        case Mistake::blind_resend:
            return "blind-resend";
        case Mistake::no_settle:
            return "no-settle";
        case Mistake::lost_posts:
            return "lost-posts";
        case Mistake::lying_disk:
            return "lying-disk";
        case Mistake::stolen_claims:
            return "stolen-claims";
        case Mistake::moved_deadline:
            return "moved-deadline";
    }
    return "none";
}

std::optional<Mistake> mistake(std::string_view text) {
    for (const Mistake each : kMistakes)
        if (to_string(each) == text) return each;
    return std::nullopt;
}

}  // namespace manyhands::app::simulate
