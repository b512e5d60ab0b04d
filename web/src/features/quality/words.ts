// How the parts of an audit are said to people.
import type { AuditRound } from '../../api/quality';
import { network_name } from '../../app/networks.svelte';
import { number_in } from '../../time/format';
import { lang, t } from '../../i18n/i18n.svelte';
import { date, language } from '../../ui/words';
import { parts_of } from './marks';

export function stratum(name: string): string {
    const parts = parts_of(name).map(([column, value]) => {
        if (column === 'language') return value === '?' ? t('web.lang.unknown') : language(value);
        if (column === 'network') return network_name(value);
        if (column === 'newcomer') return t(value === 'yes' ? 'web.quality.stratum.newcomer' : 'web.quality.stratum.seasoned');
        if (column === 'risk') return value === 'none' ? t('web.quality.stratum.no_risk') : t('web.quality.stratum.risk', { risk: t(`web.risk.${value as 'legal'}`) });
        return t(`web.quality.kind.${value as 'first'}`);
    });
    return parts.length > 0 ? parts.join(', ') : t('web.quality.stratum.all');
}
export const points = (value: number, digits = 1): string => number_in(lang(), value, Number.isInteger(value) ? 0 : digits);
// [from, to): the last day is the one before `to`.
export const period = (from: string, to: string): string => `${date(from, 'day')} – ${date(Date.parse(to) - 1, 'day')}`;
export const title = (round: AuditRound): string => t(round.kind === 'sample' ? 'web.quality.sample_of' : 'web.quality.calibration_of', { period: period(round.from, round.to) });
