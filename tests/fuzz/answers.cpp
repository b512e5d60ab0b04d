// What people write: the house's guidelines as a document, and answers that the linter reads.
#include "answer/lint.hpp"
#include "answer/risk.hpp"
#include "base/text/utf8.hpp"
#include "fuzz/target.hpp"

namespace manyhands::fuzz {
namespace {

MH_FUZZ(
    guidelines,
    {"{\"rules\":[", "{\"id\":\"", "\"kind\":\"", "\"terms\":[", "\"severity\":\"",
     "\"when\":", "\"networks\":", "\"roles\":", "\"example\":", "]}", "null", "[]", "-1", "1e400", "환불",
     "\\u0000", "\\ud800"},
    [] {
        return std::vector<std::string>{"{\"rules\":[]}",
                                        answer::write_guidelines(answer::starter_guidelines())};
    },
    nullptr, 20) {
    const auto read = answer::read_guidelines(bytes);
    if (!read) return 0;
    const auto again = answer::read_guidelines(answer::write_guidelines(*read));
    expect(again && *again == *read, "guidelines written and read are others");
    expect(answer::problems_of(*read).size() <= 50, "more problems than are told");
    // Whatever it says, it can be applied.
    answer::Subject subject;
    subject.text = "안녕하세요 고객님, 환불해 드렸습니다. 010-1234-5678 http://a.kr";
    (void)answer::Linter(*read).lint(subject);
    return 0;
}

MH_FUZZ(
    lanes,
    {"{\"lanes\":[", "{\"risk\":\"legal\"", "\"on\":true",
     "\"minutes\":", "\"approvers\":{\"roles\":[\"lead\"]}", "\"terms\":[", "\"limits\":{", "null", "1e400",
     "-1", "\"beyond\":[]"},
    [] { return std::vector<std::string>{answer::write_lanes(answer::starter_lanes())}; }, nullptr, 20) {
    const auto read = answer::read_lanes(bytes);
    if (!read) return 0;
    const auto again = answer::read_lanes(answer::write_lanes(*read));
    expect(again && *again == *read, "lanes written and read are others");
    return 0;
}

MH_FUZZ(
    risks,
    {"5만 원", "환불", "전액", "십이만", "$5k", "₩1,000", "10%", "변호사", "lawyer", "만만만",
     "010-1234-5678", "\xff", "ＡＢ"},
    [] {
        return std::vector<std::string>{"전액 환불해 드리겠습니다. 5만 1천 원",
                                        "We will refund you $1,250.50"};
    },
    nullptr, 15) {
    static const answer::RiskReader reader = [] {
        answer::Lanes lanes = answer::starter_lanes();
        for (answer::Lane& lane : lanes.lanes)
            lane.on = true;
        return answer::RiskReader(std::move(lanes));
    }();
    answer::RiskMaterial material;
    material.answer = {std::string(bytes)};
    material.customer = {std::string(bytes)};
    const answer::Risks risks = reader.read(material);
    for (const answer::Risk& one : risks.found) {
        expect(one.words.size() <= answer::kRiskWordsAtMost, "more words than are told");
        for (const std::string& word : one.words)
            expect(word.size() <= answer::kRiskWordBytes, "a word that is too long");
    }
    expect(risks.goodwill.krw >= 0 && risks.goodwill.usd_cents >= 0 && risks.goodwill.percent >= 0,
           "a sum below nothing");
    return 0;
}

MH_FUZZ(
    linter,
    {"안녕하세요",
     "고객님",
     "죄송합니다",
     "환불",
     "습니다.",
     "해요",
     "하십시오",
     "ㅠㅠ",
     "!!!",
     "010-1234-5678",
     "900101-1234567",
     "4111 1111 1111 1111",
     "kim@a.kr",
     "https://bit.ly/x",
     "@kim",
     "\n",
     "\xff",
     "ＡＢ",
     "e\u0301",
     "\u200b",
     "We are sorry",
     "please",
     "ASAP",
     "👨‍👩‍👧"},
    [] {
        return std::vector<std::string>{"안녕하세요 고객님, 불편을 드려 죄송합니다. 환불해 드렸습니다.",
                                        "Hi Kim, we are sorry!! Call 010-1234-5678 or see http://a.kr/b"};
    },
    nullptr, 15) {
    static const answer::Linter linter(answer::starter_guidelines());
    answer::Subject subject;
    subject.text = bytes;
    subject.network = "bluesky";
    const answer::Earlier earlier{answer::fingerprint(bytes), base::from_micros(0)};
    subject.earlier = {&earlier, 1};
    for (const auto part : {answer::Subject::Part::whole, answer::Subject::Part::begin,
                            answer::Subject::Part::rest, answer::Subject::Part::beside}) {
        subject.part = part;
        const auto findings = linter.lint(subject);
        expect(findings.size() <= answer::kFindingsAtMost, "more findings than are told");
        for (const answer::Finding& one : findings) {
            expect(one.rule < linter.guidelines().rules.size(), "a finding of no rule");
            expect(one.at.from <= one.at.to && one.at.to <= bytes.size(), "a finding outside the text",
                   bytes);
            if (one.replacement) expect(base::is_utf8(*one.replacement), "a replacement that is no UTF-8");
        }
    }
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
