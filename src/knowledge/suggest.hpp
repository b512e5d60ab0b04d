// Which of many short texts fit what somebody asks: the sum of how rare each shared token is (inverse
// document frequency, K. Sparck Jones 1972), over the length of the text as BM25 tempers it (S. Robertson et
// al., TREC-3, 1994; k1 = 1.2, b = 0.75). Tokens are those of the search: two syllables of Hangul side by
// side, so that particles and spacing do not matter, and words of other scripts. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace manyhands::knowledge {

struct Fit {
    std::size_t index = 0;  // in the texts as they were given
    double score = 0;
};

class Suggester {
  public:
    explicit Suggester(const std::vector<std::string>& texts);
    // The best first, of equal ones the first given. Only what shares enough: at least two different tokens,
    // or the only one that was asked.
    std::vector<Fit> fitting(std::string_view asked, std::size_t at_most) const;

  private:
    struct Posting {
        std::size_t text = 0;
        double times = 0;
    };
    std::vector<double> lengths_;
    double mean_length_ = 1;
    std::unordered_map<std::string, std::vector<Posting>> postings_;
};

}  // namespace manyhands::knowledge
