import { describe, expect, it } from 'vitest';
import { kSteps, type Programme, type StepState } from '../../../api/programme';
import { after, bands_with, is_step, next_step, rule_at, to_save, view_of, words_of } from './setup';

const programme = (...states: StepState[]): Programme => ({ version: 3, saved_at: null, saved_by: null, rules: [],
    steps: Object.fromEntries(kSteps.map((step, i) => [step, { state: states[i] ?? 'open', by: null, at: null }])) as Programme['steps'] });

describe('the steps', () => {
    it('go on at the first that is open, also for a second admin', () => {
        expect(next_step(programme())).toBe('plan');
        expect(next_step(programme('done', 'skipped'))).toBe('collaboration');
        expect(next_step(programme('done', 'done', 'done', 'skipped', 'done'))).toBe(null);
    });
    it('go on behind the one that was saved, then to what was left open before', () => {
        expect(after(programme('open', 'done', 'done'), 'collaboration')).toBe('loop');
        expect(after(programme('open', 'done', 'done', 'done', 'done'), 'guidelines')).toBe('plan');
        expect(after(programme('done', 'done', 'done', 'done', 'done'), 'plan')).toBe(null);
        expect(after(programme(), 'plan')).toBe('expectations');
    });
    it('are saved on top of what was seen, one changed', () => {
        expect(to_save(programme('done'), 'loop', 'skipped')).toEqual({ version: 3, rules: [], steps: { plan: 'done', expectations: 'open', collaboration: 'open', loop: 'skipped', guidelines: 'open' } });
    });
    it('have names', () => {
        expect(is_step('plan')).toBe(true);
        expect(is_step('lunch')).toBe(false);
        expect(is_step(undefined)).toBe(false);
    });
});

describe('the bands', () => {
    it('stay four and hold the promise', () => {
        expect(bands_with(12, [7, 12, 30, 60])).toEqual([7, 12, 30, 60]);
        expect(bands_with(15, [7, 12, 30, 60])).toEqual([7, 15, 30, 60]);
        expect(bands_with(5, [7, 12, 30, 60])).toEqual([5, 12, 30, 60]);
        expect(bands_with(240, [7, 12, 30, 60])).toEqual([7, 12, 30, 240]);
    });
});

describe('rules', () => {
    it('read words between commas and lines, once', () => {
        expect(words_of(' 소송, 변호사\n소송 ,, lawyer ')).toEqual(['소송', '변호사', 'lawyer']);
    });
    it('find their own place in a refusal', () => {
        expect(rule_at('/rules/12/words')).toBe(12);
        expect(rule_at('/version')).toBe(-1);
        expect(rule_at(undefined)).toBe(-1);
    });
});

describe('the view of the loop', () => {
    it('asks for any of the tags, with names of several words quoted', () => {
        expect(view_of(['결함', '앱 오류', 'a"b'])).toBe('tag:결함 OR tag:"앱 오류" OR tag:"ab"');
    });
});
