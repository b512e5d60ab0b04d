// One question at a time: the card, what is done with it, and what is kept when there is no connection.
import { ApiError, get, request, send } from '../../api/client';
import type { Answer, ConversationDetail, Id, QuickCard, SubmitAnswer } from '../../api/types';
import { mine } from '../../app/session.svelte';
import { is_online } from '../../live/live.svelte';
import { instant_now } from '../../time/now.svelte';
import { day_at } from '../../time/zone';
import { zone } from '../../ui/words';
import { keep_local } from '../inbox/draft';
import { forget_waiting, keep_waiting, waiting, type Waiting } from './waiting';

export type Screen = 'loading' | 'failed' | 'empty' | 'card' | 'write' | 'unsure' | 'sent' | 'stopped';
let screen = $state.raw<Screen>('loading');
let card = $state.raw<QuickCard | null>(null);
let detail = $state.raw<ConversationDetail | null>(null);
let problem = $state.raw<ApiError | null>(null);
let notice = $state.raw<'' | 'taken' | 'passed' | 'handed' | 'asked'>('');
let kept = $state.raw<Waiting | null>(null);
let sent_answer = $state.raw<Answer | null>(null);
let busy = $state.raw(false);

export const current_screen = (): Screen => screen;
export const current_card = (): QuickCard | null => card;
export const current = (): ConversationDetail | null => detail;
export const current_problem = (): ApiError | null => problem;
export const current_notice = () => notice;
export const kept_answer = (): Waiting | null => kept;
export const sent = (): Answer | null => sent_answer;
export const is_busy = (): boolean => busy;
export const holds = (): boolean => detail?.conversation.claim?.holder.id === mine().employee.id;
export function show(where: Screen): void { screen = where; problem = null; }
export function look_at_kept(): void { kept = waiting(mine().employee.id, instant_now()); }

const as_error = (error: unknown): ApiError => (error instanceof ApiError ? error : new ApiError(0, null));
export async function next(): Promise<void> {
    if (busy) return;
    busy = true;
    problem = null;
    if (screen !== 'empty') screen = 'loading';
    try {
        const since = new Date(day_at(instant_now(), 0, 0, 0, zone())).toISOString();
        card = await get<QuickCard>(`/quick/next?${new URLSearchParams({ since })}`);
        detail = card.conversation;
        sent_answer = null;
        const out = detail?.answers.find((one) => one.author.id === mine().employee.id && (one.state === 'queued' || one.state === 'sending' || one.state === 'paused'));
        screen = detail === null ? 'empty' : out ? 'sent' : holds() ? 'write' : 'card';
        if (out) sent_answer = out;
    } catch (error) {
        problem = as_error(error);
        screen = 'failed';
    } finally {
        busy = false;
    }
}
// True when it went well; otherwise `problem` says why, and what the server knows now is shown.
async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy) return false;
    busy = true;
    problem = null;
    try {
        await what();
        return true;
    } catch (error) {
        problem = as_error(error);
        if (problem.problem?.current) detail = problem.problem.current;
        return false;
    } finally {
        busy = false;
    }
}
const id = (): Id => detail!.conversation.id;
let lost = $state.raw<ConversationDetail | null>(null);
export const lost_one = () => (notice === 'taken' ? lost : null);
export async function take(): Promise<void> {
    notice = '';
    if (await run(async () => { detail = await send<ConversationDetail>('POST', `/conversations/${id()}/claim`); })) {
        screen = 'write';
    } else if (problem?.status === 409) {
        // Somebody was quicker. That is no fault: on to the next one, and what one knows of it can be told them.
        const theirs = detail;
        await next();
        notice = 'taken';
        lost = theirs?.conversation.claim ? theirs : null;
    }
}
export async function pass(): Promise<void> {
    notice = '';
    const which = id();
    const had = holds();
    if (await run(async () => {
        await send('POST', '/quick/pass', { conversation_id: which });
        if (had) await send('DELETE', `/conversations/${which}/claim`);
    })) {
        await next();
        notice = 'passed';
    }
}
export async function release(): Promise<void> {
    if (await run(async () => { detail = await send<ConversationDetail>('DELETE', `/conversations/${id()}/claim`); })) screen = 'card';
}
async function hold_first(): Promise<void> {
    if (!holds()) detail = await send<ConversationDetail>('POST', `/conversations/${id()}/claim`);
}
export async function hand_off(department_id: Id, reason: string): Promise<void> {
    if (await run(async () => {
        await hold_first();
        await send('POST', `/conversations/${id()}/hand-off`, { department_id, reason });
    })) {
        await next();
        notice = 'handed';
    }
}
export async function ask(employee_id: Id, question: string): Promise<void> {
    if (await run(async () => {
        await hold_first();
        detail = await send<ConversationDetail>('POST', `/conversations/${id()}/second-opinion`, { employee_id, question });
    })) {
        screen = 'write';
        notice = 'asked';
    }
}

const fresh_key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
let key = '';
let key_of = '';
// `seen` is the public version that the writer has read.
// `exception`: why it goes out although the guidelines refuse it.
export async function submit(text: string, seen: number, exception = '', tips: readonly string[] = []): Promise<void> {
    const me = mine().employee.id;
    const body: SubmitAnswer = { text: text.trim(), ...(exception.trim() !== '' ? { exception: exception.trim() } : {}), ...(tips.length > 0 ? { tips: [...tips] } : {}) };
    // The same text tried again carries the same key: the server sends it once, whatever became of the first try.
    if (kept && kept.id === id() && kept.text === body.text) {
        key = kept.key;
        key_of = kept.text;
    } else if (key === '' || key_of !== body.text) {
        key = fresh_key();
        key_of = body.text;
    }
    const keep = () => {
        keep_waiting(me, { id: id(), handle: detail!.conversation.customer.handle, text: body.text, at: instant_now(), key });
        look_at_kept();
    };
    if (!is_online()) {
        keep();
        return;
    }
    const well = await run(async () => {
        const { data } = await request<ConversationDetail>('POST', `/conversations/${id()}/answers`, { body, headers: { 'If-Match': `"${seen}"`, 'Idempotency-Key': key } });
        detail = data;
    });
    if (well) {
        key = '';
        keep_local(me, id(), '', 0);
        forget_waiting(me);
        kept = null;
        sent_answer = detail!.answers.find((one) => one.author.id === me) ?? null;
        screen = 'sent';
    } else if (problem?.offline) {
        keep();
    } else if (problem && problem.status < 500) key = '';
}
// The kept answer is taken up again: into the composer of its conversation, as it is now. Sending is the person's press.
export async function resume_kept(): Promise<string | null> {
    const what = kept;
    if (!what) return null;
    let text: string | null = null;
    await run(async () => {
        let found = await get<ConversationDetail>(`/conversations/${what.id}`);
        const me = mine().employee.id;
        if (found.conversation.claim?.holder.id !== me) found = await send<ConversationDetail>('POST', `/conversations/${what.id}/claim`);
        detail = found;
        card = { conversation: found, why: ['held'], waiting: card?.waiting ?? 0, today: card?.today ?? { answered: 0, within: 0 } };
        keep_local(me, what.id, what.text, instant_now());
        key = what.key;
        key_of = what.text;
        text = what.text;
        screen = 'write';
        forget_waiting(me);
        kept = null;
    });
    return text;
}
export function drop_kept(): void {
    forget_waiting(mine().employee.id);
    kept = null;
}

// While an answer is on its way: what became of it.
export async function look(): Promise<void> {
    if (!detail || !sent_answer) return;
    try {
        const found = await get<ConversationDetail>(`/conversations/${id()}`);
        detail = found;
        const mine_out = found.answers.find((one) => one.id === sent_answer!.id);
        if (mine_out) sent_answer = mine_out;
        else if (found.posts.some((post) => post.answer_id === sent_answer!.id) || found.conversation.state === 'answered') {
            if (sent_answer.state !== 'sent' && card) card = { ...card, today: { answered: card.today.answered + 1, within: card.today.within + ((found.conversation.answered_in_seconds ?? Infinity) <= mine().promise_minutes * 60 ? 1 : 0) } };
            sent_answer = { ...sent_answer, state: 'sent' };
        }
    } catch { /* asked again in a second */ }
}
export async function undo(): Promise<void> {
    const which = sent_answer;
    if (!which) return;
    if (await run(async () => { detail = await send<ConversationDetail>('POST', `/answers/${which.id}/cancel`); })) {
        keep_local(mine().employee.id, id(), which.text, instant_now());
        sent_answer = null;
        screen = 'write';
    }
}
export const send_now = (): Promise<boolean> => run(async () => {
    detail = await send<ConversationDetail>('POST', `/answers/${sent_answer!.id}/send-now`);
    await look();
});
export function update(found: ConversationDetail): void {
    if (detail && found.conversation.id === detail.conversation.id && found.conversation.version >= detail.conversation.version) detail = found;
}
