import assert from 'node:assert/strict';
import { LARGE_SLAB, SMALL_SLAB } from '../../../src/server/connection/arena.ts';
import { Outbound } from '../../../src/server/connection/outbound.ts';
import { CountingArena } from '../../support/broker.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { newSeed, randomFrom } from '../../support/random.ts';

const MAX_PENDING = 64 * 1024 * 1024;

describe('Outbound', () => {
  let arena: CountingArena<string>;
  let wire: MemoryTransport;
  let outbound: Outbound<string>;
  const another = () => new Outbound(arena, 'another', new MemoryTransport(), MAX_PENDING);

  beforeEach(() => {
    arena = new CountingArena();
    wire = new MemoryTransport();
    outbound = new Outbound(arena, 'owner', wire, MAX_PENDING);
    wire.open({
      received: () => true,
      ended: () => undefined,
      broke: () => undefined,
      written: () => outbound.written(),
      closed: () => outbound.release(),
      refused: () => undefined,
      handshake: () => undefined,
    });
  });

  it('writes nothing before it is flushed, and then all of it at once', () => {
    outbound.queueText('MSG foo 1 2\r\n');
    outbound.queueBytes(Buffer.from('hi\r\n'));
    assert.equal(outbound.pendingBytes, 17);
    assert.equal(wire.take(), '');
    outbound.flush();
    assert.equal(wire.take(), 'MSG foo 1 2\r\nhi\r\n');
    assert.equal(wire.writes, 1);
    assert.equal(outbound.pendingBytes, 0);
    assert.equal(outbound.isWriting, false);
    assert.equal(arena.out, 0);
  });

  it('writes nothing when there is nothing', () => {
    outbound.flush();
    assert.equal(wire.writes, 0);
  });

  it('takes bytes as they are', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    outbound.queueText(all.toString('latin1'));
    outbound.queueBytes(all);
    outbound.flush();
    assert.equal(wire.take(), all.toString('latin1').repeat(2));
  });

  for (const size of [
    SMALL_SLAB - 1,
    SMALL_SLAB,
    SMALL_SLAB + 1,
    LARGE_SLAB,
    LARGE_SLAB + 1,
    300_000,
  ]) {
    it(`takes a text, a copy and a frame of ${size} bytes`, () => {
      const letters = ['t', 'c', 'f'].map((letter) => letter.repeat(size));
      outbound.queueText('<');
      outbound.queueText(letters[0]!);
      outbound.queueBytes(Buffer.from(letters[1]!));
      outbound.queueShared(Buffer.from(letters[2]!));
      outbound.queueText('>');
      // Full slabs go out at once.
      const early = wire.take();
      assert.equal(early.length + outbound.pendingBytes, 3 * size + 2);
      outbound.flush();
      assert.ok(early + wire.take() === `<${letters.join('')}>`);
      assert.equal(outbound.pendingBytes, 0);
      assert.equal(arena.out, 0);
    });
  }

  it('copies what it is not told to share', () => {
    const bytes = Buffer.alloc(50_000, 'a');
    outbound.queueBytes(bytes);
    bytes.fill('b');
    outbound.flush();
    assert.ok(wire.take() === 'a'.repeat(50_000));
  });

  it('has one write under way at a time, and goes on with what was queued meanwhile', () => {
    wire.hold();
    outbound.queueText('one ');
    outbound.flush();
    assert.equal(outbound.isWriting, true);
    outbound.queueText('two ');
    outbound.flush();
    outbound.queueText('three ');
    outbound.flush();
    assert.equal(wire.writes, 1);
    assert.equal(outbound.pendingBytes, 'one two three '.length);
    wire.drain();
    assert.equal(wire.take(), 'one two three ');
    assert.equal(outbound.isWriting, false);
    assert.equal(outbound.pendingBytes, 0);
    assert.equal(arena.out, 0);
  });

  it('leaves what is being written alone, whatever else is queued', () => {
    wire.hold();
    outbound.queueText('a'.repeat(100));
    outbound.flush();
    const other = another();
    other.queueText('b'.repeat(LARGE_SLAB));
    outbound.queueText('c'.repeat(100));
    wire.drain();
    assert.equal(wire.take(), 'a'.repeat(100) + 'c'.repeat(100));
  });

  it('hands over everything when it finishes, behind the write that is under way', () => {
    wire.hold();
    outbound.queueText('one ');
    outbound.flush();
    outbound.queueText('two ');
    outbound.queueShared(Buffer.alloc(20_000, 'x'));
    outbound.queueText(' end');
    outbound.finish();
    wire.drain();
    assert.equal(wire.take(), `one two ${'x'.repeat(20_000)} end`);
    wire.close();
    assert.equal(arena.out, 0);
  });

  it('keeps the memory of its last writes until the transport is gone', () => {
    wire.hold();
    outbound.queueText('farewell');
    outbound.finish();
    const other = another();
    other.queueText('something else');
    wire.drain();
    assert.equal(wire.take(), 'farewell');
    other.release();
    wire.close();
    assert.equal(arena.out, 0);
  });

  it('forgets what it discards, but not the memory that is being written', () => {
    wire.hold();
    outbound.queueText('one ');
    outbound.flush();
    outbound.queueText('two ');
    outbound.discard();
    assert.equal(outbound.pendingBytes, 0);
    const other = another();
    other.queueText('other');
    wire.drain();
    assert.equal(wire.take(), 'one ');
    other.release();
    wire.close();
    assert.equal(arena.out, 0);
  });

  it('gives up everything when the transport is gone', () => {
    outbound.queueText('x'.repeat(100_000));
    wire.close();
    assert.equal(arena.out, 0);
    assert.equal(outbound.pendingBytes, 0);
  });

  it('writes what it was given, in order, however it is queued and taken', () => {
    const seed = newSeed();
    const random = randomFrom(seed);
    let expected = '';
    let written = '';
    for (let step = 0; step < 3_000; step++) {
      const text = String.fromCharCode(33 + random(200)).repeat(
        random(10) === 0 ? random(90_000) : random(300),
      );
      const action = random(8);
      if (action <= 4) expected += text;
      if (action <= 1) outbound.queueText(text);
      else if (action <= 3) outbound.queueBytes(Buffer.from(text, 'latin1'));
      else if (action === 4) outbound.queueShared(Buffer.from(text, 'latin1'));
      else if (action === 5) outbound.flush();
      else if (action === 6) wire.hold();
      else wire.drain({ stay: random(2) === 0 });
      written += wire.take();
      assert.equal(
        outbound.pendingBytes,
        expected.length - written.length,
        `SEED=${seed}, step ${step}`,
      );
    }
    outbound.flush();
    while (outbound.isWriting) wire.drain();
    written += wire.take();
    assert.ok(written === expected, `SEED=${seed}`);
    assert.equal(arena.out, 0, `SEED=${seed}`);
  });
});
