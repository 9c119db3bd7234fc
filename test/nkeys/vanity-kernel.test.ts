import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { fromRawSeed } from '../../src/nkeys/create.ts';
import { decodePublicKey } from '../../src/nkeys/strkey.ts';
import { createTrier, VanityKernel } from '../../src/nkeys/vanity-kernel.ts';
import { VanityPrefix } from '../../src/nkeys/vanity-prefix.ts';

const testSeed = process.env['TEST_SEED'] ?? randomBytes(8).toString('hex');

async function load(): Promise<VanityKernel> {
  const kernel = await VanityKernel.load();
  assert(kernel !== undefined, 'dist/nkeys/vanity.wasm is missing: npm run build makes it');
  return kernel;
}

/** Seeds that a run with the same TEST_SEED has again; the first ones are the edges. */
function fill(seeds: Uint8Array): void {
  for (let i = 0; i * 32 < seeds.length; i++) {
    seeds.set(createHash('sha256').update(`${testSeed} ${i}`).digest(), i * 32);
  }
  for (const [i, byte] of [0x00, 0xff, 0x55, 0xaa, 0x01, 0x80].entries()) {
    seeds.fill(byte, i * 32, (i + 1) * 32);
  }
}

describe(`VanityKernel (TEST_SEED=${testSeed})`, function () {
  for (const kind of ['user', 'x25519'] as const) {
    it(`derives the ${kind} keys that node:crypto derives`, async () => {
      const kernel = await load();
      fill(kernel.seeds);
      kernel.derive(kernel.batch, kind === 'x25519');
      for (let i = 0; i < kernel.batch; i++) {
        const seed = kernel.seeds.slice(i * 32, (i + 1) * 32);
        const wanted = decodePublicKey(fromRawSeed(kind, seed).publicKey).key;
        if (kind === 'user') wanted[31]! &= 0x7f; // The kernel leaves the sign of x out.
        const got = Buffer.from(kernel.keys.subarray(i * 32, (i + 1) * 32));
        assert.deepEqual(got, Buffer.from(wanted), `seed ${Buffer.from(seed).toString('hex')}`);
      }
    });
  }

  it('derives as many keys as it is told', async () => {
    const kernel = await load();
    fill(kernel.seeds);
    kernel.derive(kernel.batch, false);
    const all = kernel.keys.slice();
    kernel.keys.fill(0);
    kernel.derive(3, false);
    assert.deepEqual(kernel.keys.slice(0, 96), all.slice(0, 96));
    assert.ok(kernel.keys.subarray(96).every((byte) => byte === 0));
  });

  it('finds keys by their first 64 bits, one after the other', async () => {
    const kernel = await load();
    kernel.keys.fill(0);
    for (const [i, hex] of [
      [3, '0123456789abcdef'],
      [7, '0123456789abcdee'],
      [9, '8123456789abcdef'],
    ] as const) {
      kernel.keys.set(Buffer.from(hex, 'hex'), i * 32);
    }
    const value = { high: 0x01234567, low: 0x89abcdef };
    const all = { high: 0xffffffff, low: 0xffffffff };
    assert.equal(kernel.find(0, 512, value, all), 3);
    assert.equal(kernel.find(4, 512, value, all), -1);
    assert.equal(kernel.find(0, 3, value, all), -1);
    const loose = { high: 0xffffffff, low: 0xfffffffe };
    assert.equal(kernel.find(4, 512, { high: 0x01234567, low: 0x89abcdee }, loose), 7);
    assert.equal(kernel.find(4, 512, { high: 0x81234567, low: 0x89abcdef }, all), 9);
    assert.equal(kernel.find(5, 512, { high: 0, low: 0 }, { high: 0, low: 0 }), 5);
  });

  for (const kind of ['operator', 'x25519'] as const) {
    it(`tries until an ${kind} key begins as wished`, async () => {
      const wish = new VanityPrefix(kind, 'CA');
      const trier = await createTrier(wish);
      let seed: Uint8Array | undefined;
      while (seed === undefined) seed = trier.try(trier.batch);
      assert.match(fromRawSeed(kind, seed).publicKey, /^[OX]CA/);
    });
  }
});
