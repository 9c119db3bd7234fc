import assert from 'node:assert/strict';
import { Arena, LARGE_SLAB, SMALL_SLAB, type Slab } from '../../../src/server/connection/arena.ts';

describe('Arena', () => {
  it('hands out slabs of two sizes, by what is asked for', () => {
    const arena = new Arena<string>();
    for (const [asked, size] of [
      [1, SMALL_SLAB],
      [SMALL_SLAB, SMALL_SLAB],
      [SMALL_SLAB + 1, LARGE_SLAB],
      [LARGE_SLAB, LARGE_SLAB],
    ] as const) {
      assert.equal(arena.take(asked).bytes.length, size, `${asked} bytes`);
    }
  });

  it('gives no byte to two at a time', () => {
    const arena = new Arena<string>();
    const slabs = [...takeSome(arena, SMALL_SLAB, 200), ...takeSome(arena, LARGE_SLAB, 200)];
    assertApart(slabs);
  });

  it('gives each owner an outbox of its own, and a clean one', () => {
    const arena = new Arena<string>();
    const [a, b] = [arena.openOutbox('a'), arena.openOutbox('b')];
    assert.notEqual(a, b);
    assert.deepEqual([arena.ownerOf(a), arena.ownerOf(b)], ['a', 'b']);
    arena.words[a] = 7;
    arena.closeOutbox(a);
    assert.equal(arena.ownerOf(a), undefined);
    const next = arena.openOutbox('c');
    assert.equal(arena.ownerOf(next), 'c');
    assert.equal(arena.words[next], 0);
    assert.equal(arena.ownerOf(b), 'b');
  });

  it('hands out again what was given back', () => {
    const arena = new Arena<string>();
    for (const size of [SMALL_SLAB, LARGE_SLAB]) {
      const slab = arena.take(size);
      arena.giveBack(slab);
      assert.equal(arena.take(size), slab);
    }
  });

  it('refuses nothing when it is used up, and is whole again when all is given back', () => {
    const arena = new Arena<string>();
    for (const size of [SMALL_SLAB, LARGE_SLAB]) {
      const slabs = takeUntilHeap(arena, size);
      assert.equal(slabs.at(-1)!.address, -1);
      assert.equal(slabs.at(-1)!.bytes.length, size);
      for (const slab of slabs) arena.giveBack(slab);
      const again = takeUntilHeap(arena, size);
      assert.equal(again.length, slabs.length, 'the slab from the heap does not come back');
      for (const slab of again) arena.giveBack(slab);
    }
  });
});

function takeSome(arena: Arena<string>, size: number, count: number): Slab[] {
  return Array.from({ length: count }, () => arena.take(size));
}

function takeUntilHeap(arena: Arena<string>, size: number): Slab[] {
  const slabs = [arena.take(size)];
  while (slabs.at(-1)!.address >= 0) slabs.push(arena.take(size));
  return slabs;
}

function assertApart(slabs: readonly Slab[]): void {
  const sorted = [...slabs].sort((a, b) => a.address - b.address);
  sorted.forEach((slab, i) => {
    const next = sorted[i + 1];
    if (next !== undefined) assert.ok(slab.address + slab.bytes.length <= next.address);
  });
}
