import assert from 'node:assert/strict';
import { Unreadable } from '../../src/conf/cursor.ts';
import { Reading } from '../../src/conf/reading.ts';
import { problemsOf, read } from './read.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

describe('the limits of a configuration', () => {
  it('takes 200 levels and refuses more, however many', () => {
    read(`x ${'['.repeat(200)}${']'.repeat(200)}`);
    for (const opener of ['[', '{x ', '{\n"x":'])
      assert.match(problemsOf(`x ${opener.repeat(100_000)}`).join(), /nest more than 200 deep$/);
    assert.match(problemsOf('{'.repeat(100_000)).join(), /nest more than 200 deep$/);
  });

  it('counts the levels that variables bring', () => {
    const nested = (depth: number) => `x0 [a]\n${lines(depth, (n) => `x${n + 1} [ $x${n} ]`)}`;
    read(nested(190));
    assert.match(problemsOf(nested(250)).join(), /^main.conf:20\d:\d+: .*nest more than 200 deep$/);
  });

  it('refuses what doubles with every line', () => {
    const doubled = (count: number) =>
      `x0 [a]\n${lines(count, (n) => `x${n + 1} [ $x${n}, $x${n} ]`)}`;
    read(doubled(10));
    assert.match(problemsOf(doubled(64)).join(), /variables stand for more than 1000000 values/);
  });

  it('refuses files that include files twice over', () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`${n}`, `include "${n + 1}"\ninclude "${n + 1}"\n`]),
    );
    const problems = problemsOf('include "0"', { files: { ...files, 40: '' } });
    assert.match(problems.join(), /more than 100000 files are included/);
  }).timeout(60_000);

  it('ends after twenty problems', () => {
    assert.equal(problemsOf(lines(1000, () => 'a b c')).length, 20);
  });

  it('tells one place once', () => {
    const reading = new Reading({ readFile: () => '', env: {} });
    const position = { file: 'f', line: 1, column: 2 };
    reading.note(new Unreadable(position, 'one'));
    reading.note(new Unreadable(position, 'two'));
    assert.deepEqual(reading.problems, [{ position, text: 'one' }]);
  });

  it('reads large files in a time that grows as they do', () => {
    const line = `{${lines(20_000, (n) => `"ké${n}": [ ${n}, "é" ]`).replaceAll('\n', ', ')}}`;
    assert.equal(read(line).entries.size, 20_000);
    assert.equal(problemsOf(`x: } ${'{'.repeat(200_000)}`).length, 1);
    assert.equal(problemsOf(`x: a ${`"'`.repeat(200_000)}`).length, 1);
  });
});
