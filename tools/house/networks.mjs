// A network's name appears only in its folder, on one line of src/app/channels.cpp, in its tests and its documentation.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { figure, isTest, lineOf, list, read, scan, testHeaders } from './files.mjs';

// What else gives a network away.
const kOtherNames = { bluesky: ['bsky', 'atproto'], mastodon: ['toot'], x: ['twitter', 'tweet'] };
// Our own stand-ins are no networks of the world: practice, the fault tests and replay must be able to ask for them.
const kOurOwn = new Set(['simulated', 'archive']);
const kMostFiles = 3;

export function check(root) {
    const failures = [];
    const folder = join(root, 'src/channels');
    const names = existsSync(folder)
        ? readdirSync(folder, { withFileTypes: true })
              .filter((entry) => entry.isDirectory())
              .map((entry) => entry.name)
        : [];
    const headers = testHeaders(root);
    const scanned = [...list(root, 'src', ['.cpp', '.hpp', '.sql']), ...list(root, 'web/src', ['.ts', '.svelte'])]
        .filter((path) => !isTest(path) && !headers.has(path))
        .map((path) => {
            const text = read(root, path);
            // Svelte and SQL are searched as they are; comments in code may name what they like.
            return { path, text, code: /\.(cpp|hpp|ts)$/.test(path) ? scan(text).code : text };
        });
    const figures = [];
    for (const name of names) {
        const words = [name, ...(kOtherNames[name] ?? [])];
        const pattern = name.length < 3 ? new RegExp(`"${name}"|channels::${name}\\b|channels/${name}/`, 'g') : new RegExp(words.join('|'), 'gi');
        const outside = new Set();
        for (const { path, text, code } of scanned) {
            if (path.startsWith(`src/channels/${name}/`)) continue;
            const lines = new Set([...code.matchAll(pattern)].map((match) => lineOf(text, match.index)));
            if (lines.size === 0) continue;
            outside.add(path);
            if (kOurOwn.has(name)) continue;
            if (path === 'src/app/channels.cpp') {
                // The include and the line of the list.
                const beyond = [...lines].filter((line) => !/^\s*#\s*include/.test(text.split('\n')[line - 1]));
                if (beyond.length > 1) failures.push(`${path}: ${name} on ${beyond.length} lines, one is allowed`);
            } else {
                failures.push(`${path}:${[...lines][0]}: ${name} is named outside its folder`);
            }
        }
        const met = kOurOwn.has(name) ? null : outside.size <= kMostFiles;
        const reference = [...outside].filter((path) => path !== 'src/app/channels.cpp').join(' ') || '-';
        figures.push(figure(`files outside its folder that name ${name}`, outside.size, `<= ${kMostFiles}`, met, reference));
    }
    return { failures, figures };
}
