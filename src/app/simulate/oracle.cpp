#include "app/simulate/oracle.hpp"

#include <algorithm>

#include "desk/desk.hpp"

namespace manyhands::app::simulate {

using model::AnswerState;
using model::ConversationId;
using model::ConversationState;
using storage::LogRows;

namespace {

constexpr int kPage = 1'000;
// How late a band may be said at the end, when everything has been well for a while.
constexpr base::Minutes kBandLate{1};

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

// What the log does not know: texts and people of the networks, and how often a claim was renewed.
void take_unlogged(model::Conversation& replayed, const model::Conversation& stored) {
    replayed.customer = stored.customer;
    replayed.root_remote_id = stored.root_remote_id;
    replayed.lang = stored.lang;
    replayed.excerpt = stored.excerpt;
    if (replayed.claim && stored.claim && replayed.claim->fence == stored.claim->fence) {
        replayed.claim->until = stored.claim->until;
        replayed.claim->last_typed = stored.claim->last_typed;
    }
}

std::string difference(const model::Conversation& a, const model::Conversation& b) {
    std::string out;
    const auto field = [&](const char* name, const auto& x, const auto& y) {
        if (!(x == y)) out += std::string(out.empty() ? "" : ", ") + name;
    };
    field("brand", a.brand, b.brand);
    field("account", a.account, b.account);
    field("network", a.network, b.network);
    field("state", a.state, b.state);
    field("department", a.department, b.department);
    field("claim", a.claim, b.claim);
    field("last_fence", a.last_fence, b.last_fence);
    field("episode", a.episode, b.episode);
    field("next_episode", a.next_episode, b.next_episode);
    field("owed", a.owed, b.owed);
    field("episodes", a.episodes, b.episodes);
    field("offer", a.offer, b.offer);
    field("snooze", a.snooze, b.snooze);
    field("tags", a.tags, b.tags);
    field("notes", a.notes, b.notes);
    field("merged_into", a.merged_into, b.merged_into);
    field("splits", a.splits, b.splits);
    field("last_answerer", a.last_answerer, b.last_answerer);
    field("last_answered_at", a.last_answered_at, b.last_answered_at);
    field("last_answer_seconds", a.last_answer_seconds, b.last_answer_seconds);
    field("last_customer_post", a.last_customer_post, b.last_customer_post);
    field("last_customer_post_at", a.last_customer_post_at, b.last_customer_post_at);
    field("opened_at", a.opened_at, b.opened_at);
    field("last_post_at", a.last_post_at, b.last_post_at);
    field("posts", a.posts, b.posts);
    field("found_late", a.found_late, b.found_late);
    field("version", a.version, b.version);
    field("public_version", a.public_version, b.public_version);
    return out;
}

}  // namespace

std::string Oracle::word_of(const std::string& text) {
    const auto begin = text.find("[k");
    const auto end = text.find(']', begin);
    if (begin == std::string::npos || end == std::string::npos) return {};
    return text.substr(begin, end - begin + 1);
}

void Oracle::look(storage::Store& store) {
    read_networks();
    if (store.commits() == commits_ || broken_) return;
    commits_ = store.commits();
    read_log(store);
}

void Oracle::read_networks() {
    read_.resize(nets_.size());
    for (std::size_t i = 0; i < nets_.size(); ++i) {
        Net& net = *nets_[i];
        if (net.impatient() > 0) say("who is told to wait waits", "the listener of " + net.rules().id);
        const auto posts = net.network().posts_of(net.brand(), read_[i]);
        read_[i] += posts.size();
        for (const simulated::NetworkPost& post : posts) {
            ++posted;
            ++checks;
            const std::string word = word_of(post.text);
            auto& all = posted_words[word];
            all.push_back(post.id);
            if (all.size() > 1)
                say("an answer is posted once", word + " stands " + std::to_string(all.size()) +
                                                    " times on " + net.rules().id + ": " + all.front() +
                                                    ", " + post.id);
        }
    }
}

void Oracle::read_log(storage::Store& store) {
    for (;;) {
        const auto entries = store.log_after(brand_, seq_, kPage);
        if (!fine(entries, "the log")) return;
        std::set<ConversationId> touched;
        for (std::size_t i = 0; i < entries->size() && !broken_; ++i) {
            const LogRows::Entry& entry = (*entries)[i];
            ++events;
            ++checks;
            if (entry.seq != seq_ + 1)
                say("the log has no holes",
                    "after " + std::to_string(seq_) + " comes " + std::to_string(entry.seq));
            seq_ = entry.seq;
            auto [place, is_new] = replayed_.try_emplace(entry.conversation);
            if (is_new) order_.push_back(entry.conversation);
            check_owner(place->second.state, entry);
            check_deadline(place->second, entry, *entries, i);
            hear(store, entry, nullptr);
            try {
                model::apply(place->second.state, entry.event);
            } catch (const std::exception& impossible) {
                say("the log replays", "event " + std::to_string(entry.seq) + " " +
                                           std::string(model::type_of(entry.event.body)) + ": " +
                                           impossible.what());
            }
            touched.insert(entry.conversation);
        }
        for (const ConversationId& id : touched)
            if (!broken_) compare(store, id);
        if (broken_ || entries->size() < kPage) return;
    }
}

void Oracle::hear(storage::Store& store, const LogRows::Entry& entry, const LogRows::Entry*) {
    const auto answer = [&](const model::AnswerId& id, AnswerState state) {
        answers_[id] = state;
        senders.insert(replayed_[entry.conversation].state.conversation.account);
    };
    const auto text_moves = [&] {
        std::erase_if(drafts_, [&](const auto& draft) { return draft.first.first == entry.conversation; });
    };
    scheduler = true;
    std::visit(Overloaded{[&](const model::PostReceived& e) {
                              const auto post = store.post(brand_, e.post.id);
                              if (!post) return;
                              const auto [known, is_new] =
                                  heard_.try_emplace(post->remote.remote_id, e.post.id);
                              if (!is_new && known->second != e.post.id)
                                  say("a mention is there once", post->remote.remote_id + " is two posts");
                          },
                          [&](const model::AnswerSubmitted& e) {
                              if (answers_.contains(e.answer.id))
                                  say("an answer is submitted once", e.answer.id.value);
                              answer(e.answer.id, AnswerState::queued);
                              text_moves();
                          },
                          [&](const model::AnswerCancelled& e) {
                              answer(e.answer, AnswerState::cancelled);
                              text_moves();
                          },
                          [&](const model::AnswerFailed& e) {
                              answer(e.answer, AnswerState::failed);
                              text_moves();
                          },
                          [&](const model::AnswerSent& e) {
                              if (answers_[e.answer] == AnswerState::sent)
                                  say("an answer is sent once", e.answer.value);
                              answer(e.answer, AnswerState::sent);
                          },
                          [&](const model::AnswerDue& e) { answer(e.answer, AnswerState::queued); },
                          [&](const model::AnswerResumed& e) { answer(e.answer, AnswerState::queued); },
                          [&](const model::AnswerSending& e) { answer(e.answer, AnswerState::sending); },
                          [&](const model::AnswerUnknown& e) { answer(e.answer, AnswerState::unknown); },
                          [&](const model::AnswerHeld& e) { answer(e.answer, AnswerState::held); },
                          [&](const model::AnswerPaused& e) { answer(e.answer, AnswerState::paused); },
                          [&](const model::AnswerCut&) { text_moves(); },
                          [&](const model::MergedInto&) { text_moves(); },
                          [&](const model::MergedFrom&) { text_moves(); }, [](const auto&) {}},
               entry.event.body);
}

// Who holds it holds it until they let go of it, answer, or lose it by a rule.
void Oracle::check_owner(const ConversationState& before, const LogRows::Entry& entry) {
    const auto& claim = before.conversation.claim;
    const std::string where = entry.conversation.value + " at event " + std::to_string(entry.seq);
    if (const auto* claimed = std::get_if<model::Claimed>(&entry.event.body)) {
        if (claim)
            say("one owner a conversation",
                where + ": " + claim->holder.value + " and " + claimed->claim.holder.value);
        if (claimed->claim.fence != before.conversation.last_fence + 1)
            say("one owner a conversation", where + ": the fence jumps");
        if (entry.event.by != claimed->claim.holder)
            say("one owner a conversation", where + ": claimed for somebody else");
    }
    if (const auto* released = std::get_if<model::ClaimReleased>(&entry.event.body)) {
        if (!claim || claim->holder != released->holder)
            return say("one owner a conversation", where + ": nobody held it");
        if (released->reason == model::ReleaseReason::released && entry.event.by != released->holder)
            say("nobody loses a claim but by a rule",
                where + ": released in the name of " + released->holder.value);
        if (released->reason == model::ReleaseReason::taken_over &&
            (!entry.event.by || *entry.event.by == released->holder))
            say("nobody loses a claim but by a rule", where + ": taken over by nobody");
        if (released->reason == model::ReleaseReason::expired && entry.event.at < claim->until)
            say("nobody loses a claim but by a rule", where + ": it had not expired");
    }
}

// A question's clock begins with the customer's post. It moves only forward in importance: to an older post,
// or because posts came, went or were deleted in the same breath.
void Oracle::check_deadline(Replayed& replayed, const LogRows::Entry& entry,
                            const std::vector<LogRows::Entry>& all, std::size_t at) {
    const auto& before = replayed.episode;
    const std::string where = entry.conversation.value + " at event " + std::to_string(entry.seq);
    std::visit(
        Overloaded{[&](const model::EpisodeOpened& e) {
                       if (before && before->number == e.episode.number &&
                           e.episode.opened_at > before->opened_at) {
                           // What moves posts stands beside it in the log.
                           bool moved = false;
                           for (std::size_t i = at < 6 ? 0 : at - 6; i < std::min(all.size(), at + 6); ++i)
                               moved = moved || std::holds_alternative<model::SplitOff>(all[i].event.body) ||
                                       std::holds_alternative<model::MergedFrom>(all[i].event.body);
                           if (!moved)
                               say("deadlines never move silently", where + ": the clock is set later");
                       }
                       replayed.episode = e.episode;
                   },
                   [&](const model::EpisodeAnswered&) { replayed.episode.reset(); },
                   [&](const model::EpisodeDropped&) { replayed.episode.reset(); },
                   [&](const model::EpisodeWithdrawn&) { replayed.episode.reset(); },
                   [&](const model::EpisodeRestored& e) { replayed.episode = e.episode; },
                   [&](const model::BandPassed& e) {
                       ++bands;
                       if (!before || entry.event.at != before->opened_at + base::Minutes(e.minutes))
                           say("deadlines are right", where + ": a band passed at the wrong time");
                   },
                   [](const auto&) {}},
        entry.event.body);
}

// Whatever the clock did meanwhile, what has passed by now was said.
void Oracle::check_missed_bands() {
    for (const auto& [id, replayed] : replayed_) {
        const auto& episode = replayed.state.conversation.episode;
        if (!episode) continue;
        for (int i = 0; i < static_cast<int>(std::size(model::kBandsMinutes)); ++i) {
            ++checks;
            const auto due = episode->opened_at + base::Minutes(model::kBandsMinutes[i]);
            if (due + kBandLate < clock_.now() && episode->bands_passed <= i)
                return say("deadlines are right", id.value + ": a band was missed");
        }
    }
}

void Oracle::compare(storage::Store& store, const ConversationId& id) {
    const auto stored = store.stored_state(brand_, id);
    if (!fine(stored, "a conversation")) {
        if (stored.error().code == base::ErrorCode::not_found)
            say("the log replays", id.value + " has no row");
        return;
    }
    ++checks;
    Replayed& replayed = replayed_[id];
    std::erase_if(replayed.state.answers, [](const model::Answer& a) { return !model::is_open(a.state); });
    take_unlogged(replayed.state.conversation, stored->conversation);
    if (replayed.state.conversation != stored->conversation) {
        say("the log replays",
            id.value + " differs in " + difference(replayed.state.conversation, stored->conversation));
        return;
    }
    const auto& now = stored->conversation.episode;
    if (now.has_value() != replayed.episode.has_value() ||
        (now && (now->number != replayed.episode->number || now->opened_at != replayed.episode->opened_at)))
        say("deadlines never move silently", id.value);
    if (replayed.state.answers.size() != stored->answers.size())
        return say("the log replays", id.value + " has other answers");
    for (std::size_t i = 0; i < stored->answers.size(); ++i) {
        const model::Answer& mine = replayed.state.answers[i];
        const model::Answer& theirs = stored->answers[i];
        if (mine.id != theirs.id || mine.state != theirs.state || mine.due_at != theirs.due_at ||
            mine.attempts != theirs.attempts || mine.part != theirs.part || mine.key != theirs.key)
            say("the log replays", "answer " + theirs.id.value + " differs");
    }
    if (stored->answers.size() > 1) say("one open answer a conversation", id.value);
    if (stored->conversation.state != model::derive_state(*stored))
        say("a mention is in one state", id.value);
}

void Oracle::look_after_start(storage::Store& store) {
    const auto last = store.last_seq(brand_);
    if (!last) return;
    if (*last < seq_)
        return say("nothing acknowledged is lost", "the log ended at " + std::to_string(seq_) +
                                                       ", after the restart at " + std::to_string(*last));
    commits_ = -1;
    look(store);
    for (const auto& [key, text] : drafts_) {
        ++checks;
        const auto draft = store.draft(brand_, key.first, key.second);
        if (draft && (!*draft || (*draft)->text != text))
            return say("nothing acknowledged is lost", "a draft in " + key.first.value);
    }
    for (const model::AnswerId& id : submitted_) {
        ++checks;
        if (!answers_.contains(id)) return say("nothing acknowledged is lost", "answer " + id.value);
    }
}

void Oracle::look_at_everything(storage::Store& store) {
    look(store);
    if (broken_) return;
    check_lists(store);
    if (const auto damage = store.damage(); damage && !damage->empty()) say("the file is whole", *damage);
    for (const auto& [id, replayed] : replayed_)
        if (!broken_) compare(store, id);
}

// The kept lengths of the lists are those of the lists, and each conversation stands where its state says.
void Oracle::check_lists(storage::Store& store) {
    using desk::View;
    const model::EmployeeId nobody("nobody");
    const auto counts = store.counts(brand_, nobody);
    if (!counts) return;
    const std::pair<View, std::int64_t> views[] = {{View::queue, counts->queue},
                                                   {View::going_out, counts->going_out},
                                                   {View::attention, counts->attention},
                                                   {View::answered, counts->answered},
                                                   {View::all, counts->all},
                                                   {View::snoozed, counts->snoozed}};
    for (const auto& [view, length] : views) {
        std::int64_t n = 0;
        std::set<ConversationId> seen;
        desk::PageQuery query;
        query.brand = brand_;
        query.viewer = nobody;
        query.view = view;
        query.limit = 200;
        do {
            const auto page = store.page(query);
            if (!page) return;
            for (const desk::Row& row : page->rows) {
                ++n;
                ++checks;
                if (!seen.insert(row.conversation.id).second)
                    say("a mention is in one state",
                        row.conversation.id.value + " is twice in " + std::string(desk::to_string(view)));
            }
            query.cursor = page->next;
        } while (!query.cursor.empty());
        if (n != length)
            say("the lists are as long as they say", std::string(desk::to_string(view)) + ": " +
                                                         std::to_string(length) + " said, " +
                                                         std::to_string(n) + " there");
    }
}

void Oracle::look_at_the_end(storage::Store& store, const std::vector<std::vector<std::string>>& customers) {
    look_at_everything(store);
    if (!broken_) check_missed_bands();
    if (broken_) return;
    for (std::size_t i = 0; i < nets_.size(); ++i) {
        Net& net = *nets_[i];
        for (const std::string& customer : customers[i])
            for (const simulated::NetworkPost& post : net.network().posts_of(customer, 0)) {
                if (post.deleted || post.text.find("@" + net.handle()) == std::string::npos) continue;
                ++checks;
                if (!heard_.contains(post.id))
                    return say("every mention is there",
                               post.id + " on " + net.rules().id + " was never heard of");
            }
    }
    std::map<std::string, int> sent;
    for (const auto& [id, said] : answers_) {
        const auto answer = store.answer(brand_, id);
        if (!fine(answer, "an answer")) {
            say("nothing acknowledged is lost", "answer " + id.value);
            return;
        }
        ++checks;
        const std::string word = word_of(answer->published_text);
        const auto found = posted_words.find(word);
        const std::size_t there = found == posted_words.end() ? 0 : found->second.size();
        switch (answer->state) {
            case AnswerState::sent:
                ++sent[word];
                if (there != 1)
                    return say("what is sent stands there",
                               id.value + " " + word + ": " + std::to_string(there));
                break;
            case AnswerState::failed:
            case AnswerState::cancelled:
                if (there != 0)
                    return say("what failed or was taken back does not stand there",
                               id.value + " " + word + " is " + std::string(model::to_string(answer->state)));
                break;
            case AnswerState::paused:
            case AnswerState::held:
                break;
            case AnswerState::awaiting_approval:
            case AnswerState::queued:
            case AnswerState::sending:
            case AnswerState::unknown:
                return say("nothing is stuck",
                           id.value + " is still " + std::string(model::to_string(answer->state)));
        }
    }
    for (const auto& [word, posts] : posted_words)
        if (!word.empty() && sent[word] == 0) {
            // Held for a person who has not looked yet is the one excuse.
            const bool held = std::ranges::any_of(answers_, [&](const auto& one) {
                const auto answer = store.answer(brand_, one.first);
                return answer && answer->state == AnswerState::held &&
                       word_of(answer->published_text) == word;
            });
            if (!held) return say("what stands there is known to be sent", word);
        }
}

}  // namespace manyhands::app::simulate
