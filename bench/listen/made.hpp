// A made-up stream and made-up queries, the same for the same seed: 55 % English, 35 % Korean, 10 % mixed
// posts as objects of the X API v2 of about 1.2 KB, words by Zipf's law out of vocabularies of 20,000 each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "listen/query_set.hpp"

namespace manyhands::bench {

class Maker {
  public:
    explicit Maker(std::uint64_t seed);

    // From here on the words of these texts, by how often they are said.
    void learn(const std::vector<std::string>& texts);

    std::string post_text();
    // One line of the stream with its end.
    void append_line(const std::string& text, std::string& out);
    // Brands and products of the rarer half of the vocabulary, with what people combine them with.
    std::vector<listen::NamedQuery> queries(std::size_t count);
    // The same query in PostgreSQL's words: what both languages have (words, AND, OR, NOT, phrases,
    // prefixes).
    static std::string as_tsquery(const listen::NamedQuery& query);

  private:
    std::string english();
    std::string korean();
    const std::string& word(const std::vector<std::string>& list, std::size_t from = 0);
    std::string sentence(bool korean, std::size_t words);
    std::string number(int digits);

    base::SeededRandom random_;
    std::vector<std::string> english_, korean_;
    std::vector<double> cumulated_;
    std::uint64_t made_ = 0;
};

}  // namespace manyhands::bench
