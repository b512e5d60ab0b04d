// Everything people read, in Korean: one chunk, loaded only when this language is shown.
const files = import.meta.glob<Record<string, string>>('../../../locales/ko/{web,inbox,text}.json', { eager: true, import: 'default' });
export default Object.assign({}, ...Object.values(files)) as Record<string, string>;
