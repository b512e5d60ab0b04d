// axe on every screen, Korean and English, light and dark, wide and phone: no violation of WCAG 2.2 A and AA.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { axe_source, browser, keep_cookies, kept_cookies, sign_in, still, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move, real } = place;
const axe = readFileSync(axe_source, 'utf8');
let chromium;
let cookies = kept_cookies();
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });

const screens = [
    ['sign-in', '/signin', { out: true }], ['link', '/link/nothing', { out: true }], ['inbox', '/inbox/queue', {}], ['mine', '/inbox/mine', {}], ['answered', '/inbox/answered', {}],
    ['reports', '/reports/first-answer', {}], ['accounts', '/settings/accounts', {}], ['connect', '/settings/accounts/new/bluesky', {}], ['people', '/settings/people', {}], ['hours', '/settings/hours', {}], ['my settings', '/settings/me', {}], ['phrases', '/settings/phrases', {}], ['audit', '/settings/audit', {}],
    ['departments', '/settings/teams', {}], ['roles', '/settings/roles', {}], ['brands', '/settings/brands', {}], ['tags', '/settings/tags', {}], ['tokens', '/settings/tokens', {}], ['webhooks', '/settings/webhooks', {}], ['all settings', '/settings/all', {}], ['getting started', '/settings/start', {}],
    ['palette', '/inbox/queue', { press: 'Control+k', see: '.palette[open]' }], ['shortcuts', '/inbox/queue', { press: 'Shift+Slash', see: 'dialog[open]' }], ['hand off', '/inbox/queue', { press: 'h', see: 'dialog[open]' }], ['preview', '/inbox/queue', { press: 'p', see: '.shown' }], ['nothing there', '/nowhere', {}],
    ['queries', '/listening', {}], ['a new query', '/listening/new', {}], ['how to write queries', '/listening/new', { click: '.h .push', see: '#q-help' }], ['a condition', '/listening/new', { click: '[data-group=where] .btn' }],
    ['reports by person', '/reports/first-answer', { click: '.split .btn:nth-child(6)' }], ['report drill', '/reports/first-answer', { click: 'dl .figure', see: 'dialog[open]' }],
    ...(real ? [] : [['a query', '/listening/01LISTEN000000000000000001', {}], ['a query tried', '/listening/01LISTEN000000000000000001', { click: '.try-go .btn', see: '.results' }], ['an intricate query', '/listening/01LISTEN000000000000000003', {}], ['a term', '/listening/01LISTEN000000000000000001', { click: '.term' }]]),
    ...(real ? [] : [['snooze', '/inbox/queue', { open: 'minjae', press: 's', see: '.pop', desk: true }], ['tags', '/inbox/queue', { open: 'dalnyang22', press: 't', see: '.pop', desk: true }], ['a note', '/inbox/queue', { open: 'minjae', press: 'n', see: '#n', desk: true }],
        ['an opinion asked', '/inbox/queue', { open: 'tamsin' }], ['notices', '/inbox/queue', { click: '.bell', see: '.pop' }], ['views', '/inbox/queue', { click: '.tabs .more', see: '.pop' }], ['a saved view', '/inbox/01VIEW00000000000000000001', {}],
        ['a query with a problem', '/inbox/queue?q=tga:x', {}], ['several chosen', '/inbox/queue', { press: 'x', see: '.bulk', desk: true }], ['quick', '/quick', {}], ['quick, help', '/quick', { click: '.mine .acts .btn:nth-child(2)', see: '.unsure' }]]),
    ...(real ? [] : [['thread', '/inbox/queue', { open: 'dawn2am' }], ['a customer to erase', '/inbox/all', { open: 'noeul', click: '.dots', then: '.item:last-child', see: 'dialog[open] h3' }], ['screens among the settings', '/settings/all', { find: 'api' }], ['held', '/inbox/attention', { open: 'parkbyul' }], ['failed', '/inbox/attention', { open: 'quinn' }], ['claimed by another', '/inbox/queue', { open: 'tamsin' }],
        ['invite', '/settings/people', { click: '.top .btn', see: 'dialog[open]' }], ['a person', '/settings/people', { click: 'tbody tr:nth-child(2) .tool', see: 'dialog[open]' }], ['a file of people', '/settings/people', { click: '.top .btn:nth-child(2)', see: 'dialog[open]' }], ['new department', '/settings/teams', { click: '.top .btn', see: 'dialog[open]' }], ['new token', '/settings/tokens', { click: '.top .btn', see: 'dialog[open]' }], ['new webhook', '/settings/webhooks', { click: '.top .btn', see: 'dialog[open]' }], ['messages of a webhook', '/settings/webhooks', { click: 'li:nth-child(2) .tools .btn:nth-child(2)', see: 'li section .bar' }], ['new tag', '/settings/tags', { click: '.top .btn', see: 'dialog[open]' }], ['writing', '/inbox/queue', { open: 'dawn2am', type: '가'.repeat(290) }], ['phrase menu', '/inbox/queue', { open: 'dawn2am', type: '안녕 /', see: '.menu [role=option]' }], ['split in three', '/inbox/queue', { open: 'dawn2am', type: '가나다라. '.repeat(130), then: '.split .btn' }], ['a variable is left', '/inbox/queue', { open: 'dawn2am', type: '{{x}}' }], ['new phrase', '/settings/phrases', { click: '.top .btn', see: 'dialog[open]' }]]),
    ...(real ? [['shifts', '/settings/shifts', { see: '.none, .two' }], ['hourly staff', '/settings/shifts', { click: '.top .btn.primary', see: 'dialog[open]' }], ['a file of shifts', '/settings/shifts', { click: '.top .btn', see: 'dialog[open]' }]] : []),
    ['tips', '/tips', { see: '.empty, main li' }], ...(real ? [] : [['a tip is written', '/tips', { click: '.top .btn', see: 'dialog[open]' }], ['tips that fit', '/inbox/queue', { open: 'dawn2am', click: '.tips summary', desk: true }]]),
    ['the leaderboard', '/honour?board=crowd', { see: 'main details, .empty' }], ['the formula', '/honour?board=desk', { click: 'main summary', see: 'main ol li' }], ['participation', '/honour/participation', { see: 'table' }], ['certificate', '/honour/certificate?board=crowd', { see: '.paper, .empty' }],
    ['promised', '/promised', { see: '.empty, main li' }], ...(real ? [] : [['a promise', '/inbox/queue', { open: 'dawn2am', click: '#h-promised .btn', see: 'dialog[open]', desk: true }]]),
    ['guidelines', '/settings/guidelines', { see: 'h3' }],
    ['one’s own card', '/settings/card', { see: '.preview' }], ...(real ? [] : [['what customers say', '/reports/first-answer', { click: 'section[aria-labelledby=h-thanks] dl .figure', see: 'dialog[open] li' }]]),
    ...(real ? [] : [['a second factor', '/settings/me', { click: '#sf-begin', see: '#sf-code' }]]),
    ...(real ? [] : [['own accounts', '/settings/me', { see: '#own-handle' }], ['everybody’s own accounts', '/settings/bindings', { see: 'main li' }]]),
    ['single sign-on', '/settings/signon', { see: '#so-issuer' }], ...(real ? [] : [['single sign-on, all of it', '/settings/signon', { click: 'form summary', see: '#so-gr' }]]),
    ['joining', '/settings/joining', { see: 'h3' }], ['a new join link', '/settings/joining', { click: '.top .btn', see: 'dialog[open]' }], ['a join link that is over', '/join/over-or-never', { out: true, see: '.say' }],
    ...(real ? [] : [['the page of a join link', '/join/summer-crowd', { out: true, see: '#j-in' }], ['a QR code', '/settings/joining', { click: '.top .btn', then: 'dialog .btn.primary[type=submit]', see: '.poster svg' }]]),
    ...(real ? [] : [['a new rule', '/settings/guidelines', { click: '.top .btn', see: 'dialog[open]' }], ['rules that were tried', '/settings/guidelines', { click: '.foot .btn', see: '.found' }], ['findings', '/inbox/queue', { open: 'dawn2am', type: '손님, 주문번호를 댓글로 알려 주세요. 플로트입니다.', see: '#lint-why' }]]),
    ['quality rounds', '/quality', { see: '.top' }], ['quality results', '/quality/results', { see: '.all, .empty' }], ['quality card', '/quality/card', { see: 'table' }], ['a new score card', '/quality/card', { click: '.top .btn', see: '#c-w-0' }], ['own marks', '/quality/mine', { see: '.said, .empty' }], ['appeals', '/quality/appeals', { see: '.said, .empty' }], ['a draw', '/quality', { click: '.top .btn', see: 'dialog[open] .preview' }],
    ['first minutes', '/settings/training', { see: '.scope' }], ['first minutes, edited', '/settings/training', { click: 'section .top .btn', see: '#lv-0' }], ...(real ? [] : [['what is behind more', '/inbox/queue', { click: '.rail .more', see: '.pop', phone: true }]]),
    ['approval lanes', '/settings/approval', { see: '.lanes' }], ['setting up', '/settings/setup', { see: '.all li' }], ['setting up: the plan', '/settings/setup/plan', { see: '#su-within' }], ['setting up: expectations', '/settings/setup/expectations', { see: '#su-hold-en' }], ['setting up: collaboration', '/settings/setup/collaboration', { see: '.lanes' }], ['setting up: the loop', '/settings/setup/loop', { see: '.three' }], ['setting up: guidelines', '/settings/setup/guidelines', { see: '.try' }], ['to approve', '/approvals', { see: '.list a, .none' }],
    ...(real ? [] : [['an answer to approve', '/approvals', { click: '.list li:first-child a', see: '.one .why' }], ['marking', '/quality/mark/01QUALITY0000000000000000A', { see: 'fieldset.cr' }], ['a closed round', '/quality/round/01QUALITY0000000000000000B', { see: '#h-marks' }]]),
];
const kLooks = [['ko', 'ko-KR'], ['en', 'en-US']].flatMap((lang) => ['light', 'dark'].flatMap((theme) => [[1440, 900], [390, 844]].map((size) => [...lang, theme, ...size])))
    // Four of the eight, in which every pair of language, theme and size is met; LOOKS=all for the others too, which
    // take as long again. The real program shows the same markup with its own data in two of them.
    .filter(([lang, , theme, width]) => process.env.LOOKS === 'all' || real || ((lang === 'en') !== (theme === 'dark')) === (width === 390))
    .filter(([lang, , theme, width]) => !real || (lang === 'ko' && theme === 'light' && width === 1440) || (lang === 'en' && theme === 'dark' && width === 390));
for (const [lang, locale, theme, width, height] of kLooks) {
    describe(`axe ${lang} ${theme} ${width}`, { concurrency: false }, () => {
        const options = { viewport: { width, height }, locale, colorScheme: theme, timezoneId: 'Asia/Seoul', reducedMotion: 'reduce' };
        // One page for those who are signed in and one for those who are not: the files come from the browser's cache.
        const pages = {};
        async function page_for(out) {
            if (pages[out]) return pages[out];
            const context = await chromium.newContext(options);
            if (!out && cookies) await context.addCookies(cookies);
            const made = await watched(context);
            if (!out && !cookies) { await sign_in(made.page, link); cookies = await keep_cookies(context); }
            return (pages[out] = { ...made, context });
        }
        after(async () => { for (const { context } of Object.values(pages)) await context.close(); });
        for (const [name, path, how] of screens) {
            it(name, async () => {
                const { page, faults } = await page_for(!!how.out);
                const at = how.open ? `${path}/${(await move('look', { handle: how.open })).row.id}` : path;
                await page.goto(url + at);
                await page.locator('main:visible, .cases:visible').first().waitFor();
                await still(page);
                if ((how.desk && width < 760) || (how.phone && width >= 760)) return;
                if (how.press && !(width < 760 && (how.desk || /^[hp]$/.test(how.press)))) await page.keyboard.press(how.press);
                else if (how.press) return;      // no key of a phone
                if (how.click) await page.click(how.click);
                if (how.type) await page.fill('#t', how.type);
                if (how.find) { await page.fill('#s-find', how.find); await page.locator('.screens').waitFor(); }
                if (how.then) { await still(page); await page.click(how.then); }
                // What comes in at the real program may be somebody's already.
                if (how.see && !(real && /^[hp]$/.test(how.press ?? ''))) await page.locator(how.see).first().waitFor();
                await still(page);
                assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
                // Through the protocol: a script tag would break the policy that is tested here too.
                await page.evaluate(axe);
                const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
                assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`), []);
                assert.deepEqual(await faults(), []);
            });
        }
    });
}
