import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { TlsWrites } from '../../../src/server/connection/tls-writes.ts';

/** Takes one write at a time, and is done with it when a test says so. */
class SlowSocket {
  readonly writes: string[] = [];
  #done: ((error?: Error) => void) | undefined;

  write(bytes: Uint8Array, done: (error?: Error) => void): void {
    assert.equal(this.#done, undefined, 'one at a time');
    this.writes.push(Buffer.from(bytes).toString('latin1'));
    this.#done = done;
  }

  finish(error?: Error): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(error);
  }
}

describe('TlsWrites', () => {
  let socket: SlowSocket;
  let writes: TlsWrites;
  let written: number;

  beforeEach(() => {
    socket = new SlowSocket();
    written = 0;
    // It writes, and that is all that is asked of it here.
    writes = new TlsWrites(socket as unknown as TLSSocket, undefined, () => written++);
  });

  function write(text: string): Buffer & { isTaken?: boolean } {
    const bytes: Buffer & { isTaken?: boolean } = Buffer.from(text);
    bytes.isTaken = writes.write(bytes);
    if (bytes.isTaken) bytes.fill('!');
    return bytes;
  }

  it('writes the first at once, and gathers the rest', () => {
    for (const text of ['one', 'two', 'three']) assert.equal(write(text).isTaken, true);
    assert.deepEqual(socket.writes, ['one']);
    socket.finish();
    assert.deepEqual(socket.writes, ['one', 'twothree']);
    write('four');
    socket.finish();
    assert.deepEqual(socket.writes, ['one', 'twothree', 'four']);
    socket.finish();
    assert.equal(written, 0);
  });

  it('lets the writer wait when there is too much', () => {
    write('first');
    assert.equal(write('a'.repeat(200_000)).isTaken, true);
    const waiting = [write('b'.repeat(200_000)), write('c')];
    assert.deepEqual(
      waiting.map(({ isTaken }) => isTaken),
      [false, false],
    );
    socket.finish();
    // What waited is gathered now.
    assert.equal(written, 1);
    for (const bytes of waiting) bytes.fill('!');
    socket.finish();
    socket.finish();
    assert.equal(socket.writes.join(''), `first${'a'.repeat(200_000)}${'b'.repeat(200_000)}c`);
    assert.equal(written, 1);
  });

  it('writes a piece that is larger than all that is gathered', () => {
    write('first');
    const large = write('x'.repeat(1_000_000));
    assert.equal(large.isTaken, false);
    socket.finish();
    assert.equal(socket.writes[1]?.length, 1_000_000);
    assert.equal(written, 1);
    assert.equal(write('after').isTaken, true);
    socket.finish();
    assert.deepEqual(socket.writes.slice(2), ['after']);
  });

  it('ends when all is written', () => {
    let isEnded = false;
    write('one');
    write('two');
    writes.end(() => (isEnded = true));
    socket.finish();
    assert.equal(isEnded, false);
    socket.finish();
    assert.equal(isEnded, true);
    assert.deepEqual(socket.writes, ['one', 'two']);
  });

  it('ends at once when nothing is under way', () => {
    let isEnded = false;
    writes.end(() => (isEnded = true));
    assert.equal(isEnded, true);
  });

  it('writes no more after an error, which the socket tells', () => {
    write('one');
    write('two');
    socket.finish(new Error('broken'));
    assert.deepEqual(socket.writes, ['one']);
    assert.equal(written, 0);
  });
});
