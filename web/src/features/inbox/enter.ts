// Enter while an input method is composing. Two opposite bugs live here: without a guard the message goes out and its
// last Hangul syllable goes out again as a second public post; with the usual guard every Korean writer must press
// Enter twice. A Hangul composition has nothing to confirm, so its Enter means "send": it is remembered and acted on
// once the composition has ended. A Japanese or Chinese composition uses Enter to confirm: that Enter is not ours.
const kHangulOnly = /^[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]+$/;

export interface EnterEvent { key: string; code: string; keyCode: number; isComposing: boolean; shiftKey: boolean; ctrlKey: boolean;
    metaKey: boolean; altKey: boolean; preventDefault(): void }
export interface EnterOptions {
    send: () => void;
    // Does this Enter send? (Mod+Enter always; a plain Enter only where the person chose so.)
    sends: (event: EnterEvent) => boolean;
    later?: (run: () => void) => void;      // after the browser has put the last syllable into the field
}

export class EnterHandler {
    #options: EnterOptions;
    #composition: string | null = null;
    #wanted = false;
    #just_sent = false;

    constructor(options: EnterOptions) { this.#options = options; }

    compositionstart(): void { this.#composition = ''; }
    compositionupdate(data: string): void { this.#composition = data; }
    compositionend(): void {
        this.#composition = null;
        if (!this.#wanted) return;
        this.#wanted = false;
        const later = this.#options.later ?? ((run) => { setTimeout(run, 0); });
        // Chrome may follow with a second Enter keydown (229, then 13) for the same press: it must not send again.
        this.#just_sent = true;
        later(() => {
            this.#options.send();
            later(() => { this.#just_sent = false; });
        });
    }
    keydown(event: EnterEvent): void {
        if (event.key !== 'Enter' && event.code !== 'Enter' && event.code !== 'NumpadEnter') return;
        if (event.isComposing || event.keyCode === 229) {
            // No composition text although 229: Safari, whose compositionend comes first. Its Enter was the input
            // method's, unless what ended was Hangul; then the normal keydown follows.
            if (this.#composition !== null && kHangulOnly.test(this.#composition) && this.#options.sends(event)) this.#wanted = true;
            return;
        }
        if (!this.#options.sends(event)) return;
        event.preventDefault();
        if (this.#wanted || this.#just_sent) return;
        this.#options.send();
    }
    blur(): void { this.#wanted = false; }
}
