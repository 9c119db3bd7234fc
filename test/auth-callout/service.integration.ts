import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { askRules, askService } from '../../src/auth-callout/ask.ts';
import { CalloutService } from '../../src/auth-callout/service.ts';
import { loadRules } from '../../src/cli/auth-callout/load.ts';
import { createUser } from '../../src/nkeys/index.ts';
import { Server } from '../../src/server/server.ts';
import { rulesFolder, type RulesFolder } from '../support/callout-rules.ts';
import { LogRecorder } from '../support/log-recorder.ts';

type KeyPairOfJose = Awaited<ReturnType<typeof generateKeyPair>>;

describe('the auth callout service', () => {
  const joe = createUser();
  let folder: RulesFolder;
  let server: Server;
  let keys: KeyPairOfJose;
  let provider: HttpServer;
  let issuer: string;
  const log = new LogRecorder();
  const services: CalloutService[] = [];

  before(async () => {
    keys = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: '1', alg: 'ES256' };
    provider = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    folder = rulesFolder('', { isSealed: true });
    server = await Server.start({
      host: '127.0.0.1',
      port: 0,
      accounts: {
        AUTH: { users: [{ user: 'auth', password: 'auth' }] },
        APP: {},
        SHOP: {},
      },
      authorization: {
        timeoutMs: 3000,
        authCallout: {
          issuer: folder.issuer.publicKey,
          account: 'AUTH',
          authUsers: ['auth'],
          xkey: folder.curve.publicKey,
        },
      },
    });
    folder.write(rules());
    for (let count = 0; count < 2; count++) {
      services.push(await CalloutService.start(await loadRules(folder.file), log));
    }
  });
  after(async () => {
    for (const service of services) await service.stop();
    await server.stop();
    provider.closeAllConnections();
    provider.close();
    folder.remove();
  });

  const rules = (): string => `
    nats { servers: "nats://127.0.0.1:${server.port}", user: auth, password: auth }
    test_subject: auth-callout.test
    defaults { account: APP }
    users: [
      { user: alice, password: wonder
        permissions { publish: ["a.>", "$SYS.REQ.USER.INFO"], subscribe { allow: "_INBOX.>", deny: "x" } } }
      { token: s3cret, tags: [t], expiry: 1h }
      { nkey: ${joe.publicKey}, name: joe, account: SHOP, max_payload: 1000 }
    ]
    providers: [
      { issuer: "${issuer}", audience: nats, jwks: "${issuer}/keys"
        rules: [
          { match { groups: ["admin", "ops-*"] }, account: SHOP }
          { match { "kubernetes.io.namespace": shop }, account: APP,
            name: "{{kubernetes.io.serviceaccount.name}}",
            permissions { publish: ["{{kubernetes.io.namespace}}.>", "$SYS.REQ.USER.INFO"], subscribe: "_INBOX.>" } }
        ] }
    ]`;

  /** What a client is told of itself. */
  async function info(options: object): Promise<Record<string, unknown>> {
    const client = await connect({ port: server.port, reconnect: false, ...options });
    const answer = await client.request('$SYS.REQ.USER.INFO');
    await client.close();
    return answer.json<{ data: Record<string, unknown> }>().data;
  }

  const refused = (options: object): Promise<void> =>
    assert.rejects(
      connect({ port: server.port, reconnect: false, ...options }),
      /Authorization Violation/,
    );

  const token = (claims: JWTPayload, expires: string | number = '10m', key = keys.privateKey) =>
    new SignJWT({ sub: 'someone', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: '1' })
      .setIssuer(issuer)
      .setAudience('nats')
      .setExpirationTime(expires)
      .sign(key);

  it('lets in by password, with the permissions of the rules', async () => {
    const { user, account, permissions } = await info({ user: 'alice', pass: 'wonder' });
    assert.deepEqual([user, account], ['alice', 'APP']);
    assert.deepEqual(permissions, {
      publish: { allow: ['a.>', '$SYS.REQ.USER.INFO'] },
      subscribe: { allow: ['_INBOX.>'], deny: ['x'] },
    });
  });

  it('lets in by token and by nkey', async () => {
    const byToken = await info({ token: 's3cret' });
    assert.equal(byToken['account'], 'APP');
    assert.ok(Number(byToken['expires']) > 3500e9);
    const authenticator = nkeyAuthenticator(Buffer.from(joe.seed()));
    const byKey = await info({ authenticator });
    assert.deepEqual([byKey['user'], byKey['account']], ['joe', 'SHOP']);
  });

  it('lets in by the token of a provider, for as long as that holds', async () => {
    const admin = await info({ token: await token({ groups: ['x', 'ops-eu'] }) });
    assert.deepEqual([admin['user'], admin['account']], ['someone', 'SHOP']);
    assert.ok(Number(admin['expires']) <= 600e9);
    const pod = await token({
      'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'orders' } },
    });
    const asPassword = await info({ user: 'whoever', pass: pod });
    assert.equal(asPassword['user'], 'orders');
    assert.deepEqual((asPassword['permissions'] as { publish: object }).publish, {
      allow: ['shop.>', '$SYS.REQ.USER.INFO'],
    });
  });

  it('lets nobody else in', async () => {
    await refused({});
    await refused({ user: 'alice', pass: 'wrong' });
    await refused({ token: `${(await token({ groups: 'admin' })).slice(0, -4)}AAAA` });
    await refused({ authenticator: nkeyAuthenticator(Buffer.from(createUser().seed())) });
    assert.doesNotMatch(log.text, /wonder|s3cret|eyJ/);
  });

  it('believes no token that is not from the provider, for us, in time, and of its key', async () => {
    const ready = await loadRules(folder.file);
    const admin = (part: Partial<Record<'iss' | 'aud' | 'alg', string>> = {}): SignJWT =>
      new SignJWT({ sub: 'x', groups: 'admin' })
        .setProtectedHeader({ alg: part.alg ?? 'ES256', kid: '1' })
        .setIssuer(part.iss ?? issuer)
        .setAudience(part.aud ?? 'nats')
        .setExpirationTime('1h');
    const signed = await admin().sign(keys.privateKey);
    assert.ok((await askRules({ token: signed }, ready)).granted);
    const stranger = await generateKeyPair('ES256');
    const secret = Buffer.from(JSON.stringify(await exportJWK(keys.publicKey)));
    const [header, claims, signature] = signed.split('.') as [string, string, string];
    const bad: Record<string, string> = {
      'of another key': await admin().sign(stranger.privateKey),
      'altered signature': `${signed.slice(0, -4)}AAAA`,
      'altered claims': [header, claims.replace(/.$/, 'A'), signature].join('.'),
      'no signature': `${header}.${claims}.`,
      unsecured: new UnsecuredJWT({ sub: 'x', groups: 'admin' })
        .setIssuer(issuer)
        .setAudience('nats')
        .encode(),
      'for others': await admin({ aud: 'others' }).sign(keys.privateKey),
      'of another issuer': await admin({ iss: 'https://other.example' }).sign(keys.privateKey),
      'by the public key as a secret': await admin({ alg: 'HS256' }).sign(secret),
      expired: await token({ groups: 'admin' }, 1_700_000_000),
      'without end': await new SignJWT({ sub: 'x', groups: 'admin' })
        .setProtectedHeader({ alg: 'ES256', kid: '1' })
        .setIssuer(issuer)
        .setAudience('nats')
        .sign(keys.privateKey),
      'of nobody in the rules': await token({ groups: 'users' }),
      'with nothing to match': await token({}),
    };
    for (const [what, each] of Object.entries(bad)) {
      assert.equal((await askRules({ token: each }, ready)).granted, false, what);
      assert.equal((await askRules({ user: 'x', password: each }, ready)).granted, false, what);
    }
    assert.equal((await askRules({ user: 'alice' }, ready)).granted, false);
    assert.equal((await askRules({ user: 'nobody', password: 'wonder' }, ready)).granted, false);
  });

  it('tests the rules, and the service that runs, alike', async () => {
    const ready = await loadRules(folder.file);
    for (const client of [
      { user: 'alice', password: 'wonder' },
      { user: 'alice', password: 'x' },
      { token: 's3cret' },
    ]) {
      const [offline, running] = [await askRules(client, ready), await askService(client, ready)];
      const withoutTime = (verdict: typeof offline) => ({
        ...verdict,
        user: { ...verdict.user, exp: 0 },
      });
      assert.deepEqual(withoutTime(offline), withoutTime(running));
      assert.equal(offline.granted, client.password !== 'x');
    }
  });

  it('takes other rules while it runs', async () => {
    folder.write(rules().replace('alice', 'bob'));
    const ready = await loadRules(folder.file);
    for (const service of services) service.use(ready);
    assert.equal((await info({ user: 'bob', pass: 'wonder' }))['user'], 'bob');
    await refused({ user: 'alice', pass: 'wonder' });
  });

  it('answers what it has when it stops, and leaves the rest to the others', async () => {
    const clients: Promise<NatsConnection>[] = [];
    for (let at = 0; at < 50; at++) {
      clients.push(connect({ port: server.port, reconnect: false, token: 's3cret' }));
    }
    await services.pop()!.stop();
    for (const client of await Promise.all(clients)) await client.close();
    assert.equal((await info({ token: 's3cret' }))['account'], 'APP');
  });

  it('reads no seed that others can read, and none of another kind', async () => {
    const own = rulesFolder('users: []');
    try {
      chmodSync(join(own.folder, 'issuer.nk'), 0o640);
      await assert.rejects(loadRules(own.file), /issuer\.nk can be read by others/);
      chmodSync(join(own.folder, 'issuer.nk'), 0o600);
      await loadRules(own.file);
      writeFileSync(join(own.folder, 'issuer.nk'), createUser().seed(), { mode: 0o600 });
      await assert.rejects(loadRules(own.file), /a seed of the kind user, not of an account/);
    } finally {
      own.remove();
    }
  });
});
