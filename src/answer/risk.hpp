// Which risk classes an answer falls into, by rule. Pure; any bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/lanes.hpp"
#include "answer/reading.hpp"
#include "answer/terms.hpp"

namespace manyhands::answer {

// All that is looked at. The tags stand beside: they are part of the state that a decision sees.
struct RiskMaterial {
    std::vector<std::string> answer;     // each text that goes out: parts, descriptions of pictures
    std::vector<std::string> customer;   // their posts
    std::vector<std::string> embargoed;  // what the guidelines say is not to be told yet, as it was written
    model::Role author = model::Role::employee;
    int sent_answers = 0;  // of the author, ever
};

struct Risk {
    model::RiskClass risk = model::RiskClass::goodwill;
    std::vector<std::string> words;  // as they were written; at most kRiskWordsAtMost
    friend bool operator==(const Risk&, const Risk&) = default;
};
struct Risks {
    model::Goodwill goodwill;  // all that is promised, also what the author may
    std::vector<Risk> found;   // in the order of the classes, each once
};

inline constexpr std::size_t kRiskWordsAtMost = 6;
inline constexpr std::size_t kRiskWordBytes = 120;

// Every sum and share in a text: 5만원, 50,000 원, 오만 원, ₩50,000, $50, 50 USD, 10%, 10퍼센트. Of each
// all together; a currency that no limit knows, or a sum without a figure ("fifty dollars"), is `beyond`.
// `words` gets what it was read from.
model::Goodwill amounts_in(const Reading& reading, std::vector<std::string>* words = nullptr);

// Immutable after it is made; thread-safe.
class RiskReader {
  public:
    explicit RiskReader(Lanes lanes);
    const Lanes& lanes() const { return lanes_; }
    // Lanes that are off are not looked for.
    Risks read(const RiskMaterial& material) const;

  private:
    void goodwill(const std::vector<Reading>& answer, model::Role author, Risks& out) const;
    // A word of goodwill with blanks between its letters.
    bool is_torn(const Reading& reading) const;

    Lanes lanes_;
    Terms terms_;                   // owner: the class
    Terms beyond_;                  // of goodwill
    std::vector<std::string> own_;  // folded, of personal_data
};

}  // namespace manyhands::answer
