// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../api/client';
import { set_lang, t, tn } from '../i18n/i18n.svelte';
import { ago, failure, lang_attr, language, length, reach, took } from './words';

describe('words', () => {
    beforeAll(() => set_lang('ko'));
    it('writes lengths of time as people say them', () => {
        expect([length(192_000), length(3_720_000), length(100_000_000)]).toEqual(['3:12', '1시간 2분', '1일']);
        expect([took(0.2), took(48), took(389), took(4000)]).toEqual(['1초', '48초', '6분', '1시간 6분']);
    });
    it('writes how long ago', () => {
        const at = '2026-03-12T05:00:00Z';
        const after = (s: number) => ago(at, Date.parse(at) + s * 1000);
        expect([after(-3), after(2), after(12), after(61)]).toEqual(['방금', '방금', '12초 전', '1분 전']);
    });
    it('names languages, and marks messages only with what is one', () => {
        expect([language('en'), language('und'), language('')]).toEqual(['영어', '언어 모름', '언어 모름']);
        expect([lang_attr('ko'), lang_attr('pt-BR'), lang_attr('und'), lang_attr('"><script>')]).toEqual(['ko', 'pt-BR', undefined, undefined]);
    });
    it('says what failed in the server’s words, or in ours', () => {
        const problem = { type: 'x', title: '제목', status: 409, request_id: 'r' };
        expect(failure(new ApiError(409, { ...problem, detail: '자세히' }))).toBe('자세히');
        expect(failure(new ApiError(409, problem))).toBe('제목');
        expect(failure(new ApiError(0, null))).toBe(t('web.problem.network'));
        expect(failure(new ApiError(502, null))).toContain('502');
        expect(failure(new Error('x'))).toBe(t('web.problem.page'));
    });
    it('changes everything with the language', async () => {
        expect([tn('web.inbox.fresh', 37), reach(12_400)]).toEqual(['새 대화 37건 보기', '1.2만']);
        await set_lang('en');
        expect([tn('web.thread.posts', 1), tn('web.thread.posts', 1204), reach(12_400), length(90_000_000)]).toEqual(['1 post', '1,204 posts', '12.4K', '1 day']);
    });
});
