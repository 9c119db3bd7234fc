// Random sessions, played to natsx and to nats-server. RANDOM_SESSIONS=10000 plays more of them than the 300 of every
// day; RANDOM_SEED=… plays the same ones again. A failure is shortened as far as it goes and printed as text for REPLAY
// (client-protocol.interop.ts).
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requirePeer } from '../support/peers.ts';
import { mismatch, playBoth } from './compare.ts';
import { differencesFrom } from './differences.ts';
import { inOneOrder, randomSession } from './random-session.ts';
import { ownServers, peerServers } from './servers.ts';

describe('random sessions', () => {
  const numRuns = Number(process.env['RANDOM_SESSIONS'] ?? 300);
  const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 2 ** 31);

  it(`${numRuns} of them get the same bytes from natsx and nats-server (RANDOM_SEED=${seed})`, async function () {
    this.timeout(60_000 + numRuns * 200);
    const peer = requirePeer(this, 'nats-server');
    const list = differencesFrom(peer.version);
    const [own, peers] = [ownServers(), peerServers(peer)];
    try {
      const property = fc.asyncProperty(randomSession, async (session) => {
        const { ours, theirs } = await playBoth(own, peers, session);
        const answers = { ours: inOneOrder(ours), theirs: inOneOrder(theirs) };
        const complaint = mismatch(answers, list, session);
        if (complaint !== undefined) throw new Error(complaint);
      });
      const result = await fc.check(property, { numRuns, seed });
      const error = result.errorInstance;
      const why = error instanceof Error ? error.message : String(error);
      if (result.failed)
        assert.fail(`RANDOM_SEED=${seed}, after ${result.numRuns} sessions: ${why}`);
    } finally {
      await own.stop();
      await peers.stop();
    }
  });
});
