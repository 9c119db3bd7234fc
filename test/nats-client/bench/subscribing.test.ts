import assert from 'node:assert/strict';
import { stampedPayload, type Stamp } from '../../../src/nats-client/bench/stamp.ts';
import { BenchSubscriber } from '../../../src/nats-client/bench/subscribing.ts';

function stamped(sequence: number, more: Partial<Stamp> = {}): Buffer {
  const stamp: Stamp = {
    ...{ type: 'message', run: 1, publisher: 0, publishers: 2, sequence, dueMs: 0 },
    ...more,
  };
  return stampedPayload(32, stamp);
}

describe('BenchSubscriber', () => {
  it('is done when the expected messages have come', async () => {
    const subscriber = new BenchSubscriber(2);
    subscriber.hear(Buffer.from('one'));
    subscriber.hear(Buffer.from('three'));
    await subscriber.done;
    assert.equal(subscriber.result().bytes, 8);
    assert.equal(subscriber.delivery(), undefined);
  });

  it('is done when every publisher has ended, and counts what is missing', async () => {
    const subscriber = new BenchSubscriber(100);
    subscriber.hear(stamped(0));
    subscriber.hear(stamped(2));
    subscriber.hear(stamped(2));
    subscriber.hear(stamped(0, { publisher: 1 }));
    subscriber.hear(stamped(3, { type: 'end' }));
    subscriber.hear(stamped(4, { type: 'end', publisher: 1 }));
    await subscriber.done;
    const { sent, received, lost, duplicates } = subscriber.delivery()!;
    assert.deepEqual([sent, received, lost, duplicates], [7, 3, 4, 1]);
    assert.equal(subscriber.result().latency!.count, 4);
  });

  it('knows of a publisher that nothing came from', () => {
    const subscriber = new BenchSubscriber(Infinity, 1);
    subscriber.hear(stamped(0));
    assert.equal(subscriber.delivery([1, 5])!.lost, 5);
  });

  it("leaves out another run's messages, and those without a stamp once a run has begun", () => {
    const subscriber = new BenchSubscriber(Infinity);
    subscriber.hear(stamped(0));
    subscriber.hear(stamped(7, { run: 2 }));
    subscriber.hear(Buffer.from('no stamp'));
    assert.equal(subscriber.messages, 1);
    assert.equal(subscriber.delivery()!.lost, 0);
  });
});
