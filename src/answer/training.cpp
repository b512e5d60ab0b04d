#include "answer/training.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include <boost/json.hpp>

#include "base/asset.hpp"
#include "base/encoding.hpp"
#include "base/id.hpp"
#include "base/random.hpp"

namespace manyhands::answer {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kIdBytes = 32;
constexpr std::size_t kPrintBytes = 8;
// What a text alone tells; the others hang on lanes and people.
constexpr std::array kReadable{model::RiskClass::goodwill, model::RiskClass::safety, model::RiskClass::legal,
                               model::RiskClass::press, model::RiskClass::personal_data};

// Where something is wrong.
struct Wrong {
    std::string pointer;
    const char* key;
};

[[noreturn]] void wrong(std::string pointer, const char* key = "answer.training.malformed") {
    throw Wrong{std::move(pointer), key};
}

const json::object& object_of(const json::value& in, const std::string& at) {
    if (!in.is_object()) wrong(at);
    return in.as_object();
}

const json::value& member(const json::object& in, std::string_view name, const std::string& at) {
    const json::value* found = in.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) wrong(at + "/" + std::string(name));
    return *found;
}

std::string text_of(const json::object& in, std::string_view name, const std::string& at) {
    const json::value& value = member(in, name, at);
    if (!value.is_string()) wrong(at + "/" + std::string(name));
    return {value.as_string().data(), value.as_string().size()};
}

const json::array& list_of(const json::object& in, std::string_view name, const std::string& at,
                           std::size_t most, std::size_t least = 0) {
    const json::value& value = member(in, name, at);
    const std::string here = at + "/" + std::string(name);
    if (!value.is_array()) wrong(here);
    if (value.as_array().size() > most) wrong(here, "answer.training.too_many");
    if (value.as_array().size() < least) wrong(here, "answer.training.too_few");
    return value.as_array();
}

BothWords words_of(const json::value& in, const std::string& at, std::size_t bytes) {
    const json::object& both = object_of(in, at);
    const BothWords words{text_of(both, "ko", at), text_of(both, "en", at)};
    for (const auto& [name, text] : {std::pair{"/ko", &words.ko}, {"/en", &words.en}}) {
        if (text->find_first_not_of(" \n") == std::string::npos)
            wrong(at + name, "answer.training.both_languages");
        if (text->size() > bytes) wrong(at + name, "answer.training.too_long");
    }
    return words;
}

BothWords words_of(const json::object& in, std::string_view name, const std::string& at, std::size_t bytes) {
    return words_of(member(in, name, at), at + "/" + std::string(name), bytes);
}

class Ids {
  public:
    std::string take(const json::object& in, const std::string& at) {
        std::string id = text_of(in, "id", at);
        const bool fits = !id.empty() && id.size() <= kIdBytes && std::ranges::all_of(id, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        });
        if (!fits) wrong(at + "/id", "answer.training.bad_id");
        if (!taken_.insert(id).second) wrong(at + "/id", "answer.training.twice");
        return id;
    }

  private:
    std::set<std::string> taken_;
};

TrainingQuestion question_of(const json::object& in, const std::string& at, Ids& ids) {
    TrainingQuestion question;
    question.id = ids.take(in, at);
    question.ask = words_of(in, "ask", at, kTrainingTextBytes);
    std::size_t i = 0;
    for (const json::value& option : list_of(in, "options", at, kTrainingOptions, 2))
        question.options.push_back(
            words_of(option, at + "/options/" + std::to_string(i++), kTrainingTextBytes));
    const json::value& right = member(in, "right", at);
    if (!right.is_int64() || right.as_int64() < 0 ||
        right.as_int64() >= static_cast<std::int64_t>(question.options.size()))
        wrong(at + "/right");
    question.right = static_cast<int>(right.as_int64());
    question.reason = words_of(in, "reason", at, kTrainingTextBytes);
    return question;
}

CertificationLevel level_of(const json::object& in, const std::string& at, Ids& ids,
                            const std::vector<TrainingTopic>& topics) {
    CertificationLevel level;
    level.id = ids.take(in, at);
    level.name = words_of(in, "name", at, kTrainingTitleBytes);
    const auto each = [&](const char* name, std::size_t most, const auto& take) {
        std::size_t i = 0;
        for (const json::value& one : list_of(in, name, at, most)) {
            const std::string here = at + "/" + name + "/" + std::to_string(i++);
            if (!one.is_string()) wrong(here);
            take(std::string_view(one.as_string().data(), one.as_string().size()), here);
        }
    };
    each("topics", kTrainingTopics, [&](std::string_view query, const std::string& here) {
        if (std::ranges::none_of(topics, [&](const TrainingTopic& t) { return t.query == query; }))
            wrong(here, "answer.training.no_such_topic");
        level.topics.emplace_back(query);
    });
    each("languages", 2, [&](std::string_view lang, const std::string& here) {
        if (lang != "ko" && lang != "en") wrong(here);
        level.languages.push_back(lang == "ko" ? base::Lang::ko : base::Lang::en);
    });
    each("barred", kReadable.size(), [&](std::string_view name, const std::string& here) {
        const auto risk = model::risk_class(name);
        if (!risk || std::ranges::find(kReadable, *risk) == kReadable.end()) wrong(here);
        level.barred.push_back(*risk);
    });
    return level;
}

Training training_of(const json::value& root) {
    const json::object& in = object_of(root, "");
    Training out;
    std::size_t i = 0;
    const auto at = [&](const char* list) { return std::string("/") + list + "/" + std::to_string(i++); };
    for (const json::value& role : list_of(in, "asks", "", 6)) {
        const std::string here = at("asks");
        const auto known = role.is_string() ? model::role(std::string_view(role.as_string())) : std::nullopt;
        if (!known) wrong(here);
        out.asks.push_back(*known);
    }
    i = 0;
    Ids cards, questions, levels;
    for (const json::value& card : list_of(in, "cards", "", kTrainingCards, 1)) {
        const std::string here = at("cards");
        const json::object& fields = object_of(card, here);
        out.cards.push_back({cards.take(fields, here), words_of(fields, "title", here, kTrainingTitleBytes),
                             words_of(fields, "text", here, kTrainingTextBytes)});
    }
    i = 0;
    for (const json::value& question : list_of(in, "questions", "", kTrainingQuestions, 1)) {
        const std::string here = at("questions");
        out.questions.push_back(question_of(object_of(question, here), here, questions));
    }
    const json::object& practice = object_of(member(in, "practice", ""), "/practice");
    out.practice.customer = words_of(practice, "customer", "/practice", kTrainingTitleBytes);
    out.practice.text = words_of(practice, "text", "/practice", kTrainingTextBytes);
    i = 0;
    for (const json::value& topic : list_of(in, "topics", "", kTrainingTopics)) {
        const std::string here = at("topics");
        const json::object& fields = object_of(topic, here);
        TrainingTopic one{text_of(fields, "query", here),
                          words_of(fields, "name", here, kTrainingTitleBytes)};
        if (!base::is_ulid(one.query)) wrong(here + "/query", "answer.training.no_such_topic");
        if (std::ranges::any_of(out.topics, [&](const TrainingTopic& t) { return t.query == one.query; }))
            wrong(here + "/query", "answer.training.twice");
        out.topics.push_back(std::move(one));
    }
    i = 0;
    for (const json::value& level : list_of(in, "levels", "", kTrainingLevels, 1)) {
        const std::string here = at("levels");
        out.levels.push_back(level_of(object_of(level, here), here, levels, out.topics));
    }
    return out;
}

json::string value_of(std::string_view text) {
    return json::string(text.data(), text.size());
}
json::object value_of(const BothWords& words) {
    return {{"ko", value_of(words.ko)}, {"en", value_of(words.en)}};
}
template <class T>
json::array names_of(const std::vector<T>& all) {
    json::array out;
    for (const T& one : all)
        out.push_back(value_of(to_string(one)));
    return out;
}
json::object value_of(const TrainingCard& card) {
    return {{"id", value_of(card.id)}, {"title", value_of(card.title)}, {"text", value_of(card.text)}};
}
json::object value_of(const TrainingQuestion& question) {
    json::array options;
    for (const BothWords& option : question.options)
        options.push_back(value_of(option));
    return {{"id", value_of(question.id)},
            {"ask", value_of(question.ask)},
            {"options", std::move(options)},
            {"right", question.right},
            {"reason", value_of(question.reason)}};
}
json::object value_of(const CertificationLevel& level) {
    json::array topics;
    for (const std::string& query : level.topics)
        topics.push_back(value_of(query));
    return {{"id", value_of(level.id)},
            {"name", value_of(level.name)},
            {"topics", std::move(topics)},
            {"languages", names_of(level.languages)},
            {"barred", names_of(level.barred)}};
}

std::string print(const json::object& of) {
    return base::to_hex(base::sha256(json::serialize(of)).substr(0, kPrintBytes));
}

template <class V>
json::object map_of(const std::map<std::string, V>& all) {
    json::object out;
    for (const auto& [name, value] : all)
        out[name] = value;
    return out;
}

}  // namespace

const CertificationLevel* Training::level(std::string_view id) const {
    const auto found = std::ranges::find(levels, id, &CertificationLevel::id);
    return found == levels.end() ? nullptr : &*found;
}

bool Training::asks_role(model::Role role) const {
    return std::ranges::find(asks, role) != asks.end();
}

Result<Training> read_training(std::string_view text) {
    boost::system::error_code broken;
    const json::value root = json::parse(json::string_view(text.data(), text.size()), broken);
    if (broken) return fail(ErrorCode::invalid, "answer.training.malformed", {{"pointer", ""}});
    try {
        return training_of(root);
    } catch (const Wrong& found) {
        return fail(ErrorCode::invalid, found.key, {{"pointer", found.pointer}});
    }
}

std::string write_training(const Training& training) {
    json::array cards, questions, topics, levels;
    for (const TrainingCard& card : training.cards)
        cards.push_back(value_of(card));
    for (const TrainingQuestion& question : training.questions)
        questions.push_back(value_of(question));
    for (const TrainingTopic& topic : training.topics)
        topics.push_back({{"query", value_of(topic.query)}, {"name", value_of(topic.name)}});
    for (const CertificationLevel& level : training.levels)
        levels.push_back(value_of(level));
    return json::serialize(json::object{
        {"asks", names_of(training.asks)},
        {"cards", std::move(cards)},
        {"questions", std::move(questions)},
        {"practice",
         {{"customer", value_of(training.practice.customer)}, {"text", value_of(training.practice.text)}}},
        {"topics", std::move(topics)},
        {"levels", std::move(levels)}});
}

const Training& starter_training() {
    static const Training starter = [] {
        auto read = read_training(base::asset("model-data/training.json").value_or(""));
        if (!read) throw std::logic_error("model-data/training.json: " + read.error().args.front().second);
        return *std::move(read);
    }();
    return starter;
}

std::string print_of(const TrainingCard& card) {
    return print(value_of(card));
}
std::string print_of(const TrainingQuestion& question) {
    return print(value_of(question));
}

std::string write_first_minutes(const FirstMinutes& minutes) {
    json::array topics;
    for (const std::string& topic : minutes.topics)
        topics.push_back(value_of(topic));
    json::object out{{"seed", minutes.seed},
                     {"cards", map_of(minutes.cards)},
                     {"passed", map_of(minutes.passed)},
                     {"tries", map_of(minutes.tries)},
                     {"practice", value_of(minutes.practice)},
                     {"practice_tries", minutes.practice_tries},
                     {"topics_seen", minutes.topics_seen},
                     {"topics", std::move(topics)},
                     {"began", base::to_micros(minutes.began_at)}};
    if (minutes.finished_at) out["finished"] = base::to_micros(*minutes.finished_at);
    return json::serialize(out);
}

Result<FirstMinutes> read_first_minutes(std::string_view stored) {
    try {
        const json::value root = json::parse(json::string_view(stored.data(), stored.size()));
        FirstMinutes minutes;
        minutes.seed = root.at("seed").to_number<std::uint64_t>();
        for (const auto& [id, value] : root.at("cards").as_object())
            minutes.cards[id] = std::string(value.as_string());
        for (const auto& [id, value] : root.at("passed").as_object())
            minutes.passed[id] = std::string(value.as_string());
        for (const auto& [id, value] : root.at("tries").as_object())
            minutes.tries[id] = value.to_number<int>();
        minutes.practice = std::string(root.at("practice").as_string());
        minutes.practice_tries = root.at("practice_tries").to_number<int>();
        minutes.topics_seen = root.at("topics_seen").as_bool();
        for (const json::value& topic : root.at("topics").as_array())
            minutes.topics.emplace_back(topic.as_string());
        minutes.began_at = base::from_micros(root.at("began").to_number<std::int64_t>());
        if (const auto* at = root.as_object().if_contains("finished"))
            minutes.finished_at = base::from_micros(at->to_number<std::int64_t>());
        return minutes;
    } catch (const std::exception& broken) {
        return fail(ErrorCode::internal, "answer.training.damaged", {}, broken.what());
    }
}

Left left_of(const Training& training, const FirstMinutes& minutes) {
    Left left;
    const auto stands = [](const std::map<std::string, std::string>& seen, const auto& one) {
        const auto found = seen.find(one.id);
        return found != seen.end() && found->second == print_of(one);
    };
    for (const TrainingCard& card : training.cards)
        if (!stands(minutes.cards, card)) left.cards.push_back(card.id);
    for (const TrainingQuestion& question : training.questions)
        if (!stands(minutes.passed, question)) left.questions.push_back(question.id);
    left.practice = minutes.practice.empty();
    return left;
}

std::vector<int> drawn_order(std::uint64_t seed, std::string_view what, int n) {
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    for (const char c : what)
        seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;  // FNV-1a
    base::SeededRandom drawn(seed);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[drawn.below(i)]);
    return order;
}

}  // namespace manyhands::answer
