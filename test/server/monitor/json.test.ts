import assert from 'node:assert/strict';
import { jsonPieces } from '../../../src/server/monitor/json.ts';

/** A list whose elements are made when they are asked for. */
function* lazily(...elements: unknown[]): Generator {
  yield* elements;
}

const text = (value: unknown): string => [...jsonPieces(value)].join('');

describe('jsonPieces', () => {
  it('indents by two blanks and leaves out what is undefined', () => {
    assert.equal(
      text({ a: 1, b: undefined, c: { d: [true, 'x'] }, e: {}, f: [] }),
      '{\n  "a": 1,\n  "c": {\n    "d": [\n      true,\n      "x"\n    ]\n  },\n  "e": {},\n  "f": []\n}',
    );
  });

  it('writes all on one line if that is wanted', () => {
    const value = { a: lazily(1, { b: '<' }), c: undefined, d: [], e: {}, f: lazily() };
    assert.equal(
      [...jsonPieces(value, 0)].join(''),
      '{"a":[1,{"b":"\\u003c"}],"d":[],"e":{},"f":[]}',
    );
  });

  it('writes lists that are made on the way like those that are there', () => {
    const element = (list: Iterable<unknown>) => ({ id: 1, none: undefined, list });
    const array = [1, element(['x'])];
    const value = { head: 'h', all: [element(['a', { b: 2 }]), element([])], array, tail: null };
    const lazy = {
      head: 'h',
      all: lazily(element(lazily('a', { b: 2 })), element(lazily())),
      array: [1, element(lazily('x'))],
      tail: null,
    };
    assert.equal(text(lazy), JSON.stringify(value, undefined, 2));
  });

  it('asks for an element only when the one before was taken', () => {
    const asked: number[] = [];
    const list = (function* () {
      for (let i = 0; i < 3; i++) {
        asked.push(i);
        yield i;
      }
    })();
    const pieces = jsonPieces({ list });
    for (const piece of pieces) if (piece.includes('[')) break;
    assert.deepEqual(asked, [0]);
  });

  it('does not write an element that only gives others a turn', () => {
    assert.equal(text({ list: lazily(undefined, 1, undefined) }), '{\n  "list": [\n    1\n  ]\n}');
  });

  it('indents as told', () => {
    assert.equal([...jsonPieces({ a: 1 }, 3)].join(''), '{\n   "a": 1\n}');
  });
});
