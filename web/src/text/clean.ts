// What may stand in a post. Twin of base::clean_post in src/base/text/utf8.cpp.

// Hides, reorders or breaks what people see: controls, bidirectional embeddings, overrides and isolates, deprecated
// and annotation format characters, U+FEFF, non-characters.
function is_dangerous(code: number): boolean {
    return (
        code < 0x20 ||
        (code >= 0x7f && code <= 0x9f) ||
        (code >= 0x202a && code <= 0x202e) ||
        (code >= 0x2066 && code <= 0x206f) ||
        (code >= 0xfff9 && code <= 0xfffb) ||
        code === 0xfeff ||
        (code >= 0xfdd0 && code <= 0xfdef) ||
        (code & 0xfffe) === 0xfffe ||
        code === 0xe0001
    );
}

const is_tag = (code: number) => code >= 0xe0020 && code <= 0xe007f;

// Line ends become "\n", a tab a space, lone surrogates U+FFFD; dangerous characters and tags outside a flag go.
export function clean_post(text: string): string {
    let out = '';
    let in_flag = false;
    let after_return = false;
    for (const char of text) {
        const code = char.codePointAt(0)!;
        const flag_part: boolean = in_flag && is_tag(code);
        in_flag = code === 0x1f3f4 || flag_part;
        if (code === 0x0d || code === 0x0a || code === 0x85 || code === 0x2028 || code === 0x2029) {
            if (!(code === 0x0a && after_return)) out += '\n';
        } else if (code === 0x09) {
            out += ' ';
        } else if (code >= 0xd800 && code <= 0xdfff) {
            out += '\ufffd';
        } else if (!is_dangerous(code) && (!is_tag(code) || flag_part)) {
            out += char;
        }
        after_return = code === 0x0d;
    }
    return out;
}
