#include "answer/own_client.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Actor;
using model::ConversationState;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kCodeLetters = "23456789BCDFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeDigits = 8;  // of these, at the beginning
constexpr std::size_t kCodeLength = 5;
constexpr std::size_t kTagBytes = 60;
constexpr int kMineShown = 30;
// The customer's post may reach us by another list, later than the reply to it.
constexpr base::Seconds kWaitForCustomer{15};

struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; (at = text.find_first_not_of(kBlanks, at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
        words.push_back({at, end});
        at = end;
    }
    return words;
}

std::string_view without_stops(std::string_view word) {
    const auto last = word.find_last_not_of(".,!?:;)");
    return last == std::string_view::npos ? std::string_view{} : word.substr(0, last + 1);
}

std::string capitals(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// "7KMDB" of "#7kmdb" (or "?7kmdb"); empty: it is none.
std::string code_in(std::string_view word) {
    if (word.size() < kCodeLength + 1 || (word[0] != '#' && word[0] != '?')) return {};
    const std::string code = capitals(without_stops(word.substr(1)));
    const bool known = code.size() == kCodeLength && std::ranges::all_of(code, [](char c) {
                           return kCodeLetters.find(c) != std::string_view::npos;
                       });
    return known && kCodeLetters.find(code[0]) < kCodeDigits ? code : std::string();
}

bool is_tag(std::string_view word, const std::string& tag) {
    return !tag.empty() && word.size() > 1 && word[0] == '#' && word.size() <= kTagBytes * 4 &&
           base::fold_case(std::string(without_stops(word.substr(1)))) == tag;
}

// Without these words and the blanks before them.
std::string without(std::string_view text, const std::vector<Word>& words,
                    const std::vector<bool>& left_out) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!left_out[i]) out += text.substr(from, words[i].end - from);
        from = words[i].end;
    }
    const auto begin = out.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return {};
    return out.substr(begin, out.find_last_not_of(kBlanks) + 1 - begin);
}

// Decides through the store's transaction that also asks whether this may be at all.
class OwnTransactor final : public model::Transactor {
  public:
    OwnTransactor(OwnClientStore& store, const OwnPost& post, bool answers)
        : store_(store), post_(post), answers_(answers) {}

    Result<ConversationState> transact(const model::BrandId&, const model::ConversationId& id,
                                       const model::Decide& decide) override {
        return store_.transact_own(post_, id, [&](const ConversationState* state) -> Result<model::Events> {
            // Two of us at once: whoever came second is told.
            if (answers_ && state != nullptr && !state->conversation.episode && !state->conversation.owed)
                return fail(ErrorCode::conflict, "own.answered");
            return decide(state);
        });
    }

  private:
    OwnClientStore& store_;
    const OwnPost& post_;
    bool answers_;
};

struct Refused {
    std::string_view key;
    std::string_view word;
};
constexpr std::array kRefused{
    Refused{"answer.submit.held_by_other", "held"},
    Refused{"answer.submit.another_open", "held"},
    Refused{"answer.submit.another_waits", "held"},
    Refused{"route.claim.offered_to_other", "offered"},
    Refused{"own.answered", "answered"},
    Refused{"own.not_bound", "not_bound"},
    Refused{"answer.submit.guidelines", "guidelines"},
    Refused{"answer.submit.too_long", "too_long"},
    Refused{"answer.submit.too_many_bytes", "too_long"},
    Refused{"answer.submit.too_large", "too_long"},
    Refused{"answer.submit.empty", "empty"},
    Refused{"answer.submit.only_a_shortcut", "empty"},
    Refused{"desk.note.empty", "empty"},
    Refused{"answer.submit.no_initials", "no_initials"},
    Refused{"answer.submit.closed", "closed"},
    Refused{"answer.parent_deleted", "closed"},
    Refused{"answer.submit.bad_parent", "no_conversation"},
    Refused{"own.off_shift", "off_shift"},
    Refused{"answer.certify.needed", "certify"},
    Refused{"answer.certify.taken", "certify"},
    Refused{"answer.certify.language", "level"},
    Refused{"answer.certify.topic", "level"},
    Refused{"answer.certify.risk", "level"},
    Refused{"policy.forbidden", "role"},
};

std::string word_of(const base::Error& error) {
    for (const Refused& one : kRefused)
        if (one.key == error.key) return std::string(one.word);
    return "other";
}

// It only hangs on time: the next call tries again.
bool passes(const base::Error& error) {
    return error.code == ErrorCode::unavailable || error.code == ErrorCode::internal ||
           error.code == ErrorCode::rate_limited || error.key == "answer.submit.stale";
}

std::string key_of(const OwnPost& post) {
    return "own-" + base::to_hex(base::sha256(post.network + " " + post.remote_id)).substr(0, 48);
}

}  // namespace

std::string_view to_string(OwnState state) {
    switch (state) {
        case OwnState::seen:
            return "seen";
        case OwnState::taken:
            return "taken";
        case OwnState::noted:
            return "noted";
        case OwnState::refused:
            return "refused";
    }
    return "";
}

std::optional<OwnState> own_state(std::string_view text) {
    for (const auto state : {OwnState::seen, OwnState::taken, OwnState::noted, OwnState::refused})
        if (to_string(state) == text) return state;
    return std::nullopt;
}

std::string own_tag(std::string_view typed) {
    std::string text = base::clean_line(typed);
    const auto from = text.find_first_not_of(" #");
    if (from == std::string::npos) return {};
    text = text.substr(from, text.find_last_not_of(' ') + 1 - from);
    if (text.empty() || text.size() > kTagBytes || text.find_first_of(" #@.,!?:;)") != std::string::npos)
        return {};
    return base::fold_case(text);
}

bool has_own_tag(std::string_view text, const std::string& tag) {
    const auto words = words_of(text);
    return std::ranges::any_of(
        words, [&](const Word& w) { return is_tag(text.substr(w.begin, w.end - w.begin), tag); });
}

OwnIntent read_own(std::string_view text, bool is_reply, bool addressed, const OwnRules& rules,
                   std::string_view brand_handle) {
    OwnIntent intent;
    if (rules.tag.empty()) return intent;
    const auto words = words_of(text);
    std::vector<bool> left_out(words.size(), false);
    const auto word = [&](std::size_t i) {
        return text.substr(words[i].begin, words[i].end - words[i].begin);
    };
    const std::string name = capitals(brand_handle);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (is_tag(word(i), rules.tag)) {
            left_out[i] = true;
            if (is_reply) intent.kind = OwnIntent::Kind::reply;
        }
        const std::string code = addressed ? code_in(word(i)) : std::string();
        if (!code.empty() && intent.code.empty()) {
            left_out[i] = true;
            intent.code = code;
            if (intent.kind == OwnIntent::Kind::none)
                intent.kind = word(i)[0] == '?' ? OwnIntent::Kind::note : OwnIntent::Kind::answer;
        }
    }
    if (intent.kind == OwnIntent::Kind::none) return intent;
    for (std::size_t i = 0; i < words.size(); ++i) {  // "@brand" before what is said
        if (left_out[i]) continue;
        const std::string_view bare = without_stops(word(i));
        left_out[i] = bare.size() > 1 && bare[0] == '@' && !name.empty() && capitals(bare.substr(1)) == name;
        if (!left_out[i]) break;
    }
    intent.text = without(text, words, left_out);
    return intent;
}

std::string new_short_code(base::Random& random) {
    std::string code(1, kCodeLetters[random.below(kCodeDigits)]);
    while (code.size() < kCodeLength)
        code += kCodeLetters[random.below(kCodeLetters.size())];
    return code;
}

Result<void> OwnClient::tell(const model::BrandId& brand, OwnNotice notice) {
    if (notice.to.empty()) return {};
    notice.id = ports_.ids.make<model::NoticeId>();
    MH_TRY(ports_.store.add_notice(brand, notice, ports_.clock.now()));
    if (ports_.noticed) ports_.noticed(notice.to, notice.id);
    return {};
}

Result<void> OwnClient::tell_leads(const OwnPost& post, const model::Conversation& conversation,
                                   const std::string& word) {
    MH_LET(leads, ports_.store.leads(post.brand, conversation.department));
    std::erase(leads, post.employee);
    return tell(post.brand, {{}, "own_risky", std::move(leads), post.employee, conversation.id, word});
}

Result<void> OwnClient::refuse(const OwnPost& post, const std::string& word,
                               const std::optional<model::ConversationId>& conversation) {
    MH_TRY(ports_.store.refuse_own(post, word, conversation, ports_.clock.now()));
    return tell(post.brand, {{}, "own_refused", {post.employee}, post.employee, conversation, word});
}

Result<std::optional<OwnTarget>> OwnClient::target(const OwnPost& post, const OwnIntent& intent) {
    if (intent.kind == OwnIntent::Kind::reply)
        return ports_.store.own_target(post.brand, post.network, post.parent_remote_id);
    return ports_.store.code_target(post.brand, intent.code, ports_.clock.now());
}

Result<void> OwnClient::decide(const OwnPost& post, std::string_view brand_handle) {
    const OwnRules rules = ports_.rules(post.brand);
    if (rules.tag.empty()) return refuse(post, "off", std::nullopt);
    MH_LET(author, ports_.store.own_author(post));
    if (!author) return refuse(post, "not_bound", std::nullopt);
    const OwnIntent intent = read_own(post.text, !post.parent_remote_id.empty(), true, rules, brand_handle);
    // Edited before we took it: it says nothing to us any more.
    if (intent.kind == OwnIntent::Kind::none)
        return ports_.store.refuse_own(post, "taken_back", std::nullopt, ports_.clock.now());
    MH_LET(found, target(post, intent));
    if (!found) {
        const bool by_code = intent.kind != OwnIntent::Kind::reply;
        if (!by_code && ports_.clock.now() - post.seen_at < kWaitForCustomer) return {};
        return refuse(post, by_code ? "code" : "no_conversation", std::nullopt);
    }
    if (found->over) return refuse(post, "code_over", found->conversation);
    return submit(post, intent, rules, *found, *author);
}

Result<void> OwnClient::submit(const OwnPost& post, const OwnIntent& intent, const OwnRules& rules,
                               const OwnTarget& target, const model::Employee& author) {
    const Actor actor{author.id, author.brand, author.department, author.role, author.initials, std::nullopt};
    const bool answers = intent.kind != OwnIntent::Kind::note;
    OwnTransactor through(ports_.store, post, answers);
    MH_LET(conversation, ports_.answers.conversation_now(post.brand, target.conversation));
    const auto failed = [&](const base::Error& error) -> Result<void> {
        if (error.key == "own.decided") return {};
        if (passes(error)) {
            base::log(base::LogLevel::info, "own", "tried again later", {{"problem", error.key}});
            return {};
        }
        if (error.key == "answer.submit.guidelines") MH_TRY(tell_leads(post, conversation, "guidelines"));
        return refuse(post, word_of(error), target.conversation);
    };
    if (!answers) {
        const auto noted = ports_.note(through, actor, target.conversation, intent.text);
        return noted ? Result<void>{} : failed(noted.error());
    }
    if (ports_.may_answer_now)
        if (const auto may = ports_.may_answer_now(author); !may) return failed(may.error());
    // What stood there when it was written was seen; what came since was not.
    if (conversation.last_customer_post_at > post.posted_at)
        return refuse(post, "stale", target.conversation);
    Submission submission;
    submission.text = intent.text;
    submission.parent = target.post;
    submission.undo = base::Seconds(0);
    submission.public_version_seen = conversation.public_version;
    submission.idempotency_key = key_of(post);
    submission.own_post = post.remote_id;
    submission.via = post.handle;
    submission.reads_holding = true;
    submission.sign_via = rules.signature == OwnSignature::handle;
    const auto done = ports_.service.submit_through(through, actor, target.conversation, submission);
    if (!done) return failed(done.error());
    const auto made = std::ranges::find(done->answers, post.remote_id, &model::Answer::own_post);
    if (made == done->answers.end() || made->state != model::AnswerState::awaiting_approval) return {};
    // What they wrote themselves stands on the network already: somebody is to know.
    MH_TRY(tell_leads(post, conversation, "waits"));
    return tell(post.brand, {{}, "own_waits", {post.employee}, post.employee, target.conversation, "waits"});
}

Result<ShortCode> OwnClient::short_code(const Actor& actor, const model::ConversationId& id) {
    MH_LET(conversation, ports_.answers.conversation_now(actor.brand, id));
    const model::EmployeeId holder = conversation.claim ? conversation.claim->holder : model::EmployeeId{};
    MH_TRY(model::check(actor, model::Action::claim_conversation,
                        model::scope_of(actor, conversation.brand, conversation.department, holder)));
    if (rules(actor.brand).tag.empty()) return fail(ErrorCode::conflict, "own.off");
    const base::Instant now = ports_.clock.now();
    for (int tries = 0;; ++tries) {
        auto code =
            ports_.store.short_code(actor.brand, id, {new_short_code(ports_.random), now + kCodeLives}, now);
        if (code || code.error().key != "own.code.taken" || tries == 5) return code;
    }
}

Result<std::vector<OwnPost>> OwnClient::mine(const Actor& actor) {
    MH_TRY(model::check(actor, model::Action::manage_binding,
                        model::scope_of(actor, actor.brand, {}, actor.employee)));
    return ports_.store.own_posts_of(actor.employee, kMineShown);
}

}  // namespace manyhands::answer
