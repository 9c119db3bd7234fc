import assert from 'node:assert/strict';
import { Liveness } from '../../../src/server/connection/liveness.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('Liveness', () => {
  const clock = new FakeClock();
  let told: string[] = [];
  let liveness: Liveness;
  const events = {
    sendPing: () => void told.push('PING'),
    stale: () => void told.push('stale'),
  };
  /** What it did while `ms` passed. */
  const during = (ms: number): string[] => {
    told = [];
    clock.pass(ms);
    return told;
  };

  beforeEach(() => {
    clock.install();
    told = [];
    liveness = new Liveness({ pingIntervalMs: 120_000, pingMax: 2 }, events);
  });
  afterEach(() => {
    liveness.stop();
    clock.uninstall();
  });

  it('sends the first PING two seconds after the start, or up to a fifth later', () => {
    liveness.start();
    assert.deepEqual(during(1_999), []);
    assert.deepEqual(during(402), ['PING']);
  });

  it('sends the first PING after the interval where that is shorter', () => {
    liveness = new Liveness({ pingIntervalMs: 100, pingMax: 2 }, events);
    liveness.start();
    assert.deepEqual(during(99), []);
    assert.deepEqual(during(22), ['PING']);
  });

  it('puts the first PING off when CONNECT comes', () => {
    liveness.start();
    clock.pass(1_900);
    liveness.connected();
    assert.deepEqual(during(1_999), []);
    assert.deepEqual(during(402), ['PING']);
  });

  it('gives up when one more PING than allowed would stay unanswered', () => {
    liveness.start();
    assert.deepEqual(during(2_400), ['PING']);
    assert.deepEqual(during(120_000), ['PING']);
    assert.deepEqual(during(120_000), ['stale']);
    assert.equal(clock.pending, 0);
  });

  it('forgives everything at one PONG, whatever it answers', () => {
    liveness.start();
    clock.pass(2_400);
    clock.pass(120_000);
    liveness.ponged();
    assert.deepEqual(during(240_000), ['PING', 'PING']);
    assert.deepEqual(during(120_000), ['stale']);
  });

  it('measures the round trip from its PING to the PONG', () => {
    const { rttMs: estimate } = liveness;
    assert.equal(estimate, undefined);
    clock.pass(7);
    liveness.connected();
    assert.deepEqual(liveness.rttMs, 7);
    while (told.length === 0) clock.pass(1);
    clock.pass(30);
    liveness.ponged();
    const { rttMs: measured = Infinity } = liveness;
    assert.ok(measured >= 30 && measured < 32);
  });

  it('takes a PONG that nobody asked for as no measurement', () => {
    liveness.start();
    liveness.ponged();
    assert.equal(liveness.rttMs, undefined);
  });

  it('leaves a busy peer alone once the round trip is known', () => {
    liveness.start();
    during(2_400);
    liveness.ponged();
    for (let minute = 0; minute < 30; minute++) {
      liveness.heard();
      assert.deepEqual(during(60_000), [], `minute ${minute}`);
    }
  });

  it('measures again after an hour, however busy the peer', () => {
    liveness.start();
    during(2_400);
    liveness.ponged();
    const pings: string[] = [];
    for (let minute = 0; minute < 63; minute++) {
      liveness.heard();
      pings.push(...during(60_000));
    }
    assert.deepEqual(pings, ['PING']);
  });

  it('pings again after an interval of silence', () => {
    liveness.start();
    during(2_400);
    liveness.ponged();
    liveness.heard();
    clock.pass(1);
    assert.deepEqual(during(240_000), ['PING']);
  });

  it('is silent once it is stopped', () => {
    liveness.start();
    liveness.stop();
    assert.equal(clock.pending, 0);
    assert.deepEqual(during(1_000_000), []);
  });
});
