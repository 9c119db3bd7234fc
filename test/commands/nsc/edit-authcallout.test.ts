import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createPair } from '../../../src/nkeys/create.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc edit authcallout', () => {
  it('says which service is asked, and takes it back', async () => {
    using tool = await newStore({ AUTH: ['service'], A: [] });
    const [user, account] = [tool.user('AUTH', 'service').sub, tool.account('A').sub];
    const edit = `edit authcallout AUTH --auth-user ${user}`;
    const out = await tool.ok(
      `edit authcallout AUTH --auth-user ${user} --allowed-account ${account} -x generate`,
    );
    const { xkey, ...others } = tool.account('AUTH').nats.authorization;
    assert.deepEqual(others, { auth_users: [user], allowed_accounts: [account] });
    assert.ok(existsSync(tool.keyPath(xkey)));
    assert.deepEqual(out.split('\n').slice(0, 3), [
      `[ OK ] added user "${user}"`,
      `[ OK ] added account "${account}"`,
      `[ OK ] set curve key ${xkey}`,
    ]);
    const again = await tool.ok(`${edit} --rm-curve --rm-allowed-account ${account}`);
    assert.deepEqual(again.split('\n').slice(0, 3), [
      `[ OK ] skipped adding user "${user}" - as it's already set`,
      `[ OK ] deleted account "${account}"`,
      `[ OK ] removed ${xkey} curve key`,
    ]);
    assert.deepEqual(tool.account('AUTH').nats.authorization, {
      auth_users: [user],
      allowed_accounts: [],
      xkey: '',
    });
    assert.equal(
      await tool.ok('edit authcallout -a AUTH --disable'),
      '[ OK ] removed external authorization configuration\n',
    );
    assert.deepEqual(tool.account('AUTH').nats.authorization.auth_users, []);
  });

  it('takes a user of the service back', async () => {
    using tool = await newStore({ AUTH: ['first', 'second'] });
    const [first, second] = [tool.user('AUTH', 'first').sub, tool.user('AUTH', 'second').sub];
    await tool.ok(`edit authcallout --auth-user ${first},${second} --allowed-account *`);
    assert.equal(
      await tool.ok(`edit authcallout --rm-auth-user ${first}`),
      `[ OK ] deleted user "${first}"\n`,
    );
    assert.deepEqual(tool.account('AUTH').nats.authorization.auth_users, [second]);
    assert.equal(
      await tool.ok(`edit authcallout --rm-auth-user ${first}`),
      `[ OK ] skipping user "${first}" - as it's not currently set\n`,
    );
    // Somebody must be left to be asked.
    const before = tool.snapshot();
    assert.equal(
      await tool.fails(`edit authcallout --rm-auth-user ${second}`),
      'Error: External authorization cannot have accounts without users specified\n',
    );
    assert.deepEqual(tool.snapshot(), before);
    await tool.ok(`edit authcallout --rm-auth-user ${second} --rm-allowed-account *`);
    assert.deepEqual(tool.account('AUTH').nats.authorization.auth_users, []);
  });

  it('allows all accounts, and says what was not there', async () => {
    using tool = await newStore({ AUTH: ['service'] });
    const { sub } = tool.user('AUTH', 'service');
    await tool.ok(['edit', 'authcallout', '--auth-user', sub, '--allowed-account', '*']);
    assert.deepEqual(tool.account('AUTH').nats.authorization.allowed_accounts, ['*']);
    const key = createPair('account').publicKey;
    const argv = ['edit', 'authcallout', '--rm-allowed-account', key, '--rm-curve'];
    assert.equal(
      await tool.ok(argv),
      `[ OK ] skipping account "${key}" - as it's not currently set\n` +
        "[ OK ] remove curve key didn't do anything as the curve key was not set\n",
    );
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ AUTH: ['service'] });
    const before = tool.snapshot();
    const [user, account] = [createPair('user').publicKey, createPair('account').publicKey];
    const refused: [string, string, number][] = [
      ['', 'please specify some options', 2],
      ['--disable --rm-curve', '--disable is exclusive of all other options', 2],
      ['--auth-user x', '"x" is not a valid user key', 1],
      [`--auth-user ${account}`, `"${account}" is not a valid user key`, 1],
      [`--allowed-account ${user}`, `"${user}" is not a valid account key`, 1],
      [`--auth-user ${user} -x ${user}`, `invalid x25519 curve key "${user}"`, 1],
      [
        `--allowed-account ${account}`,
        'External authorization cannot have accounts without users specified',
        1,
      ],
      [
        `--auth-user ${user} --allowed-account ${account},*`,
        'AllowedAccounts can only be a list of accounts or "*"',
        1,
      ],
    ];
    for (const [line, text, code] of refused) {
      assert.equal(await tool.fails(`edit authcallout ${line}`, code), `Error: ${text}\n`, line);
    }
    assert.deepEqual(tool.snapshot(), before);
  });
});
