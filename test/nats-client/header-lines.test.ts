import assert from 'node:assert/strict';
import { parseHeaderLines } from '../../src/nats-client/header-lines.ts';

describe('parseHeaderLines', () => {
  it('gives no headers for no lines', () => assert.equal(parseHeaderLines([]), undefined));

  it('keeps keys as written, trims values and collects those of one key', () => {
    const headers = parseHeaderLines(['x-Key: a: b', 'x-Key:c', 'Empty:'])!;
    assert.deepEqual(
      [...headers],
      [
        ['x-Key', ['a: b', 'c']],
        ['Empty', ['']],
      ],
    );
  });

  for (const line of ['', 'no colon', ': no key', 'a key: v', 'k: a\r\nb: c', 'ключ: v']) {
    it(`refuses ${JSON.stringify(line)}`, () => {
      assert.throws(() => parseHeaderLines([line]), {
        code: 'ERR_HEADER',
        message: `invalid header ${JSON.stringify(line)}`,
      });
    });
  }
});
