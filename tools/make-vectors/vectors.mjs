// Writes tests/vectors/counter.json, differences.json and pds-subset.json. What is expected comes from counters that
// share no code with ours: twitter-text 3.1.0 for the weighted rule and for finding links, Intl.Segmenter for
// graphemes. Where we count differently on purpose, the difference stands in differences.json with its reason.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { samples, signed } from './samples.mjs';

const twitter = createRequire(import.meta.url)('twitter-text');
const here = (path) => new URL(`../../${path}`, import.meta.url);
const rules = JSON.parse(readFileSync(here('model-data/text-rules.json'), 'utf8')).rules;
const reasons = JSON.parse(readFileSync(new URL('reasons.json', import.meta.url), 'utf8'));

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const encoder = new TextEncoder();
const used_rules = ['weighted-280', 'graphemes-300', 'code-points-500'];

function code_points(text, rule) {
  let rest = '';
  let at = 0;
  for (const { indices } of twitter.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false })) {
    rest += text.slice(at, indices[0]) + '\ue000'.repeat(rule.link_weight);
    at = indices[1];
  }
  rest = (rest + text.slice(at)).replace(/(^|[^\/\w])@(([a-z0-9_]+)@[a-z0-9.-]+[a-z0-9]+)/gi, '$1@$3');
  return [...rest].length;
}

function expected(id, text) {
  const rule = rules[id];
  if (rule.unit === 'weighted') return twitter.parseTweet(text).weightedLength;
  if (rule.unit === 'graphemes') return [...segmenter.segment(text)].length;
  return code_points(text, rule);
}

const differences = [];
function vector(id, rule_id, why, text) {
  const rule = rules[rule_id];
  const reference = expected(rule_id, text);
  const listed = reasons[`${id}/${rule_id}`];
  const used = listed === undefined ? reference : listed.ours;
  if (listed !== undefined) {
    if (listed.ours === reference) console.error(`no difference any more: ${id}`);
    differences.push({ id: `${id}/${rule_id}`, text, ours: used, reference, reason: listed.reason });
  }
  const bytes = encoder.encode(text).length;
  const fits = (rule.limit === 0 || used <= rule.limit) && (rule.byte_limit === 0 || bytes <= rule.byte_limit);
  return { id: `${id}/${rule_id}`, rule: rule_id, why, text, used, bytes, fits };
}

// What composing must give, said once more without the rules' code: see compose() in src/model/text_rule.cpp.
const strip = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufeff]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0020}-\u{e007f}]/gu;
function composed(body, signature, prefix) {
  const kept = body.replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n').replaceAll('\t', ' ').replace(strip, '').normalize('NFC').replace(/^[ \n]+|[ \n]+$/g, '');
  if (signature === '' || new RegExp(`(^|[ \\n])\\^${signature}$`).test(kept)) return prefix + kept;
  return prefix + [kept, `^${signature}`].filter((part) => part !== '').join(' ');
}

const vectors = samples.flatMap(({ id, why, text }) => used_rules.map((rule) => vector(id, rule, why, text)));
for (const [i, [why, body, signature, prefix = '']] of signed.entries()) {
  const id = `signed-${String(i + 1).padStart(3, '0')}`;
  for (const rule of used_rules) {
    const counted = vector(id, rule, why, composed(body, signature, prefix));
    vectors.push({ ...counted, compose: { body, signature, prefix } });
  }
}

// Marks, jamo and invisible characters are written as escapes: no editor may normalise them away.
const escaped = (value) =>
  JSON.stringify(value).replace(/[\p{M}\p{C}\p{Zl}\p{Zp}\u00a0\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u3164\uffa0]/gu, (char) =>
    Array.from({ length: char.length }, (_, i) => '\\u' + char.charCodeAt(i).toString(16).padStart(4, '0')).join(''),
  );
const lines = (list) => '[\n' + list.map((entry) => '  ' + escaped(entry)).join(',\n') + '\n ]';
function write(path, about, key, list) {
  writeFileSync(here(path), `{\n "about": ${JSON.stringify(about)},\n "${key}": ${lines(list)}\n}\n`);
  console.log(`${path}: ${list.length}`);
}

write('tests/vectors/counter.json', 'Counter vectors, read by the C++ and the TypeScript test. Written by tools/make-vectors: do not edit by hand.', 'vectors', vectors);
write('tests/vectors/differences.json', 'Where the weighted count differs from the reference (twitter-text 3.1.0) on purpose.', 'differences', differences);

// What the real personal data server must accept or refuse: everything near the limits, and the hard samples repeated
// up to 300 and 301 graphemes where 3,000 bytes allow it.
const near = vectors.filter((v) => v.rule === 'graphemes-300' && /^limits|^signed/.test(v.id) &&
  ((v.used >= 296 && v.used <= 304) || v.bytes >= 2990));
const hard = samples.filter(({ id }) => /^(hangul-0(05|10|14|16|36)|latin-0(06|08|09)|scripts-0(03|10|13|14|15|18|28)|emoji-0(04|15|26|30|34|45|67)|newer-00[14])$/.test(id));
const repeated = hard.flatMap(({ id, why, text }) => {
  const separated = text + '.';
  const each = [...segmenter.segment(separated)].length;
  const bytes = encoder.encode(separated).length;
  const n = Math.min(Math.floor(300 / each), Math.floor(2990 / bytes));
  const fill = '.'.repeat(Math.min(300 - n * each, 3000 - n * bytes));
  const at = separated.repeat(n) + fill;
  return [at, at + (encoder.encode(at).length < 3000 ? '.' : '..')].map((full, i) => ({ id: `${id}-${i === 0 ? 'at' : 'over'}`, why, text: full }));
});
const subset = [...near.map(({ id, why, text, used, bytes, fits }) => ({ id, why, text, used, bytes, fits })),
  ...repeated.map(({ id, why, text }) => {
    const { used, bytes, fits } = vector(id, 'graphemes-300', why, text);
    return { id, why, text, used, bytes, fits };
  })];
write('tests/vectors/pds-subset.json', 'Texts a real personal data server accepts (fits) or refuses, by the rule graphemes-300. Written by tools/make-vectors.', 'texts', subset);
