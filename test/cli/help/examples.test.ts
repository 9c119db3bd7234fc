// Each example of a command's help, and each line of a guide that is to be typed, is a command line that its command
// reads: flags that there are, with values they take, and as many arguments as it wants.
import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/cli/catalog/catalog.ts';
import { catalogFromSources } from '../../../src/cli/catalog/from-sources.ts';
import { GUIDES } from '../../../src/cli/help/guides.ts';
import { checkLine, commandLines } from './command-lines.ts';

describe('examples of help', () => {
  let catalog: Catalog;
  before(() => (catalog = catalogFromSources()));

  it('are read by their commands', () => {
    let count = 0;
    for (const { name, examples } of catalog.commands()) {
      for (const { command } of examples) {
        const lines = commandLines(command);
        const own = lines.filter((words) => words.slice(1).join(' ').startsWith(name));
        assert.ok(own.length > 0, `an example of ${name} is of something else: ${command}`);
        for (const words of lines) checkLine(words, catalog);
        count++;
      }
    }
    assert.ok(count > 200, String(count));
  });

  for (const guide of GUIDES) {
    it(`of the guide ${guide.name} are read, too`, async () => {
      const text = (await guide.text()).replace(/\\\n +/g, '');
      const typed = Array.from(text.matchAll(/^ {2}\$ (.*)$/gm), ([, line]) => line!);
      const mentioned = Array.from(text.matchAll(/^ {2}(natsx .*)$/gm), ([, line]) => line!);
      for (const line of [...typed, ...mentioned.flatMap((each) => each.split(', '))]) {
        const lines = line.startsWith('https:') ? [] : commandLines(line);
        for (const words of lines) checkLine(words, catalog);
      }
      if (guide.name !== 'environment') assert.ok(typed.length > 0, 'there is nothing to type');
    });
  }

  it('would be refused if they were wrong', () => {
    for (const line of [
      'natsx pub',
      'natsx pub a b c',
      'natsx ping --bogus',
      'natsx ping --expect nine',
      'natsx pingg',
      'natsx context copy one',
      'natsx nsc add user --nme x',
      'natsx server validate a b',
    ]) {
      assert.throws(() => checkLine(commandLines(line)[0]!, catalog), /./, line);
    }
  });
});
