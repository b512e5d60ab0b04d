import { describe, expect, it } from 'vitest';
import { fitted, image_type, kTries } from './images';

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('image_type', () => {
    it('goes by the bytes', () => {
        expect(image_type(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
        expect(image_type(bytes('\x89PNG\r\n\x1a\n'))).toBe('image/png');
        expect(image_type(bytes('RIFF\x01\x02\x03\x04WEBP'))).toBe('image/webp');
        for (const other of ['', 'GIF89a', '<svg xmlns=""/>', '\xff\xd8', 'RIFF____AVI ']) expect(image_type(bytes(other))).toBeNull();
    });
});
describe('fitted', () => {
    it('keeps the proportions and never makes larger', () => {
        expect(fitted(4000, 3000, 2000)).toEqual({ width: 2000, height: 1500 });
        expect(fitted(300, 4000, 2000)).toEqual({ width: 150, height: 2000 });
        expect(fitted(640, 480, 2000)).toEqual({ width: 640, height: 480 });
        expect(fitted(640, 480, 0)).toEqual({ width: 640, height: 480 });
        expect(fitted(1, 9000, 100)).toEqual({ width: 1, height: 100 });
    });
    it('gets smaller with every try', () => {
        for (let i = 1; i < kTries.length; i++) expect(kTries[i]![0] * kTries[i]![1]).toBeLessThan(kTries[i - 1]![0] * kTries[i - 1]![1]);
    });
});
