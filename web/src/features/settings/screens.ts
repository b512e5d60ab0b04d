// The settings' screens: the list on the left and the search over all settings read the same.
import { mine } from '../../app/session.svelte';
import { t } from '../../i18n/i18n.svelte';

export interface Screen { id: string; icon: string; label: string; hint: string; show: boolean }
// In groups: oneself, the desk's work, people, what is outside, the company.
export function screen_groups(): Screen[][] {
    const { may, employee } = mine();
    return [
        [
            { id: 'me', icon: 'user', label: t('web.settings.me'), hint: t('web.settings.me.hint'), show: true },
            { id: 'card', icon: 'user', label: t('web.settings.card'), hint: t('web.settings.card.hint'), show: true },
            { id: 'start', icon: 'checklist', label: t('web.settings.start'), hint: t('web.settings.start.hint'), show: may.manage_employees },
            { id: 'setup', icon: 'flag', label: t('web.settings.setup'), hint: t('web.settings.setup.hint'), show: may.manage_employees },
        ], [
            { id: 'phrases', icon: 'bubble', label: t('web.settings.phrases'), hint: t('web.settings.phrases.hint'), show: may.claim },
            { id: 'guidelines', icon: 'checklist', label: t('web.settings.guidelines'), hint: t('web.settings.guidelines.hint'), show: may.claim },
            { id: 'approval', icon: 'shield', label: t('web.settings.approval'), hint: t('web.settings.approval.hint'), show: may.manage_employees },
            { id: 'tags', icon: 'tag', label: t('web.settings.tags'), hint: t('web.settings.tags.hint'), show: may.manage_tags },
            { id: 'hours', icon: 'clock', label: t('web.settings.hours'), hint: t('web.settings.hours.hint'), show: may.manage_accounts || may.read_reports },
        ], [
            { id: 'people', icon: 'users', label: t('web.settings.people'), hint: t('web.settings.people.hint'), show: may.manage_employees },
            { id: 'joining', icon: 'hand', label: t('web.settings.joining'), hint: t('web.settings.joining.hint'), show: may.manage_joining },
            { id: 'bindings', icon: 'link', label: t('web.settings.bindings'), hint: t('web.settings.bindings.hint'), show: may.manage_joining },
            { id: 'signon', icon: 'lock', label: t('web.settings.signon'), hint: t('web.settings.signon.hint'), show: may.manage_employees },
            { id: 'training', icon: 'checklist', label: t('web.settings.training'), hint: t('web.settings.training.hint'), show: may.manage_tags },
            { id: 'shifts', icon: 'clock', label: t('web.settings.shifts'), hint: t('web.settings.shifts.hint'), show: may.manage_tags },
            { id: 'teams', icon: 'swap', label: t('web.settings.teams'), hint: t('web.settings.teams.hint'), show: may.manage_employees },
            { id: 'roles', icon: 'shield', label: t('web.settings.roles'), hint: t('web.settings.roles.hint'), show: may.manage_employees },
        ], [
            { id: 'accounts', icon: 'globe', label: t('web.settings.accounts'), hint: t('web.settings.accounts.hint'), show: may.manage_accounts },
            { id: 'webhooks', icon: 'link', label: t('web.settings.webhooks'), hint: t('web.settings.webhooks.hint'), show: may.manage_employees },
            { id: 'tokens', icon: 'lock', label: t('web.settings.tokens'), hint: t('web.settings.tokens.hint'), show: ['desk', 'lead', 'analyst', 'admin'].includes(employee.role) },
        ], [
            { id: 'brands', icon: 'flag', label: t('web.settings.brands'), hint: t('web.settings.brands.hint'), show: may.manage_employees },
            { id: 'all', icon: 'sliders', label: t('web.settings.all'), hint: '', show: may.manage_employees },
            { id: 'audit', icon: 'note', label: t('web.settings.audit'), hint: t('web.settings.audit.hint'), show: may.see_audit },
        ],
    ];
}
