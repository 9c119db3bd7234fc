import assert from 'node:assert/strict';
import { SlicedLines } from '../../../src/server/connection/sliced-lines.ts';

class Way {
  readonly sent: number[] = [];
  isClosed = false;
  pendingBytes = 0;
  isWriting = false;

  send(text: string): void {
    this.sent.push(text.split('\n').length - 1);
  }
}

function* lines(count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield `${i}\n`;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('SlicedLines', () => {
  it('says few at once', () => {
    const way = new Way();
    new SlicedLines(way).tell(lines(3));
    assert.deepEqual(way.sent, [3]);
  });

  it('lets others have their turn in between', async () => {
    const way = new Way();
    new SlicedLines(way).tell(lines(4_500));
    assert.deepEqual(way.sent, [2_000]);
    while (way.sent.length < 3) await turn();
    assert.deepEqual(way.sent, [2_000, 2_000, 500]);
  });

  it('waits while too much is unsent', async () => {
    const way = new Way();
    way.pendingBytes = 10_000_000;
    way.isWriting = true;
    const telling = new SlicedLines(way);
    telling.tell(lines(3_000));
    await turn();
    assert.deepEqual(way.sent, [2_000]);
    telling.goOn();
    assert.deepEqual(way.sent, [2_000, 1_000]);
  });

  it('stops, and says nothing to who is gone', async () => {
    const way = new Way();
    const telling = new SlicedLines(way);
    telling.tell(lines(3_000));
    telling.stop();
    await turn();
    way.isClosed = true;
    telling.tell(lines(3));
    await turn();
    assert.deepEqual(way.sent, [2_000]);
  });
});
