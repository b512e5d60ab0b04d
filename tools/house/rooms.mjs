// The direction of includes, from rooms.txt.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figure, isCppTest, lineOf, list, read, scan, testHeaders } from './files.mjs';

// Not ours to use: std::regex crashes on long text; the others do not exist in g++ 12.
const kBannedHeaders = new Set(['regex', 'format', 'print']);
const kMaxDepth = 3;

// rooms.txt -> Map(name -> Set(allowed)); throws with the line on a table that cannot be.
export function readTable(text) {
    const table = new Map();
    const rooms = [];
    let inRooms = false;
    for (const [index, raw] of text.split('\n').entries()) {
        const line = raw.trim();
        if (line.startsWith('#')) {
            if (/rooms begin/.test(line)) inRooms = true;
            if (/rooms end/.test(line)) inRooms = false;
            continue;
        }
        if (!line) continue;
        const match = /^([a-z_]+):\s*(.*)$/.exec(line);
        if (!match) throw new Error(`rooms.txt:${index + 1}: expected \`name: allowed allowed ...\``);
        const [, name, rest] = match;
        if (table.has(name)) throw new Error(`rooms.txt:${index + 1}: ${name} appears twice`);
        const allowed = new Set();
        for (const word of rest.split(/\s+/).filter(Boolean)) {
            for (const one of word === '@rooms' ? rooms : [word]) {
                // Only upwards in the table: so the table itself can hold no cycle.
                if (!table.has(one)) throw new Error(`rooms.txt:${index + 1}: ${name} may not point to ${one}, which does not stand above it`);
                if (inRooms && rooms.includes(one)) throw new Error(`rooms.txt:${index + 1}: the room ${name} may not include the room ${one}`);
                allowed.add(one);
            }
        }
        table.set(name, allowed);
        if (inRooms) rooms.push(name);
    }
    return table;
}

export function check(root) {
    const failures = [];
    let table;
    try {
        table = readTable(read(root, 'rooms.txt'));
    } catch (error) {
        return { failures: [error.message], figures: [] };
    }
    const edges = new Map();
    let climbing = 0;
    let forbidden = 0;
    let deepest = 0;
    const headers = testHeaders(root);
    for (const path of list(root, 'src', ['.cpp', '.hpp'])) {
        const parts = path.split('/');
        const room = parts[1];
        deepest = Math.max(deepest, parts.length - 2);
        if (parts.length - 2 > kMaxDepth) failures.push(`${path}: deeper than ${kMaxDepth} folders below src`);
        if (!table.has(room)) {
            failures.push(`${path}: ${room} is not in rooms.txt`);
            continue;
        }
        const text = read(root, path);
        const { code } = scan(text);
        for (const match of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/gm)) {
            const place = `${path}:${lineOf(text, match.index)}`;
            const [, kind, target] = match;
            if (kind === '<') {
                if (kBannedHeaders.has(target) && !isCppTest(path)) failures.push(`${place}: <${target}> is not used here`);
                continue;
            }
            if (target.includes('../') || target.startsWith('./')) {
                climbing += 1;
                failures.push(`${place}: "${target}" climbs; write it from src/`);
                continue;
            }
            const other = target.split('/')[0];
            if (!target.includes('/') || !existsSync(join(root, 'src', target))) {
                failures.push(`${place}: "${target}" is not a path from src/`);
                continue;
            }
            // Tests may look across borders that the product may not cross.
            if (isCppTest(path) || headers.has(path) || other === room) continue;
            if (!table.get(room).has(other)) {
                forbidden += 1;
                failures.push(`${place}: ${room} may not include ${other}`);
            }
            if (!edges.has(room)) edges.set(room, new Set());
            edges.get(room).add(other);
        }
    }
    const cycles = findCycles(edges);
    for (const cycle of cycles) failures.push(`src: cycle ${cycle.join(' -> ')}`);
    return {
        failures,
        figures: [
            figure('climbing includes', climbing, '0', climbing === 0),
            figure('room cycles', cycles.length, '0', cycles.length === 0),
            figure('includes against rooms.txt', forbidden, '0', forbidden === 0),
            figure('folders below src', deepest, `<= ${kMaxDepth}`, deepest <= kMaxDepth),
        ],
    };
}

export function findCycles(edges) {
    const cycles = [];
    const done = new Set();
    const visit = (name, path) => {
        const start = path.indexOf(name);
        if (start >= 0) {
            cycles.push([...path.slice(start), name]);
            return;
        }
        if (done.has(name)) return;
        for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
        done.add(name);
    };
    for (const name of edges.keys()) visit(name, []);
    return cycles;
}
