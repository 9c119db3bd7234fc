// What natsx does with requests about JWTs beyond the answers, which test/interop/claims.interop.ts compares.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, newAccountClaims, newGenericClaims } from '../../../src/jwt/index.ts';
import type { ResolverOptions } from '../../../src/server/options/resolver.ts';
import { Server } from '../../../src/server/server.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { TestOperator, type TestAccount } from '../../support/operator.ts';
import type { RawClient } from '../../support/raw-client.ts';
import { login, SystemClient } from '../../support/system-client.ts';

const now = (): number => Math.floor(Date.now() / 1000);

interface Answer {
  readonly data?: { readonly code: number; readonly message: string };
  readonly error?: { readonly code: number; readonly description: string };
}

describe('requests about the JWTs of accounts', () => {
  const operator = new TestOperator();
  // Once: a reload may not change it, and a JWT says in which second it was issued.
  const operatorJwt = operator.jwt();
  let dir: string;
  let log: LogRecorder;
  let server: Server;
  let admin: SystemClient;
  const clients: RawClient[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'natsx-claims-'));
    log = new LogRecorder();
  });
  afterEach(async () => {
    clients.splice(0).forEach((client) => client.destroy());
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  const fileOf = ({ publicKey }: TestAccount): string => join(dir, `${publicKey}.jwt`);

  async function start(change: object = {}, ...accounts: TestAccount[]): Promise<void> {
    for (const account of accounts) writeFileSync(fileOf(account), account.jwt);
    writeFileSync(fileOf(operator.systemAccount), operator.systemAccount.jwt);
    server = await Server.start({ ...options(change), logger: log });
    admin = await SystemClient.connect(server.port, operator.systemAccount.user('admin'));
  }

  function options(change: object = {}) {
    const resolver: ResolverOptions = {
      type: 'full',
      dir,
      limit: 0,
      intervalMs: 60_000,
      timeoutMs: 1900,
      delete: 'renamed',
    };
    return {
      host: '127.0.0.1',
      port: 0,
      operator: [operatorJwt],
      resolver: { ...resolver, ...change } as ResolverOptions,
    };
  }

  async function connect(account: TestAccount): Promise<RawClient> {
    const client = await login(server.port, account.user('u'));
    clients.push(client);
    return client;
  }

  const update = async (jwt: string): Promise<Answer> =>
    (await admin.ask('$SYS.REQ.CLAIMS.UPDATE', jwt)) as Answer;
  const remove = async (...accounts: readonly TestAccount[]): Promise<Answer> => {
    const keys = accounts.map(({ publicKey }) => publicKey);
    const claims = newGenericClaims(operator.key.publicKey, { accounts: keys });
    return (await admin.ask('$SYS.REQ.CLAIMS.DELETE', encode(claims, operator.key))) as Answer;
  };

  it('answer when what was pushed holds', async () => {
    const a = operator.account('A');
    await start({}, a);
    const client = await connect(a);
    const { limits } = newAccountClaims(a.publicKey).nats;
    const nats = { limits: { ...limits, subs: 1 } };
    assert.equal((await update(a.issue({ at: now() + 1, nats }))).data?.code, 200);
    client.send('SUB a 1\r\nSUB b 2\r\n');
    assert.match(await client.settle(), /-ERR 'maximum subscriptions exceeded'/);
  });

  it('let in users of an account that was pushed', async () => {
    const a = operator.account('A');
    await start();
    assert.deepEqual((await update(a.jwt)).data, {
      account: a.publicKey,
      code: 200,
      message: 'jwt updated',
    });
    await connect(a);
    assert.equal(readFileSync(fileOf(a), 'utf8'), a.jwt);
  });

  it('refuse what another operator signed, or the account itself', async () => {
    const a = operator.account('A');
    await start({}, a);
    const stranger = new TestOperator();
    for (const signer of [stranger.key, stranger.signingKey, a.key]) {
      const { error } = await update(a.issue({ at: now() + 1 }, signer));
      assert.equal(error?.description, 'jwt update resulted in error - account validation failed');
    }
    assert.equal(readFileSync(fileOf(a), 'utf8'), a.jwt);
  });

  it('refuse an older JWT, which would give back what was taken', async () => {
    const a = operator.account('A');
    await start({}, a);
    const { error } = await update(a.issue({ at: now() - 3600 }));
    assert.match(
      error?.description ?? '',
      /^jwt update resulted in error - the jwt that is kept is newer/,
    );
    assert.equal(readFileSync(fileOf(a), 'utf8'), a.jwt);
    assert.match(log.text, /^error jwt update resulted in error - A\w{55} - the jwt that is kept/m);
  });

  it('send away the clients of an account that is deleted, until it is pushed again', async () => {
    const [a, b] = [operator.account('A'), operator.account('B')];
    await start({}, a, b);
    const [gone, stays] = [await connect(a), await connect(b)];
    assert.equal((await remove(a)).data?.message, 'deleted 1 accounts');
    await gone.closed;
    assert.match(gone.unread, /-ERR 'Account Authentication Expired'/);
    assert.doesNotMatch(await stays.settle(), /-ERR/);
    await assert.rejects(connect(a));
    assert.ok(readdirSync(dir).includes(`${a.publicKey}.jwt.deleted`));
    assert.equal((await update(a.issue({ at: now() + 1 }))).data?.code, 200);
    await connect(a);
  });

  it('refuse to delete with a JWT that has expired', async () => {
    const a = operator.account('A');
    await start({}, a);
    const claims = {
      ...newGenericClaims(operator.key.publicKey, { accounts: [a.publicKey] }),
      exp: now() - 10,
    };
    const answer = await admin.ask('$SYS.REQ.CLAIMS.DELETE', encode(claims, operator.key));
    const text = `delete accounts request by ${operator.key.publicKey} failed - claim is expired`;
    assert.equal((answer as Answer).error?.description, text);
    await connect(a);
  });

  it('say what the disk does not take', async () => {
    const a = operator.account('A');
    await start({ limit: 1 });
    const { error } = await update(a.jwt);
    assert.equal(error?.description, 'jwt update resulted in error - jwt store is full');
  });

  it('are not answered to other accounts', async () => {
    const a = operator.account('A');
    await start({}, a);
    const client = await connect(a);
    client.send('SUB in 1\r\nPUB $SYS.REQ.CLAIMS.LIST in 0\r\n\r\n');
    client.send(`PUB $SYS.REQ.ACCOUNT.${a.publicKey}.CLAIMS.LOOKUP in 0\r\n\r\n`);
    assert.doesNotMatch(await client.settle(), /MSG in/);
  });

  describe('for all JWTs', () => {
    it('bring them one by one, broken ones left out', async () => {
      const some = Array.from({ length: 300 }, (_, at) => operator.account(`A${at}`));
      const broken = operator.account('broken');
      await start({}, ...some);
      writeFileSync(fileOf(broken), broken.jwt.slice(0, 100));
      const lines = await admin.requestMany('$SYS.REQ.CLAIMS.PACK', Buffer.alloc(32));
      const wanted = [operator.systemAccount, ...some].map(
        ({ publicKey, jwt }) => `${publicKey}|${jwt}`,
      );
      assert.deepEqual(lines, wanted.sort());
    });

    it('bring nothing to who has the same', async () => {
      await start();
      const hash = createHash('sha256').update(operator.systemAccount.jwt).digest();
      assert.deepEqual(await admin.requestMany('$SYS.REQ.CLAIMS.PACK', hash), []);
    });
  });

  it('are answered by the resolver of a reload', async () => {
    const a = operator.account('A');
    await start({}, a);
    await connect(a);
    const changed = a.issue({ at: now() + 1 });
    writeFileSync(fileOf(a), changed);
    await server.reload(options({ type: 'cache', ttlMs: 0 }));
    const { data } = await update(a.issue({ at: now() + 2 }));
    assert.equal(data?.message, 'jwt updated cache');
    assert.equal(((await admin.ask('$SYS.REQ.CLAIMS.LIST')) as { data: string[] }).data.length, 2);
  });
});
