import assert from 'node:assert/strict';
import { textWidth } from '../../src/base/text-width.ts';

describe('textWidth', () => {
  const widths: [string, number][] = [
    ['', 0],
    ['orders.>', 8],
    ['größe', 5],
    ['gro\u0308ße', 5],
    ['注文', 4],
    ['⏱ 5s', 5],
  ];
  for (const [text, width] of widths) {
    it(`counts ${width} columns of "${text}"`, () => {
      assert.equal(textWidth(text), width);
    });
  }
});
