// The dark modules of a QR code as one path: a run of a row is one rectangle.
export function dark_path(rows: boolean[][]): string {
    let path = '';
    for (const [y, row] of rows.entries()) {
        for (let x = 0; x < row.length;) {
            if (!row[x]) { x++; continue; }
            let end = x;
            while (end < row.length && row[end]) end++;
            path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
            x = end;
        }
    }
    return path;
}
