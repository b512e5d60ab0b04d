#include "desk/filter.hpp"

#include <gtest/gtest.h>

#include "model/query/generate_test.hpp"
#include "model/query/parser.hpp"

namespace manyhands::desk {
namespace {

using model::query::parse;
using model::query::Purpose;

constexpr base::Instant kNow = base::from_micros(1'773'033'780'000'000);  // 2026-03-09T05:23:00Z

class FilterTest : public ::testing::Test {
  protected:
    FilterTest() {
        conversation_.state = model::State::waiting;
        conversation_.network = "simulated";
        conversation_.account = model::AccountId("A1");
        conversation_.department = model::DepartmentId("D1");
        conversation_.lang = "ko";
        conversation_.tags = {model::TagId("T1")};
        conversation_.customer.handle = "kim";
        conversation_.customer.followers = 500;
        conversation_.opened_at = kNow - std::chrono::hours(48);
        model::Episode episode;
        episode.opened_at = kNow - std::chrono::minutes(45);
        conversation_.episode = episode;
    }

    bool holds(std::string_view query, std::string zone = "Asia/Seoul") {
        auto parsed = parse(query, Purpose::view);
        EXPECT_TRUE(parsed.ok()) << query;
        if (!parsed.ok()) return false;
        const Filter filter(*parsed.root, names_, {model::EmployeeId("E1"), kNow, std::move(zone)});
        asked_ = 0;
        return filter.holds(Facts{conversation_, handle_}, [this] {
            ++asked_;
            return posts_;
        });
    }

    void post(std::string id, std::string handle, std::string text, std::string parent = {}) {
        model::Post post;
        post.remote.remote_id = std::move(id);
        post.remote.author.handle = std::move(handle);
        post.remote.text = std::move(text);
        post.remote.parent_remote_id = std::move(parent);
        posts_.push_back(std::move(post));
    }

    model::Conversation conversation_;
    std::string handle_ = "brand.example";
    std::vector<model::Post> posts_;
    Names names_{{"tag:긴급", {"T1"}},   {"tag:광고", {"T2"}},        {"department:고객지원", {"D1"}},
                 {"holder:@KG", {"E2"}}, {"answered-by:@KG", {"E2"}}, {"account:brand.example", {"A1"}}};
    int asked_ = 0;
};

TEST_F(FilterTest, FieldsNeedNoPosts) {
    for (const char* yes : {"state:waiting", "tag:긴급", "-tag:광고", "department:고객지원", "holder:none",
                            "lang:ko", "followers>=500", "network:Simulated", "account:brand.example",
                            "waiting>30m", "waiting<1h", "snoozed:no"})
        EXPECT_TRUE(holds(yes)) << yes;
    for (const char* no :
         {"state:closed", "tag:광고", "tag:unknown", "department:배송", "holder:me", "holder:@KG",
          "answered-by:me", "waiting>1h", "snoozed:yes", "kind:praise", "lang:en"})
        EXPECT_FALSE(holds(no)) << no;
    EXPECT_EQ(asked_, 0);
}

TEST_F(FilterTest, PeopleAreWhoTheyAre) {
    model::Claim claim;
    claim.holder = model::EmployeeId("E1");
    conversation_.claim = claim;
    EXPECT_TRUE(holds("holder:me"));
    EXPECT_FALSE(holds("holder:@KG"));
    EXPECT_FALSE(holds("holder:none"));
    conversation_.claim->holder = model::EmployeeId("E2");
    EXPECT_TRUE(holds("holder:@KG"));
    EXPECT_FALSE(holds("holder:@XX"));
    conversation_.last_answerer = model::EmployeeId("E2");
    EXPECT_TRUE(holds("answered-by:@KG -answered-by:me"));
    conversation_.episode.reset();
    EXPECT_FALSE(holds("waiting>1m"));
    EXPECT_FALSE(holds("waiting<1d"));  // nothing waits
}

TEST_F(FilterTest, ADayIsTheReadersDay) {
    conversation_.opened_at = base::parse_rfc3339("2026-03-06T15:30:00Z").value();  // 7 March 00:30 in Seoul
    EXPECT_TRUE(holds("opened>=2026-03-07 opened<2026-03-08"));
    EXPECT_TRUE(holds("opened<=2026-03-07"));
    EXPECT_FALSE(holds("opened>2026-03-07"));
    EXPECT_TRUE(holds("opened>2026-03-06"));
    EXPECT_FALSE(holds("opened>2026-03-06", "UTC"));
    EXPECT_TRUE(holds("opened<=2026-03-06", "UTC"));
    EXPECT_TRUE(holds("opened>2026-03-06T15:29:59Z"));
    EXPECT_FALSE(holds("opened<2026-03-06T15:30:00Z"));
}

TEST_F(FilterTest, TheConversationIsTheMessage) {
    post("p1", "kim", "환불해 주세요");
    post("p2", "brand.example", "확인하겠습니다", "p1");
    post("p3", "kim", "배송도 늦어요", "p2");
    EXPECT_TRUE(holds("환불 배송"));  // in two posts
    EXPECT_FALSE(holds("환불 NEAR/9 배송"));
    EXPECT_TRUE(holds("환불 -교환"));
    EXPECT_FALSE(holds("환불 -배송"));  // nowhere means in none of them
    EXPECT_TRUE(holds("from:brand.example is:reply to:brand.example"));
    EXPECT_TRUE(holds("(환불 OR 교환) (배송 OR 택배) 확인"));
    EXPECT_EQ(asked_, 1);
    posts_[0].deleted = true;
    EXPECT_FALSE(holds("환불"));
    EXPECT_FALSE(holds("환불 state:closed"));
    EXPECT_EQ(asked_, 0);  // the field decided first
}

TEST_F(FilterTest, LogicHoldsOverConversationsToo) {
    model::query::Generator generate(9);
    for (int i = 0; i < 500; ++i) {
        posts_.clear();
        post("p1", "kim", generate.text(5));
        post("p2", "lee.example", generate.text(5), "p1");
        const auto tree = generate.tree(3);
        const Filter yes(tree, {}, {model::EmployeeId("E1"), kNow, "UTC"});
        const Filter no(make_not(tree), {}, {model::EmployeeId("E1"), kNow, "UTC"});
        const auto posts = [this] { return posts_; };
        const Facts facts{conversation_, handle_};
        ASSERT_NE(yes.holds(facts, posts), no.holds(facts, posts)) << print(tree);
    }
}

}  // namespace
}  // namespace manyhands::desk
