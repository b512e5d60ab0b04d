// How the parts of a query are said to people.
import { network_name } from '../../app/networks.svelte';
import { number_in } from '../../time/format';
import { lang, number, t } from '../../i18n/i18n.svelte';
import { language } from '../../ui/words';
import { written, type Item } from './builder';

export function said(item: Item): string {
    if (item.kind === 'compare') return `${t('web.listening.field.followers')} ${item.comparison.replace('>=', '≥').replace('<=', '≤')} ${number(item.number)}`;
    if (item.kind === 'near') return `${item.left.map(written).join(' / ')} ${item.ordered ? '→' : '↔'}${item.words} ${item.right.map(written).join(' / ')}`;
    if (item.kind !== 'field') return written(item);
    if (item.field === 'is') return t(`web.listening.is.${item.text as 'reply'}`);
    if (item.field === 'has') return t(`web.listening.has.${item.text as 'link'}`);
    const value = item.field === 'lang' ? language(item.text) : item.field === 'network' ? network_name(item.text) : `${item.field === 'from' || item.field === 'to' ? '@' : ''}${item.text}${item.prefix ? '*' : ''}`;
    return `${t(`web.listening.field.${item.field}`)}: ${value}`;
}
export const percent = (share: number, digits = share > 0 && share < 0.0995 ? 1 : 0): string => `${number_in(lang(), share * 100, digits)}%`;
