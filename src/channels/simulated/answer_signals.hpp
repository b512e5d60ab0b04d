// What a practice customer notices in an answer: an apology, a concrete step, a promise, a question that asks
// for private data in public. Words, not meaning: good enough for practice, never used on real customers.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace manyhands::channels::simulated {

enum class Signal {
    apology,
    step,      // something to press, clean, set
    exchange,  // a replacement, or free of charge
    refund,
    store,         // an invitation to a store
    time,          // says by when
    link,          // a page to read
    asked,         // asks the customer something back
    short_answer,  // too short to help
    private_data,  // asks for private data in the open
    deflect,       // sends the customer elsewhere
    language,      // not the customer's language
    repeat,        // word for word what was said before
    late,          // came after an hour or more
};

// The names used in practice/reactions.json; nothing for an unknown name.
std::optional<Signal> parse_signal(std::string_view name);

enum class Side { customer, brand, other };

struct SpokenPost {
    Side side = Side::customer;
    std::string text;
};

// `lang`: the customer's language ("ko", "en"). `posts`: the thread before the answer, oldest first.
std::set<Signal> answer_signals(std::string_view answer, std::string_view lang,
                                const std::vector<SpokenPost>& posts, base::Seconds waited);

// The customer's latest post says that all is well: whatever is answered, little more is to come.
bool customer_is_content(const std::vector<SpokenPost>& posts);

// Without a trailing signature such as " ^KG".
std::string_view without_signature(std::string_view answer);

}  // namespace manyhands::channels::simulated
