// Random sessions, played to a server with the fast road and to one without. Every byte that a client hears, every count
// and all that is pending must be the same. ROAD_SESSIONS=20000 plays more of them than those of every day;
// ROAD_SEED=… and ROAD_PATH=… play a failure again.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { play } from './play-session.ts';
import { randomSession } from './random-session.ts';

describe('both roads', () => {
  const numRuns = Number(process.env['ROAD_SESSIONS'] ?? 120);
  const seed = Number(process.env['ROAD_SEED'] ?? Date.now() % 2 ** 31);
  const path = process.env['ROAD_PATH'];

  it(`give the same bytes and counts in ${numRuns} sessions (ROAD_SEED=${seed})`, async function () {
    this.timeout(60_000 + numRuns * 200);
    let messages = 0;
    let slowMessages = 0;
    const property = fc.asyncProperty(randomSession, async (session) => {
      const slow = await play(session, { fastPath: false });
      assert.equal(slow.slowMessages, slow.messages, 'the fast road is off');
      for (const wasm of [false, true]) {
        const fast = await play(session, { fastPath: true, wasm });
        assert.deepEqual(fast.connections, slow.connections, `wasm: ${wasm}`);
        assert.deepEqual(fast.server, slow.server, `wasm: ${wasm}`);
        messages += fast.messages;
        slowMessages += fast.slowMessages;
      }
    });
    const result = await fc.check(property, {
      numRuns,
      seed,
      // On a failure: shortened as far as it gets in this time.
      interruptAfterTimeLimit: 30_000 + numRuns * 200,
      ...(path === undefined ? {} : { path, endOnFailure: true }),
    });
    if (result.failed) {
      const { message } = result.errorInstance as Error;
      assert.fail(
        `ROAD_SEED=${seed} ROAD_PATH=${result.counterexamplePath}\n` +
          `${fc.stringify(result.counterexample)}\n${message}`,
      );
    }
    const fastMessages = messages - slowMessages;
    assert.ok(
      path !== undefined || fastMessages > messages / 2,
      `the fast road took ${fastMessages} of ${messages} messages`,
    );
    if (process.env['ROAD_SESSIONS'] !== undefined)
      console.log(`      the fast road took ${fastMessages} of ${messages} messages`);
  });
});
