// Our auth callout service decides for nats-server, in a configuration and with operators.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, jwtAuthenticator } from '@nats-io/transport-node';
import { CalloutService } from '../../src/auth-callout/service.ts';
import { loadRules } from '../../src/cli/auth-callout/load.ts';
import { encode, formatCreds, newUserClaims } from '../../src/jwt/index.ts';
import { createAccount, createUser, type KeyPair } from '../../src/nkeys/index.ts';
import { testOperator } from '../support/account-server.ts';
import { rulesFolder } from '../support/callout-rules.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { findPeers, isAtLeast, skipWithout, startPeer, type Peer } from '../support/peers.ts';

describe('the auth callout service and nats-server', function () {
  this.timeout(30_000);
  let peer: Peer;
  before(function () {
    const found = findPeers('nats-server').find(({ version }) => isAtLeast(version, '2.10.0'));
    if (found === undefined) {
      skipWithout(
        this,
        'no nats-server 2.10 or later on the PATH',
        'go install github.com/nats-io/nats-server/v2@latest',
      );
    }
    peer = found;
  });

  async function info(port: number, options: object): Promise<Record<string, unknown>> {
    const client = await connect({ port, reconnect: false, ...options });
    const answer = await client.request('$SYS.REQ.USER.INFO');
    await client.close();
    return answer.json<{ data: Record<string, unknown> }>().data;
  }

  for (const isSealed of [false, true]) {
    it(`decides for accounts of a configuration${isSealed ? ', sealed' : ''}`, async () => {
      const rules = rulesFolder('', { isSealed });
      const xkey = isSealed ? `, xkey: ${rules.curve.publicKey}` : '';
      const server = await startPeer(
        peer,
        `accounts { AUTH { users: [{ user: auth, password: auth }] }, APP {} }
         authorization { auth_callout { issuer: ${rules.issuer.publicKey}, account: AUTH, auth_users: [auth]${xkey} } }`,
      );
      rules.write(`
        nats { servers: "nats://127.0.0.1:${server.port}", user: auth, password: auth }
        users: [ { user: alice, password: wonder, account: APP, permissions { publish: ["a.>", "$SYS.REQ.USER.INFO"] } } ]`);
      const service = await CalloutService.start(await loadRules(rules.file), new LogRecorder());
      try {
        const { user, account } = await info(server.port, { user: 'alice', pass: 'wonder' });
        assert.deepEqual([user, account], ['alice', 'APP']);
        const wrong = { port: server.port, user: 'alice', pass: 'x', reconnect: false };
        await assert.rejects(connect(wrong), /Authorization Violation/);
      } finally {
        await service.stop();
        await server.stop();
        rules.remove();
      }
    });
  }

  it('decides for accounts of operators, and puts users into another one', async () => {
    const rules = rulesFolder();
    const [system, app, serviceUser, sentinel] = [
      createAccount(),
      createAccount(),
      createUser(),
      createUser(),
    ];
    const operator = testOperator((claims) => ({
      ...claims,
      nats: { ...claims.nats, system_account: system.publicKey },
    }));
    const authorization = {
      auth_users: [serviceUser.publicKey],
      allowed_accounts: [app.publicKey],
      xkey: '',
    };
    const accounts = [
      operator.account('SYS', undefined, new Date(), system),
      operator.account('APP', undefined, new Date(), app),
      operator.account(
        'AUTH',
        (claims) => ({ ...claims, nats: { ...claims.nats, authorization } }),
        new Date(),
        rules.issuer,
      ),
    ];
    const preload = accounts.map(({ key, token }) => `${key}: "${token}"`).join('\n');
    const server = await startPeer(
      peer,
      `operator: "${operator.token}"\nresolver: MEMORY\nresolver_preload { ${preload} }`,
    );
    const userJwt = (key: KeyPair, bearer: boolean): string => {
      const claims = newUserClaims(key.publicKey);
      return encode({ ...claims, nats: { ...claims.nats, bearer_token: bearer } }, rules.issuer);
    };
    const file = (name: string, text: string): void =>
      writeFileSync(join(rules.folder, name), text, { mode: 0o600 });
    file('service.creds', formatCreds(userJwt(serviceUser, false), serviceUser.seed()));
    file('app.nk', app.seed());
    rules.write(`
      nats { servers: "nats://127.0.0.1:${server.port}", creds: service.creds }
      accounts { APP { seed_file: app.nk } }
      users: [ { user: alice, password: wonder, account: APP } ]`);
    const service = await CalloutService.start(await loadRules(rules.file), new LogRecorder());
    try {
      const authenticator = jwtAuthenticator(userJwt(sentinel, true));
      const { user, account } = await info(server.port, {
        authenticator,
        user: 'alice',
        pass: 'wonder',
      });
      assert.deepEqual([user, account], ['alice', app.publicKey]);
      const wrong = {
        port: server.port,
        authenticator,
        user: 'alice',
        pass: 'x',
        reconnect: false,
      };
      await assert.rejects(connect(wrong), /Authorization Violation/);
    } finally {
      await service.stop();
      await server.stop();
      rules.remove();
    }
  });
});
