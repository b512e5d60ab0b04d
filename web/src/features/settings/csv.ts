// A file for a spreadsheet: a byte order mark so that Hangul is read, and never a formula (an apostrophe goes before = + - @).
export function csv_cell(text: string): string {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
export const csv_file = (rows: string[][]): string => `\uFEFF${rows.map((row) => `${row.map(csv_cell).join(',')}\r\n`).join('')}`;

export function download(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
