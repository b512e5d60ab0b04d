// Random queries and posts in Korean, English and both, with the characters that break things. For tests.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "model/query/ast.hpp"

namespace manyhands::model::query {

class Generator {
  public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    std::string word() {
        static constexpr std::array<std::string_view, 40> kWords{"환불",       "환불이",
                                                                 "배송",       "지연",
                                                                 "배송지연",   "아이폰15",
                                                                 "SK텔레콤",   "교환",
                                                                 "요청",       "왜",
                                                                 "ㅋㅋㅋ",     "안 돼요",
                                                                 "refund",     "Refund",
                                                                 "late",       "café",
                                                                 "cafe",       "iPhone",
                                                                 "ＡＢＣ",     "SK",
                                                                 "15",         "a_b",
                                                                 "환\u200b불", "\u1112\u116a\u11ab불",
                                                                 "👍",         "👨‍👩‍👧",
                                                                 "環境",       "カメラ",
                                                                 "don't",      "1,000원",
                                                                 "naïve",      "ß",
                                                                 "İ",          "ﬁne",
                                                                 "é",          "\u0301",
                                                                 "지연됐",     "늦어요",
                                                                 "OR",         "not"};
        return std::string(kWords[random_.below(kWords.size())]);
    }

    std::string text(int words) {
        static constexpr std::array<std::string_view, 12> kBetween{
            " ", " ", " ", " ", "", ". ", "\n", " #", " @", "\u200b", "\u00a0", ", "};
        std::string out;
        for (int i = 0; i < words; ++i) {
            out += word();
            out += kBetween[random_.below(kBetween.size())];
        }
        return out;
    }

    // Any bytes.
    std::string noise(std::size_t length) {
        static constexpr std::string_view kLikely = "()\"\"-=#@*: ORANDNEAR/3<>=환불";
        std::string out;
        for (std::size_t i = 0; i < length; ++i)
            out += random_.below(4) == 0 ? static_cast<char>(random_.below(256))
                                         : kLikely[random_.below(kLikely.size())];
        return out;
    }

    Node text_node() {
        std::string text = one_of({"환불",   "배송",   "지연",        "배송 지연", "SK",   "텔레콤", "아이폰",
                                   "refund", "Refund", "late refund", "cafe",      "café", "왜",     "👍",
                                   "OR",     "a:b",    "-x",          "ㅋㅋ",      "15",   "環"});
        Node node = make_text(std::move(text));
        if (random_.below(6) == 0) node.form = Form::exact;
        if (random_.below(6) == 0) node.extent = Extent::prefix;
        return node;
    }

    Node tree(int depth) {
        const auto choice = depth <= 0 ? random_.below(4) : random_.below(10);
        switch (choice) {
            case 4:
            case 5:
                return make_group(Kind::all, trees(depth));
            case 6:
            case 7:
                return make_group(Kind::any, trees(depth));
            case 8:
                return make_not(tree(depth - 1));
            case 9:
                return near();
            case 3:
                return leaf();
            default:
                return text_node();
        }
    }

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
    std::string one_of(const std::vector<std::string_view>& list) {
        return std::string(list[random_.below(list.size())]);
    }

  private:
    std::vector<Node> trees(int depth) {
        std::vector<Node> list;
        for (std::uint64_t i = 2 + random_.below(2); i > 0; --i)
            list.push_back(tree(depth - 1));
        return list;
    }

    Node near() {
        Node node;
        node.kind = Kind::near;
        node.words = static_cast<int>(random_.below(4));
        node.ordered = random_.below(2) == 0;
        node.children.push_back(text_node());
        node.children.push_back(random_.below(3) == 0 ? make_group(Kind::any, {text_node(), text_node()})
                                                      : text_node());
        return node;
    }

    Node leaf() {
        Node node;
        switch (random_.below(5)) {
            case 0:
                node.kind = Kind::hashtag;
                node.text = one_of({"환불", "refund"});
                return node;
            case 1:
                node.kind = Kind::handle;
                node.text = one_of({"brand.example", "kim"});
                return node;
            case 2:
                node.kind = Kind::compare;
                node.field = Field::followers;
                node.number = static_cast<std::int64_t>(random_.below(2000));
                return node;
            case 3:
                node.kind = Kind::field;
                node.field = Field::from;
                node.text = one_of({"kim", "lee.example"});
                return node;
            default:
                node.kind = Kind::field;
                node.field = Field::has;
                node.text = one_of({"link", "media", "question"});
                return node;
        }
    }

    base::SeededRandom random_;
};

}  // namespace manyhands::model::query
