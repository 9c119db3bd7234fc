// The program nsc, asked and answered through a pseudo terminal. What it asks is compared in interactive.test.ts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeAs } from '../../../src/jwt/codec.ts';
import { parseDecoratedJwt } from '../../../src/nkeys/creds.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';
import { hasPty, KEYS, Pty } from '../../support/pty.ts';

const PROGRAM = fileURLToPath(new URL('../../nsc/nsc-from-sources.ts', import.meta.url));
const { enter, down, space, ctrlC } = KEYS;

/** nsc on the home of `tool`, before a person. */
function nsc(tool: TemporaryNsc, line: string): Pty {
  const { PATH } = process.env;
  const command = [process.execPath, '--import', 'tsx', PROGRAM, ...line.split(' ')];
  // tsx is found from the folder of the package.
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  return new Pty(command, { env: { PATH, HOME: tool.home, TERM: 'xterm' }, cwd });
}

describe('nsc before a person', function () {
  this.timeout(60_000);
  before(function () {
    if (hasPty()) return;
    console.warn('    no pseudo terminal: script of util-linux is missing');
    this.skip();
  });

  it('is asked for a first environment', async () => {
    using tool = new TemporaryNsc();
    using pty = nsc(tool, 'init');
    await pty.answer('enter a configuration directory');
    await pty.answer('Select an operator');
    await pty.answer('name your operator, account and user', 'demo');
    await pty.shows('created operator demo');
    assert.equal(await pty.ended(), 0);
    assert.equal(tool.user('demo', 'demo', 'demo').name, 'demo');
  });

  it('is asked for an account, and says what is wrong with an answer', async () => {
    using tool = await newStore();
    using pty = nsc(tool, 'add account --interactive');
    await pty.answer('account name', 'A');
    await pty.answer('generate an account nkey');
    await pty.answer('valid from');
    await pty.answer('valid until (0 is always)', 'soon');
    await pty.shows("couldn't parse expiry: soon");
    pty.press('\u007f'.repeat(4), '1y', enter);
    await pty.shows('added account "A"');
    assert.equal(await pty.ended(), 0);
    const { exp, iat } = tool.account('A');
    assert.ok(exp - iat >= 365 * 86_400);
  });

  it('is asked for an import', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -a A -s news.> -n news');
    await tool.ok('add export -a A -s priv -n priv --private');
    using pty = nsc(tool, 'add import -i -a A');
    await pty.shows('select account');
    pty.press(down, enter);
    await pty.answer('pick from locally available exports');
    await pty.shows('select the export');
    pty.press(down, enter);
    await pty.answer('name');
    await pty.answer('local subject', 'theirs');
    await pty.answer('allow tracing', 'n');
    await pty.shows('added stream import "priv"');
    assert.equal(await pty.ended(), 0);
    const [made] = tool.account('B').nats.imports;
    assert.equal(made!.local_subject, 'theirs');
    assert.equal(decodeAs('activation', made!.token).iss, tool.account('A').sub);
  });

  it('is asked about a user', async () => {
    using tool = await newStore({ A: ['u', 'v'] });
    await tool.ok('edit user -n v --tag one,two');
    using pty = nsc(tool, 'edit user -i');
    await pty.shows('select user');
    pty.press(down, enter);
    await pty.answer('max payload', '1k');
    await pty.answer('valid from');
    await pty.answer('valid until');
    await pty.answer('remove tags', 'y');
    await pty.shows('select tags to remove');
    pty.press(space, enter);
    await pty.answer('add another tags', 'n');
    await pty.shows('edited user "v"');
    assert.equal(await pty.ended(), 0);
    const { nats } = tool.user('A', 'v');
    assert.deepEqual([nats.payload, nats.tags], [1000, ['two']]);
  });

  it('is asked for an activation', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('select account A');
    await tool.ok('add export -s priv.* -n priv --private');
    const { sub } = tool.account('B');
    const file = join(tool.home, 'activation.jwt');
    using pty = nsc(tool, `generate activation -i -o ${file}`);
    await pty.answer('select account');
    await pty.answer('select the export');
    await pty.answer('subject', 'priv.x');
    await pty.answer('target-account public key', sub);
    await pty.answer('valid from');
    await pty.answer('valid until', '1d');
    await pty.shows('wrote activation token');
    assert.equal(await pty.ended(), 0);
    const activation = decodeAs('activation', parseDecoratedJwt(readFileSync(file)));
    assert.deepEqual([activation.sub, activation.nats.subject], [sub, 'priv.x']);
  });

  it('changes nothing when Ctrl-C ends its questions', async () => {
    using tool = await newStore({ A: ['u'] });
    const before = tool.snapshot();
    for (const line of ['add account -i', 'delete account -i', 'edit operator -i']) {
      using pty = nsc(tool, line);
      await pty.shows('?');
      pty.press(ctrlC);
      await pty.shows('Error: interrupted: nothing was changed');
      assert.equal(await pty.ended(), 130, line);
    }
    assert.deepEqual(tool.snapshot(), before);
    assert.ok(!readdirSync(tool.stores).some((name) => name.endsWith('.lock')));
    assert.ok(existsSync(tool.path('OP')));
  });

  it('holds no lock while somebody thinks', async () => {
    using tool = await newStore();
    using pty = nsc(tool, 'add account -i');
    await pty.shows('account name');
    await tool.ok('add account OTHER');
    pty.press('A', enter);
    await pty.answer('generate an account nkey');
    await pty.answer('valid from');
    await pty.answer('valid until');
    await pty.shows('added account "A"');
    assert.equal(await pty.ended(), 0);
    assert.equal(((await tool.json('list accounts')) as unknown[]).length, 2);
  });
});
