import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** Accounts A and B of OP; NEW, which has none, is chosen. */
async function twoOperators(): Promise<TemporaryNsc> {
  const tool = await newStore({ A: ['a'], B: ['b', 'c'] });
  await tool.ok('add operator NEW');
  return tool;
}

describe('nsc migrate', () => {
  it('takes an account with its users', async () => {
    using tool = await twoOperators();
    const { code, out, err } = await tool.run([
      'migrate',
      '--url',
      tool.path('OP', 'accounts', 'A', 'A.jwt'),
    ]);
    assert.equal(code, 0);
    assert.equal(out, '[ OK ] migrated "A" to operator "NEW" [1 users migrated]\n');
    assert.equal(err, 'servers know the accounts once they are pushed: nsc push\n');
    const [before, after] = [tool.account('A'), tool.account('A', 'NEW')];
    assert.equal(after.sub, before.sub);
    assert.equal(after.iss, tool.operator('NEW').sub);
    assert.equal(tool.user('A', 'a', 'NEW').sub, tool.user('A', 'a').sub);
    assert.ok(existsSync(tool.credsPath('A', 'a', 'NEW')));
    assert.equal((await tool.run('validate -A')).code, 0);
  });

  it('takes all accounts of an operator, and says of each how it went', async () => {
    using tool = await twoOperators();
    await tool.ok('add account A');
    const folder = tool.path('OP');
    const { code, out, err } = await tool.run(`migrate --operator-dir "${folder}"`);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /\[ERR \] account "A" already exists, specify --force to overwrite\n/);
    assert.match(err, /\[ OK \] migrated "B" to operator "NEW" \[2 users migrated\]\n/);
    assert.match(err, /Error: 1 job failed - 1 job succeeded and 0 had warnings\n/);
    assert.notEqual(tool.account('A', 'NEW').sub, tool.account('A').sub);
    const forced = await tool.ok(`migrate --operator-dir "${folder}" --force`);
    assert.match(forced, /all jobs succeeded/);
    assert.equal(tool.account('A', 'NEW').sub, tool.account('A').sub);
  });

  it('refuses what cannot be', async () => {
    using tool = await twoOperators();
    const [file, folder] = [tool.path('OP', 'accounts', 'A', 'A.jwt'), tool.path('OP')];
    const { sub } = tool.account('A');
    const own = tool.path('NEW', 'NEW.jwt');
    assert.match(await tool.fails('migrate'), /an url or path to the account jwt is required/);
    assert.match(
      await tool.fails(['migrate', '-u', file, '--operator-dir', folder]),
      /specify one of --url or --operator-dir/,
    );
    assert.match(await tool.fails(['migrate', '-u', own]), /cannot migrate ".*" onto itself/);
    assert.match(await tool.fails('migrate -u nowhere.jwt'), /error loading from `nowhere.jwt`/);
    assert.match(
      await tool.fails(['migrate', '--operator-dir', tool.home]),
      /error loading operator .*: it is no operator's folder/,
    );
    rmSync(tool.keyPath(sub));
    assert.match(
      await tool.fails(['migrate', '-u', file]),
      /unable to find an account key for "A" - need one of A/,
    );
    assert.deepEqual(await tool.json('list accounts'), []);
  });
});
