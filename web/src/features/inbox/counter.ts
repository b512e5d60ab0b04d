// The network's own length rule. Rules and link tables are a chunk of their own, loaded with the first composer; until
// it is here the counter says nothing rather than something wrong.
import type { Fitted } from '../../text/count';

// Gives what would go out, signature included, and how long that is; null for a rule this build does not know.
export type Counter = (rule: string, text: string, signature: string) => Fitted | null;

let loading: Promise<Counter> | undefined;
export function load_counter(): Promise<Counter> {
    loading ??= import('../../text/count').then(({ compose, text_rule }) => (id, text, signature) => {
        const rule = text_rule(id);
        return rule ? compose(rule, text, signature.replace(/^\s*\^/, '')) : null;
    });
    loading.catch(() => { loading = undefined; });
    return loading;
}
