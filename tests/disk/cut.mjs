// The power is cut: takes back what the killed program wrote and did not sync (disk.c wrote it down), then lets chance
// keep some of it: nothing, what came first, or some here and there, torn between sectors.
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const kSector = 512;
const kHead = 32;

export function read_log(file) {
    const bytes = readFileSync(file);
    const entries = [];
    for (let at = 0; at + kHead <= bytes.length;) {
        const before = bytes.readUInt32LE(at + 24);
        const after = bytes.readUInt32LE(at + 28);
        const ends = at + kHead + before + after;
        if (ends > bytes.length) break;  // its change was never made
        entries.push({
            kind: String.fromCharCode(bytes.readUInt32LE(at)),
            file: bytes.readUInt32LE(at + 4),
            at: Number(bytes.readBigUInt64LE(at + 8)),
            size_before: Number(bytes.readBigUInt64LE(at + 16)),
            before: bytes.subarray(at + kHead, at + kHead + before),
            after: bytes.subarray(at + kHead + before, ends),
        });
        at = ends;
    }
    return entries;
}

// What of the log was not durable at its end: changes of each file, changes of names in each folder, oldest first.
export function unsynced(entries) {
    const void_ones = new Set(entries.filter((one) => one.kind === 'X').map((one) => one.at));
    const place = new Map();    // file -> where it is now
    const changes = new Map();  // file -> [{number, entry}]
    const names = new Map();    // folder -> [{number, kind, path, to, grave, file}]
    const add = (map, key, value) => map.get(key)?.push(value) ?? map.set(key, [value]);
    const moved = (from, to) => {
        for (const [file, path] of place) if (path === from) place.set(file, to);
    };
    entries.forEach((entry, index) => {
        const number = index + 1;
        if (void_ones.has(number)) return;
        const path = entry.before.toString();
        switch (entry.kind) {
            case 'O': place.set(entry.file, path); break;
            case 'C':
                place.set(entry.file, path);
                add(names, dirname(path), { number, kind: 'C', path, file: entry.file });
                break;
            case 'W': case 'T': add(changes, entry.file, { number, entry }); break;
            case 'S': changes.set(entry.file, (changes.get(entry.file) ?? []).filter((one) => one.number > entry.at)); break;
            case 'D': names.set(path, (names.get(path) ?? []).filter((one) => one.number > entry.at)); break;
            case 'R': {
                const to = entry.after.toString();
                // Both folders as one: a rename is not torn.
                add(names, dirname(to), { number, kind: 'R', path, to, grave: entry.at });
                if (entry.at) moved(to, `grave ${entry.at}`);
                moved(path, to);
                break;
            }
            case 'U':
                add(names, dirname(path), { number, kind: 'U', path, grave: entry.at });
                moved(path, `grave ${entry.at}`);
                break;
            case 'M': add(names, dirname(path), { number, kind: 'M', path }); break;
            case 'X': break;
            default: throw new Error(`the log is broken at entry ${number}`);
        }
    });
    return { place, changes, names };
}

// Says what became of it: {unsynced, kept, torn, names}.
export function cut_power(log, random) {
    const below = (n) => Math.floor(random() * n);
    const { place, changes, names } = unsynced(read_log(log));
    const graves = `${log}.graves`;
    const counts = { unsynced: 0, kept: 0, torn: 0, names: 0 };
    for (const [file, list] of changes) {
        const path = place.get(file)?.replace(/^grave (\d+)$/, (_, n) => join(graves, n));
        if (list.length === 0 || !path || !existsSync(path)) continue;
        const fd = openSync(path, 'r+');
        const put = (bytes, at) => bytes.length > 0 && writeSync(fd, bytes, 0, bytes.length, at);
        for (const { entry } of list.toReversed()) {
            if (fstatSync(fd).size !== entry.size_before) ftruncateSync(fd, entry.size_before);
            put(entry.before, entry.at);
        }
        counts.unsynced += list.length;
        const mood = below(3);
        const first = below(list.length + 1);
        list.forEach(({ entry }, i) => {
            const whole = mood === 1 ? i < first : mood === 2 && below(2) === 0;
            if (entry.kind === 'T') {
                if (whole) ftruncateSync(fd, entry.at);
                counts.kept += whole ? 1 : 0;
                return;
            }
            if (whole) {
                put(entry.after, entry.at);
                ++counts.kept;
            } else if (mood === 2 || (mood === 1 && i === first)) {
                // The sectors of a write reach the disk one by one, in any order.
                let some = 0;
                for (let at = entry.at; at < entry.at + entry.after.length;) {
                    const ends = Math.min((Math.floor(at / kSector) + 1) * kSector, entry.at + entry.after.length);
                    if (below(2) === 0) some += put(entry.after.subarray(at - entry.at, ends - entry.at), at) ? 1 : 0;
                    at = ends;
                }
                counts.torn += some > 0 ? 1 : 0;
            }
        });
        closeSync(fd);
    }
    for (const list of names.values()) {
        for (const one of list.slice(below(list.length + 1)).toReversed()) {
            ++counts.names;
            if (one.kind === 'C' || one.kind === 'M') rmSync(one.path, { recursive: true, force: true });
            if (one.kind === 'R' && existsSync(one.to)) renameSync(one.to, one.path);
            const came_back = one.kind === 'R' ? one.to : one.path;
            if (one.grave && existsSync(join(graves, String(one.grave)))) renameSync(join(graves, String(one.grave)), came_back);
        }
    }
    rmSync(graves, { recursive: true, force: true });
    rmSync(log, { force: true });
    return counts;
}
