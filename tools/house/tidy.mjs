// clang-tidy on the files that changed since origin/main, or since the commit before: the whole tree takes too long.
// Tests are left out: what GoogleTest's macros make is not ours to mend.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, isCppTest } from './files.mjs';

const kBudgetSeconds = 240;

const git = (root, ...words) => {
    const result = spawnSync('git', ['-C', root, ...words], { encoding: 'utf8' });
    return result.status === 0 ? result.stdout.trim() : null;
};

// The commit to compare with: origin/main unless that is where we stand, else the commit before; null without any.
function base(root) {
    const head = git(root, 'rev-parse', 'HEAD');
    const main = git(root, 'rev-parse', '--verify', '--quiet', 'origin/main');
    if (main && main !== head) return git(root, 'merge-base', main, 'HEAD');
    return git(root, 'rev-parse', '--verify', '--quiet', 'HEAD~1');
}

export async function check(root, { budget = kBudgetSeconds } = {}) {
    const told = (text) => ({ failures: [], figures: [figure('clang-tidy findings in changed files', '-', '0', null, text)] });
    if (spawnSync('clang-tidy-19', ['--version']).error) return { failures: ['clang-tidy-19 is missing: run tools/setup test'], figures: [] };
    const since = base(root);
    if (!since) return told('no commit to compare with');
    const build = ['build/asan', 'build/debug', 'build/release'].find((folder) => existsSync(join(root, folder, 'compile_commands.json')));
    if (!build) return told('no build yet: run ./test unit');
    const changed = (git(root, 'diff', '--name-only', '--diff-filter=d', since, '--', 'src/*.cpp') ?? '')
        .split('\n')
        .filter((path) => path && !isCppTest(path));
    if (changed.length === 0) return told('no changed file');

    const database = withoutParsedHeaders(join(root, build, 'compile_commands.json'));
    const end = Date.now() + budget * 1000;
    const failures = [];
    let looked = 0;
    const queue = [...changed];
    const worker = async () => {
        while (queue.length > 0 && Date.now() < end) {
            const path = queue.shift();
            const output = await run(root, path, database, end - Date.now());
            if (output === null) continue;
            looked += 1;
            const seen = new Set();
            for (const match of output.matchAll(/^(.+?):(\d+):\d+: (?:warning|error): (.+)$/gm)) {
                const place = `${match[1].replace(`${root}/`, '')}:${match[2]}: ${match[3]}`;
                if (!seen.has(place)) failures.push(place);
                seen.add(place);
            }
        }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    rmSync(database, { recursive: true });
    const left = changed.length - looked;
    const unique = [...new Set(failures)];
    const text = `${looked} files since ${since.slice(0, 7)}${left > 0 ? `, ${left} left out after ${budget} s` : ''}`;
    return { failures: unique, figures: [figure('clang-tidy findings in changed files', unique.length, '0', unique.length === 0, text)] };
}

// A folder with the same commands, but for the headers that g++ parsed before (clang cannot read those), and with a command
// for each of the files that the sanitized build gives to the compiler in one go.
function withoutParsedHeaders(path) {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-tidy.'));
    const commands = JSON.parse(readFileSync(path, 'utf8').replace(/ -Winvalid-pch -include [^ "\\]+/g, ''));
    writeFileSync(join(folder, 'compile_commands.json'), JSON.stringify(commands.flatMap(apart)));
    return folder;
}

// The commands for the files that a file of nothing but includes takes together; any other command as it is.
export function apart(entry) {
    if (!/\/unity_[^/]+\.cxx$/.test(entry.file) || !existsSync(entry.file)) return [entry];
    const included = [...readFileSync(entry.file, 'utf8').matchAll(/^#include "(.+\.cpp)"$/gm)];
    return included.map(([, file]) => ({ ...entry, file, command: entry.command.replaceAll(entry.file, file) }));
}

// The output, or null when the time was over before it ended.
function run(root, path, database, milliseconds) {
    return new Promise((resolve) => {
        const child = spawn(
            'clang-tidy-19',
            ['--quiet', '-p', database, '--extra-arg=-Wno-unknown-warning-option', '--extra-arg=-Wno-unused-command-line-argument', path],
            { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] },
        );
        let output = '';
        let over = false;
        const timer = setTimeout(() => {
            over = true;
            child.kill('SIGKILL');
        }, Math.max(1, milliseconds));
        child.stdout.on('data', (chunk) => {
            output += chunk;
        });
        child.on('close', () => {
            clearTimeout(timer);
            resolve(over ? null : output);
        });
    });
}
