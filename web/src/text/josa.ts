// Korean particles after a word that is only known at run time: 은/는, 이/가, 을/를, 과/와, 으로/로 ... Digits and Latin
// letters are read as a Korean reader reads them. Twin of src/base/text/josa.cpp; tests/vectors/josa.json keeps the
// two together.

export type FinalSound = 'vowel' | 'rieul' | 'consonant';

const pairs: readonly (readonly [closed: string, open: string])[] = [
    ['은', '는'], ['이', '가'], ['을', '를'], ['과', '와'], ['으로', '로'], ['아', '야'],
    ['이나', '나'], ['이라', '라'], ['이랑', '랑'], ['이며', '며'], ['이에요', '예요'], ['이었', '였'],
    ['으로서', '로서'], ['으로써', '로써'], ['으로부터', '로부터'], ['이라고', '라고'], ['이라는', '라는'],
];

const is_digit = (char: string | undefined) => char !== undefined && char >= '0' && char <= '9';
const is_latin = (char: string | undefined) => char !== undefined && /^[A-Za-z]$/.test(char);

// 영 일 이 삼 사 오 육 칠 팔 구, and 십 백 천 만 ... when zeros end the number.
function number_sound(digits: string): FinalSound {
    if (/^0+$/.test(digits)) return 'consonant'; // 영
    const zeros = digits.length - digits.replace(/0+$/, '').length;
    if (zeros > 0) return zeros === 12 ? 'vowel' : 'consonant'; // 조; 십 백 천 만 억 경
    const last = digits.at(-1)!;
    if ('178'.includes(last)) return 'rieul';
    return '36'.includes(last) ? 'consonant' : 'vowel';
}

// Letters read one by one (LG, KTX): 엘 엠 엔 알 end in a consonant, all others in a vowel. Words go by rules of thumb.
function latin_sound(word: string): FinalSound {
    const end = word.at(-1)!.toLowerCase();
    if (word.length === 1 || !/[a-z]/.test(word)) {
        if (end === 'l' || end === 'r') return 'rieul';
        return end === 'm' || end === 'n' ? 'consonant' : 'vowel';
    }
    const before = word.at(-2)!.toLowerCase();
    if (end === 'e') {
        if (before === 'l') return 'rieul'; // Apple, Google, file
        return before === 'm' || before === 'n' ? 'consonant' : 'vowel'; // game, phone; page
    }
    if (end === 'l') return 'rieul';
    if ('mnkp'.includes(end)) return 'consonant';
    if (end === 't' || end === 'b') return 'aeiou'.includes(before) ? 'consonant' : 'vowel';
    if (end === 'g' && before === 'n') return 'consonant'; // Samsung
    if (end === 'c' && before === 'i') return 'consonant'; // Panasonic
    return 'vowel';
}

// How a word ends when read aloud: its last letter or digit, past quotes, brackets and punctuation.
export function final_sound(word: string): FinalSound {
    const chars = Array.from(word);
    for (let end = chars.length; end > 0; end--) {
        const char = chars[end - 1]!;
        const code = char.codePointAt(0)!;
        if (code >= 0xac00 && code <= 0xd7a3) {
            const final = (code - 0xac00) % 28;
            return final === 0 ? 'vowel' : final === 8 ? 'rieul' : 'consonant';
        }
        if (code >= 0x3131 && code <= 0x314e) return code === 0x3139 ? 'rieul' : 'consonant'; // 기역 ... 리을
        if (code >= 0x314f && code <= 0x3163) return 'vowel';
        let begin = end;
        if (is_digit(char)) {
            // "1,000" is one number; after a decimal point digits are read one by one.
            while (is_digit(chars[begin - 1]) || (chars[begin - 1] === ',' && is_digit(chars[begin - 2]))) begin--;
            const decimal = chars[begin - 1] === '.' && is_digit(chars[begin - 2]);
            return number_sound(decimal ? char : chars.slice(begin, end).join('').replaceAll(',', ''));
        }
        if (is_latin(char)) {
            while (is_latin(chars[begin - 1])) begin--;
            return latin_sound(chars.slice(begin, end).join(''));
        }
        if (char === '%') return 'vowel'; // 퍼센트
    }
    return 'vowel';
}

// The particle of `pair` that fits: "은/는" gives "은" or "는". Either half may name the pair ("을" is "을/를"), in any
// order; something that is no particle comes back as it is.
export function particle(word: string, pair: string): string {
    const first = pair.split('/')[0]!;
    const known = pairs.find(([closed, open]) => first === closed || first === open);
    if (known === undefined) return pair;
    const [closed, open] = known;
    const sound = final_sound(word);
    return sound === 'vowel' || (sound === 'rieul' && closed.startsWith('으로')) ? open : closed;
}

export const josa = (word: string, pair: string): string => word + particle(word, pair);
