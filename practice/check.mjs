// Checks the practice company's data: node --test practice/check.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const company = read('company.json');
const { conversations } = read('conversations.json');
const stream = read('stream.json');
const reactions = read('reactions.json');

const segmenter = new Intl.Segmenter('ko', { granularity: 'grapheme' });
const graphemes = (text) => [...segmenter.segment(text)].length;
const hangul = /[\uAC00-\uD7A3\u3131-\u318E]/;
const employees = new Map(company.employees.map((e) => [e.initials, e]));
const topics = new Map(company.topics.map((t) => [t.id, t]));
const departments = new Set(company.departments.map((d) => d.id));
const kinds = ['complaint', 'question', 'suggestion', 'praise', 'lead', 'other'];
const all_posts = conversations.flatMap((c) => c.posts);

function check_person(person) {
  assert.match(person.handle, /^[a-z0-9][a-z0-9._]{2,29}$/);
  assert.ok(person.name.length > 0 && person.name.length < 40);
  assert.ok(Number.isInteger(person.followers) && person.followers >= 0);
}

function share_of_duplicates(texts) {
  return 1 - new Set(texts).size / texts.length;
}

test('company: 40 employees, each with unique initials and address', () => {
  assert.equal(company.employees.length, 40);
  assert.equal(employees.size, 40);
  assert.equal(new Set(company.employees.map((e) => e.email)).size, 40);
  for (const e of company.employees) {
    assert.match(e.initials, /^[A-Z]{2}$/);
    assert.match(e.email, /^[a-z]+\.[a-z]+@onmaru\.example$/);
    assert.ok(departments.has(e.department), e.initials);
    assert.ok(['employee', 'desk', 'lead', 'auditor', 'analyst', 'admin'].includes(e.role), e.initials);
    assert.ok(e.languages.length > 0 && e.languages.every((l) => l === 'ko' || l === 'en'));
  }
  for (const role of ['employee', 'desk', 'lead', 'auditor', 'analyst', 'admin']) {
    assert.ok(company.employees.some((e) => e.role === role), role);
  }
});

test('company: tags fit topics and kinds that there are, phrases speak both languages and are made by somebody', () => {
  assert.equal(company.tags.length, 8);
  const kinds = new Set(conversations.map((c) => c.kind));
  for (const tag of company.tags) {
    assert.ok(tag.name.ko && tag.name.en, tag.name.en);
    assert.ok(tag.topics.length + tag.kinds.length > 0, tag.name.en);
    for (const topic of tag.topics) assert.ok(topics.has(topic), topic);
    for (const kind of tag.kinds) assert.ok(kinds.has(kind), kind);
  }
  assert.equal(company.phrases.length, 6);
  assert.equal(new Set(company.phrases.map((p) => p.shortcut)).size, 6);
  for (const phrase of company.phrases) {
    assert.ok(phrase.text.ko && phrase.text.en && phrase.title.ko && phrase.title.en, phrase.shortcut);
    assert.ok(employees.has(phrase.by), phrase.by);
    assert.ok(phrase.department === null || departments.has(phrase.department), phrase.department);
    // The same variables in both languages, or a translation says less.
    const variables = (text) => [...text.matchAll(/\{\{([^}]*)\}\}/g)].map((found) => found[1]).sort();
    assert.deepEqual(variables(phrase.text.ko), variables(phrase.text.en), phrase.shortcut);
  }
});

test('company: listening queries name their owner; one is on, one a draft', () => {
  for (const q of company.listening_queries) assert.ok(employees.has(q.owner), q.name);
  const states = company.listening_queries.map((q) => q.state);
  assert.ok(states.includes('on') && states.includes('draft'));
});

test('company: every topic belongs to a department, every product to a topic', () => {
  for (const t of company.topics) assert.ok(departments.has(t.department), t.id);
  for (const p of company.products) assert.ok(topics.has(p.topic), p.id);
  assert.equal(company.accounts.filter((a) => a.main).length, 1);
});

test('conversations: 300, half Korean, one handle each', () => {
  assert.equal(conversations.length, 300);
  assert.equal(conversations.filter((c) => c.lang === 'ko').length, 150);
  assert.equal(new Set(conversations.map((c) => c.id)).size, 300);
  const people = [...conversations.map((c) => c.customer), ...all_posts.filter((p) => p.author).map((p) => p.author)];
  people.forEach(check_person);
  const handles = people.map((p) => p.handle);
  assert.equal(new Set(handles).size, handles.length);
});

test('conversations: topics, kinds, departments and states are known', () => {
  for (const c of conversations) {
    assert.ok(kinds.includes(c.kind), c.id);
    assert.equal(topics.get(c.topic)?.department, c.department, c.id);
    assert.ok(['answered', 'waiting', 'closed'].includes(c.state), c.id);
  }
  for (const kind of kinds) assert.ok(conversations.some((c) => c.kind === kind), kind);
});

test('conversations: posts begin with the customer, run forward, and lie within seven days', () => {
  for (const c of conversations) {
    assert.equal(c.posts[0].side, 'customer', c.id);
    let before = 7 * 1440;
    for (const post of c.posts) {
      assert.ok(post.at_minutes_before > 0 && post.at_minutes_before < before, `${c.id}: ${post.text}`);
      before = post.at_minutes_before;
      assert.equal(post.side === 'brand', 'by' in post, c.id);
      assert.equal(post.side === 'other', 'author' in post, c.id);
    }
  }
});

test('texts: each in its language and within 300 graphemes, signature included', () => {
  for (const post of all_posts) {
    const signature = post.by ? ` ^${post.by}` : '';
    assert.ok(graphemes(post.text + signature) <= 300, post.text);
    assert.ok(!/[\u0000-\u001f<>{}|]/.test(post.text), post.text);
    if (post.lang === 'en') assert.ok(!hangul.test(post.text), post.text);
  }
  for (const c of conversations.filter((one) => one.lang === 'ko')) {
    assert.ok(c.posts.some((p) => hangul.test(p.text)), c.id);
  }
});

test('answers: by employees who speak the language, without a typed signature', () => {
  for (const post of all_posts.filter((p) => p.side === 'brand')) {
    assert.ok(employees.get(post.by)?.languages.includes(post.lang), `${post.by} ${post.lang}`);
    assert.ok(!/\^[A-Z]{2}\s*$/.test(post.text), post.text);
    assert.ok(!/하십시오|십시오/.test(post.text), post.text);
  }
  const writers = new Set(all_posts.filter((p) => p.by).map((p) => p.by));
  assert.ok(writers.size >= 24, `${writers.size} writers`);
});

test('waiting: about 25 within 70 minutes and in every band of the promise, a few long forgotten', () => {
  const ages = [];
  for (const c of conversations.filter((one) => one.state === 'waiting')) {
    const last_answer = c.posts.map((p) => p.side).lastIndexOf('brand');
    const first = c.posts.slice(last_answer + 1).find((p) => p.side === 'customer');
    assert.ok(first, `${c.id} waits for nothing`);
    ages.push(first.at_minutes_before);
  }
  const recent = ages.filter((a) => a <= 70);
  assert.ok(recent.length >= 22 && recent.length <= 32, `${recent.length} recent`);
  for (const [from, to] of [[0, 7], [7, 12], [12, 30], [30, 60], [60, 70]]) {
    assert.ok(recent.some((a) => a > from && a <= to), `nothing between ${from} and ${to} minutes`);
  }
  assert.ok(ages.length - recent.length <= 5);
});

test('answered conversations end with an answer of ours', () => {
  for (const c of conversations.filter((one) => one.state === 'answered')) {
    assert.ok(c.posts.some((p) => p.side === 'brand'), c.id);
  }
});

test('first answers: median between 8 and 11 minutes, some late', () => {
  const gaps = [];
  for (const c of conversations) {
    const answer = c.posts.find((p) => p.side === 'brand');
    if (answer) gaps.push(c.posts[0].at_minutes_before - answer.at_minutes_before);
  }
  gaps.sort((a, b) => a - b);
  const median = gaps[Math.ceil(gaps.length / 2) - 1];
  assert.ok(gaps.length > 240);
  assert.ok(median >= 8 && median <= 11, `median ${median}`);
  assert.ok(gaps.filter((g) => g > 60).length >= 5);
});

test('duplicates: at most 3 in 100 texts of a side', () => {
  for (const side of ['customer', 'brand']) {
    const share = share_of_duplicates(all_posts.filter((p) => p.side === side).map((p) => p.text));
    assert.ok(share <= 0.03, `${side}: ${share}`);
  }
  assert.equal(new Set(conversations.map((c) => c.posts[0].text)).size, 300);
});

test('stream: 120 fresh posts and 40 of the rumour', () => {
  assert.equal(stream.posts.length, 120);
  assert.equal(stream.crisis.posts.length, 40);
  const known = new Set(conversations.map((c) => c.customer.handle));
  const handles = new Set();
  const first_texts = new Set(conversations.map((c) => c.posts[0].text));
  for (const post of [...stream.posts, ...stream.crisis.posts]) {
    check_person(post.author);
    assert.ok(!known.has(post.author.handle) && !handles.has(post.author.handle), post.author.handle);
    handles.add(post.author.handle);
    assert.ok(topics.has(post.topic) && kinds.includes(post.kind), post.id);
    assert.ok(graphemes(post.text) <= 300, post.id);
    assert.equal(hangul.test(post.text), post.lang === 'ko', post.id);
    assert.ok(!first_texts.has(post.text), post.id);
  }
  assert.equal(stream.posts.filter((p) => p.lang === 'ko').length, 60);
  assert.ok(stream.crisis.posts.filter((p) => p.lang === 'ko').length >= 18);
  let before = -1;
  for (const post of stream.crisis.posts) {
    assert.ok(post.after_seconds > before, post.id);
    before = post.after_seconds;
  }
  for (const lang of ['ko', 'en']) {
    assert.ok(graphemes(stream.crisis.statement[lang]) <= 296, lang);
    assert.ok(departments.has(stream.crisis.department));
  }
});

test('a first post names the brand, otherwise the network would not tell us of it', () => {
  for (const post of [...conversations.map((c) => c.posts[0]), ...stream.posts, ...stream.crisis.posts]) {
    assert.ok(post.text.includes('@onmaru_care'), post.text);
  }
  assert.ok(company.listen_terms.includes('온마루') && company.listen_terms.includes('onmaru'));
});

test('reactions: at least 40 different texts for each class and language', () => {
  const fits = ['any', 'apology', 'step', 'exchange', 'refund', 'store', 'time', 'link', 'asked', 'short',
    'private_data', 'deflect', 'language', 'repeat', 'late'];
  for (const lang of ['ko', 'en']) {
    for (const kind of ['thanks', 'follow_up', 'unhappy']) {
      const texts = reactions[lang][kind];
      assert.ok(new Set(texts.map((t) => t.text)).size >= 40, `${lang} ${kind}`);
      assert.ok(texts.some((t) => t.fits === 'any'), `${lang} ${kind}`);
      for (const t of texts) {
        assert.ok(fits.includes(t.fits), t.fits);
        assert.ok(graphemes(t.text) <= 300);
        assert.equal(hangul.test(t.text), lang === 'ko', t.text);
      }
    }
  }
});

test('no Korean particle stands after the wrong ending', () => {
  const batchim = (syllable) => (syllable.charCodeAt(0) - 0xac00) % 28 !== 0;
  const names = company.products.map((p) => p.name.ko);
  for (const name of names) {
    const last = name.at(-1);
    const closed = /[가-힣]/.test(last) ? batchim(last) : /[013678LMNR]/.test(last);
    const wrong = closed ? ['를 ', '는 ', '와 '] : ['을 ', '은 ', '과 ', '이랑 '];
    for (const post of [...all_posts, ...stream.posts, ...stream.crisis.posts]) {
      for (const particle of wrong) assert.ok(!post.text.includes(name + particle), post.text);
    }
  }
});
