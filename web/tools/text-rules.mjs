// model-data/text-rules.json in two: how texts are counted, and how links are known. Only networks that count links their
// own way need the second, which is the larger half; it is a chunk of its own.
import { readFileSync } from 'node:fs';

export function text_rules() {
    const kName = /^virtual:text-rules\/(counting|links)$/;
    return {
        name: 'text-rules',
        resolveId: (id) => (kName.test(id) ? `\0${id}` : null),
        load(id) {
            const part = kName.exec(id.replace('\0', ''))?.[1];
            if (!part) return null;
            const { rules, emoji, links } = JSON.parse(readFileSync(new URL('../../model-data/text-rules.json', import.meta.url), 'utf8'));
            return `export default ${JSON.stringify(part === 'links' ? links : { rules, emoji })};`;
        },
    };
}
