// The network's own length rule. Rules are a chunk of their own, loaded with the first composer, and what links are
// another, for networks that count them their own way; until both are here the counter says nothing rather than
// something wrong.
import type { Fitted } from '../../text/count';

// Gives what would go out, signature included, and how long that is; null for a rule this build does not know.
export type Counter = (rule: string, text: string, signature: string) => Fitted | null;

let loading: Promise<typeof import('../../text/count')> | undefined;
// Ready for this rule when it is there.
export async function load_counter(of: string): Promise<Counter> {
    loading ??= import('../../text/count');
    loading.catch(() => { loading = undefined; });
    const { can_count, compose, load_links, text_rule } = await loading;
    const wanted = text_rule(of);
    if (wanted && !can_count(wanted)) await load_links();
    return (id, text, signature) => {
        const rule = text_rule(id);
        return rule && can_count(rule) ? compose(rule, text, signature.replace(/^\s*\^/, '')) : null;
    };
}
