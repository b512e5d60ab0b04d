import { describe, expect, it } from 'vitest';
import { csv_cell, csv_file } from './csv';

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
