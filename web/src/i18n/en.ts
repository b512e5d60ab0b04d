// Everything people read, in English: one chunk, loaded only when this language is shown.
const files = import.meta.glob<Record<string, string>>('../../../locales/en/{web,inbox,text}.json', { eager: true, import: 'default' });
export default Object.assign({}, ...Object.values(files)) as Record<string, string>;
