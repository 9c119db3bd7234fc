// Not a bench: that every scenario runs to its end against our server, each message delivered as often as it must be and
// with the bytes that were sent. The load generator checks both.
import assert from 'node:assert/strict';
import { Server } from '../../src/index.ts';
import { skipWithout } from '../support/peers.ts';
import { buildNatsload, figureOf, runNatsload, type Natsload } from './natsload.ts';

describe('natsload against natsx', () => {
  let natsload: Natsload;
  let server: Server;

  before(async function () {
    this.timeout(60_000); // The C compiler's first run.
    natsload = await buildNatsload().catch((error: unknown) =>
      skipWithout(this, String(error), 'Linux with gcc and libc6-dev'),
    );
    server = await Server.start({ port: 0 });
  });

  after(() => (server as Server | undefined)?.stop());

  const runs: readonly (readonly [
    scenario: string,
    msgs: number,
    deliveries: number,
    ...string[],
  ])[] = [
    ['pub', 3000, 3000],
    ['pubsub', 3001, 6002, '--pubs', '3', '--subs', '2'],
    ['pubsub', 3000, 3000, '--headers'],
    ['pubsub', 3000, 3000, '--size', '0', '--batch', '700'],
    ['pubsub', 40, 80, '--size', '200000', '--subs', '2', '--headers'],
    ['fanout', 1000, 10_000, '--size', '1024'],
    ['queue', 3000, 3000, '--pubs', '2', '--subs', '4'],
    ['multi', 3000, 3000, '--subjects', '100', '--headers'],
    ['unique', 3000, 3000, '--pubs', '2'],
    ['small-writes', 3000, 3000],
    ['churn', 30_000, 30_000, '--churn', '20000'],
    ['churn', 30_000, 30_000, '--churn', '20000', '--churn-wildcards'],
    ['logins', 30_000, 30_000, '--logins', '500'],
    ['reqrep', 2000, 2000, '--pubs', '5', '--inflight', '2'],
    ['reqrep', 500, 500, '--headers'],
    ['mixed', 50, 50, '--size', '128'],
    ['subs', 3000, 3000, '--conns', '1', '--subs', '30'],
  ];
  for (const [scenario, msgs, deliveries, ...args] of runs) {
    it(`delivers ${deliveries}: ${[scenario, ...args].join(' ')}`, async () => {
      const where = ['--port', String(server.port), '--msgs', String(msgs), '--verify'];
      const run = await runNatsload(natsload, ['--scenario', scenario, ...args, ...where]);
      assert.equal(figureOf(run, 'count'), deliveries);
    });
  }

  it('sends its first connection elsewhere, where that is wanted', async () => {
    const other = await Server.start({ port: 0 });
    const before = server.counters.totalConnections;
    try {
      const args = ['--scenario', 'pub', '--pubs', '3', '--msgs', '30'];
      await runNatsload(natsload, [...args, '--port', String(server.port)], other.port);
      assert.equal(other.counters.totalConnections, 1);
      assert.equal(server.counters.totalConnections - before, 2);
    } finally {
      await other.stop();
    }
  });

  it('says what went wrong', async () => {
    const port = server.port;
    await assert.rejects(
      runNatsload(natsload, [
        '--port',
        String(port),
        '--duration-cap',
        '0.001',
        '--msgs',
        '9000000',
      ]),
      /natsload: time is up/,
    );
  });
});
