import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en_actions from '../../../locales/en/action_screen.json';
import en_card from '../../../locales/en/card_screen.json';
import en_thanks from '../../../locales/en/thanks_screen.json';
import ko_card from '../../../locales/ko/card_screen.json';
import ko_thanks from '../../../locales/ko/thanks_screen.json';
import en_admin from '../../../locales/en/admin.json';
import en_approvals from '../../../locales/en/approval_screen.json';
import en_first from '../../../locales/en/first_screen.json';
import en_forms from '../../../locales/en/form_screen.json';
import en_honour from '../../../locales/en/honour_screen.json';
import en_inbox from '../../../locales/en/inbox.json';
import en_join from '../../../locales/en/join_screen.json';
import en_listening from '../../../locales/en/listening_screen.json';
import en_report from '../../../locales/en/report_screen.json';
import en_tip_card from '../../../locales/en/tip_card.json';
import en_tips from '../../../locales/en/tip_screen.json';
import en_web from '../../../locales/en/web.json';
import ko_actions from '../../../locales/ko/action_screen.json';
import ko_admin from '../../../locales/ko/admin.json';
import en_quick from '../../../locales/en/quick.json';
import ko_approvals from '../../../locales/ko/approval_screen.json';
import ko_first from '../../../locales/ko/first_screen.json';
import ko_forms from '../../../locales/ko/form_screen.json';
import ko_honour from '../../../locales/ko/honour_screen.json';
import ko_inbox from '../../../locales/ko/inbox.json';
import ko_quick from '../../../locales/ko/quick.json';
import ko_join from '../../../locales/ko/join_screen.json';
import ko_listening from '../../../locales/ko/listening_screen.json';
import ko_report from '../../../locales/ko/report_screen.json';
import ko_tip_card from '../../../locales/ko/tip_card.json';
import ko_tips from '../../../locales/ko/tip_screen.json';
import ko_web from '../../../locales/ko/web.json';
import { words } from '../../tools/quick-words.mjs';
import { fill } from './format';

const en = { ...en_web, ...en_inbox, ...en_admin, ...en_quick, ...en_listening, ...en_report, ...en_forms, ...en_approvals, ...en_join, ...en_actions, ...en_tips, ...en_tip_card, ...en_first, ...en_card, ...en_thanks, ...en_honour };
const ko = { ...ko_web, ...ko_inbox, ...ko_admin, ...ko_quick, ...ko_listening, ...ko_report, ...ko_forms, ...ko_approvals, ...ko_join, ...ko_actions, ...ko_tips, ...ko_tip_card, ...ko_first, ...ko_card, ...ko_thanks, ...ko_honour };
const quoted = (source: string) => new Set([...source.matchAll(/'([\w.]+)'/g)].map((match) => match[1]!));
const named = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]!).sort();
describe('catalogues', () => {
    it('have the same keys and the same arguments', () => {
        expect(Object.keys(ko).sort()).toEqual(Object.keys(en).sort());
        for (const [key, text] of Object.entries(en)) {
            const other = (ko as Record<string, string>)[key]!;
            expect(new Set(named(other)), key).toEqual(new Set(named(text)));
            expect(text.trim(), key).not.toBe('');
            expect(other.trim(), key).not.toBe('');
        }
    });
    it('have no key that nobody shows', () => {
        const source = (function read(folder: string): string {
            return readdirSync(folder, { withFileTypes: true }).map((entry) => entry.isDirectory() ? read(`${folder}/${entry.name}`) : /\.(ts|svelte)$/.test(entry.name) && !entry.name.includes('.test.') ? readFileSync(`${folder}/${entry.name}`, 'utf8') : '').join('\n');
        })(`${import.meta.dirname}/..`);
        const built = [...source.matchAll(/`((?:web|inbox|quick|form|action|tip|own|thanks|card|honour)\.[\w.]+)\.\$\{/g)].map((match) => `${match[1]}.`);
        const said = quoted(source);
        const unused = Object.keys(en).filter((key) => !said.has(key) && !said.has(key.replace(/\.(one|other)$/, '')) && !built.some((stem) => key.startsWith(stem)));
        expect(unused).toEqual([]);
    });
    it('say each thing in one file, and ask where people answer for nothing that only other screens say', () => {
        const files = [en_web, en_inbox, en_admin, en_quick, en_listening, en_report, en_forms, en_approvals, en_join].flatMap((one) => Object.keys(one));
        expect(files.filter((key, i) => files.indexOf(key) !== i)).toEqual([]);
        // Those screens fetch their own words: what they alone say is no burden to whoever answers.
        const read = (folder: string): string => readdirSync(folder, { withFileTypes: true }).map((entry) => entry.isDirectory() ? read(`${folder}/${entry.name}`) : /\.(ts|svelte)$/.test(entry.name) && !entry.name.includes('.test.') ? readFileSync(`${folder}/${entry.name}`, 'utf8') : '').join('\n');
        const features = `${import.meta.dirname}/../features`;
        const others = quoted([...readdirSync(features).filter((name) => !['settings', 'reports', 'listening'].includes(name)).map((name) => `${features}/${name}`), ...['api', 'app', 'i18n', 'keys', 'live', 'text', 'time', 'ui'].map((name) => `${import.meta.dirname}/../${name}`)].map(read).join('\n'));
        for (const catalogue of [en_admin, en_report, en_listening]) {
            expect(Object.keys(catalogue).filter((key) => others.has(key) || others.has(key.replace(/\.(one|other)$/, '')))).toEqual([]);
        }
    });
    it('keep the manner of speech', () => {
        for (const [key, text] of Object.entries(ko)) expect(text, key).not.toMatch(/하십시|해요\.|클릭|유저|에러/);
    });
});
describe('the quick answer’s catalogue', () => {
    it('has every sentence that its files ask for', () => {
        const read = (folder: string) => readdirSync(folder).filter((name) => /\.(svelte|ts)$/.test(name) && !name.includes('.test.')).map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
        const shared = ['ui/words.ts', 'ui/WaitClock.svelte', 'ui/Text.svelte', 'ui/Dialog.svelte'].map((name) => readFileSync(`${import.meta.dirname}/../${name}`, 'utf8')).join('\n');
        const asked = [...`${read(`${import.meta.dirname}/../features/quick`)}\n${shared}`.matchAll(/'((?:web|quick|inbox)\.[\w.]+)'/g)].map((match) => match[1]!);
        const have = new Set(Object.keys(words('ko')).flatMap((key) => [key, key.replace(/\.(one|other)$/, '')]));
        expect(asked.filter((key) => !have.has(key))).toEqual([]);
        expect(JSON.stringify(words('ko')).length).toBeLessThan(20_000);
    });
});
describe('Korean particles', () => {
    it('stand in a message', () => {
        expect(fill('{to|으로} 넘김', { to: '법무' })).toBe('법무로 넘김');
        expect(fill('{name|이/가} {n}건', { name: '^DY', n: 3 })).toBe('^DY가 3건');
        expect(fill('{missing} stays', {})).toBe('{missing} stays');
    });
    it('takes arguments literally', () => {
        expect(fill('{a} {b}', { a: '{b}', b: '$&' })).toBe('{b} $&');
    });
});
