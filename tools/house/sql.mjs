// SQL is written in src/storage and nowhere else.
import { figure, isCppTest, lineOf, list, read, scan } from './files.mjs';

const kStatement =
    /\b(select\b[\s\S]{1,400}?\bfrom\s+[a-z_]+|insert\s+(or\s+\w+\s+)?into\s+[a-z_]+|update\s+[a-z_]+\s+set\s+[a-z_]+\s*=|delete\s+from\s+[a-z_]+|create\s+(unique\s+)?(table|index|trigger|view)\s+[a-z_]+|drop\s+table\s+[a-z_]+|alter\s+table\s+[a-z_]+|pragma\s+[a-z_]+|begin\s+immediate)\b/i;

export function check(root) {
    const failures = [];
    for (const path of list(root, 'src', ['.cpp', '.hpp'])) {
        if (path.startsWith('src/storage/') || isCppTest(path)) continue;
        const text = read(root, path);
        for (const literal of scan(text).strings) {
            const match = kStatement.exec(literal.text);
            if (match) failures.push(`${path}:${lineOf(text, literal.at)}: SQL outside src/storage: ${match[0].slice(0, 60)}`);
        }
    }
    for (const path of list(root, 'src', ['.sql'])) {
        if (!path.startsWith('src/storage/')) failures.push(`${path}: SQL outside src/storage`);
    }
    return { failures, figures: [figure('SQL statements outside src/storage', failures.length, '0', failures.length === 0)] };
}
