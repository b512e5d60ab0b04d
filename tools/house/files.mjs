// What every check needs: the project's files, and C++ without its comments.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const kSkipped = new Set(['node_modules', 'build', 'dist', '.git', 'data', 'test-results', 'playwright-report', '.cache']);

// Paths below root/folder, relative to root, in name order; `endings` like ['.cpp', '.hpp'] or none for all.
export function list(root, folder, endings = []) {
    const found = [];
    const walk = (relative) => {
        for (const entry of readdirSync(join(root, relative), { withFileTypes: true })) {
            const path = relative ? `${relative}/${entry.name}` : entry.name;
            if (entry.isDirectory()) {
                if (!kSkipped.has(entry.name)) walk(path);
            } else if (entry.isFile() && (endings.length === 0 || endings.some((ending) => entry.name.endsWith(ending)))) {
                found.push(path);
            }
        }
    };
    if (existsSync(join(root, folder))) walk(folder);
    return found.sort();
}

export const read = (root, path) => readFileSync(join(root, path), 'utf8');
export const isCppTest = (path) => /_test\.[ch]pp$/.test(path) || /(^|\/)testing\//.test(path);
export const isWebTest = (path) => /\.(test|spec)\.[cm]?[jt]s$/.test(path) || path.startsWith('web/tests/');
export const isTest = (path) => isCppTest(path) || isWebTest(path) || path.startsWith('tests/');

// Headers that only tests include are tests too: fixtures, fakes, local servers.
export function testHeaders(root) {
    const byTests = new Set();
    const byProduct = new Set();
    for (const path of [...list(root, 'src', ['.cpp', '.hpp']), ...list(root, 'tests', ['.cpp', '.hpp'])]) {
        const target = isTest(path) ? byTests : byProduct;
        for (const match of read(root, path).matchAll(/^#include "([^"]+)"/gm)) target.add(`src/${match[1]}`);
    }
    return new Set([...byTests].filter((path) => !byProduct.has(path)));
}

export function lineOf(text, index) {
    let line = 1;
    for (let i = 0; i < index; i += 1) if (text[i] === '\n') line += 1;
    return line;
}

// C++ (or TypeScript) read once: comments become spaces, so that places stay; string literals are listed with their place.
export function scan(text) {
    const code = text.split('');
    const strings = [];
    const blank = (from, to) => {
        for (let i = from; i < to && i < code.length; i += 1) if (code[i] !== '\n') code[i] = ' ';
    };
    let i = 0;
    while (i < text.length) {
        const two = text.slice(i, i + 2);
        if (two === '//') {
            let end = text.indexOf('\n', i);
            if (end < 0) end = text.length;
            blank(i, end);
            i = end;
        } else if (two === '/*') {
            let end = text.indexOf('*/', i + 2);
            end = end < 0 ? text.length : end + 2;
            blank(i, end);
            i = end;
        } else if (two === 'R"') {
            const open = text.indexOf('(', i);
            const close = `)${text.slice(i + 2, open)}"`;
            let end = text.indexOf(close, open);
            if (end < 0) end = text.length;
            strings.push({ at: i, text: text.slice(open + 1, end) });
            i = end + close.length;
        } else if (text[i] === '"' || text[i] === '`' || (text[i] === "'" && !/[0-9A-Fa-f]/.test(text[i - 1] ?? ''))) {
            const quote = text[i];
            let end = i + 1;
            while (end < text.length && text[end] !== quote && (quote === '`' || text[end] !== '\n')) {
                end += text[end] === '\\' ? 2 : 1;
            }
            strings.push({ at: i, text: text.slice(i + 1, end) });
            i = end + 1;
        } else {
            i += 1;
        }
    }
    return { code: code.join(''), strings };
}

// One line of promises.md's form. `met` is null for a figure that is only told.
export function figure(name, measured, goal, met, reference = '-', ratio = '-') {
    return { name, measured, reference, ratio, goal, met };
}
