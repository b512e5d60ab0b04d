// Every check passes on a small good tree and fails on that tree with one fault put into it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as architecture from './architecture.mjs';
import { scan } from './files.mjs';
import * as format from './format.mjs';
import * as fuzz from './fuzz.mjs';
import * as locales from './locales.mjs';
import * as loops from './loops.mjs';
import * as networks from './networks.mjs';
import * as policy from './policy.mjs';
import * as rooms from './rooms.mjs';
import * as sizes from './sizes.mjs';
import * as sql from './sql.mjs';
import * as tidy from './tidy.mjs';
import * as words from './words.mjs';

const kPolicy = 'constexpr std::array kTable{\n    Row{Action::see_shore, kOwn, kDepartment, kBrand, kNone, kNone, kBrand, "read"},\n};\n';
const kGood = {
    'src/model/policy.cpp': kPolicy,
    'docs/policy.md': '## Actions\n\n| action | token | a | b | c | d | e | f |\n| --- | --- |\n| `see_shore` | read | own | department | brand | - | - | brand |\n\n## Routes\n\n| route | operation |\n| --- | --- |\n| GET /x | `look` |\n',
    'locales/ko/http.json': '{"http.operation.look": "본다"}',
    'locales/en/http.json': '{"http.operation.look": "Looks"}',
    'rooms.txt': 'base:\nmodel: base\n# rooms begin\nroute: base model\nanswer: base model\n# rooms end\nchannels: base model\nstorage: base model @rooms\napp: base model @rooms channels storage\n',
    '.clang-format': readFileSync(fileURLToPath(new URL('../../.clang-format', import.meta.url)), 'utf8'),
    'tools/words.txt': 'code | \\bTicket\\b | Conversation\ncatalogue | (^|[._])ticket([._]|$) | conversation\nall | \\bFIXME\\b | the work\n',
    'src/base/result.hpp': '#pragma once\n#include <string>\n',
    'src/model/post.hpp': '#pragma once\n#include "base/result.hpp"\n',
    'src/route/claim.hpp': '#pragma once\n#include "model/post.hpp"\n',
    'src/route/claim.cpp': '#include "route/claim.hpp"\n',
    'src/route/claim_test.cpp': '#include "route/claim.hpp"\n\n#include "storage/store.hpp"\n' + '// a line\n'.repeat(16),
    'src/storage/store.hpp': '#pragma once\n#include "route/claim.hpp"\nconst char* const kText = "select id from post";\n',
    'src/channels/pond/pond.hpp': '#pragma once\n#include "model/post.hpp"\nconst char* const kPond = "pond";\n',
    'src/channels/pond/frog.hpp': '#pragma once\nFrog parse_frog(std::string_view text);\n',
    'tests/fuzz/all.cpp': 'MH_FUZZ(channel_pond) {\n    parse_frog(bytes);\n}\n',
    'src/app/channels.cpp': '#include "channels/pond/pond.hpp"\nconst char* const kAll[] = {kPond};\n',
    'locales/ko/desk.json': '{"desk.row.late": "{name} 님이 늦게 찾았습니다"}',
    'locales/en/desk.json': '{"desk.row.late": "{name} found it late"}',
    'web/src/Row.svelte': "<script>let a = '가';</script>\n<p title={t('desk.row.late')}>{a ? 'x > y' : ''} Enter</p>\n<style>p { color: red; }</style>\n",
    'web/src/Row.test.ts': 'const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\n',
    'ARCHITECTURE.md': 'Life of a message: `src/route/claim.cpp`, [store](src/storage/store.hpp), `route/claim.hpp`, `a + b`.\n',
};

// Builds the good tree with `changes` (null removes a file), gives it to `look`, and removes it.
async function withTree(changes, look) {
    const root = mkdtempSync(join(tmpdir(), 'mh-house-'));
    try {
        for (const [path, text] of Object.entries({ ...kGood, ...changes })) {
            if (text === null) continue;
            mkdirSync(dirname(join(root, path)), { recursive: true });
            writeFileSync(join(root, path), text);
        }
        return await look(root);
    } finally {
        rmSync(root, { recursive: true, force: true });
    }
}

// name -> [check, { what is wrong: [changes, a pattern of the failure] }]
const kCases = {
    rooms: [
        rooms.check,
        {
            'a climbing include': [{ 'src/route/claim.cpp': '#include "../model/post.hpp"\n' }, /climbs/],
            'a room that includes a room': [{ 'src/answer/draft.cpp': '#include "route/claim.hpp"\n' }, /answer may not include route/],
            'an include that points right': [{ 'src/model/post.hpp': '#include "route/claim.hpp"\n' }, /model may not include route/],
            'a cycle': [{ 'src/model/post.hpp': '#include "route/claim.hpp"\n' }, /cycle/],
            'an include without its room': [{ 'src/route/claim.cpp': '#include "claim.hpp"\n' }, /not a path from src/],
            'a folder that the table does not know': [{ 'src/attic/a.cpp': '\n' }, /attic is not in rooms.txt/],
            'a tree that is too deep': [{ 'src/route/a/b/c/d.cpp': '\n' }, /deeper/],
            'std::regex': [{ 'src/route/claim.cpp': '#include <regex>\n' }, /<regex>/],
            'a table that lets rooms include each other': [{ 'rooms.txt': 'base:\n# rooms begin\nroute: base\nanswer: base route\n# rooms end\n' }, /may not include the room/],
            'a table that points down': [{ 'rooms.txt': 'base: model\nmodel: base\n' }, /does not stand above/],
        },
    ],
    sizes: [
        sizes.check,
        {
            'a file of 601 lines': [{ 'src/route/claim.cpp': 'int a;\n'.repeat(601) }, /601 lines/],
            'a long composition root': [{ 'src/app/wiring.cpp': '\n'.repeat(401) }, /401 lines/],
        },
    ],
    policy: [
        policy.check,
        {
            'an action without a row': [{ 'src/model/policy.cpp': kPolicy.replace('};', '    Row{Action::fly, kNone, kNone, kNone, kNone, kNone, kBrand, "manage"},\n};') }, /no row for the action fly/],
            'a reach that has changed': [{ 'src/model/policy.cpp': kPolicy.replace('kOwn', 'kBrand') }, /see_shore says/],
            'a route without a row': [{ 'locales/en/http.json': '{"http.operation.look": "Looks", "http.operation.leap": "Leaps"}' }, /no row for the route leap/],
            'a row without a route': [{ 'locales/en/http.json': '{"http.other": "x"}' }, /`look` is no route/],
            'no page': [{ 'docs/policy.md': null }, /is missing/],
        },
    ],
    sql: [
        sql.check,
        {
            'a query in a room': [{ 'src/route/claim.cpp': 'auto a = "SELECT id,\\n name FROM post where id = ?";\n' }, /SQL outside/],
            'a raw text with an insert': [{ 'src/route/claim.cpp': 'auto a = R"sql(insert into post (id) values (1))sql";\n' }, /insert into/],
            'a .sql file elsewhere': [{ 'src/route/claim.sql': 'select 1;\n' }, /SQL outside/],
        },
    ],
    loops: [
        loops.check,
        {
            'a value of a temporary': [{ 'src/route/claim.cpp': 'void f() {\n    for (const auto& one : store().rows(3).value()) use(one);\n}\n' }, /claim.cpp:2: a loop over a call of .value/],
            'a value of one that is inside of it': [{ 'src/route/claim.cpp': 'void f() {\n    for (const auto& one : rows().value().items) use(one);\n}\n' }, /claim.cpp:2/],
            'the star of a temporary': [{ 'src/route/claim_test.cpp': 'void f() {\n    for (auto& [a, b] : *store_->rows(now(), 10)) use(a, b);\n}\n' }, /\* of a temporary/],
            'the arrow of a temporary': [{ 'src/route/claim.cpp': 'void f() {\n    for (int i = 0; const auto& one : find(x)->rows) use(one, i);\n}\n' }, /-> of a temporary/],
            'a value of a temporary over two lines': [{ 'src/route/claim.cpp': 'void f() {\n    for (const auto& one :\n         store().rows(3).value().at("x")) use(one);\n}\n' }, /claim.cpp:2/],
            'one in a lambda inside of another': [{ 'src/route/claim.cpp': 'auto f = [] { for (int i = 0; i < 3; ++i) { for (auto x : *g()) use(x); } };\n' }, /claim.cpp:1/],
        },
    ],
    networks: [
        networks.check,
        {
            'the name in a room': [{ 'src/route/claim.cpp': 'auto a = "pond";\n' }, /pond is named outside/],
            'the name in the web app': [{ 'web/src/Row.svelte': "{#if network === 'pond'}{/if}\n" }, /pond is named outside/],
            'the name on two lines of the list': [{ 'src/app/channels.cpp': 'auto a = "pond";\nauto b = "pond";\n' }, /on 2 lines/],
        },
    ],
    fuzz: [
        fuzz.check,
        {
            'a network without a target': [{ 'src/channels/lake/lake.hpp': '#pragma once\n' }, /no fuzz target channel_lake/],
            'a target that is gone': [{ 'tests/fuzz/all.cpp': 'int parse_pond(std::string_view bytes);\n' }, /no fuzz target channel_pond/],
            'a reader without one': [{ 'src/channels/pond/fish.hpp': '#pragma once\nFish parse_fish(std::string_view text);\n' }, /fish.hpp:2: parse_fish/],
            'one that only a comment names': [
                { 'src/route/tide.hpp': '#pragma once\nint read_tide(const std::string& text);\n', 'tests/fuzz/tide.cpp': '// read_tide(bytes)\n' },
                /read_tide/,
            ],
            'routes that nobody asks': [{ 'src/http/api.hpp': '#pragma once\n' }, /http_routes/],
        },
    ],
    architecture: [
        architecture.check,
        {
            'no ARCHITECTURE.md': [{ 'ARCHITECTURE.md': null }, /missing/],
            'a path that is gone': [{ 'ARCHITECTURE.md': '`src/route/gone.cpp`\n' }, /gone.cpp does not exist/],
            'a link that is gone': [{ 'ARCHITECTURE.md': '[gone](docs/gone.md)\n' }, /gone.md does not exist/],
        },
    ],
    locales: [
        locales.check,
        {
            'a key in one language only': [{ 'locales/en/desk.json': '{}' }, /missing in en/],
            'other arguments': [{ 'locales/en/desk.json': '{"desk.row.late": "{who} found it late"}' }, /arguments/],
            'an empty text': [{ 'locales/en/desk.json': '{"desk.row.late": " "}' }, /empty/],
            'one key, two texts': [{ 'locales/en/more.json': '{"desk.row.late": "other {name}"}' }, /something else/],
            'broken JSON': [{ 'locales/en/desk.json': '{' }, /JSON/],
            'a nested catalogue': [{ 'locales/en/desk.json': '{"desk.row": {"late": "x"}}' }, /flat/],
            'English in the markup': [{ 'web/src/Row.svelte': '<p>Waiting for you</p>\n' }, /Waiting for you/],
            'Korean in the markup': [{ 'web/src/Row.svelte': '<p>{n}명 기다림</p>\n' }, /기다림/],
            'an English title': [{ 'web/src/Row.svelte': '<button title="Send it"></button>\n' }, /Send it/],
            'a Korean sentence in code': [{ 'src/route/claim.cpp': 'auto a = "이미 다른 사람이 맡았습니다";\n' }, /outside the catalogue/],
            'a key that nobody wrote': [{ 'web/src/Row.svelte': "{t('desk.row.gone')}\n" }, /no such key/],
        },
    ],
    words: [
        words.check,
        {
            'a word to avoid': [{ 'src/route/claim.cpp': 'struct Ticket {};\n' }, /Ticket/],
            'a word to avoid in a key': [
                { 'locales/ko/desk.json': '{"desk.ticket.late": "a"}', 'locales/en/desk.json': '{"desk.ticket.late": "a"}' },
                /ticket/,
            ],
            'a word that is nowhere allowed': [{ 'docs/a.md': 'FIXME later\n' }, /FIXME/],
            'a lock file that names a registry': [{ 'web/package-lock.json': '{"resolved": "https://example.test/a.tgz"}' }, /registry/],
            'a broken list': [{ 'tools/words.txt': 'Ticket\n' }, /expected/],
        },
    ],
    format: [format.check, { 'another indent': [{ 'src/route/claim.cpp': 'int   a;\n' }, /clang-format would change/] }],
};

for (const [name, [check, faults]] of Object.entries(kCases)) {
    describe(`check-${name}`, () => {
        it('passes on the good tree', async () => {
            const { failures, figures } = await withTree({}, check);
            assert.deepEqual(failures, []);
            assert.ok(figures.length > 0 && figures.every((figure) => figure.met !== false));
        });
        for (const [what, [changes, pattern]] of Object.entries(faults)) {
            it(`fails on ${what}`, async () => {
                const { failures } = await withTree(changes, check);
                assert.ok(
                    failures.some((failure) => pattern.test(failure)),
                    `${pattern} in ${JSON.stringify(failures)}`,
                );
            });
        }
    });
}

describe('check-sizes', () => {
    // Of the bars on size only the maximum fails; the others are told, and told as short.
    it('says that tests are too few', async () => {
        const { figures } = await withTree({ 'src/route/claim_test.cpp': null, 'web/src/Row.test.ts': null }, sizes.check);
        assert.equal(figures.find((one) => one.name === 'test lines per code line').met, false);
    });
});

describe('check-tidy', () => {
    const repository = (root, second) => {
        const git = (...list) => {
            const result = spawnSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b.test', ...list], { encoding: 'utf8' });
            assert.equal(result.status, 0, result.stderr);
        };
        writeFileSync(join(root, '.clang-tidy'), readFileSync(fileURLToPath(new URL('../../.clang-tidy', import.meta.url))));
        mkdirSync(join(root, 'build/asan'), { recursive: true });
        const file = join(root, 'src/route/claim.cpp');
        writeFileSync(
            join(root, 'build/asan/compile_commands.json'),
            JSON.stringify([{ directory: root, file, command: `g++ -std=c++20 -Isrc -c ${file}` }]),
        );
        git('init', '-q');
        git('add', 'src');
        git('commit', '-q', '-m', 'one');
        writeFileSync(file, second);
        git('add', 'src');
        git('commit', '-q', '-m', 'two');
    };
    it('passes on sound code', async () => {
        const { failures } = await withTree({}, (root) => {
            repository(root, 'int one() { return 1; }\n');
            return tidy.check(root);
        });
        assert.deepEqual(failures, []);
    });
    it('fails on a use after a move', async () => {
        const { failures } = await withTree({}, (root) => {
            repository(
                root,
                '#include <string>\n#include <utility>\nauto two(std::string a) {\n    std::string b = std::move(a);\n    return a + b;\n}\n',
            );
            return tidy.check(root);
        });
        assert.ok(failures.some((failure) => /use-after-move/.test(failure)), JSON.stringify(failures));
    });
    it('reads a file with the command of the files it is compiled together with', async () => {
        const { failures } = await withTree({}, (root) => {
            repository(root, 'int one() { return SAID_TO_THE_COMPILER; }\n');
            const file = join(root, 'build/asan/Unity/unity_route_claim_cxx.cxx');
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, `#include "${root}/src/route/claim.cpp"\n`);
            const command = `g++ -std=c++20 -DSAID_TO_THE_COMPILER=1 -Isrc -c ${file}`;
            // A neighbour with a command of its own: without an exact one, clang-tidy takes that of the most similar name.
            const other = { directory: root, file: `${root}/src/route/claims.cpp`, command: 'g++ -std=c++20 -Isrc -c src/route/claims.cpp' };
            writeFileSync(
                join(root, 'build/asan/compile_commands.json'),
                JSON.stringify([other, { directory: root, file, command }]),
            );
            return tidy.check(root);
        });
        assert.deepEqual(failures, []);
    });
    it('says so when there is nothing to compare with', async () => {
        const { failures, figures } = await withTree({}, (root) => tidy.check(root));
        assert.deepEqual(failures, []);
        assert.equal(figures[0].reference, 'no commit to compare with');
    });
});

describe('what the checks stand on', () => {
    it('reads C++ comments and literals', () => {
        const { code, strings } = scan('int a = 1\'000; // "no"\n/* "no" */ auto b = "x\\"y"; auto c = R"z(p "q" )y)z"; char d = \'"\';\n');
        assert.deepEqual(strings.map((literal) => literal.text), ['x\\"y', 'p "q" )y', '"']);
        assert.ok(!code.includes('no'));
    });
    it('merges the catalogue in key order', async () => {
        await withTree({ 'locales/ko/a.json': '{"a.b": "가"}', 'locales/en/a.json': '{"a.b": "a"}' }, (root) => {
            assert.deepEqual(locales.merge(root).failures, []);
            assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(root, 'build/locales/ko.json')))), ['a.b', 'desk.row.late', 'http.operation.look']);
        });
        await withTree({ 'locales/ko/a.json': '{"a.b": "가"}' }, (root) => {
            assert.notDeepEqual(locales.merge(root).failures, []);
            assert.ok(!existsSync(join(root, 'build/locales/ko.json')));
        });
    });
    it('counts what the runners say', () => {
        const folder = mkdtempSync(join(tmpdir(), 'mh-house-'));
        const counted = (text) => {
            writeFileSync(join(folder, 'log'), text);
            return spawnSync(fileURLToPath(new URL('../count-tests', import.meta.url)), [join(folder, 'log')], { encoding: 'utf8' }).stdout.trim();
        };
        try {
            assert.equal(counted('[  PASSED  ] 12 tests.\n[  FAILED  ] 2 tests, listed below:\n[  FAILED  ] a.b\n'), '12 2');
            assert.equal(counted('# pass 3\n# fail 1\n# cancelled 1\n'), '3 2');
            assert.equal(counted('\u001b[34mℹ pass 3\u001b[39m\nℹ fail 0\n'), '3 0');
            assert.equal(counted(' Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 12 passed (13)\n'), '12 1');
            assert.equal(counted('  1 failed\n  12 passed (3.4s)\n'), '12 1');
            assert.equal(counted('nothing\n'), '0 0');
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });
});
