// One answer against 1,000 rules, beside a bare Vectorscan pass for the same terms over the same folded bytes
// and beside folding alone, in the same run. BENCH=short: fewer rounds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <hs/hs.h>

#include "answer/lint.hpp"
#include "base/random.hpp"
#include "base/text/fold.hpp"

namespace manyhands::bench {
namespace {

using Clock = std::chrono::steady_clock;
using namespace answer;

constexpr std::size_t kRules = 1000;
constexpr std::size_t kTermsEach = 8;

std::string made_word(base::Random& random) {
    std::string out;
    if (random.below(2) == 0) {
        for (std::uint64_t i = 4 + random.below(6); i > 0; --i)
            out += static_cast<char>('a' + random.below(26));
        return out;
    }
    for (std::uint64_t i = 2 + random.below(3); i > 0; --i) {
        const auto code = static_cast<unsigned>(0xAC00 + random.below(11172));
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
    return out;
}

// The rules that ship, and terms up to a thousand rules.
Guidelines made_rules(base::Random& random, std::vector<std::string>& terms) {
    Guidelines all = starter_guidelines();
    for (Rule& rule : all.rules)
        rule.on = true;
    while (all.rules.size() < kRules) {
        Rule rule;
        rule.id = "made-" + std::to_string(all.rules.size());
        rule.check = all.rules.size() % 3 == 0 ? Check::preferred : Check::banned;
        rule.instead = rule.check == Check::preferred ? "고객님" : "";
        for (std::size_t i = 0; i < kTermsEach; ++i)
            rule.terms.push_back(made_word(random));
        terms.insert(terms.end(), rule.terms.begin(), rule.terms.end());
        all.rules.push_back(std::move(rule));
    }
    return all;
}

std::string folded(std::string_view text) {
    std::string out;
    base::append_folded(text, base::Bytes::any, out);
    return out;
}

// Microseconds of one call: the median, so that what else runs on the machine does not count.
template <class Work>
double time(int rounds, Work&& work) {
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        const auto began = Clock::now();
        work();
        took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
    }
    std::ranges::nth_element(took, took.begin() + rounds / 2);
    return took[static_cast<std::size_t>(rounds) / 2];
}

void print(const std::string& name, double measured, double reference, const std::string& goal, int met) {
    fmt::print("{} | {:.1f} | {} | {} | {} | {}\n", name, measured,
               reference > 0 ? fmt::format("{:.1f}", reference) : "-",
               reference > 0 ? fmt::format("{:.2f}", measured / reference) : "-", goal,
               met < 0   ? "-"
               : met > 0 ? "met"
                         : "short");
}

int run() {
    const char* said = std::getenv("BENCH");
    const bool brief = said != nullptr && std::string_view(said) == "short";
    base::SeededRandom random(20260511);
    std::vector<std::string> terms;
    const auto began = Clock::now();
    const Linter linter(made_rules(random, terms));
    print("guidelines compile 1000 rules, ms",
          std::chrono::duration<double, std::milli>(Clock::now() - began).count(), 0, "-", -1);

    std::vector<std::string> patterns;
    for (const std::string& term : terms)
        patterns.push_back(folded(term));
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    std::vector<unsigned> flags(patterns.size(), 0), ids(patterns.size(), 0);
    for (const std::string& one : patterns) {
        texts.push_back(one.c_str());
        lengths.push_back(one.size());
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(),
                             static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                             &error) != HS_SUCCESS)
        return 1;
    hs_scratch_t* scratch = nullptr;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;

    const std::string ko =
        "안녕하세요, 고객님. 불편을 드려 죄송합니다. 말씀하신 냉장고는 담당 기사가 내일 오전에 방문해 살펴볼 "
        "예정이고, "
        "그 전에 부품 재고를 확인하고 있습니다. 방문 시간이 맞지 않으시면 쪽지로 편하신 시간을 알려 주시기 "
        "바랍니다. ";
    const std::string en =
        "Hi there, we're sorry about this. The workshop has your fridge in hand and the engineer comes "
        "tomorrow "
        "morning; before that we look for the part. If the time does not suit you, please tell us by direct "
        "message. We will reply by three. ";
    bool met = true;
    const auto one = [&](const std::string& name, const std::string& text) {
        Subject subject;
        subject.text = text;
        subject.customer = "냉장고가 고장 났어요. It is broken.";
        std::size_t found = 0;
        const int rounds = brief ? 21 : 401;
        const double ours = time(rounds, [&] { found += linter.lint(subject).size(); });
        const double bare = time(rounds, [&] {
            const std::string bytes = folded(text);
            hs_scan(
                database, bytes.data(), static_cast<unsigned>(bytes.size()), 0, scratch,
                [](unsigned, unsigned long long, unsigned long long, unsigned, void* n) {
                    ++*static_cast<std::size_t*>(n);
                    return 0;
                },
                &found);
        });
        const double fold = time(rounds, [&] { found += folded(text).size(); });
        print(fmt::format("guidelines {}, {} bytes, us", name, text.size()), ours, bare, "<= 5000",
              ours <= 5000 ? 1 : 0);
        print(fmt::format("guidelines {}, folding alone, us", name), fold, 0, "-", -1);
        met = met && ours <= 5000 && found > 0;
    };
    one("Korean answer", ko);
    one("English answer", en);
    std::string all;
    for (int i = 0; i < 10; ++i)
        all += i % 2 == 0 ? ko : en;
    one("ten posts", all);
    // Everything decomposed and full of what has to be looked at twice.
    std::string hard;
    for (int i = 0; i < 400; ++i)
        hard += "\u1112\u116a\u11ab\u1107\u116e\u11af 손\u200b님!! ";
    one("decomposed Hangul", hard);
    hs_free_scratch(scratch);
    hs_free_database(database);
    return met ? 0 : 1;
}

}  // namespace
}  // namespace manyhands::bench

int main() {
    return manyhands::bench::run();
}
