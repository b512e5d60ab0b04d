// clang-format has nothing to change.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { figure, list } from './files.mjs';

export function check(root) {
    const paths = ['src', 'tests', 'bench'].flatMap((folder) => list(root, folder, ['.cpp', '.hpp']));
    if (paths.length === 0) return { failures: [], figures: [figure('files that clang-format would change', 0, '0', true)] };
    const result = spawnSync('xargs', ['-0', '-n', '24', '-P', String(availableParallelism()), 'clang-format-19', '--style=file', '--dry-run'], {
        cwd: root,
        input: paths.join('\0'),
        encoding: 'utf8',
        maxBuffer: 1 << 28,
    });
    if (result.error || (result.status !== 0 && result.stderr.includes('not found'))) {
        return { failures: ['clang-format-19 is missing: run tools/setup test'], figures: [] };
    }
    const changed = new Set([...result.stderr.matchAll(/^(.+?):\d+:\d+: (?:warning|error): /gm)].map((match) => match[1]));
    const failures = [...changed].map((path) => `${path}: clang-format would change it (make format)`);
    if (result.status !== 0 && failures.length === 0) failures.push(`clang-format-19: ${result.stderr.slice(0, 300)}`);
    return { failures, figures: [figure('files that clang-format would change', changed.size, '0', changed.size === 0, `${paths.length} files`)] };
}
