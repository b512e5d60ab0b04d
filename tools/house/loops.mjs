// A range-for keeps what stands behind its colon alive, but (before C++23's P2718, which g++ 12 lacks) not the temporary that a
// member call on it came from: `for (x : f().value())` walks over what is gone. The Result is named first.
import { figure, lineOf, list, read, scan } from './files.mjs';

const kInside = [
    [/\)\s*\.\s*(value|error)\s*\(\s*\)/, 'a call of .value() or .error() on a temporary'],
    [/^\s*\*\s*(?!std::move\b)[A-Za-z_][\w:.]*(->[\w:.]+)*\s*(<[^;{}]*>)?\(/, '* of a temporary'],
    [/\)\s*->/, '-> of a temporary'],
];

// What stands behind the colon of every range-for, with its place.
function ranges(code) {
    const found = [];
    for (const match of code.matchAll(/\bfor\s*\(/g)) {
        let depth = 0;
        let colon = -1;
        for (let i = match.index + match[0].length - 1; i < code.length; i += 1) {
            const c = code[i];
            if (c === '(' || c === '[' || c === '{') depth += 1;
            else if (c === ')' || c === ']' || c === '}') {
                depth -= 1;
                if (depth === 0) {
                    if (colon >= 0) found.push({ at: match.index, text: code.slice(colon + 1, i) });
                    break;
                }
            } else if (depth === 1 && c === ';') {
                if (colon < 0) {
                    // A loop of three parts, or one with a first statement: what matters comes behind it.
                    continue;
                }
                break;
            } else if (depth === 1 && c === ':' && code[i - 1] !== ':' && code[i + 1] !== ':' && colon < 0 && !code.slice(match.index, i).includes('?')) colon = i;
        }
    }
    return found;
}

// What stands in braces is copied into a list, or is another function's.
function outside_braces(text) {
    let depth = 0;
    let out = '';
    for (const c of text) {
        if (c === '{') depth += 1;
        if (depth === 0) out += c;
        if (c === '}') depth -= 1;
    }
    return out;
}

export function check(root) {
    const failures = [];
    for (const path of [...list(root, 'src', ['.cpp', '.hpp']), ...list(root, 'tests', ['.cpp', '.hpp']), ...list(root, 'bench', ['.cpp', '.hpp'])]) {
        const text = read(root, path);
        for (const range of ranges(scan(text).code))
            for (const [pattern, what] of kInside)
                if (pattern.test(outside_braces(range.text))) {
                    failures.push(`${path}:${lineOf(text, range.at)}: a loop over ${what}: name the result first`);
                    break;
                }
    }
    return { failures, figures: [figure('loops over a part of a temporary', failures.length, '0', failures.length === 0)] };
}
