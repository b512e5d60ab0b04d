// Writes model-data/text-rules.json: the counting rules, and the facts they need (which characters may stand in
// a link, the top-level domains, the emoji). Character classes are found by asking the reference counter about
// every UTF-16 code unit, so its case folding is in the table and no pattern has to be carried along.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const pattern = (name) => require(`twitter-text/dist/regexp/${name}.js`);

const hex = (n) => n.toString(16);
function ranges(test, end) {
  const parts = [];
  let start = -1;
  for (let i = 0; i <= end + 1; i++) {
    const inside = i <= end && test(i);
    if (inside && start < 0) start = i;
    if (!inside && start >= 0) {
      parts.push(start === i - 1 ? hex(start) : `${hex(start)}-${hex(i - 1)}`);
      start = -1;
    }
  }
  return parts.join(' ');
}
const unit_class = (source) => {
  const one = new RegExp(`^(?:${source})$`, 'i');
  return ranges((u) => one.test(String.fromCharCode(u)), 0xffff);
};
const not_class = (source) => {
  const one = new RegExp(`^(?:${source})$`, 'i');
  return ranges((u) => !one.test(String.fromCharCode(u)), 0xffff);
};
const code_point_class = (property) => {
  const one = new RegExp(`^\\p{${property}}$`, 'u');
  return ranges((c) => one.test(String.fromCodePoint(c)), 0x1ffff);
};

// The parenthesised alternative of the two classes is a rule of ours, not a character.
const single = (source) => source.split('|(?:')[0];
const tlds = (source) => source.replace(/^\(\?:\(\?:/, '').split(')(?=')[0].split('|');

const generic = tlds(pattern('validGTLD').source);
const country = tlds(pattern('validCCTLD').source);

// We look for the longest domain that fits; the reference takes the first of its list. They agree only if no
// domain stands before a longer one that begins with it. ASCII ones are cut off by the look-ahead anyway.
const ordered = [...generic, ...country];
for (let i = 0; i < ordered.length; i++)
  for (let j = i + 1; j < ordered.length; j++)
    if (ordered[j] !== ordered[i] && ordered[j].startsWith(ordered[i]) && /[^\x00-\x7f]/.test(ordered[i]))
      console.error(`order matters: ${ordered[i]} stands before ${ordered[j]}`);

const regional = [];
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const flag = (code) => String.fromCodePoint(...[...code].map((l) => 0x1f1e6 + letters.indexOf(l)));
const { default: twitter } = await import('twitter-text');
for (const a of letters)
  for (const b of letters) if (twitter.parseTweet(flag(a + b)).weightedLength === 2) regional.push(a + b);

const light = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const rules = {
  about:
    'How texts are counted. Read by the server and by the web app; written by tools/make-vectors. ' +
    'limit and byte_limit are inclusive, 0 = none; link_weight 0 = links count as written; ' +
    'ranges are hexadecimal, inclusive: UTF-16 code units in links, code points in emoji.',
  version: 1,
  rules: {
    'weighted-280': {
      unit: 'weighted', limit: 280, byte_limit: 0,
      link_form: 'bare_domains', link_weight: 23,
      default_weight: 2, emoji_weight: 2, light_weight: 1, light_ranges: light,
      mention_without_domain: false,
    },
    'graphemes-300': {
      unit: 'graphemes', limit: 300, byte_limit: 3000,
      link_form: 'as_written', link_weight: 0, mention_without_domain: false,
    },
    'code-points-500': {
      unit: 'code_points', limit: 500, byte_limit: 0,
      link_form: 'with_scheme', link_weight: 23, mention_without_domain: true,
    },
    'unlimited': {
      unit: 'graphemes', limit: 0, byte_limit: 0,
      link_form: 'as_written', link_weight: 0, mention_without_domain: false,
    },
  },
  links: {
    max_length: 4096, max_label: 63,
    shortener: { host: 't.co', max_slug: 40 },
    not_before: not_class(single(pattern('validUrlPrecedingChars').source.replace('|^)', ')'))),
    not_in_domain: not_class(pattern('validDomainChars').source),
    plain_domain: unit_class(pattern('validAsciiDomain').source.match(/\[[^\]]*\]/)[0]),
    path: unit_class(pattern('validGeneralUrlPathChars').source),
    path_end: unit_class(single(pattern('validUrlPathEndingChars').source)),
    query: unit_class(pattern('validUrlQueryChars').source),
    query_end: unit_class(pattern('validUrlQueryEndingChars').source),
    generic_domains: generic.sort().join(' '),
    country_domains: country.sort().join(' '),
  },
  emoji: {
    unicode: process.versions.unicode,
    pictographs: code_point_class('Extended_Pictographic'),
    modifier_bases: code_point_class('Emoji_Modifier_Base'),
    flags: regional.join(' '),
    subregions: 'gbeng gbsct gbwls',
  },
};
writeFileSync(new URL('../../model-data/text-rules.json', import.meta.url), JSON.stringify(rules, null, 1) + '\n');
console.log(`${generic.length} generic and ${country.length} country domains, ${regional.length} flags`);
