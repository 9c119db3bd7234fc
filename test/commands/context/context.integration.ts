import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientCommand } from '../../../src/cli/client-command.ts';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import type { GoFlagTable } from '../../../src/cli/go-flags.ts';
import { execute } from '../../../src/cli/program.ts';
import add from '../../../src/commands/context/add.ts';
import copy from '../../../src/commands/context/copy.ts';
import edit from '../../../src/commands/context/edit.ts';
import ls from '../../../src/commands/context/ls.ts';
import previous from '../../../src/commands/context/previous.ts';
import rm from '../../../src/commands/context/rm.ts';
import select from '../../../src/commands/context/select.ts';
import show from '../../../src/commands/context/show.ts';
import unselect from '../../../src/commands/context/unselect.ts';
import validate from '../../../src/commands/context/validate.ts';
import { Server } from '../../../src/server/server.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx context', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'natsx-home-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  async function run<T extends GoFlagTable>(
    { program }: ClientCommand<T>,
    argv: string[],
    env: Record<string, string> = {},
  ) {
    const io = Object.assign(new Terminal(), { home, currentDirectory: home, env });
    const code = await execute(program, flagsFirst(program.flags, argv), io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }
  const file = (name: string) => join(home, '.config', 'nats', 'context', `${name}.json`);
  const stored = (name: string) =>
    JSON.parse(readFileSync(file(name), 'utf8')) as Record<string, unknown>;
  const make = async (...names: string[]) => {
    for (const name of names) await run(add, [name, '-s', `nats://${name}:4222`]);
  };

  describe('add', () => {
    it('stores what the flags say and shows it without secrets', async () => {
      const argv = ['one', '-s', 'nats://a:4222,b', '--user', 'u', '--password', 'hush'];
      const { code, stdout, stderr } = await run(add, [...argv, '--description', 'First one']);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(
        stdout,
        `NATS Configuration Context "one"

  Description: First one
  Server URLs: nats://a:4222,b
     Username: u
     Password: ********
         Path: ${file('one')}

`,
      );
      assert.equal(stored('one')['password'], 'hush');
    });

    it('changes of a context that exists only what is said', async () => {
      await run(add, ['one', '-s', 'nats://a', '--creds', '/c']);
      await run(add, ['one', '--description', 'd']);
      const { url, creds, description } = stored('one');
      assert.deepEqual(
        { url, creds, description },
        { url: 'nats://a', creds: '/c', description: 'd' },
      );
    });

    it('takes a user without a password for a token, as natscli', async () => {
      await run(add, ['one', '--user', 'tokentext']);
      assert.deepEqual([stored('one')['user'], stored('one')['token']], ['', 'tokentext']);
    });

    it('embeds what files hold, if asked to', async () => {
      writeFileSync(join(home, 'x.creds'), 'content');
      const { stdout } = await run(add, ['one', '--creds', '~/x.creds', '--embed']);
      assert.equal(stored('one')['creds'], 'data:;base64,Y29udGVudA==');
      assert.match(stdout, /Credentials: embedded data\n/);
    });

    it('selects, if asked to', async () => {
      await run(add, ['one', '--select']);
      assert.match((await run(show, [])).stdout, /Context "one"/);
    });

    it('leaves nothing behind when something is wrong', async () => {
      for (const [argv, code, wanted] of [
        [['../x'], 1, /invalid context name/],
        [['one', '-s', 'http://a'], 1, /unsupported scheme/],
        [['one', '--creds', '/nowhere/x', '--embed'], 1, /no such file or directory/],
        [[], 2, /required argument <name> not provided/],
        [['one', 'two'], 2, /unexpected argument "two"/],
        [['one', '--nonsense'], 2, /flag provided but not defined/],
      ] as const) {
        const outcome = await run(add, [...argv]);
        assert.equal(outcome.code, code, argv.join(' '));
        assert.match(outcome.stderr, wanted);
        assert.ok(!existsSync(file('one')));
      }
    });
  });

  it('ls lists them, with a star at the one in use', async () => {
    assert.deepEqual(await run(ls, []), {
      code: 0,
      stdout: '',
      stderr: 'No contexts yet: make one with natsx context add\n',
    });
    await make('one', 'two');
    await run(add, ['one', '--description', 'First one', '--select', '--password', 'hush']);
    assert.equal(
      (await run(ls, [])).stdout,
      `╭────────────────────╮
│   Known Contexts   │
├──────┬─────────────┤
│ Name │ Description │
├──────┼─────────────┤
│ one* │ First one   │
│ two  │             │
╰──────┴─────────────╯
`,
    );
    assert.equal((await run(ls, ['--names'])).stdout, 'one\ntwo\n');
    const json = (await run(ls, ['--json'])).stdout;
    assert.ok(!json.includes('hush'));
    assert.deepEqual(
      (JSON.parse(json) as { name: string; selected: boolean }[]).map((each) => [
        each.name,
        each.selected,
      ]),
      [
        ['one', true],
        ['two', false],
      ],
    );
  });

  it('copy makes another of one, and never over one', async () => {
    await make('one', 'two');
    assert.equal((await run(copy, ['one', 'three', '--token', 't'])).code, 0);
    assert.deepEqual([stored('three')['url'], stored('three')['token']], ['nats://one:4222', 't']);
    const taken = await run(copy, ['one', 'two']);
    assert.deepEqual([taken.code, stored('two')['url']], [1, 'nats://two:4222']);
    assert.match(taken.stderr, /context "two" already exists/);
    assert.match((await run(copy, ['none', 'x'])).stderr, /context not found: "none"/);
  });

  it('select, unselect and previous go from one to another', async () => {
    assert.match((await run(select, ['one'])).stderr, /no context defined/);
    await make('one', 'two');
    await run(select, ['one']);
    assert.match((await run(select, ['two'])).stdout, /Context "two"/);
    assert.match((await run(previous, [])).stdout, /Context "one"/);
    assert.match((await run(previous, [])).stdout, /Context "two"/);
    assert.equal((await run(unselect, [])).stderr, 'Unselected the "two" context\n');
    assert.equal((await run(unselect, [])).stderr, 'No context currently selected\n');
    const nobody = await run(select, []);
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /nobody can be asked here: name it/);
    const none = await run(show, []);
    assert.match(none.stderr, /no default context and no name supplied/);
  });

  it('ls lists the others, where a file is broken', async () => {
    await make('one', 'two');
    writeFileSync(file('one'), '{"url":');
    const { code, stdout, stderr } = await run(ls, []);
    assert.equal(code, 1);
    assert.match(stdout, /│ two  │/);
    assert.match(stderr, /could not read context ".*one\.json": it is not JSON/);
  });

  it('rm removes, but not the selected one by accident', async () => {
    await make('one', 'two');
    await run(select, ['one']);
    const refused = await run(rm, ['one']);
    assert.deepEqual([refused.code, existsSync(file('one'))], [1, true]);
    assert.match(refused.stderr, /cannot remove the selected context/);
    const unasked = await run(rm, ['two']);
    assert.match(unasked.stderr, /could not obtain confirmation: use --force/);
    assert.ok(existsSync(file('two')));
    assert.equal((await run(rm, ['one', '-f'])).code, 0);
    assert.ok(!existsSync(file('one')));
    assert.match((await run(rm, ['one', '-f'])).stderr, /context not found: "one"/);
  });

  describe('edit', () => {
    const editor = (script: string) => {
      const path = join(home, 'editor');
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o700);
      return { EDITOR: path };
    };

    it('takes what the editor saves', async () => {
      await make('one');
      const env = editor(`sed -i 's/"description": ""/"description": "edited"/' "$1"`);
      const { code, stdout } = await run(edit, ['one'], env);
      assert.equal(code, 0);
      assert.match(stdout, /Description: edited/);
    });

    it('keeps the old one if the new one is not right, or the editor fails', async () => {
      await make('one');
      const before = readFileSync(file('one'), 'utf8');
      for (const [script, wanted] of [
        ['echo nonsense > "$1"', /it is not JSON/],
        ['exit 3', /exit status 3/],
      ] as const) {
        const { code, stderr } = await run(edit, ['one'], editor(script));
        assert.equal(code, 1);
        assert.match(stderr, wanted);
        assert.equal(readFileSync(file('one'), 'utf8'), before);
      }
    });
  });

  describe('validate', () => {
    it('finds files that are missing, and contexts that are broken', async () => {
      await make('good');
      await run(add, ['lost', '--creds', '/nowhere/x.creds']);
      writeFileSync(file('broken'), '{');
      const { code, stdout, stderr } = await run(validate, []);
      assert.equal(code, 1);
      assert.match(stdout, /Credentials: \/nowhere\/x\.creds \(ERROR\)/);
      assert.match(stderr, /Could not load broken: could not read context/);
      assert.match(stderr, /lost: creds: open \/nowhere\/x\.creds: no such file/);
      assert.match(stderr, /validation failed\n$/);
      assert.equal((await run(validate, ['good'])).code, 0);
      const shown = JSON.parse((await run(validate, ['--json'])).stdout) as { valid: boolean }[];
      assert.deepEqual(
        shown.map(({ valid }) => valid),
        [false, true, false],
      );
    });

    it('connects, if asked to', async () => {
      await using server = await Server.start({ port: 0, authorization: { token: 'hush' } });
      await run(add, ['up', '-s', server.url, '--token', 'hush']);
      const up = await run(validate, ['up', '--connect']);
      assert.deepEqual([up.code, up.stderr], [0, '']);
      assert.match(up.stdout, /Connection: OK/);
      await run(add, ['wrong', '-s', server.url, '--token', 'other']);
      const wrong = await run(show, ['wrong', '--connect']);
      assert.equal(wrong.code, 1);
      assert.match(wrong.stdout, /Connection: nats: authorization violation/i);
    });
  });
});
