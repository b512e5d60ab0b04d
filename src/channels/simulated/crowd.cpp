#include "channels/simulated/crowd.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace manyhands::channels::simulated {

namespace json = boost::json;
using base::Instant;

namespace {

// How often the crowd looks whether the brand has said something.
constexpr base::Micros kGlance = std::chrono::milliseconds(500);

}  // namespace

base::Result<CrowdPlan> parse_crowd(std::string_view text) {
    try {
        const json::value root = json::parse(text);
        CrowdPlan plan;
        plan.gap_least = base::Seconds(root.at("gap_seconds").at("least").to_number<int>());
        plan.gap_most = base::Seconds(root.at("gap_seconds").at("most").to_number<int>());
        for (const json::value& row : root.at("posts").as_array()) {
            const json::value& author = row.at("author");
            plan.posts.push_back(
                {std::string(author.at("handle").as_string()), std::string(author.at("name").as_string()),
                 author.at("followers").to_number<std::int64_t>(), std::string(row.at("lang").as_string()),
                 std::string(row.at("text").as_string())});
        }
        return plan;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorCode::invalid, "practice.stream.bad", {}, error.what());
    }
}

Crowd::Crowd(Network& network, std::string brand, ReactionBook book, CrowdPlan plan, const base::Clock& clock,
             base::Random& random)
    : network_(network),
      brand_(std::move(brand)),
      book_(std::move(book)),
      plan_(std::move(plan)),
      clock_(clock),
      random_(random),
      noticed_(network.posts_of(brand_, 0).size()) {
    if (!plan_.posts.empty()) next_post_ = random_.below(plan_.posts.size());
    plan_next(clock_.now());
}

void Crowd::plan_next(Instant now) {
    const auto span = static_cast<std::uint64_t>((plan_.gap_most - plan_.gap_least).count());
    next_at_ = now + plan_.gap_least + base::Seconds(span == 0 ? 0 : random_.below(span + 1));
}

void Crowd::notice_answers(Instant now) {
    for (const NetworkPost& answer : network_.posts_of(brand_, noticed_)) {
        ++noticed_;
        const auto question = network_.find(answer.parent);
        if (!question || question->author == brand_) continue;
        ReactionInput input;
        for (const NetworkPost& said : network_.posts_of(question->author, 0))
            if (said.root == question->root) input.posts.push_back({Side::customer, said.text});
        input.answer = answer.text;
        input.lang = question->lang;
        input.waited = std::chrono::floor<base::Seconds>(answer.stored_at - question->stored_at);
        const auto reaction = react(book_, input, random_);
        if (!reaction) continue;
        const base::Seconds delay = std::max(base::Seconds(4), reaction->delay / plan_.hurry);
        planned_.push_back({now + delay, question->author, answer.id, question->lang, reaction->text,
                            reaction->kind == ReactionKind::thanks});
    }
}

Instant Crowd::run_once() {
    const Instant now = clock_.now();
    notice_answers(now);
    for (const Planned& planned : planned_)
        if (planned.at <= now) {
            network_.post_at(planned.person, planned.text, planned.parent, planned.lang, now);
            if (planned.likes) network_.like(planned.person, planned.parent);
        }
    std::erase_if(planned_, [&](const Planned& planned) { return planned.at <= now; });
    if (!plan_.posts.empty() && next_at_ <= now) {
        const StreamPost& post = plan_.posts[next_post_++ % plan_.posts.size()];
        const auto [person, token] = network_.person(post.handle, post.name, post.followers);
        network_.post_at(person, post.text, "", post.lang, now);
        plan_next(now);
    }
    Instant next = std::min(now + kGlance, plan_.posts.empty() ? now + kGlance : next_at_);
    for (const Planned& planned : planned_)
        next = std::min(next, planned.at);
    return next;
}

}  // namespace manyhands::channels::simulated
