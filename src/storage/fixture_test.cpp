#include "storage/fixture_test.hpp"

#include <cstdlib>

namespace manyhands::storage::testing {

TempFolder::TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "mh-storage-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

StoreTest::StoreTest() {
    reopen();
    brand_ = {ids_.make<model::BrandId>(), "Hanbit", true, now()};
    EXPECT_OK(store_->add_brand(brand_));
    department_ = {ids_.make<model::DepartmentId>(), brand_.id, "고객지원", "Support"};
    other_department_ = {ids_.make<model::DepartmentId>(), brand_.id, "배송", "Delivery"};
    EXPECT_OK(store_->add_department(department_));
    EXPECT_OK(store_->add_department(other_department_));
    account_.id = ids_.make<model::AccountId>();
    account_.brand = brand_.id;
    account_.department = department_.id;
    account_.network = "simulated";
    account_.remote_id = "brand-1";
    account_.handle = "hanbit.example";
    account_.display_name = "Hanbit";
    account_.created_at = now();
    EXPECT_OK(store_->add_account(account_, {"settings", "state"}));
    kim_ = add_employee("Kim Gaon", "KG");
    lee_ = add_employee("Lee Nara", "LN");
}

void StoreTest::reopen() {
    store_.reset();
    auto opened = Store::open(folder_.path(), clock_);
    if (!opened) throw std::runtime_error(why(opened));
    store_ = std::move(*opened);
}

model::Employee StoreTest::add_employee(const std::string& name, const std::string& initials) {
    model::Employee e;
    e.id = ids_.make<model::EmployeeId>();
    e.brand = brand_.id;
    e.department = department_.id;
    e.name = name;
    e.email = initials + "@hanbit.example";
    e.initials = initials;
    e.role = model::Role::desk;
    e.created_at = now();
    EXPECT_OK(store_->add_employee(e));
    return e;
}

model::Post StoreTest::customer_post(const model::Conversation& c, const std::string& remote_id,
                                     base::Instant at) {
    model::Post post;
    post.id = ids_.make<model::PostId>();
    post.brand = brand_.id;
    post.account = account_.id;
    post.conversation = c.id;
    post.remote.network = "simulated";
    post.remote.remote_id = remote_id;
    post.remote.remote_version = "1";
    post.remote.root_remote_id = c.root_remote_id;
    post.remote.author = c.customer;
    post.remote.text = "이어폰 한쪽이 안 들려요 " + remote_id;
    post.remote.created_at = at;
    post.remote.addressed_to_us = true;
    post.side = model::Side::customer;
    post.lang = "ko";
    post.posted_at = at;
    post.seen_at = at + std::chrono::seconds(1);
    return post;
}

model::Events StoreTest::opening(int n, base::Instant at, std::optional<std::int64_t> followers) {
    model::Conversation c;
    c.id = ids_.make<model::ConversationId>();
    c.brand = brand_.id;
    c.account = account_.id;
    c.network = "simulated";
    c.customer = {"customer-" + std::to_string(n), "handle-" + std::to_string(n), "고객", followers,
                  "https://c.example"};
    c.root_remote_id = "post-" + std::to_string(n);
    c.department = department_.id;
    c.opened_at = at;
    const model::Post post = customer_post(c, c.root_remote_id, at);
    return {event(model::ConversationOpened{c}), event(model::PostReceived{post}),
            event(model::EpisodeOpened{{1, post.id, at}})};
}

model::ConversationState StoreTest::open(int n, base::Instant at, std::optional<std::int64_t> followers) {
    const model::Events events = opening(n, at, followers);
    const auto& id = std::get<model::ConversationOpened>(events.front().body).conversation.id;
    auto made = put(id, events);
    EXPECT_OK(made);
    return *made;
}

model::Answer StoreTest::answer_for(const model::ConversationState& state, const model::Employee& author,
                                    const std::string& text) {
    model::Answer a;
    a.id = ids_.make<model::AnswerId>();
    a.brand = brand_.id;
    a.account = account_.id;
    a.conversation = state.conversation.id;
    a.author = author.id;
    a.initials = author.initials;
    a.text = text;
    a.published_text = text + " ^" + author.initials;
    a.parent = state.conversation.last_customer_post;
    a.parent_remote_id = state.conversation.root_remote_id;
    a.root_remote_id = state.conversation.root_remote_id;
    a.public_version_seen = state.conversation.public_version;
    a.idempotency_key = "key-" + a.id.value;
    a.submitted_at = now();
    a.due_at = now() + std::chrono::seconds(5);
    return a;
}

base::Result<model::ConversationState> StoreTest::put(const model::ConversationId& id,
                                                      const model::Events& events) {
    return store_->transact(brand_.id, id, [&](const model::ConversationState*) { return events; });
}

model::ConversationState StoreTest::stored(const model::ConversationId& id) {
    auto state = put(id, {});
    EXPECT_OK(state);
    return state.value_or(model::ConversationState{});
}

model::Event StoreTest::claimed(const model::ConversationState& state, const model::Employee& by) {
    return event(
        model::Claimed{{by.id, state.conversation.last_fence + 1, now(), now() + base::Minutes(5), now()}},
        &by);
}

}  // namespace manyhands::storage::testing
