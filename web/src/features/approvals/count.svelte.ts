// How many answers wait for my approval: the badge, known before the screen is loaded.
import { get } from '../../api/client';
import type { Approvals } from '../../api/approvals';

let waiting = $state.raw(0);
export const to_approve = (): number => waiting;
export const set_to_approve = (n: number): void => { waiting = n; };
let asked = 0;
export async function count_approvals(): Promise<void> {
    const mine_is = ++asked;
    try {
        const { total } = await get<Approvals>('/approvals?limit=1');
        if (mine_is === asked) waiting = total;
    } catch { /* the list itself says what is wrong */ }
}
