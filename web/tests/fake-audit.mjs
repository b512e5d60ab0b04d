// The audit log of the stand-in: sixty entries of a day, fifty a page.
const deeds = [
    ['answer.sent', 'answer', {}], ['answer.submitted', 'answer', {}], ['session.opened', 'employee', {}], ['employee.changed', 'employee', { 'role.from': 'desk', 'role.to': 'lead' }],
    ['conversation.handed_off', 'conversation', {}], ['answer.held', 'answer', { problem: 'outbox.unknown' }], ['token.made', 'token', { scopes: 'read answer' }],
    ['account.changed', 'account', { 'status.from': 'listening', 'status.to': 'paused' }], ['report.exported', 'report', {}], ['link.made', 'employee', {}],
];

export function audit_page(query, employees) {
    const all = Array.from({ length: 60 }, (_, i) => {
        const [action, object_kind, detail] = deeds[i % deeds.length];
        const kind = action === 'answer.held' || action === 'answer.sent' ? 'system' : i % 13 === 0 ? 'console' : i % 7 === 0 ? 'token' : 'person';
        const who = employees[i % employees.length];
        return { seq: 60 - i, at: new Date(Date.now() - i * 13 * 60_000).toISOString(), kind, action, object_kind, detail, digest: '0'.repeat(64),
            object: object_kind === 'employee' ? employees[(i + 1) % employees.length].id : `object-${i}`,
            by: kind === 'system' || kind === 'console' ? null : { id: who.id, initials: who.initials, name: who.name },
            from: kind === 'system' || kind === 'console' ? null : '192.0.2.24' };
    });
    const found = all.filter((one) => one.action.startsWith(query.get('action') ?? '') && (!query.get('employee') || one.by?.id === query.get('employee'))
        && one.seq < Number(query.get('cursor') ?? 1e9));
    return { items: found.slice(0, 50), next: found.length > 50 ? String(found[49].seq) : null };
}
