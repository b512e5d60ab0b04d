// Who is told of which question (docs/adr/0060): the few who know first, wider rings on a clock.
#include <algorithm>
#include <functional>

#include "app/nudge_worker.hpp"
#include "model/policy.hpp"

namespace manyhands::app {
namespace {

using base::Result;
using identity::Nudge;
using identity::Reachable;
using model::Actor;

// Everybody who has a device; a company with more reaches the rest in the order of whom nobody told for
// longest.
constexpr int kPeople = 5'000;
constexpr int kQuestions = 50;
constexpr std::chrono::hours kWeek{24 * 7};

Actor actor_of(const model::Employee& e) {
    return {e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
}

std::int64_t question_of(const model::Conversation& c) {
    return c.episode ? base::to_micros(c.episode->opened_at) : 0;
}

std::string_view lang_of(const Reachable& person) {
    return person.wishes.lang == "ko" ? "ko" : "en";
}

}  // namespace

struct NudgeWorker::Choice {
    std::vector<route::Candidate> candidates;
    std::vector<std::size_t> people;  // of each: their place in the round
};

struct NudgeWorker::Round {
    model::BrandId brand;
    base::Instant now{};
    NudgeRules rules;
    std::vector<model::Conversation> questions;
    std::map<model::ConversationId, route::KnowStore::Heard> heard;
    std::vector<Reachable> people;  // only whom something can be told now
    std::vector<int> asked_today;   // of each of them
    std::map<model::EmployeeId, route::KnowStore::Load> loads;
    std::map<model::EmployeeId, std::set<std::string>> ticked;
    std::set<model::EmployeeId> asked;  // told of something that still waits for them
    bool gathered = false;
};

Result<void> NudgeWorker::offer(const model::BrandId& brand, base::Instant now) {
    Round round{brand, now, ports_.rules(brand), {}, {}, {}, {}, {}, {}, {}, false};
    if (round.rules.daily_most == 0) return {};
    MH_LET(questions, ports_.know.asking(brand, kQuestions));
    round.questions = std::move(questions);
    for (const model::Conversation& c : round.questions) {
        MH_LET(heard, ports_.know.heard(c.id, question_of(c)));
        for (const model::EmployeeId& one : heard.told)
            if (!heard.passed.contains(one)) round.asked.insert(one);
        round.heard.emplace(c.id, std::move(heard));
    }
    for (const model::Conversation& c : round.questions) {
        if (waker_.stopped()) break;
        MH_TRY(ask(round, c));
    }
    return {};
}

Result<void> NudgeWorker::gather(Round& round) {
    round.gathered = true;
    MH_LET(people, ports_.store.reachable(round.brand, kPeople));
    MH_LET(loads, ports_.know.loads(round.brand, round.now - kWeek));
    MH_LET(ticked, ports_.know.ticked(round.brand));
    round.loads = std::move(loads);
    round.ticked = std::move(ticked);
    std::map<base::Instant, std::map<model::EmployeeId, int>> days;  // by when the day began there
    for (Reachable& person : people) {
        const Actor actor = actor_of(person.employee);
        const identity::ReachWishes& wishes = person.wishes;
        if (identity::is_quiet(wishes.quiet, round.now, wishes.zone) || ports_.is_here(actor.employee) ||
            round.asked.contains(actor.employee) ||
            !model::may(actor.role, model::Action::submit_answer, model::Scope::own))
            continue;
        const base::Instant began = identity::day_began(round.now, wishes.zone);
        auto day = days.find(began);
        if (day == days.end()) {
            MH_LET(asked, ports_.know.asked_since(round.brand, began));
            day = days.emplace(began, std::move(asked)).first;
        }
        const auto today = day->second.find(actor.employee);
        const int n = today == day->second.end() ? 0 : today->second;
        if (n >= round.rules.daily_most || (ports_.may_now && !ports_.may_now(actor))) continue;
        round.asked_today.push_back(n);
        round.people.push_back(std::move(person));
    }
    return {};
}

Result<void> NudgeWorker::ask(Round& round, const model::Conversation& question) {
    const route::KnowStore::Heard& heard = round.heard.at(question.id);
    const base::Micros waiting = round.now - std::min(round.now, question.episode->opened_at);
    if (static_cast<int>(heard.told.size()) >=
        route::reach(round.rules.rings, waiting, round.rules.promise, kPeople))
        return {};
    if (!round.gathered) MH_TRY(gather(round));
    MH_LET(choice, candidates(round, question));
    return tell_best(round, question, std::move(choice), waiting);
}

Result<NudgeWorker::Choice> NudgeWorker::candidates(const Round& round, const model::Conversation& question) {
    const route::KnowStore::Heard& heard = round.heard.at(question.id);
    MH_LET(terms, ports_.know.terms_of(round.brand, question.id));
    std::map<model::EmployeeId, double> shown;
    for (const route::Term& term : terms) {
        MH_LET(people, ports_.know.shown(round.brand, term.key));
        for (const route::Shown& one : people)
            shown[one.employee] += route::worth(one, round.now);
    }
    Choice choice;
    const bool offered = question.offer && question.offer->until > round.now;
    for (std::size_t i = 0; i < round.people.size(); ++i) {
        const Reachable& person = round.people[i];
        const model::EmployeeId& id = person.employee.id;
        if (heard.told.contains(id) || heard.passed.contains(id) || round.asked.contains(id) ||
            (offered && question.offer->employee != id))
            continue;
        route::Candidate one;
        one.employee = id;
        const auto known = shown.find(id);
        if (known != shown.end() && known->second >= route::kWorthKnowing) one.shown = known->second;
        const auto ticks = round.ticked.find(id);
        const bool ticked =
            ticks != round.ticked.end() && std::ranges::any_of(terms, [&](const route::Term& term) {
                return ticks->second.contains(term.key);
            });
        one.why = desk::reasons(question, actor_of(person.employee), lang_of(person), round.now,
                                ticked ? desk::OnTopic{question.id} : desk::OnTopic{},
                                one.shown > 0 ? desk::Known{question.id} : desk::Known{});
        if (const auto load = round.loads.find(id); load != round.loads.end()) {
            one.holding = load->second.holding;
            one.answered_week = load->second.answered;
        }
        one.asked_today = round.asked_today[i];
        one.last_asked = person.last_nudge;
        choice.candidates.push_back(std::move(one));
        choice.people.push_back(i);
    }
    return choice;
}

Result<void> NudgeWorker::tell_best(Round& round, const model::Conversation& question, Choice choice,
                                    base::Micros waiting) {
    auto told = static_cast<int>(round.heard.at(question.id).told.size());
    for (;;) {
        std::set<std::size_t, std::greater<>> tried;
        bool all = true;
        for (const std::size_t one :
             route::whom(choice.candidates, told, round.rules.rings, waiting, round.rules.promise)) {
            MH_LET(said, tell(round, choice.people[one], question));
            all = all && said;
            told += said ? 1 : 0;
            tried.insert(one);
        }
        if (all) return {};
        // Whoever still learns takes nobody's place.
        for (const std::size_t one : tried) {
            choice.candidates.erase(choice.candidates.begin() + static_cast<std::ptrdiff_t>(one));
            choice.people.erase(choice.people.begin() + static_cast<std::ptrdiff_t>(one));
        }
    }
}

Result<bool> NudgeWorker::tell(Round& round, std::size_t person, const model::Conversation& question) {
    const Actor actor = actor_of(round.people[person].employee);
    round.asked.insert(actor.employee);
    MH_LET(learning, ports_.still_learning(actor));
    if (learning) return false;
    MH_LET(devices, ports_.store.devices_of(actor.employee));
    std::vector<Nudge> nudges;
    nudges.reserve(devices.size());
    for (const identity::Device& device : devices)
        nudges.push_back({ports_.ids.make<identity::NudgeId>(), actor.brand, actor.employee, device.id,
                          question.id, question_of(question), 0, round.now, round.now});
    if (nudges.empty()) return false;
    MH_TRY(ports_.store.queue_nudges(nudges));
    return true;
}

}  // namespace manyhands::app
