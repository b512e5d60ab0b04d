// Whatever meets strangers has a fuzz target (tests/fuzz): every folder of src/channels, and every function of a header
// that makes something of foreign text. What needs none says why in kNone. The routes are a table: the target http_routes
// asks every one of them, and fails itself when one was not reached.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { figure, isTest, lineOf, list, read, scan, testHeaders } from './files.mjs';

const kFolder = 'tests/fuzz';
// By its file, or its file and name: what reads text that no stranger wrote, or is reached through another.
const kNone = {
    'src/app/commands.hpp': 'reads the file, for read_config',
    'src/base/text/utf8.hpp decode_utf8_slowly': 'the slow half of decode_utf8',
    'src/channels/bluesky/write_budget.hpp': 'a part of the session state, which the target channel_bluesky gives',
    'src/channels/archive/archive.hpp open_archive': 'load, kept',
    'src/channels/archive/table.hpp': 'what load reads with',
    'src/listen/post_line.hpp': 'what the target lines reads with',
    'src/route/programme.hpp read_programme': 'a column of ours; the target http_routes sends rules',
    'src/answer/training.hpp read_first_minutes': 'a column of ours',
    'src/answer/training.hpp read_training': 'the target http_routes sends documents',
    'src/storage/listening_store.hpp': 'a column of ours',
    'src/storage/rows.hpp': 'a column of ours',
    'src/storage/view_text.hpp': 'a cursor of ours; the target http_routes sends others',
};
// Names under which text is read: parse, parse_x, read_x, decode_x, from_x, x_from, open_x, unpack, classify, canonical.
const kReader = /\b((?:parse|read|decode|open)(?:_\w+)?|from_\w+|\w+_from|unpack|classify|canonical)\s*\(\s*(?:const\s+)?(?:std::string(?:_view)?|(?:json|boost::json)::value|Cursor|Headers)\b/g;

export function check(root) {
    const failures = [];
    const sources = list(root, kFolder, ['.cpp']).map((path) => read(root, path)).join('\n');
    const code = scan(sources).code;
    const targets = new Set([...code.matchAll(/^MH_FUZZ\(\s*(\w+)/gm)].map((match) => match[1]));
    const channels = existsSync(join(root, 'src/channels'))
        ? readdirSync(join(root, 'src/channels'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
        : [];
    for (const name of channels) if (!targets.has(`channel_${name}`)) failures.push(`src/channels/${name}: no fuzz target channel_${name} in ${kFolder}`);
    if (existsSync(join(root, 'src/http/api.hpp')) && !targets.has('http_routes')) failures.push(`${kFolder}: the target http_routes, which asks every route, is gone`);
    const headers = testHeaders(root);
    const readers = new Set();
    for (const path of list(root, 'src', ['.hpp']).filter((one) => !isTest(one) && !headers.has(one) && !Object.hasOwn(kNone, one))) {
        const text = read(root, path);
        // Private members are reached through what is public.
        const open = scan(text).code.replace(/^ {2}private:[\s\S]*?^\};/gm, (part) => part.replace(/[^\n]/g, ' '));
        for (const match of open.matchAll(kReader)) {
            if (Object.hasOwn(kNone, `${path} ${match[1]}`)) continue;
            readers.add(`${path} ${match[1]}`);
            if (!new RegExp(`\\b${match[1]}\\s*\\(`).test(code)) failures.push(`${path}:${lineOf(text, match.index)}: ${match[1]}() reads text, and no target in ${kFolder} calls it`);
        }
    }
    return { failures, figures: [figure('readers of foreign text with a fuzz target', `${readers.size} and ${channels.length} networks`, 'all', failures.length === 0, `${targets.size} targets`)] };
}
