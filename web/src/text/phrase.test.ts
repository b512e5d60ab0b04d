import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, variables_in } from './phrase';

interface Vectors { values: Record<string, string>; cases: { text: string; found: [number, number, string][]; filled: string }[] }
const file = JSON.parse(readFileSync(new URL('../../../tests/vectors/phrases.json', import.meta.url), 'utf8')) as Vectors;
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('variables', () => {
    it('are found and filled in as the server does', () => {
        expect(file.cases.length).toBeGreaterThan(15);
        for (const one of file.cases) {
            const found = variables_in(one.text).map((at) => [bytes(one.text.slice(0, at.begin)), bytes(one.text.slice(0, at.end)), at.name]);
            expect(found, one.text).toEqual(one.found);
            expect(fill(one.text, file.values), one.text).toBe(one.filled);
        }
    });
    it('take no value from the prototype', () => {
        expect(fill('{{constructor}} {{toString}}', {})).toBe('{{constructor}} {{toString}}');
    });
});
