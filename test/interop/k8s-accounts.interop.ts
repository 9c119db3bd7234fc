// Operators, accounts and users as resources: against a real API server, and a real nats-server in operator mode that is
// given the accounts.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { secretText } from '../../src/k8s-operator/controller/kube-object.ts';
import type { Secret } from '../../src/k8s-operator/kubernetes.ts';
import type { NatsAccount, NatsOperator, NatsUser } from '../../src/k8s-operator/resources.ts';
import { decodeAs } from '../../src/jwt/codec.ts';
import { encode } from '../../src/jwt/codec.ts';
import { parseDecoratedJwt } from '../../src/nkeys/creds.ts';
import { createOperator, fromSeed } from '../../src/nkeys/create.ts';
import { Session } from '../../src/nats-client/session.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import {
  applyAll,
  eventually,
  installOperator,
  makeNamespace,
  operatorToken,
  secretOf,
  startOperator,
  untilReady,
  type RunningOperator,
} from '../support/operated.ts';
import { requirePeer, startPeer, type Peer, type RunningPeer } from '../support/peers.ts';

const SECRET = kindNamed('Secret');

describe('accounts as resources', function () {
  this.timeout(120_000);
  let kube: RunningKube;
  let peer: Peer;
  let server: RunningPeer | undefined;
  let operator: RunningOperator | undefined;
  let operatorApi: KubeApi;
  let folder: string;
  const namespace = 'acme';
  const seed = createOperator().seed();

  before(async function () {
    peer = requirePeer(this, 'nats-server');
    kube = await startKube(requireKube(this));
    await installOperator(kube.api, 'nats-system');
    const token = await operatorToken(kube.api, 'nats-system');
    operatorApi = new KubeApi(kube.configFor(token));
    await makeNamespace(kube.api, namespace);
    folder = mkdtempSync(join(tmpdir(), 'natsx-accounts-'));
  });
  after(async () => {
    await operator?.stop();
    await server?.stop();
    await (kube as RunningKube | undefined)?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('issues an operator with its system account', async () => {
    await applyAll(kube.api, [
      secretOf(namespace, 'operator-key', { seed }),
      resource('NatsOperator', 'acme', {
        signingKey: { secret: 'operator-key' },
        systemAccount: 'sys',
      }),
      resource('NatsAccount', 'sys', { operatorRef: { name: 'acme' }, displayName: 'SYS' }),
    ]);
    operator = startOperator(kube, [namespace], { driftMs: 1_000, api: operatorApi });
    const ready = await untilReady<NatsOperator>(kube.api, {
      kind: 'NatsOperator',
      namespace,
      name: 'acme',
    });
    const system = await untilReady<NatsAccount>(kube.api, {
      kind: 'NatsAccount',
      namespace,
      name: 'sys',
    });
    const secret = await kube.api.get<Secret>(SECRET, namespace, 'acme-operator-jwt');
    const claims = decodeAs('operator', secretText(secret!, 'op.jwt')!);
    assert.equal(claims.sub, fromSeed(seed).publicKey);
    assert.equal(claims.nats.system_account, system.status?.publicKey);
    assert.equal(ready.status?.systemAccount, system.status?.publicKey);
  });

  it('pushes an account to servers that trust the operator', async () => {
    server = await startTrusting();
    await kube.api.apply(
      kindNamed('NatsOperator'),
      resource('NatsOperator', 'acme', {
        signingKey: { secret: 'operator-key' },
        systemAccount: 'sys',
        push: { servers: [`nats://127.0.0.1:${server.port}`] },
      }),
    );
    await applyAll(kube.api, [
      resource('NatsAccount', 'orders', {
        operatorRef: { name: 'acme' },
        exports: [{ type: 'stream', subject: 'orders.>' }],
        signingKeys: [
          {
            name: 'readers',
            role: 'reader',
            template: { permissions: { subscribe: { allow: ['orders.>', '_INBOX.>'] } } },
          },
        ],
      }),
      resource('NatsUser', 'writer', { accountRef: { name: 'orders' } }),
      resource('NatsUser', 'reader', { accountRef: { name: 'orders' }, signingKey: 'readers' }),
    ]);
    const account = await untilReady<NatsAccount>(
      kube.api,
      { kind: 'NatsAccount', namespace, name: 'orders' },
      { status: 'True', reason: 'Pushed' },
    );
    assert.equal(account.status?.signingKeys?.length, 1);
    for (const name of ['writer', 'reader']) {
      await untilReady<NatsUser>(kube.api, { kind: 'NatsUser', namespace, name });
    }
    const [writer, reader] = [await connect('writer'), await connect('reader')];
    const heard = reader.connection.subscribe('orders.new', { max: 1 });
    await reader.flush();
    writer.connection.publish('orders.new', 'one');
    for await (const message of heard) assert.equal(message.string(), 'one');
    await Promise.all([writer.close(), reader.close()]);
  });

  it('repairs what somebody else has given to the servers', async () => {
    const account = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
    const claims = decodeAs('account', account!.status!.jwt!);
    const foreign = encode(
      { ...claims, nats: { ...claims.nats, description: 'drifted' } },
      fromSeed(seed),
      {
        now: new Date(Date.now() + 1_000),
      },
    );
    const system = await systemSession();
    await system.connection.request('$SYS.REQ.CLAIMS.UPDATE', foreign);
    await eventually('the account is repaired', async () => {
      const now = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
      return now?.status?.driftRepairs === 1;
    });
    const answer = await system.connection.request(`$SYS.REQ.ACCOUNT.${claims.sub}.CLAIMS.LOOKUP`);
    assert.equal(answer.string(), account!.status!.jwt);
    await system.close();
  });

  it('renews creds before they expire, with the same key', async () => {
    await applyAll(kube.api, [
      resource('NatsUser', 'brief', {
        accountRef: { name: 'orders' },
        expiresAfter: '6s',
        renewBefore: '4s',
      }),
    ]);
    const first = await untilReady<NatsUser>(kube.api, {
      kind: 'NatsUser',
      namespace,
      name: 'brief',
    });
    const renewed = await eventually('another JWT is there', async () => {
      const now = await kube.api.get<NatsUser>(kindNamed('NatsUser'), namespace, 'brief');
      return now?.status?.issuedAt !== first.status?.issuedAt && now;
    });
    assert.equal(renewed.status?.publicKey, first.status?.publicKey);
    assert.ok(Date.parse(renewed.status!.issuedAt!) < Date.parse(first.status!.expiresAt!));
  });

  it('gives another key to a user whose creds are deleted, and revokes the old one', async () => {
    const name = 'brief';
    const before = await untilReady<NatsUser>(kube.api, { kind: 'NatsUser', namespace, name });
    const secret = await kube.api.get(SECRET, namespace, `${name}-nats-creds`);
    await kube.api.remove(SECRET, secret!);
    await eventually('there is another key', async () => {
      const now = await kube.api.get<NatsUser>(kindNamed('NatsUser'), namespace, name);
      return now?.status?.publicKey !== before.status?.publicKey;
    });
    const account = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
    assert.ok(account?.status?.revokedUsers?.[before.status!.publicKey!]);
  });

  it('does not make another account of one whose keys are gone', async () => {
    const at = { kind: 'NatsAccount', namespace, name: 'orders' } as const;
    const before = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
    const keys = await kube.api.get<Secret>(SECRET, namespace, 'orders-account-keys');
    await kube.api.remove(SECRET, keys!);
    await untilReady(kube.api, at, { status: 'False', reason: 'KeysLost' });
    const { name, labels } = keys!.metadata;
    await kube.api.create(SECRET, {
      ...keys!,
      metadata: { namespace, name, ...(labels && { labels }) },
    });
    const after = await untilReady<NatsAccount>(kube.api, at);
    assert.equal(after.status?.publicKey, before?.status?.publicKey);
  });

  it('revokes a user that is deleted, and the server hangs up', async () => {
    const session = await connect('writer');
    const user = await kube.api.get<NatsUser>(kindNamed('NatsUser'), namespace, 'writer');
    await kube.api.remove(kindNamed('NatsUser'), user!);
    await session.ended;
    await eventually('the user and its creds are gone', async () => {
      const there = await kube.api.get(kindNamed('NatsUser'), namespace, 'writer');
      const creds = await kube.api.get(SECRET, namespace, 'writer-nats-creds');
      return there === undefined && creds === undefined;
    });
    const account = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
    assert.ok(account?.status?.revokedUsers?.[user!.status!.publicKey!]);
  });

  it('has servers forget an account that is deleted', async () => {
    const account = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'orders');
    await kube.api.remove(kindNamed('NatsAccount'), account!);
    await eventually('it is gone', async () => {
      const there = await kube.api.get(kindNamed('NatsAccount'), namespace, 'orders');
      return there === undefined;
    });
    const system = await systemSession();
    const answer = await system.connection.request('$SYS.REQ.CLAIMS.LIST');
    assert.ok(!answer.string().includes(account!.status!.publicKey!));
    await system.close();
  });

  it('says what is missing, and goes on when it is there', async () => {
    await applyAll(kube.api, [resource('NatsUser', 'early', { accountRef: { name: 'late' } })]);
    await untilReady<NatsUser>(
      kube.api,
      { kind: 'NatsUser', namespace, name: 'early' },
      { status: 'False', reason: 'NoAccount' },
    );
    await applyAll(kube.api, [resource('NatsAccount', 'late', { operatorRef: { name: 'acme' } })]);
    await untilReady<NatsUser>(kube.api, { kind: 'NatsUser', namespace, name: 'early' });
  });

  function resource(kind: 'NatsOperator' | 'NatsAccount' | 'NatsUser', name: string, spec: object) {
    return { apiVersion: 'nats.io/v1alpha1', kind, metadata: { namespace, name }, spec };
  }

  async function startTrusting(): Promise<RunningPeer> {
    const secret = await kube.api.get<Secret>(SECRET, namespace, 'acme-operator-jwt');
    const system = await kube.api.get<NatsAccount>(kindNamed('NatsAccount'), namespace, 'sys');
    const { publicKey, jwt } = system!.status!;
    return startPeer(
      peer,
      `operator: ${secretText(secret!, 'op.jwt')!}
       system_account: ${publicKey!}
       resolver: { type: full, dir: "${join(folder, 'jwt')}", allow_delete: true }
       resolver_preload: { ${publicKey!}: ${jwt!} }`,
    );
  }

  async function connect(name: string): Promise<Session> {
    const secret = await eventually('creds are there', () =>
      kube.api.get<Secret>(SECRET, namespace, `${name}-nats-creds`),
    );
    const creds = secretText(secret, 'user.creds')!;
    return open(parseDecoratedJwt(creds), /S[A-Z2-7]{57}/.exec(creds)![0]);
  }

  async function systemSession(): Promise<Session> {
    const name = 'watcher';
    await applyAll(kube.api, [resource('NatsUser', name, { accountRef: { name: 'sys' } })]);
    await untilReady<NatsUser>(kube.api, { kind: 'NatsUser', namespace, name });
    return connect(name);
  }

  function open(userJwt: string, userSeed: string): Promise<Session> {
    return Session.open({
      ...{ servers: `nats://127.0.0.1:${server!.port}`, name: 'test', userJwt, userSeed },
      ...{ tls: {}, timeoutMs: 5_000, reconnects: 0 },
    });
  }
});
