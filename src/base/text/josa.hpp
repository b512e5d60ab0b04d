// Korean particles after a word that is only known at run time: 은/는, 이/가, 을/를, 과/와, 으로/로, 아/야,
// 이나/나 ... Digits and Latin letters are read as a Korean reader reads them. Pure and thread-safe. Twin:
// web/src/text/josa.ts.
#pragma once

#include <string>
#include <string_view>

namespace manyhands::base {

// How a word ends when read aloud.
enum class FinalSound {
    vowel,      // 냉장고 -> 는, 로
    rieul,      // 서울 -> 은, but 로
    consonant,  // 부산 -> 은, 으로
};

// Looks at the last letter or digit, past closing quotes, brackets and punctuation. A word without any ends
// in a vowel.
FinalSound final_sound(std::string_view word);

// The particle of `pair` that fits: "은/는" gives "은" or "는". Either half may name the pair ("을" is
// "을/를"), in any order; something that is no particle comes back as it is.
std::string particle(std::string_view word, std::string_view pair);

// word + particle(word, pair)
std::string josa(std::string_view word, std::string_view pair);

}  // namespace manyhands::base
