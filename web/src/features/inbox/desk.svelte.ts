// What the desk knows beside its conversations: people, tags; and the jobs that change many conversations at once.
import { get, send } from '../../api/client';
import type { BulkAction, Employee, Id, Instant, Job, Tag, TagColour } from '../../api/types';
import { show_toast, toast } from '../../app/toast.svelte';
import { t, tn, type CountKey } from '../../i18n/i18n.svelte';
import { on } from '../../live/live.svelte';
import { instant_now } from '../../time/now.svelte';
import { failure } from '../../ui/words';
import { rows } from './inbox.svelte';
import { all, kNothing, range, toggle, type Selection } from './select';

export interface HandedTo { department_id?: Id; employee_id?: Id; reason: string; rule_id?: Id }

let employees = $state.raw<readonly Employee[]>([]);
let tag_list = $state.raw<readonly Tag[]>([]);
export const people = (): readonly Employee[] => employees;
export const person = (id: Id): Employee | undefined => employees.find((one) => one.id === id);
export const tags = (): readonly Tag[] => tag_list;

let people_read: Promise<void> | null = null;
let people_known = $state.raw(false);
// Before this is true, nobody can be called unknown.
export const know_people = (): boolean => people_known;
export function read_people(): Promise<void> {
    people_read ??= get<{ items: Employee[] }>('/employees').then(({ items }) => { employees = items; people_known = true; }, () => { people_read = null; });
    return people_read;
}
export async function read_tags(): Promise<void> {
    try {
        tag_list = (await get<{ items: Tag[] }>('/tags')).items;
    } catch { /* asked again when the next menu opens */ }
}
export async function add_tag(name: string, colour: TagColour): Promise<Tag> {
    const made = await send<Tag>('POST', '/tags', { name, colour });
    tag_list = [...tag_list, made].sort((a, b) => a.name.localeCompare(b.name));
    return made;
}

// Choosing many.
let selection = $state.raw<Selection>(kNothing);
export const chosen = (): ReadonlySet<Id> => selection.ids;
export const choose = (id: Id): void => { selection = toggle(selection, id); };
export const choose_to = (id: Id): void => { selection = range(selection, rows().map((row) => row.id), id); };
export const choose_all = (): void => { selection = all(rows().map((row) => row.id)); };
export const choose_none = (): void => { selection = kNothing; };

// Jobs.
const kPollMs = 800;
let job = $state.raw<Job | null>(null);
let job_problem = $state.raw('');
let results_shown = $state.raw(false);
let poll: ReturnType<typeof setTimeout> | undefined;
let line = -1;
export const current_job = (): Job | null => job;
export const problem_of_job = (): string => job_problem;
export const results_open = (): boolean => results_shown;
export const show_results = (on: boolean): void => { results_shown = on; };
export const can_undo = (one: Job | null, now: number): boolean => one !== null && one.state === 'done' && one.undo_until !== null && Date.parse(one.undo_until) > now && one.done > one.failed;

const kDone: Record<Job['kind'], CountKey> = { close: 'inbox.bulk.done.close', reopen: 'inbox.bulk.done.reopen', snooze: 'inbox.bulk.done.snooze', wake: 'inbox.bulk.done.wake', tag: 'inbox.bulk.done.tag', untag: 'inbox.bulk.done.tag', hand_off: 'inbox.bulk.done.hand_off', release: 'inbox.bulk.done.release', claim: 'inbox.bulk.done.claim' };

const kOrder: Record<Job['state'], number> = { running: 0, done: 1, undoing: 2, undone: 3 };
function take(found: Job): void {
    if (job && found.id !== job.id) return;
    // Two ways bring it (stream and asking): the one that is behind says nothing new.
    if (job && (kOrder[found.state] < kOrder[job.state] || (job.state === found.state && found.done < job.done))) return;
    job = found;
    clearTimeout(poll);
    const running = found.state === 'running' || found.state === 'undoing';
    if (running) poll = setTimeout(() => void read_job(found.id), kPollMs);
    const problems = found.failed > 0 ? { more: { label: tn('inbox.bulk.problems', found.failed), run: () => show_results(true) } } : {};
    const fine = found.done - found.failed;
    if (running) line = show_toast({ text: t(found.state === 'running' ? 'inbox.bulk.running' : 'inbox.bulk.undoing', { n: found.done, total: found.total }), icon: 'refresh', tone: 'soon', part: found.total > 0 ? found.done / found.total : 0, ms: null });
    else if (found.state === 'undone') line = show_toast({ text: t('inbox.bulk.undone'), icon: 'undo', ...problems });
    else {
        const undo = can_undo(found, instant_now()) ? { undo: () => void undo_job() } : {};
        const ms = found.failed > 0 ? null : Math.max(6000, Math.min(30_000, found.undo_until ? Date.parse(found.undo_until) - instant_now() : 0));
        line = show_toast({ text: fine > 0 || found.failed === 0 ? tn(kDone[found.kind], fine) : t('inbox.bulk.none_done'), icon: found.failed > 0 ? 'alert' : 'check', ...(found.failed > 0 ? { tone: 'late' as const } : {}), ms, ...problems, ...undo });
    }
}
async function read_job(id: Id): Promise<void> {
    try {
        take(await get<Job>(`/jobs/${id}`));
    } catch {
        if (job?.id === id && (job.state === 'running' || job.state === 'undoing')) poll = setTimeout(() => void read_job(id), kPollMs * 3);
    }
}
let starting = false;
export async function run_job(action: BulkAction): Promise<boolean> {
    const ids = [...selection.ids];
    if (ids.length === 0 || starting) return false;
    starting = true;
    job_problem = '';
    results_shown = false;
    try {
        const made = await send<Job>('POST', '/bulk', { ids, action });
        if (job?.id !== made.id) job = null;
        take(made);
        choose_none();
        return true;
    } catch (error) {
        job_problem = failure(error);
        show_toast({ text: job_problem, icon: 'alert', tone: 'late' });
        return false;
    } finally {
        starting = false;
    }
}
export async function undo_job(): Promise<void> {
    const which = job;
    if (!which) return;
    try {
        take(await send<Job>('POST', `/jobs/${which.id}/undo`));
    } catch (error) {
        show_toast({ text: failure(error), icon: 'alert', tone: 'late' });
    }
}
export const job_line = (): boolean => toast()?.serial === line;
export const follow_jobs = (): (() => void) => {
    const off = on('job', take);
    return () => {
        off();
        clearTimeout(poll);
    };
};
export const iso = (at: number | null): Instant | null => (at === null ? null : new Date(at).toISOString());
