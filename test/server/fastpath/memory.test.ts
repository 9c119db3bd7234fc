import assert from 'node:assert/strict';
import { Arena, INPUT_SIZE, OUTBOX } from '../../../src/server/connection/arena.ts';
import * as layout from '../../../src/server/fastpath/layout.ts';
import {
  FAST_ROAD_BYTES,
  GROUP,
  GROUP_WORDS,
  HEAP_BYTES,
  INDEX_BYTES,
  INDEX_ENTRIES,
  layOut,
  MOST_PLANS,
  MOST_SPANS,
  PLAN,
  PLAN_WORDS,
  SPAN,
  SPAN_WORDS,
  TARGET,
  TARGET_WORDS,
} from '../../../src/server/fastpath/memory.ts';

describe('the memory of the fast road', () => {
  it('has room for each part behind the one before, and ends before the slabs', () => {
    const arena = new Arena<string>(FAST_ROAD_BYTES);
    const { index, heap, run } = layOut(arena.reserved);
    assert.ok(index >= arena.reserved);
    assert.ok(heap >= index + INDEX_BYTES);
    assert.ok(run >= heap + HEAP_BYTES);
    const end = run + MOST_SPANS * SPAN_WORDS * 4;
    assert.ok(end <= arena.reserved + FAST_ROAD_BYTES);
    for (const size of [1, 60_000]) assert.ok(arena.take(size).address >= end);
  });

  it('begins every part, plan, group and target at a double', () => {
    for (let reserved = 1_000; reserved < 1_100; reserved++) {
      for (const address of Object.values(layOut(reserved))) assert.equal(address % 8, 0);
    }
    for (const words of [PLAN_WORDS, GROUP_WORDS, TARGET_WORDS, TARGET.count]) {
      assert.equal(words % 2, 0);
    }
  });

  it('has a word for each field', () => {
    for (const [fields, words] of [
      [PLAN, PLAN_WORDS],
      [GROUP, GROUP_WORDS],
      [TARGET, TARGET_WORDS],
      [SPAN, SPAN_WORDS],
    ] as const) {
      const places = Object.values(fields);
      assert.equal(new Set(places).size, places.length);
      assert.ok(Math.max(...places) < words);
    }
    assert.ok(TARGET.count + 2 <= TARGET_WORDS, 'the count takes two words');
  });

  it('has the outboxes as the arena has them', () => {
    assert.deepEqual(
      {
        cursor: layout.OUTBOX_CURSOR,
        limit: layout.OUTBOX_LIMIT,
        messages: layout.OUTBOX_MESSAGES,
        bytes: layout.OUTBOX_BYTES,
      },
      OUTBOX,
    );
  });

  it('leaves half of the index free, and searches it with a mask', () => {
    assert.equal(INDEX_ENTRIES & (INDEX_ENTRIES - 1), 0);
    assert.ok(MOST_PLANS <= INDEX_ENTRIES / 2);
  });

  it('has room for a run of the shortest messages that a read can bring, no two alike', () => {
    assert.ok(MOST_SPANS >= INPUT_SIZE / 'PUB a 0\r\n\r\n'.length);
  });
});
