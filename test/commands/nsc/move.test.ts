import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc rename account', () => {
  it('moves users and creds', async () => {
    using tool = await newStore({ A: ['u'], B: [] });
    const [account, user] = [tool.account('A').sub, tool.user('A', 'u').sub];
    const out = await tool.ok('rename account A New --OK');
    assert.equal(out, '[ OK ] moved user "u"\n[ OK ] renamed account "A" to "New"\n');
    assert.deepEqual([tool.account('New').sub, tool.account('New').name], [account, 'New']);
    assert.equal(tool.user('New', 'u').sub, user);
    assert.ok(existsSync(tool.credsPath('New', 'u')));
    assert.ok(
      !existsSync(tool.path('OP', 'accounts', 'A')) && !existsSync(tool.credsPath('A', 'u')),
    );
    assert.equal((await tool.run('validate -A')).code, 0);
    assert.equal(((await tool.json('env')) as { account: string }).account, 'New');
  });

  it('wants a yes, and a name that is free', async () => {
    using tool = await newStore({ A: [], B: [] });
    assert.equal(await tool.fails('rename account A C', 2), 'Error: required flag "OK" not set\n');
    assert.equal(
      await tool.fails('rename account A b --OK'),
      'Error: account "b" already exists\n',
    );
    assert.equal(await tool.fails('rename account A', 2), 'Error: accepts 2 arg(s), received 1\n');
  });
});

describe('nsc generate context', () => {
  it('writes what the nats command line reads', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('edit operator --service-url nats://h:4222');
    const { out, err } = await tool.run('generate context -u u --context ctx');
    const path = join(tool.home, '.config/nats/context/ctx.json');
    assert.equal(out, '');
    assert.equal(
      err,
      `[ OK ] wrote nats cli context file to \`~/.config/nats/context/ctx.json\`\n${path}\n`,
    );
    const creds = tool.credsPath('A', 'u');
    assert.deepEqual(JSON.parse(tool.read(path)), {
      nsc: 'nsc://OP/A/u',
      url: 'nats://h:4222',
      creds,
    });
    assert.equal(await tool.fails('generate context'), 'Error: context name is required\n');
  });
});

describe('nsc import', () => {
  it("takes an account, another operator's only by force", async () => {
    using other = await newStore({ X: [] });
    using tool = await newStore({ A: [] });
    const file = other.path('OP', 'accounts', 'X', 'X.jwt');
    const refused = await tool.fails(['import', 'account', '-j', file]);
    assert.match(refused, /^Error: can only import account signed by same operator/);
    await tool.ok(['import', 'account', '-j', file, '--force']);
    assert.deepEqual(
      [tool.account('X').sub, tool.account('X').iss],
      [other.account('X').sub, tool.operator().sub],
    );
    const again = await tool.fails(['import', 'account', '-j', file, '--force']);
    assert.equal(again, 'Error: account already exists, overwrite with --overwrite\n');
    await tool.ok(['import', 'account', '-j', file, '--force', '--overwrite']);
  });

  it('takes a user with its creds', async () => {
    using tool = await newStore({ A: ['u'] });
    const creds = tool.read(tool.credsPath('A', 'u'));
    const { sub } = tool.user('A', 'u');
    await tool.ok('delete user u -C -D');
    writeFileSync(join(tool.currentDirectory, 'u.creds'), creds);
    const said = await tool.ok('import user -f u.creds');
    assert.match(
      said,
      /^\[ OK \] key stored ~\/.*\.nk\n\[ OK \] user u was successfully imported\nall jobs succeeded\n$/,
    );
    assert.equal(tool.user('A', 'u').sub, sub);
    assert.equal(tool.read(tool.credsPath('A', 'u')), creds);
    using stranger = await newStore({ B: [] });
    const file = join(tool.currentDirectory, 'u.creds');
    const text = `Error: referenced user account ${tool.account('A').sub} not found\n`;
    assert.equal(await stranger.fails(['import', 'user', '-f', file]), text);
  });
});
