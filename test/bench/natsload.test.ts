import assert from 'node:assert/strict';
import { figureOf, parseRun } from './natsload.ts';
import { pickScenarios, scenarios } from './scenarios.ts';

describe('natsload runs', () => {
  it('read a number and count yes and no as 1 and 0', () => {
    const run = parseRun('{"ok":true,"scenario":"slow","per_s":12,"cut":true,"label":"x"}\n');
    assert.equal(figureOf(run, 'per_s'), 12);
    assert.equal(figureOf(run, 'cut'), 1);
    assert.equal(figureOf(run, 'label'), undefined);
    assert.equal(figureOf(run, 'p99_us'), undefined);
  });

  it('fail with what natsload says', () =>
    assert.throws(() => parseRun('{"ok":false,"err":"time is up"}'), /time is up/));

  it('give a start-up in milliseconds', () =>
    assert.equal(
      figureOf(parseRun('{"ok":true,"scenario":"startup","secs":0.25}'), 'startup_ms'),
      250,
    ));
});

describe('bench scenarios', () => {
  it('have names of their own', () =>
    assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length));

  it('are all there unless some are named', () => assert.equal(pickScenarios([]), scenarios));

  it('come in the order in which they are named', () =>
    assert.deepEqual(
      pickScenarios(['slow', 'churn']).map(({ name }) => name),
      ['slow', 'churn'],
    ));

  it('refuse a name that is none, and say which there are', () =>
    assert.throws(() => pickScenarios(['slwo']), /no scenario is called "slwo".*pubsub-16/));
});
