// Every path that ARCHITECTURE.md names exists.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figure, lineOf, read } from './files.mjs';

const kLooksLikePath = /^[A-Za-z0-9_.@-]+(\/[A-Za-z0-9_.@-]+)*\/?$/;
const kEnding = /\.(md|cpp|hpp|sql|ts|svelte|mjs|sh|txt|json|cmake|css|html|toml|yml|service)$/;

export function check(root) {
    const name = 'ARCHITECTURE.md';
    if (!existsSync(join(root, name))) {
        return { failures: [`${name} is missing`], figures: [figure('paths in ARCHITECTURE.md that exist', '0 of 0', 'all', false)] };
    }
    const text = read(root, name);
    const failures = [];
    let seen = 0;
    const targets = [];
    for (const match of text.matchAll(/`([^`\n]+)`/g)) targets.push([match[1], match.index]);
    for (const match of text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)) targets.push([match[1], match.index]);
    for (const [raw, at] of targets) {
        // `src/route/claim.cpp:12` and `src/route/claim.cpp (why)` mean the file.
        const path = raw.replace(/^\.\//, '').replace(/:\d+$/, '');
        if (!kLooksLikePath.test(path)) continue;
        if (!path.includes('/') && !kEnding.test(path)) continue;
        seen += 1;
        // A path may be written from the root or from src/.
        if (!existsSync(join(root, path)) && !existsSync(join(root, 'src', path)) && !path.startsWith('build/')) {
            failures.push(`${name}:${lineOf(text, at)}: ${raw} does not exist`);
        }
    }
    const good = seen - failures.length;
    return { failures, figures: [figure('paths in ARCHITECTURE.md that exist', `${good} of ${seen}`, 'all', failures.length === 0)] };
}
