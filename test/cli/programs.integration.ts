// The programs as they were built: what is in few files does what it did in many.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { catalogFromSources } from '../../src/cli/catalog/from-sources.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = join(ROOT, 'dist/programs');

describe('the built programs', function () {
  this.timeout(60_000);
  let home: string;
  before(function () {
    if (!existsSync(PROGRAMS)) {
      process.stderr.write('  skipped 12, no dist/programs (npm run build): the built programs\n');
      this.skip();
    }
    home = mkdtempSync(join(tmpdir(), 'natsx-built-'));
  });
  after(() => home && rmSync(home, { recursive: true }));

  function run(name: string, ...args: readonly string[]) {
    const { PATH } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'bin', `${name}.js`), ...args],
      { encoding: 'utf8', cwd: home, env: { PATH, HOME: home } },
    );
    return { status, out: stdout, err: stderr };
  }

  const refused: readonly [name: string, status: number, err: RegExp][] = [
    ['natsx', 2, /^unknown command "natsx bogus"\n/],
    ['nsc', 2, /^Error: unknown command "bogus" for "nsc"\n/],
    ['nk', 1, /^$/],
    ['nats-pub', 1, /^Usage: nats-pub /],
    ['nats-sub', 1, /^nats: no servers available for connection\n/],
    ['nats-qsub', 1, /^Usage: nats-qsub /],
    ['nats-req', 1, /^Usage: nats-req /],
    ['nats-rply', 1, /^Usage: nats-rply /],
    ['nats-ping', 1, /^nats: no servers available for connection\n/],
  ];
  for (const [name, status, err] of refused) {
    it(`${name} says what is wrong`, () => {
      const isConnecting = ['nats-sub', 'nats-ping'].includes(name);
      const server = isConnecting ? ['-s', 'nats://127.0.0.1:1'] : [];
      const ran = run(name, ...server, ...(name === 'nats-ping' ? [] : ['bogus']));
      assert.match(ran.err, err);
      assert.equal(ran.status, status);
    });
  }

  it('nsc keeps a store that natsx nsc reads', () => {
    assert.equal(run('nsc', 'add', 'operator', 'OP').status, 0);
    assert.equal(run('natsx', 'nsc', 'add', 'account', 'A').status, 0);
    const { out } = run('natsx', 'nsc', 'list', 'accounts', '--json');
    assert.equal((JSON.parse(out) as { name: string }[])[0]!.name, 'A');
    // What is asked is loaded for those alone who are asked: here nobody is.
    assert.match(
      run('nsc', 'add', 'account', '-i').err,
      /^Error: --interactive asks on a terminal/,
    );
    assert.match(run('nsc', '__complete', 'edit', 'account', '').out, /^A\n:4\n$/);
  });

  it('natsx runs what oclif reads, too', () => {
    assert.deepEqual(run('natsx', 'server', 'validate', 'none.conf', '--json').status, 1);
    const { status, err } = run('natsx', 'server', 'validate', 'none.conf', '--ulr', 'x');
    assert.match(err, /^Nonexistent flag: --ulr\n {2}did you mean --url\?\n/);
    assert.equal(status, 2);
  });

  it('have every command', async () => {
    const table = readFileSync(join(PROGRAMS, 'natsx.js'), 'utf8');
    for (const { name } of catalogFromSources().commands()) {
      assert.ok(table.includes(name.includes(' ') ? `"${name}":` : name), name);
    }
    for (const file of readdirSync(PROGRAMS).filter((each) => each.startsWith('group-'))) {
      const url = pathToFileURL(join(PROGRAMS, file)).href;
      const { load, names } = (await import(url)) as {
        load: (name: string) => Promise<{ default: { execute?: unknown } }>;
        names: string[];
      };
      assert.ok(names.length > 3, file);
      for (const name of names) {
        assert.equal(typeof (await load(name)).default.execute, 'function', name);
      }
    }
  });
});
