// Replaces {name} in a message and puts the Korean particle right: {name|은/는} writes the argument and the particle
// its last sound asks for.
import { particle } from '../text/josa';

export type Args = Record<string, string | number>;

export function fill(message: string, args?: Args): string {
    if (!message.includes('{')) return message;
    return message.replace(/\{(\w+)(?:\|([^}]+))?\}/g, (whole, name: string, pair?: string) => {
        const value = args?.[name];
        if (value === undefined) return whole;
        const text = String(value);
        return pair ? text + particle(text, pair) : text;
    });
}
