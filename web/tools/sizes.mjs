// Prints what a browser downloads for the inbox, gzip -9, and fails above the promised 120 KB of JavaScript.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const kLimitKb = 120;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist)));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

const seen = new Map();
const take = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(chunk.file)) return;
    seen.set(chunk.file, size(chunk.file));
    for (const css of chunk.css ?? []) seen.set(css, size(css));
    (chunk.imports ?? []).forEach(take);
};
take('index.html');
// What the inbox always loads as well: its screen, the larger language, the counter and the stream's worker.
const also = Object.keys(manifest).filter((key) => /features\/inbox\/Inbox\.svelte|text\/count\.ts/.test(key));
const langs = Object.keys(manifest).filter((key) => /i18n\/(ko|en)\.ts$/.test(key));
langs.sort((a, b) => size(manifest[b].file) - size(manifest[a].file));
[...also, ...langs.slice(0, 1)].forEach(take);

for (const file of readdirSync(new URL('assets/', dist))) {
    if (/^worker-.*\.js$/.test(file)) seen.set(`assets/${file}`, size(`assets/${file}`));
}

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
let js = 0;
let css = 0;
for (const [file, bytes] of [...seen].sort((a, b) => b[1] - a[1])) {
    console.log(`${kb(bytes)} KB gzip  ${file}`);
    if (file.endsWith('.css')) css += bytes; else js += bytes;
}
console.log(`${kb(js)} KB gzip  JavaScript of the inbox (limit ${kLimitKb}), and ${kb(css).trim()} KB of CSS`);
// The manifest was for this report only; the server embeds what is left.
rmSync(new URL('.vite/', dist), { recursive: true });
if (js > kLimitKb * 1000) {
    console.error('The inbox is too heavy.');
    process.exit(1);
}
