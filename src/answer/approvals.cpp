#include "answer/approvals.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "answer/lane_check.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;
using model::Events;

// Of a customer who writes on and on the newest are read.
constexpr int kCustomerPosts = 30;

Result<void> may_change(const Actor& actor) {
    return model::check(actor, Action::manage_settings, model::Scope::brand);
}

// A person, in a session of their own.
Result<void> may_decide(const Actor& actor) {
    MH_TRY(model::check(actor, Action::approve_answer, model::Scope::brand));
    if (actor.token_scopes) return fail(ErrorCode::forbidden, "answer.approve.person");
    return {};
}

using Place = std::pair<std::int64_t, std::string>;  // by clock, then by id
Place place_of(const Waiting& one) {
    const std::int64_t due = one.due_at ? base::to_micros(*one.due_at) : 0;  // the last step: before all
    return {due, one.answer.id.value};
}

Result<Place> read_cursor(const std::string& cursor) {
    Place place;
    const char* end = cursor.data() + cursor.size();
    const auto [at, error] = std::from_chars(cursor.data(), end, place.first);
    if (error != std::errc{} || at == end || *at != '.' || !base::is_ulid({at + 1, end}))
        return fail(ErrorCode::invalid, "answer.approve.bad_cursor");
    place.second.assign(at + 1, end);
    return place;
}

bool leads(const Actor& actor) {
    return actor.role == model::Role::lead || actor.role == model::Role::admin;
}

int hits_of(const LaneDryRun& run, model::RiskClass risk) {
    const auto found = std::ranges::find(run.lanes, risk, &LaneDryRun::Hit::risk);
    return found == run.lanes.end() ? 0 : found->answers;
}

// Where the lane stands in the document that came.
std::string pointer_to(const std::string& document, model::RiskClass risk) {
    const boost::json::value root = boost::json::parse(document);
    std::size_t i = 0;
    for (const auto& lane : root.at("lanes").as_array()) {
        if (std::string_view(lane.at("risk").as_string()) == model::to_string(risk)) break;
        ++i;
    }
    return "/lanes/" + std::to_string(i);
}

// Whom the lane asks at each step, and at which it begins.
model::ApprovalWait wait_of(const Lanes& lanes, model::RiskClass risk, std::vector<std::string> words,
                            const std::vector<model::Employee>& people, const model::EmployeeId& author,
                            const model::Goodwill& goodwill) {
    model::ApprovalWait wait;
    wait.risk = risk;
    wait.clock = lanes.of(risk).clock;
    wait.words = std::move(words);
    std::vector<model::EmployeeId> told;
    for (std::size_t i = 0; i < wait.whom.size(); ++i) {
        for (auto& id :
             deciders(lanes, wait, static_cast<model::ApprovalStep>(i), people, author, goodwill)) {
            if (wait.whom[i].size() == kWhomAtMost) break;
            if (std::ranges::find(told, id) != told.end()) continue;
            told.push_back(id);
            wait.whom[i].push_back(std::move(id));
        }
    }
    wait.step = step_now(lanes, wait, people, author, goodwill);
    return wait;
}

}  // namespace

Result<SavedLanes> Approvals::lanes(const Actor& actor) {
    MH_TRY(may_change(actor));
    MH_LET(saved, lanes_.lanes(actor.brand));
    if (saved) return *std::move(saved);
    SavedLanes first;
    first.lanes = starter_lanes();
    return first;
}

Result<SavedLanes> Approvals::save(const Actor& actor, const std::string& json, const std::string& note,
                                   std::int64_t former, const std::string& confirm) {
    MH_TRY(may_change(actor));
    SavedLanes saved;
    MH_LET(read, read_lanes(json));
    MH_TRY(check_lanes(json, actor.brand, colleagues_));
    saved.lanes = std::move(read);
    MH_LET(known, lanes_.lanes(actor.brand));
    // Somebody else's version is not tried: it is looked at first.
    if (former == (known ? known->version : 0)) {
        MH_LET(run, tried(actor.brand, saved.lanes, known));
        if (!run.wide.empty() && run.confirm != confirm)
            return fail(ErrorCode::conflict, "answer.lanes.wide",
                        {{"answers", std::to_string(hits_of(run, run.wide.front()))},
                         {"of", std::to_string(run.answers)},
                         {"pointer", pointer_to(json, run.wide.front())}});
    }
    saved.version = former + 1;
    saved.note = base::clean_line(note);
    saved.saved_by = actor.employee;
    saved.saved_at = clock_.now();
    MH_TRY(lanes_.save_lanes(actor.brand, saved, former));
    const std::scoped_lock guard(mutex_);
    live_.erase(actor.brand);
    ++saves_;
    return saved;
}

Result<std::vector<GuidelineVersion>> Approvals::versions(const Actor& actor) {
    MH_TRY(may_change(actor));
    return lanes_.lane_versions(actor.brand);
}

Result<SavedLanes> Approvals::version(const Actor& actor, std::int64_t version) {
    MH_TRY(may_change(actor));
    if (version == 0) {
        SavedLanes first;
        first.lanes = starter_lanes();
        return first;
    }
    MH_LET(saved, lanes_.lanes_at(actor.brand, version));
    if (!saved) return fail(ErrorCode::not_found, "answer.lanes.not_found");
    return *std::move(saved);
}

Result<Approvals::Live> Approvals::live(const model::BrandId& brand) {
    std::uint64_t saves = 0;
    {
        const std::scoped_lock guard(mutex_);
        saves = saves_;
        if (const auto known = live_.find(brand); known != live_.end()) return known->second;
    }
    MH_LET(saved, lanes_.lanes(brand));
    Live live;
    live.version = saved ? saved->version : 0;
    live.reader = std::make_shared<const RiskReader>(saved ? saved->lanes : starter_lanes());
    const std::scoped_lock guard(mutex_);
    if (saves == saves_) live_[brand] = live;
    return live;
}

Result<Judged> Approvals::judge(const model::EmployeeId& author, const model::Conversation& conversation,
                                const std::vector<std::string>& texts) {
    MH_LET(now, live(conversation.brand));
    const Lanes& lanes = now.reader->lanes();
    Judged judged;
    judged.approval.lanes_version = now.version;
    if (!lanes.any_on()) return judged;

    MH_LET(writer, this->writer(conversation.brand, author, lanes.of(model::RiskClass::newcomer)));
    RiskMaterial material;
    material.answer = texts;
    material.author = writer.person.role;
    material.sent_answers = writer.sent_answers;
    MH_LET(said, lanes_.said_by_customer(conversation.brand, conversation.id, kCustomerPosts));
    material.customer = std::move(said);
    if (lanes.of(model::RiskClass::embargo).on) {
        MH_LET(found, guide_.embargoed(writer.person, conversation, texts));
        material.embargoed = std::move(found);
    }
    Risks risks = now.reader->read(material);
    judged.approval.goodwill = risks.goodwill;
    const Lane& incident = lanes.of(model::RiskClass::incident);
    if (risks.found.empty() && !incident.on) return judged;

    MH_LET(people, lanes_.active_people(conversation.brand));
    for (Risk& risk : risks.found)
        judged.approval.waits.push_back(
            wait_of(lanes, risk.risk, std::move(risk.words), people, author, risks.goodwill));
    if (incident.on) {
        judged.incident = wait_of(lanes, model::RiskClass::incident, {}, people, author, risks.goodwill);
        judged.topics = incident.tags;
    }
    return judged;
}

Result<void> Approvals::except(const Actor& actor, const model::Conversation& conversation,
                               const model::AskedException& asked, Judged& judged) {
    MH_LET(now, live(conversation.brand));
    const Lanes& lanes = now.reader->lanes();
    const bool gives = leads(actor) && !actor.token_scopes;
    if (!gives && !lanes.of(model::RiskClass::exception).on)
        return fail(ErrorCode::forbidden, "answer.exception.off", {{"pointer", "/exception"}});
    MH_LET(people, lanes_.active_people(conversation.brand));
    auto wait = wait_of(lanes, model::RiskClass::exception, asked.words, people, actor.employee,
                        judged.approval.goodwill);
    if (gives) wait.approved_by = actor.employee;
    judged.approval.waits.push_back(std::move(wait));
    judged.approval.exception = asked;
    return {};
}

Result<WaitingPage> Approvals::waiting(const Actor& actor, const std::string& cursor, int limit) {
    MH_TRY(model::check(actor, Action::approve_answer, model::Scope::brand));
    std::optional<Place> behind;
    if (!cursor.empty()) {
        MH_LET(read, read_cursor(cursor));
        behind = std::move(read);
    }
    MH_LET(answers, lanes_.awaiting(actor.brand, kAwaitingAtMost));
    WaitingPage page;
    if (answers.empty()) return page;
    MH_LET(now, live(actor.brand));
    const Lanes& lanes = now.reader->lanes();
    MH_LET(people, lanes_.active_people(actor.brand));
    for (model::Answer& answer : answers) {
        if (!answer.approval) continue;
        Waiting one;
        bool shown = false;
        for (const model::ApprovalWait& wait : answer.approval->waits) {
            WaitingLane lane;
            lane.risk = wait.risk;
            lane.step = step_now(lanes, wait, people, answer.author, answer.approval->goodwill);
            lane.due_at = wait.due_at;
            lane.words = wait.words;
            lane.approved_by = wait.approved_by;
            if (!wait.approved_by) {
                lane.deciders =
                    deciders(lanes, wait, lane.step, people, answer.author, answer.approval->goodwill);
                lane.mine = std::ranges::find(lane.deciders, actor.employee) != lane.deciders.end();
                // What nobody can decide is shown to those who can change that.
                shown = shown || lane.mine || (leads(actor) && lane.deciders.empty());
                if (lane.deciders.size() > kWhomAtMost) lane.deciders.resize(kWhomAtMost);
            }
            one.lanes.push_back(std::move(lane));
        }
        if (!shown) continue;
        one.due_at = answer.approval->next_due();
        one.answer = std::move(answer);
        page.items.push_back(std::move(one));
    }
    page.total = static_cast<std::int64_t>(page.items.size());
    std::ranges::sort(page.items, {}, place_of);
    if (behind) std::erase_if(page.items, [&](const Waiting& one) { return place_of(one) <= *behind; });
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.resize(static_cast<std::size_t>(limit));
        const Place last = place_of(page.items.back());
        page.next = std::to_string(last.first) + "." + last.second;
    }
    for (Waiting& one : page.items) {
        MH_LET(conversation, answers_.conversation_now(actor.brand, one.answer.conversation));
        one.conversation = std::move(conversation);
    }
    return page;
}

Result<model::ConversationState> Approvals::approve(const Actor& actor, const model::AnswerId& id,
                                                    const ApproveWish& wish) {
    MH_TRY(may_decide(actor));
    if (may_work_) MH_TRY(may_work_(actor));
    MH_LET(answer, answers_.answer(actor.brand, id));
    if (answer.author == actor.employee) return fail(ErrorCode::forbidden, "answer.approve.own");
    // Under the initials of somebody who has left nobody speaks.
    MH_LET(author, colleagues_.colleague(actor.brand, answer.author));
    if (author && !author->active && answer.state == model::AnswerState::awaiting_approval)
        return fail(ErrorCode::conflict, "answer.approve.author_gone");
    MH_LET(seen, answers_.conversation_now(actor.brand, answer.conversation));
    std::optional<model::ApprovalEdit> edit;
    std::optional<model::AskedException> exception;
    std::vector<std::string> texts = texts_of(answer);
    if (wish.text && *wish.text != answer.text) {
        if (answer.parts > 1)
            return fail(ErrorCode::invalid, "answer.approve.edit_thread", {{"pointer", "/text"}});
        MH_LET(published, signed_again(answer, *wish.text, text_rule_of_(answer.account)));
        Submission edited;
        edited.text = *wish.text;
        edited.exception = wish.exception;
        edited.images = answer.images;
        model::Post parent;
        if (auto post = answers_.post(actor.brand, answer.parent)) parent = *std::move(post);
        MH_LET(asked, guide_.pass(actor, seen, edited, parent));
        // Who edits it into what is blocked gives the exception, so it is somebody whom that lane asks.
        if (asked) {
            MH_LET(now, live(actor.brand));
            MH_LET(editor, colleagues_.colleague(actor.brand, actor.employee));
            const Lane& lane = now.reader->lanes().of(model::RiskClass::exception);
            const bool asked_there =
                lane.on && editor && (lane.approvers.has(*editor) || lane.deputies.has(*editor));
            if (!leads(actor) && !asked_there)
                return fail(ErrorCode::forbidden, "answer.approve.exception", {{"pointer", "/text"}});
        }
        exception = std::move(asked);
        edit = model::ApprovalEdit{base::clean_post(*wish.text), std::move(published)};
        texts.front() = edit->text;
    }
    MH_LET(judged, judge(answer.author, seen, texts));
    // Whoever edits is not the author: a second person stands for it, with the reason on record.
    judged.approval.exception = std::move(exception);
    MH_LET(now, live(actor.brand));
    MH_LET(people, lanes_.active_people(actor.brand));
    const auto notice = ids_.make<model::NoticeId>();
    return store_.transact(
        actor.brand, answer.conversation, [&](const model::ConversationState* state) -> Result<Events> {
            if (state == nullptr) return fail(ErrorCode::not_found, "route.conversation.not_found");
            model::ConversationState all = *state;
            if (all.find_answer(id) == nullptr) {
                // Closed when it was read, or since.
                all.answers.push_back(answer);
                if (model::is_open(answer.state)) all.answers.back().state = model::AnswerState::sent;
            } else if (all.find_answer(id)->text != answer.text) {
                // Somebody else has edited it meanwhile: what was judged is not what stands there.
                return fail(ErrorCode::stale, "answer.approve.edited");
            }
            return answer::approve(
                all, id,
                {actor.employee, clock_.now(), wish.seen, judged, now.reader->lanes(), people, edit, notice});
        });
}

Result<model::ConversationState> Approvals::send_back(const Actor& actor, const model::AnswerId& id,
                                                      const std::string& reason) {
    MH_TRY(may_decide(actor));
    MH_LET(answer, answers_.answer(actor.brand, id));
    MH_LET(now, live(actor.brand));
    MH_LET(people, lanes_.active_people(actor.brand));
    const auto notice = ids_.make<model::NoticeId>();
    const Judged nothing;
    return store_.transact(actor.brand, answer.conversation,
                           [&](const model::ConversationState* state) -> Result<Events> {
                               if (state == nullptr)
                                   return fail(ErrorCode::not_found, "route.conversation.not_found");
                               model::ConversationState all = *state;
                               if (all.find_answer(id) == nullptr) all.answers.push_back(answer);
                               return answer::send_back(all, id, reason,
                                                        {actor.employee, clock_.now(), 0, nothing,
                                                         now.reader->lanes(), people, std::nullopt, notice});
                           });
}

Result<void> Approvals::pass_on() {
    MH_LET(brands, lanes_.unheard());
    for (const auto& [brand, changes] : brands) {
        MH_TRY(pass_on(brand));
        MH_TRY(lanes_.heard(brand, changes));
    }
    return {};
}

Result<void> Approvals::pass_on(const model::BrandId& brand) {
    MH_LET(answers, lanes_.awaiting(brand, kAwaitingAtMost));
    if (answers.empty()) return {};
    MH_LET(now, live(brand));
    MH_LET(people, lanes_.active_people(brand));
    for (const model::Answer& answer : answers) {
        const auto done = store_.transact(
            brand, answer.conversation, [&](const model::ConversationState* state) -> Result<Events> {
                return state == nullptr ? Events{}
                                        : passed_on(*state, now.reader->lanes(), people, clock_.now());
            });
        if (!done) return std::unexpected(done.error());
    }
    return {};
}

}  // namespace manyhands::answer
