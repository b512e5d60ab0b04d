// How long files are, and how much of the whole is tests. Only the longest file fails the check; the rest is told.
import { figure, isTest, list, read, testHeaders } from './files.mjs';

const kMaxLines = 600;
const kMaxWiring = 400;
// Together these make every room and connect it.
const kWiring = ['wiring.cpp', 'company.cpp', 'serve.cpp'];
const kMinTestRatio = 0.8;

const lines = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const filled = (text) => text.split('\n').filter((line) => line.trim() !== '').length;
// The value below which the part p of the sorted numbers lies, by nearest rank.
const rank = (sorted, p) => (sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]);

export function check(root, { minimum = kMinTestRatio } = {}) {
    const failures = [];
    const sized = [...list(root, 'src', ['.cpp', '.hpp', '.sql']), ...list(root, 'web/src', ['.ts', '.svelte', '.css'])];
    const counts = sized.map((path) => ({ path, lines: lines(read(root, path)) }));
    for (const { path, lines: count } of counts) {
        if (count > kMaxLines) failures.push(`${path}: ${count} lines, at most ${kMaxLines}`);
    }
    const sorted = counts.map((entry) => entry.lines).sort((a, b) => a - b);
    const longest = counts.reduce((best, entry) => (entry.lines > best.lines ? entry : best), { path: '-', lines: 0 });

    const all = [
        ...list(root, 'src', ['.cpp', '.hpp']),
        ...list(root, 'web/src', ['.ts', '.svelte']),
        ...list(root, 'web/tests', ['.ts', '.mjs']),
        ...list(root, 'tests', ['.cpp', '.hpp', '.mjs', '.ts', '.sh']),
    ];
    let code = 0;
    let tests = 0;
    const headers = testHeaders(root);
    for (const path of all) {
        if (isTest(path) || headers.has(path)) tests += filled(read(root, path));
        else code += filled(read(root, path));
    }
    const ratio = code === 0 ? 1 : tests / code;

    const roots = list(root, 'src/app', ['.cpp']).filter((path) => kWiring.includes(path.split('/').at(-1)));
    const wiring = roots.reduce((sum, path) => sum + lines(read(root, path)), 0);
    if (wiring > kMaxWiring) failures.push(`${roots.join(' and ')}: ${wiring} lines, at most ${kMaxWiring}`);
    return {
        failures,
        figures: [
            figure('longest file, lines', longest.lines, `<= ${kMaxLines}`, longest.lines <= kMaxLines, longest.path),
            figure('median file, lines', rank(sorted, 0.5), '120 wished', null, `${sorted.length} files`),
            figure('p90 file, lines', rank(sorted, 0.9), '350 wished', null, `${sorted.length} files`),
            figure('test lines per code line', ratio.toFixed(2), `>= ${minimum}`, ratio >= minimum, `${tests} / ${code}`, ratio.toFixed(2)),
            figure('composition root, lines', wiring, `<= ${kMaxWiring}`, wiring <= kMaxWiring, roots.join(' ') || '-'),
        ],
    };
}
