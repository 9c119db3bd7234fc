import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/cli/catalog/catalog.ts';
import { catalogFromSources } from '../../../src/cli/catalog/from-sources.ts';
import { GUIDES } from '../../../src/cli/help/guides.ts';
import { printHelp } from '../../../src/cli/help/help.ts';
import { PAGE_COLUMNS } from '../../../src/cli/help/layout.ts';
import { Terminal } from '../../support/terminal.ts';

describe('help', () => {
  let catalog: Catalog;
  before(() => (catalog = catalogFromSources()));

  async function help(words: readonly string[], program: 'natsx' | 'nsc' = 'natsx') {
    const io = new Terminal();
    assert.equal(await printHelp(words, program, catalog, io), 0);
    return io.text('stdout');
  }

  it('names each command on the first page, or the topic that leads to it', async () => {
    const page = await help([]);
    for (const { word } of catalog.below([]))
      assert.match(page, new RegExp(`^  ${word}( \\.\\.\\.)?  `, 'm'));
    for (const { name } of GUIDES) assert.match(page, new RegExp(`^  ${name}  `, 'm'));
  });

  it('has no line that a terminal would break, and no trailing blank', async () => {
    const topics = new Set(catalog.commands().flatMap(({ name }) => wordsBefore(name)));
    const pages = [[], ...Array.from(topics), ...GUIDES.map(({ name }) => name)];
    assert.ok(pages.length > 100);
    for (const page of pages) {
      const words = typeof page === 'string' ? page.split(' ') : page;
      for (const line of (await help(words)).split('\n')) {
        assert.ok(line.length <= PAGE_COLUMNS, `natsx help ${words.join(' ')}: ${line}`);
        assert.equal(line.trimEnd(), line);
      }
    }
  });

  it('shows a command with its usage, arguments, examples and flags', async () => {
    const page = await help(['context', 'copy']);
    assert.match(page, /^Copy a context/);
    assert.match(page, /^ {2}natsx context copy \[flags\] <source> <destination>$/m);
    assert.match(page, /^ {2}source +context to copy$/m);
    assert.match(page, /^ {2}natsx context copy prod staging --server nats:/m);
    assert.match(page, /^FLAGS\n[^]*--select[^]*^CONNECTION FLAGS\n[^]*--no-context/m);
    assert.match(page, /^ALSO CALLED\n {2}natsx context cp,/m);
  });

  it('is found by other names, too', async () => {
    assert.equal(await help(['ctx']), await help(['context']));
    assert.equal(await help(['server', 'ls']), await help(['server', 'list']));
  });

  it('calls commands of nsc as nsc does', async () => {
    const page = await help(['nsc', 'add', 'user'], 'nsc');
    assert.match(page, /^ {2}nsc add user \[flags\]/m);
    assert.doesNotMatch(page, /natsx/);
    assert.match(await help(['nsc', 'add', 'user']), /^ {2}natsx nsc add user \[flags\]/m);
    assert.match(await help(['nsc'], 'nsc'), /^ {2}nsc <command>$/m);
  });

  it('is as narrow as the terminal', async () => {
    const io = new Terminal();
    Object.assign(io.stdout, { columns: 50 });
    await printHelp(['ping'], 'natsx', catalog, io);
    const lines = io.text('stdout').split('\n');
    assert.ok(
      lines.every(({ length }) => length <= 50),
      lines.find(({ length }) => length > 50),
    );
  });

  const unknown: readonly [words: string, meant: RegExp | undefined][] = [
    ['sever', /did you mean natsx server\?/],
    ['sever list', /did you mean natsx server list\?/],
    ['server lst', /did you mean natsx server list\?/],
    ['server check conection', /did you mean natsx server check connection\?/],
    ['add user', /did you mean natsx nsc add user\?/],
    ['jwts', /did you mean natsx help jwt\?/],
    ['elephant', undefined],
  ];
  for (const [words, meant] of unknown) {
    it(`says what may be meant by ${words}`, async () => {
      await assert.rejects(help(words.split(' ')), (error: Error & { suggestions: string[] }) => {
        assert.match(error.message, /^unknown command "natsx [a-z ]+"$/);
        const said = error.suggestions.join('\n');
        if (meant === undefined) assert.doesNotMatch(said, /did you mean/);
        else assert.match(said, meant);
        assert.match(said, /--help lists what there is$/);
        return true;
      });
    });
  }
});

/** `server check conn` and all that leads to it. */
function wordsBefore(name: string): string[] {
  const words = name.split(' ');
  return words.map((_, at) => words.slice(0, at + 1).join(' '));
}
