// Two hundred employees at the desk, and the customers outside.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/company.hpp"
#include "app/simulate/oracle.hpp"

namespace manyhands::app::simulate {

// What people need of the world around them.
struct Ground {
    const ProductClock& clock;
    base::Random& random;
    Trace& trace;
    Oracle& oracle;
    std::vector<Net*> nets;
    Mistake mistake;
    std::map<std::string, std::int64_t>& counts;
};

class Staff {
  public:
    explicit Staff(Ground ground) : ground_(std::move(ground)) {}
    // Two hundred people in three departments of the brand. Once, into an empty company.
    base::Result<void> hire(Company& company, const model::BrandId& brand,
                            const std::vector<model::DepartmentId>& departments);
    // One of them does one thing.
    void act(Company& company);
    // Decides what waits for a person's decision; true when something did.
    bool tidy(Company& company);

  private:
    struct Person {
        model::Employee employee;
        std::optional<model::ConversationId> at;
        // Sent off, but not heard whether it was taken: it is sent again under the same key.
        std::optional<answer::Submission> unsure;
        std::optional<model::AnswerId> last;
    };
    model::Actor actor(const Person& person) const;
    void say(const Person& person, std::string_view deed, const model::ConversationId& on,
             const base::Error* no);
    template <class T>
    bool done(const Person& person, std::string_view deed, const model::ConversationId& on,
              const base::Result<T>& result);
    void look_for_work(Company& company, Person& person);
    void work(Company& company, Person& person);
    void claim_one(Company& company, Person& person);
    void submit(Company& company, Person& person);
    void decide(Company& company, Person& person);
    void decide_one(Company& company, Person& person, const desk::Row& row);
    void rearrange(Company& company, Person& person);
    void draft(Company& company, Person& person);
    void misbehave(Company& company, Person& person);
    Person& whose_turn();
    std::optional<model::ConversationId> some_conversation();
    bool one_in(std::uint64_t n) { return ground_.random.below(n) == 0; }

    Ground ground_;
    model::BrandId brand_;
    std::vector<model::DepartmentId> departments_;
    std::vector<Person> people_;
    std::vector<desk::Row> queue_;
    std::optional<base::Micros> queue_seen_;
    std::int64_t words_ = 0;
    std::int64_t keys_ = 0;
};

class Crowd {
  public:
    explicit Crowd(Ground ground);
    // One customer of one network does one thing.
    void act();
    // Ids of each network's customers.
    const std::vector<std::vector<std::string>>& ids() const { return ids_; }

  private:
    struct Customer {
        std::string id;
        std::string token;
        std::vector<std::string> posts;
    };
    void post(std::size_t net, Customer& customer, const std::string& text, const std::string& parent);

    Ground ground_;
    std::vector<std::vector<Customer>> customers_;
    std::vector<std::vector<std::string>> ids_;
    std::int64_t posts_ = 0;
};

}  // namespace manyhands::app::simulate
