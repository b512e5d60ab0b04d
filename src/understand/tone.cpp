#include "understand/tone.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace manyhands::understand {
namespace {

// English: in small letters, punctuation as blanks. A cue that begins with a blank begins a word, one that
// ends with a blank ends it. Korean: without any blanks, because people set them as they like.
constexpr std::string_view kThanksEn[] = {" thank",
                                          " thx ",
                                          " ty ",
                                          " tysm ",
                                          " cheers ",
                                          " appreciate",
                                          " grateful ",
                                          " kudos ",
                                          " amazing ",
                                          " brilliant ",
                                          " incredible ",
                                          " outstanding ",
                                          " best customer service",
                                          " best support",
                                          " best service",
                                          " customer for life",
                                          " kept a customer",
                                          " shout out",
                                          " five stars ",
                                          " impressed ",
                                          " fixed it ",
                                          " that fixed ",
                                          " it works ",
                                          " works now ",
                                          " working now ",
                                          " working again ",
                                          " working perfectly ",
                                          " all good ",
                                          " all sorted ",
                                          " sorted in ",
                                          " problem solved ",
                                          " solved ",
                                          " resolved ",
                                          " saved my day ",
                                          " super helpful ",
                                          " so helpful ",
                                          " great service ",
                                          " great help ",
                                          " lovely ",
                                          " perfect ",
                                          " much better now ",
                                          " you were great ",
                                          " put it right ",
                                          " recommend them ",
                                          " recommend you to anyone",
                                          " restored my faith ",
                                          " that did it ",
                                          " it worked ",
                                          " good answer ",
                                          " well done ",
                                          " nicely said ",
                                          " that's a relief ",
                                          " you're good at this ",
                                          " it's alive ",
                                          " works ",
                                          " fast that was ",
                                          " more than fair "};
constexpr std::string_view kUnhappyEn[] = {" still broken",
                                           " still not ",
                                           " still no ",
                                           " still doesn't ",
                                           " still does not ",
                                           " still isn't ",
                                           " still waiting ",
                                           " still don't ",
                                           " still nothing ",
                                           " still annoyed ",
                                           " still angry ",
                                           " still the same ",
                                           " doesn't work ",
                                           " does not work ",
                                           " not working ",
                                           " isn't working ",
                                           " won't work ",
                                           " didn't work ",
                                           " didn't help ",
                                           " does not help ",
                                           " not fixed ",
                                           " isn't fixed ",
                                           " nothing is fixed ",
                                           " never fixed ",
                                           " nothing has changed ",
                                           " nothing changed ",
                                           " same as before ",
                                           " same problem again ",
                                           " broke again ",
                                           " broken ",
                                           " broke down ",
                                           " crash",
                                           " worst ",
                                           " terrible ",
                                           " horrible ",
                                           " awful ",
                                           " useless ",
                                           " unacceptable ",
                                           " disappoint",
                                           " furious ",
                                           " angry ",
                                           " annoyed ",
                                           " fed up ",
                                           " not happy ",
                                           " unhappy ",
                                           " ridiculous ",
                                           " rude ",
                                           " a joke ",
                                           " scam ",
                                           " never again ",
                                           " never buying ",
                                           " never buy ",
                                           " my money back ",
                                           " no refund ",
                                           " no reply ",
                                           " no answer ",
                                           " nobody ",
                                           " nobody there ",
                                           " no one called ",
                                           " on hold for ",
                                           " faulty ",
                                           " ruined ",
                                           " wasted ",
                                           " waste of ",
                                           " third time ",
                                           " second time ",
                                           " for nothing ",
                                           " thanks for losing ",
                                           " thanks for breaking ",
                                           " thanks for ruining ",
                                           " thanks a lot for losing ",
                                           " breaks everything ",
                                           " not what i asked ",
                                           " not really what i asked ",
                                           " told the same thing ",
                                           " hopes are low ",
                                           " who pays for my time ",
                                           " didn't write all that ",
                                           " not what i was told ",
                                           " do all the work ",
                                           " doesn't even ",
                                           " tried that ",
                                           " fail the same ",
                                           " already is the replacement ",
                                           " the least you can do ",
                                           " days i waited ",
                                           " more waiting ",
                                           " heard that date ",
                                           " kept it ",
                                           " the whole answer ",
                                           " one line ",
                                           " supposed to do with that ",
                                           " copy paste ",
                                           " same text twice ",
                                           " word for word ",
                                           " bit late now ",
                                           " given up on it ",
                                           " all that waiting ",
                                           " don't pick up ",
                                           " passed on again ",
                                           " round we go ",
                                           " are you serious ",
                                           " asked in english ",
                                           " lost my phone ",
                                           " not again ",
                                           " why is it not "};
// Said, but meant otherwise: taken out before anything is looked for.
constexpr std::string_view kPassedOverEn[] = {
    " if that doesn't help", " if it doesn't work", " if it still doesn't", " if this doesn't",
    " thanksgiving",         " thank you note",     " thank you card",      " thanks in advance",
    " not broken",           " no longer broken",   " works with ",         " work with "};

constexpr std::string_view kThanksKo[] = {
    "감사합니다", "감사해요",   "감사드",   "감사했",       "감사할따름", "감사한",     "감사~",
    "감사!",      "고맙",       "고마워",   "고마웠",       "ㄱㅅ",       "땡큐",       "최고",
    "감동",       "친절하셔",   "친절하게", "친절하시",     "친절했",     "만족",       "해결됐",
    "해결되었",   "해결됨",     "해결했",   "해결!",        "잘돼",       "잘됩니다",   "잘되네",
    "잘작동",     "잘나와",     "도움됐",   "도움이됐",     "도움많이",   "도움되었",   "도움이되었",
    "다행이",     "추천합니다", "추천해요", "칭찬",         "훌륭",       "대단하",     "믿고쓰는",
    "평생고객",   "됐어요",     "됐다!",    "수고하셨",     "수고많",     "바로되네",   "됩니다.설명",
    "진짜됨",     "마음이놓",   "속이시원", "다시봤습니다", "풀렸",       "따라하니끝", "궁금증해결",
    "상담너무좋", "안심이네요", "감사"};
constexpr std::string_view kUnhappyKo[] = {
    "안돼",       "안되네",         "안됩니다", "안된다",       "안됐",         "안되고",       "안되잖",
    "되지않",     "여전히",         "아직도",   "그대로네",     "그대로예",     "그대로입",     "그대로이",
    "또고장",     "또불량",         "또나",     "고장났",       "고장나",       "불량이",       "최악",
    "실망",       "화가나",         "화나네",   "화납",         "화는안",       "짜증",         "불친절",
    "어이가",     "어이없",         "너무하네", "너무하",       "다시는",       "거짓말",       "신고했",
    "신고하",     "왜아무",         "연락이없", "아무연락",     "아무도",       "감감무소식",   "해결된건없",
    "해결된게없", "해결은안",       "해결이안", "도움이안",     "도움안",       "지칩니다",     "지쳐",
    "지쳤",       "곤란합니다",     "튕겨",     "튕깁",         "언제까지기다", "똑같은오류",   "똑같은글",
    "똑같네",     "똑같습",         "답은아닌", "기대가안",     "민망하",       "보상해",       "달라진게없",
    "말이다르",   "안지켜",         "소용없",   "하루를날",     "성의없",       "안받습",       "안받아",
    "안와요",     "안왔",           "안들어왔", "안옵니다",     "뭘로보는",     "다른회사거",   "결론이뭔가",
    "같은말들었", "들으려고글",     "왜고객이", "켜지지도",     "네번했",       "어려운걸시키", "무슨의미",
    "벌써한번",   "당연한거고",     "또기다리", "또다른데",     "돌고돌아",     "답이그게다",   "제정신",
    "로봇",       "너무늦",         "이제와서", "아쉬운답",     "못읽어",       "복사해",       "세번째",
    "벌써두번",   "고객센터가여기", "처음봐요", "기다린게아닌", "안삽니다",     "안살",         "안사요"};
constexpr std::string_view kPassedOverKo[] = {
    "안되면", "안되나",   "안될까",   "안되는게있", "감사이벤트", "감사제", "감사장", "감사팀",
    "감사실", "감사인사", "아직도있", "해결방법",   "최고기온",   "최고가", "만족도", "안되는건가"};

using Cues = std::span<const std::string_view>;

bool has_any(std::string_view text, Cues cues) {
    return std::ranges::any_of(
        cues, [&](std::string_view cue) { return text.find(cue) != std::string_view::npos; });
}

// Longest first where one begins another does not matter: what is passed over is gone either way.
void pass_over(std::string& text, Cues cues) {
    for (const std::string_view cue : cues)
        for (auto at = text.find(cue); at != std::string::npos; at = text.find(cue, at))
            text.replace(at, cue.size(), " ");
}

struct Sentence {
    std::string text;
    bool question = false;
};

constexpr std::size_t kLongest = 4096;

std::vector<Sentence> sentences(std::string_view text) {
    std::vector<Sentence> out(1);
    for (std::size_t i = 0; i < std::min(text.size(), kLongest); ++i) {
        const char c = text[i];
        const bool ends = c == '.' || c == '!' || c == '?' || c == '\n';
        if (!ends) {
            out.back().text += c;
            continue;
        }
        out.back().question = out.back().question || c == '?';
        if (c != '\n') out.back().text += c;
        const bool more =
            i + 1 < text.size() && (text[i + 1] == '.' || text[i + 1] == '!' || text[i + 1] == '?');
        if (!more) out.emplace_back();
    }
    return out;
}

std::string plain_english(std::string_view text) {
    std::string out = " ";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c >= 0x80)
            out += static_cast<char>(c);
        else if (out.back() != ' ')
            out += ' ';
    }
    constexpr std::string_view kCurly = "\xE2\x80\x99";
    for (auto at = out.find(kCurly); at != std::string::npos; at = out.find(kCurly, at))
        out.replace(at, kCurly.size(), "'");
    return out + (out.back() == ' ' ? "" : " ");
}

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != ',') out += c;
    return out;
}

// The last word counts for nothing: one unhappy sentence outweighs thanks, which politeness asks for anyway.
// Thanks in a question is asked about, not given.
Tone read(const std::vector<Sentence>& all, const auto& plain, Cues passed_over, Cues unhappy, Cues thanks,
          std::string_view reconciled) {
    bool good = false;
    bool bad = false;
    bool over = false;
    for (const Sentence& sentence : all) {
        std::string text = plain(sentence.text);
        pass_over(text, passed_over);
        over = over || text.find(reconciled) != std::string::npos;
        bad = bad || has_any(text, unhappy);
        good = good || (!sentence.question && has_any(text, thanks));
    }
    if (bad && !(over && good)) return Tone::unhappy;
    return good ? Tone::thanks : Tone::neither;
}

bool has_hangul(std::string_view text) {
    for (const char c : text)
        if (const auto byte = static_cast<unsigned char>(c); byte >= 0xE3 && byte <= 0xED) return true;
    return false;
}

}  // namespace

Tone tone(std::string_view text, std::string_view lang) {
    const auto all = sentences(text);
    if (lang == "ko" || has_hangul(text))
        return read(all, without_blanks, kPassedOverKo, kUnhappyKo, kThanksKo, "풀렸");
    return read(all, plain_english, kPassedOverEn, kUnhappyEn, kThanksEn, " i take back ");
}

}  // namespace manyhands::understand
