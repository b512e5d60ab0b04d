// Listening: the query language, the reader of lines, and the matcher, which must say what the naive
// evaluator says.
#include "base/text/utf8.hpp"
#include "fuzz/target.hpp"
#include "listen/stream.hpp"
#include "model/query/evaluate.hpp"
#include "model/query/parser.hpp"

namespace manyhands::fuzz {
namespace {

const std::vector<std::string> kWords{"환불",
                                      "refund",
                                      "Refund",
                                      "late",
                                      "배송",
                                      "지연",
                                      " OR ",
                                      " NEAR/2 ",
                                      " ONEAR/1 ",
                                      " -",
                                      "(",
                                      ")",
                                      "\"",
                                      "=",
                                      "*",
                                      "#tag",
                                      "@kim",
                                      "from:",
                                      "lang:ko",
                                      "ﬁ",
                                      "e\u0301",
                                      "ㅠㅠ",
                                      "ㅎㅏ",
                                      "\u200b",
                                      "👨‍👩‍👧",
                                      "Ａ",
                                      "環",
                                      "\n",
                                      "has:question",
                                      "나요?",
                                      "™",
                                      "½",
                                      ".",
                                      "https://a.kr/b",
                                      "\xff",
                                      "\xed\xa0\x80",
                                      "1,000",
                                      "url:a.kr",
                                      "followers>=10",
                                      "NOT "};

// A query, a line end, a text.
std::vector<std::string> pairs() {
    return {"환불 OR refund\n환불이 언제 되나요? refund", "late NEAR/3 =환불\n환불 아직 late",
            "(배송 -지연) OR #tag OR from:ki*\n배송 #tag", "\"아이폰 15\" url:a.kr\n아이폰 15 https://a.kr/b",
            "a* -\"b c\"\nab b  c"};
}

MH_FUZZ(query, kWords, pairs, nullptr, 300) {
    const auto cut = std::min(bytes.find('\n'), bytes.size());
    const std::string query(bytes.substr(0, cut));
    const std::string_view text = bytes.substr(std::min(cut + 1, bytes.size()));
    for (const auto purpose : {model::query::Purpose::view, model::query::Purpose::listening}) {
        const auto parsed = model::query::parse(query, purpose);
        expect(parsed.ok() == parsed.problems.empty(), "neither read nor refused", query);
        for (const auto& problem : parsed.problems)
            expect(problem.at.from <= problem.at.to && problem.at.to <= query.size(),
                   "a problem outside the query", query);
        if (parsed.root)
            expect(model::query::parse(print(*parsed.root), purpose).root == parsed.root,
                   "printed and read, it is another query", query);
    }
    expect(model::query::parse_or_refuse(query, model::query::Purpose::view).has_value() ==
               model::query::parse(query, model::query::Purpose::view).ok(),
           "read and refused", query);
    static_cast<void>(text);
    return 0;
}

MH_FUZZ(matcher, kWords, pairs, nullptr, 40) {
    const auto cut = std::min(bytes.find('\n'), bytes.size());
    const std::string query(bytes.substr(0, cut));
    const std::string_view text = bytes.substr(std::min(cut + 1, bytes.size()));
    const auto parsed = model::query::parse(query, model::query::Purpose::listening);
    if (!parsed.root) return 0;
    std::vector<listen::RefusedQuery> refused;
    const auto set = listen::QuerySet::compile(std::vector<listen::NamedQuery>{{"q", query}}, refused);
    expect(set && refused.empty(), "read but not compiled", query);
    model::query::Message message;
    message.text = text;
    message.from = text.substr(0, std::min<std::size_t>(3, text.size()));
    const model::query::Subject subject(message);
    const bool found = !listen::Matcher(*set).match(message).empty();
    expect(found == matches(*parsed.root, subject), "the engine and the naive evaluator differ", bytes);
    for (const auto& range : highlights(*parsed.root, subject))
        expect(range.from < range.to && range.to <= text.size(), "a range outside the text", bytes);
    return 0;
}

MH_FUZZ(
    lines,
    {"{\"id\":\"1\",\"text\":\"",
     "\"}\n",
     "{\"data\":{\"id\":\"2\",\"text\":\"",
     "\"}}\n",
     "\\ud83d",
     "\\n",
     "\\u00e9",
     ",\"author\":{\"handle\":\"kim\"}",
     "{",
     "}",
     "[",
     "]",
     "null",
     ":",
     "12",
     "\"lang\":\"ko\"",
     "환불",
     "#tag",
     "\xff",
     ",\"links\":[\"https://a.kr\"]",
     "\"created_at\":\"2026-03-09T05:23:00Z\"",
     "\r\n",
     "\\"},
    [] {
        return std::vector<std::string>{
            "{\"id\":\"1\",\"text\":\"환불 late "
            "#tag\",\"author\":{\"handle\":\"kim\",\"followers\":3},\"lang\":\"ko\"}\n",
            "{\"data\":{\"id\":\"2\",\"text\":\"refund "
            "\\ud83d\\ude00\"},\"includes\":{\"users\":[{\"username\":\"kim\"}]}}\nno line\n"};
    },
    nullptr, 200) {
    static listen::StreamMatcher matcher = [] {
        std::vector<listen::RefusedQuery> refused;
        const std::vector<listen::NamedQuery> queries{{"q1", "환불 OR refund -ad"},
                                                      {"q2", "from:k* OR #tag"},
                                                      {"q3", "late NEAR/3 =환불"},
                                                      {"q4", "a*"}};
        return listen::StreamMatcher(*listen::QuerySet::compile(queries, refused), listen::Explain::ranges);
    }();
    std::string padded(bytes);
    padded.append(listen::PostLine::kPadding, '"');
    std::string out;
    std::vector<listen::BadLine> bad;
    const auto counts = matcher.run(std::string_view(padded).substr(0, bytes.size()), 1, out, bad);
    expect(counts.bad == bad.size() && counts.posts + counts.bad <= counts.lines, "a line is lost");
    expect(base::is_utf8(out), "what is written is no UTF-8", out);
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
