import { describe, expect, it } from 'vitest';
import { match } from './router.svelte';

describe('router', () => {
    it('matches paths and their parts', () => {
        expect(match('/inbox/:view?/:id?', '/inbox')).toEqual({});
        expect(match('/inbox/:view?/:id?', '/inbox/queue')).toEqual({ view: 'queue' });
        expect(match('/inbox/:view/:id', '/inbox/queue/01H')).toEqual({ view: 'queue', id: '01H' });
        expect(match('/link/:token', '/link/a%2Fb')).toEqual({ token: 'a/b' });
    });
    it('refuses what is not there', () => {
        expect(match('/inbox/:view/:id', '/inbox/queue')).toBeNull();
        expect(match('/inbox/:view?', '/inbox/a/b')).toBeNull();
        expect(match('/signin', '/sign')).toBeNull();
        expect(match('/link/:token', '/link/%E0%A4%A')).toBeNull();
    });
});
