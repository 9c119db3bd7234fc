// Servers that keep all JWTs, natsx and nats-server in one cluster: what one has, all have.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '../../src/server/server.ts';
import { preloadOf, TestOperator, type TestAccount } from '../support/operator.ts';
import { findPeers, startPeer, type RunningPeer } from '../support/peers.ts';
import { SystemClient } from '../support/system-client.ts';
import { startOwn } from './configured.ts';

describe('a full resolver in a cluster', function () {
  this.timeout(60_000);
  let folder: string;
  let operator: TestOperator;
  let stops: (() => Promise<void>)[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-sync-'));
    operator = new TestOperator();
    stops = [];
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function configuration(name: string, routes: readonly string[]): string {
    const { systemAccount } = operator;
    const preload = Object.entries(preloadOf(systemAccount)).map(([key, jwt]) => `${key}: ${jwt}`);
    return `
      server_name: ${name}
      operator: ${operator.options().operator[0]!}
      system_account: ${systemAccount.publicKey}
      resolver { type: full, dir: "${join(folder, name)}", interval: "1s", limit: 1000 }
      resolver_preload { ${preload.join('\n')} }
      cluster { name: C, listen: "127.0.0.1:-1", routes: [${routes.join(', ')}] }`;
  }

  async function own(name: string, ...routes: string[]): Promise<Server> {
    const server = await startOwn(configuration(name, routes));
    stops.push(() => server.stop());
    return server;
  }

  function urlOf(server: Server): string {
    return `nats://127.0.0.1:${server.clusterPort!}`;
  }

  /** Whether the server `name` keeps the JWT of `account` as it is now. */
  function has(name: string, { publicKey, jwt }: TestAccount): boolean {
    const files = readdirSync(join(folder, name), { recursive: true }) as string[];
    const file = files.find((each) => each.endsWith(`${publicKey}.jwt`));
    return file !== undefined && readFileSync(join(folder, name, file), 'utf8') === jwt;
  }

  async function push(port: number, { jwt }: TestAccount): Promise<void> {
    await using client = await SystemClient.connect(port, operator.systemAccount.user('admin'));
    const answer = JSON.parse(await client.request('$SYS.REQ.CLAIMS.UPDATE', jwt)) as object;
    assert.ok(!('error' in answer), JSON.stringify(answer));
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (let left = 200; left > 0; left--) {
      if (holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
  }

  function meets(server: Server, count: number): Promise<void> {
    const names = (): number => new Set(server.routes.map(({ remoteId }) => remoteId)).size;
    return until(`${server.name} has ${count} others`, () => names() === count);
  }

  it('has what was pushed to another one, and what it missed', async () => {
    const account = operator.account('A');
    const first = await own('s1');
    const second = await own('s2', urlOf(first));
    await meets(first, 1);
    await push(first.port, account);
    await until('the second has it', () => has('s2', account));
    await second.stop();
    const missed = operator.account('B');
    await push(first.port, missed);
    await own('s2', urlOf(first));
    await until('who was away has it', () => has('s2', missed));
    assert.ok(has('s2', account));
  });

  for (const peer of findPeers('nats-server')) {
    it(`shares with nats-server ${peer.version}`, async () => {
      const account = operator.account('A');
      const ours = await own('s1');
      const start = async (): Promise<RunningPeer> => {
        const theirs = await startPeer(peer, configuration('s2', [urlOf(ours)]));
        stops.push(() => theirs.stop());
        return theirs;
      };
      let theirs = await start();
      await meets(ours, 1);
      await push(ours.port, account);
      await until('nats-server has what was pushed to natsx', () => has('s2', account));
      const other = operator.account('B');
      await push(theirs.port, other);
      await until('natsx has what was pushed to nats-server', () => has('s1', other));
      await theirs.stop();
      const missed = operator.account('C');
      await push(ours.port, missed);
      theirs = await start();
      await until('nats-server has what it missed', () => has('s2', missed));
      await ours.stop();
      const late = operator.account('D');
      await push(theirs.port, late);
      await own('s1', theirs.clusterUrl!);
      await until('natsx has what it missed', () => has('s1', late));
    });
  }
});
