#include "answer/guide.hpp"

#include <algorithm>

#include "answer/risk.hpp"
#include "base/encoding.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;

constexpr std::size_t kTextBytes = 65536;
// The newest answers of an account that are looked at for the same text.
constexpr int kEarlierAtMost = 200;

Result<void> may_read(const Actor& actor) {
    return model::check(actor, Action::see_conversation, model::Scope::brand);
}
Result<void> may_change(const Actor& actor) {
    return model::check(actor, Action::manage_settings, model::Scope::brand);
}

int repetition_hours(const Linter& linter, Severity at_least) {
    int hours = 0;
    for (const Rule& rule : linter.guidelines().rules)
        if (rule.on && rule.check == Check::repetition && rule.severity >= at_least)
            hours = std::max(hours, rule.hours);
    return hours;
}

struct Text {
    std::string_view text;
    std::string pointer;
    Subject::Part part;
};

std::vector<Text> texts_of(const Submission& submission) {
    std::vector<Text> all;
    if (submission.parts.empty()) all.push_back({submission.text, "/text", Subject::Part::whole});
    for (std::size_t i = 0; i < submission.parts.size(); ++i)
        all.push_back({submission.parts[i], "/parts/" + std::to_string(i),
                       i == 0 ? Subject::Part::begin : Subject::Part::rest});
    for (std::size_t i = 0; i < submission.images.size(); ++i)
        all.push_back(
            {submission.images[i].alt, "/media/" + std::to_string(i) + "/alt", Subject::Part::beside});
    return all;
}

std::string trimmed(const std::string& line) {
    const auto from = line.find_first_not_of(' ');
    if (from == std::string::npos) return {};
    return line.substr(from, line.find_last_not_of(' ') + 1 - from);
}

// An embargo that has ended forbids nothing. One that was kept while its day passed hinders no other change.
std::vector<GuidelineProblem> problems_now(const Guidelines& wanted,
                                           const std::optional<SavedGuidelines>& saved, base::Instant now) {
    std::vector<GuidelineProblem> problems = problems_of(wanted);
    for (std::size_t i = 0; i < wanted.rules.size(); ++i) {
        const Rule& rule = wanted.rules[i];
        if (!rule.on || rule.check != Check::embargo || !rule.until || *rule.until > now) continue;
        const bool kept =
            saved && std::ranges::find(saved->guidelines.rules, rule) != saved->guidelines.rules.end();
        if (!kept)
            problems.push_back({"/rules/" + std::to_string(i) + "/until", "answer.guideline.past", {}});
    }
    return problems;
}

// What refuses it, as it was written: for whoever decides on the exception.
std::vector<std::string> words_of(const Checked& checked, const std::vector<Text>& texts) {
    std::vector<std::string> words;
    for (const auto& [pointer, finding] : checked.findings) {
        const auto where = std::ranges::find(texts, pointer, &Text::pointer);
        if (finding.severity != Severity::block || where == texts.end() || words.size() >= kRiskWordsAtMost)
            continue;
        std::string word(base::clamp_bytes(
            where->text.substr(finding.at.from, finding.at.to - finding.at.from), kRiskWordBytes));
        if (!word.empty() && std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
    }
    return words;
}

}  // namespace

std::string confirmation(std::string_view document, const std::vector<std::string>& wide) {
    if (wide.empty()) return {};
    std::string all(document);
    for (const std::string& one : wide)
        all += "\n" + one;
    return base::to_hex(base::sha256(all)).substr(0, 32);
}

std::vector<std::string> Checked::blocking() const {
    std::vector<std::string> ids;
    for (const Located& one : findings) {
        const std::string& id = linter->guidelines().rules[one.finding.rule].id;
        if (one.finding.severity == Severity::block && std::ranges::find(ids, id) == ids.end())
            ids.push_back(id);
    }
    return ids;
}

Guidelines first_guidelines() {
    Guidelines first = starter_guidelines();
    for (Rule& rule : first.rules)
        if (rule.severity == Severity::block) rule.severity = Severity::warning;
    return first;
}

bool Guide::may_manage(const Actor& actor) {
    return may_change(actor).has_value();
}

Result<SavedGuidelines> Guide::current(const Actor& actor) {
    MH_TRY(may_read(actor));
    MH_LET(saved, store_.guidelines(actor.brand));
    return saved ? *std::move(saved) : SavedGuidelines{{}, first_guidelines()};
}

Result<std::vector<GuidelineVersion>> Guide::versions(const Actor& actor) {
    MH_TRY(may_read(actor));
    return store_.guideline_versions(actor.brand);
}

Result<SavedGuidelines> Guide::version(const Actor& actor, std::int64_t version) {
    MH_TRY(may_read(actor));
    if (version == 0) return SavedGuidelines{{}, first_guidelines()};
    MH_LET(saved, store_.guidelines_at(actor.brand, version));
    if (!saved) return fail(ErrorCode::not_found, "answer.guideline.not_found");
    return *std::move(saved);
}

Result<SavedGuidelines> Guide::save(const Actor& actor, const std::string& json, const std::string& note,
                                    std::int64_t former, const std::string& confirm) {
    MH_TRY(may_change(actor));
    SavedGuidelines saved;
    MH_LET(read, read_guidelines(json));
    saved.guidelines = std::move(read);
    MH_LET(known, store_.guidelines(actor.brand));
    if (const auto problems = problems_now(saved.guidelines, known, clock_.now()); !problems.empty()) {
        auto args = problems.front().args;
        args.emplace_back("pointer", problems.front().pointer);
        return fail(ErrorCode::invalid, problems.front().key, std::move(args));
    }
    // Somebody else's version is not tried: it is looked at first.
    if (former == (known ? known->about.version : 0)) {
        MH_LET(run, tried(actor.brand, saved.guidelines, known));
        if (!run.wide.empty() && run.confirm != confirm) {
            const DryRun::Wide& first = run.wide.front();
            return fail(ErrorCode::conflict,
                        first.refuses ? "answer.guideline.refuses" : "answer.guideline.wide",
                        {{"rule", first.rule},
                         {"answers", std::to_string(first.answers)},
                         {"of", std::to_string(run.answers)},
                         {"pointer", first.pointer}});
        }
    }
    saved.about = {former + 1, base::clean_line(note), actor.employee, clock_.now()};
    MH_TRY(store_.save_guidelines(actor.brand, saved, former));
    const std::scoped_lock guard(mutex_);
    live_.erase(actor.brand);
    ++saves_;
    return saved;
}

Result<std::vector<GuidelineException>> Guide::exceptions(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_audit, model::Scope::brand));
    return store_.exceptions(actor.brand, 100);
}

Result<DryRun> Guide::dry_run(const Actor& actor, const std::string& json) {
    MH_TRY(may_change(actor));
    MH_LET(read, read_guidelines(json));
    MH_LET(known, store_.guidelines(actor.brand));
    auto problems = problems_now(read, known, clock_.now());
    MH_LET(run, tried(actor.brand, std::move(read), known));
    run.problems = std::move(problems);
    return run;
}

Result<DryRun> Guide::tried(const model::BrandId& brand, Guidelines wanted,
                            const std::optional<SavedGuidelines>& known) {
    DryRun run;
    MH_LET(past, last_answers(brand));
    run.answers = static_cast<int>(past.size());
    const Linter linter(std::move(wanted));
    const std::vector<Rule>& rules = linter.guidelines().rules;
    std::vector<DryRun::Hit> hits(rules.size());
    for (const PastAnswer& one : past) {
        Subject subject;
        subject.text = one.text;
        subject.network = one.network;
        subject.customer = one.customer;
        subject.now = clock_.now();
        std::vector<bool> seen(hits.size());
        for (const Finding& finding : linter.lint(subject)) {
            if (seen[finding.rule]) continue;
            seen[finding.rule] = true;
            DryRun::Hit& hit = hits[finding.rule];
            ++hit.answers;
            if (hit.samples.size() == 3) continue;
            hit.samples.push_back(one);
            hit.at.push_back(finding.at);
        }
    }
    const std::vector<std::size_t> refuse = refuse_everything(linter.guidelines());
    std::vector<std::string> wide;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        // What stood there before was confirmed, or grew wide by itself.
        const bool kept =
            known && std::ranges::find(known->guidelines.rules, rules[i]) != known->guidelines.rules.end();
        const bool refuses = std::ranges::find(refuse, i) != refuse.end();
        if (!kept && (refuses || is_wide(hits[i].answers, run.answers))) {
            run.wide.push_back({rules[i].id, "/rules/" + std::to_string(i), hits[i].answers, refuses});
            wide.push_back(rules[i].id);
        }
        if (hits[i].answers == 0) continue;
        hits[i].rule = rules[i].id;
        run.rules.push_back(std::move(hits[i]));
    }
    run.confirm = confirmation(write_guidelines(linter.guidelines()), wide);
    return run;
}

Result<Guide::Live> Guide::live(const model::BrandId& brand) {
    std::uint64_t saves = 0;
    {
        const std::scoped_lock guard(mutex_);
        saves = saves_;
        if (const auto known = live_.find(brand); known != live_.end()) return known->second;
    }
    MH_LET(saved, store_.guidelines(brand));
    Live live;
    live.version = saved ? saved->about.version : 0;
    live.linter = std::make_shared<const Linter>(saved ? std::move(saved->guidelines) : first_guidelines());
    const std::scoped_lock guard(mutex_);
    if (saves == saves_) live_[brand] = live;
    return live;
}

Result<Checked> Guide::look(const Actor& actor, const model::Conversation& conversation,
                            const Submission& submission, const std::string& customer, For what,
                            const std::string& zone) {
    MH_LET(now, live(actor.brand));
    Checked checked{now.version, now.linter, {}};
    const std::vector<Text> texts = texts_of(submission);
    std::size_t bytes = 0;
    for (const Text& one : texts)
        bytes += one.text.size();
    // More than any network takes.
    if (bytes > 2 * kTextBytes)
        return fail(ErrorCode::too_large, "answer.submit.too_large",
                    {{"limit", std::to_string(2 * kTextBytes)}, {"pointer", texts.front().pointer}});

    Subject subject;
    subject.network = conversation.network;
    subject.role = actor.role;
    subject.customer = customer;
    subject.now = clock_.now();
    subject.holding_until = submission.holding_until;
    subject.zone = zone;
    // The gate is only interested in what would refuse.
    const int hours = repetition_hours(*now.linter, what == For::gate ? Severity::block : Severity::hint);
    std::vector<Earlier> earlier;
    const std::size_t length = texts.front().text.size();
    if (hours > 0 && length > 0) {
        MH_LET(past, store_.past_answers(actor.brand, conversation.account,
                                         subject.now - base::Minutes(60 * hours), kEarlierAtMost));
        for (const PastAnswer& one : past) {
            const bool alike = one.text.size() * 2 >= length && length * 2 >= one.text.size();
            if (alike) earlier.push_back({fingerprint(one.text), one.at});
        }
        subject.earlier = earlier;
    }
    for (const Text& one : texts) {
        subject.text = one.text;
        subject.part = one.part;
        for (Finding& finding : now.linter->lint(subject))
            checked.findings.push_back({one.pointer, std::move(finding)});
    }
    return checked;
}

Result<Checked> Guide::check(const Actor& actor, const model::ConversationId& id,
                             const Submission& submission, const std::string& zone) {
    MH_LET(conversation, answers_.conversation_now(actor.brand, id));
    MH_TRY(
        model::check(actor, Action::submit_answer,
                     model::scope_of(actor, conversation.brand, conversation.department,
                                     conversation.claim ? conversation.claim->holder : model::EmployeeId{})));
    std::string customer;
    const model::PostId parent = submission.parent.value_or(conversation.last_customer_post);
    // A post that is gone says nothing; whether it may be answered is asked when the answer is submitted.
    if (!parent.empty())
        if (const auto post = answers_.post(actor.brand, parent); post && post->conversation == id)
            customer = post->remote.text;
    return look(actor, conversation, submission, customer, For::preview,
                zone.empty() && zones_ ? zones_(actor.brand, actor.employee) : zone);
}

Result<std::optional<base::Instant>> Guide::promised_by(const Actor& actor,
                                                        const model::Conversation& conversation,
                                                        const Submission& submission) {
    const std::string zone = zones_ ? zones_(actor.brand, actor.employee) : std::string();
    if (zone.empty()) return std::nullopt;
    MH_LET(now, live(actor.brand));
    Subject subject;
    subject.network = conversation.network;
    subject.role = actor.role;
    subject.now = clock_.now();
    subject.zone = zone;
    for (const Text& one : texts_of(submission)) {
        if (one.part == Subject::Part::beside) continue;
        subject.text = one.text;
        subject.part = one.part;
        for (const Finding& finding : now.linter->lint(subject))
            if (now.linter->guidelines().rules[finding.rule].check == Check::holding && finding.until &&
                *finding.until <= subject.now + kHoldingAtMost)
                return finding.until;
    }
    return std::nullopt;
}

Result<Checked> Guide::practise(const Actor& actor, const std::string& text, const std::string& customer) {
    MH_TRY(model::check(actor, Action::submit_answer, model::Scope::own));
    model::Conversation nowhere;
    nowhere.brand = actor.brand;
    Submission submission;
    submission.text = text;
    return look(actor, nowhere, submission, customer, For::preview, {});
}

Result<std::vector<std::string>> Guide::embargoed(const model::Employee& author,
                                                  const model::Conversation& conversation,
                                                  const std::vector<std::string>& texts) {
    MH_LET(now, live(author.brand));
    Subject subject;
    subject.network = conversation.network;
    subject.role = author.role;
    subject.now = clock_.now();
    subject.part = Subject::Part::beside;
    std::vector<std::string> found;
    for (const std::string& text : texts) {
        subject.text = text;
        for (const Finding& one : now.linter->lint(subject))
            if (now.linter->guidelines().rules[one.rule].check == Check::embargo)
                found.push_back(text.substr(one.at.from, one.at.to - one.at.from));
    }
    return found;
}

Result<std::optional<model::AskedException>> Guide::pass(const Actor& actor,
                                                         const model::Conversation& conversation,
                                                         const Submission& submission,
                                                         const model::Post& parent) {
    const std::string reason = trimmed(base::clean_line(submission.exception));
    if (reason.size() > kExceptionBytes)
        return fail(ErrorCode::too_large, "answer.exception.too_long",
                    {{"limit", std::to_string(kExceptionBytes)}, {"pointer", "/exception"}});
    const std::string zone = zones_ ? zones_(actor.brand, actor.employee) : std::string();
    MH_LET(checked, look(actor, conversation, submission, parent.remote.text, For::gate, zone));
    const std::vector<std::string> blocking = checked.blocking();
    if (blocking.empty()) return std::nullopt;
    if (reason.empty()) {
        std::string rules;
        for (const std::string& id : blocking)
            rules += (rules.empty() ? "" : ", ") + id;
        return fail(ErrorCode::invalid, "answer.submit.guidelines", {{"rules", rules}});
    }
    if (base::code_point_count(reason) < kExceptionCharacters)
        return fail(ErrorCode::invalid, "answer.exception.too_short",
                    {{"least", std::to_string(kExceptionCharacters)}, {"pointer", "/exception"}});
    return model::AskedException{checked.version, blocking, words_of(checked, texts_of(submission)), reason};
}

}  // namespace manyhands::answer
