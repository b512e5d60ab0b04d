// Small things of setting up. Pure.
import { kSteps, type HandOffRule, type Programme, type SaveProgramme, type SetupStep, type StepState } from '../../../api/programme';
import type { Id } from '../../../api/types';

export type DraftRule = Omit<HandOffRule, 'id'> & { id?: Id };

export const is_step = (word: string | undefined): word is SetupStep => kSteps.includes(word as SetupStep);
/** Where somebody goes on: the first step that nobody did or left out. */
export const next_step = (programme: Programme): SetupStep | null => kSteps.find((step) => programme.steps[step].state === 'open') ?? null;
/** After `step`: the next open one behind it, then any open one. */
export function after(programme: Programme, step: SetupStep): SetupStep | null {
    const at = kSteps.indexOf(step);
    return [...kSteps.slice(at + 1), ...kSteps.slice(0, at)].find((one) => programme.steps[one].state === 'open') ?? null;
}
export function to_save(programme: Programme, step: SetupStep, state: StepState, rules: readonly DraftRule[] = programme.rules): SaveProgramme {
    const steps = Object.fromEntries(kSteps.map((one) => [one, one === step ? state : programme.steps[one].state])) as Record<SetupStep, StepState>;
    return { version: programme.version, steps, rules: [...rules] };
}

/** The four bands with the promise among them: the nearest one gives way, the house's own goes first. */
export function bands_with(minutes: number, bands: readonly number[]): number[] {
    if (bands.includes(minutes)) return [...bands];
    const nearest = bands.reduce((best, one) => (Math.abs(one - minutes) < Math.abs(best - minutes) ? one : best), bands[0] ?? minutes);
    return [...new Set([...bands.filter((one) => one !== nearest), minutes])].sort((a, b) => a - b);
}

/** One word or phrase between commas or on a line of its own; the same one once. */
export const words_of = (text: string): string[] => [...new Set(text.split(/[,\n]/).map((one) => one.trim()).filter((one) => one !== ''))];

export const quoted = (name: string): string => (/^[\p{L}\p{N}_-]+$/u.test(name) ? name : `"${name.replaceAll('"', '')}"`);
/** Everything with one of these tags, as a saved view asks for it. */
export const view_of = (tags: readonly string[]): string => tags.map((name) => `tag:${quoted(name)}`).join(' OR ');

/** The rule's place in a refusal: "/rules/2/words" -> 2. */
export const rule_at = (pointer: string | undefined): number => Number(/^\/rules\/(\d+)/.exec(pointer ?? '')?.[1] ?? -1);
