#include "answer/certify.hpp"

#include <algorithm>

#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;

constexpr int kCustomerPosts = 30;

// A person, in a session of their own: a program learns nothing for anybody.
Result<void> may_go_through(const Actor& actor) {
    MH_TRY(model::check(actor, Action::submit_answer, model::Scope::own));
    if (actor.token_scopes) return fail(ErrorCode::forbidden, "answer.certify.person");
    return {};
}
Result<void> may_lead(const Actor& actor) {
    return model::check(actor, Action::manage_training, model::Scope::brand);
}

std::unexpected<base::Error> no_such() {
    return fail(ErrorCode::not_found, "answer.training.no_such");
}

// The first language tag of a conversation's: "en" of "en-GB".
std::string_view first_tag(std::string_view lang) {
    return lang.substr(0, lang.find('-'));
}

std::vector<std::string> texts_of(const Submission& submission) {
    std::vector<std::string> texts = submission.parts;
    if (texts.empty()) texts.push_back(submission.text);
    for (const model::Image& image : submission.images)
        if (!image.alt.empty()) texts.push_back(image.alt);
    return texts;
}

// As the house's lanes would find them, whether those are on or not.
RiskReader reader_for(Lanes lanes, const std::vector<model::RiskClass>& barred) {
    for (Lane& lane : lanes.lanes)
        lane.on = std::ranges::find(barred, lane.risk) != barred.end();
    return RiskReader(std::move(lanes));
}

// Everything that has to be gone through was: the level of the first minutes, once. Whoever lost it goes to a
// lead instead.
std::optional<Certification> earned(const Training& training, FirstMinutes& minutes,
                                    const model::EmployeeId& employee,
                                    const std::optional<Certification>& now, base::Instant at) {
    if (!left_of(training, minutes).none()) return std::nullopt;
    if (!minutes.finished_at) minutes.finished_at = at;
    if (now || training.levels.empty()) return std::nullopt;
    return Certification{employee, training.levels.front().id, {}, {}, at};
}

}  // namespace

bool Standing::to_do() const {
    if (!asked) return false;
    if (!certified) return !certification;
    return minutes.seed != 0 && !left.none();
}

Result<std::shared_ptr<const SavedTraining>> Certifier::live(const model::BrandId& brand) {
    std::uint64_t saves = 0;
    {
        const std::scoped_lock guard(mutex_);
        saves = saves_;
        if (const auto known = live_.find(brand); known != live_.end()) return known->second;
    }
    MH_LET(saved, ports_.store.training(brand));
    if (!saved) saved = SavedTraining{0, {}, {}, starter_training()};
    auto shared = std::make_shared<const SavedTraining>(*std::move(saved));
    const std::scoped_lock guard(mutex_);
    if (saves == saves_) live_[brand] = shared;
    return shared;
}

Result<Standing> Certifier::standing(const Actor& actor) {
    MH_TRY(may_go_through(actor));
    Standing standing;
    MH_LET(saved, live(actor.brand));
    standing.saved = std::move(saved);
    const Training& training = standing.saved->training;
    standing.asked = training.asks_role(actor.role);
    MH_LET(minutes, ports_.store.first_minutes(actor.brand, actor.employee));
    if (minutes) standing.minutes = *std::move(minutes);
    standing.left = left_of(training, standing.minutes);
    MH_LET(certification, ports_.store.certification(actor.brand, actor.employee));
    standing.certification = std::move(certification);
    standing.certified = !standing.asked ||
                         (standing.certification && training.level(standing.certification->level) != nullptr);
    MH_LET(lanes, ports_.lanes.lanes(actor.brand));
    if (lanes)
        if (const Lane& newcomer = lanes->lanes.of(model::RiskClass::newcomer); newcomer.on)
            standing.looked_at = newcomer.answers;
    return standing;
}

Result<Standing> Certifier::change(const Actor& actor,
                                   const std::function<Result<void>(const Training&, FirstMinutes&)>& step) {
    MH_TRY(may_go_through(actor));
    MH_LET(saved, live(actor.brand));
    const base::Instant at = ports_.clock.now();
    // Drawn before the turn at the writer; a number that JSON keeps whole.
    const std::uint64_t seed = 1 + ports_.random.below(std::uint64_t{1} << 52U);
    const auto taken = ports_.store.change_first_minutes(
        actor.brand, actor.employee, at,
        [&](FirstMinutes& minutes,
            const std::optional<Certification>& now) -> Result<std::optional<Certification>> {
            if (minutes.seed == 0) {
                minutes.seed = seed;
                minutes.began_at = at;
            }
            MH_TRY(step(saved->training, minutes));
            if (!saved->training.asks_role(actor.role)) return std::nullopt;
            return earned(saved->training, minutes, actor.employee, now, at);
        });
    if (!taken) return std::unexpected(taken.error());
    return standing(actor);
}

Result<Standing> Certifier::read_card(const Actor& actor, const std::string& id) {
    return change(actor, [&](const Training& training, FirstMinutes& minutes) -> Result<void> {
        const auto card = std::ranges::find(training.cards, id, &TrainingCard::id);
        if (card == training.cards.end()) return no_such();
        minutes.cards[id] = print_of(*card);
        return {};
    });
}

Result<QuestionResult> Certifier::answer_question(const Actor& actor, const std::string& id, int option) {
    QuestionResult result;
    const auto step = [&](const Training& training, FirstMinutes& minutes) -> Result<void> {
        const auto question = std::ranges::find(training.questions, id, &TrainingQuestion::id);
        if (question == training.questions.end() || option < 0 ||
            option >= static_cast<int>(question->options.size()))
            return no_such();
        result.right = option == question->right;
        result.tries = ++minutes.tries[id];
        if (result.right)
            minutes.passed[id] = print_of(*question);
        else
            result.reason = question->reason;
        return {};
    };
    MH_TRY(change(actor, step));
    return result;
}

Result<PracticeResult> Certifier::practise(const Actor& actor, const std::string& text) {
    MH_TRY(may_go_through(actor));
    MH_LET(saved, live(actor.brand));
    PracticeResult result;
    MH_LET(published, signed_text(text, std::string(kPracticeTextRule), actor.initials));
    result.published = std::move(published);
    const TrainingPractice& practice = saved->training.practice;
    MH_LET(checked, ports_.guide.practise(actor, text, practice.text.ko + "\n" + practice.text.en));
    result.checked = std::move(checked);
    result.passed = result.checked.blocking().empty();
    const auto kept = change(actor, [&](const Training&, FirstMinutes& minutes) -> Result<void> {
        ++minutes.practice_tries;
        if (result.passed) minutes.practice = base::clean_post(text);
        return {};
    });
    if (!kept) return std::unexpected(kept.error());
    return result;
}

Result<Standing> Certifier::tick(const Actor& actor, const std::vector<std::string>& topics) {
    return change(actor, [&](const Training& training, FirstMinutes& minutes) -> Result<void> {
        for (const std::string& one : topics)
            if (std::ranges::find(training.topics, one, &TrainingTopic::query) == training.topics.end())
                return fail(ErrorCode::invalid, "answer.training.no_such_topic", {{"pointer", "/topics"}});
        minutes.topics = topics;
        std::ranges::sort(minutes.topics);
        const auto twice = std::ranges::unique(minutes.topics);
        minutes.topics.erase(twice.begin(), twice.end());
        minutes.topics_seen = true;
        return {};
    });
}

Result<std::vector<model::ConversationId>> Certifier::on_topic(
    const Actor& actor, const std::vector<model::ConversationId>& conversations) {
    std::vector<model::ConversationId> found;
    MH_LET(minutes, ports_.store.first_minutes(actor.brand, actor.employee));
    if (!minutes || minutes->topics.empty()) return found;
    for (const model::ConversationId& id : conversations) {
        MH_LET(topics, ports_.store.topics_of(actor.brand, id));
        if (std::ranges::any_of(topics, [&](const std::string& one) {
                return std::ranges::binary_search(minutes->topics, one);
            }))
            found.push_back(id);
    }
    return found;
}

Result<SavedTraining> Certifier::training(const Actor& actor) {
    MH_TRY(may_lead(actor));
    MH_LET(now, live(actor.brand));
    return *now;
}

Result<SavedTraining> Certifier::save(const Actor& actor, const std::string& json, Existing existing,
                                      std::int64_t former) {
    MH_TRY(may_lead(actor));
    MH_LET(training, read_training(json));
    MH_LET(now, live(actor.brand));
    const Training& was = now->training;
    if (training.asks != was.asks || training.levels != was.levels)
        MH_TRY(model::check(actor, Action::manage_settings, model::Scope::brand));
    std::vector<model::Role> keep;
    if (existing == Existing::keep)
        std::ranges::copy_if(training.asks, std::back_inserter(keep),
                             [&](model::Role role) { return !was.asks_role(role); });
    SavedTraining saved{former + 1, actor.employee, ports_.clock.now(), std::move(training)};
    MH_TRY(ports_.store.save_training(actor.brand, saved, former, keep));
    const std::scoped_lock guard(mutex_);
    live_.erase(actor.brand);
    ++saves_;
    return saved;
}

Result<std::vector<Trainee>> Certifier::trainees(const Actor& actor, const model::EmployeeId& after,
                                                 int limit) {
    MH_TRY(may_lead(actor));
    return ports_.store.trainees(actor.brand, after, limit);
}

Result<void> Certifier::grant(const Actor& actor, const model::EmployeeId& employee, const std::string& level,
                              const std::string& reason) {
    MH_TRY(may_lead(actor));
    if (actor.token_scopes) return fail(ErrorCode::forbidden, "answer.certify.person");
    if (employee == actor.employee) return fail(ErrorCode::forbidden, "answer.certify.own");
    const std::string why = base::clean_line(reason);
    if (why.find_first_not_of(' ') == std::string::npos || why.size() > kCertifyReasonBytes)
        return fail(ErrorCode::invalid, "answer.certify.reason",
                    {{"limit", std::to_string(kCertifyReasonBytes)}, {"pointer", "/reason"}});
    MH_LET(now, live(actor.brand));
    if (!level.empty() && now->training.level(level) == nullptr)
        return fail(ErrorCode::invalid, "answer.certify.no_such_level", {{"pointer", "/level"}});
    return ports_.store.certify(actor.brand, {employee, level, actor.employee, why, ports_.clock.now()});
}

Result<void> Certifier::fits(const CertificationLevel& level, const model::Conversation& conversation,
                             const Submission& submission) {
    const auto refuse = [&](const char* key, const char* name, std::string value) {
        return fail(ErrorCode::forbidden, key, {{name, std::move(value)}, {"level", level.id}});
    };
    if (!level.languages.empty()) {
        const auto spoken = first_tag(conversation.lang);
        // What the customer speaks is not known: nothing to say no to.
        const bool known = !spoken.empty() && spoken != "und";
        if (known &&
            std::ranges::none_of(level.languages, [&](auto one) { return to_string(one) == spoken; }))
            return refuse("answer.certify.language", "language", std::string(spoken));
    }
    if (!level.topics.empty()) {
        MH_LET(found, ports_.store.topics_of(conversation.brand, conversation.id));
        if (std::ranges::none_of(
                level.topics, [&](const auto& one) { return std::ranges::find(found, one) != found.end(); }))
            return refuse("answer.certify.topic", "topic", {});
    }
    if (level.barred.empty()) return {};
    MH_LET(lanes, ports_.lanes.lanes(conversation.brand));
    RiskMaterial material;
    material.answer = texts_of(submission);
    MH_LET(said, ports_.lanes.said_by_customer(conversation.brand, conversation.id, kCustomerPosts));
    material.customer = std::move(said);
    const Risks risks = reader_for(lanes ? lanes->lanes : starter_lanes(), level.barred).read(material);
    for (const Risk& one : risks.found)
        return refuse("answer.certify.risk", "words", one.words.empty() ? "" : one.words.front());
    return {};
}

Result<std::optional<model::AskedException>> Certifier::pass(const Actor& actor,
                                                             const model::Conversation& conversation,
                                                             const Submission& submission,
                                                             const model::Post& parent) {
    MH_LET(saved, live(actor.brand));
    const Training& training = saved->training;
    if (training.asks_role(actor.role)) {
        MH_LET(certification, ports_.store.certification(actor.brand, actor.employee));
        if (!certification) return fail(ErrorCode::forbidden, "answer.certify.needed");
        const CertificationLevel* level = training.level(certification->level);
        if (level == nullptr) return fail(ErrorCode::forbidden, "answer.certify.taken");
        MH_TRY(fits(*level, conversation, submission));
    }
    return next_.pass(actor, conversation, submission, parent);
}

}  // namespace manyhands::answer
