// Whether a document of guidelines can go live.
#include <algorithm>
#include <map>
#include <set>

#include "answer/lint.hpp"
#include "answer/word_list.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

constexpr std::size_t kProblemsAtMost = 50;
// Rules of tone and method read every sentence, so there are fewer of them.
constexpr std::size_t kReadersAtMost = 64;
// A term in more than so many of the ordinary answers below (six in each language) is in every answer.
constexpr std::size_t kOrdinaryAtMost = 2;

bool is_slug(std::string_view id) {
    return !id.empty() && id.size() <= 48 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

template <class T>
bool meet(const std::vector<T>& a, const std::vector<T>& b) {
    return a.empty() || b.empty() ||
           std::ranges::any_of(a, [&](const T& one) { return std::ranges::find(b, one) != b.end(); });
}

// Both may look at one and the same answer.
bool meet(const Rule& a, const Rule& b) {
    return a.on && b.on && meet(a.languages, b.languages) && meet(a.networks, b.networks);
}

bool forbids(Check check) {
    return check == Check::banned || check == Check::preferred || check == Check::embargo ||
           check == Check::competitor;
}

bool speaks(const Rule& rule, std::string_view text) {
    if (rule.languages.empty()) return true;
    const bool korean =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    return std::ranges::find(rule.languages, korean ? base::Lang::ko : base::Lang::en) !=
           rule.languages.end();
}

class Checker {
  public:
    explicit Checker(const Guidelines& guidelines) : all_(guidelines.rules) {}

    std::vector<GuidelineProblem> run() {
        if (all_.size() > kRulesAtMost) {
            add("/rules", "answer.guideline.too_many", {{"limit", std::to_string(kRulesAtMost)}});
            return problems_;
        }
        std::size_t readers = 0;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            one(i);
            if (all_[i].on && group_of(all_[i].check) != Group::terms && ++readers == kReadersAtMost + 1)
                add(at(i), "answer.guideline.too_many_readers", {{"limit", std::to_string(kReadersAtMost)}});
        }
        // What follows asks the linter, which wants rules that are whole.
        if (!problems_.empty()) return problems_;
        wide();
        pairs();
        examples();
        return problems_;
    }

  private:
    using Args = std::vector<std::pair<std::string, std::string>>;

    static std::string at(std::size_t rule) { return "/rules/" + std::to_string(rule); }
    void add(std::string pointer, std::string key, Args args = {}) {
        if (problems_.size() < kProblemsAtMost)
            problems_.push_back({std::move(pointer), std::move(key), std::move(args)});
    }

    void terms(const std::vector<std::string>& list, const std::string& pointer) {
        if (list.size() > kTermsAtMost)
            return add(pointer, "answer.guideline.too_many_terms", {{"limit", std::to_string(kTermsAtMost)}});
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string here = pointer + "/" + std::to_string(i);
            std::string_view term = list[i];
            if (term.ends_with('*')) term.remove_suffix(1);
            const std::string folded = folded_term(term);
            const std::size_t length = base::code_point_count(folded);
            if (length > kTermCharacters)
                add(here, "answer.guideline.long_term", {{"limit", std::to_string(kTermCharacters)}});
            else if (length < 2 || fingerprint(folded).empty())
                add(here, "answer.guideline.short_term");
        }
    }

    void one(std::size_t i) {
        const Rule& rule = all_[i];
        if (!is_slug(rule.id))
            add(at(i) + "/id", "answer.guideline.bad_id");
        else if (!ids_.insert(rule.id).second)
            add(at(i) + "/id", "answer.guideline.same_id", {{"id", rule.id}});
        terms(rule.terms, at(i) + "/terms");
        terms(rule.when, at(i) + "/when");
        const bool wants_terms = group_of(rule.check) == Group::terms && rule.check != Check::spelling;
        if (wants_terms && rule.terms.empty()) add(at(i) + "/terms", "answer.guideline.no_terms");
        const bool says = rule.check == Check::preferred || rule.check == Check::spelling;
        if (says && fingerprint(rule.instead).empty()) add(at(i) + "/instead", "answer.guideline.no_instead");
        if (rule.instead.size() > kReasonBytes)
            add(at(i) + "/instead", "answer.guideline.long_text", {{"limit", std::to_string(kReasonBytes)}});
        if (rule.check == Check::embargo && !rule.until) add(at(i) + "/until", "answer.guideline.no_until");
        if (rule.at_most < 1 || rule.at_most > 100)
            add(at(i) + "/at_most", "answer.guideline.bad_number", {{"limit", "100"}});
        if (rule.hours < 1 || rule.hours > 720)
            add(at(i) + "/hours", "answer.guideline.bad_number", {{"limit", "720"}});
        for (const auto& [words, name] :
             {std::pair{&rule.reason.ko, "/reason/ko"}, {&rule.reason.en, "/reason/en"}}) {
            if (words->empty())
                add(at(i) + name, "answer.guideline.no_reason");
            else if (words->size() > kReasonBytes)
                add(at(i) + name, "answer.guideline.long_text", {{"limit", std::to_string(kReasonBytes)}});
        }
        bool shown = false;
        for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
            const std::string& wrong = rule.wrong.in(lang);
            const std::string& right = rule.right.in(lang);
            const std::string name(base::to_string(lang));
            if (wrong.empty() != right.empty())
                add(at(i) + (wrong.empty() ? "/wrong/" : "/right/") + name, "answer.guideline.no_example");
            if (std::max(wrong.size(), right.size()) > kExampleBytes)
                add(at(i) + "/wrong/" + name, "answer.guideline.long_text",
                    {{"limit", std::to_string(kExampleBytes)}});
            shown = shown || !wrong.empty();
        }
        if (!shown) add(at(i) + "/wrong", "answer.guideline.no_example");
    }

    // Terms that are in every answer.
    void wide() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (!forbids(all_[i].check)) continue;
            for (std::size_t t = 0; t < all_[i].terms.size(); ++t)
                terms_.add(all_[i].terms[t], static_cast<std::uint32_t>(places_.size())),
                    places_.push_back({i, t});
        }
        terms_.finish();
        std::map<std::uint32_t, std::size_t> seen;
        for (const std::string& text : word_list("ordinary")) {
            const Reading reading(text);
            std::set<std::uint32_t> here;
            for (const TermHit& hit : terms_.find(reading))
                here.insert(hit.owner);
            for (const std::uint32_t owner : here)
                ++seen[owner];
        }
        for (const auto& [owner, times] : seen)
            if (times > kOrdinaryAtMost) {
                const auto& [rule, term] = places_[owner];
                add(at(rule) + "/terms/" + std::to_string(term), "answer.guideline.matches_everything",
                    {{"term", all_[rule].terms[term]}});
            }
    }

    // What two rules want that no answer can do.
    void pairs() {
        std::map<std::string, std::vector<std::size_t>> by_term;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const Rule& rule = all_[i];
            if (!rule.on) continue;
            if (forbids(rule.check)) {
                for (const std::string& term : rule.terms) {
                    for (const std::size_t other : by_term[folded_term(term)])
                        if (other != i && meet(rule, all_[other]))
                            add(at(i) + "/terms", "answer.guideline.said_twice",
                                {{"other", all_[other].id}, {"term", term}});
                    by_term[folded_term(term)].push_back(i);
                }
            }
            // What is to be said instead, or must be said, is what another one forbids.
            if (!rule.instead.empty()) against(i, rule.instead, "/instead");
            if (rule.check == Check::required) {
                std::set<std::size_t> others;
                const bool none_left = std::ranges::all_of(rule.terms, [&](const std::string& term) {
                    const auto found = forbidden(i, term);
                    others.insert(found.begin(), found.end());
                    return !found.empty();
                });
                if (none_left)
                    add(at(i) + "/terms", "answer.guideline.contradicts",
                        {{"other", all_[*others.begin()].id}});
            }
            if (group_of(rule.check) == Group::terms || rule.check == Check::promise) continue;
            for (std::size_t j = 0; j < i; ++j) {
                const Rule& other = all_[j];
                if (other.check != rule.check || !meet(rule, other)) continue;
                const bool against = rule.check == Check::speech && rule.level != other.level &&
                                     rule.level != Level::consistent && other.level != Level::consistent;
                // Consistent everywhere, and 해요 on one network: who keeps the second keeps the first.
                const bool narrower = rule.check == Check::speech && rule.level != other.level &&
                                      (rule.networks != other.networks || rule.languages != other.languages);
                if (narrower && !against) continue;
                add(at(i), against ? "answer.guideline.contradicts" : "answer.guideline.same_check",
                    {{"other", other.id}});
            }
        }
    }
    std::vector<std::size_t> forbidden(std::size_t i, std::string_view text) {
        std::vector<std::size_t> others;
        if (text.ends_with('*')) text.remove_suffix(1);
        const Reading reading(text);
        for (const TermHit& hit : terms_.find(reading)) {
            const std::size_t other = places_[hit.owner].first;
            if (meet(all_[i], all_[other])) others.push_back(other);
        }
        return others;
    }
    void against(std::size_t i, std::string_view text, const char* member) {
        for (const std::size_t other : forbidden(i, text))
            add(at(i) + member, "answer.guideline.contradicts", {{"other", all_[other].id}});
    }

    // The wrong example is found by its rule, the right one is not: the writer may believe both.
    void examples() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            Rule rule = all_[i];
            if (rule.check == Check::repetition) continue;  // says nothing about one text
            rule.on = true;
            rule.networks.clear();
            rule.roles.clear();
            const Linter linter(Guidelines{{rule}});
            for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
                if (rule.wrong.in(lang).empty()) continue;
                Subject subject;
                subject.now = rule.until.value_or(base::Instant{}) - base::Minutes(1);
                subject.customer = word_list("broken").at(lang == base::Lang::ko ? 0 : 1);
                subject.text = rule.wrong.in(lang);
                const std::string name(base::to_string(lang));
                if (linter.lint(subject).empty())
                    add(at(i) + "/wrong/" + name, "answer.guideline.wrong_passes");
                subject.text = rule.right.in(lang);
                if (!linter.lint(subject).empty())
                    add(at(i) + "/right/" + name, "answer.guideline.right_fails");
            }
        }
    }

    const std::vector<Rule>& all_;
    std::vector<GuidelineProblem> problems_;
    std::set<std::string> ids_;
    Terms terms_;  // of rules that forbid; owner: a place
    std::vector<std::pair<std::size_t, std::size_t>> places_;
};

}  // namespace

// What must be said in every answer, and refuses those that do not say it: nearly all. As a warning, or where
// the customer names something, it asks nobody.
std::vector<std::size_t> refuse_everything(const Guidelines& guidelines) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < guidelines.rules.size(); ++i) {
        const Rule& rule = guidelines.rules[i];
        if (!rule.on || rule.check != Check::required || rule.severity != Severity::block ||
            !rule.when.empty())
            continue;
        const Linter linter(Guidelines{{rule}});
        const std::string network = rule.networks.empty() ? std::string() : rule.networks.front();
        std::size_t refused = 0, looked = 0;
        for (const std::string& text : word_list("ordinary")) {
            Subject subject;
            subject.text = text;
            subject.network = network;
            if (!speaks(rule, text)) continue;
            ++looked;
            refused += linter.lint(subject).empty() ? 0 : 1;
        }
        if (refused == looked) found.push_back(i);
    }
    return found;
}

std::vector<GuidelineProblem> problems_of(const Guidelines& guidelines) {
    return Checker(guidelines).run();
}

}  // namespace manyhands::answer
