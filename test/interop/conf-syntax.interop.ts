// Reads every configuration of conf-corpus here and with `nats-server -t`, and wants the same verdict, the same line of
// the first error, and where the server tells it, the same digest; but for the list in conf-corpus/differences.ts.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeConf } from '../../src/conf/writer.ts';
import { plainConf } from '../support/plain-conf.ts';
import { newSeed } from '../support/random.ts';
import { findPeers, requirePeer, type Peer } from '../support/peers.ts';
import { usesX, type ConfText } from './conf-corpus/conf-text.ts';
import { differencesFrom } from './conf-corpus/differences.ts';
import { corpus } from './conf-corpus/index.ts';
import { ourVerdict, theirVerdicts, writeTexts, type Verdict } from './conf-peer.ts';

describe('the configuration language', function () {
  this.timeout(120_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('as nats-server reads it', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers)
    describe(`as nats-server ${peer.version} reads it`, () => {
      for (const [part, texts] of Object.entries(corpus))
        it(part, async () => assert.deepEqual(await mismatches(peer, texts), []));

      const seed = newSeed() | 0;
      it(`as we write it (SEED=${seed})`, async () => {
        const values = fc.sample(plainConf, { numRuns: 40, seed });
        const texts = values.map((x, index) => ({
          name: `value ${index}`,
          text: writeConf({ x }) + usesX,
        }));
        assert.deepEqual(await mismatches(peer, texts), []);
      });
    });
});

/** Sentences about the texts that are not read alike. */
async function mismatches(peer: Peer, texts: readonly ConfText[]): Promise<string[]> {
  const wanted = differencesFrom(peer.version);
  const { written, remove } = writeTexts(texts);
  try {
    const theirs = await theirVerdicts(peer, written);
    return written.flatMap((text, index) => {
      const ours = ourVerdict(text);
      const wrong = mismatch(ours, theirs[index]!, wanted.get(text.text.name));
      if (wrong === undefined) return [];
      const { name, text: conf } = text.text;
      return [`${name}: ${wrong}\n${conf}\nhere:  ${ours.said}\nthere: ${theirs[index]!.said}`];
    });
  } finally {
    remove();
  }
}

function mismatch(ours: Verdict, theirs: Verdict, wanted: string | undefined): string | undefined {
  const isSame =
    ours.outcome === theirs.outcome ||
    (theirs.outcome === 'invalid' && ours.outcome.startsWith('line'));
  const isSameDigest = theirs.digest === '' || ours.digest === theirs.digest;
  if (wanted === undefined)
    return isSame ? (isSameDigest ? undefined : 'another digest') : 'another verdict';
  if (ours.outcome !== wanted) return 'another verdict than differences.ts says';
  if (!isSame || !isSameDigest) return undefined;
  // Some show in the values alone, which a server without a digest does not tell.
  if (wanted === 'valid' && theirs.digest === '') return undefined;
  return 'no difference any more: strike it from differences.ts';
}
