import assert from 'node:assert/strict';
import type { Contender } from './contender.ts';
import type { Measurement } from './measure.ts';
import type { Run } from './natsload.ts';
import { formatReport, formatTable, rowsOf, toJson } from './report.ts';
import type { Figure, Scenario } from './scenarios.ts';

const natsx: Contender = { label: 'natsx', program: '/usr/bin/node', args: [] };
const peer: Contender = { label: 'nats-server', program: '/usr/sbin/nats-server', args: [] };
const before: Contender = { label: 'before', program: '/usr/bin/node', args: [] };

const speed: Figure = {
  key: 'per_s',
  label: 'msg/s',
  unit: 'per-second',
  target: { type: 'ratio', atLeast: 2 },
};

function measurement(figure: Figure, runs: readonly (readonly [Contender, Run[]])[]): Measurement {
  const scenario: Scenario = { name: 'one', title: 'The one', args: [], figures: [figure] };
  const results = runs.map(([contender, done]) => ({ contender, runs: done, error: undefined }));
  return { scenario, results };
}

describe('bench report', () => {
  it('divides natsx by the other, median by median', () => {
    const [row] = rowsOf(
      measurement(speed, [
        [natsx, [{ per_s: 300 }, { per_s: 100 }, { per_s: 900 }]],
        [peer, [{ per_s: 100 }, { per_s: 5000 }, { per_s: 90 }]],
      ]),
    );
    assert.deepEqual(row!.summaries[0], { median: 300, min: 100, max: 900 });
    assert.deepEqual(row!.ratios, [3]);
    assert.equal(row!.isMet, true);
  });

  const verdicts: readonly [string, Figure, number, number, boolean][] = [
    ['a ratio that is too low', speed, 199, 100, false],
    ['a ratio that is just enough', speed, 200, 100, true],
    [
      'a latency above the other one',
      { ...speed, key: 'per_s', unit: 'microseconds', target: { type: 'ratio', atMost: 1 } },
      101,
      100,
      false,
    ],
    [
      'a cost of its own, whatever the other costs',
      { ...speed, unit: 'percent', target: { type: 'value', atMost: 10 } },
      9,
      1,
      true,
    ],
  ];
  for (const [name, figure, ours, theirs, isMet] of verdicts) {
    it(`judges ${name}`, () => {
      const both = measurement(figure, [
        [natsx, [{ per_s: ours }]],
        [peer, [{ per_s: theirs }]],
      ]);
      assert.equal(rowsOf(both)[0]!.isMet, isMet);
    });
  }

  it('does not judge a ratio to another build of natsx', () => {
    const both = measurement(speed, [
      [natsx, [{ per_s: 100 }]],
      [before, [{ per_s: 100 }]],
    ]);
    assert.equal(rowsOf(both)[0]!.isMet, undefined);
  });

  it('prints medians with their spread, the ratio and the verdict', () => {
    const text = formatReport(
      [
        measurement(speed, [
          [natsx, [{ per_s: 21_400_000 }, { per_s: 20_000_000 }, { per_s: 22_000_000 }]],
          [peer, [{ per_s: 592_000 }]],
        ]),
      ],
      [natsx, peer],
    );
    assert.match(text, /\n\nThe one {2}\[one\]\n/);
    assert.match(text, / {2}msg\/s {2}21\.4 M \(20\.0–22\.0\) {8}592 k {2}36\.1× {2}≥ 2× ✓\n/);
  });

  it('marks a figure that the generator held back', () => {
    const text = formatReport(
      [measurement(speed, [[natsx, [{ per_s: 100, gen_share: 0.99 }]]])],
      [natsx],
    );
    assert.match(text, /100\*/);
    assert.match(text, /the server could do more/);
  });

  it('says when there is nothing to compare with', () => {
    const text = formatReport([measurement(speed, [[natsx, [{ per_s: 100 }]]])], [natsx]);
    assert.match(text, /No nats-server on the PATH/);
  });

  it('tells a failure once, with all its scenarios', () => {
    const failed: Measurement = {
      ...measurement(speed, []),
      results: [{ contender: natsx, runs: [], error: 'it burns' }],
    };
    const again = { ...failed, scenario: { ...failed.scenario, name: 'two' } };
    const text = formatReport([failed, again], [natsx]);
    assert.equal(text.match(/it burns/g)!.length, 1);
    assert.match(text, /✗ one, two: natsx: it burns/);
    assert.match(text, /msg\/s +–/);
  });

  it('aligns names at the left and figures at the right, below headings of any width', () =>
    assert.equal(
      formatTable([['', 'bb', 'c'], ['a long heading'], ['aaa', 'b', '12345'], ['a', 'b', '']]),
      '     bb      c\n\na long heading\naaa   b  12345\na     b',
    ));

  it('gives every run as JSON', () => {
    const json = toJson([measurement(speed, [[natsx, [{ per_s: 7 }]]])], { cores: 2 });
    const parsed = JSON.parse(json) as {
      cores: number;
      scenarios: { figures: { summaries: unknown[] }[]; results: { runs: unknown[] }[] }[];
    };
    assert.equal(parsed.cores, 2);
    assert.deepEqual(parsed.scenarios[0]!.figures[0]!.summaries, [{ median: 7, min: 7, max: 7 }]);
    assert.deepEqual(parsed.scenarios[0]!.results[0]!.runs, [{ per_s: 7 }]);
  });
});
