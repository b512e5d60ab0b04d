// docs/policy.md is current: its actions are those of the policy's table, its routes those that the catalogue names. That
// the catalogue names every route, and that the page says of each what the program says, is tested in src/http.
import { existsSync } from 'node:fs';
import { figure, isCppTest, list, read } from './files.mjs';

const kPage = 'docs/policy.md';
const kTable = 'src/model/policy.cpp';
const short = (reach) => (reach === 'none' ? '-' : reach);
const rows = (text, from, to) => text.slice(text.indexOf(from), to ? text.indexOf(to) : undefined).split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---')).slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

export function check(root) {
    const name = 'actions and routes in docs/policy.md';
    if (!existsSync(`${root}/${kTable}`)) return { failures: [], figures: [] };
    if (!existsSync(`${root}/${kPage}`)) return { failures: [`${kPage} is missing`], figures: [figure(name, 'no page', 'all', false)] };
    const page = read(root, kPage);
    const failures = [];
    const actions = new Map(rows(page, '## Actions', '## Routes').map(([action, token, ...far]) => [action, [token, ...far].join(' ')]));
    const routes = new Set(rows(page, '## Routes').map((cells) => cells[1]));
    const table = read(root, kTable).matchAll(/Row\{Action::(\w+),((?:\s*k\w+,){6})\s*"(\w+)"\}/g);
    let seen = 0;
    for (const [, action, reaches, token] of table) {
        seen += 1;
        const wanted = [token, ...[...reaches.matchAll(/k(\w+)/g)].map((match) => short(match[1].toLowerCase()))].join(' ');
        const found = actions.get(`\`${action}\``);
        if (found === undefined) failures.push(`${kPage}: no row for the action ${action}`);
        else if (found !== wanted) failures.push(`${kPage}: ${action} says "${found}", ${kTable} says "${wanted}"`);
    }
    const operations = new Set(list(root, 'locales/en', ['.json']).flatMap((path) => Object.keys(JSON.parse(read(root, path)))).filter((key) => key.startsWith('http.operation.')).map((key) => key.slice('http.operation.'.length)));
    // A summary may be there before its route.
    const sources = list(root, 'src/http', ['.cpp']).filter((path) => !isCppTest(path)).map((path) => read(root, path)).join('\n');
    if (sources !== '') for (const one of [...operations]) if (!sources.includes(`"${one}"`)) operations.delete(one);
    for (const one of operations) if (!routes.has(`\`${one}\``)) failures.push(`${kPage}: no row for the route ${one}`);
    for (const one of routes) if (!operations.has(one.replaceAll('`', ''))) failures.push(`${kPage}: ${one} is no route`);
    if (failures.length > 0) failures.push(`write ${kPage} anew: MH_WRITE_POLICY=1 mh_test_http --gtest_filter='PolicyPage*'`);
    return { failures, figures: [figure(name, `${seen} and ${operations.size}`, 'all', failures.length === 0)] };
}
