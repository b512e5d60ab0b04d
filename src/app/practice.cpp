#include "app/practice.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "app/practice_data.hpp"
#include "app/practice_house.hpp"
#include "base/asset.hpp"
#include "channels/simulated/simulated.hpp"

namespace manyhands::app {

namespace simulated = channels::simulated;
using base::ErrorCode;
using base::Instant;
using base::Micros;
using base::Result;

namespace {

constexpr base::Minutes kBeforeThePast{60};
constexpr std::size_t kReadsAtMost = 20;  // deliveries until one post has arrived

// One thing that somebody does at an instant of the past.
struct Deed {
    enum class What { post, claim, answer, close };
    Instant at{};
    What what = What::post;
    std::size_t conversation = 0;
    std::size_t post = 0;
};

// What the replay knows of a conversation while it is told.
struct Told {
    model::ConversationId id;
    std::string last_remote_id;
};

class Past {
  public:
    Past(Company& company, simulated::Network& network, base::ManualClock& clock, const PracticeData& data,
         model::BrandId brand, AccountWorker& worker, std::map<std::string, model::Employee> people,
         std::vector<model::TagId> tags)
        : company_(company),
          network_(network),
          clock_(clock),
          data_(data),
          brand_(std::move(brand)),
          worker_(worker),
          people_(std::move(people)),
          tags_(std::move(tags)),
          told_(data.conversations.size()) {}

    Result<void> tell(Instant now, const Progress& progress) {
        const std::vector<Deed> deeds = in_order(now);
        for (std::size_t i = 0; i < deeds.size(); ++i) {
            const Deed& deed = deeds[i];
            if (deed.at > clock_.now()) clock_.advance(deed.at - clock_.now());
            MH_TRY(company_.scheduler().run_once());
            switch (deed.what) {
                case Deed::What::post:
                    MH_TRY(post(deed));
                    break;
                case Deed::What::claim:
                    MH_TRY(claim(deed));
                    break;
                case Deed::What::answer:
                    MH_TRY(answer(deed));
                    break;
                case Deed::What::close:
                    MH_TRY(close(deed));
                    break;
            }
            if (i % 50 == 0) progress(static_cast<int>(i), static_cast<int>(deeds.size()));
        }
        progress(static_cast<int>(deeds.size()), static_cast<int>(deeds.size()));
        return {};
    }

  private:
    std::vector<Deed> in_order(Instant now) const {
        std::vector<Deed> deeds;
        for (std::size_t c = 0; c < data_.conversations.size(); ++c) {
            const PracticeConversation& conversation = data_.conversations[c];
            Instant before{};
            for (std::size_t p = 0; p < conversation.posts.size(); ++p) {
                const Instant at = now - conversation.posts[p].before_now;
                if (conversation.posts[p].side == PracticeSide::brand) {
                    // A person reads and types for a while before the answer leaves.
                    const Micros took = std::min<Micros>((at - before) / 2, std::chrono::seconds(100));
                    deeds.push_back({at - took, Deed::What::claim, c, p});
                    deeds.push_back({at, Deed::What::answer, c, p});
                } else {
                    deeds.push_back({at, Deed::What::post, c, p});
                }
                before = at;
            }
            if (conversation.closed)
                deeds.push_back(
                    {std::min<Instant>(before + std::chrono::minutes(6), now), Deed::What::close, c, 0});
        }
        std::stable_sort(deeds.begin(), deeds.end(),
                         [](const Deed& a, const Deed& b) { return a.at < b.at; });
        return deeds;
    }

    Result<void> post(const Deed& deed) {
        const PracticeConversation& conversation = data_.conversations[deed.conversation];
        const PracticePost& post = conversation.posts[deed.post];
        const PracticePerson& who = post.side == PracticeSide::other ? post.author : conversation.customer;
        const auto [person, token] = network_.person(who.handle, who.name, who.followers);
        Told& told = told_[deed.conversation];
        const auto posted = network_.post_at(person, post.text, told.last_remote_id, post.lang, clock_.now());
        MH_LET(seq, company_.store().last_seq(brand_));
        MH_TRY(worker_.listen_once());
        if (told.id.empty()) {
            MH_LET(events, company_.store().events_after(brand_, seq, static_cast<int>(kReadsAtMost)));
            for (const desk::LoggedEvent& event : events)
                if (event.type == "conversation_opened") told.id = event.conversation;
        }
        if (told.id.empty())
            return base::fail(ErrorCode::internal, "practice.bad_data", {},
                              "did not arrive: " + conversation.id);
        if (post.side == PracticeSide::customer || told.last_remote_id.empty())
            told.last_remote_id = posted.id;
        return {};
    }

    Result<model::Actor> actor(const Deed& deed) const {
        const std::string& initials = data_.conversations[deed.conversation].posts[deed.post].initials;
        const auto found = people_.find(initials);
        if (found == people_.end())
            return base::fail(ErrorCode::invalid, "practice.bad_data", {}, "nobody signs ^" + initials);
        const model::Employee& e = found->second;
        // The practice company's past was told by people who could answer anything.
        return model::Actor{e.id, e.brand, e.department, model::Role::lead, e.initials, std::nullopt};
    }

    Result<void> claim(const Deed& deed) {
        MH_LET(who, actor(deed));
        const auto claimed = company_.route().claim(who, told_[deed.conversation].id);
        // An answer to an answered conversation needs no claim; it is refused then and nothing is lost.
        if (!claimed && claimed.error().code != ErrorCode::conflict) return std::unexpected(claimed.error());
        return tag(deed, who);
    }

    // Whoever reads it first says what it is about.
    Result<void> tag(const Deed& deed, const model::Actor& who) {
        const PracticeConversation& conversation = data_.conversations[deed.conversation];
        std::vector<model::TagId> fitting;
        const auto has = [](const std::vector<std::string>& list, const std::string& one) {
            return std::ranges::find(list, one) != list.end();
        };
        for (std::size_t i = 0; i < data_.tags.size(); ++i)
            if (has(data_.tags[i].topics, conversation.topic) || has(data_.tags[i].kinds, conversation.kind))
                fitting.push_back(tags_[i]);
        if (!fitting.empty()) MH_TRY(company_.notes().tag(who, told_[deed.conversation].id, fitting, {}));
        return {};
    }

    Result<void> answer(const Deed& deed) {
        MH_LET(who, actor(deed));
        Told& told = told_[deed.conversation];
        MH_LET(detail, company_.store().detail(brand_, told.id));
        answer::Submission submission;
        submission.text = data_.conversations[deed.conversation].posts[deed.post].text;
        submission.undo = base::Seconds(0);
        submission.public_version_seen = detail.row.conversation.public_version;
        submission.idempotency_key = "practice-" + told.id.value + "-" + std::to_string(deed.post);
        MH_TRY(company_.answer().submit(who, told.id, submission));
        MH_TRY(worker_.send_once());
        return {};
    }

    Result<void> close(const Deed& deed) {
        model::Actor lead;
        for (const auto& [initials, e] : people_)
            if (e.role == model::Role::lead)
                lead = {e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
        const auto closed = company_.route().close(lead, told_[deed.conversation].id);
        if (!closed && closed.error().code != ErrorCode::conflict) return std::unexpected(closed.error());
        return {};
    }

    Company& company_;
    simulated::Network& network_;
    base::ManualClock& clock_;
    const PracticeData& data_;
    model::BrandId brand_;
    AccountWorker& worker_;
    std::map<std::string, model::Employee> people_;
    std::vector<model::TagId> tags_;  // as in the data
    std::vector<Told> told_;
};

struct Founded {
    model::BrandId brand;
    model::AccountId account;
    PracticeHouse house;
    std::vector<model::TagId> tags;                               // as in the data
    std::vector<std::pair<model::Actor, listen::Query>> queries;  // on or muted
};

// Tags and phrases, as people of the company would have made them.
Result<void> furnish(Company& company, const PracticeData& data, Founded& founded, Instant now) {
    const auto& departments = founded.house.departments;
    model::Actor lead;
    for (const auto& [initials, e] : founded.house.people)
        if (e.role == model::Role::lead)
            lead = {e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
    for (const PracticeTag& tag : data.tags) {
        MH_LET(made, company.notes().make_tag(lead, tag.name, tag.colour));
        founded.tags.push_back(made.id);
        founded.house.tags[tag.name] = made.id;
    }
    for (const PracticePhrase& wanted : data.phrases) {
        const auto owner = founded.house.people.find(wanted.by);
        const auto department = departments.find(wanted.department);
        if (owner == founded.house.people.end() ||
            (!wanted.department.empty() && department == departments.end()))
            return base::fail(ErrorCode::invalid, "practice.bad_data", {}, "nobody has /" + wanted.shortcut);
        model::Phrase phrase;
        phrase.id = company.ids().make<model::PhraseId>();
        phrase.brand = founded.brand;
        phrase.owner = owner->second.id;
        phrase.department = wanted.department.empty() ? owner->second.department : department->second;
        phrase.shared = wanted.department.empty() ? model::Shared::brand : model::Shared::department;
        phrase.created_at = phrase.changed_at = now;
        MH_LET(checked, answer::changed(std::move(phrase), {wanted.shortcut, wanted.title, wanted.text_ko,
                                                            wanted.text_en, std::nullopt}));
        MH_TRY(company.store().save_phrase(checked));
    }
    return {};
}

// What is on listens while the past is told; how it would have done is looked at when all of it is there.
Result<void> listen_with(Company& company, const PracticeData& data, Founded& founded) {
    for (const PracticeQuery& q : data.queries) {
        const auto owner = founded.house.people.find(q.owner);
        if (owner == founded.house.people.end())
            return base::fail(ErrorCode::invalid, "practice.bad_data", {}, "nobody signs ^" + q.owner);
        const model::Employee& e = owner->second;
        const model::Actor actor{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
        listen::QueryChange wanted;
        wanted.name = q.name;
        wanted.text = q.query;
        wanted.purpose = listen::query_purpose(q.purpose);
        wanted.colour = listen::query_colour(q.colour);
        if (q.alert_at_least > 0)
            wanted.alert = std::optional(listen::AlertRule{q.alert_at_least, q.alert_minutes});
        MH_LET(query, company.listening().queries().add(actor, wanted));
        const auto state = listen::query_state(q.state).value_or(listen::QueryState::draft);
        if (state == listen::QueryState::draft) continue;
        MH_TRY(company.listening().dry_runs().run(actor, q.query, query.id, {}));
        MH_TRY(company.listening().queries().set_state(actor, query.id, state));
        founded.queries.emplace_back(actor, query);
    }
    company.listening().ears().settle(founded.brand);
    return {};
}

// What has one name for everybody is called in both languages.
std::string both(std::string_view key) {
    return base::tr(base::Lang::ko, key) + " " + base::tr(base::Lang::en, key);
}

// The house's own words beside the set that ships. From now on: the past was told without them.
Result<void> guide(Company& company, const Founded& founded) {
    MH_LET(own, answer::read_guidelines(base::asset("practice/guidelines.json").value_or("")));
    answer::Guidelines all = answer::starter_guidelines();
    std::erase_if(all.rules, [](const answer::Rule& rule) { return rule.id.ends_with("-example"); });
    all.rules.insert(all.rules.end(), own.rules.begin(), own.rules.end());
    for (const auto& [initials, e] : founded.house.people) {
        if (e.role != model::Role::admin) continue;
        const model::Actor admin{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
        const std::string document = answer::write_guidelines(all);
        MH_LET(tried, company.guide().dry_run(admin, document));
        MH_TRY(company.guide().save(admin, document, both("practice.guidelines.note"), 0, tried.confirm));
        return {};
    }
    return base::fail(ErrorCode::invalid, "practice.bad_data", {}, "no admin");
}

Result<Founded> found(Company& company, simulated::Network& network, const PracticeData& data, Instant now) {
    Founded founded;
    storage::Store& store = company.store();
    const model::Brand brand{company.ids().make<model::BrandId>(), data.brand_name, true, now};
    founded.brand = brand.id;
    MH_TRY(store.add_brand(brand));
    auto& departments = founded.house.departments;
    model::DepartmentId first;
    for (const PracticeDepartment& d : data.departments) {
        const model::Department department{company.ids().make<model::DepartmentId>(), brand.id, d.name_ko,
                                           d.name_en};
        MH_TRY(store.add_department(department));
        departments[d.id] = department.id;
        if (first.empty()) first = department.id;
    }
    for (const PracticeEmployee& e : data.employees) {
        identity::NewEmployee wanted{e.name, e.email, e.role, departments[e.department], e.initials};
        MH_LET(employee, company.identity().add_employee(brand.id, wanted));
        // They have answered before; whoever joins them goes through the first minutes.
        if (employee.role == model::Role::employee)
            MH_TRY(store.certify(
                brand.id,
                {employee.id, answer::starter_training().levels.back().id, {}, "here before", now}));
        founded.house.people[employee.initials] = employee;
    }
    MH_TRY(furnish(company, data, founded, now));
    const auto [person, token] =
        network.person(data.account_handle, data.account_name, data.account_followers);
    MH_LET(account,
           company.accounts().connect(brand.id, first, data.account_network,
                                      {{"address", std::string(simulated::kInside)}, {"token", token}}));
    founded.account = account.id;
    MH_TRY(listen_with(company, data, founded));
    return founded;
}

}  // namespace

PracticeNetwork::PracticeNetwork(const std::filesystem::path& data, const base::Clock& clock,
                                 base::Random& random)
    : network_(clock, random, (data / kPracticeNetworkFile).string()),
      inside_(simulated::in_process(network_)) {}

Result<void> make_practice_company(const std::filesystem::path& data_dir, Instant now, base::Random& random,
                                   const Progress& progress) {
    MH_LET(data, load_practice_data());
    Micros longest{0};
    for (const PracticeConversation& conversation : data.conversations)
        for (const PracticePost& post : conversation.posts)
            longest = std::max(longest, post.before_now);
    base::ManualClock clock(now - longest - kBeforeThePast);

    std::error_code ignored;
    std::filesystem::create_directories(data_dir, ignored);
    PracticeNetwork practice(data_dir, clock, random);
    simulated::Network& network = practice.network();
    MH_LET(company, Company::open({data_dir, true, true, practice.inside()}, clock, random));
    MH_LET(brands, company->store().all_brands());
    if (!brands.empty()) return base::fail(ErrorCode::conflict, "practice.not_empty");
    MH_LET(founded, found(*company, network, data, clock.now()));
    AccountWorker* worker = company->accounts().worker(founded.account);
    if (worker == nullptr) return base::fail(ErrorCode::internal, "practice.bad_data", {}, "no worker");
    MH_TRY(Past(*company, network, clock, data, founded.brand, *worker, founded.house.people, founded.tags)
               .tell(now, progress));
    MH_TRY(guide(*company, founded));
    MH_TRY(set_up_practice(*company, founded.house, clock.now()));
    for (const auto& [actor, query] : founded.queries)
        MH_TRY(company->listening().dry_runs().run(actor, query.text, query.id, {}));
    return {};
}

Result<std::unique_ptr<LiveCustomers>> LiveCustomers::make(PracticeNetwork& practice,
                                                           const base::Clock& clock, base::Random& random) {
    simulated::Network& network = practice.network();
    MH_LET(data, load_practice_data());
    MH_LET(book, simulated::parse_reactions(base::asset("practice/reactions.json").value_or("")));
    MH_LET(plan, simulated::parse_crowd(base::asset("practice/stream.json").value_or("")));
    const auto [brand, token] =
        network.person(data.account_handle, data.account_name, data.account_followers);
    return std::unique_ptr<LiveCustomers>(new LiveCustomers(
        simulated::Crowd(network, brand, std::move(book), std::move(plan), clock, random), clock));
}

LiveCustomers::~LiveCustomers() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void LiveCustomers::start() {
    thread_ = std::thread([this] {
        std::optional<Instant> next = clock_.now();
        while (waker_.wait(clock_, next))
            next = crowd_.run_once();
    });
}

}  // namespace manyhands::app
