// Mappings of nats-server beside ours: the same verdict on each of mapping-corpus.ts, the same subjects for the same
// messages. Peers: the executable named by NATS_SERVER, and every nats-server on the PATH. SEED=… repeats a run.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quote } from '../../src/base/quote.ts';
import { parseConf } from '../../src/conf/parser.ts';
import { Mappings } from '../../src/server/account/mapping.ts';
import type { MappingDestination } from '../../src/server/options/mappings.ts';
import { optionsFromConf } from '../../src/server/options/from-conf.ts';
import { isValidSubject } from '../../src/subject/subject.ts';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { newSeed } from '../support/random.ts';
import { RawClient } from '../support/raw-client.ts';
import { theirVerdicts, writeTexts } from './conf-peer.ts';
import { mappingTexts } from './mapping-corpus.ts';

/** All functions, and destinations that leave out wildcards of their source, are there since then. */
const CURRENT = '2.12.0';

describe('mappings', function () {
  this.timeout(60_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('as nats-server takes them', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    describe(`as nats-server ${peer.version} takes them`, () => {
      it('has the same verdicts', async () => assert.deepEqual(await otherVerdicts(peer), []));

      const seed = newSeed() | 0;
      it(`sends messages to the same subjects (SEED=${seed})`, async () => compare(peer, seed));

      it('draws among the same', async () => compareDraws(peer));
    });
  }
});

/** Sentences about what is not judged alike, and what is so where the corpus says otherwise. */
async function otherVerdicts(peer: Peer): Promise<string[]> {
  const texts = mappingTexts.map(({ text }) => ({ name: text, text: `mappings {\n${text}\n}\n` }));
  const { written, remove } = writeTexts(texts);
  try {
    const theirs = await theirVerdicts(peer, written);
    return mappingTexts.flatMap(({ text, since, never }, index) => {
      const ours = complaintAbout(texts[index]!.text);
      const { outcome, said } = theirs[index]!;
      const isSame = (ours === undefined) === (outcome === 'valid');
      if (since !== undefined && !isAtLeast(peer.version, since)) return [];
      if (never !== undefined && isAtLeast(peer.version, CURRENT)) {
        return isSame ? [`${text}: no difference any more, strike it`] : [];
      }
      if (!isSame) return [`${text}: ${ours ?? 'valid'}; there: ${said}`];
      // Older releases have other words.
      const isSaid = ours === undefined || said.includes(ours);
      return isSaid || !isAtLeast(peer.version, CURRENT)
        ? []
        : [`${text}: ${ours}; there: ${said}`];
    });
  } finally {
    remove();
  }
}

function complaintAbout(text: string): string | undefined {
  const map = parseConf(text, 'main.conf', { readFile: () => '', env: {} });
  return optionsFromConf(map, () => '').errors[0]?.text;
}

/** Random mappings and subjects: what comes out there is what our transforms make of the same. */
async function compare(peer: Peer, seed: number): Promise<void> {
  const isCurrent = isAtLeast(peer.version, CURRENT);
  const cases = fc.sample(mapping(isCurrent), { seed, numRuns: 150 });
  // A first token of its own: two sources for one subject are asked in any order there.
  const own = cases.map(({ from, to, subjects }, index) => ({
    from: `m${index}.${from}`,
    to: `out.${index}.${to}`,
    subjects: subjects.map((subject) => `m${index}.${subject}`),
  }));
  const mappings = new Mappings({ cluster: '' });
  for (const each of own) mappings.add(each.from, [to(each.to)]);
  const published = own.flatMap(({ subjects }) => subjects);
  // What is no subject reaches nobody, not even a subscriber of everything.
  const mapped = published.map((subject) => mappings.apply(subject));
  const wanted = [...mapped.entries()].filter(([, subject]) => isValidSubject(subject));
  assert.ok(wanted.length > published.length / 2, 'most of them arrive');
  const rows = own.map(({ from, to }) => `${JSON.stringify(from)}: ${JSON.stringify(to)}`);
  const came = await deliveries(peer, rows, published);
  const ours = new Map(wanted);
  const others = published.flatMap((subject, at) => {
    if (came.get(at) === ours.get(at)) return [];
    const row = rows[Number(subject.slice(1, subject.indexOf('.')))];
    return [`${row}, ${quote(subject)}: ${quote(mapped[at]!)}; there: ${came.get(at) ?? 'lost'}`];
  });
  assert.deepEqual(others, []);
}

const SHARED: Readonly<Record<string, readonly MappingDestination[]>> = {
  'rest.*': [to('out.b.$1', 30), to('out.c.$1', 0)],
  'lost.>': [to('lost.>', 50)],
  'all.*': [to('out.d.$1', 40), to('out.e.$1', 60)],
  'only.*': [to('out.f.$1')],
  'elsewhere.*': [to('out.g.$1', 100, 'C')],
};

/** Weights: each subject that may be drawn gets something, no other does. */
async function compareDraws(peer: Peer): Promise<void> {
  let drawn = 0;
  const mappings = new Mappings({ cluster: '', random: () => drawn });
  mappings.addAll(SHARED);
  const subjects = Object.keys(SHARED).map((source) => source.replace(/.$/, 'x'));
  const wanted = subjects.map((subject) => {
    const drawable = new Set<string>();
    for (drawn = 0; drawn < 100; drawn++) drawable.add(mappings.apply(subject));
    return drawable;
  });

  const rows = Object.entries(SHARED).map(([source, list]) => {
    const items = list.map(
      ({ destination, weight, cluster }) =>
        `{ destination: "${destination}", weight: ${weight}, cluster: "${cluster}" }`,
    );
    return `"${source}": [ ${items.join(', ')} ]`;
  });
  // That a share of 30 % gets none of 200 messages happens once in 10^31 runs.
  const published = Array.from({ length: 200 * subjects.length }, (_, at) => at % subjects.length);
  const arrived = await deliveries(
    peer,
    rows,
    published.map((at) => subjects[at]!),
  );
  const came = subjects.map(() => new Set<string>());
  published.forEach((at, index) => came[at]!.add(arrived.get(index) ?? ''));
  assert.deepEqual(came.map(sorted), wanted.map(sorted));
}

function to(destination: string, weight = 100, cluster = ''): MappingDestination {
  return { destination, weight, cluster };
}

function sorted(set: ReadonlySet<string>): string[] {
  return [...set].sort();
}

/** On which subject a server with these mappings delivers each message, by its number; those it loses are not in. */
async function deliveries(
  peer: Peer,
  rows: readonly string[],
  subjects: readonly string[],
): Promise<Map<number, string>> {
  const server = await startPeer(peer, `mappings {\n${rows.join('\n')}\n}\n`);
  const client = await RawClient.connect(server.port);
  try {
    client.send('CONNECT {"verbose":false,"pedantic":false}\r\nSUB > 1\r\n');
    const lines = subjects.map((subject, at) => {
      const number = String(at);
      return `PUB ${subject} ${number.length}\r\n${number}\r\n`;
    });
    client.send(lines.join(''));
    const came = await client.settle();
    const messages = came.matchAll(/^MSG (\S+) 1 \d+\r\n(\d+)\r\n/gm);
    return new Map(Array.from(messages, ([, subject, number]) => [Number(number), subject!]));
  } finally {
    await client.close();
    await server.stop();
  }
}

/** A source, a destination that fits, and subjects that the source stands for. */
function mapping(
  isCurrent: boolean,
): fc.Arbitrary<{ from: string; to: string; subjects: string[] }> {
  return fc
    .record({
      tokens: fc.array(fc.constantFrom('a', '*', '*'), { maxLength: 4 }),
      isOpen: fc.boolean(),
    })
    .chain(({ tokens, isOpen }) => {
      const wildcards = tokens.filter((token) => token === '*').length;
      const calls = wildcards === 0 ? [] : [call(wildcards, isCurrent)];
      const whole = isCurrent ? [buckets.map((count) => `{{partition(${count})}}`)] : [];
      const some = fc.array(fc.oneof(fc.constantFrom('x', '$x'), ...calls, ...whole), {
        minLength: 1,
        maxLength: 4,
      });
      // Older releases want all wildcards named.
      const all = Array.from({ length: wildcards }, (_, at) => `$${at + 1}`);
      const end = isOpen ? ['>'] : [];
      const fill = (token: string): fc.Arbitrary<string> =>
        token === '*' ? word : fc.constant(token);
      const subject = fc
        .tuple(fc.tuple(...tokens.map(fill)), fc.array(word, { minLength: 1, maxLength: 3 }))
        .map(([filled, rest]) => ['m', ...filled, ...(isOpen ? rest : [])].join('.'));
      return fc.record({
        from: fc.constant(['m', ...tokens, ...end].join('.')),
        to: some.map((made) => [...made, ...(isCurrent ? [] : all), ...end].join('.')),
        subjects: fc.array(subject, { minLength: 5, maxLength: 12 }),
      });
    });
}

const buckets = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(2147483647, -1, -7));
/** Latin1 for the bytes of UTF-8, some cut in two, and what functions look for. */
const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '-', '-', '_', '1', '\xc3\xa4', '\xff', '$', '*a'),
  minLength: 1,
  maxLength: 9,
});

/** A call of any function on wildcards of which there are so many. */
function call(wildcards: number, isCurrent: boolean): fc.Arbitrary<string> {
  const number = fc.integer({ min: 1, max: wildcards });
  const length = fc.integer({ min: -1, max: 10 });
  const cut = fc.constantFrom(
    ...['splitFromLeft', 'SplitFromRight', 'sliceFromLeft', 'SliceFromRight'],
    ...(isCurrent ? ['left', 'Right'] : []),
  );
  // Between bytes that are no UTF-8 Go put others, until lately.
  const separators = ['-', '--', '_', 'b', ...(isCurrent ? [''] : [])];
  const numbers = fc.array(number, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    number.map((one) => `$${one}`),
    number.map((one) => `{{wildcard(${one})}}`),
    fc.tuple(buckets, numbers).map(([count, all]) => `{{partition(${count},${all.join(', ')})}}`),
    fc.tuple(cut, number, length).map(([name, one, by]) => `{{${name}(${one}, ${by})}}`),
    fc
      .tuple(number, fc.constantFrom(...separators))
      .map(([one, separator]) => `{{split(${one},${separator})}}`),
  );
}
