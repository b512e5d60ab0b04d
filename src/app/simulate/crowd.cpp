#include <boost/json.hpp>

#include "app/simulate/people.hpp"

namespace manyhands::app::simulate {

namespace json = boost::json;

namespace {

constexpr int kCustomers = 60;  // of each network
constexpr const char* kComplaints[] = {"My phone does not start", "The app forgets my password",
                                       "Why is the store closed today?", "When do I get my money back?"};

}  // namespace

Crowd::Crowd(Ground ground) : ground_(std::move(ground)) {
    for (Net* net : ground_.nets) {
        auto& customers = customers_.emplace_back();
        auto& ids = ids_.emplace_back();
        for (int i = 0; i < kCustomers; ++i) {
            const auto [id, token] = net->network().person(fmt::format("c{}_{}", i, net->rules().id),
                                                           fmt::format("Customer {}", i), i * 100);
            customers.push_back({id, token, {}});
            ids.push_back(id);
        }
    }
}

void Crowd::post(std::size_t n, Customer& customer, const std::string& text, const std::string& parent) {
    Net& net = *ground_.nets[n];
    const json::object body{{"text", text}, {"parent", parent}};
    const std::size_t before = customer.posts.size();
    (void)net.ask(customer.token, "POST", "/posts", json::serialize(body));
    for (const auto& made : net.network().posts_of(customer.id, before))
        customer.posts.push_back(made.id);
    const bool kept = customer.posts.size() > before;
    ground_.trace.say(net.rules().id,
                      fmt::format("customer {} {}", text, kept ? customer.posts.back() : "-"));
    if (kept) ++ground_.counts["customers' posts"];
}

void Crowd::act() {
    base::Random& random = ground_.random;
    const std::size_t n = random.below(ground_.nets.size());
    Net& net = *ground_.nets[n];
    Customer& customer = customers_[n][random.below(customers_[n].size())];
    const auto dice = random.below(100);
    const std::string complaint =
        fmt::format("{} #{}", kComplaints[random.below(std::size(kComplaints))], ++posts_);
    if (dice < 55 || customer.posts.empty())
        return post(n, customer, "@" + net.handle() + " " + complaint, "");
    const std::string& mine =
        customer
            .posts[customer.posts.size() - 1 - random.below(std::min<std::size_t>(customer.posts.size(), 3))];
    if (dice < 65) return post(n, customer, complaint, mine);
    if (dice < 82) {
        // To something that the brand said lately.
        const std::size_t all = ground_.oracle.said_on(n);
        if (all == 0) return;
        const std::size_t back = 1 + random.below(std::min<std::size_t>(all, 20));
        const simulated::NetworkPost to = net.network().posts_of(net.brand(), all - back).front();
        return post(n, customer, "Thanks, but " + complaint, to.id);
    }
    const bool deletes = dice >= 93;
    const auto served =
        deletes ? net.ask(customer.token, "DELETE", "/posts/" + mine, "")
                : net.ask(customer.token, "PATCH", "/posts/" + mine,
                          json::serialize(json::object{{"text", "@" + net.handle() + " " + complaint}}));
    ground_.trace.say(net.rules().id, fmt::format("customer {} {} {}", deletes ? "deletes" : "edits", mine,
                                                  served.response.status));
    if (served.response.status == 200) ++ground_.counts[deletes ? "deleted posts" : "edited posts"];
}

}  // namespace manyhands::app::simulate
