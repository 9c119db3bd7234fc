import assert from 'node:assert/strict';
import { isCall, parseFunction } from '../../src/subject/transform-function.ts';
import { token } from '../../src/subject/transform-piece.ts';

describe('transform function', () => {
  it('is read from a token, whatever its small and capital letters that nats-server takes', () => {
    const rows = {
      $12: ['wildcard', 12],
      '{{Wildcard(3)}}': ['wildcard', 3],
      '{{partition(5, 1,\t2)}}': ['partition', 1, 2],
      '{{SplitFromLeft(1,2)}}': ['splitFromLeft', 1],
      '{{splitfromright(2,2)}}': ['splitFromRight', 2],
      '{{SliceFromleft( 3 , 2 )}}': ['sliceFromLeft', 3],
      '{{\tsliceFromRight (4,2)\n}}': ['sliceFromRight', 4],
      '{{left(5,2)}}': ['left', 5],
      '{{Right(6,2)}}': ['right', 6],
      '{{split(7,;)}}': ['split', 7],
      '{{random(8)}}': ['random'],
    };
    for (const [text, wanted] of Object.entries(rows)) {
      const { type, wildcards } = parseFunction(text)!;
      assert.deepEqual([type, ...wildcards], wanted, text);
    }
  });

  it('is not seen where a token is text', () => {
    for (const text of ['a', '$', '$a', '$1a', '{{}}', '{a}', '{{a}', 'x{{wildcard(1)}}', '']) {
      assert.equal(parseFunction(text), undefined, text);
    }
    assert.ok(isCall('{{a}}'));
    assert.ok(!isCall('{{}}'));
  });

  it('works on the tokens that it is bound to', () => {
    const call = parseFunction('{{split(1,;)}}')!;
    const piece = call.bind([token(2)], () => assert.fail('nothing to draw'));
    assert.equal(piece('a;b.c.d;e'), 'd.e');
  });
});
