import assert from 'node:assert/strict';
import { INPUT_SIZE } from '../../../src/server/connection/arena.ts';
import { Reading } from '../../../src/server/connection/reading.ts';
import { Turn } from '../../../src/server/connection/turn.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { turnEnd } from '../../support/turn.ts';

/** Counts how often it is told to go on; `resumed` resolves the first time. */
class Wire extends MemoryTransport {
  resumes = 0;
  readonly resumed: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor() {
    super();
    this.resumed = new Promise((resolve) => (this.#resolve = resolve));
  }

  override resume(): void {
    this.resumes++;
    this.#resolve();
  }
}

function reader(turn: Turn): { wire: Wire; reading: Reading } {
  const wire = new Wire();
  return { wire, reading: new Reading(wire, turn) };
}

const CHUNK = 65_536;

describe('Reading', () => {
  it('has no end while nobody else reads', async () => {
    const { wire, reading } = reader(new Turn(false));
    for (let i = 0; i < 20; i++) assert.equal(reading.mayGoOn(CHUNK), true);
    await turnEnd();
    assert.equal(wire.resumes, 0);
  });

  it('ends at the budget while others read, and goes on in the next turn', async () => {
    const turn = new Turn(false);
    const { wire, reading } = reader(turn);
    assert.equal(reader(turn).reading.mayGoOn(10), true);
    assert.equal(reading.mayGoOn(INPUT_SIZE - 1), true);
    assert.equal(reading.mayGoOn(1), false);
    assert.equal(wire.resumes, 0);
    await turnEnd();
    assert.equal(wire.resumes, 1);
    assert.equal(reading.mayGoOn(INPUT_SIZE - 1), true, 'the budget is whole again');
  });

  it('leaves those who read little alone', () => {
    const turn = new Turn(false);
    const { reading } = reader(turn);
    for (let i = 0; i < 3; i++) reading.mayGoOn(CHUNK);
    assert.equal(reader(turn).reading.mayGoOn(100), true);
  });

  it('waits for a subscriber once, and goes on by itself', async () => {
    const { wire, reading } = reader(new Turn(false));
    const subscriber = {};
    assert.equal(reading.hold(subscriber), true);
    assert.equal(reading.hold(subscriber), false);
    assert.equal(reading.mayGoOn(10), false);
    await wire.resumed;
    assert.equal(reading.mayGoOn(10), true);
    assert.equal(reading.hold(subscriber), true, 'a new wait');
    reading.stop();
  });

  it('goes on at once when the subscriber has caught up', () => {
    const { wire, reading } = reader(new Turn(false));
    reading.hold({});
    reading.mayGoOn(10);
    reading.goOn();
    assert.equal(wire.resumes, 1);
    reading.goOn();
    assert.equal(wire.resumes, 1, 'nothing to release');
  });

  it('is not stopped by a subscriber that caught up before the read was over', () => {
    const { wire, reading } = reader(new Turn(false));
    reading.hold({});
    reading.goOn();
    assert.equal(reading.mayGoOn(10), true);
    assert.equal(wire.resumes, 0);
  });

  it('waits 2 ms for each subscriber, 10 ms at most', () => {
    const delays: number[] = [];
    const { setTimeout: original } = globalThis;
    for (const subscribers of [1, 2, 5, 6, 100]) {
      const { reading } = reader(new Turn(false));
      for (let i = 0; i < subscribers; i++) reading.hold({});
      globalThis.setTimeout = ((run: () => void, delay: number) => {
        delays.push(delay);
        return original(run, delay);
      }) as typeof setTimeout;
      try {
        reading.mayGoOn(10);
      } finally {
        globalThis.setTimeout = original;
      }
      reading.stop();
    }
    assert.deepEqual(delays, [2, 4, 10, 10, 10]);
  });

  it('does not go on after it was stopped', async () => {
    const turn = new Turn(false);
    const { wire, reading } = reader(turn);
    reading.hold({});
    reading.mayGoOn(10);
    reading.stop();
    const other = reader(turn);
    other.reading.hold({});
    other.reading.mayGoOn(10);
    await other.wire.resumed;
    assert.equal(wire.resumes, 0);
  });
});
