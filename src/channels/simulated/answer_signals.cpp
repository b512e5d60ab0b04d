#include "channels/simulated/answer_signals.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <span>
#include <utility>

namespace manyhands::channels::simulated {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::pair<std::string_view, Signal>, 14> kNames = {{
    {"apology", Signal::apology},
    {"step", Signal::step},
    {"exchange", Signal::exchange},
    {"refund", Signal::refund},
    {"store", Signal::store},
    {"time", Signal::time},
    {"link", Signal::link},
    {"asked", Signal::asked},
    {"short", Signal::short_answer},
    {"private_data", Signal::private_data},
    {"deflect", Signal::deflect},
    {"language", Signal::language},
    {"repeat", Signal::repeat},
    {"late", Signal::late},
}};

// Latin entries match at the beginning of a word only, Korean ones anywhere (particles and endings follow).
constexpr std::string_view kApology[] = {"죄송", "사과드", "송구", "미안", "sorry", "apolog", "our mistake"};
constexpr std::string_view kStep[] = {
    "눌러",   "누르",     "누른",        "뽑",          "닦아",     "설정", "→",      "빼 주",
    "켜 주",  "꺼 주",    "돌려 주세요", "바꿔 주세요", "press",    "hold", "unplug", "wipe",
    "switch", "settings", "turn on",     "turn off",    "open the", "pull", "clean"};
constexpr std::string_view kExchange[] = {"교환",    "새것",           "바꿔 드", "무상",
                                          "무료로",  "swap",           "replace", "exchange",
                                          "new one", "free of charge", "for free"};
constexpr std::string_view kRefund[] = {"환불",   "취소",       "차액",      "돌려 드",
                                        "refund", "money back", "your money"};
constexpr std::string_view kStore[] = {"매장", "점에서", "점에 ", "점으로", "store", "shop"};
constexpr std::string_view kTime[] = {"오늘",    "내일",      "까지",      "시간 안",
                                      "이번 주", "today",     "tomorrow",  "tonight",
                                      "within",  "by monday", "by friday", "working day"};
constexpr std::string_view kLink[] = {"http://", "https://", ".example/"};
constexpr std::string_view kAsks[] = {"몇",   "언제",    "어떤",     "어디",    "무엇",  "무슨",
                                      "뭐",   "버전",    "모델",     "혹시",    "which", "what",
                                      "when", "did you", "have you", "does it", "is it", "are you"};
constexpr std::string_view kDeflect[] = {"고객센터로", "고객센터에 문의", "전화 주세요",      "전화로 문의",
                                         "대표번호",   "다른 부서",       "contact support",  "call us",
                                         "call our",   "contact our",     "reach out to our", "call the"};
constexpr std::string_view kPrivate[] = {
    "전화번호",  "연락처",        "주소",           "주민",         "카드 번호",
    "카드번호",  "계좌",          "주문 번호",      "주문번호",     "일련번호",
    "성함",      "생년월일",      "비밀번호",       "phone number", "your phone",
    "address",   "card number",   "account number", "order number", "serial number",
    "full name", "date of birth", "password",       "your email",   "your e-mail"};
constexpr std::string_view kGive[] = {"알려",  "남겨",  "적어",    "보내",   "말씀",   "주시면",
                                      "댓글",  "tell",  "send",    "give",   "post",   "share",
                                      "write", "reply", "what is", "what's", "let us", "need"};
constexpr std::string_view kNotHere[] = {
    "말아",  "마세요", "말고",  "지 않",    "없이",    "비공개",  "양식",    "dm",
    "don't", "do not", "never", "not here", "without", "private", "by form", "direct message"};
constexpr std::string_view kContent[] = {"감사",      "고마",        "고맙",  "해결",      "됐어요",
                                         "되네요",    "최고",        "굿",    "thank",     "cheers",
                                         "works now", "that worked", "fixed", "brilliant", "perfect"};
constexpr std::string_view kNotContent[] = {"안 돼",       "안돼",    "안 되",    "여전", "그런데",
                                            "근데",        "아직",    "still",    "but ", "however",
                                            "not working", "doesn't", "no thanks"};

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return out;
}

bool is_latin_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool contains(std::string_view lowered, std::string_view word) {
    const bool latin = is_latin_letter(word.front());
    for (std::size_t at = lowered.find(word); at != std::string_view::npos; at = lowered.find(word, at + 1)) {
        if (!latin || at == 0 || !is_latin_letter(lowered[at - 1])) return true;
    }
    return false;
}

bool contains_any(std::string_view lowered, Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return contains(lowered, word); });
}

// A full stop inside an address is no end of a sentence, so the mark must be followed by a space or the end.
std::vector<std::string_view> sentences(std::string_view text) {
    std::vector<std::string_view> found;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool mark = text[i] == '.' || text[i] == '?' || text[i] == '!' || text[i] == '\n';
        const bool end = i + 1 == text.size() || text[i + 1] == ' ' || text[i] == '\n';
        if (!mark || !end) continue;
        found.push_back(text.substr(begin, i + 1 - begin));
        begin = i + 1;
    }
    if (begin < text.size()) found.push_back(text.substr(begin));
    return found;
}

bool asks_private_data(std::string_view lowered) {
    return std::ranges::any_of(sentences(lowered), [](std::string_view sentence) {
        return contains_any(sentence, kPrivate) && contains_any(sentence, kGive) &&
               !contains_any(sentence, kNotHere) && !contains_any(sentence, kLink);
    });
}

bool asks_back(std::string_view lowered) {
    return std::ranges::any_of(sentences(lowered), [](std::string_view sentence) {
        return sentence.ends_with('?') && contains_any(sentence, kAsks);
    });
}

struct LetterCount {
    std::size_t hangul = 0;
    std::size_t latin = 0;
    std::size_t all() const { return hangul + latin; }
};

// Hangul syllables are U+AC00 to U+D7A3: three bytes, the first 0xEA to 0xED.
LetterCount count_letters(std::string_view text) {
    LetterCount count;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_latin_letter(text[i])) ++count.latin;
        if (i + 2 >= text.size()) continue;
        const auto byte = [&](std::size_t k) {
            return static_cast<unsigned>(static_cast<unsigned char>(text[i + k]));
        };
        if ((byte(0) & 0xF0U) != 0xE0U) continue;
        const unsigned point = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
        if (point >= 0xAC00U && point <= 0xD7A3U) ++count.hangul;
    }
    return count;
}

bool wrong_language(const LetterCount& letters, std::string_view lang) {
    if (letters.all() < 8) return false;
    if (lang.starts_with("ko")) return letters.hangul == 0;
    return letters.hangul * 2 > letters.all();
}

// A Hangul syllable says about as much as two to three Latin letters.
bool too_short(const LetterCount& letters) {
    return letters.hangul * 5 + letters.latin * 2 < 70;
}

}  // namespace

std::optional<Signal> parse_signal(std::string_view name) {
    const auto* const found = std::ranges::find(kNames, name, &std::pair<std::string_view, Signal>::first);
    if (found == kNames.end()) return std::nullopt;
    return found->second;
}

std::string_view without_signature(std::string_view answer) {
    while (!answer.empty() && (answer.back() == ' ' || answer.back() == '\n'))
        answer.remove_suffix(1);
    const std::size_t caret = answer.rfind('^');
    if (caret == std::string_view::npos || caret == 0) return answer;
    const std::string_view initials = answer.substr(caret + 1);
    const auto is_upper = [](unsigned char c) { return c >= 'A' && c <= 'Z'; };
    if (initials.empty() || initials.size() > 4 || !std::ranges::all_of(initials, is_upper)) return answer;
    answer = answer.substr(0, caret);
    while (!answer.empty() && (answer.back() == ' ' || answer.back() == '\n'))
        answer.remove_suffix(1);
    return answer;
}

std::set<Signal> answer_signals(std::string_view answer, std::string_view lang,
                                const std::vector<SpokenPost>& posts, base::Seconds waited) {
    const std::string_view text = without_signature(answer);
    const std::string lowered = lower_ascii(text);
    const LetterCount letters = count_letters(text);

    std::set<Signal> found;
    const auto note = [&](Signal signal, bool present) {
        if (present) found.insert(signal);
    };
    note(Signal::apology, contains_any(lowered, kApology));
    note(Signal::step, contains_any(lowered, kStep));
    note(Signal::exchange, contains_any(lowered, kExchange));
    note(Signal::refund, contains_any(lowered, kRefund));
    note(Signal::store, contains_any(lowered, kStore));
    note(Signal::time, contains_any(lowered, kTime));
    note(Signal::link, contains_any(lowered, kLink));
    note(Signal::asked, asks_back(lowered));
    note(Signal::short_answer, too_short(letters));
    note(Signal::private_data, asks_private_data(lowered));
    note(Signal::deflect, contains_any(lowered, kDeflect));
    note(Signal::language, wrong_language(letters, lang));
    note(Signal::repeat, std::ranges::any_of(posts, [&](const SpokenPost& post) {
             return post.side == Side::brand && without_signature(post.text) == text;
         }));
    note(Signal::late, waited >= base::Minutes(60));
    return found;
}

bool customer_is_content(const std::vector<SpokenPost>& posts) {
    const auto customers = [](const SpokenPost& post) { return post.side == Side::customer; };
    const auto last = std::ranges::find_if(posts.rbegin(), posts.rend(), customers);
    if (last == posts.rend()) return false;
    const std::string lowered = lower_ascii(last->text);
    return contains_any(lowered, kContent) && !contains_any(lowered, kNotContent) && !lowered.contains('?');
}

}  // namespace manyhands::channels::simulated
