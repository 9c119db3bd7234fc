import assert from 'node:assert/strict';
import { parsePrometheus } from './prometheus.ts';

describe('parsePrometheus', () => {
  it('reads types, labels and values', () => {
    const text =
      '# HELP a_total A.\n# TYPE a_total counter\na_total{x="1\\"\\\\\\n",y=""} 1e+3\na_total 2\n';
    assert.deepEqual(parsePrometheus(text).get('a_total'), {
      type: 'counter',
      help: 'A.',
      samples: [
        { labels: { x: '1"\\\n', y: '' }, value: 1000 },
        { labels: {}, value: 2 },
      ],
    });
  });

  const type = '# TYPE a gauge\n';
  for (const text of [
    `${type}a 1`,
    'a 1\n',
    `${type}a\n`,
    `${type}a x\n`,
    `${type}a 1 2 3\n`,
    `${type}1a 1\n`,
    `${type}a{x=1} 1\n`,
    `${type}a{x="1} 1\n`,
    `${type}a{x="\\t"} 1\n`,
    `${type}a{x="1",x="2"} 1\n`,
    `${type}a{x="1"} 1\na{x="1"} 2\n`,
    `${type}${type}a 1\n`,
    '# TYPE a gage\na 1\n',
    `${type}a 1\n# TYPE b gauge\nb 1\na{x="1"} 1\n`,
    `# HELP a x\n# HELP a y\n${type}a 1\n`,
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parsePrometheus(text), assert.AssertionError);
    });
  }
});
