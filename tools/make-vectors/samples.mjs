// The texts behind tests/vectors/counter.json: [group, why, text]. Every text is counted by every rule.
const cp = (...codes) => String.fromCodePoint(...codes);
const nfd = (text) => text.normalize('NFD');
const times = (text, n) => text.repeat(n);

const zwj = '\u200d', vs15 = '\ufe0e', vs16 = '\ufe0f';
const man = '\u{1f468}', woman = '\u{1f469}', girl = '\u{1f467}', boy = '\u{1f466}', person = '\u{1f9d1}';
const tones = [0x1f3fb, 0x1f3fc, 0x1f3fd, 0x1f3fe, 0x1f3ff].map((c) => cp(c));
const flag = (code) => cp(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
const region = (code) => cp(0x1f3f4, ...[...code].map((letter) => 0xe0000 + letter.charCodeAt(0)), 0xe007f);

const hangul = [
  ['one syllable', '가'], ['a greeting', '안녕하세요'], ['a greeting in NFD', nfd('안녕하세요')],
  ['with final consonants', '닭볶음탕 값을 앉혔다'], ['the same in NFD', nfd('닭볶음탕 값을 앉혔다')],
  ['laughing in compatibility jamo', 'ㅋㅋㅋ'], ['crying in compatibility jamo', 'ㅠㅠㅠㅠ'], ['ㅇㅇ for yes', 'ㅇㅇ 확인했습니다'],
  ['consonant and vowel apart, not composed', 'ㅎㅏㄴ'], ['conjoining jamo that compose', '\u1112\u1161\u11ab'],
  ['a lone leading jamo', '\u1100'], ['a lone vowel jamo', '\u1161'], ['a lone trailing jamo', '\u11a8'],
  ['syllable and conjoining trailing jamo', '가\u11a8'], ['syllable with final and one more trailing', '각\u11a8'],
  ['old Hangul: arae-a', '\u1112\u119e\u11ab'], ['old Hangul: two leading jamo', '\u1107\u1109\u1161'],
  ['extended jamo A and B', '\ua960\u1161\ud7cb'], ['Hangul filler', '\u3164'], ['jamo fillers', '\u115f\u1160'],
  ['half-width jamo', '\uffa1\uffc2'], ['full-width Latin', 'ＬＧ전자'], ['a sentence of a customer', '냉장고가 3일째 안 시원해요 ㅠㅠ 언제 고쳐주시나요?'],
  ['the answer to it', '불편을 드려 죄송합니다. 모델명을 알려주시면 바로 확인해 드리겠습니다.'],
  ['mixed Latin and numbers', 'RTX 4090 배송이 2026-11-21 까지 온다고요?'], ['quotation marks', '“정말” ‘그런가요’…'],
  ['middle dot and tilde', '월·화·수~금'], ['parentheses in full width', '（주）매니핸즈'], ['circled Hangul and numbers', '㉮ ㉠ ①②③'],
  ['won sign', '₩12,000 ￦3,000'], ['a line break', '첫 줄\n둘째 줄'], ['three line breaks', '가\n\n\n나'],
  ['a carriage return pair', '가\r\n나'], ['spaces around', ' 가 '], ['ideographic space', '가\u3000나'], ['no-break space', '가\u00a0나'],
  ['Hangul with combining tone mark', '가\u302e'], ['combining circle', '가\u20dd'],
];

const latin = [
  ['empty', ''], ['one letter', 'a'], ['a word', 'hello'], ['a sentence', 'Your order #1234 is on its way!'],
  ['accents, composed', 'café naïve Ångström'], ['accents, decomposed', nfd('café naïve Ångström')],
  ['Vietnamese, composed', 'Tiếng Việt ở Hà Nội'], ['Vietnamese, decomposed', nfd('Tiếng Việt ở Hà Nội')],
  ['eight marks on one letter', 'a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308'], ['a mark with nothing before it', '\u0301a'],
  ['stacked marks', 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319A\u0334'], ['ligature and sharp s', 'ﬁn straße'],
  ['curly quotes and dash', '“Don’t” – she said — …'], ['light punctuation of the weights', '\u2000\u200a\u2010\u2015\u201f\u2032\u2037'],
  ['just outside the light ranges', '\u200e\u2020\u2031\u2038'], ['the last light letter and the first heavy one', '\u10ff\u1100'],
  ['euro, pound, yen', '€ £ ¥'], ['degree and micro', '25 °C 5 µm'], ['trade signs as letters', '© ® ™'],
  ['fractions and superscripts', '½ x² ₂'], ['a tab', 'a\tb'], ['Cyrillic', 'Привет, мир'], ['Greek', 'Καλημέρα κόσμε'],
  ['Armenian, Georgian', 'Բարեւ გამარჯობა'], ['mathematical letters', '𝐁𝐨𝐥𝐝 𝕏'],
];

const scripts = [
  ['Han', '產品沒有回應'], ['kana', 'ありがとうございます'], ['kana with dakuten apart', 'か\u3099き\u3099'], ['half-width kana', 'ｶﾞｷﾞｸﾞ'],
  ['katakana with prolonged sound', 'サポートセンター'], ['Han compatibility form', '\uf900\uf9ff'], ['Han beyond the BMP', '𠮷野家 𩸽'],
  ['ideographic variation', '葛\u{e0100}城'], ['Thai', 'สวัสดีครับ ขอบคุณมาก'], ['Thai with sara am', 'น้ำทำ'], ['Lao', 'ສະບາຍດີ'],
  ['Devanagari', 'नमस्ते'], ['Devanagari conjunct ksha', 'क्ष'], ['Devanagari conjunct stri', 'स्त्री'], ['Devanagari with ZWJ', 'क्\u200dष'],
  ['Devanagari with ZWNJ', 'क्\u200cष'], ['Devanagari letter with nukta', 'क़'], ['Bengali conjunct', 'ক্ষ'], ['Tamil', 'வணக்கம் நிலை'],
  ['Telugu', 'క్షమించండి'], ['Malayalam chillu', 'അവന്‍ ക്ക'], ['Gujarati', 'ક્ષમા'], ['Kannada', 'ಕ್ಷಮಿಸಿ'], ['Sinhala', 'ක්‍ෂ ශ්‍රී'],
  ['Arabic', 'شكرا لكم'], ['Arabic with vowel marks', 'مُحَمَّد'], ['Arabic lam-alef', 'لا إله'], ['Hebrew with points', 'שָׁלוֹם'],
  ['Persian with ZWNJ', 'می\u200cخواهم'], ['right-to-left mark', 'abc\u200fdef'], ['Tibetan', 'བཀྲ་ཤིས'], ['Khmer', 'សួស្តី'], ['Myanmar', 'မင်္ဂလာပါ'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ'], ['Ethiopic', 'ሰላም'], ['Cherokee', 'ᎣᏏᏲ'],
];

const emoji = [
  ['a face', '😀'], ['three faces', '😀😁😂'], ['a face between Hangul', '감사합니다😊또 뵐게요'],
  ['red heart, emoji style', '❤' + vs16], ['red heart, no style', '❤'], ['red heart, text style', '❤' + vs15], ['smiling, text style', '☺' + vs15],
  ['smiling, emoji style', '☺' + vs16], ['a style alone', vs16], ['a style after a letter', 'a' + vs16], ['text style after a face', '😀' + vs15],
  ['copyright, emoji style', '©' + vs16], ['registered, text style', '®' + vs15], ['trade mark, emoji style', '™' + vs16],
  ...tones.map((tone, i) => [`waving hand, skin tone ${i + 1}`, '👋' + tone]), ['a skin tone alone', tones[2]], ['a skin tone on a car', '🚗' + tones[2]],
  ['a skin tone after a letter', 'a' + tones[0]], ['victory hand with tone', '✌' + tones[3]], ['two tones', '👋' + tones[0] + tones[4]],
  ['family of three', [man, woman, girl].join(zwj)], ['family of four', [man, woman, girl, boy].join(zwj)], ['two mothers and a boy', [woman, woman, boy].join(zwj)],
  ['couple with heart', [woman, '❤' + vs16, man].join(zwj)], ['kiss', [man, '❤' + vs16, '💋', man].join(zwj)],
  ['woman technician', woman + zwj + '💻'], ['woman technician with tone', woman + tones[2] + zwj + '💻'], ['man cook with tone', man + tones[4] + zwj + '🍳'],
  ['pilot', man + zwj + '✈' + vs16], ['runner, woman', '🏃' + zwj + '♀' + vs16], ['runner, man, tone', '🏃' + tones[1] + zwj + '♂' + vs16],
  ['detective, woman', '🕵' + vs16 + zwj + '♀' + vs16], ['shrug with tone', '🤷' + tones[0] + zwj + '♂' + vs16], ['red hair', woman + zwj + '🦰'],
  ['rainbow flag', '🏳' + vs16 + zwj + '🌈'], ['pirate flag', '🏴' + zwj + '☠' + vs16], ['black flag', '🏴'], ['white flag', '🏳' + vs16],
  ['eye in speech bubble, no style', '👁' + zwj + '🗨'],
  ['a joiner between letters', 'a' + zwj + 'b'], ['a joiner at the end', '😀' + zwj], ['a joiner at the beginning', zwj + '😀'], ['a face and a joined letter', '😀' + zwj + 'a'],
  ...['KR', 'US', 'JP', 'GB', 'UA', 'EU', 'UN', 'XK', 'TW'].map((code) => [`flag ${code}`, flag(code)]), ['two flags', flag('KR') + flag('US')],
  ['half a flag', cp(0x1f1f0)], ['three letters of flags', cp(0x1f1f0, 0x1f1f7, 0x1f1fa)], ['no such flag', flag('ZZ')], ['a flag apart', cp(0x1f1f0) + ' ' + cp(0x1f1f7)],
  ...['gbeng', 'gbsct', 'gbwls'].map((code) => [`flag ${code}`, region(code)]),
  ...['0', '1', '9', '#', '*'].map((key) => [`keycap ${key}`, key + vs16 + '\u20e3']), ['keycap without style', '5\u20e3'], ['digit with style only', '5' + vs16],
  ['keycap of a letter', 'a\u20e3'], ['two keycaps in a row', '1' + vs16 + '\u20e3' + '2' + vs16 + '\u20e3'], ['number ten', '🔟'],
  ['arrows and symbols', '➡️ ⬅️ ✅ ☎️ ⚡ ★ ☆ ♥ ♡ ✓'], ['weather', '☀️🌧️❄️'], ['mahjong and card', '🀄🃏'], ['squared letters', '🅰️🅱️🆎🆗'], ['Japanese buttons', '🈁🈂️㊗️㊙️'],
  ['clock faces', '⌚⏰🕐'], ['zodiac', '♈♉♓'], ['chess pawn', '♟' + vs16], ['wavy dash', '〰️'], ['part alternation mark', '〽️'],
  ['emoji after a full stop', '네.😊'], ['emoji in a sentence', '배송 완료🎉🎉 오늘도 좋은 하루 되세요 🙏'],
];

// Newer emoji than the reference's table knows: what we give, and why.
const newer = [
  ['technologist with tone', person + tones[2] + zwj + '💻'], ['technologist', person + zwj + '💻'], ['people holding hands', person + zwj + '🤝' + zwj + person],
  ['heart on fire', '❤' + vs16 + zwj + '🔥'], ['transgender flag', '🏳' + vs16 + zwj + '⚧' + vs16], ['polar bear', '🐻' + zwj + '❄' + vs16],
  ['head shaking', '🙂' + zwj + '↔' + vs16], ['phoenix', '🐦' + zwj + '🔥'], ['mixed tones', man + tones[0] + zwj + '🤝' + zwj + man + tones[4]],
  ['standing person with tone', '🧍' + tones[1]], ['pinched fingers with tone', '🤌' + tones[3]], ['heart hands with tone', '🫶' + tones[2]], ['palm up hand with tone', '🫴' + tones[0]],
  ['eye in speech bubble with styles', '👁' + vs16 + zwj + '🗨' + vs16], ['white hair person', person + zwj + '🦳'], ['face in clouds', '😶' + zwj + '🌫' + vs16],
  ['service dog', '🐕' + zwj + '🦺'], ['black cat', '🐈' + zwj + '⬛'], ['joined faces that are in no list', '😀' + zwj + '😀'], ['ninja with tone', '🥷' + tones[4]],
];

const links = [
  ['a link', 'https://example.com'], ['a link with a path', 'https://example.com/a/b'], ['http', 'http://example.com'], ['capitals', 'HTTPS://EXAMPLE.COM/A'],
  ['Hangul glued to a host', 'https://example.com입니다'], ['Hangul glued to a path', 'https://example.com/help입니다'], ['a space first', '자세히 https://example.com/help 에서'],
  ['Hangul glued before', '여기https://example.com'], ['Hangul glued before a bare host', '여기example.com'], ['Hangul on both sides', '여기example.com에서'], ['a Latin letter glued before', 'seehttps://example.com'],
  ['bare host', 'example.com'], ['bare host with path', 'example.com/help'], ['bare host with path and Hangul', 'example.com/help을 보세요'], ['bare host with query only', 'example.com?x=1'],
  ['bare host with port', 'example.com:8080'], ['bare host with port and path', 'example.com:8080/a'], ['link with port', 'https://example.com:8080/a?b=c#d'],
  ['www', 'www.example.co.kr'], ['two-part suffix', 'shop.example.co.kr/p/1'], ['no such suffix', 'example.notasuffix'], ['a file name', 'report.pdf'], ['a file name that is a suffix', 'main.rs run.sh'],
  ['a version number', 'v1.2.3'], ['a decimal', '3.5인치'], ['an address', '192.168.0.1'], ['a link to an address', 'http://192.168.0.1/admin'], ['localhost', 'http://localhost:8080/'],
  ['Korean domain, bare', '네이버.한국'], ['Korean domain with scheme', 'https://네이버.한국'], ['Korean domain with scheme and particle', 'https://네이버.한국입니다'],
  ['Korean host under com', 'https://한글.com'], ['Korean host under com, bare', '한글.com'], ['Latin label under a Korean suffix', 'example.한국'],
  ['Chinese domain', 'https://中国互联.公司/路'], ['Cyrillic domain', 'https://пример.рф'], ['punycode', 'https://xn--3e0b707e.com'], ['punycode suffix', 'example.xn--3e0b707e'], ['a German label', 'https://müller.de'], ['a German label, bare', 'müller.de'],
  ['accents apart', nfd('https://müller.de/größe')], ['long Hangul glued before a bare host', '자세한내용은아래주소에서확인하실수있습니다example.com'], ['long Hangul in a host with scheme', 'https://' + times('가나다라', 8) + '.com'],
  ['a short Hangul label', 'https://가나다라.com'], ['ideographic full stop before', '詳細はこちら。example.com'], ['full-width comma before', '안내，example.com'],
  ['an e-mail address', 'help@example.com'], ['e-mail in a sentence', '문의: help@example.com 으로 주세요'], ['e-mail with Hangul after', 'help@example.com으로'],
  ['a mention that looks like a host', '@example.com'], ['hash before', '#example.com'], ['dollar before', '$example.com'], ['full-width at before', '＠example.com'],
  ['dot before', '.example.com'], ['slash before', '/example.com'], ['dash before', '-example.com'], ['underscore before', '_example.com'], ['underscore in a label', 'a_b.example.com'], ['underscore in the last label', 'a_b.com'],
  ['underscore with scheme', 'https://a_b.com'], ['dash at the end of a label', 'https://a-.com'], ['double dash', 'https://a--b.com'], ['two dots', 'https://a..com'], ['dot at the end', 'https://example.com.'],
  ['comma at the end', 'https://example.com/a, 그리고'], ['full stop after a path', 'https://example.com/a.'], ['exclamation after a path', 'https://example.com/a!'], ['question mark after', 'https://example.com/a?'],
  ['question mark after a query', 'https://example.com/a?b=c?'], ['Hangul after a query', 'https://example.com/a?b=c입니다'], ['Hangul in a query', 'https://example.com/?q=냉장고'], ['Hangul in a path', 'https://example.com/냉장고/1'],
  ['percent encoded', 'https://example.com/%EB%83%89?q=%EA%B0%80'], ['parentheses around', '(https://example.com/a)'], ['parentheses in the path', 'https://example.com/a_(b)'], ['nested parentheses', 'https://example.com/a_(b_(c)_d)'],
  ['open parenthesis', 'https://example.com/a_(b'], ['empty parentheses', 'https://example.com/a()'], ['brackets', '[https://example.com/a]'], ['angle brackets', '<https://example.com/a>'], ['quotes around', '"https://example.com/a"'], ['corner brackets', '「https://example.com」'],
  ['markdown', '[도움말](https://example.com/help)'], ['fragment', 'https://example.com/#top'], ['fragment without slash', 'https://example.com#top'], ['at in a path', 'https://example.com/@name/1'], ['tilde', 'https://example.com/~me/'], ['en dash in a path', 'https://example.com/a\u2013b'],
  ['Cyrillic in a path', 'https://example.com/привет'], ['accent in a path', 'https://example.com/é/ß'], ['semicolon and star', 'https://example.com/a;b*c'], ['pipe', 'https://example.com/a|b'],
  ['two links', 'https://a.com https://b.com'], ['two links glued', 'https://a.comhttps://b.com'], ['two links with a comma', 'https://a.com,https://b.com'], ['two bare hosts', 'a.com b.net'], ['two bare hosts glued by Hangul', 'a.com한b.net'], ['bare hosts glued by Hangul with path', 'a.com한b.net/x/y'],
  ['a link on its own line', '안내입니다\nhttps://example.com/help\n감사합니다'], ['scheme alone', 'https://'], ['scheme and word', 'https://help'], ['another scheme', 'ftp://example.com/a'], ['scheme in a path', 'https://example.com/https://b.com'],
  ['user in a link', 'https://user:pass@example.com'], ['the shortener', 'https://t.co/abc123'], ['the shortener with more path', 'https://t.co/abc123/def'], ['the shortener with Hangul', 'https://t.co/abc123입니다'], ['the shortener, long slug', 'https://t.co/' + times('a', 41)], ['the shortener with query', 'https://t.co/abc?x=1.'],
  ['long path', 'https://example.com/' + times('a', 200)], ['a label of 63', 'https://' + times('a', 63) + '.com'], ['a label of 64', 'https://' + times('a', 64) + '.com'], ['emoji host, bare', '😀.com'], ['emoji host with scheme', 'https://😀.com'], ['emoji after a link', 'https://example.com😀'], ['emoji glued before', '😀example.com'], ['emoji before a scheme', '😀https://example.com'],
  ['keycap at the end of a path', 'https://example.com/1\ufe0f\u20e3'], ['zero width space before', 'a\u200bexample.com'], ['zero width space inside', 'exam\u200bple.com'], ['direction mark before', '\u200fexample.com'], ['no-break space inside', 'example\u00a0.com'],
  ['suffix glued to digits', 'example.com123'], ['suffix and at', 'example.com@here'], ['suffix and plus', 'example.com+1'], ['suffix and dash', 'example.com-1'], ['suffix and apostrophe', "example.com's"], ['suffix and accent', 'example.comé'], ['suffix and colon', 'example.com: 안내'], ['suffix then label', 'example.com.notasuffix'], ['no slash', 'https:/example.com'], ['country suffix glued', 'example.kr에서'], ['capital suffix', 'Example.COM'], ['sentence without space', '됩니다.com은'], ['ellipsis', '음...com'], ['abbreviation', 'e.g. i.e. a.m.'], ['names with dots', 'U.S.A. Node.js vue.js ASP.NET'],
  ['app store link', 'https://apps.apple.com/kr/app/id123456789?mt=8'], ['search link', 'https://www.example.co.kr/search?q=%EC%84%B8%ED%83%81%EA%B8%B0&page=2#list'],
];

const mentions = [
  ['a mention', '@name 안녕하세요'], ['a mention with a domain', '@name@social.example 안녕하세요'], ['two with domains', '@a@one.example @b@two.example'], ['Hangul glued before', '안녕@name@social.example'], ['Latin glued before', 'x@name@social.example'],
  ['slash before', '/@name@social.example'], ['an e-mail address again', 'help@example.com'], ['full stop after', '@name@social.example.'], ['Hangul after', '@name@social.example님'], ['an underscore in the name', '@the_name@social.example'], ['a dash in the name', '@the-name@social.example'], ['a short domain', '@a@b'], ['a domain of two', '@a@bc'], ['nothing after the second sign', '@a@ b'], ['two signs', '@@name'],
  ['a mention with a handle', '@name.bsky.example 확인했습니다'], ['a hashtag', '#냉장고 #AS'], ['a cashtag', '$AAPL'], ['a domain with port', '@a@b.example:8080'], ['in parentheses', '(@name@social.example)'], ['with a link', '@name@social.example https://example.com/a'],
];

const invisible = [
  ['zero width space', 'a\u200bb'], ['zero width non-joiner', 'a\u200cb'], ['word joiner', 'a\u2060b'], ['soft hyphen', 'a\u00adb'], ['left-to-right mark', '\u200eabc'], ['line separator', 'a\u2028b'], ['byte order mark', 'a\ufeffb'], ['invisible times', 'a\u2062b'], ['variation selector 1', '≨\ufe00'], ['combining grapheme joiner', 'a\u034fb'], ['private use', '\ue000'], ['replacement character', '\ufffd'], ['object replacement', '\ufffc'], ['next line', 'a\u0085b'], ['bell', 'a\u0007b'], ['delete', 'a\u007fb'], ['override', '\u202eabc\u202c'], ['isolates', '\u2066abc\u2069'], ['a tag without a flag', 'a\u{e0061}'], ['music beyond the BMP', '𝄞'],
];

const limits = [
  ['140 syllables', times('가', 140)], ['141 syllables', times('가', 141)], ['139 syllables and two letters', times('가', 139) + 'ab'], ['139 syllables and three letters', times('가', 139) + 'abc'],
  ['140 syllables in NFD', nfd(times('한', 140))], ['141 syllables in NFD', nfd(times('한', 141))], ['280 letters', times('a', 280)], ['281 letters', times('a', 281)], ['300 letters', times('a', 300)], ['301 letters', times('a', 301)],
  ['500 letters', times('a', 500)], ['501 letters', times('a', 501)], ['300 syllables', times('가', 300)], ['301 syllables', times('가', 301)], ['300 syllables in NFD', nfd(times('한', 300))], ['301 syllables in NFD', nfd(times('한', 301))], ['500 syllables', times('가', 500)], ['501 syllables', times('가', 501)],
  ['140 faces', times('😀', 140)], ['141 faces', times('😀', 141)], ['120 families of four: 3,000 bytes', times([man, woman, girl, boy].join(zwj), 120)], ['121 families of four: 3,025 bytes', times([man, woman, girl, boy].join(zwj), 121)],
  ['300 flags', times(flag('KR'), 300)], ['301 flags', times(flag('KR'), 301)], ['300 conjuncts', times('क्ष', 300)], ['301 conjuncts', times('क्ष', 301)], ['12 links', times('https://example.com/a ', 12).trim()], ['11 links and 17 letters', times('https://example.com/a ', 11) + times('a', 16)],
  ['a link and 128 syllables', times('가', 128) + ' https://example.com'], ['a link and 129 syllables', times('가', 129) + ' https://example.com'], ['255 letters and a link', times('a', 256) + ' https://example.com'], ['257 letters and a link', times('a', 257) + ' https://example.com'],
  ['476 letters and a link', times('a', 476) + ' https://example.com'], ['477 letters and a link', times('a', 477) + ' https://example.com'], ['280 laughs', times('ㅋ', 280)], ['lines of 140', times('가\n', 93) + '나'], ['lines over 140', times('가\n', 93) + '나다'], ['60 families and letters', times([man, woman, girl].join(zwj), 60) + times('a', 160)],
];

export const samples = Object.entries({ hangul, latin, scripts, emoji, newer, links, mentions, invisible, limits }).flatMap(
  ([group, list]) => list.map(([why, text], i) => ({ id: `${group}-${String(i + 1).padStart(3, '0')}`, why, text })),
);

// Bodies that are composed with a signature: [why, body, signature, prefix?].
export const signed = [
  ['the usual answer', '확인했습니다.', 'KG'], ['an English answer', 'We are on it.', 'KG'], ['no signature', '확인했습니다.', ''], ['initials of one letter', '네.', 'K'], ['initials of four', '네.', 'KGHB'], ['Hangul initials', '네.', 'ㄱㅈㅎ'],
  ['Hangul syllable initials', '네.', '지훈'], ['already signed', '확인했습니다. ^KG', 'KG'], ['signed on its own line', '확인했습니다.\n^KG', 'KG'], ['signed by another', '확인했습니다. ^DY', 'KG'], ['caret glued to a word', '2^KG', 'KG'], ['nothing but a signature', '^KG', 'KG'], ['empty', '', 'KG'], ['blank', ' \n ', 'KG'],
  ['spaces at the ends', '  네 \n', 'KG'], ['NFD is composed', nfd('확인했습니다'), 'KG'], ['controls are removed', 'a\u0000b\u0007c\u202ed', 'KG'], ['carriage returns', '가\r\n나\r다', 'KG'], ['tabs', 'a\tb', 'KG'], ['a link at the end', '안내 https://example.com/help', 'KG'], ['a link glued to nothing', 'https://example.com', 'KG'],
  ['a family at the end', '감사합니다 ' + [man, woman, girl].join(zwj), 'KG'], ['a flag at the end', flag('KR'), 'KG'], ['a half flag at the end', cp(0x1f1f0), 'KG'], ['a mention before', '확인했습니다.', 'KG', '@name '], ['a remote mention before', '확인했습니다.', 'KG', '@name@social.example '], ['a mention before nothing', '', 'KG', '@name '],
  ['138 syllables fit', times('가', 138), 'KG'], ['139 syllables do not', times('가', 139), 'KG'], ['126 syllables with a link fit', times('가', 126) + ' https://example.com', 'KG'], ['127 with a link do not', times('가', 127) + ' https://example.com', 'KG'], ['296 syllables fit', times('가', 296), 'KG'], ['297 syllables do not', times('가', 297), 'KG'], ['276 letters', times('a', 276), 'KG'], ['277 letters', times('a', 277), 'KG'], ['496 letters', times('a', 496), 'KG'], ['497 letters', times('a', 497), 'KG'],
  ['three lines', '안녕하세요.\n모델명을 알려주세요.\n감사합니다.', 'SM'], ['a tag sequence of a flag stays', region('gbsct'), 'KG'], ['tags without a flag go', 'a' + cp(0xe0061, 0xe0062), 'KG'],
];
