import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { everything, figures, play, text_of } from './figures.mjs';

const kHour = 3600;

test('the vectors are what the independent script computes', () => {
    assert.equal(readFileSync(new URL('../vectors/clocks.json', import.meta.url), 'utf8'), text_of(everything()));
});

test('a history whose figures are worked out by hand', () => {
    // Asked on Monday at 9, held at 9:10 until 11, handed to legal at 10, asked again at 10:30, held again at 10:40
    // until noon (missed), answered at 13:00.
    const at = (hours) => hours * kHour;
    const all = play([
        { at: at(9), do: 'post', talk: 'a' }, { at: at(9) + 600, do: 'hold', talk: 'a', by: 'min', until: at(11) },
        { at: at(10), do: 'hand_off', talk: 'a', to: 'legal' }, { at: at(10.5), do: 'post', talk: 'a' },
        { at: at(10.5) + 600, do: 'hold', talk: 'a', by: 'sue', until: at(12) }, { at: at(13), do: 'answer', talk: 'a', by: 'sue' },
    ]);
    const wall = figures(all, 'wall');
    assert.deepEqual(wall.first, { sum: 1200, answered: 2, p50: 600, p90: 600, p99: 600, never: 0 });
    assert.deepEqual(wall.real, { counted: 1, waiting: 0, never: 0, only_held: 0, held: 1, missed: 1, sum: at(4), answered: 1, p50: at(4), p90: at(4), p99: at(4) });
    assert.deepEqual(wall.departments, { care: { concerns: 1, seconds: at(1) }, legal: { concerns: 1, seconds: at(3) } });
    // Legal opens at 10: of the whole time three hours, by its own clock.
    assert.equal(figures(all, 'business').real.sum, at(3));
});

test('held and closed: only ever held', () => {
    const all = play([{ at: 1, do: 'post', talk: 'a' }, { at: 60, do: 'hold', talk: 'a', by: 'min', until: 7200 }, { at: 600, do: 'close', talk: 'a' }]);
    assert.equal(figures(all, 'wall').real.only_held, 1);
    assert.equal(figures(all, 'wall').first.answered, 1);
});

test('promised while an answer is owed, done the next day: the clock runs from the question', () => {
    const at = (hours) => hours * kHour;
    const all = play([
        { at: at(9), do: 'post', talk: 'a' }, { at: at(9) + 600, do: 'hold', talk: 'a', by: 'min', until: at(11) },
        { at: at(10), do: 'promise', talk: 'a', action: 'x', owner: 'min', dept: 'care', due: at(40) },
        { at: at(10), do: 'promise', talk: 'a', action: 'y', owner: 'min', dept: 'care', due: at(40) },
        { at: at(10.5), do: 'answer', talk: 'a', by: 'sue' },
        { at: at(11), do: 'promise', talk: 'a', action: 'z', owner: 'min', dept: 'care', due: at(40) },
        { at: at(12), do: 'hand_on', action: 'x', owner: 'sue', dept: 'legal' },
        { at: at(33), do: 'done', action: 'x' }, { at: at(34), do: 'cancel', action: 'y' },
    ]);
    assert.deepEqual(figures(all, 'wall').action, { counted: 2, waiting: 1, sum: at(24), answered: 1, p50: at(24), p90: at(24), p99: at(24) });
    // Legal is open from 10 to 16: all of it on Monday, nothing yet on Tuesday at 9.
    assert.equal(figures(all, 'business').action.sum, at(6));
    assert.equal(figures(all, 'wall', (one) => one.who === 'sue').action.answered, 1);
    assert.equal(figures(all, 'wall', (one) => one.dept === 'care').action.waiting, 1);
});
