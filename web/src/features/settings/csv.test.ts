import { describe, expect, it } from 'vitest';
import { csv_cell, csv_file, csv_records, wrong_rows } from './csv';

describe('a file for a spreadsheet', () => {
    it('holds no formula', () => {
        for (const cell of ['=1+1', '+82', '-x', '@me', '\t=x', '\r=x']) expect(csv_cell(cell).replace(/^"/, '')).toMatch(/^'/);
        expect(csv_cell('=HYPERLINK("x","y")')).toBe('"\'=HYPERLINK(""x"",""y"")"');
    });
    it('quotes only what must be', () => {
        expect([csv_cell('김가온'), csv_cell('a,b'), csv_cell('say "x"'), csv_cell('a;b'), csv_cell('')]).toEqual(['김가온', '"a,b"', '"say ""x"""', '"a;b"', '']);
        expect(csv_file([['a', 'b'], ['1', '2,5']])).toBe('\uFEFFa,b\r\n1,"2,5"\r\n');
    });
});

describe('a file that is read', () => {
    it('divides by what its first line has most of, and keeps the line where each record begins', () => {
        expect(csv_records('\uFEFFname,email\r\n"Kim, Gaon",kim@a.example\r\n"two\nlines",x@a.example\n"say ""x""",y@a.example')).toEqual([
            { line: 1, cells: ['name', 'email'] }, { line: 2, cells: ['Kim, Gaon', 'kim@a.example'] },
            { line: 3, cells: ['two\nlines', 'x@a.example'] }, { line: 5, cells: ['say "x"', 'y@a.example'] }]);
        expect(csv_records('이름;이메일\n김가온;a@b.example\n')).toEqual([{ line: 1, cells: ['이름', '이메일'] }, { line: 2, cells: ['김가온', 'a@b.example'] }]);
        expect(csv_records('a\tb\r\n\r\nc\td').map((one) => one.line)).toEqual([1, 2, 3]);
        expect(csv_records('')).toEqual([]);
        expect(csv_records('"never closed')).toEqual([{ line: 1, cells: ['never closed'] }]);
    });
    it('gives the wrong rows back with the reason, so that the corrected file goes in again', () => {
        const file = 'name,email,role\nKim,kim@a.example,desk\nLee,nothing,desk\n=Park,park@a.example\n';
        const rows = wrong_rows(file, new Map([[3, 'no address'], [4, 'no role']]), 'to do');
        expect(rows).toEqual([['name', 'email', 'role', 'to do'], ['Lee', 'nothing', 'desk', 'no address'], ['=Park', 'park@a.example', '', 'no role']]);
        expect(csv_file(rows)).toContain("'=Park");
        expect(wrong_rows('', new Map(), 'x')).toEqual([]);
    });
    it('is quick with 2,600 rows of which 40 are wrong', () => {
        const file = `name,email\n${Array.from({ length: 2600 }, (_, i) => `Person ${i},p${i}@a.example`).join('\n')}\n`;
        const rows = wrong_rows(file, new Map(Array.from({ length: 40 }, (_, i) => [2 + i * 65, 'wrong'])), 'to do');
        expect(rows.length).toBe(41);
        expect(rows[2]).toEqual(['Person 65', 'p65@a.example', 'wrong']);
    });
});
