#include "storage/journal.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "model/apply.hpp"
#include "storage/answer_store.hpp"
#include "storage/audit_store.hpp"
#include "storage/event_codec.hpp"
#include "storage/guideline_store.hpp"
#include "storage/journal_desk.hpp"
#include "storage/journal_owed.hpp"

namespace manyhands::storage {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

constexpr std::size_t kLinesAtOnce = 12;  // as route.add_events has

struct LineNames {
    std::string seq, conversation, type, at, by, payload, span;
};

const std::array<LineNames, kLinesAtOnce>& line_names() {
    static const std::array<LineNames, kLinesAtOnce> names = [] {
        std::array<LineNames, kLinesAtOnce> list;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string n = "_" + std::to_string(i + 1);
            list[i] = {"seq" + n, "conversation" + n, "type" + n, "at" + n,
                       "by" + n,  "payload" + n,      "span" + n};
        }
        return list;
    }();
    return names;
}

}  // namespace

// Every episode whose row these events may change, by when it was opened.
static std::vector<base::Instant> touched_episodes(const model::Conversation& before,
                                                   const model::Conversation& after,
                                                   const model::Events& events) {
    std::vector<base::Instant> opened;
    const auto add = [&opened](const std::optional<model::Episode>& episode) {
        if (episode) opened.push_back(episode->opened_at);
    };
    bool any = false;
    for (const model::Event& event : events)
        std::visit(Overloaded{[&](const model::EpisodeOpened& e) { add(e.episode); },
                              [&](const model::EpisodeAnswered& e) { opened.push_back(e.opened_at); },
                              [&](const model::EpisodeRestored& e) { add(e.episode); },
                              [&](const model::EpisodeDropped&) { any = true; },
                              [&](const model::EpisodeWithdrawn&) { any = true; },
                              [&](const model::HandedOff&) { any = true; },
                              [&](const model::AnswerOwed& e) {
                                  opened.push_back(e.owed.since);
                                  for (const model::EpisodeRef& part : e.with)
                                      opened.push_back(part.opened_at);
                              },
                              [&](const model::RealAnswerGiven& e) { opened.push_back(e.since); },
                              [&](const model::OwedDropped&) { any = true; },
                              [&](const model::OwedMoved&) { any = true; }, [](const auto&) {}},
                   event.body);
    if (!any && opened.empty()) return opened;
    for (const auto* conversation : {&before, &after}) {
        add(conversation->episode);
        add(conversation->next_episode);
    }
    return opened;
}

std::optional<Loaded> Journal::load(const model::ConversationId& id) {
    Loaded loaded;
    {
        auto query = db_.use("route.load_conversation");
        query.bind("id", id).bind("brand", brand_);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        ConversationRow stored = read_conversation(row);
        loaded.state.conversation = std::move(stored.conversation);
        loaded.state.promises = promises();
        if (stored.attention)
            loaded.attention = {std::move(*stored.attention),
                                stored.attention_answer.value_or(model::AnswerId())};
        loaded.stored = true;
    }
    auto query = db_.use("answer.open_of_conversation");
    query.bind("conversation", id);
    while (query.step()) {
        auto row = query.row();
        loaded.state.answers.push_back(read_answer(row));
    }
    return loaded;
}

std::shared_ptr<const model::PromiseHistory> Journal::promises() {
    if (!asked_promises_) promises_ = db_.promises(brand_);
    asked_promises_ = true;
    return promises_;
}

void Journal::apply(Loaded& loaded, const model::Events& events) {
    if (events.empty()) return;
    std::optional<Shelf> before;
    if (loaded.stored) before = shelve(loaded.state, loaded.attention);
    if (!loaded.stored) loaded.state.promises = promises();
    const Standing stood = standing_of(loaded.state.conversation);
    const std::vector<model::Answer> answers_before = loaded.state.answers;
    model::Conversation episodes_before;
    episodes_before.episode = loaded.state.conversation.episode;
    episodes_before.next_episode = loaded.state.conversation.next_episode;

    for (const model::Event& event : events) {
        model::apply(loaded.state, event);
        project(loaded.state, event);
        project_desk(db_, loaded.state.conversation, event);
        project_owed(db_, loaded.state.conversation, event);
    }
    const model::Conversation& c = loaded.state.conversation;
    if (c.brand != brand_) throw std::logic_error("journal: a conversation of another brand");
    for (const base::Instant opened_at : touched_episodes(episodes_before, c, events))
        db_.episode_changes(brand_.value, opened_at);
    for (const model::Answer& answer : loaded.state.answers) {
        if (std::ranges::find(answers_before, answer) != answers_before.end()) continue;
        auto query = db_.use("answer.save");
        bind_answer(query, answer);
        query.run();
    }
    loaded.attention = attention_of(loaded.state, loaded.attention);
    const Shelf after = shelve(loaded.state, loaded.attention);
    write_conversation(loaded, stood);
    write_mine(before ? &*before : nullptr, after, c.id);
    count_change(counted_.lists, before ? &*before : nullptr, after);
    log(c.id, events);
    loaded.stored = true;
}

void Journal::project(const model::ConversationState& state, const model::Event& event) {
    const model::Conversation& c = state.conversation;
    const auto end_episode =
        [&](int number, const char* outcome, base::Instant at, const std::optional<model::PostId>& post,
            const std::optional<model::AnswerId>& answer, const std::optional<model::EmployeeId>& employee) {
            db_.use("route.end_episode")
                .bind("outcome", outcome)
                .bind("ended_at", at)
                .bind("answer_post", post)
                .bind("answer", answer)
                .bind("employee", employee)
                .bind("conversation", c.id)
                .bind("number", number)
                .run();
        };
    const auto take_back = [&](const model::AnswerId& id) {
        const model::Answer* answer = state.find_answer(id);
        write_draft(db_, brand_, c.id, answer->author,
                    {model::unsent_text(*answer), event.at,
                     answer->part == 1 ? answer->images : std::vector<model::Image>()});
        if (!answer->images.empty())
            db_.use("answer.drop_media").bind("answer", answer->id).bind("brand", brand_).run();
    };
    const auto draft_again = [&](const model::Answer& answer, const std::string& text, base::Instant at) {
        // The pictures are those of the first part, while that has not left.
        write_draft(db_, brand_, c.id, answer.author,
                    {text, at, answer.part == 1 ? answer.images : std::vector<model::Image>()});
    };
    std::visit(
        Overloaded{
            [&](const model::PostReceived& e) { write_post(e.post); },
            [&](const model::PostEdited& e) {
                search_.edit(e.post, e.text);
                db_.use("route.edit_post")
                    .bind("body", e.text)
                    .bind("remote_version", e.remote_version)
                    .bind("id", e.post)
                    .run();
            },
            [&](const model::PostDeleted& e) {
                search_.remove(e.post);
                db_.use("route.delete_post").bind("id", e.post).run();
            },
            [&](const model::EpisodeOpened& e) {
                db_.use("route.open_episode")
                    .bind("conversation", c.id)
                    .bind("number", e.episode.number)
                    .bind("brand", brand_)
                    .bind("account", c.account)
                    .bind("department", c.department)
                    .bind("post", e.episode.post)
                    .bind("opened_at", e.episode.opened_at)
                    .bind("found_late", e.episode.found_late)
                    .bind("held", held_of(c, e.episode.number))
                    .run();
            },
            [&](const model::EpisodeAnswered& e) {
                end_episode(e.number, "answered", e.answered_at, e.post, e.answer, e.employee);
            },
            [&](const model::EpisodeDropped& e) {
                end_episode(e.number, "dropped", e.at, std::nullopt, std::nullopt, std::nullopt);
            },
            [&](const model::HandedOff& e) {
                db_.use("route.move_episode").bind("department", e.to).bind("conversation", c.id).run();
            },
            [&](const model::AnswerSubmitted& e) {
                // What is on its way is a draft no more; what is taken back becomes one again. While the
                // parts of a thread follow each other the writer may have begun something new.
                if (e.answer.part > 1) return;
                if (e.exception) write_exception(db_, brand_, c.id, e.answer.id, event, *e.exception);
                for (const model::Image& image : e.answer.images)
                    db_.use("answer.carry_media")
                        .bind("answer", e.answer.id)
                        .bind("id", image.id)
                        .bind("brand", brand_)
                        .run();
                write_draft(db_, brand_, c.id, e.answer.author, {});
            },
            [&](const model::AnswerApproved& e) {
                if (e.edit && e.approval.exception)
                    write_exception(db_, brand_, c.id, e.answer, event, *e.approval.exception);
            },
            [&](const model::AnswerCancelled& e) { take_back(e.answer); },
            [&](const model::AnswerReturned& e) { take_back(e.answer); },
            [&](const model::AnswerFailed& e) {
                // One post that failed shows its text itself; of a thread, what would have followed is there
                // too.
                const model::Answer* answer = state.find_answer(e.answer);
                if (answer->parts > 1) draft_again(*answer, model::unsent_text(*answer), event.at);
            },
            [&](const model::AnswerCut& e) { draft_again(*state.find_answer(e.answer), e.draft, event.at); },
            [](const auto&) {},
        },
        event.body);
}

void Journal::write_post(const model::Post& post) {
    const std::int64_t before = db_.changes();
    {
        auto query = db_.use("route.insert_post");
        bind_post(query, post);
        query.run();
    }
    if (db_.changes() != before) {
        search_.add(brand_, post.id, post.posted_at, post.remote.text, post.remote.author.handle);
        return;
    }
    // Our own answer may be there already, seen on the network before we knew that it was ours.
    if (!post.answer) throw std::logic_error("journal: a post twice: " + post.remote.remote_id);
    db_.use("route.claim_post")
        .bind("answer", post.answer)
        .bind("brand", post.brand)
        .bind("network", post.remote.network)
        .bind("remote_id", post.remote.remote_id)
        .run();
}

Journal::Standing Journal::standing_of(const model::Conversation& conversation) {
    return {conversation.department, conversation.last_post_at, urgency_of(conversation)};
}

void Journal::write_conversation(const Loaded& loaded, const Standing& before) {
    const model::Conversation& c = loaded.state.conversation;
    const Standing stands = standing_of(c);
    {
        auto query = db_.use(loaded.stored ? "route.update_conversation" : "route.insert_conversation");
        if (!loaded.stored)
            query.bind("id", c.id)
                .bind("brand", c.brand)
                .bind("account", c.account)
                .bind("network", c.network)
                .bind("customer_remote_id", c.customer.remote_id)
                .bind("root_remote_id", c.root_remote_id)
                .bind("department", stands.department)
                .bind("last_post_at", stands.last_post_at)
                .bind("urgency", stands.urgency);
        bind_conversation(query, c);
        const model::Answer* open = loaded.state.open_answer();
        const Attention& attention = loaded.attention;
        const bool needed = !attention.why.empty();
        query.bind("next_due_at", model::next_due(loaded.state))
            .bind("open_answer",
                  open != nullptr ? std::optional(std::string_view(open->id.value)) : std::nullopt)
            .bind("attention", needed ? std::optional(std::string_view(attention.why)) : std::nullopt)
            .bind("attention_answer",
                  needed ? std::optional(std::string_view(attention.answer.value)) : std::nullopt);
        if (loaded.stored) query.bind("id", c.id);
        query.run();
    }
    if (!loaded.stored) return;
    if (stands.urgency != before.urgency)
        db_.use("route.move_in_queue").bind("urgency", stands.urgency).bind("id", c.id).run();
    if (stands.department != before.department || stands.last_post_at != before.last_post_at)
        db_.use("route.move_in_lists")
            .bind("department", stands.department)
            .bind("last_post_at", stands.last_post_at)
            .bind("id", c.id)
            .run();
}

void Journal::write_mine(const Shelf* before, const Shelf& after, const model::ConversationId& id) {
    const auto write = [&](std::string_view statement, const Shelf& shelf,
                           const model::EmployeeId& employee) {
        db_.use(statement)
            .bind("brand", brand_)
            .bind("employee", employee)
            .bind("last_post_at", shelf.last_post_at)
            .bind("conversation", id)
            .run();
    };
    const bool moved = before != nullptr && before->last_post_at != after.last_post_at;
    if (before != nullptr)
        for (const auto& employee : before->mine)
            if (moved || !after.mine.contains(employee)) write("route.remove_mine", *before, employee);
    for (const auto& employee : after.mine)
        if (moved || before == nullptr || !before->mine.contains(employee))
            write("route.add_mine", after, employee);
}

// The first number of the next `n`. The counter's row is taken with the first change of the transaction, so
// that no other writer of the brand can come between, and is told the rest at its end.
std::int64_t Journal::take_seq(std::int64_t n) {
    if (counted_.logged == 0) {
        auto query = db_.use("route.take_seq");
        query.bind("brand", brand_).bind("n", n);
        query.step();
        counted_.logged = query.row().number();
        query.run();
    } else {
        counted_.logged += n;
        counted_.ahead += n;
    }
    return counted_.logged - n + 1;
}

void Journal::log(const model::ConversationId& id, const model::Events& events) {
    const auto logged =
        std::ranges::count_if(events, [](const model::Event& event) { return is_logged(event.body); });
    if (logged == 0) return;
    std::int64_t seq = take_seq(logged) - 1;
    std::int64_t span = logged;  // of the first; the log by conversation is read through it
    for (const model::Event& event : events) {
        if (!is_logged(event.body)) continue;
        ++seq;
        log_.push_back({seq, id, model::type_of(event.body), event.at, event.by, encode_event(event.body),
                        std::exchange(span, 0)});
        audit_event(db_, brand_, id, event);
        if (const auto text = event_text(event.body); !text.empty())
            db_.use("route.add_event_text").bind("brand", brand_).bind("seq", seq).bind("body", text).run();
    }
}

void Journal::write_log() {
    std::size_t done = 0;
    for (; log_.size() - done >= kLinesAtOnce; done += kLinesAtOnce) {
        auto query = db_.use("route.add_events");
        query.bind("brand", brand_);
        for (std::size_t i = 0; i < kLinesAtOnce; ++i) {
            const LogLine& line = log_[done + i];
            const LineNames& of = line_names()[i];
            query.bind(of.seq, line.seq)
                .bind(of.conversation, line.conversation)
                .bind(of.type, line.type)
                .bind(of.at, line.at)
                .bind(of.by, line.by)
                .bind(of.payload, line.payload)
                .bind(of.span, line.span);
        }
        query.run();
    }
    for (; done < log_.size(); ++done) {
        const LogLine& line = log_[done];
        db_.use("route.add_event")
            .bind("brand", brand_)
            .bind("seq", line.seq)
            .bind("conversation", line.conversation)
            .bind("type", line.type)
            .bind("at", line.at)
            .bind("by", line.by)
            .bind("payload", line.payload)
            .bind("span", line.span)
            .run();
    }
    log_.clear();
}

void Journal::flush() {
    for (const auto& [key, n] : counted_.lists) {
        if (n == 0) continue;
        const auto& [view, employee] = key;
        db_.use("route.count")
            .bind("brand", brand_)
            .bind("view", view_name(view))
            .bind("employee", employee)
            .bind("n", n)
            .run();
    }
    if (counted_.ahead > 0) {
        auto query = db_.use("route.take_seq");
        query.bind("brand", brand_).bind("n", counted_.ahead).run();
    }
    counted_ = {};
    write_log();
    search_.flush();
}

}  // namespace manyhands::storage
