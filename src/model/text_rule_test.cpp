#include "model/text_rule.hpp"

#include <chrono>
#include <fstream>
#include <map>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/text/unicode.hpp"
#include "model/text_rule_links.hpp"

namespace manyhands::model {
namespace {

namespace json = boost::json;

json::object read_vectors(const std::string& name) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/" + name);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return json::parse(bytes.str()).as_object();
}

std::string text_of(const json::value& from, std::string_view key) {
    return std::string(from.as_object().at(key).as_string());
}

TextRule rule(std::string_view id) {
    return text_rule(id).value();
}

std::string times(std::string_view text, int n) {
    std::string out;
    for (int i = 0; i < n; ++i)
        out += text;
    return out;
}

// The links of a text, as text.
std::vector<std::string> links_in(std::u16string_view text, LinkForm form) {
    std::vector<std::string> out;
    for (const FoundLink& link : find_links(text, form)) {
        std::string ascii;
        for (const char16_t unit : text.substr(link.begin, link.length))
            ascii += unit < 0x80 ? static_cast<char>(unit) : '?';
        out.push_back(ascii);
    }
    return out;
}

TEST(TextRule, GivesTheResultOfEverySharedVector) {
    const json::object file = read_vectors("counter.json");
    std::map<std::string, int> counted;
    for (const json::value& vector : file.at("vectors").as_array()) {
        const std::string id = text_of(vector, "id");
        const Count got = count(rule(text_of(vector, "rule")), text_of(vector, "text"));
        EXPECT_EQ(got.used, vector.at("used").to_number<int>()) << id << " " << text_of(vector, "why");
        EXPECT_EQ(got.bytes, vector.at("bytes").to_number<int>()) << id;
        EXPECT_EQ(got.fits, vector.at("fits").as_bool()) << id;
        ++counted[text_of(vector, "rule")];
    }
    EXPECT_EQ(counted.size(), 3U);
    for (const auto& [id, n] : counted)
        EXPECT_GT(n, 400) << id;
}

TEST(TextRule, ComposesEverySignedVector) {
    const json::object file = read_vectors("counter.json");
    int composed = 0;
    for (const json::value& vector : file.at("vectors").as_array()) {
        const json::value* parts = vector.as_object().if_contains("compose");
        if (parts == nullptr) continue;
        const Fitted got = compose(rule(text_of(vector, "rule")), text_of(*parts, "body"),
                                   text_of(*parts, "signature"), text_of(*parts, "prefix"));
        EXPECT_EQ(got.text, text_of(vector, "text")) << text_of(vector, "id");
        EXPECT_EQ(got.count.used, vector.at("used").to_number<int>()) << text_of(vector, "id");
        ++composed;
    }
    EXPECT_GT(composed, 60);
}

TEST(TextRule, CountsTheSubsetForTheRealServerAlike) {
    const json::object file = read_vectors("pds-subset.json");
    for (const json::value& text : file.at("texts").as_array()) {
        const Count got = count(rule("graphemes-300"), text_of(text, "text"));
        EXPECT_EQ(got.used, text.at("used").to_number<int>()) << text_of(text, "id");
        EXPECT_EQ(got.fits, text.at("fits").as_bool()) << text_of(text, "id");
    }
}

TEST(TextRule, EveryDifferenceFromTheReferenceHasAReason) {
    const json::object file = read_vectors("differences.json");
    for (const json::value& difference : file.at("differences").as_array()) {
        EXPECT_NE(difference.at("ours").to_number<int>(), difference.at("reference").to_number<int>());
        EXPECT_FALSE(text_of(difference, "reason").empty());
        EXPECT_EQ(count(rule("weighted-280"), text_of(difference, "text")).used,
                  difference.at("ours").to_number<int>());
    }
}

TEST(TextRule, UnknownRuleIsAnError) {
    const auto missing = text_rule("no-such-rule");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
}

TEST(TextRule, AChannelMayChangeTheLimit) {
    TextRule longer = rule("code-points-500");
    longer.limit = 5000;
    EXPECT_TRUE(count(longer, times("가", 5000)).fits);
    EXPECT_FALSE(count(longer, times("가", 5001)).fits);
}

TEST(TextRule, SaysWhatIsLeft) {
    EXPECT_EQ(count(rule("weighted-280"), times("가", 139)).remaining(), 2);
    EXPECT_EQ(count(rule("weighted-280"), times("가", 141)).remaining(), -2);
    const Count unlimited = count(rule("unlimited"), times("a", 100000));
    EXPECT_TRUE(unlimited.fits);
    EXPECT_GT(unlimited.remaining(), 1000000);
}

TEST(TextRule, ReservesTheSignature) {
    const TextRule weighted = rule("weighted-280");
    EXPECT_TRUE(compose(weighted, times("가", 138), "KG").count.fits);
    EXPECT_FALSE(compose(weighted, times("가", 139), "KG").count.fits);
    EXPECT_TRUE(compose(weighted, times("가", 126) + " https://example.com/a", "KG").count.fits);
    EXPECT_FALSE(compose(weighted, times("가", 127) + " https://example.com/a", "KG").count.fits);
}

TEST(TextRule, KnowsWhenThereIsNothingButASignature) {
    const TextRule any = rule("graphemes-300");
    EXPECT_TRUE(compose(any, " \n", "KG").empty);
    EXPECT_TRUE(compose(any, "^KG", "KG").empty);
    EXPECT_TRUE(compose(any, "", "", "@name ").empty);
    EXPECT_FALSE(compose(any, "네", "KG").empty);
}

TEST(TextRule, BrokenBytesAreCountedAndNeverCrash) {
    for (const std::string_view id : {"weighted-280", "graphemes-300", "code-points-500", "unlimited"}) {
        EXPECT_EQ(count(rule(id), "a\xED\xA0\x80z").bytes, 5) << id;
        EXPECT_GT(count(rule(id), "\xF0\x9F").used, 0) << id;
        EXPECT_GT(count(rule(id), std::string_view("a\0b", 3)).used, 0) << id;
    }
}

TEST(TextRuleLinks, FindsWhatTheNetworkWouldShorten) {
    using Links = std::vector<std::string>;
    EXPECT_EQ(links_in(u"안내 https://example.com/a?b=c. 끝", LinkForm::bare_domains),
              Links{"https://example.com/a?b=c"});
    EXPECT_EQ(links_in(u"example.com입니다", LinkForm::bare_domains), Links{"example.com"});
    EXPECT_EQ(links_in(u"example.com입니다", LinkForm::with_scheme), Links{});
    EXPECT_EQ(links_in(u"a.com한b.net/x", LinkForm::bare_domains), (Links{"a.com", "b.net/x"}));
    EXPECT_EQ(links_in(u"help@example.com", LinkForm::bare_domains), Links{});
    EXPECT_EQ(links_in(u"https://example.com", LinkForm::as_written), Links{});
}

TEST(TextRuleLinks, LabelsAreMeasuredAsTheResolverSeesThem) {
    EXPECT_EQ(resolved_label_length(u"example", 63), 7U);
    EXPECT_EQ(resolved_label_length(u"한국", 63), std::string_view("xn--3e0b707e").size());
    EXPECT_EQ(resolved_label_length(u"bücher", 63), std::string_view("xn--bcher-kva").size());
    EXPECT_EQ(resolved_label_length(u"例え", 63), std::string_view("xn--r8jz45g").size());
    EXPECT_EQ(resolved_label_length(u"a。b", 63), 3U);
    EXPECT_GT(resolved_label_length(std::u16string(200, u'가'), 63), 63U);
}

// Not a benchmark: it must only fail when the work grows with the square of the text.
TEST(TextRuleLinks, AHostileTextCostsNoMoreThanAFriendlyOne) {
    const auto started = std::chrono::steady_clock::now();
    const TextRule weighted = rule("weighted-280");
    (void)count(weighted, times("a.", 8000));
    (void)count(weighted, times("가", 16000) + ".");
    (void)count(weighted, "https://a.com/" + times("((", 8000));
    (void)count(weighted, "xn--" + times("a", 16000) + "한.kr");
    (void)count(weighted, times("a.b", 400000));
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(5));
}

TEST(TextRule, TheQuickPathAgreesWithIcu) {
    // A joiner at the end forces the path through ICU and adds nothing to the last grapheme but itself.
    for (const std::string_view text : {"안녕하세요 ㅋㅋㅋ", "plain ASCII, 123", "漢字とカナ", "é à ñ ż"}) {
        ASSERT_TRUE(base::is_plain(text));
        EXPECT_EQ(base::grapheme_count(text), base::grapheme_ends(text).size());
        EXPECT_EQ(base::nfc(text), text);
    }
}

}  // namespace
}  // namespace manyhands::model
