import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { quick_words } from './tools/quick-words.mjs';
import { text_rules } from './tools/text-rules.mjs';

// The server sends default-src 'self' without unsafe-inline: nothing may be inlined into the page, so no data:
// URIs (assetsInlineLimit 0) and no preload polyfill.
export default defineConfig({
    plugins: [svelte(), quick_words(), text_rules()],
    build: {
        outDir: 'dist',
        target: 'es2023',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        sourcemap: false,
        manifest: true,
        // Two pages: the desk, and the quick answer of the phone, which is many times lighter.
        rollupOptions: { input: ['index.html', 'quick.html'] },
    },
    worker: { format: 'es' },
    server: {
        host: '127.0.0.1',
        fs: { allow: ['..'] },
        proxy: { '/api': process.env.MANYHANDS_API ?? 'http://127.0.0.1:8600' },
    },
    resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
    // Room for a machine on which everything is built at the same time; nothing here waits for a clock.
    test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
