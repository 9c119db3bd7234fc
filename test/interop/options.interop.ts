// Tests every configuration of options-corpus here and with `nats-server -t`, and wants the same verdict and the line of
// the first error, but for the list in options-corpus/differences.ts and for options that the peer is too old to know.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { NatsxError } from '../../src/base/errors.ts';
import { mainNames } from '../../src/cli/go-flags.ts';
import { isNest } from '../../src/server/options/block.ts';
import { serverFlags } from '../../src/server/options/flags.ts';
import { testConf } from '../../src/server/options/load.ts';
import { isShorthand, keysOf, type OptionTable } from '../../src/server/options/option.ts';
import { serverTable } from '../../src/server/options/server-table.ts';
import { findPeers, requirePeer, type Peer } from '../support/peers.ts';
import { theirVerdicts, writeTexts, type Verdict, type WrittenText } from './conf-peer.ts';
import { differencesFrom } from './options-corpus/differences.ts';
import * as corpus from './options-corpus/texts.ts';

describe('options', function () {
  this.timeout(120_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('as nats-server takes them', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    describe(`as nats-server ${peer.version} takes them`, () => {
      for (const [part, texts] of Object.entries(corpus)) {
        it(part, async () => assert.deepEqual(await mismatches(peer, texts), []));
      }

      it('has its flags, under all their names', () => {
        const usage = execFileSync(peer.path, ['--help'], { encoding: 'utf8' });
        const names = [...usage.matchAll(/^ +(-[\w-]+(?:, ?-[\w-]+)*)/gm)].flatMap(([, found]) =>
          found!.match(/[\w]+/g)!,
        );
        assert.ok(names.length > 40, `${names.length} flags`);
        const ours = mainNames(serverFlags);
        assert.deepEqual(
          names.filter((name) => !ours.has(name)),
          [],
        );
      });
    });
  }
});

/** Sentences about the texts that are judged otherwise. */
async function mismatches(peer: Peer, texts: readonly string[]): Promise<string[]> {
  const differing = differencesFrom(peer.version);
  const { written, remove } = writeTexts(texts.map((text) => ({ name: text, text: `${text}\n` })));
  try {
    const theirs = await theirVerdicts(peer, written);
    return written.flatMap((text, index) => {
      const ours = ourVerdict(text);
      const their = theirs[index]!;
      const isSame = agree(ours, their) !== differing.has(text.text.name);
      return isSame ? [] : [`${text.text.name}\nhere:  ${ours.said}\nthere: ${their.said}`];
    });
  } finally {
    remove();
  }
}

/** nats-server does not always say where. */
function agree(ours: Verdict, theirs: Verdict): boolean {
  if (ours.outcome === theirs.outcome || isTooYoung(theirs)) return true;
  return theirs.outcome === 'invalid' && ours.outcome.startsWith('line');
}

function ourVerdict({ folder }: WrittenText): Verdict {
  const readFile = (path: string): string => readFileSync(join(folder, path), 'utf8');
  try {
    testConf('main.conf', { readFile, env: {} });
    return { outcome: 'valid', digest: '', said: 'valid' };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const line = /^main\.conf:(\d+):/.exec(error.message)?.[1];
    return {
      outcome: line === undefined ? 'invalid' : `line ${line}`,
      digest: '',
      said: error.message,
    };
  }
}

const young = new Set<string>();
noteYoung(serverTable);

/** Keys that not every nats-server knows. */
function noteYoung(table: OptionTable): void {
  for (const [name, entry] of Object.entries(table)) {
    if (isShorthand(entry)) continue;
    if (entry.since !== undefined) for (const key of keysOf(name, entry)) young.add(key);
    if (isNest(entry.kind)) noteYoung(entry.kind.table);
  }
}

function isTooYoung({ said }: Verdict): boolean {
  const key = /unknown field \[?"(\w+)"/i.exec(said)?.[1];
  return key !== undefined && young.has(key);
}
