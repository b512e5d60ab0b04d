// The room's commands, and the floor that other rooms may ask for. Thread-safe.
#pragma once

#include <functional>
#include <map>

#include "base/id.hpp"
#include "base/random.hpp"
#include "quality/audit.hpp"

namespace manyhands::quality {

// The brand's settings; asked whenever they are needed.
struct Days {
    int appeal = 7;
    int newcomer = 90;
};

// For rooms that reward or rank: nobody is put in front of others whose answers are not good. They declare a
// port of their own and app gives them this.
class Floor {
  public:
    virtual ~Floor() = default;
    // Of everybody with a marked answer that was published in [from, to); of closed rounds only.
    virtual base::Result<std::map<model::EmployeeId, Score>> scores_of_people(const model::BrandId& brand,
                                                                              base::Instant from,
                                                                              base::Instant to) = 0;
};

class Service final : public Floor {
  public:
    struct Ports {
        Rows& store;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        std::function<Days(const model::BrandId&)> days;
        // After it is kept: whoever is signed in sees it at once.
        std::function<void(const std::vector<model::EmployeeId>&, const model::NoticeId&)> noticed = {};
    };
    explicit Service(Ports ports) : ports_(std::move(ports)) {}

    // Errors of all: forbidden; what the store and the decisions say.
    struct Cards {
        Card current;
        std::vector<Card> versions;  // newest first
    };
    base::Result<Cards> cards(const model::Actor& actor);
    base::Result<Card> change_card(const model::Actor& actor, const Card& card, std::int64_t former);

    struct Preview {
        std::int64_t population = 0;
        std::int64_t size = 0;
        std::vector<Stratum> strata;
    };
    // Errors: invalid ("quality.round.period", "quality.round.seed", "quality.round.size").
    base::Result<Preview> preview(const model::Actor& actor, const Wish& wish);
    // Errors: also conflict ("quality.round.nothing").
    base::Result<Round> draw_round(const model::Actor& actor, const Wish& wish);
    base::Result<std::vector<Round>> rounds(const model::Actor& actor);
    base::Result<Round> close(const model::Actor& actor, const RoundId& id);

    struct Record {
        Round round;
        Card card;
        std::vector<Judged> items;         // of a closed round only: until then the marks are blind
        std::vector<Agreement> agreement;  // as above
    };
    base::Result<Record> record(const model::Actor& actor, const RoundId& id);

    struct Next {
        Round round;
        Card card;
        std::optional<Pick> pick;
    };
    base::Result<Next> next(const model::Actor& actor, const RoundId& id);
    base::Result<void> mark(const model::Actor& actor, const RoundId& id, const model::AnswerId& answer,
                            const MarkWish& wish);
    // Errors: invalid ("quality.pass.reason").
    base::Result<void> pass_over(const model::Actor& actor, const RoundId& id, const model::AnswerId& answer,
                                 const std::string& reason);

    // With the answer's own text and those around it; empty where they are erased.
    struct Shown {
        Judged judged;
        Card card;
        std::vector<ThreadPost> thread;
        base::Instant appeal_until{};
        bool may_appeal = false;
        bool may_decide = false;
    };
    base::Result<std::vector<Shown>> mine(const model::Actor& actor);
    base::Result<std::vector<Shown>> appeals(const model::Actor& actor);
    base::Result<void> appeal(const model::Actor& actor, const RoundId& id, const model::AnswerId& answer,
                              const std::string& reason);
    base::Result<void> decide(const model::Actor& actor, const RoundId& id, const model::AnswerId& answer,
                              const std::string& decision, const std::optional<MarkWish>& wish);

    struct Results {
        std::optional<Standing> all;
        std::vector<Standing> groups;
        std::vector<Agreement> agreement;  // of the newest card's criteria
    };
    base::Result<Results> results(const model::Actor& actor, base::Instant from, base::Instant to, By by);

    base::Result<std::map<model::EmployeeId, Score>> scores_of_people(const model::BrandId& brand,
                                                                      base::Instant from,
                                                                      base::Instant to) override;
    static bool may_mark(const model::Actor& actor);
    static bool may_manage(const model::Actor& actor);
    static bool may_see(const model::Actor& actor);

  private:
    base::Result<Card> current_card(const model::BrandId& brand);
    base::Result<Sample> drawn(const model::BrandId& brand, const Wish& wish, const std::string& seed,
                               std::int64_t& population);
    base::Result<std::vector<Shown>> shown(const model::Actor& actor, const std::vector<Judged>& all);

    Ports ports_;
};

}  // namespace manyhands::quality
