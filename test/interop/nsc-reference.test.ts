// docs/reference/nsc.md is true: its checklist has each command and flag of the original with a test that covers it, and
// the JSON that it tells of is what commands print.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newStore } from '../nsc/temporary-nsc.ts';
import { coverOf, originalItems, sources } from './nsc-twins/checklist.ts';

const docs = readFileSync(join(import.meta.dirname, '../../docs/reference/nsc.md'), 'utf8');

/** The cells of the rows of the table with that first column. */
function rowsOf(column: string): string[][] {
  const lines = docs.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${column} |`));
  assert.ok(start > 0, `docs/reference/nsc.md has no table of ${column}`);
  const end = lines.findIndex((line, at) => at > start && line === '');
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const wordsOf = (cell: string): string[] =>
  Array.from(cell.matchAll(/`([^`]*)`/g), ([, word]) => word!);

describe('docs/reference/nsc.md', () => {
  it('has each command and flag of the original, with a test that covers it', () => {
    const rows = rowsOf('Command of the original');
    const told = new Map<string, string>();
    for (const [command = '', flags = '', file = ''] of rows) {
      const [name = ''] = wordsOf(command);
      const words = wordsOf(flags);
      for (const flag of words.length === 0 ? [''] : words) {
        told.set(`${name} ${flag}`.trim(), file);
      }
    }
    const all = sources();
    const wrong = originalItems().filter((item) => {
      const file = told.get(
        [item.command, item.flag, item.short].filter((word) => word !== '').join(' '),
      );
      const named = all.filter((source) => source.file === file);
      return coverOf(item, named) === undefined;
    });
    const howTo = 'print the table anew: npx tsx test/interop/nsc-twins/print-checklist.ts';
    assert.deepEqual(wrong, [], howTo);
  });

  it('tells what --json prints', async () => {
    using tool = await newStore({ ACME: ['alice'], BETA: [] });
    await tool.ok('add export -s rate -p -r');
    await tool.ok('revocations add-user -u * --at 1700000000');
    for (const [line = '', form = '', names = ''] of rowsOf('With `--json`')) {
      const [command = ''] = wordsOf(line);
      const { out } = await tool.run(`${command.replace(/^nsc /, '')} --json`);
      const json = JSON.parse(out) as object;
      const one: unknown = Array.isArray(json) ? json[0] : json;
      assert.equal(form, Array.isArray(json) ? 'list of' : 'one', command);
      assert.deepEqual(Object.keys(one as object).sort(), wordsOf(names).sort(), command);
    }
  });
});
