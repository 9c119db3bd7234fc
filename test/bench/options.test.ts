import assert from 'node:assert/strict';
import { parseOptions, splitWords } from './options.ts';

describe('bench options', () => {
  it('measures everything five times, pairs nine times, by default', () => {
    const options = parseOptions([]);
    assert.deepEqual([options.runs, options.pairs, options.seconds], [5, 9, 2]);
    assert.deepEqual(options.scenarios, []);
    assert.equal(options.action, 'table');
  });

  it('takes --runs for pairs as well', () => {
    const { runs, pairs } = parseOptions(['--runs', '3']);
    assert.deepEqual([runs, pairs], [3, 3]);
  });

  it('lets --runs and --seconds win over --quick', () => {
    const { runs, seconds } = parseOptions(['--quick', '--runs', '7', '--seconds', '1.5']);
    assert.deepEqual([runs, seconds], [7, 1.5]);
  });

  it('collects scenarios from commas and repetitions', () =>
    assert.deepEqual(parseOptions(['--scenario', 'a,b', '--scenario', 'c']).scenarios, [
      'a',
      'b',
      'c',
    ]));

  it('cuts --natsx-args into words', () =>
    assert.deepEqual(parseOptions(['--natsx-args', '--one 1 --two']).natsxArgs, [
      '--one',
      '1',
      '--two',
    ]));

  const refused: readonly [readonly string[], RegExp][] = [
    [['--runs', '0'], /--runs: "0" is not a positive number/],
    [['--runs', '2.5'], /--runs: not a whole number/],
    [['--seconds', 'soon'], /--seconds: "soon" is not a positive number/],
    [['--minutes', '-1'], /--minutes/],
    [['--nonsense'], /--nonsense/],
  ];
  for (const [argv, message] of refused) {
    it(`refuses ${argv.join(' ')}`, () => assert.throws(() => parseOptions(argv), message));
  }

  const lines: readonly [string, readonly string[]][] = [
    ['', []],
    ['  node  server.js ', ['node', 'server.js']],
    ['node "a b/server.js" -x', ['node', 'a b/server.js', '-x']],
    [`--name='two words' "it's"`, ['--name=two words', "it's"]],
  ];
  for (const [line, words] of lines) {
    it(`cuts ${JSON.stringify(line)} into ${words.length} words`, () =>
      assert.deepEqual(splitWords(line), words));
  }
});
