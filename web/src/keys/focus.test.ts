// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { home_of, rescue, start_focus } from './focus';

// happy-dom lays nothing out.
vi.spyOn(HTMLElement.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
start_focus(document.body);
const press = () => dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const chain = (selector: string) => { const list: Element[] = []; for (let at: Element | null = find(selector); at && at !== document.body; at = at.parentElement) list.push(at); return list; };
beforeEach(() => {
    document.body.innerHTML = '<nav><a id="nav" href="/x">x</a></nav><section class="list"><a class="case" href="/1">1</a><a class="case" href="/2" aria-current="true">2</a></section><main><div class="posts" tabindex="0"></div><button id="b">b</button></main>';
});
describe('where the focus goes when its place is gone', () => {
    it('stays when what had it can still hold it', () => { expect(home_of(chain('#b'))).toBe(find('#b')); });
    it('goes into the conversation from anything in it', () => {
        const left = chain('#b');
        find('#b').remove();
        expect(home_of(left)).toBe(find('.posts'));
    });
    it('goes to the open row from anything else', () => {
        const other = document.createElement('dialog');
        expect(home_of([other])).toBe(find('[aria-current]'));
        find('[aria-current]').removeAttribute('aria-current');
        expect(home_of([])).toBe(find('a.case'));
    });
    it('waits while the conversation or the list is being fetched', () => {
        const left = chain('#b');
        find('#b').remove();
        find('main').setAttribute('aria-busy', 'true');
        expect(home_of(left)).toBeNull();
        find('.list').innerHTML = '<div class="bones"></div>';
        expect(home_of([])).toBeNull();
    });
    it('goes to the screen where there is no list', () => {
        find('.list').remove();
        expect(home_of([])).toBe(find('main'));
    });
    it('moves nothing for somebody who clicks, and everything for somebody who types', () => {
        dispatchEvent(new Event('pointerdown'));
        rescue();
        expect(document.activeElement).toBe(document.body);
        press();
        rescue();
        expect(document.activeElement).toBe(find('[aria-current]'));
    });
    it('stays inside an open dialog', () => {
        press();
        document.body.insertAdjacentHTML('beforeend', '<dialog open><div class="inside"><input id="in"></div></dialog>');
        rescue();
        expect(document.activeElement).toBe(find('#in'));
    });
});
