#include "storage/event_codec.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "storage/event_codec_owed.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;
using model::AnyEvent;
using model::EventBody;

constexpr std::string_view kReasons[] = {"released", "expired", "taken_over", "handed_off",
                                         "answered", "closed",  "snoozed",    "moved"};
constexpr std::string_view kWakeReasons[] = {"person", "due", "customer"};
constexpr std::string_view kActionKinds[] = {"exchange", "repair", "call_back", "other"};
constexpr std::string_view kNoteKinds[] = {"note", "question", "opinion"};
constexpr std::string_view kRisks[] = {"goodwill", "safety",   "legal",    "press",    "personal_data",
                                       "embargo",  "newcomer", "incident", "exception"};
constexpr std::string_view kSteps[] = {"approvers", "deputies", "leads"};
constexpr std::string_view kSides[] = {"customer", "brand", "other"};

// Writes and reads the same fields through one list per event (fields_of below), so that the two cannot
// drift.
class Encoder {
  public:
    void field(std::string_view name, std::int64_t& value) { key(name) += std::to_string(value); }
    void field(std::string_view name, int& value) { key(name) += std::to_string(value); }
    void field(std::string_view name, bool& value) {
        if (value) key(name) += '1';
    }
    void field(std::string_view name, std::string& value) {
        if (!value.empty()) quote(key(name), value);
    }
    void field(std::string_view name, base::Instant& value) {
        key(name) += std::to_string(base::to_micros(value));
    }
    template <class Tag>
    void field(std::string_view name, base::Id<Tag>& value) {
        field(name, value.value);
    }
    template <class T>
    void field(std::string_view name, std::optional<T>& value) {
        if (value) field(name, *value);
    }
    // Ids, a blank between them.
    template <class Tag>
    void field(std::string_view name, std::vector<base::Id<Tag>>& values) {
        std::string list;
        for (const auto& id : values)
            list += (list.empty() ? "" : " ") + id.value;
        field(name, list);
    }
    template <class Enum, std::size_t n>
    void named(std::string_view name, Enum& value, const std::string_view (&names)[n]) {
        quote(key(name), names[static_cast<std::size_t>(value)]);
    }
    std::string take() { return out_.empty() ? "{}" : std::move(out_ += '}'); }

  private:
    // Written for every event of every post: text as it comes, no tree of values between.
    std::string& key(std::string_view name) {
        out_ += out_.empty() ? '{' : ',';
        (out_ += '"').append(name).append("\":");
        return out_;
    }
    static void quote(std::string& out, std::string_view text) {
        const bool plain = std::ranges::none_of(
            text, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
        if (plain) {
            (out += '"').append(text) += '"';
        } else {
            out += json::serialize(json::string(text));
        }
    }

    std::string out_;
};

class Decoder {
  public:
    explicit Decoder(const json::object& in) : in_(in) {}
    void field(std::string_view name, std::int64_t& value) { value = number(name); }
    void field(std::string_view name, int& value) { value = static_cast<int>(number(name)); }
    void field(std::string_view name, bool& value) { value = number(name) != 0; }
    void field(std::string_view name, std::string& value) {
        if (const auto* found = in_.if_contains(name)) value = std::string(found->as_string());
    }
    void field(std::string_view name, base::Instant& value) { value = base::from_micros(number(name)); }
    template <class Tag>
    void field(std::string_view name, base::Id<Tag>& value) {
        field(name, value.value);
    }
    template <class T>
    void field(std::string_view name, std::optional<T>& value) {
        if (in_.contains(name)) field(name, value.emplace());
    }
    template <class Tag>
    void field(std::string_view name, std::vector<base::Id<Tag>>& values) {
        std::string list;
        field(name, list);
        for (std::size_t at = 0; at < list.size();) {
            const std::size_t end = std::min(list.find(' ', at), list.size());
            values.emplace_back(list.substr(at, end - at));
            at = end + 1;
        }
    }
    template <class Enum, std::size_t n>
    void named(std::string_view name, Enum& value, const std::string_view (&names)[n]) {
        const std::string_view text = in_.at(name).as_string();
        const auto* const found = std::find(std::begin(names), std::end(names), text);
        if (found == std::end(names)) throw std::out_of_range("no such word");
        value = static_cast<Enum>(found - std::begin(names));
    }

  private:
    std::int64_t number(std::string_view name) const {
        const auto* found = in_.if_contains(name);
        return found != nullptr ? found->as_int64() : 0;
    }
    const json::object& in_;
};

// A value that is nearly always the same: written only when it is the rare one. Writes to it when reading
// only.
template <class Codec, class T>
void flag(Codec& c, std::string_view name, T& value, T rare) {
    bool is_rare = value == rare;
    c.field(name, is_rare);
    if (is_rare && value != rare) value = rare;
}

void fields_of(auto& c, model::ConversationOpened& e) {
    c.field("conversation", e.conversation.id);
    c.field("brand", e.conversation.brand);
    c.field("account", e.conversation.account);
    c.field("network", e.conversation.network);
    c.field("department", e.conversation.department);
    c.field("opened_at", e.conversation.opened_at);
    c.field("found_late", e.conversation.found_late);
}
void fields_of(auto& c, model::PostReceived& e) {
    c.field("post", e.post.id);
    c.named("side", e.post.side, kSides);
    c.field("posted_at", e.post.posted_at);
    c.field("seen_at", e.post.seen_at);
    c.field("found_late", e.post.found_late);
    c.field("answer", e.post.answer);
    flag(c, "quiet", e.asks, false);
}
void fields_of(auto& c, model::PostEdited& e) {
    c.field("post", e.post);
    c.field("remote_version", e.remote_version);
    c.named("side", e.side, kSides);
}
void fields_of(auto& c, model::PostDeleted& e) {
    c.field("post", e.post);
    c.named("side", e.side, kSides);
    c.field("posted_at", e.posted_at);
}
void fields_of(auto& c, model::EpisodeOpened& e) {
    c.field("number", e.episode.number);
    c.field("post", e.episode.post);
    c.field("opened_at", e.episode.opened_at);
    c.field("found_late", e.episode.found_late);
    c.field("bands_passed", e.episode.bands_passed);
    c.field("posts", e.episode.posts);
}
void fields_of(auto& c, model::EpisodeAnswered& e) {
    c.field("number", e.number);
    c.field("opened_at", e.opened_at);
    c.field("answered_at", e.answered_at);
    c.field("post", e.post);
    c.field("answer", e.answer);
    c.field("employee", e.employee);
}
void fields_of(auto& c, model::EpisodeDropped& e) {
    c.field("number", e.number);
    c.field("at", e.at);
}
void fields_of(auto& c, model::BandPassed& e) {
    c.field("number", e.number);
    c.field("minutes", e.minutes);
}
template <class Codec>
void fields_of(Codec&, model::Reopened&) {}
void fields_of(auto& c, model::Claimed& e) {
    c.field("holder", e.claim.holder);
    c.field("fence", e.claim.fence);
    c.field("since", e.claim.since);
    c.field("until", e.claim.until);
    c.field("last_typed", e.claim.last_typed);
}
void fields_of(auto& c, model::ClaimRenewed& e) {
    c.field("until", e.until);
    c.field("last_typed", e.last_typed);
}
void fields_of(auto& c, model::ClaimReleased& e) {
    c.field("holder", e.holder);
    c.named("reason", e.reason, kReasons);
}
void fields_of(auto& c, model::HandedOff& e) {
    c.field("from", e.from);
    c.field("to", e.to);
    c.field("employee", e.employee);
    if (e.employee) {
        c.field("until", e.until);
        c.field("notice", e.notice);
    }
    std::optional<model::DepartmentId> back;
    if (e.back) back = e.back->to;
    c.field("back_to", back);
    if (!back) return;
    if (!e.back) e.back = model::HandBack{*back, {}};
    c.field("back_at", e.back->at);
}
template <class Codec>
void fields_of(Codec& c, model::FollowUpOffered& e) {
    c.field("employee", e.offer.employee);
    c.field("until", e.offer.until);
}
template <class Codec>
void fields_of(Codec&, model::OfferedToAll&) {}
template <class Codec>
void fields_of(Codec&, model::Closed&) {}
template <class Codec>
void fields_of(Codec& c, model::AnswerSubmitted& e) {
    c.field("answer", e.answer.id);
    c.field("author", e.answer.author);
    c.field("initials", e.answer.initials);
    c.field("parent", e.answer.parent);
    c.field("due_at", e.answer.due_at);
    c.field("part", e.answer.part);
    c.field("parts", e.answer.parts);
    c.field("holding_until", e.answer.holding_until);
    flag(c, "paused", e.answer.state, model::AnswerState::paused);
    flag(c, "awaits", e.answer.state, model::AnswerState::awaiting_approval);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerCancelled& e) {
    c.field("answer", e.answer);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerDue& e) {
    c.field("answer", e.answer);
    c.field("due_at", e.due_at);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerPaused& e) {
    c.field("answer", e.answer);
    c.field("problem", e.problem.key);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerResumed& e) {
    c.field("answer", e.answer);
    c.field("due_at", e.due_at);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerSending& e) {
    c.field("answer", e.answer);
    c.field("attempt", e.attempt);
    c.field("key", e.key.key);
    c.field("key_created", e.key.created);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerSent& e) {
    c.field("answer", e.answer);
    c.field("remote_id", e.remote_id);
    c.field("remote_version", e.remote_version);
    c.field("url", e.url);
    c.field("sent_at", e.sent_at);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerFailed& e) {
    c.field("answer", e.answer);
    c.field("problem", e.problem.key);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerUnknown& e) {
    c.field("answer", e.answer);
    c.field("settle_at", e.settle_at);
    c.field("problem", e.problem.key);
}
template <class Codec>
void fields_of(Codec& c, model::AnswerHeld& e) {
    c.field("answer", e.answer);
    c.field("problem", e.problem.key);
}

template <class Codec>
void fields_of(Codec& c, model::Snoozed& e) {
    c.field("until", e.snooze.until);
    c.field("by", e.snooze.by);
    c.field("since", e.snooze.since);
}
template <class Codec>
void fields_of(Codec& c, model::Woken& e) {
    c.named("reason", e.reason, kWakeReasons);
}
void fields_of(auto& c, model::Tagged& e) {
    c.field("tag", e.tag);
}
void fields_of(auto& c, model::Untagged& e) {
    c.field("tag", e.tag);
}
void fields_of(auto& c, model::NoteAdded& e) {
    c.field("note", e.note.id);
    c.named("kind", e.note.kind, kNoteKinds);
    c.field("mentions", e.note.mentions);
    c.field("asked", e.note.asked);
    c.field("answers", e.note.answers);
    c.field("notify", e.notify);
}
void fields_of(auto& c, model::NoteEdited& e) {
    c.field("note", e.note);
}
void fields_of(auto& c, model::NoteDeleted& e) {
    c.field("note", e.note);
}
// Ids and figures; the fields that were asked for stand in the form's row.
void fields_of(auto& c, model::DetailsAsked& e) {
    c.field("form", e.form.id);
    c.field("expires_at", e.form.expires_at);
}
void fields_of(auto& c, model::DetailsGiven& e) {
    c.field("form", e.form);
    c.field("erase_at", e.erase_at);
    c.field("asked_by", e.asked_by);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::DetailsWithdrawn& e) {
    c.field("form", e.form);
}
// What was promised stands in the action's row.
void fields_of(auto& c, model::ActionPromised& e) {
    c.field("action", e.action.id);
    c.named("kind", e.action.kind, kActionKinds);
    c.field("owner", e.action.owner);
    c.field("department", e.action.department);
    c.field("due_at", e.action.due_at);
    c.field("notify", e.notify);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::ActionChanged& e) {
    c.field("action", e.action);
    c.field("owner", e.owner);
    c.field("department", e.department);
    c.field("due_at", e.due_at);
    c.field("notify", e.notify);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::ActionDone& e) {
    c.field("action", e.action);
    c.field("drafts", e.drafts);
    c.field("notify", e.notify);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::ActionCancelled& e) {
    c.field("action", e.action);
}
void fields_of(auto& c, model::ActionOverdue& e) {
    c.field("action", e.action);
    c.field("promised_by", e.promised_by);
    c.field("notify", e.notify);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::PostsMoved& e) {
    c.field("posts", e.posts);
    c.field("count", e.count);
    c.field("last_customer_post", e.last_customer_post);
    c.field("last_customer_post_at", e.last_customer_post_at);
    c.field("last_post_at", e.last_post_at);
}
// What an undo needs; the timeline leaves out names that begin with "undo_" (event_args).
void fields_of(auto& c, model::MergeKept& kept) {
    c.field("undo_posts", kept.posts);
    c.field("undo_notes", kept.notes);
    c.field("undo_standing_notes", kept.standing_notes);
    c.field("undo_closed", kept.closed);
    c.field("undo_tags", kept.tags);
    const auto episode = [&c](const std::string& of, std::optional<model::Episode>& one) {
        std::optional<model::PostId> post = one ? std::optional(one->post) : std::nullopt;
        c.field(of + "_post", post);
        if (!post) return;
        if (!one) one.emplace().post = *post;
        c.field(of + "_number", one->number);
        c.field(of + "_opened_at", one->opened_at);
        c.field(of + "_found_late", one->found_late);
        c.field(of + "_standing", one->posts);
    };
    const auto snooze = [&c](const std::string& of, std::optional<model::Snooze>& one) {
        std::optional<model::EmployeeId> by = one ? std::optional(one->by) : std::nullopt;
        c.field(of + "_by", by);
        if (!by) return;
        if (!one) one.emplace().by = *by;
        c.field(of + "_until", one->until);
        c.field(of + "_since", one->since);
    };
    episode("undo_episode", kept.episode);
    episode("undo_into_episode", kept.into_episode);
    snooze("undo_snooze", kept.snooze);
    snooze("undo_into_snooze", kept.into_snooze);
    const auto owed = [&c](const std::string& of, std::optional<model::Owed>& one) {
        std::optional<model::ConversationId> origin = one ? std::optional(one->origin) : std::nullopt;
        c.field(of, origin);
        if (!origin) return;
        if (!one) one.emplace();
        owed_fields(c, of + "_", *one);
    };
    owed("undo_owed", kept.owed);
    owed("undo_into_owed", kept.into_owed);
    c.field("undo_still_owed", kept.still_owed);
    c.field("undo_into_closed", kept.into_closed);
    c.field("undo_new_tags", kept.new_tags);
    c.field("undo_into_last_post", kept.into_last_post);
    c.field("undo_into_last_post_at", kept.into_last_post_at);
    c.field("undo_public_version", kept.public_version);
    c.field("undo_fence", kept.fence);
    c.field("undo_episodes", kept.episodes);
    c.field("undo_episode_open", kept.episode_open);
    c.field("undo_all_notes", kept.all_notes);
    c.field("undo_department", kept.department);
}
void fields_of(auto& c, model::MergedInto& e) {
    c.field("into", e.into);
    fields_of(c, e.kept);
}
void fields_of(auto& c, model::Unmerged& e) {
    c.field("from", e.from);
    c.field("posts", e.posts);
    c.field("notes", e.notes);
    c.field("standing_notes", e.standing_notes);
    c.field("closed", e.closed);
}
void fields_of(auto& c, model::MergeUndone& e) {
    c.field("with", e.with);
    fields_of(c, e.left);
    c.field("notes", e.notes);
}
void fields_of(auto& c, model::MergedFrom& e) {
    c.field("from", e.from);
    fields_of(c, e.moved);
    c.field("notes", e.notes);
}
void fields_of(auto& c, model::SplitOff& e) {
    c.field("into", e.into);
    fields_of(c, e.left);
}
void fields_of(auto& c, model::SplitFrom& e) {
    c.field("from", e.from);
    fields_of(c, e.moved);
}
void fields_of(auto& c, model::EpisodeWithdrawn& e) {
    c.field("number", e.number);
}
void fields_of(auto& c, model::EpisodeRestored& e) {
    c.field("number", e.episode.number);
    c.field("post", e.episode.post);
    c.field("opened_at", e.episode.opened_at);
    c.field("found_late", e.episode.found_late);
    c.field("bands_passed", e.episode.bands_passed);
    c.field("posts", e.episode.posts);
    c.field("last_answer_seconds", e.last_answer_seconds);
}
void fields_of(auto& c, model::AnswerCut& e) {
    c.field("answer", e.answer);
}

// Names of enum values, a blank between.
template <class T, class Name>
std::string names_text(const std::vector<T>& values, Name name) {
    std::string list;
    for (const T& one : values)
        (list += list.empty() ? "" : " ") += name(one);
    return list;
}
template <class Codec>
void risks_of(Codec& c, std::vector<model::RiskClass>& risks) {
    std::string list = names_text(risks, [](model::RiskClass one) { return model::to_string(one); });
    c.field("risks", list);
    risks.clear();
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(' ', at), list.size());
        if (const auto risk = model::risk_class(std::string_view(list).substr(at, end - at)))
            risks.push_back(*risk);
        at = end + 1;
    }
}
// Its words and who was told at which step stand in the answer's row.
void fields_of(auto& c, model::ApprovalAsked& e) {
    c.field("answer", e.answer);
    std::vector<model::RiskClass> risks;
    std::vector<model::EmployeeId> told;
    for (const model::ApprovalWait& wait : e.approval.waits) {
        risks.push_back(wait.risk);
        for (const auto& one : wait.whom[static_cast<std::size_t>(wait.step)])
            if (std::ranges::find(told, one) == told.end()) told.push_back(one);
    }
    risks_of(c, risks);
    c.field("notify", told);
    c.field("lanes_version", e.approval.lanes_version);
    auto due_at = e.approval.next_due();
    c.field("due_at", due_at);
    if (!e.approval.waits.empty()) return;
    for (const model::RiskClass risk : risks) {
        model::ApprovalWait wait;
        wait.risk = risk;
        wait.due_at = due_at;
        if (e.approval.waits.empty()) wait.whom[0] = told;
        e.approval.waits.push_back(std::move(wait));
    }
}
void fields_of(auto& c, model::ApprovalEscalated& e) {
    c.field("answer", e.answer);
    c.named("risk", e.risk, kRisks);
    c.named("step", e.step, kSteps);
    c.field("due_at", e.due_at);
    c.field("notify", e.notify);
    c.field("author", e.author);
}
void fields_of(auto& c, model::AnswerApproved& e) {
    c.field("answer", e.answer);
    risks_of(c, e.risks);
    c.field("goes_out", e.goes_out);
    c.field("due_at", e.due_at);
    bool edited = e.edit.has_value();
    c.field("edited", edited);
    if (edited && !e.edit) e.edit.emplace();
    c.field("employee", e.author);
    c.field("notice", e.notice);
}
void fields_of(auto& c, model::AnswerReturned& e) {
    c.field("answer", e.answer);
    c.field("employee", e.author);
    c.field("notice", e.notice);
}

// The body of the alternative called `type`, still empty.
template <std::size_t... i>
std::optional<EventBody> empty_body(std::string_view type, std::index_sequence<i...>) {
    EventBody body;
    const bool known = ((body.emplace<i>(), model::type_of(body) == type) || ...);
    return known ? std::optional(std::move(body)) : std::nullopt;
}

}  // namespace

std::string encode_event(const EventBody& body) {
    Encoder encoder;
    // The field lists are written for both directions and so take their event by plain reference.
    std::visit([&](const auto& e) { fields_of(encoder, const_cast<std::remove_cvref_t<decltype(e)>&>(e)); },
               body);
    return encoder.take();
}

std::string_view event_text(const EventBody& body) {
    if (const auto* returned = std::get_if<model::AnswerReturned>(&body)) return returned->reason;
    const auto* handed_off = std::get_if<model::HandedOff>(&body);
    return handed_off != nullptr ? std::string_view(handed_off->reason) : std::string_view();
}

std::optional<EventBody> decode_event(std::string_view type, std::string_view payload,
                                      std::string_view text) {
    auto body = empty_body(type, std::make_index_sequence<std::variant_size_v<AnyEvent>>{});
    if (!body) return std::nullopt;
    try {
        const json::value value = json::parse(json::string_view(payload.data(), payload.size()));
        Decoder decoder(value.as_object());
        std::visit([&](auto& e) { fields_of(decoder, e); }, *body);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    if (auto* handed_off = std::get_if<model::HandedOff>(&*body)) handed_off->reason = text;
    if (auto* returned = std::get_if<model::AnswerReturned>(&*body)) returned->reason = text;
    return body;
}

std::map<std::string, std::string> event_args(std::string_view payload) {
    std::map<std::string, std::string> args;
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(payload.data(), payload.size()), error);
    if (error || !value.is_object()) return args;
    for (const auto& [name, field] : value.get_object())
        if (!name.starts_with("undo_") && (field.is_string() || field.is_int64()))
            args[std::string(name)] =
                field.is_string() ? std::string(field.get_string()) : std::to_string(field.get_int64());
    return args;
}

}  // namespace manyhands::storage
