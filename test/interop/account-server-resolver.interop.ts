// nats-server takes its accounts from our account server, and acts on what is pushed there.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { encode, formatCreds, newUserClaims, revoke } from '../../src/jwt/index.ts';
import { createAccount, createUser, type KeyPair } from '../../src/nkeys/index.ts';
import { startAccountServer, testOperator } from '../support/account-server.ts';
import { requirePeer, startPeer, type Peer } from '../support/peers.ts';

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

describe('the account server as the URL resolver of nats-server', () => {
  let peer: Peer;
  before(function () {
    peer = requirePeer(this, 'nats-server');
  });

  function newUser(account: KeyPair): { key: KeyPair; token: string } {
    const key = createUser();
    return { key, token: encode({ ...newUserClaims(key.publicKey), name: 'U' }, account) };
  }

  function open(port: number, { key, token }: ReturnType<typeof newUser>): Promise<NatsConnection> {
    const authenticator = jwtAuthenticator(token, Buffer.from(key.seed()));
    return connect({ port, authenticator, reconnect: false });
  }

  it('lets users in by accounts that were pushed, and cuts who is revoked', async () => {
    const system = createAccount();
    const operator = testOperator((claims) => ({
      ...claims,
      nats: { ...claims.nats, system_account: system.publicKey },
    }));
    const systemUser = newUser(system);
    const accounts = await startAccountServer(operator, { store: { shard: true } });
    const url = `${accounts.url}/jwt/v1/accounts`;
    const post = async (key: string, body: string): Promise<number> =>
      (await fetch(`${url}/${key}`, { method: 'POST', body })).status;
    const pair = createAccount();
    const first = operator.account('A', undefined, later(-60), pair);
    const sys = operator.account('SYS', undefined, later(-60), system);
    assert.equal(await post(sys.key, sys.token), 200);
    const configuration = `operator: "${operator.token}"\nresolver: URL(${url}/)`;
    const server = await startPeer(peer, configuration);
    // The one that tells the server of changes: another on the same folder.
    const creds = join(accounts.folder, 'sys.creds');
    writeFileSync(creds, formatCreds(systemUser.token, systemUser.key.seed()));
    const notifier = await startAccountServer(operator, {
      store: { dir: accounts.options.store.dir, shard: true },
      nats: { servers: [`nats://127.0.0.1:${server.port}`], userCredentials: creds },
    });
    try {
      await notifier.log.until(/connected to NATS for JWT syncing/);
      const user = newUser(pair);
      await assert.rejects(open(server.port, user), /Authorization Violation/);
      assert.equal(await post(first.key, first.token), 200);
      const client = await open(server.port, user);
      const closed = client.closed();
      const revoked = operator.account(
        'A',
        (claims) => ({
          ...claims,
          nats: {
            ...claims.nats,
            revocations: revoke(
              claims.nats.revocations,
              user.key.publicKey,
              later(60).getTime() / 1000,
            ),
          },
        }),
        later(0),
        pair,
      );
      const response = await fetch(`${notifier.url}/jwt/v1/accounts/${revoked.key}`, {
        method: 'POST',
        body: revoked.token,
      });
      assert.equal(response.status, 200);
      assert.match(String(await closed), /revoked|authentication/i);
      await assert.rejects(open(server.port, user), /Authorization Violation/);
    } finally {
      await notifier.stop();
      await server.stop();
      await accounts.stop();
    }
  });
});
