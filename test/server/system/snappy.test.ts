import assert from 'node:assert/strict';
import { snappyChunks } from '../../../src/server/system/snappy.ts';
import { newSeed, randomFrom } from '../../support/random.ts';

describe('snappyChunks', () => {
  it('begins with the identifier of the stream', () => {
    assert.equal(
      Buffer.concat([...snappyChunks(Buffer.alloc(0))]).toString('hex'),
      'ff060000734e61507059',
    );
  });

  it('writes what does not shrink as it is, with its checksum', () => {
    // CRC-32C of "123456789" is e3069283; masked by the format: a rotation by 15 and an addition.
    const masked = (((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8) >>> 0;
    const [, chunk] = [...snappyChunks(Buffer.from('123456789'))];
    assert.deepEqual(
      [chunk![0], chunk!.readUIntLE(1, 3), chunk!.readUInt32LE(4), chunk!.subarray(8).toString()],
      [0x01, 13, masked, '123456789'],
    );
  });

  it('shrinks what repeats itself', () => {
    const text = Buffer.from('{"subject":"orders.new"},'.repeat(10_000));
    const stream = Buffer.concat([...snappyChunks(text)]);
    assert.ok(stream.length < text.length / 10, `${stream.length} of ${text.length} bytes`);
    assert.ok(unpacked(stream).equals(text));
  });

  const seed = newSeed();
  it(`can be read again, whatever it is (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 200; round++) {
      const length = random(round % 20 === 0 ? 200_000 : 2_000);
      const letters = 1 + random(255);
      const bytes = Buffer.from(Array.from({ length }, () => random(letters)));
      const stream = Buffer.concat([...snappyChunks(bytes)]);
      assert.ok(unpacked(stream).equals(bytes), `round ${round}`);
    }
  });
});

/** A reader after format_description.txt, for these tests. */
function unpacked(stream: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 10; at < stream.length;) {
    const size = stream.readUIntLE(at + 1, 3);
    const body = stream.subarray(at + 8, at + 4 + size);
    parts.push(stream[at] === 0 ? block(body) : body);
    at += 4 + size;
  }
  return Buffer.concat(parts);
}

function block(input: Buffer): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = input[at++]!;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const output = Buffer.alloc(length);
  let to = 0;
  while (at < input.length) {
    const tag = input[at++]!;
    if ((tag & 3) === 0) {
      let count = tag >> 2;
      if (count >= 60) {
        const bytes = count - 59;
        count = input.readUIntLE(at, bytes);
        at += bytes;
      }
      to += input.copy(output, to, at, at + count + 1);
      at += count + 1;
    } else {
      assert.equal(tag & 3, 2);
      const offset = input.readUInt16LE(at);
      at += 2;
      assert.ok(offset > 0 && offset <= to);
      for (let i = 0; i <= tag >> 2; i++, to++) output[to] = output[to - offset]!;
    }
  }
  assert.equal(to, length);
  return output;
}
