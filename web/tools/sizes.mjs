// Prints what a browser downloads for the inbox and for the quick answer, gzip -9, and fails above what was promised:
// 120 KB and 60 KB of JavaScript.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist)));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
const named = (pattern) => Object.keys(manifest).filter((key) => pattern.test(key));
// Of the two languages the larger.
const larger = (keys) => keys.sort((a, b) => size(manifest[b].file) - size(manifest[a].file)).slice(0, 1);

// The page with all it imports, and what it always loads a moment later (`also`: keys of the manifest).
function measure(name, page, also, files, limit_kb) {
    const seen = new Map();
    const take = (key) => {
        const chunk = manifest[key];
        if (!chunk || seen.has(chunk.file)) return;
        seen.set(chunk.file, size(chunk.file));
        for (const css of chunk.css ?? []) seen.set(css, size(css));
        (chunk.imports ?? []).forEach(take);
    };
    [page, ...also].forEach(take);
    for (const file of files) seen.set(file, size(file));
    let js = 0;
    let css = 0;
    for (const [file, bytes] of [...seen].sort((a, b) => b[1] - a[1])) {
        console.log(`${kb(bytes)} KB gzip  ${file}`);
        if (file.endsWith('.css')) css += bytes; else js += bytes;
    }
    console.log(`${kb(js)} KB gzip  JavaScript of ${name} (limit ${limit_kb}), and ${kb(css).trim()} KB of CSS\n`);
    if (js <= limit_kb * 1000) return true;
    console.error(`${name} is too heavy.`);
    return false;
}
const counter = named(/text\/count\.ts/);
const workers = readdirSync(new URL('assets/', dist)).filter((file) => /^worker-.*\.js$/.test(file)).map((file) => `assets/${file}`);
// Beside every answer that is being written.
const beside = named(/features\/tips\/Suggested\.svelte/);
const inbox = measure('the inbox', 'index.html', [...named(/features\/inbox\/Inbox\.svelte/), ...counter, ...beside, ...larger(named(/i18n\/(ko|en)\.ts$/))], workers, 120);
const quick = measure('the quick answer', 'quick.html', [...counter, ...beside, ...larger(named(/quick-words\/(ko|en)$/))], ['quick-sw.js'], 60);
// The manifest was for this report only; the server embeds what is left.
rmSync(new URL('.vite/', dist), { recursive: true });
if (!inbox || !quick) process.exit(1);
