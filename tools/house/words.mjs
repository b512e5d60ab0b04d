// Words that the project avoids (tools/words.txt), and what must never be in a lock file.
import { figure, isTest, lineOf, list, read, scan } from './files.mjs';
import { readCatalogue } from './locales.mjs';

const kTexts = ['.md', '.txt', '.cpp', '.hpp', '.sql', '.ts', '.svelte', '.css', '.mjs', '.sh', '.json', '.cmake', '.html'];

export function readWords(text) {
    return text
        .split('\n')
        .map((line, index) => ({ line: line.trim(), number: index + 1 }))
        .filter(({ line }) => line && !line.startsWith('#'))
        .map(({ line, number }) => {
            const parts = line.split(' | ');
            if (parts.length !== 3 || !['code', 'catalogue', 'all'].includes(parts[0])) {
                throw new Error(`tools/words.txt:${number}: expected \`where | pattern | instead\``);
            }
            return { where: parts[0], pattern: new RegExp(parts[1], 'g'), instead: parts[2] };
        });
}

export function check(root) {
    let words;
    try {
        words = readWords(read(root, 'tools/words.txt'));
    } catch (error) {
        return { failures: [error.message], figures: [] };
    }
    const failures = [];
    const look = (path, text, searched, list) => {
        for (const { pattern, instead } of list) {
            for (const match of searched.matchAll(pattern)) {
                failures.push(`${path}:${lineOf(text, match.index)}: ${match[0]} (say: ${instead})`);
            }
        }
    };
    const inCode = words.filter((word) => word.where === 'code');
    for (const path of [...list(root, 'src', ['.cpp', '.hpp', '.sql']), ...list(root, 'web/src', ['.ts', '.svelte'])]) {
        // Networks have words of their own, and tests may quote them.
        if (isTest(path) || /^src\/channels\/[^/]+\//.test(path)) continue;
        const text = read(root, path);
        look(path, text, /\.(cpp|hpp|ts)$/.test(path) ? scan(text).code : text, inCode);
    }
    const inCatalogue = words.filter((word) => word.where === 'catalogue');
    for (const [key, { path }] of readCatalogue(root).catalogue.ko) {
        for (const { pattern, instead } of inCatalogue) {
            pattern.lastIndex = 0;
            if (pattern.test(key)) failures.push(`${path}: key ${key} (say: ${instead})`);
        }
    }
    const everywhere = words.filter((word) => word.where === 'all');
    for (const path of list(root, '', kTexts)) {
        const text = read(root, path);
        if (path.endsWith('package-lock.json')) {
            if (/"resolved":/.test(text)) failures.push(`${path}: names the registry it came from (npm: omit-lockfile-registry-resolved=true)`);
            continue;
        }
        // The list itself, and tests, must be able to say the words.
        if (path === 'tools/words.txt' || path.startsWith('tools/house/') || path.startsWith('practice/') || isTest(path)) continue;
        look(path, text, text, everywhere);
    }
    return { failures, figures: [figure('words to avoid', failures.length, '0', failures.length === 0)] };
}
