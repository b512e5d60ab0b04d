// Replaces {name} in a message and puts the Korean particle right: {name|은/는} writes the argument and the particle
// its last sound asks for; {name|로} knows the 으로/로 rule.
export type Args = Record<string, string | number>;

const kBase = 0xac00;
const kLast = 0xd7a3;

// Final sound of a text: 0 none (vowel), 8 rieul, other: some consonant. Digits and Latin letters are read in Korean.
const kDigits = [21, 8, 0, 16, 0, 0, 1, 8, 8, 0];  // 영 일 이 삼 사 오 육 칠 팔 구
const kLatinConsonant = /[lmnr]/i;                  // read 엘 엠 엔 알; every other letter ends in a vowel
function final_sound(text: string): number {
    for (let i = text.length - 1; i >= 0; i--) {
        const code = text.charCodeAt(i);
        if (code >= kBase && code <= kLast) return (code - kBase) % 28;
        const char = text[i]!;
        if (char >= '0' && char <= '9') return kDigits[Number(char)]!;
        if (/[lr]/i.test(char)) return 8;
        if (/[a-z]/i.test(char)) return kLatinConsonant.test(char) ? 16 : 0;
    }
    return 0;
}

export function particle(text: string, pair: string): string {
    const [closed, open = ''] = pair.includes('/') ? pair.split('/') : pair === '로' ? ['으로', '로'] : [pair, pair];
    const sound = final_sound(text);
    if (closed === '으로' || open === '로') return sound === 0 || sound === 8 ? '로' : '으로';
    return sound === 0 ? open : closed!;
}

export function fill(message: string, args?: Args): string {
    if (!message.includes('{')) return message;
    return message.replace(/\{(\w+)(?:\|([^}]+))?\}/g, (whole, name: string, pair?: string) => {
        const value = args?.[name];
        if (value === undefined) return whole;
        const text = String(value);
        return pair ? text + particle(text, pair) : text;
    });
}
