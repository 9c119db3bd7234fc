import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manPages } from '../../../.ci/man-pages.ts';

const PACKAGE = new URL('../../../package.json', import.meta.url);

describe('man pages', () => {
  let pages: ReadonlyMap<string, string>;
  let folder: string;
  before(async () => {
    pages = await manPages();
    folder = mkdtempSync(join(tmpdir(), 'natsx-man-'));
    for (const [file, text] of pages) writeFileSync(join(folder, file), text);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a program has to say about all pages. */
  function checked(program: string, args: readonly string[]): string {
    const { stdout, stderr } = spawnSync(program, [...args, ...pages.keys()], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout + stderr;
  }

  function needs(test: Mocha.Context, program: string, args: readonly string[]): void {
    if (spawnSync(program, args).error === undefined) return;
    process.stderr.write(
      `  skipped 1, no ${program} on the PATH (install ${program}): man pages\n`,
    );
    test.skip();
  }

  it('are there for each program of the package', () => {
    const { bin } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { bin: object };
    for (const name of Object.keys(bin)) assert.ok(pages.has(`${name}.1`), name);
    for (const name of ['natsx-pub.1', 'natsx-context.1', 'natsx-jwt.7'])
      assert.ok(pages.has(name));
  });

  it('are named in package.json', () => {
    const { man } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { man: string[] };
    assert.deepEqual(man, Array.from(pages.keys(), (file) => `./dist/man/${file}`).sort());
  });

  it('tell the flags of a program and those of a command', () => {
    assert.match(pages.get('natsx-server.1')!, /\\fB\\-c\\fR, \\fB\\-\\-config\\fR <file>\n/);
    assert.match(pages.get('natsx-server.1')!, /^\.SS "natsx server list"$/m);
    assert.match(pages.get('nsc.1')!, /^\.SS "nsc add user"$/m);
    assert.doesNotMatch(pages.get('nats-qsub.1')!, /\\-\\-queue/);
  });

  it('are read by groff without a warning', function () {
    needs(this, 'groff', ['--version']);
    assert.equal(checked('groff', ['-man', '-Tutf8', '-ww', '-z']), '');
  });

  it('are read by mandoc without a warning, but that they have no date', function () {
    needs(this, 'mandoc', ['-V']);
    const said = checked('mandoc', ['-Tlint', '-Wwarning']).trimEnd().split('\n');
    const odd = said.filter(
      (line) => !line.includes('missing date') && !line.includes('.so request'),
    );
    assert.deepEqual(
      odd.filter((line) => line !== ''),
      [],
    );
  });
});
