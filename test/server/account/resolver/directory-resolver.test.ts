import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createResolver } from '../../../../src/server/account/resolver/create-resolver.ts';
import type { AccountResolver } from '../../../../src/server/account/resolver/resolver.ts';
import type { ResolverOptions } from '../../../../src/server/options/resolver.ts';
import { LogRecorder } from '../../../support/log-recorder.ts';
import { preloadOf, TestOperator } from '../../../support/operator.ts';

describe('DirectoryResolver', () => {
  const operator = new TestOperator();
  const [a, b] = [operator.account('A'), operator.account('B')];
  let dir: string;
  let log: LogRecorder;
  let resolver: AccountResolver | undefined;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'natsx-resolver-'));
    log = new LogRecorder();
  });
  afterEach(async () => {
    await resolver?.close();
    rmSync(dir, { recursive: true });
  });

  const full = (): ResolverOptions => ({
    type: 'full',
    dir,
    limit: 0,
    intervalMs: 60_000,
    timeoutMs: 1900,
    delete: 'renamed',
  });

  async function start(options: ResolverOptions, preload = {}): Promise<AccountResolver> {
    resolver = createResolver({ resolver: options, preload });
    await resolver.start({ logger: log, changed: () => undefined });
    return resolver;
  }

  it('puts what is preloaded into the directory, unless it has something newer', async () => {
    const newer = a.issue({ at: Math.floor(Date.now() / 1000) + 1 });
    writeFileSync(join(dir, `${a.publicKey}.jwt`), newer);
    const resolver = await start(full(), preloadOf(a, b));
    assert.equal(await resolver.fetch(a.publicKey), newer);
    assert.equal(await resolver.fetch(b.publicKey), b.jwt);
    assert.deepEqual(log.lines, [`notice Managing all jwt in exclusive directory ${dir}`]);
  });

  it('tells of what can not be put there, and serves the rest', async () => {
    const resolver = await start({ ...full(), limit: 1 } as ResolverOptions, preloadOf(a, b));
    assert.equal(
      log.lines[0],
      `error preload account error for "${b.publicKey}": jwt store is full`,
    );
    assert.equal(await resolver.fetch(a.publicKey), a.jwt);
  });

  it('has room for a thousand in a cache that says nothing', async () => {
    const cache = { type: 'cache', dir, limit: 0, ttlMs: 0, timeoutMs: 1900 } as const;
    const resolver = await start(cache);
    assert.deepEqual(resolver.directory?.settings, {
      path: dir,
      limit: 1000,
      whenFull: 'the least recently used',
      ttlMs: 0,
      delete: 'deleted',
    });
    assert.deepEqual(log.lines, [`notice Managing some jwt in exclusive directory ${dir}`]);
    await resolver.store?.(a.publicKey, a.jwt);
    assert.deepEqual(readdirSync(dir), [`${a.publicKey}.jwt`]);
  });

  it('tells of what changed, when it looks again', async () => {
    const changes: string[] = [];
    resolver = createResolver({ resolver: full(), preload: {} });
    await resolver.start({ logger: log, changed: (key) => void changes.push(key) });
    writeFileSync(join(dir, `${a.publicKey}.jwt`), a.jwt);
    await resolver.reload();
    assert.deepEqual(changes, [a.publicKey]);
  });
});
