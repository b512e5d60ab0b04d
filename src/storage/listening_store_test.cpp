#include "storage/listening_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using listen::Query;
using listen::QueryChange;
using listen::QueryState;
using testing::StoreTest;

class ListeningRowsTest : public StoreTest {
  protected:
    model::Actor lead() const {
        return {kim_.id, brand_.id, kim_.department, model::Role::lead, kim_.initials, {}};
    }
    Query make(const std::string& text, const std::string& name = "환불") {
        QueryChange wanted;
        wanted.name = name;
        wanted.text = text;
        wanted.alert = listen::AlertRule{5, 60};
        wanted.colour = listen::QueryColour::red;
        const auto made = queries().add(lead(), wanted);
        EXPECT_OK(made);
        return made.value();
    }
    listen::Queries queries() { return {*store_, clock_, ids_, {}}; }
    std::vector<std::string> audited() {
        std::vector<std::string> actions;
        identity::AuditQuery query;
        query.brand = brand_.id;
        query.action = "listening.";
        const auto entries = store_->audit_page(query).value();
        for (const auto& entry : entries)
            actions.insert(actions.begin(), entry.action);
        return actions;
    }
    const listen::DrySummary kRun{now(), listen::DryKind::ring, 120, 7};
};

TEST_F(ListeningRowsTest, SurviveARestartAsTheyWere) {
    const Query made = make("환불 OR refund");
    EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, made.text_key, kRun));
    EXPECT_OK(store_->mark(brand_.id, made.text_key, "p1", listen::Verdict::ours));
    EXPECT_OK(store_->mark(brand_.id, made.text_key, "p2", listen::Verdict::ours));
    EXPECT_OK(store_->mark(brand_.id, made.text_key, "p2", listen::Verdict::noise));
    reopen();
    const Query stored = store_->listening_query(brand_.id, made.id).value();
    EXPECT_EQ(stored.text, "환불 OR refund");
    EXPECT_EQ(stored.name, "환불");
    EXPECT_EQ(stored.owner, kim_.id);
    EXPECT_EQ(stored.state, QueryState::draft);
    EXPECT_EQ(stored.colour, listen::QueryColour::red);
    EXPECT_EQ(stored.alert, (listen::AlertRule{5, 60}));
    EXPECT_EQ(stored.dry_run, kRun);
    EXPECT_EQ(stored.marked.ours, 1);
    EXPECT_EQ(stored.marked.noise, 1);
    EXPECT_EQ(store_->marks(brand_.id, made.text_key)->at("p2"), listen::Verdict::noise);
    EXPECT_OK(store_->mark(brand_.id, made.text_key, "p2", std::nullopt));
    EXPECT_EQ(store_->listening_query(brand_.id, made.id)->marked.noise, 0);
}

TEST_F(ListeningRowsTest, AQueryIsGivenToAColleagueWhoIsThere) {
    const Query made = make("환불");
    QueryChange give;
    give.owner = lee_.id;
    const auto given = queries().change(lead(), made.id, give);
    ASSERT_TRUE(given.has_value());
    EXPECT_EQ(given->owner, lee_.id);
    EXPECT_EQ(given->version, made.version + 1);
    reopen();
    EXPECT_EQ(store_->listening_query(brand_.id, made.id)->owner, lee_.id);
    EXPECT_EQ(store_->listening_query(brand_.id, made.id)->text, "환불") << "the rest stays";
    for (const char* nobody : {"", "nobody"}) {
        give.owner = model::EmployeeId(nobody);
        EXPECT_ERROR(queries().change(lead(), made.id, give), "listening.owner.bad");
    }
    auto gone = lee_;
    gone.active = false;
    EXPECT_OK(store_->update_employee(gone));
    QueryChange rename;
    rename.name = "반품";
    EXPECT_OK(
        queries().change(lead(), made.id, rename));  // somebody who left still owns it until it is given on
    give.owner = kim_.id;
    EXPECT_OK(queries().change(lead(), made.id, give));
    give.owner = lee_.id;
    EXPECT_ERROR(queries().change(lead(), made.id, give), "listening.owner.bad");
    EXPECT_EQ(store_->listening_query(brand_.id, made.id)->owner, kim_.id);
}

TEST_F(ListeningRowsTest, OnlyATextThatWasTriedGoesOn) {
    const Query made = make("환불");
    EXPECT_ERROR(queries().set_state(lead(), made.id, QueryState::on), "listening.dry_run_first");
    EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, made.text_key, kRun));
    EXPECT_OK(queries().set_state(lead(), made.id, QueryState::on));

    QueryChange wanted;
    wanted.text = "환불 OR 반품";
    EXPECT_ERROR(queries().change(lead(), made.id, wanted), "listening.dry_run_first");
    EXPECT_EQ(store_->listening_query(brand_.id, made.id)->text, "환불") << "the former text stays live";
    EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, listen::text_key_of("환불 OR 반품"), kRun));
    const auto changed = queries().change(lead(), made.id, wanted);
    EXPECT_OK(changed);
    EXPECT_EQ(changed->dry_run, kRun);
    EXPECT_EQ(audited(),
              (std::vector<std::string>{"listening.added", "listening.switched", "listening.changed"}));
}

TEST_F(ListeningRowsTest, AnotherBrandsQueryIsNotThere) {
    const Query made = make("환불");
    const model::BrandId other("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    EXPECT_ERROR(store_->listening_query(other, made.id), "listening.query.not_found");
    EXPECT_ERROR(store_->remove_listening_query(other, made.id), "listening.query.not_found");
    EXPECT_TRUE(store_->listening_queries(other)->empty());
    EXPECT_OK(store_->keep_dry_run(other, made.id, made.text_key, kRun));
    EXPECT_FALSE(store_->listening_query(brand_.id, made.id)->dry_run);
}

TEST_F(ListeningRowsTest, GoWithWhatBelongsToThem) {
    const Query made = make("환불");
    EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, made.text_key, kRun));
    EXPECT_OK(queries().remove(lead(), made.id));
    EXPECT_ERROR(queries().remove(lead(), made.id), "listening.query.not_found");
    EXPECT_TRUE(store_->listening_queries(brand_.id)->empty());
    EXPECT_EQ(audited().back(), "listening.removed");
}

TEST_F(ListeningRowsTest, TwentyTextsAreRememberedAsTried) {
    const Query made = make("환불");
    EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, made.text_key, kRun));
    listen::DrySummary run = kRun;
    for (int i = 0; i < 25; ++i) {
        run.at += 1s;
        EXPECT_OK(store_->keep_dry_run(brand_.id, made.id, "key" + std::to_string(i), run));
    }
    EXPECT_TRUE(store_->listening_query(brand_.id, made.id)->dry_run) << "its text now is kept";
    int tried = 0;
    EXPECT_OK(store_->change_listening_query(
        brand_.id, made.id, [&](Query query, const listen::Tried& was) -> base::Result<Query> {
            for (int i = 0; i < 25; ++i)
                tried += was("key" + std::to_string(i)) ? 1 : 0;
            return query;
        }));
    EXPECT_EQ(tried, 20);
}

}  // namespace
}  // namespace manyhands::storage
