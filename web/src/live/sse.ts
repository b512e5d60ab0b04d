// Server-sent events, parsed by hand: EventSource hides comment lines, and the server's ": beat" comments are how we
// know that a silent stream is alive.
export interface StreamEvent { event: string; data: string; id: string | null }

export class SseParser {
    #rest = '';
    #event = '';
    #data: string[] = [];
    #id: string | null = null;

    // Feeds a piece of the stream; gives back the events that it completed.
    push(piece: string): StreamEvent[] {
        const found: StreamEvent[] = [];
        this.#rest += piece;
        // A lone CR at the end may be half of a CRLF: it waits for the next piece.
        const held = this.#rest.endsWith('\r') ? '\r' : '';
        const lines = (held ? this.#rest.slice(0, -1) : this.#rest).split(/\r\n|\n|\r/);
        this.#rest = (lines.pop() ?? '') + held;
        for (const line of lines) {
            if (line === '') {
                if (this.#data.length > 0) {
                    found.push({ event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id });
                }
                this.#event = '';
                this.#data = [];
                this.#id = null;
                continue;
            }
            if (line.startsWith(':')) continue;
            const colon = line.indexOf(':');
            const field = colon < 0 ? line : line.slice(0, colon);
            const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
            if (field === 'event') this.#event = value;
            else if (field === 'data') this.#data.push(value);
            else if (field === 'id' && !value.includes('\0')) this.#id = value;
        }
        return found;
    }
}
