// The networks as the server describes them: no network is known by name in this app. An icon is shown when icons.svg
// has one called net-<id>.
import { get } from '../api/client';
import type { Network } from '../api/types';

let known = $state.raw<readonly Network[]>([]);
let of_lang = '';

export const networks = (): readonly Network[] => known;
export const network_name = (id: string): string => known.find((one) => one.id === id)?.label ?? id;
// Labels and hints come in the person's language: read again when that changes.
export async function read_networks(lang: string): Promise<void> {
    if (lang === of_lang) return;
    of_lang = lang;
    try {
        known = (await get<{ items: Network[] }>('/networks')).items;
    } catch {
        of_lang = '';
    }
}
