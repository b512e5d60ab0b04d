// A file for a spreadsheet: a byte order mark so that Hangul is read, and never a formula (an apostrophe goes before = + - @).
export function csv_cell(text: string): string {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
export const csv_file = (rows: string[][]): string => `\uFEFF${rows.map((row) => `${row.map(csv_cell).join(',')}\r\n`).join('')}`;

export interface CsvRecord { line: number; cells: string[] }
// The records of a file as the server reads it: the first line says what divides cells; one may go over several lines.
export function csv_records(text: string): CsvRecord[] {
    const first = text.slice(0, (text.search(/[\r\n]/) + 1 || text.length + 1) - 1);
    const count = (mark: string) => first.split(mark).length;
    const mark = [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
    const records: CsvRecord[] = [];
    let line = 1;
    let at = text.startsWith('\uFEFF') ? 1 : 0;
    while (at < text.length) {
        const record: CsvRecord = { line, cells: [] };
        for (let more = true; more;) {
            let cell = '';
            if (text[at] === '"') {
                for (at++; at < text.length; at++) {
                    if (text[at] === '"' && text[++at] !== '"') break;
                    if (text[at] === '\n') line++;
                    cell += text[at];
                }
            }
            while (at < text.length && text[at] !== mark && text[at] !== '\n' && text[at] !== '\r') cell += text[at++];
            record.cells.push(cell);
            more = text[at] === mark;
            if (more) at++;
        }
        if (text[at] === '\r' && text[at + 1] === '\n') at++;
        at++;
        line++;
        records.push(record);
    }
    return records;
}
// The wrong rows as they were written, with what is wrong behind them: corrected, the file goes in again as it is.
export function wrong_rows(text: string, problems: ReadonlyMap<number, string>, heading: string): string[][] {
    const [head, ...rows] = csv_records(text);
    if (!head) return [];
    return [[...head.cells, heading], ...rows.filter((row) => problems.has(row.line)).map((row) => [...head.cells.map((_, i) => row.cells[i] ?? ''), problems.get(row.line)!])];
}

export function download(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
