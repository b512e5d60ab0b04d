import { describe, expect, it } from 'vitest';
import type { Department, Employee } from '../../api/types';
import { department_in, mentioned, offered, offered_departments, pieces, put, put_name, typing } from './mention';

const person = (id: string, name: string, initials: string, active = true): Employee => ({ id, name, initials, active, email: `${id}@a.example`, role: 'desk', department_id: 'd' });
const people = [person('1', '김가온', 'KG'), person('2', '이도윤', 'DY'), person('3', 'Helen Evans', 'HE'), person('4', '옛사람', 'OL', false)];
describe('mentions', () => {
    it('are begun by an @ at the start of a word', () => {
        expect(typing('봐 주세요 @도', 8)).toEqual({ from: 6, query: '도' });
        expect(typing('@', 1)).toEqual({ from: 0, query: '' });
        expect(typing('mail a@b', 8)).toBeNull();
        expect(typing('@DY 고마워요', 8)).toBeNull();
    });
    it('offer people by name, by jamo and by initials, never oneself or who has left', () => {
        expect(offered(people, '', '1').map((one) => one.id)).toEqual(['2', '3']);
        expect(offered(people, '도', '1')[0]!.id).toBe('2');
        expect(offered(people, 'he', '1')[0]!.id).toBe('3');
        expect(offered(people, '이돗', '1')).toEqual([]);
    });
    it('are put where they were typed', () => {
        const text = '확인 @도 부탁해요';
        const at = typing(text, 5)!;
        expect(put(text, at, 5, people[1]!)).toEqual({ text: '확인 @DY 부탁해요', caret: 7 });
    });
    it('name departments by either of their names, never the one that has the conversation', () => {
        const team = (id: string, name_ko: string, name_en: string) => ({ id, name_ko, name_en }) as Department;
        const teams = [team('a', '고객케어', 'Customer care'), team('b', '오디오·TV', 'Audio and TV'), team('c', '법무', 'Legal')];
        expect(offered_departments(teams, '', 'a')).toEqual([]);
        expect(offered_departments(teams, '오디', 'a').map((one) => one.id)).toEqual(['b']);
        expect(offered_departments(teams, 'leg', 'c')).toEqual([]);
        expect(put_name('봐 주세요 @오디', { from: 6, query: '오디' }, 9, '오디오·TV')).toEqual({ text: '봐 주세요 @오디오·TV ', caret: 14 });
        expect(department_in('@오디오·TV 봐 주세요', teams, 'a')?.id).toBe('b');
        expect(department_in('see (@Audio and TV) please', teams, 'a')?.id).toBe('b');
        expect([department_in('@법무팀', teams, 'a'), department_in('a@법무', teams, 'a'), department_in('@고객케어 부탁', teams, 'a')]).toEqual([null, null, null]);
    });
    it('are read from the finished text', () => {
        expect(mentioned('@dy, @HE (@kg) 봐 주세요 a@OL @OL', people)).toEqual(['1', '2', '3']);
        expect(mentioned('@DYX', people)).toEqual([]);
        expect(pieces('아 @DY 봐요', people).map((one) => [one.text, one.who?.id ?? null])).toEqual([['아 ', null], ['@DY', '2'], [' 봐요', null]]);
    });
});
