import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAs } from '../../src/jwt/codec.ts';
import { parseDecoratedJwt } from '../../src/nkeys/creds.ts';
import { modeOf, TemporaryHome } from './temporary-home.ts';

describe('Who is who in a deployment', () => {
  it('is made at first, and found from then on', async () => {
    using home = new TemporaryHome();
    const first = await home.identities();
    assert.deepEqual(first.made, [
      'operator local',
      'system account SYS',
      'account APP',
      'user app of account APP',
    ]);
    const again = await home.identities();
    assert.deepEqual(again, { ...first, made: [] });
  });

  it('is an operator that trusts its system account, and tells where to push', async () => {
    using home = new TemporaryHome();
    const urls = ['nats://127.0.0.1:4222', 'nats://127.0.0.1:4223'];
    const { operatorToken, systemAccount, accounts, account } = await home.identities(urls);
    const operator = decodeAs('operator', operatorToken);
    assert.equal(operator.name, 'local');
    assert.equal(operator.nats.system_account, systemAccount);
    assert.equal(operator.nats.account_server_url, urls[0]);
    assert.deepEqual(operator.nats.operator_service_urls, urls);
    assert.deepEqual(new Set(accounts.keys()), new Set([systemAccount, account]));
    for (const [key, token] of accounts) {
      const claims = decodeAs('account', token);
      assert.deepEqual([claims.sub, claims.iss], [key, operator.sub]);
    }
  });

  it('follows the ports, and does not mind where an export would be', async () => {
    using home = new TemporaryHome();
    await home.identities();
    const moved = await home.identities(['nats://127.0.0.1:4232']);
    const { nats } = decodeAs('operator', moved.operatorToken);
    assert.deepEqual(nats.operator_service_urls, ['nats://127.0.0.1:4232']);
    const { operatorToken } = await home.identities([]);
    assert.equal(operatorToken, moved.operatorToken);
  });

  it('has creds that nobody else reads', async () => {
    using home = new TemporaryHome();
    const { creds } = await home.identities();
    for (const path of [creds.user, creds.system]) {
      assert.equal(modeOf(path), '600');
      decodeAs('user', parseDecoratedJwt(readFileSync(path, 'utf8')));
    }
  });

  it('is kept in the folder of the deployment alone', async () => {
    using home = new TemporaryHome();
    await home.identities();
    assert.deepEqual(readdirSync(home.path), ['data']);
    assert.deepEqual(readdirSync(join(home.path, 'data', 'natsx')), ['local']);
  });

  for (const [what, lost] of [
    ['the creds of the user', 'nsc/creds/local/APP/app.creds'],
    ['the creds of the system user', 'nsc/creds/local/SYS/sys.creds'],
    ['the user', 'nsc/local/accounts/APP/users/app.jwt'],
    ['the account', 'nsc/local/accounts/APP'],
  ] as const) {
    it(`makes ${what} again that is gone`, async () => {
      using home = new TemporaryHome();
      const before = await home.identities();
      rmSync(join(home.place().root, lost), { recursive: true });
      const after = await home.identities();
      assert.equal(after.made.length, what === 'the account' ? 2 : 1);
      assert.equal(after.operatorToken, before.operatorToken);
      for (const path of Object.values(after.creds)) assert.ok(existsSync(path), path);
      assert.deepEqual((await home.identities()).made, []);
    });
  }

  it('says what is lost for good, and how to begin anew', async () => {
    using home = new TemporaryHome();
    const { creds } = await home.identities();
    const { root } = home.place();
    const { sub } = decodeAs('user', parseDecoratedJwt(readFileSync(creds.user, 'utf8')));
    rmSync(creds.user);
    rmSync(join(root, 'nsc', 'keys', 'U', sub.slice(1, 3), `${sub}.nk`));
    await assert.rejects(home.identities(), (error: Error & { suggestions?: string[] }) => {
      assert.match(error.message, /^the creds of user app of account APP are gone/);
      assert.match(error.suggestions!.at(-1)!, /begin anew: rm -r /);
      return true;
    });
  });
});
