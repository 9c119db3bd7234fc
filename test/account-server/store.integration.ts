import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { flatLayout, shardedLayout, type Layout } from '../../src/account-server/layout.ts';
import { AccountStore } from '../../src/account-server/store.ts';
import { createAccount } from '../../src/nkeys/index.ts';
import { testOperator } from '../support/account-server.ts';
import { LogRecorder } from '../support/log-recorder.ts';

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

describe('the store of the account server', () => {
  const operator = testOperator();
  let folder: string;
  let log: LogRecorder;
  const changes: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-store-'));
    log = new LogRecorder();
    changes.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (layout: Layout = flatLayout, isReadOnly = false): Promise<AccountStore> =>
    AccountStore.open({
      folder,
      layout,
      isReadOnly,
      logger: log,
      onChanged: (account) => changes.push(account),
    });

  it('spreads files over folders if it is to', async () => {
    const account = operator.account('A');
    const store = await open(shardedLayout);
    await store.save(account.key, account.token);
    assert.ok(existsSync(join(folder, account.key.slice(-2), `${account.key}.jwt`)));
    await store.close();
    const again = await open(shardedLayout);
    assert.equal(again.size, 1);
    assert.equal(await again.load(account.key), account.token);
    await again.close();
  });

  it('keeps the newer of two, whichever comes first', async () => {
    const pair = createAccount();
    const older = operator.account('1', undefined, later(0), pair);
    const newer = operator.account('2', undefined, later(10), pair);
    const store = await open();
    assert.equal(await store.save(older.key, older.token), 'stored');
    assert.equal(await store.save(older.key, older.token), 'same');
    assert.equal(await store.save(newer.key, newer.token), 'stored');
    assert.equal(await store.save(older.key, older.token), 'older');
    assert.equal(await store.load(newer.key), newer.token);
    await store.close();
  });

  it('compares and writes one after the other', async () => {
    const pair = createAccount();
    const all = Array.from({ length: 20 }, (_, at) =>
      operator.account(`${at}`, undefined, later(at), pair),
    );
    const store = await open();
    // The newest in the middle: those that come after it must lose.
    const order = [...all.slice(0, 10), all.at(-1)!, ...all.slice(10, -1)];
    const saved = await Promise.all(order.map(({ key, token }) => store.save(key, token)));
    assert.ok(saved.slice(11).every((each) => each === 'older'));
    assert.equal(await store.load(pair.publicKey), all.at(-1)!.token);
    assert.equal(readdirSync(folder).length, 1);
    await store.close();
  });

  it('has the state that nats-server would have', async () => {
    const [one, other] = [operator.account('A'), operator.account('B')];
    const store = await open();
    assert.deepEqual(store.hash(), Buffer.alloc(32));
    for (const { key, token } of [one, other]) await store.save(key, token);
    const [a, b] = [one, other].map(({ token }) => createHash('sha256').update(token).digest());
    assert.deepEqual(store.hash(), Buffer.from(a!.map((byte, at) => byte ^ b![at]!)));
    await store.remove(other.key, Infinity);
    assert.deepEqual(store.hash(), a);
    await store.close();
  });

  it('skips files that are no JWT of their account, says which, and leaves them', async () => {
    const [good, other] = [operator.account('A'), operator.account('B')];
    const files: Record<string, string> = {
      [`${good.key}.jwt`]: good.token,
      [`${other.key}.jwt`]: good.token,
      [`${createAccount().publicKey}.jwt`]: '',
      [`${createAccount().publicKey}.jwt`]: good.token.slice(0, 80),
      [`${createAccount().publicKey}.jwt`]: 'x'.repeat(1024 * 1024 + 1),
      'notes.txt': 'notes',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    mkdirSync(join(folder, `${createAccount().publicKey}.jwt`));
    const store = await open();
    assert.equal(store.size, 1);
    assert.equal(log.lines.filter((line) => line.startsWith('error skipping ')).length, 5);
    assert.equal(readdirSync(folder).length, 7);
    await store.close();
  });

  it('is told of no change that it made itself', async () => {
    const [own, foreign] = [operator.account('A'), operator.account('B')];
    const store = await open();
    await store.save(own.key, own.token);
    writeFileSync(join(folder, `${foreign.key}.jwt`), foreign.token);
    while (changes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await store.close();
    assert.deepEqual([...new Set(changes)], [foreign.key]);
  });

  it('packs what has not expired', async () => {
    const good = operator.account('A');
    const expired = operator.account('B', (claims) => ({ ...claims, exp: 1_700_000_000 }));
    const store = await open();
    for (const { key, token } of [good, expired]) await store.save(key, token);
    const lines: string[] = [];
    for await (const line of store.pack()) lines.push(line);
    assert.deepEqual(lines, [`${good.key}|${good.token}`]);
    store.forgetExpired();
    assert.equal(store.size, 1);
    assert.equal(await store.load(expired.key), expired.token);
    await store.close();
  });

  it('writes nothing where it is read-only', async () => {
    const account = operator.account('A');
    writeFileSync(join(folder, `${account.key}.jwt`), account.token);
    const store = await open(flatLayout, true);
    assert.equal(await store.load(account.key), account.token);
    await assert.rejects(store.save(account.key, account.token), /store is read-only/);
    await store.close();
  });

  it('says why it can not be opened, or written', async function () {
    if (process.getuid?.() === 0) this.skip(); // Nothing is forbidden to root.
    chmodSync(folder, 0o500);
    const store = await open();
    const account = operator.account('A');
    await assert.rejects(store.save(account.key, account.token), /write .*: permission denied/);
    chmodSync(folder, 0o700);
    await store.close();
  });

  it('says that its folder is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const settings = {
      folder: join(folder, 'file'),
      layout: flatLayout,
      isReadOnly: false,
      logger: log,
      onChanged: () => undefined,
    };
    await assert.rejects(AccountStore.open(settings), /open .*file: (file exists|not a directory)/);
  });
});
