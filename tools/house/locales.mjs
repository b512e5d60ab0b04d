// The catalogue: Korean and English are equals, and no sentence is written anywhere else.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, isTest, lineOf, list, read, scan, testHeaders } from './files.mjs';

export const kLanguages = ['ko', 'en'];
const kKey = /^[a-z0-9_]+(\.[a-z0-9_-]+)+$/;
const kHangul = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/;
// A sentence for people, not a particle or a stem that a rule looks for: three words, or two that end like a sentence.
const isKoreanSentence = (text) => {
    const words = text.trim().split(/\s+/).filter((word) => kHangul.test(word));
    return words.length >= 3 || (words.length === 2 && words.join('').length >= 6 && /([다요까죠][.?!…]?|[.?!…])$/.test(text.trim()));
};
// Names and marks that are the same in every language.
const kSameEverywhere = new Set(['Manyhands', 'Enter', 'Esc', 'Ctrl', 'Alt', 'Shift', 'Tab', 'KG', 'CSV', 'XLSX', 'URL', 'ID', 'ms', '한국어', 'English']);
// A C++ or TypeScript line may say that its Hangul is data (a test of letters, a rule) and not a sentence for people.
const kDataMark = 'not a sentence';

const argumentsOf = (text) => [...new Set([...text.matchAll(/\{([a-z_][a-z0-9_]*)[}|,]/gi)].map((match) => match[1]))].sort().join(' ');

// { ko: Map(key -> {text, path}), en: ... , failures }
export function readCatalogue(root) {
    const failures = [];
    const catalogue = {};
    for (const language of kLanguages) {
        const keys = new Map();
        const paths = [
            ...list(root, 'locales', ['.json']).filter((path) => path === `locales/${language}.json`),
            ...list(root, `locales/${language}`, ['.json']),
            ...list(root, 'locales/parts', [`.${language}.json`]),
        ];
        for (const path of paths) {
            let content;
            try {
                content = JSON.parse(read(root, path));
            } catch (error) {
                failures.push(`${path}: ${error.message}`);
                continue;
            }
            for (const [key, text] of Object.entries(content)) {
                if (typeof text !== 'string') failures.push(`${path}: ${key} is not a text (the catalogue is flat)`);
                else if (!kKey.test(key)) failures.push(`${path}: ${key} is not written room.topic.detail`);
                else if (text.trim() === '') failures.push(`${path}: ${key} is empty`);
                else if (keys.has(key) && keys.get(key).text !== text) {
                    failures.push(`${path}: ${key} says something else in ${keys.get(key).path}`);
                } else keys.set(key, { text, path });
            }
        }
        catalogue[language] = keys;
    }
    const [first, second] = kLanguages;
    for (const [from, to] of [
        [first, second],
        [second, first],
    ]) {
        for (const [key, { path }] of catalogue[from]) {
            if (!catalogue[to].has(key)) failures.push(`${path}: ${key} is missing in ${to}`);
        }
    }
    for (const [key, { text, path }] of catalogue[first]) {
        const other = catalogue[second].get(key);
        if (other && argumentsOf(text) !== argumentsOf(other.text)) {
            failures.push(`${path}: ${key} has the arguments {${argumentsOf(text)}}, in ${second} {${argumentsOf(other.text)}}`);
        }
    }
    return { catalogue, failures };
}

// Removes what Svelte computes: {…} with nested braces and strings.
export function withoutExpressions(markup) {
    let out = '';
    let depth = 0;
    for (let i = 0; i < markup.length; i += 1) {
        const letter = markup[i];
        if (depth > 0 && (letter === '"' || letter === "'" || letter === '`')) {
            let end = i + 1;
            while (end < markup.length && markup[end] !== letter) end += markup[end] === '\\' ? 2 : 1;
            out += markup.slice(i, end + 1).replace(/[^\n]/g, ' ');
            i = end;
        } else if (letter === '{') {
            depth += 1;
            out += ' ';
        } else if (letter === '}' && depth > 0) {
            depth -= 1;
            out += ' ';
        } else {
            out += depth > 0 && letter !== '\n' ? ' ' : letter;
        }
    }
    return out;
}

const blanked = (text, pattern) => text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));
const isPlain = (text) =>
    text
        .replace(/&[a-z]+;|&#\d+;|[a-z]+:\/\/\S*/g, ' ')
        .split(/[^\p{L}\p{N}_]+/u)
        .every((word) => word.length < 2 || !/\p{L}/u.test(word) || kSameEverywhere.has(word));

// Sentences written into a component's markup; [line, text] each.
export function hardCoded(svelte) {
    const found = [];
    let markup = blanked(svelte, /<script[\s\S]*?<\/script>/g);
    markup = blanked(markup, /<style[\s\S]*?<\/style>/g);
    markup = blanked(markup, /<!--[\s\S]*?-->/g);
    markup = withoutExpressions(markup);
    for (const match of markup.matchAll(/\b(title|placeholder|alt|label|aria-label|aria-description|aria-roledescription)="([^"]*)"/g)) {
        if (!isPlain(match[2])) found.push([lineOf(svelte, match.index), match[2].trim()]);
    }
    const texts = markup.replace(/<[^<>]*>/g, (tag) => tag.replace(/[^\n]/g, '\u0000'));
    for (const match of texts.matchAll(/[^\u0000]+/g)) {
        if (!isPlain(match[0])) found.push([lineOf(svelte, match.index + match[0].search(/\S/)), match[0].trim()]);
    }
    return found;
}

export function check(root) {
    const { catalogue, failures } = readCatalogue(root);
    const missing = failures.length;
    let written = 0;
    const complain = (path, line, text) => {
        written += 1;
        failures.push(`${path}:${line}: text outside the catalogue: ${text.replace(/\s+/g, ' ').slice(0, 60)}`);
    };
    for (const path of list(root, 'web/src', ['.svelte'])) {
        const text = read(root, path);
        for (const [line, words] of hardCoded(text)) complain(path, line, words);
        const script = [...text.matchAll(/<script[\s\S]*?<\/script>/g)].map((match) => [match.index, match[0]]);
        for (const [at, code] of script) hangulIn(scan(code), code, (line, words) => complain(path, line + lineOf(text, at) - 1, words));
    }
    const headers = testHeaders(root);
    for (const path of [...list(root, 'web/src', ['.ts']), ...list(root, 'src', ['.cpp', '.hpp'])]) {
        if (isTest(path) || headers.has(path)) continue;
        const text = read(root, path);
        hangulIn(scan(text), text, (line, words) => complain(path, line, words));
    }
    // A key that the web app asks for exists.
    const known = catalogue.ko;
    let unknown = 0;
    for (const path of list(root, 'web/src', ['.svelte', '.ts'])) {
        if (isTest(path)) continue;
        const text = read(root, path);
        for (const match of text.matchAll(/\bt\(\s*(['"])([a-z0-9_.-]+)\1/g)) {
            if (match[2].includes('.') && !known.has(match[2])) {
                unknown += 1;
                failures.push(`${path}:${lineOf(text, match.index)}: no such key: ${match[2]}`);
            }
        }
    }
    return {
        failures,
        figures: [
            figure('catalogue keys, ko and en', `${catalogue.ko.size} and ${catalogue.en.size}`, 'identical sets', missing === 0),
            figure('texts outside the catalogue', written, '0', written === 0),
            figure('unknown keys asked for', unknown, '0', unknown === 0),
        ],
    };
}

function hangulIn(scanned, text, complain) {
    const lines = text.split('\n');
    for (const literal of scanned.strings) {
        const line = lineOf(text, literal.at);
        const marked = [lines[line - 1], lines[line - 2] ?? ''].some((one) => one.includes(kDataMark));
        if (isKoreanSentence(literal.text) && !marked) complain(line, literal.text);
    }
}

// build/locales/{ko,en}.json, in key order.
export function merge(root) {
    const { catalogue, failures } = readCatalogue(root);
    if (failures.length > 0) return { failures, figures: [] };
    const folder = join(root, 'build/locales');
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    for (const language of kLanguages) {
        const keys = [...catalogue[language].keys()].sort();
        const content = Object.fromEntries(keys.map((key) => [key, catalogue[language].get(key).text]));
        writeFileSync(join(folder, `${language}.json`), `${JSON.stringify(content, null, 2)}\n`);
    }
    return { failures: [], figures: [] };
}
