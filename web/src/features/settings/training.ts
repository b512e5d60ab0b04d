// What the forms of the first minutes do to their document: who is asked, topics, levels. Pure.
import type { Level, TrainingDocument } from '../../api/first';
import type { Id, Role } from '../../api/types';
import type { Risk } from '../../api/approvals';

// Whoever may answer customers at all.
export const kAnswering: readonly Role[] = ['employee', 'desk', 'lead', 'admin'];
// What a text alone tells; the others hang on lanes and people.
export const kBarred: readonly Risk[] = ['goodwill', 'safety', 'legal', 'press', 'personal_data'];
export const kLevelsAtMost = 8;
export const kTopicsAtMost = 40;

export const toggled = <T>(list: readonly T[], one: T, on: boolean): T[] => (on ? [...list.filter((other) => other !== one), one] : list.filter((other) => other !== one));
// Roles that have to go through it from now on.
export const newly_asked = (was: readonly Role[], is: readonly Role[]): Role[] => is.filter((role) => !was.includes(role));
export function fresh_level(levels: readonly Level[]): Level {
    let n = levels.length + 1;
    while (levels.some((one) => one.id === `level-${n}`)) n++;
    return { id: `level-${n}`, name: { ko: '', en: '' }, topics: [], languages: [], barred: [] };
}
// A level without topics may answer everything: taking away its last one would widen it, so it is asked first.
export const levels_left_bare = (levels: readonly Level[], query: Id): Level[] => levels.filter((one) => one.topics.length === 1 && one.topics[0] === query);
export function without_topic(document: TrainingDocument, query: Id): TrainingDocument {
    return { ...document, topics: document.topics.filter((one) => one.query !== query), levels: document.levels.map((one) => ({ ...one, topics: one.topics.filter((topic) => topic !== query) })) };
}
export function moved_up(levels: readonly Level[], at: number): Level[] {
    const list = [...levels];
    if (at > 0) [list[at - 1], list[at]] = [list[at]!, list[at - 1]!];
    return list;
}
