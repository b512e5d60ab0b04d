// Variables in a text that is going to be published: {{customer.name}}. The server refuses a text in which one is left
// (src/model/phrase.cpp); tests/vectors/phrases.json keeps the two together. Positions here are UTF-16, as in a text field.
export interface Variable { begin: number; end: number; name: string }

export const kVariables = ['customer.name', 'customer.handle', 'me.name', 'me.initials', 'brand.name', 'department.name'] as const;
export type VariableName = (typeof kVariables)[number];
export type Values = Partial<Record<string, string>>;

const trim = (text: string): string => text.replace(/^ +| +$/g, '');

// Everything between {{ and the next }} on the same line, known or not. Of nested braces the innermost count.
export function variables_in(text: string): Variable[] {
    const found: Variable[] = [];
    let from = 0;
    for (;;) {
        const close = text.indexOf('}}', from);
        if (close < 0) return found;
        const before = text.slice(from, close);
        const open = before.lastIndexOf('{{');
        if (open < 0 || before.indexOf('\n', open) >= 0) {
            from = close + 1;
            continue;
        }
        found.push({ begin: from + open, end: close + 2, name: trim(before.slice(open + 2)) });
        from = close + 2;
    }
}

// Puts the values in. What has none, or a blank one, stays as it is.
export function fill(text: string, values: Values): string {
    let out = '';
    let at = 0;
    for (const variable of variables_in(text)) {
        const value = trim(Object.hasOwn(values, variable.name) ? (values[variable.name] ?? '') : '');
        if (value === '') continue;
        out += text.slice(at, variable.begin) + value;
        at = variable.end;
    }
    return out + text.slice(at);
}
