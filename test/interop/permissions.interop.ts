// Permissions made of rules, each tried out with each subject: natsx and nats-server must say the same, and let the same
// messages through. Where they may not, docs/differences.md says so: `permissions-cover` and `queue-denial`.
import assert from 'node:assert/strict';
import { isCoveredBy } from '../../src/subject/subject.ts';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { startOwn } from './configured.ts';

interface Rules {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

const LITERALS = ['a', 'a.b', 'a.c', 'a.b.c', 'b'];
const SUBJECTS = [
  ...LITERALS,
  '*',
  '>',
  'a.*',
  'a.>',
  '*.b',
  '*.*',
  'a.*.c',
  'a.b.>',
  'a..b',
  'a.>.b',
];
const QUEUES = [undefined, 'q', 'q.1', 'r'];

const PATTERNS = ['a', 'a.b', 'a.*', 'a.>', '*', '*.b', '>', 'a.*.c'];
const GROUPS = ['a q', 'a.* q', 'a.> q.*', '> r', 'a.b >'];

/** Each rule alone, pairs of rules, and every allowing one with every denying one. */
const publishRules: Rules[] = [
  {},
  ...PATTERNS.map((each) => ({ allow: [each] })),
  ...PATTERNS.map((each) => ({ deny: [each] })),
  ...['a.*', 'a.>', '>'].flatMap((allow) =>
    PATTERNS.map((deny) => ({ allow: [allow, 'b'], deny: [deny] })),
  ),
  { allow: [] },
  { allow: [], deny: ['a'] },
];
const subscribeRules: Rules[] = [
  ...publishRules,
  ...GROUPS.map((each) => ({ allow: [each] })),
  ...GROUPS.map((each) => ({ deny: [each] })),
  ...GROUPS.flatMap((group) => ['a', 'a.*', '>'].map((each) => ({ allow: [each, group] }))),
  ...GROUPS.map((group) => ({ allow: ['>'], deny: [group, 'b'] })),
];

const users = [
  ...publishRules.map((publish) => ({ permissions: { publish } })),
  ...subscribeRules.map((subscribe) => ({ permissions: { subscribe } })),
].map(({ permissions }, number) => ({ user: `u${number}`, password: 'p', permissions }));
const CONFIGURATION = `authorization { timeout: 30, users: ${JSON.stringify([
  ...users,
  { user: 'all', password: 'p' },
])} }`;

describe('permissions, as nats-server grants them', () => {
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('rule by rule', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    it(`rule by rule, nats-server ${peer.version}`, async function () {
      this.timeout(120_000);
      await compare(peer);
    });
  }
});

async function compare(peer: Peer): Promise<void> {
  const own = await startOwn(CONFIGURATION);
  const theirs = await startPeer(peer, CONFIGURATION);
  const complaints: string[] = [];
  let stricter = 0;
  let probes = 0;
  try {
    const everybody = [await join(own.port, 'all'), await join(theirs.port, 'all')];
    for (const { user, permissions } of users) {
      const [ours, peers] = await Promise.all([
        verdicts(own.port, user, everybody[0]!),
        verdicts(theirs.port, user, everybody[1]!),
      ]);
      for (const [probe, verdict] of ours) {
        probes++;
        const other = peers.get(probe)!;
        if (verdict === other) continue;
        if (isKnown(probe, permissions, peer)) stricter++;
        else complaints.push(`${JSON.stringify(permissions)}: ${probe}: ${verdict}, not ${other}`);
      }
    }
    for (const each of everybody) await each.close();
  } finally {
    await own.stop();
    await theirs.stop();
  }
  assert.deepEqual(complaints, []);
  assert.ok(probes > 10_000, `${probes} probes`);
  assert.ok(
    stricter > 0,
    'natsx is not stricter than nats-server any more: strike it from differences.md',
  );
}

async function join(port: number, user: string): Promise<RawClient> {
  const client = await RawClient.connect(port, { waitMs: 10_000, answerPings: true });
  client.send(`CONNECT {"verbose":false,"pedantic":false,"user":"${user}","pass":"p"}\r\n`);
  await client.settle();
  client.takeFrames();
  return client;
}

/** What the server says to a user's every try, and which messages it lets through to its subscriptions. */
async function verdicts(
  port: number,
  user: string,
  publisher: RawClient,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const client = await join(port, user);
  for (const subject of SUBJECTS) client.send(`PUB ${subject} 0\r\n\r\nPING\r\n`);
  await told('PUB', SUBJECTS);
  const wanted = SUBJECTS.flatMap((subject) => QUEUES.map((queue) => [subject, queue] as const));
  // The sid says what it is for.
  const names = wanted.map(([subject, queue]) =>
    queue === undefined ? subject : `${subject} ${queue}`,
  );
  for (const [at, name] of names.entries()) client.send(`SUB ${name} ${at}\r\nPING\r\n`);
  await told('SUB', names);
  for (const subject of LITERALS) publisher.send(`PUB ${subject} 0\r\n\r\n`);
  await publisher.settle();
  await client.settle();
  const heard = client.takeFrames().filter((frame) => frame.startsWith('MSG'));
  for (const [at, name] of names.entries()) {
    const subjects = heard
      .map((frame) => frame.split(' '))
      .filter(([, , sid]) => sid === `${at}`)
      .map(([, subject]) => subject!);
    // Which member of a group hears a message is chance: that it hears one, is not.
    const [, queue] = wanted[at]!;
    if (queue === undefined) found.set(`MSG ${name}`, subjects.join(' '));
  }
  for (const queue of QUEUES.slice(1)) {
    const members = new Set(wanted.flatMap(([, each], at) => (each === queue ? [`${at}`] : [])));
    const subjects = heard
      .map((frame) => frame.split(' '))
      .filter(([, , sid]) => members.has(sid!));
    found.set(`MSG group ${queue}`, subjects.map(([, subject]) => subject).join(' '));
  }
  await client.close();
  return found;

  /** Each try was followed by a PING. */
  async function told(verb: string, tries: readonly string[]): Promise<void> {
    const isPong = (frame: string): boolean => frame === 'PONG\r\n';
    await client.waitFor((frames) => frames.filter(isPong).length >= tries.length, 'all PONGs');
    let said = '';
    let at = 0;
    for (const frame of client.takeFrames()) {
      if (!isPong(frame)) said += frame.startsWith('-ERR') ? frame : '';
      else {
        found.set(`${verb} ${tries[at++]}`, said);
        said = '';
      }
    }
  }
}

/** Whether a difference is one of those that docs/differences.md tells. */
function isKnown(
  probe: string,
  { subscribe }: { publish?: Rules; subscribe?: Rules },
  peer: Peer,
): boolean {
  const { allow = [], deny = [] } = subscribe ?? {};
  const [verb, subject = ''] = probe.split(' ');
  // permissions-cover: what a rule does not cover can't be subscribed to, and brings nothing.
  const isLeak = (each: string): boolean =>
    each.endsWith('>') &&
    allow.length > 0 &&
    allow.some((rule) => !isCoveredBy(each, rule.split(' ')[0]!));
  if (verb === 'SUB' && isLeak(subject)) return true;
  if (verb === 'MSG' && (isLeak(subject) || (subject === 'group' && allow.length > 0))) return true;
  // queue-denial: 2.9.10 mixes up what is denied to a group with what is denied to all.
  const namesGroup = deny.some((rule) => rule.includes(' '));
  return namesGroup && !isAtLeast(peer.version, '2.12.0');
}
