#include <algorithm>

#include "app/simulate/people.hpp"

namespace manyhands::app::simulate {

using model::AnswerState;
using model::ConversationId;
using namespace std::chrono_literals;

namespace {

constexpr int kPeople = 200;
constexpr base::Micros kListIsFresh = 8s;

std::string initials_of(int n) {
    std::string out{static_cast<char>('A' + n / 26 % 26), static_cast<char>('A' + n % 26)};
    return out;
}

}  // namespace

base::Result<void> Staff::hire(Company& company, const model::BrandId& brand,
                               const std::vector<model::DepartmentId>& departments) {
    brand_ = brand;
    departments_ = departments;
    for (int i = 0; i < kPeople; ++i) {
        model::Employee employee;
        employee.id = model::EmployeeId(fmt::format("E{:03}", i));
        employee.brand = brand;
        employee.department = departments[static_cast<std::size_t>(i) % departments.size()];
        employee.name = fmt::format("Person {}", i);
        employee.email = fmt::format("person{}@hanbit.example", i);
        employee.initials = initials_of(i);
        employee.role = i % 10 == 0 ? model::Role::lead : model::Role::desk;
        employee.created_at = ground_.clock.now();
        MH_TRY(company.store().add_employee(employee));
        people_.push_back({employee, {}, {}, {}});
    }
    return {};
}

model::Actor Staff::actor(const Person& person) const {
    const model::Employee& e = person.employee;
    return {e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
}

void Staff::say(const Person& person, std::string_view deed, const ConversationId& on,
                const base::Error* no) {
    ground_.trace.say(person.employee.id.value,
                      fmt::format("{} {} {}", deed, on.value, no == nullptr ? std::string("done") : no->key));
    ++ground_.counts[fmt::format("{}{}", deed, no == nullptr ? "" : " refused")];
}

template <class T>
bool Staff::done(const Person& person, std::string_view deed, const ConversationId& on,
                 const base::Result<T>& result) {
    say(person, deed, on, result ? nullptr : &result.error());
    return ground_.oracle.fine(result, deed);
}

void Staff::act(Company& company) {
    Person& person = whose_turn();
    company.presence().heartbeat(actor(person), person.employee.name, person.at.value_or(ConversationId()),
                                 person.at.has_value());
    if (person.unsure) return submit(company, person);
    if (person.at) return work(company, person);
    look_for_work(company, person);
}

// Mostly somebody who has begun something: they do not sit there for an hour.
Staff::Person& Staff::whose_turn() {
    std::vector<Person*> busy;
    for (Person& person : people_)
        if (person.at || person.unsure) busy.push_back(&person);
    if (!busy.empty() && ground_.random.below(100) < 65) return *busy[ground_.random.below(busy.size())];
    return people_[ground_.random.below(people_.size())];
}

std::optional<ConversationId> Staff::some_conversation() {
    const auto& all = ground_.oracle.conversations();
    if (all.empty()) return std::nullopt;
    // Mostly of the newest ones.
    const std::size_t window = std::min<std::size_t>(all.size(), one_in(4) ? all.size() : 60);
    return all[all.size() - 1 - ground_.random.below(window)];
}

void Staff::look_for_work(Company& company, Person& person) {
    const auto dice = ground_.random.below(100);
    if (person.last && one_in(3)) {
        // Taken back in the last moment, or sent at once.
        const model::AnswerId id = *std::exchange(person.last, std::nullopt);
        if (one_in(2))
            done(person, "cancel", {}, company.answer().cancel(actor(person), id));
        else
            done(person, "send now", {}, company.answer().send_now(actor(person), id));
        return;
    }
    if (dice < 72) return claim_one(company, person);
    if (dice < 84) return decide(company, person);
    if (dice < 88) return misbehave(company, person);
    rearrange(company, person);
}

void Staff::claim_one(Company& company, Person& person) {
    const base::Micros now = std::chrono::floor<base::Micros>(ground_.clock.monotonic());
    if (!queue_seen_ || now - *queue_seen_ > kListIsFresh) {
        desk::PageQuery query;
        query.brand = brand_;
        query.viewer = person.employee.id;
        query.limit = 30;
        const auto page = company.store().page(query);
        if (!ground_.oracle.fine(page, "the queue")) return;
        queue_ = page->rows;
        queue_seen_ = now;
    }
    if (queue_.empty()) return;
    // The list is some seconds old, and people go for the first that seems free.
    std::size_t chosen = ground_.random.below(std::min<std::size_t>(queue_.size(), 12));
    for (std::size_t i = 0; i < queue_.size() && !one_in(15); ++i) {
        const model::ConversationState* known = ground_.oracle.state(queue_[chosen].conversation.id);
        if (known == nullptr || !known->conversation.claim) break;
        chosen = (chosen + 1) % queue_.size();
    }
    const ConversationId id = queue_[chosen].conversation.id;
    const auto claimed = company.route().claim(actor(person), id);
    if (done(person, "claim", id, claimed)) person.at = id;
}

void Staff::draft(Company& company, Person& person) {
    const std::string text = fmt::format("A draft, number {}", ++words_);
    ground_.oracle.draft_unsure(*person.at, person.employee.id);
    const auto saved = company.answer().save_draft(actor(person), *person.at, text);
    if (done(person, "draft", *person.at, saved))
        ground_.oracle.drafted(*person.at, person.employee.id, text);
}

void Staff::work(Company& company, Person& person) {
    const ConversationId id = *person.at;
    const model::Actor who = actor(person);
    const auto dice = ground_.random.below(100);
    if (dice < 22) return draft(company, person);
    if (dice < 30) {
        if (!done(person, "renew", id, company.route().renew(who, id))) person.at.reset();
        return;
    }
    if (dice < 90) return submit(company, person);
    person.at.reset();
    if (dice < 93) {
        done(person, "release", id, company.route().release(who, id));
    } else if (dice < 96) {
        const auto& to = departments_[ground_.random.below(departments_.size())];
        done(person, "hand off", id, company.route().hand_off(who, id, to, "not ours"));
    } else if (dice < 98) {
        const auto& to = people_[ground_.random.below(people_.size())].employee.id;
        done(person, "hand to", id, company.route().hand_off_to(who, id, to, "yours"));
    } else {
        const auto until = ground_.clock.now() + base::Seconds(30 + ground_.random.below(900));
        done(person, "snooze", id,
             company.route().snooze(who, id, one_in(4) ? std::nullopt : std::optional<base::Instant>(until)));
    }
}

void Staff::submit(Company& company, Person& person) {
    if (!person.at) {
        person.unsure.reset();
        return;
    }
    const ConversationId id = *person.at;
    const auto detail = company.store().stored_state(brand_, id);
    if (!ground_.oracle.fine(detail, "a conversation")) return;
    if (!person.unsure) {
        answer::Submission submission;
        const auto word = [&] { return fmt::format("[k{}]", ++words_); };
        if (one_in(12)) {
            submission.parts = {"First part " + word(), "Second part " + word()};
        } else {
            submission.text = "Please hold the power key for ten seconds " + word();
        }
        static constexpr int kUndo[] = {0, 5, 5, 10, 20};
        submission.undo = base::Seconds(kUndo[ground_.random.below(std::size(kUndo))]);
        submission.idempotency_key = fmt::format("key-{:08}", ++keys_);
        person.unsure = submission;
    }
    // What the writer had before their eyes: now and then not the newest.
    person.unsure->public_version_seen = detail->conversation.public_version - (one_in(20) ? 1 : 0);
    const answer::Submission submission = *person.unsure;
    const auto taken = company.answer().submit(actor(person), id, submission);
    // Somebody to whom the disk or a crash did not let it come back asks again, with the same key.
    const bool again = !taken && (taken.error().code == base::ErrorCode::unavailable ||
                                  taken.error().code == base::ErrorCode::stale);
    if (!again) person.unsure.reset();
    if (done(person, "submit", id, taken)) {
        const auto kept =
            company.store().answer_by_key(brand_, person.employee.id, submission.idempotency_key);
        if (kept && !*kept)
            ground_.oracle.say("nothing acknowledged is lost", "submission " + submission.idempotency_key);
        if (kept && *kept) {
            ground_.oracle.submitted((*kept)->id);
            person.last = (*kept)->id;
        }
        person.at.reset();
    } else if (!again) {
        person.at.reset();
    }
}

void Staff::decide(Company& company, Person& person) {
    desk::PageQuery query;
    query.brand = brand_;
    query.viewer = person.employee.id;
    query.view = desk::View::attention;
    query.limit = 10;
    const auto page = company.store().page(query);
    if (!ground_.oracle.fine(page, "attention") || page->rows.empty()) return;
    decide_one(company, person, page->rows[ground_.random.below(page->rows.size())]);
}

void Staff::decide_one(Company& company, Person& person, const desk::Row& row) {
    const ConversationId id = row.conversation.id;
    model::Actor lead = actor(person);
    lead.role = model::Role::lead;
    if (!row.answer) {  // one that failed: somebody writes another
        if (done(person, "claim", id, company.route().claim(lead, id))) person.at = id;
        return;
    }
    const model::Answer& answer = *row.answer;
    if (answer.state == AnswerState::held) {
        // A person looks at the network, and looks well.
        const auto found = ground_.oracle.posted_words.find(Oracle::word_of(answer.published_text));
        const bool there = found != ground_.oracle.posted_words.end();
        done(person, there ? "it was posted" : "it was not posted", id,
             company.outbox().resolve(lead, id, answer.id, there,
                                      there && !one_in(5) ? found->second.front() : std::string()));
    } else if (answer.state == AnswerState::paused) {
        if (one_in(3))
            done(person, "cancel", id, company.answer().cancel(lead, answer.id));
        else
            done(person, "send now", id, company.answer().send_now(lead, answer.id));
    }
}

void Staff::misbehave(Company& company, Person& person) {
    const auto id = some_conversation();
    if (!id) return;
    const base::Instant now = ground_.clock.now();
    const auto by = person.employee.id;
    if (ground_.mistake == Mistake::stolen_claims) {
        const auto stolen = company.store().transact(
            brand_, *id, [&](const model::ConversationState* state) -> base::Result<model::Events> {
                if (state == nullptr || !state->conversation.claim || model::claim_is_pinned(*state))
                    return model::Events{};
                const auto& claim = *state->conversation.claim;
                return model::Events{
                    {now, by, model::ClaimReleased{claim.holder, model::ReleaseReason::released}},
                    {now, by, model::Claimed{{by, claim.fence + 1, now, now + 5min, now}}}};
            });
        done(person, "steal", *id, stolen);
        return;
    }
    if (ground_.mistake == Mistake::moved_deadline) {
        const auto moved = company.store().transact(
            brand_, *id, [&](const model::ConversationState* state) -> base::Result<model::Events> {
                if (state == nullptr || !state->conversation.episode) return model::Events{};
                model::Episode later = *state->conversation.episode;
                later.opened_at += 4min;
                return model::Events{{now, by, model::EpisodeOpened{later}}};
            });
        done(person, "move", *id, moved);
        return;
    }
    if (done(person, "take over", *id, company.route().take_over(actor(person), *id))) person.at = *id;
}

void Staff::rearrange(Company& company, Person& person) {
    const auto id = some_conversation();
    if (!id) return;
    const model::Actor who = actor(person);
    switch (ground_.random.below(8)) {
        case 0:
            done(person, "close", *id, company.route().close(who, *id));
            return;
        case 1:
            done(person, "reopen", *id, company.route().reopen(who, *id));
            return;
        case 2:
            done(person, "snooze", *id,
                 company.route().snooze(who, *id,
                                        ground_.clock.now() + base::Seconds(60 + ground_.random.below(600))));
            return;
        case 3:
            done(person, "wake", *id, company.route().wake(who, *id));
            return;
        case 4:
        case 5: {
            auto other = some_conversation();
            const auto account = [&](const ConversationId& of) {
                return ground_.oracle.state(of)->conversation.account;
            };
            for (int i = 0; i < 8 && account(*other) != account(*id); ++i)
                other = some_conversation();
            if (*other != *id) done(person, "merge", *id, company.joiner().merge(who, *id, *other));
            return;
        }
        case 6: {
            const auto detail = company.store().detail(brand_, *id);
            if (!detail || detail->posts.size() < 2) return;
            done(person, "split", *id, company.joiner().split(who, *id, {detail->posts.back().id}));
            return;
        }
        default:
            done(person, "pass", *id, company.store().pass(brand_, person.employee.id, *id));
            return;
    }
}

bool Staff::tidy(Company& company) {
    Person& person = people_[ground_.random.below(people_.size())];
    desk::PageQuery query;
    query.brand = brand_;
    query.viewer = person.employee.id;
    query.view = desk::View::attention;
    query.limit = 50;
    const auto page = company.store().page(query);
    if (!ground_.oracle.fine(page, "attention")) return true;
    for (const desk::Row& row : page->rows)
        if (row.answer && row.answer->state == AnswerState::held) {
            decide_one(company, person, row);
            return true;
        }
    return false;
}

}  // namespace manyhands::app::simulate
