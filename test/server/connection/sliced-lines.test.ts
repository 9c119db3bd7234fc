import assert from 'node:assert/strict';
import { SlicedLines } from '../../../src/server/connection/sliced-lines.ts';

describe('SlicedLines', () => {
  function way() {
    return {
      isClosed: false,
      pendingBytes: 0,
      isWriting: false,
      sent: [] as string[],
      send(text: string) {
        this.sent.push(text);
        this.pendingBytes += text.length;
      },
    };
  }

  function* lines(count: number): Generator<string> {
    for (let i = 0; i < count; i++) yield `${String(i).padStart(399)}\n`;
  }

  async function turns(count: number): Promise<void> {
    for (; count > 0; count--) await new Promise((resolve) => setImmediate(resolve));
  }

  it('sends all, in slices', async () => {
    const to = way();
    new SlicedLines(to).tell(lines(5_000));
    assert.equal(to.sent.length, 1);
    await turns(5);
    assert.ok(to.sent.length > 2);
    assert.equal(to.sent.join(''), [...lines(5_000)].join(''));
  });

  it('waits until what was sent is taken', async () => {
    const to = way();
    to.isWriting = true;
    const sliced = new SlicedLines(to);
    sliced.tell(lines(5_000));
    await turns(5);
    assert.equal(to.sent.length, 1);
    to.isWriting = false;
    sliced.goOn();
    await turns(5);
    assert.equal(to.sent.join('').length, 5_000 * 400);
  });

  it('ends with the connection', async () => {
    const to = way();
    const sliced = new SlicedLines(to);
    sliced.tell(lines(5_000));
    to.isClosed = true;
    sliced.goOn();
    await turns(5);
    assert.equal(to.sent.length, 1);
  });
});
