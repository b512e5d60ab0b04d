// Bytes that anybody might send, into the query parser, the line reader and the matcher, which must say what
// the naive evaluator says. With clang++ this is a libFuzzer target:
//   cmake -B build/fuzz -DCMAKE_CXX_COMPILER=clang++-19 -DMANYHANDS_SANITIZE=address,undefined
//   -DMANYHANDS_FUZZ=ON build/fuzz/mh_fuzz_listen -max_total_time=600
// Otherwise it feeds itself: mh_fuzz_listen [rounds] [seed], a few of which are part of ./test.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/text/utf8.hpp"
#include "listen/stream.hpp"
#include "model/query/evaluate.hpp"
#include "model/query/parser.hpp"

namespace {

using namespace manyhands;

[[noreturn]] void wrong(const char* what, std::string_view query, std::string_view text) {
    std::fprintf(stderr, "%s\nquery: %.*s\ntext: %.*s\n", what, static_cast<int>(query.size()), query.data(),
                 static_cast<int>(text.size()), text.data());
    std::abort();
}

// The input is a query, a line end, and a text.
void query_and_text(std::string_view input) {
    const auto cut = std::min(input.find('\n'), input.size());
    const std::string query(input.substr(0, cut));
    const std::string_view text = input.substr(std::min(cut + 1, input.size()));
    for (const auto purpose : {model::query::Purpose::view, model::query::Purpose::listening}) {
        const auto parsed = model::query::parse(query, purpose);
        if (parsed.ok() != parsed.problems.empty()) wrong("neither read nor refused", query, text);
        for (const auto& problem : parsed.problems)
            if (problem.at.from > problem.at.to || problem.at.to > query.size())
                wrong("a problem outside the query", query, text);
        if (parsed.root && !(model::query::parse(print(*parsed.root), purpose).root == parsed.root))
            wrong("printed and read, it is another query", query, text);
    }
    const auto parsed = model::query::parse(query, model::query::Purpose::listening);
    if (!parsed.root) return;
    std::vector<listen::RefusedQuery> refused;
    const auto set = listen::QuerySet::compile(std::vector<listen::NamedQuery>{{"q", query}}, refused);
    if (!set || !refused.empty()) wrong("read but not compiled", query, text);
    model::query::Message message;
    message.text = text;
    message.from = text.substr(0, std::min<std::size_t>(3, text.size()));
    const model::query::Subject subject(message);
    const bool found = !listen::Matcher(*set).match(message).empty();
    if (found != matches(*parsed.root, subject))
        wrong("the engine and the naive evaluator differ", query, text);
    for (const auto& range : highlights(*parsed.root, subject))
        if (range.from >= range.to || range.to > text.size()) wrong("a range outside the text", query, text);
}

void lines(std::string_view input) {
    static listen::StreamMatcher matcher = [] {
        std::vector<listen::RefusedQuery> refused;
        const std::vector<listen::NamedQuery> queries{{"q1", "환불 OR refund -ad"},
                                                      {"q2", "from:k* OR #tag"},
                                                      {"q3", "late NEAR/3 =환불"},
                                                      {"q4", "a*"}};
        return listen::StreamMatcher(*listen::QuerySet::compile(queries, refused), listen::Explain::ranges);
    }();
    std::string padded(input);
    padded.append(listen::PostLine::kPadding, '"');
    std::string out;
    std::vector<listen::BadLine> bad;
    const auto counts = matcher.run(std::string_view(padded).substr(0, input.size()), 1, out, bad);
    if (counts.bad != bad.size() || counts.posts + counts.bad > counts.lines)
        wrong("a line is lost", "", input);
    if (!base::is_utf8(out)) wrong("what is written is no UTF-8", out, input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 0)
        query_and_text(input);
    else
        lines(input);
    return 0;
}

#if !defined(MANYHANDS_LIBFUZZER)

namespace {

std::string made(base::Random& random, bool json) {
    static constexpr std::string_view kParts[]{"환불",   "refund",
                                               "Refund", "late",
                                               "배송",   "지연",
                                               " ",      " ",
                                               " OR ",   " NEAR/2 ",
                                               " -",     "(",
                                               ")",      "\"",
                                               "=",      "*",
                                               "#tag",   "@kim",
                                               "from:",  "lang:ko",
                                               "ﬁ",      "e\u0301",
                                               "ㅠㅠ",   "ㅎㅏ",
                                               "\u200b", "👨‍👩‍👧",
                                               "Ａ",     "環",
                                               "\n",     "has:question",
                                               "나요?",  "\\u00e9",
                                               "™",      "½",
                                               ".",      "https://a.kr/b",
                                               "\xff",   "\xed\xa0\x80",
                                               "1,000"};
    static constexpr std::string_view kJson[]{"{\"id\":\"1\",\"text\":\"",
                                              "\"}\n",
                                              "{\"data\":{\"id\":\"2\",\"text\":\"",
                                              "\"}}\n",
                                              "\\ud83d",
                                              "\\n",
                                              ",\"author\":{\"handle\":\"kim\"}",
                                              "{",
                                              "}",
                                              "[",
                                              "]",
                                              "null",
                                              ":",
                                              "12",
                                              "\"lang\":\"ko\""};
    std::string out(1, json ? '\1' : '\2');
    for (auto left = 1 + random.below(16); left > 0; --left) {
        if (json && random.below(2) == 0)
            out += kJson[random.below(std::size(kJson))];
        else if (random.below(30) == 0)
            out += static_cast<char>(random.below(256));
        else
            out += kParts[random.below(std::size(kParts))];
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int at, std::uint64_t otherwise) {
        return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
    };
    const std::uint64_t rounds = number(1, 3'000);
    const std::uint64_t seed = number(2, 20'260'101);
    base::SeededRandom random(seed);
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const std::string input = made(random, i % 3 == 0);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    }
    std::printf("%llu inputs, seed %llu: nothing found\n", static_cast<unsigned long long>(rounds),
                static_cast<unsigned long long>(seed));
    return 0;
}

#endif
