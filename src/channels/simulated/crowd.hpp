// The live customers of the practice company: they post in their own rhythm and react to what the brand
// answers.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "channels/simulated/network.hpp"
#include "channels/simulated/reactions.hpp"

namespace manyhands::channels::simulated {

struct StreamPost {
    std::string handle;
    std::string name;
    std::int64_t followers = 0;
    std::string lang;
    std::string text;
};

struct CrowdPlan {
    std::vector<StreamPost> posts;
    base::Seconds gap_least{20};
    base::Seconds gap_most{90};
    // Reactions come this many times sooner than in life, so that a newcomer sees one while still looking.
    int hurry = 12;
};

// {"gap_seconds": {"least", "most"}, "posts": [{"author": {...}, "lang", "text"}]}. Errors: invalid.
base::Result<CrowdPlan> parse_crowd(std::string_view json);

// One thread at a time.
class Crowd {
  public:
    // `brand`: the brand's person on this network. Answers that are there already get no reaction.
    Crowd(Network& network, std::string brand, ReactionBook book, CrowdPlan plan, const base::Clock& clock,
          base::Random& random);

    // Posts and reacts as far as it is time, and says when to come back. Never sleeps.
    base::Instant run_once();

  private:
    struct Planned {
        base::Instant at;
        std::string person;
        std::string parent;
        std::string lang;
        std::string text;
        bool likes = false;  // the answer, too
    };
    void notice_answers(base::Instant now);
    void plan_next(base::Instant now);

    Network& network_;
    std::string brand_;
    ReactionBook book_;
    CrowdPlan plan_;
    const base::Clock& clock_;
    base::Random& random_;
    std::size_t noticed_ = 0;  // of the brand's posts
    std::size_t next_post_ = 0;
    base::Instant next_at_{};
    std::vector<Planned> planned_;
};

}  // namespace manyhands::channels::simulated
