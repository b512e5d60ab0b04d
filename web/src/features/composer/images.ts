// Pictures for an answer: known by their bytes, made small enough for the network here (which also leaves place, time and
// device behind), then put on the server, which looks at them again.
import type { Network } from '../../api/types';

export type ImageRules = Network['media'];
export type Refusal = 'type' | 'damaged' | 'too_large';

const kJpeg = [0xff, 0xd8, 0xff];
const kPng = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const begins = (bytes: Uint8Array, with_these: number[]) => with_these.every((byte, i) => bytes[i] === byte);

export function image_type(bytes: Uint8Array): string | null {
    if (begins(bytes, kJpeg)) return 'image/jpeg';
    if (begins(bytes, kPng)) return 'image/png';
    const text = String.fromCharCode(...bytes.subarray(0, 12));
    return text.startsWith('RIFF') && text.slice(8) === 'WEBP' ? 'image/webp' : null;
}

// The longer side at most `side` (0: as it is), the proportions as they are.
export function fitted(width: number, height: number, side: number): { width: number; height: number } {
    const factor = side > 0 ? Math.min(1, side / Math.max(width, height)) : 1;
    return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

// Sides to try, and how much a JPEG may lose, until it is small enough.
export const kTries: readonly (readonly [side: number, quality: number])[] = [[2400, 0.9], [2000, 0.85], [1600, 0.82], [1280, 0.8], [1024, 0.72], [800, 0.65]];

export async function prepare(file: Blob, rules: ImageRules): Promise<Blob | Refusal> {
    const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
    const type = image_type(head);
    const small = (blob: Blob) => rules.max_bytes === 0 || blob.size <= rules.max_bytes;
    let picture: ImageBitmap;
    try {
        picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
        return type === null ? 'type' : 'damaged';
    }
    try {
        const wide = rules.max_side > 0 && Math.max(picture.width, picture.height) > rules.max_side;
        if (type !== null && rules.types.includes(type) && small(file) && !wide) return new Blob([file], { type });
        for (const [side, quality] of kTries) {
            const size = fitted(picture.width, picture.height, rules.max_side > 0 ? Math.min(side, rules.max_side) : side);
            const canvas = document.createElement('canvas');
            Object.assign(canvas, size);
            const pen = canvas.getContext('2d');
            if (!pen) return 'damaged';
            pen.fillStyle = '#fff';      // a JPEG has no see-through
            pen.fillRect(0, 0, size.width, size.height);
            pen.drawImage(picture, 0, 0, size.width, size.height);
            const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/jpeg', quality); });
            if (blob && small(blob)) return blob;
        }
        return 'too_large';
    } finally {
        picture.close();
    }
}
export const pictures_in = (list: DataTransfer | null): File[] => [...(list?.files ?? [])].filter((file) => file.type.startsWith('image/'));
