// Takes a picture of every screen: both languages, both themes, three sizes. node shots.mjs [folder] [name filter]
import { mkdirSync } from 'node:fs';
import { browser, sign_in, world } from './lib.mjs';

const folder = process.argv[2] ?? 'shots';
const only = process.argv[3] ?? '';
mkdirSync(folder, { recursive: true });
const { url, link, close, move } = await world();
const chromium = await browser();
const sizes = (process.env.SIZES ?? '1440x900,1024x768,390x844').split(',').map((size) => size.split('x').map(Number));
const screens = [
    ['signin', '/signin', { out: true }], ['link', '/link/other', { out: true }], ['inbox', '/inbox/queue', {}], ['thread', '/inbox/queue', { open: 'dawn2am' }], ['answered', '/inbox/answered', { open: 'noeul' }],
    ['held', '/inbox/attention', { open: 'parkbyul' }], ['failed', '/inbox/attention', { open: 'quinn' }], ['reports', '/reports/first-answer', {}], ['accounts', '/settings/accounts', {}], ['connect', '/settings/accounts/new/bluesky', {}],
    ['people', '/settings/people', {}], ['person', '/settings/people', { click: 'tbody tr:nth-child(2) .tool' }], ['import', '/settings/people', { click: '.top .btn:nth-child(2)' }], ['departments', '/settings/teams', {}], ['roles', '/settings/roles', {}], ['brands', '/settings/brands', {}], ['tokens', '/settings/tokens', {}], ['webhooks', '/settings/webhooks', {}], ['webhook-messages', '/settings/webhooks', { click: 'li:nth-child(2) .tools .btn:nth-child(2)' }], ['webhook-new', '/settings/webhooks', { click: '.top .btn' }], ['audit', '/settings/audit', {}], ['config', '/settings/all', {}], ['start', '/settings/start', {}], ['hours', '/settings/hours', {}], ['me', '/settings/me', {}], ['listening', '/listening', {}], ['listening-new', '/listening/new', {}], ['listening-query', '/listening/01LISTEN000000000000000001', {}], ['listening-intricate', '/listening/01LISTEN000000000000000003', {}], ['listening-tried', '/listening/01LISTEN000000000000000001', { click: '.try-go .btn', full: true }],
    ['setup', '/settings/setup', {}], ...['plan', 'expectations', 'collaboration', 'loop', 'guidelines'].map((step) => [`setup-${step}`, `/settings/setup/${step}`, {}]), ['hand-off', '/inbox/queue', { open: 'dawn2am', press: 'h' }],
    ['joining-second', '/settings/me', { click: '#sf-begin' }], ['signon', '/settings/signon', { full: true }], ['joining', '/settings/joining', {}], ['joining-make', '/settings/joining', { click: '.top .btn' }], ['join-page', '/join/summer-crowd', { out: true }], ['join-over', '/join/over', { out: true }],
    ['reach', '/settings/me', { see: '#reach', scroll: '#reach' }],
    ['own-mine', '/settings/me', { see: '#own-handle', scroll: '#own-handle' }], ['own-code', '/settings/me', { own: '@jihoon.example' }], ['own-all', '/settings/bindings', {}],
    ['training', '/settings/training', {}], ['training-edit', '/settings/training', { click: 'section .top .btn', scroll: '#lv-0' }], ['more', '/inbox/queue', { click: '.rail .more', phone: true }],
    ['thanks-card', '/settings/card', { see: '.preview' }], ['thanks-report', '/reports/first-answer', { scroll: '#h-thanks' }], ['thanks-drill', '/reports/first-answer', { click: 'section[aria-labelledby=h-thanks] dl .figure' }], ['thanks-side', '/inbox/answered', { open: 'noeul', scroll: '#h-thanks' }],
    ['approvals', '/approvals', {}], ['approval-lanes', '/settings/approval', {}],
    ['quality', '/quality', {}], ['quality-draw', '/quality', { click: '.top .btn' }], ['quality-mark', '/quality/mark/01QUALITY0000000000000000A', {}], ['quality-round', '/quality/round/01QUALITY0000000000000000B', {}], ['quality-results', '/quality/results', {}], ['quality-appeals', '/quality/appeals', {}], ['quality-mine', '/quality/mine', {}], ['quality-card', '/quality/card', {}], ['quality-card-edit', '/quality/card', { click: '.top .btn' }],
    ['honour', '/honour?board=crowd', {}], ['honour-formula', '/honour?board=crowd', { click: 'details summary' }], ['honour-desk', '/honour?board=desk', {}], ['honour-part', '/honour/participation', {}], ['honour-certificate', '/honour/certificate?board=crowd', {}],
    ['hint-give', '/inbox/queue', { open: 'tamsin', click: '.know .btn' }], ['hint-held', '/inbox/queue', { open: 'tamsin' }], ['hint-given', '/inbox/queue', { open: 'dawn2am', hint: '부표는 물통 뒤쪽 홈에 있어요. 찌꺼기가 끼면 걸립니다. 사진은 도움말 D20-7에 있습니다.' }],
    ['tips', '/tips', {}], ['tips-write', '/tips', { click: '.top .btn' }], ['tips-fit', '/inbox/queue', { open: 'dawn2am', click: '.tips summary' }], ['promised-none', '/promised', {}], ['promised-side', '/inbox/queue', { open: 'dawn2am', click: '#h-promised .btn' }], ['guidelines', '/settings/guidelines', {}], ['guidelines-tried', '/settings/guidelines', { click: '.foot .btn' }], ['guidelines-rule', '/settings/guidelines', { click: '.top .btn' }], ['guidelines-findings', '/inbox/queue', { open: 'dawn2am', type: '손님, 주문번호를 댓글로 알려 주세요. 플로트입니다.' }],
    ['empty', '/inbox/going_out', {}], ['palette', '/inbox/queue', { press: 'Control+k' }], ['sheet', '/inbox/queue', { press: 'Shift+Slash' }],
];
for (const lang of (process.env.LANGS ?? 'ko,en').split(',')) for (const theme of (process.env.THEMES ?? 'light,dark').split(',')) for (const [width, height] of sizes) {
    const context = await chromium.newContext({ viewport: { width, height }, locale: lang === 'ko' ? 'ko-KR' : 'en-US', colorScheme: theme, timezoneId: 'Asia/Seoul', hasTouch: width < 500 });
    const page = await context.newPage();
    let signed = false;
    for (const [name, path, how] of screens) {
        if ((only && !name.includes(only)) || (how.phone && width > 700)) continue;
        if (!how.out && !signed) { await sign_in(page, link); signed = true; }
        let at = path;
        if (how.open) at = `${path}/${(await move('look', { handle: how.open })).row.id}`;
        await page.goto(url + at);
        await page.waitForTimeout(500);
        if (how.hint) { await move('desk', { do: 'hint', handle: how.open, who: 'emp-sm', text: how.hint }); await page.waitForTimeout(500); }
        if (how.press) { await page.keyboard.press(how.press); await page.waitForTimeout(200); }
        if (how.click) { await page.click(how.click); await page.waitForTimeout(200); }
        if (how.type) { await page.fill('#t', how.type); await page.waitForTimeout(1500); }
        if (how.own) { await page.fill('#own-handle', how.own); await page.click('#own-handle ~ .btn, form .btn:has-text("코드"), form .btn:has-text("code")').catch(() => {}); await page.waitForTimeout(300); }
        if (how.scroll) await page.locator(how.scroll).scrollIntoViewIfNeeded();
        if (how.full) await page.evaluate(() => document.querySelector('.results')?.scrollIntoView());
        await page.screenshot({ path: `${folder}/${name}-${lang}-${theme}-${width}.png` });
    }
    await context.close();
}
await chromium.close();
await close();
