// Random posts and queries that use everything the language has, and what the naive evaluator says of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "listen/query_set.hpp"
#include "model/query/evaluate.hpp"
#include "model/query/generate_test.hpp"
#include "model/query/parser.hpp"

namespace manyhands::listen {

// A message with the texts that it views.
struct RandomPost {
    std::string text, from, network, account, lang;
    model::query::Message message;
};

class RandomPosts {
  public:
    explicit RandomPosts(std::uint64_t seed) : generator_(seed) {}

    // Well-formed for listening.
    NamedQuery query() {
        while (true) {
            model::query::Node tree = generator_.tree(3);
            vary(tree);
            std::string text = print(tree);
            if (model::query::parse(text, model::query::Purpose::listening).ok())
                return {"q" + std::to_string(made_++), std::move(text)};
        }
    }
    std::vector<NamedQuery> queries(std::size_t count) {
        std::vector<NamedQuery> list;
        while (list.size() < count)
            list.push_back(query());
        return list;
    }

    RandomPost post() {
        RandomPost p;
        p.text = text();
        p.from = generator_.one_of({"kim", "Kim.Example", "lee.example", "other", "", "김씨"});
        p.network = generator_.one_of({"bluesky", "x", ""});
        p.account = generator_.one_of({"brand.example", "Other"});
        p.lang = generator_.one_of({"ko", "en", "und", ""});
        p.message.reply = yes();
        p.message.repost = yes();
        p.message.quote = yes();
        p.message.media = yes();
        if (yes()) p.message.followers = static_cast<std::int64_t>(generator_.below(2000));
        if (yes()) p.message.to = {generator_.one_of({"kim", "Brand.Example"})};
        if (yes()) p.message.links = {generator_.one_of({"https://shop.example.com/a", "http://x.kr"})};
        return p;
    }

    // The views of a post, where it stands for good.
    static const model::query::Message& message(RandomPost& p) {
        p.message.text = p.text;
        p.message.from = p.from;
        p.message.network = p.network;
        p.message.account = p.account;
        p.message.account_id = "01ACCOUNT";
        p.message.lang = p.lang;
        return p.message;
    }

  private:
    bool yes() { return generator_.below(2) == 0; }

    std::string text() {
        std::string text = generator_.text(1 + static_cast<int>(generator_.below(14)));
        switch (generator_.below(12)) {
            case 0:
                return text + " @Kim.Example, @brand.example: see https://shop.example.com/a/b";
            case 1:
                return "#환불#refund " + text + " #SK텔레콤 &#x";
            case 2:
                return text + " " + generator_.one_of({"언제 되나요", "언제 옵니까", "늦었으니까", "니까"});
            case 3:
                return text + generator_.noise(20);
            case 4:
                return text + std::string("\0\xed\xa0\x80\xff\xe2\x80\xae", 8) + generator_.text(3);
            case 5:  // long enough to be folded in blocks
                return text +
                       " and then nothing that anybody has asked about was said 그리고 긴 이야기가 "
                       "이어졌다 " +
                       generator_.text(6);
            default:
                return text;
        }
    }

    void vary(model::query::Node& node) {
        using model::query::Field;
        using model::query::Kind;
        for (model::query::Node& child : node.children)
            vary(child);
        const bool other = node.kind == Kind::hashtag || node.kind == Kind::handle ||
                           node.kind == Kind::compare || node.kind == Kind::field;
        if (!other || generator_.below(3) == 0) return;
        const auto field = [&node](Field name, std::string value) {
            node = {};
            node.kind = Kind::field;
            node.field = name;
            node.text = std::move(value);
        };
        switch (generator_.below(10)) {
            case 0:
                return field(Field::network, generator_.one_of({"bluesky", "X"}));
            case 1:
                return field(Field::account, generator_.one_of({"@brand.example", "other", "01ACCOUNT"}));
            case 2:
                return field(Field::lang, generator_.one_of({"ko", "en"}));
            case 3:
                return field(Field::is, generator_.one_of({"reply", "repost", "quote"}));
            case 4:
                return field(Field::url, generator_.one_of({"example.com", "shop.example.com/a", "x.kr"}));
            case 5:
                field(Field::to, generator_.one_of({"KIM", "brand"}));
                break;
            case 6:
                field(Field::from, generator_.one_of({"ki", "Kim", "김"}));
                break;
            case 7:
                node = {};
                node.kind = Kind::hashtag;
                node.text = generator_.one_of({"환", "SK", "refund", "REF"});
                break;
            case 8:
                node = {};
                node.kind = Kind::handle;
                node.text = generator_.one_of({"Brand", "kim.example", "kim"});
                break;
            default:
                node.comparison = static_cast<model::query::Comparison>(generator_.below(4));
                return;
        }
        if (yes()) node.extent = model::query::Extent::prefix;
    }

    model::query::Generator generator_;
    std::size_t made_ = 0;
};

// What the naive evaluator says.
class Naive {
  public:
    explicit Naive(const std::vector<NamedQuery>& queries) {
        for (const NamedQuery& query : queries)
            if (auto parsed = model::query::parse(query.text, model::query::Purpose::listening); parsed.root)
                roots_.push_back(std::move(*parsed.root));
    }
    std::vector<std::uint32_t> match(const model::query::Message& message) const {
        const model::query::Subject subject(message);
        std::vector<std::uint32_t> found;
        for (std::uint32_t i = 0; i < roots_.size(); ++i)
            if (matches(roots_[i], subject)) found.push_back(i);
        return found;
    }

  private:
    std::vector<model::query::Node> roots_;
};

}  // namespace manyhands::listen
