import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc delete user', () => {
  it('deletes the JWT alone, and says that the creds hold', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    const { out, err } = await tool.run('delete user u');
    assert.equal(
      out,
      `[ OK ] delete users:\n       [ OK ] user u [${sub}]:\n              [ OK ] user deleted\n`,
    );
    assert.match(err, /^its creds let the user in as long as they hold/);
    assert.ok(existsSync(tool.keyPath(sub)) && existsSync(tool.credsPath('A', 'u')));
    assert.deepEqual(readdirSync(tool.path('OP', 'accounts', 'A')), ['A.jwt']);
  });

  it('revokes and removes what it is told to', async () => {
    using tool = await newStore({ A: ['u', 'v', 'w'] });
    const { sub } = tool.user('A', 'u');
    const { out, err } = await tool.run('delete user -n u,v -R -C -D');
    assert.equal(err, 'servers go on letting the user in until they hear of it: nsc push\n');
    const lines = ['revoked user', 'user deleted', 'deleted private key', 'removed creds file'];
    for (const line of lines) assert.ok(out.includes(`              [ OK ] ${line}\n`), line);
    assert.match(out, /\n {7}\[ OK \] edited account "A"\n$/);
    assert.equal(
      tool.account('A').nats.revocations.get(sub),
      Date.parse('2026-01-31T09:05:07Z') / 1000,
    );
    assert.ok(!existsSync(tool.keyPath(sub)) && !existsSync(tool.credsPath('A', 'u')));
  });

  it('deletes all or none', async () => {
    using tool = await newStore({ A: ['u'] });
    const before = tool.snapshot();
    const text = 'Error: user nope does not exist in the current account\n';
    assert.equal(await tool.fails('delete user -n u,nope -R'), text);
    assert.equal(await tool.fails('delete user'), 'Error: please specify an user to delete\n');
    assert.deepEqual(tool.snapshot(), before);
  });
});

describe('nsc delete account', () => {
  it('deletes it with its users', async () => {
    using tool = await newStore({ A: ['u'], B: [], C: [] });
    const { sub } = tool.account('A');
    const out = await tool.ok('delete account A');
    assert.deepEqual(out.split('\n').slice(1), [
      '       [ OK ] revoked user',
      '       [ OK ] user deleted',
      '[ OK ] expired account "A"',
      '[ OK ] deleted account',
      '[ OK ] deleted account directory',
      '',
    ]);
    assert.ok(!existsSync(tool.path('OP', 'accounts', 'A')));
    assert.ok(existsSync(tool.keyPath(sub)));
    assert.equal(((await tool.json('env')) as { account: string }).account, '');
  });

  it('deletes keys and creds, too', async () => {
    using tool = await newStore({ A: ['u'], B: [] });
    const [account, user] = [tool.account('A').sub, tool.user('A', 'u').sub];
    const out = await tool.ok('delete account A -C -D --revoke=false');
    assert.doesNotMatch(out, /revoked/);
    assert.match(out, new RegExp(`deleted privated key "${account}"`));
    assert.deepEqual(
      [account, user].map((key) => existsSync(tool.keyPath(key))),
      [false, false],
    );
    assert.ok(!existsSync(tool.credsPath('A', 'u')));
  });
});
